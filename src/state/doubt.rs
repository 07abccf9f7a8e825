//! What makes one doubt what a run says of itself: too fast, too equal, too far.
//!
//! What stays true: an honest round has none of it, and a test holds that to a corpus of honest
//! and of made-up rounds. What a command read, a command has read each time, and says nothing.
//! What it does not do: it forbids nothing.

use super::fold::State;
use super::pace::{Pace, PaceDoubt};
use super::remark::{Remark, RemarkKind};
use super::run::Run;
use super::series_id::SeriesId;
use super::summary::{Reading, Summary};
use crate::event::RunId;
use crate::limits::parse_number;
use crate::runbook::{Procedure, StepRef, Style};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

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
    /// Boxes were written up for times that cannot be true.
    Times {
        /// How many boxes.
        boxes: usize,
        /// For which.
        what: RemarkKind,
    },
    /// A value that is hard to believe.
    Value {
        /// At which box.
        step_ref: StepRef,
        /// When it was read.
        at: Timestamp,
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
fn implausible(before: &[&str], value: &str) -> Option<Implausible> {
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
        let before = self.trend_before(line, step_ref, but, COMPARED);
        let before: Vec<&str> = before.iter().map(|reading| &*reading.value).collect();
        far(&before, value)
    }

    /// What makes one doubt a run, as it stands; a rehearsal is only played. `walked` is the
    /// procedure by which it is walked, where that is at hand.
    pub fn doubts(&self, run: &Run, walked: Option<&Procedure>) -> Vec<Doubt> {
        let said = Said::of_run(run);
        said.map_or_else(Vec::new, |said| Doubting::new(self).of(&said, walked))
    }

    /// The same of a run that has ended.
    pub fn doubts_of(&self, summary: &Summary, walked: Option<&Procedure>) -> Vec<Doubt> {
        Doubting::new(self).take(summary, walked)
    }
}

/// What a run says of itself.
struct Said<'a> {
    run: RunId,
    line: SeriesId,
    is_rehearsal: bool,
    pace: Pace,
    remarks: Cow<'a, [Remark]>,
    readings: Cow<'a, [Reading]>,
    /// What its steps were called, where that is at hand.
    titles: BTreeMap<StepRef, String>,
}

impl<'a> Said<'a> {
    fn of_run(run: &Run) -> Option<Self> {
        Some(Self {
            run: run.id,
            line: run.line()?,
            is_rehearsal: run.is_rehearsal(),
            pace: run.pace(),
            remarks: run.remarks().into(),
            readings: run.readings().collect::<Vec<_>>().into(),
            titles: run.titles(),
        })
    }

    fn of_summary(summary: &'a Summary) -> Self {
        Self {
            run: summary.id,
            line: summary.line(),
            is_rehearsal: summary.rehearsal,
            pace: summary.pace,
            remarks: summary.remarks.as_slice().into(),
            readings: summary.readings.as_slice().into(),
            titles: BTreeMap::new(),
        }
    }

    /// What a step was called, else is called, else its id.
    fn title(&self, walked: Option<&Procedure>, step_ref: &StepRef) -> String {
        let then = self.titles.get(step_ref).cloned();
        let now = || Some(walked?.step(&step_ref.step)?.title.source().to_owned());
        then.or_else(now).unwrap_or_else(|| step_ref.to_string())
    }

    /// What its times and its pace make one doubt.
    fn doubts_of_time(&self, style: Option<Style>) -> Vec<Doubt> {
        let of_pace = self.pace.doubts_in(style).into_iter();
        let mut doubts: Vec<_> = of_pace.map(Doubt::Pace).collect();
        for what in [RemarkKind::ImpossibleTime, RemarkKind::BeforeRun] {
            let those = self.remarks.iter().filter(|remark| remark.what == what);
            let boxes = those.count();
            if boxes > 0 {
                doubts.push(Doubt::Times { boxes, what });
            }
        }
        doubts
    }
}

/// Doubts of many runs, one after the other in the order in which they began: each value is held
/// against those before it, and what was read before the first of them is asked for once.
pub struct Doubting<'a> {
    state: &'a State,
    read: BTreeMap<SeriesId, BTreeMap<StepRef, VecDeque<Arc<str>>>>,
}

impl fmt::Debug for Doubting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doubting").finish_non_exhaustive()
    }
}

impl<'a> Doubting<'a> {
    /// Before the first of them.
    pub fn new(state: &'a State) -> Self {
        Self {
            state,
            read: BTreeMap::new(),
        }
    }

    /// What makes one doubt the next run.
    pub fn take(&mut self, summary: &Summary, walked: Option<&Procedure>) -> Vec<Doubt> {
        self.of(&Said::of_summary(summary), walked)
    }

    fn of(&mut self, said: &Said<'_>, walked: Option<&Procedure>) -> Vec<Doubt> {
        if said.is_rehearsal {
            return Vec::new();
        }
        let mut doubts = said.doubts_of_time(walked.map(|procedure| procedure.style));
        for reading in said.readings.iter() {
            // What a command read, a command has read each time.
            let why = self.hold(said, reading).filter(|_| !reading.by_command);
            doubts.extend(why.map(|why| Doubt::Value {
                title: said.title(walked, &reading.step_ref),
                step_ref: reading.step_ref.clone(),
                at: reading.at,
                why,
            }));
        }
        doubts
    }

    /// Holds a reading against those before it.
    fn hold(&mut self, said: &Said<'_>, reading: &Reading) -> Option<Implausible> {
        let (state, step_ref) = (self.state, &reading.step_ref);
        let of_line = self.read.entry(said.line.clone()).or_default();
        let before = of_line.entry(step_ref.clone()).or_insert_with(|| {
            let known = state.trend_before(&said.line, step_ref, said.run, COMPARED);
            known.into_iter().map(|known| known.value).collect()
        });
        let known: Vec<&str> = before.iter().map(|value| &**value).collect();
        let why = implausible(&known, &reading.value);
        before.push_back(reading.value.clone());
        if before.len() > COMPARED {
            before.pop_front();
        }
        why
    }
}

impl Run {
    fn titles(&self) -> BTreeMap<StepRef, String> {
        let boxes = self.boxes.iter();
        let titles = boxes.filter_map(|(step_ref, step_state)| {
            let said = step_state.outcome()?;
            Some((step_ref.clone(), said.what.title.clone()))
        });
        titles.collect()
    }
}
