//! A run that has ended, in few bytes: what lists, occurrences and trends need of it.
//!
//! A summary is a pure function of the run and of the places of its entries. Whoever wants
//! more (the steps, the notes) reads those entries again and folds the run whole. What many
//! runs have in common is held once: see [`Ran`] and [`Shared`].

use super::count::{BoxCount, Tally};
use super::fills::Fill;
use super::pace::Pace;
use super::remark::Remark;
use super::run::Run;
use super::run_facts::Revision;
use super::series_id::SeriesId;
use super::verdict::Verdict;
use crate::event::{Cause, Counts, Grade, PartsDigest, RunId, WriterId};
use crate::limits::Judgement;
use crate::runbook::{Operator, ProcedureRef, StepRef, TargetName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

/// The segment files that hold a thread's entries, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Vec<(WriterId, u32)>")]
pub struct Places(Arc<[(WriterId, u32)]>);

impl Places {
    /// Adds one; says whether it is new.
    pub fn insert(&mut self, place: (WriterId, u32)) -> bool {
        let Err(at) = self.0.binary_search(&place) else {
            return false;
        };
        let mut places = self.0.to_vec();
        places.insert(at, place);
        self.0 = places.into();
        true
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (WriterId, u32)> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Places {
    type Item = &'a (WriterId, u32);
    type IntoIter = std::slice::Iter<'a, (WriterId, u32)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<(WriterId, u32)> for Places {
    fn from_iter<I: IntoIterator<Item = (WriterId, u32)>>(places: I) -> Self {
        let sorted: BTreeSet<_> = places.into_iter().collect();
        Self(sorted.into_iter().collect())
    }
}

impl From<Vec<(WriterId, u32)>> for Places {
    fn from(places: Vec<(WriterId, u32)>) -> Self {
        places.into_iter().collect()
    }
}

/// What was run: the same for every run of one revision of a procedure on one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    /// The procedure.
    pub procedure: ProcedureRef,
    /// What people called the procedure then.
    pub title: Arc<str>,
    /// What people called its runbook then.
    pub runbook_title: Arc<str>,
    /// The revision that it ended with.
    pub revision: Revision,
    /// What of the procedure counted for a proof in it; 0.1.0 did not write it.
    pub parts: Option<PartsDigest>,
    /// Where.
    pub target: Option<TargetName>,
}

/// How many boxes of a run an operator answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub operator: Operator,
    /// How many.
    pub boxes: u32,
    /// One of them.
    pub first: StepRef,
    /// Boxes of another's that they signed.
    pub signed: Vec<StepRef>,
}

/// An ended run. Reads as its [`Ran`] too: `summary.title` is what people called the
/// procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its id.
    pub id: RunId,
    /// What was run.
    pub ran: Arc<Ran>,
    /// The line that tells it from others of its kind.
    pub subject: Option<Arc<str>>,
    /// Whether it only rehearsed.
    pub rehearsal: bool,
    /// Whether it backed another run out.
    pub undoes: bool,
    /// The occurrence that it fills.
    pub slot: Option<Timestamp>,
    /// Until when that was on time.
    pub due_by: Option<Timestamp>,
    /// When it began.
    pub started_at: Timestamp,
    /// When its ending was first written down.
    pub ended_at: Timestamp,
    /// When the work was really finished.
    pub done_at: Timestamp,
    /// Everyone who wrote in it.
    pub operators: Arc<[Operator]>,
    /// Who began it, and who ended it, among the operators.
    pub(super) began_ended: [u16; 2],
    /// What it came to.
    pub verdict: Verdict,
    /// Whether what is known contradicts itself.
    pub disputed: bool,
    /// What stood, counted.
    pub counts: Counts,
    /// How its boxes counted.
    pub tally: Tally,
    /// How a rehearsal by a scenario went.
    pub grade: Option<Box<Grade>>,
    /// How many boxes there were.
    pub steps: u32,
    /// How many of them applied, where its ending says so.
    pub applied: Option<u32>,
    /// What each box counted as that something stood at, in order; the same for many runs.
    pub boxes: Arc<[(StepRef, BoxCount)]>,
    /// Who answered how many of them; the same for many runs.
    pub shares: Arc<[Share]>,
    /// What is to be told of it, by box; nothing of an honest round.
    pub remarks: Vec<Remark>,
    /// The last run that each box called.
    pub calls: Vec<(StepRef, RunId)>,
    /// The items that each step gave to later ones.
    pub items: Vec<(StepRef, Arc<[String]>)>,
    /// How fast it was ticked.
    pub pace: Pace,
    /// The readings that stood.
    pub readings: Vec<Reading>,
    /// Where its entries are.
    pub places: Places,
}

impl Deref for Summary {
    type Target = Ran;

    fn deref(&self) -> &Ran {
        &self.ran
    }
}

impl Summary {
    /// The line that it belongs to.
    pub fn line(&self) -> SeriesId {
        SeriesId {
            procedure: self.procedure.clone(),
            target: self.target.clone(),
        }
    }

    /// Whether it tells how its procedure goes: it was live, and not another run's way back.
    pub fn tells_of_its_line(&self) -> bool {
        !self.rehearsal && !self.undoes
    }

    /// Who answered more of its boxes than anyone else.
    pub fn trainee(&self) -> Option<&Operator> {
        let most = self.shares.iter().map(|share| share.boxes).max()?;
        let mut those = self.shares.iter().filter(|share| share.boxes == most);
        let first = those.next().filter(|_| most > 0)?;
        those.next().is_none().then_some(&first.operator)
    }

    /// Whether a score can be one of this many boxes.
    pub(super) fn can_be_true(&self, grade: &Grade) -> bool {
        let most = self.applied.unwrap_or(self.steps).min(grade.of);
        grade.of <= most && grade.right.saturating_add(grade.missed) <= most && grade.looked <= most
    }

    /// Who began it.
    pub fn started_by(&self) -> Option<&Operator> {
        self.operators.get(usize::from(self.began_ended[0]))
    }

    /// Who first wrote its ending down.
    pub fn ended_by(&self) -> Option<&Operator> {
        self.operators.get(usize::from(self.began_ended[1]))
    }

    /// The slot that it claims, and what it did for it.
    pub(super) fn claim(&self) -> Option<(Timestamp, Fill)> {
        let slot = self.slot.filter(|_| !self.rehearsal)?;
        Some((
            slot,
            Fill::of(&self.verdict, Some(self.done_at), self.due_by),
        ))
    }
}

/// A reading that stood when its run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// At which box.
    pub step_ref: StepRef,
    /// As it was typed.
    pub value: Arc<str>,
    /// The unit of then.
    pub unit: Option<Arc<str>>,
    /// What it was judged.
    pub judgement: Judgement,
    /// When it was really taken.
    pub at: Timestamp,
    /// Whether a command was run there, and not only a person looked.
    pub by_command: bool,
}

impl Run {
    /// Who answered how many of the boxes that something stands at, and signed which.
    fn shares(&self) -> Vec<Share> {
        let mut shares: BTreeMap<&Operator, Share> = BTreeMap::new();
        let share = |operator: &Operator, first: &StepRef| Share {
            operator: operator.clone(),
            boxes: 0,
            first: first.clone(),
            signed: Vec::new(),
        };
        for (step_ref, step_state) in &self.boxes {
            for said in step_state.outcomes.standing() {
                let known = shares.entry(&said.by);
                known.or_insert_with(|| share(&said.by, step_ref)).boxes += 1;
            }
            if let Some(said) = step_state.signature() {
                let known = shares.entry(&said.by);
                let known = known.or_insert_with(|| share(&said.by, step_ref));
                known.signed.push(step_ref.clone());
            }
        }
        shares.into_values().collect()
    }

    /// The last run that each box called.
    fn calls(&self) -> Vec<(StepRef, RunId)> {
        let called = self
            .children
            .iter()
            .filter_map(|said| match &said.what.cause {
                Cause::Called { .. } => Some((said.what.cause.step_ref()?, said.what.run)),
                _ => None,
            });
        let last: BTreeMap<StepRef, RunId> = called.collect();
        last.into_iter().collect()
    }

    /// The items that each step gave to later ones.
    fn items(&self) -> Vec<(StepRef, Arc<[String]>)> {
        let given = self.boxes.iter().filter_map(|(step_ref, step_state)| {
            let items = step_state.outcome()?.what.items.as_deref()?;
            Some((step_ref.clone(), Arc::from(items)))
        });
        given.collect()
    }

    /// The readings that stand, by box.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        self.boxes.iter().filter_map(|(step_ref, step_state)| {
            let said = step_state.outcome()?;
            let done = &said.what;
            // A choice may be judged too; what tells a reading is that it is a number.
            let value = done.value.as_deref()?;
            let judgement = done.judgement?;
            crate::limits::parse_number(value).ok()?;
            Some(Reading {
                step_ref: step_ref.clone(),
                value: value.into(),
                unit: done.unit.as_deref().map(Arc::from),
                judgement,
                at: done.done_at.unwrap_or(said.at),
                by_command: !step_state.command_ends.is_empty(),
            })
        })
    }

    /// What lists need of it, once it has started and ended.
    pub fn summary(&self, places: &Places) -> Option<Summary> {
        let started = self.started.as_ref()?;
        let ended = self.first_ending()?;
        let operators: Arc<[_]> = self.operators().into_iter().cloned().collect();
        let among = |by: &Operator| {
            let at = operators.binary_search(by).unwrap_or(usize::MAX);
            u16::try_from(at).unwrap_or(u16::MAX)
        };
        let ran = Ran {
            procedure: started.what.procedure.clone(),
            title: started.what.title.as_str().into(),
            runbook_title: started.what.runbook_title.as_str().into(),
            revision: self.revision()?,
            parts: self.parts(),
            target: started.what.target.clone(),
        };
        Some(Summary {
            id: self.id,
            ran: ran.into(),
            subject: self.subject().map(Arc::from),
            rehearsal: started.what.rehearsal,
            undoes: started.what.is_undo(),
            slot: started.what.slot,
            due_by: started.what.due_by,
            started_at: started.at,
            ended_at: ended.at,
            done_at: self.done_at()?,
            began_ended: [among(&started.by), among(&ended.by)],
            operators,
            verdict: self.verdict(),
            disputed: self.is_disputed(),
            counts: self.counts(),
            tally: self.tally(),
            grade: self
                .ending()
                .and_then(|said| said.what.boxes.as_ref()?.grade)
                .map(Box::new),
            steps: self.steps(),
            applied: self
                .ending()
                .and_then(|said| Some(said.what.boxes.as_ref()?.applied)),
            boxes: self
                .box_counts()
                .map(|(it, count)| (it.clone(), count))
                .collect(),
            shares: self.shares().into(),
            remarks: self.remarks(),
            calls: self.calls(),
            items: self.items(),
            pace: self.pace(),
            readings: self.readings().collect(),
            places: places.clone(),
        })
    }
}

/// What many summaries have in common, each held once.
#[derive(Default)]
pub struct Shared {
    rans: BTreeSet<Arc<Ran>>,
    texts: BTreeSet<Arc<str>>,
    step_refs: BTreeSet<StepRef>,
    teams: BTreeSet<Arc<[Operator]>>,
    boxes: BTreeSet<Arc<[(StepRef, BoxCount)]>>,
    shares: BTreeSet<Arc<[Share]>>,
    places: BTreeSet<Places>,
}

impl Shared {
    /// Makes a summary point at what is known already.
    pub fn intern(&mut self, summary: &mut Summary) {
        summary.readings.shrink_to_fit();
        share(&mut self.rans, &mut summary.ran);
        share(&mut self.places, &mut summary.places);
        share(&mut self.teams, &mut summary.operators);
        share(&mut self.boxes, &mut summary.boxes);
        share(&mut self.shares, &mut summary.shares);
        for reading in &mut summary.readings {
            share(&mut self.step_refs, &mut reading.step_ref);
            share(&mut self.texts, &mut reading.value);
            if let Some(unit) = &mut reading.unit {
                share(&mut self.texts, unit);
            }
        }
    }
}

fn share<T: Ord + Clone>(known: &mut BTreeSet<T>, value: &mut T) {
    match known.get(value) {
        Some(same) => *value = same.clone(),
        None => {
            known.insert(value.clone());
        }
    }
}
