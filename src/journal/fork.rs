//! Records that fork: what stands at one address beside what is read there, in
//! `forks/<writer>/<segment>@<at>-<first line>`.
//!
//! Both sides are kept and both are read; from the entry on where they part neither can be relied
//! on. Nothing here decides which is right.

use super::disk::Disk;
use super::fault::ReadFault;
use super::fork_head::ForkHead;
use super::line::EntryLine;
use super::lookup::line_at;
use super::place::{Arrived, Place, Positions, SegmentPlace, Trust};
use super::reader::Reader;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::unread::{ReadFailed, Unread, why};
use crate::event::{Entry, EntryHash, WriterId};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// One side beside a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForkFile {
    pub place: SegmentPlace,
    /// Where in the segment it parts from what is read there.
    pub at: u64,
    pub name: String,
    pub path: PathBuf,
}

/// Where the sides of a writer's record stand.
pub(super) fn fork_folder(root: &Path, writer: &WriterId) -> PathBuf {
    root.join("forks").join(writer.as_str())
}

/// What stands beside the records of a journal, or of one writer of it.
pub(super) fn fork_files(
    disk: &Disk,
    root: &Path,
    of: Option<&WriterId>,
) -> Result<Vec<ForkFile>, ReadFailed> {
    let forks = root.join("forks");
    let mut files = Vec::new();
    let folders = disk.names(&forks);
    for folder in folders.map_err(|error| (forks.clone(), error))? {
        let Ok(writer) = folder.parse::<WriterId>() else {
            continue;
        };
        if of.is_some_and(|of| *of != writer) {
            continue;
        }
        let folder = forks.join(&folder);
        let names = disk.names_in(&folder);
        for name in names.map_err(|error| (folder.clone(), error))? {
            let Some((segment, at)) = parts(&name) else {
                continue;
            };
            files.push(ForkFile {
                place: SegmentPlace {
                    writer: writer.clone(),
                    segment,
                },
                at,
                path: folder.join(&name),
                name,
            });
        }
    }
    Ok(files)
}

fn parts(name: &str) -> Option<(u32, u64)> {
    let (segment, rest) = name.split_once('@')?;
    let (at, _) = rest.split_once('-')?;
    Some((segment.parse().ok()?, at.parse().ok()?))
}

impl ForkFile {
    /// Its bytes from a place on.
    pub fn read(&self, disk: &Disk, from: u64) -> io::Result<Vec<u8>> {
        disk.read_range(&self.path, from, SEGMENT_READ_LIMIT_BYTES)
    }

    /// The number of its first entry; none where it has none.
    pub fn first_seq(&self, disk: &Disk) -> io::Result<Option<u64>> {
        let bytes = self.read(disk, 0)?;
        let line = bytes.split(|byte| *byte == b'\n').next();
        Ok(line
            .and_then(|line| EntryLine::read(line).ok())
            .map(|line| line.seq))
    }
}

/// The entries among bytes of one side, each with where it begins, its length, and whether all
/// up to it follow each other.
fn entries(
    writer: &WriterId,
    bytes: &[u8],
    follows: &mut Option<EntryHash>,
) -> Vec<(u64, u32, Entry, Trust)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let length = line.len();
        let whole = line.strip_suffix(b"\n");
        let read = whole.and_then(|line| EntryLine::read(line).ok());
        if let Some(line) = read
            && let Ok(envelope) = line.envelope(&mut Vec::new())
        {
            *follows = follows
                .filter(|before| line.follows(before))
                .map(|_| line.hash);
            let trust = match follows {
                Some(_) => Trust::Forked,
                None => Trust::Unverified,
            };
            let entry = Entry {
                writer: writer.clone(),
                envelope,
                hash: line.hash,
            };
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            found.push((at, length, entry, trust));
        } else {
            *follows = None;
        }
        at += length as u64;
    }
    found
}

impl Reader {
    /// Looks which records fork. Where what was delivered stands on a side by now, everything is
    /// to be folded anew.
    pub(super) fn look_for_forks(&mut self) -> Result<Vec<ForkFile>, ReadFault> {
        let files = fork_files(&self.disk, &self.root, None).map_err(ReadFault::beside)?;
        self.unread_beside.clear();
        let mut is_outdated = false;
        for file in &files {
            let writer = &file.place.writer;
            let known = self.positions.forks.get(writer);
            if known.is_some_and(|known| known.contains_key(&file.name)) {
                continue;
            }
            let first = file.first_seq(&self.disk);
            let Some(from_seq) = self.read_beside(file, first).flatten() else {
                continue;
            };
            let before = self.positions.fork_from(writer).unwrap_or(u64::MAX);
            let head = self.positions.writers.get(writer);
            is_outdated |= from_seq < before && head.is_some_and(|head| head.seq >= from_seq);
            let forks = self.positions.forks.entry(writer.clone()).or_default();
            let head = ForkHead {
                from_seq,
                ..ForkHead::default()
            };
            forks.insert(file.name.clone(), head);
        }
        if is_outdated {
            self.reset();
            return Err(ReadFault::Outdated);
        }
        Ok(files)
    }

    /// Delivers what is new on the sides of records, and no more than another reader had delivered
    /// at a position, where one is given. Where what a side parts from has arrived since its first
    /// entries were delivered, everything is to be folded anew.
    pub(super) fn poll_forks(
        &mut self,
        files: &[ForkFile],
        until: Option<&Positions>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        for file in files {
            let writer = &file.place.writer;
            if self.positions.foreign.contains_key(writer) {
                continue;
            }
            let Some(head) = self.positions.beside(file) else {
                continue;
            };
            let own = self.positions.writers.get(writer).map_or(0, |own| own.seq);
            if until.is_none() && head.is_early && own + 1 >= head.from_seq {
                self.reset();
                return Err(ReadFault::Outdated);
            }
            // What it parts from may be in what could not be read.
            let is_lost = self.unread().any(|lost| lost.is_of_record(writer));
            if is_lost && head.bytes == 0 {
                continue;
            }
            let read = self.follows(file, head).and_then(|follows| {
                let bytes = file.read(&self.disk, head.bytes)?;
                Ok((follows, bytes))
            });
            let Some((follows, mut bytes)) = self.read_beside(file, read) else {
                continue;
            };
            if let Some(until) = until.map(|until| until.beside(file).map_or(0, |it| it.bytes)) {
                bytes.truncate(usize::try_from(until).unwrap_or(usize::MAX));
            }
            let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
            let mut read = ForkHead {
                is_early: head.is_early || whole > 0 && own + 1 < head.from_seq,
                bytes: head.bytes + whole as u64,
                follows,
                ..head
            };
            for (offset, length, entry, trust) in
                entries(writer, &bytes[..whole], &mut read.follows)
            {
                self.positions.greatest_n = self.positions.greatest_n.max(entry.envelope.n);
                sink(arrived(file, head.bytes + offset, length, entry, trust));
            }
            let forks = self.positions.forks.entry(writer.clone()).or_default();
            forks.insert(file.name.clone(), read);
        }
        Ok(())
    }

    /// What the next entry of a side has to follow.
    fn follows(&self, file: &ForkFile, head: ForkHead) -> io::Result<Option<EntryHash>> {
        match head.bytes {
            0 if head.is_early => Ok(None),
            0 => self.parts_from(file),
            _ => Ok(head.follows),
        }
    }

    /// What was read of a side. What cannot be read is named, and looked at again the next time.
    fn read_beside<T>(&mut self, file: &ForkFile, read: io::Result<T>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                // It went since it was listed.
                if error.kind() != ErrorKind::NotFound {
                    self.unread_beside.push(Unread {
                        writer: file.place.writer.clone(),
                        segment: file.place.segment,
                        beside: Some(file.name.clone()),
                        why: why(&error),
                    });
                }
                None
            }
        }
    }

    /// What stands beside a segment, as far as it was delivered.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub(super) fn beside(&self, place: &SegmentPlace) -> Result<Vec<Arrived>, ReadFault> {
        let Some(forks) = self.positions.forks.get(&place.writer) else {
            return Ok(Vec::new());
        };
        let files = fork_files(&self.disk, &self.root, Some(&place.writer));
        let files = files.map_err(ReadFault::beside)?;
        let mut found = Vec::new();
        for file in files.iter().filter(|file| file.place == *place) {
            let head = forks.get(&file.name).copied().unwrap_or_default();
            if head.bytes == 0 {
                continue;
            }
            let failed = |error| ReadFault::beside((file.path.clone(), error));
            let mut bytes = file.read(&self.disk, 0).map_err(failed)?;
            bytes.truncate(usize::try_from(head.bytes).unwrap_or(usize::MAX));
            let begun = ForkHead { bytes: 0, ..head };
            let mut follows = self.follows(file, begun).map_err(failed)?;
            for (offset, length, entry, trust) in entries(&place.writer, &bytes, &mut follows) {
                found.push(arrived(file, offset, length, entry, trust));
            }
        }
        Ok(found)
    }

    /// The hash that the first entry of a side has to follow; none where nothing stands there.
    fn parts_from(&self, file: &ForkFile) -> io::Result<Option<EntryHash>> {
        let writer = &file.place.writer;
        let side = self.positions.forks.get(writer);
        let side = side.and_then(|forks| forks.get(&file.name));
        let head = self.positions.writers.get(writer);
        match (side.map(|side| side.from_seq), head) {
            (Some(1), _) => Ok(Some(EntryHash::default())),
            (Some(from_seq @ 2..), Some(head)) => {
                let folder = self.root.join(writer.as_str());
                line_at(&self.disk, &folder, head, from_seq - 1)
            }
            _ => Ok(None),
        }
    }
}

impl Positions {
    /// How far was read what stands in a file beside a record.
    fn beside(&self, file: &ForkFile) -> Option<ForkHead> {
        let forks = self.forks.get(&file.place.writer)?;
        forks.get(&file.name).copied()
    }
}

fn arrived(file: &ForkFile, offset: u64, bytes: u32, entry: Entry, trust: Trust) -> Arrived {
    Arrived {
        entry,
        place: Place {
            writer: file.place.writer.clone(),
            segment: file.place.segment,
            offset: file.at + offset,
            bytes,
        },
        trust,
    }
}
