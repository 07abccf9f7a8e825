//! How segments begin, and which of them, and how much of each, still count.
//!
//! A closing names a point: the end of an entry. Everything that its writer wrote after the
//! point and before the closing's own segment is void, for every reader. A closing whose
//! point is not there, or which does not follow it, closes nothing.

use super::disk::Disk;
use super::line::{EntryLine, LINE_LIMIT_BYTES};
use super::lock::Point;
use super::place::segment_path;
use crate::event::{Closes, EntryRef, Event, Fact, JournalId, SegmentStarted, WriterId};
use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::LazyLock;

/// As much is read of a segment to see how it begins; most segments of a team are shorter.
const FIRST_BYTES: u64 = LINE_LIMIT_BYTES as u64;

// Made once: to make one costs more than to search a line with it.
static CLOSES: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"closes\":{"));

/// How a segment begins, as far as its first line alone tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Beginning {
    pub segment: u32,
    /// Where it closes what was before it.
    pub closes: Option<Closes>,
}

/// Segments that were read whole to see how they begin, and need not be read again.
#[derive(Debug, Default)]
pub(super) struct Whole {
    segments: HashMap<u32, Vec<u8>>,
    length: usize,
}

impl Whole {
    /// No more is held of one writer.
    const LIMIT_BYTES: usize = 4 * 1024 * 1024;

    fn hold(&mut self, segment: u32, bytes: Vec<u8>) {
        let is_whole = (bytes.len() as u64) < FIRST_BYTES;
        if is_whole && self.length + bytes.len() <= Self::LIMIT_BYTES {
            self.length += bytes.len();
            self.segments.insert(segment, bytes);
        }
    }

    /// All that a segment had when its beginning was read.
    pub fn take(&mut self, segment: u32) -> Option<Vec<u8>> {
        let bytes = self.segments.remove(&segment)?;
        self.length -= bytes.len();
        Some(bytes)
    }
}

/// Reads how a segment begins. What was read is held where it is all of it.
pub(super) fn read_beginning(
    disk: &Disk,
    folder: &Path,
    writer: &WriterId,
    segment: u32,
    whole: &mut Whole,
) -> io::Result<Beginning> {
    let path = segment_path(folder, segment);
    let bytes = disk.read_range(&path, 0, FIRST_BYTES)?;
    let mut closes = first_closing(&bytes, writer, segment);
    if let Some(claimed) = &closes
        && !is_point(disk, folder, claimed)?
    {
        closes = None;
    }
    whole.hold(segment, bytes);
    Ok(Beginning { segment, closes })
}

/// How the first line says that its segment begins.
pub(super) fn first_started(bytes: &[u8]) -> Option<(EntryLine<'_>, Box<SegmentStarted>)> {
    let line = EntryLine::read(&bytes[..memchr(b'\n', bytes)?]).ok()?;
    let envelope = line.envelope(&mut Vec::new()).ok()?;
    match envelope.events.into_iter().next()? {
        Event::Known(Fact::SegmentStarted(started)) => Some((line, started)),
        _ => None,
    }
}

/// What a segment says that it is, by its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaysItIs {
    /// Of which journal.
    pub journal: JournalId,
    /// Whose.
    pub writer: WriterId,
    /// Its number.
    pub segment: u32,
    /// The entry that it goes on from.
    pub previous: Option<EntryRef>,
}

/// What the bytes at a segment's beginning say that it is; none where they do not say.
pub fn says_it_is(bytes: &[u8]) -> Option<SaysItIs> {
    let (_, started) = first_started(bytes)?;
    Some(SaysItIs {
        journal: started.journal,
        writer: started.writer,
        segment: started.segment,
        previous: started.previous,
    })
}

fn first_closing(bytes: &[u8], writer: &WriterId, segment: u32) -> Option<Closes> {
    // The line is read when its turn comes; nearly none closes anything.
    CLOSES.find(&bytes[..memchr(b'\n', bytes)?])?;
    let (line, started) = first_started(bytes)?;
    let closes = started.closes?;
    let is_sound = started.writer == *writer
        && started.segment == segment
        && closes.segment < segment
        && line.seq == closes.seq.checked_add(1)?
        && line.follows(&closes.hash);
    is_sound.then_some(closes)
}

fn is_point(disk: &Disk, folder: &Path, closes: &Closes) -> io::Result<bool> {
    let point = Point {
        segment: closes.segment,
        bytes: closes.bytes,
        link: super::segment_scan::Link {
            seq: closes.seq,
            hash: closes.hash,
        },
    };
    is_there(disk, folder, &point)
}

/// Whether an entry with this number and hash ends at this point.
pub(super) fn is_there(disk: &Disk, folder: &Path, point: &Point) -> io::Result<bool> {
    if *point == Point::default() {
        return Ok(true);
    }
    if point.segment == 0 || point.bytes == 0 {
        return Ok(false);
    }
    let from = point.bytes.saturating_sub(LINE_LIMIT_BYTES as u64);
    let path = segment_path(folder, point.segment);
    let bytes = match disk.read_range(&path, from, point.bytes - from) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if bytes.len() as u64 != point.bytes - from {
        return Ok(false);
    }
    let Some(lines) = bytes.strip_suffix(b"\n") else {
        return Ok(false);
    };
    let start = memrchr(b'\n', lines).map_or(0, |at| at + 1);
    Ok(EntryLine::read(&lines[start..])
        .is_ok_and(|line| line.seq == point.link.seq && line.hash == point.link.hash))
}

/// What to read: segments in order, each with what ends it early.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// The segments that count, with the number of bytes that count and whether the
    /// segment's own beginning closes what was before.
    pub live: Vec<Live>,
    /// Segments of which nothing counts.
    pub void: Vec<u32>,
    /// The point after which nothing counts of what was read before these segments.
    pub back_to: Option<(u32, u64)>,
}

/// A segment that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Live {
    pub segment: u32,
    pub limit_bytes: u64,
    pub closes: bool,
}

/// Goes back from the last segment: each closing that itself counts sets where what is
/// before it ends.
pub(super) fn plan(beginnings: &[Beginning]) -> Plan {
    let mut plan = Plan::default();
    let mut bound: Option<(u32, u64)> = None;
    for beginning in beginnings.iter().rev() {
        let segment = beginning.segment;
        let limit_bytes = match bound {
            Some((last, _)) if segment > last => 0,
            Some((last, bytes)) if segment == last => bytes,
            _ => u64::MAX,
        };
        if limit_bytes == 0 {
            plan.void.push(segment);
            continue;
        }
        plan.live.push(Live {
            segment,
            limit_bytes,
            closes: beginning.closes.is_some(),
        });
        bound = beginning
            .closes
            .as_ref()
            .map(|closes| (closes.segment, closes.bytes));
    }
    plan.live.reverse();
    plan.back_to = bound;
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EntryHash;

    fn beginnings(closings: &[(u32, Option<(u32, u64)>)]) -> Vec<Beginning> {
        let closes = |(segment, bytes)| Closes {
            segment,
            seq: 1,
            hash: EntryHash::default(),
            bytes,
            reason: String::new(),
        };
        closings
            .iter()
            .map(|(segment, at)| Beginning {
                segment: *segment,
                closes: at.map(closes),
            })
            .collect()
    }

    #[test]
    fn closings_bound_what_is_before_them() {
        for (closings, live, void, back_to) in [
            (vec![], vec![], vec![], None),
            (
                vec![(1, None), (2, None)],
                vec![(1, u64::MAX), (2, u64::MAX)],
                vec![],
                None,
            ),
            (
                vec![(1, None), (2, Some((1, 50)))],
                vec![(1, 50), (2, u64::MAX)],
                vec![],
                None,
            ),
            // 2 began and failed, 3 closes at the same point.
            (
                vec![(1, None), (2, Some((1, 50))), (3, Some((1, 50)))],
                vec![(1, 50), (3, u64::MAX)],
                vec![2],
                None,
            ),
            // A void segment's closing closes nothing.
            (
                vec![(1, None), (2, Some((1, 20))), (3, Some((1, 50)))],
                vec![(1, 50), (3, u64::MAX)],
                vec![2],
                None,
            ),
            // Both count.
            (
                vec![(1, None), (2, Some((1, 50))), (3, Some((2, 70)))],
                vec![(1, 50), (2, 70), (3, u64::MAX)],
                vec![],
                None,
            ),
            (
                vec![(5, Some((4, 9)))],
                vec![(5, u64::MAX)],
                vec![],
                Some((4, 9)),
            ),
            (
                vec![(1, None), (2, Some((0, 0)))],
                vec![(2, u64::MAX)],
                vec![1],
                Some((0, 0)),
            ),
        ] {
            let plan = plan(&beginnings(&closings));
            let got: Vec<_> = plan
                .live
                .iter()
                .map(|l| (l.segment, l.limit_bytes))
                .collect();
            assert_eq!(
                (got, plan.void, plan.back_to),
                (live, void, back_to),
                "{closings:?}"
            );
        }
    }
}
