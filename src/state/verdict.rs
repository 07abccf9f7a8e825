//! What a run came to: as it was ended, and as its boxes count.

use super::count::Tally;
use crate::event::{Counts, Ending};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It goes on.
    Open,
    /// Everything was well.
    Completed,
    /// It was walked to its end, and nothing in it was done.
    NothingDone,
    /// Something was not OK, or in alarm.
    WithFailures,
    /// Something that was wanted was left out, and nothing failed.
    WithGaps,
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
            Self::NothingDone => f.write_str("ended with nothing done"),
            Self::WithFailures => f.write_str("completed with failures"),
            Self::WithGaps => f.write_str("completed with gaps"),
            Self::Ended(word) => write!(f, "ended: {word}"),
            Self::Abandoned(reason) => write!(f, "abandoned: {reason}"),
        }
    }
}

impl Verdict {
    /// Whether a run that came to this fills the occurrence that it names.
    pub fn fills_its_slot(&self) -> bool {
        !matches!(self, Self::Open | Self::NothingDone | Self::Abandoned(_))
    }

    /// What an ending comes to, where boxes count so: the first line that fits. An ending of
    /// 0.1.0 has no tally, and comes to what it came to then, by `counts`.
    pub(super) fn of(ending: &Ending, tally: Option<Tally>, counts: &Counts) -> Self {
        match (ending, tally) {
            (Ending::Abandoned { reason }, _) => Self::Abandoned(reason.clone()),
            (_, Some(tally)) if tally.done + tally.failed == 0 => Self::NothingDone,
            (Ending::Ended { word }, _) => Self::Ended(word.clone()),
            (Ending::Completed, Some(tally)) if tally.failed > 0 => Self::WithFailures,
            (Ending::Completed, Some(tally)) if tally.gaps > 0 => Self::WithGaps,
            (Ending::Completed, Some(_)) => Self::Completed,
            (Ending::Completed, None) if counts.not_ok + counts.alarms > 0 => Self::WithFailures,
            (Ending::Completed, None) if counts.deferred > 0 => Self::WithGaps,
            (Ending::Completed, None) => Self::Completed,
        }
    }

    /// How bad it is, where endings do not agree: the greater, the worse.
    pub(super) fn badness(&self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Completed => 1,
            Self::WithGaps => 2,
            Self::WithFailures => 3,
            Self::Ended(_) => 4,
            Self::NothingDone => 5,
            Self::Abandoned(_) => 6,
        }
    }
}
