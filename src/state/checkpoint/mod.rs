//! The state as bytes and back: a cache of the fold, never a record.
//!
//! A head, which is read at every start, and behind it drawers: ended runs by month, and some
//! of them once more where they are looked for; a drawer is read when it is asked for. So a
//! start costs what is open, however long the record is. In a drawer, runs are flat records
//! that point into tables of what they have in common. What is foreign, of another version, cut
//! or altered gives `None`, and the state is folded anew from the journal.

mod head;
mod image;
mod part;
mod pieces;
mod read;
mod runs_in;
mod runs_out;
mod write;

pub use head::{Checkpoint, FOLD_VERSION};
