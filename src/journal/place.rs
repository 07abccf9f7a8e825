//! Where entries are, how far a reader has come, and what it found damaged.

use super::disk::Disk;
use super::fork_head::ForkHead;
use super::segment_scan::Link;
use super::stamp::Stamp;
use crate::event::{Entry, EntryHash, Fact, Joined, JournalId, SeenHead, WriterId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where one entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Whose it is.
    pub writer: WriterId,
    /// The segment, from 1.
    pub segment: u32,
    /// Its first byte in the segment's file.
    pub offset: u64,
    /// Its length, with the newline.
    pub bytes: u32,
}

impl Place {
    /// The segment that it stands in.
    pub fn segment(&self) -> SegmentPlace {
        SegmentPlace {
            writer: self.writer.clone(),
            segment: self.segment,
        }
    }
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SegmentPlace {
    /// Whose it is.
    pub writer: WriterId,
    /// Its number, from 1.
    pub segment: u32,
}

/// Whether everything that an entry's writer wrote, up to that entry, is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// It is, as far as the chain shows.
    Verified,
    /// Something at or before it is damaged or missing.
    Unverified,
    /// It is, and so is another record beside it that parts from it before: which of both was
    /// written here, bytes alone do not show.
    Forked,
}

impl Trust {
    pub(super) fn of(verified: bool) -> Self {
        if verified {
            Self::Verified
        } else {
            Self::Unverified
        }
    }
}

/// An entry that a reader came upon.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The entry.
    pub entry: Entry,
    /// Where it stands.
    pub place: Place,
    /// Whether it can be relied on.
    pub trust: Trust,
}

/// Something in a writer's record that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// Whose record.
    pub writer: WriterId,
    /// In which segment; 0 where it is the folder as a whole.
    pub segment: u32,
    /// In which line of it, from 1; 0 where it is no line.
    pub line: u64,
    /// Where in the file.
    pub offset: u64,
    /// The entry that stands there, or should.
    pub seq: u64,
    /// What is wrong, in words.
    pub why: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, segment {}, line {}, entry {}: {}",
            self.writer, self.segment, self.line, self.seq, self.why
        )
    }
}

/// How far a reader has come: what a checkpoint keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Positions {
    pub(super) journal: Option<JournalId>,
    /// Whether this machine knows that id to be this place's.
    pub(super) is_known: bool,
    /// Ids of others that stand here, where nothing but the number of writers decided.
    pub(super) outvoted: BTreeSet<JournalId>,
    /// Other ids whose folders count.
    pub(super) joined: BTreeSet<JournalId>,
    /// Folders of other journals: named, not read, without effect.
    pub(super) foreign: BTreeMap<WriterId, JournalId>,
    pub(super) greatest_n: u64,
    pub(super) writers: BTreeMap<WriterId, Head>,
    pub(super) damage: Vec<Damage>,
    /// What stands beside records that fork, by its file's name.
    pub(super) forks: BTreeMap<WriterId, BTreeMap<String, ForkHead>>,
}

impl Positions {
    /// The number from which on a writer's record forks.
    pub(super) fn fork_from(&self, writer: &WriterId) -> Option<u64> {
        let forks = self.forks.get(writer)?;
        forks.values().map(|head| head.from_seq).min()
    }

    /// Says of what stands beside records that nothing was delivered of it yet.
    pub(super) fn rewind_forks(&mut self) {
        for head in self.forks.values_mut().flat_map(BTreeMap::values_mut) {
            *head = ForkHead {
                bytes: 0,
                follows: None,
                ..*head
            };
        }
    }

    /// How far an entry can be relied on, given how far its chain holds.
    pub(super) fn trust(&self, writer: &WriterId, seq: u64, verified: bool) -> Trust {
        match verified {
            true if self.fork_from(writer).is_some_and(|from| seq >= from) => Trust::Forked,
            verified => Trust::of(verified),
        }
    }

    /// Whether folders under an id count.
    pub(super) fn counts(&self, id: JournalId) -> bool {
        self.journal == Some(id) || self.joined.contains(&id)
    }

    /// Takes in what an entry of this program says of the whole journal.
    pub(super) fn pass(&mut self, entry: &Entry) {
        self.greatest_n = self.greatest_n.max(entry.envelope.n);
        for (_, fact) in entry.numbered_facts() {
            if let Fact::Joined(joined) = fact {
                self.join(joined);
            }
        }
    }

    /// Takes in that two ids are one journal's, where one of them is ours.
    pub(super) fn join(&mut self, joined: &Joined) {
        let (from, to) = (joined.from, joined.to);
        for (one, other) in [(from, to), (to, from)] {
            if self.counts(one) && !self.counts(other) {
                self.joined.insert(other);
                self.foreign.retain(|_, id| *id != other);
                self.outvoted.remove(&other);
            }
        }
    }

    /// Whether records that were read a second time, as far as these positions, are what they were.
    pub fn are_as(&self, first: &Self) -> bool {
        let damaged = |head: &Head| -> Vec<(u32, u64)> {
            let all = head.distrust.iter();
            all.map(|it| (it.segment, it.offset)).collect()
        };
        first.writers.iter().all(|(writer, head)| {
            let again = self.writers.get(writer);
            let is_as =
                |again: &Head| again.link() == head.link() && damaged(again) == damaged(head);
            again.is_some_and(is_as)
        })
    }

    /// Folders of other journals.
    pub fn foreign(&self) -> impl Iterator<Item = (&WriterId, JournalId)> {
        self.foreign.iter().map(|(writer, id)| (writer, *id))
    }

    /// Every writer's last entry, and when it was written by their clock.
    pub fn last_entries(&self) -> impl Iterator<Item = (SeenHead, Option<Timestamp>)> {
        let at = |head: &SeenHead| self.writers.get(&head.writer)?.at;
        self.heads().map(move |head| {
            let at = at(&head);
            (head, at)
        })
    }

    /// Every writer's last entry.
    pub fn heads(&self) -> impl Iterator<Item = SeenHead> {
        self.writers
            .iter()
            .filter(|(_, head)| head.seq > 0)
            .map(|(writer, head)| SeenHead {
                writer: writer.clone(),
                seq: head.seq,
                hash: head.hash,
            })
    }
}

/// The last entries of segments that were found to chain to their writers' heads, each with how
/// many bytes of the segment counted then.
pub(super) type Ends = BTreeMap<SegmentPlace, (usize, Link)>;

/// Up to where a writer's record may be read; `None` is up to its last whole entry.
pub(super) type Cap = Option<(u32, u64)>;

/// How far a reader has come with one writer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    pub segment: u32,
    pub bytes: u64,
    pub lines: u64,
    pub seq: u64,
    pub hash: EntryHash,
    /// The last entry's `n`.
    pub n: u64,
    /// The last entry's clock.
    pub at: Option<Timestamp>,
    /// How the segment began, where this program understands it.
    pub started: Option<Started>,
    /// Segments that end before their files do.
    pub ends: Vec<End>,
    pub distrust: Vec<Stretch>,
    /// What was missing when later segments were read.
    pub holes: Vec<Hole>,
    /// How all of this looked from outside when it had been read.
    pub stamp: Option<Stamp>,
}

impl Head {
    pub fn link(&self) -> Link {
        Link {
            seq: self.seq,
            hash: self.hash,
        }
    }

    /// Whether a record looks as it did when all of it was read. What was missing then is looked
    /// for each time.
    pub fn is_unmoved(&self, disk: &Disk, folder: &Path) -> bool {
        let segment = segment_path(folder, self.segment);
        let stamp = self.stamp.as_ref().filter(|_| self.holes.is_empty());
        stamp.is_some_and(|stamp| stamp.holds(disk, &segment, self.bytes))
    }

    pub fn is_trusted(&self) -> bool {
        self.distrust.iter().all(|stretch| stretch.until.is_some())
    }

    /// Says that only so many bytes of a segment count.
    pub fn end(&mut self, segment: u32, bytes: u64) {
        self.ends.retain(|end| end.segment != segment);
        self.ends.push(End { segment, bytes });
    }

    /// Takes trust away from a point on; `around` is what stands there.
    pub fn lose_trust(&mut self, segment: u32, offset: u64, around: Option<EntryHash>) {
        self.distrust.push(Stretch {
            segment,
            offset,
            until: None,
            after: self.link(),
            around,
        });
    }

    /// Gives trust back from a segment on.
    pub fn regain_trust(&mut self, segment: u32) {
        for stretch in &mut self.distrust {
            stretch.until.get_or_insert(segment);
        }
    }

    /// Whether an entry lies outside everything that is not trusted.
    pub fn trust_at(&self, segment: u32, offset: u64) -> Trust {
        let is_inside = self.distrust.iter().any(|stretch| {
            (segment, offset) >= (stretch.segment, stretch.offset)
                && stretch.until.is_none_or(|until| segment < until)
        });
        Trust::of(!is_inside)
    }

    /// How many bytes of a segment count.
    pub fn limit(&self, segment: u32) -> u64 {
        let ends = self.ends.iter().find(|end| end.segment == segment);
        match (ends, segment.cmp(&self.segment)) {
            (Some(end), _) => end.bytes,
            (None, std::cmp::Ordering::Less) => u64::MAX,
            (None, std::cmp::Ordering::Equal) => self.bytes,
            (None, std::cmp::Ordering::Greater) => 0,
        }
    }
}

/// How a segment began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Started {
    pub at: Timestamp,
    pub boot: Option<String>,
    pub program: String,
}

/// A segment of which only so many bytes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub segment: u32,
    pub bytes: u64,
}

/// From where, and up to which segment, a writer is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stretch {
    pub segment: u32,
    pub offset: u64,
    pub until: Option<u32>,
    /// The entry before it.
    pub after: Link,
    /// The digest of what stood there: where it is something else by now, it may be mended.
    pub around: Option<EntryHash>,
}

/// A segment that was too short, or missing, when later ones were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hole {
    pub segment: u32,
    pub bytes: u64,
}

/// A segment's file in its writer's folder.
pub(super) fn segment_path(folder: &Path, segment: u32) -> PathBuf {
    folder.join(segment_name(segment))
}

/// The name of a segment's file.
pub fn segment_name(segment: u32) -> String {
    format!("{segment:06}.jsonl")
}

/// The segment that a file name means.
pub fn segment_number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".jsonl")?;
    let number: u32 = digits.parse().ok()?;
    (number > 0 && format!("{number:06}") == digits).then_some(number)
}
