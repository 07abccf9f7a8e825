//! Which days a report tells of.

use crate::present::Clock;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Whole days on the reader's wall clock, the first and the last included.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The reader's clock.
    pub wall: Clock,
}

/// How many days are told where nobody says which.
const DAYS: i32 = 7;

impl Span {
    /// The days that are meant: up to today where the last is not said, and seven where the
    /// first is not. None where the first comes after the last.
    pub fn meant(from: Option<Date>, to: Option<Date>, wall: Clock) -> Option<Self> {
        let to = to.unwrap_or_else(|| wall.zone.to_datetime(wall.now).date());
        let from = from.unwrap_or_else(|| to.saturating_sub((DAYS - 1).days()));
        (from <= to).then_some(Self { from, to, wall })
    }

    /// Its first moment.
    pub fn begins(&self) -> Timestamp {
        self.midnight(self.from).unwrap_or(Timestamp::MIN)
    }

    /// The first moment after it; never later than just after now.
    pub fn ends(&self) -> Timestamp {
        let after = self.to.tomorrow().ok();
        let after = after.and_then(|day| self.midnight(day));
        let soon = self.wall.now.saturating_add(1.second());
        after
            .unwrap_or(Timestamp::MAX)
            .min(soon.unwrap_or(Timestamp::MAX))
    }

    /// Whether a moment lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.begins() <= at && at < self.ends()
    }

    fn midnight(&self, day: Date) -> Option<Timestamp> {
        let zoned = day.to_zoned(self.wall.zone.clone()).ok()?;
        Some(zoned.timestamp())
    }

    pub(super) fn day_of(&self, at: Timestamp) -> Date {
        self.wall.zone.to_datetime(at).date()
    }

    /// `Mon 23 Nov 2026 09:12`: a report is read long after its days.
    pub(super) fn words(&self, at: Timestamp) -> String {
        let then = self.wall.zone.to_datetime(at);
        then.strftime("%Y-%m-%d %H:%M").to_string()
    }
}
