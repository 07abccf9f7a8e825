//! Reading: every whole, valid entry of every writer, once.
//!
//! Takes no lock, creates nothing. This machine's segments are read up to the saved length in
//! `lock.<machine>`, others' up to the last whole entry. Nothing that can be read is
//! dropped: after damage, or a missing piece, what follows is delivered unverified. Where
//! what was delivered turns out to be void, or a missing piece arrives, the reader says so
//! and starts again.

use super::beginning::is_there;
use super::belonging::{begun, choose_for, undecided};
use super::beyond::Beyond;
use super::disk::Disk;
use super::fault::ReadFault;
use super::known::{gone, is_awaited, known};
use super::lock::{Point, Saved, lock_path, read_saved};
use super::place::{Arrived, Cap, Damage, Ends, Positions, segment_path};
use super::poll::{Poll, Stop};
use super::stamp::Stamp;
use super::unread::{Unread, why};
use crate::event::{JournalId, WriterId};
use crate::os::is_past;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::SystemTime;

/// Positions that do not fit the journal: rebuild from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the checkpoint does not fit the journal")
    }
}

impl std::error::Error for Stale {}

/// The record of so many writers is read ahead.
const WORTH_A_THREAD: usize = 8;
/// So many entries are handed over at once, and so many batches wait at most.
const BATCH: usize = 256;
const BATCHES: usize = 8;

/// When the journal's folder had last changed, and the writers in it then.
type Listing = ((i64, i64), Arc<[WriterId]>);

/// Reads a journal as it grows.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) disk: Disk,
    pub(super) root: PathBuf,
    pub(super) machine: String,
    pub(super) boot: Option<String>,
    /// Where this machine keeps what it knows of journals; none where nothing is to be known.
    pub(super) state: Option<PathBuf>,
    /// Which of several journals is meant, where somebody said.
    id: Option<JournalId>,
    pub(super) positions: Positions,
    /// Writers that could not be read the last time.
    pub(super) unreadable: Vec<Unread>,
    /// What stands beside records and could not be read the last time.
    pub(super) unread_beside: Vec<Unread>,
    /// What stands at the end of records and is no entry.
    tails: BTreeMap<WriterId, Damage>,
    /// When each writer's folder had last changed, as it was listed.
    listed: HashMap<WriterId, (i64, i64)>,
    /// The writers, as they were listed the last time.
    writers: Option<Listing>,
    /// What stands beyond what is noted as saved of this machine's writers, as of the last time.
    pub(super) beyond: Vec<Beyond>,
    /// Writers whose record was just seen to be as it was.
    pub(super) unmoved: BTreeSet<WriterId>,
    /// What was found to be as it was when it was read.
    pub(super) ends: RefCell<Ends>,
}

impl Reader {
    /// A reader at the beginning. `machine` names this machine's lock, `boot` its boot: they tell
    /// what is still being written.
    pub fn new(root: impl Into<PathBuf>, machine: &str, boot: Option<&str>) -> Self {
        Self {
            disk: Disk::default(),
            root: root.into(),
            machine: machine.to_owned(),
            boot: boot.map(str::to_owned),
            state: None,
            id: None,
            positions: Positions::default(),
            unreadable: Vec::new(),
            unread_beside: Vec::new(),
            tails: BTreeMap::new(),
            listed: HashMap::new(),
            writers: None,
            beyond: Vec::new(),
            unmoved: BTreeSet::new(),
            ends: RefCell::default(),
        }
    }

    /// The reader, knowing what this machine keeps of its journals in a state folder: which one
    /// stands here, and that one which is gone is not begun anew.
    pub fn knowing(mut self, state: &Path) -> Self {
        self.state = Some(state.to_path_buf());
        self
    }

    /// The reader, told which of several journals at its place is meant. What this machine's own
    /// writers wrote goes before it.
    pub fn of(mut self, id: Option<JournalId>) -> Self {
        self.id = id;
        self
    }

    /// A reader where another has come to. What looks as it did then is not opened, but for the
    /// records of this machine's writers.
    ///
    /// # Errors
    /// When for some writer no line with that hash ends where the other stood.
    pub fn resume(
        root: impl Into<PathBuf>,
        machine: &str,
        boot: Option<&str>,
        positions: Positions,
    ) -> Result<Self, Stale> {
        let mut reader = Self::new(root, machine, boot);
        let own = read_saved(&reader.disk, &reader.root, machine).unwrap_or_default();
        for (writer, head) in &positions.writers {
            let folder = reader.root.join(writer.as_str());
            if !own.contains_key(writer) && head.is_unmoved(&reader.disk, &folder) {
                reader.unmoved.insert(writer.clone());
                continue;
            }
            let point = Point {
                segment: head.segment,
                bytes: head.bytes,
                link: head.link(),
            };
            if !is_there(&reader.disk, &folder, &point).is_ok_and(|there| there) {
                return Err(Stale);
            }
        }
        reader.positions = positions;
        Ok(reader)
    }

    /// Delivers every entry that is new since the last time.
    ///
    /// # Errors
    /// [`ReadFault::Outdated`] asks the caller to forget what was delivered; the next poll
    /// begins at the beginning. A writer that cannot be read is no error: it stands in
    /// [`Reader::unread`], and is tried again the next time.
    pub fn poll(&mut self, sink: &mut dyn FnMut(Arrived)) -> Result<(), ReadFault> {
        let saved = read_saved(&self.disk, &self.root, &self.machine).map_err(|error| {
            let path = lock_path(&self.root, &self.machine);
            ReadFault::Unreadable { path, error }
        })?;
        self.poll_saved(&saved, sink)
    }

    /// Like [`Reader::poll`], for who knows how far this host's writers are saved.
    pub(super) fn poll_saved(
        &mut self,
        saved: &BTreeMap<WriterId, Saved>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        self.unreadable.clear();
        // Asked before looking: what is founded meanwhile by another process was not there.
        let expected = match self.positions.writers.is_empty() {
            true => self.known()?,
            false => None,
        };
        let writers = self
            .writers()
            .map_err(|error| self.unreadable_root(error))?;
        if writers.is_empty() {
            let is_first = self.positions.writers.is_empty();
            let expected = if is_first { expected } else { self.known()? };
            self.refuse_gone(expected)?;
        }
        if self.positions.journal.is_none() {
            let (disk, root, state) = (&self.disk, &self.root, self.state.as_deref());
            choose_for(disk, root, state, self.id, &writers, &mut self.positions)?;
        }
        let forks = self.look_for_forks()?;
        let known = self.positions.joined.len();
        self.poll_ours(&writers, saved, sink)?;
        // A folder that an entry has just made ours is read as well.
        if self.positions.joined.len() != known {
            self.poll_ours(&writers, saved, sink)?;
        }
        // A whole folder that is gone takes with it what was delivered.
        let is_gone = |writer: &WriterId| writers.binary_search(writer).is_err();
        if self.positions.writers.keys().any(is_gone) {
            self.reset();
            return Err(ReadFault::Outdated);
        }
        if self.positions.writers.is_empty() && self.unreadable.is_empty() {
            self.refuse_gone(expected)?;
        }
        self.poll_forks(&forks, None, sink)
    }

    /// Delivers what this machine's writers saved, and no others: for who holds their lock and
    /// has read the others before.
    pub(super) fn poll_here(
        &mut self,
        saved: &BTreeMap<WriterId, Saved>,
        own: Option<&WriterId>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        if saved.is_empty() || self.positions.journal.is_none() {
            return self.poll_saved(saved, sink);
        }
        let here: Vec<WriterId> = saved.keys().chain(own).cloned().collect();
        self.unreadable
            .retain(|unread| !here.contains(&unread.writer));
        let known = self.positions.joined.len();
        self.poll_ours(&here, saved, sink)?;
        match self.positions.joined.len() == known {
            true => Ok(()),
            false => self.poll_saved(saved, sink),
        }
    }

    /// Polls every writer whose folder belongs to this journal. A record that is read from its
    /// beginning is read ahead by another thread, in the same order.
    fn poll_ours(
        &mut self,
        writers: &[WriterId],
        saved: &BTreeMap<WriterId, Saved>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        let is_much = self.positions.writers.is_empty() && writers.len() >= WORTH_A_THREAD;
        if !is_much || std::thread::available_parallelism().map_or(1, usize::from) < 2 {
            return self.poll_each(writers, saved, sink);
        }
        let (send, batches) = sync_channel::<Vec<Arrived>>(BATCHES);
        let result = std::thread::scope(|scope| {
            let reader = &mut *self;
            let read = move || {
                let mut batch = Vec::with_capacity(BATCH);
                // Nobody stops listening before all is said.
                let result = reader.poll_each(writers, saved, &mut |arrived| {
                    batch.push(arrived);
                    if batch.len() == BATCH {
                        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                        let _ = send.send(full);
                    }
                });
                let _ = send.send(batch);
                drop(send);
                result
            };
            let reading = std::thread::Builder::new().spawn_scoped(scope, read).ok()?;
            batches.into_iter().flatten().for_each(&mut *sink);
            Some(reading.join())
        });
        match result {
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            // There is no room for another thread.
            None => self.poll_each(writers, saved, sink),
        }
    }

    fn poll_each(
        &mut self,
        writers: &[WriterId],
        saved: &BTreeMap<WriterId, Saved>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        let mut kept = None;
        for writer in writers {
            if !self.is_ours(writer) {
                continue;
            }
            self.beyond.retain(|beyond| beyond.writer() != writer);
            let cap = match saved.get(writer) {
                Some(saved) => self.cap_of_saved(writer, saved, &mut kept)?,
                None => self.cap_of_kept(writer, &mut kept)?,
            };
            self.poll_writer(writer, cap, sink)?;
        }
        Ok(())
    }

    /// Whether a writer's folder belongs to this journal; one that does not is remembered.
    fn is_ours(&mut self, writer: &WriterId) -> bool {
        if self.positions.writers.contains_key(writer) {
            return true;
        }
        if self.positions.foreign.contains_key(writer) {
            return false;
        }
        let folder = self.root.join(writer.as_str());
        // One that does not say so, or cannot be read, is looked at as ours, and named.
        let begun = begun(&self.disk, &folder).ok().flatten();
        let Some(begun) = begun.filter(|begun| !self.positions.counts(begun.journal)) else {
            return true;
        };
        if self.positions.journal.is_none() {
            return true;
        }
        self.positions.foreign.insert(writer.clone(), begun.journal);
        false
    }

    /// Refuses a place that is known and has no writer's folder.
    pub(super) fn refuse_emptied(&mut self) -> Result<(), ReadFault> {
        let expected = self.known()?;
        let writers = self.disk.names(&self.root);
        let writers = writers.map_err(|error| self.unreadable_root(error))?;
        match writers.iter().any(|name| name.parse::<WriterId>().is_ok()) {
            true => Ok(()),
            false => self.refuse_gone(expected),
        }
    }

    /// The journal that this machine knows to be at this place.
    fn known(&self) -> Result<Option<JournalId>, ReadFault> {
        let Some(state) = &self.state else {
            return Ok(None);
        };
        known(&self.disk, state, &self.root)
    }

    /// Refuses a place where nothing stands of the journal that was expected there.
    fn refuse_gone(&self, expected: Option<JournalId>) -> Result<(), ReadFault> {
        match (&self.state, expected) {
            (Some(state), Some(id)) if !is_awaited(&self.disk, state, &self.root, id) => Err(
                ReadFault::Gone(Box::new(gone(&self.disk, state, &self.root, id))),
            ),
            _ => Ok(()),
        }
    }

    /// The writers' folders, sorted. They are listed where the journal's folder changed.
    fn writers(&mut self) -> io::Result<Arc<[WriterId]>> {
        let changed = match std::fs::metadata(&self.root) {
            Ok(data) => Some(crate::os::changed(&data)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some((before, writers)) = &self.writers
            && changed == Some(*before)
        {
            return Ok(writers.clone());
        }
        let names = self.disk.names(&self.root)?;
        let writers: Arc<[WriterId]> = names.iter().filter_map(|name| name.parse().ok()).collect();
        let changed = changed.filter(|changed| is_past(*changed, SystemTime::now()));
        self.writers = changed.map(|changed| (changed, writers.clone()));
        Ok(writers)
    }

    pub(super) fn unreadable_root(&self, error: io::Error) -> ReadFault {
        ReadFault::Unreadable {
            path: self.root.clone(),
            error,
        }
    }

    /// Delivers one writer's new entries, up to a cap.
    pub(super) fn poll_writer(
        &mut self,
        writer: &WriterId,
        cap: Cap,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        let folder = self.root.join(writer.as_str());
        let known = self.positions.writers.get(writer);
        if self.unmoved.remove(writer)
            || known.is_some_and(|head| head.is_unmoved(&self.disk, &folder))
        {
            return Ok(());
        }
        let began = SystemTime::now();
        let mut head = self.positions.writers.remove(writer).unwrap_or_default();
        let listed = self.listed.get(writer).copied();
        let mut pass = Poll {
            disk: &self.disk,
            folder: &folder,
            writer,
            head: &mut head,
            positions: &mut self.positions,
            sink,
            tail: None,
        };
        let result = pass.run(cap, listed);
        match pass.tail.take() {
            Some(tail) => self.tails.insert(writer.clone(), tail),
            None => self.tails.remove(writer),
        };
        head.stamp = Stamp::take(&self.disk, &segment_path(&folder, head.segment), began)
            .filter(|_| result.is_ok());
        if head.segment > 0 {
            self.positions.writers.insert(writer.clone(), head);
        }
        match result {
            Ok(Some(changed)) => {
                self.listed.insert(writer.clone(), changed);
            }
            Ok(None) => {
                self.listed.remove(writer);
            }
            Err(Stop::Outdated) => {
                self.reset();
                return Err(ReadFault::Outdated);
            }
            Err(Stop::Unreadable(segment, error)) => self.unreadable.push(Unread {
                writer: writer.clone(),
                segment,
                beside: None,
                why: why(&error),
            }),
        }
        Ok(())
    }

    /// Goes back to the beginning.
    pub(super) fn reset(&mut self) {
        self.positions = Positions::default();
        self.tails.clear();
        self.listed.clear();
        self.unmoved.clear();
        self.ends.borrow_mut().clear();
    }

    /// How far the reader has come, for a checkpoint.
    pub fn positions(&self) -> &Positions {
        &self.positions
    }

    /// What was found damaged or missing.
    pub fn damage(&self) -> impl Iterator<Item = &Damage> {
        self.positions.damage.iter().chain(self.tails.values())
    }

    /// Why it is not sure which journal stands here, in words: writers of others stand here
    /// too, or none of the one that was named.
    pub fn undecided(&self) -> Option<String> {
        let Positions {
            journal,
            outvoted,
            writers,
            ..
        } = &self.positions;
        let id = journal.as_ref()?;
        if self.id == Some(*id) && writers.is_empty() && self.unreadable.is_empty() {
            return Some(format!("no writer here belongs to journal {id}"));
        }
        let others: Vec<_> = outvoted.iter().map(ToString::to_string).collect();
        (!others.is_empty()).then(|| undecided(id, &others))
    }

    /// What stands beyond what is noted as saved of this machine's writers.
    pub fn beyond(&self) -> impl Iterator<Item = &Beyond> {
        self.beyond.iter()
    }

    /// What could not be read the last time: nothing is known of what is in it.
    pub fn unread(&self) -> impl Iterator<Item = &Unread> {
        let beside = self.unread_beside.iter();
        let ours = beside.filter(|lost| !self.positions.foreign.contains_key(&lost.writer));
        self.unreadable.iter().chain(ours)
    }

    /// Why a writer could not be read the last time.
    pub(super) fn unreadable(&self, writer: &WriterId) -> Option<&Unread> {
        self.unread().find(|lost| lost.writer == *writer)
    }

    /// The greatest Lamport number so far.
    pub fn greatest_n(&self) -> u64 {
        self.positions.greatest_n
    }

    /// The journal's id: that of this machine's own writers, else of most.
    pub fn journal(&self) -> Option<JournalId> {
        self.positions.journal
    }
}
