//! How runs belong together: called by a step, begun because a step failed, begun to back
//! another one out.
//!
//! A child's start stands in its parent's thread as well, so each knows of the other without
//! the other's entries. What a child came to is asked of the state, never copied.

use super::child::Child;
use super::fold::State;
use super::register::Stamped;
use super::run::Run;
use super::run_facts::Started;
use super::verdict::Verdict;
use crate::event::{Cause, Outcome, RunId};
use crate::limits::Judgement;
use crate::runbook::{Procedure, ProcedureRef, Runbook, StepRef};
use std::borrow::Cow;

/// What would take a run back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoPlan {
    /// The boxes whose `undo` is to be done, in this order: what was done last comes first.
    pub step_refs: Vec<StepRef>,
    /// The box before which nothing can be taken back, where one was done.
    pub no_return: Option<StepRef>,
    /// Boxes that were done and do not say how they are undone.
    pub without_undo: Vec<StepRef>,
}

impl Started {
    /// Whether it backs another run out.
    pub fn is_undo(&self) -> bool {
        matches!(self.cause, Some(Cause::Undoes { .. }))
    }

    /// Whether it tells how its procedure goes: it is live, and not another run's way back.
    pub fn tells_of_its_line(&self) -> bool {
        !self.rehearsal && !self.is_undo()
    }

    /// The procedure that the run walks, in its runbook; for a run that backs another one
    /// out, the way back through that one's procedure.
    pub fn procedure_in<'r>(&self, runbook: &'r Runbook) -> Option<Cow<'r, Procedure>> {
        let procedure = runbook.procedure(self.procedure.procedure.as_str())?;
        Some(match &self.cause {
            Some(Cause::Undoes { plan, .. }) => Cow::Owned(procedure.undo_plan(plan)),
            _ => Cow::Borrowed(procedure),
        })
    }
}

impl Run {
    /// Runs that began at a box, in order.
    pub fn children_at<'a>(
        &'a self,
        step_ref: &'a StepRef,
    ) -> impl DoubleEndedIterator<Item = &'a Stamped<Child>> {
        let children = self.children.iter();
        children.filter(|said| said.what.cause.step_ref().as_ref() == Some(step_ref))
    }

    /// Runs that began to back this one out, in order.
    pub fn undone_by(&self) -> impl DoubleEndedIterator<Item = &Stamped<Child>> {
        let children = self.children.iter();
        children.filter(|said| matches!(said.what.cause, Cause::Undoes { .. }))
    }

    /// The procedure that a box offers because it failed: it is not OK, its value is an
    /// alarm, or its command ended badly and nothing was answered yet.
    pub fn offers_on_fail<'p>(
        &self,
        procedure: &'p Procedure,
        step_ref: &StepRef,
    ) -> Option<&'p ProcedureRef> {
        let offered = procedure.step(&step_ref.step)?.on_fail.as_ref()?;
        let step_state = self.boxes.get(step_ref)?;
        let failed = match step_state.outcome() {
            Some(said) => {
                let done = &said.what;
                done.outcome == Outcome::NotOk || done.judgement == Some(Judgement::Alarm)
            }
            None => step_state
                .ended_command()
                .is_some_and(|(_, ended)| ended.what.outcome != Some(Outcome::Ok)),
        };
        failed.then_some(offered)
    }

    /// What would take it back: the `undo` of each box that was really done, what was done
    /// last first. Behind a step of no return, what lies before it cannot be taken back.
    pub fn undo_plan(&self, procedure: &Procedure) -> UndoPlan {
        let mut done: Vec<_> = self
            .boxes
            .iter()
            .filter_map(|(step_ref, step_state)| {
                let ok = step_state.outcomes.standing();
                let ok = ok.filter(|said| said.what.outcome == Outcome::Ok);
                Some((ok.map(|said| &said.mark).max()?, step_ref))
            })
            .collect();
        done.sort();
        let mut plan = UndoPlan::default();
        for (_, step_ref) in done.into_iter().rev() {
            let Some(step) = procedure.step(&step_ref.step) else {
                continue;
            };
            if step.no_return {
                plan.no_return = Some(step_ref.clone());
                break;
            }
            match step.undo {
                Some(_) => plan.step_refs.push(step_ref.clone()),
                None => plan.without_undo.push(step_ref.clone()),
            }
        }
        plan
    }
}

impl State {
    /// What a run came to, as far as it is known.
    pub fn verdict_of(&self, run: RunId) -> Option<Verdict> {
        let open = self.run(run).map(Run::verdict);
        open.or_else(|| Some(self.summary(run)?.verdict.clone()))
    }

    /// The run that a box made begin and that still goes on.
    pub fn child_going_on<'a>(
        &'a self,
        run: &'a Run,
        step_ref: &'a StepRef,
    ) -> Option<&'a Stamped<Child>> {
        run.children_at(step_ref)
            .rev()
            .find(|said| self.goes_on(said.what.run))
    }

    /// Runs that were called by a run's steps and still go on.
    pub fn calls_going_on<'a>(&'a self, run: &'a Run) -> impl Iterator<Item = &'a Stamped<Child>> {
        let children = run.children.iter();
        children.filter(|said| {
            matches!(said.what.cause, Cause::Called { .. }) && self.goes_on(said.what.run)
        })
    }

    fn goes_on(&self, run: RunId) -> bool {
        self.verdict_of(run) == Some(Verdict::Open)
    }
}
