//! What became overdue while the screens are open: told once, by bell or by the desktop.
//!
//! What was overdue before stands on Today already, and is not told again.

use super::App;
use crate::app::effect::Effect;
use crate::state::{Row, SeriesId, SlotState, State};
use jiff::Timestamp;

/// Slots that are known to be overdue; nothing before they were first counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overdue(Option<Vec<(SeriesId, Timestamp)>>);

/// Tells what became overdue since this was asked last.
pub(super) fn tell(app: &mut App, state: &State) -> Vec<Effect> {
    let rows = state.today(app.now).rows;
    let now: Vec<_> = rows
        .into_iter()
        .filter_map(|row| match row {
            Row::Slot {
                line, occurrence, ..
            } if occurrence.state == SlotState::Overdue => Some((line, occurrence.slot)),
            Row::InProgress {
                run,
                occurrence: Some(occurrence),
            } if occurrence.state == SlotState::Overdue => {
                Some((state.run(run)?.line()?, occurrence.slot))
            }
            _ => None,
        })
        .collect();
    let before = app.overdue.0.replace(now.clone());
    let Some(before) = before else {
        return Vec::new();
    };
    let mut fresh = now.into_iter().filter(|slot| !before.contains(slot));
    let Some((line, _)) = fresh.next() else {
        return Vec::new();
    };
    let more = match fresh.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    vec![Effect::Notify(format!("Overdue: {}{more}", line.procedure))]
}
