//! Reading: every whole, valid entry of every writer, once.
//!
//! Takes no lock, creates nothing. This host's segments are read up to the saved length in
//! `lock.<host>`, other hosts' up to the last whole entry. Nothing that can be read is
//! dropped: after damage, or a missing piece, what follows is delivered unverified. Where
//! what was delivered turns out to be void, or a missing piece arrives, the reader says so
//! and starts again.

use super::beginning::{Live, Plan, is_there, plan, read_beginning};
use super::disk::Disk;
use super::fault::ReadFault;
use super::lock::{Point, Saved, boot_mark, read_saved};
use super::place::{
    Arrived, Damage, Head, Hole, Place, Positions, Started, Trust, segment_number, segment_path,
};
use super::walk::{SEGMENT_READ_LIMIT_BYTES, Step, Walk};
use crate::event::{Entry, Envelope, Event, Fact, JournalId, WriterId};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const DAMAGE_LIMIT: usize = 200;
const HOLES_LIMIT: usize = 16;

/// Positions that do not fit the journal: rebuild from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the checkpoint does not fit the journal")
    }
}

impl std::error::Error for Stale {}

/// Up to where a writer's record may be read; `None` is up to its last whole entry.
pub(super) type Cap = Option<(u32, u64)>;

/// Reads a journal as it grows.
#[derive(Debug)]
pub struct Reader {
    pub(super) disk: Disk,
    pub(super) root: PathBuf,
    host: String,
    boot: Option<String>,
    pub(super) positions: Positions,
    /// Writers that could not be read the last time.
    unreadable: Vec<Damage>,
    /// When each writer's folder had last changed, as it was listed.
    listed: HashMap<WriterId, (i64, i64)>,
}

impl Reader {
    /// A reader at the beginning. `host` and `boot` are this machine's: they tell what is
    /// still being written.
    pub fn new(root: impl Into<PathBuf>, host: &str, boot: Option<&str>) -> Self {
        Self {
            disk: Disk::default(),
            root: root.into(),
            host: host.to_owned(),
            boot: boot.map(str::to_owned),
            positions: Positions::default(),
            unreadable: Vec::new(),
            listed: HashMap::new(),
        }
    }

    /// A reader where another has come to.
    ///
    /// # Errors
    /// When for some writer no line with that hash ends where the other stood.
    pub fn resume(
        root: impl Into<PathBuf>,
        host: &str,
        boot: Option<&str>,
        positions: Positions,
    ) -> Result<Self, Stale> {
        let mut reader = Self::new(root, host, boot);
        for (writer, head) in &positions.writers {
            let point = Point {
                segment: head.segment,
                bytes: head.bytes,
                link: head.link(),
            };
            let folder = reader.root.join(writer.as_str());
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
    /// [`Reader::damage`], and is tried again the next time.
    pub fn poll(&mut self, sink: &mut dyn FnMut(Arrived)) -> Result<(), ReadFault> {
        let saved = read_saved(&self.disk, &self.root, &self.host)
            .map_err(|error| self.unreadable_root(error))?;
        self.poll_saved(&saved, sink)
    }

    /// Like [`Reader::poll`], for who knows how far this host's writers are saved.
    pub(super) fn poll_saved(
        &mut self,
        saved: &BTreeMap<WriterId, Saved>,
        sink: &mut dyn FnMut(Arrived),
    ) -> Result<(), ReadFault> {
        self.unreadable.clear();
        let names = self
            .disk
            .names(&self.root)
            .map_err(|error| self.unreadable_root(error))?;
        let writers: Vec<WriterId> = names.iter().filter_map(|name| name.parse().ok()).collect();
        for writer in &writers {
            let cap = saved.get(writer).and_then(|saved| self.cap(saved));
            self.poll_writer(writer, cap, sink)?;
        }
        // A whole folder that is gone takes with it what was delivered.
        let is_gone = |writer: &WriterId| writers.binary_search(writer).is_err();
        if self.positions.writers.keys().any(is_gone) {
            self.reset();
            return Err(ReadFault::Outdated);
        }
        Ok(())
    }

    /// After a boot, what the disk holds is saved; a doubt outlives it.
    fn cap(&self, saved: &Saved) -> Cap {
        let boot = boot_mark(self.boot.as_deref());
        let is_past = boot != "-" && saved.boot != "-" && boot != saved.boot;
        let point = saved.point;
        (saved.is_doubtful || !is_past).then_some((point.segment, point.bytes))
    }

    fn unreadable_root(&self, error: io::Error) -> ReadFault {
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
        let mut head = self.positions.writers.remove(writer).unwrap_or_default();
        let listed = self.listed.get(writer).copied();
        let mut pass = Pass {
            disk: &self.disk,
            folder: &folder,
            writer,
            head: &mut head,
            positions: &mut self.positions,
            sink,
        };
        let result = pass.run(cap, listed);
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
            Err(Stop::Unreadable(segment, error)) => self.unreadable.push(Damage {
                writer: writer.clone(),
                segment,
                line: 0,
                offset: 0,
                seq: 0,
                why: format!("it cannot be read: {error}"),
            }),
        }
        Ok(())
    }

    /// Goes back to the beginning.
    pub(super) fn reset(&mut self) {
        self.positions = Positions::default();
        self.listed.clear();
    }

    /// How far the reader has come, for a checkpoint.
    pub fn positions(&self) -> &Positions {
        &self.positions
    }

    /// What was found damaged or missing, and who could not be read the last time.
    pub fn damage(&self) -> impl Iterator<Item = &Damage> {
        self.positions.damage.iter().chain(&self.unreadable)
    }

    /// A writer that could not be read the last time.
    pub(super) fn first_unreadable(&self) -> Option<&Damage> {
        self.unreadable.first()
    }

    /// Why a writer could not be read the last time.
    pub(super) fn unreadable(&self, writer: &WriterId) -> Option<&Damage> {
        self.unreadable.iter().find(|lost| lost.writer == *writer)
    }

    /// The greatest Lamport number so far.
    pub fn greatest_n(&self) -> u64 {
        self.positions.greatest_n
    }

    /// The journal's id: of several that were minted apart, the oldest.
    pub fn journal(&self) -> Option<JournalId> {
        self.positions.journal
    }
}

/// Why a writer is not read on.
enum Stop {
    Outdated,
    Unreadable(u32, io::Error),
}

/// One poll of one writer.
struct Pass<'a> {
    disk: &'a Disk,
    folder: &'a Path,
    writer: &'a WriterId,
    head: &'a mut Head,
    positions: &'a mut Positions,
    sink: &'a mut dyn FnMut(Arrived),
}

type Changed = Option<(i64, i64)>;

impl Pass<'_> {
    fn run(&mut self, cap: Cap, listed: Changed) -> Result<Changed, Stop> {
        let (segments, changed) = self.new_segments(listed)?;
        let mut beginnings = Vec::new();
        for segment in segments {
            if cap.is_none_or(|(last, _)| segment <= last) {
                let beginning = read_beginning(self.disk, self.folder, self.writer, segment)
                    .map_err(|error| Stop::Unreadable(segment, error))?;
                beginnings.push(beginning);
            }
        }
        let plan = plan(&beginnings);
        self.check_holes(&plan)?;
        let limit_bytes = self.current_limit(&plan)?;
        for segment in &plan.void {
            self.head.end(*segment, 0);
        }
        if self.head.segment > 0 {
            let current = Live {
                segment: self.head.segment,
                limit_bytes,
                closes: false,
            };
            self.segment(current, cap, !plan.live.is_empty())?;
        }
        for (at, live) in plan.live.iter().enumerate() {
            self.segment(*live, cap, at + 1 < plan.live.len())?;
        }
        Ok(changed)
    }

    /// The segments after the current one. The folder is listed where it changed; the next
    /// number is looked for each time, because clocks are too coarse to tell all changes.
    fn new_segments(&self, listed: Changed) -> Result<(Vec<u32>, Changed), Stop> {
        let unreadable = |error| Stop::Unreadable(0, error);
        let changed = match std::fs::metadata(self.folder) {
            Ok(data) => Some(super::unix::changed(&data)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(error)),
        };
        let current = self.head.segment;
        if current > 0 && changed.is_some() && changed == listed {
            let next = segment_path(self.folder, current.saturating_add(1));
            if self.disk.stat(&next).map_err(unreadable)?.is_none() {
                return Ok((Vec::new(), changed));
            }
        }
        let names = self.disk.names(self.folder).map_err(unreadable)?;
        let segments = names.iter().filter_map(|name| segment_number(name));
        let is_settled = changed.is_some_and(|(seconds, _)| {
            let then = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
            let age = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH + then);
            age.is_ok_and(|age| age.as_secs() >= 2)
        });
        let new = segments.filter(|segment| *segment > current).collect();
        Ok((new, changed.filter(|_| is_settled)))
    }

    /// How much of the current segment counts, now that later ones are known.
    fn current_limit(&self, plan: &Plan) -> Result<u64, Stop> {
        let current = (self.head.segment, self.head.bytes);
        match plan.back_to {
            Some(point) if point < current => Err(Stop::Outdated),
            Some((segment, bytes)) if segment == self.head.segment => Ok(bytes),
            _ => Ok(u64::MAX),
        }
    }

    /// Pieces that were missing and are there by now belong before what was delivered.
    fn check_holes(&self, plan: &Plan) -> Result<(), Stop> {
        for hole in &self.head.holes {
            let path = segment_path(self.folder, hole.segment);
            let stat = self
                .disk
                .stat(&path)
                .map_err(|error| Stop::Unreadable(hole.segment, error))?;
            let is_void = plan.void.contains(&hole.segment);
            if !is_void && stat.is_some_and(|stat| stat.bytes > hole.bytes) {
                return Err(Stop::Outdated);
            }
        }
        Ok(())
    }

    fn segment(&mut self, live: Live, cap: Cap, has_later: bool) -> Result<(), Stop> {
        let Live { segment, .. } = live;
        let unreadable = |error| Stop::Unreadable(segment, error);
        let is_current = segment == self.head.segment;
        let from = if is_current { self.head.bytes } else { 0 };
        let path = segment_path(self.folder, segment);
        let length = match self.disk.stat(&path).map_err(unreadable)? {
            Some(stat) if stat.bytes >= from => stat.bytes,
            // It was there, and longer.
            _ => return Err(Stop::Outdated),
        };
        let capped = match cap {
            Some((last, bytes)) if last == segment => bytes,
            Some((last, _)) if last < segment => 0,
            _ => u64::MAX,
        };
        let until = length
            .min(live.limit_bytes)
            .min(capped)
            .min(SEGMENT_READ_LIMIT_BYTES);
        if live.limit_bytes < u64::MAX {
            self.head.end(segment, live.limit_bytes);
        }
        let is_final = has_later || live.limit_bytes < u64::MAX;
        if until > from {
            let bytes = self
                .disk
                .read_range(&path, from, until - from)
                .map_err(unreadable)?;
            self.walk(live, &bytes, from, is_final);
        }
        if length > SEGMENT_READ_LIMIT_BYTES && until == SEGMENT_READ_LIMIT_BYTES {
            self.damage(segment, 0, until, "the segment is longer than any may be");
        }
        Ok(())
    }

    fn walk(&mut self, live: Live, bytes: &[u8], from: u64, is_final: bool) {
        let segment = live.segment;
        let mut walk = Walk::new(self.writer, segment, bytes, from);
        walk.link = self.head.link();
        walk.is_final = is_final;
        if from == 0 && live.closes {
            self.head.regain_trust(segment);
        }
        walk.verified = self.head.is_trusted();
        walk.line_number = if from == 0 { 0 } else { self.head.lines };
        let before = self.head.segment;
        let mut scratch = Vec::new();
        while let Some(step) = walk.step() {
            self.step(step, &mut walk, before, &mut scratch);
            self.head.segment = segment;
            self.head.bytes = walk.offset();
            self.head.lines = walk.line_number;
            self.head.seq = walk.link.seq;
            self.head.hash = walk.link.hash;
        }
    }

    fn step(&mut self, step: Step, walk: &mut Walk, before: u32, scratch: &mut Vec<u8>) {
        let segment = walk.segment;
        let (line, offset, bytes, verified, wrong) = match step {
            Step::Recovered => return,
            Step::Junk { offset, wrong, .. } => {
                self.damage(segment, walk.line_number, offset, &wrong);
                return;
            }
            Step::Entry {
                line,
                offset,
                bytes,
                verified,
                wrong,
                ..
            } => (line, offset, bytes, verified, wrong),
        };
        if let Some(wrong) = &wrong {
            if offset == 0 {
                self.remember_holes(before, segment);
            }
            if self.head.is_trusted() {
                self.damage(segment, walk.line_number, offset, wrong);
            }
        }
        let envelope = match line.envelope(scratch) {
            Ok(envelope) => envelope,
            Err(why) => {
                walk.verified = false;
                self.damage(segment, walk.line_number, offset, &why);
                return;
            }
        };
        if offset == 0 {
            // Also where it does not follow: it says all the same which journal this is.
            self.began(&envelope);
        }
        self.head.at = Some(envelope.at);
        self.positions.greatest_n = self.positions.greatest_n.max(envelope.n);
        (self.sink)(Arrived {
            entry: Entry {
                writer: self.writer.clone(),
                envelope,
                hash: line.hash,
            },
            place: Place {
                writer: self.writer.clone(),
                segment,
                offset,
                bytes,
            },
            trust: Trust::of(verified),
        });
    }

    fn began(&mut self, envelope: &Envelope) {
        self.head.started = None;
        if let Some(Event::Known(Fact::SegmentStarted(started))) = envelope.events.first() {
            let known = self.positions.journal.unwrap_or(started.journal);
            self.positions.journal = Some(known.min(started.journal));
            self.head.started = Some(Started {
                at: envelope.at,
                boot: started.boot.clone(),
                program: started.program.clone(),
            });
        }
    }

    fn damage(&mut self, segment: u32, line: u64, offset: u64, why: &str) {
        self.head.lose_trust(segment, offset);
        if self.positions.damage.len() < DAMAGE_LIMIT {
            self.positions.damage.push(Damage {
                writer: self.writer.clone(),
                segment,
                line,
                offset,
                seq: self.head.seq + 1,
                why: why.to_owned(),
            });
        }
    }

    /// The pieces before a segment that does not follow them may only be late.
    fn remember_holes(&mut self, before: u32, segment: u32) {
        for segment in (before.max(1)..segment).take(HOLES_LIMIT) {
            let path = segment_path(self.folder, segment);
            let stat = self.disk.stat(&path).ok().flatten();
            if self.head.holes.len() < HOLES_LIMIT {
                self.head.holes.push(Hole {
                    segment,
                    bytes: stat.map_or(0, |stat| stat.bytes),
                });
            }
        }
    }
}
