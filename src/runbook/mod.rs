//! The runbook file: its checked types, how it is read, and every problem in it.

mod fix;
pub mod format;
mod id;
pub mod problem;
mod read;
pub mod template;
mod types;
mod vanished;

pub use fix::{Fixed, fix};
pub use id::{
    ItemId, MalformedId, Operator, ProcedureId, ProcedureRef, RunbookId, Spot, StepId, TargetName,
};
pub use problem::{Edit, Problem, Severity};
pub use read::{
    LibraryDefaults, MOST_BYTES, Parsed, Source, check_library, parse, parse_bytes, parse_library,
};
pub use template::{Pattern, Template, Values};
pub use types::*;
pub use vanished::{KnownIds, Vanished, vanished};
