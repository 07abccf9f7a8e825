//! Follow-ups in the fold: what stands where writers disagree, and what of it is on Today.

use crate::event::{
    Entry, EntryRef, Fact, FollowUpAssigned, FollowUpId, FollowUpKind, FollowUpMoved,
    FollowUpOpened, FollowUpState as S, Origin, Thread,
};
use crate::runbook::{Operator, parse_bytes};
use crate::state::kit::{Book, Scribe, at, procedure, run_id};
use crate::state::{Row, State, Whom};
use jiff::{SignedDuration, Timestamp};

fn id(number: u128) -> FollowUpId {
    let at = at("2026-11-23T09:00Z").as_millisecond();
    FollowUpId(ulid::Ulid::from_parts(u64::try_from(at).unwrap(), number))
}

fn opened(number: u128, kind: FollowUpKind) -> FollowUpOpened {
    FollowUpOpened {
        id: id(number),
        salt: None,
        kind,
        title: format!("{} {number}", kind.words()),
        text: None,
        runbook: Some("orders".into()),
        owner: None,
        due: None,
        ticket: None,
        severity: None,
        origin: None,
        redline: None,
        plan: None,
        question: None,
        emergency_seconds: None,
    }
}

fn open(opened: FollowUpOpened) -> Fact {
    Fact::FollowUpOpened(Box::new(opened))
}

fn moved(number: u128, state: S, over: &[&Entry]) -> Fact {
    Fact::FollowUpMoved(Box::new(FollowUpMoved {
        id: id(number),
        state,
        text: None,
        run: None,
        over: over.iter().map(|entry| entry.address()).collect(),
    }))
}

fn on(number: u128) -> Vec<Thread> {
    vec![Thread::FollowUp(id(number))]
}

/// Says facts as one of two writers, and folds them in every order of arrival.
fn every_order(facts: Vec<(usize, Fact)>) -> State {
    let mut scribes = [Scribe::new("ops-a"), Scribe::new("ops-b")];
    let mut entries = Vec::new();
    for (n, (who, fact)) in (1..).zip(facts) {
        entries.push(scribes[who].write(n, at("2026-11-23T09:00Z"), on(1), vec![fact]));
    }
    let fold = |order: &[usize]| {
        let mut state = State::default();
        for place in order {
            state.apply(&entries[*place], 1);
            state = State::from_bytes(&state.to_bytes()).unwrap();
        }
        state
    };
    let mut order: Vec<_> = (0..entries.len()).collect();
    let first = fold(&order);
    for turn in 0..entries.len() {
        order.rotate_left(1);
        assert_eq!(fold(&order), first, "{turn}");
        order.reverse();
        assert_eq!(fold(&order), first, "{turn} backwards");
    }
    first
}

#[test]
fn where_writers_move_it_apart_the_least_closed_stands_until_someone_names_both() {
    for (one, other, stands) in [
        (S::Answered, S::Closed, S::Answered),
        (S::Closed, S::Open, S::Open),
        (S::Approved, S::Reviewed, S::Reviewed),
        (S::Done, S::Closed, S::Done),
        (S::Released, S::RolledBack, S::RolledBack),
    ] {
        let facts = vec![
            (0, open(opened(1, FollowUpKind::Question))),
            (0, moved(1, one, &[])),
            (1, moved(1, other, &[])),
        ];
        let state = every_order(facts);
        let known = state.follow_up(id(1)).unwrap();
        assert_eq!(known.state(), stands, "{one:?} {other:?}");
        assert!(known.is_disputed());
        let over: Vec<EntryRef> = known.moves.over();
        assert_eq!(over.len(), 2, "whoever settles it names both");
    }
}

#[test]
fn what_is_set_anew_replaces_only_what_it_sets() {
    let mut book = Book::new();
    let now = at("2026-11-23T09:00Z");
    let first = FollowUpOpened {
        owner: Some("technical".to_owned()),
        ..opened(1, FollowUpKind::Issue)
    };
    book.say(now, on(1), vec![open(first)]);
    let set = |owner: Option<&str>, ticket: Option<&str>, over: &[&Entry]| {
        Fact::FollowUpAssigned(Box::new(FollowUpAssigned {
            id: id(1),
            owner: owner.map(str::to_owned),
            due: None,
            ticket: ticket.map(str::to_owned),
            plan: None,
            over: over.iter().map(|entry| entry.address()).collect(),
        }))
    };
    let both = book.say(now, on(1), vec![set(Some("ops-b"), Some("OPS-1"), &[])]);
    book.say(now, on(1), vec![set(Some("ops-c"), None, &[&both])]);
    let known = book.state.follow_up(id(1)).unwrap();
    assert_eq!(known.owner(), Some("ops-c"));
    assert_eq!(
        known.ticket(),
        Some("OPS-1"),
        "said with the owner, and stays"
    );
    assert_eq!(known.story().len(), 4);
}

#[test]
fn a_move_that_arrives_before_its_opening_waits() {
    let mut state = State::default();
    let mut scribe = Scribe::new("ops-a");
    let now = at("2026-11-23T09:00Z");
    let opening = scribe.write(1, now, on(1), vec![open(opened(1, FollowUpKind::Issue))]);
    let closing = scribe.write(2, now, on(1), vec![moved(1, S::Closed, &[])]);
    state.apply(&closing, 1);
    assert!(state.follow_up(id(1)).is_none());
    assert_eq!(state.follow_ups().count(), 0);
    state.apply(&opening, 1);
    assert_eq!(state.follow_up(id(1)).unwrap().state(), S::Closed);
    assert_eq!(state.standing_follow_ups().count(), 0);
}

fn rows(state: &State, now: Timestamp, whom: &Whom<'_>) -> Vec<String> {
    let today = state.today_for(now, whom);
    let row = |row: &Row| match row {
        Row::FollowUp { id, overdue, .. } => {
            let title = &state.follow_up(*id).unwrap().opening().unwrap().title;
            let late = if *overdue { ", late" } else { "" };
            format!("{title}{late}")
        }
        row => format!("{row:?}"),
    };
    let mut rows: Vec<_> = today.rows.iter().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn today_has_what_is_late_or_due_or_mine_and_what_is_set_aside() {
    let mut book = Book::new();
    let now = at("2026-11-23T09:00Z");
    let hours = |hours| Some(now + SignedDuration::from_hours(hours));
    let mut add = |number, kind, due: Option<Timestamp>, owner: Option<&str>| {
        let opened = FollowUpOpened {
            due,
            owner: owner.map(str::to_owned),
            ..opened(number, kind)
        };
        book.say(now, on(number), vec![open(opened)]);
    };
    add(1, FollowUpKind::Override, hours(80), None);
    add(2, FollowUpKind::Issue, None, Some("product"));
    add(3, FollowUpKind::Issue, hours(10), Some("product"));
    add(4, FollowUpKind::Question, None, Some("technical"));
    add(5, FollowUpKind::Override, hours(-1), None);
    add(6, FollowUpKind::Change, None, Some("ops-a"));
    add(7, FollowUpKind::Question, hours(-2), Some("someone"));
    add(8, FollowUpKind::Deferral, None, None);
    let text = r#"title = "Orders"
timezone = "UTC"
owners = { technical = { name = "Tech lead", operators = ["ops-a"] } }
procedures = [{ title = "Look", steps = ["Look"] }]"#;
    let parsed = parse_bytes(
        "orders.toml",
        "orders",
        text.as_bytes(),
        &Default::default(),
    );
    let runbook = parsed.runbook.unwrap();
    let operator = Operator::from("ops-a");
    let whom = Whom {
        operator: Some(&operator),
        runbooks: vec![&runbook],
    };
    assert_eq!(
        rows(&book.state, now, &whom),
        [
            "change 6",
            "deferral 8",
            "issue 3",
            "question 4",
            "question 7, late",
            "silence 1",
            "silence 5, late",
        ]
    );
    let record_alone = book.state.today(now);
    let rows = record_alone.rows.iter();
    let late = |row: &&Row| matches!(row, Row::FollowUp { overdue: true, .. });
    assert_eq!(rows.filter(late).count(), 2);
}

#[test]
fn a_question_stands_at_its_step_with_its_answer_until_it_is_closed() {
    let mut book = Book::new();
    let now = at("2026-11-23T09:00Z");
    let asked = FollowUpOpened {
        origin: Some(Origin {
            run: run_id(now, 1),
            procedure: procedure("orders/morning"),
            target: None,
            step: Some("lag".into()),
            item: None,
            step_title: Some("Lag".to_owned()),
            rehearsal: true,
        }),
        ..opened(1, FollowUpKind::Question)
    };
    book.say(now, on(1), vec![open(asked)]);
    let standing = |state: &State, step: &str| {
        let at = procedure("orders/morning");
        state.questions_at(&at, &step.into()).count()
    };
    assert_eq!(
        (standing(&book.state, "lag"), standing(&book.state, "x")),
        (1, 0)
    );
    let answered = book.say(now, on(1), vec![moved(1, S::Answered, &[])]);
    assert_eq!(standing(&book.state, "lag"), 1);
    assert_eq!(book.state.follow_ups_of(run_id(now, 1)).count(), 1);
    book.say(now, on(1), vec![moved(1, S::Closed, &[&answered])]);
    assert_eq!(standing(&book.state, "lag"), 0);
}

/// Whatever a record says, and in whatever order it arrives: nobody's own word approves a
/// change, an approval before it was opened again is gone, and an emergency change owes one.
#[test]
fn a_change_is_approved_by_somebody_else_and_since_it_was_last_open() {
    let emergency = || FollowUpOpened {
        emergency_seconds: Some(3_600),
        ..opened(1, FollowUpKind::Change)
    };
    for (moves, approved, owes, stands) in [
        (
            vec![(1, S::Approved), (0, S::Released)],
            true,
            false,
            S::Released,
        ),
        (
            vec![(0, S::Released), (1, S::Approved)],
            true,
            false,
            S::Released,
        ),
        (vec![(0, S::Released)], false, true, S::Released),
        (
            vec![(0, S::Released), (0, S::Approved)],
            false,
            true,
            S::Released,
        ),
        (
            vec![(1, S::Approved), (1, S::Open), (0, S::Released)],
            false,
            true,
            S::Released,
        ),
    ] {
        let mut facts = vec![(0, open(emergency()))];
        let mut scribes = [Scribe::new("ops-a"), Scribe::new("ops-b")];
        let first = vec![open(emergency())];
        let mut before = vec![scribes[0].write(1, at("2026-11-23T09:00Z"), on(1), first)];
        for (n, (who, to)) in (2..).zip(&moves) {
            let over: Vec<&Entry> = before.iter().skip(1).collect();
            let fact = moved(1, *to, &over);
            facts.push((*who, moved(1, *to, &over)));
            before.push(scribes[*who].write(n, at("2026-11-23T09:00Z"), on(1), vec![fact]));
        }
        let state = every_order(facts);
        let known = state.follow_up(id(1)).unwrap();
        let said = (
            known.is_approved_by_another(),
            known.owes_approval(),
            known.state(),
        );
        assert_eq!(said, (approved, owes, stands), "{moves:?}");
    }
}
