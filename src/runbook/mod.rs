//! The runbook file: its checked types, how it is read, and every problem in it.
//!
//! What stays true: a [`Runbook`] comes from [`parse`] alone and cannot be wrong in itself;
//! whatever the bytes, reading ends, and gives a value where it can and all problems at
//! once. Nothing here opens a file, knows a run, or reads the clock.
//!
//! | file | for |
//! |---|---|
//! | `types`, `id`, [`template`] | the checked runbook, its names, texts with variables |
//! | [`mod@format`] | every key of a file with its sentence: the one source for reader and editor |
//! | `read` | bytes to runbook and problems |
//! | [`mod@schema`] | the description as a JSON Schema, for editors |
//! | [`problem`] | problems as values, drawn, as JSON, for GitHub |
//! | `fix` | edits that are certainly right |
//! | `vanished` | ids that the journal knows and the file no longer has |

mod difference;
mod fix;
pub mod format;
mod id;
pub mod problem;
mod read;
pub mod schema;
pub mod template;
mod types;
mod vanished;

pub use difference::{Change, difference};
pub use fix::{Fixed, fix};
pub use id::{
    ItemId, MalformedId, Operator, ProcedureId, ProcedureRef, RunbookId, Spot, StepId, TargetName,
};
pub use problem::{Edit, Problem, Severity};
pub use read::{
    Leaf, LeafValue, LibraryDefaults, MOST_BYTES, Parsed, Source, check_library, leaves, objection,
    parse, parse_bytes, parse_library,
};
pub use template::{Pattern, Template, Values};
pub use types::*;
pub use vanished::{KnownIds, Vanished, vanished};
