//! The state as bytes and back: a cache of the fold, never a record.
//!
//! Ended runs are flat records that point into tables of what they have in common, because
//! there are many of them and they are read at every start. What is foreign, of another
//! version, cut or altered gives `None`, and the state is folded anew from the journal.
//! What can be derived cheaply (the indexes, which runs fill which slots) is left out.

mod image;
mod read;
mod write;

use crate::state::fold::State;
use image::Image;

/// Which fold a checkpoint belongs to. Counts up whenever the same entries give another
/// state, or the same state other bytes.
pub const FOLD_VERSION: u32 = 11;

const MAGIC: &[u8; 8] = b"rds-fold";
/// Magic, version, checksum.
const HEADER_BYTES: usize = 8 + 4 + 8;

impl State {
    /// The state as a checkpoint's bytes. What a reader cannot make sense of is no
    /// checkpoint: it gets the entries again.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = write::body(self).unwrap_or_default();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len());
        bytes.extend(MAGIC);
        bytes.extend(FOLD_VERSION.to_le_bytes());
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// The state that was written; none for bytes that this fold did not write.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let rest = rest.strip_prefix(&FOLD_VERSION.to_le_bytes())?;
        let (sum, body) = rest.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*sum) != checksum(body) {
            return None;
        }
        let (image, rows) = postcard::take_from_bytes::<Image>(body).ok()?;
        read::state(image, rows)
    }
}

/// Tells a damaged cache from a whole one, eight bytes at a time. No protection against
/// anyone: whoever can write the cache can write the journal.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut sum = bytes.len() as u64;
    let mut mix = |word: u64| sum = (sum ^ word).wrapping_mul(ODD).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    sum
}
