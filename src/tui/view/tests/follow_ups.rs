//! How Follow-ups, their rows on Today, the way from an alert and the last year look, with
//! their styles, at several sizes.

use super::snapshot::snapshot;
use crate::tui::app::tests::{open, play::Play};
use insta::assert_snapshot;

const BOOK: &str = r##"
title = "Orders sync"
timezone = "Europe/Berlin"

[review]
every = "90 days"
last = 2026-09-01

[owners]
technical = { name = "Orders tech lead", contact = "#orders-dev", operators = ["ops-a"] }
operations = { name = "Ops shift lead", contact = "+49 30 5550100" }

[targets.prod-eu]
[targets.prod-us]

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"

[[alerts]]
name = "OrdersSyncDown"
severity = "sev1"

[[procedures]]
title = "Morning round"
schedule = "weekdays 09:00"
steps = ["Lag is low", "Backup finished"]

[[procedures]]
title = "Rotate the key"
schedule = "daily 06:00"
if_missed = "carry"
steps = ["Rotate it"]

[[procedures]]
title = "Drain the queue"
alerts = ["OrdersSyncLagHigh"]
targets = ["prod-eu", "prod-us"]
rehearse_every = "90 days"
steps = ["Stop it", "Drain it"]

[[procedures]]
title = "Restart the consumer"
alerts = ["OrdersSyncDown"]
steps = ["Restart it"]
"##;

/// A question, an override, an issue and a step that was put off.
fn shift() -> Play {
    let mut play = Play::new(&[("orders-sync.toml", BOOK)], (80, 24));
    open(&mut play, "Morning round");
    play.keys("QWhich dashboard shows the lag of yesterday?<enter>");
    play.keys("dno time before the call<enter><space><enter><esc>");
    play.keys("ZOrdersSyncLagHigh is muted<enter>fri<enter>");
    play.keys("IThe lag panel is gone<enter>");
    play
}

fn shot(play: &mut Play, width: u16, height: u16) -> String {
    snapshot(&mut play.app, &play.state, width, height)
}

#[test]
fn follow_ups_at_three_sizes() {
    let mut play = shift();
    play.keys("4");
    assert_snapshot!(shot(&mut play, 80, 24), @"");
    assert_snapshot!(shot(&mut play, 120, 36), @"");
    assert_snapshot!(shot(&mut play, 40, 12), @"");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"");
}

#[test]
fn what_was_put_off_and_set_aside_stands_on_today() {
    let mut play = shift();
    play.keys("G");
    for _ in 0..20 {
        let screen = play.screen();
        if screen
            .lines()
            .any(|line| line.contains("▸") && line.contains("deferral:"))
        {
            break;
        }
        play.keys("k");
    }
    assert_snapshot!(shot(&mut play, 80, 24), @"");
    assert_snapshot!(shot(&mut play, 40, 12), @"");
}

#[test]
fn what_was_asked_stands_at_the_step_with_its_answer() {
    let mut play = shift();
    play.keys("4");
    for _ in 0..4 {
        if play
            .screen()
            .lines()
            .any(|line| line.contains("▸○ question"))
        {
            break;
        }
        play.keys("j");
    }
    play.keys("AThe one called Orders<enter>o");
    assert_snapshot!(shot(&mut play, 80, 24), @"");
}

#[test]
fn an_alert_at_two_sizes() {
    let mut play = shift();
    play.keys("aorders");
    assert_snapshot!(shot(&mut play, 80, 24), @"");
    assert_snapshot!(shot(&mut play, 40, 12), @"");
}

#[test]
fn the_last_year_at_three_sizes() {
    let mut play = shift();
    play.keys("3c");
    assert_snapshot!(shot(&mut play, 80, 24), @"");
    assert_snapshot!(shot(&mut play, 120, 36), @"");
    assert_snapshot!(shot(&mut play, 40, 12), @"");
}
