//! Both sides of every record that forks, for a person to look at.

use super::disk::Disk;
use super::fault::ReadFault;
use super::fork::fork_files;
use super::line::EntryLine;
use super::place::{segment_number, segment_path};
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::unread::ReadFailed;
use crate::event::{Entry, EntryHash, Event, Fact, FindingKind, WriterId, finding_name};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One side of a record that forks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ForkSide {
    /// How many entries it has from there on.
    pub entries: u64,
    /// Its last entry's number.
    pub seq: u64,
    /// That entry's hash.
    pub hash: EntryHash,
    /// When its first and its last entry were written, by their writer's clock.
    pub from: Option<Timestamp>,
    /// The last.
    pub to: Option<Timestamp>,
    /// The boots of the machine that wrote it, as far as it says so.
    pub boots: Vec<String>,
}

/// A record that forks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ForkFound {
    /// Whose.
    pub writer: WriterId,
    /// The first number that stands twice.
    pub seq: u64,
    /// What is read as the record here.
    pub here: ForkSide,
    /// What stands beside it.
    pub beside: ForkSide,
    /// What the findings of it are called: one for each that stands beside.
    #[serde(skip)]
    pub findings: Vec<EntryHash>,
}

/// Every record of a journal that forks.
///
/// # Errors
/// When one of both sides cannot be read.
pub fn forks(root: &Path) -> Result<Vec<ForkFound>, ReadFault> {
    found(&Disk::default(), root).map_err(ReadFault::beside)
}

fn found(disk: &Disk, root: &Path) -> Result<Vec<ForkFound>, ReadFailed> {
    let mut found: BTreeMap<WriterId, ForkFound> = BTreeMap::new();
    let mut parts = Vec::new();
    for file in fork_files(disk, root, None)? {
        let bytes = file.read(disk, 0);
        let bytes = bytes.map_err(|error| (file.path.clone(), error))?;
        let first = bytes.split(|byte| *byte == b'\n').next();
        let Some(first) = first.and_then(|line| EntryLine::read(line).ok()) else {
            continue;
        };
        let seq = first.seq;
        parts.push((file.place.writer.clone(), seq, first.hash));
        let writer = file.place.writer.clone();
        let fork = found.entry(writer.clone()).or_insert_with(|| ForkFound {
            writer,
            seq,
            here: ForkSide::default(),
            beside: ForkSide::default(),
            findings: Vec::new(),
        });
        fork.seq = fork.seq.min(seq);
        fork.beside.add(&bytes, 0);
    }
    for fork in found.values_mut() {
        let mut here = BTreeMap::new();
        for path in segments(disk, root, &fork.writer)? {
            let bytes = bytes_of(disk, path)?;
            fork.here.add(&bytes, fork.seq);
            let lines = bytes.split(|byte| *byte == b'\n');
            for line in lines.filter_map(|line| EntryLine::read(line).ok()) {
                here.entry(line.seq).or_insert(line.hash);
            }
        }
        let of_it = parts.iter().filter(|(writer, ..)| *writer == fork.writer);
        for (writer, seq, beside) in of_it {
            if let Some(here) = here.get(seq) {
                let (one, two) = (here.min(beside), here.max(beside));
                let name = finding_name(FindingKind::Fork, Some(writer), *seq, one, two);
                fork.findings.push(name);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Every entry of a writer with a number from one to another, on every side of its record.
///
/// # Errors
/// When one of these sides cannot be read.
pub fn entries_of(
    root: &Path,
    writer: &WriterId,
    span: (u64, u64),
) -> Result<Vec<Entry>, ReadFault> {
    let disk = Disk::default();
    entries_on(&disk, root, writer, span).map_err(ReadFault::beside)
}

fn entries_on(
    disk: &Disk,
    root: &Path,
    writer: &WriterId,
    (from, to): (u64, u64),
) -> Result<Vec<Entry>, ReadFailed> {
    let segments = segments(disk, root, writer)?.into_iter();
    let beside = fork_files(disk, root, Some(writer))?.into_iter();
    let mut found = Vec::new();
    for path in segments.chain(beside.map(|file| file.path)) {
        let bytes = bytes_of(disk, path)?;
        let lines = bytes.split(|byte| *byte == b'\n');
        let lines = lines.filter_map(|line| EntryLine::read(line).ok());
        for line in lines.filter(|line| (from..=to).contains(&line.seq)) {
            found.extend(line.envelope(&mut Vec::new()).ok().map(|envelope| Entry {
                writer: writer.clone(),
                envelope,
                hash: line.hash,
            }));
        }
    }
    found.sort_by_key(|entry| (entry.envelope.seq, entry.hash));
    Ok(found)
}

fn segments(disk: &Disk, root: &Path, writer: &WriterId) -> Result<Vec<PathBuf>, ReadFailed> {
    let folder = root.join(writer.as_str());
    let names = disk.names_in(&folder);
    let names = names.map_err(|error| (folder.clone(), error))?;
    let segments = names.iter().filter_map(|name| segment_number(name));
    Ok(segments
        .map(|segment| segment_path(&folder, segment))
        .collect())
}

fn bytes_of(disk: &Disk, path: PathBuf) -> Result<Vec<u8>, ReadFailed> {
    let bytes = disk.read_range(&path, 0, SEGMENT_READ_LIMIT_BYTES);
    bytes.map_err(|error| (path, error))
}

impl ForkSide {
    /// Adds the entries among some bytes, from a number on.
    fn add(&mut self, bytes: &[u8], from_seq: u64) {
        for line in bytes.split(|byte| *byte == b'\n') {
            let Ok(line) = EntryLine::read(line) else {
                continue;
            };
            let Some(envelope) = line.envelope(&mut Vec::new()).ok() else {
                continue;
            };
            if line.seq < from_seq {
                continue;
            }
            self.entries += 1;
            self.from.get_or_insert(envelope.at);
            self.to = Some(envelope.at);
            (self.seq, self.hash) = (line.seq, line.hash);
            for event in envelope.events {
                if let Event::Known(Fact::SegmentStarted(started)) = event {
                    self.boots.extend(started.boot);
                }
            }
        }
    }
}
