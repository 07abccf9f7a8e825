//! What a segment's first entry says: what binds it to what was before, and what it closes.

use super::address::{EntryHash, EntryRef, JournalId, WriterId};
use serde::{Deserialize, Serialize};

/// What binds a segment to what was before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentStarted {
    /// The journal.
    pub journal: JournalId,
    /// The writer, as its folder is named.
    pub writer: WriterId,
    /// The machine.
    pub host: String,
    /// The account that the program ran under.
    pub account: String,
    /// The journal format: 1.
    pub format: u32,
    /// The program's version.
    pub program: String,
    /// This segment's number, from 1.
    pub segment: u32,
    /// The machine's boot, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<String>,
    /// The writer's last entry before this segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EntryRef>,
    /// Other writers' last entries, as they were known: a few of those that wrote lately.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Seen>,
    /// Where the segment before ends for every reader, when it was left after a failed
    /// write, a failed sync or damage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Closes>,
}

/// Another writer's last entry: named as entries are named, or, as version 0.1.0 wrote it, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Seen {
    /// By its name.
    Named(EntryRef),
    /// Whole.
    Whole(SeenHead),
}

/// Another writer's last entry, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenHead {
    /// Who.
    pub writer: WriterId,
    /// The entry's number.
    pub seq: u64,
    /// The entry's hash.
    pub hash: EntryHash,
}

/// The end of a segment that was left before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closes {
    /// Which segment.
    pub segment: u32,
    /// Its last entry that counts; 0 when none does.
    pub seq: u64,
    /// That entry's hash.
    pub hash: EntryHash,
    /// How many bytes of the file count.
    pub bytes: u64,
    /// Why it was left, in words.
    pub reason: String,
}
