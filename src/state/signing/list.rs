//! A list of keys as it was noticed.

use super::ground::Heads;
use super::key_line::{KeyLine, read_keys};
use crate::event::KeysNoticed;
use crate::runbook::Operator;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A list of keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyList {
    pub lines: Vec<String>,
    /// How far each writer had come.
    pub heads: Heads,
    /// Whether it knew of lists before it.
    pub has_before: bool,
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
