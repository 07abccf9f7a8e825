//! What is to be verified beyond what the journal says of itself.

use super::disk::Disk;
use super::known::known;
use super::writer_id::{KeptHead, kept_heads};
use crate::event::{JournalId, MalformedAddress, SeenHead, WriterId};
use std::path::Path;
use std::str::FromStr;

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
    /// The journal's id, where it is known; else that of most writers.
    pub journal: Option<JournalId>,
    /// What of this could not be found out, in words: without it nothing is found clean.
    pub unread: Vec<String>,
}

impl Question {
    /// What this machine knows of the journal at a place.
    pub fn here(state: &Path, root: &Path) -> Self {
        let mut question = Self::default();
        match kept_heads(state) {
            Ok(own) => question.own = own,
            Err(error) => question.unread.push(error.to_string()),
        }
        match known(&Disk::default(), state, root) {
            Ok(journal) => question.journal = journal,
            Err(fault) => question.unread.push(fault.to_string()),
        }
        question
    }
}

/// A head under a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHead {
    /// The head.
    pub head: SeenHead,
    /// Who signed it.
    pub by: String,
}
