//! Who has rehearsed what: operators by procedures.
//!
//! What stays true: a cell is the last rehearsal in which that operator did most of the boxes,
//! by a scenario or without one, and says whether it trains. What it does not do: it decides
//! nothing of readiness, which asks for one normal task and one exception each.

use super::fold::State;
use super::people::operating;
use super::why_not::WhyNot;
use crate::event::{Grade, RunId};
use crate::runbook::{Kind, Operator, Procedure, ProcedureRef, Runbook};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Who rehearsed the procedures of a runbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Training {
    /// The operators: those that the runbook's operations rest on, and everyone who rehearsed.
    pub operators: Vec<Operator>,
    /// The procedures, in the order of the file: exceptions, those that have a scenario, and
    /// whatever else somebody rehearsed.
    pub procedures: Vec<Practice>,
}

/// One procedure, with who rehearsed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    /// Which.
    pub procedure: ProcedureRef,
    /// What people call it.
    pub title: String,
    /// Whether it is an exception.
    pub is_exception: bool,
    /// The last rehearsal of each operator, in their order.
    pub last: Vec<Option<Rehearsed>>,
}

impl Rehearsed {
    /// Whether it trains.
    pub fn trains(&self) -> bool {
        self.why_not.is_empty()
    }
}

/// A rehearsal that somebody did most of.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsed {
    /// The run.
    pub run: RunId,
    /// When it ended.
    pub at: Timestamp,
    /// How it went, by a scenario.
    pub grade: Option<Grade>,
    /// Why it does not train; nothing where it does.
    pub why_not: Vec<WhyNot>,
}

/// Who rehearsed what of a runbook.
pub fn training(state: &State, runbook: &Runbook) -> Training {
    let mut rehearsed: Vec<(&_, BTreeMap<Operator, Rehearsed>)> = Vec::new();
    for procedure in &runbook.procedures {
        let by = last_by(state, runbook, procedure);
        let is_practised = procedure.kind() == Kind::Exception || !procedure.rehearsals.is_empty();
        if is_practised || !by.is_empty() {
            rehearsed.push((procedure, by));
        }
    }
    let mut operators: Vec<Operator> = operating(runbook).into_iter().map(Operator::from).collect();
    operators.extend(rehearsed.iter().flat_map(|(_, by)| by.keys().cloned()));
    operators.sort();
    operators.dedup();
    let procedures = rehearsed.into_iter().map(|(procedure, by)| Practice {
        procedure: runbook.reference(procedure),
        title: procedure.title.clone(),
        is_exception: procedure.kind() == Kind::Exception,
        last: operators.iter().map(|it| by.get(it).cloned()).collect(),
    });
    Training {
        procedures: procedures.collect(),
        operators,
    }
}

impl State {
    /// When each operator was last trained by a rehearsal of one of these procedures of a
    /// runbook: whoever answered most of its boxes, and nobody else.
    pub fn trained<'a>(
        &self,
        runbook: &Runbook,
        procedures: impl IntoIterator<Item = &'a Procedure>,
    ) -> BTreeMap<Operator, Timestamp> {
        let mut last: BTreeMap<Operator, Timestamp> = BTreeMap::new();
        for procedure in procedures {
            for summary in self.rehearsals(&runbook.reference(procedure)) {
                let Some(operator) = summary.trainee() else {
                    continue;
                };
                if last.get(operator) < Some(&summary.ended_at)
                    && self.untrained(runbook, procedure, &summary).is_empty()
                {
                    last.insert(operator.clone(), summary.ended_at);
                }
            }
        }
        last
    }
}

/// The last rehearsal of a procedure that each operator did most of.
fn last_by(
    state: &State,
    runbook: &Runbook,
    procedure: &Procedure,
) -> BTreeMap<Operator, Rehearsed> {
    let mut last: BTreeMap<Operator, Rehearsed> = BTreeMap::new();
    for summary in state.rehearsals(&runbook.reference(procedure)) {
        let Some(operator) = summary.trainee() else {
            continue;
        };
        let known = last.get(operator).map(|known| (known.at, known.run));
        if known < Some((summary.ended_at, summary.id)) {
            let rehearsed = Rehearsed {
                run: summary.id,
                at: summary.ended_at,
                grade: summary.grade.as_deref().copied(),
                why_not: state.untrained(runbook, procedure, &summary),
            };
            last.insert(operator.clone(), rehearsed);
        }
    }
    last
}
