//! What was run, waited for and signed at a box.

use super::address::{EntryHash, EntryRef};
use super::answer::Outcome;
use crate::runbook::{ItemId, StepId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A step's command began. Saved before the command runs: where no end follows, nobody knows
/// what it came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandStarted {
    /// The step, by its id.
    pub step: StepId,
    /// The item, where the step has `each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The command as it ran, with the values of its variables; never those of secrets.
    pub shown: String,
    /// The machine that it ran on.
    pub host: String,
    /// The starts before, of the same box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A step's command ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandEnded {
    /// The step, by its id.
    pub step: StepId,
    /// The item, where the step has `each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The entry that it started with.
    pub started: EntryRef,
    /// How it ended.
    pub status: CommandStatus,
    /// How long it ran.
    pub milliseconds: u64,
    /// How many bytes it put out.
    pub bytes: u64,
    /// The SHA-256 of all that it put out.
    pub digest: EntryHash,
    /// What was kept of that, as an object: with a mark in the middle where it was too much,
    /// and with secrets taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<EntryHash>,
    /// What it says of the box; the operator may overrule that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The value that was taken from the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why it is not OK, or why nothing could be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CommandStatus {
    /// By itself.
    Exited {
        /// With this status.
        code: i32,
    },
    /// By a signal.
    Signalled {
        /// Which.
        signal: i32,
    },
    /// By force, after its time.
    TimedOut,
    /// By force, because the operator said so.
    Cancelled,
    /// By force, because it stood still and asked for a terminal that it did not have: what
    /// it had done by then, it did.
    WantedTerminal,
    /// It never began.
    NotStarted {
        /// The cause, in words for people.
        why: String,
    },
    /// Nobody knows: the program that ran it is gone. Somebody looked, and says so.
    Unknown,
}

impl CommandStatus {
    /// In words, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Exited { code } => format!("ended with status {code}"),
            Self::Signalled { signal } => format!("ended by signal {signal}"),
            Self::TimedOut => "ended by force, after its time".to_owned(),
            Self::Cancelled => "cancelled".to_owned(),
            Self::WantedTerminal => "ended by force, because it asked something on the terminal; its step needs `interactive = true`, or a command that asks nothing".to_owned(),
            Self::NotStarted { why } => format!("did not start: {why}"),
            Self::Unknown => "outcome unknown".to_owned(),
        }
    }
}

/// A wait began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitStarted {
    /// The step, by its id.
    pub step: StepId,
    /// The item, where the step has `each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// When it is over; at once where a rehearsal skips it.
    pub until: Timestamp,
    /// The waits before, of the same box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}

/// A second person signed what was done. Void once one of the outcomes that it names is
/// replaced, or joined by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOff {
    /// The step, by its id.
    pub step: StepId,
    /// The item, where the step has `each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// In which role.
    pub role: String,
    /// What the signature means, in the words that the signer saw.
    pub meaning: String,
    /// The outcomes that are signed: all that stood.
    pub signs: Vec<EntryRef>,
    /// The account that the signer's program ran under.
    pub account: String,
    /// Whether the one who did it used the same account on the same machine.
    pub same_account: bool,
    /// In a rehearsal: whether the trainer only played the second person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub played: bool,
}
