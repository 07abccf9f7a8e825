//! A procedure on one target: its schedule as it was noticed, and its occurrences.
//!
//! An occurrence is a slot of the schedule that was in force at that moment. A schedule
//! counts from the moment it was noticed to the moment the next one was; what it said of
//! the past is never rewritten.

use super::register::{Register, Said};
use super::run::Verdict;
use crate::event::RunId;
use crate::runbook::{ProcedureRef, TargetName};
use crate::schedule::{Phase, Timing};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Occurrences are looked back on for this long: a year, and some weeks to compare.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Which procedure, on which target.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct LineId {
    /// The procedure.
    pub procedure: ProcedureRef,
    /// The target, where it has any.
    pub target: Option<TargetName>,
}

/// A schedule as it was noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noticed {
    /// What people called the procedure then.
    pub title: String,
    /// What people called its runbook then.
    pub runbook_title: String,
    /// When it is due; absent once it had no schedule any more.
    pub timing: Option<Timing>,
    /// How many boxes it had.
    pub steps: u32,
    /// How long it takes, in seconds.
    pub estimate_seconds: Option<i64>,
}

/// What a line needs to know of a run that names one of its slots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filling {
    /// What the run came to.
    pub verdict: Verdict,
    /// Whether what is known of it contradicts itself.
    pub disputed: bool,
    /// When the work was really finished, once it is.
    pub done_at: Option<Timestamp>,
    /// Until when the slot was on time, by the schedule of then.
    pub due_by: Option<Timestamp>,
}

/// One procedure on one target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its schedules, as they were noticed.
    pub noticed: Register<Noticed>,
    /// Live runs that name a slot.
    pub filled: BTreeMap<Timestamp, BTreeMap<RunId, Filling>>,
    /// Slots that need not be done, and why.
    pub excused: BTreeMap<Timestamp, Vec<Said<String>>>,
    /// Missed slots up to and with this one were seen by someone.
    pub seen_until: Option<Timestamp>,
}

/// What became of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Not to be begun yet.
    Upcoming,
    /// May be begun early.
    Open,
    /// To be done now.
    Due,
    /// Past its grace.
    Overdue,
    /// Done in time.
    Done,
    /// Done, but late.
    DoneLate,
    /// Not done, and too late now.
    Missed,
    /// Need not be done.
    Excused,
}

/// One slot of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When it is due.
    pub slot: Timestamp,
    /// Until when it is on time.
    pub due_by: Timestamp,
    /// When the next slot of the same schedule is.
    pub next: Option<Timestamp>,
    /// What became of it.
    pub state: SlotState,
    /// A live run that names it and goes on.
    pub run: Option<RunId>,
}

impl Line {
    /// The schedule in force: the last that was noticed.
    pub fn current(&self) -> Option<&Said<Noticed>> {
        self.noticed.current()
    }

    /// The timing in force, where there is one.
    pub fn timing(&self) -> Option<&Timing> {
        self.current()?.what.timing.as_ref()
    }

    /// The occurrences whose slots are in `[from, to)`, oldest first, as they stand `now`.
    pub fn occurrences(&self, from: Timestamp, to: Timestamp, now: Timestamp) -> Vec<Occurrence> {
        let mut found = Vec::new();
        let story: Vec<_> = self.noticed.story().collect();
        for (index, said) in story.iter().enumerate() {
            let Some(timing) = &said.what.timing else {
                continue;
            };
            let until = story.get(index + 1).map_or(to, |next| next.at.min(to));
            let since = said.at.max(from);
            if since >= until {
                continue;
            }
            for slot in timing.slots(since, until) {
                found.push(self.occurrence(timing, slot, now));
            }
        }
        found
    }

    fn occurrence(&self, timing: &Timing, slot: Timestamp, now: Timestamp) -> Occurrence {
        let due_by = slot.saturating_add(timing.grace).unwrap_or(Timestamp::MAX);
        let fillings = self.filled.get(&slot);
        let open =
            fillings.and_then(|runs| runs.iter().find(|(_, run)| run.verdict == Verdict::Open));
        let state = match fillings.and_then(done_in_time) {
            Some(true) => SlotState::Done,
            Some(false) => SlotState::DoneLate,
            None if self.excused.contains_key(&slot) => SlotState::Excused,
            None => match timing.phase(slot, now) {
                Phase::Upcoming => SlotState::Upcoming,
                Phase::Open => SlotState::Open,
                Phase::Due => SlotState::Due,
                Phase::Overdue => SlotState::Overdue,
                Phase::Missed => SlotState::Missed,
            },
        };
        Occurrence {
            slot,
            due_by,
            next: None,
            state,
            run: open.map(|(id, _)| *id),
        }
    }

    /// Occurrences that someone may want to act on `now`: open, due, overdue, missed and
    /// not seen, and the next one to come. Oldest first.
    pub fn pressing(&self, now: Timestamp) -> Vec<Occurrence> {
        let horizon = now.saturating_sub(HORIZON).unwrap_or(Timestamp::MIN);
        // What was seen is settled for `skip`; a carried slot stays until it is done.
        let carries = self
            .timing()
            .is_some_and(|timing| timing.if_missed == crate::schedule::IfMissed::Carry);
        let from = match self.seen_until {
            Some(seen) if !carries => seen.max(horizon),
            _ => horizon,
        };
        let early = self
            .timing()
            .map_or(SignedDuration::ZERO, |timing| timing.early);
        let ahead = now.saturating_add(early.max(SignedDuration::from_hours(36)));
        let to = ahead.unwrap_or(Timestamp::MAX);
        let mut found = self.occurrences(from, to, now);
        found.retain(|occurrence| match occurrence.state {
            SlotState::Missed => self.seen_until.is_none_or(|seen| occurrence.slot > seen),
            SlotState::Excused => false,
            SlotState::Done | SlotState::DoneLate => false,
            _ => true,
        });
        found
    }
}

/// Whether a slot was done, and if so whether in time; the earliest run that did it counts.
fn done_in_time(runs: &BTreeMap<RunId, Filling>) -> Option<bool> {
    let done = runs.values().filter(|run| run.verdict.fills_its_slot());
    done.map(|run| match (run.done_at, run.due_by) {
        (Some(done), Some(due_by)) => done <= due_by,
        _ => true,
    })
    .max()
}

impl Line {
    /// (being written in its own branch)
    pub fn recent(&self, _count: usize, _now: Timestamp) -> Vec<Occurrence> {
        Vec::new()
    }
}

/// (being written in its own branch)
pub fn on_time_percent(_occurrences: &[Occurrence]) -> Option<u8> {
    None
}
