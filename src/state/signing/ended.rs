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

    /// Whether it ends the key of a signature, which is not one under the very list that ends it.
    pub fn ends(&self, seal: &Seal, under: Option<&ListId>, ground: &Ground) -> bool {
        self.operator == seal.own
            && seal.key.as_ref() == Some(&self.key)
            && under != Some(&self.list)
            && !ground.is_under(&seal.entry, &self.heads)
    }
}
