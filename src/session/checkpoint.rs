//! What was folded, kept for the next start.
//!
//! A cache and nothing more: where it is missing, damaged, of another journal or of another
//! version, the record itself is read. It is replaced as a whole, by a rename. Of a long
//! record only the head is read at a start; the file stays open, so that what is asked for
//! later comes from the same one, whatever was put in its place.

use super::contents::Outdated;
use super::failure::Failure;
use super::fold::{entries_of, refold, take};
use crate::config::Settings;
use crate::event::RunId;
use crate::journal::{Identity, Journal, Places, Positions, Reader};
use crate::library::digest;
use crate::os;
use crate::state::{Checkpoint, Part, Shared, Shelf, Slot, State};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Before the positions: how long they are, and their digest.
const FRAME_BYTES: usize = 4 + 32;
/// As much is read at once of the file.
const FIRST_BYTES: usize = 64 * 1024;

/// Opens the journal where the checkpoint left off, or at its beginning; what is made anew of it
/// later tells where the record `was_rewritten` since.
pub(super) fn open(
    settings: &Settings,
    places: Places,
    identity: Identity,
    was_rewritten: &Outdated,
) -> Result<(Journal, State), Failure> {
    if let Some((positions, state)) = read(settings, was_rewritten)
        && let Ok(journal) = Journal::resume(places.clone(), identity.clone(), positions)
    {
        return Ok((journal, state));
    }
    Ok((Journal::open(places, identity), State::default()))
}

fn read(settings: &Settings, was_rewritten: &Outdated) -> Option<(Positions, State)> {
    let mut file = os::open_plain(&path(settings)).ok()?;
    let mut bytes = Vec::with_capacity(FIRST_BYTES);
    let first = &mut file;
    first
        .take(FIRST_BYTES as u64)
        .read_to_end(&mut bytes)
        .ok()?;
    let length = u32::from_le_bytes(*bytes.first_chunk()?);
    let before = FRAME_BYTES + usize::try_from(length).ok()?;
    read_on(&mut file, &mut bytes, before + Checkpoint::FRAME)?;
    let head = Checkpoint::length_of_head(&bytes[before..])?;
    let behind = before.checked_add(usize::try_from(head).ok()?)?;
    read_on(&mut file, &mut bytes, behind)?;
    let positions = &bytes[FRAME_BYTES..before];
    // A cache that a crash tore must not be believed. The state has a check of its own.
    (digest(positions).0 == bytes[4..FRAME_BYTES]).then_some(())?;
    let positions: Positions = postcard::from_bytes(positions).ok()?;
    let begun = Arc::new(OnceLock::new());
    let shelf = Drawers {
        begun: begun.clone(),
        file,
        behind: behind as u64,
        journal: settings.journal.clone(),
        state: settings.state.clone(),
        positions: positions.clone(),
        anew: OnceLock::new(),
        was_rewritten: was_rewritten.clone(),
    };
    let state = State::from_head(&bytes[before..behind], Arc::new(shelf))?;
    // Whoever folds a part anew goes by the same signatures.
    let _ = begun.set(State::with_signatures_of(&state));
    Some((positions, state))
}

/// Reads on until there are so many bytes; no more are kept room for than the file has.
fn read_on(file: &mut File, bytes: &mut Vec<u8>, length: usize) -> Option<()> {
    let missing = length.saturating_sub(bytes.len());
    let left = file.metadata().ok()?.len();
    // At once, where the file has as much: growing bit by bit copies all of it each time.
    bytes.reserve_exact(missing.min(usize::try_from(left).ok()?) + 1);
    file.take(missing as u64).read_to_end(bytes).ok()?;
    (bytes.len() >= length).then_some(())
}

/// What lies behind the head, in the file that was opened.
#[derive(Debug)]
struct Drawers {
    file: File,
    behind: u64,
    journal: PathBuf,
    state: PathBuf,
    positions: Positions,
    /// What a fold begins with: the signatures that were found good.
    begun: Arc<OnceLock<State>>,
    /// The state at these positions, where the file does not hold it any more.
    anew: OnceLock<State>,
    was_rewritten: Outdated,
}

impl Shelf for Drawers {
    fn read(&self, slot: &Slot, what: &Part) -> Vec<u8> {
        let bytes = self.lying(slot).unwrap_or_default();
        match slot.holds(&bytes) {
            true => bytes,
            false => self.anew.get_or_init(|| self.fold()).part(what),
        }
    }
}

impl Drawers {
    fn lying(&self, slot: &Slot) -> Option<Vec<u8>> {
        let offset = self.behind.checked_add(slot.offset)?;
        os::read_at(&self.file, offset, slot.bytes).ok()
    }

    /// Reads the record itself, as far as the checkpoint had come.
    fn fold(&self) -> State {
        let mut state = self.begun.get().cloned().unwrap_or_default();
        let mut shared = Shared::default();
        let mut reader = Reader::new(&self.journal, "", None).knowing(&self.state);
        let mut count = 0_usize;
        // What cannot be read any more was told when the journal was opened.
        let _ = reader.up_to(&self.positions, &mut |arrived| {
            take(&mut state, &arrived);
            count += 1;
            if count.is_multiple_of(State::SHRINK_EVERY) {
                state.shrink(&mut shared);
            }
        });
        if !reader.positions().are_as(&self.positions) {
            self.was_rewritten.set(true);
        }
        let stale: Vec<RunId> = state.stale().collect();
        for run in stale {
            let places = state.places(run).unwrap_or_default();
            let entries = entries_of(run, &places, &reader).unwrap_or_default();
            refold(&mut state, run, &entries);
        }
        state.shrink(&mut shared);
        state
    }
}

/// Each journal has a checkpoint of its own; so has each that somebody named among several at one
/// place.
fn path(settings: &Settings) -> PathBuf {
    let journal = fs::canonicalize(&settings.journal).unwrap_or_else(|_| settings.journal.clone());
    let mut which = journal.as_os_str().as_encoded_bytes().to_vec();
    if let Some(id) = settings.journal_id {
        which.extend(format!("\n{id}").into_bytes());
    }
    let name = digest(&which).to_string();
    settings.cache.join(format!("checkpoint-{}", &name[..16]))
}

/// Lets go of a checkpoint that is not what the record says any more.
pub(super) fn forget(settings: &Settings) {
    // Where it cannot be taken away, who reads the rewritten part again is told again.
    let _ = fs::remove_file(path(settings));
}

/// Keeps a checkpoint, where that can be done; it is not worth a word where it cannot.
pub(super) fn keep(settings: &Settings, journal: &Journal, state: &State) {
    let Ok(positions) = postcard::to_stdvec(journal.reader().positions()) else {
        return;
    };
    let path = path(settings);
    // Deliberately without a word: the next start reads the record itself.
    let _ = os::private_dir(&settings.cache)
        .and_then(|()| write(&path, &positions, &state.checkpoint()));
}

fn write(path: &Path, positions: &[u8], checkpoint: &Checkpoint) -> io::Result<()> {
    let length = u32::try_from(positions.len()).map_err(io::Error::other)?;
    let unfinished = path.with_extension(format!("{}", os::process_id()));
    let mut file = os::private_options()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&unfinished)?;
    let written = (|| {
        file.write_all(&length.to_le_bytes())?;
        file.write_all(&digest(positions).0)?;
        file.write_all(positions)?;
        checkpoint
            .pieces()
            .try_for_each(|piece| file.write_all(&piece))?;
        fs::rename(&unfinished, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}
