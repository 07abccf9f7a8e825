//! What live runs did for the slots of a line.
//!
//! Those that go on and the last of the others are at hand, the older ones lie in a drawer: what
//! is due asks for those at hand alone.

use super::drawer::{Drawer, Stowed};
use super::verdict::Verdict;
use crate::event::RunId;
use jiff::Timestamp;

/// So many stay at hand in a checkpoint.
const AT_HAND: usize = if cfg!(test) { 2 } else { 8 };

/// What one live run did for the slot that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The runs that go on.
    pub(super) open: Vec<Filled>,
    /// The others, of the slots before a moment.
    pub(super) older: Option<(Timestamp, Drawer<Vec<Filled>>)>,
    /// The others, of the slots since.
    pub(super) last: Vec<Filled>,
}

impl PartialEq for Fills {
    /// Where they lie is nobody's business.
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open && self.ended().eq(other.ended())
    }
}

impl Fills {
    fn ended(&self) -> impl Iterator<Item = &Filled> {
        let older = self.older.iter();
        older.flat_map(|(_, older)| older.get()).chain(&self.last)
    }

    /// The runs that do not go on, of the slots before a moment.
    pub(super) fn before(&self, until: Timestamp) -> Vec<Filled> {
        let rows = self.ended().take_while(|(slot, ..)| *slot < until);
        rows.copied().collect()
    }

    /// The runs of a slot that do not go on.
    pub(super) fn of_slot(&self, slot: Timestamp) -> &[Filled] {
        of_slot(
            slot,
            match &self.older {
                Some((until, older)) if slot < *until => older.get(),
                _ => &self.last,
            },
        )
    }

    /// The run of a slot that goes on; the earliest, where there are several.
    pub(super) fn open_at(&self, slot: Timestamp) -> Option<RunId> {
        of_slot(slot, &self.open).first().map(|(_, run, _)| *run)
    }

    fn change(&mut self, slot: Timestamp, change: impl FnOnce(&mut Vec<Filled>)) {
        match &mut self.older {
            Some((until, older)) if slot < *until => older.change(change),
            _ => change(&mut self.last),
        }
    }

    pub(super) fn put(&mut self, slot: Timestamp, run: RunId, fill: Fill) {
        self.take_back(slot, run);
        let put = |rows: &mut Vec<Filled>| {
            let at = rows.partition_point(|(other, by, _)| (*other, *by) < (slot, run));
            rows.insert(at, (slot, run, fill));
        };
        match fill {
            Fill::Open => put(&mut self.open),
            Fill::Done { .. } | Fill::Nothing => self.change(slot, put),
        }
    }

    pub(super) fn take_back(&mut self, slot: Timestamp, run: RunId) {
        let is_it = |(other, by, _): &Filled| (*other, *by) == (slot, run);
        self.open.retain(|row| !is_it(row));
        if self.of_slot(slot).iter().any(is_it) {
            self.change(slot, |rows| rows.retain(|row| !is_it(row)));
        }
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

fn of_slot(slot: Timestamp, rows: &[Filled]) -> &[Filled] {
    let from = rows.partition_point(|(other, ..)| *other < slot);
    let to = rows.partition_point(|(other, ..)| *other <= slot);
    &rows[from..to]
}

/// A row, as a checkpoint spells it, takes so many bytes: second and nanosecond, run, fill. There
/// are thousands, and no number in them is small.
const ROW_BYTES: usize = 8 + 4 + 16 + 1;

impl Stowed for Vec<Filled> {
    fn stow(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ROW_BYTES * self.len());
        for (slot, run, fill) in self {
            bytes.extend(slot.as_second().to_le_bytes());
            bytes.extend(slot.subsec_nanosecond().to_le_bytes());
            bytes.extend(run.0.0.to_le_bytes());
            bytes.push(match fill {
                Fill::Open => 0,
                Fill::Nothing => 1,
                Fill::Done { in_time: false } => 2,
                Fill::Done { in_time: true } => 3,
            });
        }
        bytes
    }

    fn unstow(bytes: &[u8]) -> Option<Self> {
        let (rows, rest) = bytes.as_chunks::<ROW_BYTES>();
        let row = |row: &[u8; ROW_BYTES]| {
            let (second, rest) = row.split_first_chunk()?;
            let (nanosecond, rest) = rest.split_first_chunk()?;
            let (run, fill) = rest.split_first_chunk()?;
            let second = i64::from_le_bytes(*second);
            let slot = Timestamp::new(second, i32::from_le_bytes(*nanosecond)).ok()?;
            let fill = match fill {
                [0] => Fill::Open,
                [1] => Fill::Nothing,
                [2] => Fill::Done { in_time: false },
                [3] => Fill::Done { in_time: true },
                _ => return None,
            };
            Some((slot, RunId(u128::from_le_bytes(*run).into()), fill))
        };
        // There are hundreds of such lists, and none grows before it is changed.
        let mut read = Vec::with_capacity(rows.len());
        for bytes in rows {
            read.push(row(bytes)?);
        }
        rest.is_empty().then_some(read)
    }
}

/// The rows in the middle of something else.
pub(super) mod as_rows {
    use super::{Filled, Stowed};
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(rows: &Vec<Filled>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&rows.stow())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Filled>, D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        Vec::unstow(bytes).ok_or_else(|| de::Error::custom("rows that nobody wrote"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_put_away_or_not_at_all() {
        let at = |second, nanosecond| Timestamp::new(second, nanosecond).unwrap();
        let run = |number: u128| RunId(number.into());
        let rows: Vec<Filled> = vec![
            (at(-7, -500), run(0), Fill::Open),
            (at(0, 0), run(u128::MAX), Fill::Nothing),
            (
                at(1_764_489_600, 1),
                run(1 << 90),
                Fill::Done { in_time: false },
            ),
            (
                at(253_402_207_200, 999_999_999),
                run(9),
                Fill::Done { in_time: true },
            ),
        ];
        let bytes = rows.stow();
        assert_eq!(Vec::unstow(&bytes), Some(rows));
        assert_eq!(Vec::<Filled>::unstow(&[]), Some(Vec::new()));
        for short in 1..ROW_BYTES {
            assert_eq!(Vec::<Filled>::unstow(&bytes[short..]), None, "{short}");
        }
        for (at, value) in [
            (ROW_BYTES - 1, 4),
            (ROW_BYTES - 1, 255),
            (7, 0x7f),
            (11, 0x7f),
        ] {
            let mut altered = bytes.clone();
            altered[at] = value;
            assert_eq!(Vec::<Filled>::unstow(&altered), None, "{value} at {at}");
        }
    }
}
