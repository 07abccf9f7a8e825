//! What somebody who can check signatures is asked, and answers: plain values.

use super::list::ListId;
use crate::event::{EntryRef, SeenHead, WriterId};
use crate::runbook::Operator;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A signature that is to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct ToCheck {
    /// The entry that carries it.
    pub entry: EntryRef,
    /// Whose record it says that it is.
    pub own: Operator,
    /// What was signed.
    pub heads: Vec<SeenHead>,
    /// The signature.
    pub signature: String,
    /// Lists of keys of that operator's that may stand before what was signed.
    pub lists: Vec<EntryRef>,
}

/// What was found of a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Whether it was made by the key that it names, over what it is said to cover.
    pub is_good: bool,
    /// The writers of whom the journal holds what was signed.
    pub held: BTreeSet<WriterId>,
    /// Those of whom it holds something else there.
    pub other: BTreeSet<WriterId>,
    /// The lists of keys from which an unbroken chain leads to what was signed, whatever stands
    /// before them.
    pub lists: BTreeSet<ListId>,
}
