//! A day of the calendar: what was missed on it, and what can be done with it.

use crate::app::action::Action;
use crate::present::Clock;
use crate::report::Calendar;
use crate::state::{SeriesId, SlotState, State};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The lines of which a round was missed on the selected day and is not acknowledged yet.
pub(super) fn missed_on(
    day: Date,
    state: &State,
    calendar: &Calendar,
    wall: &Clock,
) -> BTreeSet<SeriesId> {
    let due = calendar.on(state, day, wall);
    let missed = due.into_iter().filter(|(line, it)| {
        let known = state.line_of(line);
        it.state == SlotState::Missed && !known.is_some_and(|known| known.is_seen(it.slot))
    });
    missed.map(|(line, _)| line).collect()
}

/// What can be done with a day of the calendar, what comes next first.
pub fn day_wanted(day: Date, state: &State, calendar: &Calendar, wall: &Clock) -> Vec<Action> {
    let due = calendar.on(state, day, wall);
    let missed = !missed_on(day, state, calendar, wall).is_empty();
    let has_runs = due.iter().any(|(_, it)| it.run.is_some());
    let wanted = [
        missed.then_some(Action::Ok),
        has_runs.then_some(Action::Enter),
        calendar.bad().next().map(|_| Action::NextOpen),
    ];
    wanted.into_iter().flatten().collect()
}
