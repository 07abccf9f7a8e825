//! Today's rows.

use super::lines::{abandoned, book, morning, on, run};
use crate::event::{Counts, Ending, Fact, Outcome, RunId, StepDone, Thread};
use crate::runbook::StepRef;
use crate::state::kit::{Book, at, line, noticed, timing};
use crate::state::{Row, Shared, SlotState, State};
use insta::assert_snapshot;

fn rows(state: &State, now: &str) -> String {
    let today = state.today(at(now));
    let words = |row: &Row| match row {
        Row::InProgress { .. } => "in progress".to_owned(),
        Row::Slot {
            line, occurrence, ..
        } => format!(
            "{} {} {:?}",
            line.procedure.procedure,
            occurrence.slot.strftime("%a %H:%M"),
            occurrence.state
        ),
        Row::Missed { line, count, .. } => {
            format!("{} missed {count}", line.procedure.procedure)
        }
        Row::Disputed { .. } => "disputed".to_owned(),
        Row::Handover { by, .. } => format!("handover by {by}"),
        Row::TakenOver { by, .. } => format!("taken over by {by}"),
        Row::Escalation { .. } => "escalation".to_owned(),
        Row::FollowUp { kind, overdue, .. } => {
            let late = if *overdue { " late" } else { "" };
            format!("{}{late}", kind.words())
        }
        Row::Rehearsal { procedure, stands } => {
            let stands = format!("{stands:?}");
            let stands = stands.split(' ').next().unwrap_or_default();
            format!("rehearse {} {stands}", procedure.procedure)
        }
        Row::Near {
            what, days_left, ..
        } => format!("{} in {days_left}", what.words()),
        Row::Broken { runbook, errors } => format!("{runbook} {errors}"),
        Row::Record(trouble) => format!("{trouble:?}"),
        Row::Commands { runbook, count } => format!("{runbook} {count}"),
        Row::FirstStep(step) => step.word().to_owned(),
        Row::Sample { runbook, .. } => format!("sample {runbook}"),
        Row::Done { verdict, at, .. } => format!("{verdict:?} {}", at.strftime("%H:%M")),
    };
    let mut words: Vec<_> = today.rows.iter().map(words).collect();
    words.sort();
    words.join("\n")
}

/// Says what became of a box, and ends the run.
fn finish(book: &mut Book, id: RunId, when: &str, outcome: Outcome) {
    let done = StepDone::plain(StepRef::of("lag"), "Lag", outcome);
    let counts = Counts {
        ok: u32::from(outcome == Outcome::Ok),
        deferred: u32::from(outcome == Outcome::Deferred),
        ..Counts::default()
    };
    let ended = Fact::RunEnded {
        ending: Ending::Completed,
        counts,
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    let facts = vec![Fact::StepDone(Box::new(done)), ended];
    book.say(at(when), vec![Thread::Run(id)], facts);
}

#[test]
fn rows_tell_what_wants_someone() {
    let mut book = book("daily 09:00", "2026-11-20T06:00Z");
    for (name, schedule) in [
        ("audit", "weekly tue 10:00"),
        ("drill", "weekly mon 06:00"),
        ("noon", "daily 12:00"),
        ("far", "monthly last 09:00"),
    ] {
        let line = line(&format!("orders/{name}"));
        let facts = vec![noticed(&line, Some(timing(schedule, "UTC")))];
        book.say(at("2026-11-22T13:00Z"), on(&line), facts);
    }
    assert_snapshot!(rows(&book.state, "2026-11-23T09:30Z"), @"
    drill Mon 06:00 Due
    morning Mon 09:00 Due
    morning Tue 09:00 Upcoming
    morning missed 3
    noon Mon 12:00 Upcoming
    noon Sun 12:00 Overdue
    ");
    let id = run(&mut book, "2026-11-23T09:00Z", "2026-11-23T09:31Z", None);
    assert_snapshot!(rows(&book.state, "2026-11-23T09:32Z"), @"
    drill Mon 06:00 Due
    in progress
    morning Tue 09:00 Upcoming
    morning missed 3
    noon Mon 12:00 Upcoming
    noon Sun 12:00 Overdue
    ");
    finish(&mut book, id, "2026-11-23T09:40Z", Outcome::Ok);
    assert_snapshot!(rows(&book.state, "2026-11-23T09:41Z"), @"
    Completed 09:40
    drill Mon 06:00 Due
    morning Tue 09:00 Upcoming
    morning missed 3
    noon Mon 12:00 Upcoming
    noon Sun 12:00 Overdue
    ");
    let today = book.state.today(at("2026-11-24T11:00Z"));
    let overdue = |row: &Row| matches!(row, Row::Slot { occurrence, .. } if occurrence.state == SlotState::Overdue);
    assert!(today.rows.iter().any(overdue));
}

#[test]
fn each_procedure_has_its_own_rows() {
    let mut book = book("weekly mon 08:00", "2026-11-23T05:00Z");
    for (name, schedule) in [
        ("daily", "daily 09:00"),
        ("often", "every 4 hours from 06:00"),
    ] {
        let line = line(&format!("orders/{name}"));
        let facts = vec![noticed(&line, Some(timing(schedule, "UTC")))];
        book.say(at("2026-11-23T05:00Z"), on(&line), facts);
    }
    assert_snapshot!(rows(&book.state, "2026-11-23T10:05Z"), @"
    daily Mon 09:00 Due
    daily Tue 09:00 Upcoming
    morning Mon 08:00 Due
    often Mon 10:00 Due
    often Mon 14:00 Upcoming
    often missed 1
    ");
}

#[test]
fn done_runs_stay_for_a_shift_and_disputed_ones_until_settled() {
    let mut book = book("weekly fri 09:00", "2026-11-20T10:00Z");
    run(
        &mut book,
        "",
        "2026-11-22T09:00Z",
        Some(("2026-11-22T20:00Z", Ending::Completed)),
    );
    run(
        &mut book,
        "",
        "2026-11-23T06:00Z",
        Some(("2026-11-23T06:30Z", abandoned())),
    );
    run(
        &mut book,
        "",
        "2026-11-23T07:00Z",
        Some(("2026-11-23T07:30Z", Ending::Completed)),
    );
    let odd = run(&mut book, "", "2026-11-10T08:00Z", None);
    let ended = |counts| Fact::RunEnded {
        ending: Ending::Completed,
        counts,
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    let failed = Counts {
        not_ok: 1,
        ..Counts::default()
    };
    book.say(
        at("2026-11-10T09:00Z"),
        vec![Thread::Run(odd)],
        vec![ended(failed)],
    );
    let whole = rows(&book.state, "2026-11-23T09:00Z");
    assert_snapshot!(whole, @r#"
    Abandoned("called away") 06:30
    Completed 07:30
    disputed
    morning Fri 09:00 Overdue
    "#);
    book.state.shrink(&mut Shared::default());
    assert_eq!(rows(&book.state, "2026-11-23T09:00Z"), whole);
    assert!(
        book.state.summary(odd).is_none(),
        "a disputed run stays whole"
    );
    assert!(book.state.last_run(&morning(), None).is_some());
}
