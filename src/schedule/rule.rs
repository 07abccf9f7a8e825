//! A checked schedule: days and times, how often they come round, and its canonical text.
//!
//! It is read from text elsewhere, and becomes instants elsewhere.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::days::{Closed, Days, Pick, days_between, is_monday_to_friday};
use super::times::{Times, hour_and_minute};
use super::weekdays::{Weekdays, join};

/// A checked schedule: on which days, and at which times of those days.
///
/// Made from text only, so there is none that cannot be written. Shown and stored as its
/// canonical text: lower-case words, times as `09:00` in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Schedule {
    pub(super) days: Days,
    pub(super) times: Times,
}

impl Schedule {
    /// The schedule in words for people. Mostly its text, which was chosen to be read;
    /// simple cron expressions and the days of a quarter are spelled out.
    pub fn words(&self) -> String {
        match &self.days {
            Days::Cron(cron) => cron.words(&self.times.to_string()),
            Days::Quarterly(picks) => format!(
                "{} of each quarter, {}",
                join(picks.iter().map(Pick::words)),
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
    pub(super) fn is_every_workday(&self) -> bool {
        match &self.days {
            Days::Daily | Days::EveryHours(_) | Days::Weekdays => true,
            Days::EveryNth { days, .. } => *days == 1,
            Days::Weekly(weekdays) => weekdays.contain_all(Weekdays::MONDAY_TO_FRIDAY),
            Days::Monthly(_) | Days::Quarterly(_) | Days::Cron(_) => {
                let workdays = |day: &Date| is_monday_to_friday(*day);
                self.nominal_days().filter(workdays).count() == NOMINAL_WORKDAYS
            }
        }
    }

    /// The shortest nominal gap between two slots: by the calendar of an ordinary and a leap
    /// year, without closed days or clock changes.
    pub(super) fn shortest_gap(&self) -> SignedDuration {
        const DAY_SECONDS: i64 = 86_400;
        let second = |time: &Time| i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60;
        let (first, last) = (second(&self.times.first()), second(&self.times.last()));
        let within = self
            .times
            .as_slice()
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
        let gaps = days.windows(2).map(|pair| days_between(pair[0], pair[1]));
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
            Days::Monthly(picks) => write!(out, "monthly {} {times}", join(picks)),
            Days::Quarterly(picks) => write!(out, "quarterly {} {times}", join(picks)),
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
