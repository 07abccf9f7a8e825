//! Whose keys counted when: the lists of the record, one after the other.
//!
//! A list that knows of none before it is taken as it is found; where several are, a key counts
//! that all of them give. A later list counts once somebody who has a key has signed it. It gives
//! a key to whoever had none; to whoever has one, only they themself give another. Anyone who has
//! a key may say that another's counts no more: that lets nothing in.

use super::key_line::KeyLine;
use super::list::KeyList;
use super::seal::Seal;
use super::told::{KeyNews, KeyTurn, SignatureFault};
use crate::event::WriterId;
use crate::runbook::Operator;
use crate::state::register::Stamped;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of one operator from one list on.
#[derive(Clone, Debug, PartialEq)]
struct Era {
    at: Timestamp,
    heads: BTreeMap<WriterId, u64>,
    keys: Vec<KeyLine>,
}

impl Era {
    fn reaches(&self, writer: &WriterId, seq: u64) -> bool {
        self.heads.get(writer).is_some_and(|head| seq <= *head)
    }
}

/// Everybody's keys over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Eras {
    of: BTreeMap<Operator, Vec<Era>>,
    pub news: Vec<KeyNews>,
}

impl Eras {
    /// What the lists say that know of none before them.
    pub fn first(lists: &[&Stamped<KeyList>]) -> Self {
        let mut eras = Self::default();
        let Some(last) = lists.last() else {
            return eras;
        };
        let all: Vec<_> = lists.iter().map(|list| list.what.keys()).collect();
        let named: BTreeSet<&Operator> = all.iter().flat_map(BTreeMap::keys).collect();
        let at = lists.iter().map(|list| list.at).max().unwrap_or(last.at);
        let heads = heads_of_all(lists);
        for operator in named {
            let theirs = |keys: &BTreeMap<Operator, Vec<KeyLine>>| {
                keys.get(operator).cloned().unwrap_or_default()
            };
            let said: Vec<Vec<KeyLine>> = all.iter().map(theirs).collect();
            let mut keys = said.first().cloned().unwrap_or_default();
            keys.retain(|key| {
                said.iter()
                    .all(|other| other.iter().any(|it| it.is_same(key)))
            });
            let differs = said.iter().any(|other| other.len() != keys.len());
            for list in lists.iter().take(if differs { lists.len() } else { 1 }) {
                let turn = if differs {
                    KeyTurn::Disputed
                } else {
                    KeyTurn::Given
                };
                eras.tell(list, operator, turn);
            }
            let heads = heads.clone();
            eras.of
                .insert(operator.clone(), vec![Era { at, heads, keys }]);
        }
        eras
    }

    /// Takes a list that somebody who has a key has signed.
    pub fn add(&mut self, list: &Stamped<KeyList>) {
        let mut said = list.what.keys();
        let known: Vec<Operator> = self.of.keys().chain(said.keys()).cloned().collect();
        for operator in known.into_iter().collect::<BTreeSet<_>>() {
            let new = said.remove(&operator).unwrap_or_default();
            let eras = self.of.get(&operator).map_or(&[][..], Vec::as_slice);
            let now = eras.last().map_or(&[][..], |era| era.keys.as_slice());
            if is_same(now, &new) {
                continue;
            }
            let had_one = eras.iter().any(|era| !era.keys.is_empty());
            let (keys, turns) = match had_one && operator != list.by {
                false => {
                    let turn = if had_one {
                        KeyTurn::Changed
                    } else {
                        KeyTurn::Given
                    };
                    (new, vec![turn])
                }
                true => narrowed(now, &new),
            };
            let is_new = !is_same(now, &keys);
            for turn in turns {
                self.tell(list, &operator, turn);
            }
            if is_new {
                let era = Era {
                    at: list.at,
                    heads: list.what.heads.clone(),
                    keys,
                };
                self.of.entry(operator).or_default().push(era);
            }
        }
    }

    pub fn tell_waiting(&mut self, list: &Stamped<KeyList>) {
        self.news.push(KeyNews {
            list: list.mark.entry.clone(),
            at: list.at,
            by: list.by.clone(),
            operator: None,
            turn: KeyTurn::Waits,
        });
    }

    fn tell(&mut self, list: &Stamped<KeyList>, operator: &Operator, turn: KeyTurn) {
        self.news.push(KeyNews {
            list: list.mark.entry.clone(),
            at: list.at,
            by: list.by.clone(),
            operator: Some(operator.clone()),
            turn,
        });
    }

    /// Whether an operator's words want a signature.
    pub fn has_key(&self, operator: &Operator) -> bool {
        self.of.contains_key(operator)
    }

    /// Everybody who has one, with the keys that count now.
    pub fn now(&self) -> impl Iterator<Item = (&Operator, &[KeyLine])> {
        let all = self.of.iter();
        all.filter_map(|(operator, eras)| Some((operator, eras.last()?.keys.as_slice())))
    }

    /// Whether it was written before its operator had a key.
    pub fn was_before(&self, operator: &Operator, writer: &WriterId, seq: u64) -> bool {
        let first = self.of.get(operator).and_then(|eras| eras.first());
        first.is_some_and(|era| era.reaches(writer, seq))
    }

    /// Whether a signature's key was its operator's when it was made. What a list has seen is
    /// held to the keys before that list; what no list has seen, to the last, and to a moment not
    /// before that: nobody goes behind the end of a key by setting a clock back.
    pub fn fits(&self, seal: &Seal) -> Result<(), SignatureFault> {
        let key = seal.key.as_ref().ok_or(SignatureFault::Damaged)?;
        if seal.by != seal.own {
            return Err(SignatureFault::Elsewhere(seal.by.clone()));
        }
        let eras = self.of.get(&seal.own).map_or(&[][..], Vec::as_slice);
        let seen = |era: &Era| era.reaches(&seal.entry.writer, seal.entry.seq);
        let next = eras.iter().skip(1).position(seen);
        let era = next.map_or_else(|| eras.last(), |before| eras.get(before));
        let known = era.and_then(|era| Some((era, era.keys.iter().find(|it| it.key == *key)?)));
        let Some((era, line)) = known else {
            let was_theirs = eras
                .iter()
                .any(|era| era.keys.iter().any(|it| it.key == *key));
            let others = self.of.iter();
            let mut others = others.filter(|(other, eras)| {
                let keys = eras.iter().flat_map(|era| &era.keys);
                **other != seal.own && keys.into_iter().any(|it| it.key == *key)
            });
            return Err(match others.next() {
                _ if was_theirs => SignatureFault::NotThen,
                Some((other, _)) => SignatureFault::KeyOf(other.clone()),
                None => SignatureFault::UnknownKey,
            });
        };
        match line.counts_at(seal.at.max(era.at)) {
            true => Ok(()),
            false => Err(SignatureFault::NotThen),
        }
    }
}

/// How far all of them had come, so that what only one of them lets pass does not.
fn heads_of_all(lists: &[&Stamped<KeyList>]) -> BTreeMap<WriterId, u64> {
    let mut heads = lists
        .first()
        .map(|list| list.what.heads.clone())
        .unwrap_or_default();
    heads.retain(|writer, seq| {
        let others = lists
            .iter()
            .map(|list| list.what.heads.get(writer).copied());
        let least = others.map(Option::unwrap_or_default).min();
        *seq = least.unwrap_or_default();
        *seq > 0
    });
    heads
}

/// What is left of an operator's keys by a list of another: nothing is added to them.
fn narrowed(now: &[KeyLine], new: &[KeyLine]) -> (Vec<KeyLine>, Vec<KeyTurn>) {
    let mut keys = Vec::new();
    for key in now {
        let Some(said) = new.iter().find(|it| it.key == key.key) else {
            continue;
        };
        let until = match (key.until, said.until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        keys.push(KeyLine {
            until,
            ..key.clone()
        });
    }
    let mut turns = Vec::new();
    if !is_same(now, &keys) {
        turns.push(KeyTurn::Ended);
    }
    if !is_same(&keys, new) {
        turns.push(KeyTurn::Refused);
    }
    (keys, turns)
}

fn is_same(one: &[KeyLine], other: &[KeyLine]) -> bool {
    let within = |these: &[KeyLine], those: &[KeyLine]| {
        these
            .iter()
            .all(|key| those.iter().any(|it| it.is_same(key)))
    };
    within(one, other) && within(other, one)
}
