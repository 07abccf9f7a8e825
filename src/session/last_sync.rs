//! What is known of the last sync, and what the next one takes with it.

use super::claims::{Taken, Told};
use crate::carrier::Notes;
use crate::event::{EntryHash, WriterId};
use crate::os;
use crate::present::Claim;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

/// What is known of the last sync: kept in this machine's state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LastSync {
    /// When both were last in step.
    pub at: Option<Timestamp>,
    /// Since when the carrier has not been reached, and why.
    pub fault: Option<(Timestamp, String)>,
    /// Records of one writer that part, as they are kept.
    pub forks: BTreeSet<String>,
    /// What came and was not taken.
    pub refused: BTreeSet<String>,
    /// Up to which entry each writer of this machine went out.
    pub sent: BTreeMap<WriterId, u64>,
    /// When all was last compared, and not only what changed.
    pub whole: Option<Timestamp>,
    /// What was said once, by name, with when it was first seen as it is.
    #[serde(default)]
    pub told: Told,
    /// Why what was kept of it cannot be read; then nothing of the rest is known.
    #[serde(skip)]
    pub unread: Option<String>,
}

impl LastSync {
    /// As it is kept in a file; nothing where there was no sync yet.
    pub(super) fn kept(path: &Path) -> Self {
        let read = match os::read_plain(path, os::MOST_OWN_BYTES) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::default(),
            Err(error) => Err(os::why(&error)),
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| "it is damaged".to_owned()),
        };
        read.unwrap_or_else(|why| Self {
            unread: Some(format!("{}: {why}", path.display())),
            ..Self::default()
        })
    }

    /// What is said now, each with when it was first seen as it is.
    pub(super) fn told_of(&self, notes: &Notes, now: Timestamp) -> Told {
        let told = notes.iter().map(|(name, said)| {
            let said = String::from_utf8_lossy(said).into_owned();
            let before = self.told.get(name).filter(|(before, _)| *before == said);
            let seen = before.map_or(now, |(_, seen)| *seen);
            (name.clone(), (said, seen))
        });
        told.collect()
    }
}

/// What a sync takes from the record, so that nobody waits for it meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Content that was taken out of the journal.
    pub removed: BTreeSet<EntryHash>,
    /// What this machine has to tell.
    pub mine: Mine,
}

/// What a machine has to tell.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    pub(super) claims: Vec<Claim>,
    pub(super) taken: Taken,
}
