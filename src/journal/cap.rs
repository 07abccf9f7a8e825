//! How far a reader reads the record of one writer of this machine.
//!
//! What stays true: what the lock file and what is kept outside the journal say together was
//! saved is read, and nothing beyond it.

use super::beyond::{Beyond, KeptPoints, beyond, goes_on, saved_now};
use super::fault::ReadFault;
use super::lock::{Point, Saved, boot_mark};
use super::place::Cap;
use super::reader::Reader;
use super::unread::{Unread, why};
use crate::event::WriterId;

impl Reader {
    /// How far a writer is read that the lock file knows. What was kept since is read as well: it
    /// was saved, and could not be noted.
    pub(super) fn cap_of_saved(
        &mut self,
        writer: &WriterId,
        saved: &Saved,
        kept: &mut Option<KeptPoints>,
    ) -> Result<Cap, ReadFault> {
        let cap = self.cap(saved);
        let folder = self.root.join(writer.as_str());
        if cap.is_none() || !goes_on(&self.disk, &folder, &saved.point) {
            return Ok(cap);
        }
        let Some(point) = self.kept_of(writer, kept)?.filter(|kept| kept.cap() > cap) else {
            return Ok(cap);
        };
        // Somebody may just have saved it and noted both.
        let now = saved_now(&self.disk, &self.root, &self.machine, writer);
        if now.is_none_or(|now| now.point.cap() < point.cap()) {
            let (writer, seq) = (writer.clone(), point.link.seq);
            self.beyond.push(Beyond::NotShown { writer, seq });
        }
        Ok(point.cap())
    }

    /// How far a writer is read that the lock file does not know: where it is this machine's, only
    /// as far as it was kept.
    pub(super) fn cap_of_kept(
        &mut self,
        writer: &WriterId,
        kept: &mut Option<KeptPoints>,
    ) -> Result<Cap, ReadFault> {
        let Some(point) = self.kept_of(writer, kept)? else {
            return Ok(None);
        };
        let folder = self.root.join(writer.as_str());
        let head = self.positions.writers.get(writer);
        if head.is_some_and(|head| Some((head.segment, head.bytes)) > point.cap()) {
            // It was read while something said that it was saved.
            self.reset();
            return Err(ReadFault::Outdated);
        }
        match beyond(&self.disk, &folder, writer, &point) {
            Ok(found) => self.beyond.extend(found.map(Beyond::NotSaved)),
            Err(error) => self.unreadable.push(Unread {
                writer: writer.clone(),
                segment: 0,
                beside: None,
                why: why(&error),
            }),
        }
        Ok(point.cap())
    }

    /// What is kept of a writer of this machine.
    fn kept_of(
        &self,
        writer: &WriterId,
        kept: &mut Option<KeptPoints>,
    ) -> Result<Option<Point>, ReadFault> {
        let Some(state) = self.state.as_deref().filter(|_| !self.machine.is_empty()) else {
            return Ok(None);
        };
        let kept = match kept {
            Some(kept) => kept,
            None => {
                let journal = self.positions.journal;
                let found = KeptPoints::find(&self.disk, state, journal);
                let found = found.map_err(|error| {
                    let path = state.join("writers");
                    ReadFault::UnreadableBeside { path, error }
                })?;
                kept.insert(found)
            }
        };
        Ok(kept.of(writer))
    }

    /// After a boot, what the disk holds is saved; a doubt outlives it.
    fn cap(&self, saved: &Saved) -> Cap {
        if saved.is_given_up() {
            return None;
        }
        let boot = boot_mark(self.boot.as_deref());
        let is_past = boot != "-" && saved.boot != "-" && boot != saved.boot;
        let point = saved.point;
        (saved.is_doubtful || !is_past).then_some((point.segment, point.bytes))
    }
}
