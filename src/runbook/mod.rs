//! The runbook file: its checked types, how it is read, and every problem in it.
//!
//! What stays true: a [`Runbook`] comes from [`parse`] alone and cannot be wrong in itself;
//! whatever the bytes, reading ends, and gives a value where it can and all problems at
//! once. Nothing here opens a file, knows a run, or reads the clock.
//!
//! | file | for |
//! |---|---|
//! | `book`, `types`, `package`, `package_item`, `id`, [`template`] | the checked runbook, its names, texts with variables |
//! | [`mod@format`] | every key of a file with its sentence: the one source for reader and editor |
//! | `read` | bytes to runbook and problems |
//! | [`mod@schema`] | the description as a JSON Schema, for editors |
//! | [`problem`] | problems as values, drawn, as JSON, for GitHub |
//! | `fix` | edits that are certainly right |
//! | `edit` | edits that a person wishes for and looks at first |
//! | `vanished` | ids that the journal knows and the file no longer has |
//! | `environment` | what every command is given, by name |
//! | `shell` | a shell's text: its commands, their words, the variables in them |
//! | `variables` | which variables commands use, and what their values must look like |
//! | `each`, `fed` | how often a step is done, and where its items come from |
//! | `undo` | the way back from what was done |
//! | `program`, `when` | a command as one would type it, and a condition in words |
//! | `difference`, `differences` | what is new between two revisions, of a procedure and of all |

mod apart;
mod book;
mod difference;
mod differences;
mod each;
mod edit;
mod environment;
mod fed;
mod fix;
pub mod format;
mod id;
mod package;
mod package_item;
mod packed;
pub mod problem;
mod program;
mod read;
pub mod schema;
mod shell;
pub mod template;
mod types;
mod undo;
mod vanished;
mod variables;
mod when;

pub use book::*;
pub use difference::{Change, difference, difference_of_step};
pub use differences::{PartChanges, differences};
pub use each::{Each, Item, MOST_ITEMS, count};
pub use edit::{EditRefusal, EditWish, StepKey, propose, release_version};
pub use environment::{is_inherited, is_steering, tells_where};
pub use fix::{Fixed, fix};
pub use id::{
    ItemId, MalformedId, Operator, ProcedureId, ProcedureRef, RunbookId, StepId, StepRef,
    TargetName,
};
pub use package::*;
pub use package_item::*;
pub use packed::{Outlined, Packed};
pub use problem::{Edit, Problem, Severity};
pub use read::{
    Leaf, LeafValue, LibraryDefaults, MOST_BYTES, Parsed, Source, check_library, check_references,
    leaves, objection, parse, parse_bytes, parse_library, without_comments,
};
pub use template::{Pattern, Search, Template, Values};
pub use types::*;
pub use vanished::{KnownIds, Vanished, vanished};
