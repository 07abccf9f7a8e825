//! What verifying found: for a person, for a program, as an exit status.

use super::place::Damage;
use super::writer_id::KeptHead;
use crate::event::{EntryHash, JournalId, MalformedAddress, SeenHead, WriterId};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// How a journal, or one writer's record, stands; later is worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Everything follows.
    #[default]
    Clean,
    /// Everything follows; torn tails were recovered, or segments closed after a failure.
    Recovered,
    /// Something at an end is missing.
    Truncated,
    /// Something is not as it was written.
    Corrupt,
    /// Something cannot be read.
    Unreadable,
}

impl Status {
    /// What `rounds journal verify` exits with.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Recovered => 10,
            Self::Truncated => 11,
            Self::Corrupt => 12,
            Self::Unreadable => 13,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clean => "clean",
            Self::Recovered => "recovered",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::Unreadable => "unreadable",
        })
    }
}

/// A head that is known from outside: `WRITER:SEQ:HASH`, the hash whole or its first 16
/// digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Whose.
    pub writer: WriterId,
    /// The entry's number.
    pub seq: u64,
    /// How its hash begins, in hex.
    pub hash: String,
}

impl FromStr for Expected {
    type Err = MalformedAddress;
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        let mut parts = text.rsplitn(3, ':');
        let (Some(hash), Some(seq), Some(writer)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(MalformedAddress);
        };
        let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if ![16, 64].contains(&hash.len()) || !hash.as_bytes().iter().all(is_hex) {
            return Err(MalformedAddress);
        }
        Ok(Self {
            writer: writer.parse()?,
            seq: seq.parse().map_err(|_| MalformedAddress)?,
            hash: hash.to_owned(),
        })
    }
}

/// What is to be verified beyond what the journal says of itself.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Heads known from outside.
    pub expected: Vec<Expected>,
    /// Heads that this machine keeps of its own writers: they must be here, and so must the
    /// objects that these writers name. Those of other journals say nothing of this one.
    pub own: Vec<KeptHead>,
    /// Heads that someone signed, whose signature was found good.
    pub sealed: Vec<SealedHead>,
}

/// A head under a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHead {
    /// The head.
    pub head: SeenHead,
    /// Who signed it.
    pub by: String,
}

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

    /// Draws the status from what was found.
    pub(super) fn conclude(&mut self, is_being_written: bool) {
        let is_rewritten = self.lost.iter().any(|lost| lost.found.is_some());
        self.status = if self.unreadable.is_some() {
            Status::Unreadable
        } else if !self.damage.is_empty() || !self.forks.is_empty() || is_rewritten {
            Status::Corrupt
        } else if !self.lost.is_empty()
            || !self.absent_objects.is_empty()
            || (self.unfinished_bytes > 0 && !is_being_written)
        {
            Status::Truncated
        } else if self.recovered > 0 || !self.closed.is_empty() {
            Status::Recovered
        } else {
            Status::Clean
        };
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
}

fn count(number: u64, one: &str, several: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {several}"),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: u64 = self.writers.iter().map(|writer| writer.entries).sum();
        writeln!(
            f,
            "{}: {} of {}, {}",
            self.status,
            count(entries, "entry", "entries"),
            count(self.writers.len() as u64, "writer", "writers"),
            count(self.objects, "object", "objects"),
        )?;
        for writer in &self.writers {
            write!(f, "{writer}")?;
        }
        for name in &self.altered_objects {
            writeln!(
                f,
                "  object {name}: its bytes are not those that its name says"
            )?;
        }
        if self.awaited_objects > 0 {
            let awaited = count(self.awaited_objects, "object", "objects");
            writeln!(f, "  {awaited} of other writers not here yet")?;
        }
        for Removed {
            sha256,
            writer,
            seq,
            reason,
        } in &self.removed_objects
        {
            writeln!(
                f,
                "  object {sha256} was removed by {writer}, entry {seq}: {reason}"
            )?;
        }
        for words in self.unreadable.iter().chain(&self.notes) {
            writeln!(f, "  {words}")?;
        }
        Ok(())
    }
}

impl fmt::Display for WriterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            writer,
            status,
            entries,
            ..
        } = self;
        let entries = count(*entries, "entry", "entries");
        write!(f, "  {writer}: {status}, {entries}")?;
        match &self.head {
            Some(head) => writeln!(f, ", head {writer}:{}:{}", head.seq, head.hash)?,
            None => writeln!(f)?,
        }
        for damage in &self.damage {
            let Damage {
                segment,
                line,
                seq,
                why,
                ..
            } = damage;
            writeln!(f, "    segment {segment}, line {line}, entry {seq}: {why}")?;
        }
        for Fork { seq, first, second } in &self.forks {
            for place in [first, second] {
                let LinePlace {
                    segment,
                    line,
                    hash,
                } = place;
                writeln!(
                    f,
                    "    entry {seq} stands twice: segment {segment}, line {line}, {hash}"
                )?;
            }
        }
        for Lost {
            seq,
            hash,
            known_from,
            found,
            is_void,
        } in &self.lost
        {
            let what = match (found, is_void) {
                (Some(found), _) => format!("is {found} here"),
                (None, true) => "was made void".into(),
                (None, false) => "is not here".into(),
            };
            writeln!(
                f,
                "    entry {seq} ({hash}, known from {known_from}) {what}"
            )?;
        }
        for Closed {
            by_segment,
            segment,
            seq,
            reason,
            ..
        } in &self.closed
        {
            writeln!(
                f,
                "    segment {by_segment} closes segment {segment} after entry {seq}: {reason}"
            )?;
        }
        for name in &self.absent_objects {
            writeln!(f, "    object {name} is not here")?;
        }
        if self.unfinished_bytes > 0 {
            writeln!(
                f,
                "    {} bytes at its end are no whole entry",
                self.unfinished_bytes
            )?;
        }
        match &self.unreadable {
            Some(why) => writeln!(f, "    {why}"),
            None => Ok(()),
        }
    }
}
