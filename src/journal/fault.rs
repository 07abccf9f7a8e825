//! What can go wrong with a journal, in sentences for the person at the keyboard.
//!
//! A fault says what happened, where, and what to do. Whoever shows a path goes through
//! `text::shown`, like for any outside text.

use super::gone::Gone;
use super::line::LINE_LIMIT_BYTES;
use super::unread::{ReadFailed, why};
use crate::os;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::{error, fmt};

/// Why the journal could not be read.
#[derive(Debug)]
pub enum ReadFault {
    /// Entries that were delivered before are void by now, or entries before them have
    /// arrived. The reader stands at the beginning again: forget what was folded, and poll.
    Outdated,
    /// What is read again is not what was read: it was rewritten where it stands.
    Changed {
        /// Which file.
        path: PathBuf,
    },
    /// The journal's folder cannot be read.
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something that is read with it cannot be read: what this machine keeps of its journals, or
    /// what stands beside a record.
    UnreadableBeside {
        /// What could not be read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The journal that this machine knows is not there.
    Gone(Box<Gone>),
}

impl ReadFault {
    pub(super) fn beside((path, error): ReadFailed) -> Self {
        Self::UnreadableBeside { path, error }
    }
}

/// Why nothing was saved. What was to be written is still the caller's.
#[derive(Debug)]
pub enum WriteFault {
    /// The disk, or the quota on it, is full.
    Full {
        /// What could not be written.
        path: PathBuf,
    },
    /// The file system is mounted read-only.
    ReadOnly {
        /// What could not be written.
        path: PathBuf,
    },
    /// The account may not write there.
    NotAllowed {
        /// What could not be written.
        path: PathBuf,
    },
    /// Another program holds the journal's lock.
    Busy {
        /// Who, as far as can be told.
        holder: String,
        /// How long was waited.
        waited_seconds: u64,
    },
    /// The file system has no locks.
    NoLocks {
        /// What could not be locked.
        path: PathBuf,
    },
    /// The entry is longer than an entry may be.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The entry, or an object of it, is not what it must be.
    Malformed {
        /// In what way.
        why: String,
    },
    /// A file or folder of one's own is not safe to write to.
    Unsafe {
        /// Which.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// Like [`ReadFault::Outdated`]: fold anew, then begin again.
    Outdated,
    /// Like [`ReadFault::Gone`]: nothing is founded anew by the way.
    Gone(Box<Gone>),
    /// The journal could not be read, so nothing can be decided against it.
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The disk failed.
    Broken {
        /// What could not be written.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl WriteFault {
    /// Sorts an error of the system by what the person can do about it.
    pub(super) fn writing(path: &Path, error: io::Error) -> Self {
        let path = path.to_path_buf();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full { path }
            }
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            ErrorKind::PermissionDenied => Self::NotAllowed { path },
            _ => Self::Broken { path, error },
        }
    }

    /// Sorts an error of taking a lock.
    pub(super) fn locking(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::Unsupported => Self::NoLocks {
                path: path.to_path_buf(),
            },
            _ if os::has_no_locks(&error) => Self::NoLocks {
                path: path.to_path_buf(),
            },
            _ => Self::writing(path, error),
        }
    }

    pub(super) fn reading(path: &Path, error: io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            error,
        }
    }
}

impl From<ReadFault> for WriteFault {
    fn from(fault: ReadFault) -> Self {
        match fault {
            // Both are read anew.
            ReadFault::Outdated | ReadFault::Changed { .. } => Self::Outdated,
            ReadFault::Gone(gone) => Self::Gone(gone),
            ReadFault::Unreadable { path, error } | ReadFault::UnreadableBeside { path, error } => {
                Self::Unreadable { path, error }
            }
        }
    }
}

const OUTDATED: &str = "The journal changed behind what was read; it is read again.";

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outdated => f.write_str(OUTDATED),
            Self::Changed { path } => write!(
                f,
                "{} was rewritten after it was read: nothing of it is believed. Try again: all of it is read anew then, and `rounds journal verify` names what was rewritten.",
                path.display()
            ),
            Self::Gone(gone) => gone.fmt(f),
            Self::Unreadable { path, error } if error.kind() == io::ErrorKind::NotADirectory => {
                write!(
                    f,
                    "The journal cannot be read: {} is a file, and a journal is a folder. Name one with --journal.",
                    path.display()
                )
            }
            Self::Unreadable { path, error } | Self::UnreadableBeside { path, error } => {
                let (path, why) = (path.display(), why(error));
                write!(f, "The journal cannot be read: {path}: {why}.")
            }
        }
    }
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { path } => write!(
                f,
                "Not saved: there is no room left for {}. Make room, then try again.",
                path.display()
            ),
            Self::ReadOnly { path } => write!(
                f,
                "Not saved: {} lies on a disk that takes no writes now. Try again once it does.",
                path.display()
            ),
            Self::NotAllowed { path } => write!(
                f,
                "Not saved: this account may not write to {}. Set its rights right, then try again.",
                path.display()
            ),
            Self::Busy {
                holder,
                waited_seconds,
            } => write!(
                f,
                "Not saved: after {waited_seconds} s the journal is still held by {holder}. Wait or end that program, then try again."
            ),
            Self::NoLocks { path } => write!(
                f,
                "Not saved: the file system of {} has no file locks, and without them two programs could write over each other. Keep the journal where there are some (a local disk does), and share it from there.",
                path.display()
            ),
            Self::TooLong { bytes } => write!(
                f,
                "Not saved: this would be an entry of {bytes} bytes, and {LINE_LIMIT_BYTES} is the most. Shorten it, or attach the long part as a file."
            ),
            Self::Malformed { why } => write!(f, "Not saved: {why}."),
            Self::Unsafe { path, why } => write!(
                f,
                "Not saved: {} is not safe to write to: {why}. Set that right, then try again.",
                path.display()
            ),
            Self::Outdated => f.write_str(OUTDATED),
            Self::Gone(gone) => write!(f, "Not saved. {gone}"),
            Self::Unreadable { path, error } => write!(
                f,
                "Not saved: {} cannot be read: {}. Try again once it can.",
                path.display(),
                why(error)
            ),
            Self::Broken { path, error } => write!(
                f,
                "Not saved: writing {} failed: {}. Try again; where it goes on failing, the disk is at fault.",
                path.display(),
                os::why(error)
            ),
        }
    }
}

impl error::Error for ReadFault {}
impl error::Error for WriteFault {}
