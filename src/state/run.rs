//! One run, folded from its entries.
//!
//! [`Run::apply`] accepts every fact that was ever written, in any order of arrival: the
//! start may come after the steps. What the procedure's steps *mean* (which are wanted,
//! which hold) needs the pinned runbook and is `progress`'s affair.

use super::as_json;
use super::child::Child;
use super::doing;
use super::register::{MvRegister, Stamped, insert_in_order};
use super::series::SeriesId;
use super::step_state::{Carried, StepState};
use super::verdict::{Verdict, count};
use crate::event::{
    Carries, Cause, Counts, Ending, Entry, EntryHash, EntryRef, Fact, RunId, RunStarted, StepDone,
    WriterId,
};
use crate::runbook::{Operator, ProcedureRef, StepId, StepRef, TargetName, Values};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// What is run.
    pub procedure: ProcedureRef,
    /// What people called the procedure then.
    pub title: String,
    /// What people called its runbook then.
    pub runbook_title: String,
    /// The revision that it is walked by, until it adopts a newer one.
    pub revision: Revision,
    /// Where.
    pub target: Option<TargetName>,
    /// The line that tells it from others of its kind.
    pub subject: Option<String>,
    /// Whether it only rehearses.
    pub rehearsal: bool,
    /// The scenario that it rehearses by, as its title.
    pub scenario: Option<String>,
    /// The run that it came from.
    pub cause: Option<Cause>,
    /// The alert that it answers.
    pub alert: Option<String>,
    /// Deferred boxes of runs before it that it begins with.
    pub carries: Vec<Carries>,
    /// The occurrence that it fills.
    pub slot: Option<Timestamp>,
    /// Until when that is on time.
    pub due_by: Option<Timestamp>,
    /// How many boxes there are.
    pub steps: u32,
    /// Values that it was started with.
    pub values: Values,
}

/// A runbook as it was: the objects of its file and of the `library.toml` beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// The runbook's file.
    pub file: EntryHash,
    /// The `library.toml`, where there was one.
    pub library: Option<EntryHash>,
}

/// A newer revision that a run went over to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adopted {
    /// The revision.
    pub revision: Revision,
    /// How many boxes it has.
    pub steps: u32,
}

/// An ending as it was written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    #[serde(with = "as_json")]
    pub ending: Ending,
    /// What stood then.
    pub counts: Counts,
}

/// Words that someone wrote down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// At which box; the run as a whole where there is none.
    pub step_ref: Option<StepRef>,
    /// The words.
    pub text: String,
}

/// A file that was kept as evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// At which box; the run as a whole where there is none.
    pub step_ref: Option<StepRef>,
    /// The file's name.
    pub name: String,
    /// Its content, as an object.
    pub sha256: EntryHash,
    /// Its size.
    pub bytes: u64,
}

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
        let step_ref = fact.step_ref();
        match fact {
            Fact::RunStarted(started) if started.run == self.id => {
                self.start(started, entry, index)
            }
            Fact::RunStarted(started) => {
                if let Some(child) = Child::of(self.id, started) {
                    insert_in_order(&mut self.children, Stamped::new(entry, index, child));
                }
            }
            Fact::StepDone(done) => {
                let said = Stamped::new(entry, index, (**done).clone());
                self.at(done.step_ref()).outcomes.say(said, &done.over);
            }
            Fact::StepTakenBack { over, .. } => {
                let Some(step_ref) = step_ref else { return };
                let step_state = self.at(step_ref);
                step_state.outcomes.replace(over);
                insert_in_order(&mut step_state.taken_back, Stamped::new(entry, index, ()));
            }
            Fact::CarriedOn { reason, over, .. } => {
                let Some(step_ref) = step_ref else { return };
                let carried = Carried {
                    reason: reason.clone(),
                    over: over.clone(),
                };
                insert_in_order(
                    &mut self.at(step_ref).carried,
                    Stamped::new(entry, index, carried),
                );
            }
            Fact::CautionAcknowledged { step } => {
                let read = self.cautions.entry(step.clone()).or_default();
                insert_in_order(read, Stamped::new(entry, index, ()));
            }
            Fact::Noted { text, .. } => {
                let note = Note {
                    step_ref,
                    text: text.clone(),
                };
                insert_in_order(&mut self.notes, Stamped::new(entry, index, note));
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
                insert_in_order(
                    &mut self.attachments,
                    Stamped::new(entry, index, attachment),
                );
            }
            Fact::RevisionAdopted {
                file,
                library,
                steps,
                over,
            } => {
                let revision = Revision {
                    file: *file,
                    library: *library,
                };
                let adopted = Adopted {
                    revision,
                    steps: *steps,
                };
                self.adopted.say(Stamped::new(entry, index, adopted), over);
            }
            Fact::RunEnded {
                ending,
                counts,
                over,
                ..
            } => {
                let ended = Ended {
                    ending: ending.clone(),
                    counts: *counts,
                };
                self.endings.say(Stamped::new(entry, index, ended), over);
            }
            doing => {
                if let Some(step_ref) = step_ref {
                    doing::apply(doing, step_ref, entry, index, |step_ref| self.at(step_ref));
                }
            }
        }
    }

    /// Two starts of one id cannot come from this program; the first in order counts.
    fn start(&mut self, started: &RunStarted, entry: &Entry, index: usize) {
        let said = Stamped::new(entry, index, Started::of(started));
        if self
            .started
            .as_ref()
            .is_none_or(|known| said.mark < known.mark)
        {
            self.started = Some(said);
        }
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

    /// What stands now, counted; a disputed box counts as the worst that was said.
    pub fn counts(&self) -> Counts {
        let standing = self.boxes.values().filter_map(StepState::outcome);
        count(standing.map(|said| &said.what))
    }

    /// What will stand, counted, once a box has this outcome and no other.
    pub fn counts_after(&self, done: &StepDone) -> Counts {
        let step_ref = done.step_ref();
        let others = self.boxes.iter().filter(|(other, _)| **other != step_ref);
        let standing = others.filter_map(|(_, step_state)| step_state.outcome());
        count(standing.map(|said| &said.what).chain([done]))
    }

    /// What it came to, by what stands now.
    pub fn verdict(&self) -> Verdict {
        match self.endings.current() {
            None => Verdict::Open,
            Some(said) => Verdict::of(&said.what.ending, &self.counts()),
        }
    }

    /// Whether it has ended.
    pub fn is_ended(&self) -> bool {
        self.endings.current().is_some()
    }

    /// Whether what is known now contradicts itself: boxes, or a result that entries which
    /// arrived after the ending have changed.
    pub fn is_disputed(&self) -> bool {
        self.boxes.values().any(StepState::is_disputed)
            || self
                .endings
                .standing()
                .any(|said| Verdict::of(&said.what.ending, &said.what.counts) != self.verdict())
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

    /// The line that tells it from others of its kind: the last that was said.
    pub fn subject(&self) -> Option<&str> {
        let said = self.boxes.values().filter_map(StepState::outcome);
        let latest = said
            .filter(|said| said.what.subject.is_some())
            .max_by_key(|said| &said.mark);
        let latest = latest.and_then(|said| said.what.subject.as_deref());
        latest.or_else(|| self.started.as_ref()?.what.subject.as_deref())
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
}

impl Started {
    fn of(started: &RunStarted) -> Self {
        let started = started.clone();
        Self {
            procedure: started.procedure,
            title: started.title,
            runbook_title: started.runbook_title,
            revision: Revision {
                file: started.file,
                library: started.library,
            },
            target: started.target,
            subject: started.subject,
            rehearsal: started.rehearsal,
            scenario: started.scenario,
            cause: started.cause,
            alert: started.alert,
            carries: started.carries,
            slot: started.slot,
            due_by: started.due_by,
            steps: started.steps,
            values: started.values,
        }
    }

    /// The line that the run belongs to.
    pub fn line(&self) -> SeriesId {
        SeriesId {
            procedure: self.procedure.clone(),
            target: self.target.clone(),
        }
    }
}
