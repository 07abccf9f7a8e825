//! What verifying found: for a program, and, in `report_words`, for a person.

use super::finding::{Finding, Settlements};
use super::place::Damage;
use super::status::Status;
use crate::event::{EntryHash, FindingKind, JournalId, SeenHead, WriterId};
use crate::runbook::Operator;
use serde::Serialize;
use std::cmp::Reverse;

/// Evidence that an entry says was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Its SHA-256.
    pub sha256: EntryHash,
    /// Who removed it.
    pub writer: WriterId,
    /// The entry that says so.
    pub seq: u64,
    /// Why, in its words.
    pub reason: String,
}

/// One place among a writer's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LinePlace {
    /// The segment.
    pub segment: u32,
    /// The line in it, from 1.
    pub line: u64,
    /// The hash that the line states.
    pub hash: EntryHash,
}

/// Two lines at one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fork {
    /// The number that both have.
    pub seq: u64,
    /// The line that stands first.
    pub first: LinePlace,
    /// The other.
    pub second: LinePlace,
}

/// A segment's beginning that makes void what stood after a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// The segment that begins so.
    pub by_segment: u32,
    /// The segment that ends.
    pub segment: u32,
    /// The last entry that counts.
    pub seq: u64,
    /// How many bytes of that segment count.
    pub bytes: u64,
    /// Why, in its writer's words.
    pub reason: String,
}

/// A head that is not there, or not as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The entry's number.
    pub seq: u64,
    /// How its hash began.
    pub hash: String,
    /// Who knew it: `expected`, `this machine`, a seal, or the writer that saw it.
    pub known_from: String,
    /// What stands there, where something does.
    pub found: Option<EntryHash>,
    /// Whether it is there, and was made void.
    pub is_void: bool,
}

/// One writer's record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WriterReport {
    /// Whose.
    pub writer: WriterId,
    /// How it stands.
    pub status: Status,
    /// Segments that count.
    pub segments: u64,
    /// Entries that count.
    pub entries: u64,
    /// Bytes that were hashed.
    pub bytes: u64,
    /// The last entry.
    pub head: Option<SeenHead>,
    /// Torn tails that were recovered.
    pub recovered: u64,
    /// Segments that were closed before their time.
    pub closed: Vec<Closed>,
    /// Bytes that are void.
    pub void_bytes: u64,
    /// An unfinished last line.
    pub unfinished_bytes: u64,
    /// What is altered: the first comes first; at most a hundred are named.
    pub damage: Vec<Damage>,
    /// Two lines at one address.
    pub forks: Vec<Fork>,
    /// Heads that are not there.
    pub lost: Vec<Lost>,
    /// Own objects that are not here.
    pub absent_objects: Vec<EntryHash>,
    /// Why it could not be read whole.
    pub unreadable: Option<String>,
}

impl WriterReport {
    pub(super) fn new(writer: WriterId) -> Self {
        Self {
            writer,
            status: Status::Clean,
            segments: 0,
            entries: 0,
            bytes: 0,
            head: None,
            recovered: 0,
            closed: Vec::new(),
            void_bytes: 0,
            unfinished_bytes: 0,
            damage: Vec::new(),
            forks: Vec::new(),
            lost: Vec::new(),
            absent_objects: Vec::new(),
            unreadable: None,
        }
    }
}

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// The worst of everything below.
    pub status: Status,
    /// The journal's id.
    pub journal: Option<JournalId>,
    /// Every writer's record.
    pub writers: Vec<WriterReport>,
    /// Objects that were hashed.
    pub objects: u64,
    /// Objects whose bytes are not those that their names say.
    pub altered_objects: Vec<String>,
    /// Objects that other writers name and that have not arrived.
    pub awaited_objects: u64,
    /// Evidence that entries say was removed.
    pub removed_objects: Vec<Removed>,
    /// What is odd and proves nothing.
    pub notes: Vec<String>,
    /// Why something besides the writers' records could not be read.
    pub unreadable: Vec<String>,
    /// Everything that is not as it should be, open or settled.
    pub findings: Vec<Finding>,
    /// Folders that belong to another journal: named, not read, without effect.
    pub foreign: Vec<Foreign>,
    /// Entries that prove nothing until their operator confirms them.
    pub unconfirmed: Vec<Unconfirmed>,
    /// What was settled.
    #[serde(skip)]
    pub(super) settlements: Settlements,
    /// Whether a list of keys was noticed, by which signatures count.
    #[serde(skip)]
    pub lists_keys: bool,
    /// Whether something stands beside a record.
    #[serde(skip)]
    pub(super) has_sides: bool,
}

/// Entries of one writer that prove nothing until their operator confirms them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unconfirmed {
    /// Whose record.
    pub writer: WriterId,
    /// The operator who alone can vouch for them.
    pub by: Operator,
    /// How many they are.
    pub entries: u64,
    /// The number of the first.
    pub from: u64,
    /// Why they wait, and what is to be done, in words.
    pub what: String,
}

/// A writer's folder of another journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Foreign {
    /// Whose.
    pub writer: WriterId,
    /// The journal that it says it belongs to.
    pub journal: JournalId,
}

impl Report {
    /// Of a journal that cannot be read at all.
    pub fn of_unreadable(why: String) -> Self {
        Self {
            status: Status::Unreadable,
            unreadable: vec![why],
            ..Self::default()
        }
    }

    /// Adds what was found; where someone settled it, it weighs less.
    pub fn find(&mut self, mut finding: Finding) {
        self.settlements.apply(&mut finding);
        self.status = self.status.max(finding.weight());
        self.findings.push(finding);
    }

    /// Whether entries may wait for their operator's word: which, the folded record knows.
    pub fn may_want_confirming(&self) -> bool {
        let kinds = [FindingKind::Fork, FindingKind::Adopted];
        self.has_sides || self.findings.iter().any(|it| kinds.contains(&it.kind))
    }

    /// Adds entries that wait for their operator's word: with them nothing is clean.
    pub fn wait_for(&mut self, unconfirmed: Vec<Unconfirmed>) {
        if !unconfirmed.is_empty() {
            self.status = self.status.max(Status::Recovered);
        }
        self.unconfirmed.extend(unconfirmed);
    }

    /// Adds what could not be read: what is not known is not clean.
    pub fn miss(&mut self, what: String) {
        self.unreadable.push(what);
        self.status = Status::Unreadable;
    }

    /// What nobody has settled, the worst first.
    pub fn open(&self) -> Vec<&Finding> {
        let open = self.findings.iter().filter(|it| it.is_open());
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|finding| Reverse(finding.status));
        open
    }

    /// What was found in a writer's record.
    pub fn of<'a>(&'a self, writer: &'a WriterId) -> impl Iterator<Item = &'a Finding> {
        let is_of = move |it: &&Finding| it.writer.as_ref() == Some(writer);
        self.findings.iter().filter(is_of)
    }
}
