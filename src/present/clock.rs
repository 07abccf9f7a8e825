//! Moments and lengths of time in words, on the operator's wall clock.
//!
//! What stays true: a moment is as short as it can be understood, by its distance, in every
//! front end: `09:12` today, `Fri 09:12` within a week, `12 Nov` within the year, else
//! `12 Nov 2025`. Whoever reads a record gets the time of day as well. What it does not do: it
//! reads no clock; the moment comes in.

use crate::text::duration_words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// The moment, and the zone that times are told in.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The moment.
    pub now: Timestamp,
    /// The reader's zone.
    pub zone: TimeZone,
}

/// Within so many days a weekday names one day alone.
const WEEK: i32 = 6;

impl Clock {
    /// A moment by its distance: `09:12`, `Fri 09:12`, `12 Nov`, `12 Nov 2025`.
    pub fn moment(&self, at: Timestamp) -> String {
        self.told(at, "")
    }

    /// The same for a record: `12 Nov 09:12`, the time of day told however far away it is.
    pub fn exact(&self, at: Timestamp) -> String {
        self.told(at, " %H:%M")
    }

    /// Like [`Clock::exact`], with the seconds where there are any: of a wait that takes
    /// seconds the minute alone says nothing.
    pub fn to_the_second(&self, at: Timestamp) -> String {
        let seconds = self.zone.to_datetime(at).strftime(":%S").to_string();
        let words = self.exact(at);
        match seconds == ":00" {
            true => words,
            false => words + &seconds,
        }
    }

    fn told(&self, at: Timestamp, beyond_the_week: &str) -> String {
        let (today, day) = (self.date(self.now), self.date(at));
        let form = match days_between(today, day) {
            0 => "%H:%M".to_owned(),
            days if days.abs() <= WEEK => "%a %H:%M".to_owned(),
            _ if day.year() == today.year() => format!("%-d %b{beyond_the_week}"),
            _ => format!("%-d %b %Y{beyond_the_week}"),
        };
        self.zone.to_datetime(at).strftime(&form).to_string()
    }

    /// The time of day alone: `09:12`.
    pub fn time(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%H:%M").to_string()
    }

    /// A day, where the time of day says nothing: `today`, `Fri`, `12 Nov`, `12 Nov 2025`.
    pub fn day(&self, at: Timestamp) -> String {
        let (today, day) = (self.date(self.now), self.date(at));
        let form = match days_between(today, day) {
            0 => return "today".to_owned(),
            1 => return "tomorrow".to_owned(),
            days if days.abs() <= WEEK => "%a",
            _ if day.year() == today.year() => "%-d %b",
            _ => "%-d %b %Y",
        };
        day.strftime(form).to_string()
    }

    /// From when to when; a day that both have in common is told once.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> String {
        let today = self.date(self.now);
        let end = match self.date(to) {
            end if end == self.date(from) => self.time(to),
            end if end == today => format!("today {}", self.time(to)),
            _ => self.exact(to),
        };
        format!("{} to {end}", self.exact(from))
    }

    /// How long a time that is past its end has been so: `1 h 30 min overdue`.
    pub fn overdue(&self, since: Timestamp) -> String {
        format!("{} overdue", length(self.now.duration_since(since)))
    }

    /// The beginning of a day, so many days from this one.
    pub fn midnight(&self, days: i32) -> Option<Timestamp> {
        let day = self.date(self.now);
        let day = day.checked_add(Span::new().try_days(days).ok()?).ok()?;
        Some(day.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// A length of time, either way: `45 s`, `10 min`, `2 h 5 min`, `3 d`.
pub fn length(length: SignedDuration) -> String {
    duration_words(length.as_secs().unsigned_abs())
}

/// How far away a day is: `today`, `tomorrow`, `in 12 d`, `2 d overdue`.
pub fn days(left: i32) -> String {
    match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("in {left} d"),
        _ => format!("{} d overdue", left.unsigned_abs()),
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
    fn a_moment_is_as_short_as_it_can_be() {
        for (at, moment, exact) in [
            ("2026-11-23T05:00:00Z", "06:00", "06:00"),
            // Midnight in Berlin is another day than in London.
            ("2026-11-22T23:30:00Z", "00:30", "00:30"),
            ("2026-11-22T22:30:00Z", "Sun 23:30", "Sun 23:30"),
            ("2026-11-17T09:00:00Z", "Tue 10:00", "Tue 10:00"),
            ("2026-11-29T09:00:00Z", "Sun 10:00", "Sun 10:00"),
            // A week away the weekday is today's own.
            ("2026-11-16T09:00:00Z", "16 Nov", "16 Nov 10:00"),
            ("2026-11-30T09:00:00Z", "30 Nov", "30 Nov 10:00"),
            ("2025-11-22T22:30:00Z", "22 Nov 2025", "22 Nov 2025 23:30"),
            ("2027-01-02T09:00:00Z", "2 Jan 2027", "2 Jan 2027 10:00"),
        ] {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(clock().moment(at), moment, "{at}");
            assert_eq!(clock().exact(at), exact, "{at}");
        }
    }

    #[test]
    fn seconds_stand_where_there_are_any() {
        let at = |at: &str| clock().to_the_second(at.parse().unwrap());
        assert_eq!(at("2026-11-23T08:13:00Z"), "09:13");
        assert_eq!(at("2026-11-23T08:13:07Z"), "09:13:07");
    }

    #[test]
    fn a_day_begins_at_midnight_and_has_no_time_in_its_words() {
        let day = |days| clock().day(clock().midnight(days).unwrap());
        let midnight = clock().midnight(7).unwrap();
        assert_eq!(midnight.to_string(), "2026-11-29T23:00:00Z");
        assert_eq!(
            [0, 1, 2, -2, 7, 60].map(day),
            ["today", "tomorrow", "Wed", "Sat", "30 Nov", "22 Jan 2027"]
        );
    }

    #[test]
    fn a_span_of_time_tells_its_day_once() {
        let between =
            |from: &str, to: &str| clock().between(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(
            between("2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z"),
            "Fri 09:00 to 10:00"
        );
        assert_eq!(
            between("2026-11-20T08:00:00Z", "2026-11-23T08:00:00Z"),
            "Fri 09:00 to today 09:00"
        );
    }

    #[test]
    fn days_and_lengths_have_no_sign() {
        assert_eq!(
            [0, 1, 12, -2].map(days),
            ["today", "tomorrow", "in 12 d", "2 d overdue"]
        );
        assert_eq!(length(SignedDuration::from_secs(-5400)), "1 h 30 min");
    }
}
