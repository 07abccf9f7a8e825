//! A run beside the procedure that it walks: which boxes are wanted, which hold, which is
//! next. Pure: the same run and procedure give the same walk.

use super::items::ItemBox;
use super::laying::{Laying, of_item};
use super::run::Run;
use super::step_status::{Standing, StepStatus};
use crate::event::{Carries, Outcome, StepDone};
use crate::runbook::{
    Answer, Condition, Item, Procedure, Step, StepId, StepRef, TargetName, Values, Yields,
};
use std::collections::BTreeSet;

/// The boxes of a run, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Every box, in order.
    pub stands: Vec<StepStatus>,
    /// The values of the run's variables.
    pub values: Values,
    /// Variables whose values were answered and kept back: secrets.
    pub withheld: BTreeSet<String>,
    /// Whether each section is wanted.
    pub sections: Vec<bool>,
    /// The boxes that hold what follows them, in read-do.
    pub holding: Vec<usize>,
}

impl Progress {
    /// Lays a run beside its procedure. `target` are the target's own variables.
    pub fn of(procedure: &Procedure, run: &Run, target: Option<&Values>) -> Self {
        let values = values(procedure, run, target);
        let judge = Judge {
            procedure,
            run,
            values: &values,
        };
        let sections: Vec<_> = procedure
            .sections
            .iter()
            .map(|section| judge.holds(section.when.as_ref(), None))
            .collect();
        let mut laying = Laying::new(procedure, run);
        for carries in carried(run) {
            laying.carry(carries);
        }
        let carried = laying.stands.len();
        for (index, step) in procedure.steps.iter().enumerate() {
            let section = step
                .section
                .is_none_or(|section| sections.get(section).copied().unwrap_or(true));
            laying.lay(index, carried, |item| {
                section && judge.holds(step.when.as_ref(), item)
            });
        }
        let Laying {
            stands, holding, ..
        } = laying;
        Self {
            stands,
            withheld: withheld(procedure, run),
            values,
            sections,
            holding,
        }
    }

    /// The box of this name.
    pub fn position(&self, step_ref: &StepRef) -> Option<usize> {
        self.stands
            .iter()
            .position(|stand| stand.step_ref == *step_ref)
    }

    /// The first box from `from` on, else from the start, that is wanted and open; in
    /// read-do an earlier one may hold it.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let wants = |index: &usize| self.stands[*index].standing == Standing::Open;
        (from..self.stands.len())
            .find(wants)
            .or_else(|| (0..from.min(self.stands.len())).find(wants))
    }

    /// The boxes that keep the run from being finished: open and not optional, disputed,
    /// unsigned, or holding.
    pub fn unfinished<'a>(
        &'a self,
        procedure: &'a Procedure,
    ) -> impl Iterator<Item = &'a StepStatus> {
        let keeps = |index: &usize| match self.stands[*index].standing {
            Standing::Open => !procedure.steps[self.stands[*index].step].optional,
            Standing::Disputed => true,
            _ if self.stands[*index].unsigned => true,
            _ => self.holding.binary_search(index).is_ok(),
        };
        (0..self.stands.len())
            .filter(keeps)
            .map(|index| &self.stands[index])
    }

    /// The values that a box's texts are filled with: `$ITEM`, and what the item brings along,
    /// on top of the run's.
    pub fn values_at(&self, stand: &StepStatus) -> Values {
        let mut values = self.values.clone();
        if let Some(item) = &stand.item {
            values.extend(item.values.clone());
            values.insert("ITEM".to_owned(), item.text.clone());
        }
        values
    }
}

/// The boxes that a run begins with.
fn carried(run: &Run) -> &[Carries] {
    let started = run.started.as_ref();
    started.map_or(&[], |said| said.what.carries.as_slice())
}

/// Every variable of a run: the target's, what it was started with, and the answers.
fn values(procedure: &Procedure, run: &Run, target: Option<&Values>) -> Values {
    let mut values = target.cloned().unwrap_or_default();
    if let Some(started) = &run.started {
        if let Some(target) = &started.what.target {
            values.insert("TARGET".to_owned(), target.to_string());
        }
        values.extend(started.what.values.clone());
    }
    for step in &procedure.steps {
        let name = match &step.yields {
            Yields::Ask(ask) => &ask.name,
            Yields::Choose(choose) => match &choose.name {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        let boxes = run.boxes_of(step, true);
        let answers = boxes.iter().filter_map(|it| run.outcome(&it.step_ref));
        if let Some(value) = answers
            .filter_map(|said| said.what.value.clone())
            .next_back()
        {
            values.insert(name.clone(), value);
        }
    }
    values
}

/// The variables of secrets that were answered.
fn withheld(procedure: &Procedure, run: &Run) -> BTreeSet<String> {
    let asked = procedure
        .steps
        .iter()
        .filter_map(|step| match &step.yields {
            Yields::Ask(ask) => Some((step, &ask.name)),
            _ => None,
        });
    let answered = |step: &Step| {
        let boxes = run.boxes_of(step, true);
        let mut outcomes = boxes.iter().filter_map(|it| run.outcome(&it.step_ref));
        outcomes.any(|said| said.what.withheld)
    };
    let withheld = asked.filter(|(step, _)| answered(step));
    withheld.map(|(_, name)| name.clone()).collect()
}

struct Judge<'a> {
    procedure: &'a Procedure,
    run: &'a Run,
    values: &'a Values,
}

impl Judge<'_> {
    /// Whether a condition holds; for one item of a step it asks what became of that item,
    /// where the other step has it.
    fn holds(&self, when: Option<&Condition>, item: Option<&Item>) -> bool {
        match when {
            None => true,
            Some(Condition::Step { step, is }) => self
                .answers(step, item)
                .into_iter()
                .any(|done| is.iter().any(|answer| answers(done, answer))),
            Some(Condition::Reading { step, above, below }) => {
                self.answers(step, item).into_iter().any(|done| {
                    let value = done
                        .value
                        .as_deref()
                        .and_then(|text| crate::limits::parse_number(text).ok());
                    value.is_some_and(|value| {
                        above.is_some_and(|bound| value > bound)
                            || below.is_some_and(|bound| value < bound)
                    })
                })
            }
            Some(Condition::Ask { name, is }) => self
                .values
                .get(name)
                .is_some_and(|value| is.contains(value)),
            Some(Condition::Target(targets)) => {
                self.target().is_some_and(|target| targets.contains(target))
            }
        }
    }

    fn target(&self) -> Option<&TargetName> {
        self.run.started.as_ref()?.what.target.as_ref()
    }

    /// What stands of a step: at the box of this item, else at each of its boxes.
    fn answers(&self, step: &StepId, item: Option<&Item>) -> Vec<&StepDone> {
        let step = self.procedure.step(step);
        let boxes = step.map(|step| self.run.boxes_of(step, true));
        let boxes: Vec<ItemBox> = boxes.unwrap_or_default();
        let done = |step_ref: &StepRef| Some(&self.run.outcome(step_ref)?.what);
        match of_item(&boxes, item) {
            Some(own) => done(own).into_iter().collect(),
            None => boxes.iter().filter_map(|it| done(&it.step_ref)).collect(),
        }
    }
}

fn answers(done: &StepDone, answer: &Answer) -> bool {
    match answer {
        Answer::Choice(choice) => done.value.as_deref() == Some(choice),
        Answer::Ok => done.outcome == Outcome::Ok,
        Answer::NotOk => done.outcome == Outcome::NotOk,
        Answer::Skipped => done.outcome == Outcome::Skipped,
        Answer::Deferred => done.outcome == Outcome::Deferred,
    }
}
