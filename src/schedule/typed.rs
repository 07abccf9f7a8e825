//! A moment as people type it.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan, Zoned};

/// Which day an hour without one is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hour {
    /// The last time that the clock showed it: today, or yesterday where today's is to come.
    LastShown,
    /// Today, gone by or not.
    OfToday,
}

/// The instant that someone typed: `HH:MM`, `YYYY-MM-DD HH:MM`, both on the wall clock of
/// `zone`, or a timestamp with its offset. None where it is none of these.
pub fn typed_moment(typed: &str, now: Timestamp, zone: &TimeZone, hour: Hour) -> Option<Timestamp> {
    let typed = typed.trim();
    if let Ok(at) = typed.parse::<Timestamp>() {
        return Some(at);
    }
    if let Ok(at) = typed.parse::<Zoned>() {
        return Some(at.timestamp());
    }
    let instant = |wall: DateTime| zone.to_ambiguous_timestamp(wall).compatible().ok();
    // jiff reads the time out of `2026-11-22 08:10` as well, and drops the day: the forms are
    // told apart here.
    let Some(time) = hour_and_minute(typed) else {
        return day_and_time(typed).and_then(instant);
    };
    let today = zone.to_datetime(now).date();
    let at = instant(today.to_datetime(time));
    match at.filter(|at| hour == Hour::OfToday || *at <= now) {
        Some(at) => Some(at),
        None => instant(today.saturating_sub(1.day()).to_datetime(time)),
    }
}

/// The instant that someone typed for what is to come: `HH:MM` today, a weekday or
/// `YYYY-MM-DD` (the end of that day), `YYYY-MM-DD HH:MM`, or a length from now such as `3d`.
/// None where it is none of these.
pub fn typed_due(typed: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let typed = typed.trim();
    let today = zone.to_datetime(now).date();
    if let Some(day) = weekday(typed) {
        let days = match today.weekday().until(day) {
            0 => 7,
            days => i32::from(days),
        };
        return end_of(today.saturating_add(days.days()), zone);
    }
    if typed.len() == 10
        && let Ok(day) = typed.parse::<Date>()
    {
        return end_of(day, zone);
    }
    if let Ok(span) = typed.parse::<Span>() {
        let then = now.to_zoned(zone.clone()).checked_add(span).ok()?;
        return Some(then.timestamp());
    }
    typed_moment(typed, now, zone, Hour::OfToday)
}

/// The last minute of a day.
fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_datetime(Time::midnight());
    let next = zone.to_ambiguous_timestamp(next).compatible().ok()?;
    next.checked_sub(SignedDuration::from_secs(60)).ok()
}

fn weekday(typed: &str) -> Option<Weekday> {
    let typed = typed.to_lowercase();
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let day = DAYS
        .iter()
        .find(|(name, _)| typed == *name || typed == name[..3])?;
    Some(day.1)
}

fn hour_and_minute(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.split_once(':')?;
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(hour, 2) || !digits(minute, 2) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn day_and_time(typed: &str) -> Option<DateTime> {
    let (day, time) = typed.split_once([' ', 'T'])?;
    let day = day.parse::<Date>().ok()?;
    let time = hour_and_minute(time.trim()).or_else(|| time.trim().parse().ok())?;
    Some(day.to_datetime(time))
}
