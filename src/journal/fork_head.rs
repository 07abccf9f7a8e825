//! How far a reader has come with what stands beside a record.

use serde::{Deserialize, Serialize};

/// How far one side beside a record was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct ForkHead {
    /// The number of its first entry.
    pub from_seq: u64,
    pub bytes: u64,
}
