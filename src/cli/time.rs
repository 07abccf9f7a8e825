//! Times as people type and read them: on the wall clock of the operator's zone.
//!
//! Pure: the moment and the zone come in.

use super::exit::Stop;
use crate::schedule::{Hour, typed_moment};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// The operator's clock: the moment, and the zone that times are shown in.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The moment at which the command began.
    pub now: Timestamp,
    /// The machine's zone.
    pub zone: TimeZone,
}

impl Clock {
    /// The clock of this machine.
    pub fn of_system() -> Self {
        Self {
            now: Timestamp::now(),
            zone: TimeZone::system(),
        }
    }

    /// An instant for people: `09:12` on this day, `Mon 23 Nov 09:12` within half a year,
    /// else with the year in figures.
    pub fn words(&self, at: Timestamp) -> String {
        const NEAR_HOURS: i64 = 183 * 24;
        let (now, then) = (self.zone.to_datetime(self.now), self.zone.to_datetime(at));
        let format = if now.date() == then.date() {
            "%H:%M"
        } else if at.duration_since(self.now).as_hours().abs() < NEAR_HOURS {
            "%a %-d %b %H:%M"
        } else {
            "%Y-%m-%d %H:%M"
        };
        then.strftime(format).to_string()
    }

    /// The beginning of a day, so many days from this one.
    pub fn day(&self, days: i32) -> Option<Timestamp> {
        let today = self.zone.to_datetime(self.now).date();
        let day = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
        Some(day.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// A day for people: the time of day says nothing of it.
    pub fn day_words(&self, at: Timestamp) -> String {
        let (today, day) = (self.zone.to_datetime(self.now), self.zone.to_datetime(at));
        match today.date() == day.date() {
            true => "today".to_owned(),
            false => day.strftime("%a %-d %b").to_string(),
        }
    }

    /// Like [`Clock::words`], with the seconds where there are any: of a wait that takes
    /// seconds the minute alone says nothing.
    pub fn to_the_second(&self, at: Timestamp) -> String {
        let seconds = self.zone.to_datetime(at).strftime(":%S").to_string();
        let words = self.words(at);
        match seconds == ":00" {
            true => words,
            false => words + &seconds,
        }
    }

    /// The instant that someone typed: `HH:MM` (the last time that the clock showed it),
    /// `YYYY-MM-DD HH:MM`, or a timestamp with its offset.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn past(&self, typed: &str) -> Result<Timestamp, Stop> {
        self.parse(typed, Hour::LastShown)
    }

    /// Like [`Clock::past`], but `HH:MM` is on this day, gone by or not.
    ///
    /// # Errors
    /// When it is none of the forms.
    pub fn today(&self, typed: &str) -> Result<Timestamp, Stop> {
        self.parse(typed, Hour::OfToday)
    }

    fn parse(&self, typed: &str, hour: Hour) -> Result<Timestamp, Stop> {
        typed_moment(typed, self.now, &self.zone, hour).ok_or_else(|| {
            Stop::Usage(format!(
                "“{}” is not a time. Write 09:12, 2026-11-23 09:12, or 2026-11-23T09:12:00+01:00.",
                typed.trim()
            ))
        })
    }
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
            assert_eq!(clock().past(typed).unwrap().to_string(), meant, "{typed}");
        }
        assert_eq!(
            clock().today("23:50").unwrap().to_string(),
            "2026-11-23T22:50:00Z"
        );
    }

    #[test]
    fn a_day_begins_at_midnight_and_has_no_time_in_its_words() {
        let day = clock().day(7).expect("it is in the calendar");
        assert_eq!(day.to_string(), "2026-11-29T23:00:00Z");
        assert_eq!(clock().day_words(day), "Mon 30 Nov");
        let today = clock().day(0).expect("it is in the calendar");
        assert_eq!(clock().day_words(today), "today");
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
            assert_eq!(clock().past(typed).unwrap_err().status(), 2, "{typed}");
        }
    }

    #[test]
    fn an_instant_is_as_short_as_it_can_be() {
        for (at, words) in [
            ("2026-11-23T05:00:00Z", "06:00"),
            ("2026-11-22T23:30:00Z", "00:30"),
            ("2026-11-22T22:30:00Z", "Sun 22 Nov 23:30"),
            ("2025-11-22T22:30:00Z", "2025-11-22 23:30"),
        ] {
            assert_eq!(clock().words(at.parse().unwrap()), words);
        }
    }
}
