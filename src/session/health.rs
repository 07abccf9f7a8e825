//! How the record and its disk are, though nothing failed: what could not be read, what is not
//! as it was written, what waits for somebody's word.
//!
//! What stays true: what could not be read is never called altered. Each is one sentence, the
//! same on screens, in line prompts and on the command line.

use crate::event::EntryRef;
use crate::journal::{Beyond, Reader};
use crate::runbook::Operator;

/// What is wrong with the record or its disk, though nothing failed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What is wrong with the record.
    pub ills: Vec<Ill>,
    /// How many bytes are left on the journal's disk, where they are few.
    pub few_bytes_left: Option<u64>,
    /// Why what was saved could not be signed, where the settings want it signed.
    pub unsigned: Option<String>,
    /// Words in this operator's name that do not count yet, and what there is to do, a sentence
    /// for each writer.
    pub waits: Vec<String>,
    /// What is to be said of keys and signatures, in words.
    pub keys: Vec<String>,
    /// Why signatures could not be checked.
    pub unchecked: Option<String>,
}

impl Health {
    /// How many of a kind there are.
    pub fn count(&self, kind: IllKind) -> usize {
        self.ills.iter().filter(|ill| ill.kind == kind).count()
    }
}

/// One thing that is wrong with the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ill {
    /// Of which kind.
    pub kind: IllKind,
    /// What it is, in words.
    pub what: String,
    /// Whose word it waits for, where it waits for one.
    pub of: Option<Operator>,
}

/// Kinds of what is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IllKind {
    /// It could not be read: nothing is known of what is in it.
    Unread,
    /// It is not as it was written, or something of it is missing.
    Damaged,
    /// Entries of an operator that prove nothing until they confirm them.
    Unconfirmed,
    /// What was saved is not yet shown to others.
    NotShown,
    /// What was saved could not be kept outside the journal as well.
    NotKept,
}

impl Ill {
    /// An entry that is not what was read before.
    pub fn rewritten(entry: &EntryRef) -> Self {
        let what = format!("{entry} was rewritten after it was read");
        Self::new(IllKind::Damaged, what)
    }

    pub(super) fn new(kind: IllKind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            of: None,
        }
    }

    /// Whether it may have changed an answer. What waits for somebody's word, or is not yet shown
    /// to others, was read, and is told beside the answer.
    pub fn is_missed(&self) -> bool {
        matches!(self.kind, IllKind::Unread | IllKind::Damaged)
    }

    /// In one sentence.
    pub fn sentence(&self) -> String {
        let what = &self.what;
        match self.kind {
            IllKind::Unread => format!("Part of the record is not read: {what}."),
            IllKind::Damaged => format!("The record is damaged: {what}."),
            IllKind::Unconfirmed => format!("Proves nothing until it is confirmed: {what}."),
            IllKind::NotShown => format!("Not yet shown to others: {what}."),
            IllKind::NotKept => format!("Saved, and its head could not be kept: {what}."),
        }
    }
}

/// What a reader came upon.
pub fn ills(reader: &Reader) -> Vec<Ill> {
    let unread = reader.unread().map(ToString::to_string);
    let unread = unread.chain(reader.undecided());
    let unread = unread.map(|what| Ill::new(IllKind::Unread, what));
    let damage = reader.damage().map(ToString::to_string);
    let damage = damage.map(|what| Ill::new(IllKind::Damaged, what));
    let beyond = reader.beyond().map(|beyond| {
        let kind = match beyond {
            Beyond::NotShown { .. } => IllKind::NotShown,
            Beyond::NotSaved(_) => IllKind::Unread,
        };
        Ill::new(kind, beyond.to_string())
    });
    unread.chain(damage).chain(beyond).collect()
}
