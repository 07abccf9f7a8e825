//! Writers' names, and what is kept of them outside the journal.
//!
//! A writer is minted once for an operator, a machine and a journal. Its name is kept in the
//! state folder with its last head: where the journal holds less than that (a restored
//! backup, a cloned machine), going on would give one address to two entries, so a new
//! writer is minted.

use super::disk::Disk;
use super::fault::WriteFault;
use super::line::hash_bytes;
use super::lock::{Point, Saved, Slots, write_slot};
use super::unread::why;
use crate::event::{JournalId, SeenHead, WriterId};
use crate::runbook::Operator;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const SLUG_LIMIT_BYTES: usize = 60;
const NOTE_LIMIT_BYTES: u64 = 4096;

/// Lower-case letters and digits, everything else as `-`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            c if c.is_alphanumeric() && !c.is_uppercase() => c,
            '.' | '_' => c,
            _ => '-',
        };
        if slug.len() + c.len_utf8() > SLUG_LIMIT_BYTES {
            break;
        }
        if c != '-' || !slug.ends_with('-') {
            slug.push(c);
        }
    }
    let slug = slug.trim_matches(['-', '.']);
    if slug.is_empty() { "x" } else { slug }.to_owned()
}

/// How the names of an operator's writers on a host begin.
pub(super) fn of_operator(operator: &Operator, host: &str) -> String {
    format!("{}@{}-", slug(operator.as_str()), slug(host))
}

/// Whether a writer is an operator's, by its name.
pub fn is_of_operator(writer: &WriterId, operator: &Operator) -> bool {
    let name = writer.as_str().split_once('@');
    name.is_some_and(|(name, _)| name == slug(operator.as_str()))
}

/// A new writer's name: `operator@host-xxxxxx`.
pub(super) fn mint(operator: &Operator, host: &str) -> Option<WriterId> {
    let random = ulid::Ulid::generate().random() & 0xff_ffff;
    let name = format!("{}{random:06x}", of_operator(operator, host));
    name.parse().ok()
}

/// The last head of a writer of this machine, kept outside its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// The journal that it belongs to.
    pub journal: JournalId,
    /// The writer and its last saved entry.
    pub head: SeenHead,
}

/// Every head that a state folder keeps, of all journals.
///
/// # Errors
/// When the folder, or one of the heads in it, cannot be read: then nothing can be said of what is
/// lost.
pub fn kept_heads(state: &Path) -> io::Result<Vec<KeptHead>> {
    let kept = kept_points(&Disk::default(), state)?.into_iter();
    let heads = kept.map(|kept| KeptHead {
        journal: kept.journal,
        head: SeenHead {
            writer: kept.writer,
            seq: kept.point.link.seq,
            hash: kept.point.link.hash,
        },
    });
    Ok(heads.collect())
}

/// Where a writer of this machine had come to, as it is kept outside its journal.
pub(super) struct Kept {
    pub journal: JournalId,
    pub writer: WriterId,
    pub point: Point,
    pub is_given_up: bool,
    /// The file that keeps it.
    pub path: PathBuf,
}

impl Kept {
    /// Whether this is what a writer that still writes here is held against. What was retired is
    /// kept under the writer's own name.
    pub fn still_writes(&self) -> bool {
        let whose = hash_bytes(self.writer.as_str().as_bytes()).to_string();
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        !self.is_given_up && !name.ends_with(&whose[..16])
    }
}

/// Everything that a state folder keeps of writers that have written something.
pub(super) fn kept_points(disk: &Disk, state: &Path) -> io::Result<Vec<Kept>> {
    let folder = state.join("writers");
    let failed = |path: &Path, error: io::Error| {
        let why = format!("{} cannot be read: {}", path.display(), why(&error));
        io::Error::new(error.kind(), why)
    };
    let names = disk.names(&folder).map_err(|it| failed(&folder, it))?;
    let kept = |name: &String, bytes: &[u8]| {
        let (journal, _) = name.rsplit_once('-')?;
        let slots = Slots::read(bytes);
        let (writer, saved) = slots.texts().find_map(|(_, text)| Saved::from_text(text))?;
        let journal = journal.parse().ok()?;
        let point = saved.point;
        (point.link.seq > 0).then(|| Kept {
            journal,
            writer,
            point,
            is_given_up: saved.is_given_up(),
            path: folder.join(name),
        })
    };
    let mut all = Vec::new();
    // What was half made when a program was killed keeps nothing.
    for name in names.iter().filter(|name| !name.starts_with('.')) {
        let path = folder.join(name);
        match disk.read_range(&path, 0, NOTE_LIMIT_BYTES) {
            Ok(bytes) => all.extend(kept(name, &bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&path, error)),
        }
    }
    Ok(all)
}

/// What is kept of one writer outside the journal.
#[derive(Debug)]
pub(super) struct Note {
    path: PathBuf,
    file: Option<File>,
    slots: Slots,
}

impl Note {
    /// Where a journal's writer for an operator on a host is noted. The names are hashed,
    /// because operators may share a slug.
    pub fn find(state: &Path, journal: JournalId, operator: &Operator, host: &str) -> Self {
        let who = hash_bytes(format!("{}\n{host}", operator.as_str()).as_bytes()).to_string();
        Self {
            path: state
                .join("writers")
                .join(format!("{journal}-{}", &who[..16])),
            file: None,
            slots: Slots::default(),
        }
    }

    /// The writer and its last head, where they were noted.
    pub fn read(&mut self, disk: &Disk) -> Result<Option<(WriterId, Saved)>, WriteFault> {
        let read = match &self.file {
            Some(file) => disk.read_open(file, 0, NOTE_LIMIT_BYTES),
            None => disk.read_range(&self.path, 0, NOTE_LIMIT_BYTES),
        };
        match read {
            Ok(bytes) => self.slots = Slots::read(&bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => self.slots = Slots::default(),
            Err(error) => return Err(WriteFault::reading(&self.path, error)),
        }
        Ok(self
            .slots
            .texts()
            .find_map(|(_, text)| Saved::from_text(text)))
    }

    /// Keeps what is noted of another writer in a file of its own, so that it lasts when this
    /// note goes over to a new one.
    pub fn retire(&self, disk: &Disk) -> Result<(), WriteFault> {
        let saved = self
            .slots
            .texts()
            .find_map(|(_, text)| Saved::from_text(text));
        let Some((writer, saved)) = saved.filter(|(_, saved)| saved.point.link.seq > 0) else {
            return Ok(());
        };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let journal = name.rsplit_once('-').map_or(&*name, |(journal, _)| journal);
        let whose = hash_bytes(writer.as_str().as_bytes()).to_string();
        let path = folder.join(format!("{journal}-{}", &whose[..16]));
        let slot = write_slot(&saved.to_text(&writer), 1).unwrap_or_default();
        disk.place(&path, &slot)
            .map_err(|failed| WriteFault::writing(&path, failed.error))
    }

    /// Notes a new writer, so that it lasts.
    pub fn begin(
        &mut self,
        disk: &Disk,
        writer: &WriterId,
        saved: &Saved,
    ) -> Result<(), WriteFault> {
        let failed = |error| WriteFault::writing(&self.path, error);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        disk.create_folder(folder).map_err(failed)?;
        let file = disk.open_in_place(&self.path).map_err(failed)?;
        self.slots
            .write(disk, &file, 0, &saved.to_text(writer))
            .map_err(failed)?;
        disk.sync(&file).map_err(failed)?;
        disk.sync_folder(folder).map_err(failed)?;
        self.file = Some(file);
        Ok(())
    }

    /// Notes a head. Where that fails the note says less than the journal holds.
    pub fn keep(
        &mut self,
        disk: &Disk,
        writer: &WriterId,
        saved: &Saved,
    ) -> Result<(), (PathBuf, io::Error)> {
        let file = match self.file.take() {
            Some(file) => Ok(file),
            None => disk.open_in_place(&self.path),
        };
        let kept = file.and_then(|file| {
            self.slots.write(disk, &file, 0, &saved.to_text(writer))?;
            // One on which a write failed is opened anew the next time.
            self.file = Some(file);
            Ok(())
        });
        kept.map_err(|error| (self.path.clone(), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_for_a_folder() {
        for (operator, host, begins) in [
            ("ops-a", "Host.Example", "ops-a@host.example-"),
            ("Jörg Müller", "h", "jörg-müller@h-"),
            ("../../etc", "/", "etc@x-"),
            ("a@b", "İ\u{202e}", "a-b@i-"),
            ("", "𝐀", "x@x-"),
        ] {
            let writer = mint(&operator.into(), host).unwrap();
            assert!(writer.as_str().starts_with(begins), "{writer}");
        }
        assert!(mint(&"ä".repeat(500).into(), &"界".repeat(500)).is_some());
        assert_ne!(mint(&"a".into(), "h"), mint(&"a".into(), "h"));
    }
}
