//! A signature of an operator over their own record.

use super::armor::key_of;
use super::found::Found;
use super::ground::{Head, head_of};
use super::list::ListId;
use crate::event::{Entry, EntryRef, SeenHead};
use crate::runbook::Operator;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an operator signed as their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Seal {
    /// The entry that carries it.
    pub entry: EntryRef,
    /// Whose record it says that it is.
    pub own: Operator,
    /// Who wrote the entry.
    pub by: Operator,
    /// When, by their clock.
    pub at: Timestamp,
    /// The last entries that it covers, and by the chain all before them.
    pub heads: Vec<SeenHead>,
    /// The key that it says it was made with; none where it is no signature.
    pub key: Option<Vec<u8>>,
    pub signature: String,
    /// What was found of it; none while nobody looked.
    pub found: Option<Found>,
}

impl Seal {
    pub fn of(entry: &Entry, own: &Operator, heads: &[SeenHead], signature: &str) -> Self {
        Self {
            entry: entry.address(),
            own: own.clone(),
            by: entry.envelope.by.clone(),
            at: entry.envelope.at,
            heads: heads.to_vec(),
            key: key_of(signature),
            signature: signature.to_owned(),
            found: None,
        }
    }

    /// The last entries that it is known to cover.
    pub fn covered(&self) -> impl Iterator<Item = &SeenHead> {
        let found = self.found.as_ref().filter(|found| found.is_good);
        let heads = self.heads.iter();
        heads.filter(move |head| found.is_some_and(|it| it.held.contains(&head.writer)))
    }

    /// The entry by which it covers another, as far as their numbers tell.
    pub fn names(&self, entry: &EntryRef) -> Option<Head> {
        let heads = self.heads.iter().filter(|it| it.writer == entry.writer);
        let mut heads = heads.map(head_of);
        heads.find(|(seq, hash)| entry.seq < *seq || (entry.seq, entry.hash) == (*seq, *hash))
    }

    /// Whether it is good, and an unbroken chain leads from a list of keys to what it is over.
    pub fn chains(&self, list: &ListId) -> bool {
        let found = self.found.as_ref().filter(|found| found.is_good);
        found.is_some_and(|found| found.lists.contains(list))
    }

    /// Whether it was found to be made by the key that it names.
    pub fn is_good(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.is_good)
    }

    /// Whether somebody has to look at it: nobody did, or not all that it covers was here.
    pub fn wants_a_look(&self) -> bool {
        match &self.found {
            None => true,
            Some(found) => found.is_good && found.held.len() + found.other.len() < self.heads.len(),
        }
    }
}
