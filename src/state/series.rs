//! A procedure on one target: its schedule as it was noticed, and its occurrences.
//!
//! An occurrence is a slot of the schedule that was in force at that moment. A schedule
//! counts from the moment it was noticed to the moment the next one was; what it said of
//! the past is never rewritten.

use super::fills::{Fill, Fills};
use super::register::{MvRegister, Stamped, insert_in_order};
use super::span::Span;
use super::unfilled::{Unfilled, each_slot, just_after};
use crate::event::{EntryRef, RunId};
use crate::schedule::{IfMissed, Timing};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Occurrences are looked back on for this long: a year, and some weeks to compare.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A schedule as it was noticed.
#[derive(Clone, Debug, PartialEq)]
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

/// One procedure on one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its schedules, as they were noticed.
    pub noticed: MvRegister<Noticed>,
    /// Slots that need not be done, and why.
    pub excused: BTreeMap<Timestamp, Vec<Stamped<String>>>,
    /// Missed slots up to and with this one were seen by someone.
    pub seen_until: Option<Timestamp>,
    /// Live runs that name a slot, by slot and run.
    pub(super) fills: Fills,
    /// Derived: the slots of the past that wait, so that they need not be sought again.
    pub(super) unfilled: Unfilled,
}

/// What became of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// The live run that did it; else one that names it and goes on.
    pub run: Option<RunId>,
}

impl Series {
    /// Whether somebody has acknowledged what was missed up to a slot.
    pub fn is_seen(&self, slot: Timestamp) -> bool {
        self.seen_until.is_some_and(|seen| slot <= seen)
    }

    /// A line, from a checkpoint.
    pub(super) fn of(
        noticed: MvRegister<Noticed>,
        excused: BTreeMap<Timestamp, Vec<Stamped<String>>>,
        seen_until: Option<Timestamp>,
        unfilled: Unfilled,
        fills: Fills,
    ) -> Self {
        Self {
            noticed,
            excused,
            seen_until,
            fills,
            unfilled,
        }
    }

    /// The schedule in force: the last that was noticed.
    pub fn current(&self) -> Option<&Stamped<Noticed>> {
        self.noticed.current()
    }

    /// The timing in force, where there is one.
    pub fn timing(&self) -> Option<&Timing> {
        self.current()?.what.timing.as_ref()
    }

    /// Whether a slot was done, and if so whether in time, and by which run; the one that did it
    /// in time counts, and of several the first.
    fn done(&self, slot: Timestamp) -> Option<(bool, RunId)> {
        let rows = self.fills.of_slot(slot).iter();
        let done = rows.filter_map(|(_, run, fill)| match fill {
            Fill::Done { in_time } => Some((*in_time, *run)),
            Fill::Open | Fill::Nothing => None,
        });
        done.max_by_key(|(in_time, run)| (*in_time, Reverse(*run)))
    }

    /// Whether a slot wants nobody any more.
    pub(super) fn is_settled(&self, slot: Timestamp) -> bool {
        self.excused.contains_key(&slot) || self.done(slot).is_some()
    }

    /// The stretches of time in which each schedule was in force, oldest first. One that no
    /// other went before reaches back to the slot that was due when it was noticed.
    pub(super) fn spans(&self) -> Vec<Span<'_>> {
        let mut until = Timestamp::MAX;
        let mut spans = Vec::new();
        let mut story = self.noticed.story().rev().peekable();
        while let Some(said) = story.next() {
            if let Some(timing) = said.what.timing.as_ref().filter(|_| said.at < until) {
                let before = story.peek();
                let from = match before.map(|before| (before.at, &before.what.timing)) {
                    Some((_, Some(_))) => said.at,
                    Some((at, None)) => due_at(timing, said.at).max(at),
                    None => due_at(timing, said.at),
                };
                spans.push(Span {
                    from: from.min(said.at),
                    until,
                    timing,
                });
            }
            until = until.min(said.at);
        }
        spans.reverse();
        spans
    }

    /// The occurrences whose slots are in `[from, to)`, oldest first, as they stand `now`.
    pub fn occurrences(&self, from: Timestamp, to: Timestamp, now: Timestamp) -> Vec<Occurrence> {
        let mut found = Vec::new();
        each_slot(&self.spans(), from, to, |timing, slot, next| {
            found.push(self.occurrence(timing, slot, next, now));
        });
        found
    }

    fn occurrence(
        &self,
        timing: &Timing,
        slot: Timestamp,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> Occurrence {
        let waiting = self.waiting(timing, slot, next, now);
        let done = self.done(slot);
        let state = match done {
            Some((true, _)) => SlotState::Done,
            Some((false, _)) => SlotState::DoneLate,
            None if self.excused.contains_key(&slot) => SlotState::Excused,
            None => waiting.state,
        };
        let run = done.map(|(_, run)| run).or(waiting.run);
        Occurrence {
            state,
            run,
            ..waiting
        }
    }

    /// The occurrence of a slot that is not settled.
    fn waiting(
        &self,
        timing: &Timing,
        slot: Timestamp,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> Occurrence {
        let grace = timing.grace.max(SignedDuration::ZERO);
        Occurrence {
            slot,
            due_by: slot.saturating_add(grace).unwrap_or(Timestamp::MAX),
            next,
            state: unfilled_state(timing, slot, next, now),
            run: self.fills.open_at(slot),
        }
    }

    /// Occurrences that someone may want to act on `now`: open, due, overdue, missed and
    /// not seen, and those of the next 36 hours. Oldest first.
    pub fn pressing(&self, now: Timestamp) -> Vec<Occurrence> {
        let early = self.timing().map_or(LOOK_AHEAD, |timing| timing.early);
        let to = now.saturating_add(early.max(LOOK_AHEAD));
        let to = to.unwrap_or(Timestamp::MAX);
        let from = horizon(now);
        let spans = self.spans();
        let mut found = Vec::new();
        let mut add = |timing: &Timing, slot, next| {
            let missed = is_replaced(timing, slot, next, now);
            let seen = missed && self.is_seen(slot);
            if !seen {
                found.push(self.waiting(timing, slot, next, now));
            }
        };
        for (slot, next) in self.unfilled.between(from, to) {
            let span = spans.iter().find(|span| span.contains(slot));
            if let Some(span) = span {
                add(span.timing, slot, next);
            }
        }
        let from = self.unfilled.until().max(from);
        each_slot(&spans, from, to, |timing, slot, next| {
            if !self.is_settled(slot) {
                add(timing, slot, next);
            }
        });
        found
    }

    /// The last occurrences whose slots have come, oldest first, at most `count`, and none
    /// of more than [`HORIZON`] ago.
    pub fn recent(&self, count: usize, now: Timestamp) -> Vec<Occurrence> {
        let to = just_after(now);
        let mut days = 8;
        loop {
            let back = SignedDuration::from_hours(24 * days).min(HORIZON);
            let from = now.saturating_sub(back).unwrap_or(Timestamp::MIN);
            let mut found = self.occurrences(from, to, now);
            if found.len() >= count || back == HORIZON {
                return found.split_off(found.len().saturating_sub(count));
            }
            days *= 4;
        }
    }

    /// Looks through the slots before `now` once, so that later looks are quick. Changes
    /// nothing that can be seen.
    pub(super) fn advance(&mut self, now: Timestamp) {
        self.settle(now);
        self.unfilled.forget_before(horizon(now));
    }

    fn settle(&mut self, until: Timestamp) {
        let mut unfilled = std::mem::take(&mut self.unfilled);
        unfilled.extend(&self.spans(), until, |slot| !self.is_settled(slot));
        self.unfilled = unfilled;
    }

    /// After a change that may lie before what was looked through.
    fn settle_anew(&mut self) {
        let until = self.unfilled.until();
        self.unfilled = Unfilled::default();
        self.settle(until);
    }

    fn settle_with(&mut self, slot: Timestamp) {
        self.unfilled.remove(slot);
        self.settle(just_after(slot));
    }

    pub(super) fn notice(&mut self, said: Stamped<Noticed>, over: &[EntryRef]) {
        let at = said.at;
        self.noticed.say(said, over);
        if at < self.unfilled.until() {
            self.settle_anew();
        }
    }

    pub(super) fn excuse(&mut self, slot: Timestamp, said: Stamped<String>) {
        insert_in_order(self.excused.entry(slot).or_default(), said);
        self.settle_with(slot);
    }

    pub(super) fn see(&mut self, until: Timestamp) {
        self.seen_until = self.seen_until.max(Some(until));
        self.settle(just_after(until));
    }

    /// Says what a run did for a slot.
    pub(super) fn fill(&mut self, slot: Timestamp, run: RunId, fill: Fill) {
        let was_settled = self.is_settled(slot);
        self.fills.put(slot, run, fill);
        match (was_settled, self.is_settled(slot)) {
            (false, true) => self.settle_with(slot),
            (true, false) => self.settle_anew(),
            _ => {}
        }
    }

    /// Takes back what was said of a run and a slot.
    pub(super) fn unfill(&mut self, slot: Timestamp, run: RunId) {
        self.fills.take_back(slot, run);
        if !self.is_settled(slot) {
            self.settle_anew();
        }
    }
}

/// The last slot before a moment that was still on time then; the moment where there was none.
fn due_at(timing: &Timing, at: Timestamp) -> Timestamp {
    let grace = timing.grace.max(SignedDuration::ZERO);
    let from = at.saturating_sub(grace).unwrap_or(at);
    timing.slots(from, at).last().unwrap_or(at)
}

/// What comes within this time is pressing.
const LOOK_AHEAD: SignedDuration = SignedDuration::from_hours(36);

fn horizon(now: Timestamp) -> Timestamp {
    now.saturating_sub(HORIZON).unwrap_or(Timestamp::MIN)
}

/// Whether the next slot has taken the place of this one.
fn is_replaced(timing: &Timing, slot: Timestamp, next: Option<Timestamp>, now: Timestamp) -> bool {
    timing.if_missed == IfMissed::Skip && slot <= now && next.is_some_and(|next| next <= now)
}

/// What the clock alone says of a slot.
fn unfilled_state(
    timing: &Timing,
    slot: Timestamp,
    next: Option<Timestamp>,
    now: Timestamp,
) -> SlotState {
    if is_replaced(timing, slot, next, now) {
        return SlotState::Missed;
    }
    let early = timing.early.max(SignedDuration::ZERO);
    let grace = timing.grace.max(SignedDuration::ZERO);
    if now < slot.saturating_sub(early).unwrap_or(Timestamp::MIN) {
        SlotState::Upcoming
    } else if now < slot {
        SlotState::Open
    } else if now <= slot.saturating_add(grace).unwrap_or(Timestamp::MAX) {
        SlotState::Due
    } else {
        SlotState::Overdue
    }
}
