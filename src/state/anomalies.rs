//! What an attentive colleague would notice: a value that never moves, steps ticked faster
//! than they can be done, what happened here the last time.
//!
//! Pure. Nothing here forbids anything: it is shown beside the step, and the operator decides.

use super::fold::State;
use super::register::Stamped;
use super::run::Run;
use super::series_id::SeriesId;
use super::summary::Reading;
use crate::event::{Attempt, Outcome, RunId, StepDone};
use crate::limits::parse_number;
use crate::runbook::{Operator, Procedure, Step, StepRef, Style, Yields};
use jiff::{SignedDuration, Timestamp};

/// As many readings in a row must be the same before that is worth a word.
pub const SAME_READINGS: usize = 5;

/// Whether the last readings never moved: a sensor that hangs reads the same for ever.
/// `readings` are oldest first; fewer than `count` say nothing.
pub fn never_moved(readings: &[Reading], count: usize) -> bool {
    let Some(from) = readings.len().checked_sub(count.max(2)) else {
        return false;
    };
    let values = readings[from..].iter();
    let mut values = values.map(|reading| parse_number(&reading.value).ok());
    match values.next().flatten() {
        Some(first) => values.all(|value| value == Some(first)),
        None => false,
    }
}

/// A step that was answered sooner after the one before than it can have been done.
#[derive(Clone, Debug, PartialEq)]
pub struct TooFast {
    /// Which box.
    pub step_ref: StepRef,
    /// Who answered.
    pub by: Operator,
    /// How long after the answer before.
    pub after: SignedDuration,
    /// How long the step takes, where the file says so.
    pub estimate: Option<SignedDuration>,
}

/// With an estimate, less than this part of it is too fast.
const PART_OF_ESTIMATE: i32 = 10;
/// Without one, nobody reads a step and does it in less.
const LEAST: SignedDuration = SignedDuration::from_secs(2);

/// Steps of a read-do run that were ticked faster than they can have been done: each after
/// the last answer of the same operator. What was written up later, and boxes of one step
/// that are ticked off together, say nothing.
pub fn too_fast(run: &Run, procedure: &Procedure) -> Vec<TooFast> {
    if procedure.style != Style::ReadDo {
        return Vec::new();
    }
    let mut answers: Vec<&Stamped<StepDone>> = run
        .boxes
        .values()
        .flat_map(|step_state| step_state.outcomes.story())
        .collect();
    answers.sort_by(|one, other| one.mark.cmp(&other.mark));
    let pairs = answers.windows(2);
    pairs
        .filter_map(|pair| match pair {
            [before, said] => pair_too_fast(before, said, procedure),
            _ => None,
        })
        .collect()
}

fn pair_too_fast(
    before: &Stamped<StepDone>,
    said: &Stamped<StepDone>,
    procedure: &Procedure,
) -> Option<TooFast> {
    let done = &said.what;
    let was_done = matches!(done.outcome, Outcome::Ok | Outcome::NotOk);
    let by_hand_now = done.attempt != Attempt::Corrected && done.done_at.is_none();
    let one_of_several = before.what.step == done.step && done.item.is_some();
    if !was_done || !by_hand_now || one_of_several || before.by != said.by {
        return None;
    }
    let step: &Step = procedure.step(&done.step)?;
    let least = step.estimate.map(|estimate| estimate / PART_OF_ESTIMATE);
    let after = said.at.duration_since(before.at);
    // A clock that stood earlier tells no length.
    (after < least.unwrap_or(LEAST) && after >= SignedDuration::ZERO).then(|| TooFast {
        step_ref: done.step_ref(),
        by: said.by.clone(),
        after,
        estimate: step.estimate,
    })
}

/// What happened at a box the last time.
#[derive(Clone, Debug, PartialEq)]
pub struct LastTime {
    /// In which run.
    pub run: RunId,
    /// When it was answered.
    pub at: Timestamp,
    /// Who answered.
    pub by: Operator,
    /// What was answered, with its note and reason.
    pub done: StepDone,
    /// Notes at the box, oldest first.
    pub notes: Vec<String>,
}

impl LastTime {
    /// What an earlier run, whole, has to say of a box; none where it was not answered there.
    pub fn of(run: &Run, step_ref: &StepRef) -> Option<Self> {
        let said = run.outcome(step_ref)?;
        let notes = run.notes.iter();
        let here = notes.filter(|said| said.what.step_ref.as_ref() == Some(step_ref));
        Some(Self {
            run: run.id,
            at: said.what.done_at.unwrap_or(said.at),
            by: said.by.clone(),
            done: said.what.clone(),
            notes: here.map(|said| said.what.text.clone()).collect(),
        })
    }
}

impl State {
    /// Whether a step that is watched for it has read the same the last times on a line.
    pub fn reads_the_same(
        &self,
        step: &Step,
        line: &SeriesId,
        step_ref: &StepRef,
        but: Option<RunId>,
    ) -> bool {
        let watched = matches!(
            step.yields,
            Yields::Reading {
                watch_same: true,
                ..
            }
        );
        watched
            && never_moved(
                &self.trend(line, step_ref, but, SAME_READINGS),
                SAME_READINGS,
            )
    }
}
