//! An answer to a box, as an operator gives it. Whether it fits the step is for `step`.

use super::Secret;
use crate::event::{Attempt, RunId};
use crate::runbook::StepRef;
use jiff::Timestamp;

/// An answer to a box.
#[derive(Clone, Debug, PartialEq)]
pub struct CompleteStep {
    /// The run, by its id.
    pub run: RunId,
    /// The step, or one item of it.
    pub step_ref: StepRef,
    /// The answer.
    pub answer: Answer,
    /// What was seen.
    pub note: Option<String>,
    /// Why: for a skip, a deferral, a correction.
    pub reason: Option<String>,
    /// When it was really done, where it is written up later.
    pub done_at: Option<Timestamp>,
    /// For the first time, again, or as a correction.
    pub attempt: Attempt,
    /// Whether it is so although it is hard to believe: that was asked.
    pub sure: bool,
}

impl CompleteStep {
    /// A first answer with nothing else said.
    pub fn first(run: RunId, step_ref: StepRef, answer: Answer) -> Self {
        Self {
            run,
            step_ref,
            answer,
            note: None,
            reason: None,
            done_at: None,
            attempt: Attempt::First,
            sure: false,
        }
    }
}

/// What can be said of a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is as it should be.
    Ok,
    /// It is not.
    NotOk,
    /// A reading, or the text that was asked for.
    Value(String),
    /// The secret that was asked for.
    Secret(Secret),
    /// A choice, by its words or its number from 1.
    Choice(String),
    /// It is not to be done in this run.
    Skip,
    /// It is put off.
    Defer,
}
