//! How a run looks, with its styles, at several sizes.

use super::snapshot::snapshot;
use crate::tui::tests::{open, play::Play};
use insta::assert_snapshot;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning round"
schedule = "weekly mon 09:00"
style = "read-do"

[[procedures.steps]]
section = "Sync"

[[procedures.steps]]
title = "Queue depth"
detail = "The **longest** of the shards counts."
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
title = "Consumers run"
each = ["shard 1", "shard 2"]
expect = "One process a shard"
copy = "systemctl status orders@*"

[[procedures.steps]]
section = "Exports"

[[procedures.steps]]
title = "How is the export?"
choose = ["complete", "late", "absent"]
warn = ["late"]
alarm = ["absent"]

[[procedures.steps]]
title = "Send it again"
caution = "Two exports at once write every order twice."
link = "https://example.com/export"
optional = true
"#;

fn round(keys: &str) -> Play {
    let mut play = Play::new(&[("orders.toml", BOOK)], (80, 24));
    open(&mut play, "Morning round");
    play.keys(keys);
    play
}

fn shot(play: &mut Play, width: u16, height: u16) -> String {
    snapshot(&mut play.app, &play.state, width, height)
}

#[test]
fn a_run_begins() {
    let mut play = round("");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  0 of 5 ───────────────┐┌ Step 1 of 4 · Sync ──────────────────┐
    │ Orders sync                          ││ Queue depth                          │
    │ Sync                                 ││                                      │
    │ ▸☐  1 Queue depth                    ││ The longest of the shards counts.    │
    │     2 Consumers run                  ││                                      │
    │  ☐    shard 1                        ││ limits warns above 500, alarms above │
    │  ☐    shard 2                        ││        5000 messages                 │
    │ Exports                              ││                                      │
    │  ☐  3 How is the export?             ││                                      │
    │  ☐  4 Send it again (optional)     ! ││                                      │
    │  ↵ Finish                            ││                                      │
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
    └ This run counts for 09:00. ──────────┘└──────────────────────────────────────┘
     0-9 value  x not OK  s skip  n note  / find  : palette  q out           ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-60 bold, 61-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-52 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 2-37 reversed, 39-40 dim, 46-52 bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 79-79 dim
     6: 0-0 dim, 5-14 dim, 39-40 dim, 42-47 dim, 79-79 dim
     7: 0-0 dim, 5-14 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 5-25 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
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
    22: 0-0 dim, 1-28 cyan+dim, 29-79 dim
    23: 1-3 cyan+bold, 12-12 cyan+bold, 22-22 cyan+bold, 30-30 cyan+bold, 38-38 cyan+bold, 46-46 cyan+bold, 57-57 cyan+bold, 73-73 cyan+bold
    cursor 2,4
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
    ┌ Morning round  0 of 5 ───────────────┐
    │ Sync                                 │
    │ ▸☐  1 Queue depth                    │
    │     2 Consumers run                  │
    │  ☐    shard 1                        │
    │  ☐    shard 2                        │
    │ Exports                              │
    │  ☐  3 How is the export?             │
    │  ☐  4 Send it again (optional)     ! │
    └ This run counts for 09:00. ──────────┘
     enter read  0-9 value  x not OK ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-23 bold, 24-39 dim
     2: 0-0 dim, 2-5 blue+bold, 39-39 dim
     3: 0-0 dim, 2-37 reversed, 39-39 dim
     4: 0-0 dim, 39-39 dim
     5: 0-0 dim, 5-14 dim, 39-39 dim
     6: 0-0 dim, 5-14 dim, 39-39 dim
     7: 0-0 dim, 2-8 blue+bold, 39-39 dim
     8: 0-0 dim, 5-25 dim, 39-39 dim
     9: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-39 dim
    10: 0-0 dim, 1-28 cyan+dim, 29-39 dim
    11: 1-5 cyan+bold, 13-15 cyan+bold, 24-24 cyan+bold, 33-33 cyan+bold
    cursor 2,3
    ");
}

#[test]
fn a_warning_then_a_step_that_holds_what_follows() {
    // The cursor does not leave it by itself; one further is what it holds.
    let mut play = round("612<enter><space>xIt is stuck<enter><tab>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  3 of 5 ───────────────┐┌ Step 3 of 4 · Exports ───────────────┐
    │ Orders sync                          ││ How is the export?                   │
    │ Sync                                 ││                                      │
    │  △  1 Queue depth       612 messages ││ Held: step 2 is not OK: Consumers    │
    │     2 Consumers run                  ││ run                                  │
    │  ☑    shard 1                  09:12 ││ > goes on past it, with a reason     │
    │  ☒    shard 2                  09:12 ││                                      │
    │ Exports                              ││ 1 complete                           │
    │ ▸☐  3 How is the export?             ││ 2 late                               │
    │  ☐  4 Send it again (optional)     ! ││ 3 absent                             │
    │  ↵ Finish                            ││                                      │
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
     > carry on  tab next  n note  / find  : palette  q out                  ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-63 bold, 64-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-59 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 magenta+bold, 26-37 magenta+bold, 39-40 dim, 42-74 red+bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 42-44 red+bold, 79-79 dim
     6: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     7: 0-0 dim, 3-3 red+bold, 32-37 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     9: 0-0 dim, 2-37 reversed, 39-40 dim, 42-43 cyan+bold, 44-47 magenta+bold, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 42-43 cyan+bold, 44-49 red+bold, 79-79 dim
    11: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
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
    23: 1-1 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 31-31 cyan+bold, 39-39 cyan+bold, 50-50 cyan+bold, 73-73 cyan+bold
    cursor 2,9
    ");
    play.keys("k");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ Morning round  3 of 5 ───────────────────────────────────┐┌ Step 2 of 4 · Sync ──────────────────────────────────────┐
    │ Orders sync                                              ││ Consumers run                                            │
    │ Sync                                                     ││ shard 2                                                  │
    │  △  1 Queue depth                     612 messages 09:12 ││                                                          │
    │     2 Consumers run                                      ││ Not OK: this holds what follows.                         │
    │  ☑    shard 1                                      09:12 ││ . does it again                                          │
    │ ▸☒    shard 2                                      09:12 ││ > goes on past it, with a reason                         │
    │ Exports                                                  ││                                                          │
    │  ☐  3 How is the export?                                 ││ 09:12 ops-a not OK: It is stuck                          │
    │  ☐  4 Send it again (optional)                         ! ││                                                          │
    │  ↵ Finish                                                ││ OK when One process a shard                              │
    │                                                          ││                                                          │
    │                                                          ││ y copies                                                 │
    │                                                          ││ systemctl status orders@*                                │
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
     . again  > carry on  u take back  tab next  y copy  n note  / find  : palette  q out                            ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-23 bold, 24-60 dim, 61-80 bold, 81-119 dim
     2: 0-0 dim, 2-12 dim, 59-60 dim, 62-74 bold, 119-119 dim
     3: 0-0 dim, 2-5 blue+bold, 59-60 dim, 62-68 cyan, 119-119 dim
     4: 0-0 dim, 3-3 magenta+bold, 40-51 magenta+bold, 52-57 dim, 59-60 dim, 119-119 dim
     5: 0-0 dim, 59-60 dim, 62-93 red+bold, 119-119 dim
     6: 0-0 dim, 3-3 green, 52-57 dim, 59-60 dim, 62-63 cyan+bold, 119-119 dim
     7: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-57 reversed, 59-60 dim, 62-63 cyan+bold, 119-119 dim
     8: 0-0 dim, 2-8 blue+bold, 59-60 dim, 119-119 dim
     9: 0-0 dim, 5-25 dim, 59-60 dim, 62-66 dim, 67-92 red+bold, 119-119 dim
    10: 0-0 dim, 5-31 dim, 57-57 magenta+bold, 59-60 dim, 119-119 dim
    11: 0-0 dim, 3-10 dim, 59-60 dim, 62-68 dim, 119-119 dim
    12: 0-0 dim, 59-60 dim, 119-119 dim
    13: 0-0 dim, 59-60 dim, 62-63 cyan+bold, 64-69 dim, 119-119 dim
    14: 0-0 dim, 59-60 dim, 62-86 cyan, 119-119 dim
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
    35: 1-1 cyan+bold, 10-10 cyan+bold, 22-22 cyan+bold, 35-37 cyan+bold, 45-45 cyan+bold, 53-53 cyan+bold, 61-61 cyan+bold, 69-69 cyan+bold, 80-80 cyan+bold, 113-113 cyan+bold
    cursor 2,7
    ");
}

#[test]
fn a_caution_waits_to_be_read() {
    let mut play = round("12<enter><space><space>2");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  4 of 5 ───────────────┐┌ Step 4 of 4 · Exports ───────────────┐
    │ Orders sync                          ││ Send it again                        │
    │ Sync                                 ││                                      │
    │  ☑  1 Queue depth        12 messages ││  CAUTION                             │
    │     2 Consumers run                  ││ Two exports at once write every      │
    │  ☑    shard 1                  09:12 ││ order twice.                         │
    │  ☑    shard 2                  09:12 ││ c says that you have read it; the    │
    │ Exports                              ││   step waits for that                │
    │  △  3 How is the export?        late ││                                      │
    │ ▸☐  4 Send it again (optional)     ! ││ o opens                              │
    │  ↵ Finish                            ││ https://example.com/export           │
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
     c caution read  s skip  o open link  n note  / find  : palette  q out   ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-63 bold, 64-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-54 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 green, 39-40 dim, 42-50 black+on-yellow+bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 42-72 bold, 79-79 dim
     6: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 42-53 bold, 79-79 dim
     7: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 3-3 magenta+bold, 34-37 magenta+bold, 39-40 dim, 79-79 dim
    10: 0-0 dim, 2-36 reversed, 37-37 bold+reversed, 39-40 dim, 42-43 cyan+bold, 44-48 dim, 79-79 dim
    11: 0-0 dim, 3-10 bold, 39-40 dim, 42-67 cyan, 79-79 dim
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
    23: 1-1 cyan+bold, 17-17 cyan+bold, 25-25 cyan+bold, 38-38 cyan+bold, 46-46 cyan+bold, 54-54 cyan+bold, 65-65 cyan+bold, 73-73 cyan+bold
    cursor 2,10
    ");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
    ┌ Step 4 of 4 · Exports ───────────────┐
    │ Send it again                        │
    │                                      │
    │  CAUTION                             │
    │ Two exports at once write every      │
    │ order twice.                         │
    │ c says that you have read it; the    │
    │   step waits for that                │
    │                            J ↓ more  │
    └──────────────────────────────────────┘
     c caution read  s skip          ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-23 bold, 24-39 dim
     2: 0-0 dim, 2-14 bold, 39-39 dim
     3: 0-0 dim, 39-39 dim
     4: 0-0 dim, 2-10 black+on-yellow+bold, 39-39 dim
     5: 0-0 dim, 2-32 bold, 39-39 dim
     6: 0-0 dim, 2-13 bold, 39-39 dim
     7: 0-0 dim, 2-3 cyan+bold, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 28-37 cyan+bold, 39-39 dim
    10: 0-39 dim
    11: 1-1 cyan+bold, 17-17 cyan+bold, 33-33 cyan+bold
    cursor 0,1
    ");
}

#[test]
fn an_answer_with_its_note() {
    let mut play = round("612<enter>gnSince the deploy<enter>");
    play.keys("g");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  1 of 5 ───────────────┐┌ Step 1 of 4 · Sync ──────────────────┐
    │ Orders sync                          ││ Queue depth                          │
    │ Sync                                 ││                                      │
    │ ▸△  1 Queue depth       612 messages ││ 09:12 ops-a 612 messages             │
    │     2 Consumers run                  ││ 09:12 ops-a noted: Since the deploy  │
    │  ☐    shard 1                        ││                                      │
    │  ☐    shard 2                        ││ The longest of the shards counts.    │
    │ Exports                              ││                                      │
    │  ☐  3 How is the export?             ││ limits warns above 500, alarms above │
    │  ☐  4 Send it again (optional)     ! ││        5000 messages                 │
    │  ↵ Finish                            ││                                      │
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
     u take back  . again  = correct  tab next  n note  / find  : palette    ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-60 bold, 61-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-52 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-25 reversed, 26-37 bold+reversed, 39-40 dim, 42-46 dim, 47-65 magenta+bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 42-46 dim, 79-79 dim
     6: 0-0 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 46-52 bold, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 5-25 dim, 39-40 dim, 42-47 dim, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
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
    23: 1-1 cyan+bold, 14-14 cyan+bold, 23-23 cyan+bold, 34-36 cyan+bold, 44-44 cyan+bold, 52-52 cyan+bold, 60-60 cyan+bold, 73-73 cyan+bold
    cursor 2,4
    ");
}

#[test]
fn the_last_row_says_what_is_missing_then_what_it_came_to() {
    let mut play = round("12<enter><space><space>G");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  3 of 5 ───────────────┐┌ Finish ──────────────────────────────┐
    │ Orders sync                          ││ Before it can be finished:           │
    │ Sync                                 ││ ☐ 3 How is the export?               │
    │  ☑  1 Queue depth        12 messages ││                                      │
    │     2 Consumers run                  ││ 3 OK                                 │
    │  ☑    shard 1                  09:12 ││                                      │
    │  ☑    shard 2                  09:12 ││                                      │
    │ Exports                              ││                                      │
    │  ☐  3 How is the export?             ││                                      │
    │  ☐  4 Send it again (optional)     ! ││                                      │
    │ ▸↵ Finish                            ││                                      │
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
     tab to what is open  N note on run  X abandon  / find  : palette  q out ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-48 bold, 49-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 green, 39-40 dim, 79-79 dim
     5: 0-0 dim, 39-40 dim, 42-45 dim, 79-79 dim
     6: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
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
    23: 1-3 cyan+bold, 22-22 cyan+bold, 37-37 cyan+bold, 48-48 cyan+bold, 56-56 cyan+bold, 67-67 cyan+bold, 73-73 cyan+bold
    cursor 2,11
    ");
    play.keys("kk1s<enter>NAll is well<enter>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  5 of 5 ───────────────┐┌ The run has ended ───────────────────┐
    │ Orders sync                          ││ completed                            │
    │ Sync                                 ││ 4 OK, 1 skipped                      │
    │  ☑  1 Queue depth        12 messages ││ for 09:00, in time                   │
    │     2 Consumers run                  ││                                      │
    │  ☑    shard 1                  09:12 ││ Nothing else is due. Enter goes      │
    │  ☑    shard 2                  09:12 ││ back.                                │
    │ Exports                              ││                                      │
    │  ☑  3 How is the export?    complete ││ Notes                                │
    │  ⊘  4 Send it again            09:12 ││ 09:12 ops-a: All is well             │
    │ ▸✓ Completed                         ││                                      │
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
    └ The note is saved. ──────────────────┘└──────────────────────────────────────┘
     enter back  N note on run  / find  : palette  q out                     ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-59 bold, 60-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-50 green, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 42-56 dim, 79-79 dim
     4: 0-0 dim, 3-3 green, 39-40 dim, 42-59 dim, 79-79 dim
     5: 0-0 dim, 39-40 dim, 79-79 dim
     6: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 3-3 green, 39-40 dim, 42-46 blue+bold, 79-79 dim
    10: 0-0 dim, 3-3 dim, 32-37 dim, 39-40 dim, 42-46 dim, 79-79 dim
    11: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
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
    22: 0-0 dim, 1-20 cyan+dim, 21-79 dim
    23: 1-5 cyan+bold, 13-13 cyan+bold, 28-28 cyan+bold, 36-36 cyan+bold, 47-47 cyan+bold, 73-73 cyan+bold
    cursor 2,11
    ");
}

#[test]
fn a_prompt_says_why_it_did_not_take_a_value() {
    let mut play = round("1,5<enter>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  0 of 5 ───────────────┐┌ Step 1 of 4 · Sync ──────────────────┐
    │ Orders sync                          ││ Queue depth                          │
    │ Sync                                 ││                                      │
    │ ▸☐  1 Queue depth                    ││ The longest of the shards counts.    │
    │     2 Consumers run                  ││                                      │
    │  ☐    shard 1                        ││ limits warns above 500, alarms above │
    │  ☐    shard 2                        ││        5000 messages                 │
    │ Exports                              ││                                      │
    │  ☐  3 How is the export?             ││                                      │
    │  ☐  4 Send it again (optional)     ! ││                                      │
    │  ↵ Finish                            ││                                      │
    │ ┌ Queue depth ─────────────────────────────────────────────────────────────┐ │
    │ │ A comma can mean two things in a number. Write 1.5.                      │ │
    │ │ warns above 500, alarms above 5000 messages                              │ │
    │ │ 1,5                                                                      │ │
    │ │ enter saves  esc gives up                                                │ │
    │ └──────────────────────────────────────────────────────────────────────────┘ │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘

     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-60 bold, 61-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-52 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 2-37 reversed, 39-40 dim, 46-52 bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 79-79 dim
     6: 0-0 dim, 5-14 dim, 39-40 dim, 42-47 dim, 79-79 dim
     7: 0-0 dim, 5-14 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 5-25 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 2-2 dim, 3-15 bold, 16-77 dim, 79-79 dim
    13: 0-0 dim, 2-2 dim, 4-54 red+bold, 77-77 dim, 79-79 dim
    14: 0-0 dim, 2-2 dim, 4-46 dim, 77-77 dim, 79-79 dim
    15: 0-0 dim, 2-2 dim, 4-75 underlined, 77-77 dim, 79-79 dim
    16: 0-0 dim, 2-2 dim, 4-8 cyan+bold, 9-16 dim, 17-19 cyan+bold, 20-28 dim, 77-77 dim, 79-79 dim
    17: 0-0 dim, 2-77 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    cursor 7,15
    ");
    play.keys("<esc>x");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
    ┌ Morning round  0 of 5 ───────────────┐
    │ Sync                                 │
    │ ▸☐  1 Queue depth                    │
    ┌ Not OK: what did you see? ───────────┐
    │                                      │
    │                                      │
    │ enter saves  esc gives up            │
    └──────────────────────────────────────┘
    │  ☐  4 Send it again (optional)     ! │
    └──────────────────────────────────────┘

     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-23 bold, 24-39 dim
     2: 0-0 dim, 2-5 blue+bold, 39-39 dim
     3: 0-0 dim, 2-37 reversed, 39-39 dim
     4: 0-0 dim, 1-27 bold, 28-39 dim
     5: 0-0 dim, 2-37 underlined, 39-39 dim
     6: 0-0 dim, 39-39 dim
     7: 0-0 dim, 2-6 cyan+bold, 7-14 dim, 15-17 cyan+bold, 18-26 dim, 39-39 dim
     8: 0-39 dim
     9: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-39 dim
    10: 0-39 dim
    cursor 2,5
    ");
}

#[test]
fn a_list_names_its_keys() {
    let mut play = round("12<enter><space><space><space>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  3 of 5 ───────────────┐┌ Step 3 of 4 · Exports ───────────────┐
    │ Orders sync                          ││ How is the export?                   │
    │ Sync                                 ││                                      │
    │  ☑  1 Queue depth        12 messages ││ 1 complete                           │
    │     2 Consumers run                  ││ 2 late                               │
    │  ☑    shard 1                  09:12 ││ 3 absent                             │
    │  ☑    shard 2                  09:12 ││                                      │
    │ Exports                              ││                                      │
    │ ▸☐  3 How is the export?             ││                                      │
    │  ☐  4 Send it again (optional)     ! ││                                      │
    │  ↵ Finish                            ││                                      │
    │                        ┌ How is the export? ────────┐                        │
    │                        │ 1 complete                 │                        │
    │                        │ 2 late                     │                        │
    │                        │ 3 absent                   │                        │
    │                        └────────────────────────────┘                        │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     enter picks  1-9 at once  esc back
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-63 bold, 64-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-59 bold, 79-79 dim
     3: 0-0 dim, 2-5 blue+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 3-3 green, 39-40 dim, 42-43 cyan+bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 42-43 cyan+bold, 44-47 magenta+bold, 79-79 dim
     6: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 42-43 cyan+bold, 44-49 red+bold, 79-79 dim
     7: 0-0 dim, 3-3 green, 32-37 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 2-8 blue+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
    10: 0-0 dim, 5-31 dim, 37-37 magenta+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 25-25 dim, 26-45 bold, 46-54 dim, 79-79 dim
    13: 0-0 dim, 25-25 dim, 27-28 bold+reversed, 29-52 reversed, 54-54 dim, 79-79 dim
    14: 0-0 dim, 25-25 dim, 27-28 cyan+bold, 54-54 dim, 79-79 dim
    15: 0-0 dim, 25-25 dim, 27-28 cyan+bold, 54-54 dim, 79-79 dim
    16: 0-0 dim, 25-54 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 14-16 cyan+bold, 27-29 cyan+bold
    cursor 27,13
    ");
}

#[test]
fn the_keys_of_a_run() {
    let play = round("?");
    assert_snapshot!(play.screen(), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Keys: In a run ──────────────────────────────────────────────────────────────┐
    │ In a run                                                                     │
    │ space         OK; for a reading, a text or a choice: open its field          │
    │ x             Not OK, with a note                                            │
    │ s             Skip the step, with a reason                                   │
    │ d             Put the step off, with a reason                                │
    │ !             Run the step's command, begin its wait, or start what it calls │
    │ ctrl-k        End the command that runs, with all that it started            │
    │ tab           To the next open step                                          │
    │ c             Say that the caution was read                                  │
    │ >             Go on past a step that holds, with a reason                    │
    │ .             Do the step again; what was before stays on record             │
    │ =             Correct what was written down, with a reason                   │
    │ u             Take back the answer of this step, or your last one            │
    │ t             Say when the next answer was really done                       │
    │ n             Write a note at the step                                       │
    │ W             Propose other words for this step: a change that others allow  │
    │ N             Write a note at the run                                        │
    │ f             Attach a file as evidence                                      │
    │ y             Copy the step's text                                           │
    │ Y             Show the text to copy, full width                    J ↓ more  │
    └──────────────────────────────────────────────────────────────────────────────┘
     j k scroll  esc back
    ");
}
