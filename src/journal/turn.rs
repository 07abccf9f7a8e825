//! A turn under the lock: appending entries.
//!
//! What stays true: an entry is given back as saved only after its bytes, and the names
//! that lead to them, were synced. A file on which a write or sync failed is never written
//! to again: the lock file says so first, then a new segment closes the old one at its last
//! saved point. Nothing is ever truncated.

use super::disk::Disk;
use super::fault::WriteFault;
use super::line::{LINE_LIMIT_BYTES, NUMBER_LIMIT, Seal, seal};
use super::lock::{Lock, Point, Saved, boot_mark, lock_path};
use super::mint::{Note, mint};
use super::own::{Own, Settling, Tail, open, settle};
use super::place::{Arrived, Head, Place, Started, Trust, segment_number, segment_path};
use super::writer::{Draft, Identity, Journal};
use super::{object, unix};
use crate::event::{
    Closes, Entry, EntryHash, EntryRef, Envelope, Event, Fact, JournalId, SegmentStarted, Thread,
    WriterId,
};
use jiff::{Timestamp, tz::TimeZone};
use std::io;
use std::path::Path;

const SEGMENT_LIMIT_BYTES: u64 = 4 * 1024 * 1024;
const FORMAT: u32 = 1;

/// The journal, locked. Dropping it releases the lock.
#[derive(Debug)]
pub struct Turn<'a> {
    journal: &'a mut Journal,
    lock: Option<Lock>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let is_noted = self
            .journal
            .own
            .as_ref()
            .is_none_or(|own| own.is_doubt_noted);
        if !is_noted {
            self.journal.clung = self.lock.take();
        }
    }
}

impl<'a> Turn<'a> {
    /// Reads what others saved, and finds out where this writer stands.
    pub(super) fn begin(
        journal: &'a mut Journal,
        lock: Lock,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<Self, WriteFault> {
        journal.deliver(sink);
        let saved = lock.saved();
        let mut turn = Self {
            journal,
            lock: Some(lock),
        };
        turn.journal.reader.poll_saved(&saved, sink)?;
        let Self { journal, lock } = &mut turn;
        if let Some(lock) = lock {
            let at = Settling {
                disk: &journal.disk,
                places: &journal.places,
                identity: &journal.identity,
                reader: &mut journal.reader,
                own: &mut journal.own,
                lock,
            };
            settle(at, sink)?;
        }
        Ok(turn)
    }

    /// Tries again to note a doubt; the lock goes where that succeeds.
    pub(super) fn doubt_again(journal: &'a mut Journal, lock: Lock) {
        let lock = Some(lock);
        Self { journal, lock }.doubt();
    }

    /// Appends one entry. Gives back everything that was saved and not delivered before:
    /// entries of the journal's own upkeep, then, last, this one.
    ///
    /// # Errors
    /// Nothing of the draft was saved, and it may be tried again in another turn.
    pub fn append(&mut self, draft: &Draft) -> Result<Vec<Arrived>, WriteFault> {
        let root = self.journal.places.journal.clone();
        for (name, bytes) in &draft.objects {
            if !self.journal.kept.contains(name) {
                object::keep(&self.journal.disk, &root, name, bytes)?;
                self.journal.kept.insert(*name);
            }
        }
        self.mint(draft)?;
        let events = draft.events.clone();
        self.check_length(draft)?;
        if let Err(fault) = self
            .upkeep(draft)
            .and_then(|()| self.entry(draft, draft.on.clone(), events.clone()))
        {
            if !self.has_doubt() {
                return Err(fault);
            }
            // The old file is closed at its last saved entry, and the new one is sound:
            // what was typed need not be typed again.
            if self.start_segment(draft).is_err() {
                return Err(fault);
            }
            self.entry(draft, draft.on.clone(), events)?;
        }
        Ok(std::mem::take(&mut self.journal.undelivered))
    }

    /// Refuses what is too long before anything is written for it.
    fn check_length(&self, draft: &Draft) -> Result<(), WriteFault> {
        let own = self.own()?;
        let head = self.journal.head(&own.writer);
        let envelope = self.envelope(&head, draft, draft.on.clone(), draft.events.clone());
        seal(&envelope, &head.hash).map(|_| ()).map_err(unsealed)
    }

    fn own(&self) -> Result<&Own, WriteFault> {
        self.journal.own.as_ref().ok_or(WriteFault::Outdated)
    }

    fn has_doubt(&self) -> bool {
        self.own().is_ok_and(|own| own.tail == Tail::Doubtful)
    }

    /// Makes a writer where there is none.
    fn mint(&mut self, draft: &Draft) -> Result<(), WriteFault> {
        if self.journal.own.is_some() {
            return Ok(());
        }
        let Identity {
            operator,
            host,
            boot,
            ..
        } = self.journal.identity.clone();
        let journal = self.journal.reader.journal().unwrap_or_else(|| {
            let milliseconds = u64::try_from(draft.at.as_millisecond()).unwrap_or_default();
            JournalId(ulid::Ulid::from_parts(
                milliseconds,
                ulid::Ulid::generate().random(),
            ))
        });
        let writer = mint(&operator, &host).ok_or_else(|| WriteFault::Malformed {
            why: "the operator and the host make no writer's name".into(),
        })?;
        let disk = &self.journal.disk;
        let saved = Saved {
            point: Point::default(),
            is_doubtful: false,
            boot: boot_mark(boot.as_deref()),
        };
        let mut note = Note::find(&self.journal.places.state, journal, &operator, &host);
        note.read(disk)?;
        note.begin(disk, &writer, &saved)?;
        let path = lock_path(&self.journal.places.journal, &host);
        if let Some(lock) = &mut self.lock {
            // Before its first byte: readers then know that it is still being written.
            lock.note(disk, &writer, &saved)
                .map_err(|error| WriteFault::writing(&path, error))?;
        }
        let folder = self.journal.folder(&writer);
        disk.create_folder(&folder)
            .map_err(|error| WriteFault::writing(&folder, error))?;
        self.journal.own = Some(Own::new(writer, journal, note));
        Ok(())
    }

    /// What the journal itself has to say before an entry.
    fn upkeep(&mut self, draft: &Draft) -> Result<(), WriteFault> {
        let own = self.own()?;
        let head = self.journal.head(&own.writer);
        let tail = own.tail.clone();
        if self.wants_segment(&head, &tail, draft) {
            if let Tail::Torn { .. } = &tail {
                self.recover(draft, &tail)?;
            }
            return self.start_segment(draft);
        }
        if let Tail::Torn { .. } = &tail {
            return self.recover(draft, &tail);
        }
        match moved_back(&head, draft.at) {
            Some(event) => self.entry(draft, vec![Thread::Journal], vec![event]),
            None => Ok(()),
        }
    }

    /// Closes a torn tail off. What is torn may be all there is of the segment's file.
    fn recover(&mut self, draft: &Draft, tail: &Tail) -> Result<(), WriteFault> {
        let own = self.own()?;
        let head = self.journal.head(&own.writer);
        let Tail::Torn { length, sha256 } = tail else {
            return Ok(());
        };
        let mut events = vec![Event::Known(Fact::Recovered {
            segment: head.segment,
            offset: head.bytes,
            length: *length,
            sha256: *sha256,
        })];
        events.extend(moved_back(&head, draft.at));
        self.entry(draft, vec![Thread::Journal], events)
    }

    fn wants_segment(&self, head: &Head, tail: &Tail, draft: &Draft) -> bool {
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        let identity = &self.journal.identity;
        let Some(started) = &head.started else {
            // No segment, or one whose beginning a newer program wrote.
            return true;
        };
        *tail == Tail::Doubtful
            || !head.is_trusted()
            || started.boot != identity.boot
            || day(started.at) != day(draft.at)
            || head.bytes >= SEGMENT_LIMIT_BYTES - LINE_LIMIT_BYTES as u64
            || is_newer(&identity.program, &started.program)
    }

    /// Starts a segment with an entry of its own; its file gets its name only once it is
    /// whole and synced.
    fn start_segment(&mut self, draft: &Draft) -> Result<(), WriteFault> {
        let own = self.own()?;
        let (writer, journal, tail) = (own.writer.clone(), own.journal, own.tail.clone());
        let head = self.journal.head(&writer);
        let folder = self.journal.folder(&writer);
        let disk = self.journal.disk.clone();
        let segment = next_segment(&disk, &folder, &head)?;
        let started = self.started(&writer, journal, &head, &tail, segment);
        let mut events = vec![Event::Known(Fact::SegmentStarted(Box::new(started)))];
        events.extend(moved_back(&head, draft.at));
        let (line, arrived) = loop {
            let on = vec![Thread::Journal];
            let envelope = self.envelope(&head, draft, on, events.clone());
            match (seal(&envelope, &head.hash), events.first_mut()) {
                (Ok((line, hash)), _) => break (line, entry(&writer, envelope, hash)),
                // Very many writers: those that were named first are witnessed.
                (Err(Seal::TooLong(_)), Some(Event::Known(Fact::SegmentStarted(started))))
                    if !started.seen.is_empty() =>
                {
                    let half = started.seen.len() / 2;
                    started.seen.truncate(half);
                }
                (Err(wrong), _) => return Err(unsealed(wrong)),
            }
        };
        let path = segment_path(&folder, segment);
        if let Err(failed) = disk.place(&path, &line) {
            if failed.may_be_there {
                // Whether the name lasts is not known: what it leads to is void.
                self.doubt();
            }
            return Err(WriteFault::writing(&path, failed.error));
        }
        let file = open(&disk, &folder, &path)?;
        self.saved(arrived, segment, 0, line.len());
        if let Some(own) = &mut self.journal.own {
            own.file = Some((segment, file));
        }
        Ok(())
    }

    fn started(
        &self,
        writer: &WriterId,
        journal: JournalId,
        head: &Head,
        tail: &Tail,
        segment: u32,
    ) -> SegmentStarted {
        let identity = self.journal.identity.clone();
        let positions = self.journal.reader.positions();
        let reason = match tail {
            Tail::Doubtful => Some("a write or a sync failed".to_owned()),
            _ if !head.is_trusted() => {
                let mine = positions
                    .damage
                    .iter()
                    .rfind(|damage| damage.writer == *writer);
                let why = mine.map_or(String::new(), |damage| {
                    let why: String = damage.why.chars().take(200).collect();
                    format!(": segment {}, line {}: {why}", damage.segment, damage.line)
                });
                Some(format!("damaged{why}"))
            }
            _ if segment != head.segment + 1 => {
                Some("what was begun after it never became whole".to_owned())
            }
            _ => None,
        };
        SegmentStarted {
            journal,
            writer: writer.clone(),
            host: identity.host,
            account: identity.account,
            format: FORMAT,
            program: identity.program,
            segment,
            boot: identity.boot,
            previous: (head.seq > 0).then(|| EntryRef {
                writer: writer.clone(),
                seq: head.seq,
                hash: head.hash.short(),
            }),
            seen: positions
                .heads()
                .filter(|seen| seen.writer != *writer)
                .collect(),
            closes: reason.map(|reason| Closes {
                segment: head.segment,
                seq: head.seq,
                hash: head.hash,
                bytes: head.bytes,
                reason,
            }),
        }
    }

    fn envelope(
        &self,
        head: &Head,
        draft: &Draft,
        on: Vec<Thread>,
        events: Vec<Event>,
    ) -> Envelope {
        Envelope {
            v: 1,
            seq: head.seq + 1,
            n: (self.journal.reader.greatest_n() + 1).min(NUMBER_LIMIT),
            at: draft.at,
            zone: draft.zone.clone(),
            by: self.journal.identity.operator.clone(),
            on,
            events,
        }
    }

    /// Writes and syncs one entry at the end of the current segment.
    fn entry(
        &mut self,
        draft: &Draft,
        on: Vec<Thread>,
        events: Vec<Event>,
    ) -> Result<(), WriteFault> {
        let own = self.own()?;
        let writer = own.writer.clone();
        let head = self.journal.head(&writer);
        let folder = self.journal.folder(&writer);
        let path = segment_path(&folder, head.segment);
        let disk = self.journal.disk.clone();
        let envelope = self.envelope(&head, draft, on, events);
        let (mut line, hash) = seal(&envelope, &head.hash).map_err(unsealed)?;
        let arrived = entry(&writer, envelope, hash);
        let mut offset = head.bytes;
        if let Tail::Torn { length, .. } = &own.tail {
            // In one write with the entry that names it.
            line.insert(0, b'\n');
            offset += length + 1;
        }
        let own = self.journal.own.as_mut().ok_or(WriteFault::Outdated)?;
        let file = match own.file.take() {
            Some((segment, file)) if segment == head.segment => file,
            _ => open(&disk, &folder, &path)?,
        };
        if let Err(error) = disk.write(&file, &line).and_then(|()| disk.sync(&file)) {
            drop(file);
            self.doubt();
            return Err(WriteFault::writing(&path, error));
        }
        own.file = Some((head.segment, file));
        let bytes = line.len() - usize::from(line[0] == b'\n');
        self.saved(arrived, head.segment, offset, bytes);
        Ok(())
    }

    /// From here on the entry is saved: nothing that fails now can change that.
    fn saved(&mut self, entry: Entry, segment: u32, offset: u64, bytes: usize) {
        let Journal {
            reader,
            own,
            disk,
            undelivered,
            identity,
            ..
        } = &mut *self.journal;
        let Some(own) = own else { return };
        let head = reader
            .positions
            .writers
            .entry(own.writer.clone())
            .or_default();
        own.tail = Tail::Whole;
        own.is_doubt_noted = true;
        if offset == 0 {
            if head.segment > 0 && !head.is_trusted() {
                head.regain_trust(segment);
            }
            let (last, end) = (head.segment, head.bytes);
            for void in last + 1..segment {
                head.end(void, 0);
            }
            if let Some(Event::Known(Fact::SegmentStarted(started))) = entry.envelope.events.first()
            {
                if started.closes.is_some() {
                    head.end(last, end);
                }
                head.started = Some(Started {
                    at: entry.envelope.at,
                    boot: started.boot.clone(),
                    program: started.program.clone(),
                });
                let known = reader.positions.journal.unwrap_or(started.journal);
                reader.positions.journal = Some(known.min(started.journal));
            }
            head.lines = 0;
        }
        head.segment = segment;
        head.bytes = offset + bytes as u64;
        head.lines += 1;
        head.seq = entry.envelope.seq;
        head.hash = entry.hash;
        head.at = Some(entry.envelope.at);
        let n = entry.envelope.n;
        reader.positions.greatest_n = reader.positions.greatest_n.max(n);
        let saved = Saved {
            point: Point {
                segment,
                bytes: head.bytes,
                link: head.link(),
            },
            is_doubtful: false,
            boot: boot_mark(identity.boot.as_deref()),
        };
        if let Some(lock) = &mut self.lock {
            // The other slot is tried where the first fails. Where both do, readers see the
            // entry after the next turn, which finds it beyond the saved length.
            let noted = lock.note(disk, &own.writer, &saved);
            let _ = noted.or_else(|_| lock.note(disk, &own.writer, &saved));
        }
        own.note.keep(disk, &own.writer, &saved);
        undelivered.push(Arrived {
            place: Place {
                writer: own.writer.clone(),
                segment,
                offset,
                bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            },
            entry,
            trust: Trust::Verified,
        });
    }

    /// Says in the lock file that what lies beyond the last saved entry is not to be
    /// believed; where even that fails, keeps the lock until it can be said.
    pub(super) fn doubt(&mut self) {
        let Journal {
            reader,
            own,
            disk,
            identity,
            ..
        } = &mut *self.journal;
        let Some(own) = own else { return };
        let head = reader.positions.writers.get(&own.writer);
        let saved = Saved {
            point: head.map_or(Point::default(), |head| Point {
                segment: head.segment,
                bytes: head.bytes,
                link: head.link(),
            }),
            is_doubtful: true,
            boot: boot_mark(identity.boot.as_deref()),
        };
        own.tail = Tail::Doubtful;
        own.file = None;
        let noted = self
            .lock
            .as_mut()
            .map(|lock| lock.note(disk, &own.writer, &saved));
        own.is_doubt_noted = matches!(noted, Some(Ok(())));
    }
}

fn entry(writer: &WriterId, envelope: Envelope, hash: EntryHash) -> Entry {
    Entry {
        writer: writer.clone(),
        envelope,
        hash,
    }
}

fn unsealed(seal: Seal) -> WriteFault {
    match seal {
        Seal::TooLong(bytes) => WriteFault::TooLong { bytes },
        Seal::Malformed(why) => WriteFault::Malformed { why },
    }
}

/// Whole seconds, so that a clock being slewed is no event.
fn moved_back(head: &Head, at: Timestamp) -> Option<Event> {
    let by_seconds = head.at?.as_second() - at.as_second();
    (by_seconds > 0).then_some(Event::Known(Fact::ClockMovedBack { by_seconds }))
}

/// The number after every segment that is there, read or void.
fn next_segment(disk: &Disk, folder: &Path, head: &Head) -> Result<u32, WriteFault> {
    if let Some(why) = check_folder(folder)? {
        let path = folder.to_path_buf();
        return Err(WriteFault::Unsafe { path, why });
    }
    let names = disk
        .names(folder)
        .map_err(|error| WriteFault::reading(folder, error))?;
    let last = names.iter().filter_map(|name| segment_number(name)).max();
    last.unwrap_or(0)
        .max(head.segment)
        .checked_add(1)
        .ok_or_else(|| WriteFault::Malformed {
            why: "there is no segment number left".into(),
        })
}

/// Why the folder is not safe to write to; a folder that is gone is made again.
fn check_folder(folder: &Path) -> Result<Option<&'static str>, WriteFault> {
    match std::fs::symlink_metadata(folder) {
        Ok(data) => Ok(unix::unsafe_folder(&data)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => unix::make_private_folder(folder)
            .map(|()| None)
            .map_err(|error| WriteFault::writing(folder, error)),
        Err(error) => Err(WriteFault::reading(folder, error)),
    }
}

/// Whether one version is later than another, number by number.
fn is_newer(this: &str, that: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        version
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse().ok())
            .collect()
    };
    numbers(this) > numbers(that)
}
