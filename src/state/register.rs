//! What several writers said of one thing, and what of it stands.
//!
//! A [`MvRegister`] is the one way in which this program merges: each statement names the
//! statements that it replaces, and stands until one names it. The result depends neither
//! on the order of arrival nor on any clock; a statement may arrive before the one that it
//! replaces. Nothing is ever dropped, so the whole story can be told.

use crate::event::{Entry, EntryRef};
use crate::runbook::Operator;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a statement stands in the one order that every reader agrees on: by Lamport
/// clock, then writer, then the writer's own count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The entry's Lamport clock.
    pub n: u64,
    /// The entry; its writer and count break ties.
    pub entry: EntryRef,
    /// The place among the entry's events.
    pub event: u32,
}

/// Something that an operator said: what, who, and when by their clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamped<T> {
    /// Its place in the order.
    pub mark: Mark,
    /// The writer's clock.
    pub at: Timestamp,
    /// Who said it.
    pub by: Operator,
    /// What was said.
    pub what: T,
}

impl<T> Stamped<T> {
    /// A statement of one of an entry's events.
    pub fn new(entry: &Entry, event: usize, what: T) -> Self {
        Self {
            mark: Mark {
                n: entry.envelope.n,
                entry: entry.address(),
                event: u32::try_from(event).unwrap_or(u32::MAX),
            },
            at: entry.envelope.at,
            by: entry.envelope.by.clone(),
            what,
        }
    }
}

impl<T> Stamped<T> {
    /// What every statement has beside what was said: its place, when, and who.
    pub(super) fn frame(&self) -> (&Mark, Timestamp, &Operator) {
        (&self.mark, self.at, &self.by)
    }

    /// The same statement with something else in it.
    pub(super) fn map<U>(&self, what: impl FnOnce(&T) -> Option<U>) -> Option<Stamped<U>> {
        Some(Stamped {
            mark: self.mark.clone(),
            at: self.at,
            by: self.by.clone(),
            what: what(&self.what)?,
        })
    }
}

/// Adds a statement to a list that is kept in order. One that is there already is not
/// added again: a reader may meet an entry twice.
pub fn insert_in_order<T>(list: &mut Vec<Stamped<T>>, said: Stamped<T>) {
    let at = list.partition_point(|other| other.mark < said.mark);
    if list.get(at).is_none_or(|other| other.mark != said.mark) {
        list.insert(at, said);
    }
}

/// All that was said of one thing, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MvRegister<T> {
    said: Vec<Stamped<T>>,
    replaced: BTreeSet<EntryRef>,
}

impl<T> Default for MvRegister<T> {
    fn default() -> Self {
        Self {
            said: Vec::new(),
            replaced: BTreeSet::new(),
        }
    }
}

impl<T> MvRegister<T> {
    /// Adds a statement and what it replaces.
    pub fn say(&mut self, said: Stamped<T>, over: &[EntryRef]) {
        self.replace(over);
        insert_in_order(&mut self.said, said);
    }

    /// Replaces statements by nothing: they are taken back.
    pub fn replace(&mut self, over: &[EntryRef]) {
        self.replaced.extend(over.iter().cloned());
    }

    /// What nothing has replaced, in order; more than one when writers did not know of
    /// each other.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &Stamped<T>> {
        self.said
            .iter()
            .filter(|said| !self.replaced.contains(&said.mark.entry))
    }

    /// The last of what stands.
    pub fn current(&self) -> Option<&Stamped<T>> {
        self.standing().next_back()
    }

    /// All that was ever said, in order, replaced or not.
    pub fn story(&self) -> impl DoubleEndedIterator<Item = &Stamped<T>> {
        self.said.iter()
    }

    /// What a new statement has to name: all that stands.
    pub fn over(&self) -> Vec<EntryRef> {
        let mut over: Vec<_> = self
            .standing()
            .map(|said| said.mark.entry.clone())
            .collect();
        over.dedup();
        over
    }

    /// The same register with something else in its statements; none where `what` gives none.
    pub(super) fn map<U>(&self, mut what: impl FnMut(&T) -> Option<U>) -> Option<MvRegister<U>> {
        // Most hold one statement: no room is kept for more.
        let mut said = Vec::with_capacity(self.said.len());
        for known in &self.said {
            said.push(known.map(&mut what)?);
        }
        Some(MvRegister {
            said,
            replaced: self.replaced.clone(),
        })
    }

    /// Whether something else replaced a statement.
    pub fn is_replaced(&self, said: &Stamped<T>) -> bool {
        self.replaced.contains(&said.mark.entry)
    }

    /// Whether nothing was ever said.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }
}
