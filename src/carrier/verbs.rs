//! What every carrier can do, and what goes over it.

use super::fault::Fault;
use crate::event::{EntryHash, JournalId, WriterId};
use crate::journal::{SegmentPlace, hash_bytes};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The most bytes of a segment: as many as a reader reads of one.
pub(super) const SEGMENT_LIMIT_BYTES: u64 = 8 * 1024 * 1024;

/// The most bytes of anything else.
pub(super) const THING_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// As many bytes at its end tell a segment from another of the same length: entries end with
/// their hash.
const TAIL_BYTES: usize = 128;

/// What tells the end of a segment from another of the same length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tail(pub [u8; 8]);

impl Tail {
    /// Of bytes that end where it is taken.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hash_bytes(&bytes[bytes.len().saturating_sub(TAIL_BYTES)..]).short())
    }

    /// From where the bytes are needed to take it at a length.
    pub fn from(length: u64) -> u64 {
        length.saturating_sub(TAIL_BYTES as u64)
    }
}

impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How far a carrier has a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Its length in bytes.
    pub length: u64,
    /// What its end is told by, where the carrier can say so at no great cost.
    pub tail: Option<Tail>,
}

/// Something that is not a segment: it has a name, and never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Content by its SHA-256.
    Object(EntryHash),
    /// What stands at a place of a writer's record beside what most know there.
    Fork {
        /// Where the record forks.
        place: SegmentPlace,
        /// The first byte that differs begins this line.
        at: u64,
        /// How its first line is told from others.
        first: String,
    },
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(hash) => write!(f, "objects/{hash}"),
            Self::Fork { place, at, first } => {
                let (writer, segment) = (&place.writer, place.segment);
                write!(f, "forks/{writer}/{segment:06}@{at}-{first}")
            }
        }
    }
}

impl FromStr for Thing {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(hash) = text.strip_prefix("objects/") {
            return hash.parse().map(Self::Object).map_err(drop);
        }
        let (writer, name) = text
            .strip_prefix("forks/")
            .and_then(|rest| rest.split_once('/'))
            .ok_or(())?;
        let (segment, rest) = name.split_once('@').ok_or(())?;
        let (at, first) = rest.split_once('-').ok_or(())?;
        let thing = Self::Fork {
            place: SegmentPlace {
                writer: writer.parse().map_err(drop)?,
                segment: segment.parse().map_err(drop)?,
            },
            at: at.parse().map_err(drop)?,
            first: first.to_owned(),
        };
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_sound = first.len() == 16 && first.bytes().all(is_hex);
        // One spelling each: a name is a path.
        (is_sound && thing.to_string() == text)
            .then_some(thing)
            .ok_or(())
    }
}

/// What a carrier has of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Segments, with how far it has them.
    pub segments: BTreeMap<SegmentPlace, Extent>,
    /// Objects and forks.
    pub things: BTreeSet<Thing>,
    /// What only one could say first, by name.
    pub notes: BTreeMap<String, Vec<u8>>,
}

/// What came of giving a carrier bytes of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It has so many bytes of it now.
    Length(u64),
    /// It has only so many, and wants those that follow them first.
    Gap(u64),
    /// It has other bytes there.
    Fork,
}

/// Something to be said under a name, where what stands there is what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The name: lower-case letters, digits and dashes.
    pub name: String,
    /// What stands there.
    pub old: Option<Vec<u8>>,
    /// What is to stand there; nothing takes it away.
    pub new: Option<Vec<u8>>,
}

/// What came of saying something that only one can say first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    /// It stands as it was said.
    Mine,
    /// Something else stands there, or nothing.
    Theirs(Option<Vec<u8>>),
}

/// What moves records between machines. Every call may wait for a network; none is made while
/// somebody waits for an answer.
pub trait Carrier {
    /// Which journal it carries: this one, where it carries none yet. All that follows is about
    /// that journal.
    ///
    /// # Errors
    /// Why it was not to be had.
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault>;

    /// What it has. Of writers that have not changed since the last time, and are not among
    /// `own`, it may say nothing, unless `whole` asks for all.
    ///
    /// # Errors
    /// Why it was not to be had.
    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault>;

    /// The bytes of a segment from a place on.
    ///
    /// # Errors
    /// Why they were not to be had.
    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault>;

    /// Adds bytes to a segment, at a place.
    ///
    /// # Errors
    /// Why it could not be done.
    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault>;

    /// An object or a fork; none where it is not there.
    ///
    /// # Errors
    /// Why it was not to be had.
    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault>;

    /// Keeps an object or a fork, for the sake of a writer of this machine.
    ///
    /// # Errors
    /// Why it could not be done.
    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault>;

    /// Says something under a name, where what stands there is `old`; nothing takes it away.
    ///
    /// # Errors
    /// Why it could not be done.
    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault>;

    /// Makes all that was put last, and seen by others.
    ///
    /// # Errors
    /// Why it could not be done: then nothing of it need have arrived.
    fn finish(&mut self) -> Result<(), Fault>;

    /// Says that all that [`Carrier::have`] told was taken in: it need not be told again.
    fn taken(&mut self);

    /// Waits until something may have come from others, so long at most; says whether it heard of
    /// something. One that hears of nothing says so at once, and nothing depends on it.
    ///
    /// # Errors
    /// Why it cannot be heard.
    fn wait(&mut self, _patience: Duration) -> Result<bool, Fault> {
        Ok(false)
    }
}
