//! What one shift tells the next: what was done and what was not, what goes on, what is new.
//!
//! Looking costs what happened in the shift, not what the record holds. Rehearsals are not
//! told.

use super::escalation::Escalation;
use super::fold::State;
use super::follow_up::FollowUp;
use super::register::Stamped;
use super::series::{Occurrence, Series, SlotState};
use super::series_id::SeriesId;
use super::summary::Summary;
use super::verdict::Verdict;
use crate::event::{HandoverItem, RunId, Thread};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// A shift tells no more than this, however long ago the last one was given.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What is told where none was ever given.
const FIRST: SignedDuration = SignedDuration::from_hours(24);
/// A follow-up that is due within this time wants a look.
const SOON: SignedDuration = SignedDuration::from_hours(24);

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
    /// Live runs that go on.
    pub in_progress: Vec<RunId>,
    /// Escalations that are open, or were opened or ended in it.
    pub escalations: Vec<&'a Escalation>,
    /// Follow-ups that were opened in it.
    pub new: Vec<&'a FollowUp>,
    /// Older ones of which something was said in it.
    pub changed: Vec<&'a FollowUp>,
    /// Others that are due or overdue.
    pub due: Vec<&'a FollowUp>,
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

    /// Slots that were missed or are overdue, those of one procedure and target that stand
    /// alike together: an hourly round that nobody did for a day is one thing to look at.
    pub fn undone(&self) -> Vec<(&SeriesId, Vec<&Occurrence>)> {
        let mut piled: Vec<(&SeriesId, Vec<&Occurrence>)> = Vec::new();
        for (line, slot) in &self.slots {
            // A run that goes on stands for its slot.
            let walked = slot.state == SlotState::Overdue && slot.run.is_some();
            if walked || !matches!(slot.state, SlotState::Missed | SlotState::Overdue) {
                continue;
            }
            let alike = |(known, slots): &&mut (&SeriesId, Vec<&Occurrence>)| {
                known == line && slots.iter().all(|other| other.state == slot.state)
            };
            match piled.iter_mut().find(alike) {
                Some((_, slots)) => slots.push(slot),
                None => piled.push((line, vec![slot])),
            }
        }
        piled
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
            in_progress: self
                .in_progress()
                .filter(|(_, started)| !started.rehearsal)
                .map(|(run, _)| run.id)
                .collect(),
            escalations: self.escalations_since(since),
            new: Vec::new(),
            changed: Vec::new(),
            due: Vec::new(),
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
        let soon = shift.now.saturating_add(SOON).unwrap_or(Timestamp::MAX);
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
                () if known.due().is_some_and(|due| due <= soon) => &mut shift.due,
                () => &mut shift.unchanged,
            };
            group.push(known);
        }
    }

    /// What the next shift has to look at one by one, in the order of a handover.
    pub fn handover_items(&self, shift: &Shift<'_>) -> Vec<HandoverItem> {
        let mut items = Vec::new();
        let mut add = |key: String, words: String| items.push(HandoverItem { key, words });
        for escalation in shift.escalations.iter().filter(|it| it.is_open()) {
            if let Some(opened) = escalation.opening() {
                let key = Thread::Escalation(escalation.id).to_string();
                add(key, format!("{}: {}", opened.severity, opened.title));
            }
        }
        for id in &shift.in_progress {
            let started = self.run(*id).and_then(|run| run.started.as_ref());
            if let Some(said) = started {
                let key = Thread::Run(*id).to_string();
                let slot = self.occurrence_of(*id, shift.now);
                let late = slot.is_some_and(|slot| slot.state == SlotState::Overdue);
                let late = if late { "overdue, " } else { "" };
                add(key, format!("{late}in progress: {}", said.what.title));
            }
        }
        for summary in shift.failures() {
            let key = Thread::Run(summary.id).to_string();
            add(key, format!("{}: {}", summary.verdict, summary.title));
        }
        for (line, slots) in shift.undone() {
            let Some(last) = slots.last() else { continue };
            let known = self.line_of(line).and_then(Series::current);
            let title = known.map(|said| said.what.title.clone());
            let title = title.unwrap_or_else(|| line.procedure.to_string());
            let on = line.target.as_ref().map(|target| format!(" on {target}"));
            let at = line.target.as_ref().map(|target| format!("@{target}"));
            let word = match last.state {
                SlotState::Missed => "missed",
                _ => "overdue",
            };
            let times = match slots.len() {
                1 => String::new(),
                count => format!(" {count} times"),
            };
            let thread = Thread::Procedure(line.procedure.clone());
            add(
                format!("{thread}@{}{}", last.slot, at.unwrap_or_default()),
                format!("{word}{times}: {title}{}", on.unwrap_or_default()),
            );
        }
        for known in shift.new.iter().chain(&shift.changed).chain(&shift.due) {
            if let Some(opening) = known.opening() {
                let key = Thread::FollowUp(known.id).to_string();
                let (kind, state) = (opening.kind.words(), known.state().words());
                add(key, format!("{kind}, {state}: {}", opening.title));
            }
        }
        items
    }
}
