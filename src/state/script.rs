//! What the scenario of a rehearsal says on the way. It decides nothing: whoever rehearses
//! may answer otherwise.

use super::boxed::Boxed;
use super::run::Run;
use super::walk::Walk;
use crate::event::Attempt;
use crate::runbook::{Procedure, Rehearsal, Spot, Surprise};

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
    pub fn scripted<'p>(&self, procedure: &'p Procedure, spot: &Spot) -> Option<&'p str> {
        let answers = &self.scenario(procedure)?.answers;
        let exact = answers.iter().find(|answer| answer.spot == *spot);
        let whole = || {
            let of_step = |spot: &Spot| Spot::of(spot.step.clone());
            answers.iter().find(|answer| answer.spot == of_step(spot))
        };
        let attempts = &exact.or_else(whole)?.attempts;
        let done = self.boxes.get(spot).map_or(0, attempts_of);
        attempts.get(done).or(attempts.last()).map(String::as_str)
    }

    /// What has happened on the way by now, unannounced: after each step that is answered
    /// wherever it is wanted.
    pub fn surprises<'p>(&self, procedure: &'p Procedure, walk: &Walk) -> Vec<&'p Surprise> {
        let Some(scenario) = self.scenario(procedure) else {
            return Vec::new();
        };
        let is_over = |surprise: &&Surprise| {
            let stands = || {
                walk.stands
                    .iter()
                    .filter(|stand| stand.spot.step == surprise.after)
            };
            let open = |stand: &super::Stand| stand.standing == super::Standing::Open;
            stands().any(|stand| stand.standing.is_answered()) && !stands().any(open)
        };
        scenario.surprises.iter().filter(is_over).collect()
    }
}

/// How often a box was done; setting right what was written is not doing it.
fn attempts_of(boxed: &Boxed) -> usize {
    let done = boxed.outcomes.story();
    done.filter(|said| said.what.attempt != Attempt::Corrected)
        .count()
}
