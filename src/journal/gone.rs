//! What is said of a journal that is not where it was.

use crate::event::{JournalId, SeenHead};
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
        f.write_str(
            ". Mount it or move it back. To begin a new one there instead: rounds journal where --found-anew",
        )
    }
}

impl error::Error for Gone {}
