//! Verifying one writer's record: every line against its chain, forks, and the heads that
//! others knew.
//!
//! Streams a segment at a time. Parses no more than it must: the scan of a line checks its
//! spelling, and only beginnings, recoveries and lines that name objects are read whole.

use super::beginning::{Beginning, Live, plan, read_beginning};
use super::disk::Disk;
use super::line::{EntryLine, NUMBER_LIMIT};
use super::place::{Damage, segment_number, segment_path};
use super::report::{Closed, Fork, LinePlace, Lost, Removed, WriterReport};
use super::segment_scan::{Link, SEGMENT_READ_LIMIT_BYTES, SegmentScan, Step};
use crate::event::{EntryHash, Event, Fact, JournalId, SeenHead, SegmentStarted, WriterId};
use memchr::memchr;
use memchr::memmem::Finder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

// What names an object. Made once: to make one costs more than to search a line with it.
static FILE: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"file\":\""));
static SHA256: LazyLock<Finder> = LazyLock::new(|| Finder::new(b"\"sha256\":\""));

const NAMED_LIMIT: usize = 100;

/// A head that someone knew.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub hash: String,
    pub from: String,
}

/// What the walk said of a line.
struct Witnessed {
    wrong: Option<String>,
    started: Option<Box<SegmentStarted>>,
    verified: bool,
}

/// One writer's record being verified.
pub(super) struct Check<'a> {
    disk: &'a Disk,
    folder: PathBuf,
    writer: &'a WriterId,
    pub report: WriterReport,
    targets: BTreeMap<u64, Vec<Known>>,
    pub objects: BTreeSet<EntryHash>,
    pub removed: Vec<Removed>,
    pub journal: Option<JournalId>,
    by: Option<Vec<u8>>,
    n: u64,
    link: Link,
    verified: bool,
    pub segment: u32,
    pub offset: u64,
    /// What counts of the segments.
    live: Vec<Live>,
    /// Every number's first line; built when a number first comes up twice.
    places: Option<HashMap<u64, LinePlace>>,
}

type Unread = (PathBuf, io::Error);

impl<'a> Check<'a> {
    pub fn new(
        disk: &'a Disk,
        root: &Path,
        writer: &'a WriterId,
        targets: Option<BTreeMap<u64, Vec<Known>>>,
    ) -> Self {
        Self {
            disk,
            folder: root.join(writer.as_str()),
            writer,
            report: WriterReport::new(writer.clone()),
            targets: targets.unwrap_or_default(),
            objects: BTreeSet::new(),
            removed: Vec::new(),
            journal: None,
            by: None,
            n: 0,
            link: Link::default(),
            verified: true,
            segment: 0,
            offset: 0,
            live: Vec::new(),
            places: None,
        }
    }

    pub fn run(&mut self) -> Result<(), Unread> {
        let folder = self.folder.clone();
        let names = self
            .disk
            .names(&folder)
            .map_err(|error| (folder.clone(), error))?;
        let mut beginnings: Vec<Beginning> = Vec::new();
        for segment in names.iter().filter_map(|name| segment_number(name)) {
            let beginning = read_beginning(self.disk, &folder, self.writer, segment)
                .map_err(|error| (segment_path(&folder, segment), error))?;
            beginnings.push(beginning);
        }
        beginnings.sort_by_key(|beginning| beginning.segment);
        let plan = plan(&beginnings);
        // First what is void: a head that someone saw before it was made void is no
        // rewritten one.
        for segment in &plan.void {
            self.void(*segment, 0)?;
        }
        for live in plan.live.iter().filter(|live| live.limit_bytes < u64::MAX) {
            self.void(live.segment, live.limit_bytes)?;
        }
        self.live.clone_from(&plan.live);
        for (at, live) in plan.live.iter().enumerate() {
            self.missing_between(&plan.void, live.segment);
            self.segment(*live, at + 1 < plan.live.len())?;
        }
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
            self.damage(missing, 0, 0, self.link.seq + 1, why);
        }
    }

    fn segment(&mut self, live: Live, has_later: bool) -> Result<(), Unread> {
        let path = segment_path(&self.folder, live.segment);
        let bytes = self
            .disk
            .read_range(&path, 0, SEGMENT_READ_LIMIT_BYTES + 1)
            .map_err(|error| (path.clone(), error))?;
        self.segment = live.segment;
        self.report.segments += 1;
        if bytes.len() as u64 > SEGMENT_READ_LIMIT_BYTES {
            let why = "the segment is longer than any may be".into();
            self.damage(live.segment, 0, SEGMENT_READ_LIMIT_BYTES, 0, why);
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
                Step::Junk { offset, wrong } => {
                    self.damage(live.segment, number, offset, self.link.seq + 1, wrong);
                }
                Step::Entry {
                    line,
                    offset,
                    verified,
                    wrong,
                    started,
                    ..
                } => {
                    let said = Witnessed {
                        wrong,
                        started,
                        verified,
                    };
                    self.entry(live, number, offset, &line, said);
                }
            }
        }
        self.link = walk.link;
        self.verified = walk.verified;
        self.offset = walk.offset();
        self.report.bytes += self.offset;
        let rest = &counted[walk.walked..];
        if memchr(b'\n', rest).is_some() {
            let why = EntryLine::read(&rest[..memchr(b'\n', rest).unwrap_or_default()]).err();
            let why = why.unwrap_or("the line is no entry").to_owned();
            let (number, offset) = (walk.line_number + 1, self.offset);
            self.damage(live.segment, number, offset, self.link.seq + 1, why);
        } else {
            self.report.unfinished_bytes = rest.len() as u64;
        }
        Ok(())
    }

    fn entry(&mut self, live: Live, number: u64, offset: u64, line: &EntryLine, said: Witnessed) {
        let Witnessed {
            wrong,
            started,
            verified,
        } = said;
        self.report.entries += 1;
        let mut wrongs: Vec<String> = wrong.into_iter().collect();
        // Where one number stands twice, those after it may as well.
        if line.seq <= self.link.seq || self.places.is_some() {
            self.fork(live.segment, number, line);
        }
        if self.by.as_deref().is_some_and(|by| by != line.by) {
            wrongs.push("it is signed with another operator's name".into());
        }
        if line.n <= self.n && line.n < NUMBER_LIMIT {
            wrongs.push("its n is not greater than that of the entry before".into());
        }
        if let Some(started) = started {
            if self
                .journal
                .is_some_and(|journal| journal != started.journal)
            {
                wrongs.push("it begins a segment of another journal".into());
            }
            self.journal.get_or_insert(started.journal);
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
        let verified = verified && wrongs.is_empty();
        for wrong in wrongs {
            self.damage(live.segment, number, offset, line.seq, wrong);
        }
        self.by.get_or_insert_with(|| line.by.to_vec());
        self.n = line.n;
        self.link = Link {
            seq: line.seq,
            hash: line.hash,
        };
        self.meet_targets(line);
        self.collect_objects(line, verified);
    }

    fn meet_targets(&mut self, line: &EntryLine) {
        for known in self.targets.remove(&line.seq).unwrap_or_default() {
            if !line.hash.to_string().starts_with(&known.hash) {
                self.report.lost.push(Lost {
                    seq: line.seq,
                    hash: known.hash,
                    known_from: known.from,
                    found: Some(line.hash),
                    is_void: false,
                });
            }
        }
    }

    fn collect_objects(&mut self, line: &EntryLine, verified: bool) {
        if [&*FILE, &*SHA256]
            .iter()
            .any(|name| name.find(line.body).is_some())
            && let Ok(envelope) = line.envelope(&mut Vec::new())
        {
            for event in &envelope.events {
                match event {
                    // Whoever breaks a chain removes nothing.
                    Event::Known(Fact::EvidenceRemoved { sha256, reason }) if verified => {
                        self.removed.push(Removed {
                            sha256: *sha256,
                            writer: self.writer.clone(),
                            seq: line.seq,
                            reason: reason.clone(),
                        });
                    }
                    Event::Known(fact) => self.objects.extend(fact.objects()),
                    Event::Unknown(_) => {}
                }
            }
        }
    }

    fn fork(&mut self, segment: u32, number: u64, line: &EntryLine) {
        if self.report.forks.len() >= NAMED_LIMIT {
            return;
        }
        if self.places.is_none() {
            self.places = Some(self.all_places());
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
    }

    fn all_places(&self) -> HashMap<u64, LinePlace> {
        let mut places = HashMap::new();
        for live in &self.live {
            let segment = live.segment;
            let path = segment_path(&self.folder, segment);
            let most = live.limit_bytes.min(SEGMENT_READ_LIMIT_BYTES);
            let bytes = self.disk.read_range(&path, 0, most).unwrap_or_default();
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
        places
    }

    /// Looks through void bytes for heads that someone knew.
    fn void(&mut self, segment: u32, from: u64) -> Result<(), Unread> {
        let path = segment_path(&self.folder, segment);
        let bytes = self
            .disk
            .read_range(&path, from, SEGMENT_READ_LIMIT_BYTES)
            .map_err(|error| (path.clone(), error))?;
        self.report.void_bytes += bytes.len() as u64;
        for line in bytes.split(|byte| *byte == b'\n') {
            let Ok(line) = EntryLine::read(line) else {
                continue;
            };
            let Some(known) = self.targets.get_mut(&line.seq) else {
                continue;
            };
            let hash = line.hash.to_string();
            for known in known.extract_if(.., |known| hash.starts_with(&known.hash)) {
                self.report.lost.push(Lost {
                    seq: line.seq,
                    hash: known.hash,
                    known_from: known.from,
                    found: None,
                    is_void: true,
                });
            }
        }
        Ok(())
    }

    /// What is left of the targets was not met.
    pub fn leave_targets(&mut self) {
        for (seq, known) in std::mem::take(&mut self.targets) {
            let lost = known.into_iter().map(|known| Lost {
                seq,
                hash: known.hash,
                known_from: known.from,
                found: None,
                is_void: false,
            });
            self.report.lost.extend(lost);
        }
    }

    fn damage(&mut self, segment: u32, line: u64, offset: u64, seq: u64, why: String) {
        if self.report.damage.len() < NAMED_LIMIT {
            self.report.damage.push(Damage {
                writer: self.writer.clone(),
                segment,
                line,
                offset,
                seq,
                why,
            });
        }
    }
}
