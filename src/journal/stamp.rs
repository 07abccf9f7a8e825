//! What a writer's folder and its last segment looked like when all of it had been read: so that
//! only what moved is opened.
//!
//! What stays true: a stamp is only taken of what has not changed for so long that its next
//! change will show, and only where nothing is left to be read. It is no proof of anything: what
//! was changed behind a clock is found by verifying.

use super::disk::Disk;
use crate::os::Outside;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::SystemTime;

/// How a writer's record looks from outside.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Stamp {
    folder: Outside,
    segment: Outside,
}

impl PartialEq for Stamp {
    /// How a record looks from outside tells nothing of what it says.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Stamp {
    /// How a folder and the last segment in it look now; none where there is nothing.
    fn look(disk: &Disk, segment: &Path) -> Option<Self> {
        Some(Self {
            folder: Outside::of(&disk.look(segment.parent()?).ok()?),
            segment: Outside::of(&disk.look(segment).ok()?),
        })
    }

    /// The stamp of a record whose reading began at a moment and came to a segment; none where
    /// it had changed shortly before. Where it cannot be looked at now, it is opened the next
    /// time.
    pub fn take(disk: &Disk, segment: &Path, began: SystemTime) -> Option<Self> {
        let now = Self::look(disk, segment)?;
        let is_at_rest = now.folder.is_at_rest(began) && now.segment.is_at_rest(began);
        is_at_rest.then_some(now)
    }

    /// Whether a record looks as it did when so many bytes of its last segment had been read,
    /// and these were all.
    pub fn holds(&self, disk: &Disk, segment: &Path, bytes: u64) -> bool {
        self.segment.bytes == bytes
            && Self::look(disk, segment)
                .is_some_and(|now| (now.folder, now.segment) == (self.folder, self.segment))
    }
}

#[cfg(test)]
mod tests {
    use crate::journal::Reader;
    use crate::journal::tests::{Bench, append, draft, read};
    use std::fs;
    use std::time::Duration;

    /// What lies still is not opened; what moved is, in whatever way it moved.
    #[test]
    fn only_what_moved_is_opened() {
        let bench = Bench::new();
        for operator in ["ops-a", "ops-b", "ops-c"] {
            append(&mut bench.journal(operator), &draft("x")).unwrap();
        }
        let resume = |reader: &Reader| {
            Reader::resume(bench.root(), "elsewhere", None, reader.positions().clone())
        };
        let mut reader = bench.reader("elsewhere");
        read(&mut reader);
        assert!(resume(&reader).unwrap().unmoved.is_empty(), "just written");
        std::thread::sleep(Duration::from_millis(3_100));
        assert_eq!(read(&mut reader), []);
        let mut again = resume(&reader).unwrap();
        assert_eq!(again.unmoved.len(), 3);
        assert_eq!(read(&mut again), []);
        // The machine's own records are looked into each time.
        let own = Reader::resume(bench.root(), "host", None, reader.positions().clone());
        assert!(own.unwrap().unmoved.is_empty());

        append(&mut bench.journal("ops-a"), &draft("y")).unwrap();
        let mut again = resume(&reader).unwrap();
        assert_eq!(again.unmoved.len(), 2);
        assert_eq!(read(&mut again).len(), 1);
        append(
            &mut bench.journal_on("ops-b", "host", "boot-2", "1.0.0"),
            &draft("z"),
        )
        .unwrap();
        let mut again = resume(&reader).unwrap();
        assert_eq!(again.unmoved.len(), 1);
        assert_eq!(read(&mut again).len(), 3);

        let last = reader.positions().heads().last().unwrap().writer;
        let path = bench.segments(&last).pop().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let altered = text.replace("\"text\":\"x\"", "\"text\":\"q\"");
        assert_eq!(altered.len(), text.len());
        fs::write(&path, altered).unwrap();
        let mut again = resume(&reader).unwrap();
        assert!(!again.unmoved.contains(&last));
        read(&mut again);
    }
}
