//! Why a wish was not granted.

use crate::command::Refusal;
use crate::journal::{ReadFault, WriteFault};
use std::fmt;
use std::path::PathBuf;

/// Why nothing was saved, in words that say what to do.
#[derive(Debug)]
pub enum Failure {
    /// The command is refused.
    Refused(Refusal),
    /// The journal could not be written.
    NotSaved(WriteFault),
    /// The journal could not be read.
    Unreadable(ReadFault),
    /// The file to attach could not be read.
    Attachment {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotSaved(fault) => fault.fmt(f),
            Self::Unreadable(fault) => fault.fmt(f),
            Self::Attachment { path, why } => {
                write!(f, "{} cannot be attached: {why}.", path.display())
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
