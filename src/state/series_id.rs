//! What tells one line from another.

use crate::runbook::{ProcedureRef, TargetName};
use serde::{Deserialize, Serialize};

/// Which procedure, on which target.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SeriesId {
    /// The procedure.
    pub procedure: ProcedureRef,
    /// The target, where it has any.
    pub target: Option<TargetName>,
}
