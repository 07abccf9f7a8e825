//! The last year day by day: what became of the slots of each day.
//!
//! It is counted once for whoever shows it, so that showing it costs nothing.

use crate::present::Clock;
use crate::runbook::ProcedureRef;
use crate::state::{Occurrence, OnTime, SeriesId, SlotState, State};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use serde::Serialize;
use std::collections::BTreeMap;

/// As many days as are counted: a year, in whole weeks.
pub const DAYS: i32 = 53 * 7;

/// The last year of one procedure, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The one procedure that is counted.
    pub only: Option<ProcedureRef>,
    /// Days with slots, oldest first.
    pub days: BTreeMap<Date, Day>,
}

/// What became of the slots of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Done in time.
    pub done: u32,
    /// Done, but late.
    pub late: u32,
    /// Not done.
    pub missed: u32,
    /// Need not be done. Programs know it by its first name.
    #[serde(rename = "excused")]
    pub waived: u32,
    /// Still to be done.
    pub waiting: u32,
    /// Of those: past their grace.
    pub overdue: u32,
    #[serde(skip)]
    share: OnTime,
}

impl Day {
    /// The worst that became of a slot: what the day looks like.
    pub fn worst(self) -> SlotState {
        match self {
            Self { missed: 1.., .. } => SlotState::Missed,
            Self { overdue: 1.., .. } => SlotState::Overdue,
            Self { waiting: 1.., .. } => SlotState::Due,
            Self { late: 1.., .. } => SlotState::DoneLate,
            Self { done: 1.., .. } => SlotState::Done,
            _ => SlotState::Excused,
        }
    }

    /// In words, the worst first: `1 missed, 3 in time`.
    pub fn words(self) -> String {
        let parts = [
            (self.missed, "missed"),
            (self.overdue, "overdue"),
            (self.waiting - self.overdue, "due"),
            (self.late, "late"),
            (self.done, "on time"),
            (self.waived, "waived"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        parts.join(", ")
    }

    /// Each of what can become of a slot, with how often it did and the words for it.
    pub fn counts(self) -> [(SlotState, u32, &'static str); 6] {
        [
            (SlotState::Done, self.done, "on time"),
            (SlotState::DoneLate, self.late, "late"),
            (SlotState::Missed, self.missed, "missed"),
            (SlotState::Overdue, self.overdue, "overdue"),
            (SlotState::Excused, self.waived, "waived"),
            (SlotState::Due, self.waiting - self.overdue, "due"),
        ]
    }

    /// How many of a hundred that are past were done in time.
    pub fn percent_on_time(self) -> Option<u32> {
        self.share.percent()
    }

    fn add(&mut self, state: SlotState) {
        self.share.add(state);
        match state {
            SlotState::Done => self.done += 1,
            SlotState::DoneLate => self.late += 1,
            SlotState::Missed => self.missed += 1,
            SlotState::Excused => self.waived += 1,
            SlotState::Open | SlotState::Due => self.waiting += 1,
            SlotState::Overdue => {
                self.overdue += 1;
                self.waiting += 1;
            }
            SlotState::Upcoming => {}
        }
    }
}

/// What somebody looks for on a day comes first.
fn rank(state: SlotState) -> u8 {
    match state {
        SlotState::Missed => 0,
        SlotState::Overdue => 1,
        SlotState::Due | SlotState::Open => 2,
        SlotState::DoneLate => 3,
        SlotState::Done | SlotState::Upcoming => 4,
        SlotState::Excused => 5,
    }
}

impl Calendar {
    /// Counts the slots of the last year.
    pub fn of(state: &State, only: Option<ProcedureRef>, wall: &Clock) -> Self {
        let back = SignedDuration::from_hours(24 * i64::from(DAYS));
        let from = wall.now.saturating_sub(back).unwrap_or(wall.now);
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        let wanted = |procedure: &ProcedureRef| only.as_ref().is_none_or(|it| it == procedure);
        for (_, line) in state.lines().filter(|(id, _)| wanted(&id.procedure)) {
            for occurrence in line.occurrences(from, wall.now, wall.now) {
                let date = occurrence.slot.to_zoned(wall.zone.clone()).date();
                days.entry(date).or_default().add(occurrence.state);
            }
        }
        Self { only, days }
    }

    /// What was due on a day, what was missed or late first.
    pub fn on(&self, state: &State, date: Date, wall: &Clock) -> Vec<(SeriesId, Occurrence)> {
        let midnight = |date: Date| date.to_zoned(wall.zone.clone()).map(|it| it.timestamp());
        let tomorrow = date.saturating_add(1.days());
        let (Ok(from), Ok(to)) = (midnight(date), midnight(tomorrow)) else {
            return Vec::new();
        };
        let wanted = |id: &SeriesId| self.only.as_ref().is_none_or(|it| *it == id.procedure);
        let mut found = Vec::new();
        for (id, line) in state.lines().filter(|(id, _)| wanted(id)) {
            let occurrences = line.occurrences(from, to, wall.now).into_iter();
            let past = occurrences.filter(|it| it.state != SlotState::Upcoming && it.slot < to);
            found.extend(past.map(|occurrence| (id.clone(), occurrence)));
        }
        found.sort_by_key(|(_, it)| (rank(it.state), it.slot));
        found
    }

    /// The Monday on which the first of so many weeks begins, the last being the one of today.
    pub fn first_of(weeks: i32, wall: &Clock) -> Date {
        let today = wall.zone.to_datetime(wall.now).date();
        let monday = i32::from(today.weekday().to_monday_zero_offset());
        today.saturating_sub((monday + 7 * (weeks - 1)).days())
    }

    /// The days on which something was late or missed, or is overdue, the latest first.
    pub fn bad(&self) -> impl Iterator<Item = (&Date, &Day)> {
        let days = self.days.iter().rev();
        days.filter(|(_, day)| day.late + day.missed + day.overdue > 0)
    }

    /// All days together.
    pub fn total(&self) -> Day {
        let mut total = Day::default();
        for day in self.days.values() {
            total.done += day.done;
            total.late += day.late;
            total.missed += day.missed;
            total.waived += day.waived;
            total.overdue += day.overdue;
            total.waiting += day.waiting;
            total.share.done += day.share.done;
            total.share.over += day.share.over;
        }
        total
    }
}
