//! How a file or a folder looks from outside: enough to tell that it is what it was, without
//! opening it.
//!
//! It is no proof: who can change the clock, or the file system itself, changes it too. What
//! stays true: whatever is written, replaced or renamed by ordinary means looks otherwise
//! afterwards, where it had been at rest before.

use super::{identity, touched};
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// Which file it is, how long, and when anything of it was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outside {
    identity: (u64, u64),
    /// How many bytes it has.
    pub bytes: u64,
    touched: (i64, i64),
}

impl Outside {
    /// How it looks.
    #[must_use]
    pub fn of(found: &Metadata) -> Self {
        Self {
            identity: identity(found),
            bytes: found.len(),
            touched: touched(found),
        }
    }

    /// Whether it tells this file from every other: not where the system names none.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.identity != (0, 0)
    }

    /// Whether it had been at rest for so long that the next change will show.
    #[must_use]
    pub fn is_at_rest(&self, at: SystemTime) -> bool {
        is_past(self.touched, at)
    }
}

/// Whether a change is so long ago that the next one will show: clocks of file systems are
/// coarse.
#[must_use]
pub fn is_past(changed: (i64, i64), at: SystemTime) -> bool {
    let then = Duration::from_secs(u64::try_from(changed.0).unwrap_or_default());
    let age = at.duration_since(SystemTime::UNIX_EPOCH + then);
    age.is_ok_and(|age| age.as_secs() >= 2)
}
