//! Which folders belong to this journal.
//!
//! A journal is the one that this machine knows to be at its place; else the one that its own
//! writers wrote; else that of most writers, of several the least. Folders of other ids are
//! foreign, and without effect, unless an entry says that both are one. A record that this
//! version has not written to yet counts as version 0.1.0 counted it: every id that such a
//! program began.

use super::disk::Disk;
use super::fault::ReadFault;
pub(super) use super::first_begun::{Begun, begun};
use super::known::known;
use super::place::Positions;
use super::writer_id::kept_points;
use crate::event::{JournalId, WriterId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which journal stands at a place.
pub(super) struct Chosen {
    /// Its own id.
    pub id: JournalId,
    /// Every other that counts.
    pub others: BTreeSet<JournalId>,
    /// Ids of others that stand there, where nothing but the number of writers decided.
    pub outvoted: BTreeSet<JournalId>,
}

impl Chosen {
    fn sure(id: JournalId) -> Self {
        Self {
            id,
            others: BTreeSet::new(),
            outvoted: BTreeSet::new(),
        }
    }
}

/// That nothing but the number of writers decided, in words: whoever can put folders there can
/// outvote the others.
pub(super) fn undecided(id: &JournalId, others: &[String]) -> String {
    let others = others.join(", ");
    format!(
        "writers of several journals stand here, and this machine has written to none of them: {id} is read, by the number of writers and then the least id, and not {others}. `--journal-id` says which is meant"
    )
}

/// The journal's own id and every other that counts, from how its writers began.
pub(super) fn choose(
    known: Option<JournalId>,
    own: &BTreeSet<JournalId>,
    begun: &BTreeMap<WriterId, Begun>,
) -> Option<Chosen> {
    if let Some(id) = known {
        return Some(Chosen::sure(id));
    }
    let mut counts: BTreeMap<JournalId, usize> = BTreeMap::new();
    for begun in begun.values() {
        *counts.entry(begun.journal).or_default() += 1;
    }
    let own = own.iter().find(|id| counts.contains_key(id)).copied();
    let most = counts.iter().rev().max_by_key(|(_, count)| **count);
    let id = own.or(most.map(|(id, _)| *id))?;
    let first = begun.values().filter(|begun| begun.is_of_first_version);
    let others = first
        .map(|begun| begun.journal)
        .filter(|other| *other != id);
    let others: BTreeSet<JournalId> = others.collect();
    let outvoted = counts
        .into_keys()
        .filter(|other| own.is_none() && *other != id);
    Some(Chosen {
        id,
        outvoted: outvoted.filter(|other| !others.contains(other)).collect(),
        others,
    })
}

/// Chooses for a reader that stands at the beginning.
pub(super) fn choose_for(
    disk: &Disk,
    root: &Path,
    state: Option<&Path>,
    meant: Option<JournalId>,
    writers: &[WriterId],
    positions: &mut Positions,
) -> Result<(), ReadFault> {
    let known = match state {
        Some(state) => known(disk, state, root)?,
        None => None,
    };
    let mut all = BTreeMap::new();
    let mut own = BTreeSet::new();
    if known.or(meant).is_none() {
        for writer in writers {
            // What cannot be read is named when it is read.
            if let Ok(Some(begun)) = begun(disk, &root.join(writer.as_str())) {
                all.insert(writer.clone(), begun);
            }
        }
        let kept = match state {
            Some(state) => kept_points(disk, state).map_err(|error| {
                let path = state.join("writers");
                ReadFault::UnreadableBeside { path, error }
            })?,
            None => Vec::new(),
        };
        let here = kept.into_iter();
        own.extend(
            here.filter(|kept| writers.contains(&kept.writer))
                .map(|kept| kept.journal),
        );
    }
    if let Some(chosen) = choose(known.or(meant), &own, &all) {
        positions.journal = Some(chosen.id);
        positions.is_known = known.is_some();
        positions.joined = chosen.others;
        positions.outvoted = chosen.outvoted;
    }
    Ok(())
}
