//! How fast the boxes of a run were ticked by hand: the numbers that tell an honest round from
//! one that was only clicked through.
//!
//! Worked out from the run's own times alone and kept in its summary; how they are judged
//! depends on the style that the procedure is walked in. What a command answered, what was
//! written up later and what was only corrected takes no time at the box, and says nothing.

use super::register::Stamped;
use super::run::Run;
use super::step_state::StepState;
use crate::event::{Attempt, Outcome, StepDone};
use crate::runbook::Style;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Nobody reads a step and does it in less.
const A_BOX: SignedDuration = SignedDuration::from_secs(1);
/// Fewer answers say nothing of a habit.
const FEWEST: u32 = 2;
/// So many boxes are not done in one minute by someone who remembers each.
const FEWEST_WRITTEN_UP: u32 = 3;
/// What is written up for less than this is written up for one moment.
const ONE_MINUTE: i64 = 60_000;

/// How fast boxes were ticked by hand, and how those that were written up lie in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Boxes that were ticked by hand when they were done.
    pub ticked: u32,
    /// From the run's start to the last tick; below zero where a clock was set back.
    pub span_milliseconds: i64,
    /// Ticks that followed the run's start or the answer before, of the same operator, at
    /// another step.
    pub measured: u32,
    /// Those of them that followed within a second.
    pub quick: u32,
    /// Boxes that were written up later.
    pub written_up: u32,
    /// From the earliest to the latest time that they were written up for.
    pub written_up_milliseconds: i64,
    /// Boxes that were written up for an earlier time than one that was answered before them.
    pub out_of_order: u32,
}

/// What the pace of a run makes one doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceDoubt {
    /// Read-do: so many of the steps were ticked within a second of the answer before.
    StepByStep {
        /// How many followed at once.
        quick: u32,
        /// Of how many.
        measured: u32,
    },
    /// Do-confirm: all of it was ticked faster than it can have been done.
    AllAtOnce {
        /// How many boxes.
        ticked: u32,
        /// From the start to the last tick.
        seconds: i64,
    },
    /// So many boxes were written up for one and the same minute.
    OneMinute(u32),
    /// Read-do: so many boxes were written up for a time before that of a box before them.
    OutOfOrder(u32),
}

impl PaceDoubt {
    /// In words: `8 steps answered in 3 s: too fast to be true`.
    pub fn words(self) -> String {
        match self {
            Self::StepByStep { quick, measured } => {
                format!("{quick} of {measured} steps answered within a second: too fast to be true")
            }
            Self::AllAtOnce { ticked, seconds } => {
                format!(
                    "{} answered in {seconds} s: too fast to be true",
                    steps(ticked)
                )
            }
            Self::OneMinute(boxes) => {
                format!("{} written up for the same minute", steps(boxes))
            }
            Self::OutOfOrder(boxes) => format!(
                "{} written up for a time before the step in front",
                steps(boxes)
            ),
        }
    }
}

/// `1 step`, `8 steps`
pub(super) fn steps(boxes: u32) -> String {
    match boxes {
        1 => "1 step".to_owned(),
        boxes => format!("{boxes} steps"),
    }
}

impl Pace {
    /// The same where it may not be known in which style the run was walked: then what is
    /// doubted in every one.
    pub(super) fn doubts_in(&self, style: Option<Style>) -> Vec<PaceDoubt> {
        if let Some(style) = style {
            return self.doubts(style);
        }
        let is_fast = |it: &PaceDoubt| {
            matches!(
                it,
                PaceDoubt::StepByStep { .. } | PaceDoubt::AllAtOnce { .. }
            )
        };
        let is_fast_by_step = self.doubts(Style::ReadDo).iter().any(is_fast);
        let mut doubts = self.doubts(Style::DoConfirm);
        doubts.retain(|it| is_fast_by_step || !is_fast(it));
        doubts
    }

    /// What it makes one doubt of a run in this style: read-do step by step, do-confirm,
    /// whose purpose is to tick afterwards, as a whole.
    pub fn doubts(&self, style: Style) -> Vec<PaceDoubt> {
        let read_do = style == Style::ReadDo;
        let step_by_step = read_do && self.quick >= FEWEST && self.quick * 2 >= self.measured;
        let least = i64::from(self.ticked) * 1_000;
        let all_at_once =
            !read_do && self.ticked >= FEWEST && (0..least).contains(&self.span_milliseconds);
        let one_minute = self.written_up >= FEWEST_WRITTEN_UP
            && self.written_up >= self.ticked
            && self.written_up_milliseconds < ONE_MINUTE;
        let all = [
            step_by_step.then_some(PaceDoubt::StepByStep {
                quick: self.quick,
                measured: self.measured,
            }),
            all_at_once.then_some(PaceDoubt::AllAtOnce {
                ticked: self.ticked,
                seconds: self.span_milliseconds / 1_000,
            }),
            one_minute.then_some(PaceDoubt::OneMinute(self.written_up)),
            (read_do && self.out_of_order > 0).then_some(PaceDoubt::OutOfOrder(self.out_of_order)),
        ];
        all.into_iter().flatten().collect()
    }
}

impl Run {
    /// How fast its boxes were ticked.
    pub fn pace(&self) -> Pace {
        let mut pace = Pace::default();
        let began = self.started.as_ref().map(|said| (said.at, &said.by));
        let mut last: Option<Timestamp> = None;
        for step_state in self.boxes.values() {
            let Some(said) = step_state.outcome() else {
                continue;
            };
            if is_ticked(step_state, said) {
                pace.ticked += 1;
                last = last.max(Some(said.at));
            }
        }
        if let (Some((began, _)), Some(last)) = (began, last) {
            pace.span_milliseconds = milliseconds(began, last);
        }
        self.measure(&mut pace);
        self.measure_written_up(&mut pace);
        pace
    }

    /// Each tick after the answer before.
    fn measure(&self, pace: &mut Pace) {
        let mut answers: Vec<_> = self
            .boxes
            .values()
            .flat_map(|step_state| {
                let story = step_state.outcomes.story();
                story.map(move |said| (step_state, said))
            })
            .collect();
        answers.sort_by(|(_, one), (_, other)| one.mark.cmp(&other.mark));
        let began = self.started.as_ref();
        let mut before = began.map(|said| (said.at, &said.by, None));
        let with_start = began.map(|said| &said.mark.entry);
        for (step_state, said) in answers {
            let done = &said.what;
            if let Some((at, by, step)) = before {
                let one_of_several = step == Some(&done.step) && done.item.is_some();
                let stands =
                    !step_state.outcomes.is_replaced(said) && with_start != Some(&said.mark.entry);
                if stands && is_ticked(step_state, said) && *by == said.by && !one_of_several {
                    let after = said.at.duration_since(at);
                    pace.measured += 1;
                    // A clock that was set back tells no length.
                    let quick = after >= SignedDuration::ZERO && after < A_BOX;
                    pace.quick += u32::from(quick);
                }
            }
            before = Some((said.at, &said.by, Some(&done.step)));
        }
    }

    fn measure_written_up(&self, pace: &mut Pace) {
        let standing = self.boxes.values().filter_map(|step_state| {
            let said = step_state.outcome().filter(|said| is_done(&said.what))?;
            let first = step_state.outcomes.story().count() == 1;
            Some((said.what.done_at?, &said.mark, first))
        });
        let mut written_up: Vec<_> = standing.collect();
        written_up.sort_by_key(|(_, mark, _)| *mark);
        let mut latest = Timestamp::MIN;
        for (at, _, first) in &written_up {
            // What was answered again or corrected is out of order for a reason.
            pace.out_of_order += u32::from(*first && *at < latest);
            latest = latest.max(*at);
        }
        pace.written_up = u32::try_from(written_up.len()).unwrap_or(u32::MAX);
        let times = || written_up.iter().map(|(at, ..)| *at);
        if let (Some(first), Some(last)) = (times().min(), times().max()) {
            pace.written_up_milliseconds = milliseconds(first, last);
        }
    }
}

fn is_done(done: &StepDone) -> bool {
    matches!(done.outcome, Outcome::Ok | Outcome::NotOk)
}

/// Whether an outcome was ticked at its box, by a person, when it was done.
fn is_ticked(step_state: &StepState, said: &Stamped<StepDone>) -> bool {
    let done = &said.what;
    let ends = || step_state.command_ends.iter();
    let by_command = ends().any(|ended| ended.mark.entry == said.mark.entry);
    is_done(done) && done.done_at.is_none() && done.attempt != Attempt::Corrected && !by_command
}

fn milliseconds(from: Timestamp, to: Timestamp) -> i64 {
    i64::try_from(to.duration_since(from).as_millis()).unwrap_or(i64::MAX)
}
