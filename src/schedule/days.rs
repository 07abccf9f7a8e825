//! On which days a schedule falls: the calendar without clocks or zones.
//!
//! [`Days::include`] is the meaning; the searches only apply it to one day after another
//! between two days that the caller gives, so none can run away. A day that a month lacks is
//! the month's last. Only workdays know about closed days.

use std::collections::BTreeSet;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::cron::Cron;
use super::weekdays::{Weekdays, short_name};

/// Days on which nobody works, besides Saturday and Sunday.
pub(super) type Closed = BTreeSet<Date>;

/// The days of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Days {
    Daily,
    /// Monday to Friday but for closed days.
    Weekdays,
    Weekly(Weekdays),
    /// In each month; sorted, each once.
    Monthly(Vec<Pick>),
    /// In each quarter; sorted, each once.
    Quarterly(Vec<Pick>),
    /// Every day; the times are so many hours apart and begin anew each day.
    EveryHours(u8),
    EveryNth {
        days: u16,
        from: Date,
    },
    Cron(Cron),
}

/// One day out of a month or a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pick {
    /// Day N of the (first) month; its last where it has no such day.
    Day(u8),
    LastDay,
    Weekday(Nth, Weekday),
    Workday(Nth),
}

/// Which one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Nth {
    /// Counted from the start, from 1.
    Nth(u8),
    Last,
}

impl Days {
    /// Whether the schedule falls on this day.
    pub(super) fn include(&self, day: Date, closed: &Closed) -> bool {
        let picked = |picks: &[Pick], first: Date, last: Date| {
            picks
                .iter()
                .any(|pick| pick.resolve(first, last, closed) == Some(day))
        };
        match self {
            Days::Daily | Days::EveryHours(_) => true,
            Days::Weekdays => is_workday(day, closed),
            Days::Weekly(weekdays) => weekdays.contain(day.weekday()),
            Days::Monthly(picks) => picked(picks, day.first_of_month(), day.last_of_month()),
            Days::Quarterly(picks) => {
                let (first, last) = quarter_of(day);
                picked(picks, first, last)
            }
            Days::EveryNth { days, from } => {
                let since = days_between(*from, day);
                since >= 0 && since % i64::from(*days) == 0
            }
            Days::Cron(cron) => cron.include(day),
        }
    }

    /// The first day from `from` to `until`, both included.
    pub(super) fn next(&self, from: Date, until: Date, closed: &Closed) -> Option<Date> {
        let mut day = match self {
            Days::EveryNth { days, from: first } => {
                let step = i64::from(*days);
                let since = days_between(*first, from).max(0);
                first
                    .checked_add((-(-since).div_euclid(step) * step).days())
                    .ok()?
            }
            Days::Monthly(_) | Days::Quarterly(_) => {
                return self.next_picked(from, until, closed);
            }
            _ => from,
        };
        while day <= until {
            if self.include(day, closed) {
                return Some(day);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// As [`Days::next`] for picks: once a month or quarter instead of once a day.
    fn next_picked(&self, from: Date, until: Date, closed: &Closed) -> Option<Date> {
        let mut at = from;
        while at <= until {
            let (picks, first, last) = match self {
                Days::Monthly(picks) => (picks, at.first_of_month(), at.last_of_month()),
                Days::Quarterly(picks) => {
                    let (first, last) = quarter_of(at);
                    (picks, first, last)
                }
                _ => return None,
            };
            let days = picks
                .iter()
                .filter_map(|pick| pick.resolve(first, last, closed));
            // What a pick means in one month lies in that month, or counts for none.
            let days = days.filter(|day| from <= *day && first <= *day && *day <= last);
            if let Some(day) = days.min() {
                return (day <= until).then_some(day);
            }
            at = last.tomorrow().ok()?;
        }
        None
    }

    /// The day before which there are no slots, for schedules that have a beginning.
    pub(super) fn beginning(&self) -> Option<Date> {
        match self {
            Days::EveryNth { from, .. } => Some(*from),
            _ => None,
        }
    }
}

impl Pick {
    /// The day that is meant in the month or quarter from `first` to `last`. None only for a
    /// workday where all are closed.
    fn resolve(self, first: Date, last: Date, closed: &Closed) -> Option<Date> {
        match self {
            Pick::Day(day) => {
                let day = i64::from(day).min(i64::from(first.days_in_month()));
                first.checked_add((day - 1).days()).ok()
            }
            Pick::LastDay => Some(last),
            Pick::Weekday(Nth::Nth(nth), weekday) => {
                let days_until = i64::from(first.weekday().until(weekday));
                first
                    .checked_add((days_until + 7 * (i64::from(nth) - 1)).days())
                    .ok()
            }
            Pick::Weekday(Nth::Last, weekday) => last
                .checked_sub(i64::from(last.weekday().since(weekday)).days())
                .ok(),
            Pick::Workday(Nth::Nth(nth)) => {
                let month = first
                    .series(1.day())
                    .take_while(|day| *day <= first.last_of_month());
                let workdays = month.filter(|day| is_workday(*day, closed));
                workdays.take(usize::from(nth)).last()
            }
            Pick::Workday(Nth::Last) => {
                let back = last.series(-1.day()).take_while(|day| *day >= first);
                back.into_iter().find(|day| is_workday(*day, closed))
            }
        }
    }

    /// The pick as a phrase: "the last day".
    pub(super) fn words(&self) -> String {
        match self {
            Pick::Day(day) => format!("day {day}"),
            Pick::LastDay => "the last day".to_owned(),
            Pick::Weekday(..) | Pick::Workday(_) => format!("the {self}"),
        }
    }

    /// A key that sorts picks as people list them.
    pub(super) fn order(&self) -> (u8, u8, u8) {
        let nth = |nth: &Nth| match nth {
            Nth::Nth(nth) => *nth,
            Nth::Last => u8::MAX,
        };
        match self {
            Pick::Day(day) => (0, *day, 0),
            Pick::LastDay => (0, u8::MAX, 0),
            Pick::Weekday(which, weekday) => (1, nth(which), weekday.to_monday_zero_offset() as u8),
            Pick::Workday(which) => (2, nth(which), 0),
        }
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Day(day) => write!(out, "{day}"),
            Pick::LastDay => out.write_str("last"),
            Pick::Weekday(nth, weekday) => write!(out, "{nth} {}", short_name(*weekday)),
            Pick::Workday(Nth::Nth(1)) => out.write_str("first workday"),
            Pick::Workday(nth) => write!(out, "{nth} workday"),
        }
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nth::Nth(nth) => write!(out, "{nth}{}", ordinal_ending(*nth)),
            Nth::Last => out.write_str("last"),
        }
    }
}

/// The letters that follow a number in `1st`, `2nd`, `11th`.
pub(super) fn ordinal_ending(number: u8) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// Monday to Friday, closed or not.
pub(super) fn is_monday_to_friday(day: Date) -> bool {
    Weekdays::MONDAY_TO_FRIDAY.contain(day.weekday())
}

fn is_workday(day: Date, closed: &Closed) -> bool {
    is_monday_to_friday(day) && !closed.contains(&day)
}

/// The first and the last day of the quarter that `day` is in.
fn quarter_of(day: Date) -> (Date, Date) {
    let first_month = (day.month() - 1) / 3 * 3 + 1;
    let start = |month| jiff::civil::date(day.year(), month, 1);
    (start(first_month), start(first_month + 2).last_of_month())
}

pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
