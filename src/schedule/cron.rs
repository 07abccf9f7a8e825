//! Cron expressions of five fields, read by croner, as days and times of the day.
//!
//! Croner parses; which day is meant is decided here on sets of numbers, and instants are
//! made by the room's one rule, so that clock changes treat cron as every other form. Only
//! what all crons agree on is accepted: numbers, names, lists, ranges, steps. `L`, `W`, `#`
//! and `?` differ from cron to cron, and `monthly` says the same in words.
//!
//! An expression that never fires (30 February) is refused.

use std::fmt;
use std::ops::Range;

use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::{Date, Time};

use super::fault::{Fault, quoted};
use super::times::Times;
use super::weekdays::Weekdays;

/// The day fields of a cron expression, with its canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Cron {
    text: String,
    /// Bit N is month N.
    months: u16,
    /// Bit N is day N of the month.
    month_days: u32,
    week_days: Weekdays,
    /// `*` in the day-of-month field.
    any_month_day: bool,
    /// `*` in the day-of-week field.
    any_week_day: bool,
}

const FIELDS: [&str; 5] = [
    "a minute",
    "an hour",
    "a day of the month",
    "a month",
    "a day of the week",
];
const RANGES: [&str; 5] = [
    "0-59",
    "0-23",
    "1-31",
    "1-12 or JAN-DEC",
    "0-7 or SUN-SAT, 0 and 7 both Sunday",
];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEK: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Cron {
    /// Whether the expression falls on this day. As in every cron, a day of the month and a
    /// day of the week that are both restricted are joined by "or".
    pub(super) fn include(&self, day: Date) -> bool {
        let month = self.months >> day.month() & 1 == 1;
        let by_month_day = self.month_days >> day.day() & 1 == 1;
        let by_week_day = self.week_days.contain(day.weekday());
        month
            && match (self.any_month_day, self.any_week_day) {
                (true, true) => true,
                (true, false) => by_week_day,
                (false, true) => by_month_day,
                (false, false) => by_month_day || by_week_day,
            }
    }

    /// When it fires, for people: days in words where they are simple, else the expression.
    pub(super) fn words(&self, times: &str) -> String {
        const ALL_MONTHS: u16 = 0b1_1111_1111_1110;
        const SEVERAL: usize = 4;
        let simple =
            self.months == ALL_MONTHS && self.any_month_day && times.split(',').count() <= SEVERAL;
        if !simple {
            return format!("cron {}", self.text);
        }
        let days = match self.week_days {
            _ if self.any_week_day => "daily".to_owned(),
            Weekdays::MONDAY_TO_FRIDAY => "mon to fri".to_owned(),
            days => format!("weekly {days}"),
        };
        format!("{days} {times}")
    }

    /// Whether any of its days exists in some year.
    fn ever_fires(&self) -> bool {
        let longest = |month: u32| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        !self.any_week_day
            || (1..=12)
                .filter(|month| self.months >> month & 1 == 1)
                .any(|month| self.month_days.trailing_zeros() <= longest(month))
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// A word of the text and where it stands.
pub(super) type Word<'t> = (&'t str, Range<usize>);

/// Reads the five fields that follow the word `cron`, which stands at `keyword`.
pub(super) fn parse(fields: &[Word<'_>], keyword: Range<usize>) -> Result<(Cron, Times), Fault> {
    check_count(fields, &keyword)?;
    for (index, field) in fields.iter().enumerate() {
        check_field(index, field)?;
    }
    check_joined_days(fields)?;
    let whole = keyword.start..fields.last().map_or(keyword.end, |(_, span)| span.end);
    let upper: Vec<String> = fields
        .iter()
        .map(|(text, _)| text.to_ascii_uppercase())
        .collect();
    let text = upper.join(" ");
    // Croner rejects a field as a whole, without saying which; each is tried alone, so that
    // the fault can point at it.
    for (index, (field, span)) in fields.iter().enumerate() {
        let mut alone = ["*"; 5];
        alone[index] = &upper[index];
        if read(&alone.join(" ")).is_none() {
            return Err(wrong_field(index, field, span.clone()));
        }
    }
    let fault = || Fault::new(whole.clone(), "this is not a cron expression");
    let pattern = read(&text).ok_or_else(fault)?.pattern;
    let mut week_days = Weekdays::default();
    for number in pattern.days_of_week.values() {
        let sunday_first = i8::try_from(number).ok();
        let day = sunday_first.and_then(|n| jiff::civil::Weekday::from_sunday_zero_offset(n).ok());
        week_days.insert(day.ok_or_else(fault)?);
    }
    let cron = Cron {
        months: pattern
            .months
            .values()
            .iter()
            .fold(0, |bits, month| bits | 1 << month),
        month_days: pattern
            .days
            .values()
            .iter()
            .fold(0, |bits, day| bits | 1 << day),
        week_days,
        any_month_day: upper[2] == "*",
        any_week_day: upper[4] == "*",
        text,
    };
    if !cron.ever_fires() {
        let span = fields[2].1.start..fields[3].1.end;
        return Err(Fault::new(
            span,
            "this expression never fires: no such month has that day",
        )
        .hint("`monthly last 09:00` means the last day of each month"));
    }
    let times = times(&pattern.hours.values(), &pattern.minutes.values()).ok_or_else(fault)?;
    Ok((cron, times))
}

fn read(text: &str) -> Option<croner::Cron> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    parser.parse(text).ok()
}

fn times(hours: &[u16], minutes: &[u16]) -> Option<Times> {
    let mut times = Vec::with_capacity(hours.len() * minutes.len());
    for hour in hours {
        for minute in minutes {
            let (hour, minute) = (i8::try_from(*hour).ok()?, i8::try_from(*minute).ok()?);
            times.push(Time::new(hour, minute, 0, 0).ok()?);
        }
    }
    Times::new(times)
}

fn check_count(fields: &[Word<'_>], keyword: &Range<usize>) -> Result<(), Fault> {
    let hint =
        "write minute, hour, day of the month, month, day of the week: `cron 0 9 * * MON-FRI`";
    match fields {
        [] => Err(Fault::new(keyword.clone(), "the cron expression is missing").hint(hint)),
        [(nickname, span)] if nickname.starts_with('@') => Err(Fault::new(
            span.clone(),
            format!("{} is not understood here", quoted(nickname)),
        )
        .hint("write the five fields, or `daily 00:00`, `weekly mon 00:00`, `monthly 1 00:00`")),
        [_, _, _, _, _] => Ok(()),
        [(_, first), .., (_, last)] => {
            let found = fields.len();
            Err(Fault::new(
                first.start..last.end,
                format!("a cron expression has 5 fields, not {found}"),
            )
            .hint(if found > 5 {
                "seconds and years do not exist here; write `cron 0 9 * * MON-FRI`"
            } else {
                hint
            }))
        }
        [(_, span)] => {
            Err(Fault::new(span.clone(), "a cron expression has 5 fields, not 1").hint(hint))
        }
    }
}

/// What croner would let pass: empty list items, names in the wrong field, and the letters
/// and signs that crons disagree about.
fn check_field(index: usize, (field, span): &Word<'_>) -> Result<(), Fault> {
    let wrong = || wrong_field(index, field, span.clone());
    let upper = field.to_ascii_uppercase();
    let names: &[&str] = match index {
        3 => &MONTHS,
        4 => &WEEK,
        _ => &[],
    };
    for item in upper.split(',') {
        let words = item.split(['-', '/']);
        for word in words {
            let number =
                !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
            if number || word == "*" || names.contains(&word) {
                continue;
            }
            let differs = index == 2 || index == 4;
            return Err(if differs && word.contains(['L', 'W', '#', '?']) {
                wrong().hint("crons disagree about L, W, # and ?; write `monthly last fri 09:00`, `monthly 2nd tue 09:00` or `monthly last workday 09:00`")
            } else {
                wrong()
            });
        }
    }
    Ok(())
}

/// `*/2` beside a restricted other day field: Vixie's cron then wants both to match, others
/// either.
fn check_joined_days(fields: &[Word<'_>]) -> Result<(), Fault> {
    let ((month_day, start), (week_day, end)) = (&fields[2], &fields[4]);
    let both = *month_day != "*" && *week_day != "*";
    if both && (month_day.contains('*') || week_day.contains('*')) {
        return Err(Fault::new(
            start.start..end.end,
            "crons disagree on days of the month and of the week together with a `*`",
        )
        .hint("write the days as numbers, such as `1-31/2`"));
    }
    Ok(())
}

fn wrong_field(index: usize, field: &str, span: Range<usize>) -> Fault {
    let (name, range) = (FIELDS[index], RANGES[index]);
    let fault = Fault::new(span, format!("{} is not {name}", quoted(field)));
    if index == 4 && field.contains('-') {
        return fault.hint(format!(
            "write {range}; a range over the week's end is a list: `FRI,SAT,SUN,MON`"
        ));
    }
    fault.hint(format!(
        "write {range}, a list `1,2`, a range `1-5`, a step `*/2`, or `*`"
    ))
}
