//! A run that has ended, in few bytes: what lists, occurrences and trends need of it.
//!
//! A summary is a pure function of the run and of the places of its entries. Whoever wants
//! more (the steps, the notes) reads those entries again and folds the run whole.

use super::run::{Revision, Run, Verdict};
use crate::event::{Counts, RunId, WriterId};
use crate::limits::Judgement;
use crate::runbook::{Operator, ProcedureRef, Spot, TargetName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The segment files that hold a thread's entries.
pub type Places = BTreeSet<(WriterId, u32)>;

/// An ended run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Its id.
    pub id: RunId,
    /// What was run.
    pub procedure: ProcedureRef,
    /// What people called the procedure then.
    pub title: Arc<str>,
    /// What people called its runbook then.
    pub runbook_title: Arc<str>,
    /// The revision that it ended with.
    pub revision: Revision,
    /// Where.
    pub target: Option<TargetName>,
    /// The line that tells it from others of its kind.
    pub subject: Option<Arc<str>>,
    /// Whether it only rehearsed.
    pub rehearsal: bool,
    /// The occurrence that it fills.
    pub slot: Option<Timestamp>,
    /// Until when that was on time.
    pub due_by: Option<Timestamp>,
    /// When it began.
    pub started_at: Timestamp,
    /// When its ending was written down.
    pub ended_at: Timestamp,
    /// When the work was really finished.
    pub done_at: Timestamp,
    /// Everyone who wrote in it.
    pub operators: Vec<Operator>,
    /// What it came to.
    pub verdict: Verdict,
    /// Whether what is known contradicts itself.
    pub disputed: bool,
    /// What stood, counted.
    pub counts: Counts,
    /// How many boxes there were.
    pub steps: u32,
    /// The readings that stood.
    pub readings: Vec<Reading>,
    /// Where its entries are.
    pub places: Places,
}

/// A reading that stood when its run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// At which box.
    pub spot: Spot,
    /// As it was typed.
    pub value: Arc<str>,
    /// The unit of then.
    pub unit: Option<Arc<str>>,
    /// What it was judged.
    pub judgement: Judgement,
    /// When it was really taken.
    pub at: Timestamp,
}

impl Run {
    /// The readings that stand, by box.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        self.boxes.iter().filter_map(|(spot, boxed)| {
            let said = boxed.outcome()?;
            let done = &said.what;
            // A judgement without a variable's name is what tells a reading: a choice
            // that is judged has no unit and no number, and its trend is nothing to draw.
            let value = done.value.as_deref()?;
            let judgement = done.judgement?;
            crate::limits::parse_number(value).ok()?;
            Some(Reading {
                spot: spot.clone(),
                value: value.into(),
                unit: done.unit.as_deref().map(Arc::from),
                judgement,
                at: done.done_at.unwrap_or(said.at),
            })
        })
    }

    /// What lists need of it, once it has started and ended.
    pub fn summary(&self, places: &Places) -> Option<Summary> {
        let started = self.started.as_ref()?;
        let ended = self.endings.current()?;
        Some(Summary {
            id: self.id,
            procedure: started.what.procedure.clone(),
            title: started.what.title.as_str().into(),
            runbook_title: started.what.runbook_title.as_str().into(),
            revision: self.revision()?,
            target: started.what.target.clone(),
            subject: self.subject().map(Arc::from),
            rehearsal: started.what.rehearsal,
            slot: started.what.slot,
            due_by: started.what.due_by,
            started_at: started.at,
            ended_at: ended.at,
            done_at: self.done_at()?,
            operators: self.operators().into_iter().cloned().collect(),
            verdict: self.verdict(),
            disputed: self.is_disputed(),
            counts: self.counts(),
            steps: self.steps(),
            readings: self.readings().collect(),
            places: places.clone(),
        })
    }
}

/// Texts that many summaries share, each held once.
#[derive(Default)]
pub struct Shared(BTreeMap<Arc<str>, ()>);

impl Shared {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get_key_value(text) {
            Some((known, ())) => *text = known.clone(),
            None => {
                self.0.insert(text.clone(), ());
            }
        }
    }

    /// Makes a summary's titles and units point at the texts that are known already.
    pub fn intern(&mut self, summary: &mut Summary) {
        self.share(&mut summary.title);
        self.share(&mut summary.runbook_title);
        for reading in &mut summary.readings {
            if let Some(unit) = &mut reading.unit {
                self.share(unit);
            }
        }
    }
}
