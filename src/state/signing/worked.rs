//! What follows from lists and signatures: everybody's keys over time, and how far each writer's
//! record is covered.

use super::ended::EndedKey;
use super::era::Eras;
use super::ground::{Ground, Head, head_of};
use super::list::{KeyList, ListId};
use super::seal::Seal;
use super::views::Views;
use crate::event::{EntryRef, WriterId};
use crate::runbook::Operator;
use crate::state::register::Stamped;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an operator has signed of a writer's record, and by which entry.
type Floors = BTreeMap<(WriterId, Operator), (Head, EntryRef)>;

/// What each list that knows of others before it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// Lists that somebody who has a key has signed.
    pub effective: BTreeSet<ListId>,
    /// Lists that were signed as well, as far as numbers tell, and that no unbroken chain leads
    /// from: they let nothing in, and what they end has ended. Else a record would only have to be
    /// damaged for a key to count again.
    pub ending: BTreeSet<ListId>,
    /// The keys that all of these end.
    pub ended: Vec<EndedKey>,
}

impl Standing {
    /// Whether a list counts.
    pub fn counts(&self, list: &Stamped<KeyList>) -> bool {
        !list.what.has_before || self.effective.contains(&ListId::of(list))
    }

    /// Whether a list ends keys, and gives none.
    pub fn ends(&self, list: &Stamped<KeyList>) -> bool {
        self.ending.contains(&ListId::of(list))
    }
}

/// Which lists are signed, and by what.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SignedLists {
    pub standing: Standing,
    /// The signatures by which each of them does what it does.
    pub by: BTreeSet<EntryRef>,
    /// Signatures that somebody has to look at to know.
    pub wanted: BTreeSet<EntryRef>,
}

/// What follows from the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Worked {
    pub eras: Eras,
    floors: Floors,
    /// What lists name of each writer.
    pub named: BTreeMap<WriterId, BTreeSet<Head>>,
}

impl Worked {
    /// Takes the lists as they stand.
    pub fn out(
        lists: &[Stamped<KeyList>],
        standing: &Standing,
        seals: &BTreeMap<EntryRef, Seal>,
        ground: &Ground,
    ) -> Self {
        let mut worked = Self::of_first(lists);
        worked.eras.ended.clone_from(&standing.ended);
        for (at, list) in lists.iter().enumerate() {
            let ends = standing.ends(list);
            if ends {
                worked.eras.end(list);
            }
            let last = lists[..at].iter().rfind(|it| standing.counts(it));
            let since = lists[at + 1..].iter();
            let since = since.filter(|it| it.what.has_before && standing.counts(it));
            let mut others = last.into_iter().chain(since);
            let place = &list.mark.entry;
            let is_plain = !ends && ground.is_sound(&place.writer, place.seq);
            match list.what.has_before {
                true if standing.counts(list) => worked.eras.add(list),
                // Its lines count by another list.
                true if is_plain && others.any(|it| it.what.lines == list.what.lines) => {}
                true => {
                    worked.eras.tell_waiting(list);
                    worked.eras.hold(list);
                }
                false => {}
            }
            for (writer, head) in &list.what.heads {
                let named = worked.named.entry(writer.clone()).or_default();
                named.insert(*head);
            }
        }
        worked.eras.forget_what_came_true(lists);
        worked.floors = floors(&worked.eras, seals, ground);
        worked
    }

    /// Which lists are signed by somebody who has a key, by the lists before them.
    pub fn lists(
        lists: &[Stamped<KeyList>],
        seals: &BTreeMap<EntryRef, Seal>,
        ground: &Ground,
    ) -> SignedLists {
        let mut worked = Self::of_first(lists);
        let mut signed = SignedLists::default();
        let views = Views::of(lists, seals, ground, &worked.eras);
        (signed.standing.ended, signed.by) = views.ended();
        worked.eras.ended.clone_from(&signed.standing.ended);
        let later = lists.iter().enumerate();
        for (at, list) in later.filter(|(_, list)| list.what.has_before) {
            let (place, id) = (&list.mark.entry, ListId::of(list));
            let counts = |seal: &Seal| worked.eras.fits_under(seal, Some(&id), ground).is_ok();
            let fits = |seal: &&Seal| seal.own == list.by && (counts(seal) || views.fits(at, seal));
            let mut all: Vec<(Head, &Seal)> = seals
                .values()
                .filter(fits)
                .filter_map(|seal| Some((seal.names(place)?, seal)))
                .collect();
            all.sort_by_key(|((seq, _), seal)| (*seq, &seal.entry));
            let seals = || all.iter().map(|(_, seal)| *seal);
            let chained = seals().position(|seal| seal.chains(&id) && counts(seal));
            // Up to the one that it counts by all are known, and that one whole.
            let upto = chained.map_or(all.len(), |at| at + 1);
            let unknown = seals().take(upto).filter(|seal| seal.wants_a_look());
            let unknown = unknown.chain(views.wanted(at));
            signed.wanted.extend(unknown.map(|seal| seal.entry.clone()));
            match (
                chained.and_then(|at| seals().nth(at)),
                seals().find(|seal| seal.is_good()),
            ) {
                (Some(seal), _) => {
                    signed.standing.effective.insert(id);
                    signed.by.insert(seal.entry.clone());
                    worked.eras.add(list);
                }
                (None, Some(seal)) => {
                    signed.standing.ending.insert(id);
                    signed.by.insert(seal.entry.clone());
                    worked.eras.end(list);
                }
                (None, None) => {}
            }
        }
        signed
    }

    fn of_first(lists: &[Stamped<KeyList>]) -> Self {
        let first: Vec<_> = lists.iter().filter(|list| !list.what.has_before).collect();
        Self {
            eras: Eras::first(&first),
            ..Self::default()
        }
    }

    /// Whether a good signature of an operator covers an entry of theirs.
    pub fn covers(&self, entry: &EntryRef, by: &Operator, ground: &Ground) -> bool {
        let floor = self.floors.get(&(entry.writer.clone(), by.clone()));
        floor.is_some_and(|(head, _)| ground.is_up_to(entry, *head))
    }

    /// How far an operator has signed a writer's record.
    pub fn floor(&self, writer: &WriterId, by: &Operator) -> u64 {
        let floor = self.floors.get(&(writer.clone(), by.clone()));
        floor.map_or(0, |((seq, _), _)| *seq)
    }

    /// Whether an entry counts: its operator has no key, had none then, or has signed it.
    pub fn counts(&self, entry: &EntryRef, by: &Operator, ground: &Ground) -> bool {
        !self.eras.has_key(by)
            || self.covers(entry, by, ground)
            || self.eras.was_before(by, entry, ground)
    }

    /// Whether a signature could cover more than is covered, or is what it should rest on: of two
    /// that cover as much the one whose place comes first.
    pub fn would_raise(&self, seal: &Seal, ground: &Ground) -> bool {
        let mut heads = seal.heads.iter();
        heads.any(|head| {
            let floor = self.floors.get(&(head.writer.clone(), seal.own.clone()));
            let raises = |((seq, _), by): &(Head, EntryRef)| {
                head.seq > *seq || head.seq == *seq && seal.entry < *by
            };
            ground.is_sound(&head.writer, head.seq) && floor.is_none_or(raises)
        })
    }

    /// Whether a signature covers nothing because its key was not its operator's.
    pub fn is_foreign(&self, seal: &Seal, ground: &Ground) -> bool {
        self.eras.fits(seal, ground).is_err()
    }

    /// Whether a signature is what covers a writer's record as far as it is covered.
    pub fn rests_on(&self, seal: &Seal) -> bool {
        let mut floors = self.floors.values();
        floors.any(|(_, entry)| *entry == seal.entry)
    }
}

/// How far what is good covers. Of two that cover as much the least is named, by its place.
fn floors(eras: &Eras, seals: &BTreeMap<EntryRef, Seal>, ground: &Ground) -> Floors {
    let mut floors = Floors::new();
    for seal in seals.values() {
        let covered = seal.covered();
        let mut covered = covered
            .filter(|head| ground.is_sound(&head.writer, head.seq))
            .peekable();
        if covered.peek().is_none() || eras.fits(seal, ground).is_err() {
            continue;
        }
        for head in covered {
            let of = (head.writer.clone(), seal.own.clone());
            let said = (head_of(head), seal.entry.clone());
            let floor = floors.entry(of).or_insert_with(|| said.clone());
            if head.seq > floor.0.0 {
                *floor = said;
            }
        }
    }
    floors
}
