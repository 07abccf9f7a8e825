//! What happened in a shift: what was done and what was not, what is new.
//!
//! Looking costs what happened in the shift, not what the record holds. Rehearsals are not
//! told. What stands, and so is handed on, is Today's ([`Row`](super::Row)): nothing here
//! says it a second time.

use super::escalation::Escalation;
use super::fold::State;
use super::follow_up::FollowUp;
use super::register::Stamped;
use super::series::{Occurrence, SlotState};
use super::series_id::SeriesId;
use super::summary::Summary;
use super::verdict::Verdict;
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// A shift tells no more than this, however long ago the last one was given.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What is told where none was ever given.
const FIRST: SignedDuration = SignedDuration::from_hours(24);

/// What happened in a shift, and how it stands.
#[derive(Debug)]
pub struct Shift<'a> {
    /// From when on it tells.
    pub since: Timestamp,
    /// The moment.
    pub now: Timestamp,
    /// Slots that came in it, with what became of them.
    pub slots: Vec<(&'a SeriesId, Occurrence)>,
    /// Live runs that ended in it, oldest first.
    pub ended: Vec<Cow<'a, Summary>>,
    /// Escalations that are open, or were opened or ended in it.
    pub escalations: Vec<&'a Escalation>,
    /// Follow-ups that were opened in it.
    pub new: Vec<&'a FollowUp>,
    /// Older ones of which something was said in it.
    pub changed: Vec<&'a FollowUp>,
    /// Open ones that stand as they stood.
    pub unchanged: Vec<&'a FollowUp>,
    /// Notes of the shift.
    pub notes: &'a [Stamped<String>],
}

impl Shift<'_> {
    /// How many slots came to this.
    pub fn count(&self, state: SlotState) -> usize {
        let slots = self.slots.iter();
        slots.filter(|(_, slot)| slot.state == state).count()
    }

    /// Runs in which something failed, or was in alarm.
    pub fn failures(&self) -> impl Iterator<Item = &Cow<'_, Summary>> {
        let failed = |summary: &&Cow<'_, Summary>| {
            summary.verdict == Verdict::WithFailures || summary.counts.alarms > 0
        };
        self.ended.iter().filter(failed)
    }
}

impl State {
    /// From when on the next handover tells: from the last one that was given.
    pub fn shift_began(&self, now: Timestamp) -> Timestamp {
        let last = self.handovers().next_back();
        let given = last.and_then(|handover| handover.given.as_ref());
        let earliest = now.saturating_sub(LONGEST).unwrap_or(Timestamp::MIN);
        let first = now.saturating_sub(FIRST).unwrap_or(Timestamp::MIN);
        given.map_or(first, |said| said.at.max(earliest))
    }

    /// What a shift that began then has to tell now.
    pub fn shift(&self, since: Timestamp, now: Timestamp) -> Shift<'_> {
        let mut slots = Vec::new();
        for (id, line) in self.lines() {
            let came = line.occurrences(since, now, now).into_iter();
            slots.extend(came.map(|occurrence| (id, occurrence)));
        }
        slots.sort_by_key(|(_, occurrence)| occurrence.slot);
        let mut shift = Shift {
            since,
            now,
            slots,
            ended: self.ended_since(since),
            escalations: self.escalations_since(since),
            new: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            notes: &self.notes[self.notes.partition_point(|said| said.at < since)..],
        };
        self.add_follow_ups(&mut shift);
        shift
    }

    /// Live runs whose ending was written down since then, oldest first.
    fn ended_since(&self, since: Timestamp) -> Vec<Cow<'_, Summary>> {
        let closed = self.closed.last_ended();
        let closed = closed.take_while(|summary| summary.ended_at >= since);
        let whole = self.open.values();
        let whole = whole.filter_map(|open| open.run.summary(&open.places).map(Cow::Owned));
        let whole = whole.filter(|summary: &Cow<'_, Summary>| summary.ended_at >= since);
        let all = closed.map(Cow::Borrowed).chain(whole);
        let mut ended: Vec<_> = all.filter(|summary| summary.tells_of_its_line()).collect();
        ended.sort_by_key(|summary| (summary.ended_at, summary.id));
        ended
    }

    fn escalations_since(&self, since: Timestamp) -> Vec<&Escalation> {
        let lately = self.escalations().filter(|it| {
            let opened = it.opened.as_ref().map(|said| said.at);
            let moments = [opened, it.answered_at(), it.resolved_at()];
            let live = it.opening().is_some_and(|opened| !opened.rehearsal);
            live && (it.is_open() || moments.into_iter().flatten().any(|at| at >= since))
        });
        lately.collect()
    }

    fn add_follow_ups<'a>(&'a self, shift: &mut Shift<'a>) {
        for known in self.follow_ups() {
            let Some(opened) = &known.opened else {
                continue;
            };
            let said_since = || {
                let last = known.story().into_iter().map(|story| story.at()).max();
                last.is_some_and(|last| last >= shift.since)
            };
            let group = match () {
                () if opened.at >= shift.since => &mut shift.new,
                () if said_since() => &mut shift.changed,
                () if !known.is_open() => continue,
                () => &mut shift.unchanged,
            };
            group.push(known);
        }
    }
}
