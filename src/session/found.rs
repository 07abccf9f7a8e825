//! What is known of signatures beside the record: what was found of each, kept in the cache folder;
//! what is to be signed, and why it could not be.

use super::signing::{is_good, others_go_by};
use crate::event::Fact;
use crate::journal::hash_bytes;
use crate::os;
use crate::state::KeyLine;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is known of signatures beside the record.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    /// Whether something was saved that is to be signed.
    pub awaits: bool,
    /// Why the last signature could not be made.
    pub failed: Option<String>,
    /// Why some could not be checked.
    pub unchecked: Option<String>,
    /// What is wrong with the library's list of keys, in words.
    pub list: Vec<String>,
    /// The keys of the library's list, where it can be used.
    pub listed: Vec<KeyLine>,
    /// Whether the record was asked about them.
    pub is_noticed: bool,
    /// The library's list as it was last looked at.
    pub looked: Option<(PathBuf, u64, std::time::SystemTime)>,
    /// What was found of each, once it was read from the cache folder.
    known: Option<BTreeMap<String, bool>>,
}

impl Signatures {
    /// After something that others go by a signature is to be made.
    pub fn await_one(&mut self, facts: &[Fact]) {
        self.awaits |= facts.iter().any(others_go_by);
    }
}

/// As many are kept; then the file begins anew.
const MOST_KEPT: usize = 5_000;

fn cache(folder: &Path) -> PathBuf {
    folder.join("signatures")
}

impl Signatures {
    fn known(&mut self, folder: &Path) -> &mut BTreeMap<String, bool> {
        self.known.get_or_insert_with(|| {
            let text = os::read_text(&cache(folder), os::MOST_OWN_BYTES).unwrap_or_default();
            let lines = text.lines().filter_map(|line| line.split_once(' '));
            let known = lines.filter_map(|(name, found)| match found {
                "good" => Some((name.to_owned(), true)),
                "bad" => Some((name.to_owned(), false)),
                _ => None,
            });
            known.collect()
        })
    }

    pub fn keep(&mut self, folder: &Path, name: String, is_good: bool) {
        let known = self.known(folder);
        let is_full = known.len() >= MOST_KEPT;
        if is_full {
            known.clear();
        }
        let found = if is_good { "good" } else { "bad" };
        let line = format!("{name} {found}\n");
        known.insert(name, is_good);
        // A cache: what is not kept is found out again.
        let _ = os::private_dir(folder).and_then(|()| {
            let mut options = os::private_options();
            options
                .create(true)
                .append(!is_full)
                .write(true)
                .truncate(is_full);
            options.open(cache(folder))?.write_all(line.as_bytes())
        });
    }

    /// Whether a signature is good, as it is known or by asking.
    pub fn is_good(&mut self, folder: &Path, signature: &str, text: &str) -> Result<bool, String> {
        let name = name(signature, text);
        if let Some(known) = self.known(folder).get(&name) {
            return Ok(*known);
        }
        let found = is_good(signature, text, folder)?;
        self.keep(folder, name, found);
        Ok(found)
    }
}

/// The name of what was found: of the signature, in which the key stands, and the text.
pub(super) fn name(signature: &str, text: &str) -> String {
    hash_bytes(format!("{signature}\n{text}").as_bytes()).to_string()
}
