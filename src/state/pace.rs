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
}

impl Pace {
    /// Whether a run in this style was ticked faster than it can have been done: read-do step
    /// by step, do-confirm, whose purpose is to tick afterwards, as a whole.
    pub fn is_too_fast(&self, style: Style) -> bool {
        match style {
            Style::ReadDo => self.measured >= FEWEST && self.quick * 2 >= self.measured,
            Style::DoConfirm => {
                let least = i64::from(self.ticked) * 1_000;
                self.ticked >= FEWEST && (0..least).contains(&self.span_milliseconds)
            }
        }
    }

    /// The same where it may not be known in which style the run was walked: then in every one.
    pub(super) fn is_too_fast_in(&self, style: Option<Style>) -> bool {
        match style {
            Some(style) => self.is_too_fast(style),
            None => self.is_too_fast(Style::ReadDo) && self.is_too_fast(Style::DoConfirm),
        }
    }

    /// Whether most of what was done was written up for one and the same minute.
    pub fn is_of_one_minute(&self) -> bool {
        self.written_up >= FEWEST_WRITTEN_UP
            && self.written_up >= self.ticked
            && self.written_up_milliseconds < ONE_MINUTE
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
        let standing = self.boxes.values().filter_map(StepState::outcome);
        let done = standing.filter(|said| is_done(&said.what));
        let mut times: Vec<Timestamp> = done.filter_map(|said| said.what.done_at).collect();
        times.sort_unstable();
        pace.written_up = u32::try_from(times.len()).unwrap_or(u32::MAX);
        if let (Some(first), Some(last)) = (times.first(), times.last()) {
            pace.written_up_milliseconds = milliseconds(*first, *last);
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
