//! How entries, writers, runs and threads are named.

use crate::runbook::{ProcedureRef, RunbookId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr, sync::Arc};

/// A name that is not written as names of its kind are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedAddress;

impl fmt::Display for MalformedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not written as names of its kind are")
    }
}

impl std::error::Error for MalformedAddress {}

/// Serde through `Display` and `FromStr`.
macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                /// Reads it where it lies.
                struct Text;
                impl de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a string")
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse()
                            .map_err(|_| E::custom(concat!("malformed ", stringify!($name))))
                    }
                }
                from.deserialize_str(Text)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

/// One operator on one machine in one journal: `ops-a@host-3f9c2a`. Also the name of its
/// folder, so it holds nothing but lower-case letters and digits of any script, and `.`,
/// `_`, `-`, with one `@`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriterId(Arc<str>);

impl WriterId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WriterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for WriterId {
    type Err = MalformedAddress;
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        let part = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| match c {
                    'a'..='z' | '0'..='9' | '.' | '_' | '-' => true,
                    c => c.is_alphanumeric() && !c.is_uppercase(),
                })
        };
        match text.split_once('@') {
            Some((operator, machine)) if part(operator) && part(machine) && text.len() <= 200 => {
                Ok(Self(text.into()))
            }
            _ => Err(MalformedAddress),
        }
    }
}

as_text!(WriterId);

/// The SHA-256 that an entry ends with: of the hash before it, as text, followed by the
/// line's bytes up to the last `,"hash":"`. All zeros stand before a writer's first entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EntryHash(pub [u8; 32]);

impl EntryHash {
    /// The first eight bytes: what a reference names.
    pub fn short(&self) -> [u8; 8] {
        let mut short = [0; 8];
        short.copy_from_slice(&self.0[..8]);
        short
    }

    /// The hash as it is written: 64 lower-case digits.
    pub fn digits(&self) -> [u8; 64] {
        hex(&self.0)
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl FromStr for EntryHash {
    type Err = MalformedAddress;
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        read_hex(text).map(Self)
    }
}

as_text!(EntryHash);

/// The digits of at most 32 bytes, in room for as many.
fn hex(bytes: &[u8]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

pub(super) fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = hex(bytes);
    f.write_str(std::str::from_utf8(&text[..bytes.len() * 2]).unwrap_or_default())
}

/// What a lower-case digit counts; for everything else more than any digit.
const DIGIT_VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Lower-case digits alone: the same hash has one spelling. Every line of the record goes
/// through here, so it looks at each digit once and judges them all together.
pub(super) fn read_hex<const N: usize>(text: &str) -> Result<[u8; N], MalformedAddress> {
    if text.len() != N * 2 {
        return Err(MalformedAddress);
    }
    let (mut bytes, mut worst) = ([0; N], 0);
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let high = DIGIT_VALUES[usize::from(pair[0])];
        let low = DIGIT_VALUES[usize::from(pair[1])];
        worst |= high | low;
        *byte = (high << 4) | (low & 15);
    }
    match worst {
        0..16 => Ok(bytes),
        _ => Err(MalformedAddress),
    }
}

/// One entry, as another entry names it: `WRITER:SEQ:HASH16`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its place among that writer's entries, from 1.
    pub seq: u64,
    /// The first eight bytes of its hash.
    pub hash: [u8; 8],
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.writer, self.seq)?;
        write_hex(&self.hash, f)
    }
}

impl FromStr for EntryRef {
    type Err = MalformedAddress;
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        let mut parts = text.rsplitn(3, ':');
        let (Some(hash), Some(seq), Some(writer)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(MalformedAddress);
        };
        Ok(Self {
            writer: writer.parse()?,
            seq: seq.parse().map_err(|_| MalformedAddress)?,
            hash: read_hex(hash)?,
        })
    }
}

as_text!(EntryRef);

macro_rules! ulid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub ulid::Ulid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = MalformedAddress;
            fn from_str(text: &str) -> Result<Self, MalformedAddress> {
                let id = ulid::Ulid::from_string(text).map_err(|_| MalformedAddress)?;
                // One spelling an id: the decoder also takes lower case and overlong ones.
                if id.to_string() == text { Ok(Self(id)) } else { Err(MalformedAddress) }
            }
        }
        as_text!($name);
    };
}

ulid_id! {
    /// A run.
    RunId
}

ulid_id! {
    /// A follow-up.
    FollowUpId
}

impl FollowUpId {
    /// The last six characters, as [`RunId::short`].
    pub fn short(&self) -> String {
        self.0.to_string()[20..].to_ascii_lowercase()
    }
}

ulid_id! {
    /// An escalation.
    EscalationId
}

ulid_id! {
    /// A shift's handover.
    HandoverId
}

impl EscalationId {
    /// The last six characters, as [`RunId::short`].
    pub fn short(&self) -> String {
        self.0.to_string()[20..].to_ascii_lowercase()
    }
}

impl HandoverId {
    /// The last six characters, as [`RunId::short`].
    pub fn short(&self) -> String {
        self.0.to_string()[20..].to_ascii_lowercase()
    }
}

impl RunId {
    /// The last six characters, which people type and read: two runs that share them are
    /// one in a thousand million, and commands then ask for more.
    pub fn short(&self) -> String {
        self.0.to_string()[20..].to_ascii_lowercase()
    }
}

ulid_id! {
    /// A journal: minted by the first writer's first entry.
    JournalId
}

/// What an entry belongs to; every thread that its events touch stands in its `on`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thread {
    /// One run.
    Run(RunId),
    /// One follow-up.
    FollowUp(FollowUpId),
    /// One escalation.
    Escalation(EscalationId),
    /// One handover of a shift.
    Handover(HandoverId),
    /// A procedure's schedule and occurrences.
    Procedure(ProcedureRef),
    /// A runbook's revisions, reviews, attested words and stabilization.
    Runbook(RunbookId),
    /// The shift's own notes.
    Shift,
    /// The journal's own upkeep: segments, recoveries.
    Journal,
    /// A thread of a newer version.
    Other(Box<str>),
}

impl fmt::Display for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(run) => write!(f, "run:{run}"),
            Self::FollowUp(id) => write!(f, "follow-up:{id}"),
            Self::Escalation(id) => write!(f, "escalation:{id}"),
            Self::Handover(id) => write!(f, "handover:{id}"),
            Self::Procedure(procedure) => write!(f, "procedure:{procedure}"),
            Self::Runbook(runbook) => write!(f, "runbook:{runbook}"),
            Self::Shift => f.write_str("shift"),
            Self::Journal => f.write_str("journal"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Thread {
    fn from(text: &str) -> Self {
        let known = match text.split_once(':') {
            Some(("run", id)) => id.parse().ok().map(Self::Run),
            Some(("follow-up", id)) => id.parse().ok().map(Self::FollowUp),
            Some(("escalation", id)) => id.parse().ok().map(Self::Escalation),
            Some(("handover", id)) => id.parse().ok().map(Self::Handover),
            Some(("procedure", id)) => id.parse().ok().map(Self::Procedure),
            Some(("runbook", id)) => Some(Self::Runbook(id.into())),
            None if text == "shift" => Some(Self::Shift),
            None if text == "journal" => Some(Self::Journal),
            _ => None,
        };
        known.unwrap_or_else(|| Self::Other(text.into()))
    }
}

impl FromStr for Thread {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

as_text!(Thread);
