//! `lock.<machine>`: who holds the journal on this machine, and how far each writer is saved.
//!
//! Records stand in pairs of slots of fixed size, written in turn, each with a number and a
//! check of its own: whoever reads while one is written, or after a crash tore it, finds
//! the one before. Nothing is synced, because nothing depends on it: a record that is
//! missing or old makes nobody lose anything, it only makes the writer look at its tail.
//! Being of fixed size, records can be written on a full disk.

use super::disk::Disk;
use super::fault::WriteFault;
use super::line::hash_bytes;
use super::segment_scan::Link;
use crate::event::WriterId;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

const SLOT_BYTES: usize = 512;
const PAIRS_LIMIT: usize = 4096;

/// A point in a writer's record: the end of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub segment: u32,
    pub bytes: u64,
    pub link: Link,
}

/// How far a writer is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Saved {
    pub point: Point,
    /// A write or sync beyond the point failed: what lies there is void.
    pub is_doubtful: bool,
    /// The boot in which this was noted, shortened; `-` where it is not known.
    pub boot: String,
}

/// The boot as records name it.
pub(super) fn boot_mark(boot: Option<&str>) -> String {
    match boot {
        Some(boot) => hash_bytes(boot.as_bytes()).to_string()[..16].to_owned(),
        None => "-".into(),
    }
}

/// Records in pairs of slots, as they are in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// For each pair: its text, the number of its newer slot, and which of both that is.
    pairs: Vec<Option<(String, u64, usize)>>,
}

impl Slots {
    /// Reads what is sound; anything else is as if it were not there.
    pub fn read(bytes: &[u8]) -> Self {
        let pairs = bytes.chunks(2 * SLOT_BYTES).take(PAIRS_LIMIT).map(|pair| {
            pair.chunks(SLOT_BYTES)
                .enumerate()
                .filter_map(|(which, slot)| {
                    let (text, number) = read_slot(slot)?;
                    Some((text.to_owned(), number, which))
                })
                .max_by_key(|(_, number, _)| *number)
        });
        Self {
            pairs: pairs.collect(),
        }
    }

    /// The records, with their places.
    pub fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.pairs
            .iter()
            .enumerate()
            .filter_map(|(at, pair)| Some((at, pair.as_ref()?.0.as_str())))
    }

    /// A place that no sound record has, from `first` on.
    fn free(&self, first: usize) -> usize {
        (first..self.pairs.len())
            .find(|at| self.pairs[*at].is_none())
            .unwrap_or(self.pairs.len().max(first))
    }

    /// Writes a record over the older slot of its pair.
    pub fn write(&mut self, disk: &Disk, file: &File, at: usize, text: &str) -> io::Result<()> {
        if self.pairs.len() <= at {
            self.pairs.resize(at + 1, None);
        }
        let (number, which) = match &self.pairs[at] {
            Some((_, number, which)) => (number + 1, 1 - which),
            None => (1, 0),
        };
        let slot = write_slot(text, number)
            .ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "a record is too long"))?;
        let offset = (2 * at + which) * SLOT_BYTES;
        disk.write_at(file, &slot, offset as u64)?;
        self.pairs[at] = Some((text.to_owned(), number, which));
        Ok(())
    }
}

fn read_slot(slot: &[u8]) -> Option<(&str, u64)> {
    let text = slot.strip_suffix(b"\n")?.trim_ascii_end();
    let (rest, check) = std::str::from_utf8(text).ok()?.rsplit_once(' ')?;
    if slot.len() != SLOT_BYTES || hash_bytes(rest.as_bytes()).to_string()[..16] != *check {
        return None;
    }
    let (text, number) = rest.rsplit_once(' ')?;
    Some((text, number.parse().ok()?))
}

pub(super) fn write_slot(text: &str, number: u64) -> Option<Vec<u8>> {
    let mut slot = format!("{text} {number}");
    let check = hash_bytes(slot.as_bytes()).to_string();
    slot.push(' ');
    slot.push_str(&check[..16]);
    let mut slot = slot.into_bytes();
    if slot.len() >= SLOT_BYTES || slot.contains(&b'\n') {
        return None;
    }
    slot.resize(SLOT_BYTES - 1, b' ');
    slot.push(b'\n');
    Some(slot)
}

/// Stands for the boot in the record of a writer that was given up: it is none that is ever
/// booted, so its record is one of the past.
const GIVEN_UP: &str = "given-up";

impl Saved {
    /// Whether nobody on this machine writes under that name any more.
    pub fn is_given_up(&self) -> bool {
        self.boot == GIVEN_UP
    }

    /// The same, of a writer that is given up.
    pub fn given_up(self) -> Self {
        Self {
            boot: GIVEN_UP.to_owned(),
            ..self
        }
    }

    pub fn to_text(&self, writer: &WriterId) -> String {
        let Point {
            segment,
            bytes,
            link,
        } = self.point;
        let word = if self.is_doubtful {
            "doubtful"
        } else {
            "saved"
        };
        format!(
            "{word} {writer} {segment} {bytes} {} {} {}",
            link.seq, link.hash, self.boot
        )
    }

    pub fn from_text(text: &str) -> Option<(WriterId, Self)> {
        let mut words = text.split(' ');
        let is_doubtful = match words.next()? {
            "saved" => false,
            "doubtful" => true,
            _ => return None,
        };
        let writer = words.next()?.parse().ok()?;
        let point = Point {
            segment: words.next()?.parse().ok()?,
            bytes: words.next()?.parse().ok()?,
            link: Link {
                seq: words.next()?.parse().ok()?,
                hash: words.next()?.parse().ok()?,
            },
        };
        let saved = Self {
            point,
            is_doubtful,
            boot: words.next()?.to_owned(),
        };
        words.next().is_none().then_some((writer, saved))
    }
}

/// Where a machine's lock stands. One of another machine that came along with a copy has
/// another name, and is ignored.
pub(super) fn lock_path(root: &Path, machine: &str) -> PathBuf {
    root.join(format!("lock.{}", super::writer_id::slug(machine)))
}

/// How far the writers of a machine are saved; takes no lock and makes nothing.
pub(super) fn read_saved(
    disk: &Disk,
    root: &Path,
    machine: &str,
) -> io::Result<BTreeMap<WriterId, Saved>> {
    let limit = (2 * SLOT_BYTES * PAIRS_LIMIT) as u64;
    match disk.read_range(&lock_path(root, machine), 0, limit) {
        Ok(bytes) => Ok(saved(&Slots::read(&bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

fn saved(slots: &Slots) -> BTreeMap<WriterId, Saved> {
    slots
        .texts()
        .filter_map(|(_, text)| Saved::from_text(text))
        .collect()
}

/// The lock, held. Dropping it releases it.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    slots: Slots,
}

impl Lock {
    /// Takes the lock; waits at most so long. `kept` is the file of the last time.
    pub fn take(
        disk: &Disk,
        path: &Path,
        holder: &str,
        patience: Duration,
        kept: Option<File>,
    ) -> Result<Self, WriteFault> {
        let mut kept = kept;
        loop {
            let is_kept = kept.is_some();
            let opened = kept.take().map_or_else(|| disk.open_in_place(path), Ok);
            let file = opened.map_err(|error| WriteFault::writing(path, error))?;
            if !is_kept {
                // Before it is waited for; a file that is kept was looked at when it was opened.
                check(&file, path)?;
            }
            let file = wait(file, path, patience)?;
            // The name may have been given to another file meanwhile.
            let held = check(&file, path)?;
            let now = disk
                .stat(path)
                .map_err(|error| WriteFault::reading(path, error))?;
            if now.is_some_and(|now| now.identity == held) {
                return Self::held(disk, file, path, holder);
            }
        }
    }

    fn held(disk: &Disk, file: File, path: &Path, holder: &str) -> Result<Self, WriteFault> {
        let limit = (2 * SLOT_BYTES * PAIRS_LIMIT) as u64;
        let bytes = disk
            .read_open(&file, 0, limit)
            .map_err(|error| WriteFault::reading(path, error))?;
        let mut slots = Slots::read(&bytes);
        let text = format!("holder {} {holder}", std::process::id());
        if !slots.texts().any(|(at, old)| at == 0 && old == text) {
            // Only words for those who wait: without room for them, the turn goes on.
            let _ = slots.write(disk, &file, 0, &text);
        }
        Ok(Self { file, slots })
    }

    /// Lets the lock go, and gives its file back for the next time.
    pub fn release(self) -> Option<File> {
        // Where it cannot be let go, closing the file does it.
        self.file.unlock().is_ok().then_some(self.file)
    }

    /// How far each writer is saved.
    pub fn saved(&self) -> BTreeMap<WriterId, Saved> {
        saved(&self.slots)
    }

    /// Notes how far a writer is saved.
    pub fn note(&mut self, disk: &Disk, writer: &WriterId, saved: &Saved) -> io::Result<()> {
        let place = self.slots.texts().find_map(|(at, text)| {
            let (whose, _) = Saved::from_text(text)?;
            (whose == *writer).then_some(at)
        });
        let place = place.unwrap_or_else(|| self.slots.free(1));
        self.slots
            .write(disk, &self.file, place, &saved.to_text(writer))?;
        if saved.is_doubtful {
            // Worth its while: a doubt should outlive the machine, too. Where it cannot,
            // the bytes beyond it cannot have outlived it better.
            let _ = disk.sync(&self.file);
        }
        Ok(())
    }
}

/// Refuses a file that is not safe to write to; gives what tells it from every other.
fn check(file: &File, path: &Path) -> Result<(u64, u64), WriteFault> {
    let data = file
        .metadata()
        .map_err(|error| WriteFault::reading(path, error))?;
    match super::rights::unsafe_file(&data) {
        // Its name was given to another file: that one is looked at in its turn.
        Some(_) if super::rights::is_nameless(&data) => Ok(crate::os::identity(&data)),
        Some(why) => Err(WriteFault::Unsafe {
            path: path.to_path_buf(),
            why,
        }),
        None => Ok(crate::os::identity(&data)),
    }
}

/// Waits in a thread of its own, because a file lock knows no time limit. Where the time is
/// up, that thread gets the lock later, finds nobody listening, and lets it go.
fn wait(file: File, path: &Path, patience: Duration) -> Result<File, WriteFault> {
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(WriteFault::locking(path, error)),
    }
    let (give, take) = mpsc::channel();
    std::thread::Builder::new()
        .name("journal-lock".into())
        .spawn(move || {
            let locked = loop {
                match file.lock() {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    result => break result,
                }
            };
            let _ = give.send(locked.map(|()| file));
        })
        .map_err(|error| WriteFault::writing(path, error))?;
    match take.recv_timeout(patience) {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(error)) => Err(WriteFault::locking(path, error)),
        Err(_) => Err(WriteFault::Busy {
            holder: holder(path),
            waited_seconds: patience.as_secs(),
        }),
    }
}

fn holder(path: &Path) -> String {
    let bytes = Disk::default()
        .read_range(path, 0, (2 * SLOT_BYTES) as u64)
        .unwrap_or_default();
    let slots = Slots::read(&bytes);
    let words = slots.texts().next().and_then(|(_, text)| {
        let (process, who) = text.strip_prefix("holder ")?.split_once(' ')?;
        Some(format!("process {process} ({who})"))
    });
    words.unwrap_or_else(|| "another program".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(bytes: u64) -> Saved {
        Saved {
            point: Point {
                segment: 1,
                bytes,
                link: Link::default(),
            },
            is_doubtful: false,
            boot: "-".into(),
        }
    }

    #[test]
    fn a_record_torn_anywhere_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock.h");
        let disk = Disk::default();
        let writer: WriterId = "ops-a@h-000001".parse().unwrap();
        let mut lock = Lock::take(&disk, &path, "x", Duration::ZERO, None).unwrap();
        lock.note(&disk, &writer, &record(10)).unwrap();
        let before = std::fs::read(&path).unwrap();
        lock.note(&disk, &writer, &record(20)).unwrap();
        let after = std::fs::read(&path).unwrap();
        for cut in 0..=after.len() {
            let mut torn = after.clone();
            let rest = before.get(cut..).unwrap_or_default();
            torn.truncate(cut);
            torn.extend_from_slice(rest);
            let read = saved(&Slots::read(&torn))[&writer].point.bytes;
            assert!(read == 10 || read == 20, "{cut}");
        }
        assert_eq!(lock.saved()[&writer], record(20));
        assert_eq!(read_saved(&disk, folder.path(), "h").unwrap(), lock.saved());
    }

    #[test]
    fn who_holds_the_lock_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock.h");
        let disk = Disk::default();
        let held = Lock::take(&disk, &path, "ops-a", Duration::ZERO, None).unwrap();
        let fault = Lock::take(&disk, &path, "ops-b", Duration::from_millis(1), None).unwrap_err();
        let words = format!("process {} (ops-a)", std::process::id());
        assert!(fault.to_string().contains(&words), "{fault}");
        drop(held);
        Lock::take(&disk, &path, "ops-b", Duration::from_secs(60), None).unwrap();
    }

    #[test]
    fn no_bytes_are_a_record_that_was_not_written() {
        assert_eq!(Slots::read(&[0; 5000]).texts().count(), 0);
        assert_eq!(Slots::read(&[b' '; 5000]).texts().count(), 0);
        let slot = write_slot("saved x", 3).unwrap();
        for at in 0..slot.len() {
            let mut flipped = slot.clone();
            flipped[at] ^= 1;
            assert!(read_slot(&flipped).is_none(), "{at}");
        }
    }
}
