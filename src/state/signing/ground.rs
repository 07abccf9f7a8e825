//! What the record shows of the entries that lists and signatures name: which of them are here, and
//! from where on a writer's record cannot be relied on.
//!
//! What stays true: that something stands before a named entry is known only where that very entry
//! is here, and nothing up to it is damaged, missing, or stands beside another record. A number
//! alone shows nothing.

use crate::event::{EntryRef, SeenHead, WriterId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An entry of a writer who is known: its number, and the beginning of its hash.
pub(super) type Head = (u64, [u8; 8]);

/// Entries of several writers, one each.
pub(super) type Heads = BTreeMap<WriterId, Head>;

/// The head that a signature names.
pub(super) fn head_of(seen: &SeenHead) -> Head {
    (seen.seq, seen.hash.short())
}

/// What there is to build on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Ground {
    /// From which number on a writer's record cannot be relied on.
    doubtful: BTreeMap<WriterId, u64>,
    /// Entries that lists of keys name, and that are here.
    held: BTreeSet<EntryRef>,
}

impl Ground {
    /// Before anything was read again: what was in doubt still is.
    pub fn unread(&self) -> Self {
        Self {
            doubtful: self.doubtful.clone(),
            held: BTreeSet::new(),
        }
    }

    /// From an entry on nothing can be relied on; says whether more than that could until now.
    pub fn doubt(&mut self, writer: &WriterId, seq: u64) -> bool {
        let is_news = self.is_sound(writer, seq);
        if is_news {
            self.doubtful.insert(writer.clone(), seq);
        }
        is_news
    }

    /// An entry that a list names is here; says whether that is news.
    pub fn hold(&mut self, entry: EntryRef) -> bool {
        self.held.insert(entry)
    }

    /// Writers of whose record something cannot be relied on.
    pub fn doubted(&self) -> impl Iterator<Item = &WriterId> {
        self.doubtful.keys()
    }

    /// Whether an entry and all before it can be relied on.
    pub fn is_sound(&self, writer: &WriterId, seq: u64) -> bool {
        let from = self.doubtful.get(writer);
        from.is_none_or(|from| seq < *from)
    }

    /// Whether an entry is one that is here, or stands before it.
    pub fn is_up_to(&self, entry: &EntryRef, (seq, hash): Head) -> bool {
        let is_up_to = entry.seq < seq || (entry.seq, entry.hash) == (seq, hash);
        is_up_to && self.is_sound(&entry.writer, seq)
    }

    /// Whether a list's heads reach an entry, and are what is here.
    pub fn is_under(&self, entry: &EntryRef, heads: &Heads) -> bool {
        heads.get(&entry.writer).is_some_and(|(seq, hash)| {
            let head = EntryRef {
                writer: entry.writer.clone(),
                seq: *seq,
                hash: *hash,
            };
            self.is_up_to(entry, (*seq, *hash)) && self.held.contains(&head)
        })
    }

    /// Those of a list's heads that are not here.
    pub fn not_here<'a>(&'a self, heads: &'a Heads) -> impl Iterator<Item = EntryRef> + 'a {
        let all = heads.iter().map(|(writer, (seq, hash))| EntryRef {
            writer: writer.clone(),
            seq: *seq,
            hash: *hash,
        });
        all.filter(|head| !self.held.contains(head))
    }
}
