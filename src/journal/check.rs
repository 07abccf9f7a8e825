//! Verifying one writer's record: every line against its chain, and forks. What it says of
//! others, and of what was found wrong, is gathered on the way; `verify` holds it against
//! what the others' records hold.
//!
//! Streams a segment at a time. Parses no more than it must: the scan of a line checks its
//! spelling, and only beginnings, recoveries and lines that say something of the record itself
//! are read whole.

use super::beginning::{Beginning, Live, Whole, plan, read_beginning};
use super::belonging::Begun;
use super::claim::Lines;
use super::disk::Disk;
use super::fork::{ForkFile, fork_files};
use super::line::{EntryLine, NUMBER_LIMIT, hash_bytes};
use super::place::{Damage, segment_number, segment_path};
use super::report::{Closed, Fork, LinePlace, WriterReport};
use super::segment_scan::{Link, SEGMENT_READ_LIMIT_BYTES, SegmentScan, Step};
use super::told::Told;
use super::unread::ReadFailed;
use crate::event::{EntryHash, Envelope, Event, Fact, JournalId, SeenHead, WriterId};
use memchr::memchr;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const NAMED_LIMIT: usize = 100;

/// What the walk said of a line.
struct Witnessed {
    wrong: Option<String>,
    first: Option<Box<Envelope>>,
    verified: bool,
}

/// The bytes of a line that is not as it was written, and what it should have followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoiled {
    pub expected: EntryHash,
    pub found: EntryHash,
}

/// One writer's record being verified.
pub(super) struct Check<'a> {
    disk: &'a Disk,
    folder: PathBuf,
    writer: &'a WriterId,
    pub report: WriterReport,
    /// Its lines, by number.
    pub lines: Lines,
    /// What it says of the record itself.
    pub told: Told,
    /// What its unfinished last line is.
    pub unfinished: EntryHash,
    /// Beside each damage of the report, its bytes.
    pub spoiled: Vec<Spoiled>,
    /// Damage that is not named one by one, and its bytes.
    pub more: (u64, Sha256),
    /// How its record begins.
    pub begun: Option<Begun>,
    by: Option<Vec<u8>>,
    n: u64,
    link: Link,
    verified: bool,
    pub segment: u32,
    pub offset: u64,
    /// What counts of the segments.
    live: Vec<Live>,
    /// What stands beside it, and from which number on neither can be relied on.
    beside: Vec<ForkFile>,
    fork_from: Option<u64>,
    /// Every number's first line; built when a number first comes up twice.
    places: Option<HashMap<u64, LinePlace>>,
}

impl<'a> Check<'a> {
    pub fn new(disk: &'a Disk, root: &Path, writer: &'a WriterId) -> Self {
        Self {
            disk,
            folder: root.join(writer.as_str()),
            writer,
            report: WriterReport::new(writer.clone()),
            lines: Lines::default(),
            told: Told::of(writer),
            unfinished: EntryHash::default(),
            spoiled: Vec::new(),
            more: (0, Sha256::new()),
            begun: None,
            by: None,
            n: 0,
            link: Link::default(),
            verified: true,
            segment: 0,
            offset: 0,
            live: Vec::new(),
            beside: Vec::new(),
            fork_from: None,
            places: None,
        }
    }

    /// The journal that it says it belongs to.
    pub fn journal(&self) -> Option<JournalId> {
        self.begun.map(|begun| begun.journal)
    }

    /// Whether something stands beside it that begins with an entry.
    pub fn has_sides(&self) -> bool {
        self.fork_from.is_some()
    }

    pub fn run(&mut self) -> Result<(), ReadFailed> {
        let folder = self.folder.clone();
        let names = self
            .disk
            .names_in(&folder)
            .map_err(|error| (folder.clone(), error))?;
        let mut beginnings: Vec<Beginning> = Vec::new();
        let mut whole = Whole::default();
        for segment in names.iter().filter_map(|name| segment_number(name)) {
            let beginning = read_beginning(self.disk, &folder, self.writer, segment, &mut whole)
                .map_err(|error| (segment_path(&folder, segment), error))?;
            beginnings.push(beginning);
        }
        beginnings.sort_by_key(|beginning| beginning.segment);
        let plan = plan(&beginnings);
        self.look_beside()?;
        for segment in &plan.void {
            self.void(*segment, 0)?;
        }
        for live in plan.live.iter().filter(|live| live.limit_bytes < u64::MAX) {
            self.void(live.segment, live.limit_bytes)?;
        }
        self.live.clone_from(&plan.live);
        for (at, live) in plan.live.iter().enumerate() {
            self.missing_between(&plan.void, live.segment);
            let read = whole.take(live.segment);
            self.segment(*live, at + 1 < plan.live.len(), read)?;
        }
        self.check_beside()?;
        if self.link.seq > 0 {
            self.report.head = Some(SeenHead {
                writer: self.writer.clone(),
                seq: self.link.seq,
                hash: self.link.hash,
            });
        }
        Ok(())
    }

    fn missing_between(&mut self, void: &[u32], next: u32) {
        let missing = (self.segment + 1..next).find(|segment| !void.contains(segment));
        if let Some(missing) = missing {
            let why = format!("segment {missing} is missing");
            self.damage(missing, 0, 0, self.link.seq + 1, (why, b""));
        }
    }

    /// Walks over a segment; `read` is all of it, where that was read already.
    fn segment(
        &mut self,
        live: Live,
        has_later: bool,
        read: Option<Vec<u8>>,
    ) -> Result<(), ReadFailed> {
        let path = segment_path(&self.folder, live.segment);
        let again = || self.disk.read_range(&path, 0, SEGMENT_READ_LIMIT_BYTES + 1);
        let bytes = read.map_or_else(again, Ok);
        let bytes = bytes.map_err(|error| (path.clone(), error))?;
        self.segment = live.segment;
        self.report.segments += 1;
        if bytes.len() as u64 > SEGMENT_READ_LIMIT_BYTES {
            let why = "the segment is longer than any may be".into();
            let place = SEGMENT_READ_LIMIT_BYTES;
            self.damage(live.segment, 0, place, 0, (why, &bytes));
        }
        let limit = usize::try_from(live.limit_bytes)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let counted = &bytes[..limit];
        if live.closes {
            self.verified = true;
        }
        let writer = self.writer;
        let mut walk = SegmentScan::new(writer, live.segment, counted, 0);
        walk.link = self.link;
        walk.verified = self.verified;
        walk.is_final = has_later || limit < bytes.len();
        while let Some(step) = walk.step() {
            let number = walk.line_number;
            match step {
                Step::Recovered => self.report.recovered += 1,
                Step::Junk {
                    offset,
                    wrong,
                    line,
                } => {
                    let seq = self.link.seq + 1;
                    self.damage(live.segment, number, offset, seq, (wrong, line));
                }
                Step::Entry {
                    line,
                    offset,
                    verified,
                    wrong,
                    first,
                    ..
                } => {
                    let said = Witnessed {
                        wrong,
                        first,
                        verified,
                    };
                    self.entry(live, number, offset, &line, said)?;
                }
            }
        }
        self.link = walk.link;
        self.verified = walk.verified;
        self.offset = walk.offset();
        self.report.bytes += self.offset;
        let (at, rest) = (walk.line_number + 1, &counted[walk.walked..]);
        self.rest(live.segment, at, rest);
        Ok(())
    }

    /// What follows the last whole entry of a segment, from its line `number` on.
    fn rest(&mut self, segment: u32, number: u64, rest: &[u8]) {
        if let Some(end) = memchr(b'\n', rest) {
            let why = EntryLine::read(&rest[..end]).err();
            let why = why.unwrap_or("the line is no entry").to_owned();
            let (offset, seq) = (self.offset, self.link.seq + 1);
            self.damage(segment, number, offset, seq, (why, rest));
        } else {
            self.report.unfinished_bytes = rest.len() as u64;
            self.unfinished = hash_bytes(rest);
        }
    }

    fn entry(
        &mut self,
        live: Live,
        number: u64,
        offset: u64,
        line: &EntryLine,
        said: Witnessed,
    ) -> Result<(), ReadFailed> {
        let Witnessed {
            wrong,
            first,
            verified,
        } = said;
        self.report.entries += 1;
        let mut wrongs: Vec<String> = wrong.into_iter().collect();
        // Where one number stands twice, those after it may as well.
        if line.seq <= self.link.seq || self.places.is_some() {
            self.fork(live.segment, number, line)?;
        }
        if self.by.as_deref().is_some_and(|by| by != line.by) {
            wrongs.push("it is signed with another operator's name".into());
        }
        if line.n <= self.n && line.n < NUMBER_LIMIT {
            wrongs.push("its n is not greater than that of the entry before".into());
        }
        match first {
            Some(first) => self.begin(live, *first, &mut wrongs),
            // What a line says that stands where it should not is heard all the same: a claim
            // is held against what is here.
            None if offset == 0 => {
                if let Ok(first) = line.envelope(&mut Vec::new()) {
                    self.told.hear(&first.events);
                }
            }
            None => {}
        }
        let is_beside = self.fork_from.is_some_and(|from| line.seq >= from);
        let verified = verified && wrongs.is_empty() && !is_beside;
        for wrong in wrongs {
            self.damage(live.segment, number, offset, line.seq, (wrong, line.body));
        }
        self.by.get_or_insert_with(|| line.by.to_vec());
        self.n = line.n;
        self.link = Link {
            seq: line.seq,
            hash: line.hash,
        };
        self.lines.add(line.seq, line.hash);
        self.told.read(line, verified);
        Ok(())
    }

    /// How a segment begins.
    fn begin(&mut self, live: Live, first: Envelope, wrongs: &mut Vec<String>) {
        self.told.hear(&first.events);
        let Some(Event::Known(Fact::SegmentStarted(started))) = first.events.into_iter().next()
        else {
            return;
        };
        let begun = Begun::of(&started);
        if self
            .journal()
            .is_some_and(|journal| journal != begun.journal)
        {
            wrongs.push("it begins a segment of another journal".into());
        }
        self.begun.get_or_insert(begun);
        if let Some(closes) = started.closes {
            if !live.closes {
                wrongs.push("it closes what was before it at a point that is not there".into());
            }
            self.report.closed.push(Closed {
                by_segment: live.segment,
                segment: closes.segment,
                seq: closes.seq,
                bytes: closes.bytes,
                reason: closes.reason,
            });
        }
    }

    fn fork(&mut self, segment: u32, number: u64, line: &EntryLine) -> Result<(), ReadFailed> {
        if self.report.forks.len() >= NAMED_LIMIT {
            return Ok(());
        }
        if self.places.is_none() {
            self.places = Some(self.all_places()?);
        }
        let second = LinePlace {
            segment,
            line: number,
            hash: line.hash,
        };
        let first = self
            .places
            .as_ref()
            .and_then(|places| places.get(&line.seq));
        if let Some(first) = first.filter(|first| **first != second) {
            self.report.forks.push(Fork {
                seq: line.seq,
                first: *first,
                second,
            });
        }
        Ok(())
    }

    /// What stands beside the record, before it is walked over.
    fn look_beside(&mut self) -> Result<(), ReadFailed> {
        let root = self.folder.parent().unwrap_or(Path::new("."));
        self.beside = fork_files(self.disk, root, Some(self.writer))?;
        for file in &self.beside {
            let first = file.first_seq(self.disk);
            let first = first.map_err(|error| (file.path.clone(), error))?;
            self.fork_from = self.fork_from.into_iter().chain(first).min();
        }
        Ok(())
    }

    /// Holds what stands beside against the record. Which side is read as the record differs
    /// between machines, and what is found is the same.
    fn check_beside(&mut self) -> Result<(), ReadFailed> {
        if self.beside.is_empty() {
            return Ok(());
        }
        let places = self.all_places()?;
        for file in std::mem::take(&mut self.beside) {
            let bytes = file.read(self.disk, 0);
            let bytes = bytes.map_err(|error| (file.path.clone(), error))?;
            let lines = bytes.split(|byte| *byte == b'\n');
            let lines = lines.filter_map(|line| EntryLine::read(line).ok());
            for (index, line) in lines.enumerate() {
                self.lines.add_beside(line.seq, line.hash);
                self.told.read(&line, false);
                let Some(there) = places.get(&line.seq).filter(|_| index == 0) else {
                    continue;
                };
                let beside = LinePlace {
                    hash: line.hash,
                    ..*there
                };
                let (first, second) = match there.hash < beside.hash {
                    true => (*there, beside),
                    false => (beside, *there),
                };
                let seq = line.seq;
                self.report.forks.push(Fork { seq, first, second });
            }
        }
        Ok(())
    }

    fn all_places(&self) -> Result<HashMap<u64, LinePlace>, ReadFailed> {
        let mut places = HashMap::new();
        for live in &self.live {
            let segment = live.segment;
            let path = segment_path(&self.folder, segment);
            let most = live.limit_bytes.min(SEGMENT_READ_LIMIT_BYTES);
            let bytes = self.disk.read_range(&path, 0, most);
            let bytes = bytes.map_err(|error| (path, error))?;
            for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
                if let Ok(read) = EntryLine::read(line) {
                    let place = LinePlace {
                        segment,
                        line: number,
                        hash: read.hash,
                    };
                    places.entry(read.seq).or_insert(place);
                }
            }
        }
        Ok(places)
    }

    /// Looks through void bytes for heads that someone may have known.
    fn void(&mut self, segment: u32, from: u64) -> Result<(), ReadFailed> {
        let path = segment_path(&self.folder, segment);
        let bytes = self
            .disk
            .read_range(&path, from, SEGMENT_READ_LIMIT_BYTES)
            .map_err(|error| (path.clone(), error))?;
        self.report.void_bytes += bytes.len() as u64;
        for line in bytes.split(|byte| *byte == b'\n') {
            if let Ok(line) = EntryLine::read(line) {
                self.lines.add_void(line.seq, line.hash);
            }
        }
        Ok(())
    }

    fn damage(
        &mut self,
        segment: u32,
        line: u64,
        offset: u64,
        seq: u64,
        (why, bytes): (String, &[u8]),
    ) {
        if self.report.damage.len() >= NAMED_LIMIT {
            self.more.0 += 1;
            self.more.1.update(bytes);
            return;
        }
        self.report.damage.push(Damage {
            writer: self.writer.clone(),
            segment,
            line,
            offset,
            seq,
            why,
        });
        self.spoiled.push(Spoiled {
            expected: self.link.hash,
            found: hash_bytes(bytes),
        });
    }
}
