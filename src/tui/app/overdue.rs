//! What became overdue while the screens are open: told once, by bell or by the desktop.
//!
//! What was overdue before stands on Today already, and is not told again.

use super::App;
use crate::state::{Row, SeriesId, SlotState, State};
use crate::tui::effect::Effect;
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

#[cfg(test)]
mod tests {
    use crate::tui::app::tests::play::Play;
    use crate::tui::effect::Effect;

    const ROUND: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning round"
schedule = "weekdays 09:00"
grace = "1h"
steps = ["Lag is low"]

[[procedures]]
title = "Queue check"
schedule = "weekdays 09:05"
grace = "1h"
steps = ["Depth is low"]
"#;

    fn told(play: &mut Play) -> Vec<String> {
        let effects = play.effects.drain(..);
        effects
            .filter_map(|effect| match effect {
                Effect::Notify(words) => Some(words),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn what_becomes_overdue_is_told_once() {
        // It is 09:12.
        let mut play = Play::new(&[("orders.toml", ROUND)], (80, 24));
        play.wait(1);
        assert_eq!(told(&mut play), [""; 0]);
        play.wait(60);
        assert_eq!(
            told(&mut play),
            ["Overdue: orders/morning-round, and 1 more"]
        );
        play.wait(1);
        assert_eq!(told(&mut play), [""; 0]);
    }
}
