//! What an attentive colleague would notice, and runs looked back on.

use super::lines::{morning, run};
use crate::event::{Attempt, Fact, FollowUpId, FollowUpKind, FollowUpOpened, Origin, Outcome};
use crate::event::{RunId, StepDone, Thread};
use crate::limits::Judgement;
use crate::runbook::{Procedure, Runbook, StepRef, parse_bytes};
use crate::state::kit::{Book, at};
use crate::state::{Debrief, LastTime, Reading, SAME_READINGS, WrongKind, never_moved, too_fast};

fn reading(value: &str) -> Reading {
    Reading {
        step_ref: StepRef::of("depth"),
        value: value.into(),
        unit: None,
        judgement: Judgement::Normal,
        at: at("2026-11-23T09:00Z"),
        by_command: false,
    }
}

#[test]
fn a_value_that_never_moves_is_seen_after_five_readings_alike() {
    for (values, stuck) in [
        ("412 412 412 412 412", true),
        ("7 412 412 412 412 412.0", true),
        ("412 412 412 412", false),
        ("412 412 412 412 413", false),
        ("411 412 412 412 412", false),
        ("", false),
    ] {
        let readings: Vec<_> = values.split_whitespace().map(reading).collect();
        assert_eq!(never_moved(&readings, SAME_READINGS), stuck, "{values}");
    }
}

fn procedure(style: &str) -> Procedure {
    runbook(style).procedures.remove(0)
}

fn runbook(style: &str) -> Runbook {
    let text = format!(
        r#"title = "Orders"
timezone = "UTC"
[[procedures]]
title = "Morning"
style = "{style}"
[[procedures.steps]]
title = "Look"
[[procedures.steps]]
title = "Drain"
estimate = "5m"
[[procedures.steps]]
title = "Shard"
each = ["a", "b"]
[[procedures.steps]]
title = "Close"
"#
    );
    let parsed = parse_bytes(
        "orders.toml",
        "orders",
        text.as_bytes(),
        &Default::default(),
    );
    parsed.runbook.unwrap()
}

fn done(
    book: &mut Book,
    run: RunId,
    when: &str,
    step_ref: StepRef,
    outcome: Outcome,
    attempt: Attempt,
) {
    let step_state = book.state.run(run).and_then(|run| run.boxes.get(&step_ref));
    let over = step_state.map(|step_state| step_state.outcomes.over());
    let done = StepDone {
        attempt,
        over: over.unwrap_or_default(),
        note: Some("it hums".to_owned()).filter(|_| outcome == Outcome::NotOk),
        ..StepDone::plain(step_ref.clone(), format!("Do {step_ref}"), outcome)
    };
    let facts = vec![Fact::StepDone(Box::new(done))];
    book.say(at(when), vec![Thread::Run(run)], facts);
}

fn walked() -> (Book, RunId) {
    let mut book = Book::new();
    let id = run(&mut book, "", "2026-11-23T09:00:00Z", None);
    let (ok, first) = (Outcome::Ok, Attempt::First);
    done(
        &mut book,
        id,
        "2026-11-23T09:01:00Z",
        StepRef::of("look"),
        ok,
        first,
    );
    done(
        &mut book,
        id,
        "2026-11-23T09:01:20Z",
        StepRef::of("drain"),
        Outcome::NotOk,
        first,
    );
    done(
        &mut book,
        id,
        "2026-11-23T09:09:00Z",
        StepRef::of("drain"),
        ok,
        Attempt::Again,
    );
    done(
        &mut book,
        id,
        "2026-11-23T09:09:10Z",
        StepRef::item("shard", "a"),
        ok,
        first,
    );
    done(
        &mut book,
        id,
        "2026-11-23T09:09:11Z",
        StepRef::item("shard", "b"),
        ok,
        first,
    );
    done(
        &mut book,
        id,
        "2026-11-23T09:09:12Z",
        StepRef::of("close"),
        ok,
        first,
    );
    (book, id)
}

#[test]
fn ticked_faster_than_can_be_is_noted_in_read_do_alone() {
    let (book, id) = walked();
    let run = book.state.run(id).unwrap();
    let fast = too_fast(run, &procedure("read-do"));
    let told: Vec<_> = fast
        .iter()
        .map(|fast| (fast.step_ref.to_string(), fast.after.as_secs()))
        .collect();
    assert_eq!(told, [("drain".to_owned(), 20), ("close".to_owned(), 1)]);
    assert_eq!(too_fast(run, &procedure("do-confirm")), []);
}

#[test]
fn a_debrief_tells_pauses_what_went_wrong_and_what_was_asked() {
    let (mut book, id) = walked();
    let asked = FollowUpOpened {
        id: FollowUpId(ulid::Ulid::from_parts(9, 9)),
        salt: None,
        kind: FollowUpKind::Question,
        title: "Which panel?".to_owned(),
        text: None,
        runbook: None,
        owner: None,
        due: None,
        ticket: None,
        severity: None,
        origin: Some(Origin {
            run: id,
            procedure: morning().procedure,
            target: None,
            step: Some("look".into()),
            item: None,
            step_title: None,
            rehearsal: false,
        }),
        redline: None,
        plan: None,
        question: None,
        emergency_seconds: None,
    };
    let on = vec![Thread::FollowUp(asked.id), Thread::Run(id)];
    let facts = vec![Fact::FollowUpOpened(Box::new(asked.clone()))];
    book.say(at("2026-11-23T09:09:20Z"), on, facts);
    let run = book.state.run(id).unwrap();
    let runbook = runbook("read-do");
    let debrief = Debrief::of(&book.state, run, Some((&runbook, &runbook.procedures[0]))).unwrap();
    assert_eq!(debrief.took.as_secs(), 9 * 60 + 12);
    let longest: Vec<_> = debrief
        .longest
        .iter()
        .map(|answer| (answer.title.as_str(), answer.took.as_secs()))
        .collect();
    assert_eq!(
        longest,
        [("Do drain", 460), ("Do look", 60), ("Do drain", 20)]
    );
    let wrong: Vec<_> = debrief.wrong.iter().map(|wrong| wrong.what).collect();
    assert_eq!(wrong, [WrongKind::NotOk, WrongKind::Again]);
    assert_eq!(debrief.wrong[0].words.as_deref(), Some("it hums"));
    assert_eq!(debrief.questions, [asked.id]);
    assert_eq!(debrief.script, []);
}

#[test]
fn what_happened_here_the_last_time_has_the_outcome_that_stands() {
    let (book, id) = walked();
    let run = book.state.run(id).unwrap();
    let last = LastTime::of(run, &StepRef::of("drain")).unwrap();
    assert_eq!((last.run, last.done.outcome), (id, Outcome::Ok));
    assert_eq!(last.at, at("2026-11-23T09:09:00Z"));
    assert!(LastTime::of(run, &StepRef::of("nothing")).is_none());
}
