//! What follows from lists and signatures: everybody's keys over time, and how far each writer's
//! record is covered.

use super::era::Eras;
use super::list::KeyList;
use super::seal::Seal;
use crate::event::{EntryRef, WriterId};
use crate::runbook::Operator;
use crate::state::register::Stamped;
use std::collections::{BTreeMap, BTreeSet};

/// How far an operator has signed a writer's record, and by which entry.
type Floors = BTreeMap<(WriterId, Operator), (u64, EntryRef)>;

/// Lists that count, and by what.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SignedLists {
    pub effective: BTreeSet<EntryRef>,
    /// The signature by which each of them does: the one that covers least beyond it.
    pub by: BTreeSet<EntryRef>,
    /// Signatures that somebody has to look at to know.
    pub wanted: BTreeSet<EntryRef>,
}

/// What follows from the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Worked {
    pub eras: Eras,
    pub floors: Floors,
}

impl Worked {
    /// Takes the lists that are in `effective` as signed.
    pub fn out(
        lists: &[Stamped<KeyList>],
        effective: &BTreeSet<EntryRef>,
        seals: &BTreeMap<EntryRef, Seal>,
    ) -> Self {
        let mut worked = Self::of_first(lists);
        for list in lists.iter().filter(|list| list.what.has_before) {
            match effective.contains(&list.mark.entry) {
                true => worked.eras.add(list),
                false => worked.eras.tell_waiting(list),
            }
        }
        worked.floors = floors(&worked.eras, seals);
        worked
    }

    /// Which lists are signed by somebody who has a key, by the lists before them.
    pub fn lists(
        lists: &[Stamped<KeyList>],
        seals: &BTreeMap<EntryRef, Seal>,
        doubtful: &BTreeMap<WriterId, u64>,
    ) -> SignedLists {
        let mut worked = Self::of_first(lists);
        let mut signed = SignedLists::default();
        for list in lists.iter().filter(|list| list.what.has_before) {
            let place = &list.mark.entry;
            if !is_sound(place, doubtful) {
                continue;
            }
            let fits = |seal: &&Seal| seal.own == list.by && worked.eras.fits(seal).is_ok();
            let mut all: Vec<(u64, &Seal)> = seals
                .values()
                .filter(fits)
                .filter_map(|seal| Some((seal.reaches(place)?, seal)))
                .collect();
            all.sort_by_key(|(seq, seal)| (*seq, &seal.entry));
            for (_, seal) in all {
                if seal.wants_a_look() {
                    signed.wanted.insert(seal.entry.clone());
                }
                if seal.covered().any(|head| head.writer == place.writer) {
                    signed.effective.insert(place.clone());
                    signed.by.insert(seal.entry.clone());
                    worked.eras.add(list);
                    break;
                }
            }
        }
        signed
    }

    fn of_first(lists: &[Stamped<KeyList>]) -> Self {
        let first: Vec<_> = lists.iter().filter(|list| !list.what.has_before).collect();
        Self {
            eras: Eras::first(&first),
            floors: Floors::default(),
        }
    }

    /// Whether a good signature of an operator covers an entry of theirs.
    pub fn covers(
        &self,
        entry: &EntryRef,
        by: &Operator,
        doubtful: &BTreeMap<WriterId, u64>,
    ) -> bool {
        let floor = self.floor(&entry.writer, by);
        entry.seq <= floor && is_sound(entry, doubtful)
    }

    pub fn floor(&self, writer: &WriterId, by: &Operator) -> u64 {
        let floor = self.floors.get(&(writer.clone(), by.clone()));
        floor.map_or(0, |(seq, _)| *seq)
    }

    /// Whether an entry counts: its operator has no key, had none then, or has signed it.
    pub fn counts(
        &self,
        entry: &EntryRef,
        by: &Operator,
        doubtful: &BTreeMap<WriterId, u64>,
    ) -> bool {
        let was_before = || self.eras.was_before(by, &entry.writer, entry.seq);
        !self.eras.has_key(by)
            || self.covers(entry, by, doubtful)
            || was_before() && is_sound(entry, doubtful)
    }

    /// Whether a signature could cover more than is covered, or is what it should rest on: of two
    /// that cover as much the one whose place comes first.
    pub fn would_raise(&self, seal: &Seal) -> bool {
        seal.heads.iter().any(|head| {
            let floor = self.floors.get(&(head.writer.clone(), seal.own.clone()));
            floor.is_none_or(|(seq, by)| head.seq > *seq || head.seq == *seq && seal.entry < *by)
        })
    }

    /// Whether a signature covers nothing because its key was not its operator's.
    pub fn is_foreign(&self, seal: &Seal) -> bool {
        self.eras.fits(seal).is_err()
    }

    /// Whether a signature is what covers a writer's record as far as it is covered.
    pub fn rests_on(&self, seal: &Seal) -> bool {
        let mut floors = self.floors.values();
        floors.any(|(_, entry)| *entry == seal.entry)
    }
}

/// Whether nothing before it stands that cannot be relied on.
fn is_sound(entry: &EntryRef, doubtful: &BTreeMap<WriterId, u64>) -> bool {
    let from = doubtful.get(&entry.writer);
    from.is_none_or(|from| entry.seq < *from)
}

/// How far what is good covers. Of two that cover as much the least is named, by its place.
fn floors(eras: &Eras, seals: &BTreeMap<EntryRef, Seal>) -> Floors {
    let mut floors = Floors::new();
    for seal in seals.values() {
        let mut covered = seal.covered().peekable();
        if covered.peek().is_none() || eras.fits(seal).is_err() {
            continue;
        }
        for head in covered {
            let of = (head.writer.clone(), seal.own.clone());
            let floor = floors.entry(of).or_insert_with(|| (0, seal.entry.clone()));
            if head.seq > floor.0 {
                *floor = (head.seq, seal.entry.clone());
            }
        }
    }
    floors
}
