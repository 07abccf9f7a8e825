//! The journal of this machine, as bytes: what is read to go out, and what came in, put in its
//! place once it is whole.
//!
//! What came in stands in `incoming/` until it was looked at and synced; nothing is ever put
//! over anything.

use super::fault::Fault;
use super::folder::{append, names, read_from};
use super::verbs::{Put, SEGMENT_LIMIT_BYTES, THING_LIMIT_BYTES, Tail, Thing};
use crate::event::WriterId;
use crate::journal::{SegmentPlace, segment_name};
use crate::os;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The journal's folder.
#[derive(Clone, Debug)]
pub(super) struct Local {
    root: PathBuf,
}

impl Local {
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    pub fn segment(&self, place: &SegmentPlace) -> PathBuf {
        let folder = self.root.join(place.writer.as_str());
        folder.join(segment_name(place.segment))
    }

    fn thing(&self, thing: &Thing) -> PathBuf {
        self.root.join(thing.to_string())
    }

    /// How many bytes of a segment are here.
    pub fn length(&self, place: &SegmentPlace) -> Result<u64, Fault> {
        let path = self.segment(place);
        match fs::symlink_metadata(&path) {
            Ok(data) if data.is_file() => Ok(data.len()),
            Ok(_) => Err(Fault::Here(format!("{} is no plain file", path.display()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(Fault::at(&path)(error)),
        }
    }

    /// The bytes of a segment from one place to another, as far as they are here.
    pub fn read(&self, place: &SegmentPlace, from: u64, to: u64) -> Result<Vec<u8>, Fault> {
        let path = self.segment(place);
        match read_from(&path, from, to.min(SEGMENT_LIMIT_BYTES)) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Fault::at(&path)(error)),
        }
    }

    /// What the end of a segment would be told by, were it so long.
    pub fn tail(&self, place: &SegmentPlace, length: u64) -> Result<Tail, Fault> {
        Ok(Tail::of(&self.read(place, Tail::from(length), length)?))
    }

    /// Adds bytes that came in to a segment, at its end.
    pub fn add(&self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.segment(place);
        if at == 0 {
            return self.place(&path, bytes);
        }
        match append(&path, at, bytes) {
            Ok(Put::Length(_)) => Ok(()),
            Ok(_) => Err(Fault::Here(format!("{} moved meanwhile", path.display()))),
            Err(error) => Err(Fault::at(&path)(error)),
        }
    }

    pub fn has(&self, thing: &Thing) -> bool {
        fs::symlink_metadata(self.thing(thing)).is_ok()
    }

    /// Whether a writer's record forks, as far as is known here. Where that cannot be looked at
    /// it may: whoever asks looks closer then.
    pub fn forks(&self, writer: &WriterId) -> bool {
        let folder = self.root.join("forks").join(writer.as_str());
        match fs::metadata(folder) {
            Ok(data) => data.is_dir(),
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    }

    pub fn read_thing(&self, thing: &Thing) -> Result<Vec<u8>, Fault> {
        let path = self.thing(thing);
        read_from(&path, 0, THING_LIMIT_BYTES).map_err(Fault::at(&path))
    }

    /// Keeps a thing that came in. A fork that has grown takes the place of its beginning.
    pub fn keep(&self, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.thing(thing);
        if self.has(thing) {
            let known = self.read_thing(thing)?;
            let grown = bytes.strip_prefix(known.as_slice());
            return match grown {
                Some(more) if !more.is_empty() => append(&path, known.len() as u64, more)
                    .map(drop)
                    .map_err(Fault::at(&path)),
                _ => Ok(()),
            };
        }
        self.place(&path, bytes)
    }

    /// Gives bytes their name once they are whole and synced.
    fn place(&self, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
        let incoming = self.root.join("incoming");
        let put = || -> io::Result<()> {
            os::private_dir(&incoming)?;
            let folder = path.parent().unwrap_or(&self.root);
            os::private_dir(folder)?;
            let unfinished = incoming.join(ulid::Ulid::generate().to_string());
            let mut options = os::private_options();
            let mut file = options.write(true).create_new(true).open(&unfinished)?;
            let written = file.write_all(bytes).and_then(|()| file.sync_all());
            let placed = written.and_then(|()| match path.exists() {
                true => Err(io::Error::from(ErrorKind::AlreadyExists)),
                false => fs::rename(&unfinished, path),
            });
            if placed.is_err() {
                let _ = fs::remove_file(&unfinished);
            }
            placed?;
            os::sync_folder(folder)
        };
        put().map_err(Fault::at(path))
    }

    /// What a sync that was ended left unfinished.
    pub fn sweep(&self) {
        let incoming = self.root.join("incoming");
        for name in names(&incoming).unwrap_or_default() {
            let _ = fs::remove_file(incoming.join(name));
        }
    }
}
