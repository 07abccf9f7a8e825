//! Times as people type them: on the wall clock of the operator's zone.

use super::exit::Stop;
use crate::present::Clock;
use crate::schedule::{Hour, typed_moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The clock of this machine.
pub fn clock() -> Clock {
    Clock {
        now: Timestamp::now(),
        zone: TimeZone::system(),
    }
}

/// The instant that someone typed: `HH:MM` (the last time that the clock showed it),
/// `YYYY-MM-DD HH:MM`, or a timestamp with its offset.
///
/// # Errors
/// When it is none of these.
pub fn past(clock: &Clock, typed: &str) -> Result<Timestamp, Stop> {
    parse(clock, typed, Hour::LastShown)
}

/// Like [`past`], but `HH:MM` is on this day, gone by or not.
///
/// # Errors
/// When it is none of the forms.
pub fn today(clock: &Clock, typed: &str) -> Result<Timestamp, Stop> {
    parse(clock, typed, Hour::OfToday)
}

fn parse(clock: &Clock, typed: &str, hour: Hour) -> Result<Timestamp, Stop> {
    typed_moment(typed, clock.now, &clock.zone, hour).ok_or_else(|| {
        Stop::Usage(format!(
            "“{}” is not a time. Write 09:12, 2026-11-23 09:12, or 2026-11-23T09:12:00+01:00.",
            typed.trim()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock {
            now: "2026-11-23T08:12:30Z".parse().unwrap(),
            zone: TimeZone::get("Europe/Berlin").unwrap(),
        }
    }

    #[test]
    fn typed_times_are_on_the_operators_wall_clock() {
        for (typed, meant) in [
            ("09:12", "2026-11-23T08:12:00Z"),
            ("9:12", "2026-11-23T08:12:00Z"),
            ("09:13", "2026-11-22T08:13:00Z"),
            ("23:50", "2026-11-22T22:50:00Z"),
            ("2026-11-20 10:00", "2026-11-20T09:00:00Z"),
            ("2026-11-20T10:00:05", "2026-11-20T09:00:05Z"),
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20T10:00:00+05:00", "2026-11-20T05:00:00Z"),
            ("2026-07-20T10:00[Europe/London]", "2026-07-20T09:00:00Z"),
        ] {
            assert_eq!(past(&clock(), typed).unwrap().to_string(), meant, "{typed}");
        }
        assert_eq!(
            today(&clock(), "23:50").unwrap().to_string(),
            "2026-11-23T22:50:00Z"
        );
    }

    #[test]
    fn what_is_no_time_is_wrong_usage() {
        for typed in [
            "",
            "noon",
            "25:00",
            "09:60",
            "9",
            "2026-13-01 09:00",
            "09:12:00:00",
            "\x1b",
        ] {
            assert_eq!(past(&clock(), typed).unwrap_err().status(), 2, "{typed}");
        }
    }
}
