//! What could not be read, and why, for a person: never the same as what was altered.

use crate::event::WriterId;
use crate::os;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// What could not be read, and what the system said.
pub(super) type ReadFailed = (PathBuf, io::Error);

/// A part of the record that could not be read: nothing is said of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose record.
    pub writer: WriterId,
    /// Which segment; 0 where it is the folder as a whole.
    pub segment: u32,
    /// The file of it that stands beside the record, where it is that one.
    pub beside: Option<String>,
    /// Why, in words.
    pub why: String,
}

impl Unread {
    /// Whether it is of a writer's record itself, and not of what stands beside it.
    pub(super) fn is_of_record(&self, writer: &WriterId) -> bool {
        self.writer == *writer && self.beside.is_none()
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (writer, why) = (&self.writer, &self.why);
        match (self.segment, &self.beside) {
            (_, Some(name)) => write!(f, "{writer}, forks/{writer}/{name}: {why}"),
            (0, None) => write!(f, "{writer}: {why}"),
            (segment, None) => write!(f, "{writer}, segment {segment}: {why}"),
        }
    }
}

/// Why something cannot be read, in words that tell rights, links and a failing disk apart.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "this account may not read it (permission denied)".into(),
        ErrorKind::NotFound => "it is not there".into(),
        _ if os::is_link_refused(error) => "it is a symbolic link, and is not followed".into(),
        ErrorKind::NotADirectory => "it is a link, or no folder, and is not followed".into(),
        // Nothing but plain files is read.
        ErrorKind::InvalidInput | ErrorKind::IsADirectory => "it is no plain file".into(),
        // It says why itself.
        _ if error.raw_os_error().is_none() && error.get_ref().is_some() => error.to_string(),
        _ => format!("the system cannot read it: {}", os::why(error)),
    }
}
