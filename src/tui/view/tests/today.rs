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
    ┌ Today ───────────────────────────────┐┌ Certificates ────────────────────────┐
    │ Needs attention 5                    ││ Orders sync                          │
    │ ▸▲ Certificates  0 of 1, 6 d overdue ││ started 09:12 by ops-a               │
    │  ▲ Reconciliation        5 d overdue ││ counts for 16 Nov 12:00              │
    │  ▲ Morning …  prod-eu 42 min overdue ││                                      │
    │  ▲ Morning …  prod-us 42 min overdue ││                                      │
    │  ▯ Queue c… 6 missed since Tue 09:00 ││                                      │
    │ Due now 2                            ││                                      │
    │  ● Queue check  Orders… due by 11:24 ││                                      │
    │  ○ Certificates      until Tue 04:48 ││                                      │
    │ Done 1                               ││                                      │
    │  ✓ Disk space  Orders sync     09:12 ││                                      │
    │ Later 2                              ││                                      │
    │  · Reconciliation  Orders sync 18:00 ││                                      │
    │  · Queue check  Orders sy… Tue 09:00 ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     enter continue  a exception  n note  / find  : palette  q quit          ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-7 bold, 8-40 dim, 41-54 bold, 55-79 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 39-40 dim, 42-52 dim, 79-79 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-18 reversed, 19-37 bold+reversed, 39-40 dim, 42-48 dim, 79-79 dim
     4: 0-0 dim, 3-3 red+bold, 27-37 red+bold, 39-40 dim, 42-51 dim, 79-79 dim
     5: 0-0 dim, 3-3 red+bold, 14-22 dim, 24-37 red+bold, 39-40 dim, 79-79 dim
     6: 0-0 dim, 3-3 red+bold, 14-22 dim, 24-37 red+bold, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-3 red+bold, 14-37 red+bold, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 9-10 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 3-3 cyan, 16-24 dim, 26-37 cyan, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 79-79 dim
    11: 0-0 dim, 2-5 blue+bold, 6-7 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 3-3 green, 15-27 dim, 33-37 green, 39-40 dim, 79-79 dim
    13: 0-0 dim, 2-6 blue+bold, 7-8 dim, 39-40 dim, 79-79 dim
    14: 0-0 dim, 3-3 dim, 19-31 dim, 33-37 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 3-3 dim, 16-27 dim, 29-37 dim, 39-40 dim, 79-79 dim
    16: 0-0 dim, 39-40 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 17-17 cyan+bold, 30-30 cyan+bold, 38-38 cyan+bold, 46-46 cyan+bold, 57-57 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ Today ───────────────────────────────────────────────────┐┌ Certificates ────────────────────────────────────────────┐
    │ Needs attention 5                                        ││ Orders sync                                              │
    │ ▸▲ Certificates  Orders sync         0 of 1, 6 d overdue ││ started 09:12 by ops-a                                   │
    │  ▲ Reconciliation  Orders sync               5 d overdue ││ counts for 16 Nov 12:00                                  │
    │  ▲ Morning health round  prod-eu · Order… 42 min overdue ││                                                          │
    │  ▲ Morning health round  prod-us · Order… 42 min overdue ││                                                          │
    │  ▯ Queue check  Orders sync     6 missed since Tue 09:00 ││                                                          │
    │ Due now 2                                                ││                                                          │
    │  ● Queue check  Orders sync                 due by 11:24 ││                                                          │
    │  ○ Certificates  Orders sync             until Tue 04:48 ││                                                          │
    │ Done 1                                                   ││                                                          │
    │  ✓ Disk space  Orders sync                         09:12 ││                                                          │
    │ Later 2                                                  ││                                                          │
    │  · Reconciliation  Orders sync                     18:00 ││                                                          │
    │  · Queue check  Orders sync                    Tue 09:00 ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    └──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘
     enter continue  a exception  n note  / find  : palette  q quit                                                  ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-7 bold, 8-60 dim, 61-74 bold, 75-119 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 59-60 dim, 62-72 dim, 119-119 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-38 reversed, 39-57 bold+reversed, 59-60 dim, 62-68 dim, 119-119 dim
     4: 0-0 dim, 3-3 red+bold, 19-31 dim, 47-57 red+bold, 59-60 dim, 62-71 dim, 119-119 dim
     5: 0-0 dim, 3-3 red+bold, 25-42 dim, 44-57 red+bold, 59-60 dim, 119-119 dim
     6: 0-0 dim, 3-3 red+bold, 25-42 dim, 44-57 red+bold, 59-60 dim, 119-119 dim
     7: 0-0 dim, 3-3 red+bold, 16-28 dim, 34-57 red+bold, 59-60 dim, 119-119 dim
     8: 0-0 dim, 2-8 blue+bold, 9-10 dim, 59-60 dim, 119-119 dim
     9: 0-0 dim, 3-3 cyan, 16-28 dim, 46-57 cyan, 59-60 dim, 119-119 dim
    10: 0-0 dim, 17-29 dim, 59-60 dim, 119-119 dim
    11: 0-0 dim, 2-5 blue+bold, 6-7 dim, 59-60 dim, 119-119 dim
    12: 0-0 dim, 3-3 green, 15-27 dim, 53-57 green, 59-60 dim, 119-119 dim
    13: 0-0 dim, 2-6 blue+bold, 7-8 dim, 59-60 dim, 119-119 dim
    14: 0-0 dim, 3-3 dim, 19-31 dim, 53-57 dim, 59-60 dim, 119-119 dim
    15: 0-0 dim, 3-3 dim, 16-28 dim, 49-57 dim, 59-60 dim, 119-119 dim
    16: 0-0 dim, 59-60 dim, 119-119 dim
    17: 0-0 dim, 59-60 dim, 119-119 dim
    18: 0-0 dim, 59-60 dim, 119-119 dim
    19: 0-0 dim, 59-60 dim, 119-119 dim
    20: 0-0 dim, 59-60 dim, 119-119 dim
    21: 0-0 dim, 59-60 dim, 119-119 dim
    22: 0-0 dim, 59-60 dim, 119-119 dim
    23: 0-0 dim, 59-60 dim, 119-119 dim
    24: 0-0 dim, 59-60 dim, 119-119 dim
    25: 0-0 dim, 59-60 dim, 119-119 dim
    26: 0-0 dim, 59-60 dim, 119-119 dim
    27: 0-0 dim, 59-60 dim, 119-119 dim
    28: 0-0 dim, 59-60 dim, 119-119 dim
    29: 0-0 dim, 59-60 dim, 119-119 dim
    30: 0-0 dim, 59-60 dim, 119-119 dim
    31: 0-0 dim, 59-60 dim, 119-119 dim
    32: 0-0 dim, 59-60 dim, 119-119 dim
    33: 0-0 dim, 59-60 dim, 119-119 dim
    34: 0-119 dim
    35: 1-5 cyan+bold, 17-17 cyan+bold, 30-30 cyan+bold, 38-38 cyan+bold, 46-46 cyan+bold, 57-57 cyan+bold, 113-113 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
    ┌ Today ───────────────────────────────┐
    │ Needs attention 5                    │
    │ ▸▲ Certificates  0 of 1, 6 d overdue │
    │  ▲ Reconciliation        5 d overdue │
    │  ▲ Morning …  prod-eu 42 min overdue │
    │  ▲ Morning …  prod-us 42 min overdue │
    │  ▯ Queue c… 6 missed since Tue 09:00 │
    │ Due now 2                            │
    │  ● Queue check  Orders… due by 11:24 │
    └──────────────────────────────────────┘
     enter continue  a exception     ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-7 bold, 8-39 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 39-39 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-18 reversed, 19-37 bold+reversed, 39-39 dim
     4: 0-0 dim, 3-3 red+bold, 27-37 red+bold, 39-39 dim
     5: 0-0 dim, 3-3 red+bold, 14-22 dim, 24-37 red+bold, 39-39 dim
     6: 0-0 dim, 3-3 red+bold, 14-22 dim, 24-37 red+bold, 39-39 dim
     7: 0-0 dim, 3-3 red+bold, 14-37 red+bold, 39-39 dim
     8: 0-0 dim, 2-8 blue+bold, 9-10 dim, 39-39 dim
     9: 0-0 dim, 3-3 cyan, 16-24 dim, 26-37 cyan, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 17-17 cyan+bold, 33-33 cyan+bold
    cursor 2,3
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
    + Today -------------------------------++ Certificates ------------------------+
    | Needs attention 5                    || Orders sync                          |
    | >^ Certificates  0 of 1, 6 d overdue || started 09:12 by ops-a               |
    |  ^ Reconciliation        5 d overdue || counts for 16 Nov 12:00              |
    |  ^ Mornin...  prod-eu 42 min overdue ||                                      |
    |  ^ Mornin...  prod-us 42 min overdue ||                                      |
    |  M Queue... 6 missed since Tue 09:00 ||                                      |
    | Due now 2                            ||                                      |
    |  * Queue check  Orde... due by 11:24 ||                                      |
    |  o Certificates      until Tue 04:48 ||                                      |
    | Done 1                               ||                                      |
    +--------------------------------------++--------------------------------------+
     enter continue  a exception  n note  / find  : palette  q quit          ? help
     0: 0-9 bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 63-65 dim, 71-73 dim
     1: 0-0 dim, 1-7 bold, 8-40 dim, 41-54 bold, 55-79 dim
     2: 0-0 dim, 2-16 bold, 17-18 dim, 39-40 dim, 42-52 dim, 79-79 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-18 reversed, 19-37 bold+reversed, 39-40 dim, 42-48 dim, 79-79 dim
     4: 0-0 dim, 3-3 bold, 27-37 bold, 39-40 dim, 42-51 dim, 79-79 dim
     5: 0-0 dim, 3-3 bold, 14-22 dim, 24-37 bold, 39-40 dim, 79-79 dim
     6: 0-0 dim, 3-3 bold, 14-22 dim, 24-37 bold, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-3 bold, 14-37 bold, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 bold, 9-10 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 16-24 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 79-79 dim
    11: 0-0 dim, 2-5 bold, 6-7 dim, 39-40 dim, 79-79 dim
    12: 0-79 dim
    13: 1-5 bold, 17-17 bold, 30-30 bold, 38-38 bold, 46-46 bold, 57-57 bold, 73-73 bold
    cursor 2,3
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
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Keys: Today ─────────────────────────────────────────────────────────────────┐
    │ Today                                                                        │
    │ r             Rehearse the selected procedure                                │
    │ w             Show this runbook's rows alone, or all again                   │
    │ E             Excuse an occurrence, with a reason                            │
    │ m             Say that these missed occurrences were seen                    │
    │ M             Say that all missed occurrences were seen                      │
    │                                                                              │
    │ Screens                                                                      │
    │ n             Write a note for the shift                                     │
    │ 1             Go to Today                                                    │
    │ 2             Go to Runbooks                                                 │
    │ 3             Go to Journal                                                  │
    │ 4             Go to Follow-ups                                               │
    │                                                                              │
    │ Everywhere                                                                   │
    │ enter         Go in: start, continue, unfold; on the last row of a run,      │
    │               finish                                                         │
    │ esc           Go back; never leaves the program                              │
    │ a             Find an exception: by alert, symptom or words                  │
    │ /             Find anything by words                               J ↓ more  │
    └──────────────────────────────────────────────────────────────────────────────┘
     j k scroll  esc back
    ");
    // The key that the sheet names scrolls it.
    play.keys("J");
    assert!(play.screen().contains("Keys: Today"), "{}", play.screen());
}
