//! Up to where the records of this machine's writers are saved: what may go out to others, and
//! whose folders nobody else's bytes may ever go into.

use super::disk::Disk;
use super::lock::{Saved, Slots};
use super::writer_id::kept_points;
use crate::event::{EntryHash, JournalId, WriterId};
use std::io;
use std::path::Path;

/// Where a writer of this machine has come to, as it is kept outside the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEnd {
    /// The journal that it began in.
    pub journal: JournalId,
    /// Who.
    pub writer: WriterId,
    /// The segment of its last saved entry.
    pub segment: u32,
    /// Where that entry ends.
    pub bytes: u64,
    /// That entry's number.
    pub seq: u64,
    /// Its hash.
    pub hash: EntryHash,
    /// Whether nobody on this machine writes under that name any more.
    pub is_given_up: bool,
}

/// Where every writer of this machine has come to, of all journals.
///
/// # Errors
/// When what is kept of them cannot be read: nobody may take their folders for another's then.
pub fn own_ends(state: &Path) -> io::Result<Vec<OwnEnd>> {
    let kept = kept_points(&Disk::default(), state)?.into_iter();
    let mut ends: Vec<OwnEnd> = kept
        .map(|kept| OwnEnd {
            journal: kept.journal,
            writer: kept.writer,
            segment: kept.point.segment,
            bytes: kept.point.bytes,
            seq: kept.point.link.seq,
            hash: kept.point.link.hash,
            is_given_up: kept.is_given_up,
        })
        .collect();
    ends.sort_by(|one, other| (&one.writer, one.seq).cmp(&(&other.writer, other.seq)));
    // One that was retired is kept twice for a moment: the further counts.
    ends.dedup_by(|later, before| {
        let is_same = later.writer == before.writer;
        if is_same {
            before.clone_from(later);
        }
        is_same
    });
    Ok(ends)
}

/// Gives a writer up: another machine writes under its name, or another copy of this one did. The
/// next entry mints a new writer.
///
/// # Errors
/// What the system said.
pub fn give_up(state: &Path, writer: &WriterId) -> io::Result<()> {
    let disk = Disk::default();
    for kept in kept_points(&disk, state)? {
        if kept.writer != *writer || kept.is_given_up {
            continue;
        }
        let file = disk.open_in_place(&kept.path)?;
        let mut slots = Slots::read(&disk.read_open(&file, 0, 4096)?);
        let saved = slots
            .texts()
            .find_map(|(at, text)| Some((at, Saved::from_text(text)?.1)));
        if let Some((at, saved)) = saved {
            slots.write(&disk, &file, at, &saved.given_up().to_text(writer))?;
            disk.sync(&file)?;
        }
    }
    Ok(())
}
