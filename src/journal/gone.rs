//! What is said of a journal that is not where it was.

use crate::event::{JournalId, SeenHead};
use serde::Serialize;
use std::path::PathBuf;
use std::{error, fmt};

/// A journal that this machine knows and that is not where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Where it was.
    pub path: PathBuf,
    /// Its id.
    pub journal: JournalId,
    /// The last entries of this machine's writers in it.
    pub heads: Vec<SeenHead>,
    /// What stands there instead.
    pub standing: Vec<Standing>,
}

/// A journal that stands at a place, whether or not it is the one that is known there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its id.
    pub journal: JournalId,
    /// How many writers' folders say that they belong to it.
    pub writers: usize,
}

/// What stands at a place, in words.
pub fn in_words(standing: &[Standing]) -> String {
    let each = standing.iter().map(|it| match it.writers {
        1 => format!("journal {} (1 writer)", it.journal),
        writers => format!("journal {} ({writers} writers)", it.journal),
    });
    each.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        write!(f, "The journal that was at {path} is not there")?;
        if let Some(head) = self.heads.first() {
            let (writer, seq) = (&head.writer, head.seq);
            let hash = head.hash.to_string();
            write!(
                f,
                "; its last entry by this machine: {writer}:{seq}:{}",
                &hash[..16]
            )?;
        }
        match self.standing.iter().max_by_key(|it| it.writers) {
            None => f.write_str(
                ". Mount it or move it back. To begin a new one there instead: rounds journal where --found-anew",
            ),
            Some(most) => write!(
                f,
                ". It was journal {}; there stands {}. Move the one that was there back. If what stands there is meant: rounds journal where --take {}",
                self.journal,
                in_words(&self.standing),
                most.journal
            ),
        }
    }
}

impl error::Error for Gone {}
