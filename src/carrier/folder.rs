//! A folder as a carrier: a network share, a synchronized folder, a stick.
//!
//! `<root>/journal` holds the journal's id; below `<root>/<id>/` stand writers' folders,
//! `objects/`, `forks/` and `notes/`, as the journal has them. Nothing is renamed over anything:
//! what is new gets its name once it is whole.

use super::fault::Fault;
use super::verbs::{Carrier, Extent, Held, Once, Put, SEGMENT_LIMIT_BYTES, THING_LIMIT_BYTES};
use super::verbs::{Tail, Thing};
use crate::event::{JournalId, WriterId};
use crate::journal::{SegmentPlace, segment_name, segment_number};
use crate::os;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub(super) struct Folder {
    top: PathBuf,
    /// The journal's folder, once it is known which.
    root: PathBuf,
}

impl Folder {
    /// # Errors
    /// Where the folder is not there: a share that is not mounted must not be begun anew.
    pub fn open(top: &Path) -> Result<Self, Fault> {
        match fs::metadata(top) {
            Ok(data) if data.is_dir() => Ok(Self {
                top: top.to_path_buf(),
                root: top.to_path_buf(),
            }),
            Ok(_) => Err(Fault::NotReached(format!("{} is no folder", top.display()))),
            Err(error) => Err(Fault::NotReached(format!(
                "{}: {}",
                top.display(),
                os::why(&error)
            ))),
        }
    }

    fn segment(&self, place: &SegmentPlace) -> PathBuf {
        let folder = self.root.join(place.writer.as_str());
        folder.join(segment_name(place.segment))
    }

    fn segments_of(&self, writer: &WriterId, held: &mut Held) -> io::Result<()> {
        for name in names(&self.root.join(writer.as_str()))? {
            let Some(segment) = segment_number(&name) else {
                continue;
            };
            let place = SegmentPlace {
                writer: writer.clone(),
                segment,
            };
            let mut file = os::open_plain(&self.segment(&place))?;
            let length = file.metadata()?.len();
            let mut end = Vec::new();
            file.seek(SeekFrom::Start(Tail::from(length)))?;
            file.take(length - Tail::from(length))
                .read_to_end(&mut end)?;
            let tail = Some(Tail::of(&end));
            held.segments.insert(place, Extent { length, tail });
        }
        Ok(())
    }

    fn held(&self) -> io::Result<Held> {
        let mut held = Held::default();
        for name in names(&self.root)? {
            if let Ok(writer) = name.parse::<WriterId>() {
                self.segments_of(&writer, &mut held)?;
            }
        }
        let objects = names(&self.root.join("objects"))?;
        let objects = objects.iter().map(|name| format!("objects/{name}"));
        let mut things: Vec<String> = objects.collect();
        for writer in names(&self.root.join("forks"))? {
            let forks = names(&self.root.join("forks").join(&writer))?;
            things.extend(forks.iter().map(|name| format!("forks/{writer}/{name}")));
        }
        held.things = things.iter().filter_map(|name| name.parse().ok()).collect();
        for name in names(&self.root.join("notes"))? {
            if !name.contains('.') {
                let bytes =
                    os::read_plain(&self.root.join("notes").join(&name), os::MOST_OWN_BYTES)?;
                held.notes.insert(name, bytes);
            }
        }
        Ok(held)
    }
}

impl Carrier for Folder {
    fn journal(&mut self, mine: JournalId) -> Result<JournalId, Fault> {
        let path = self.top.join("journal");
        let failed = not_reached(&path);
        if !path.exists() {
            create(&path, format!("{mine}\n").as_bytes()).map_err(&failed)?;
        }
        let text = os::read_text(&path, os::MOST_OWN_BYTES).map_err(&failed)?;
        let id: JournalId = text
            .trim()
            .parse()
            .map_err(|_| Fault::Wrong(format!("{} names no journal", path.display())))?;
        self.root = self.top.join(id.to_string());
        fs::create_dir_all(&self.root).map_err(&failed)?;
        Ok(id)
    }

    fn have(&mut self, _own: &BTreeSet<WriterId>, _whole: bool) -> Result<Held, Fault> {
        self.held().map_err(not_reached(&self.root))
    }

    fn get(&mut self, place: &SegmentPlace, from: u64) -> Result<Vec<u8>, Fault> {
        let path = self.segment(place);
        read_from(&path, from, SEGMENT_LIMIT_BYTES).map_err(not_reached(&path))
    }

    fn put(&mut self, place: &SegmentPlace, at: u64, bytes: &[u8]) -> Result<Put, Fault> {
        let path = self.segment(place);
        append(&path, at, bytes).map_err(not_reached(&path))
    }

    fn get_thing(&mut self, thing: &Thing) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.root.join(thing.to_string());
        match read_from(&path, 0, THING_LIMIT_BYTES) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(not_reached(&path)(error)),
        }
    }

    fn put_thing(&mut self, _by: &WriterId, thing: &Thing, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.root.join(thing.to_string());
        create(&path, bytes).map_err(not_reached(&path))
    }

    fn once(&mut self, name: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Once, Fault> {
        let path = self.root.join("notes").join(name);
        let failed = not_reached(&path);
        let now = match os::read_plain(&path, os::MOST_OWN_BYTES) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        if now.as_deref() != old {
            return Ok(Once::Theirs(now));
        }
        match (old, new) {
            (None, Some(new)) => {
                create(&path, new).map_err(&failed)?;
                let now = os::read_plain(&path, os::MOST_OWN_BYTES).map_err(&failed)?;
                Ok(match now == new {
                    true => Once::Mine,
                    false => Once::Theirs(Some(now)),
                })
            }
            (_, Some(new)) => {
                let unfinished = unfinished(&path);
                fs::write(&unfinished, new).map_err(&failed)?;
                fs::rename(&unfinished, &path).map_err(&failed)?;
                Ok(Once::Mine)
            }
            (_, None) => {
                let _ = fs::remove_file(&path);
                Ok(Once::Mine)
            }
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn taken(&mut self) {}
}

fn not_reached(path: &Path) -> impl Fn(io::Error) -> Fault + use<> {
    let path = path.display().to_string();
    move |error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Fault::Refused(format!("{path}: {}", os::why(&error)))
        }
        _ => Fault::NotReached(format!("{path}: {}", os::why(&error))),
    }
}

/// The names in a folder, in order; none where it is not there.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

pub(super) fn read_from(path: &Path, from: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut file = os::open_plain(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(most.saturating_sub(from))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unfinished(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let random = ulid::Ulid::generate();
    path.with_file_name(format!("{name}.{random}.new"))
}

/// Gives bytes a name that nothing has; where something has it, that stays.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let unfinished = unfinished(path);
    let mut file = File::create_new(&unfinished)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match fs::hard_link(&unfinished, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        // No links on this file system: as near to it as can be.
        Err(_) if !path.exists() => fs::rename(&unfinished, path),
        Err(_) => Ok(()),
    });
    let _ = fs::remove_file(&unfinished);
    linked?;
    os::sync_folder(folder)
}

/// Adds bytes to a file at a place where it ends, as far as they are not there.
pub(super) fn append(path: &Path, at: u64, bytes: &[u8]) -> io::Result<Put> {
    let length = match fs::metadata(path) {
        Ok(data) => data.len(),
        Err(error) if error.kind() == ErrorKind::NotFound && at == 0 => {
            create(path, bytes)?;
            fs::metadata(path)?.len()
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Put::Gap(0)),
        Err(error) => return Err(error),
    };
    if length < at {
        return Ok(Put::Gap(length));
    }
    let there = read_from(path, at, SEGMENT_LIMIT_BYTES)?;
    let same = there.len().min(bytes.len());
    if there[..same] != bytes[..same] {
        return Ok(Put::Fork);
    }
    if bytes.len() > same {
        let mut file = OpenOptions::new().append(true).open(path)?;
        file.write_all(&bytes[same..])?;
        file.sync_all()?;
    }
    Ok(Put::Length(length.max(at + bytes.len() as u64)))
}
