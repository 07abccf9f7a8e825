//! What makes one doubt what a run says of itself: too fast, too equal, too far.
//!
//! What stays true: an honest round has none of it, and a test holds that to a corpus of honest
//! and of made-up rounds. What a command read, a command has read each time, and says nothing.
//! What it does not do: it forbids nothing.

use super::fold::State;
use super::pace::PaceDoubt;
use super::run::Run;
use super::series_id::SeriesId;
use super::summary::Reading;
use crate::event::RunId;
use crate::limits::parse_number;
use crate::runbook::{StepRef, Style};
use std::fmt;

/// As many earlier readings a new one is held against.
const COMPARED: usize = 30;
/// A reading that is so many times the greatest of them is asked about.
const FAR: f64 = 100.0;
/// One is held to be too small only against so many.
const FEWEST_BEFORE_SMALL: usize = 5;
/// A value of two digits says nothing until it was read so often.
const TWO_DIGITS: usize = 10;
/// One of three or more says something earlier.
const THREE_DIGITS: usize = 6;

/// Something that makes one doubt a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// What its times say.
    Pace(PaceDoubt),
    /// A value that is hard to believe.
    Value {
        /// At which box.
        step_ref: StepRef,
        /// What the step is called.
        title: String,
        /// Why.
        why: Implausible,
    },
}

/// Why a value is hard to believe.
#[derive(Clone, Debug, PartialEq)]
pub enum Implausible {
    /// It has not moved.
    NeverMoves {
        /// The value.
        value: String,
        /// How often it was read in a row, this time included.
        times: usize,
    },
    /// It lies far from those before.
    Far(Far),
}

/// A reading that lies far from those before.
#[derive(Clone, Debug, PartialEq)]
pub struct Far {
    /// What was read.
    pub value: String,
    /// What was read the last time.
    pub last: String,
    /// How many times that it is; below 1, what part of it.
    pub times: f64,
}

impl fmt::Display for Far {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = &self.last;
        match self.times {
            times if times >= 1.0 => write!(f, "{times:.0} times the last reading, {last}"),
            times => write!(f, "1/{:.0} of the last reading, {last}", 1.0 / times),
        }
    }
}

/// Why a value is hard to believe after those before, oldest first; none where it is not.
pub fn implausible(before: &[&str], value: &str) -> Option<Implausible> {
    match far(before, value) {
        Some(far) => Some(Implausible::Far(far)),
        None => too_equal(before, value).map(|times| Implausible::NeverMoves {
            value: value.to_owned(),
            times,
        }),
    }
}

fn far(before: &[&str], value: &str) -> Option<Far> {
    let size = |text: &str| parse_number(text).ok().map(f64::abs);
    let read = size(value)?;
    let last = *before.last()?;
    let known: Vec<f64> = before.iter().filter_map(|text| size(text)).collect();
    let greatest = known.iter().copied().fold(0.0, f64::max);
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let too_great = greatest > 0.0 && read >= FAR * greatest;
    let is_small = read > 0.0 && read * FAR <= least;
    let too_small = is_small && known.len() >= FEWEST_BEFORE_SMALL;
    let of = size(last)?;
    ((too_great || too_small) && of > 0.0).then(|| Far {
        value: value.to_owned(),
        last: last.to_owned(),
        times: read / of,
    })
}

/// How often a value was read in a row, where that is too often to be believed. Few digits
/// often stay as they are: a count of none, two of two, a hundred percent.
fn too_equal(before: &[&str], value: &str) -> Option<usize> {
    let read = parse_number(value).ok()?;
    let least = match significant_digits(value) {
        0 | 1 => return None,
        2 => TWO_DIGITS,
        _ => THREE_DIGITS,
    };
    let newest = before.iter().rev();
    let same = newest.take_while(|text| parse_number(text) == Ok(read));
    let times = 1 + same.count();
    (times >= least).then_some(times)
}

/// Digits of a number as it was typed, without zeros before and behind them.
fn significant_digits(text: &str) -> usize {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}

impl State {
    /// Whether a reading is a hundred times what was read there before, or a hundredth of it.
    pub fn far_from_last(
        &self,
        line: &SeriesId,
        step_ref: &StepRef,
        but: RunId,
        value: &str,
    ) -> Option<Far> {
        let before = self.trend(line, step_ref, Some(but), COMPARED);
        far(&values(&before), value)
    }

    /// What makes one doubt a run in this style, as it stands; a rehearsal is only played.
    pub fn doubts(&self, run: &Run, style: Style) -> Vec<Doubt> {
        let mut doubts = run.doubts_of_pace(style);
        let Some(line) = run.line().filter(|_| !run.is_rehearsal()) else {
            return doubts;
        };
        for reading in run.readings_by_hand() {
            let before = self.trend(&line, &reading.step_ref, Some(run.id), COMPARED);
            if let Some(why) = implausible(&values(&before), &reading.value) {
                let said = run.outcome(&reading.step_ref);
                doubts.push(Doubt::Value {
                    title: said.map_or_else(String::new, |said| said.what.title.clone()),
                    step_ref: reading.step_ref,
                    why,
                });
            }
        }
        doubts
    }
}

impl Run {
    /// What its pace makes one doubt, in this style; a rehearsal is only played.
    pub fn doubts_of_pace(&self, style: Style) -> Vec<Doubt> {
        if self.is_rehearsal() {
            return Vec::new();
        }
        let doubts = self.pace().doubts(style).into_iter();
        doubts.map(Doubt::Pace).collect()
    }

    /// The readings that stand and that no command took.
    pub fn readings_by_hand(&self) -> impl Iterator<Item = Reading> {
        self.readings().filter(|reading| {
            let step_state = self.boxes.get(&reading.step_ref);
            step_state.is_none_or(|it| it.command_ends.is_empty())
        })
    }
}

fn values(readings: &[Reading]) -> Vec<&str> {
    readings.iter().map(|reading| &*reading.value).collect()
}
