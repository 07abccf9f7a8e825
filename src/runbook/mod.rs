//! The runbook file: its checked types, how it is read, and every problem in it.

mod id;
pub mod template;
mod types;

pub use id::{
    ItemId, MalformedId, Operator, ProcedureId, ProcedureRef, RunbookId, Spot, StepId, TargetName,
};
pub use template::{Pattern, Template, Values};
pub use types::*;
