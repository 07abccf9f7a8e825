//! What becomes overdue is told.

use super::play::Play;
use crate::app::effect::Effect;

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
