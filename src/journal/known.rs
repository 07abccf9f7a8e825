//! Which journal stands at a place, as this machine knows it, and what is said when it is gone.
//!
//! The state folder keeps a journal's id by its path from the first entry that this machine
//! saved in it. A place that is known and holds nothing of that journal is no new beginning: the
//! disk may not be mounted, the folder may have been renamed.

use super::disk::Disk;
use super::fault::ReadFault;
use super::first_begun::begun;
use super::gone::{Gone, Standing};
use super::line::hash_bytes;
use super::writer_id::kept_points;
use crate::event::{JournalId, SeenHead, WriterId};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const LIMIT_BYTES: u64 = 64 * 1024;

fn file_of(state: &Path, root: &Path) -> PathBuf {
    let path = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    let name = hash_bytes(path.as_os_str().as_encoded_bytes()).to_string();
    state.join("journals").join(&name[..16])
}

/// The journal that this machine knows to be at a place.
pub(super) fn known(
    disk: &Disk,
    state: &Path,
    root: &Path,
) -> Result<Option<JournalId>, ReadFault> {
    let path = file_of(state, root);
    let bytes = match disk.read_range(&path, 0, LIMIT_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ReadFault::UnreadableBeside { path, error }),
    };
    let text = String::from_utf8_lossy(&bytes);
    let id = text.lines().next().and_then(|line| line.parse().ok());
    Ok(id)
}

/// What the last line says of a journal whose id was taken from elsewhere: until this machine has
/// written to it, nothing of it need be here.
const TAKEN: &str = "taken";

/// Remembers which journal is at a place, so that it lasts.
pub(super) fn remember(
    disk: &Disk,
    state: &Path,
    root: &Path,
    journal: JournalId,
) -> io::Result<()> {
    write(disk, state, root, journal, "")
}

/// The journal that this machine knows to be at a place.
pub fn known_id(state: &Path, root: &Path) -> Option<JournalId> {
    known(&Disk::default(), state, root).ok().flatten()
}

/// Takes a journal's id for a place before anything of it is here: what is written there belongs
/// to that journal.
///
/// # Errors
/// What the system said.
pub fn take_id(state: &Path, root: &Path, journal: JournalId) -> io::Result<()> {
    write(&Disk::default(), state, root, journal, TAKEN)
}

/// Whether nothing of a known journal need be here: its id was taken, and no writer of this
/// machine has saved anything in it.
pub(super) fn is_awaited(disk: &Disk, state: &Path, root: &Path, journal: JournalId) -> bool {
    let bytes = disk.read_range(&file_of(state, root), 0, LIMIT_BYTES);
    let is_taken = bytes.is_ok_and(|bytes| bytes.ends_with(format!("\n{TAKEN}\n").as_bytes()));
    // Where it cannot be told, something of it was expected here.
    is_taken
        && kept_points(disk, state)
            .is_ok_and(|kept| kept.iter().all(|kept| kept.journal != journal))
}

fn write(disk: &Disk, state: &Path, root: &Path, journal: JournalId, last: &str) -> io::Result<()> {
    let path = file_of(state, root);
    disk.create_folder(path.parent().unwrap_or(state))?;
    let text = format!("{journal}\n{}\n{last}\n", root.display());
    let placed = disk.place(&path, text.as_bytes());
    placed.map_err(|failed| failed.error)
}

/// What is to be said of a known journal that is not there.
pub(super) fn gone(disk: &Disk, state: &Path, root: &Path, journal: JournalId) -> Gone {
    // The heads are told beside; that it is gone is told without them as well.
    let kept = kept_points(disk, state).unwrap_or_default().into_iter();
    let mut heads: Vec<SeenHead> = kept
        .filter(|kept| kept.journal == journal)
        .map(|kept| SeenHead {
            writer: kept.writer,
            seq: kept.point.link.seq,
            hash: kept.point.link.hash,
        })
        .collect();
    heads.sort_by_key(|head| Reverse(head.seq));
    Gone {
        path: root.to_path_buf(),
        journal,
        heads,
        // What cannot be listed is said where it is read.
        standing: standing(root).unwrap_or_default(),
    }
}

/// The journals that stand at a place, as their writers' folders say, that of most writers first.
///
/// # Errors
/// What the system said.
pub fn standing(root: &Path) -> io::Result<Vec<Standing>> {
    let disk = Disk::default();
    let mut found: BTreeMap<JournalId, usize> = BTreeMap::new();
    for name in disk.names(root)? {
        if name.parse::<WriterId>().is_err() {
            continue;
        }
        // What cannot be read is named when it is read.
        if let Ok(Some(begun)) = begun(&disk, &root.join(name)) {
            *found.entry(begun.journal).or_default() += 1;
        }
    }
    let found = found.into_iter();
    let mut all: Vec<_> = found
        .map(|(journal, writers)| Standing { journal, writers })
        .collect();
    all.sort_by_key(|it| Reverse(it.writers));
    Ok(all)
}

/// Takes the journal that stands at a place for the one that is known there.
///
/// # Errors
/// What the system said.
pub fn take_standing(state: &Path, root: &Path, journal: JournalId) -> io::Result<()> {
    remember(&Disk::default(), state, root, journal)
}

/// The journal that this machine knows to be at a place where nothing of it stands.
pub fn gone_at(state: &Path, root: &Path) -> Option<Gone> {
    let disk = Disk::default();
    let journal = known(&disk, state, root).ok()??;
    let names = disk.names(root).ok()?;
    if is_awaited(&disk, state, root, journal) {
        return None;
    }
    let writers = names.iter().filter(|name| name.parse::<WriterId>().is_ok());
    // A folder that does not say whose it is may be of it.
    let is_other = |name: &String| {
        let begun = begun(&disk, &root.join(name)).ok().flatten();
        begun.is_some_and(|begun| begun.journal != journal)
    };
    let is_gone = writers.into_iter().all(is_other);
    is_gone.then(|| gone(&disk, state, root, journal))
}

/// Forgets which journal was at a place: the next entry founds a new one there. Says whether one
/// was known.
///
/// # Errors
/// What the system said.
pub fn found_anew(state: &Path, root: &Path) -> io::Result<bool> {
    match std::fs::remove_file(file_of(state, root)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
