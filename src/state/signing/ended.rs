//! A key that a list ends, in whatever order the lists stand.

use super::ground::{Ground, Heads};
use super::list::{KeyList, ListId};
use super::seal::Seal;
use crate::runbook::Operator;
use crate::state::register::Stamped;
use serde::{Deserialize, Serialize};

/// A key that a list ends, for what the list has not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EndedKey {
    list: ListId,
    operator: Operator,
    key: Vec<u8>,
    heads: Heads,
}

impl EndedKey {
    /// A key of an operator's that a list leaves out.
    pub fn of(list: &Stamped<KeyList>, operator: &Operator, key: &[u8]) -> Self {
        Self {
            list: ListId::of(list),
            operator: operator.clone(),
            key: key.to_vec(),
            heads: list.what.heads.clone(),
        }
    }

    /// Whether it ends the key of a signature. It does not for one under the very list that ends it,
    /// nor under one that says no more: a file of keys that two notice at once is one change.
    pub fn ends(&self, seal: &Seal, under: Option<&ListId>, ground: &Ground) -> bool {
        self.operator == seal.own
            && seal.key.as_ref() == Some(&self.key)
            && !under.is_some_and(|list| {
                *list == self.list || list.says_no_more_than(&self.list, &self.operator, &self.key)
            })
            && !ground.is_under(&seal.entry, &self.heads)
    }
}
