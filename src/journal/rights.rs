//! What a file or folder of one's own must be before it is written to: nobody else's, and no
//! way to somewhere else.
//!
//! Nothing here decides anything about entries. Where the system knows no owners and rights
//! (Windows), they are taken to be in order.

use crate::os::{self, Kind, Ownership};
use std::fs::Metadata;

/// Whether an open file's name is gone, or another file's by now.
pub(super) fn is_nameless(data: &Metadata) -> bool {
    os::ownership_in(data).links == 0
}

/// Why a folder of one's own must not be written to; `None` where all is well.
pub(super) fn unsafe_folder(data: &Metadata) -> Option<&'static str> {
    let found = os::ownership_in(data);
    match found.kind {
        Kind::Link => Some("it is a symbolic link"),
        Kind::Folder => unsafe_rights(&found),
        Kind::File | Kind::Pipe | Kind::Other => Some("it is no folder"),
    }
}

/// Why a file of one's own must not be written to; `None` where all is well.
pub(super) fn unsafe_file(data: &Metadata) -> Option<&'static str> {
    let found = os::ownership_in(data);
    match found.kind {
        Kind::Link => Some("it is a symbolic link"),
        Kind::Pipe => Some("it is a pipe"),
        Kind::Folder | Kind::Other => Some("it is no plain file"),
        Kind::File if found.links != 1 => Some("it has a second name (a hard link)"),
        Kind::File => unsafe_rights(&found),
    }
}

fn unsafe_rights(found: &Ownership) -> Option<&'static str> {
    if !found.own {
        Some("it belongs to another user")
    } else if found.mode & 0o002 != 0 {
        Some("everybody may write to it")
    } else {
        None
    }
}
