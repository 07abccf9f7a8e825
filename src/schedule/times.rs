//! The times of the day at which a schedule falls.

use std::fmt;

use jiff::civil::Time;

use super::weekdays::join;

/// The times of a day, in order, each once, at least one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Times(Vec<Time>);

pub(super) fn hour_and_minute(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

impl Times {
    /// The given times in order; none when there are none or one stands twice.
    pub(super) fn new(mut times: Vec<Time>) -> Option<Times> {
        times.sort();
        let once = times.windows(2).all(|pair| pair[0] != pair[1]);
        (once && !times.is_empty()).then_some(Times(times))
    }

    pub(super) fn first(&self) -> Time {
        self.0.first().copied().unwrap_or_default()
    }

    pub(super) fn last(&self) -> Time {
        self.0.last().copied().unwrap_or_default()
    }

    pub(super) fn as_slice(&self) -> &[Time] {
        &self.0
    }
}

impl fmt::Display for Times {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&join(self.0.iter().map(|time| hour_and_minute(*time))))
    }
}
