//! A journal that can be written to: who writes, where, and the turn that it takes.
//!
//! Opening reads and creates nothing. A turn begins with the lock and with what others
//! saved; appending in it is `transaction`.

use super::disk::Disk;
use super::fault::{ReadFault, WriteFault};
use super::known::known_id;
use super::lock::{Lock, lock_path, read_saved};
use super::own_writer::OwnWriter;
use super::place::{Arrived, Head, Positions};
use super::reader::{Reader, Stale};
use super::transaction::Transaction;
use super::unnoted::Unnoted;
use super::writer_id::{Note, kept_points, mint};
use crate::event::{EntryHash, Event, JournalId, Thread, WriterId};
use crate::runbook::Operator;
use jiff::Timestamp;
use std::collections::HashSet;
use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The records of other machines are looked at this often by who only writes.
const OTHERS_EVERY: Duration = match cfg!(test) {
    true => Duration::ZERO,
    false => Duration::from_secs(1),
};

/// Where a journal and what is kept about it are.
#[derive(Clone, Debug)]
pub struct Places {
    /// `<data>/rounds/journal`
    pub journal: PathBuf,
    /// `<state>/rounds`: writers' names with their last heads.
    pub state: PathBuf,
    /// Which of several journals there is meant; none where that is to be found out.
    pub id: Option<JournalId>,
}

/// Who writes.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The person.
    pub operator: Operator,
    /// The machine's name.
    pub host: String,
    /// What tells the machine from every other: its lock is named by it.
    pub machine: String,
    /// The account that the program runs under.
    pub account: String,
    /// The machine's boot, where it can be told.
    pub boot: Option<String>,
    /// The program's version.
    pub program: String,
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The clock, read after [`Journal::begin`].
    pub at: Timestamp,
    /// The time zone.
    pub zone: String,
    /// Every thread that the events touch.
    pub on: Vec<Thread>,
    /// What happened.
    pub events: Vec<Event>,
    /// Content that the events name, by its SHA-256.
    pub objects: Vec<(EntryHash, Arc<[u8]>)>,
}

/// A journal that can be written to.
#[derive(Debug)]
pub struct Journal {
    pub(super) places: Places,
    pub(super) identity: Identity,
    patience: Duration,
    pub(super) disk: Disk,
    pub(super) reader: Reader,
    pub(super) own: Option<OwnWriter>,
    /// The name of the writer that is minted with the first entry.
    pub(super) planned: Option<WriterId>,
    /// Saved, and not yet handed to the caller.
    pub(super) undelivered: Vec<Arrived>,
    /// Objects that this process has synced.
    pub(super) kept: HashSet<EntryHash>,
    /// A lock that is not let go, because a doubt could not be noted in it.
    pub(super) clung: Option<Lock>,
    /// The lock's file, while the lock is not held.
    pub(super) lock_file: Option<File>,
    /// When the records of other machines were looked at the last time.
    looked_at_others: Option<Instant>,
}

impl Journal {
    /// A journal to write to, read from its beginning. Creates nothing, and reads nothing
    /// yet.
    pub fn open(places: Places, identity: Identity) -> Self {
        let boot = identity.boot.as_deref();
        let reader = Reader::new(&places.journal, &identity.machine, boot).knowing(&places.state);
        let reader = reader.of(places.id);
        Self::with_reader(places, identity, reader)
    }

    /// Whether a lock is held on to, because a doubt could not be noted in it: only another
    /// [`Journal::poll`] or [`Journal::begin`] can let it go.
    pub fn wants_polling(&self) -> bool {
        self.clung.is_some()
    }

    /// A journal to write to, read on from a checkpoint.
    ///
    /// # Errors
    /// When the positions do not fit what is there.
    pub fn resume(places: Places, identity: Identity, positions: Positions) -> Result<Self, Stale> {
        let boot = identity.boot.as_deref();
        let known = known_id(&places.state, &places.journal).or(places.id);
        if known.is_some() && known != positions.journal {
            // It became part of another journal since.
            return Err(Stale);
        }
        let reader = Reader::resume(&places.journal, &identity.machine, boot, positions)?;
        let reader = reader.knowing(&places.state).of(places.id);
        Ok(Self::with_reader(places, identity, reader))
    }

    pub(super) fn with_reader(places: Places, identity: Identity, reader: Reader) -> Self {
        Self {
            places,
            identity,
            patience: Duration::from_secs(10),
            disk: reader.disk.clone(),
            reader,
            own: None,
            planned: None,
            undelivered: Vec::new(),
            kept: HashSet::new(),
            clung: None,
            lock_file: None,
            looked_at_others: None,
        }
    }

    /// A journal whose entries need not outlive the machine's next moment: a made-up record of
    /// ten thousand entries would else wait for the disk ten thousand times. Only `demo` may
    /// have one, in its own folder; `tests/walls.rs` holds that.
    pub fn fleeting(mut self) -> Self {
        self.disk.is_fleeting = true;
        self
    }

    /// Sets how long [`Journal::begin`] waits for the lock; ten seconds otherwise.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What was read so far, and what was found damaged.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Delivers what is new, without waiting for the lock. Where the lock is kept because a
    /// doubt could not be noted in it, that is tried again.
    ///
    /// # Errors
    /// As [`Reader::poll`].
    pub fn poll(&mut self, sink: &mut dyn FnMut(Arrived)) -> Result<(), ReadFault> {
        if let Some(lock) = self.clung.take() {
            Transaction::doubt_again(self, lock);
        }
        self.deliver(sink);
        self.looked_at_others = Some(Instant::now());
        self.reader.poll(sink)
    }

    /// Makes the next poll deliver everything from the beginning, for who forgot what was
    /// delivered.
    pub fn begin_anew(&mut self) {
        self.reader.reset();
    }

    /// Forgets that an object was kept: it was taken away.
    pub fn forget_object(&mut self, name: &EntryHash) {
        self.kept.remove(name);
    }

    /// What could not be noted of the last entry that was saved here: the next one notes both.
    pub fn unnoted(&self) -> &[Unnoted] {
        self.own.as_ref().map_or(&[], |own| &own.unnoted)
    }

    /// The writer, once it has been minted or found.
    pub fn writer(&self) -> Option<&WriterId> {
        self.own.as_ref().map(|own| &own.writer)
    }

    /// Who would write the next entry, as far as that can be told without the lock; where there
    /// is no writer yet, the one that the first entry mints.
    pub fn likely_writer(&mut self) -> Option<WriterId> {
        if let Some(own) = &self.own {
            return Some(own.writer.clone());
        }
        let Identity { operator, host, .. } = &self.identity;
        let noted = self.reader.journal().and_then(|journal| {
            let mut note = Note::find(&self.places.state, journal, operator, host);
            note.read(&self.disk).ok().flatten()
        });
        match noted {
            Some((writer, _)) => Some(writer),
            None => self.planned(),
        }
    }

    /// The writer that the first entry mints.
    pub(super) fn planned(&mut self) -> Option<WriterId> {
        let Identity { operator, host, .. } = &self.identity;
        let planned = self.planned.take();
        self.planned = planned.or_else(|| mint(operator, host));
        self.planned.clone()
    }

    /// Takes the lock and delivers what others saved: the caller then decides against
    /// that, and appends.
    ///
    /// # Errors
    /// [`WriteFault::Busy`] when the lock is not to be had in time; [`WriteFault::Outdated`]
    /// when the caller must fold anew and begin again; else why writing is not possible.
    pub fn begin(&mut self, sink: &mut dyn FnMut(Arrived)) -> Result<Transaction<'_>, WriteFault> {
        let lock = match self.clung.take() {
            Some(lock) => lock,
            None => {
                self.look_at_others(sink)?;
                self.take_lock()?
            }
        };
        Transaction::begin(self, lock, sink)
    }

    /// Reads what came from other machines, before the lock is held: it comes by copies, and
    /// seldom. So a tick does not wait for two hundred folders.
    fn look_at_others(&mut self, sink: &mut dyn FnMut(Arrived)) -> Result<(), ReadFault> {
        let is_lately = |then: Instant| then.elapsed() < OTHERS_EVERY;
        if self.looked_at_others.is_some_and(is_lately) {
            return Ok(());
        }
        self.poll(sink)
    }

    fn take_lock(&mut self) -> Result<Lock, WriteFault> {
        let mut lock = self.wait_for_lock()?;
        let Identity { host, machine, .. } = &self.identity;
        if host != machine && lock.saved().is_empty() {
            self.take_over_old_lock(&mut lock);
        }
        Ok(lock)
    }

    /// Version 0.1.0 named the lock by the host: what it says of writers of this machine holds.
    /// It may have come along from another machine of the same name, and that is ignored.
    fn take_over_old_lock(&self, lock: &mut Lock) {
        let root = &self.places.journal;
        let Ok(old) = read_saved(&self.disk, root, &self.identity.host) else {
            return;
        };
        // Where that cannot be read, nothing is taken over: the writer looks at its own tail.
        let kept = kept_points(&self.disk, &self.places.state).unwrap_or_default();
        for (writer, saved) in old {
            if kept.iter().any(|kept| kept.writer == writer) {
                // Where it cannot be noted, the writer looks at its own tail.
                let _ = lock.note(&self.disk, &writer, &saved);
            }
        }
    }

    fn wait_for_lock(&mut self) -> Result<Lock, WriteFault> {
        let root = &self.places.journal;
        let path = lock_path(root, &self.identity.machine);
        let holder = super::writer_id::slug(self.identity.operator.as_str());
        let kept = self.lock_file.take();
        let is_there = self
            .disk
            .stat(&path)
            .map_err(|error| WriteFault::reading(&path, error))?;
        if is_there.is_none() {
            // Nothing is made where a journal was: not even the lock.
            self.reader.refuse_emptied()?;
        }
        match Lock::take(&self.disk, &path, &holder, self.patience, kept) {
            Err(WriteFault::Broken { error, .. }) if error.kind() == ErrorKind::NotFound => {}
            taken => return taken,
        }
        self.disk
            .create_folder(root)
            .map_err(|error| WriteFault::writing(root, error))?;
        Lock::take(&self.disk, &path, &holder, self.patience, None)
    }

    pub(super) fn deliver(&mut self, sink: &mut dyn FnMut(Arrived)) {
        self.undelivered.drain(..).for_each(sink);
    }

    pub(super) fn folder(&self, writer: &WriterId) -> PathBuf {
        self.places.journal.join(writer.as_str())
    }

    pub(super) fn head(&self, writer: &WriterId) -> Head {
        let writers = &self.reader.positions.writers;
        writers.get(writer).cloned().unwrap_or_default()
    }
}
