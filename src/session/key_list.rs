//! The library's list of keys: `allowed_signers` beside `library.toml`, noticed in the record
//! like a revision of a runbook. Everybody judges by the record's.

use super::upkeep::of_journal;
use super::{Failure, Session};
use crate::event::{EntryRef, Fact, KeysNoticed, WriterId};
use crate::journal::{is_of_operator, own_ends};
use crate::runbook::Operator;
use crate::state::{KeyLine, State, read_keys};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the list is called.
const FILE: &str = "allowed_signers";

/// A longer one would not fit into an entry beside where everybody stands.
const MOST_BYTES: usize = 40 << 10;

/// Where the library's list is: in the first of its folders that has one.
pub fn key_list_of(runbooks: &[PathBuf]) -> Option<PathBuf> {
    let folders = runbooks.iter().map(|path| match path.is_dir() {
        true => path.as_path(),
        false => path.parent().unwrap_or(Path::new(".")),
    });
    let mut files = folders.map(|folder| folder.join(FILE));
    files.find(|file| fs::symlink_metadata(file).is_ok())
}

/// Reads a list; what is wrong with it in words, a line each.
///
/// # Errors
/// Those.
pub fn read_key_list(path: &Path) -> Result<Vec<KeyLine>, Vec<String>> {
    let shown = path.display();
    let one = |why: String| vec![format!("{shown}: {why}")];
    let meta = fs::symlink_metadata(path).map_err(|error| one(error.to_string()))?;
    if !meta.is_file() {
        return Err(one("it is no regular file, so it is not read".to_owned()));
    }
    if meta.len() > MOST_BYTES as u64 {
        return Err(one(format!("it is longer than {MOST_BYTES} bytes")));
    }
    let text = fs::read_to_string(path).map_err(|error| one(error.to_string()))?;
    let (keys, problems) = read_keys(text.lines());
    match problems.is_empty() {
        true => Ok(keys),
        false => Err(problems
            .iter()
            .map(|it| format!("{shown}:{} {}", it.line, it.why))
            .collect()),
    }
}

impl Session {
    /// Notices the library's list of keys, where the record does not know it, or where this
    /// operator's signature makes it count.
    pub(super) fn notice_keys(&mut self) -> Result<(), Failure> {
        let Some(path) = key_list_of(&self.settings().runbooks) else {
            self.signatures.list.clear();
            return Ok(());
        };
        let stamp = fs::symlink_metadata(&path)
            .ok()
            .and_then(|meta| Some((path.clone(), meta.len(), meta.modified().ok()?)));
        if stamp.is_some() && stamp == self.signatures.looked {
            return Ok(());
        }
        self.signatures.looked = stamp;
        let keys = match read_key_list(&path) {
            Ok(keys) => keys,
            Err(problems) => {
                let what = "so the record goes on by the list that it knows";
                self.signatures.list = problems
                    .into_iter()
                    .map(|problem| format!("The list of keys cannot be used, {what}: {problem}."))
                    .collect();
                return Ok(());
            }
        };
        self.signatures.list.clear();
        let can_sign = self.settings().team.signing_key.is_some();
        // Where it cannot be read who writes here, nothing is written either.
        let ends = own_ends(&self.settings().state).unwrap_or_default();
        let own: Vec<WriterId> = ends.into_iter().map(|end| end.writer).collect();
        let noticed = {
            let state = self.state();
            let signs = can_sign.then_some(&self.settings().operator);
            unknown(&state, &keys, signs, &own)
        };
        if let Some(noticed) = noticed {
            self.say(of_journal(Fact::KeysNoticed(Box::new(noticed))))?;
            self.refresh()?;
            if can_sign {
                self.sign();
            }
        }
        Ok(())
    }
}

/// What is to be noticed; nothing where the record knows the list, and nobody has to sign it who
/// could here. One that waits among what this machine's `own` writers wrote is signed there.
fn unknown(
    state: &State,
    keys: &[KeyLine],
    signs: Option<&Operator>,
    own: &[WriterId],
) -> Option<KeysNoticed> {
    if keys.is_empty() {
        return None;
    }
    let lines: Vec<String> = keys.iter().map(|key| key.text.clone()).collect();
    let mut known = state
        .key_lists()
        .filter(|(_, _, it)| *it == lines)
        .peekable();
    if known.peek().is_some() {
        let known: Vec<_> = known.map(|(entry, _, _)| entry).collect();
        let waits = |entry: &EntryRef| {
            let mut news = state.key_news().iter();
            news.any(|news| news.list == *entry && news.is_trouble())
        };
        let is_mine = known.iter().any(|entry| own.contains(&entry.writer));
        let all_wait = known.iter().all(|entry| waits(entry));
        let can_sign = signs.is_some_and(|operator| state.has_key(operator));
        if is_mine || !all_wait || !can_sign {
            return None;
        }
    }
    let named: BTreeSet<&Operator> = keys.iter().flat_map(|key| &key.operators).collect();
    let with_keys = state.keys().map(|(operator, _)| operator);
    let all: BTreeSet<&Operator> = named.into_iter().chain(with_keys).collect();
    let theirs = |head: &&EntryRef| all.iter().any(|it| is_of_operator(&head.writer, it));
    Some(KeysNoticed {
        lines,
        heads: state.heads().filter(theirs).cloned().collect(),
        over: state
            .key_lists()
            .map(|(entry, _, _)| entry.clone())
            .collect(),
    })
}
