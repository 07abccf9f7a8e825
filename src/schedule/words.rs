//! A schedule's text cut into words, and what a single word can be: a time, a weekday, an
//! ordinal, a number. It knows no forms; faults about one word say what it probably meant.

use std::ops::Range;

use jiff::civil::{Time, Weekday};

use super::days::{Nth, ordinal_ending};
use super::fault::{Fault, quoted};
use super::times::{Times, hour_and_minute};

/// The names of weekdays, short and long.
pub(super) const WEEKDAYS: [(&str, Weekday); 14] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A word or a comma of the text.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) lower: String,
    pub(super) span: Range<usize>,
}

impl Word<'_> {
    pub(super) fn fault(&self, message: &str) -> Fault {
        Fault::new(
            self.span.clone(),
            format!("{} {message}", quoted(self.text)),
        )
    }

    pub(super) fn weekday(&self) -> Option<Weekday> {
        WEEKDAYS
            .iter()
            .find(|(name, _)| *name == self.lower)
            .map(|(_, weekday)| *weekday)
    }

    pub(super) fn time(&self) -> Option<Time> {
        let (hour, minute) = self.text.split_once(':')?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let shaped = matches!(hour.len(), 1 | 2) && minute.len() == 2;
        if !(shaped && digits(hour) && digits(minute)) {
            return None;
        }
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    }

    /// `first` or `1st` up to `31st`, or `last`.
    pub(super) fn ordinal(&self) -> Option<Nth> {
        const NAMES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
        if self.lower == "last" {
            return Some(Nth::Last);
        }
        (1..=31)
            .map(|n| (n, format!("{n}{}", ordinal_ending(n))))
            .find_map(|(n, written)| {
                let name = NAMES.get(usize::from(n) - 1);
                (written == self.lower || name.is_some_and(|name| *name == self.lower))
                    .then_some(Nth::Nth(n))
            })
    }

    /// A whole number without sign.
    pub(super) fn number(&self) -> Option<u16> {
        let digits = self.text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| self.text.parse().unwrap_or(u16::MAX))
    }
}

/// What is left of the text, with its last word for faults about what is missing.
pub(super) struct Words<'t> {
    rest: std::vec::IntoIter<Word<'t>>,
    /// Where the word taken last stands.
    pub(super) taken: Range<usize>,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Words<'t> {
        let words: Vec<Word<'t>> = split(text, |c| c == ',')
            .into_iter()
            .map(|(text, span)| Word {
                text,
                lower: text.to_lowercase(),
                span,
            })
            .collect();
        Words {
            rest: words.into_iter(),
            taken: 0..0,
        }
    }

    pub(super) fn peek(&self) -> Option<&Word<'t>> {
        self.rest.as_slice().first()
    }

    pub(super) fn take(&mut self) -> Option<Word<'t>> {
        let word = self.rest.next()?;
        self.taken = word.span.clone();
        Some(word)
    }

    pub(super) fn take_if(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|word| word.lower == text);
        if found {
            self.take();
        }
        found
    }

    pub(super) fn missing(&self, what: &str, example: &str) -> Fault {
        Fault::new(self.taken.clone(), format!("{what} is missing here"))
            .hint(format!("write `{example}`"))
    }

    pub(super) fn end(&mut self) -> Result<(), Fault> {
        let Some(word) = self.take() else {
            return Ok(());
        };
        let fault = word.fault("is one word too many");
        Err(match word.time() {
            Some(_) => fault.hint("put a comma between times: `09:00, 14:00`"),
            None => fault.hint("the schedule ends before it"),
        })
    }

    /// One or more times with commas between.
    pub(super) fn times(&mut self, example: &str) -> Result<Times, Fault> {
        let mut times = Vec::new();
        loop {
            let Some(word) = self.take() else {
                return Err(self.missing("a time of day", example));
            };
            let time = word.time().ok_or_else(|| not_a_time(&word))?;
            if times.contains(&time) {
                return Err(word.fault("stands here twice").hint("write each time once"));
            }
            times.push(time);
            if !self.take_if(",") {
                let taken = self.taken.clone();
                return Times::new(times).ok_or_else(|| Fault::new(taken, "these are not times"));
            }
        }
    }
}

/// Words between white space; characters that `alone` names are words by themselves.
pub(super) fn split(text: &str, alone: impl Fn(char) -> bool) -> Vec<(&str, Range<usize>)> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if !c.is_whitespace() && !alone(c) {
            continue;
        }
        if start < at {
            words.push((&text[start..at], start..at));
        }
        start = (at + c.len_utf8()).min(text.len());
        if alone(c) {
            words.push((&text[at..start], at..start));
        }
    }
    words
}

pub(super) fn fields_after(text: &str, from: usize) -> Vec<(&str, Range<usize>)> {
    let fields = split(text, |_| false);
    fields
        .into_iter()
        .filter(|(_, span)| span.start >= from)
        .collect()
}

pub(super) fn not_a_time(word: &Word<'_>) -> Fault {
    let fault = word.fault("is not a time of day");
    if word.lower == "24:00" {
        return fault.hint("write `00:00`, which begins the next day");
    }
    match meant_time(&word.lower) {
        Some(time) => fault.hint(format!("write `{}`", hour_and_minute(time))),
        None => fault.hint("write hours and minutes: `09:00`"),
    }
}

/// What `9am`, `9`, `0900`, `9.30`, `9h30` and `09:00:00` probably mean.
fn meant_time(word: &str) -> Option<Time> {
    let (clock, noon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (word, None),
    };
    let parts: Vec<&str> = clock.split(['.', 'h', ':']).collect();
    let (hour, minute) = match parts[..] {
        [digits] if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        [hour] => (hour, "0"),
        [hour, ""] => (hour, "0"),
        [hour, minute, ..] => (hour, minute),
        [] => return None,
    };
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}
