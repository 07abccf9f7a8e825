//! What was once seen to be wrong with the record, and what someone made of it.
//!
//! A finding has a name of its own: the SHA-256 of what was found, of whose record, at which
//! entry, and of what was expected there. Other bytes are another finding. Nothing here makes a
//! wound good: a settlement names it, and is told for ever.

use super::address::{EntryHash, EntryRef, JournalId, WriterId};
use super::segment::SeenHead;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A line is not as it was written.
    Damage,
    /// Two lines stand at one address.
    Fork,
    /// A head that someone knew is not here, or is another.
    Lost,
    /// The last line is no whole entry.
    Unfinished,
    /// Content that an entry names is not here.
    AbsentObject,
    /// Content is not what its name says.
    AlteredObject,
    /// It cannot be read.
    Unreadable,
    /// Entries beyond the saved ones were taken for one's own.
    Adopted,
    /// What was kept of writers of this machine was gone.
    HeadsUnknown,
    /// An event that this program does not know.
    Unknown,
}

impl FindingKind {
    /// As it is written in a finding's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::Fork => "fork",
            Self::Lost => "lost",
            Self::Unfinished => "unfinished",
            Self::AbsentObject => "absent-object",
            Self::AlteredObject => "altered-object",
            Self::Unreadable => "unreadable",
            Self::Adopted => "adopted",
            Self::HeadsUnknown => "heads-unknown",
            Self::Unknown => "unknown",
        }
    }
}

/// The name of a finding: the SHA-256 of its kind, writer, number, what was expected there and
/// what was found, a line each.
pub fn finding_name(
    kind: FindingKind,
    writer: Option<&WriterId>,
    seq: u64,
    expected: &dyn fmt::Display,
    found: &dyn fmt::Display,
) -> EntryHash {
    let writer = writer.map_or("", WriterId::as_str);
    let text = format!("{}\n{writer}\n{seq}\n{expected}\n{found}", kind.word());
    EntryHash(Sha256::digest(text).into())
}

/// What stands where a head was known that is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Another entry.
    Other(EntryHash),
    /// Nothing: it was made void.
    Void,
    /// Nothing: the record ends before it, at this entry; none where nothing of it is here.
    Nothing(Option<(u64, EntryHash)>),
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(found) => found.fmt(f),
            Self::Void => f.write_str("void"),
            Self::Nothing(None) => Ok(()),
            Self::Nothing(Some((seq, hash))) => write!(f, "{seq}:{hash}"),
        }
    }
}

/// The name of a head that was known, whole or by its first digits, and is not held. Who settles
/// that a record ends early settles no deeper cut: that has another name.
pub fn lost_name(writer: &WriterId, seq: u64, hash: &str, instead: &Instead) -> EntryHash {
    let short = &hash[..hash.len().min(16)];
    finding_name(FindingKind::Lost, Some(writer), seq, &short, instead)
}

/// A head that this machine kept of a writer of its own, and that the journal does not hold: it
/// was cut, rewritten, restored or overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadLost {
    /// What was kept.
    pub kept: SeenHead,
    /// What stood at its number instead, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<EntryHash>,
}

/// Writers of this operator and machine stand in the journal, and nothing is kept of them: what
/// was lost of them cannot be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadsUnknown {
    /// The last entry of each, as it was found.
    pub found: Vec<EntryRef>,
}

/// Entries that stood beyond the saved ones, whole and right. A crash leaves such, and so does
/// whoever writes in another's name: the chain has no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// The first of them.
    pub from: u64,
    /// The last of them.
    pub to: u64,
    /// The hash of the last.
    pub hash: EntryHash,
}

impl Adopted {
    /// The finding's name.
    pub fn finding(&self, writer: &WriterId) -> EntryHash {
        let to = self.to;
        finding_name(
            FindingKind::Adopted,
            Some(writer),
            self.from,
            &to,
            &self.hash,
        )
    }
}

/// Someone looked at a finding, and takes the record as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// The finding's name; none where a writer's word is set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<EntryHash>,
    /// The writer whose word alone is to make no finding any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word_of: Option<WriterId>,
    /// Why.
    pub reason: String,
}

/// Their operator says that these entries are theirs. A record that forks vouches for neither of
/// its sides; each entry is named by its hash, so that nothing else is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Each of them.
    pub entries: Vec<EntryRef>,
    /// Why they are known to be theirs.
    pub reason: String,
}

impl Confirmed {
    /// As many have room in one entry of the journal, and some to spare.
    pub const MOST: usize = 500;
}

/// Two journals that were begun apart are one: what stands under the one id counts as what
/// stands under the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// The id that is not used any more.
    pub from: JournalId,
    /// The id that this journal has.
    pub to: JournalId,
}
