//! When a routine is due: schedules as people write them, and their slots as instants.
//!
//! A [`Schedule`] is a rule for days and a list of times of the day, read from one line of
//! text (`weekdays 09:00`, `monthly last workday 17:00`, `cron 0 9 * * MON-FRI`). A
//! [`Timing`] adds what turns it into instants and what lateness means: the time zone, the
//! closed days, `grace`, `early` and `if_missed`.
//!
//! What stays true here:
//! - A `Schedule` is checked. Its text parses back to an equal value, and it comes round
//!   again and again: an expression that never fires is a [`Fault`] when it is read.
//! - Every form, cron too, becomes instants by the same rule: wall clock in the zone, a time
//!   that the clocks skip is the first instant after the gap, a time that they repeat is its
//!   first pass. Two wall times that meet in one instant are one slot.
//! - Slots of one timing never run backwards, and every search has an end.
//!
//! Beside schedules, [`Hours`] say when somebody can be reached, and a [`Turn`] is the stretch
//! between two slots, for who is on call.
//!
//! What this room does not do: it reads no clock, knows no runs, and does not decide what is
//! due, late, done or excused. The one look outside is [`Zone::parse`], which asks jiff's time
//! zone database.

mod cron;
mod days;
mod fault;
mod hours;
mod parse;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_on_call;
mod timing;
mod turns;
mod typed;
mod words;
mod zone;

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

pub use fault::Fault;
pub use hours::{Hours, Stretch};
pub use timing::{IfMissed, Slots, Timing};
pub use turns::Turn;
pub use typed::{Hour, typed_due, typed_moment};
pub use zone::Zone;

use days::{Closed, Days, Weekdays};

/// A checked schedule: on which days, and at which times of those days.
///
/// Made from text only, so there is none that cannot be written. Shown and stored as its
/// canonical text: lower-case words, times as `09:00` in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Schedule {
    days: Days,
    times: Times,
}

/// The times of a day, in order, each once, at least one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Times(Vec<Time>);

impl Schedule {
    /// Reads a schedule as a person writes it.
    ///
    /// # Errors
    /// A [`Fault`] that names the place in `text` and what to write instead.
    pub fn parse(text: &str) -> Result<Schedule, Fault> {
        parse::schedule(text)
    }

    /// The schedule in words for people. Mostly its text, which was chosen to be read;
    /// simple cron expressions and the days of a quarter are spelled out.
    pub fn words(&self) -> String {
        match &self.days {
            Days::Cron(cron) => cron.words(&self.times.to_string()),
            Days::Quarterly(picks) => format!(
                "{} of each quarter, {}",
                days::join(picks.iter().map(days::Pick::words)),
                self.times
            ),
            _ => self.to_string(),
        }
    }

    /// Whether it comes round daily, weekly, or less often.
    pub fn pace(&self) -> Pace {
        const WEEK_DAYS: i64 = 7;
        let is_weekly = matches!(self.days, Days::Weekly(_));
        match self.shortest_days() {
            _ if self.is_every_workday() => Pace::Daily,
            Some(days) if is_weekly || days <= WEEK_DAYS => Pace::Weekly,
            _ => Pace::Rarer,
        }
    }

    /// Whether it comes round on every day from Monday to Friday, or more often.
    fn is_every_workday(&self) -> bool {
        match &self.days {
            Days::Daily | Days::EveryHours(_) | Days::Weekdays => true,
            Days::EveryNth { days, .. } => *days == 1,
            Days::Weekly(weekdays) => weekdays.contain_all(Weekdays::MONDAY_TO_FRIDAY),
            Days::Monthly(_) | Days::Quarterly(_) | Days::Cron(_) => {
                let workdays = |day: &Date| days::is_monday_to_friday(*day);
                self.nominal_days().filter(workdays).count() == NOMINAL_WORKDAYS
            }
        }
    }

    /// The shortest nominal gap between two slots: by the calendar of an ordinary and a leap
    /// year, without closed days or clock changes.
    fn shortest_gap(&self) -> SignedDuration {
        const DAY_SECONDS: i64 = 86_400;
        let second = |time: &Time| i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60;
        let (first, last) = (second(&self.times.first()), second(&self.times.last()));
        let within = self
            .times
            .0
            .windows(2)
            .map(|pair| second(&pair[1]) - second(&pair[0]))
            .min();
        let across = self
            .shortest_days()
            .map(|days| days * DAY_SECONDS + first - last);
        let gaps = within.into_iter().chain(across);
        SignedDuration::from_secs(gaps.min().unwrap_or(365 * DAY_SECONDS))
    }

    /// The fewest days between two days of this schedule; none for a day that comes round
    /// less than twice in the two years looked at.
    fn shortest_days(&self) -> Option<i64> {
        match self.days {
            Days::Daily | Days::EveryHours(_) | Days::Weekdays => return Some(1),
            Days::EveryNth { days, .. } => return Some(i64::from(days)),
            Days::Weekly(_) | Days::Monthly(_) | Days::Quarterly(_) | Days::Cron(_) => {}
        }
        let days: Vec<Date> = self.nominal_days().collect();
        let gaps = days
            .windows(2)
            .map(|pair| days::days_between(pair[0], pair[1]));
        gaps.min()
    }

    /// Its days in two years, the second a leap year: what "nominal" is measured on.
    fn nominal_days(&self) -> impl Iterator<Item = Date> {
        let (closed, last) = (Closed::new(), jiff::civil::date(2028, 12, 31));
        let mut from = Some(jiff::civil::date(2027, 1, 1));
        std::iter::from_fn(move || {
            let day = self.days.next(from?, last, &closed)?;
            from = day.tomorrow().ok();
            Some(day)
        })
    }
}

/// How often a schedule comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// On every day from Monday to Friday, or more often.
    Daily,
    /// On some days of each week.
    Weekly,
    /// Less often.
    Rarer,
}

/// The days from Monday to Friday of 2027 and 2028.
const NOMINAL_WORKDAYS: usize = 521;

/// How long after a slot it is still in time, unless the runbook says: a tenth of the
/// shortest nominal gap between slots, at least 30 minutes, at most a day.
pub fn default_grace(schedule: &Schedule) -> SignedDuration {
    let tenth = schedule.shortest_gap() / 10;
    tenth.clamp(
        SignedDuration::from_mins(30),
        SignedDuration::from_hours(24),
    )
}

/// What becomes of a slot that nobody filled, unless the runbook says.
///
/// What comes round on every day from Monday to Friday (or more often) is skipped: tomorrow's
/// check replaces today's. Everything rarer is carried, because nothing replaces it soon.
pub fn default_if_missed(schedule: &Schedule) -> IfMissed {
    match schedule.is_every_workday() {
        true => IfMissed::Skip,
        false => IfMissed::Carry,
    }
}

impl FromStr for Schedule {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Schedule, Fault> {
        Schedule::parse(text)
    }
}

impl TryFrom<String> for Schedule {
    type Error = Fault;

    fn try_from(text: String) -> Result<Schedule, Fault> {
        Schedule::parse(&text)
    }
}

impl From<Schedule> for String {
    fn from(schedule: Schedule) -> String {
        schedule.to_string()
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = &self.times;
        match &self.days {
            Days::Daily => write!(out, "daily {times}"),
            Days::Weekdays => write!(out, "weekdays {times}"),
            Days::Weekly(weekdays) => write!(out, "weekly {weekdays} {times}"),
            Days::Monthly(picks) => write!(out, "monthly {} {times}", days::join(picks)),
            Days::Quarterly(picks) => write!(out, "quarterly {} {times}", days::join(picks)),
            Days::EveryHours(hours) => {
                let from = hour_and_minute(times.first());
                write!(out, "every {hours} {} from {from}", plural(*hours, "hour"))
            }
            Days::EveryNth { days, from } => {
                write!(
                    out,
                    "every {days} {} {times} from {from}",
                    plural(*days, "day")
                )
            }
            Days::Cron(cron) => write!(out, "cron {cron}"),
        }
    }
}

fn plural(count: impl Into<u32>, word: &str) -> String {
    if count.into() == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

fn hour_and_minute(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

impl Times {
    /// The given times in order; none when there are none or one stands twice.
    fn new(mut times: Vec<Time>) -> Option<Times> {
        times.sort();
        let once = times.windows(2).all(|pair| pair[0] != pair[1]);
        (once && !times.is_empty()).then_some(Times(times))
    }

    fn first(&self) -> Time {
        self.0.first().copied().unwrap_or_default()
    }

    fn last(&self) -> Time {
        self.0.last().copied().unwrap_or_default()
    }

    fn as_slice(&self) -> &[Time] {
        &self.0
    }
}

impl fmt::Display for Times {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&days::join(
            self.0.iter().map(|time| hour_and_minute(*time)),
        ))
    }
}
