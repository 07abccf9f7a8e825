//! Whether heads that someone knew are held by what was read: for saying so before anybody asks
//! for a verification.

use super::belonging::begun;
use super::fork::fork_files;
use super::line::EntryLine;
use super::lookup::{Side, chained_at, each_line_of, line_at};
use super::reader::Reader;
use crate::event::{Entry, EntryHash, EntryRef, Instead, JournalId, SeenHead, WriterId, lost_name};
use std::collections::BTreeSet;

/// A head that someone knew and that the journal does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What was known.
    pub head: SeenHead,
    /// What stands there instead, where something does.
    pub found: Option<EntryHash>,
    /// The finding's name.
    pub name: EntryHash,
}

/// Which of these heads the journal does not hold, as far as it was read. A record that cannot
/// be looked into says nothing here; verifying tells.
pub fn missing(reader: &Reader, heads: impl IntoIterator<Item = SeenHead>) -> Vec<Missing> {
    let mut all = Vec::new();
    for head in heads {
        let Some(found) = stands(reader, &head) else {
            continue;
        };
        if found != Some(head.hash) {
            let name = name_of(reader, &head, found);
            all.push(Missing { head, found, name });
        }
    }
    all.sort_by_key(|missing: &Missing| missing.name);
    all.dedup();
    all
}

/// The name under which verifying finds it, too.
fn name_of(reader: &Reader, head: &SeenHead, found: Option<EntryHash>) -> EntryHash {
    let end = || {
        let known = reader.positions.writers.get(&head.writer)?;
        (known.seq > 0).then_some((known.seq, known.hash))
    };
    let instead = found.map_or_else(|| Instead::Nothing(end()), Instead::Other);
    lost_name(&head.writer, head.seq, &head.hash.to_string(), &instead)
}

/// Which of these heads no unbroken chain of entries leads to: what a signature over them is held
/// against. What cannot be read leads nowhere.
pub fn unchained(reader: &Reader, heads: impl IntoIterator<Item = SeenHead>) -> Vec<Missing> {
    let broken = |head: SeenHead| {
        let known = reader.positions.writers.get(&head.writer);
        let folder = reader.root.join(head.writer.as_str());
        let found = known.and_then(|known| {
            let found = chained_at(&reader.disk, &folder, known, head.seq);
            found.ok().flatten()
        });
        let name = name_of(reader, &head, found);
        (found != Some(head.hash)).then_some(Missing { head, found, name })
    };
    heads.into_iter().filter_map(broken).collect()
}

/// The journal that a writer's record began in, as far as it can be read.
pub fn began_in(reader: &Reader, writer: &WriterId) -> Option<JournalId> {
    let begun = begun(&reader.disk, &reader.root.join(writer.as_str()));
    Some(begun.ok()??.journal)
}

/// The entries of a writer at some addresses from which an unbroken chain leads to a head, also on a
/// side of a record that forks. What stands before them may be damaged: by the chain a head proves
/// all that lies between. They are given as they stand in that chain: a line that is in none may
/// state the same address and say something else. What cannot be read leads nowhere.
pub fn chained_to(reader: &Reader, head: &SeenHead, wanted: &[EntryRef]) -> Vec<Entry> {
    let wanted: BTreeSet<(u64, [u8; 8])> = wanted
        .iter()
        .filter(|it| it.writer == head.writer)
        .map(|it| (it.seq, it.hash))
        .collect();
    let known = reader.positions.writers.get(&head.writer);
    let Some(known) = known.filter(|_| !wanted.is_empty()) else {
        return Vec::new();
    };
    let folder = reader.root.join(head.writer.as_str());
    let walk = |side: Option<&Side>| {
        let mut chain = Chain::default();
        let walked = each_line_of(&reader.disk, &folder, known, side, &mut |line| {
            chain.take(line, head, &wanted);
        });
        walked.ok().map(|()| chain.proven)
    };
    let sides = fork_files(&reader.disk, &reader.root, Some(&head.writer)).unwrap_or_default();
    let sides = sides.iter().filter_map(|file| {
        let side = Side {
            segment: file.place.segment,
            at: file.at,
            bytes: file.read(&reader.disk, 0).ok()?,
        };
        walk(Some(&side))
    });
    walk(None).into_iter().chain(sides).flatten().collect()
}

/// A walk over lines that looks for the ones that a head proves.
#[derive(Default)]
struct Chain {
    /// The line before, in the chain, and what of it is wanted.
    before: EntryHash,
    members: Vec<Entry>,
    /// A line that did not follow: a torn one, or where another chain begins.
    other: Option<EntryHash>,
    proven: Vec<Entry>,
}

impl Chain {
    fn take(&mut self, line: &EntryLine, head: &SeenHead, wanted: &BTreeSet<(u64, [u8; 8])>) {
        match self.other {
            _ if line.follows(&self.before) => {}
            Some(other) if line.follows(&other) => self.members.clear(),
            _ => {
                self.other = Some(line.hash);
                return;
            }
        }
        (self.before, self.other) = (line.hash, None);
        if wanted.contains(&(line.seq, line.hash.short()))
            && let Ok(envelope) = line.envelope(&mut Vec::new())
        {
            self.members.push(Entry {
                writer: head.writer.clone(),
                envelope,
                hash: line.hash,
            });
        }
        if (line.seq, line.hash) == (head.seq, head.hash) {
            self.proven.extend(self.members.iter().cloned());
        }
    }
}

/// What stands at a head's number; none where that cannot be told.
fn stands(reader: &Reader, head: &SeenHead) -> Option<Option<EntryHash>> {
    let known = reader.positions.writers.get(&head.writer);
    let known = known.filter(|known| known.seq >= head.seq);
    let Some(known) = known else {
        // It may stand in what could not be read.
        let is_unread = reader.unreadable(&head.writer).is_some();
        return (!is_unread).then_some(None);
    };
    if known.seq == head.seq {
        return Some(Some(known.hash));
    }
    let folder = reader.root.join(head.writer.as_str());
    line_at(&reader.disk, &folder, known, head.seq).ok()
}
