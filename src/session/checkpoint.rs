//! What was folded, kept for the next start.
//!
//! A cache and nothing more: where it is missing, damaged, of another journal or of another
//! version, the record itself is read. It is replaced as a whole, by a rename.

use super::failure::Failure;
use crate::config::Settings;
use crate::journal::{Identity, Journal, Places, Positions};
use crate::library::digest;
use crate::os;
use crate::state::State;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// The file: where the readers stood, then the state's own bytes.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    positions: Positions,
    #[serde(borrow)]
    state: &'a [u8],
}

/// Opens the journal where the checkpoint left off, or at its beginning.
pub(super) fn open(
    settings: &Settings,
    places: Places,
    identity: Identity,
) -> Result<(Journal, State), Failure> {
    if let Some((positions, state)) = read(settings)
        && let Ok(journal) = Journal::resume(places.clone(), identity.clone(), positions)
    {
        return Ok((journal, state));
    }
    Ok((Journal::open(places, identity), State::default()))
}

fn read(settings: &Settings) -> Option<(Positions, State)> {
    let bytes = fs::read(path(settings)).ok()?;
    let (sum, bytes) = bytes.split_at_checked(32)?;
    let kept: Kept<'_> = postcard::from_bytes(bytes).ok()?;
    // A cache that a crash tore must not be believed. The state has a check of its own.
    (digest(before_state(bytes, kept.state)).0 == sum).then_some(())?;
    Some((kept.positions, State::from_bytes(kept.state)?))
}

/// What stands before the state's own bytes, which come last.
fn before_state<'a>(bytes: &'a [u8], state: &[u8]) -> &'a [u8] {
    &bytes[..bytes.len().saturating_sub(state.len())]
}

/// Each journal has a checkpoint of its own.
fn path(settings: &Settings) -> PathBuf {
    let journal = fs::canonicalize(&settings.journal).unwrap_or_else(|_| settings.journal.clone());
    let name = digest(journal.as_os_str().as_encoded_bytes()).to_string();
    settings.cache.join(format!("checkpoint-{}", &name[..16]))
}

/// Keeps a checkpoint, where that can be done; it is not worth a word where it cannot.
pub(super) fn keep(settings: &Settings, journal: &Journal, state: &State) {
    let kept = Kept {
        positions: journal.reader().positions().clone(),
        state: &state.to_bytes(),
    };
    let sum = |bytes: &[u8]| digest(before_state(bytes, kept.state)).0;
    let Ok(bytes) = postcard::to_stdvec(&kept) else {
        return;
    };
    let path = path(settings);
    let write = || -> std::io::Result<()> {
        os::private_dir(&settings.cache)?;
        let unfinished = path.with_extension(format!("{}", os::process_id()));
        let mut file = os::private_options()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&unfinished)?;
        file.write_all(&sum(&bytes))?;
        file.write_all(&bytes)?;
        fs::rename(&unfinished, &path)
    };
    // Deliberately without a word: the next start reads the record itself.
    let _ = write();
}
