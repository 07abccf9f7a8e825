//! What bytes are called where they are kept.

use crate::event::EntryHash;
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes: the name of the object that keeps them.
pub fn digest(bytes: &[u8]) -> EntryHash {
    EntryHash(Sha256::digest(bytes).into())
}
