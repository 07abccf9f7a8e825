//! What each list had seen of the others, and which keys it ends by that, in whatever order the
//! lists stand: the number of an entry is its writer's word, and whoever has a key that was ended
//! could put a list of theirs before the one that ended it.
//!
//! A list ends a key by what it had seen itself. So two that end each other's key both do, and
//! nothing counts by either.

use super::ended::EndedKey;
use super::era::Eras;
use super::ground::Ground;
use super::list::{KeyList, ListId};
use super::seal::Seal;
use crate::event::EntryRef;
use crate::state::register::Stamped;
use std::collections::{BTreeMap, BTreeSet};

/// What each list had seen of the others.
pub(super) struct Views<'a> {
    lists: &'a [Stamped<KeyList>],
    seals: &'a BTreeMap<EntryRef, Seal>,
    ground: &'a Ground,
    first: Eras,
    /// Everybody's keys as a list had seen them; none while that is being found out.
    known: BTreeMap<usize, Option<Eras>>,
}

impl<'a> Views<'a> {
    /// Those of lists, from what the first of them say.
    pub fn of(
        lists: &'a [Stamped<KeyList>],
        seals: &'a BTreeMap<EntryRef, Seal>,
        ground: &'a Ground,
        first: &Eras,
    ) -> Self {
        let mut views = Self {
            lists,
            seals,
            ground,
            first: first.clone(),
            known: BTreeMap::new(),
        };
        (0..lists.len()).for_each(|at| views.look(at));
        views
    }

    /// Finds out what a list had seen: the lists under its heads that were signed by what they had
    /// seen. By hashes none sees one that sees it; a damaged line may say so, and is passed over.
    fn look(&mut self, at: usize) {
        if self.known.contains_key(&at) {
            return;
        }
        self.known.insert(at, None);
        let mut eras = self.first.clone();
        let heads = &self.lists[at].what.heads;
        for (before, list) in self.lists.iter().enumerate() {
            let is_seen = self.ground.is_under(&list.mark.entry, heads);
            if before == at || !list.what.has_before || !is_seen {
                continue;
            }
            self.look(before);
            let id = ListId::of(list);
            let signed: Vec<&Seal> = self.signed(before).collect();
            if signed.iter().any(|seal| seal.chains(&id)) {
                eras.add(list);
            } else if !signed.is_empty() {
                eras.end(list);
            }
        }
        self.known.insert(at, Some(eras));
    }

    /// Whether a signature's key was its operator's by what a list had seen.
    pub fn fits(&self, at: usize, seal: &Seal) -> bool {
        let eras = self.known.get(&at).and_then(Option::as_ref);
        eras.is_some_and(|eras| eras.fits(seal, self.ground).is_ok())
    }

    /// Signatures over a list by whoever noticed it, by what it had seen, up to the first that an
    /// unbroken chain leads to: which of them were looked at by chance makes no state differ.
    fn over(&self, at: usize) -> Vec<&'a Seal> {
        let list = &self.lists[at];
        let seals = self.seals.values();
        let fits = |seal: &&Seal| seal.own == list.by && self.fits(at, seal);
        let mut all: Vec<_> = seals
            .filter(fits)
            .filter_map(|seal| Some((seal.names(&list.mark.entry)?.0, &seal.entry, seal)))
            .collect();
        all.sort_by_key(|(seq, entry, _)| (*seq, *entry));
        let id = ListId::of(list);
        let chained = all.iter().position(|(_, _, seal)| seal.chains(&id));
        all.truncate(chained.map_or(all.len(), |at| at + 1));
        all.into_iter().map(|(_, _, seal)| seal).collect()
    }

    /// Those of them that are good.
    fn signed(&self, at: usize) -> impl Iterator<Item = &'a Seal> {
        self.over(at).into_iter().filter(|seal| seal.is_good())
    }

    /// Those of them that somebody has to look at.
    pub fn wanted(&self, at: usize) -> impl Iterator<Item = &'a Seal> {
        self.over(at).into_iter().filter(|seal| seal.wants_a_look())
    }

    /// The keys that were somebody's by what a list had seen, and that it leaves out; and the
    /// signatures by which that is known.
    pub fn ended(&self) -> (Vec<EndedKey>, BTreeSet<EntryRef>) {
        let (mut ended, mut by) = (Vec::new(), BTreeSet::new());
        for (at, list) in self.lists.iter().enumerate() {
            let Some(Some(eras)) = self.known.get(&at) else {
                continue;
            };
            let signed: Vec<&Seal> = self.signed(at).collect();
            let (Some(first), Some(last), true) =
                (signed.first(), signed.last(), list.what.has_before)
            else {
                continue;
            };
            by.extend([first.entry.clone(), last.entry.clone()]);
            let said = list.what.keys();
            for (operator, keys) in eras.now() {
                let left = said.get(operator);
                let is_left =
                    |key: &[u8]| left.is_some_and(|left| left.iter().any(|it| it.key == key));
                let gone = keys.iter().filter(|line| !is_left(&line.key));
                ended.extend(gone.map(|line| EndedKey::of(list, operator, &line.key)));
            }
        }
        (ended, by)
    }
}
