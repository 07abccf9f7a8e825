//! How Follow-ups, their rows on Today, the way from an alert and the last year look, with
//! their styles, at several sizes.

use super::snapshot::snapshot;
use crate::tui::tests::{open, play::Play};
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
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Follow-ups  4 ───────────────────────┐┌ Issue ───────────────────────────────┐
    │  ○ override OrdersS… until Fri 23:59 ││ The lag panel is gone                │
    │ ▸○ issue    The lag panel is go… 0 s ││                                      │
    │  ○ deferral Lag is low           0 s ││ state  open                          │
    │  ○ question Which dashboard sho… 0 s ││ acts   nobody yet: W says who        │
    │                                      ││ since  09:12 (0 s) by ops-a          │
    │                                      ││ of     Orders sync                   │
    │                                      ││                                      │
    │                                      ││ Monday 23 November 2026              │
    │                                      ││ 09:12 ops-a opened it                │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     enter its story  C close  W who acts  o origin  + new  p filter  t kind ? help
     0: 0-8 bold, 9-15 dim, 18-27 dim, 30-38 dim, 41-41 cyan+bold, 42-52 bold+underlined, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-15 bold, 16-40 dim, 41-47 bold, 48-79 dim
     2: 0-0 dim, 4-13 dim, 39-40 dim, 42-62 bold, 79-79 dim
     3: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
     4: 0-0 dim, 4-13 dim, 35-37 dim, 39-40 dim, 42-47 dim, 79-79 dim
     5: 0-0 dim, 4-13 dim, 35-37 dim, 39-40 dim, 42-47 dim, 79-79 dim
     6: 0-0 dim, 39-40 dim, 42-47 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 42-47 dim, 79-79 dim
     8: 0-0 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 42-64 blue+bold, 79-79 dim
    10: 0-0 dim, 39-40 dim, 42-53 dim, 79-79 dim
    11: 0-0 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 39-40 dim, 79-79 dim
    13: 0-0 dim, 39-40 dim, 79-79 dim
    14: 0-0 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 39-40 dim, 79-79 dim
    16: 0-0 dim, 39-40 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 18-18 cyan+bold, 27-27 cyan+bold, 39-39 cyan+bold, 49-49 cyan+bold, 56-56 cyan+bold, 66-66 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ Follow-ups  4 ───────────────────────────────────────────┐┌ Issue ───────────────────────────────────────────────────┐
    │  ○ override OrdersSyncLagHigh is muted   until Fri 23:59 ││ The lag panel is gone                                    │
    │ ▸○ issue    The lag panel is gone                    0 s ││                                                          │
    │  ○ deferral Lag is low                               0 s ││ state  open                                              │
    │  ○ question Which dashboard shows the lag of yester… 0 s ││ acts   nobody yet: W says who                            │
    │                                                          ││ since  09:12 (0 s) by ops-a                              │
    │                                                          ││ of     Orders sync                                       │
    │                                                          ││                                                          │
    │                                                          ││ Monday 23 November 2026                                  │
    │                                                          ││ 09:12 ops-a opened it                                    │
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
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    └──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘
     enter its story  C close  W who acts  o origin  + new  p filter  t kind  / find  : palette  q quit              ? help
     0: 0-8 bold, 9-15 dim, 18-27 dim, 30-38 dim, 41-41 cyan+bold, 42-52 bold+underlined, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-15 bold, 16-60 dim, 61-67 bold, 68-119 dim
     2: 0-0 dim, 4-13 dim, 59-60 dim, 62-82 bold, 119-119 dim
     3: 0-0 dim, 2-57 reversed, 59-60 dim, 119-119 dim
     4: 0-0 dim, 4-13 dim, 55-57 dim, 59-60 dim, 62-67 dim, 119-119 dim
     5: 0-0 dim, 4-13 dim, 55-57 dim, 59-60 dim, 62-67 dim, 119-119 dim
     6: 0-0 dim, 59-60 dim, 62-67 dim, 119-119 dim
     7: 0-0 dim, 59-60 dim, 62-67 dim, 119-119 dim
     8: 0-0 dim, 59-60 dim, 119-119 dim
     9: 0-0 dim, 59-60 dim, 62-84 blue+bold, 119-119 dim
    10: 0-0 dim, 59-60 dim, 62-73 dim, 119-119 dim
    11: 0-0 dim, 59-60 dim, 119-119 dim
    12: 0-0 dim, 59-60 dim, 119-119 dim
    13: 0-0 dim, 59-60 dim, 119-119 dim
    14: 0-0 dim, 59-60 dim, 119-119 dim
    15: 0-0 dim, 59-60 dim, 119-119 dim
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
    35: 1-5 cyan+bold, 18-18 cyan+bold, 27-27 cyan+bold, 39-39 cyan+bold, 49-49 cyan+bold, 56-56 cyan+bold, 66-66 cyan+bold, 74-74 cyan+bold, 82-82 cyan+bold, 93-93 cyan+bold, 113-113 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Follow-ups  4 ───────────────────────┐
    │  ○ override OrdersS… until Fri 23:59 │
    │ ▸○ issue    The lag panel is go… 0 s │
    │  ○ deferral Lag is low           0 s │
    │  ○ question Which dashboard sho… 0 s │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    └──────────────────────────────────────┘
     enter its story  C close        ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-12 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-15 bold, 16-39 dim
     2: 0-0 dim, 4-13 dim, 39-39 dim
     3: 0-0 dim, 2-37 reversed, 39-39 dim
     4: 0-0 dim, 4-13 dim, 35-37 dim, 39-39 dim
     5: 0-0 dim, 4-13 dim, 35-37 dim, 39-39 dim
     6: 0-0 dim, 39-39 dim
     7: 0-0 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 18-18 cyan+bold, 33-33 cyan+bold
    cursor 2,3
    ");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Issue ───────────────────────────────┐
    │ The lag panel is gone                │
    │                                      │
    │ state  open                          │
    │ acts   nobody yet: W says who        │
    │ since  09:12 (0 s) by ops-a          │
    │ of     Orders sync                   │
    │                                      │
    │ Monday 23 November 2026    J ↓ more  │
    └──────────────────────────────────────┘
     enter the list  C close         ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-12 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-7 bold, 8-39 dim
     2: 0-0 dim, 2-22 bold, 39-39 dim
     3: 0-0 dim, 39-39 dim
     4: 0-0 dim, 2-7 dim, 39-39 dim
     5: 0-0 dim, 2-7 dim, 39-39 dim
     6: 0-0 dim, 2-7 dim, 39-39 dim
     7: 0-0 dim, 2-7 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 2-24 blue+bold, 28-37 cyan+bold, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 17-17 cyan+bold, 33-33 cyan+bold
    cursor 2,2
    ");
}

#[test]
fn what_was_put_off_and_set_aside_stands_on_today() {
    let mut play = shift();
    play.keys("G");
    for _ in 0..20 {
        let screen = play.screen();
        if screen.lines().any(|line| line.contains("▸»")) {
            break;
        }
        play.keys("k");
    }
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Today ───────────────────────────────┐┌ Rotate the key ──────────────────────┐
    │ Needs attention 3                    ││ Orders sync                          │
    │ ▸▲ Rotate the … 7 times, 6 d overdue ││ daily 06:00                          │
    │  ? Which dashboard … assigned to you ││ last times ▲▲▲▲▲▲▲  on time 0 %      │
    │  ▯ Morning… 4 missed since Tue 09:00 ││                                      │
    │ Carried over 3                       ││ ☐  1 Rotate it                       │
    │  » Lag is low  Order… deferred 09:12 ││                                      │
    │  ◇ OrdersS… silenced until Fri 23:59 ││                                      │
    │  ! Drain the queue   never rehearsed ││                                      │
    │ Done 1                               ││                                      │
    │  » Morning round        1 gap, 09:12 ││                                      │
    │ Later 3                              ││                                      │
    │  · Rotate the key  Orders… Tue 06:00 ││                                      │
    │  · Morning round  Orders … Tue 09:00 ││                                      │
    │  · Orders sync         review in 7 d ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     enter start  a exception  E excuse  n note  / find  : palette  q quit   ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-7 bold, 8-40 dim, 41-56 bold, 57-79 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 39-40 dim, 42-52 dim, 79-79 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-17 reversed, 18-37 bold+reversed, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 magenta+bold, 23-37 magenta+bold, 39-40 dim, 42-52 dim, 53-59 red+bold, 60-72 dim, 79-79 dim
     5: 0-0 dim, 3-3 red+bold, 14-37 red+bold, 39-40 dim, 79-79 dim
     6: 0-0 dim, 2-13 blue+bold, 14-15 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-3 magenta+bold, 15-22 dim, 24-37 magenta+bold, 39-40 dim, 79-79 dim
     8: 0-0 dim, 3-3 magenta+bold, 14-37 magenta+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 3-3 magenta+bold, 23-37 magenta+bold, 39-40 dim, 79-79 dim
    10: 0-0 dim, 2-5 blue+bold, 6-7 dim, 39-40 dim, 79-79 dim
    11: 0-0 dim, 3-3 magenta+bold, 26-37 magenta+bold, 39-40 dim, 79-79 dim
    12: 0-0 dim, 2-6 blue+bold, 7-8 dim, 39-40 dim, 79-79 dim
    13: 0-0 dim, 3-3 dim, 19-27 dim, 29-37 dim, 39-40 dim, 79-79 dim
    14: 0-0 dim, 3-3 dim, 18-27 dim, 29-37 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 3-3 dim, 25-37 dim, 39-40 dim, 79-79 dim
    16: 0-0 dim, 39-40 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 14-14 cyan+bold, 27-27 cyan+bold, 37-37 cyan+bold, 45-45 cyan+bold, 53-53 cyan+bold, 64-64 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
    ┌ Today ───────────────────────────────┐
    │ Needs attention 3                    │
    │ ▸▲ Rotate the … 7 times, 6 d overdue │
    │  ? Which dashboard … assigned to you │
    │  ▯ Morning… 4 missed since Tue 09:00 │
    │ Carried over 3                       │
    │  » Lag is low  Order… deferred 09:12 │
    │  ◇ OrdersS… silenced until Fri 23:59 │
    │  ! Drain the queue   never rehearsed │
    └──────────────────────────────────────┘
     enter start  a exception        ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-7 bold, 8-39 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 39-39 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-17 reversed, 18-37 bold+reversed, 39-39 dim
     4: 0-0 dim, 3-3 magenta+bold, 23-37 magenta+bold, 39-39 dim
     5: 0-0 dim, 3-3 red+bold, 14-37 red+bold, 39-39 dim
     6: 0-0 dim, 2-13 blue+bold, 14-15 dim, 39-39 dim
     7: 0-0 dim, 3-3 magenta+bold, 15-22 dim, 24-37 magenta+bold, 39-39 dim
     8: 0-0 dim, 3-3 magenta+bold, 14-37 magenta+bold, 39-39 dim
     9: 0-0 dim, 3-3 magenta+bold, 23-37 magenta+bold, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 14-14 cyan+bold, 33-33 cyan+bold
    cursor 2,3
    ");
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
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  2 of 2 ───────────────┐┌ Step 1 of 2 ─────────────────────────┐
    │ Orders sync                          ││ Lag is low                           │
    │ ▸»  1 Lag is low               09:12 ││                                      │
    │  ☑  2 Backup finished          09:12 ││ 09:12 ops-a deferred: no time before │
    │  » Completed with deferred steps     ││       the call                       │
    │                                      ││                                      │
    │                                      ││ Asked here                           │
    │                                      ││ ? Which dashboard shows the lag of   │
    │                                      ││   yesterday?                         │
    │                                      ││   09:12 by ops-a                     │
    │                                      ││ → The one called Orders              │
    │                                      ││   09:12 by ops-a                     │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     = correct  N note on run  n note  / find  : palette  q out              ? help
     0: 0-8 bold, 9-15 dim, 18-27 dim, 30-38 dim, 41-41 cyan+bold, 42-52 bold, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-53 bold, 54-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-51 bold, 79-79 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-37 reversed, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 42-46 dim, 79-79 dim
     5: 0-0 dim, 3-33 magenta+bold, 39-40 dim, 79-79 dim
     6: 0-0 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 42-51 blue+bold, 79-79 dim
     8: 0-0 dim, 39-40 dim, 42-43 magenta+bold, 79-79 dim
     9: 0-0 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 42-57 dim, 79-79 dim
    11: 0-0 dim, 39-40 dim, 42-43 green, 79-79 dim
    12: 0-0 dim, 39-40 dim, 42-57 dim, 79-79 dim
    13: 0-0 dim, 39-40 dim, 79-79 dim
    14: 0-0 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 39-40 dim, 79-79 dim
    16: 0-0 dim, 39-40 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-1 cyan+bold, 12-12 cyan+bold, 27-27 cyan+bold, 35-35 cyan+bold, 43-43 cyan+bold, 54-54 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
}

#[test]
fn an_alert_at_two_sizes() {
    let mut play = shift();
    play.keys("aorders");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Today ───────────────────────────────┐┌ Rotate the key ──────────────────────┐
    │ Needs attention 3                    ││ Orders sync                          │
    ┌ What is wrong? ──────────────────────────────────────────────────────────────┐
    │ > orders                                                                     │
    │                                                                              │
    │ ▸sev1 Restart the consumer                                       Orders sync │
    │       OrdersSyncDown                                                         │
    │  sev2 Drain the queue                                            Orders sync │
    │       OrdersSyncLagHigh                                                      │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ enter starts, or goes on  tab its page  esc back                             │
    └──────────────────────────────────────────────────────────────────────────────┘
    └──────────────────────────────────────┘└──────────────────────────────────────┘

     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-7 bold, 8-40 dim, 41-56 bold, 57-79 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 39-40 dim, 42-52 dim, 79-79 dim
     3: 0-0 dim, 1-16 bold, 17-79 dim
     4: 0-0 dim, 2-3 cyan+bold, 4-9 bold, 79-79 dim
     5: 0-0 dim, 79-79 dim
     6: 0-0 dim, 2-2 reversed, 3-7 bold+reversed, 8-77 reversed, 79-79 dim
     7: 0-0 dim, 8-13 cyan+bold+underlined, 14-21 dim, 79-79 dim
     8: 0-0 dim, 3-7 magenta+bold, 67-77 dim, 79-79 dim
     9: 0-0 dim, 8-13 cyan+bold+underlined, 14-24 dim, 79-79 dim
    10: 0-0 dim, 79-79 dim
    11: 0-0 dim, 79-79 dim
    12: 0-0 dim, 79-79 dim
    13: 0-0 dim, 79-79 dim
    14: 0-0 dim, 79-79 dim
    15: 0-0 dim, 79-79 dim
    16: 0-0 dim, 79-79 dim
    17: 0-0 dim, 79-79 dim
    18: 0-0 dim, 79-79 dim
    19: 0-0 dim, 79-79 dim
    20: 0-0 dim, 2-6 cyan+bold, 7-27 dim, 28-30 cyan+bold, 31-41 dim, 42-44 cyan+bold, 45-51 dim, 79-79 dim
    21: 0-79 dim
    22: 0-79 dim
    cursor 10,4
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
    ┌ What is wrong? ──────────────────────┐
    │ > orders                             │
    │ ▸sev1 Restart the consu… Orders sync │
    │       OrdersSyncDown                 │
    │  sev2 Drain the queue    Orders sync │
    │       OrdersSyncLagHigh              │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    │ enter starts, or goes on  esc back   │
    └──────────────────────────────────────┘
     0: 0-0 dim, 1-16 bold, 17-39 dim
     1: 0-0 dim, 2-3 cyan+bold, 4-9 bold, 39-39 dim
     2: 0-0 dim, 2-2 reversed, 3-7 bold+reversed, 8-37 reversed, 39-39 dim
     3: 0-0 dim, 8-13 cyan+bold+underlined, 14-21 dim, 39-39 dim
     4: 0-0 dim, 3-7 magenta+bold, 27-37 dim, 39-39 dim
     5: 0-0 dim, 8-13 cyan+bold+underlined, 14-24 dim, 39-39 dim
     6: 0-0 dim, 39-39 dim
     7: 0-0 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 39-39 dim
    10: 0-0 dim, 2-6 cyan+bold, 7-27 dim, 28-30 cyan+bold, 31-37 dim, 39-39 dim
    11: 0-39 dim
    cursor 10,1
    ");
}

#[test]
fn the_last_year_at_three_sizes() {
    let mut play = shift();
    play.keys("3c");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ The last year: all procedures ───────────────────────────────────────────────┐
    │      Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov                      │
    │ Mon ····················································●                    │
    │     ···················································▯                     │
    │ Wed ···················································▯                     │
    │     ···················································▯                     │
    │ Fri ···················································▯                     │
    │     ···················································●                     │
    │ Sun ···················································●                     │
    │                                                                              │
    │ ■ 1 done in time                                                             │
    │ ▣ 0 done late                                                                │
    │ ▯ 4 missed                                                                   │
    │ ◇ 0 excused                                                                  │
    │ ● 7 still to be done                                                         │
    │ · nothing was due                                                            │
    │ 20 % on time                                                                 │
    │                                                                              │
    │ Late or missed, the latest first                                             │
    │ Fri 20 Nov 2026 1 missed                                                     │
    │ Thu 19 Nov 2026 1 missed                                           J ↓ more  │
    └──────────────────────────────────────────────────────────────────────────────┘
     c the list  esc back  J scroll  / find  : palette  q quit               ? help
     0: 0-8 bold, 9-15 dim, 18-27 dim, 30-30 cyan+bold, 31-38 bold+underlined, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-31 bold, 32-79 dim
     2: 0-0 dim, 2-56 dim, 79-79 dim
     3: 0-0 dim, 2-57 dim, 58-58 cyan, 79-79 dim
     4: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 79-79 dim
     5: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 79-79 dim
     6: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 79-79 dim
     7: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 79-79 dim
     8: 0-0 dim, 2-56 dim, 57-57 cyan, 58-58 dim, 79-79 dim
     9: 0-0 dim, 2-56 dim, 57-57 cyan, 58-58 dim, 79-79 dim
    10: 0-0 dim, 79-79 dim
    11: 0-0 dim, 2-3 green, 79-79 dim
    12: 0-0 dim, 2-3 magenta+bold, 79-79 dim
    13: 0-0 dim, 2-3 red+bold, 79-79 dim
    14: 0-0 dim, 2-3 dim, 79-79 dim
    15: 0-0 dim, 2-3 cyan, 79-79 dim
    16: 0-0 dim, 2-18 dim, 79-79 dim
    17: 0-0 dim, 79-79 dim
    18: 0-0 dim, 79-79 dim
    19: 0-0 dim, 2-33 blue+bold, 79-79 dim
    20: 0-0 dim, 2-16 dim, 79-79 dim
    21: 0-0 dim, 2-16 dim, 68-77 cyan+bold, 79-79 dim
    22: 0-79 dim
    23: 1-1 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 33-33 cyan+bold, 41-41 cyan+bold, 52-52 cyan+bold, 73-73 cyan+bold
    cursor 2,2
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ The last year: all procedures ───────────────────────────────────────────────────────────────────────────────────────┐
    │      Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov                                                              │
    │ Mon ····················································●                                                            │
    │     ···················································▯                                                             │
    │ Wed ···················································▯                                                             │
    │     ···················································▯                                                             │
    │ Fri ···················································▯                                                             │
    │     ···················································●                                                             │
    │ Sun ···················································●                                                             │
    │                                                                                                                      │
    │ ■ 1 done in time                                                                                                     │
    │ ▣ 0 done late                                                                                                        │
    │ ▯ 4 missed                                                                                                           │
    │ ◇ 0 excused                                                                                                          │
    │ ● 7 still to be done                                                                                                 │
    │ · nothing was due                                                                                                    │
    │ 20 % on time                                                                                                         │
    │                                                                                                                      │
    │ Late or missed, the latest first                                                                                     │
    │ Fri 20 Nov 2026 1 missed                                                                                             │
    │ Thu 19 Nov 2026 1 missed                                                                                             │
    │ Wed 18 Nov 2026 1 missed                                                                                             │
    │ Tue 17 Nov 2026 1 missed                                                                                             │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     c the list  esc back  J scroll  / find  : palette  q quit                                                       ? help
     0: 0-8 bold, 9-15 dim, 18-27 dim, 30-30 cyan+bold, 31-38 bold+underlined, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-31 bold, 32-119 dim
     2: 0-0 dim, 2-56 dim, 119-119 dim
     3: 0-0 dim, 2-57 dim, 58-58 cyan, 119-119 dim
     4: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 119-119 dim
     5: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 119-119 dim
     6: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 119-119 dim
     7: 0-0 dim, 2-56 dim, 57-57 red+bold, 58-58 dim, 119-119 dim
     8: 0-0 dim, 2-56 dim, 57-57 cyan, 58-58 dim, 119-119 dim
     9: 0-0 dim, 2-56 dim, 57-57 cyan, 58-58 dim, 119-119 dim
    10: 0-0 dim, 119-119 dim
    11: 0-0 dim, 2-3 green, 119-119 dim
    12: 0-0 dim, 2-3 magenta+bold, 119-119 dim
    13: 0-0 dim, 2-3 red+bold, 119-119 dim
    14: 0-0 dim, 2-3 dim, 119-119 dim
    15: 0-0 dim, 2-3 cyan, 119-119 dim
    16: 0-0 dim, 2-18 dim, 119-119 dim
    17: 0-0 dim, 119-119 dim
    18: 0-0 dim, 119-119 dim
    19: 0-0 dim, 2-33 blue+bold, 119-119 dim
    20: 0-0 dim, 2-16 dim, 119-119 dim
    21: 0-0 dim, 2-16 dim, 119-119 dim
    22: 0-0 dim, 2-16 dim, 119-119 dim
    23: 0-0 dim, 2-16 dim, 119-119 dim
    24: 0-0 dim, 119-119 dim
    25: 0-0 dim, 119-119 dim
    26: 0-0 dim, 119-119 dim
    27: 0-0 dim, 119-119 dim
    28: 0-0 dim, 119-119 dim
    29: 0-0 dim, 119-119 dim
    30: 0-0 dim, 119-119 dim
    31: 0-0 dim, 119-119 dim
    32: 0-0 dim, 119-119 dim
    33: 0-0 dim, 119-119 dim
    34: 0-119 dim
    35: 1-1 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 33-33 cyan+bold, 41-41 cyan+bold, 52-52 cyan+bold, 113-113 cyan+bold
    cursor 2,2
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     3 Journal      09:12 · ops-a · saved ✓
    ┌ The last year: all procedures ───────┐
    │      May  Jun Jul Aug  Sep Oct Nov   │
    │ Mon ·······························● │
    │     ······························▯  │
    │ Wed ······························▯  │
    │     ······························▯  │
    │ Fri ······························▯  │
    │     ······························●  │
    │ Sun ······················ J ↓ more  │
    └──────────────────────────────────────┘
     c the list  esc back  J scroll  ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-9 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-31 bold, 32-39 dim
     2: 0-0 dim, 2-35 dim, 39-39 dim
     3: 0-0 dim, 2-36 dim, 37-37 cyan, 39-39 dim
     4: 0-0 dim, 2-35 dim, 36-36 red+bold, 37-37 dim, 39-39 dim
     5: 0-0 dim, 2-35 dim, 36-36 red+bold, 37-37 dim, 39-39 dim
     6: 0-0 dim, 2-35 dim, 36-36 red+bold, 37-37 dim, 39-39 dim
     7: 0-0 dim, 2-35 dim, 36-36 red+bold, 37-37 dim, 39-39 dim
     8: 0-0 dim, 2-35 dim, 36-36 cyan, 37-37 dim, 39-39 dim
     9: 0-0 dim, 2-27 dim, 28-35 cyan+bold+dim, 36-36 cyan+bold, 37-37 cyan+bold+dim, 39-39 dim
    10: 0-39 dim
    11: 1-1 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 33-33 cyan+bold
    cursor 2,2
    ");
}
