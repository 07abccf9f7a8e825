//! A word that waits for a signature.

use crate::event::{Entry, EntryHash, EntryRef, Envelope, Fact, Thread, WriterId};
use crate::runbook::Operator;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What somebody said, and what their key has not signed: it does not count yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsigned {
    pub(super) writer: WriterId,
    pub(super) envelope: Envelope,
    pub(super) hash: EntryHash,
    pub(super) segment: u32,
}

impl Unsigned {
    pub(super) fn of(entry: &Entry, segment: u32) -> Self {
        Self {
            writer: entry.writer.clone(),
            envelope: entry.envelope.clone(),
            hash: entry.hash,
            segment,
        }
    }

    pub(super) fn into_entry(self) -> (Entry, u32) {
        let entry = Entry {
            writer: self.writer,
            envelope: self.envelope,
            hash: self.hash,
        };
        (entry, self.segment)
    }

    /// Who said it.
    pub fn by(&self) -> &Operator {
        &self.envelope.by
    }

    /// When, by their clock.
    pub fn at(&self) -> Timestamp {
        self.envelope.at
    }

    /// Whose writer wrote it down.
    pub fn writer(&self) -> &WriterId {
        &self.writer
    }

    /// The entry.
    pub fn entry(&self) -> EntryRef {
        EntryRef {
            writer: self.writer.clone(),
            seq: self.envelope.seq,
            hash: self.hash.short(),
        }
    }

    /// Whether it is about a thread.
    pub fn is_on(&self, thread: &Thread) -> bool {
        self.envelope.on.contains(thread)
    }

    /// What was said.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.envelope.events.iter().filter_map(|event| match event {
            crate::event::Event::Known(fact) => Some(fact),
            crate::event::Event::Unknown(_) => None,
        })
    }

    /// What it wants, where its record can be relied on.
    pub(in crate::state) fn words(&self) -> String {
        format!("unsigned: {}'s key has not signed this", self.by())
    }
}
