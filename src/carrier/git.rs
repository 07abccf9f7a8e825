//! A bare git repository as a carrier.
//!
//! A writer has a branch, `rounds/<journal>/<writer>`, which nobody else pushes: so nothing is
//! ever merged, and nothing tried again. Its tree holds the writer's segments, and the objects
//! and forks that went out with them. What only one can say first is a branch of its own, moved by
//! `--force-with-lease`.

use super::fault::Fault;
use super::git_repository::{Files, Pushed, Repository};
use super::verbs::{Carrier, Extent, Held, Once, Put, Tail, Thing};
use crate::event::{JournalId, WriterId};
use crate::journal::{SegmentPlace, segment_name, segment_number};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The branch that says which journal it is.
const JOURNAL: &str = "journal";

/// The one file of a branch that says something once.
const SAID: &str = "said";

pub(super) struct GitCarrier {
    repository: Repository,
    journal: Option<JournalId>,
    /// What was taken in: branch → commit, a line each.
    taken_path: PathBuf,
    /// The branches as they were fetched: name below the journal → commit.
    tips: BTreeMap<String, String>,
    /// The files of the branches that were looked into.
    files: BTreeMap<String, Files>,
    /// Branches with something new.
    staged: BTreeSet<String>,
    /// Things, with the blob of each.
    things: BTreeMap<Thing, String>,
}

impl GitCarrier {
    pub fn open(url: &str, home: &Path) -> Result<Self, Fault> {
        Ok(Self {
            repository: Repository::open(url, home)?,
            journal: None,
            taken_path: home.join("taken"),
            tips: BTreeMap::new(),
            files: BTreeMap::new(),
            staged: BTreeSet::new(),
            things: BTreeMap::new(),
        })
    }

    fn below(&self, name: &str) -> String {
        let journal = self.journal.map(|id| id.to_string());
        format!("{}/{name}", journal.unwrap_or_default())
    }

    /// The branches of the journal, as they were fetched.
    fn look(&mut self) -> Result<(), Fault> {
        let below = self.below("");
        let found = self.repository.branches(&below)?;
        let own = found
            .into_iter()
            .filter_map(|(name, commit)| Some((name.strip_prefix(&below)?.to_owned(), commit)));
        self.tips = own.collect();
        Ok(())
    }

    /// What stands in branches that say something once.
    fn said(&self, names: &[&str]) -> Result<Vec<Option<Vec<u8>>>, Fault> {
        let blob = |name: &&str| {
            let commit = self.tips.get(*name);
            commit.map_or_else(|| "none".to_owned(), |commit| format!("{commit}:{SAID}"))
        };
        let blobs: Vec<String> = names.iter().map(blob).collect();
        self.repository.blobs(&blobs)
    }

    fn files_of(&mut self, branch: &str) -> Result<&mut Files, Fault> {
        if !self.files.contains_key(branch) {
            let files = match self.tips.get(branch) {
                Some(commit) => self.repository.files(commit)?,
                None => Files::new(),
            };
            self.files.insert(branch.to_owned(), files);
        }
        Ok(self.files.entry(branch.to_owned()).or_default())
    }

    /// Takes a branch's files into what is held; gives the blob of its last segment.
    fn add(
        &mut self,
        writer: &WriterId,
        held: &mut Held,
    ) -> Result<Option<(SegmentPlace, String)>, Fault> {
        let prefix = format!("{writer}/");
        let files = self.files_of(writer.as_str())?.clone();
        let mut last = None;
        for (path, (blob, length)) in files {
            if let Some(segment) = path.strip_prefix(&prefix).and_then(segment_number) {
                let place = SegmentPlace {
                    writer: writer.clone(),
                    segment,
                };
                let tail = None;
                held.segments.insert(place.clone(), Extent { length, tail });
                last = Some((place, blob));
            } else if let Ok(thing) = path.parse::<Thing>() {
                held.things.insert(thing.clone());
                self.things.insert(thing, blob);
            }
        }
        Ok(last)
    }

    fn taken_before(&self) -> BTreeMap<String, String> {
        let text =
            crate::os::read_text(&self.taken_path, crate::os::MOST_OWN_BYTES).unwrap_or_default();
        let lines = text.lines().filter_map(|line| {
            let (commit, name) = line.split_once(' ')?;
            Some((name.to_owned(), commit.to_owned()))
        });
        lines.collect()
    }
}

fn path_of(place: &SegmentPlace) -> String {
    format!("{}/{}", place.writer, segment_name(place.segment))
}

impl Carrier for GitCarrier {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        self.repository.fetch()?;
        if !self.repository.branches(JOURNAL)?.contains_key(JOURNAL) {
            let blob = self.repository.keep(format!("{mine}\n").as_bytes())?;
            let files = Files::from([(SAID.to_owned(), (blob, 0))]);
            let commit = self.repository.commit(&files, None)?;
            let branch = [(JOURNAL.to_owned(), Some(commit))];
            let pushed = self.repository.push(&branch, Some(""))?;
            match pushed.into_values().next() {
                Some(Pushed::Refused(why)) => return Err(Fault::Refused(why)),
                Some(Pushed::Well) => {}
                _ => self.repository.fetch()?,
            }
        }
        let commit = self.repository.branches(JOURNAL)?.remove(JOURNAL);
        let name = format!("{}:{SAID}", commit.unwrap_or_default());
        let text = self.repository.blobs(&[name])?.pop().flatten();
        let text = String::from_utf8_lossy(&text.unwrap_or_default()).into_owned();
        let id = text
            .trim()
            .parse()
            .map_err(|_| Fault::Wrong("its branch rounds/journal names no journal".to_owned()))?;
        self.journal = Some(id);
        self.look()?;
        Ok(id)
    }

    fn have(&mut self, own: &BTreeSet<WriterId>, whole: bool) -> Result<Held, Fault> {
        let before = if whole {
            BTreeMap::new()
        } else {
            self.taken_before()
        };
        let mut held = Held::default();
        let mut last = Vec::new();
        let mut notes = Vec::new();
        for (name, commit) in self.tips.clone() {
            if let Some(note) = name.strip_prefix("notes/") {
                notes.push((name.clone(), note.to_owned()));
                continue;
            }
            let Ok(writer) = name.parse::<WriterId>() else {
                continue;
            };
            if own.contains(&writer) || before.get(&name) != Some(&commit) {
                last.extend(self.add(&writer, &mut held)?);
            }
        }
        let blobs: Vec<String> = last.iter().map(|(_, blob)| blob.clone()).collect();
        for ((place, _), bytes) in last.into_iter().zip(self.repository.blobs(&blobs)?) {
            if let (Some(extent), Some(bytes)) = (held.segments.get_mut(&place), bytes) {
                extent.tail = Some(Tail::of(&bytes));
            }
        }
        let names: Vec<&str> = notes.iter().map(|(name, _)| name.as_str()).collect();
        for ((_, note), said) in notes.iter().zip(self.said(&names)?) {
            held.notes.extend(said.map(|said| (note.clone(), said)));
        }
        Ok(held)
    }

    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let files = self.files_of(place.writer.as_str())?;
        let blob = files.get(&path_of(place)).map(|(blob, _)| blob.clone());
        let bytes = self.repository.blobs(&[blob.unwrap_or_default()])?.pop();
        let bytes = bytes.flatten().unwrap_or_default();
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes[from..].to_vec())
    }

    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        let branch = place.writer.to_string();
        if branch.contains("..") {
            return Err(Fault::Refused(format!(
                "{branch} cannot be a branch's name"
            )));
        }
        let mut all = self.get(place, 0)?;
        let length = all.len() as u64;
        if length < at {
            return Ok(Put::Gap(length));
        }
        let there = &all[usize::try_from(at).unwrap_or_default()..];
        let same = there.len().min(bytes.len());
        if there[..same] != bytes[..same] {
            return Ok(Put::Fork);
        }
        if bytes.len() == same {
            return Ok(Put::Length(length));
        }
        all.extend(&bytes[same..]);
        let length = all.len() as u64;
        let blob = self.repository.keep(&all)?;
        self.files_of(&branch)?
            .insert(path_of(place), (blob, length));
        self.staged.insert(branch);
        Ok(Put::Length(length))
    }

    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        let blob = self.things.get(thing).cloned();
        match blob {
            Some(blob) => Ok(self.repository.blobs(&[blob])?.pop().flatten()),
            None => Ok(None),
        }
    }

    fn put_thing(&mut self, by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        let blob = self.repository.keep(bytes)?;
        self.things.insert(thing.clone(), blob.clone());
        let length = bytes.len() as u64;
        self.files_of(by.as_str())?
            .insert(thing.to_string(), (blob, length));
        self.staged.insert(by.to_string());
        Ok(())
    }

    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        let branch = format!("notes/{name}");
        let now = self.said(&[&branch])?.pop().flatten();
        if now.as_deref() != old {
            return Ok(Once::Theirs(now));
        }
        let was = self.tips.get(&branch).cloned().unwrap_or_default();
        let commit = match new {
            Some(new) => {
                let blob = self.repository.keep(new)?;
                let files = Files::from([(SAID.to_owned(), (blob, 0))]);
                Some(self.repository.commit(&files, None)?)
            }
            None if was.is_empty() => return Ok(Once::Mine),
            None => None,
        };
        let pushed = self
            .repository
            .push(&[(self.below(&branch), commit)], Some(&was))?;
        match pushed.into_values().next() {
            Some(Pushed::Well) => {
                self.look()?;
                Ok(Once::Mine)
            }
            Some(Pushed::Refused(why)) => Err(Fault::Refused(why)),
            _ => {
                self.repository.fetch()?;
                self.look()?;
                let now = self.said(&[&branch])?.pop().flatten();
                Ok(Once::Theirs(now))
            }
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        let mut branches = Vec::new();
        for branch in std::mem::take(&mut self.staged) {
            let after = self.tips.get(&branch).cloned();
            let files = self.files_of(&branch)?.clone();
            let commit = self.repository.commit(&files, after.as_deref())?;
            branches.push((self.below(&branch), Some(commit)));
        }
        if branches.is_empty() {
            return Ok(());
        }
        for (branch, pushed) in self.repository.push(&branches, None)? {
            match pushed {
                Pushed::Well => {}
                Pushed::Moved => {
                    return Err(Fault::Wrong(format!(
                        "somebody else pushed the branch rounds/{branch} meanwhile"
                    )));
                }
                Pushed::Refused(why) => {
                    return Err(Fault::Refused(format!("rounds/{branch}: {why}")));
                }
            }
        }
        self.look()
    }

    fn taken(&mut self) {
        let lines = self
            .tips
            .iter()
            .map(|(name, commit)| format!("{commit} {name}\n"));
        let text: String = lines.collect();
        // Where it cannot be kept, all is looked at again.
        let _ = fs::write(&self.taken_path, text);
    }
}
