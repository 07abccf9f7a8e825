//! What a sync needs to know, and what it did and found.

use super::verbs::Saying;
use crate::event::{EntryHash, JournalId, WriterId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only what others saved comes in.
    Pull,
    /// Only what was saved here goes out, and with it what the carrier has lost of others.
    Push,
}

/// What was said once, by name.
pub type Notes = BTreeMap<String, Vec<u8>>;

/// What a sync needs to know of this machine.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// The journal's folder.
    pub journal: &'a Path,
    /// This machine's state.
    pub state: &'a Path,
    /// A folder of this carrier's own in it.
    pub home: &'a Path,
    /// The journal's id, as it is known here, or one to begin with.
    pub id: JournalId,
    /// Content that was taken out of the journal.
    pub removed: &'a BTreeSet<EntryHash>,
    /// Whether all that the carrier has is looked at, and not only what changed.
    pub whole: bool,
    /// What is to be said there, given what is.
    pub sayings: &'a dyn Fn(&Notes) -> Vec<Saying>,
}

/// What a sync did and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The journal that is carried, once it is known.
    pub journal: Option<JournalId>,
    /// How much came in.
    pub pulled_bytes: u64,
    /// How many entries came in.
    pub pulled_entries: u64,
    /// How much went out.
    pub pushed_bytes: u64,
    /// How many entries went out.
    pub pushed_entries: u64,
    /// Two records at one place, by the name that the other is kept under.
    pub forks: BTreeSet<String>,
    /// Writers of this machine under whose name something else stands there: given up.
    pub given_up: BTreeSet<WriterId>,
    /// What came and was not taken, and why.
    pub refused: BTreeSet<String>,
    /// What is not all here yet.
    pub waits: BTreeSet<String>,
    /// Up to which entry each writer of this machine has gone out.
    pub sent: BTreeMap<WriterId, u64>,
    /// What was said once, by name.
    pub notes: Notes,
}
