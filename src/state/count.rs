//! What a box of a run counts as: the one table that the end of a run, its proofs, the report
//! and every screen go by.
//!
//! A function of what stands at the box and of what the run's ending says of it. What needs
//! the procedure (which boxes are wanted, whose signature is missing) comes from the ending,
//! which was written beside it.

use crate::event::{BoxesAtEnd, CameTo, Counts, Outcome, StepDone};
use crate::limits::Judgement;
use crate::runbook::StepRef;
use serde::{Deserialize, Serialize};

/// What a box counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BoxCount {
    /// OK, normal or warning.
    Done,
    /// OK by hand, where its command failed or never ran: done, and proves nothing.
    DoneByHand,
    /// Looked at, not done: not OK, or OK with an alarm, or calls what failed.
    Failed,
    /// Skipped or open, and optional.
    NoLoss,
    /// Wanted, and left out.
    Gap(Gap),
    /// Not wanted any more, and answered other than done: told, not counted.
    NotCounted,
}

/// How a box was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gap {
    /// It was skipped.
    Skipped,
    /// It was put off.
    Deferred,
    /// It was done, and the signature that it wants is missing or void.
    Unsigned,
    /// Nothing was said of it.
    Open,
    /// The procedure that it calls was completed with gaps.
    Called,
}

impl BoxCount {
    /// What an answer counts as, by itself. `by_hand` says that its step has a command which
    /// did not do it, `signed` whether a signature that was given still stands.
    pub(super) fn of(done: &StepDone, by_hand: bool, signed: bool) -> Self {
        match done.outcome {
            Outcome::NotOk => Self::Failed,
            Outcome::Ok if done.judgement == Some(Judgement::Alarm) => Self::Failed,
            Outcome::Ok if !signed => Self::Gap(Gap::Unsigned),
            Outcome::Ok if by_hand => Self::DoneByHand,
            Outcome::Ok => Self::Done,
            Outcome::Skipped if is_optional(done) => Self::NoLoss,
            Outcome::Skipped => Self::Gap(Gap::Skipped),
            Outcome::Deferred => Self::Gap(Gap::Deferred),
        }
    }

    /// The same box, where it does not apply any more: what was done stays done.
    pub(super) fn inactive(self) -> Self {
        match self {
            Self::Done | Self::DoneByHand => self,
            _ => Self::NotCounted,
        }
    }

    /// The same box, where what it calls came to this.
    pub(super) fn calling(self, came_to: CameTo) -> Self {
        match (self, came_to) {
            (Self::Done | Self::DoneByHand, CameTo::Gaps) => Self::Gap(Gap::Called),
            (Self::Done | Self::DoneByHand, CameTo::Failed | CameTo::NeverBegun) => Self::Failed,
            (other, _) => other,
        }
    }

    /// Whether it was done, by whatever means.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneByHand)
    }
}

/// Whether a skip is no loss. An answer of 0.1.0 does not say so; it wanted a reason for
/// every other skip.
fn is_optional(done: &StepDone) -> bool {
    done.optional || done.reason.is_none()
}

/// How the boxes of a run count, in sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Boxes that were done, by whatever means.
    pub done: u32,
    /// Boxes that were looked at and not done.
    pub failed: u32,
    /// Boxes that were left out although they were wanted.
    pub gaps: u32,
}

impl Tally {
    pub(super) fn of(counts: impl IntoIterator<Item = BoxCount>) -> Self {
        let mut tally = Self::default();
        for count in counts {
            match count {
                BoxCount::Done | BoxCount::DoneByHand => tally.done += 1,
                BoxCount::Failed => tally.failed += 1,
                BoxCount::Gap(_) => tally.gaps += 1,
                BoxCount::NoLoss | BoxCount::NotCounted => {}
            }
        }
        tally
    }

    /// As an ending has it.
    pub(super) fn at_end(boxes: &BoxesAtEnd) -> Self {
        Self {
            done: boxes.done,
            failed: boxes.failed,
            gaps: boxes.gaps,
        }
    }
}

/// What a box counts as, beside what an ending says of it.
pub(super) fn counted_at(boxes: &BoxesAtEnd, step_ref: &StepRef, count: BoxCount) -> BoxCount {
    let called = boxes.called.iter().find(|it| it.step_ref == *step_ref);
    let count = called.map_or(count, |called| count.calling(called.came_to));
    match boxes.inactive.contains(step_ref) {
        true => count.inactive(),
        false => count,
    }
}

/// Counts outcomes, one a box.
pub(super) fn count<'a>(standing: impl Iterator<Item = &'a StepDone>) -> Counts {
    let mut counts = Counts::default();
    for done in standing {
        match done.outcome {
            Outcome::Ok => counts.ok += 1,
            Outcome::NotOk => counts.not_ok += 1,
            Outcome::Skipped => counts.skipped += 1,
            Outcome::Deferred => counts.deferred += 1,
        }
        match done.judgement {
            Some(Judgement::Warning) => counts.warnings += 1,
            Some(Judgement::Alarm) => counts.alarms += 1,
            _ => {}
        }
    }
    counts
}
