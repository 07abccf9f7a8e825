//! Whose keys counted when: the lists of the record, one after the other.
//!
//! A list that knows of none before it is taken as it is found; where several are, a key counts
//! that all of them give. A later list counts once somebody who has a key has signed it. It gives
//! a key to whoever no list named before; to others only they themself give another. Anyone who
//! has a key may say that another's counts no more: that lets nothing in.

use super::ended::EndedKey;
use super::ground::{Ground, Heads};
use super::key_line::KeyLine;
use super::list::{KeyList, ListId};
use super::seal::Seal;
use super::told::{KeyNews, KeyTurn, SignatureFault};
use crate::event::EntryRef;
use crate::runbook::Operator;
use crate::state::register::Stamped;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of one operator from one list on.
#[derive(Clone, Debug, PartialEq)]
struct Era {
    at: Timestamp,
    heads: Heads,
    keys: Vec<KeyLine>,
}

/// What is known of an operator's keys.
#[derive(Clone, Debug, Default, PartialEq)]
struct Theirs {
    eras: Vec<Era>,
    /// How far everybody had come by each list that names them.
    named: Vec<Heads>,
}

/// Everybody's keys over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Eras {
    of: BTreeMap<Operator, Theirs>,
    /// Keys that lists end, in whatever order these stand.
    pub ended: Vec<EndedKey>,
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
        let heads: Vec<Heads> = lists.iter().map(|list| list.what.heads.clone()).collect();
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
            // No keys come before these.
            let first = Era {
                at,
                heads: Heads::new(),
                keys,
            };
            let theirs = Theirs {
                eras: vec![first],
                named: heads.clone(),
            };
            eras.of.insert(operator.clone(), theirs);
        }
        eras
    }

    /// Takes a list that somebody who has a key has signed.
    pub fn add(&mut self, list: &Stamped<KeyList>) {
        let mut said = list.what.keys();
        let known: Vec<Operator> = self.of.keys().chain(said.keys()).cloned().collect();
        for operator in known.into_iter().collect::<BTreeSet<_>>() {
            let new = said.remove(&operator);
            if new.is_some() {
                let theirs = self.of.entry(operator.clone()).or_default();
                theirs.named.push(list.what.heads.clone());
            }
            let new = new.unwrap_or_default();
            let eras = self.eras(&operator);
            let now = eras.last().map_or(&[][..], |era| era.keys.as_slice());
            let ends = ends_some(eras, &new);
            if is_same(now, &new) {
                let keys = now.to_vec();
                if ends {
                    self.begin(operator, list, keys);
                }
                continue;
            }
            // Also who has none any more: else to take one away would be to give another.
            let had_one = !eras.is_empty();
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
            if is_new || ends {
                self.begin(operator, list, keys);
            }
        }
    }

    /// Takes from a list what it ends, and no more.
    pub fn end(&mut self, list: &Stamped<KeyList>) {
        let mut said = list.what.keys();
        let known: Vec<Operator> = self.of.keys().cloned().collect();
        for operator in known {
            let new = said.remove(&operator).unwrap_or_default();
            let Some(now) = self.eras(&operator).last() else {
                continue;
            };
            let (keys, _) = narrowed(&now.keys, &new);
            let (is_new, ends) = (
                !is_same(&now.keys, &keys),
                ends_some(self.eras(&operator), &new),
            );
            if is_new {
                self.tell(list, &operator, KeyTurn::EndedInDoubt);
            }
            if is_new || ends {
                self.begin(operator, list, keys);
            }
        }
    }

    fn begin(&mut self, operator: Operator, list: &Stamped<KeyList>, keys: Vec<KeyLine>) {
        let era = Era {
            at: list.at,
            heads: list.what.heads.clone(),
            keys,
        };
        self.of.entry(operator).or_default().eras.push(era);
    }

    /// Takes whoever a list names that does not count, and no list before it, as somebody who has
    /// a key: nobody is let in by a list that was lost, or that another was laid before.
    pub fn hold(&mut self, list: &Stamped<KeyList>) {
        for operator in list.what.keys().into_keys() {
            let theirs = self.of.entry(operator).or_default();
            if theirs.named.is_empty() {
                theirs.named.push(list.what.heads.clone());
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

    fn eras(&self, operator: &Operator) -> &[Era] {
        let theirs = self.of.get(operator);
        theirs.map_or(&[], |theirs| theirs.eras.as_slice())
    }

    /// Lets go of the news of a key that is its operator's by now.
    pub fn forget_what_came_true(&mut self, lists: &[Stamped<KeyList>]) {
        let mut news = std::mem::take(&mut self.news);
        news.retain(|news| {
            let refused = news.operator.as_ref();
            let refused = refused.filter(|_| news.turn == KeyTurn::Refused);
            let list = lists.iter().find(|list| list.mark.entry == news.list);
            refused.zip(list).is_none_or(|(operator, list)| {
                let last = self.eras(operator).last();
                let said = list.what.keys().remove(operator).unwrap_or_default();
                !last.is_some_and(|era| is_within(&said, &era.keys))
            })
        });
        self.news = news;
    }

    /// Whether an operator's words want a signature.
    pub fn has_key(&self, operator: &Operator) -> bool {
        self.of.contains_key(operator)
    }

    /// Everybody who has one, with the keys that count now.
    pub fn now(&self) -> impl Iterator<Item = (&Operator, &[KeyLine])> {
        let all = self.of.iter();
        all.filter_map(|(operator, eras)| Some((operator, eras.eras.last()?.keys.as_slice())))
    }

    /// Whether it was written before its operator had a key: every list that names them has seen
    /// it. Were the first enough, whoever has a key could put one between two.
    pub fn was_before(&self, operator: &Operator, entry: &EntryRef, ground: &Ground) -> bool {
        let named = self.of.get(operator).map_or(&[][..], |it| &it.named);
        !named.is_empty() && named.iter().all(|heads| ground.is_under(entry, heads))
    }

    /// Whether a signature's key was its operator's when it was made: it is held to the last list
    /// that has not seen it, and to a moment not before that. So nobody goes behind a list that
    /// ended a key by setting a clock back. Where the end stands in a list that was noticed before
    /// it came (`valid-before`), the signer's clock is believed.
    pub fn fits(&self, seal: &Seal, ground: &Ground) -> Result<(), SignatureFault> {
        self.fits_under(seal, None, ground)
    }

    /// As [`Eras::fits`], where it is looked at for what it is over: a list does not end the key by
    /// which it counts.
    pub fn fits_under(
        &self,
        seal: &Seal,
        list: Option<&ListId>,
        ground: &Ground,
    ) -> Result<(), SignatureFault> {
        let key = seal.key.as_ref().ok_or(SignatureFault::Damaged)?;
        if self.ended.iter().any(|it| it.ends(seal, list, ground)) {
            return Err(SignatureFault::NotThen);
        }
        if seal.by != seal.own {
            return Err(SignatureFault::Elsewhere(seal.by.clone()));
        }
        let eras = self.eras(&seal.own);
        let is_new = |era: &Era| !ground.is_under(&seal.entry, &era.heads);
        let era = eras.get(eras.iter().rposition(is_new).unwrap_or_default());
        let known = era.and_then(|era| Some((era, era.keys.iter().find(|it| it.key == *key)?)));
        let Some((era, line)) = known else {
            let was_theirs = eras
                .iter()
                .any(|era| era.keys.iter().any(|it| it.key == *key));
            let others = self.of.iter();
            let mut others = others.filter(|(other, theirs)| {
                let keys = theirs.eras.iter().flat_map(|era| &era.keys);
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

/// Whether a list ends a key that counted at some time. It is an end of its own also where that key
/// counts no more by then: what the lists before it have seen is not what it has seen.
fn ends_some(eras: &[Era], new: &[KeyLine]) -> bool {
    let left = |era: &Era| narrowed(&era.keys, new).0;
    eras.iter().any(|era| !is_same(&era.keys, &left(era)))
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
    is_within(one, other) && is_within(other, one)
}

fn is_within(these: &[KeyLine], those: &[KeyLine]) -> bool {
    these
        .iter()
        .all(|key| those.iter().any(|it| it.is_same(key)))
}
