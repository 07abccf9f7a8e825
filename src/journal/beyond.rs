//! How far the records of this machine's writers are read, and what stands beyond.
//!
//! The lock file says how far each is saved. What was kept outside the journal says it too: where
//! the lock file says less, an entry was saved and could not be noted, and it is read. Where the
//! lock file says nothing, nothing is read beyond what was kept: who writes next takes it in, says
//! so, and it proves nothing until its operator confirms it.

use super::disk::Disk;
use super::line::EntryLine;
use super::lock::{Point, Saved, read_saved};
use super::place::{Cap, segment_number, segment_path};
use super::report::Unconfirmed;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::writer_id::kept_points;
use crate::event::{JournalId, WriterId};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;

/// What of this machine's writers stands beyond what is noted as saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It was saved, and others on this machine do not see it yet.
    NotShown {
        /// Whose.
        writer: WriterId,
        /// The last such entry.
        seq: u64,
    },
    /// Nothing says that it was saved. It is not read.
    NotSaved(Unconfirmed),
}

impl Beyond {
    pub(super) fn writer(&self) -> &WriterId {
        match self {
            Self::NotShown { writer, .. } => writer,
            Self::NotSaved(unconfirmed) => &unconfirmed.writer,
        }
    }
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotShown { writer, seq } => write!(
                f,
                "entry {seq} of {writer} is on the disk, and the lock file could not say so; the writer's next entry shows both"
            ),
            Self::NotSaved(unconfirmed) => f.write_str(&unconfirmed.what),
        }
    }
}

/// What is kept outside the journal of writers that still write on this machine.
#[derive(Debug)]
pub(super) struct KeptPoints(BTreeMap<WriterId, Point>);

impl KeptPoints {
    pub fn find(disk: &Disk, state: &Path, journal: Option<JournalId>) -> io::Result<Self> {
        let kept = kept_points(disk, state)?.into_iter();
        let here = kept.filter(|kept| Some(kept.journal) == journal && kept.still_writes());
        Ok(Self(here.map(|kept| (kept.writer, kept.point)).collect()))
    }

    pub fn of(&self, writer: &WriterId) -> Option<Point> {
        self.0.get(writer).copied()
    }
}

impl Point {
    pub(super) fn cap(&self) -> Cap {
        Some((self.segment, self.bytes))
    }
}

/// Whether a writer's folder holds anything beyond a point.
pub(super) fn goes_on(disk: &Disk, folder: &Path, point: &Point) -> bool {
    let bytes = |segment| {
        let stat = disk.stat(&segment_path(folder, segment));
        stat.ok().flatten().map(|stat| stat.bytes)
    };
    bytes(point.segment).is_some_and(|bytes| bytes > point.bytes)
        || bytes(point.segment.saturating_add(1)).is_some()
}

/// The entries that stand beyond the last one that was kept of a writer.
pub(super) fn beyond(
    disk: &Disk,
    folder: &Path,
    writer: &WriterId,
    point: &Point,
) -> io::Result<Option<Unconfirmed>> {
    if !goes_on(disk, folder, point) {
        return Ok(None);
    }
    let mut found: Option<Unconfirmed> = None;
    for name in disk.names_in(folder)? {
        let from = match segment_number(&name) {
            Some(segment) if segment == point.segment => point.bytes,
            Some(segment) if segment > point.segment => 0,
            _ => continue,
        };
        let bytes = disk.read_range(&folder.join(&name), from, SEGMENT_READ_LIMIT_BYTES)?;
        let lines = bytes.split(|byte| *byte == b'\n');
        let lines = lines.filter_map(|line| EntryLine::read(line).ok());
        for line in lines.filter(|line| line.seq > point.link.seq) {
            let Ok(envelope) = line.envelope(&mut Vec::new()) else {
                continue;
            };
            let first = found.get_or_insert_with(|| Unconfirmed {
                writer: writer.clone(),
                by: envelope.by,
                entries: 0,
                from: line.seq,
                what: String::new(),
            });
            first.entries += 1;
        }
    }
    Ok(found.map(|found| Unconfirmed {
        what: words(&found),
        ..found
    }))
}

fn words(found: &Unconfirmed) -> String {
    let Unconfirmed {
        writer,
        by,
        entries,
        from,
        ..
    } = found;
    let which = match entries {
        1 => format!("entry {from} of {writer} stands"),
        count => format!("{count} entries of {writer}, from {from} on, stand"),
    };
    format!(
        "{which} beyond what was saved; the next entry of {by} takes in what is there, and `rounds journal confirm` confirms it"
    )
}

/// What stands beyond what is known to be saved of the writers of this machine that the lock file
/// says nothing of.
///
/// # Errors
/// What could not be read, in words.
pub fn not_saved(
    state: &Path,
    root: &Path,
    machine: &str,
    journal: Option<JournalId>,
) -> Result<Vec<Unconfirmed>, String> {
    let disk = Disk::default();
    let said = |error: io::Error| error.to_string();
    let saved = read_saved(&disk, root, machine).map_err(said)?;
    let kept = KeptPoints::find(&disk, state, journal).map_err(said)?;
    let mut found = Vec::new();
    let unknown = kept
        .0
        .iter()
        .filter(|(writer, _)| !saved.contains_key(*writer));
    for (writer, point) in unknown {
        let folder = root.join(writer.as_str());
        found.extend(beyond(&disk, &folder, writer, point).map_err(said)?);
    }
    Ok(found)
}

/// How far a writer's record is saved, as the lock file says now.
pub(super) fn saved_now(
    disk: &Disk,
    root: &Path,
    machine: &str,
    writer: &WriterId,
) -> Option<Saved> {
    read_saved(disk, root, machine).ok()?.remove(writer)
}
