//! Where a writer sits: on which machine, under which account. Told by the first entry of
//! each segment; what a signature says of a shared account is worked out from it.

use super::State;
use crate::event::{SegmentStarted, WriterId};
use serde::{Deserialize, Serialize};

/// A writer's place, by their latest segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The segment that says so; what an older one says does not count.
    segment: u32,
    /// The machine.
    pub host: String,
    /// The account that the program ran under.
    pub account: String,
}

impl Seat {
    pub(super) fn of(segment: &SegmentStarted) -> Self {
        Self {
            segment: segment.segment,
            host: segment.host.clone(),
            account: segment.account.clone(),
        }
    }
}

impl State {
    pub(super) fn sit(&mut self, writer: &WriterId, seat: Seat) {
        let known = self.seats.entry(writer.clone()).or_insert(seat.clone());
        if *known < seat {
            *known = seat;
        }
    }

    /// Where a writer sits, once their first entry has arrived.
    pub fn seat(&self, writer: &WriterId) -> Option<&Seat> {
        self.seats.get(writer)
    }
}
