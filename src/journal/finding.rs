//! What verifying found, thing by thing: each with its name, on whose word it rests, and who
//! settled it.
//!
//! A settlement makes a finding no better than "recovered": it is told for ever.

use super::claim::Word;
use super::status::Status;
use crate::event::{EntryHash, FindingKind, WriterId, finding_name};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its name.
    pub name: EntryHash,
    /// Its kind.
    pub kind: FindingKind,
    /// Whose record; none where it is nobody's.
    pub writer: Option<WriterId>,
    /// The entry's number; 0 where it is no entry.
    pub seq: u64,
    /// What it makes of the record while it is open.
    pub status: Status,
    /// Whose word it rests on; empty where the bytes here show it.
    pub on_word_of: Vec<String>,
    /// What was found, in words.
    pub what: String,
    /// Who settled it.
    pub settled: Option<Settlement>,
    /// The writers on whose word alone it rests; none where it rests on more.
    #[serde(skip)]
    pub(super) writers: Option<BTreeSet<WriterId>>,
}

/// What a finding is made of, before it has its name.
pub(super) struct Found<'a> {
    pub kind: FindingKind,
    pub writer: Option<&'a WriterId>,
    pub seq: u64,
    pub expected: &'a dyn fmt::Display,
    pub found: &'a dyn fmt::Display,
    pub status: Status,
    pub what: String,
}

impl Finding {
    /// A finding that the bytes here show.
    pub(super) fn of(found: &Found<'_>) -> Self {
        let Found {
            kind,
            writer,
            seq,
            expected,
            found: stood,
            ..
        } = *found;
        Self {
            name: finding_name(kind, writer, seq, expected, stood),
            kind,
            writer: writer.cloned(),
            seq,
            status: found.status,
            on_word_of: Vec::new(),
            what: found.what.clone(),
            settled: None,
            writers: None,
        }
    }

    /// Says on whose word a finding rests.
    pub(super) fn resting_on(self, words: &[Word]) -> Self {
        let writers = words.iter().map(|word| match word {
            Word::Writer(writer) => Some(writer.clone()),
            Word::Expected | Word::Machine | Word::Seal(_) => None,
        });
        Self {
            on_word_of: words.iter().map(ToString::to_string).collect(),
            writers: writers.collect(),
            ..self
        }
    }

    /// Whether nobody has settled it.
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// What it makes of the record.
    pub fn weight(&self) -> Status {
        match self.settled {
            Some(_) => self.status.min(Status::Recovered),
            None => self.status,
        }
    }

    /// The first digits of its name: enough to type.
    pub fn short(&self) -> String {
        self.name.to_string()[..12].to_owned()
    }
}

/// Who settled a finding, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The operator.
    pub by: String,
    /// Their writer.
    pub writer: WriterId,
    /// The entry that says so.
    pub seq: u64,
    /// Why, in its words.
    pub reason: String,
}

/// Everything that was settled in a journal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settlements {
    findings: BTreeMap<EntryHash, Settlement>,
    words: BTreeMap<WriterId, Settlement>,
}

impl Settlements {
    pub fn settle(&mut self, finding: EntryHash, settlement: Settlement) {
        self.findings.entry(finding).or_insert(settlement);
    }

    pub fn set_aside(&mut self, writer: WriterId, settlement: Settlement) {
        self.words.entry(writer).or_insert(settlement);
    }

    /// Takes in what another writer says was settled.
    pub fn extend(&mut self, other: Self) {
        for (finding, settlement) in other.findings {
            self.settle(finding, settlement);
        }
        for (writer, settlement) in other.words {
            self.set_aside(writer, settlement);
        }
    }

    /// Says of a finding who settled it, where someone did.
    pub fn apply(&self, finding: &mut Finding) {
        let by_name = self.findings.get(&finding.name);
        let by_word = || {
            let writers = finding.writers.as_ref().filter(|it| !it.is_empty())?;
            let all = writers.iter().map(|writer| self.words.get(writer));
            all.collect::<Option<Vec<_>>>()?.into_iter().next()
        };
        finding.settled = by_name.or_else(by_word).cloned();
    }
}
