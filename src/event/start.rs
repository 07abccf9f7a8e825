//! How a run began, and why.

use super::address::{EntryHash, FollowUpId, RunId};
use super::parts::PartsDigest;
use crate::runbook::{ItemId, ProcedureRef, StepId, StepRef, TargetName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn is_false(value: &bool) -> bool {
    !*value
}

/// All that a run's start binds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunStarted {
    /// Its id.
    pub run: RunId,
    /// What binds its id to its writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// What is run.
    pub procedure: ProcedureRef,
    /// What people call the procedure.
    pub title: String,
    /// What people call its runbook.
    pub runbook_title: String,
    /// The runbook's file as it was, as an object.
    pub file: EntryHash,
    /// The `library.toml` as it was, as an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<EntryHash>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetName>,
    /// The line that tells it from others of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether it only rehearses.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rehearsal: bool,
    /// The scenario that it rehearses by, as its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// The run that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The alert that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// When it was opened, where that was before the first thing was recorded at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Timestamp>,
    /// Deferred boxes of runs before it that it begins with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carries: Vec<Carries>,
    /// The occurrence that it fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Timestamp>,
    /// Until when that occurrence is on time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_by: Option<Timestamp>,
    /// How many boxes there are to tick.
    pub steps: u32,
    /// What of the procedure counts for a proof; an undo plan proves nothing and has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<PartsDigest>,
    /// Values that it was started with; never those of secrets.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "super::json::distinct_map"
    )]
    pub values: BTreeMap<String, String>,
}

/// Why another run made this one begin. The other run's thread is touched too, so that both
/// know of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Cause {
    /// A step with `call` is done by it.
    Called {
        /// In which run.
        run: RunId,
        /// Which step.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
    },
    /// A step was not OK, and named it with `on_fail`.
    Failed {
        /// In which run.
        run: RunId,
        /// Which step.
        step: StepId,
        /// Which item of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
    },
    /// It backs a run out: its steps are the undo plan of that run.
    Undoes {
        /// Which run.
        run: RunId,
        /// The boxes whose `undo` is to be done, in this order.
        plan: Vec<StepRef>,
    },
}

impl Cause {
    /// The run that it came from.
    pub fn run(&self) -> RunId {
        match self {
            Self::Called { run, .. } | Self::Failed { run, .. } | Self::Undoes { run, .. } => *run,
        }
    }

    /// The box of that run where it began, where it began at one.
    pub fn step_ref(&self) -> Option<StepRef> {
        match self {
            Self::Called { step, item, .. } | Self::Failed { step, item, .. } => Some(StepRef {
                step: step.clone(),
                item: item.clone(),
            }),
            Self::Undoes { .. } => None,
        }
    }
}

/// A deferred box that a later run begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carries {
    /// Which step.
    pub step: StepId,
    /// Which item of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The deferral that is done with it.
    pub deferral: FollowUpId,
}

impl Carries {
    /// The box.
    pub fn step_ref(&self) -> StepRef {
        StepRef {
            step: self.step.clone(),
            item: self.item.clone(),
        }
    }
}
