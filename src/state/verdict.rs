//! What a run came to, counted from what stands.

use crate::event::{Counts, Ending, Outcome, StepDone};
use crate::limits::Judgement;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It goes on.
    Open,
    /// Everything was well.
    Completed,
    /// Something was not OK, or in alarm.
    WithFailures,
    /// Something was put off, and nothing failed.
    WithDeferred,
    /// A step ended it with this word.
    Ended(String),
    /// It was given up, for this reason.
    Abandoned(String),
}

impl fmt::Display for Verdict {
    /// In words, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("in progress"),
            Self::Completed => f.write_str("completed"),
            Self::WithFailures => f.write_str("completed with failures"),
            Self::WithDeferred => f.write_str("completed with deferred steps"),
            Self::Ended(word) => write!(f, "ended: {word}"),
            Self::Abandoned(reason) => write!(f, "abandoned: {reason}"),
        }
    }
}

impl Verdict {
    /// Whether a run that came to this did what it was for.
    pub fn fills_its_slot(&self) -> bool {
        !matches!(self, Self::Open | Self::Abandoned(_))
    }

    /// What an ending comes to, by what stands.
    pub(super) fn of(ending: &Ending, counts: &Counts) -> Self {
        match ending {
            Ending::Ended { word } => Verdict::Ended(word.clone()),
            Ending::Abandoned { reason } => Verdict::Abandoned(reason.clone()),
            Ending::Completed if counts.not_ok + counts.alarms > 0 => Verdict::WithFailures,
            Ending::Completed if counts.deferred > 0 => Verdict::WithDeferred,
            Ending::Completed => Verdict::Completed,
        }
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
