//! Heads that someone knew, and what became of them.
//!
//! A claim is held against what is here, on every machine alike: it is met where its line
//! stands, whoever made the claim.

use crate::event::{EntryHash, WriterId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Whose word something rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// Who asked said so.
    Expected,
    /// This machine keeps it outside the journal.
    Machine,
    /// Someone signed it.
    Seal(String),
    /// A writer of this journal says so.
    Writer(WriterId),
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected => f.write_str("expected"),
            Self::Machine => f.write_str("this machine"),
            Self::Seal(by) => write!(f, "a seal of {by}"),
            Self::Writer(writer) => writer.fmt(f),
        }
    }
}

/// A head that someone knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub writer: WriterId,
    pub seq: u64,
    /// The hash, whole or its first 16 digits.
    pub hash: String,
    pub word: Word,
}

/// Claims by writer, number and hash, each with everybody who makes it.
#[derive(Debug, Default)]
pub(super) struct Claims(BTreeMap<WriterId, BTreeMap<(u64, String), Vec<Word>>>);

impl Claims {
    /// Adds a claim. One that says more of a hash takes the place of one that says less.
    pub fn add(&mut self, claim: Claim) {
        let known = self.0.entry(claim.writer).or_default();
        let short = claim.hash[..claim.hash.len().min(16)].to_owned();
        let same = known
            .range((claim.seq, short)..)
            .next()
            .map(|(key, _)| key.clone())
            .filter(|(seq, hash)| {
                *seq == claim.seq && (hash.starts_with(&claim.hash) || claim.hash.starts_with(hash))
            });
        let key = match &same {
            Some(same) if same.1.len() >= claim.hash.len() => same.clone(),
            _ => (claim.seq, claim.hash),
        };
        let mut words = same
            .and_then(|same| known.remove(&same))
            .unwrap_or_default();
        if !words.contains(&claim.word) {
            words.push(claim.word);
        }
        known.insert(key, words);
    }

    /// The writers that something is claimed of.
    pub fn writers(&self) -> impl Iterator<Item = &WriterId> {
        self.0.keys()
    }

    /// What is claimed of a writer, in the order of the numbers.
    pub fn of(&self, writer: &WriterId) -> impl Iterator<Item = (u64, &str, &[Word])> {
        let known = self.0.get(writer).into_iter().flatten();
        known.map(|((seq, hash), words)| (*seq, hash.as_str(), words.as_slice()))
    }
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// The line is here.
    Here,
    /// It is here, and was made void.
    Void,
    /// Another line stands at its number.
    Other(EntryHash),
    /// Nothing stands there.
    Absent,
}

/// The hashes of a writer's lines, by number: of several at one number the first.
#[derive(Debug, Default)]
pub(super) struct Lines {
    in_order: Vec<EntryHash>,
    /// Lines whose number does not follow.
    apart: HashMap<u64, EntryHash>,
    void: Vec<(u64, EntryHash)>,
    /// Lines that stand beside, where the record forks.
    beside: Vec<(u64, EntryHash)>,
}

impl Lines {
    pub fn add(&mut self, seq: u64, hash: EntryHash) {
        let length = self.in_order.len() as u64;
        if seq == length + 1 && !self.apart.contains_key(&seq) {
            self.in_order.push(hash);
        } else if seq > length {
            self.apart.entry(seq).or_insert(hash);
        }
    }

    pub fn add_void(&mut self, seq: u64, hash: EntryHash) {
        self.void.push((seq, hash));
    }

    pub fn add_beside(&mut self, seq: u64, hash: EntryHash) {
        self.beside.push((seq, hash));
    }

    /// The line at a number.
    pub fn at(&self, seq: u64) -> Option<EntryHash> {
        let at = usize::try_from(seq.checked_sub(1)?).ok()?;
        let in_order = self.in_order.get(at).copied();
        in_order.or_else(|| self.apart.get(&seq).copied())
    }

    /// What became of a claim. A head that was seen before it was made void is no rewritten
    /// one.
    pub fn meet(&self, seq: u64, hash: &str) -> Met {
        let is_it = |found: &EntryHash| found.to_string().starts_with(hash);
        let among = |lines: &[(u64, EntryHash)]| {
            lines
                .iter()
                .any(|(number, found)| *number == seq && is_it(found))
        };
        let is_void = || among(&self.void);
        match self.at(seq) {
            Some(found) if is_it(&found) => Met::Here,
            _ if among(&self.beside) => Met::Here,
            _ if is_void() => Met::Void,
            Some(found) => Met::Other(found),
            None => Met::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(seq: u64, hash: &str, word: Word) -> Claim {
        Claim {
            writer: "a@h-000001".parse().unwrap(),
            seq,
            hash: hash.to_owned(),
            word,
        }
    }

    #[test]
    fn a_short_claim_and_a_long_one_of_one_head_are_one() {
        let long = "ab".repeat(32);
        for hashes in [[&long[..16], &long], [&*long, &long[..16]]] {
            let mut claims = Claims::default();
            claims.add(claim(3, hashes[0], Word::Expected));
            claims.add(claim(3, hashes[1], Word::Machine));
            claims.add(claim(3, hashes[1], Word::Machine));
            claims.add(claim(3, &"cd".repeat(8), Word::Machine));
            claims.add(claim(4, &long, Word::Machine));
            let writer = claims.writers().next().unwrap().clone();
            let all: Vec<_> = claims.of(&writer).collect();
            assert_eq!(all.len(), 3);
            assert_eq!(
                (all[0].1, all[0].2),
                (&*long, &[Word::Expected, Word::Machine][..])
            );
        }
    }

    #[test]
    fn the_first_line_at_a_number_is_the_one_that_counts() {
        let hash = |byte| EntryHash([byte; 32]);
        let mut lines = Lines::default();
        for (seq, byte) in [(1, 1), (3, 3), (2, 2), (3, 4), (5, 5), (1, 9)] {
            lines.add(seq, hash(byte));
        }
        lines.add_void(4, hash(7));
        let met = |seq, byte| lines.meet(seq, &hash(byte).to_string());
        assert_eq!(met(1, 1), Met::Here);
        assert_eq!(met(1, 9), Met::Other(hash(1)));
        assert_eq!(met(3, 3), Met::Here);
        assert_eq!(met(5, 5), Met::Here);
        assert_eq!(met(4, 7), Met::Void);
        assert_eq!(met(4, 8), Met::Absent);
        assert_eq!(met(0, 8), Met::Absent);
    }
}
