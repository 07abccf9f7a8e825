//! What became of a step, and of a run.

use super::address::EntryRef;
use crate::limits::Judgement;
use crate::runbook::{ItemId, StepId, StepRef};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Not as it should be.
    NotOk,
    /// Not done, and not to be done in this run.
    Skipped,
    /// Put off.
    Deferred,
}

impl Outcome {
    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::NotOk => "not OK",
            Self::Skipped => "skipped",
            Self::Deferred => "deferred",
        }
    }
}

/// How an outcome came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt {
    /// By doing the step for the first time.
    #[default]
    First,
    /// By doing it again; the attempts before stay on record.
    Again,
    /// By setting right what was written down.
    Corrected,
}

impl Attempt {
    fn is_first(&self) -> bool {
        *self == Self::First
    }
}

/// An outcome with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDone {
    /// Which step.
    pub step: StepId,
    /// Which item of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The step's title, as the operator saw it.
    pub title: String,
    /// What became of the step.
    pub outcome: Outcome,
    /// The reading as it was typed, the text that was asked for, or the choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The items that later steps are done for: the lines that its command printed, or that
    /// were typed. No items is not the same as none known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<String>>,
    /// The reading's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What the value was judged, by the limits or the list of choices of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
    /// The variable that the value fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The run's subject, where this answer changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How it came about.
    #[serde(default, skip_serializing_if = "Attempt::is_first")]
    pub attempt: Attempt,
    /// Why: for what was skipped, deferred or corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was seen: for what is not OK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether the value was kept back: a secret, which lives in memory alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Whether it was done by hand although the step has a command.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// Whether its step is optional: what is skipped there is no loss.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// When it was really done, for what was written up later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// The outcomes that this one replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

impl StepDone {
    /// A first outcome with nothing else said.
    pub fn plain(step_ref: StepRef, title: impl Into<String>, outcome: Outcome) -> Self {
        Self {
            step: step_ref.step,
            item: step_ref.item,
            title: title.into(),
            outcome,
            value: None,
            items: None,
            unit: None,
            judgement: None,
            name: None,
            subject: None,
            attempt: Attempt::First,
            reason: None,
            note: None,
            withheld: false,
            by_hand: false,
            optional: false,
            done_at: None,
            over: Vec::new(),
        }
    }

    /// The box that it is about.
    pub fn step_ref(&self) -> StepRef {
        StepRef {
            step: self.step.clone(),
            item: self.item.clone(),
        }
    }

    /// What was answered, for people: the value with its unit, else the outcome.
    pub fn words(&self) -> String {
        if let Some(items) = &self.items {
            return match items.len() {
                0 => "no items".to_owned(),
                1 => "1 item".to_owned(),
                count => format!("{count} items"),
            };
        }
        match (&self.value, &self.unit) {
            (Some(value), Some(unit)) => format!("{value} {unit}"),
            (Some(value), None) => value.clone(),
            (None, _) => self.outcome.words().to_owned(),
        }
    }

    /// Whether two operators who answered alike said the same thing.
    pub fn agrees(&self, other: &Self) -> bool {
        self.outcome == other.outcome && self.value == other.value && self.items == other.items
    }

    /// How much it asks for attention: not OK, deferred, skipped, OK; and within these
    /// alarm, warning, normal. Greater is worse.
    pub fn badness(&self) -> (u8, Judgement) {
        let outcome = match self.outcome {
            Outcome::Ok => 0,
            Outcome::Skipped => 1,
            Outcome::Deferred => 2,
            Outcome::NotOk => 3,
        };
        (outcome, self.judgement.unwrap_or_default())
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ending {
    /// It was walked to its end.
    Completed,
    /// A step with `end` ended it.
    Ended {
        /// That step's word.
        word: String,
    },
    /// It was given up.
    Abandoned {
        /// Why.
        reason: String,
    },
}

/// What stood when a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Boxes that were OK.
    pub ok: u32,
    /// Boxes that were not.
    pub not_ok: u32,
    /// Boxes that were skipped.
    pub skipped: u32,
    /// Boxes that were put off.
    pub deferred: u32,
    /// Readings and choices that were a warning.
    pub warnings: u32,
    /// Readings and choices that were an alarm.
    pub alarms: u32,
}

/// What stood at the boxes of a run when it ended: what a reader needs to say what it came
/// to, and cannot know without the procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxesAtEnd {
    /// How many boxes applied: wanted, or done before they were wanted no more.
    pub applied: u32,
    /// How many of them were done.
    pub done: u32,
    /// How many were looked at and not done: not OK, or in alarm.
    pub failed: u32,
    /// How many were left out although they were wanted.
    pub gaps: u32,
    /// Answered boxes that did not apply any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inactive: Vec<StepRef>,
    /// Boxes that were answered OK although the procedure that they call was not completed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<CalledBox>,
    /// How a rehearsal by a scenario went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
}

/// How a rehearsal by a scenario went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Boxes that applied and of which the scenario says what is found.
    pub of: u32,
    /// How many of them were answered as it has it.
    pub right: u32,
    /// Failures that it had in store and that were answered otherwise.
    pub missed: u32,
    /// Cautions that were passed over.
    pub cautions: u32,
    /// Boxes at which the scenario was looked at.
    pub looked: u32,
}

/// A box whose called procedure came to less than its answer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalledBox {
    /// Which box.
    pub step_ref: StepRef,
    /// What the called run came to.
    pub came_to: CameTo,
}

/// What a called run came to, where that is not a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CameTo {
    /// It was completed with gaps.
    Gaps,
    /// It was given up, failed, ended by a step's word, or nothing was done in it.
    Failed,
    /// It was never begun.
    NeverBegun,
}
