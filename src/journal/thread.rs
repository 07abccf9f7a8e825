//! One thread's entries, from the segments that are known to hold some.
//!
//! For threads that a checkpoint keeps as summaries. Gives the same entries that the reader
//! delivered, no more: what is void or not yet saved is left out.

use super::fault::ReadFault;
use super::line::EntryLine;
use super::place::{Arrived, Place, SegmentPlace, Trust, segment_path};
use super::reader::Reader;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use crate::event::{Entry, Thread};
use memchr::{memchr, memmem, memrchr};

impl Reader {
    /// The entries of one thread in these segments, segment by segment, in the order of
    /// each file.
    ///
    /// # Errors
    /// When a segment cannot be read, or is not what was read of it before.
    pub fn read_thread(
        &self,
        segments: &[SegmentPlace],
        thread: &Thread,
    ) -> Result<Vec<Arrived>, ReadFault> {
        let name = serde_json::to_string(thread).unwrap_or_default();
        let name = memmem::Finder::new(name.as_bytes());
        let mut found = Vec::new();
        for place in segments {
            let bytes = self.segment_bytes(place)?;
            self.check_unbroken(place, &bytes)?;
            let mut from = 0;
            while let Some(hit) = name.find(&bytes[from..]) {
                let start = memrchr(b'\n', &bytes[..from + hit]).map_or(0, |at| at + 1);
                let Some(length) = memchr(b'\n', &bytes[start..]) else {
                    break;
                };
                from = start + length + 1;
                let Some(entry) = entry(place, &bytes[start..from - 1], thread) else {
                    continue;
                };
                let seq = entry.envelope.seq;
                found.push(Arrived {
                    entry,
                    place: Place {
                        writer: place.writer.clone(),
                        segment: place.segment,
                        offset: start as u64,
                        bytes: u32::try_from(length + 1).unwrap_or(u32::MAX),
                    },
                    trust: self.trust_of(place, start as u64, seq),
                });
            }
            let beside = self.beside(place)?.into_iter();
            found.extend(beside.filter(|it| it.entry.envelope.on.contains(thread)));
        }
        Ok(found)
    }

    /// Every entry of a segment, in the order of its file: for whoever wants many of its
    /// threads at once.
    ///
    /// # Errors
    /// When the segment cannot be read, or is not what was read of it before.
    pub fn read_segment(
        &self,
        place: &SegmentPlace,
        sink: &mut dyn FnMut(Entry),
    ) -> Result<(), ReadFault> {
        let bytes = self.segment_bytes(place)?;
        self.check_unbroken(place, &bytes)?;
        // What follows the last newline is not all here yet.
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let whole = line.strip_suffix(b"\n");
            if let Some(entry) = whole.and_then(|line| any_entry(place, line)) {
                sink(entry);
            }
        }
        let beside = self.beside(place)?.into_iter();
        beside.for_each(|it| sink(it.entry));
        Ok(())
    }

    fn trust_of(&self, place: &SegmentPlace, offset: u64, seq: u64) -> Trust {
        let head = self.positions.writers.get(&place.writer);
        let trust = head.map(|head| head.trust_at(place.segment, offset));
        let holds = trust == Some(Trust::Verified);
        self.positions.trust(&place.writer, seq, holds)
    }

    /// What is known to be saved of a segment; nothing where its writer is not known.
    pub(super) fn segment_bytes(&self, place: &SegmentPlace) -> Result<Vec<u8>, ReadFault> {
        let Some(head) = self.positions.writers.get(&place.writer) else {
            return Ok(Vec::new());
        };
        let folder = self.root.join(place.writer.as_str());
        let path = segment_path(&folder, place.segment);
        let limit = head.limit(place.segment).min(SEGMENT_READ_LIMIT_BYTES);
        if limit == 0 {
            // It may stand beside the record alone.
            return Ok(Vec::new());
        }
        let read = self.disk.read_range(&path, 0, limit);
        read.map_err(|error| ReadFault::Unreadable { path, error })
    }
}

fn entry(place: &SegmentPlace, line: &[u8], thread: &Thread) -> Option<Entry> {
    any_entry(place, line).filter(|entry| entry.envelope.on.contains(thread))
}

fn any_entry(place: &SegmentPlace, line: &[u8]) -> Option<Entry> {
    let line = EntryLine::read(line).ok()?;
    let envelope = line.envelope(&mut Vec::new()).ok()?;
    Some(Entry {
        writer: place.writer.clone(),
        envelope,
        hash: line.hash,
    })
}
