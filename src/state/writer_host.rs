//! Where a writer sits: on which machine, under which account. Told by the first entry of
//! each segment; what a signature says of a shared account is worked out from it.

use crate::event::SegmentStarted;
use serde::{Deserialize, Serialize};

/// A writer's place, by their latest segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WriterHost {
    /// The segment that says so; what an older one says does not count.
    segment: u32,
    /// The machine.
    pub host: String,
    /// The account that the program ran under.
    pub account: String,
    /// The program's version.
    pub program: String,
}

impl WriterHost {
    pub(super) fn of(segment: &SegmentStarted) -> Self {
        Self {
            segment: segment.segment,
            host: segment.host.clone(),
            account: segment.account.clone(),
            program: segment.program.clone(),
        }
    }
}
