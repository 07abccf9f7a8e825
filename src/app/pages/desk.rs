//! A handover while it is written, and while it is taken: what the giver says of what stands,
//! and what the receiver has looked at.
//!
//! What stays true: it outlives the page in front, so that an item can be opened and one comes
//! back to what was typed. It decides nothing: what may be given and taken is the command's.

use crate::command::{GiveShift, TakeShift};
use crate::event::{HandedBack, HandoverGiven, HandoverId, HandoverItem, ShiftSeverity};
use crate::present::Row;
use crate::runbook::Operator;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Both sides of a handover.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShiftDesk {
    /// What stands, in Today's order: the row, and the item that a handover has of it.
    pub standing: Vec<(Row, HandoverItem)>,
    /// What stands on Today of whoever gave the shift that waits: what is theirs alone is on
    /// nobody else's.
    pub theirs: Vec<Row>,
    /// The handover that is being written.
    pub giving: Giving,
    /// The handover that is being taken.
    pub taking: Taking,
}

impl ShiftDesk {
    /// What stands, with what the giver says of it.
    pub fn items(&self) -> Vec<HandoverItem> {
        let items = self.standing.iter().map(|(_, item)| {
            let said = self.giving.said.get(&item.key).cloned();
            let said = said.unwrap_or_default();
            HandoverItem {
                severity: said.severity.max(item.severity),
                assignee: said.assignee,
                when: said.when,
                note: said.note,
                ..item.clone()
            }
        });
        items.collect()
    }

    /// How bad an item is at least, whatever the giver says of it.
    pub fn least(&self, key: &str) -> ShiftSeverity {
        let mut items = self.standing.iter().map(|(_, item)| item);
        let item = items.find(|item| item.key == key);
        item.map(|item| item.severity).unwrap_or_default()
    }

    /// The row of Today behind an item, while it stands.
    pub fn row(&self, key: &str) -> Option<&Row> {
        let rows = self.standing.iter().map(|(row, _)| row);
        rows.chain(&self.theirs).find(|row| row.what.key() == key)
    }

    /// The handover as it would be given now.
    pub fn give(&self) -> GiveShift {
        GiveShift {
            to: self.giving.to.clone(),
            summary: Some(self.giving.summary.clone()).filter(|it| !it.is_empty()),
            items: self.items(),
            contingencies: self.giving.contingencies.clone(),
        }
    }
}

/// What the giver says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Giving {
    /// To whom; to whoever comes next where nobody is named.
    pub to: Option<Operator>,
    /// The summary.
    pub summary: String,
    /// What may happen, and what to do then.
    pub contingencies: Vec<String>,
    said: BTreeMap<String, SaidOfItem>,
}

/// What the giver says of one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaidOfItem {
    /// How bad it is.
    pub severity: ShiftSeverity,
    /// Who is to do it.
    pub assignee: Option<String>,
    /// By when.
    pub when: Option<Timestamp>,
    /// What there is to know.
    pub note: Option<String>,
}

impl Giving {
    /// What is said of an item, to be changed.
    pub fn of(&mut self, key: &str) -> &mut SaidOfItem {
        self.said.entry(key.to_owned()).or_default()
    }

    /// Says another line of contingencies, or another one in its place; nothing takes it away.
    pub fn contingency(&mut self, at: Option<usize>, words: Option<String>) {
        let known = at.filter(|at| *at < self.contingencies.len());
        match (known, words) {
            (Some(at), Some(words)) => self.contingencies[at] = words,
            (Some(at), None) => {
                self.contingencies.remove(at);
            }
            (None, words) => self.contingencies.extend(words),
        }
    }
}

/// What the receiver has done so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taking {
    /// Of which handover.
    pub id: Option<HandoverId>,
    /// What was looked at by itself, by key.
    pub confirmed: BTreeSet<String>,
    /// Whether the others are taken together.
    pub rest: bool,
    /// What is not taken, and why, by key.
    pub handed_back: BTreeMap<String, String>,
    /// What they understood, in their own words.
    pub read_back: Option<String>,
}

impl Taking {
    /// Begins anew where it is another handover.
    pub fn begin(&mut self, id: HandoverId) {
        if self.id != Some(id) {
            *self = Self {
                id: Some(id),
                ..Self::default()
            };
        }
    }

    /// Whether an item needs no further look.
    pub fn is_seen(&self, item: &HandoverItem) -> bool {
        let together = self.rest && item.severity != ShiftSeverity::Unstable;
        let is_named = self.confirmed.contains(&item.key);
        together || is_named || self.handed_back.contains_key(&item.key)
    }

    /// The first item that was not looked at; of those that go by themselves alone, where so
    /// asked.
    pub fn first_open(&self, given: &HandoverGiven, unstable: bool) -> Option<usize> {
        let is_open = |item: &HandoverItem| {
            let counts = !unstable || item.severity == ShiftSeverity::Unstable;
            counts && !self.is_seen(item)
        };
        given.items.iter().position(is_open)
    }

    /// Whether the receiver's own words are wanted, and not there.
    pub fn wants_words(&self, given: &HandoverGiven) -> bool {
        let taken = |item: &&HandoverItem| !self.handed_back.contains_key(&item.key);
        let mut taken = given.items.iter().filter(taken);
        self.read_back.is_none() && taken.any(|item| item.severity == ShiftSeverity::Unstable)
    }

    /// As it would be taken now.
    pub fn take(&self) -> TakeShift {
        let back = self.handed_back.iter();
        let back = back.map(|(key, words)| HandedBack {
            key: key.clone(),
            words: words.clone(),
        });
        let back: Vec<_> = back.collect();
        let confirmed = self.confirmed.iter();
        let confirmed = confirmed.filter(|key| !self.handed_back.contains_key(*key));
        TakeShift {
            id: self.id,
            confirmed: confirmed.cloned().collect(),
            rest: self.rest,
            handed_back: back,
            read_back: self.read_back.clone(),
            note: None,
        }
    }
}
