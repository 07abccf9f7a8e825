//! What the scenario of a rehearsal says on the way. It decides nothing: whoever rehearses
//! may answer otherwise.

use super::progress::Progress;
use super::run::Run;
use super::step_state::StepState;
use super::step_status::{Standing, StepStatus};
use crate::event::Attempt;
use crate::runbook::{Procedure, Rehearsal, StepRef, Surprise};

impl Run {
    /// The scenario that it rehearses by.
    pub fn scenario<'p>(&self, procedure: &'p Procedure) -> Option<&'p Rehearsal> {
        let started = &self.started.as_ref()?.what;
        let title = started.scenario.as_ref().filter(|_| started.rehearsal)?;
        procedure
            .rehearsals
            .iter()
            .find(|known| known.title == *title)
    }

    /// What the scenario answers at a box the next time that it is done; what it says of an
    /// item goes before what it says of the whole step.
    pub fn scripted<'p>(&self, procedure: &'p Procedure, step_ref: &StepRef) -> Option<&'p str> {
        let attempts = self.script_of(procedure, step_ref)?;
        let done = self.boxes.get(step_ref).map_or(0, attempts_of);
        attempts.get(done).or(attempts.last()).map(String::as_str)
    }

    /// Whether what the scenario has at a box was looked at.
    pub fn has_looked_at(&self, step_ref: &StepRef) -> bool {
        let step_state = self.boxes.get(step_ref);
        step_state.is_some_and(|step_state| !step_state.looked.is_empty())
    }

    /// What the scenario answers at a box, an answer an attempt.
    pub(super) fn script_of<'p>(
        &self,
        procedure: &'p Procedure,
        step_ref: &StepRef,
    ) -> Option<&'p [String]> {
        let answers = &self.scenario(procedure)?.answers;
        let exact = answers.iter().find(|answer| answer.step_ref == *step_ref);
        let whole = || {
            let of_step = |step_ref: &StepRef| StepRef::of(step_ref.step.clone());
            answers
                .iter()
                .find(|answer| answer.step_ref == of_step(step_ref))
        };
        Some(&exact.or_else(whole)?.attempts)
    }

    /// What has happened on the way by now, unannounced: after each step that is answered
    /// wherever it is wanted.
    pub fn surprises<'p>(&self, procedure: &'p Procedure, walk: &Progress) -> Vec<&'p Surprise> {
        let Some(scenario) = self.scenario(procedure) else {
            return Vec::new();
        };
        let is_over = |surprise: &&Surprise| {
            let stands = || {
                walk.stands
                    .iter()
                    .filter(|stand| stand.step_ref.step == surprise.after)
            };
            let open = |stand: &StepStatus| stand.standing == Standing::Open;
            stands().any(|stand| stand.standing.is_answered()) && !stands().any(open)
        };
        scenario.surprises.iter().filter(is_over).collect()
    }
}

/// How often a box was done; setting right what was written is not doing it.
fn attempts_of(step_state: &StepState) -> usize {
    let done = step_state.outcomes.story();
    done.filter(|said| said.what.attempt != Attempt::Corrected)
        .count()
}
