//! What could not be noted of an entry that is saved: how far it is, for others on this machine,
//! or its head, outside the journal.
//!
//! What stays true: the entry is saved all the same, and nobody is told otherwise.

use super::lock::lock_path;
use crate::os;
use std::io;
use std::path::{Path, PathBuf};

/// Something that could not be noted of the last entry that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unnoted {
    /// The lock file does not say how far the record is saved: others do not see the entry yet.
    Length {
        /// The lock file, and why it could not be written.
        why: String,
    },
    /// What is kept outside the journal says less: the next command finds more than that.
    Head {
        /// The file, and why it could not be written.
        why: String,
    },
}

impl Unnoted {
    pub(super) fn length(root: &Path, machine: &str, error: &io::Error) -> Self {
        let why = said(&lock_path(root, machine), error);
        Self::Length { why }
    }

    pub(super) fn head((path, error): (PathBuf, io::Error)) -> Self {
        let why = said(&path, &error);
        Self::Head { why }
    }

    /// What is said of it beside the receipt, in sentences.
    pub fn sentences(&self) -> String {
        match self {
            Self::Length { why } => format!(
                "It is on the disk, and not yet shown to others: {why}. The next entry shows both."
            ),
            Self::Head { why } => format!(
                "It is saved, and its head could not be kept: {why}. Make that file writable for this account: until then the next command cannot tell what is saved from what somebody else wrote in your name, and asks you to confirm it."
            ),
        }
    }
}

fn said(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {}", path.display(), os::why(error))
}
