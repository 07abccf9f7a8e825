//! How a writer's record begins, and so which journal it belongs to.

use super::beginning::first_started;
use super::disk::Disk;
use super::line::LINE_LIMIT_BYTES;
use super::place::{segment_number, segment_path};
use crate::event::{JournalId, SegmentStarted};
use std::io;
use std::path::Path;

/// The version that knew no foreign folders.
const FIRST_VERSION: &str = "0.1.0";

/// How a writer's record begins.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    pub journal: JournalId,
    pub is_of_first_version: bool,
}

impl Begun {
    pub fn of(started: &SegmentStarted) -> Self {
        Self {
            journal: started.journal,
            is_of_first_version: started.program == FIRST_VERSION,
        }
    }
}

/// Reads how a writer's record begins; none where no segment says so.
pub(super) fn begun(disk: &Disk, folder: &Path) -> io::Result<Option<Begun>> {
    let names = disk.names_in(folder)?;
    for segment in names.iter().filter_map(|name| segment_number(name)) {
        let Ok(bytes) = disk.read_range(&segment_path(folder, segment), 0, LINE_LIMIT_BYTES as u64)
        else {
            continue;
        };
        if let Some((_, started)) = first_started(&bytes) {
            return Ok(Some(Begun::of(&started)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else every folder of another journal would count as ours.
    #[test]
    fn this_version_is_not_the_first() {
        assert_ne!(env!("CARGO_PKG_VERSION"), FIRST_VERSION);
    }
}
