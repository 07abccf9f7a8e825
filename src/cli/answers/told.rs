//! One thing that was said, as `show` tells it.

use crate::event::EntryRef;
use crate::runbook::Operator;
use crate::state::State;
use jiff::Timestamp;
use serde::Serialize;

/// One thing that was said. As JSON: `at`, `by`, `words`, `entry` (its address in the journal),
/// whether it is `unsigned` (beyond what the key of who said it has signed) or `unverified` (behind
/// damage, or where the record parts from another).
#[derive(Debug, Serialize)]
pub struct Told {
    pub at: Timestamp,
    pub by: String,
    words: String,
    entry: String,
    unsigned: bool,
    unverified: bool,
}

impl Told {
    /// What an entry said at a moment, and how far the record stands behind it.
    pub fn of(
        state: &State,
        entry: &EntryRef,
        (at, by): (Timestamp, &Operator),
        words: String,
    ) -> Self {
        Self {
            at,
            by: by.to_string(),
            words,
            entry: entry.to_string(),
            unsigned: state.is_unsigned(entry, by),
            unverified: state.is_doubted(&entry.writer, entry.seq),
        }
    }

    /// It in words; what the record does not stand behind says so first.
    pub fn words(&self) -> String {
        match self.unverified {
            true => format!("unverified: {}", self.words),
            false => self.words.clone(),
        }
    }
}
