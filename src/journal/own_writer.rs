//! Where this program's own writer stands when a turn begins.
//!
//! Under the lock nobody else writes to its segments, so whatever lies beyond the saved
//! length was left by a process that died, or by one that noted its doubt. Whole entries
//! are synced and adopted, a missing newline is added, a torn tail is measured for its
//! recovery; what is in doubt is left alone.

use super::beginning::first_started;
use super::disk::Disk;
use super::fault::WriteFault;
use super::fork::fork_folder;
use super::line::{EntryLine, LINE_LIMIT_BYTES, hash_bytes};
use super::lock::{Lock, Point, Saved, boot_mark};
use super::lookup::holds;
use super::place::{Arrived, Head, segment_path};
use super::reader::Reader;
use super::rights;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::unnoted::Unnoted;
use super::unread::Unread;
use super::writer::{Identity, Places};
use super::writer_id::Note;
use crate::event::{Adopted, EntryHash, JournalId, WriterId};
use crate::os;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// This program's writer.
#[derive(Debug)]
pub(super) struct OwnWriter {
    pub writer: WriterId,
    pub journal: JournalId,
    pub note: Note,
    pub tail: Tail,
    /// Whether the lock file says what is in doubt; true where nothing is.
    pub is_doubt_noted: bool,
    /// What could not be noted of the last entry that was saved.
    pub unnoted: Vec<Unnoted>,
    /// How far this process saved: it knows that also where it could not be kept.
    pub saved: Option<Saved>,
    /// Entries that were taken in beyond those that were kept, and not yet said.
    pub adopted: Option<Adopted>,
    /// The segment that is open for appending.
    pub file: Option<(u32, File)>,
}

impl OwnWriter {
    pub fn new(writer: WriterId, journal: JournalId, note: Note) -> Self {
        Self {
            writer,
            journal,
            note,
            tail: Tail::Whole,
            is_doubt_noted: true,
            unnoted: Vec::new(),
            saved: None,
            adopted: None,
            file: None,
        }
    }
}

/// What lies beyond the writer's last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// Nothing.
    Whole,
    /// Bytes that are no entry.
    Torn { length: u64, sha256: EntryHash },
    /// Something that nobody must believe: a write or a sync failed.
    Doubtful,
}

/// What settling needs of a journal.
pub(super) struct Settling<'a> {
    pub disk: &'a Disk,
    pub places: &'a Places,
    pub identity: &'a Identity,
    pub reader: &'a mut Reader,
    pub own: &'a mut Option<OwnWriter>,
    pub lock: &'a mut Lock,
}

/// Opens a segment of one's own for appending, after looking at whose it is.
pub(super) fn open(disk: &Disk, folder: &Path, path: &Path) -> Result<File, WriteFault> {
    let refuse = |path: &Path, why| {
        let path = path.to_path_buf();
        Err(WriteFault::Unsafe { path, why })
    };
    let data =
        std::fs::symlink_metadata(folder).map_err(|error| WriteFault::writing(folder, error))?;
    if let Some(why) = rights::unsafe_folder(&data) {
        return refuse(folder, why);
    }
    let data = std::fs::symlink_metadata(path).map_err(|error| WriteFault::writing(path, error))?;
    if let Some(why) = rights::unsafe_file(&data) {
        return refuse(path, why);
    }
    let file = disk
        .open_append(path)
        .map_err(|error| WriteFault::writing(path, error))?;
    let opened = file
        .metadata()
        .map_err(|error| WriteFault::writing(path, error))?;
    if os::identity(&opened) != os::identity(&data) {
        return refuse(path, "it was exchanged while it was opened");
    }
    Ok(file)
}

/// Finds the writer, settles what lies beyond its saved length, and gives the writer up
/// where the journal holds less than it once did.
pub(super) fn settle(mut at: Settling, sink: &mut dyn FnMut(Arrived)) -> Result<(), WriteFault> {
    let Some(journal) = at.unnoted()?.or(at.reader.journal()) else {
        // Nothing is saved yet; a writer that was minted for it and failed is kept. A
        // journal that cannot be read is not an empty one.
        let lost = at.reader.unread().next();
        return lost.map_or(Ok(()), |lost| Err(at.explain(lost)));
    };
    let Identity { operator, host, .. } = at.identity;
    at.own.take_if(|own| own.journal != journal);
    let noted = match at.own {
        // Its note is open still.
        Some(own) => own.note.read(at.disk)?,
        None => None,
    };
    let mut note = Note::find(&at.places.state, journal, operator, host);
    let noted = match noted {
        Some(noted) => Some(noted),
        None => note.read(at.disk)?,
    };
    let Some((writer, noted)) = noted.filter(|noted| !at.is_given_up(noted)) else {
        *at.own = None;
        return Ok(());
    };
    if at.own.as_ref().is_none_or(|own| own.writer != writer) {
        note.read(at.disk)?;
        *at.own = Some(OwnWriter::new(writer.clone(), journal, note));
    }
    let noted = at.further(noted);
    let record = at.lock.saved().remove(&writer);
    let is_doubtful = record.as_ref().is_some_and(|record| record.is_doubtful)
        || at.own.as_ref().is_some_and(|own| !own.is_doubt_noted);
    let tail = if is_doubtful {
        Tail::Doubtful
    } else {
        at.adopt(&writer, record.as_ref(), sink)?
    };
    at.refuse_unreadable(&writer)?;
    let head = at.head(&writer);
    let record_holds = match &record {
        Some(record) => at.holds(&writer, &head, &record.point)?,
        None => true,
    };
    // What is written on a record that forks proves nothing: another writer goes on.
    let forks = at.reader.positions().fork_from(&writer).is_some();
    if forks || !record_holds || !at.holds(&writer, &head, &noted.point)? {
        at.give_up(&writer, record, &noted);
        return Ok(());
    }
    // A crash's entry and a forged one look alike: what is beyond the kept head is said.
    let is_beyond = head.seq > noted.point.link.seq;
    let adopted = is_beyond.then(|| Adopted {
        from: noted.point.link.seq + 1,
        to: head.seq,
        hash: head.hash,
    });
    at.remember(&writer, &head, record, is_doubtful);
    let path = segment_path(&at.places.journal.join(writer.as_str()), head.segment);
    if let Some(own) = at.own.as_mut() {
        own.tail = tail;
        own.adopted = adopted;
        own.forget_exchanged(at.disk, &path, head.segment);
    }
    Ok(())
}

impl OwnWriter {
    /// Lets go of an open file that is not the one behind the name any more.
    fn forget_exchanged(&mut self, disk: &Disk, path: &Path, segment: u32) {
        let now = disk.stat(path).ok().flatten().map(|stat| stat.identity);
        self.file.take_if(|(number, file)| {
            let held = file.metadata().ok().map(|data| os::identity(&data));
            *number != segment || held.is_none() || held != now
        });
    }
}

impl Settling<'_> {
    fn holds(&self, writer: &WriterId, head: &Head, point: &Point) -> Result<bool, WriteFault> {
        let folder = self.folder(writer);
        holds(self.disk, &folder, head, point).map_err(|error| WriteFault::reading(&folder, error))
    }

    fn head(&self, writer: &WriterId) -> Head {
        let writers = &self.reader.positions.writers;
        writers.get(writer).cloned().unwrap_or_default()
    }

    fn folder(&self, writer: &WriterId) -> PathBuf {
        self.places.journal.join(writer.as_str())
    }

    /// The further of what is kept of this writer and what this process saved of it.
    fn further(&self, noted: Saved) -> Saved {
        let saved = self.own.as_ref().and_then(|own| own.saved.clone());
        let seq = |saved: &Saved| saved.point.link.seq;
        match saved {
            Some(saved) if seq(&saved) > seq(&noted) => saved,
            _ => noted,
        }
    }

    /// Whether a writer was given up. What is read of it is then no more bounded by what this
    /// machine saved.
    fn is_given_up(&mut self, (writer, noted): &(WriterId, Saved)) -> bool {
        let record = self.lock.saved().remove(writer);
        if let Some(record) = record.filter(|it| noted.is_given_up() && !it.is_given_up()) {
            // Where it cannot be noted, it is tried with the next turn.
            let _ = self.lock.note(self.disk, writer, &record.given_up());
        }
        noted.is_given_up()
    }

    /// Nobody on this host will write under this name again: what may turn up of it, from a
    /// copy that holds more, is read as far as it goes.
    fn give_up(&mut self, writer: &WriterId, record: Option<Saved>, noted: &Saved) {
        let own = self.own.take();
        if let (Some(mut own), Some(record)) = (own, &record)
            && record.point.link.seq > noted.point.link.seq
        {
            // What is said to be lost is the furthest that is known. Where it cannot be kept, it is
            // what was kept before.
            let _ = own.note.keep(self.disk, writer, record);
        }
        if let Some(record) = record.filter(|record| !record.is_given_up()) {
            // Where it cannot be noted, it is read from the next boot on.
            let _ = self.lock.note(self.disk, writer, &record.given_up());
        }
    }

    /// The journal of a writer of this operator whose first entries were saved while the lock
    /// file could not say so. Nobody reads them yet, and only a turn like this one adopts them.
    fn unnoted(&self) -> Result<Option<JournalId>, WriteFault> {
        let Identity { operator, host, .. } = self.identity;
        for (writer, saved) in self.lock.saved() {
            if saved.is_doubtful || saved.point != Point::default() {
                continue;
            }
            let path = segment_path(&self.folder(&writer), 1);
            let first = self.disk.read_range(&path, 0, LINE_LIMIT_BYTES as u64);
            let first = first.unwrap_or_default();
            let Some((_, started)) = first_started(&first) else {
                continue;
            };
            let mut note = Note::find(&self.places.state, started.journal, operator, host);
            if note
                .read(self.disk)?
                .is_some_and(|(noted, _)| noted == writer)
            {
                return Ok(Some(started.journal));
            }
        }
        Ok(None)
    }

    fn refuse_unreadable(&self, writer: &WriterId) -> Result<(), WriteFault> {
        let lost = self.reader.unreadable(writer);
        lost.map_or(Ok(()), |lost| Err(self.explain(lost)))
    }

    /// Says why a writer's record cannot be read.
    fn explain(&self, lost: &Unread) -> WriteFault {
        let folder = self.folder(&lost.writer);
        let path = match (&lost.beside, lost.segment) {
            (Some(name), _) => fork_folder(&self.places.journal, &lost.writer).join(name),
            (None, 0) => folder,
            (None, segment) => segment_path(&folder, segment),
        };
        let data = std::fs::symlink_metadata(&path);
        let data = data.ok().filter(|_| lost.segment > 0);
        match data.and_then(|data| rights::unsafe_file(&data)) {
            Some(why) => WriteFault::Unsafe { path, why },
            None => WriteFault::Unreadable {
                path,
                error: std::io::Error::other(lost.why.clone()),
            },
        }
    }

    /// Takes in what lies beyond the saved length, synced first.
    fn adopt(
        &mut self,
        writer: &WriterId,
        record: Option<&Saved>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<Tail, WriteFault> {
        let folder = self.folder(writer);
        let before = self.head(writer);
        let is_all = |head: &Head, disk: &Disk| -> Result<bool, WriteFault> {
            let length = |segment| {
                let path = segment_path(&folder, segment);
                disk.stat(&path)
                    .map(|stat| stat.map(|stat| stat.bytes))
                    .map_err(|error| WriteFault::reading(&path, error))
            };
            let next = length(head.segment.saturating_add(1))?;
            Ok(next.is_none() && length(head.segment)?.is_none_or(|bytes| bytes <= head.bytes))
        };
        let point = |head: &Head| Point {
            segment: head.segment,
            bytes: head.bytes,
            link: head.link(),
        };
        let is_known = record.is_some_and(|record| record.point == point(&before));
        if is_known && is_all(&before, self.disk)? {
            return Ok(Tail::Whole);
        }
        self.sync_tail(writer, &before)?;
        self.reader.poll_writer(writer, None, sink)?;
        self.refuse_unreadable(writer)?;
        let head = self.head(writer);
        if head.segment == 0 || is_all(&head, self.disk)? {
            return Ok(Tail::Whole);
        }
        let path = segment_path(&folder, head.segment);
        let torn = self
            .disk
            .read_range(&path, head.bytes, SEGMENT_READ_LIMIT_BYTES)
            .map_err(|error| WriteFault::reading(&path, error))?;
        let lacks_newline = EntryLine::read(&torn)
            .is_ok_and(|line| line.seq == head.seq + 1 && line.follows(&head.hash));
        if !lacks_newline {
            return Ok(Tail::Torn {
                length: torn.len() as u64,
                sha256: hash_bytes(&torn),
            });
        }
        let file = open(self.disk, &folder, &path)?;
        if let Err(error) = self
            .disk
            .write(&file, b"\n")
            .and_then(|()| self.disk.sync(&file))
        {
            self.doubt(writer, &head);
            return Err(WriteFault::writing(&path, error));
        }
        self.reader.poll_writer(writer, None, sink)?;
        Ok(Tail::Whole)
    }

    /// Who wrote what lies beyond may have died before it was synced.
    fn sync_tail(&mut self, writer: &WriterId, head: &Head) -> Result<(), WriteFault> {
        let folder = self.folder(writer);
        let names = self
            .disk
            .names(&folder)
            .map_err(|error| WriteFault::reading(&folder, error))?;
        let segments: Vec<u32> = names
            .iter()
            .filter_map(|name| super::place::segment_number(name))
            .filter(|segment| *segment >= head.segment)
            .collect();
        for segment in segments {
            let path = segment_path(&folder, segment);
            let file = open(self.disk, &folder, &path)?;
            if let Err(error) = self.disk.sync(&file) {
                self.doubt(writer, head);
                return Err(WriteFault::writing(&path, error));
            }
        }
        match self.disk.sync_folder(&folder) {
            // A backup from before the writer was minted: there is nothing to sync.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            result => result.map_err(|error| WriteFault::writing(&folder, error)),
        }
    }

    /// Notes a doubt at the last saved point that is known.
    fn doubt(&mut self, writer: &WriterId, head: &Head) {
        let saved = Saved {
            point: Point {
                segment: head.segment,
                bytes: head.bytes,
                link: head.link(),
            },
            is_doubtful: true,
            boot: boot_mark(self.identity.boot.as_deref()),
        };
        let noted = self.lock.note(self.disk, writer, &saved).is_ok();
        if let Some(own) = self.own {
            own.tail = Tail::Doubtful;
            own.is_doubt_noted = noted;
            own.file = None;
        }
    }

    /// Brings the lock's record up to date where it is behind, before anything is written:
    /// readers must know what is being written in this boot. What is kept outside the journal
    /// moves only with an entry that is written, or that says what was taken in.
    fn remember(
        &mut self,
        writer: &WriterId,
        head: &Head,
        record: Option<Saved>,
        is_doubtful: bool,
    ) {
        let saved = Saved {
            point: Point {
                segment: head.segment,
                bytes: head.bytes,
                link: head.link(),
            },
            is_doubtful,
            boot: boot_mark(self.identity.boot.as_deref()),
        };
        let is_noted =
            record.as_ref() == Some(&saved) || self.lock.note(self.disk, writer, &saved).is_ok();
        if let Some(own) = self.own {
            own.is_doubt_noted = is_noted || !is_doubtful;
        }
    }
}
