//! How a command ends: its status, and why a command stopped. What each status means stands in
//! `statuses`.
//!
//! Every way to stop carries one sentence for the person and leads to one status. What was
//! answered before stays answered.

use crate::command::{HandoffRefusal, Refusal};
use crate::config;
use crate::journal::ReadFault;
use crate::os::why;
use crate::session::Failure;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The status that a command gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    /// All is well.
    pub const WELL: Self = Self(0);
    /// The answer is "no".
    pub const NO: Self = Self(1);
    /// A runbook cannot be used.
    pub const RUNBOOK: Self = Self(3);
    /// The journal is damaged, or cannot be read or written.
    pub const JOURNAL: Self = Self(4);
    /// Anything else, a fault in the program among it.
    pub const FAULT: Self = Self(5);

    /// Well, unless something says no.
    pub fn no_when(no: bool) -> Self {
        if no { Self::NO } else { Self::WELL }
    }
}

/// Why a command stopped. The words come from outside: they are shown through the sink.
#[derive(Debug)]
pub enum Stop {
    /// The answer is "no": things stand so that it cannot be done now.
    No(String),
    /// What was typed cannot be meant.
    Usage(String),
    /// A runbook cannot be used.
    Runbook(String),
    /// The journal is damaged, or cannot be read or written.
    Journal(String),
    /// Anything else.
    Other(String),
    /// Nobody reads the answer any more.
    ClosedPipe,
}

impl Stop {
    /// The status of the process.
    pub fn status(&self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::No(_) => Exit::NO.0,
            Self::Usage(_) => 2,
            Self::Runbook(_) => Exit::RUNBOOK.0,
            Self::Journal(_) => Exit::JOURNAL.0,
            Self::Other(_) => Exit::FAULT.0,
        }
    }

    /// The sentence for the person; none where nobody reads.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::ClosedPipe => None,
            Self::No(words)
            | Self::Usage(words)
            | Self::Runbook(words)
            | Self::Journal(words)
            | Self::Other(words) => Some(words),
        }
    }
}

impl Stop {
    /// A file that was named cannot be read, written or attached, as `done` says: why, and what
    /// to do.
    pub fn of_file(path: &Path, done: &str, error: &io::Error) -> Self {
        let path = path.display();
        Self::Other(match error.kind() {
            ErrorKind::NotFound if matches!(done, "written" | "made") => {
                format!("{path} cannot be {done}: there is no such folder. Make it first.")
            }
            ErrorKind::NotFound => {
                format!("{path} cannot be {done}: there is no such file. Look at its path.")
            }
            ErrorKind::PermissionDenied => {
                format!("{path} cannot be {done}: this account may not. Look at its rights.")
            }
            _ => format!("{path} cannot be {done}: {}.", why(error)),
        })
    }

    /// Standard input cannot be read.
    pub fn of_input(error: io::Error) -> Self {
        Self::Other(format!("Standard input cannot be read: {}.", why(&error)))
    }
}

/// What goes wrong while answering.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Other(format!("The answer could not be written: {}.", why(&error))),
        }
    }
}

impl From<config::Fault> for Stop {
    fn from(fault: config::Fault) -> Self {
        match fault {
            config::Fault::NoHome => Self::Other(fault.to_string()),
            config::Fault::OperatorName(_) => Self::Usage(fault.to_string()),
        }
    }
}

impl From<ReadFault> for Stop {
    fn from(fault: ReadFault) -> Self {
        Self::Journal(fault.to_string())
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        let words = failure.to_string();
        match failure {
            Failure::Refused(refusal) => refused(&refusal, words),
            // The journal is well: an argument is missing.
            Failure::SettingsInDoubt(names) if names.contains(&config::SHARED_ACCOUNT) => {
                Self::Usage(words)
            }
            Failure::NotSaved(_)
            | Failure::Unreadable(_)
            | Failure::Missed(_)
            | Failure::SettingsInDoubt(_) => Self::Journal(words),
            Failure::Attachment { .. } | Failure::Folder(_) => Self::Other(words),
            Failure::NotAllowed(_) | Failure::NotWhatWasShown | Failure::Unfit(_) => {
                Self::No(words)
            }
            Failure::Trust(_) => Self::Other(words),
            Failure::LooksSecret { .. } => {
                Self::No(format!("{words} Where it is none: --even-so."))
            }
            Failure::Evidence { .. } => Self::No(words),
        }
    }
}

/// Refusals differ in whose turn it is: something else has to be typed, or something has
/// to be done first.
fn refused(refusal: &Refusal, words: String) -> Stop {
    let words = match typed(refusal) {
        Some(typed) => format!("{words} Here: {typed}."),
        None => words,
    };
    match refusal {
        Refusal::NoRunbook | Refusal::NotUsable | Refusal::GoneInRevision => Stop::Runbook(words),
        Refusal::WrittenByNewer(_) | Refusal::NoStart => Stop::Journal(words),
        Refusal::NoSuchRun
        | Refusal::NoSuchProcedure { .. }
        | Refusal::NoSuchStep { .. }
        | Refusal::WhichTarget { .. }
        | Refusal::NoSuchTarget { .. }
        | Refusal::NoSuchVariable { .. }
        | Refusal::NoCaution
        | Refusal::WantsReading { .. }
        | Refusal::NotANumber { .. }
        | Refusal::WantsText { .. }
        | Refusal::NoMatch { .. }
        | Refusal::WantsChoice { .. }
        | Refusal::WantsTick
        | Refusal::NeedsReason { .. }
        | Refusal::NeedsWords { .. }
        | Refusal::NoSuchFollowUp
        | Refusal::DeferAtTheStep
        | Refusal::SameReason { .. }
        | Refusal::NeedsNote
        | Refusal::EmptyNote
        | Refusal::TooLong { .. }
        | Refusal::BeforeTheRecord
        | Refusal::Handoff(HandoffRefusal::NoSuchSeverity { .. })
        | Refusal::InTheFuture => Stop::Usage(words),
        _ => Stop::No(words),
    }
}

/// How what a refusal asks for is typed, where its sentence, which the screens show too,
/// cannot say that.
fn typed(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::AlreadyAnswered { .. } => Some("--again, or --correct --reason TEXT"),
        Refusal::CautionFirst | Refusal::NoReturnFirst => Some("--caution-read"),
        Refusal::Held { .. } | Refusal::HeldUnsigned { .. } => {
            Some("--carry-on REASON at that step")
        }
        Refusal::WantsReading { .. } | Refusal::WantsText { .. } => Some("value=…"),
        Refusal::WantsChoice { .. } => Some("choice=…"),
        Refusal::FarFromLast(_) => Some("--sure"),
        Refusal::WantsTick => Some("ok or not-ok"),
        Refusal::NeedsReason { .. } => Some("--reason TEXT"),
        Refusal::NeedsNote => Some("--note TEXT"),
        Refusal::WhichTarget { .. } => Some("--on TARGET"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Newer;
    use crate::event::EntryHash;

    #[test]
    fn each_kind_of_stop_has_its_status() {
        let refusal = |refusal: Refusal| Stop::from(Failure::Refused(refusal)).status();
        assert_eq!(refusal(Refusal::NothingToTakeBack), 1);
        assert_eq!(refusal(Refusal::WantsTick), 2);
        assert_eq!(refusal(Refusal::NoRunbook), 3);
        let newer = Newer {
            kind: "moon-landed".to_owned(),
            writer: "ops-b@h-000001".parse().unwrap(),
            program: None,
            finding: EntryHash::default(),
        };
        assert_eq!(refusal(Refusal::WrittenByNewer(Box::new(newer))), 4);
        assert_eq!(Stop::from(config::Fault::NoHome).status(), 5);
        assert_eq!(
            Stop::from(io::Error::from(ErrorKind::BrokenPipe)).status(),
            0
        );
        assert_eq!(
            Stop::from(io::Error::from(ErrorKind::StorageFull)).status(),
            5
        );
    }
}
