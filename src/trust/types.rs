//! What is allowed where, and why something could not be.

use super::command_text::CommandText;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where a command stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The runbook's id.
    pub runbook: String,
    /// The procedure's id.
    pub procedure: String,
    /// The step's id.
    pub step: String,
}

/// A command that somebody allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What was shown.
    pub command: CommandText,
    /// Who allowed it.
    pub operator: String,
    /// When.
    pub at: Timestamp,
    /// What the environment then said of where commands work.
    pub whereabouts: Whereabouts,
}

/// Values of the environment that say where commands work, by name.
pub type Whereabouts = BTreeMap<String, String>;

/// Whether a command may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Exactly this one was allowed here.
    Allowed,
    /// None was allowed here.
    New,
    /// Another one was allowed here: show the difference and ask again.
    Changed {
        /// The one that was.
        allowed: CommandText,
    },
}

impl Verdict {
    /// A command as it is shown to be allowed: its lines, and before them what was taken out
    /// of the one that was allowed. `-` is gone, `+` is new.
    pub fn shown(&self, now: &CommandText) -> Vec<String> {
        let before = match self {
            Self::Changed { allowed } => allowed.lines(),
            Self::Allowed | Self::New => Vec::new(),
        };
        let now = now.lines();
        let gone = before.iter().filter(|line| !now.contains(line));
        let mut lines: Vec<_> = gone.map(|line| format!("- {line}")).collect();
        lines.extend(now.iter().map(|line| {
            let is_old = before.is_empty() || before.contains(line);
            format!("{} {line}", if is_old { ' ' } else { '+' })
        }));
        lines
    }
}

/// Why trust could not be opened or changed.
#[derive(Debug)]
pub enum TrustFault {
    /// The folder and a library (or the journal) lie in one another.
    NotApart {
        /// The folder of trust.
        folder: PathBuf,
        /// What it should be apart from.
        other: PathBuf,
    },
    /// Another program holds the lock and does not let go.
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// The folder or a file in it is not private to this account.
    NotPrivate {
        /// It.
        path: PathBuf,
        /// In what way.
        why: String,
    },
    /// A newer `rounds` wrote the file.
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// One runbook has more commands than its file may hold.
    TooMuch {
        /// The runbook.
        runbook: String,
    },
    /// It could not be written.
    NotSaved {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for TrustFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Path| crate::text::shown(&path.display().to_string()).to_string();
        match self {
            Self::NotApart { folder, other } => write!(
                f,
                "Allowed commands are kept in {}, which is not apart from {}: a runbook could then trust itself. Move the runbooks, or set XDG_STATE_HOME.",
                shown(folder),
                shown(other)
            ),
            Self::Busy { path } => write!(
                f,
                "Another rounds holds {}; end it, or try again.",
                shown(path)
            ),
            Self::NotPrivate { path, why } => write!(
                f,
                "{} {why}. Make it yours alone (chmod go-rwx), or take it away.",
                shown(path)
            ),
            Self::Newer { path } => write!(
                f,
                "{} was written by a newer rounds; use that one, or take the file away.",
                shown(path)
            ),
            Self::TooMuch { runbook } => write!(
                f,
                "The commands of {} are more than one file may hold; make them shorter, as scripts.",
                crate::text::shown(runbook)
            ),
            Self::NotSaved { path, error } => write!(
                f,
                "{} cannot be written: {}. Nothing was allowed or revoked.",
                shown(path),
                crate::os::why(error)
            ),
        }
    }
}

impl std::error::Error for TrustFault {}
