//! What can have happened, and the entry that carries it.
//!
//! An [`Entry`] is one line of the journal: the envelope is fixed for ever, the
//! [`Event`]s in it are facts in the past tense that came from one command and count
//! together. An event that this program does not know is kept as it was written; it makes
//! its threads read-only, and hides nothing beside it. This room knows the shapes alone:
//! what they mean together is `state`, how they are kept is `journal`.

mod address;
mod answer;
mod entry;
mod fact;
mod json;
mod segment;

pub use address::{EntryHash, EntryRef, JournalId, MalformedAddress, RunId, Thread, WriterId};
pub use answer::{Attempt, Counts, Ending, Outcome, StepDone};
pub use entry::{Entry, Envelope, Event, MalformedEntry};
pub use fact::Fact;
pub use segment::{Closes, SeenHead, SegmentStarted};
