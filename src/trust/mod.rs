//! Which commands someone has been shown, and has allowed.
//!
//! A runbook is a file that others may change; a command in it runs only after somebody has
//! read it and allowed exactly this one. What is allowed is kept for each step with the text
//! that was shown, by whom and when, so that a change can be shown as one.
//!
//! What stays true in it: trust lives in one private folder of this account, apart from every
//! library and journal, so that no runbook can bring its own; a file that is broken, altered,
//! another's or writable for others allows nothing; an allowance is on disk before it counts;
//! of two programs that write at once neither loses what the other wrote. Looking creates
//! nothing.
//!
//! What it does not do: it knows no runbook and runs nothing. It cannot guard against somebody
//! who can write this account's own files.
//!
//! | file | for |
//! |---|---|
//! | `command_text` | [`CommandText`], its canonical bytes and its [`Fingerprint`] |
//! | `kept` | the file of one runbook: read tolerantly, written whole |
//! | `apart` | whether the folder lies apart from libraries |

mod apart;
mod command_text;
mod kept;

#[cfg(test)]
mod tests;

pub use command_text::{CommandText, Fingerprint, GivenValue, TextForm};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use kept::{Kept, Lock, Stamp};

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
                "{} cannot be written: {error}. Nothing was allowed or taken back.",
                shown(path)
            ),
        }
    }
}

impl std::error::Error for TrustFault {}

/// What is allowed on this machine, by this account.
///
/// A picture of the folder at one moment: [`verdict`](Self::verdict) reads nothing.
/// [`reload`](Self::reload) looks again; do so before a command runs.
#[derive(Debug)]
pub struct Trust {
    folder: PathBuf,
    files: BTreeMap<PathBuf, (Stamp, Kept)>,
    folder_problem: Option<String>,
}

impl Trust {
    /// Opens the folder where allowed commands are kept. One that does not exist allows nothing
    /// and is not made. `apart_from` names every library and the journal.
    ///
    /// # Errors
    /// [`TrustFault::NotApart`] alone: whatever cannot be read is a [problem](Self::problems).
    pub fn open(
        folder: impl Into<PathBuf>,
        apart_from: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Self, TrustFault> {
        let folder = folder.into();
        for other in apart_from {
            apart::check(&folder, other.as_ref())?;
        }
        let mut trust = Self {
            folder,
            files: BTreeMap::new(),
            folder_problem: None,
        };
        trust.reload();
        Ok(trust)
    }

    /// Looks at the folder again and reads what has changed; says whether anything has.
    pub fn reload(&mut self) -> bool {
        let (stamps, problem) = match kept::list(&self.folder) {
            Ok(stamps) => (stamps, None),
            Err(sentence) => (BTreeMap::new(), Some(sentence)),
        };
        let mut has_changed = self.folder_problem != problem;
        self.folder_problem = problem;
        let before = self.files.len();
        self.files.retain(|path, _| stamps.contains_key(path));
        has_changed |= self.files.len() != before;
        for (path, stamp) in stamps {
            if self
                .files
                .get(&path)
                .is_none_or(|(known, _)| *known != stamp)
            {
                let kept = kept::read(&path);
                self.files.insert(path, (stamp, kept));
                has_changed = true;
            }
        }
        has_changed
    }

    /// What could not be trusted, and why: a sentence each.
    pub fn problems(&self) -> impl Iterator<Item = &str> {
        let of_files = self
            .files
            .values()
            .filter_map(|(_, kept)| kept.problem.as_deref());
        self.folder_problem.as_deref().into_iter().chain(of_files)
    }

    /// Whether this command may run there.
    pub fn verdict(&self, place: &Place, command: &CommandText) -> Verdict {
        match self.allowance(place) {
            None => Verdict::New,
            Some(allowance) if allowance.command == *command => Verdict::Allowed,
            Some(allowance) => Verdict::Changed {
                allowed: allowance.command.clone(),
            },
        }
    }

    /// What was allowed there, by whom and when.
    pub fn allowance(&self, place: &Place) -> Option<&Allowance> {
        let (_, kept) = self.files.get(&kept::path(&self.folder, &place.runbook))?;
        kept.allowed.get(place)
    }

    /// Allows these commands, each in its place, in the stead of what was allowed there before.
    /// Call it only with what somebody has been shown. `whereabouts` is what the environment
    /// says now of where they would work.
    ///
    /// # Errors
    /// When it cannot be saved. What stands in another runbook's file may then be saved already.
    pub fn allow(
        &mut self,
        commands: &[(Place, CommandText)],
        operator: &str,
        now: Timestamp,
        whereabouts: &Whereabouts,
    ) -> Result<(), TrustFault> {
        let runbooks = commands.iter().map(|(place, _)| place.runbook.as_str());
        self.change(runbooks.collect(), |runbook, kept| {
            let here = commands
                .iter()
                .filter(|(place, _)| place.runbook == runbook);
            kept.allowed.extend(here.map(|(place, command)| {
                let allowance = Allowance {
                    command: command.clone(),
                    operator: operator.to_owned(),
                    at: now,
                    whereabouts: whereabouts.clone(),
                };
                (place.clone(), allowance)
            }));
        })
    }

    /// Takes back what was allowed in these places.
    ///
    /// # Errors
    /// When it cannot be saved. What stands in another runbook's file may then be saved already.
    pub fn forget(&mut self, places: &[Place]) -> Result<(), TrustFault> {
        let runbooks = places.iter().map(|place| place.runbook.as_str());
        self.change(runbooks.collect(), |_, kept| {
            kept.allowed.retain(|place, _| !places.contains(place));
        })
    }

    /// Changes the files of these runbooks under the lock, from what they hold by then.
    fn change(
        &mut self,
        runbooks: BTreeSet<&str>,
        change: impl Fn(&str, &mut Kept),
    ) -> Result<(), TrustFault> {
        if runbooks.is_empty() {
            return Ok(());
        }
        let lock = Lock::take(&self.folder)?;
        let result = runbooks.into_iter().try_for_each(|runbook| {
            let path = kept::path(&self.folder, runbook);
            let mut kept = kept::read(&path);
            change(runbook, &mut kept);
            kept::write(&path, runbook, &kept)
        });
        drop(lock);
        self.reload();
        result
    }
}
