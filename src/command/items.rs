//! What a step's answer gives to the later steps that are done for each of its lines.
//!
//! Nothing is shortened: output that was cut, a line that may not be used, one that stands
//! there twice, or too many of them give no items at all, and the line is named.

use crate::runbook::{MOST_ITEMS, Procedure, Step, Values, Yields, count};
use std::collections::BTreeMap;
use std::fmt;

/// All items of one answer: an entry holds 64 KiB in all.
const MOST_ITEM_BYTES: usize = 32 * 1024;

/// Why lines are no items. Lines come from commands: whoever shows one goes
/// through `text::shown`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemFault {
    /// Something of the output was left out.
    Cut,
    /// There are more than a step can be done for.
    TooMany {
        /// How many.
        lines: usize,
    },
    /// All of them take more room than an entry has.
    TooLong {
        /// How much they take.
        bytes: usize,
    },
    /// A line is not what a later step takes.
    BadLine {
        /// Which, from 1.
        number: usize,
        /// What it says.
        line: String,
        /// The later step, by its number.
        step: usize,
    },
    /// A line says the same as an earlier one: an item is known by its text.
    Repeated {
        /// Which, from 1.
        number: usize,
        /// What it says.
        line: String,
        /// The earlier one.
        first: usize,
    },
}

impl fmt::Display for ItemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str(
                "its output was too much to be kept whole, so its lines cannot be counted on",
            ),
            Self::TooMany { lines } => write!(
                f,
                "it gives {lines} lines, and a step can be done for {MOST_ITEMS} at most"
            ),
            Self::TooLong { bytes } => write!(
                f,
                "its lines take {bytes} bytes, and {MOST_ITEM_BYTES} at most can be kept"
            ),
            Self::BadLine { number, line, step } => write!(
                f,
                "line {number}, “{line}”, cannot be an item of step {step}: it does not match what that step takes"
            ),
            Self::Repeated {
                number,
                line,
                first,
            } => write!(
                f,
                "line {number}, “{line}”, stands in line {first} already: each item has to be there once"
            ),
        }
    }
}

/// Whether later steps are done for each line of what a step gives. A secret is never told.
pub(super) fn gives_lines(procedure: &Procedure, step: &Step) -> bool {
    let is_secret = matches!(&step.yields, Yields::Ask(ask) if ask.secret);
    !is_secret && procedure.fed_by_lines(&step.id).next().is_some()
}

/// The items that a text gives, one a line. Blank ends of lines and empty lines are none.
pub(super) fn of_text(
    procedure: &Procedure,
    step: &Step,
    values: &Values,
    text: &str,
) -> Result<Vec<String>, ItemFault> {
    let lines = (1..)
        .zip(text.lines())
        .map(|(at, line)| (at, line.trim_end()));
    let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
    if lines.len() > MOST_ITEMS {
        return Err(ItemFault::TooMany { lines: lines.len() });
    }
    let bytes = lines.iter().map(|(_, line)| line.len()).sum();
    if bytes > MOST_ITEM_BYTES {
        return Err(ItemFault::TooLong { bytes });
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in &lines {
        let mut later = procedure.fed_by_lines(&step.id);
        if let Some((step, _)) = later.find(|(_, later)| !later.each.lets(line, values)) {
            return Err(ItemFault::BadLine {
                number: *number,
                line: (*line).to_owned(),
                step,
            });
        }
        if let Some(first) = seen.insert(line, *number) {
            return Err(ItemFault::Repeated {
                number: *number,
                line: (*line).to_owned(),
                first,
            });
        }
    }
    Ok(lines.into_iter().map(|(_, line)| line.to_owned()).collect())
}

/// Whether a reading says how often a later step is done, and cannot.
pub(super) fn is_no_count(procedure: &Procedure, step: &Step, reading: &str) -> bool {
    procedure.counted_by(&step.id).is_some() && count(reading).is_none()
}
