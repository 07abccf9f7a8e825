//! The last entries of a journal, read from the end of each writer's record, no further back
//! than is asked for.
//!
//! Gives what the reader delivered, no more. Each line is held against the one before it, and
//! the last against the head that the reader knows: going back from a known hash, a chain shows
//! what was altered as well as going forward.

use super::fault::ReadFault;
use super::fork::fork_files;
use super::line::{EntryLine, LINE_LIMIT_BYTES};
use super::place::{Arrived, Head, Place, SegmentPlace, Trust, segment_number, segment_path};
use super::reader::Reader;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use crate::event::{Entry, EntryHash, WriterId};
use std::collections::{BTreeSet, BinaryHeap};
use std::io;
use std::path::PathBuf;

/// As much is read at once.
const PIECE_BYTES: u64 = 16 * 1024;
/// And this much at most: the longest line, and one before it.
const MOST_BYTES: u64 = 2 * LINE_LIMIT_BYTES as u64;

impl Reader {
    /// The last entries, at most so many, in the order that every reader agrees on.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn last(&self, count: usize) -> Result<Vec<Arrived>, ReadFault> {
        let heads = self.positions.writers.iter();
        let mut walks: Vec<Walk> = heads
            .map(|(writer, head)| Walk::new(self, writer, head))
            .collect();
        // Who wrote last comes first. A record is opened when its turn comes.
        let mut turns: BinaryHeap<(u64, usize)> = walks
            .iter()
            .enumerate()
            .map(|(index, walk)| (walk.head.n, index))
            .collect();
        let mut last: Vec<Arrived> = Vec::new();
        while let Some((n, index)) = turns.pop() {
            if last.len() >= count {
                break;
            }
            let walk = &mut walks[index];
            let Some(known) = walk.peek()? else {
                continue;
            };
            if known.entry.envelope.n < n {
                turns.push((known.entry.envelope.n, index));
                continue;
            }
            last.extend(walk.known.pop());
            if let Some(next) = walk.peek()? {
                turns.push((next.entry.envelope.n, index));
            }
        }
        last.extend(self.all_beside()?);
        last.sort_by(|one, other| in_order(&one.entry).cmp(&in_order(&other.entry)));
        let surplus = last.len().saturating_sub(count);
        last.drain(..surplus);
        Ok(last)
    }

    /// What stands beside records that fork: seldom anything, and never much.
    fn all_beside(&self) -> Result<Vec<Arrived>, ReadFault> {
        if self.positions.forks.is_empty() {
            return Ok(Vec::new());
        }
        let files = fork_files(&self.disk, &self.root, None).map_err(ReadFault::beside)?;
        let places: BTreeSet<SegmentPlace> = files.into_iter().map(|file| file.place).collect();
        let beside = places.iter().map(|place| self.beside(place));
        Ok(beside
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }
}

/// The one order that every reader agrees on.
fn in_order(entry: &Entry) -> (u64, &WriterId, u64) {
    (entry.envelope.n, &entry.writer, entry.envelope.seq)
}

/// One writer's record, walked backwards.
struct Walk<'a> {
    reader: &'a Reader,
    writer: &'a WriterId,
    head: &'a Head,
    folder: PathBuf,
    segment: u32,
    /// What of the segment is still to come: its bytes before this one.
    end: u64,
    /// The hash that the next line has to have.
    expected: EntryHash,
    /// Entries that were read and not taken, oldest first.
    known: Vec<Arrived>,
}

impl<'a> Walk<'a> {
    fn new(reader: &'a Reader, writer: &'a WriterId, head: &'a Head) -> Self {
        Self {
            reader,
            writer,
            head,
            folder: reader.root.join(writer.as_str()),
            segment: head.segment,
            end: head.bytes,
            expected: head.hash,
            known: Vec::new(),
        }
    }

    /// The last entry that was not taken.
    fn peek(&mut self) -> Result<Option<&Arrived>, ReadFault> {
        while self.known.is_empty() && self.segment > 0 {
            match self.end {
                0 => (self.segment, self.end) = self.segment_before()?.unwrap_or_default(),
                _ => self.read_on()?,
            }
        }
        Ok(self.known.last())
    }

    fn unreadable(&self, path: PathBuf) -> impl FnOnce(io::Error) -> ReadFault + use<> {
        move |error| ReadFault::Unreadable { path, error }
    }

    /// The segment before, and how much of it counts.
    fn segment_before(&self) -> Result<Option<(u32, u64)>, ReadFault> {
        let names = self.reader.disk.names_in(&self.folder);
        let names = names.map_err(self.unreadable(self.folder.clone()))?;
        let before = names.iter().filter_map(|name| segment_number(name));
        // Void ones have nothing that counts.
        let counts = |segment: &u32| *segment < self.segment && self.head.limit(*segment) > 0;
        let Some(segment) = before.filter(counts).max() else {
            return Ok(None);
        };
        let path = segment_path(&self.folder, segment);
        let stat = self.reader.disk.stat(&path);
        let length = stat
            .map_err(self.unreadable(path))?
            .map_or(0, |it| it.bytes);
        let limit = self.head.limit(segment).min(SEGMENT_READ_LIMIT_BYTES);
        Ok(Some((segment, length.min(limit))))
    }

    /// Reads the lines that end before `end`, a piece of them. The first of a piece is there for
    /// what the second has to follow, and is read once more with the next piece.
    fn read_on(&mut self) -> Result<(), ReadFault> {
        let path = segment_path(&self.folder, self.segment);
        let mut length = PIECE_BYTES;
        loop {
            let from = self.end.saturating_sub(length);
            let bytes = self.reader.disk.read_range(&path, from, self.end - from);
            let bytes = bytes.map_err(self.unreadable(path.clone()))?;
            let lines = lines(&bytes, from);
            if from > 0 && lines.len() < 2 && length <= MOST_BYTES {
                length *= 2;
                continue;
            }
            let before = match from {
                0 => Some(self.hash_before()?),
                _ => None,
            };
            // Nothing of a piece without two lines counts: none may be so long.
            let end = match from {
                0 => 0,
                _ => lines.get(1).map_or(from, |(offset, ..)| *offset),
            };
            self.take(&lines, before);
            self.end = end;
            return Ok(());
        }
    }

    /// The hash that the first line of the segment follows.
    fn hash_before(&self) -> Result<EntryHash, ReadFault> {
        let Some((segment, end)) = self.segment_before()? else {
            return Ok(EntryHash::default());
        };
        let path = segment_path(&self.folder, segment);
        let from = end.saturating_sub(MOST_BYTES);
        let bytes = self.reader.disk.read_range(&path, from, end - from);
        let bytes = bytes.map_err(self.unreadable(path))?;
        Ok(lines(&bytes, from)
            .last()
            .map(|(.., line)| line.hash)
            .unwrap_or_default())
    }

    fn take(&mut self, lines: &[(u64, usize, EntryLine)], before: Option<EntryHash>) {
        for (at, (offset, bytes, line)) in lines.iter().enumerate().rev() {
            let previous = at.checked_sub(1).map(|at| lines[at].2.hash);
            let Some(previous) = previous.or(before) else {
                continue;
            };
            let is_sound = line.hash == self.expected && line.follows(&previous);
            self.expected = previous;
            let Ok(envelope) = line.envelope(&mut Vec::new()) else {
                continue;
            };
            self.known.push(Arrived {
                entry: Entry {
                    writer: self.writer.clone(),
                    envelope,
                    hash: line.hash,
                },
                place: Place {
                    writer: self.writer.clone(),
                    segment: self.segment,
                    offset: *offset,
                    bytes: u32::try_from(*bytes).unwrap_or(u32::MAX),
                },
                trust: {
                    let trust = self.head.trust_at(self.segment, *offset);
                    let holds = is_sound && trust == Trust::Verified;
                    let positions = &self.reader.positions;
                    positions.trust(self.writer, line.seq, holds)
                },
            });
        }
        self.known.reverse();
    }
}

/// The entries among these bytes, each with its place in the file and its length.
fn lines(bytes: &[u8], from: u64) -> Vec<(u64, usize, EntryLine<'_>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for whole in bytes.split_inclusive(|byte| *byte == b'\n') {
        let line = whole.strip_suffix(b"\n").map(EntryLine::read);
        // What is no entry was passed over when it was read, too.
        if let Some(Ok(line)) = line {
            found.push((from + at, whole.len(), line));
        }
        at += whole.len() as u64;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::tests::{Bench, append, draft, read};
    use std::fs;

    fn all_in_order(reader: &mut Reader) -> Vec<Arrived> {
        let mut all = read(reader);
        all.sort_by_key(|arrived| {
            let Entry {
                writer, envelope, ..
            } = &arrived.entry;
            (envelope.n, writer.clone(), envelope.seq)
        });
        all
    }

    /// Three writers, lines short and long, segments that end early, one that ends in a torn line.
    fn bench() -> Bench {
        let bench = Bench::new();
        for boot in 0..3 {
            for number in 0..40 {
                let operator = ["ops-a", "ops-b", "ops-c"][(number * 7 + boot) % 3];
                let boot = format!("boot-{boot}");
                let mut journal = bench.journal_on(operator, "host", &boot, "1.0.0");
                let words = match number % 13 {
                    0 => "x".repeat(60_000),
                    1 => "y".repeat(9_000),
                    _ => number.to_string(),
                };
                append(&mut journal, &draft(&words)).unwrap();
            }
        }
        bench
    }

    #[test]
    fn the_last_entries_are_those_that_a_whole_reading_ends_with() {
        let bench = bench();
        let mut reader = bench.reader("elsewhere");
        let all = all_in_order(&mut reader);
        for count in [0, 1, 2, 5, 20, 60, all.len() - 1, all.len(), all.len() + 9] {
            let last = reader.last(count).unwrap();
            let from = all.len() - count.min(all.len());
            assert_eq!(last, all[from..], "{count}");
        }
    }

    #[test]
    fn few_entries_open_few_records() {
        let bench = bench();
        let mut reader = bench.reader("elsewhere");
        let all = all_in_order(&mut reader);
        let writer = all.last().unwrap().entry.writer.clone();
        // Nothing of the others is there to be read any more.
        for other in reader.positions().heads() {
            if other.writer != writer {
                fs::remove_dir_all(bench.root().join(other.writer.as_str())).unwrap();
            }
        }
        let one = reader.last(1).unwrap();
        assert_eq!(one, all[all.len() - 1..]);
    }

    #[test]
    fn what_was_altered_behind_the_reader_is_not_told_as_verified() {
        let bench = bench();
        let mut reader = bench.reader("elsewhere");
        let all = all_in_order(&mut reader);
        for victim in all.iter().rev().take(30) {
            let folder = bench.root().join(victim.place.writer.as_str());
            let path = segment_path(&folder, victim.place.segment);
            let bytes = fs::read(&path).unwrap();
            let mut altered = bytes.clone();
            let at = usize::try_from(victim.place.offset).unwrap();
            let length = usize::try_from(victim.place.bytes).unwrap();
            let line = &mut altered[at..at + length];
            let seconds = memchr::memmem::find(line, b"08:00:00").unwrap();
            line[seconds] = b'1';
            fs::write(&path, &altered).unwrap();
            let last = reader.last(all.len()).unwrap();
            let told = last.iter().find(|it| it.place == victim.place).unwrap();
            assert_eq!(told.trust, Trust::Unverified);
            assert_eq!(last.len(), all.len());
            fs::write(&path, &bytes).unwrap();
        }
        assert_eq!(reader.last(all.len()).unwrap(), all);
    }
}
