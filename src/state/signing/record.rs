//! What the record says of keys and signatures, and the words that wait for one.
//!
//! What stays true: a state that took everything in, in whatever order, and was then told what
//! there is to be found of its signatures, is equal to any other that was. Where something
//! arrives by which what was taken in, or let go of, was judged too early, the state says so
//! ([`Signing::wants_anew`]), and everything is folded again by what is known by then.

use super::found::{Found, ToCheck};
use super::ground::Ground;
use super::key_line::KeyLine;
use super::list::KeyList;
use super::seal::Seal;
use super::told::{KeyNews, SignatureFault};
use super::unsigned::Unsigned;
use super::word::holds_word;
use super::worked::{Standing, Worked};
use crate::event::{Entry, EntryRef, Fact, KeysNoticed, SeenHead, WriterId};
use crate::runbook::Operator;
use crate::state::register::{Stamped, insert_in_order};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::state) struct Signing {
    lists: Vec<Stamped<KeyList>>,
    standing: Standing,
    /// Signatures of operators over their own record, but those that others go beyond. They are
    /// kept as a list: their entries are named inside.
    #[serde(with = "as_list")]
    seals: BTreeMap<EntryRef, Seal>,
    #[serde(with = "as_list")]
    unsigned: BTreeMap<EntryRef, Unsigned>,
    ground: Ground,
    #[serde(skip)]
    worked: Worked,
    #[serde(skip)]
    upkeep: Upkeep,
}

/// What only tells what is to be done next: it makes no state differ.
#[derive(Clone, Copy, Debug, Default)]
struct Upkeep {
    anew: bool,
    /// Whether signatures were looked at by what was here.
    is_looked_at: bool,
}

impl PartialEq for Upkeep {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Maps as lists of what they hold: each names its own place.
mod as_list {
    use super::{EntryRef, Seal, Unsigned};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub trait Placed {
        fn place(&self) -> EntryRef;
    }

    impl Placed for Seal {
        fn place(&self) -> EntryRef {
            self.entry.clone()
        }
    }

    impl Placed for Unsigned {
        fn place(&self) -> EntryRef {
            self.entry()
        }
    }

    pub fn serialize<T: Serialize, S: Serializer>(
        map: &BTreeMap<EntryRef, T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map.values())
    }

    pub fn deserialize<'de, T, D>(from: D) -> Result<BTreeMap<EntryRef, T>, D::Error>
    where
        T: Placed + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let list = Vec::<T>::deserialize(from)?;
        Ok(list.into_iter().map(|it| (it.place(), it)).collect())
    }
}

impl Signing {
    /// As it was kept, with what follows from it.
    pub fn worked_out(mut self) -> Self {
        self.upkeep.is_looked_at = true;
        self.work_out();
        self
    }

    /// What is known before everything is folded again: which lists there are, and which count.
    pub fn known(&self) -> Self {
        let mut known = Self {
            lists: self.lists.clone(),
            standing: self.standing.clone(),
            ground: self.ground.unread(),
            ..Self::default()
        };
        known.work_out();
        known
    }

    /// All of it but the words that wait.
    pub fn without_words(&self) -> Self {
        Self {
            unsigned: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// Whether nobody has a key.
    pub fn is_idle(&self) -> bool {
        self.lists.is_empty()
    }

    fn work_out(&mut self) {
        let Self {
            lists,
            standing,
            seals,
            ground,
            ..
        } = &*self;
        self.worked = Worked::out(lists, standing, seals, ground);
    }

    /// Takes in what a fact says of keys and signatures.
    pub fn apply(&mut self, fact: &Fact, entry: &Entry, index: usize) {
        match fact {
            Fact::KeysNoticed(noticed) => self.notice(noticed, entry, index),
            Fact::Sealed {
                heads,
                signature,
                own: Some(own),
            } => self.seal(entry, own, heads, signature),
            _ => {}
        }
    }

    /// Takes a list in. One that was not known makes words wait that did not.
    fn notice(&mut self, noticed: &KeysNoticed, entry: &Entry, index: usize) {
        let count = self.lists.len();
        let said = Stamped::new(entry, index, KeyList::of(noticed));
        insert_in_order(&mut self.lists, said);
        if self.lists.len() != count {
            self.upkeep.anew = true;
            self.work_out();
        }
    }

    /// Takes a signature in. Before there is a list of keys nobody goes by it, and once there is
    /// one it comes again.
    fn seal(&mut self, entry: &Entry, own: &Operator, heads: &[SeenHead], signature: &str) {
        if self.is_idle() {
            return;
        }
        let seal = Seal::of(entry, own, heads, signature);
        let ground = &self.ground;
        let known = self.seals.contains_key(&seal.entry);
        // Also where the list cannot be relied on: what it ended has ended.
        let names = |list: &Stamped<KeyList>| seal.names(&list.mark.entry).is_some();
        let of_list = || {
            let mut lists = self.lists.iter();
            lists.any(|list| list.by == seal.own && names(list))
        };
        let matters =
            || self.worked.would_raise(&seal, ground) || self.worked.is_foreign(&seal, ground);
        // Before anything was looked at it is not known yet which entries that lists name are here.
        if !known && (!self.upkeep.is_looked_at || matters() || of_list()) {
            self.seals.insert(seal.entry.clone(), seal);
        }
    }

    /// Keeps an entry back whose word waits for a signature; says whether it does.
    pub fn keeps_back(&mut self, entry: &Entry, segment: u32) -> bool {
        let waits = self.waits(entry);
        if waits {
            let unsigned = Unsigned::of(entry, segment);
            self.unsigned.insert(entry.address(), unsigned);
        }
        waits
    }

    /// Whether an entry's word waits for a signature.
    pub fn waits(&self, entry: &Entry) -> bool {
        !self.is_idle()
            && self.worked.eras.has_key(&entry.envelope.by)
            && holds_word(entry)
            && !self.counts(&entry.address(), &entry.envelope.by)
    }

    /// Whether an entry counts: its operator has no key, had none then, or has signed it.
    pub fn counts(&self, entry: &EntryRef, by: &Operator) -> bool {
        self.is_idle() || self.worked.counts(entry, by, &self.ground)
    }

    /// Whether a good signature of their key covers an operator's entry.
    pub fn is_signed(&self, entry: &EntryRef, by: &Operator) -> bool {
        self.worked.covers(entry, by, &self.ground)
    }

    /// Nothing of a writer's record can be relied on from an entry on.
    pub fn distrust(&mut self, entry: &Entry) {
        let is_news = self.ground.doubt(&entry.writer, entry.envelope.seq);
        // What was taken in by what stands from here on was taken in too early.
        self.upkeep.anew |= is_news && !self.is_idle();
    }

    /// Takes note that an entry is here; gives the words that count from now on, because a list
    /// names it.
    pub fn arrive(&mut self, entry: &Entry) -> Vec<(Entry, u32)> {
        let head = (entry.envelope.seq, entry.hash.short());
        let named = self.worked.named.get(&entry.writer);
        let is_named = named.is_some_and(|heads| heads.contains(&head));
        if !is_named || !self.ground.hold(entry.address()) {
            return Vec::new();
        }
        // Which key was whose then was judged without it.
        self.upkeep.anew |= self.upkeep.is_looked_at;
        self.let_go()
    }

    /// The words that wait no more, in order.
    fn let_go(&mut self) -> Vec<(Entry, u32)> {
        let all = std::mem::take(&mut self.unsigned);
        let (counts, waits): (BTreeMap<_, _>, BTreeMap<_, _>) = all
            .into_iter()
            .partition(|(entry, said)| self.counts(entry, said.by()));
        self.unsigned = waits;
        let mut counts: Vec<_> = counts.into_values().collect();
        counts.sort_by_key(|said| (said.envelope.n, said.entry()));
        counts.into_iter().map(Unsigned::into_entry).collect()
    }

    /// A signature that somebody has to look at, of those that were not `seen` just now: the one
    /// that covers most first.
    pub fn to_check(&self, seen: &BTreeSet<EntryRef>) -> Option<ToCheck> {
        let of_lists = Worked::lists(&self.lists, &self.seals, &self.ground).wanted;
        let wanted = self.seals.values().filter(|seal| {
            let matters = self.worked.would_raise(seal, &self.ground) || self.worked.rests_on(seal);
            let fits = || !self.worked.is_foreign(seal, &self.ground);
            let is_asked = matters && seal.wants_a_look() && fits();
            (is_asked || of_lists.contains(&seal.entry)) && !seen.contains(&seal.entry)
        });
        let most = |seal: &&Seal| {
            let seq = seal.heads.iter().map(|head| head.seq).max();
            (seq, std::cmp::Reverse(seal.entry.clone()))
        };
        let seal = wanted.max_by_key(most)?;
        let lists = self.lists.iter().filter(|list| list.by == seal.own);
        let lists = lists.map(|list| &list.mark.entry);
        Some(ToCheck {
            lists: lists
                .filter(|list| seal.names(list).is_some())
                .cloned()
                .collect(),
            entry: seal.entry.clone(),
            own: seal.own.clone(),
            heads: seal.heads.clone(),
            signature: seal.signature.clone(),
        })
    }

    /// Takes what was found of a signature; gives the words that count from now on.
    pub fn take(&mut self, entry: &EntryRef, found: Found) -> Vec<(Entry, u32)> {
        match self.seals.get_mut(entry) {
            Some(seal) if seal.found.as_ref() != Some(&found) => seal.found = Some(found),
            _ => return Vec::new(),
        }
        self.upkeep.is_looked_at = true;
        self.work_out();
        self.let_go()
    }

    /// Once nothing is left to be looked at: lets go of what other signatures go beyond, and holds
    /// the lists that count to what is known by now.
    pub fn settle(&mut self) {
        if self.is_idle() {
            return;
        }
        self.upkeep.is_looked_at = true;
        let signed = Worked::lists(&self.lists, &self.seals, &self.ground);
        if signed.standing != self.standing {
            self.standing = signed.standing;
            self.upkeep.anew = true;
            self.work_out();
            return;
        }
        let (worked, ground) = (&self.worked, &self.ground);
        let of_list = |entry: &EntryRef| signed.by.contains(entry) || signed.wanted.contains(entry);
        // Of those by a foreign key the last is kept, so that somebody is told.
        let mut last = BTreeMap::new();
        for seal in self.seals.values_mut() {
            let is_of_list = of_list(&seal.entry);
            if worked.is_foreign(seal, ground) && !is_of_list {
                seal.found = None;
                let of = (seal.entry.writer.clone(), seal.own.clone());
                let place = (seal.entry.seq, seal.entry.clone());
                let known = last.entry(of).or_insert_with(|| place.clone());
                *known = place.max(known.clone());
            }
        }
        self.seals.retain(|entry, seal| {
            let is_last = || last.values().any(|(_, last)| last == entry);
            let raises = || worked.would_raise(seal, ground) && !worked.is_foreign(seal, ground);
            of_list(entry) || worked.rests_on(seal) || raises() || is_last()
        });
    }

    /// Whether everything is to be folded again, by what is known by now.
    pub fn wants_anew(&self) -> bool {
        self.upkeep.anew
    }

    /// Words that wait for a signature.
    pub fn unsigned(&self) -> impl Iterator<Item = &Unsigned> {
        self.unsigned.values()
    }

    /// Everybody who has a key, with the lines that give it.
    pub fn keys_now(&self) -> impl Iterator<Item = (&Operator, Vec<&str>)> {
        let now = self.worked.eras.now();
        now.map(|(operator, keys)| (operator, keys.iter().map(|key| key.text.as_str()).collect()))
    }

    /// Whether an operator's words want a signature.
    pub fn has_key(&self, operator: &Operator) -> bool {
        self.worked.eras.has_key(operator)
    }

    /// What became of everybody's keys, list by list.
    pub fn key_news(&self) -> &[KeyNews] {
        &self.worked.eras.news
    }

    /// Lists that were noticed, in order: their entries, who noticed them, their lines.
    pub fn lists(&self) -> impl DoubleEndedIterator<Item = (&EntryRef, &Operator, &[String])> {
        let lists = self.lists.iter();
        lists.map(|list| (&list.mark.entry, &list.by, list.what.lines.as_slice()))
    }

    /// Signatures that cover nothing, and why.
    pub fn faults(&self) -> impl Iterator<Item = (&EntryRef, SignatureFault)> {
        self.seals.values().filter_map(|seal| {
            let fault = match (self.worked.eras.fits(seal, &self.ground), &seal.found) {
                (Err(fault), _) => fault,
                (Ok(()), Some(found)) if !found.is_good || !found.other.is_empty() => {
                    SignatureFault::NotOverThis
                }
                _ => return None,
            };
            Some((&seal.entry, fault))
        })
    }

    fn lists_that_count(&self) -> impl Iterator<Item = &Stamped<KeyList>> {
        let lists = self.lists.iter();
        lists.filter(|list| self.standing.counts(list))
    }

    /// The writers in whose records lists of an operator's own only end keys: signed again they count.
    pub fn ending_lists_of<'a>(&'a self, by: &'a Operator) -> impl Iterator<Item = &'a WriterId> {
        let ending = self.lists.iter().filter(|list| self.standing.ends(list));
        ending
            .filter(move |list| list.by == *by)
            .map(|list| &list.mark.entry.writer)
    }

    /// Whether a list counts, and all that it says.
    pub fn goes_by(&self, list: &EntryRef) -> bool {
        let mut lists = self.lists_that_count();
        let mut news = self.key_news().iter();
        lists.any(|it| it.mark.entry == *list)
            && !news.any(|news| news.list == *list && news.is_trouble())
    }

    /// What lists that count have seen and is not here: each with its list.
    pub fn seen_elsewhere(&self) -> impl Iterator<Item = (&EntryRef, EntryRef)> {
        self.lists_that_count().flat_map(|list| {
            let lost = self.ground.not_here(&list.what.heads);
            lost.map(|head| (&list.mark.entry, head))
        })
    }

    /// Whether a key of a list is an operator's now.
    pub fn gives(&self, operator: &Operator, key: &KeyLine) -> bool {
        let mut now = self.worked.eras.now();
        now.any(|(who, keys)| who == operator && keys.iter().any(|it| it.is_same(key)))
    }

    /// Whether a key signs for an operator at a moment.
    pub fn signs_at(&self, operator: &Operator, key: &KeyLine, at: Timestamp) -> bool {
        let mut now = self.worked.eras.now();
        let signs = |it: &KeyLine| it.key == key.key && it.counts_at(at);
        now.any(|(who, keys)| who == operator && keys.iter().any(signs))
    }

    /// Writers whose record cannot be relied on from somewhere on.
    pub fn doubted(&self) -> impl Iterator<Item = &WriterId> {
        self.ground.doubted()
    }

    /// Whether a writer's record cannot be relied on up to an entry.
    pub fn is_doubted(&self, writer: &WriterId, seq: u64) -> bool {
        !self.ground.is_sound(writer, seq)
    }

    /// How far an operator has signed a writer's record.
    pub fn signed_through(&self, writer: &WriterId, by: &Operator) -> u64 {
        self.worked.floor(writer, by)
    }
}
