//! From the text of a schedule to a checked one, or to a fault that says what to write.
//!
//! The first word chooses the form, each form takes its days and its times, and nothing may
//! be left over. Case and extra spaces do not matter.
//! Only one fault is given: a schedule is short, and the first is the one to mend.

use jiff::civil::{Date, Time};

use super::days::{Days, Nth, Pick, ordinal_ending};
use super::fault::{Fault, nearest, quoted};
use super::words::{WEEKDAYS, Word, Words, fields_after, not_a_time};
use std::str::FromStr;

use super::cron;
use super::rule::Schedule;
use super::times::Times;
use super::weekdays::Weekdays;

/// Longer texts are refused unread. The longest useful ones, lists of times, are far shorter.
const LONGEST_BYTES: usize = 400;
const FORMS: [&str; 7] = [
    "daily",
    "weekdays",
    "weekly",
    "monthly",
    "quarterly",
    "every",
    "cron",
];
/// The most days or hours between two slots of `every`.
const MOST_HOURS: u16 = 24;
const MOST_DAYS: u16 = 3_650;
/// No month has more workdays.
const MOST_WORKDAYS: u8 = 23;

impl Schedule {
    /// Reads a schedule as a person writes it.
    ///
    /// # Errors
    /// A [`Fault`] that names the place in `text` and what to write instead.
    pub fn parse(text: &str) -> Result<Schedule, Fault> {
        schedule(text)
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

fn schedule(text: &str) -> Result<Schedule, Fault> {
    let too_long = || {
        Fault::new(0..text.len(), "this is too long for a schedule")
            .hint("for many times, write `every 2 hours from 00:00` or a cron expression")
    };
    if text.len() > LONGEST_BYTES {
        return Err(too_long());
    }
    let schedule = read(text)?;
    // The canonical text has spaces that may not have been typed, and must be readable too.
    if schedule.to_string().len() > LONGEST_BYTES {
        return Err(too_long());
    }
    Ok(schedule)
}

fn read(text: &str) -> Result<Schedule, Fault> {
    let mut words = Words::new(text);
    let Some(form) = words.take() else {
        return Err(Fault::new(0..text.len(), "the schedule is empty")
            .hint("write one like `weekdays 09:00`"));
    };
    let (days, times) = match form.lower.as_str() {
        "daily" => (Days::Daily, words.times("daily 09:00")?),
        "weekdays" => (Days::Weekdays, words.times("weekdays 09:00")?),
        "weekly" => (
            Days::Weekly(words.weekdays()?),
            words.times("weekly mon 10:00")?,
        ),
        "monthly" => (
            Days::Monthly(words.picks("monthly")?),
            words.times("monthly 1 09:00")?,
        ),
        "quarterly" => (
            Days::Quarterly(words.picks("quarterly")?),
            words.times("quarterly 1 09:00")?,
        ),
        "every" => words.every()?,
        "cron" => {
            let (cron, times) = cron::parse(&fields_after(text, form.span.end), form.span.clone())?;
            return Ok(Schedule {
                days: Days::Cron(cron),
                times,
            });
        }
        _ => return Err(unknown_form(text, &form)),
    };
    words.end()?;
    Ok(Schedule { days, times })
}

impl Words<'_> {
    fn weekdays(&mut self) -> Result<Weekdays, Fault> {
        const EXAMPLE: &str = "weekly mon, thu 10:00";
        let mut weekdays = Weekdays::default();
        loop {
            let Some(word) = self.take() else {
                return Err(self.missing("a day of the week", EXAMPLE));
            };
            let weekday = word.weekday().ok_or_else(|| not_a_weekday(&word))?;
            if !weekdays.insert(weekday) {
                return Err(word.fault("stands here twice").hint("write each day once"));
            }
            if !self.take_if(",") {
                break;
            }
        }
        match self.peek() {
            Some(next) if next.weekday().is_some() => Err(next
                .fault("follows a day without a comma")
                .hint(format!("put commas between days: `{EXAMPLE}`"))),
            _ => Ok(weekdays),
        }
    }

    fn picks(&mut self, form: &str) -> Result<Vec<Pick>, Fault> {
        let mut picks = Vec::new();
        loop {
            let start = self.peek().map_or(self.taken.start, |word| word.span.start);
            let pick = self.pick(form)?;
            if picks.contains(&pick) {
                let span = start..self.taken.end;
                return Err(
                    Fault::new(span, "this day stands here twice").hint("write each day once")
                );
            }
            picks.push(pick);
            if !self.take_if(",") {
                picks.sort_by_key(Pick::order);
                return Ok(picks);
            }
        }
    }

    fn pick(&mut self, form: &str) -> Result<Pick, Fault> {
        let examples = format!(
            "`{form} 1 09:00`, `{form} last 09:00`, `{form} 2nd tue 09:00` or `{form} first workday 09:00`"
        );
        let Some(word) = self.take() else {
            return Err(self.missing("a day", &format!("{form} 1 09:00")));
        };
        if let Some(nth) = word.ordinal() {
            return self.ordinal_pick(&word, nth, form);
        }
        match word.number() {
            Some(number @ 1..=31) => match self.peek() {
                Some(next) if next.weekday().is_some() || next.lower == "workday" => {
                    let ending = ordinal_ending(number as u8);
                    let meant = format!("write `{number}{ending} {}`", next.lower);
                    Err(word.fault("is a day of the month").hint(meant))
                }
                _ => Ok(Pick::Day(number as u8)),
            },
            Some(_) => Err(word
                .fault("is not a day of a month")
                .hint("write 1 to 31, or `last`")),
            None if word.time().is_some() => Err(word
                .fault("is a time, where a day is wanted")
                .hint(format!("write {examples}"))),
            None if word.weekday().is_some() => {
                Err(word.fault("comes round more than once here").hint(format!(
                    "write which one: `{form} 1st {}` or `last`",
                    word.lower
                )))
            }
            None => Err(word
                .fault("is not a day of a month")
                .hint(format!("write {examples}"))),
        }
    }

    /// What an ordinal counts: weekdays, workdays, or (by itself) days.
    fn ordinal_pick(&mut self, word: &Word<'_>, nth: Nth, form: &str) -> Result<Pick, Fault> {
        let counted = self.peek().map(|next| (next.weekday(), next.lower.clone()));
        match (counted, nth) {
            (Some((Some(_), _)), Nth::Nth(5..)) => Err(word
                .fault("does not exist in every month")
                .hint("write `1st` to `4th`, or `last`")),
            (Some((Some(weekday), _)), _) => {
                self.take();
                Ok(Pick::Weekday(nth, weekday))
            }
            (Some((None, next)), _) if next == "workday" => {
                self.take();
                if matches!(nth, Nth::Nth(n) if n > MOST_WORKDAYS) {
                    return Err(word
                        .fault("is more workdays than a month has")
                        .hint("write `last workday`"));
                }
                Ok(Pick::Workday(nth))
            }
            (Some((None, next)), nth) => {
                if next == "day" {
                    self.take();
                }
                Ok(match nth {
                    Nth::Nth(day) => Pick::Day(day),
                    Nth::Last => Pick::LastDay,
                })
            }
            (None, _) => {
                Err(self.missing("a time of day", &format!("{form} {} 09:00", word.lower)))
            }
        }
    }

    fn every(&mut self) -> Result<(Days, Times), Fault> {
        const EXAMPLES: &str =
            "write `every 4 hours from 02:00` or `every 3 days 09:00 from 2026-01-05`";
        let Some(word) = self.take() else {
            return Err(Fault::new(self.taken.clone(), "a number is missing here").hint(EXAMPLES));
        };
        let (count, unit) = match word.number() {
            Some(count) => {
                let unit = self.take();
                (
                    count,
                    unit.ok_or_else(|| {
                        self.missing("`hours` or `days`", "every 4 hours from 02:00")
                    })?,
                )
            }
            None => (1, word.clone()),
        };
        match unit.lower.as_str() {
            "hour" | "hours" => self.every_hours(count, &word),
            "day" | "days" => self.every_days(count, &word),
            "minute" | "minutes" => Err(unit
                .fault("is not offered here")
                .hint(format!("write `cron */{} * * * *`", count.clamp(1, 59)))),
            "week" | "weeks" => Err(unit.fault("is not offered here").hint(format!(
                "write `every {} days 09:00 from 2026-01-05`, or `weekly mon 09:00`",
                u32::from(count.max(1)) * 7
            ))),
            "month" | "months" => Err(unit
                .fault("is not offered here")
                .hint("write `monthly 1 09:00`")),
            _ if unit.weekday().is_some() => Err(unit
                .fault("is not a number")
                .hint(format!("write `weekly {} 10:00`", unit.lower))),
            _ => Err(unit.fault("is neither `hours` nor `days`").hint(EXAMPLES)),
        }
    }

    fn every_hours(&mut self, count: u16, number: &Word<'_>) -> Result<(Days, Times), Fault> {
        if !(1..=MOST_HOURS).contains(&count) {
            return Err(number
                .fault("is not a number of hours within a day")
                .hint("write 1 to 24; for more, `every 2 days 09:00 from 2026-01-05`"));
        }
        let from = if self.take_if("from") {
            let example = format!("every {count} hours from 02:00");
            let word = self
                .take()
                .ok_or_else(|| self.missing("a time of day", &example))?;
            word.time().ok_or_else(|| not_a_time(&word))?
        } else if let Some(time) = self.peek().filter(|word| word.time().is_some()) {
            return Err(time
                .fault("needs the word `from` before it")
                .hint(format!("write `every {count} hours from {}`", time.text)));
        } else {
            Time::midnight()
        };
        let hours = (from.hour()..24).step_by(usize::from(count));
        let times = hours
            .filter_map(|hour| Time::new(hour, from.minute(), 0, 0).ok())
            .collect();
        let times = Times::new(times).ok_or_else(|| number.fault("gives no times"))?;
        Ok((Days::EveryHours(count as u8), times))
    }

    fn every_days(&mut self, count: u16, number: &Word<'_>) -> Result<(Days, Times), Fault> {
        let example = format!("every {count} days 09:00 from 2026-01-05");
        if !(1..=MOST_DAYS).contains(&count) {
            return Err(number
                .fault("is not a number of days")
                .hint("write 1 to 3650"));
        }
        let times = self.times(&example)?;
        if !self.take_if("from") {
            return Err(self.missing("the day to count from", &example));
        }
        let word = self
            .take()
            .ok_or_else(|| self.missing("the day to count from", &example))?;
        let date = word
            .text
            .parse::<Date>()
            .ok()
            .filter(|date| date.to_string() == word.text);
        let from = date.ok_or_else(|| {
            word.fault("is not a date")
                .hint("write year, month and day: `2026-01-05`")
        })?;
        Ok((Days::EveryNth { days: count, from }, times))
    }
}

fn not_a_weekday(word: &Word<'_>) -> Fault {
    let fault = word.fault("is not a day of the week");
    if word.time().is_some() {
        return fault.hint("write the day before the time: `weekly mon 10:00`");
    }
    if word.lower.contains('-') {
        return fault.hint("write `weekdays 09:00` for Monday to Friday, or a list: `mon, tue`");
    }
    match nearest(&word.lower, WEEKDAYS.iter().map(|(name, _)| *name)) {
        Some(weekday) => fault.hint(format!("write `{weekday}`")),
        None => fault.hint("write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`"),
    }
}

fn unknown_form(text: &str, form: &Word<'_>) -> Fault {
    let fault = form.fault("is not a kind of schedule");
    let fields = fields_after(text, 0);
    if fields.len() == 5
        && form
            .text
            .starts_with(|c: char| c == '*' || c.is_ascii_digit())
    {
        let text = quoted(&format!("cron {}", text.trim()));
        return fault.hint(format!(
            "a cron expression needs the word before it: {text}"
        ));
    }
    if form.time().is_some() {
        return fault.hint(format!("write on which days first: `daily {}`", form.text));
    }
    if form.weekday().is_some() {
        return fault.hint(format!("write `weekly {} 10:00`", form.lower));
    }
    let hint = match form.lower.trim_start_matches('@') {
        "hourly" => "write `every 1 hour from 00:00`",
        "yearly" | "annually" => "write `cron 0 9 1 1 *` for 1 January at nine",
        "fortnightly" | "biweekly" => "write `every 14 days 09:00 from 2026-01-05`",
        "workdays" | "workday" | "weekday" => "write `weekdays 09:00`",
        "weekend" | "weekends" => "write `weekly sat, sun 09:00`",
        other => match nearest(other, FORMS) {
            Some(known) => return fault.hint(format!("write `{known}`")),
            None => {
                "write `daily`, `weekdays`, `weekly`, `monthly`, `quarterly`, `every` or `cron`"
            }
        },
    };
    fault.hint(hint)
}
