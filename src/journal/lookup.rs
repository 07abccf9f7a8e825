//! Looking for lines of one writer on disk, by number: whether a head that was kept is held,
//! what stands in its place, which threads some lines touch.
//!
//! For the rare moments when something is missing; nothing here is done for a tick.

use super::beginning::is_there;
use super::disk::Disk;
use super::line::EntryLine;
use super::lock::Point;
use super::place::{Head, segment_number, segment_path};
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use crate::event::{EntryHash, Event, Thread};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Whether a writer's record, read up to `head`, holds the entry that ends at a point.
pub(super) fn holds(disk: &Disk, folder: &Path, head: &Head, point: &Point) -> io::Result<bool> {
    let link = point.link;
    if link.seq == 0 {
        return Ok(true);
    }
    if link.seq >= head.seq {
        return Ok(link == head.link());
    }
    let counts = point.bytes <= head.limit(point.segment);
    if counts && is_there(disk, folder, point)? {
        return Ok(true);
    }
    Ok(line_at(disk, folder, head, link.seq)? == Some(link.hash))
}

/// The hash of the line at a number, where one counts.
pub(super) fn line_at(
    disk: &Disk,
    folder: &Path,
    head: &Head,
    seq: u64,
) -> io::Result<Option<EntryHash>> {
    let mut found = None;
    each_line(disk, folder, head, &mut |line| {
        if line.seq == seq {
            found.get_or_insert(line.hash);
        }
    })?;
    Ok(found)
}

/// The hash of the entry at a number, where an unbroken chain from the writer's first entry leads
/// there: a line that only stands there, as a torn one does, is none.
pub(super) fn chained_at(
    disk: &Disk,
    folder: &Path,
    head: &Head,
    seq: u64,
) -> io::Result<Option<EntryHash>> {
    let (mut found, mut before) = (None, EntryHash::default());
    each_line(disk, folder, head, &mut |line| {
        if line.follows(&before) && line.envelope(&mut Vec::new()).is_ok() {
            before = line.hash;
            if line.seq == seq {
                found.get_or_insert(line.hash);
            }
        }
    })?;
    Ok(found)
}

/// Every thread that lines from a number to another touch, at most so many.
pub(super) fn threads_of(
    disk: &Disk,
    folder: &Path,
    head: &Head,
    (from, to): (u64, u64),
    limit: usize,
) -> io::Result<BTreeSet<Thread>> {
    let mut threads = BTreeSet::new();
    each_line(disk, folder, head, &mut |line| {
        if (from..=to).contains(&line.seq)
            && let Ok(envelope) = line.envelope(&mut Vec::new())
        {
            threads.extend(envelope.on);
        }
    })?;
    Ok(threads.into_iter().take(limit).collect())
}

/// Every object that entries among some bytes of a segment name.
pub fn objects_named(bytes: &[u8]) -> BTreeSet<EntryHash> {
    let mut named = BTreeSet::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let envelope = EntryLine::read(line)
            .ok()
            .and_then(|line| line.envelope(&mut Vec::new()).ok());
        for event in envelope.into_iter().flat_map(|envelope| envelope.events) {
            if let Event::Known(fact) = event {
                named.extend(fact.objects());
            }
        }
    }
    named
}

fn each_line(
    disk: &Disk,
    folder: &Path,
    head: &Head,
    sink: &mut dyn FnMut(&EntryLine),
) -> io::Result<()> {
    each_line_of(disk, folder, head, None, sink)
}

/// What stands beside a record, from a place in it on.
pub(super) struct Side {
    pub segment: u32,
    pub at: u64,
    pub bytes: Vec<u8>,
}

/// Every line of a writer's record; with a side, up to where that parts from it, and then its own.
pub(super) fn each_line_of(
    disk: &Disk,
    folder: &Path,
    head: &Head,
    side: Option<&Side>,
    sink: &mut dyn FnMut(&EntryLine),
) -> io::Result<()> {
    let mut each = |bytes: &[u8]| {
        let lines = bytes.split(|byte| *byte == b'\n');
        lines
            .filter_map(|line| EntryLine::read(line).ok())
            .for_each(|line| sink(&line));
    };
    for name in disk.names_in(folder)? {
        let Some(segment) = segment_number(&name) else {
            continue;
        };
        let most = head.limit(segment).min(SEGMENT_READ_LIMIT_BYTES);
        let most = match side.map(|side| (segment.cmp(&side.segment), side.at)) {
            None | Some((Ordering::Less, _)) => most,
            Some((Ordering::Equal, at)) => most.min(at),
            Some((Ordering::Greater, _)) => continue,
        };
        each(&disk.read_range(&segment_path(folder, segment), 0, most)?);
    }
    if let Some(side) = side {
        each(&side.bytes);
    }
    Ok(())
}
