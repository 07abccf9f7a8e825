//! Turns: which stretch between two slots an instant is in, counted from a day on.
//!
//! What stays true: turns follow each other without a gap, each begins at a slot and ends at
//! the next, and their number only grows. Who has which turn is decided elsewhere.

use super::Timing;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// One turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// How many there were before it.
    pub number: usize,
    /// When it begins.
    pub since: Timestamp,
    /// When the next begins; none where the schedule ends.
    pub until: Option<Timestamp>,
}

impl Timing {
    /// The turn that an instant is in, where the first begins at the first slot of `from` or
    /// after it. None before that. Its cost goes by the slots since then.
    pub fn turn_at(&self, from: Date, at: Timestamp) -> Option<Turn> {
        let begins = self.zone.instant_of(from.at(0, 0, 0, 0))?;
        let end = at.checked_add(SignedDuration::from_nanos(1)).ok()?;
        let (number, since) = self.slots(begins, end).enumerate().last()?;
        Some(Turn {
            number,
            since,
            until: self.next_after(at),
        })
    }
}
