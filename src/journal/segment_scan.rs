//! Walking over a segment's bytes: which lines follow each other, which do not, and what a
//! torn tail was closed with.
//!
//! Pure: bytes in, steps out. Reader and verifier walk the same way, so that they cannot
//! disagree about what is sound. Trust, once lost, does not come back within a walk. What
//! is not yet whole is left for another time.

use super::line::{EntryLine, hash_bytes};
use crate::event::{EntryHash, EntryRef, Envelope, Event, Fact, WriterId};
use memchr::memchr;
use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The most that is read of one segment; a segment ends at half of it.
pub(super) const SEGMENT_READ_LIMIT_BYTES: u64 = 8 * 1024 * 1024;

// Made once: to make one costs more than to search a line with it.
static STARTED: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"event\":\"segment-started\""));
static RECOVERED: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"event\":\"recovered\""));

/// Where a chain stands: its last entry, or 0 and zeros before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    pub seq: u64,
    pub hash: EntryHash,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// An entry.
    Entry {
        line: EntryLine<'a>,
        offset: u64,
        /// With its newline.
        bytes: u32,
        /// Whether everything up to here is as it was written.
        verified: bool,
        /// What is wrong with this very line.
        wrong: Option<String>,
        /// For a segment's first entry, and where this program understands it.
        first: Option<Box<Envelope>>,
    },
    /// Bytes that the next entry says were a torn tail.
    Recovered,
    /// A line that is no entry.
    Junk {
        offset: u64,
        wrong: String,
        line: &'a [u8],
    },
}

/// A walk over one segment, from an entry's end on.
#[derive(Debug)]
pub(super) struct SegmentScan<'a> {
    pub writer: &'a WriterId,
    pub segment: u32,
    /// The bytes from `base` on.
    pub bytes: &'a [u8],
    /// Where in the file the bytes begin.
    pub base: u64,
    /// How many of the bytes have been walked over.
    pub walked: usize,
    pub link: Link,
    pub verified: bool,
    /// The number of the line that was walked over last, from 1.
    pub line_number: u64,
    /// Whether these bytes are all that the segment will ever have.
    pub is_final: bool,
    /// Whether a torn tail was skipped just now: then the next line names it.
    skipped: bool,
    /// Whether a recovery was looked for in vain: looking again would cost the same again.
    gave_up: bool,
    /// Where among the bytes an entry is known to stand, sound or not.
    entry_ahead: usize,
}

impl<'a> SegmentScan<'a> {
    pub fn new(writer: &'a WriterId, segment: u32, bytes: &'a [u8], base: u64) -> Self {
        Self {
            writer,
            segment,
            bytes,
            base,
            walked: 0,
            link: Link::default(),
            verified: true,
            line_number: 0,
            is_final: false,
            skipped: false,
            gave_up: false,
            entry_ahead: 0,
        }
    }

    /// Where in the file the walk stands.
    pub fn offset(&self) -> u64 {
        self.base + self.walked as u64
    }

    /// The next step; `None` at the end, or before a tail that may still become whole.
    pub fn step(&mut self) -> Option<Step<'a>> {
        let rest = &self.bytes[self.walked..];
        let end = memchr(b'\n', rest);
        if rest.is_empty() || (end.is_none() && !self.is_final) {
            return None;
        }
        let line = &rest[..end.unwrap_or(rest.len())];
        let read = match end {
            Some(_) => EntryLine::read(line),
            None => Err("the segment ends in the middle of a line"),
        };
        match read {
            Ok(read) => match self.wrong(&read) {
                Ok(first) => Some(self.entry(read, line.len() + 1, None, first)),
                Err(wrong) => self
                    .skip_recovered()
                    .or_else(|| Some(self.entry(read, line.len() + 1, Some(wrong), None))),
            },
            Err(wrong) => self.skip_recovered().or_else(|| {
                let bytes = (line.len() + 1).min(rest.len());
                let is_damage = self.is_final || self.has_entry_ahead(bytes);
                is_damage.then(|| self.junk(bytes, wrong))
            }),
        }
    }

    fn entry(
        &mut self,
        line: EntryLine<'a>,
        bytes: usize,
        wrong: Option<String>,
        first: Option<Box<Envelope>>,
    ) -> Step<'a> {
        let offset = self.offset();
        self.walked += bytes;
        self.line_number += 1;
        self.skipped = false;
        self.verified &= wrong.is_none();
        self.link = Link {
            seq: line.seq,
            hash: line.hash,
        };
        Step::Entry {
            line,
            offset,
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            verified: self.verified,
            wrong,
            first,
        }
    }

    fn junk(&mut self, bytes: usize, wrong: &str) -> Step<'a> {
        let offset = self.offset();
        let line = &self.bytes[self.walked..self.walked + bytes];
        self.walked += bytes;
        self.line_number += 1;
        self.skipped = false;
        self.verified = false;
        Step::Junk {
            offset,
            wrong: wrong.to_owned(),
            line,
        }
    }

    /// Says what is wrong with a line as the next one, or how it starts its segment.
    fn wrong(&self, line: &EntryLine) -> Result<Option<Box<Envelope>>, String> {
        if line.seq != self.link.seq + 1 {
            return Err(format!(
                "entry {} stands where {} is expected",
                line.seq,
                self.link.seq + 1
            ));
        }
        if !line.follows(&self.link.hash) {
            return Err("its hash is not that of its bytes after the entry before".into());
        }
        let is_first = self.offset() == 0;
        if is_first {
            return self.start(line);
        }
        if line.is_plain {
            return Ok(None);
        }
        let says_started = STARTED.find(line.body).is_some();
        let says_recovered = RECOVERED.find(line.body).is_some();
        if says_started {
            return Err("a segment begins in the middle of another".into());
        }
        if says_recovered && !self.skipped {
            return Err("it names a torn tail that is not there".into());
        }
        Ok(None)
    }

    fn start(&self, line: &EntryLine) -> Result<Option<Box<Envelope>>, String> {
        let envelope = line.envelope(&mut Vec::new())?;
        let started = match envelope.events.first() {
            Some(Event::Known(Fact::SegmentStarted(started))) => started,
            // A newer program may say more at a beginning than this one understands.
            Some(Event::Unknown(json)) if json.as_bytes()[1..].starts_with(STARTED.needle()) => {
                return Ok(None);
            }
            _ => return Err("the segment does not say how it begins".into()),
        };
        let before = (self.link.seq > 0).then(|| EntryRef {
            writer: self.writer.clone(),
            seq: self.link.seq,
            hash: self.link.hash.short(),
        });
        if started.writer != *self.writer {
            Err(format!("it begins a segment of {}", started.writer))
        } else if started.segment != self.segment {
            Err(format!("it begins segment {}", started.segment))
        } else if started.previous != before {
            Err("it names another entry before it".into())
        } else if started
            .closes
            .as_ref()
            .is_some_and(|closes| (closes.seq, closes.hash) != (self.link.seq, self.link.hash))
        {
            Err("it closes what was before it at another entry".into())
        } else {
            Ok(Some(Box::new(envelope)))
        }
    }

    /// Skips what a sound later entry says was a torn tail.
    fn skip_recovered(&mut self) -> Option<Step<'a>> {
        if self.gave_up {
            return None;
        }
        let offset = self.offset();
        let rest = &self.bytes[self.walked..];
        let mut from = 0;
        while let Some(end) = memchr(b'\n', &rest[from..]) {
            from += end + 1;
            let line = match memchr(b'\n', &rest[from..]) {
                Some(end) => &rest[from..from + end],
                None => break,
            };
            if self.recovers(line, offset, &rest[..from - 1]) {
                self.line_number += memchr::memchr_iter(b'\n', &rest[..from]).count() as u64;
                self.walked += from;
                self.skipped = true;
                return Some(Step::Recovered);
            }
        }
        self.gave_up = true;
        None
    }

    fn recovers(&self, line: &[u8], torn_offset: u64, torn: &[u8]) -> bool {
        if RECOVERED.find(line).is_none() {
            return false;
        }
        let Ok(read) = EntryLine::read(line) else {
            return false;
        };
        if read.seq != self.link.seq + 1 || !read.follows(&self.link.hash) {
            return false;
        }
        let Ok(envelope) = read.envelope(&mut Vec::new()) else {
            return false;
        };
        envelope.events.iter().any(|event| {
            matches!(event, Event::Known(Fact::Recovered { segment, offset, length, sha256 })
                if *segment == self.segment
                    && *offset == torn_offset
                    && *length == torn.len() as u64
                    && *sha256 == hash_bytes(torn))
        })
    }

    /// Whether an entry stands after the line of so many bytes, sound or not: then what is
    /// before it will not become whole any more.
    fn has_entry_ahead(&mut self, bytes: usize) -> bool {
        let mut at = self.walked + bytes;
        if self.entry_ahead >= at {
            return true;
        }
        while let Some(end) = memchr(b'\n', &self.bytes[at..]) {
            if EntryLine::read(&self.bytes[at..at + end]).is_ok() {
                self.entry_ahead = at;
                return true;
            }
            at += end + 1;
        }
        false
    }
}
