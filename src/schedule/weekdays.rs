//! Sets of days of the week, and lists as a schedule writes them.

use std::fmt;

use jiff::civil::Weekday;

/// Days of the week, at least one where a schedule holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Weekdays(u8);

impl Weekdays {
    /// Monday to Friday.
    pub(super) const MONDAY_TO_FRIDAY: Weekdays = Weekdays(0b001_1111);

    /// Adds a day; false when it was there.
    pub(super) fn insert(&mut self, weekday: Weekday) -> bool {
        let new = !self.contain(weekday);
        self.0 |= 1 << weekday.to_monday_zero_offset();
        new
    }

    pub(super) fn contain(self, weekday: Weekday) -> bool {
        self.0 >> weekday.to_monday_zero_offset() & 1 == 1
    }

    pub(super) fn contain_all(self, others: Weekdays) -> bool {
        self.0 & others.0 == others.0
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = Weekday::Monday.cycle_forward().take(7);
        out.write_str(&join(week.filter(|day| self.contain(*day)).map(short_name)))
    }
}

/// `mon` to `sun`.
pub(super) fn short_name(weekday: Weekday) -> &'static str {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    NAMES[weekday.to_monday_zero_offset() as usize % 7]
}

/// A list as it is written in a schedule.
pub(super) fn join(items: impl IntoIterator<Item = impl ToString>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}
