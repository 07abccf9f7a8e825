//! Moments for the screens: `present` words them, by the app's clock.

use crate::app::App;
use jiff::{Timestamp, Zoned};

/// The minute that a moment is in.
pub fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// `09:12` today, `Fri 09:12` within a week, else `12 Nov 09:12`.
pub fn moment(at: Timestamp, app: &App) -> String {
    app.wall().exact(at)
}

/// `Mon 23 Nov 09:12 CET`, for the head of every screen.
pub fn clock(app: &App) -> String {
    now(app).strftime("%a %-d %b %H:%M %Z").to_string()
}

/// `09:12`, where there is little room.
pub fn clock_short(app: &App) -> String {
    app.wall().time(app.now)
}

/// `Monday 23 November 2026`, over the entries of a day.
pub fn day(at: Timestamp, app: &App) -> String {
    at.to_zoned(app.zone.clone())
        .strftime("%A %-d %B %Y")
        .to_string()
}

/// `09:12`.
pub fn time(at: Timestamp, app: &App) -> String {
    app.wall().time(at)
}

fn now(app: &App) -> Zoned {
    app.now.to_zoned(app.zone.clone())
}

/// How far away a moment is: `2 d`, `20 min`.
pub fn distance(from: Timestamp, to: Timestamp) -> String {
    crate::present::length(to.duration_since(from))
}
