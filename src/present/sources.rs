//! Everything that the words of Today are made from.

use super::claim::Claim;
use super::clock::Clock;
use super::how_far::HowFar;
use crate::command::may_sign;
use crate::event::RunId;
use crate::runbook::{Operator, Procedure, Runbook, RunbookId};
use crate::state::{Progress, Run, State, StepStatus, Whom};
use std::collections::BTreeMap;

/// What only other rooms know, as plain values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outside {
    /// How far the runs in progress are, by the runbook that each walks.
    pub progress: BTreeMap<RunId, HowFar>,
    /// Of runs that wait for this operator's signature, the step: `step 7`.
    pub signatures: BTreeMap<RunId, String>,
    /// What people call the runbooks whose files cannot be used.
    pub broken: BTreeMap<RunbookId, String>,
    /// Who else is at a run in progress.
    pub at_it: BTreeMap<RunId, Claim>,
}

impl Outside {
    /// Adds what a run in progress tells beside the runbook that it walks.
    pub fn add(
        &mut self,
        run: &Run,
        runbook: &Runbook,
        procedure: &Procedure,
        walk: &Progress,
        operator: &Operator,
    ) {
        let far = HowFar::of(run, procedure, walk);
        self.progress.insert(run.id, far);
        let waits = |stand: &&StepStatus| {
            let role = procedure.steps[stand.step].sign_off.as_ref();
            let said = run.boxes.get(&stand.step_ref);
            let may = role
                .zip(said)
                .is_some_and(|(role, said)| may_sign(said, Some(runbook), role, operator).is_ok());
            stand.unsigned && may
        };
        // A rehearsal's second person is only played.
        let is_real = run.started.as_ref().is_some_and(|it| !it.what.rehearsal);
        let waiting = walk.stands.iter().find(waits).filter(|_| is_real);
        let step = waiting.map(|stand| (run.id, format!("step {}", stand.number)));
        self.signatures.extend(step);
    }
}

/// Everything that the words of a row are made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The record.
    pub state: &'a State,
    /// Schedules of the library that the record does not know yet.
    pub preview: Option<&'a State>,
    /// The moment and the zone.
    pub clock: &'a Clock,
    /// For whom, and the runbooks in use.
    pub whom: &'a Whom<'a>,
    /// What only other rooms know.
    pub outside: &'a Outside,
}
