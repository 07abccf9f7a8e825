//! What wants someone now: the rows of Today.
//!
//! Built from the record, so that it stands before a single runbook is read; what only
//! runbooks can tell (whose a role's follow-ups are, what wants rehearsing) comes with them.

use super::attention::{Whom, add_follow_ups, add_near_dates, add_rehearsals};
use super::fold::State;
use super::rehearsed::RehearsalState;
use super::row::{Group, Row};
use super::series::{Series, SeriesId, SlotState};
use super::verdict::Verdict;
use crate::event::{FollowUpKind, RunId};
use jiff::{SignedDuration, Timestamp};

/// The rows of Today, each group in the order in which it should be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// Every row, group by group.
    pub rows: Vec<Row>,
}

/// What was done stays on Today for a shift and a half.
const LATELY: SignedDuration = SignedDuration::from_hours(12);
/// What comes within a day is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

impl State {
    /// What wants someone at this moment, by the record alone.
    pub fn today(&self, now: Timestamp) -> Today {
        Today::of(self, now, &Whom::default())
    }

    /// What wants someone at this moment, with what is this operator's own.
    pub fn today_for(&self, now: Timestamp, whom: &Whom<'_>) -> Today {
        Today::of(self, now, whom)
    }
}

impl Today {
    pub(super) fn of(state: &State, now: Timestamp, whom: &Whom<'_>) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for escalation in state.open_escalations() {
            rows.extend(escalation.opened.as_ref().map(|said| Row::Escalation {
                id: escalation.id,
                since: said.at,
            }));
        }
        rows.extend(waiting_shift(state, whom));
        for (run, _) in state.in_progress() {
            rows.push(Row::InProgress { run: run.id });
        }
        for (id, line) in state.lines() {
            add_line(&mut rows, id, line, now);
        }
        add_ended(&mut rows, state, now);
        add_follow_ups(&mut rows, state, now, whom);
        add_rehearsals(&mut rows, state, now, whom);
        add_near_dates(&mut rows, state, now, whom);
        rows.sort_by_key(order);
        Self { rows }
    }
}

/// A shift that was given to this operator, or by another one to whoever comes next.
fn waiting_shift(state: &State, whom: &Whom<'_>) -> Option<Row> {
    let said = state.waiting_handover()?.given.as_ref()?;
    let is_mine = match (whom.operator, &said.what.to) {
        (Some(operator), Some(to)) => operator == to,
        (Some(operator), None) => *operator != said.by,
        (None, _) => true,
    };
    is_mine.then(|| Row::Handover {
        by: said.by.clone(),
        at: said.at,
    })
}

fn add_line(rows: &mut Vec<Row>, id: &SeriesId, line: &Series, now: Timestamp) {
    let mut missed: Vec<Timestamp> = Vec::new();
    let mut coming = false;
    for occurrence in line.pressing(now) {
        match occurrence.state {
            // A run that goes on stands for the slot that it fills.
            _ if occurrence.run.is_some() => {}
            SlotState::Missed => missed.push(occurrence.slot),
            SlotState::Upcoming => {
                let soon = occurrence.slot.duration_since(now) <= AHEAD;
                if soon && !coming {
                    coming = true;
                    rows.push(Row::Slot {
                        line: id.clone(),
                        occurrence,
                    });
                }
            }
            _ => rows.push(Row::Slot {
                line: id.clone(),
                occurrence,
            }),
        }
    }
    if let (Some(first), Some(last)) = (missed.first(), missed.last()) {
        let (first, last, count) = (*first, *last, missed.len());
        rows.push(Row::Missed {
            line: id.clone(),
            count,
            first,
            last,
        });
    }
}

fn add_ended(rows: &mut Vec<Row>, state: &State, now: Timestamp) {
    for (run, started) in state.runs().filter(|(run, _)| run.is_ended()) {
        if run.is_disputed() {
            if !started.rehearsal {
                rows.push(Row::Disputed { run: run.id });
            }
        } else if let (Some(ended), Some(at)) = (run.first_ending(), run.done_at()) {
            add_done(rows, run.id, run.verdict(), at, ended.at, now);
        }
    }
    for summary in state.closed.by_end().rev() {
        if !is_lately(summary.ended_at, now) {
            break;
        }
        let verdict = summary.verdict.clone();
        add_done(
            rows,
            summary.id,
            verdict,
            summary.done_at,
            summary.ended_at,
            now,
        );
    }
}

fn is_lately(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) <= LATELY
}

fn add_done(
    rows: &mut Vec<Row>,
    run: RunId,
    verdict: Verdict,
    at: Timestamp,
    ended_at: Timestamp,
    now: Timestamp,
) {
    if is_lately(ended_at, now) {
        rows.push(Row::Done { run, verdict, at });
    }
}

/// Overdue before due before open; of what is overdue the one that has waited longest, of the
/// rest the one whose time is up first.
fn order(row: &Row) -> (Group, u8, Timestamp) {
    let (rank, at) = match row {
        Row::Escalation { since, .. } => (0, *since),
        Row::Handover { at, .. } => (1, *at),
        Row::InProgress { run } => (2, started_at(run)),
        Row::Slot { occurrence, .. } => match occurrence.state {
            SlotState::Overdue => (3, occurrence.slot),
            SlotState::Due => (4, occurrence.due_by),
            SlotState::Open => (5, occurrence.due_by),
            _ => (5, occurrence.slot),
        },
        Row::Disputed { run } => (0, started_at(run)),
        Row::Missed { first, .. } => (1, *first),
        // What is past its time, then what has one, then what waits; worse kinds first.
        Row::FollowUp {
            kind,
            since,
            due,
            overdue,
            ..
        } => {
            let late = match (overdue, due) {
                (true, _) => 0,
                (false, Some(_)) => 1,
                (false, None) => 2,
            };
            (late * KINDS + severity(*kind), due.unwrap_or(*since))
        }
        Row::Rehearsal { stands, .. } => match stands {
            RehearsalState::Overdue { due, .. } => (3 * KINDS, *due),
            RehearsalState::Never => (3 * KINDS + 1, Timestamp::MIN),
            RehearsalState::Due { due, .. } | RehearsalState::Fresh { due, .. } => {
                (3 * KINDS + 2, *due)
            }
        },
        Row::Broken { .. } => (2, Timestamp::MIN),
        Row::Commands { .. } => (3, Timestamp::MIN),
        Row::Near { days_left, .. } => {
            let at = Timestamp::from_second(i64::from(*days_left) * 86_400);
            (4 * KINDS, at.unwrap_or(Timestamp::MIN))
        }
        Row::Done { at, .. } => {
            // Latest first.
            let seconds = at.as_second().saturating_neg();
            (0, Timestamp::from_second(seconds).unwrap_or(*at))
        }
    };
    (row.group(), rank, at)
}

/// As many kinds of follow-ups as there are.
const KINDS: u8 = 5;

/// Which kind of follow-up comes first among those that are as late.
fn severity(kind: FollowUpKind) -> u8 {
    match kind {
        FollowUpKind::Issue => 0,
        FollowUpKind::Question => 1,
        FollowUpKind::Change => 2,
        FollowUpKind::Override => 3,
        FollowUpKind::Deferral => 4,
    }
}

/// An id carries the moment at which it was minted, in milliseconds.
fn started_at(run: &RunId) -> Timestamp {
    let milliseconds = i64::try_from(run.0.timestamp_ms()).unwrap_or_default();
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}
