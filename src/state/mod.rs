//! The fold: entries become runs, occurrences, readings and notes.
//!
//! [`State::apply`] takes every entry that was ever written, in any order of arrival, and
//! every order gives an equal state ([`State::settled`] is what is compared). It refuses
//! nothing, opens nothing and reads no clock. A run that has ended shrinks to a summary;
//! an entry that arrives for it later asks for its entries again ([`State::stale`]).
//!
//! - [`Register`]: what several writers said of one thing
//! - [`Run`], [`Summary`]: one run, whole or in few bytes
//! - [`Line`]: a procedure on one target, and its occurrences
//! - [`Walk`]: a run beside the procedure that it walks: what is wanted, what holds
//! - [`Today`]: what wants someone now

mod line;
mod register;
mod run;
mod summary;
mod today;
mod walk;

pub use line::{HORIZON, Line, LineId, Noticed, Occurrence, SlotState, on_time_percent};
pub use register::{Mark, Register, Said};
pub use run::{Adopted, Attachment, Boxed, Carried, Ended, Note, Revision, Run, Started, Verdict};
pub use summary::{Places, Reading, Shared, Summary};
pub use today::{Group, Row, Today};
pub use walk::{Stand, Standing, Walk};

use crate::event::{Entry, Fact, RunId, Thread, WriterId};
use crate::runbook::{ProcedureRef, RunbookId, Spot, TargetName};
use jiff::Timestamp;
use line::Filling;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A good revision of a runbook, as it was noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownRevision {
    /// What people called the runbook then.
    pub title: String,
    /// The revision.
    pub revision: Revision,
}

/// A run with the places of its entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Open {
    run: Run,
    places: Places,
}

/// All that the journal says, folded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Runs in full: those that go on, and those that ended lately.
    open: BTreeMap<RunId, Open>,
    /// Runs that ended, by id.
    closed: BTreeMap<RunId, Summary>,
    /// Procedures on targets.
    lines: BTreeMap<LineId, Line>,
    /// Revisions of runbooks, as they were noticed.
    revisions: BTreeMap<RunbookId, Register<KnownRevision>>,
    /// Notes of the shift, in order.
    notes: Vec<Said<String>>,
    /// Threads into which a newer program wrote what this one cannot read.
    beyond_us: BTreeSet<Thread>,
    /// Ended runs for which an entry arrived late.
    stale: BTreeSet<RunId>,
}

impl State {
    /// Takes in one entry; `segment` is where it lies in its writer's folder.
    pub fn apply(&mut self, entry: &Entry, segment: u32) {
        if entry.has_unknown() {
            self.beyond_us.extend(entry.envelope.on.iter().cloned());
        }
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
        if let Some(summary) = self.closed.get_mut(&id) {
            summary.places.insert(place);
            self.stale.insert(id);
            return;
        }
        let open = self.open.entry(id).or_insert_with(|| Open {
            run: Run::new(id),
            places: Places::new(),
        });
        open.run.apply(entry);
        open.places.insert(place);
        self.fill_slot(id);
    }

    /// Tells a run's line what became of the slot that the run names.
    fn fill_slot(&mut self, id: RunId) {
        let Some(Open { run, .. }) = self.open.get(&id) else {
            return;
        };
        let Some(started) = run.started.as_ref().map(|said| &said.what) else {
            return;
        };
        let Some(slot) = started.slot.filter(|_| !started.rehearsal) else {
            return;
        };
        let filling = Filling {
            verdict: run.verdict(),
            disputed: run.is_disputed(),
            done_at: run.done_at(),
            due_by: started.due_by,
        };
        let line = LineId {
            procedure: started.procedure.clone(),
            target: started.target.clone(),
        };
        let slots = &mut self.lines.entry(line).or_default().filled;
        slots.entry(slot).or_default().insert(id, filling);
    }

    fn apply_fact(&mut self, fact: &Fact, entry: &Entry, index: usize) {
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
                    .noticed
                    .say(Said::new(entry, index, noticed), over);
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
                register.say(Said::new(entry, index, known), over);
            }
            Fact::OccurrenceExcused {
                procedure,
                target,
                slot,
                reason,
            } => {
                let excused = &mut self.line(procedure, target).excused;
                let said = Said::new(entry, index, reason.clone());
                register::insert_in_order(excused.entry(*slot).or_default(), said);
            }
            Fact::MissedSeen {
                procedure,
                target,
                until,
            } => {
                let line = self.line(procedure, target);
                line.seen_until = line.seen_until.max(Some(*until));
            }
            Fact::Noted { text, .. } if entry.envelope.on.contains(&Thread::Shift) => {
                let said = Said::new(entry, index, text.clone());
                register::insert_in_order(&mut self.notes, said);
            }
            _ => {}
        }
    }

    fn line(&mut self, procedure: &ProcedureRef, target: &Option<TargetName>) -> &mut Line {
        let id = LineId {
            procedure: procedure.clone(),
            target: target.clone(),
        };
        self.lines.entry(id).or_default()
    }

    /// Ended runs for which an entry arrived late: read the entries of each at
    /// [`State::places`], and give them to [`State::refold`].
    pub fn stale(&self) -> impl Iterator<Item = RunId> + '_ {
        self.stale.iter().copied()
    }

    /// The segments that hold a run's entries.
    pub fn places(&self, id: RunId) -> Option<&Places> {
        let open = self.open.get(&id).map(|open| &open.places);
        open.or_else(|| self.closed.get(&id).map(|summary| &summary.places))
    }

    /// Folds an ended run anew from all its entries.
    pub fn refold<'a>(&mut self, id: RunId, entries: impl IntoIterator<Item = (&'a Entry, u32)>) {
        self.stale.remove(&id);
        self.closed.remove(&id);
        for (entry, segment) in entries {
            self.apply_to_run(id, entry, segment);
        }
    }

    /// Shrinks runs that have ended to their summaries. A run that is disputed stays
    /// whole: someone will have to set it right.
    pub fn shrink(&mut self, shared: &mut Shared) {
        let ended =
            |open: &Open| open.run.is_ended() && !open.run.is_disputed() && !open.run.beyond_us;
        let ids: Vec<_> = self
            .open
            .iter()
            .filter(|(_, open)| ended(open))
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            let summary = self
                .open
                .get(&id)
                .and_then(|open| open.run.summary(&open.places));
            if let Some(mut summary) = summary {
                shared.intern(&mut summary);
                self.open.remove(&id);
                self.closed.insert(id, summary);
            }
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
        self.closed.get(&id)
    }

    /// Whether any run has this id.
    pub fn knows(&self, id: RunId) -> bool {
        self.open.contains_key(&id) || self.closed.contains_key(&id)
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

    /// Every ended run, oldest first.
    pub fn ended(&self) -> Vec<std::borrow::Cow<'_, Summary>> {
        use std::borrow::Cow;
        let whole = self
            .open
            .values()
            .filter_map(|open| open.run.summary(&open.places));
        let mut all: Vec<_> = self.closed.values().map(Cow::Borrowed).collect();
        let before = all.len();
        all.extend(whole.map(Cow::Owned));
        if all.len() > before {
            all.sort_by_key(|summary| summary.id);
        }
        all
    }

    /// Every run whose id begins or ends with what someone typed; ids are not case
    /// sensitive.
    pub fn find_runs(&self, typed: &str) -> Vec<RunId> {
        let typed = typed.to_ascii_uppercase();
        let matches = |id: &&RunId| {
            let text = id.to_string();
            !typed.is_empty() && (text.ends_with(&typed) || text.starts_with(&typed))
        };
        self.open
            .keys()
            .chain(self.closed.keys())
            .filter(matches)
            .copied()
            .collect()
    }

    /// Procedures on targets, by id.
    pub fn lines(&self) -> impl Iterator<Item = (&LineId, &Line)> {
        self.lines.iter()
    }

    /// One procedure on one target.
    pub fn line_of(&self, id: &LineId) -> Option<&Line> {
        self.lines.get(id)
    }

    /// The revisions of a runbook that were noticed.
    pub fn revisions(&self, runbook: &str) -> Option<&Register<KnownRevision>> {
        self.revisions.get(runbook)
    }

    /// Every runbook of which a good revision is known.
    pub fn known_runbooks(&self) -> impl Iterator<Item = (&RunbookId, &KnownRevision)> {
        self.revisions
            .iter()
            .filter_map(|(id, register)| Some((id, &register.current()?.what)))
    }

    /// Notes of the shift, oldest first.
    pub fn notes(&self) -> &[Said<String>] {
        &self.notes
    }

    /// Whether a newer program wrote into a thread what this one cannot read.
    pub fn is_beyond_us(&self, thread: &Thread) -> bool {
        self.beyond_us.contains(thread)
    }

    /// The last readings of a box on one line, oldest first, at most `limit`; rehearsals
    /// are left out, and so is the run `but`.
    pub fn trend(
        &self,
        line: &LineId,
        spot: &Spot,
        but: Option<RunId>,
        limit: usize,
    ) -> Vec<Reading> {
        let mut found: Vec<Reading> = Vec::new();
        let live = |procedure: &ProcedureRef, target: &Option<TargetName>, rehearsal: bool| {
            !rehearsal && *procedure == line.procedure && *target == line.target
        };
        for (run, started) in self.runs().rev() {
            if Some(run.id) != but && live(&started.procedure, &started.target, started.rehearsal) {
                found.extend(run.readings().filter(|reading| reading.spot == *spot));
            }
        }
        for summary in self.closed.values().rev() {
            if live(&summary.procedure, &summary.target, summary.rehearsal) {
                found.extend(
                    summary
                        .readings
                        .iter()
                        .filter(|reading| reading.spot == *spot)
                        .cloned(),
                );
            }
            if found.len() >= limit.saturating_add(self.open.len()) {
                break;
            }
        }
        found.sort_by_key(|reading| reading.at);
        found.split_off(found.len().saturating_sub(limit))
    }

    /// The last ended live run on a line, but for one.
    pub fn last_run(
        &self,
        line: &LineId,
        but: Option<RunId>,
    ) -> Option<std::borrow::Cow<'_, Summary>> {
        let ended = self.ended().into_iter().rev();
        ended.into_iter().find(|summary| {
            Some(summary.id) != but
                && !summary.rehearsal
                && summary.procedure == line.procedure
                && summary.target == line.target
        })
    }

    /// The greatest instant at which something in the record lies; for finding clocks that
    /// ran ahead.
    pub fn writers(&self) -> BTreeSet<&WriterId> {
        self.open
            .values()
            .flat_map(|open| open.places.iter().map(|(writer, _)| writer))
            .collect()
    }

    /// Whether nothing was ever recorded about any run or schedule.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.closed.is_empty() && self.lines.is_empty()
    }

    /// What wants someone at this moment.
    pub fn today(&self, now: Timestamp) -> Today {
        Today::of(self, now)
    }
}

impl State {
    /// (being written in its own branch)
    pub fn to_bytes(&self) -> Vec<u8> {
        Vec::new()
    }
    /// (being written in its own branch)
    pub fn from_bytes(_: &[u8]) -> Option<Self> {
        None
    }
}
