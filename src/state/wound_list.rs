//! What is wrong with the record, as it is asked for.

use super::fold::State;
use super::register::Stamped;
use super::wounds::{TakenIn, UnknownEvent};
use crate::event::{EntryHash, EntryRef, HeadLost, RunId, Thread, WriterId};
use crate::runbook::Operator;
use std::collections::{BTreeMap, BTreeSet};

impl State {
    /// Whether something in a thread stands behind damage in its writer's record, was taken
    /// in after a crash and not vouched for, or is of a writer of whom something is lost.
    pub fn is_unverified(&self, thread: &Thread) -> bool {
        let lost = self.wounds.lost_writers();
        let is_of_lost = |run: &RunId| {
            let places = self.places(*run).unwrap_or_default();
            places.iter().any(|(writer, _)| lost.contains(writer))
        };
        let mut of_lost = false;
        if let Thread::Run(run) = thread {
            of_lost = !lost.is_empty() && is_of_lost(run);
        }
        of_lost || self.wounds.is_unverified(thread)
    }

    /// Whether a word cannot be relied on: it stands behind damage, beyond what was saved, where
    /// its record forks, or its writer is one of whom something is lost.
    pub fn is_unreliable<T>(&self, said: &Stamped<T>) -> bool {
        self.wounds.is_unreliable(&said.mark.entry, &said.by)
    }

    /// Says of which writers something that was known is not here, and nobody settled it.
    pub fn lose(&mut self, writers: BTreeSet<WriterId>) {
        self.wounds.lose(writers);
    }

    /// Writers of whom something that was known is not here.
    pub fn lost_writers(&self) -> &BTreeSet<WriterId> {
        self.wounds.lost_writers()
    }

    /// The event of a newer program that closes a thread to events of a kind; a run, follow-up,
    /// escalation or handover it closes to all kinds.
    pub fn closed_by(&self, thread: &Thread, kind: &str) -> Option<(&EntryHash, &UnknownEvent)> {
        self.wounds.closes(thread, kind)
    }

    /// Events of newer programs that nobody has set aside, by the names of the findings.
    pub fn unknown_events(&self) -> impl Iterator<Item = (&EntryHash, &UnknownEvent)> {
        self.wounds.unknown()
    }

    /// Entries that were taken in after a crash and that their operator has not vouched for.
    pub fn taken_in(&self) -> impl Iterator<Item = (&EntryHash, &TakenIn)> {
        self.wounds.taken_in()
    }

    /// Entries of records that fork, on either side, that their operators have not confirmed.
    pub fn parted(&self) -> BTreeMap<&EntryRef, &Operator> {
        self.wounds.parted()
    }

    /// Content that an entry says was taken out of the journal: it is not brought back.
    pub fn removed_evidence(&self) -> &BTreeSet<EntryHash> {
        self.wounds.removed_evidence()
    }

    /// Heads that a writer says were lost.
    pub fn lost_heads(&self) -> impl Iterator<Item = &HeadLost> {
        self.wounds.lost()
    }

    /// Whether someone settled a finding of the record.
    pub fn is_settled(&self, finding: &EntryHash) -> bool {
        self.wounds.is_settled(finding)
    }
}
