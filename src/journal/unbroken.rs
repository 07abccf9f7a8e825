//! Whether what is read a second time is still what was read: its lines chain to the entry that the
//! reader had come to.
//!
//! For who reads an old part of a record by its place. A line that was rewritten there shows only
//! against the lines after it, up to the last that was taken in. What was damaged when it was read
//! first, and was told as that, is no news here.

use super::fault::ReadFault;
use super::line::EntryLine;
use super::place::{Arrived, Ends, Head, Place, SegmentPlace, Trust, segment_path};
use super::reader::Reader;
use super::segment_scan::{Link, SegmentScan, Step};

/// How a walk over one segment came out.
enum Walked {
    /// Every line follows the one before it.
    To(Link),
    /// Up to where the record was known to be damaged.
    Known,
    /// Something is not as it was read.
    Broken,
}

impl Reader {
    /// Holds the bytes of a segment to what was read of it.
    ///
    /// # Errors
    /// [`ReadFault::Changed`] when they are not what was read; or when what follows cannot be read.
    pub(super) fn check_unbroken(
        &self,
        place: &SegmentPlace,
        bytes: &[u8],
    ) -> Result<(), ReadFault> {
        let Some(head) = self.positions.writers.get(&place.writer) else {
            return Ok(());
        };
        if head.trust_at(place.segment, 0) != Trust::Verified {
            return Ok(());
        }
        let before = self.link_before(head, place)?;
        let walked = match walk(head, place, bytes, before) {
            Walked::Broken => return Err(self.changed_at(place)),
            Walked::Known => return Ok(()),
            Walked::To(link) => link,
        };
        if place.segment == head.segment {
            return match walked == head.link() {
                true => Ok(()),
                false => Err(self.changed_at(place)),
            };
        }
        let known = self.ends.borrow().get(place).copied();
        match known {
            Some(known) if known == (bytes.len(), walked) => Ok(()),
            _ => self.check_after(head, place, (bytes.len(), walked)),
        }
    }

    /// Whether an entry that was read again is not what was read first: nothing was known to be
    /// damaged there.
    pub fn was_rewritten(&self, again: &Arrived) -> bool {
        let Place {
            writer,
            segment,
            offset,
            ..
        } = &again.place;
        let head = self.positions.writers.get(writer);
        let was = head.map(|head| head.trust_at(*segment, *offset));
        again.trust == Trust::Unverified && was == Some(Trust::Verified)
    }

    /// Walks from the end of a segment to the writer's head, and remembers the ends on the way.
    fn check_after(
        &self,
        head: &Head,
        place: &SegmentPlace,
        end: (usize, Link),
    ) -> Result<(), ReadFault> {
        let mut ends = Ends::from([(place.clone(), end)]);
        let mut link = end.1;
        for segment in place.segment + 1..=head.segment {
            let next = SegmentPlace {
                writer: place.writer.clone(),
                segment,
            };
            if head.limit(segment) == 0 {
                continue;
            }
            let bytes = self.segment_bytes(&next)?;
            link = match walk(head, &next, &bytes, link) {
                Walked::To(link) => link,
                Walked::Known => break,
                Walked::Broken => return Err(self.changed_at(&next)),
            };
            if segment == head.segment && link != head.link() {
                return Err(self.changed_at(&next));
            }
            ends.insert(next, (bytes.len(), link));
        }
        self.ends.borrow_mut().extend(ends);
        Ok(())
    }

    /// The last entry before a segment, as it stands there.
    fn link_before(&self, head: &Head, place: &SegmentPlace) -> Result<Link, ReadFault> {
        for segment in (1..place.segment).rev().filter(|it| head.limit(*it) > 0) {
            let before = SegmentPlace {
                writer: place.writer.clone(),
                segment,
            };
            let bytes = self.segment_bytes(&before)?;
            if let Some(link) = last(&bytes) {
                return Ok(link);
            }
        }
        Ok(Link::default())
    }

    fn changed_at(&self, place: &SegmentPlace) -> ReadFault {
        ReadFault::Changed {
            path: segment_path(&self.root.join(place.writer.as_str()), place.segment),
        }
    }
}

/// The last entry among the bytes of a segment.
fn last(bytes: &[u8]) -> Option<Link> {
    let mut lines = bytes.rsplit(|byte| *byte == b'\n');
    let line = lines.find_map(|line| EntryLine::read(line).ok())?;
    let (seq, hash) = (line.seq, line.hash);
    Some(Link { seq, hash })
}

fn walk(head: &Head, place: &SegmentPlace, bytes: &[u8], before: Link) -> Walked {
    let mut scan = SegmentScan::new(&place.writer, place.segment, bytes, 0);
    scan.link = before;
    scan.is_final = true;
    let mut link = before;
    while let Some(step) = scan.step() {
        let offset = match step {
            Step::Recovered | Step::Entry { verified: true, .. } => {
                link = scan.link;
                continue;
            }
            Step::Entry { offset, .. } | Step::Junk { offset, .. } => offset,
        };
        // What stands before known damage is held to the entry that stood there.
        let mut known = head.distrust.iter();
        let is_known =
            known.any(|it| (it.segment, it.offset, it.after) == (place.segment, offset, link));
        return match is_known {
            true => Walked::Known,
            false => Walked::Broken,
        };
    }
    Walked::To(scan.link)
}

#[cfg(test)]
mod tests {
    use crate::event::Thread;
    use crate::journal::fault::ReadFault;
    use crate::journal::place::{SegmentPlace, Trust, segment_path};
    use crate::journal::tests::{Bench, append, draft, notes, read};
    use crate::journal::{Arrived, Reader};
    use std::fs;
    use std::path::PathBuf;

    /// A record of three segments, and a reader elsewhere that has read all of it.
    fn three_segments() -> (Bench, Vec<SegmentPlace>, Reader) {
        let bench = Bench::new();
        let mut writer = None;
        for boot in ["one", "two", "three"] {
            let mut journal = bench.journal_on("ops-a", "host", boot, "0.1.0");
            for number in 1..=4 {
                append(&mut journal, &draft(&format!("{boot} {number}"))).unwrap();
            }
            writer = journal.writer().cloned();
        }
        let writer = writer.unwrap();
        let places = (1..=3).map(|segment| SegmentPlace {
            writer: writer.clone(),
            segment,
        });
        let mut reader = bench.reader("elsewhere");
        assert_eq!(notes(&read(&mut reader)).len(), 12);
        (bench, places.collect(), reader)
    }

    fn path(bench: &Bench, place: &SegmentPlace) -> PathBuf {
        segment_path(&bench.root().join(place.writer.as_str()), place.segment)
    }

    /// Every byte of every line that is altered where it stands shows when its segment is read
    /// again, also where only a later segment was altered.
    #[test]
    fn what_was_rewritten_where_it_stands_is_not_read_again() {
        let (bench, places, reader) = three_segments();
        let threads = [Thread::Shift];
        let again = |reader: &Reader| reader.read_thread(&places, &threads[0]);
        assert_eq!(notes(&again(&reader).unwrap()).len(), 12);
        for place in &places {
            let path = path(&bench, place);
            let sound = fs::read(&path).unwrap();
            for at in (0..sound.len()).step_by(7) {
                let mut altered = sound.clone();
                altered[at] ^= 1;
                fs::write(&path, altered).unwrap();
                let fresh = reader.clone();
                assert!(
                    matches!(again(&fresh), Err(ReadFault::Changed { .. })),
                    "byte {at} of {path:?}"
                );
                let one = fresh.read_segment(&places[0], &mut |_| {});
                let first = places[0].clone();
                let is_known = *place == first || fresh.ends.borrow().contains_key(&first);
                assert_eq!(one.is_err(), !is_known || *place == first, "byte {at}");
            }
            fs::write(&path, sound).unwrap();
        }
        assert_eq!(notes(&again(&reader).unwrap()).len(), 12);
    }

    /// What was damaged when it was read first is given again, and is not to be relied on; as it
    /// was written, it makes a reader begin anew.
    #[test]
    fn known_damage_is_no_news_and_what_is_mended_is_read_anew() {
        for altered in 0..3 {
            let (bench, places, _) = three_segments();
            let path = path(&bench, &places[altered]);
            let sound = fs::read_to_string(&path).unwrap();
            fs::write(&path, sound.replacen(" 2\"", " 9\"", 1)).unwrap();
            let mut reader = bench.reader("elsewhere");
            let first = read(&mut reader);
            let again = reader.read_thread(&places, &Thread::Shift).unwrap();
            let is_doubtful = |it: &&Arrived| it.trust != Trust::Verified;
            assert_eq!(
                again.iter().filter(is_doubtful).count(),
                first
                    .iter()
                    .filter(is_doubtful)
                    .filter(|it| it.entry.envelope.on.contains(&Thread::Shift))
                    .count()
            );
            let positions = reader.positions().clone();
            fs::write(&path, sound).unwrap();
            let mut resumed = Reader::resume(bench.root(), "elsewhere", None, positions).unwrap();
            for reader in [&mut reader, &mut resumed] {
                assert!(matches!(reader.poll(&mut |_| {}), Err(ReadFault::Outdated)));
                let all = read(reader);
                assert!(all.iter().all(|it| it.trust == Trust::Verified));
                assert_eq!(notes(&all).len(), 12);
            }
        }
    }
}
