//! What is wrong with the record, as it is asked for.

use super::fold::State;
use super::wounds::{TakenIn, UnknownEvent};
use crate::event::{EntryHash, EntryRef, HeadLost, Thread};
use crate::runbook::Operator;
use std::collections::{BTreeMap, BTreeSet};

impl State {
    /// Whether something in a thread stands behind damage in its writer's record, or was taken
    /// in after a crash and not vouched for.
    pub fn is_unverified(&self, thread: &Thread) -> bool {
        self.wounds.is_unverified(thread)
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
