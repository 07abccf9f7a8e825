//! The last year day by day: what became of the slots of each day.
//!
//! Counted when it is opened and when the record changes, so that drawing it is nothing.

use super::App;
use super::journal::Opened;
use crate::runbook::ProcedureRef;
use crate::state::{SlotState, State};
use jiff::SignedDuration;
use jiff::civil::Date;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Done in time.
    pub done: u32,
    /// Done, but late.
    pub late: u32,
    /// Not done.
    pub missed: u32,
    /// Need not be done.
    pub excused: u32,
    /// Still to be done.
    pub waiting: u32,
}

impl Day {
    /// The worst that became of a slot: what the day looks like.
    pub fn worst(self) -> SlotState {
        match self {
            Self { missed: 1.., .. } => SlotState::Missed,
            Self { waiting: 1.., .. } => SlotState::Due,
            Self { late: 1.., .. } => SlotState::DoneLate,
            Self { done: 1.., .. } => SlotState::Done,
            _ => SlotState::Excused,
        }
    }

    fn add(&mut self, state: SlotState) {
        match state {
            SlotState::Done => self.done += 1,
            SlotState::DoneLate => self.late += 1,
            SlotState::Missed => self.missed += 1,
            SlotState::Excused => self.excused += 1,
            SlotState::Open | SlotState::Due | SlotState::Overdue => self.waiting += 1,
            SlotState::Upcoming => {}
        }
    }
}

/// The last year of what is shown: of one procedure, or of all. The same key puts the list back.
pub(super) fn toggle(app: &mut App, state: &State) {
    let is_shown = matches!(app.journal.opened, Some(Opened::Calendar(_)));
    app.journal.scroll.to(0);
    app.journal.opened = (!is_shown).then(|| {
        let only = app.journal.only.clone();
        Opened::Calendar(Calendar::of(app, state, only))
    });
}

impl Calendar {
    /// Counts the slots of the last year.
    pub fn of(app: &App, state: &State, only: Option<ProcedureRef>) -> Self {
        let back = SignedDuration::from_hours(24 * i64::from(DAYS));
        let from = app.now.saturating_sub(back).unwrap_or(app.now);
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        let wanted = |procedure: &ProcedureRef| only.as_ref().is_none_or(|it| it == procedure);
        for (_, line) in state.lines().filter(|(id, _)| wanted(&id.procedure)) {
            for occurrence in line.occurrences(from, app.now, app.now) {
                let date = occurrence.slot.to_zoned(app.zone.clone()).date();
                days.entry(date).or_default().add(occurrence.state);
            }
        }
        Self { only, days }
    }

    /// All days together.
    pub fn total(&self) -> Day {
        let mut total = Day::default();
        for day in self.days.values() {
            total.done += day.done;
            total.late += day.late;
            total.missed += day.missed;
            total.excused += day.excused;
            total.waiting += day.waiting;
        }
        total
    }
}
