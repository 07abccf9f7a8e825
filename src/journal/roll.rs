//! Starting segments: when, and with what they begin.
//!
//! A segment ends at a boot, a UTC day, its size, a newer program, a doubt or damage. Its
//! first entry is of its own and says what it follows, whom it has seen, and what it makes
//! void. A segment's file has its name only once that entry is whole and synced.

use super::disk::Disk;
use super::fault::WriteFault;
use super::first_words::first_words;
use super::line::{LINE_LIMIT_BYTES, hash_bytes, seal};
use super::own_writer::{Tail, open};
use super::place::{Head, Positions, segment_number, segment_path};
use super::rights;
use super::transaction::{Transaction, entry, unsealed};
use super::writer::{Draft, Journal};
use crate::event::{Closes, EntryRef, Event, Fact, JournalId, Seen, SegmentStarted, WriterId};
use crate::os;
use jiff::{Timestamp, tz::TimeZone};
use std::io;
use std::path::Path;

const SEGMENT_LIMIT_BYTES: u64 = 4 * 1024 * 1024;
const FORMAT: u32 = 1;

impl Transaction<'_> {
    pub(super) fn wants_segment(&self, head: &Head, tail: &Tail, draft: &Draft) -> bool {
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
    pub(super) fn start_segment(&mut self, draft: &Draft) -> Result<(), WriteFault> {
        let own = self.own()?;
        let (writer, journal, tail) = (own.writer.clone(), own.journal, own.tail.clone());
        let head = self.journal.head(&writer);
        let folder = self.journal.folder(&writer);
        let disk = self.journal.disk.clone();
        let segment = next_segment(&disk, &folder, &head)?;
        let started = self.started(&writer, journal, &head, &tail, segment);
        let mut events = vec![Event::Known(Fact::SegmentStarted(Box::new(started)))];
        if head.seq == 0 {
            let words = self.first_words(&writer, journal)?;
            events.extend(words.into_iter().map(Event::Known));
        }
        events.extend(self.upkeep_events(&head, draft)?);
        let threads = self.upkeep_threads(&head)?;
        let envelope = self.envelope(&head, draft, threads, events);
        let (line, hash) = seal(&envelope, &head.hash).map_err(unsealed)?;
        let arrived = entry(&writer, envelope, hash);
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

    /// What the writer's first entry says of those before it.
    fn first_words(&self, writer: &WriterId, journal: JournalId) -> Result<Vec<Fact>, WriteFault> {
        let Journal {
            disk,
            places,
            identity,
            reader,
            ..
        } = &*self.journal;
        first_words(disk, places, identity, journal, writer, reader)
            .map_err(|error| WriteFault::reading(&places.journal, error))
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
            seen: witnessed(writer, segment, head, positions),
            closes: reason.map(|reason| Closes {
                segment: head.segment,
                seq: head.seq,
                hash: head.hash,
                bytes: head.bytes,
                reason,
            }),
        }
    }
}

/// As many others are witnessed by a segment: each costs bytes for ever, in every segment of
/// every writer.
const WITNESSED: usize = 8;

/// The last entries of others that a segment names: of those that wrote since the segment
/// before began, some, drawn so that in the long run each is named.
fn witnessed(writer: &WriterId, segment: u32, own: &Head, positions: &Positions) -> Vec<Seen> {
    let since = own.started.as_ref().map(|started| started.at);
    let others = positions.writers.iter().filter(|(other, head)| {
        head.seq > 0 && *other != writer && (since.is_none() || head.at >= since)
    });
    let mut drawn: Vec<_> = others
        .map(|(other, head)| {
            let lot = hash_bytes(format!("{writer}\n{segment}\n{other}").as_bytes());
            (lot, other, head)
        })
        .collect();
    drawn.sort_by_key(|(lot, ..)| *lot);
    drawn.truncate(WITNESSED);
    let mut seen: Vec<EntryRef> = drawn
        .into_iter()
        .map(|(_, other, head)| EntryRef {
            writer: other.clone(),
            seq: head.seq,
            hash: head.hash.short(),
        })
        .collect();
    seen.sort();
    seen.into_iter().map(Seen::Named).collect()
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
        Ok(data) => Ok(rights::unsafe_folder(&data)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => os::private_folder(folder)
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
