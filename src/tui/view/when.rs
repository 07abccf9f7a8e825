//! Moments in words, as short as they can be understood, in the operator's zone.

use crate::tui::app::App;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// The minute that a moment is in.
pub fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// `09:00` today, `Fri 09:00` within a week, `20 Nov 09:00` within the year, else
/// `2025-11-20 09:00`.
pub fn moment(at: Timestamp, app: &App) -> String {
    moment_in(at, app.now, &app.zone)
}

/// The same, without an app.
pub fn moment_in(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let days = now
        .date()
        .until(at.date())
        .map_or(0, |span| span.get_days());
    let form = match days {
        0 => "%H:%M",
        -6..=6 => "%a %H:%M",
        _ if at.year() == now.year() => "%-d %b %H:%M",
        _ => "%Y-%m-%d %H:%M",
    };
    at.strftime(form).to_string()
}

/// `Mon 23 Nov 09:12 CET`, for the head of every screen.
pub fn clock(app: &App) -> String {
    now(app).strftime("%a %-d %b %H:%M %Z").to_string()
}

/// `09:12`, where there is little room.
pub fn clock_short(app: &App) -> String {
    now(app).strftime("%H:%M").to_string()
}

/// `Monday 23 November 2026`, over the entries of a day.
pub fn day(at: Timestamp, app: &App) -> String {
    at.to_zoned(app.zone.clone())
        .strftime("%A %-d %B %Y")
        .to_string()
}

/// `09:12`.
pub fn time(at: Timestamp, app: &App) -> String {
    at.to_zoned(app.zone.clone()).strftime("%H:%M").to_string()
}

fn now(app: &App) -> Zoned {
    app.now.to_zoned(app.zone.clone())
}

/// How far away a moment is: `2 d late`, `in 20 min`.
pub fn distance(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.duration_since(from).as_secs();
    crate::text::duration_words(seconds.unsigned_abs())
}

/// A moment as people type it: `08:10` (the last time that the clock showed it),
/// `2026-11-22 08:10`, or a full timestamp.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    // Before the bare time: jiff reads the time of `2026-11-22 08:10` as well, and drops the day.
    if let Ok(wall) = text.parse::<DateTime>() {
        return wall.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    }
    let time: Time = text.parse().ok()?;
    let today = now.to_zoned(zone.clone());
    let at = today.with().time(time).build().ok()?;
    let at = if at > today {
        at.checked_sub(1.day()).ok()?
    } else {
        at
    };
    Some(at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_moment_is_taken_as_a_person_means_it() {
        let now = "2026-11-23T08:12:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap(); // 09:12 there
        for (text, expected) in [
            ("08:10", Some("2026-11-23T07:10:00Z")),
            ("09:40", Some("2026-11-22T08:40:00Z")), // not yet today: yesterday
            ("2026-11-20 08:10", Some("2026-11-20T07:10:00Z")),
            ("2026-11-20T08:10:30Z", Some("2026-11-20T08:10:30Z")),
            ("yesterday", None),
            ("", None),
        ] {
            let expected = expected.map(|at| at.parse::<Timestamp>().unwrap());
            assert_eq!(parse(text, now, &zone), expected, "{text}");
        }
    }
}
