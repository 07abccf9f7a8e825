//! What is different since the last time: for this operator, and at one step.
//!
//! The state knows which run that was; its runbook and its entries are read back here.

use super::{Pin, Session};
use crate::event::RunId;
use crate::runbook::{Change, ProcedureRef, StepRef, difference};
use crate::state::{LastTime, SeriesId};

impl Session {
    /// The newest revision of a runbook with the one that was noticed before it.
    pub fn last_two(&mut self, runbook: &str) -> Option<(Pin, Pin)> {
        Some((self.workspace.before(runbook)?, self.newest(runbook)?))
    }

    /// What the newest good revision of a procedure says in another way than the one that
    /// this operator last ran, live or rehearsed, but for one run. None where they never ran
    /// it, or where that revision cannot be had any more.
    pub fn changed_since_my_last_run(
        &mut self,
        procedure: &ProcedureRef,
        but: Option<RunId>,
    ) -> Option<(RunId, Vec<Change>)> {
        let operator = self.settings().operator.clone();
        let last = self.state().last_run_by(procedure, &operator, but);
        let (run, revision) = last?;
        let older = self.pin(run)?;
        let newer = self.newest(procedure.runbook.as_str())?;
        if newer.revision == revision {
            return Some((run, Vec::new()));
        }
        let id = procedure.procedure.as_str();
        let (older, newer) = (older.runbook.procedure(id)?, newer.runbook.procedure(id)?);
        Some((run, difference(older, newer)))
    }

    /// What happened at a box in the last live run on a line, but for one.
    pub fn last_time(
        &self,
        line: &SeriesId,
        step_ref: &StepRef,
        but: Option<RunId>,
    ) -> Option<LastTime> {
        let last = self.state().last_run(line, but).map(|last| last.id);
        LastTime::of(&self.whole(last?).ok()??, step_ref)
    }
}
