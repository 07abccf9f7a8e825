//! One run, folded from its entries.
//!
//! [`Run::apply`] accepts every fact that was ever written, in any order of arrival: the
//! start may come after the steps. What the procedure's steps *mean* (which are wanted,
//! which hold) needs the pinned runbook and is `progress`'s affair.

use super::as_json;
use super::beginning::begin;
use super::child::Child;
use super::count::{BoxCount, Tally, count, counted_at};
use super::doing;
use super::register::{MvRegister, Stamped, insert_in_order};
use super::run_facts::{Adopted, Attachment, Ended, Note, Revision, Started, TakenOver};
use super::series_id::SeriesId;
use super::step_state::{Carried, StepState};
use super::verdict::Verdict;
use crate::event::{
    Binding, Counts, Entry, EntryRef, Fact, PartsDigest, RunId, RunStarted, StepDone, WriterId,
};
use crate::runbook::{Operator, StepId, StepRef};
use crate::text::telling;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One execution of a procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// How it began; absent while that entry has not arrived.
    #[serde(with = "as_json")]
    pub started: Option<Stamped<Started>>,
    /// The boxes that something was said of.
    pub boxes: BTreeMap<StepRef, StepState>,
    /// Who acknowledged which caution.
    pub cautions: BTreeMap<StepId, Vec<Stamped<()>>>,
    /// Notes, in order.
    pub notes: Vec<Stamped<Note>>,
    /// Who took it over from whom, in order.
    pub taken_over: Vec<Stamped<TakenOver>>,
    /// Attached files, in order.
    pub attachments: Vec<Stamped<Attachment>>,
    /// Runs that it made begin, in order.
    #[serde(with = "as_json")]
    pub children: Vec<Stamped<Child>>,
    /// Newer revisions that it went over to.
    pub adopted: MvRegister<Adopted>,
    /// How it ended.
    pub endings: MvRegister<Ended>,
    /// The last entry of each writer in it.
    pub heads: BTreeMap<WriterId, EntryRef>,
    /// Whether a newer program wrote something into it that this one cannot read.
    pub beyond_us: bool,
}

impl Run {
    /// A run of which nothing is known but its id.
    pub fn new(id: RunId) -> Self {
        Self {
            id,
            started: None,
            boxes: BTreeMap::new(),
            cautions: BTreeMap::new(),
            notes: Vec::new(),
            taken_over: Vec::new(),
            attachments: Vec::new(),
            children: Vec::new(),
            adopted: MvRegister::default(),
            endings: MvRegister::default(),
            heads: BTreeMap::new(),
            beyond_us: false,
        }
    }

    /// Takes in what an entry of this run's thread says.
    pub fn apply(&mut self, entry: &Entry) {
        self.beyond_us |= entry.has_unknown();
        let address = entry.address();
        match self.heads.get_mut(&entry.writer) {
            // By the whole address: of two lines at one place every reader takes the same.
            Some(head) if *head < address => *head = address,
            Some(_) => {}
            None => {
                self.heads.insert(entry.writer.clone(), address);
            }
        }
        for (index, fact) in entry.numbered_facts() {
            self.apply_fact(fact, entry, index);
        }
    }

    fn apply_fact(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        // Nobody begins anything under an id that is bound to another.
        if fact.binding(&entry.writer) == Some(Binding::Void) {
            return;
        }
        match fact {
            Fact::RunStarted(started) if started.run == self.id => {
                self.start(started, entry, index)
            }
            Fact::RunStarted(started) => {
                if let Some(child) = Child::of(self.id, started) {
                    insert_in_order(&mut self.children, Stamped::new(entry, index, child));
                }
            }
            Fact::RevisionAdopted {
                file,
                library,
                steps,
                parts,
                over,
            } => {
                let revision = Revision {
                    file: *file,
                    library: *library,
                };
                let adopted = Adopted {
                    revision,
                    steps: *steps,
                    parts: *parts,
                };
                self.adopted.say(Stamped::new(entry, index, adopted), over);
            }
            Fact::RunEnded {
                ending,
                counts,
                boxes,
                over,
                ..
            } => {
                let ended = Ended {
                    ending: ending.clone(),
                    counts: *counts,
                    boxes: boxes.clone(),
                };
                self.endings.say(Stamped::new(entry, index, ended), over);
            }
            Fact::CautionAcknowledged { step } => {
                let read = self.cautions.entry(step.clone()).or_default();
                insert_in_order(read, Stamped::new(entry, index, ()));
            }
            fact => self.apply_told(fact, entry, index),
        }
    }

    /// What is kept beside the answers, at a step or of the run as a whole.
    fn apply_told(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        let step_ref = fact.step_ref();
        match fact {
            Fact::Noted { text, .. } => {
                let text = text.clone();
                let note = Note { step_ref, text };
                insert_in_order(&mut self.notes, Stamped::new(entry, index, note));
            }
            Fact::TakenOver { from, reason, .. } => {
                let (from, reason) = (from.clone(), reason.clone());
                let taken = Stamped::new(entry, index, TakenOver { from, reason });
                insert_in_order(&mut self.taken_over, taken);
            }
            Fact::Attached {
                name,
                sha256,
                bytes,
                ..
            } => {
                let attachment = Attachment {
                    step_ref,
                    name: name.clone(),
                    sha256: *sha256,
                    bytes: *bytes,
                };
                let attachment = Stamped::new(entry, index, attachment);
                insert_in_order(&mut self.attachments, attachment);
            }
            fact => {
                if let Some(step_ref) = step_ref {
                    self.apply_at_step(fact, step_ref, entry, index);
                }
            }
        }
    }

    fn apply_at_step(&mut self, fact: &Fact, step_ref: StepRef, entry: &Entry, index: usize) {
        match fact {
            Fact::StepDone(done) => {
                let said = Stamped::new(entry, index, (**done).clone());
                self.at(step_ref).outcomes.say(said, &done.over);
            }
            Fact::StepTakenBack { over, .. } => {
                let step_state = self.at(step_ref);
                step_state.outcomes.replace(over);
                let back = Stamped::new(entry, index, over.clone());
                insert_in_order(&mut step_state.taken_back, back);
            }
            Fact::CarriedOn { reason, over, .. } => {
                let carried = Carried {
                    reason: reason.clone(),
                    over: over.clone(),
                };
                let carried = Stamped::new(entry, index, carried);
                insert_in_order(&mut self.at(step_ref).carried, carried);
            }
            doing => doing::apply(doing, step_ref, entry, index, |step_ref| self.at(step_ref)),
        }
    }

    /// Two starts of one id cannot come from this program; the first in order counts. A run that
    /// was opened before anything was recorded at it began when it was opened.
    fn start(&mut self, started: &RunStarted, entry: &Entry, index: usize) {
        let mut said = Stamped::new(entry, index, Started::of(started));
        said.at = started.opened.map_or(said.at, |opened| opened.min(said.at));
        begin(&mut self.started, said, self.id.0, |it| it.salt.as_deref());
    }

    fn at(&mut self, step_ref: StepRef) -> &mut StepState {
        self.boxes.entry(step_ref).or_default()
    }

    /// What stands at a box.
    pub fn outcome(&self, step_ref: &StepRef) -> Option<&Stamped<StepDone>> {
        self.boxes.get(step_ref)?.outcome()
    }

    /// The revision that it is walked by now.
    pub fn revision(&self) -> Option<Revision> {
        let adopted = self.adopted.current().map(|said| said.what.revision);
        adopted.or_else(|| self.started.as_ref().map(|said| said.what.revision))
    }

    /// How many boxes there are.
    pub fn steps(&self) -> u32 {
        let adopted = self.adopted.current().map(|said| said.what.steps);
        adopted
            .or(self.started.as_ref().map(|said| said.what.steps))
            .unwrap_or_default()
    }

    /// Whether an operator acknowledged a step's caution in this run.
    pub fn knows_caution(&self, step: &StepId, operator: &Operator) -> bool {
        let read = self.cautions.get(step);
        read.is_some_and(|read| read.iter().any(|said| said.by == *operator))
    }

    /// What of the procedure counts for a proof, in the revision that it is walked by now.
    pub fn parts(&self) -> Option<PartsDigest> {
        match self.adopted.current() {
            Some(adopted) => adopted.what.parts,
            None => self.started.as_ref()?.what.parts,
        }
    }

    /// What stands now, counted; a disputed box counts as the worst that was said, and one
    /// that does not apply any more only if it was done.
    pub fn counts(&self) -> Counts {
        let ended = self.ending().and_then(|said| said.what.boxes.as_deref());
        self.counts_beside(ended.map_or(&[], |boxes| &boxes.inactive))
    }

    /// What stands now, counted, where these boxes do not apply any more.
    pub fn counts_beside(&self, inactive: &[StepRef]) -> Counts {
        let counted = self.boxes.iter().filter(|(step_ref, step_state)| {
            let is_done = || step_state.count().is_some_and(BoxCount::is_done);
            !inactive.contains(step_ref) || is_done()
        });
        let standing = counted.filter_map(|(_, step_state)| step_state.outcome());
        count(standing.map(|said| &said.what))
    }

    /// What a box counts as, by what stands and by what the ending says of it; none where it
    /// is open.
    pub fn count_of(&self, step_ref: &StepRef) -> Option<BoxCount> {
        let count = self.boxes.get(step_ref)?.count()?;
        let ended = self.ending().and_then(|said| said.what.boxes.as_deref());
        Some(match ended {
            Some(boxes) => counted_at(boxes, step_ref, count),
            None => count,
        })
    }

    /// Every box that something stands at, with what it counts as.
    pub fn box_counts(&self) -> impl Iterator<Item = (&StepRef, BoxCount)> {
        let boxes = self.boxes.keys();
        boxes.filter_map(|step_ref| Some((step_ref, self.count_of(step_ref)?)))
    }

    /// How its boxes count. What was answered when it ended and is open by now, taken back by
    /// someone who did not know of the end, is a gap.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::of(self.box_counts().map(|(_, count)| count));
        if let Some(ended) = self.ending() {
            let Counts {
                ok,
                not_ok,
                skipped,
                deferred,
                ..
            } = ended.what.counts;
            let answered = self.box_counts();
            let answered = answered.filter(|(_, count)| *count != BoxCount::NotCounted);
            let answered = u32::try_from(answered.count()).unwrap_or(u32::MAX);
            tally.gaps += (ok + not_ok + skipped + deferred).saturating_sub(answered);
        }
        tally
    }

    /// The run as it will be once a box has this outcome and no other.
    pub fn after(&self, done: &StepDone) -> Self {
        let mut run = self.clone();
        let Some(started) = &self.started else {
            return run;
        };
        // Later than all that was said, and named by nothing.
        let mut said = started.map(|_| Some(done.clone()));
        if let Some(said) = &mut said {
            said.mark.n = u64::MAX;
            said.mark.entry.seq = u64::MAX;
        }
        let step_state = run.boxes.entry(done.step_ref()).or_default();
        let over = step_state.outcomes.over();
        if let Some(said) = said {
            step_state.outcomes.say(said, &over);
        }
        run
    }

    /// The ending that counts. Where several stand, the worst does, and of those the last;
    /// what 0.1.0 alone wrote, counts as it did then: the last.
    pub fn ending(&self) -> Option<&Stamped<Ended>> {
        let mut standing = self.endings.standing();
        match standing.any(|said| said.what.boxes.is_some()) {
            true => {
                let worst = |said: &&Stamped<Ended>| said.what.verdict_then().badness();
                self.endings.standing().max_by_key(worst)
            }
            false => self.endings.current(),
        }
    }

    /// What it came to, by what stands now.
    pub fn verdict(&self) -> Verdict {
        match self.ending() {
            None => Verdict::Open,
            Some(said) => {
                let tally = said.what.boxes.as_ref().map(|_| self.tally());
                Verdict::of(&said.what.ending, tally, &self.counts())
            }
        }
    }

    /// Whether it has ended.
    pub fn is_ended(&self) -> bool {
        self.endings.current().is_some()
    }

    /// Whether what is known now contradicts itself: boxes, or a result that entries which
    /// arrived after the ending have changed.
    pub fn is_disputed(&self) -> bool {
        let verdict = self.verdict();
        let mut endings = self.endings.standing();
        self.boxes.values().any(StepState::is_disputed)
            || endings.any(|said| said.what.verdict_then() != verdict)
    }

    /// When the work was really finished: the latest that any standing outcome was done,
    /// by its own word or by the clock of its entry.
    pub fn done_at(&self) -> Option<Timestamp> {
        let ended = self.endings.current()?;
        let really = self.boxes.values().filter_map(StepState::outcome);
        let latest = really
            .map(|said| said.what.done_at.unwrap_or(said.at))
            .max();
        Some(latest.unwrap_or(ended.at))
    }

    /// The line that tells it from others of its kind: the last that was said. None while
    /// nothing but dots stands for what is still to be answered.
    pub fn subject(&self) -> Option<&str> {
        let said = self.boxes.values().filter_map(StepState::outcome);
        let latest = said
            .filter(|said| said.what.subject.is_some())
            .max_by_key(|said| &said.mark);
        let latest = latest.and_then(|said| said.what.subject.as_deref());
        let known = latest.or_else(|| self.started.as_ref()?.what.subject.as_deref());
        known.and_then(telling)
    }

    /// Everyone who wrote in it, each once.
    pub fn operators(&self) -> BTreeSet<&Operator> {
        self.story().iter().map(|item| item.by()).collect()
    }

    /// Who ended it: the first who wrote an ending down that is known.
    pub fn first_ending(&self) -> Option<&Stamped<Ended>> {
        self.endings.story().next()
    }

    /// The line that it belongs to, once its start is known.
    pub fn line(&self) -> Option<SeriesId> {
        Some(self.started.as_ref()?.what.line())
    }

    /// Whether it was begun as a rehearsal.
    pub fn is_rehearsal(&self) -> bool {
        self.started
            .as_ref()
            .is_some_and(|said| said.what.rehearsal)
    }
}
