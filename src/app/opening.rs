//! What the command line asks to be opened first.

use crate::event::RunId;
use crate::runbook::{ProcedureRef, RunbookId, TargetName, Values};
use std::collections::BTreeMap;

/// What to open first.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// A run.
    Run(RunId),
    /// A procedure's page.
    Procedure(ProcedureRef),
    /// A runbook's page.
    Runbook(RunbookId),
    /// What answers an alert.
    Alert(Alerted),
    /// Find, with these words typed.
    Find(String),
}

/// An alert as the command line was told of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alerted {
    /// Its name, or words of what is wrong.
    pub words: String,
    /// Whether that is the name of an alert.
    pub is_name: bool,
    /// The procedure that answers it, where it is the only one.
    pub procedure: Option<ProcedureRef>,
    /// Where, where that was said.
    pub target: Option<TargetName>,
    /// What its labels fill, by the procedure that asks for it.
    pub values: BTreeMap<ProcedureRef, Values>,
    /// The run that is at it already.
    pub run: Option<RunId>,
}
