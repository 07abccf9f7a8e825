//! A stretch of time in which one schedule of a series was in force.

use crate::schedule::Timing;
use jiff::Timestamp;

/// A stretch of time in which one schedule was in force: `[from, until)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<'a> {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) timing: &'a Timing,
}

impl Span<'_> {
    pub(super) fn contains(&self, slot: Timestamp) -> bool {
        self.from <= slot && slot < self.until
    }
}
