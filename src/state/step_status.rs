//! How one box of a run stands beside its procedure.

use crate::event::{FollowUpId, Outcome};
use crate::runbook::{Item, StepRef};

/// One box of a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct StepStatus {
    /// Which box.
    pub step_ref: StepRef,
    /// The step, as an index into the procedure's steps.
    pub step: usize,
    /// The item, where the step has items and they are known.
    pub item: Option<Item>,
    /// The number that people see: steps count from 1, sections do not count.
    pub number: usize,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is wanted now, by its `when` and by the step that its item comes from; one
    /// that was done before stays done all the same.
    pub wanted: bool,
    /// The box before it that holds it, in read-do.
    pub held_by: Option<usize>,
    /// Whether it was done and still wants the signature of a second person.
    pub unsigned: bool,
    /// The deferral of an earlier run that is done with it. Such boxes come first.
    pub carried: Option<FollowUpId>,
}

impl StepStatus {
    /// Whether it counts: it is wanted, or was done before it was wanted no more.
    pub fn applies(&self) -> bool {
        self.wanted || self.standing == Standing::Answered(Outcome::Ok)
    }
}

/// How a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Wanted, and nothing said of it.
    Open,
    /// Not wanted, by a `when`.
    Inactive,
    /// Answered.
    Answered(Outcome),
    /// Answered differently by operators who did not know of each other.
    Disputed,
}

impl Standing {
    /// Whether an answer stands, or several.
    pub fn is_answered(self) -> bool {
        matches!(self, Self::Answered(_) | Self::Disputed)
    }
}
