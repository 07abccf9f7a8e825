//! Moments in words, as short as they can be understood, in the operator's zone.

use crate::app::App;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

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
