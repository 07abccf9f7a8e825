//! What is wrong with the record, as far as its entries say so: events that this program does
//! not know, entries that were taken in after a crash, and what someone settled.
//!
//! An unknown event closes what it may change, and no more: all but notes on a run, follow-up,
//! escalation or handover; its own kind elsewhere. What an operator took in after a crash proves
//! nothing until they settle it themselves. None of it depends on the order of arrival.

use crate::event::{
    Adopted, Confirmed, Entry, EntryHash, EntryRef, Event, Fact, FindingKind, HeadLost, Settled,
    Thread, WriterId, finding_name,
};
use crate::runbook::Operator;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An event that this program does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownEvent {
    /// What it is called.
    pub kind: String,
    /// Who wrote it.
    pub writer: WriterId,
    /// Its entry's number.
    pub seq: u64,
}

/// Entries that were taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    /// Whose.
    pub writer: WriterId,
    /// The operator who alone can vouch for them.
    pub by: Operator,
    /// The first and the last of them.
    pub seqs: (u64, u64),
    threads: BTreeSet<Thread>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Wounds {
    unknown: BTreeMap<EntryHash, UnknownEvent>,
    /// Where unknown events stand.
    closed: BTreeMap<Thread, BTreeSet<EntryHash>>,
    taken_in: BTreeMap<EntryHash, TakenIn>,
    /// Heads that someone says were lost, each with who says so.
    lost: BTreeMap<WriterId, Vec<HeadLost>>,
    /// What someone settled, by the entries that say so.
    settled: BTreeMap<EntryHash, BTreeMap<EntryRef, Operator>>,
    /// Writers whose word alone is to make no finding any more.
    set_aside: BTreeSet<WriterId>,
    /// Content that was taken out of the journal.
    removed: BTreeSet<EntryHash>,
    /// Threads in which something stands that the journal cannot vouch for.
    unverified: BTreeSet<Thread>,
    /// Entries of records that fork, by what they touch, each with whose it says it is.
    parted: BTreeMap<Thread, BTreeMap<EntryRef, Operator>>,
    /// Entries that someone said are theirs, by the entries that say so.
    confirmed: BTreeMap<EntryRef, BTreeMap<EntryRef, Operator>>,
    /// Entries that settle or confirm something and cannot be relied on themselves: whoever breaks
    /// a chain settles nothing.
    doubted: BTreeSet<EntryRef>,
    /// Entries that stand behind damage: by writer, from and to.
    unreliable: BTreeMap<WriterId, Vec<(u64, u64)>>,
    /// Writers of whom something is known that is not here any more.
    #[serde(skip)]
    lost_writers: LostWriters,
}

/// Writers of whom something was known, by what this machine keeps or a writer says, and is not
/// here as it was. It is looked up in the journal and no part of what the entries say: so it tells
/// no two states apart.
#[derive(Clone, Debug, Default)]
struct LostWriters(BTreeSet<WriterId>);

impl PartialEq for LostWriters {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Wounds {
    pub fn apply(&mut self, entry: &Entry) {
        for event in &entry.envelope.events {
            match event {
                Event::Unknown(_) => self.close(entry, event.kind()),
                Event::Known(Fact::Adopted(adopted)) => self.take_in(entry, adopted),
                Event::Known(Fact::HeadLost(lost)) => {
                    let said = self.lost.entry(entry.writer.clone()).or_default();
                    if !said.contains(lost) {
                        said.push((**lost).clone());
                    }
                }
                Event::Known(Fact::Settled(settled)) => self.settle(entry, settled),
                Event::Known(Fact::Confirmed(confirmed)) => self.confirm(entry, confirmed),
                Event::Known(Fact::EvidenceRemoved { sha256, .. }) => {
                    self.removed.insert(*sha256);
                }
                Event::Known(_) => {}
            }
        }
    }

    fn close(&mut self, entry: &Entry, kind: String) {
        let (writer, seq) = (&entry.writer, entry.envelope.seq);
        let found = &entry.hash;
        let name = finding_name(FindingKind::Unknown, Some(writer), seq, &kind, found);
        for thread in &entry.envelope.on {
            self.closed.entry(thread.clone()).or_default().insert(name);
        }
        let writer = writer.clone();
        self.unknown
            .insert(name, UnknownEvent { kind, writer, seq });
    }

    fn take_in(&mut self, entry: &Entry, adopted: &Adopted) {
        let threads = entry.envelope.on.iter();
        let taken_in = TakenIn {
            writer: entry.writer.clone(),
            by: entry.envelope.by.clone(),
            seqs: (adopted.from, adopted.to),
            threads: threads
                .filter(|thread| **thread != Thread::Journal)
                .cloned()
                .collect(),
        };
        self.taken_in
            .insert(adopted.finding(&entry.writer), taken_in);
    }

    fn settle(&mut self, entry: &Entry, settled: &Settled) {
        if let Some(finding) = settled.finding {
            let by = self.settled.entry(finding).or_default();
            by.insert(entry.address(), entry.envelope.by.clone());
        }
        self.set_aside.extend(settled.word_of.clone());
    }

    fn confirm(&mut self, entry: &Entry, confirmed: &Confirmed) {
        for theirs in &confirmed.entries {
            let by = self.confirmed.entry(theirs.clone()).or_default();
            by.insert(entry.address(), entry.envelope.by.clone());
        }
    }

    /// Marks what an entry touches.
    pub fn distrust(&mut self, entry: &Entry) {
        self.unverified.extend(entry.envelope.on.iter().cloned());
        let seq = entry.envelope.seq;
        let behind = self.unreliable.entry(entry.writer.clone()).or_default();
        match behind.last_mut() {
            Some((_, to)) if *to + 1 == seq => *to = seq,
            Some((from, to)) if (*from..=*to).contains(&seq) => {}
            _ => behind.push((seq, seq)),
        }
        self.doubt(entry);
    }

    /// Marks what an entry of a record that forks touches.
    pub fn part(&mut self, entry: &Entry) {
        for thread in &entry.envelope.on {
            let parted = self.parted.entry(thread.clone()).or_default();
            parted.insert(entry.address(), entry.envelope.by.clone());
        }
        self.doubt(entry);
    }

    /// Says of which writers something is lost: all that they wrote may have been written anew.
    pub fn lose(&mut self, writers: BTreeSet<WriterId>) {
        self.lost_writers = LostWriters(writers);
    }

    /// Writers of whom something is lost.
    pub fn lost_writers(&self) -> &BTreeSet<WriterId> {
        &self.lost_writers.0
    }

    /// Whether what an entry says cannot be relied on.
    pub fn is_unreliable(&self, entry: &EntryRef, by: &Operator) -> bool {
        let (writer, seq) = (&entry.writer, entry.seq);
        let within = |(from, to): &(u64, u64)| (*from..=*to).contains(&seq);
        let behind = self.unreliable.get(writer).into_iter().flatten();
        let mut taken_in = self.taken_in();
        let parted = || self.parted.values().any(|known| known.contains_key(entry));
        self.lost_writers.0.contains(writer)
            || behind.into_iter().any(within)
            || taken_in.any(|(_, it)| it.writer == *writer && within(&it.seqs))
            || (!self.parted.is_empty() && parted() && !self.is_confirmed(entry, by))
    }

    fn doubt(&mut self, entry: &Entry) {
        let mut facts = entry.numbered_facts();
        if facts.any(|(_, fact)| matches!(fact, Fact::Settled(_) | Fact::Confirmed(_))) {
            self.doubted.insert(entry.address());
        }
    }

    /// Who settled a finding, by entries that can be relied on.
    fn settled_by(&self, finding: &EntryHash) -> impl Iterator<Item = &Operator> {
        let by = self.settled.get(finding).into_iter().flatten();
        by.filter(|(entry, _)| !self.doubted.contains(*entry))
            .map(|(_, by)| by)
    }

    fn is_confirmed(&self, theirs: &EntryRef, by: &Operator) -> bool {
        let words = self.confirmed.get(theirs).into_iter().flatten();
        let mut words = words.filter(|(entry, _)| !self.doubted.contains(*entry));
        words.any(|(_, who)| who == by)
    }

    /// Entries of records that fork and that their operators have not confirmed.
    pub fn parted(&self) -> BTreeMap<&EntryRef, &Operator> {
        let parted = self.parted.values().flatten();
        parted
            .filter(|(entry, by)| !self.is_confirmed(entry, by))
            .collect()
    }

    /// Whether something in a thread cannot be relied on.
    pub fn is_unverified(&self, thread: &Thread) -> bool {
        let is_open = |(name, taken_in): (&EntryHash, &TakenIn)| {
            taken_in.threads.contains(thread) && !self.is_vouched_for(name, taken_in)
        };
        let parted = self.parted.get(thread).into_iter().flatten();
        let mut parted = parted.filter(|(entry, by)| !self.is_confirmed(entry, by));
        self.unverified.contains(thread)
            || parted.next().is_some()
            || self.taken_in.iter().any(is_open)
    }

    fn is_vouched_for(&self, name: &EntryHash, taken_in: &TakenIn) -> bool {
        self.settled_by(name).any(|by| *by == taken_in.by)
    }

    /// The unknown event that closes a thread to events of a kind.
    pub fn closes(&self, thread: &Thread, kind: &str) -> Option<(&EntryHash, &UnknownEvent)> {
        let names = self.closed.get(thread)?;
        let is_whole = matches!(
            thread,
            Thread::Run(_)
                | Thread::FollowUp(_)
                | Thread::Escalation(_)
                | Thread::Handover(_)
                | Thread::Other(_)
        );
        let open = names.iter().filter(|name| !self.is_settled(name));
        let mut unknown = open.filter_map(|name| Some((name, self.unknown.get(name)?)));
        unknown.find(|(_, unknown)| is_whole || unknown.kind == kind)
    }

    /// Unknown events that nobody has set aside, by the names of the findings.
    pub fn unknown(&self) -> impl Iterator<Item = (&EntryHash, &UnknownEvent)> {
        let open = self.unknown.iter();
        open.filter(|(name, _)| !self.is_settled(name))
    }

    /// Content that an entry says was taken out of the journal: it is not brought back.
    pub fn removed_evidence(&self) -> &BTreeSet<EntryHash> {
        &self.removed
    }

    /// Entries that were taken in and that their operator has not vouched for.
    pub fn taken_in(&self) -> impl Iterator<Item = (&EntryHash, &TakenIn)> {
        let open = self.taken_in.iter();
        open.filter(|(name, taken_in)| !self.is_vouched_for(name, taken_in))
    }

    /// Heads that someone says were lost.
    pub fn lost(&self) -> impl Iterator<Item = &HeadLost> {
        let said = self.lost.iter();
        let said = said.filter(|(writer, _)| !self.set_aside.contains(*writer));
        said.flat_map(|(_, lost)| lost)
    }

    /// Whether someone settled a finding.
    pub fn is_settled(&self, finding: &EntryHash) -> bool {
        self.settled_by(finding).next().is_some()
    }
}
