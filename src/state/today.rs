//! What wants someone now: the rows of Today.
//!
//! Built from the record alone, so that it stands before a single runbook is read.

use super::line::{Line, LineId, Occurrence, SlotState};
use super::verdict::Verdict;
use super::{State, Summary};
use crate::event::RunId;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The rows of Today, each group in the order in which it should be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// Every row, group by group.
    pub rows: Vec<Row>,
}

/// Under which heading a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// In progress, overdue, due, open.
    Now,
    /// Due later today.
    Later,
    /// Missed and not yet seen; runs whose record contradicts itself.
    Attention,
    /// Put off in earlier runs.
    CarriedOver,
    /// Done lately.
    Done,
}

/// One row of Today.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A run that goes on.
    InProgress {
        /// Which.
        run: RunId,
    },
    /// A slot that is to be filled.
    Slot {
        /// Of which procedure and target.
        line: LineId,
        /// Which.
        occurrence: Occurrence,
    },
    /// Slots that were missed; one row a procedure and target.
    Missed {
        /// Of which procedure and target.
        line: LineId,
        /// How many.
        count: usize,
        /// The first of them.
        first: Timestamp,
        /// The last of them.
        last: Timestamp,
    },
    /// An ended run whose record contradicts itself.
    Disputed {
        /// Which.
        run: RunId,
    },
    /// Boxes that an ended run put off.
    Deferred {
        /// Which run.
        run: RunId,
        /// How many boxes.
        count: u32,
    },
    /// A run that ended lately.
    Done {
        /// Which.
        run: RunId,
        /// What it came to.
        verdict: Verdict,
        /// When the work was really finished.
        at: Timestamp,
    },
}

impl Row {
    /// The heading that it stands under.
    pub fn group(&self) -> Group {
        match self {
            Self::InProgress { .. } => Group::Now,
            Self::Slot { occurrence, .. } => match occurrence.state {
                SlotState::Upcoming => Group::Later,
                _ => Group::Now,
            },
            Self::Missed { .. } | Self::Disputed { .. } => Group::Attention,
            Self::Deferred { .. } => Group::CarriedOver,
            Self::Done { .. } => Group::Done,
        }
    }
}

/// What was done stays on Today for a shift and a half.
const LATELY: SignedDuration = SignedDuration::from_hours(12);
/// What comes within a day is shown.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

impl Today {
    pub(super) fn of(state: &State, now: Timestamp) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for (run, _) in state.in_progress() {
            rows.push(Row::InProgress { run: run.id });
        }
        for (id, line) in state.lines() {
            add_line(&mut rows, id, line, now);
        }
        add_ended(&mut rows, state, now);
        rows.sort_by_key(order);
        Self { rows }
    }

    /// How many slots are overdue.
    pub fn overdue(&self) -> usize {
        let overdue = |row: &&Row| matches!(row, Row::Slot { occurrence, .. } if occurrence.state == SlotState::Overdue);
        self.rows.iter().filter(overdue).count()
    }
}

fn add_line(rows: &mut Vec<Row>, id: &LineId, line: &Line, now: Timestamp) {
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
    add_deferred(rows, state);
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

/// What a run put off stands until a later run of the same line has ended other than
/// given up.
fn add_deferred(rows: &mut Vec<Row>, state: &State) {
    let whole = state.runs().filter(|(run, started)| {
        started.tells_of_its_line() && run.verdict().fills_its_slot() && run.counts().deferred > 0
    });
    let mut lines: BTreeSet<LineId> = whole.map(|(_, started)| started.line()).collect();
    lines.extend(state.closed.deferring().map(Summary::line));
    for line in lines {
        let mut done = state.ended_on(&line);
        let last = done.find(|summary| summary.verdict.fills_its_slot());
        if let Some(last) = last.filter(|last| last.counts.deferred > 0) {
            rows.push(Row::Deferred {
                run: last.id,
                count: last.counts.deferred,
            });
        }
    }
}

/// Overdue before due before open; within one kind the one that has waited longest.
fn order(row: &Row) -> (Group, u8, Timestamp) {
    let (rank, at) = match row {
        Row::InProgress { run } => (0, started_at(run)),
        Row::Slot { occurrence, .. } => match occurrence.state {
            SlotState::Overdue => (1, occurrence.slot),
            SlotState::Due => (2, occurrence.slot),
            _ => (3, occurrence.slot),
        },
        Row::Disputed { run } => (0, started_at(run)),
        Row::Missed { first, .. } => (1, *first),
        Row::Deferred { run, .. } => (0, started_at(run)),
        Row::Done { at, .. } => {
            // Latest first.
            let seconds = at.as_second().saturating_neg();
            (0, Timestamp::from_second(seconds).unwrap_or(*at))
        }
    };
    (row.group(), rank, at)
}

/// An id carries the moment at which it was minted, in milliseconds.
fn started_at(run: &RunId) -> Timestamp {
    let milliseconds = i64::try_from(run.0.timestamp_ms()).unwrap_or_default();
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}
