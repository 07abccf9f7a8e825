//! How Today looks, with its styles, at several sizes.

use super::snapshot::snapshot;
use crate::app::look::Look;
use crate::state::Row;
use crate::tui::tests::{open, play::Play};
use insta::assert_snapshot;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[targets.prod-eu]
[targets.prod-us]

[[procedures]]
title = "Morning health round"
schedule = "weekly mon 08:00"
grace = "30m"
targets = ["prod-eu", "prod-us"]
steps = ["Lag is low", "Backup finished", "Nobody complained"]

[[procedures]]
title = "Queue check"
schedule = "daily 09:00"
steps = ["The queue is short"]

[[procedures]]
title = "Certificates"
schedule = "weekly mon 12:00"
early = "4h"
steps = ["None ends within thirty days"]

[[procedures]]
title = "Reconciliation"
schedule = "weekly mon 18:00"
steps = ["Counts agree"]

[[procedures]]
title = "Disk space"
schedule = "weekly mon 08:30"
steps = ["No disk is full"]
"#;

/// A morning with something of every kind.
fn morning() -> Play {
    let mut play = Play::new(&[("orders.toml", BOOK)], (80, 24));
    open(&mut play, "Disk space");
    play.keys("<space><enter><esc>");
    open(&mut play, "Certificates");
    play.keys("<esc>g");
    play
}

fn shot(play: &mut Play, width: u16, height: u16) -> String {
    snapshot(&mut play.app, &play.state, width, height)
}

#[test]
fn a_morning_at_three_sizes() {
    let mut play = morning();
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Certificates  0/1                          │ Step 1 of 1
     Orders sync                                │ None ends within thirty days
     ▸☐  1 None ends within thirty days         │
      ↵ Finish                                  │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │

     space OK  x not OK  s skip  n note  / find  : palette  q out            ? help
     0: 0-15 bold, 72-78 bold
     1: 1-17 bold, 46-56 bold
     2: 46-73 bold
     3: 1-42 reversed
    23: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 37-37 bold, 45-45 bold, 56-56 bold, 73-73 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Certificates  0/1                            │ Step 1 of 1
     Orders sync                                  │ None ends within thirty days
     ▸☐  1 None ends within thirty days           │
      ↵ Finish                                    │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │
                                                  │

     space OK  x not OK  s skip  n note  / find  : palette  q out                                                    ? help
     0: 0-15 bold, 112-118 bold
     1: 1-17 bold, 48-58 bold
     2: 48-75 bold
     3: 1-44 reversed
    35: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 37-37 bold, 45-45 bold, 56-56 bold, 113-113 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
     Certificates  0/1
     ▸☐  1 None ends within thirty days
      ↵ Finish







     enter read  space OK  x not OK  ? help
     0: 0-7 bold, 32-38 bold
     1: 1-17 bold
     2: 1-38 reversed
    11: 1-5 bold, 13-17 bold, 23-23 bold, 33-33 bold
    cursor 1,2
    ");
}

#[test]
fn without_colour_and_in_ascii_nothing_is_lost() {
    let mut play = morning();
    play.app.look = Look {
        ascii: true,
        colour: false,
        ..play.app.look
    };
    assert!(play.screen().is_ascii(), "{}", play.screen());
    assert_snapshot!(shot(&mut play, 80, 14), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups     09:12 - ops-a - saved
     Certificates  0/1                          | Step 1 of 1
     >[ ]  1 None ends within thirty days       | None ends within thirty days
      -> Finish                                 |
                                                |
                                                |
                                                |
                                                |
                                                |
                                                |
                                                |
                                                |
                                                |
     space OK  x not OK  s skip  n note  / find  : palette  q out            ? help
     0: 0-15 bold, 74-78 bold
     1: 1-17 bold, 46-56 bold
     2: 1-42 reversed, 46-73 bold
    13: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 37-37 bold, 45-45 bold, 56-56 bold, 73-73 bold
    cursor 1,2
    ");
}

/// Beside a good runbook, one that is broken whole and one that is in part.
#[test]
fn a_broken_runbook_stands_on_today_with_what_is_wrong() {
    let broken = "title = \"Refunds";
    let partly = "title = \"Payments\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Daily look\"\nshedule = \"daily 09:00\"\nsteps = [\"Look\"]\n";
    let files = [
        ("orders.toml", BOOK),
        ("refunds.toml", broken),
        ("payments.toml", partly),
    ];
    let mut play = Play::new(&files, (100, 30));
    let row = |play: &Play| play.app.today_row().cloned();
    while !matches!(row(&play), Some(Row::Broken { .. })) {
        let before = play.app.today.cursor.at;
        play.keys("j");
        assert_ne!(play.app.today.cursor.at, before, "no row tells it");
    }
    let screen = play.screen();
    for told in ["Payments", "Refunds", "1 error", "`shedule` is not a key"] {
        assert!(screen.contains(told), "{told} is not shown:\n{screen}");
    }
    play.keys("<enter>");
    let screen = play.screen();
    assert!(screen.contains("Runbooks  3"), "{screen}");
    assert!(screen.contains("write `schedule`"), "{screen}");
}

/// The row of a procedure that has no twin keeps its title before its target.
#[test]
fn a_title_keeps_its_letters_where_its_target_tells_nothing_apart() {
    let book = |targets: &str| {
        format!(
            "title = \"Handing a tool over\"\ntimezone = \"Europe/Berlin\"\n[targets.orders-sync]\n[targets.refunds]\n[[procedures]]\ntitle = \"Stabilization check\"\nschedule = \"weekly thu 14:00\"\nearly = \"4 days\"\ntargets = {targets}\nsteps = [\"Look\"]\n"
        )
    };
    let one = book("[\"orders-sync\"]");
    let mut play = Play::new(&[("handoff.toml", &one)], (80, 24));
    let screen = shot(&mut play, 80, 24);
    assert!(screen.contains("Stabilization check"), "{screen}");
    let two = book("[\"orders-sync\", \"refunds\"]");
    let mut play = Play::new(&[("handoff.toml", &two)], (80, 24));
    let screen = shot(&mut play, 80, 24);
    assert!(screen.contains("…  orders-sync"), "{screen}");
    assert!(screen.contains("…  refunds"), "{screen}");
}

#[test]
fn a_missed_row_names_its_keys() {
    let mut play = morning();
    while !play.screen().contains("all seen") {
        play.keys("j");
    }
    let foot = play.screen();
    assert_snapshot!(foot.lines().last().unwrap_or_default(), @" m seen  M all seen  E excuse  a exception  n note  / find  : palette    ? help");
}

#[test]
fn the_keys_of_today() {
    let mut play = morning();
    play.keys("?");
    assert_snapshot!(play.screen(), @"
    ━ Keys: In a run ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     In a run
     space         OK; for a reading, a text or a choice: open its field
     x             Not OK, with a note
     s             Skip the step, with a reason
     d             Put the step off, with a reason
     !             Run the step's command, begin its wait, or start what it calls
     ctrl-k        End the command that runs, with all that it started
     tab           To the next open step
     c             Say that the caution was read
     >             Go on past a step that holds, with a reason
     .             Do the step again; what was before stays on record
     =             Correct what was written down, with a reason
     u             Take back the answer of this step, or your last one
     t             Say when the next answer was really done
     n             Write a note at the step
     W             Propose other words for this step: a change that others allow
     N             Write a note at the run
     f             Attach a file as evidence
     y             Copy the step's text
     Y             Show the text to copy, full width
     o             Open the step's link                                   J ↓ more

     j k scroll  esc back
    ");
    // The key that the sheet names scrolls it.
    play.keys("J");
    assert!(play.screen().contains("Keys: Today"), "{}", play.screen());
}
