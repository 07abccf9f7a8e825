//! Rows, their order and their words.

mod fact;
mod fold;
mod handed_on;
mod json;

use super::{Clock, Group, HowFar, Kind, Outside, Rounds, Sources};
use crate::event::{EscalationId, FollowUpId, FollowUpKind, HandoverId, RunId};
use crate::runbook::ProcedureRef;
use crate::state::{
    FirstStep, Occurrence, RehearsalState, Row, SeriesId, SlotState, State, Upkeep, Verdict, Whom,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

const NOW: &str = "2026-11-23T08:12:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn clock() -> Clock {
    Clock {
        now: now(),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
    }
}

fn hours(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn run(hours_ago: i64, number: u128) -> RunId {
    let at = u64::try_from(hours(-hours_ago).as_millisecond()).unwrap();
    RunId(ulid::Ulid::from_parts(at, number))
}

fn line(name: &str) -> SeriesId {
    SeriesId {
        procedure: format!("orders/{name}").parse::<ProcedureRef>().unwrap(),
        target: None,
    }
}

/// A slot of so many hours ago, with half an hour of grace and the next so many hours on.
fn occurrence(ago: i64, state: SlotState, next: i64) -> Occurrence {
    let slot = hours(-ago);
    Occurrence {
        slot,
        due_by: slot + SignedDuration::from_mins(30),
        next: Some(hours(next)),
        state,
        run: None,
    }
}

fn slot(name: &str, ago: i64, state: SlotState, next: i64) -> Row {
    Row::Slot {
        line: line(name),
        occurrence: occurrence(ago, state, next),
        count: 1,
    }
}

fn follow_up(kind: FollowUpKind, due: Option<Timestamp>) -> Row {
    Row::FollowUp {
        id: FollowUpId(ulid::Ulid::from_parts(1, kind as u128)),
        kind,
        since: hours(-20),
        due,
        overdue: due.is_some_and(|due| due < now()),
        answered: false,
    }
}

/// The rows as `present` has them, where the record knows nothing else.
fn rows(what: Vec<Row>) -> Vec<super::Row> {
    let (state, clock, whom, outside) = (
        State::default(),
        clock(),
        Whom::default(),
        Outside::default(),
    );
    let sources = Sources {
        state: &state,
        preview: None,
        clock: &clock,
        whom: &whom,
        outside: &outside,
    };
    sources.today(what).rows
}

fn every_kind() -> Vec<Row> {
    let procedure = line("drain").procedure;
    vec![
        slot("later", -5, SlotState::Upcoming, 20),
        Row::Done {
            run: run(3, 1),
            verdict: Verdict::Completed,
            at: hours(-2),
        },
        Row::Done {
            run: run(3, 2),
            verdict: Verdict::WithFailures,
            at: hours(-1),
        },
        Row::Near {
            runbook: "orders".into(),
            title: "Orders".to_owned(),
            what: Upkeep::Review,
            days_left: 10,
        },
        Row::Near {
            runbook: "orders".into(),
            title: "Orders".to_owned(),
            what: Upkeep::Stabilization,
            days_left: -2,
        },
        Row::Rehearsal {
            procedure: procedure.clone(),
            stands: RehearsalState::Never,
        },
        Row::Rehearsal {
            procedure,
            stands: RehearsalState::Overdue {
                last: hours(-2000),
                due: hours(-50),
            },
        },
        follow_up(FollowUpKind::Override, Some(hours(9))),
        follow_up(FollowUpKind::Deferral, None),
        follow_up(FollowUpKind::Issue, Some(hours(4))),
        follow_up(FollowUpKind::Question, Some(hours(-3))),
        slot("open", -1, SlotState::Open, 20),
        slot("due", 0, SlotState::Due, 20),
        Row::InProgress {
            run: run(1, 3),
            occurrence: Some(occurrence(0, SlotState::Due, 20)),
        },
        Row::Missed {
            line: line("missed"),
            count: 2,
            first: hours(-40),
            last: hours(-20),
        },
        Row::Sample {
            runbook: "shop".into(),
            procedures: 4,
        },
        Row::FirstStep(FirstStep::New),
        Row::FirstStep(FirstStep::Tutor),
        Row::Commands {
            runbook: "orders".into(),
            count: 4,
        },
        Row::Broken {
            runbook: "edge".into(),
            errors: 1,
        },
        Row::Disputed { run: run(9, 4) },
        slot("slow", 30, SlotState::Overdue, 100),
        slot("soon", 3, SlotState::Overdue, 1),
        Row::InProgress {
            run: run(2, 5),
            occurrence: Some(occurrence(2, SlotState::Overdue, 5)),
        },
        Row::TakenOver {
            id: HandoverId(ulid::Ulid::from_parts(1, 8)),
            by: "ops-b".into(),
            at: hours(-1),
            handed_back: 1,
        },
        Row::Handover {
            id: HandoverId(ulid::Ulid::from_parts(1, 7)),
            by: "ops-b".into(),
            at: hours(-1),
        },
        Row::Escalation {
            id: EscalationId(ulid::Ulid::from_parts(1, 6)),
            since: hours(-1),
        },
    ]
}

/// What hurts comes first, and of what is overdue that which is missed soonest.
#[test]
fn rows_stand_in_one_order_however_they_come() {
    let mut backwards = every_kind();
    backwards.reverse();
    for what in [every_kind(), backwards] {
        let rows = rows(what);
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                format!(
                    "{}: {}, {}",
                    row.group.words(),
                    row.kind.words(),
                    row.status
                )
            })
            .collect();
        insta::assert_snapshot!("order", told.join("\n"));
    }
}

/// Everything in a group stands together, and nothing that is late stands below it.
#[test]
fn what_is_late_needs_attention() {
    let rows = rows(every_kind());
    assert!(rows.is_sorted_by_key(|row| row.group));
    for row in &rows {
        let is_late = row.is_late && !matches!(row.kind, Kind::Done);
        if is_late {
            assert_eq!(row.group, Group::NeedsAttention, "{row:?}");
        }
    }
}

#[test]
fn a_run_past_its_time_says_both_how_far_it_is_and_how_late() {
    let rows = rows(vec![Row::InProgress {
        run: run(2, 5),
        occurrence: Some(occurrence(2, SlotState::Overdue, 5)),
    }]);
    assert_eq!(rows[0].kind, Kind::Overdue);
    assert_eq!(
        rows[0].due_by,
        Some(hours(-2) + SignedDuration::from_mins(30))
    );
}

#[test]
fn what_went_wrong_stands_beside_the_count() {
    let far = |failures, gaps| HowFar {
        answered: 9,
        wanted: 9,
        failures,
        gaps,
    };
    assert_eq!(far(0, 0).words(), "9 of 9");
    assert_eq!(far(1, 0).words(), "9 of 9, 1 failed");
    assert_eq!(far(2, 1).words(), "9 of 9, 2 failed, 1 gap");
    assert_eq!(far(0, 3).words(), "9 of 9, 3 gaps");
    let rounds = Rounds { done: 3, all: 9 };
    assert_eq!(rounds.words(), "3 of 9 rounds done");
}
