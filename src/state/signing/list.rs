//! A list of keys as it was noticed.

use super::ground::Heads;
use super::key_line::{KeyLine, read_keys};
use crate::event::{Entry, EntryRef, Fact, KeysNoticed};
use crate::runbook::Operator;
use crate::state::register::Stamped;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A list of keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct KeyList {
    pub lines: Vec<String>,
    /// How far each writer had come.
    pub heads: Heads,
    /// Whether it knew of lists before it.
    pub has_before: bool,
}

/// One list and no other: where it stands, and all that it says. A damaged line states any address
/// that it likes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListId {
    entry: EntryRef,
    by: Operator,
    at: Timestamp,
    list: KeyList,
}

impl ListId {
    pub(super) fn of(list: &Stamped<KeyList>) -> Self {
        Self {
            entry: list.mark.entry.clone(),
            by: list.by.clone(),
            at: list.at,
            list: list.what.clone(),
        }
    }

    /// Whether it says of keys what another list says, but for one key of an operator's that the
    /// other ends: nobody gets by it what the other does not give.
    pub(super) fn says_no_more_than(
        &self,
        other: &Self,
        operator: &Operator,
        ended: &[u8],
    ) -> bool {
        let (mut mine, theirs) = (self.list.keys(), other.list.keys());
        let own = mine.entry(operator.clone()).or_default();
        own.retain(|line| line.key != ended);
        let is_same = |one: &[KeyLine], other: &[KeyLine]| {
            let within = |these: &[KeyLine], those: &[KeyLine]| {
                let mut these = these.iter();
                these.all(|key| those.iter().any(|it| it.is_same(key)))
            };
            within(one, other) && within(other, one)
        };
        let none = Vec::new();
        let names: BTreeSet<&Operator> = mine.keys().chain(theirs.keys()).collect();
        names.into_iter().all(|name| {
            is_same(
                mine.get(name).unwrap_or(&none),
                theirs.get(name).unwrap_or(&none),
            )
        })
    }

    /// The lists that an entry notes.
    pub fn all_of(entry: &Entry) -> impl Iterator<Item = Self> {
        entry
            .numbered_facts()
            .filter_map(|(index, fact)| match fact {
                Fact::KeysNoticed(noticed) => {
                    let said = Stamped::new(entry, index, KeyList::of(noticed));
                    Some(Self::of(&said))
                }
                _ => None,
            })
    }
}

impl KeyList {
    pub fn of(noticed: &KeysNoticed) -> Self {
        let heads = noticed.heads.iter();
        Self {
            lines: noticed.lines.clone(),
            heads: heads
                .map(|head| (head.writer.clone(), (head.seq, head.hash)))
                .collect(),
            has_before: !noticed.over.is_empty(),
        }
    }

    /// Its keys, and whose each is.
    pub fn keys(&self) -> BTreeMap<Operator, Vec<KeyLine>> {
        let (lines, _) = read_keys(self.lines.iter().map(String::as_str));
        let mut keys: BTreeMap<Operator, Vec<KeyLine>> = BTreeMap::new();
        for line in lines {
            let operators: BTreeSet<_> = line.operators.iter().cloned().collect();
            for operator in operators {
                keys.entry(operator).or_default().push(line.clone());
            }
        }
        keys
    }
}
