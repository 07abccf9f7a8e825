//! A turn under the lock: appending entries.
//!
//! What stays true: an entry is given back as saved only after its bytes, and the names
//! that lead to them, were synced. A file on which a write or sync failed is never written
//! to again: the lock file says so first, then a new segment closes the old one at its last
//! saved point. Nothing is ever truncated.

use super::fault::WriteFault;
use super::known::remember;
use super::line::{NUMBER_LIMIT, Seal, seal};
use super::lock::{Lock, Point, Saved, boot_mark, lock_path};
use super::lookup::threads_of;
use super::object;
use super::own_writer::{OwnWriter, Settling, Tail, open, settle};
use super::place::{Arrived, Head, Place, Started, Trust, segment_path};
use super::reader::Reader;
use super::unnoted::Unnoted;
use super::writer::{Draft, Identity, Journal};
use super::writer_id::Note;
use crate::event::{
    Adopted, Entry, EntryHash, Envelope, Event, Fact, Joined, JournalId, Thread, WriterId,
};
use jiff::Timestamp;

/// The journal, locked. Dropping it releases the lock.
#[derive(Debug)]
pub struct Transaction<'a> {
    pub(super) journal: &'a mut Journal,
    lock: Option<Lock>,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        let is_noted = self
            .journal
            .own
            .as_ref()
            .is_none_or(|own| own.is_doubt_noted);
        let Some(lock) = self.lock.take() else { return };
        if is_noted {
            self.journal.lock_file = lock.release();
        } else {
            self.journal.clung = Some(lock);
        }
    }
}

impl<'a> Transaction<'a> {
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
        let own = turn.journal.own.as_ref().map(|own| own.writer.clone());
        turn.journal.reader.poll_here(&saved, own.as_ref(), sink)?;
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

    /// What was read so far, for reading a thread again while the turn lasts.
    pub fn reader(&self) -> &Reader {
        &self.journal.reader
    }

    /// Who writes: also before there is a first entry.
    pub fn writer(&mut self) -> Option<WriterId> {
        match &self.journal.own {
            Some(own) => Some(own.writer.clone()),
            None => self.journal.planned(),
        }
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

    pub(super) fn own(&self) -> Result<&OwnWriter, WriteFault> {
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
        // Once it wrote, this machine's word decides for good: not where others may have chosen.
        if let Some(why) = self.journal.reader.undecided() {
            return Err(WriteFault::Malformed { why });
        }
        let Identity {
            operator,
            host,
            machine,
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
        let writer = self.writer().ok_or_else(|| WriteFault::Malformed {
            why: "the operator and the host make no writer's name".into(),
        })?;
        self.journal.planned = None;
        let disk = &self.journal.disk;
        let saved = Saved {
            point: Point::default(),
            is_doubtful: false,
            boot: boot_mark(boot.as_deref()),
        };
        let mut note = Note::find(&self.journal.places.state, journal, &operator, &host);
        if note.read(disk)?.is_some() {
            note.retire(disk)?;
        }
        note.begin(disk, &writer, &saved)?;
        let path = lock_path(&self.journal.places.journal, &machine);
        if let Some(lock) = &mut self.lock {
            // Before its first byte: readers then know that it is still being written.
            lock.note(disk, &writer, &saved)
                .map_err(|error| WriteFault::writing(&path, error))?;
        }
        let folder = self.journal.folder(&writer);
        disk.create_folder(&folder)
            .map_err(|error| WriteFault::writing(&folder, error))?;
        self.journal.own = Some(OwnWriter::new(writer, journal, note));
        Ok(())
    }

    /// What the journal itself has to say before an entry.
    fn upkeep(&mut self, draft: &Draft) -> Result<(), WriteFault> {
        let own = self.own()?;
        let head = self.journal.head(&own.writer);
        let tail = own.tail.clone();
        let wants_segment = self.wants_segment(&head, &tail, draft);
        let said = self.upkeep_events(&head, draft)?;
        if !wants_segment && tail == Tail::Whole && said.is_empty() {
            return Ok(());
        }
        self.check_length(draft)?;
        if wants_segment {
            if let Tail::Torn { .. } = &tail {
                self.recover(draft, &tail)?;
            }
            return self.start_segment(draft);
        }
        if let Tail::Torn { .. } = &tail {
            return self.recover(draft, &tail);
        }
        let on = self.upkeep_threads(&head)?;
        self.entry(draft, on, said)
    }

    /// What is to be said before anything else, in whichever entry of the journal's own comes
    /// first.
    pub(super) fn upkeep_events(
        &self,
        head: &Head,
        draft: &Draft,
    ) -> Result<Vec<Event>, WriteFault> {
        let adopted = self.own()?.adopted.clone();
        let adopted = adopted.map(|adopted| Event::Known(Fact::Adopted(adopted)));
        Ok(adopted
            .into_iter()
            .chain(self.joins()?)
            .chain(moved_back(head, draft.at))
            .collect())
    }

    /// The first entry of this version in a record of the first one says which ids that one had
    /// taken for one journal's.
    fn joins(&self) -> Result<Vec<Event>, WriteFault> {
        let to = self.own()?.journal;
        let positions = &self.journal.reader.positions;
        let joined = positions.joined.iter().filter(|_| !positions.is_known);
        let joins = joined.map(|from| Event::Known(Fact::Joined(Joined { from: *from, to })));
        Ok(joins.collect())
    }

    /// The threads of an entry of the journal's own: with those that were taken in, so that each
    /// shows it.
    pub(super) fn upkeep_threads(&self, head: &Head) -> Result<Vec<Thread>, WriteFault> {
        const LIMIT: usize = 200;
        let own = self.own()?;
        let mut on = vec![Thread::Journal];
        if let Some(Adopted { from, to, .. }) = own.adopted {
            let folder = self.journal.folder(&own.writer);
            let threads = threads_of(&self.journal.disk, &folder, head, (from, to), LIMIT)
                .map_err(|error| WriteFault::reading(&folder, error))?;
            on.extend(
                threads
                    .into_iter()
                    .filter(|thread| *thread != Thread::Journal),
            );
        }
        Ok(on)
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
        events.extend(self.upkeep_events(&head, draft)?);
        let on = self.upkeep_threads(&head)?;
        self.entry(draft, on, events)
    }

    pub(super) fn envelope(
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
    pub(super) fn saved(&mut self, entry: Entry, segment: u32, offset: u64, bytes: usize) {
        let Journal {
            reader,
            own,
            disk,
            undelivered,
            identity,
            places,
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
        // It was said in this entry, or in one before it.
        own.adopted = None;
        if offset == 0 {
            begin_segment(head, &entry, segment);
        }
        head.segment = segment;
        head.bytes = offset + bytes as u64;
        head.lines += 1;
        head.seq = entry.envelope.seq;
        head.hash = entry.hash;
        head.at = Some(entry.envelope.at);
        head.n = entry.envelope.n;
        let saved = Saved {
            point: Point {
                segment,
                bytes: head.bytes,
                link: head.link(),
            },
            is_doubtful: false,
            boot: boot_mark(identity.boot.as_deref()),
        };
        reader.positions.pass(&entry);
        if let Some(lock) = &mut self.lock {
            // The other slot is tried where the first fails. Where both do, readers see the
            // entry after the next turn, which finds it beyond the saved length.
            let noted = lock.note(disk, &own.writer, &saved);
            let noted = noted.or_else(|_| lock.note(disk, &own.writer, &saved));
            let positions = &mut reader.positions;
            positions.journal.get_or_insert(own.journal);
            let late = |error| Unnoted::length(&places.journal, &identity.machine, &error);
            own.unnoted = noted.err().map(late).into_iter().collect();
            if own.unnoted.is_empty() && !positions.is_known {
                // Where it cannot be kept now it is kept with the next entry.
                let (state, root) = (&places.state, &places.journal);
                positions.is_known = remember(disk, state, root, own.journal).is_ok();
            }
        }
        let kept = own.note.keep(disk, &own.writer, &saved);
        own.unnoted.extend(kept.err().map(Unnoted::head));
        own.saved = Some(saved);
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

/// What a segment's beginning says of what was before it holds for the writer's own reader
/// as for all others.
fn begin_segment(head: &mut Head, entry: &Entry, segment: u32) {
    let (last, end) = (head.segment, head.bytes);
    for void in last + 1..segment {
        head.end(void, 0);
    }
    if let Some(Event::Known(Fact::SegmentStarted(started))) = entry.envelope.events.first() {
        if started.closes.is_some() {
            head.regain_trust(segment);
            head.end(last, end);
        }
        head.started = Some(Started {
            at: entry.envelope.at,
            boot: started.boot.clone(),
            program: started.program.clone(),
        });
    }
    head.lines = 0;
}

pub(super) fn entry(writer: &WriterId, envelope: Envelope, hash: EntryHash) -> Entry {
    Entry {
        writer: writer.clone(),
        envelope,
        hash,
    }
}

pub(super) fn unsealed(seal: Seal) -> WriteFault {
    match seal {
        Seal::TooLong(bytes) => WriteFault::TooLong { bytes },
        Seal::Malformed(why) => WriteFault::Malformed { why },
    }
}

/// Whole seconds, so that a clock being slewed is no event.
pub(super) fn moved_back(head: &Head, at: Timestamp) -> Option<Event> {
    let by_seconds = head.at?.as_second() - at.as_second();
    (by_seconds > 0).then_some(Event::Known(Fact::ClockMovedBack { by_seconds }))
}
