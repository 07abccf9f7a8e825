//! Words that were being typed at a step, so that they outlive a program that was killed.
//!
//! What stays true: a secret is never among them. What is typed at a run that begins only with it
//! is not kept either: nothing knows that run yet.

use super::action::Action;
use crate::event::RunId;
use crate::runbook::StepRef;
use serde::{Deserialize, Serialize};

/// What the words are typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypedFor {
    /// The value of the step.
    Value,
    /// What was seen that is not OK.
    NotOk,
    /// Why it is skipped.
    Skip,
    /// Why it is deferred.
    Defer,
    /// A note at the step.
    Note,
}

impl TypedFor {
    /// What asks for such words.
    pub(super) fn action(self) -> Action {
        match self {
            Self::Value => Action::Ok,
            Self::NotOk => Action::NotOk,
            Self::Skip => Action::Skip,
            Self::Defer => Action::Defer,
            Self::Note => Action::Note,
        }
    }
}

/// Words that were being typed at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfTyped {
    /// In which run.
    pub run: RunId,
    /// At which box.
    pub step_ref: StepRef,
    /// What for.
    pub typed_for: TypedFor,
    /// The words so far.
    pub text: String,
}
