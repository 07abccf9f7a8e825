//! A handover tells all that stands on Today, whatever the record holds, and the command that
//! gives it takes nothing less.

use super::super::{Clock, Kind, Outside, Sources};
use crate::command::{
    Command, Context, Decision, GiveShift, Handoff, OpenFollowUp, Refusal, TakeShift, decide,
};
use crate::event::{
    Counts, Ending, EscalationId, EscalationOpened, Fact, FollowUpKind, HandedBack, HandoverItem,
    Outcome, ShiftSeverity, StepDone, Thread,
};
use crate::runbook::{Operator, StepRef, TargetName};
use crate::state::kit::{Book, line, noticed, procedure, run_id, started, timing};
use crate::state::{Row, State, Whom};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;

/// Something that happens, after so many minutes.
#[derive(Clone, Debug)]
struct Happens {
    minutes: i64,
    what: u8,
    how: u8,
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let one = (0..600_i64, 0..6_u8, any::<u8>());
    let one = one.prop_map(|(minutes, what, how)| Happens { minutes, what, how });
    prop::collection::vec(one, 0..14)
}

const BEGAN: &str = "2026-11-16T07:00:00Z";

fn context(by: &str, now: Timestamp, number: u128) -> Context {
    Context {
        now,
        operator: Operator::from(by),
        host: TargetName::from("host-1"),
        account: by.to_owned(),
        fresh: run_id(now, number),
    }
}

fn write(book: &mut Book, at: Timestamp, decision: Decision) {
    book.say(at, decision.on, decision.facts);
}

fn escalation(at: Timestamp, number: u128) -> Fact {
    Fact::EscalationOpened(Box::new(EscalationOpened {
        id: EscalationId(run_id(at, number).0),
        salt: None,
        runbook: "orders".into(),
        runbook_title: "Orders sync".to_owned(),
        title: "Orders arrive late".to_owned(),
        severity: "sev2".to_owned(),
        means: None,
        respond_within_seconds: Some(1800),
        resolve_within_seconds: None,
        path: Vec::new(),
        origin: None,
        follow_up: None,
        rehearsal: false,
    }))
}

/// A record in which these things happened, and the moment after the last of them.
fn record(all: &[Happens]) -> (Book, Timestamp) {
    let mut book = Book::new();
    let mut now: Timestamp = BEGAN.parse().unwrap();
    for (number, happens) in (1_u128..).zip(all) {
        now += SignedDuration::from_mins(happens.minutes);
        let how = happens.how;
        match happens.what {
            0 => {
                let schedules = [
                    "daily 09:00",
                    "every 2 hours from 00:00",
                    "weekly tue 10:00",
                ];
                let line = line(&format!("orders/round-{}", how % 5));
                let schedule = schedules[usize::from(how) % schedules.len()];
                let facts = vec![noticed(&line, Some(timing(schedule, "UTC")))];
                let on = vec![Thread::Procedure(line.procedure.clone())];
                book.say(now, on, facts);
            }
            1 | 2 => {
                let run = run_id(now, number);
                let mut begun = started(run, procedure(&format!("orders/round-{}", how % 5)));
                begun.rehearsal = how.is_multiple_of(3);
                let on = || vec![Thread::Run(run)];
                book.say(now, on(), vec![Fact::RunStarted(Box::new(begun))]);
                if happens.what == 1 {
                    let done = StepDone::plain(StepRef::of("lag"), "Lag", Outcome::Ok);
                    let ended = Fact::RunEnded {
                        ending: Ending::Completed,
                        counts: Counts {
                            ok: 1,
                            ..Counts::default()
                        },
                        boxes: None,
                        saw: Vec::new(),
                        over: Vec::new(),
                    };
                    book.say(now, on(), vec![Fact::StepDone(Box::new(done)), ended]);
                }
            }
            3 => {
                let fact = escalation(now, number);
                let id = EscalationId(run_id(now, number).0);
                book.say(now, vec![Thread::Escalation(id)], vec![fact]);
            }
            _ => {
                let kinds = [
                    FollowUpKind::Question,
                    FollowUpKind::Issue,
                    FollowUpKind::Change,
                    FollowUpKind::Override,
                ];
                let mut open = OpenFollowUp::about(kinds[usize::from(how) % 4], "Which panel?");
                let hours = i64::from(how) - 60;
                let due = now + SignedDuration::from_hours(hours.max(1));
                open.due = (!how.is_multiple_of(5)).then_some(due);
                open.owner = how.is_multiple_of(2).then(|| "ops-a".to_owned());
                let command = Command::OpenFollowUp(open);
                let context = context("ops-a", now, number);
                if let Ok(decision) = decide(&book.state, None, &command, &context) {
                    write(&mut book, now, decision);
                }
            }
        }
    }
    (book, now + SignedDuration::from_mins(1))
}

fn items(state: &State, now: Timestamp, more: Vec<Row>) -> (Vec<HandoverItem>, Vec<Kind>) {
    let operator = Operator::from("ops-a");
    let (clock, outside) = (
        Clock {
            now,
            zone: TimeZone::UTC,
        },
        Outside::default(),
    );
    let whom = Whom {
        operator: Some(&operator),
        runbooks: Vec::new(),
    };
    let sources = Sources {
        state,
        preview: None,
        clock: &clock,
        whom: &whom,
        outside: &outside,
    };
    let today = sources.today(more);
    let kinds = today.rows.iter().map(|row| row.kind).collect();
    (sources.handed_on(&today, "host-1"), kinds)
}

fn give(state: &State, now: Timestamp, items: Vec<HandoverItem>) -> Result<Decision, Refusal> {
    let give = GiveShift {
        items,
        ..GiveShift::default()
    };
    let command = Command::Handoff(Handoff::Give(Box::new(give)));
    decide(state, None, &command, &context("ops-a", now, 99_999))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// All that stands on Today and is neither done nor still to come, each once, in its order;
    /// and a handover that leaves out what the record knows is not taken.
    #[test]
    fn a_handover_equals_what_stands(all in happens(), later in 0..72_i64, left_out in any::<usize>()) {
        let (book, last) = record(&all);
        let now = last + SignedDuration::from_hours(later);
        let here = vec![
            Row::Broken { runbook: "edge".into(), errors: 1 },
            Row::Commands { runbook: "orders".into(), count: 4 },
        ];
        let (items, kinds) = items(&book.state, now, here);
        let apart = [Kind::Done, Kind::Later];
        let stands = kinds.iter().filter(|kind| !apart.contains(kind)).count();
        prop_assert_eq!(items.len(), stands, "{:?}", kinds);
        let keys: std::collections::BTreeSet<_> = items.iter().map(|item| &item.key).collect();
        prop_assert_eq!(keys.len(), items.len(), "{:?}", items);
        let here = items.iter().filter(|item| item.host.is_some());
        prop_assert_eq!(here.count(), 2);

        let decision = give(&book.state, now, items.clone()).unwrap();
        let Some(Fact::HandoverGiven(given)) = decision.facts.first() else {
            return Err(TestCaseError::fail("nothing was given"));
        };
        prop_assert_eq!(&given.items, &items);

        let known: Vec<_> = items.iter().filter(|item| item.host.is_none()).collect();
        if let Some(out) = known.get(left_out % known.len().max(1)) {
            let fewer = items.iter().filter(|item| item.key != out.key).cloned();
            let refused = give(&book.state, now, fewer.collect()).unwrap_err();
            prop_assert!(refused.to_string().contains(&out.key), "{}", refused);
        }
    }

    /// What is unstable is never taken unseen, nor without the receiver's own words; all else
    /// may go together.
    #[test]
    fn what_is_unstable_is_looked_at_and_read_back(
        all in happens(),
        judged in prop::collection::vec(0..3_u8, 16),
        looks in prop::collection::vec(0..3_u8, 16),
        words in any::<bool>(),
    ) {
        let (mut book, now) = record(&all);
        let (mut items, _) = items(&book.state, now, Vec::new());
        for (item, how) in items.iter_mut().zip(judged.iter().cycle()) {
            item.severity = [ShiftSeverity::Stable, ShiftSeverity::Watch, ShiftSeverity::Unstable]
                [usize::from(*how)];
        }
        let decision = give(&book.state, now, items.clone()).unwrap();
        write(&mut book, now, decision);
        let mut take = TakeShift { rest: true, ..TakeShift::default() };
        take.read_back = words.then(|| "I watch the lag first, at 22:00".to_owned());
        for (item, look) in items.iter().zip(looks.iter().cycle()) {
            let key = item.key.clone();
            match look {
                0 => {}
                1 => take.confirmed.push(key),
                _ => take.handed_back.push(HandedBack { key, words: "not mine".to_owned() }),
            }
        }
        let seen = |item: &&HandoverItem| {
            take.confirmed.contains(&item.key)
                || take.handed_back.iter().any(|back| back.key == item.key)
        };
        let unstable: Vec<_> = items
            .iter()
            .filter(|item| item.severity == ShiftSeverity::Unstable)
            .collect();
        let unseen = unstable.iter().any(|item| !seen(item));
        let taken = unstable.iter().any(|item| take.confirmed.contains(&item.key));
        let command = Command::Handoff(Handoff::Accept(Box::new(take.clone())));
        let answer = decide(&book.state, None, &command, &context("ops-b", now, 100_000));
        prop_assert_eq!(answer.is_ok(), !unseen && (words || !taken), "{:?}", answer);

        if let Ok(decision) = answer {
            write(&mut book, now, decision);
            let whom = |name: &str| {
                let operator = Operator::from(name);
                let today = book.state.today_for(now, &Whom { operator: Some(&operator), runbooks: Vec::new() });
                let back = |row: &Row| match row {
                    Row::TakenOver { handed_back, .. } => Some(*handed_back),
                    _ => None,
                };
                today.rows.iter().find_map(back)
            };
            prop_assert_eq!(whom("ops-a"), Some(take.handed_back.len()));
            prop_assert_eq!(whom("ops-b"), None);
        }
    }
}
