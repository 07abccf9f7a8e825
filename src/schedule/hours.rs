//! When somebody can be reached: `24/7`, `mon-fri 08:00-18:00`, `daily 08:00-20:00`.
//!
//! Hours are wall-clock hours in a runbook's zone. What stays true: an hour that the clocks skip
//! is never met, one that they repeat is met twice, and a stretch that ends before it begins
//! goes on into the next day. Closed days close everything but what is there every day.

use super::Zone;
use super::days::Closed;
use super::fault::{Fault, quoted};
use super::weekdays::Weekdays;
use super::words::{Word, split};
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

/// When somebody can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hours {
    /// At any time.
    Always,
    /// In these stretches alone.
    Within(Vec<Stretch>),
}

/// Hours of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// None is every day, closed or not.
    days: Option<Weekdays>,
    from: Time,
    /// None is the end of the day.
    to: Option<Time>,
}

/// What a hint shows.
const EXAMPLE: &str = "write `24/7`, or hours like `mon-fri 08:00-18:00`";

impl Hours {
    /// Reads hours as people write them. Days may be joined by `-` or `to`, commas may stand
    /// anywhere, and several stretches follow each other. Behind a semicolon a remark may stand:
    /// `mon-fri 08:00-18:00; the pager at other times`.
    ///
    /// # Errors
    /// A [`Fault`] at the first word that is neither days nor hours.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let words: Vec<Word<'_>> = words(without_remark(text));
        if words.is_empty() {
            return Err(Fault::new(0..text.len(), "the hours are empty").hint(EXAMPLE));
        }
        if let [only] = &words[..]
            && only.lower == "24/7"
        {
            return Ok(Self::Always);
        }
        let mut reader = Reader::default();
        for (at, word) in words.iter().enumerate() {
            let joins = matches!(word.lower.as_str(), "to" | "-" | "–");
            match joins && at > 0 {
                true => reader.joins = true,
                false => reader.take(word)?,
            }
        }
        reader.end(text)
    }

    /// Whether somebody can be reached at an instant.
    pub fn include(&self, at: Timestamp, zone: &Zone, closed: &Closed) -> bool {
        let Self::Within(stretches) = self else {
            return true;
        };
        let wall = zone.wall_clock(at);
        let yesterday = wall.date().yesterday().ok();
        stretches.iter().any(|stretch| {
            let today = stretch.is_on(wall.date(), closed) && stretch.is_today_at(wall.time());
            let late = yesterday.is_some_and(|day| stretch.is_on(day, closed))
                && stretch.goes_on_until(wall.time());
            today || late
        })
    }
}

impl Stretch {
    fn is_on(&self, day: Date, closed: &Closed) -> bool {
        self.days
            .is_none_or(|days| days.contain(day.weekday()) && !closed.contains(&day))
    }

    fn is_today_at(&self, time: Time) -> bool {
        let is_before_end = self.to.is_none_or(|to| time < to || to <= self.from);
        self.from <= time && is_before_end
    }

    /// Whether one that began the day before goes on at this time.
    fn goes_on_until(&self, time: Time) -> bool {
        self.to.is_some_and(|to| to <= self.from && time < to)
    }
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    stretches: Vec<Stretch>,
    /// Days that wait for their hours; none once is every day.
    days: Option<Option<Weekdays>>,
    last_day: Option<Weekday>,
    from: Option<Time>,
    joins: bool,
    /// Whether hours have followed the days, so that a new day begins a new stretch.
    has_hours: bool,
}

impl Reader {
    fn take(&mut self, word: &Word<'_>) -> Result<(), Fault> {
        let joins = std::mem::take(&mut self.joins);
        match (
            word.lower.as_str(),
            word.weekday(),
            end_of_day(word),
            word.time(),
        ) {
            ("daily", ..) => self.begin(None),
            ("weekdays", ..) => self.begin(Some(Weekdays::MONDAY_TO_FRIDAY)),
            (_, Some(day), ..) => return self.day(day, joins, word),
            (_, None, true, _) if joins => self.hours(None),
            (_, None, false, Some(time)) if joins => self.hours(Some(time)),
            (_, None, _, Some(time)) if self.from.is_none() => self.from = Some(time),
            _ => {
                let message = "is neither a day nor a stretch of hours";
                return Err(word.fault(message).hint(EXAMPLE));
            }
        }
        Ok(())
    }

    fn begin(&mut self, days: Option<Weekdays>) {
        self.days = Some(days);
        (self.last_day, self.has_hours) = (None, false);
    }

    fn day(&mut self, day: Weekday, joins: bool, word: &Word<'_>) -> Result<(), Fault> {
        if std::mem::take(&mut self.has_hours) {
            self.days = None;
        }
        let mut days = self.days.flatten().unwrap_or_default();
        match (joins, self.last_day) {
            (true, Some(first)) => {
                let range = first.cycle_forward().skip(1).take(7);
                for next in range {
                    days.insert(next);
                    if next == day {
                        break;
                    }
                }
            }
            (true, None) => return Err(word.fault("ends days that nothing begins").hint(EXAMPLE)),
            (false, _) => {
                days.insert(day);
            }
        }
        (self.days, self.last_day) = (Some(Some(days)), Some(day));
        Ok(())
    }

    /// The end of a stretch; it is of the days that were named last, else of every day.
    fn hours(&mut self, to: Option<Time>) {
        if let Some(from) = self.from.take() {
            let days = self.days.flatten();
            self.stretches.push(Stretch { days, from, to });
            self.has_hours = true;
        }
    }

    fn end(mut self, text: &str) -> Result<Hours, Fault> {
        let fault = |message: &str| {
            let message = format!("{} {message}", quoted(text));
            Err(Fault::new(0..text.len(), message).hint(EXAMPLE))
        };
        if self.from.is_some() || self.joins {
            return fault("does not say when it ends");
        }
        if let (Some(days), false) = (self.days, self.has_hours) {
            // Days without hours are whole days.
            let (from, to) = (Time::midnight(), None);
            self.stretches.push(Stretch { days, from, to });
        }
        match self.stretches.is_empty() {
            true => fault("names no hours"),
            false => Ok(Hours::Within(self.stretches)),
        }
    }
}

/// The text up to a semicolon behind which no days stand.
fn without_remark(text: &str) -> &str {
    let names_days = |rest: &str| {
        let first = words(rest).into_iter().next();
        first.is_some_and(|word| {
            word.weekday().is_some() || matches!(word.lower.as_str(), "daily" | "weekdays")
        })
    };
    let mut ends = text.match_indices(';');
    let remark = ends.find(|(at, _)| !names_days(&text[at + 1..]));
    remark.map_or(text, |(at, _)| &text[..at])
}

fn end_of_day(word: &Word<'_>) -> bool {
    word.lower == "24:00"
}

/// The words of a text. Commas and semicolons part them and mean nothing; what is joined by a
/// dash is parted, so that the dash is a word of its own.
fn words(text: &str) -> Vec<Word<'_>> {
    let is_joint = |c: char| matches!(c, '-' | '–' | ',' | ';');
    let parts = split(text, is_joint).into_iter();
    parts
        .filter(|(text, _)| !matches!(*text, "," | ";"))
        .map(|(text, span)| Word {
            text,
            lower: text.to_lowercase(),
            span,
        })
        .collect()
}
