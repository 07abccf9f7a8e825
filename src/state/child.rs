//! A run as the one that made it begin knows it: its start stands in both threads.

use crate::event::{Cause, RunId, RunStarted};
use crate::runbook::ProcedureRef;
use serde::{Deserialize, Serialize};

/// A run that another one made begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Child {
    /// Its id.
    pub run: RunId,
    /// Why it began, and where.
    pub cause: Cause,
    /// What it runs.
    pub procedure: ProcedureRef,
    /// What people called that then.
    pub title: String,
}

impl Child {
    /// The child that a start is to this parent, if it is one.
    pub(super) fn of(parent: RunId, started: &RunStarted) -> Option<Self> {
        let cause = started.cause.clone()?;
        (cause.run() == parent && started.run != parent).then(|| Self {
            run: started.run,
            cause,
            procedure: started.procedure.clone(),
            title: started.title.clone(),
        })
    }
}
