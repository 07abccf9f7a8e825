//! One poll of one writer: which segments are new, what of them counts, and what is
//! delivered.
//!
//! A pass moves the writer's head forward entry by entry, so that one that stops half-way
//! is gone on with the next time.

use super::beginning::{Live, Plan, Whole, plan, read_beginning};
use super::disk::Disk;
use super::line::{LINE_LIMIT_BYTES, hash_bytes};
use super::place::{
    Arrived, Cap, Damage, Head, Hole, Place, Positions, Started, segment_number, segment_path,
};
use super::segment_scan::{SEGMENT_READ_LIMIT_BYTES, SegmentScan, Step};
use crate::event::{Entry, EntryHash, Envelope, Event, Fact, WriterId};
use crate::os::is_past;
use memchr::memchr;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

const DAMAGE_LIMIT: usize = 200;
const HOLES_LIMIT: usize = 16;

/// Why a writer is not read on.
pub(super) enum Stop {
    Outdated,
    Unreadable(u32, io::Error),
}

/// One poll of one writer.
pub(super) struct Poll<'a> {
    pub disk: &'a Disk,
    pub folder: &'a Path,
    pub writer: &'a WriterId,
    pub head: &'a mut Head,
    pub positions: &'a mut Positions,
    pub sink: &'a mut dyn FnMut(Arrived),
    /// Whole lines at the end that are no entries: a program that was ended while it wrote may
    /// have left them, and says so with its next entry.
    pub tail: Option<Damage>,
}

/// When a folder had last changed.
pub(super) type Changed = Option<(i64, i64)>;

impl Poll<'_> {
    /// Delivers what is new; gives when the folder had last changed, where that is long
    /// enough ago to be told from the next change.
    pub fn run(&mut self, cap: Cap, listed: Changed) -> Result<Changed, Stop> {
        let (segments, changed) = self.new_segments(listed)?;
        let mut beginnings = Vec::new();
        let mut whole = Whole::default();
        for segment in segments {
            if cap.is_none_or(|(last, _)| segment <= last) {
                let beginning =
                    read_beginning(self.disk, self.folder, self.writer, segment, &mut whole)
                        .map_err(|error| Stop::Unreadable(segment, error))?;
                beginnings.push(beginning);
            }
        }
        let plan = plan(&beginnings);
        self.check_holes(&plan)?;
        self.check_damage()?;
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
            self.segment(current, cap, !plan.live.is_empty(), None)?;
        }
        for (at, live) in plan.live.iter().enumerate() {
            let has_later = at + 1 < plan.live.len();
            self.segment(*live, cap, has_later, whole.take(live.segment))?;
        }
        Ok(changed)
    }

    /// The segments after the current one. The folder is listed where it changed; the next
    /// number is looked for each time, because clocks are too coarse to tell all changes.
    fn new_segments(&self, listed: Changed) -> Result<(Vec<u32>, Changed), Stop> {
        let unreadable = |error| Stop::Unreadable(0, error);
        let changed = match std::fs::metadata(self.folder) {
            Ok(data) => Some(crate::os::changed(&data)),
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
        let names = self.disk.names_in(self.folder).map_err(unreadable)?;
        let segments = names.iter().filter_map(|name| segment_number(name));
        let new = segments.filter(|segment| *segment > current).collect();
        Ok((
            new,
            changed.filter(|changed| is_past(*changed, SystemTime::now())),
        ))
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

    /// What was damaged and is something else by now may be as it was written: then what was
    /// delivered as damaged is void.
    fn check_damage(&self) -> Result<(), Stop> {
        for stretch in &self.head.distrust {
            let now = around(self.disk, self.folder, stretch.segment, stretch.offset);
            if now.is_some() && now != stretch.around {
                return Err(Stop::Outdated);
            }
        }
        Ok(())
    }

    /// Delivers what is new in a segment; `read` is what it had when its beginning was read.
    fn segment(
        &mut self,
        live: Live,
        cap: Cap,
        has_later: bool,
        read: Option<Vec<u8>>,
    ) -> Result<(), Stop> {
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
            let mut bytes = match read {
                Some(read) if from == 0 && read.len() as u64 >= until => read,
                _ => self
                    .disk
                    .read_range(&path, from, until - from)
                    .map_err(unreadable)?,
            };
            bytes.truncate(usize::try_from(until - from).unwrap_or(usize::MAX));
            self.walk(live, &bytes, from, is_final);
        }
        if length > SEGMENT_READ_LIMIT_BYTES && until == SEGMENT_READ_LIMIT_BYTES {
            self.damage(segment, 0, until, "the segment is longer than any may be");
        }
        Ok(())
    }

    fn walk(&mut self, live: Live, bytes: &[u8], from: u64, is_final: bool) {
        let segment = live.segment;
        let mut walk = SegmentScan::new(self.writer, segment, bytes, from);
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
        self.tail = self.tail_of(&walk);
    }

    /// What stands behind a walk and is more than half a line.
    fn tail_of(&self, walk: &SegmentScan) -> Option<Damage> {
        let rest = walk.bytes.get(walk.walked..)?;
        memchr(b'\n', rest)?;
        Some(Damage {
            writer: self.writer.clone(),
            segment: walk.segment,
            line: walk.line_number + 1,
            offset: walk.offset(),
            seq: walk.link.seq + 1,
            why: "what stands there is no entry, and nothing follows it".to_owned(),
        })
    }

    fn step(&mut self, step: Step, walk: &mut SegmentScan, before: u32, scratch: &mut Vec<u8>) {
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
        for event in &envelope.events {
            if let Event::Known(Fact::Joined(joined)) = event
                && verified
            {
                self.positions.join(joined);
            }
        }
        self.head.at = Some(envelope.at);
        self.head.n = envelope.n;
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
            trust: self.positions.trust(self.writer, line.seq, verified),
        });
    }

    fn began(&mut self, envelope: &Envelope) {
        self.head.started = None;
        if let Some(Event::Known(Fact::SegmentStarted(started))) = envelope.events.first() {
            self.head.started = Some(Started {
                at: envelope.at,
                boot: started.boot.clone(),
                program: started.program.clone(),
            });
        }
    }

    fn damage(&mut self, segment: u32, line: u64, offset: u64, why: &str) {
        if self.head.is_trusted() {
            let around = around(self.disk, self.folder, segment, offset);
            self.head.lose_trust(segment, offset, around);
        }
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

/// The digest of the line that stands at a place and of what stands before it, as far as a line may
/// be long: of both, because the one before it may be what was altered. None where nothing is there,
/// or it cannot be read.
fn around(disk: &Disk, folder: &Path, segment: u32, offset: u64) -> Option<EntryHash> {
    const LINE: u64 = LINE_LIMIT_BYTES as u64;
    let path = segment_path(folder, segment);
    let from = offset.saturating_sub(LINE);
    let here = disk.read_range(&path, from, offset - from + LINE).ok()?;
    let line = here.get(usize::try_from(offset - from).ok()?..)?;
    let end = memchr(b'\n', line).map_or(line.len(), |at| at + 1);
    let mut bytes = match offset {
        0 => end_of(disk, &segment_path(folder, segment.saturating_sub(1))),
        _ => Vec::new(),
    };
    bytes.extend_from_slice(&here[..here.len() - line.len() + end]);
    Some(hash_bytes(&bytes))
}

/// The last bytes of a segment; none where there is none.
fn end_of(disk: &Disk, path: &Path) -> Vec<u8> {
    const LINE: u64 = LINE_LIMIT_BYTES as u64;
    let length = disk.stat(path).ok().flatten().map_or(0, |stat| stat.bytes);
    let from = length.saturating_sub(LINE);
    disk.read_range(path, from, LINE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::journal::tests::{Bench, append, draft};
    use crate::journal::{Arrived, Reader};

    /// Who reads many records ahead gets what who reads them one after the other gets, in the
    /// same order, sound or not.
    #[test]
    fn what_is_read_ahead_is_what_is_read() {
        let bench = Bench::new();
        for round in 0..40 {
            for operator in 0..12 {
                let mut journal = bench.journal(&format!("ops-{operator}"));
                append(&mut journal, &draft(&format!("{round}"))).unwrap();
            }
        }
        let compare = |damaged: usize| {
            let (mut ahead, mut alone): (Vec<Arrived>, Vec<Arrived>) = Default::default();
            let mut reader = bench.reader("elsewhere");
            reader.poll(&mut |arrived| ahead.push(arrived)).unwrap();
            let mut behind = Reader::new(bench.root(), "elsewhere", None);
            let positions = reader.positions();
            behind
                .up_to(positions, &mut |arrived| alone.push(arrived))
                .unwrap();
            assert!(ahead.len() > 12 * 40, "{}", ahead.len());
            assert_eq!(ahead, alone);
            assert_eq!(reader.damage().count(), damaged);
            assert_eq!(positions.writers.len(), 12);
        };
        compare(0);
        let mut reader = bench.reader("elsewhere");
        reader.poll(&mut |_| {}).unwrap();
        for (at, head) in reader.positions().heads().enumerate().step_by(5) {
            let path = bench.segments(&head.writer).pop().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let altered = text.replace(&format!("\"text\":\"{at}\""), "\"text\":\"x\"");
            assert_ne!(altered, text);
            std::fs::write(&path, altered).unwrap();
        }
        compare(3);
    }
}
