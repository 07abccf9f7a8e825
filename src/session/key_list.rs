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
    let meta = fs::symlink_metadata(path).map_err(|error| one(crate::os::why(&error)))?;
    if !meta.is_file() {
        return Err(one("it is no regular file, so it is not read".to_owned()));
    }
    if meta.len() > MOST_BYTES as u64 {
        return Err(one(format!("it is longer than {MOST_BYTES} bytes")));
    }
    let text = crate::os::read_text(path, MOST_BYTES as u64)
        .map_err(|error| one(crate::os::why(&error)))?;
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
    /// Reads the library's list of keys, where it is not as it was.
    pub fn look_at_keys(&mut self) {
        let path = key_list_of(&self.settings().runbooks);
        let stamp = path.as_ref().and_then(|path| {
            let meta = fs::symlink_metadata(path).ok()?;
            Some((path.clone(), meta.len(), meta.modified().ok()?))
        });
        let signatures = &mut self.signatures;
        if stamp.is_some() && stamp == signatures.looked {
            return;
        }
        signatures.looked = stamp;
        signatures.is_noticed = false;
        signatures.list.clear();
        signatures.listed.clear();
        match path.map(|path| read_key_list(&path)) {
            None => {}
            Some(Ok(keys)) => signatures.listed = keys,
            Some(Err(problems)) => {
                let what = "so the record goes on by the list that it knows";
                let words = problems.into_iter();
                let words = words
                    .map(|problem| format!("The list of keys cannot be used, {what}: {problem}."));
                signatures.list = words.collect();
            }
        }
    }

    /// Notices the library's list of keys, where the record does not know it, or where this
    /// operator's signature makes it count.
    pub(super) fn notice_keys(&mut self) -> Result<(), Failure> {
        self.look_at_keys();
        if self.signatures.is_noticed || self.signatures.listed.is_empty() {
            return Ok(());
        }
        self.signatures.is_noticed = true;
        let can_sign = self.settings().team.signing_key.is_some();
        // Where it cannot be read who writes here, nothing is written either.
        let ends = own_ends(&self.settings().state).unwrap_or_default();
        let me = &self.settings().operator;
        let own = ends.into_iter().map(|end| end.writer);
        let own: Vec<WriterId> = own.filter(|writer| is_of_operator(writer, me)).collect();
        let noticed = {
            let state = self.state();
            let signs = can_sign.then_some(me);
            unknown(&state, &self.signatures.listed, signs, &own)
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
    let lines: Vec<String> = keys.iter().map(|key| key.text.clone()).collect();
    let mut known = state
        .key_lists()
        .filter(|(_, _, it)| *it == lines)
        .peekable();
    if known.peek().is_some() {
        let known: Vec<_> = known.map(|(entry, _, _)| entry).collect();
        let is_mine = known.iter().any(|entry| own.contains(&entry.writer));
        let all_wait = !known.iter().any(|entry| state.goes_by(entry));
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
