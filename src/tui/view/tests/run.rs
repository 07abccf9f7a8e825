//! How a run looks, with its styles, at several sizes.

use super::snapshot::snapshot;
use crate::command::{Answer, Command, CompleteStep};
use crate::event::Attempt;
use crate::runbook::StepRef;
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
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     0 of 5 │ 1 · Queue depth
     Sync                                     │ The longest of the shards counts.
     ▸☐  1 Queue depth                        │
         2 Consumers run               0 of 2 │ Limits    warn above 500, alarm
      ☐    shard 1                            │           above 5000 messages
      ☐    shard 2                            │
     Exports                                  │
      ☐  3 How is the export?                 │
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
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
     › For the 09:00 round.
     0-9 value  x not OK  s skip  d defer  n note  i issue  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-58 bold
     2: 1-4 bold, 48-54 bold
     3: 1-40 reversed
     7: 1-7 bold
     9: 40-40 black+on-yellow+bold
    23: 1-3 bold, 12-12 bold, 22-22 bold, 30-30 bold, 39-39 bold, 47-47 bold, 56-56 bold, 63-63 bold, 71-71 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Morning round                   0 of 5
     Sync
     ▸☐  1 Queue depth
         2 Consumers run             0 of 2
      ☐    shard 1
      ☐    shard 2
     Exports
      ☐  3 How is the export?
      ☐  4 Send it again (optional)       !
     › For the 09:00 round.
     enter read  0-9 value  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-13 bold
     2: 1-4 bold
     3: 1-38 reversed
     7: 1-7 bold
     9: 38-38 black+on-yellow+bold
    11: 1-5 bold, 13-15 bold, 24-24 bold, 31-31 bold
    cursor 1,3
    ");
}

#[test]
fn a_warning_then_a_step_that_holds_what_follows() {
    // The cursor does not leave it by itself; one further is what it holds.
    let mut play = round("612<enter><space>xIt is stuck<enter><tab>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     3 of 5 │ 3 · How is the export?
     Sync                                     │ On hold: step 2 is not OK:
      !  1 Queue depth           612 messages │ Consumers run
         2 Consumers run               2 of 2 │ > goes on past it, with a reason
      ☑    shard 1                      09:12 │
      ✗    shard 2                    FAILED  │ 1 complete
     Exports                                  │ 2 late
     ▸☐  3 How is the export?                 │ 3 absent
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
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

     > go on  tab next  n note  i issue  E escalate  / find  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-65 bold
     2: 1-4 bold, 44-69 bold
     3: 2-2 black+on-yellow+bold, 29-40 bold, 44-56 bold
     4: 34-40 bold, 44-45 bold
     5: 2-2 bold
     6: 2-2 red+bold, 33-40 bold+reversed, 44-45 bold
     7: 1-7 bold, 44-49 bold
     8: 1-40 reversed, 44-51 bold
     9: 40-40 black+on-yellow+bold
    23: 1-1 bold, 10-12 bold, 20-20 bold, 28-28 bold, 37-37 bold, 49-49 bold, 57-57 bold, 64-64 bold, 72-72 bold
    cursor 1,8
    ");
    play.keys("k");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Morning round                     3 of 5 │ 2 · Consumers run · shard 2
     Sync                                     │  ✗ FAILED  not OK: It is stuck  09:12
      !  1 Queue depth           612 messages │
         2 Consumers run               2 of 2 │ Next
      ☑    shard 1                      09:12 │   i Open an issue
     ▸✗    shard 2                    FAILED  │   . Answer it again, by hand
     Exports                                  │   n Add what you saw
      ☐  3 How is the export?                 │   > Go on past it, with a reason; the next steps are on hold
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │ 09:12 ops-a not OK: It is stuck
                                              │
                                              │ Expect    One process a shard
                                              │
                                              │ Text      y copies it
                                              │   systemctl status orders@*
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

     E escalate  i issue  . again  > go on  u undo  tab next  y copy  n note  / find  : all actions  ? keys  q out
     0: 0-6 bold, 8-16 bold, 112-118 bold
     1: 1-13 bold, 44-70 bold
     2: 1-4 bold, 44-53 bold+reversed, 54-73 bold
     3: 2-2 black+on-yellow+bold, 29-40 bold
     4: 34-40 bold, 44-47 bold
     5: 2-2 bold, 46-47 bold
     6: 1-1 reversed, 2-2 bold+reversed, 3-32 reversed, 33-40 bold+reversed, 46-47 bold
     7: 1-7 bold, 46-47 bold
     8: 46-47 bold
     9: 40-40 black+on-yellow+bold
    10: 49-74 bold
    14: 54-55 bold
    15: 44-70 bold
    35: 1-1 bold, 13-13 bold, 22-22 bold, 31-31 bold, 40-40 bold, 48-50 bold, 58-58 bold, 66-66 bold, 74-74 bold, 82-82 bold, 97-97 bold, 105-105 bold
    cursor 1,6
    ");
}

#[test]
fn a_caution_waits_to_be_read() {
    let mut play = round("12<enter><space><space>2");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     4 of 5 │ 4 · Send it again
     Sync                                     │  CAUTION
      ☑  1 Queue depth            12 messages │ Two exports at once write every
         2 Consumers run               2 of 2 │ order twice.
      ☑    shard 1                      09:12 │ c I have read this
      ☑    shard 2                      09:12 │
     Exports                                  │ Link      o opens it
      !  3 How is the export?            late │   https://example.com/export
     ▸☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
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
     ! 3 How is the export?: late, a warning.
     c read it  s skip  d defer  o open link  n note  i issue  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-60 bold
     2: 1-4 bold, 44-52 black+on-yellow+bold
     3: 2-2 bold, 44-74 bold
     4: 44-55 bold
     5: 2-2 bold, 44-45 bold
     6: 2-2 bold
     7: 1-7 bold, 54-55 bold
     8: 2-2 black+on-yellow+bold, 37-40 bold, 44-71 bold
     9: 1-39 reversed, 40-40 bold+reversed
    10: 2-9 bold
    22: 0-79 black+on-yellow+bold
    23: 1-1 bold, 12-12 bold, 20-20 bold, 29-29 bold, 42-42 bold, 50-50 bold, 59-59 bold, 66-66 bold, 74-74 bold
    cursor 1,9
    ");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Morning round                   4 of 5
     4 · Send it again
      CAUTION
     Two exports at once write every order
     twice.
     c I have read this

     Link      o opens it
       https://example.com/export

     c read it  s skip  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-13 bold
     2: 1-17 bold
     3: 1-9 black+on-yellow+bold
     4: 1-37 bold
     5: 1-6 bold
     6: 1-2 bold
     8: 11-12 bold
     9: 1-28 bold
    11: 1-1 bold, 12-12 bold, 20-20 bold, 27-27 bold
    cursor 0,2
    ");
}

#[test]
fn an_answer_with_its_note() {
    let mut play = round("612<enter>gnSince the deploy<enter>");
    play.keys("g");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     1 of 5 │ 1 · Queue depth
     Sync                                     │ 09:12 ops-a 612 messages
     ▸!  1 Queue depth           612 messages │ 09:12 ops-a noted: Since the deploy
         2 Consumers run               0 of 2 │
      ☐    shard 1                            │ The longest of the shards counts.
      ☐    shard 2                            │
     Exports                                  │ Limits    warn above 500, alarm
      ☐  3 How is the export?                 │           above 5000 messages
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
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

     u undo  . again  = correct  tab next  n note  / find  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-58 bold
     2: 1-4 bold, 49-67 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-28 reversed, 29-40 bold+reversed
     5: 48-54 bold
     7: 1-7 bold
     9: 40-40 black+on-yellow+bold
    23: 1-1 bold, 9-9 bold, 18-18 bold, 29-31 bold, 39-39 bold, 47-47 bold, 55-55 bold, 62-62 bold, 70-70 bold
    cursor 1,3
    ");
}

#[test]
fn the_last_row_says_what_is_missing_then_what_it_came_to() {
    let mut play = round("12<enter><space><space>G");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     3 of 5 │ Finish
     Sync                                     │ Before it can be finished:
      ☑  1 Queue depth            12 messages │ ☐ 3 How is the export?
         2 Consumers run               2 of 2 │
      ☑    shard 1                      09:12 │ 3 OK
      ☑    shard 2                      09:12 │
     Exports                                  │ It will be completed with gaps.
      ☐  3 How is the export?                 │ In doubt: 2 of 2 steps answered
      ☐  4 Send it again (optional)         ! │ within a second: too fast to be
     ▸↵ Finish                                │ true.
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

     tab to what is open  X abandon  / find  : all actions  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-49 bold
     2: 1-4 bold
     3: 2-2 bold
     5: 2-2 bold
     6: 2-2 bold
     7: 1-7 bold, 44-74 bold
     8: 44-74 bold
     9: 40-40 black+on-yellow+bold, 44-74 bold
    10: 1-40 reversed, 44-48 bold
    23: 1-3 bold, 22-22 bold, 33-33 bold, 41-41 bold, 56-56 bold, 64-64 bold
    cursor 1,10
    ");
    play.keys("kk1snAll is well<enter><enter>");
    let told = play.told();
    assert!(
        told.starts_with("Morning round completed, 5 of 5"),
        "{told}"
    );
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     5 of 5 │ The run has ended
     Sync                                     │ completed
      ☑  1 Queue depth            12 messages │ 4 OK, 1 skipped
         2 Consumers run               2 of 2 │ for 09:00, on time
      ☑    shard 1                      09:12 │
      ☑    shard 2                      09:12 │ In doubt: 3 of 3 steps answered
     Exports                                  │ within a second: too fast to be
      ☑  3 How is the export?        complete │ true.
      ⊘  4 Send it again                09:12 │
     ▸✓ Completed                             │ Nothing else is due. Enter goes
                                              │ back.
                                              │
                                              │ Notes
                                              │ 09:12 ops-a: All is well
                                              │
                                              │
                                              │
                                              │
                                              │
                                              │
                                              │

     enter back  / find  : all actions  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-60 bold
     2: 1-4 bold, 44-52 bold
     3: 2-2 bold
     5: 2-2 bold
     6: 2-2 bold, 44-74 bold
     7: 1-7 bold, 44-74 bold
     8: 2-2 bold, 44-48 bold
    10: 1-1 reversed, 2-12 bold+reversed, 13-40 reversed
    13: 44-48 bold
    23: 1-5 bold, 13-13 bold, 21-21 bold, 36-36 bold, 44-44 bold
    cursor 1,10
    ");
}

#[test]
fn a_prompt_says_why_it_did_not_take_a_value() {
    let mut play = round("1,5<enter>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     0 of 5 │ 1 · Queue depth
     Sync                                     │ The longest of the shards counts.
     ▸☐  1 Queue depth                        │
         2 Consumers run               0 of 2 │ Limits    warn above 500, alarm
      ☐    shard 1                            │           above 5000 messages
      ☐    shard 2                            │
     Exports                                  │
      ☐  3 How is the export?                 │
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
                                              │
                                              │
                                              │
                                              │
                                              │
                                              │
    ━ Queue depth ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     A comma can mean two things in a number. Write 1.5.
     warn above 500, alarm above 5000 messages
     1,5
     enter save  esc cancel


     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-58 bold
     2: 1-4 bold, 48-54 bold
     3: 1-40 reversed
     7: 1-7 bold
     9: 40-40 black+on-yellow+bold
    17: 0-79 bold
    18: 1-51 bold
    20: 1-78 underlined
    21: 1-5 bold, 13-15 bold
    cursor 4,20
    ");
    play.keys("<esc>x");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Morning round                   0 of 5
     Sync
     ▸☐  1 Queue depth
         2 Consumers run             0 of 2
      ☐    shard 1
      ☐    shard 2
     Exports
    ━ Not OK: what did you see? ━━━━━━━━━━━━

     enter save  esc cancel

     0: 1-9 bold, 32-38 bold
     1: 1-13 bold
     2: 1-4 bold
     3: 1-38 reversed
     7: 1-7 bold
     8: 0-39 bold
     9: 1-38 underlined
    10: 1-5 bold, 13-15 bold
    cursor 1,9
    ");
}

#[test]
fn a_list_names_its_keys() {
    let mut play = round("12<enter><space><space><space>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     3 of 5 │ 3 · How is the export?
     Sync                                     │ 1 complete
      ☑  1 Queue depth            12 messages │ 2 late
         2 Consumers run               2 of 2 │ 3 absent
      ☑    shard 1                      09:12 │
      ☑    shard 2                      09:12 │
     Exports                                  │
     ▸☐  3 How is the export?                 │
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
                                              │
                                              │
                                              │
                                              │
                                              │
                                              │
                                              │
    ━ How is the export? ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     1 complete
     2 late
     3 absent

     enter choose  esc cancel
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-65 bold
     2: 1-4 bold, 44-45 bold
     3: 2-2 bold, 44-49 bold
     4: 44-51 bold
     5: 2-2 bold
     6: 2-2 bold
     7: 1-7 bold
     8: 1-40 reversed
     9: 40-40 black+on-yellow+bold
    18: 0-79 bold
    19: 1-2 bold+reversed, 3-78 reversed
    20: 1-2 bold
    21: 1-2 bold
    23: 1-5 bold, 15-17 bold
    cursor 1,19
    ");
}

#[test]
fn the_keys_of_a_run() {
    let mut play = round("");
    // What is at the foot comes first.
    play.screen();
    play.keys("?");
    assert_snapshot!(play.screen(), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     0 of 5 │ 1 · Queue depth
     Sync                                     │ The longest of the shards counts.
    ━ Keys: In a run  49 of 49 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     >

     ▸space   OK; for a reading, a text or a choice, open its field; sign what nee…
      x       Not OK, with a note                              fail, failed, broken
      s       Skip the step, with a reason                not applicable, leave out
      d       Defer the step, with a reason                postpone, later, put off
      n       Add a note to the step; on Finish, to the run         comment, remark
      i       Open an issue: at the step, or for the runbook in front  bug, ticket…
      !       Run the command, start the timer, or start the sub-procedure  execut…
      ctrl-k  Stop the command that is running, with all that it started  kill, ab…
      c       I have read the caution                          acknowledge, warning
      >       Go on past a step that is on hold, with a reason  override, force, c…
      .       Answer the step again; the earlier answer stays on record  retry, re…
      =       Correct the answer, with a reason
      u       Undo the answer to this step, or your last one  take back, untick, c…
      t       Set when the next answer was really done     time, backdate, write up

     enter do it  up down move  esc cancel
    ");
}

const FLEET: &str = r#"
title = "Fleet"
timezone = "Europe/Berlin"

[[procedures]]
title = "Patch the fleet"
schedule = "weekly mon 09:00"
style = "read-do"

[[procedures.steps]]
id = "count"
title = "How many hosts?"
reading = {}

[[procedures.steps]]
title = "Patch host $ITEM"
times = "count"

[[procedures.steps]]
title = "Report it"
"#;

#[test]
fn two_hundred_items_stay_readable() {
    let mut play = Play::new(&[("fleet.toml", FLEET)], (80, 24));
    open(&mut play, "Patch the fleet");
    play.keys("200<enter>");
    for _ in 0..20 {
        play.keys(" ");
    }
    play.keys("xIt hangs<enter>");
    play.keys("jjj");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Patch the fleet              22 of 202 │ 2 · Patch host 25
      ☑  1 How many hosts?              200 │ Its items: 21 of 200, 1 failed
         2 Patch host …           21 of 200 │
             20 done                        │
      ✗    21                       FAILED  │
      ☐    22                               │
      ☐    23                               │
      ☐    24                               │
     ▸☐    25                               │
      ☐    26                               │
      ☐    27                               │
      ☐    28                               │
             172 open                       │
      ☐  3 Report it                        │
      ↵ Finish                              │
                                            │
                                            │
                                            │
                                            │
                                            │
                                            │

     space OK  x not OK  s skip  d defer  n note  i issue  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-15 bold, 42-58 bold
     2: 2-2 bold
     3: 29-38 bold
     5: 2-2 red+bold, 31-38 bold+reversed
     9: 1-38 reversed
    23: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 38-38 bold, 46-46 bold, 55-55 bold, 62-62 bold, 70-70 bold
    cursor 1,9
    ");
}

/// What another writer replaced or undid is told in the list, by whom, at every size.
#[test]
fn an_answer_that_another_replaced_says_so_in_the_list() {
    let mut play = round("612<enter><space>");
    let run = play.app.run.as_ref().expect("a run").id;
    let again = CompleteStep {
        attempt: Attempt::Corrected,
        reason: Some("the other panel".to_owned()),
        ..CompleteStep::first(
            run,
            StepRef::of("queue-depth"),
            Answer::Value("90".to_owned()),
        )
    };
    play.other("ops-b", &Command::CompleteStep(again));
    let back = Command::TakeBack {
        run,
        step_ref: Some(StepRef::item("consumers-run", "shard-1")),
    };
    play.other("ops-b", &back);
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                     1 of 5 │ 2 · Consumers run · shard 2
     Sync                                     │ Expect    One process a shard
      ☑  1 Queue depth      replaced by ops-b │
         2 Consumers run               0 of 2 │ Text      y copies it
      ☐    shard 1            undone by ops-b │   systemctl status orders@*
     ▸☐    shard 2                            │
     Exports                                  │
      ☐  3 How is the export?                 │
      ☐  4 Send it again (optional)         ! │
      ↵ Finish                                │
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
     ✓ 2 Consumers run, shard 1: OK
     space OK  x not OK  s skip  d defer  y copy  n note  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 44-70 bold
     2: 1-4 bold
     3: 2-2 bold, 23-40 bold
     4: 54-55 bold
     5: 25-40 bold, 44-70 bold
     6: 1-40 reversed
     7: 1-7 bold
     9: 40-40 black+on-yellow+bold
    22: 0-30 bold
    23: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 38-38 bold, 46-46 bold, 54-54 bold, 61-61 bold, 69-69 bold
    cursor 1,6
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Morning round                   1 of 5
     Sync
      ☑  1 Queue depth    replaced by ops-b
         2 Consumers run             0 of 2
      ☐    shard 1          undone by ops-b
     ▸☐    shard 2
     Exports
      ☐  3 How is the export?
      ☐  4 Send it again (optional)       !
     ✓ 2 Consumers run, shard 1: OK
     enter read  space OK  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-13 bold
     2: 1-4 bold
     3: 2-2 bold, 21-38 bold
     5: 23-38 bold
     6: 1-38 reversed
     7: 1-7 bold
     9: 38-38 black+on-yellow+bold
    10: 0-30 bold
    11: 1-5 bold, 13-17 bold, 23-23 bold, 30-30 bold
    cursor 1,6
    ");
}
