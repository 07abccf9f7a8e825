//! How far a reader has come with what stands beside a record.

use crate::event::EntryHash;
use serde::{Deserialize, Serialize};

/// How far one side beside a record was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct ForkHead {
    /// The number of its first entry.
    pub from_seq: u64,
    /// Whether what it parts from was not here yet when its first entries were delivered.
    pub is_early: bool,
    pub bytes: u64,
    /// The last of its entries that follow each other; none where one does not.
    pub follows: Option<EntryHash>,
}
