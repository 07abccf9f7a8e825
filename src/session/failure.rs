//! Why a request was not granted.

use super::health::Ill;
use super::written::Written;
use crate::command::Refusal;
use crate::config::SHARED_ACCOUNT;
use crate::event::EntryHash;
use crate::exec;
use crate::journal::{ReadFault, WriteFault};
use crate::trust::{Place, TrustFault, Verdict};
use std::fmt;
use std::path::PathBuf;

/// Why nothing was saved, in words that say what to do.
#[derive(Debug)]
pub enum Failure {
    /// The command is refused.
    Refused(Refusal),
    /// The journal could not be written.
    NotSaved(WriteFault),
    /// Settings that decide where and as whom something is written cannot be read.
    SettingsInDoubt(Vec<&'static str>),
    /// The journal could not be read.
    Unreadable(ReadFault),
    /// Something could not be read that has to be known first.
    Missed(Ill),
    /// The file to attach could not be read.
    Attachment {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A command is not allowed, or is another than the one that was.
    NotAllowed(Box<Written>),
    /// What would run is not what the operator was shown.
    NotWhatWasShown,
    /// A command cannot be started as it is.
    Unfit(exec::Refusal),
    /// What is allowed cannot be known.
    Trust(TrustFault),
    /// A folder that a command needs cannot be used.
    Folder(String),
    /// Words or a file look as if they held a secret; what is saved stays for good.
    LooksSecret {
        /// Which of them.
        place: &'static str,
        /// What it looks like.
        what: &'static str,
    },
    /// Evidence could not be removed.
    Evidence {
        /// Its SHA-256.
        sha256: EntryHash,
        /// Why.
        why: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotSaved(fault) => fault.fmt(f),
            Self::SettingsInDoubt(names) if names.contains(&SHARED_ACCOUNT) => f.write_str(
                "Not saved: several people share this account, or what the settings say of that cannot be read, and nobody said who is at the keyboard. Give --operator NAME, or set ROUNDS_OPERATOR.",
            ),
            Self::SettingsInDoubt(names) => {
                let keys = names.join(" and ");
                let options: Vec<_> = names.iter().map(|name| format!("--{name}")).collect();
                write!(
                    f,
                    "Not saved: what config.toml says of {keys} cannot be read, and this could land where it does not belong. Fix the file (`rounds doctor` shows the place), or give {}.",
                    options.join(" and "),
                )
            }
            Self::Unreadable(fault) => fault.fmt(f),
            Self::Missed(ill) => write!(f, "Nothing was done. {}", ill.sentence()),
            Self::Attachment { path, why } => {
                write!(f, "{} cannot be attached: {why}.", path.display())
            }
            Self::NotAllowed(written) => {
                let Place {
                    runbook,
                    procedure,
                    step,
                } = &written.place;
                let what = match written.verdict {
                    Verdict::Changed { .. } => "was changed since someone allowed it",
                    _ => "was not allowed yet",
                };
                write!(
                    f,
                    "The command of {runbook}/{procedure}, step {step}, {what}. Read it, then allow it: rounds trust {runbook}/{procedure}",
                )
            }
            Self::NotWhatWasShown => f.write_str(
                "Nothing was run: the command has changed since it was shown. Look at it again.",
            ),
            Self::Unfit(refusal) => refusal.fmt(f),
            Self::Trust(fault) => fault.fmt(f),
            Self::Folder(why) => {
                write!(
                    f,
                    "Nothing was run, because a folder cannot be used: {why}."
                )
            }
            Self::LooksSecret { place, what } => write!(
                f,
                "Not saved: {place} looks as if it held {what}, and what is saved stays for good. Take it out."
            ),
            Self::Evidence { sha256, why } => {
                write!(f, "Evidence {sha256} cannot be removed: {why}.")
            }
        }
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<TrustFault> for Failure {
    fn from(fault: TrustFault) -> Self {
        Self::Trust(fault)
    }
}

impl From<WriteFault> for Failure {
    fn from(fault: WriteFault) -> Self {
        Self::NotSaved(fault)
    }
}

impl From<ReadFault> for Failure {
    fn from(fault: ReadFault) -> Self {
        Self::Unreadable(fault)
    }
}
