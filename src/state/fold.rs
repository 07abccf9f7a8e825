//! All that the journal says, folded: the one value that every entry goes into.
//!
//! [`State::apply`] takes every entry that was ever written, in any order of arrival, and
//! every order gives an equal state ([`State::settled`] is what is compared). It refuses
//! nothing, opens nothing and reads no clock. What is asked of a state stands beside what it
//! is asked about, in the other files of this room.

use super::closed::Closed;
use super::fills::Fill;
use super::follow_ups::FollowUps;
use super::handoff::Handoff;
use super::register::{MvRegister, Stamped, insert_in_order};
use super::run::Run;
use super::run_facts::{Revision, Started};
use super::series::{Noticed, Series};
use super::series_id::SeriesId;
use super::signing::Signing;
use super::summary::{Places, Shared, Summary};
use super::wounds::Wounds;
use super::writer_host::WriterHost;
use crate::event::{Binding, Entry, Fact, RunId, Thread, WriterId};
use crate::runbook::{ProcedureRef, RunbookId, TargetName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A good revision of a runbook, as it was noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownRevision {
    /// What people called the runbook then.
    pub title: String,
    /// The revision.
    pub revision: Revision,
}

/// How a runbook, as someone finds it in a library, stands to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionKnown {
    /// The record does not know it yet.
    New,
    /// It is what the record goes by.
    Current,
    /// The record knows it, and goes by another: this library is behind. Nothing is noticed of
    /// it, or two libraries that differ would say so in turn for ever.
    Behind,
}

/// A run with the places of its entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) run: Run,
    pub(super) places: Places,
}

/// All that the journal says, folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Runs in full: those that go on, and those that ended lately.
    pub(super) open: BTreeMap<RunId, Open>,
    /// Runs that ended.
    pub(super) closed: Closed,
    /// Procedures on targets.
    pub(super) lines: BTreeMap<SeriesId, Series>,
    /// What outlives a run and wants someone.
    pub(super) follow_ups: FollowUps,
    /// Revisions of runbooks, as they were noticed.
    pub(super) revisions: BTreeMap<RunbookId, MvRegister<KnownRevision>>,
    /// Escalations, reviews, handovers.
    pub(super) handoff: Handoff,
    /// Notes of the shift, in order.
    pub(super) notes: Vec<Stamped<String>>,
    /// Where each writer sits.
    pub(super) seats: BTreeMap<WriterId, WriterHost>,
    /// What is wrong with the record, as far as its entries say so.
    pub(super) wounds: Wounds,
    /// Whose key is whose, what is signed, and what waits for a signature.
    pub(super) signing: Signing,
    /// Ended runs for which an entry arrived late, and where that is.
    pub(super) stale: BTreeMap<RunId, Places>,
}

impl Open {
    /// Its summary, once nothing more is expected of it.
    fn settled_summary(&self) -> Option<Summary> {
        let settled = self.run.is_ended() && !self.run.is_disputed() && !self.run.beyond_us;
        settled.then(|| self.run.summary(&self.places)).flatten()
    }
}

impl Run {
    /// The slot that it claims, and what it does for it.
    pub(super) fn claim(&self) -> Option<(SeriesId, Timestamp, Fill)> {
        let started = &self.started.as_ref()?.what;
        let slot = started.slot.filter(|_| !started.rehearsal)?;
        let fill = Fill::of(&self.verdict(), self.done_at(), started.due_by);
        Some((started.line(), slot, fill))
    }
}

/// Whether a fact begins or ends a run.
fn is_frame(fact: &Fact) -> bool {
    matches!(fact, Fact::RunStarted(_) | Fact::RunEnded { .. })
}

impl State {
    /// While a long record is folded, ended runs are shrunk each time that so many entries have
    /// come in.
    pub const SHRINK_EVERY: usize = if cfg!(test) { 5 } else { 4_000 };

    /// Takes in one entry; `segment` is where it lies in its writer's folder.
    pub fn apply(&mut self, entry: &Entry, segment: u32) {
        self.handoff.pass(entry);
        for (known, at) in self.signing.arrive(entry) {
            self.take_in(&known, at);
        }
        if !self.signing.keeps_back(entry, segment) {
            self.take_in(entry, segment);
        }
    }

    /// Takes in what an entry says that counts.
    pub(super) fn take_in(&mut self, entry: &Entry, segment: u32) {
        self.wounds.apply(entry);
        for thread in &entry.envelope.on {
            if let Thread::Run(run) = thread {
                self.apply_to_run(*run, entry, segment);
            }
        }
        for (index, fact) in entry.numbered_facts() {
            self.apply_fact(fact, entry, index);
        }
    }

    fn apply_to_run(&mut self, id: RunId, entry: &Entry, segment: u32) {
        let place = (entry.writer.clone(), segment);
        if !self.open.contains_key(&id) && self.closed.contains(id) {
            self.stale.entry(id).or_default().insert(place);
            return;
        }
        let open = self.open.entry(id).or_insert_with(|| Open {
            run: Run::new(id),
            places: Places::default(),
        });
        open.places.insert(place);
        // While a run goes on, only its start moves what it claims, and only an ending ends it.
        if !open.run.is_ended() && !entry.numbered_facts().any(|(_, fact)| is_frame(fact)) {
            open.run.apply(entry);
            return;
        }
        let before = open.run.claim();
        open.run.apply(entry);
        let after = open.run.claim();
        // A start that arrives late, and is the earlier of two, may claim another slot.
        if let Some((line, slot, _)) = before
            && after.as_ref().map(|(line, slot, _)| (line, slot)) != Some((&line, &slot))
        {
            self.unfill(line, slot, id);
        }
        if let Some((line, slot, fill)) = after {
            self.lines.entry(line).or_default().fill(slot, id, fill);
        }
    }

    fn unfill(&mut self, line: SeriesId, slot: Timestamp, run: RunId) {
        let Some(known) = self.lines.get_mut(&line) else {
            return;
        };
        known.unfill(slot, run);
        if *known == Series::default() {
            self.lines.remove(&line);
        }
    }

    fn apply_fact(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        // Nobody begins anything under an id that is bound to another.
        if fact.binding(&entry.writer) == Some(Binding::Void) {
            return;
        }
        match fact {
            Fact::ScheduleNoticed {
                procedure,
                target,
                title,
                runbook_title,
                timing,
                steps,
                estimate_seconds,
                over,
            } => {
                let noticed = Noticed {
                    title: title.clone(),
                    runbook_title: runbook_title.clone(),
                    timing: timing.clone(),
                    steps: *steps,
                    estimate_seconds: *estimate_seconds,
                };
                self.line(procedure, target)
                    .notice(Stamped::new(entry, index, noticed), over);
            }
            Fact::RevisionNoticed {
                runbook,
                title,
                file,
                library,
                over,
            } => {
                let known = KnownRevision {
                    title: title.clone(),
                    revision: Revision {
                        file: *file,
                        library: *library,
                    },
                };
                let register = self.revisions.entry(runbook.clone()).or_default();
                register.say(Stamped::new(entry, index, known), over);
            }
            Fact::SegmentStarted(segment) => self.sit(&entry.writer, WriterHost::of(segment)),
            Fact::OccurrenceExcused {
                procedure,
                target,
                slot,
                reason,
            } => {
                let said = Stamped::new(entry, index, reason.clone());
                self.line(procedure, target).excuse(*slot, said);
            }
            Fact::MissedSeen {
                procedure,
                target,
                until,
            } => self.line(procedure, target).see(*until),
            Fact::Noted { text, .. } if entry.envelope.on.contains(&Thread::Shift) => {
                let said = Stamped::new(entry, index, text.clone());
                insert_in_order(&mut self.notes, said);
            }
            _ => {
                self.signing.apply(fact, entry, index);
                self.follow_ups.apply(fact, entry, index);
                self.handoff.apply(fact, entry, index);
            }
        }
    }

    fn line(&mut self, procedure: &ProcedureRef, target: &Option<TargetName>) -> &mut Series {
        let id = SeriesId {
            procedure: procedure.clone(),
            target: target.clone(),
        };
        self.lines.entry(id).or_default()
    }

    /// Ended runs for which an entry arrived late: read the entries of each at
    /// [`State::places`], and give them to [`State::refold`].
    pub fn stale(&self) -> impl Iterator<Item = RunId> + '_ {
        self.stale.keys().copied()
    }

    /// The segments that hold a run's entries.
    pub fn places(&self, id: RunId) -> Option<Places> {
        if let Some(open) = self.open.get(&id) {
            return Some(open.places.clone());
        }
        let known = &self.closed.get(id)?.places;
        Some(match self.stale.get(&id) {
            Some(late) => known.iter().chain(late).cloned().collect(),
            None => known.clone(),
        })
    }

    /// Folds an ended run anew from all its entries, in any order: because one arrived late,
    /// or because someone wants to read the run, or to write into it.
    pub fn refold<'a>(&mut self, id: RunId, entries: impl IntoIterator<Item = (&'a Entry, u32)>) {
        self.stale.remove(&id);
        if let Some(summary) = self.closed.remove(id)
            && let Some((slot, _)) = summary.claim()
        {
            self.unfill(summary.line(), slot, id);
        }
        for (entry, segment) in entries {
            if !self.signing.waits(entry) {
                self.apply_to_run(id, entry, segment);
            }
        }
    }

    /// Shrinks runs that have ended to their summaries. A run that is disputed stays
    /// whole: someone will have to set it right.
    pub fn shrink(&mut self, shared: &mut Shared) {
        let mut summaries = Vec::new();
        self.open.retain(|_, open| {
            let Some(mut summary) = open.settled_summary() else {
                return true;
            };
            shared.intern(&mut summary);
            summaries.push(summary);
            false
        });
        self.closed.extend(summaries);
        self.closed.trim();
        for line in self.lines.values_mut() {
            line.fills.trim();
        }
    }

    /// Looks through the slots before `now` once, so that [`State::today`] is quick even
    /// where nobody does what is due. Changes nothing that can be seen.
    pub fn advance(&mut self, now: Timestamp) {
        for line in self.lines.values_mut() {
            line.advance(now);
        }
    }

    /// The state with every ended run as its summary: what two readers compare.
    pub fn settled(mut self) -> Self {
        self.shrink(&mut Shared::default());
        self
    }

    /// A run in full, where it is held in full.
    pub fn run(&self, id: RunId) -> Option<&Run> {
        self.open.get(&id).map(|open| &open.run)
    }

    /// An ended run that is held as its summary.
    pub fn summary(&self, id: RunId) -> Option<&Summary> {
        // What is held in full is no summary: that opens no month.
        let put_away = !self.open.contains_key(&id);
        put_away.then(|| self.closed.get(id)).flatten()
    }

    /// Runs in full that have started, oldest first.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = (&Run, &Started)> {
        self.open
            .values()
            .filter_map(|open| Some((&open.run, &open.run.started.as_ref()?.what)))
    }

    /// Runs that go on, oldest first.
    pub fn in_progress(&self) -> impl Iterator<Item = (&Run, &Started)> {
        self.runs().filter(|(run, _)| !run.is_ended())
    }

    /// Procedures on targets, by id.
    pub fn lines(&self) -> impl Iterator<Item = (&SeriesId, &Series)> {
        self.lines.iter()
    }

    /// The procedures of one runbook on targets, by id.
    pub fn lines_of(&self, runbook: &RunbookId) -> impl Iterator<Item = (&SeriesId, &Series)> {
        let first = SeriesId {
            procedure: ProcedureRef {
                runbook: runbook.clone(),
                procedure: "".into(),
            },
            target: None,
        };
        let lines = self.lines.range(first..);
        lines.take_while(move |(line, _)| line.procedure.runbook == *runbook)
    }

    /// One procedure on one target.
    pub fn line_of(&self, id: &SeriesId) -> Option<&Series> {
        self.lines.get(id)
    }

    /// The revisions of a runbook that were noticed.
    pub fn revisions(&self, runbook: &str) -> Option<&MvRegister<KnownRevision>> {
        self.revisions.get(runbook)
    }

    /// How a runbook as it is found stands to what the record knows of it.
    pub fn known_as(&self, runbook: &str, found: &KnownRevision) -> RevisionKnown {
        let Some(known) = self.revisions(runbook) else {
            return RevisionKnown::New;
        };
        let is_it = |said: &Stamped<KnownRevision>| said.what == *found;
        match known.current() {
            Some(current) if is_it(current) => RevisionKnown::Current,
            _ if known.story().any(is_it) => RevisionKnown::Behind,
            _ => RevisionKnown::New,
        }
    }

    /// Every runbook of which a good revision is known.
    pub fn known_runbooks(&self) -> impl Iterator<Item = (&RunbookId, &KnownRevision)> {
        self.revisions
            .iter()
            .filter_map(|(id, register)| Some((id, &register.current()?.what)))
    }

    /// Notes of the shift, oldest first.
    pub fn notes(&self) -> &[Stamped<String>] {
        &self.notes
    }

    /// Marks what an entry touches: it stands behind damage in its writer's record. It is
    /// folded like any other, and shown for what it is.
    pub fn distrust(&mut self, entry: &Entry) {
        self.wounds.distrust(entry);
        self.signing.distrust(entry);
    }

    /// Marks what an entry of a record that forks touches: it proves nothing until its operator
    /// says that it is theirs, and no signature beyond the parting tells which side it is over.
    pub fn forked(&mut self, entry: &Entry) {
        self.wounds.part(entry);
        self.signing.distrust(entry);
    }

    /// Whether nothing was ever recorded about any run or schedule.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
            && self.closed.is_empty()
            && self.lines.is_empty()
            && self.follow_ups.iter().next().is_none()
    }

    fn sit(&mut self, writer: &WriterId, writer_host: WriterHost) {
        let known = self
            .seats
            .entry(writer.clone())
            .or_insert(writer_host.clone());
        if *known < writer_host {
            *known = writer_host;
        }
    }

    /// Where a writer sits, once their first entry has arrived.
    pub fn writer_host(&self, writer: &WriterId) -> Option<&WriterHost> {
        self.seats.get(writer)
    }
}
