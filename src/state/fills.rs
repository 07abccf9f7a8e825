//! What live runs did for the slots of a line.
//!
//! The last of them are at hand, the older ones lie in a drawer: what is due asks for the last
//! alone.

use super::drawer::{Drawer, Stowed};
use super::verdict::Verdict;
use crate::event::RunId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// So many stay at hand in a checkpoint.
const AT_HAND: usize = if cfg!(test) { 2 } else { 16 };

/// What one live run did for the slot that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Fill {
    /// It goes on.
    Open,
    /// It did what it was for.
    Done {
        /// Whether that was in time, by the schedule that it started under.
        in_time: bool,
    },
    /// It was given up, or nothing in it was done.
    Nothing,
}

impl Fill {
    pub(super) fn of(
        verdict: &Verdict,
        done_at: Option<Timestamp>,
        due_by: Option<Timestamp>,
    ) -> Self {
        let in_time = match (done_at, due_by) {
            (Some(done), Some(due_by)) => done <= due_by,
            _ => true,
        };
        match verdict {
            Verdict::Open => Self::Open,
            verdict if verdict.fills_its_slot() => Self::Done { in_time },
            _ => Self::Nothing,
        }
    }
}

/// A slot, a run that names it, and what that did for it.
pub(super) type Filled = (Timestamp, RunId, Fill);

/// All of them, by slot and run.
#[derive(Clone, Debug, Default)]
pub(super) struct Fills {
    /// Those of the slots before a moment.
    pub(super) older: Option<(Timestamp, Drawer<Vec<Filled>>)>,
    /// The others.
    pub(super) last: Vec<Filled>,
}

impl PartialEq for Fills {
    /// Where they lie is nobody's business.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Fills {
    fn iter(&self) -> impl Iterator<Item = &Filled> {
        let older = self.older.iter();
        older.flat_map(|(_, older)| older.get()).chain(&self.last)
    }

    /// Those of the slots before a moment.
    pub(super) fn before(&self, until: Timestamp) -> Vec<Filled> {
        let rows = self.iter().take_while(|(slot, ..)| *slot < until);
        rows.copied().collect()
    }

    pub(super) fn of_slot(&self, slot: Timestamp) -> &[Filled] {
        let rows = match &self.older {
            Some((until, older)) if slot < *until => older.get(),
            _ => &self.last,
        };
        let from = rows.partition_point(|(other, ..)| *other < slot);
        let to = rows.partition_point(|(other, ..)| *other <= slot);
        &rows[from..to]
    }

    fn change(&mut self, slot: Timestamp, change: impl FnOnce(&mut Vec<Filled>)) {
        match &mut self.older {
            Some((until, older)) if slot < *until => older.change(change),
            _ => change(&mut self.last),
        }
    }

    pub(super) fn put(&mut self, slot: Timestamp, run: RunId, fill: Fill) {
        let key = |(slot, run, _): &Filled| (*slot, *run);
        self.change(slot, |rows| {
            match rows.binary_search_by_key(&(slot, run), key) {
                Ok(at) => rows[at].2 = fill,
                Err(at) => rows.insert(at, (slot, run, fill)),
            }
        });
    }

    pub(super) fn take_back(&mut self, slot: Timestamp, run: RunId) {
        self.change(slot, |rows| {
            rows.retain(|(other, by, _)| (*other, *by) != (slot, run));
        });
    }

    /// Puts the older ones away, where there are enough of them to be worth it.
    pub(super) fn trim(&mut self) {
        if self.last.len() <= 2 * AT_HAND {
            return;
        }
        let until = self.last[self.last.len() - AT_HAND].0;
        let rest = self.last.partition_point(|(slot, ..)| *slot < until);
        let mut away: Vec<Filled> = self.last.drain(..rest).collect();
        let (known, older) = self.older.get_or_insert_default();
        *known = until;
        older.change(|older| older.append(&mut away));
    }
}

/// A row, as a checkpoint spells it.
type Row = (i64, i32, u128, Fill);

impl Stowed for Vec<Filled> {
    fn stow(&self) -> Vec<u8> {
        let row = |(slot, run, fill): &Filled| -> Row {
            (slot.as_second(), slot.subsec_nanosecond(), run.0.0, *fill)
        };
        let rows: Vec<Row> = self.iter().map(row).collect();
        postcard::to_stdvec(&rows).unwrap_or_default()
    }

    fn unstow(bytes: &[u8]) -> Option<Self> {
        let rows: Vec<Row> = postcard::from_bytes(bytes).ok()?;
        let row = |(second, nanosecond, run, fill): Row| {
            let slot = Timestamp::new(second, nanosecond).ok()?;
            Some((slot, RunId(run.into()), fill))
        };
        rows.into_iter().map(row).collect()
    }
}
