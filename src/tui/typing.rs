//! What is being typed, kept in a file until it is saved or put away: whoever kills the program
//! does not take the words along.
//!
//! It is no record: what cannot be written here is lost, and nobody is told. Only the operator can
//! read the file.

use crate::app::half_typed::HalfTyped;
use crate::os;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const NAME: &str = "half-typed.json";

/// The file, and what stands in it.
#[derive(Debug)]
pub(super) struct TypingFile {
    path: PathBuf,
    kept: Option<HalfTyped>,
}

impl TypingFile {
    /// The file in the folder of what is this machine's own; what an earlier program left there.
    pub(super) fn open(state: &Path) -> Self {
        let path = state.join(NAME);
        let bytes = os::read_plain(&path, os::MOST_OWN_BYTES).ok();
        let kept = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { path, kept }
    }

    /// What was being typed.
    pub(super) fn kept(&self) -> Option<HalfTyped> {
        self.kept.clone()
    }

    /// Keeps what is being typed; nothing, where nothing is.
    pub(super) fn keep(&mut self, typing: Option<HalfTyped>) {
        if typing == self.kept {
            return;
        }
        let done = match &typing {
            Some(typing) => self.write(typing),
            None => fs::remove_file(&self.path),
        };
        if done.is_ok() {
            self.kept = typing;
        }
    }

    fn write(&self, typing: &HalfTyped) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            os::private_dir(folder)?;
        }
        let unfinished = self.path.with_extension("new");
        let mut options = os::private_options();
        let file = options.write(true).create(true).truncate(true);
        file.open(&unfinished)?
            .write_all(&serde_json::to_vec(typing)?)?;
        fs::rename(&unfinished, &self.path)
    }
}
