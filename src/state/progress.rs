//! A run beside the procedure that it walks: which boxes are wanted, which hold, which is
//! next. Pure: the same run and procedure give the same walk.

use super::run::Run;
use super::step_state::StepState;
use crate::event::{Carries, FollowUpId, Outcome, StepDone};
use crate::runbook::{
    Answer, Condition, Procedure, Step, StepId, StepRef, Style, TargetName, Values, Yields,
};
use std::collections::BTreeSet;

/// One box of a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct StepStatus {
    /// Which box.
    pub step_ref: StepRef,
    /// The step, as an index into the procedure's steps.
    pub step: usize,
    /// The item, as an index into the step's items.
    pub item: Option<usize>,
    /// The number that people see: steps count from 1, sections do not count.
    pub number: usize,
    /// How it stands.
    pub standing: Standing,
    /// Whether its `when` wants it now; one that was done before stays done all the same.
    pub wanted: bool,
    /// The box before it that holds it, in read-do.
    pub held_by: Option<usize>,
    /// Whether it was done and still wants the signature of a second person.
    pub unsigned: bool,
    /// The deferral of an earlier run that is done with it. Such boxes come first.
    pub carried: Option<FollowUpId>,
}

impl StepStatus {
    /// Whether it counts: it is wanted, or was done before it was wanted no more.
    pub fn applies(&self) -> bool {
        self.wanted || self.standing == Standing::Answered(Outcome::Ok)
    }
}

/// How a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Wanted, and nothing said of it.
    Open,
    /// Not wanted, by a `when`.
    Inactive,
    /// Answered.
    Answered(Outcome),
    /// Answered differently by operators who did not know of each other.
    Disputed,
}

impl Standing {
    /// Whether an answer stands, or several.
    pub fn is_answered(self) -> bool {
        matches!(self, Self::Answered(_) | Self::Disputed)
    }
}

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
            .map(|section| judge.holds(section.when.as_ref()))
            .collect();
        let mut laying = Laying {
            procedure,
            run,
            stands: Vec::new(),
            holding: Vec::new(),
        };
        for carries in carried(run) {
            laying.carry(carries);
        }
        let carried = laying.stands.len();
        for (index, step) in procedure.steps.iter().enumerate() {
            let wanted = step
                .section
                .is_none_or(|section| sections.get(section).copied().unwrap_or(true))
                && judge.holds(step.when.as_ref());
            laying.lay(index, wanted, carried);
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
            _ => self.holding.contains(index),
        };
        (0..self.stands.len())
            .filter(keeps)
            .map(|index| &self.stands[index])
    }

    /// The values that a box's texts are filled with: `$ITEM` on top of the run's.
    pub fn values_at(&self, procedure: &Procedure, stand: &StepStatus) -> Values {
        let mut values = self.values.clone();
        if let Some(item) = stand
            .item
            .and_then(|item| procedure.steps[stand.step].each.get(item))
        {
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

/// A walk while its boxes are laid down.
struct Laying<'a> {
    procedure: &'a Procedure,
    run: &'a Run,
    stands: Vec<StepStatus>,
    holding: Vec<usize>,
}

impl Laying<'_> {
    /// A box that an earlier run put off: it comes first, and is wanted whatever its `when`
    /// says, because it was wanted then. One that the procedure does not have is passed over.
    fn carry(&mut self, carries: &Carries) {
        let steps = &self.procedure.steps;
        let Some(index) = steps.iter().position(|step| step.id == carries.step) else {
            return;
        };
        let wanted = carries.step_ref();
        let boxes = step_refs(&steps[index]).into_iter();
        let there = self.stands.iter().any(|stand| stand.step_ref == wanted);
        for (item, step_ref) in boxes.filter(|(_, step_ref)| *step_ref == wanted && !there) {
            let held_by = holder(self.procedure, &self.stands, &self.holding, index);
            self.put(index, item, step_ref, true, held_by, Some(carries.deferral));
        }
    }

    /// A step's boxes, but for those that stand among the first `carried`.
    fn lay(&mut self, index: usize, wanted: bool, carried: usize) {
        let held_by = holder(self.procedure, &self.stands, &self.holding, index);
        for (item, step_ref) in step_refs(&self.procedure.steps[index]) {
            let first = &self.stands[..carried];
            if !first.iter().any(|stand| stand.step_ref == step_ref) {
                self.put(index, item, step_ref, wanted, held_by, None);
            }
        }
    }

    fn put(
        &mut self,
        step: usize,
        item: Option<usize>,
        step_ref: StepRef,
        wanted: bool,
        held_by: Option<usize>,
        carried: Option<FollowUpId>,
    ) {
        let step_state = self.run.boxes.get(&step_ref);
        let standing = standing(step_state, wanted);
        let read_do = self.procedure.style == Style::ReadDo;
        let unsigned = wants_signature(&self.procedure.steps[step], standing, step_state);
        if read_do && wanted && holds(&self.procedure.steps[step], standing, unsigned, step_state) {
            self.holding.push(self.stands.len());
        }
        self.stands.push(StepStatus {
            step_ref,
            step,
            item,
            number: step + 1,
            standing,
            wanted,
            held_by,
            unsigned,
            carried,
        });
    }
}

/// The boxes of a step.
fn step_refs(step: &Step) -> Vec<(Option<usize>, StepRef)> {
    if step.each.is_empty() {
        return vec![(
            None,
            StepRef {
                step: step.id.clone(),
                item: None,
            },
        )];
    }
    let item = |(index, item): (usize, &crate::runbook::Item)| {
        (
            Some(index),
            StepRef {
                step: step.id.clone(),
                item: Some(item.id.clone()),
            },
        )
    };
    step.each.iter().enumerate().map(item).collect()
}

/// What was done stays done, also when its step is not wanted any more.
fn standing(step_state: Option<&StepState>, wanted: bool) -> Standing {
    match step_state.and_then(StepState::outcome) {
        Some(_) if step_state.is_some_and(StepState::is_disputed) => Standing::Disputed,
        Some(said) => Standing::Answered(said.what.outcome),
        None if wanted => Standing::Open,
        None => Standing::Inactive,
    }
}

/// Whether a box was done and waits for its second person. What was skipped or put off was
/// not done, so there is nothing to sign.
fn wants_signature(step: &Step, standing: Standing, step_state: Option<&StepState>) -> bool {
    let done = matches!(standing, Standing::Answered(Outcome::Ok | Outcome::NotOk));
    let signed = step_state.is_some_and(|step_state| step_state.signature().is_some());
    step.sign_off.is_some() && done && !signed
}

/// Whether a box holds what follows, in read-do.
fn holds(step: &Step, standing: Standing, unsigned: bool, step_state: Option<&StepState>) -> bool {
    let holds = match standing {
        Standing::Open => !step.optional,
        Standing::Answered(outcome) => outcome == Outcome::NotOk,
        Standing::Disputed => true,
        Standing::Inactive => false,
    };
    let carried = step_state.is_some_and(|step_state| step_state.carried_on().is_some());
    (holds || unsigned) && !carried
}

/// The first of the holding boxes that holds a step. The boxes of one step do not hold one
/// another, and a step that is wanted because of what another one came to is not held by
/// that one: it is how it gets dealt with.
fn holder(
    procedure: &Procedure,
    stands: &[StepStatus],
    holding: &[usize],
    held: usize,
) -> Option<usize> {
    let step = &procedure.steps[held];
    let section = step
        .section
        .and_then(|section| procedure.sections.get(section)?.when.as_ref());
    let conditions = || step.when.iter().chain(section);
    let holds = |holder: &&usize| {
        let by = stands[**holder].step;
        by != held && !conditions().any(|when| asks_about(when, &procedure.steps[by].id))
    };
    holding.iter().find(holds).copied()
}

fn asks_about(when: &Condition, about: &StepId) -> bool {
    match when {
        Condition::Step { step, .. } | Condition::Reading { step, .. } => step == about,
        Condition::Ask { .. } | Condition::Target(_) => false,
    }
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
        let answers = step_refs(step)
            .into_iter()
            .filter_map(|(_, step_ref)| run.outcome(&step_ref));
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
        let mut outcomes = step_refs(step)
            .into_iter()
            .filter_map(|(_, step_ref)| run.outcome(&step_ref));
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
    fn holds(&self, when: Option<&Condition>) -> bool {
        match when {
            None => true,
            Some(Condition::Step { step, is }) => self
                .answers(step)
                .any(|done| is.iter().any(|answer| answers(done, answer))),
            Some(Condition::Reading { step, above, below }) => self.answers(step).any(|done| {
                let value = done
                    .value
                    .as_deref()
                    .and_then(|text| crate::limits::parse_number(text).ok());
                value.is_some_and(|value| {
                    above.is_some_and(|bound| value > bound)
                        || below.is_some_and(|bound| value < bound)
                })
            }),
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

    /// What stands of a step: of each of its items where it has some.
    fn answers(&self, step: &StepId) -> impl Iterator<Item = &StepDone> {
        let step = self.procedure.step(step);
        let step_refs = step.map(step_refs).unwrap_or_default();
        step_refs
            .into_iter()
            .filter_map(|(_, step_ref)| Some(&self.run.outcome(&step_ref)?.what))
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
