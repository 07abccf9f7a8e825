//! What could not be read, and why, for a person: never the same as what was altered.

use crate::event::WriterId;
use crate::os;
use std::fmt;
use std::io::{self, ErrorKind};

/// A part of the record that could not be read: nothing is said of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose record.
    pub writer: WriterId,
    /// Which segment; 0 where it is the folder as a whole.
    pub segment: u32,
    /// Why, in words.
    pub why: String,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.segment {
            0 => write!(f, "{}: {}", self.writer, self.why),
            segment => write!(f, "{}, segment {segment}: {}", self.writer, self.why),
        }
    }
}

/// Why something cannot be read, in words that tell rights, links and a failing disk apart.
pub(super) fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "this account may not read it (permission denied)".into(),
        ErrorKind::NotFound => "it is not there".into(),
        _ if os::is_link_refused(error) => "it is a symbolic link, and is not followed".into(),
        ErrorKind::NotADirectory => "it is a link, or no folder, and is not followed".into(),
        // Nothing but plain files is read.
        ErrorKind::InvalidInput | ErrorKind::IsADirectory => "it is no plain file".into(),
        // It says why itself.
        _ if error.raw_os_error().is_none() && error.get_ref().is_some() => error.to_string(),
        _ => format!("the system cannot read it: {error}"),
    }
}
