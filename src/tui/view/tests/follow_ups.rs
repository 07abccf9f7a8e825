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
     Follow-ups  4                            │ Issue
      ○ override OrdersSyncL… until Fri 23:59 │ The lag panel is gone
     ▸○ issue    The lag panel is gone    0 s │
      ○ deferral Lag is low               0 s │ state  open
      ○ question Which dashboard shows t… 0 s │ acts   nobody yet: W says who
                                              │ since  09:12 (0 s) by ops-a
                                              │ of     Orders sync
                                              │
                                              │ Monday 23 November 2026
                                              │ 09:12 ops-a opened it
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

     enter its story  C close  W who acts  o origin  + new  p filter  t kind ? help
     0: 0-8 bold, 41-41 bold, 42-52 bold+underlined, 72-78 bold
     1: 1-13 bold, 44-48 bold
     2: 44-64 bold
     3: 1-40 reversed
     9: 44-66 bold
    23: 1-5 bold, 18-18 bold, 27-27 bold, 39-39 bold, 49-49 bold, 56-56 bold, 66-66 bold, 73-73 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Follow-ups  4                                                │ Issue
      ○ override OrdersSyncLagHigh is muted       until Fri 23:59 │ The lag panel is gone
     ▸○ issue    The lag panel is gone                        0 s │
      ○ deferral Lag is low                                   0 s │ state  open
      ○ question Which dashboard shows the lag of yesterday?  0 s │ acts   nobody yet: W says who
                                                                  │ since  09:12 (0 s) by ops-a
                                                                  │ of     Orders sync
                                                                  │
                                                                  │ Monday 23 November 2026
                                                                  │ 09:12 ops-a opened it
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

     enter its story  C close  W who acts  o origin  + new  p filter  t kind  / find  : palette  q quit              ? help
     0: 0-8 bold, 41-41 bold, 42-52 bold+underlined, 112-118 bold
     1: 1-13 bold, 64-68 bold
     2: 64-84 bold
     3: 1-60 reversed
     9: 64-86 bold
    35: 1-5 bold, 18-18 bold, 27-27 bold, 39-39 bold, 49-49 bold, 56-56 bold, 66-66 bold, 74-74 bold, 82-82 bold, 93-93 bold, 113-113 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     4 Follow-ups   09:12 · ops-a · saved ✓
     Follow-ups  4
      ○ override OrdersSyn… until Fri 23:59
     ▸○ issue    The lag panel is gone  0 s
      ○ deferral Lag is low             0 s
      ○ question Which dashboard shows… 0 s





     enter its story  C close        ? help
     0: 0-1 bold, 2-12 bold+underlined, 32-38 bold
     1: 1-13 bold
     3: 1-38 reversed
    11: 1-5 bold, 18-18 bold, 33-33 bold
    cursor 1,3
    ");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     4 Follow-ups   09:12 · ops-a · saved ✓
     Issue
     The lag panel is gone

     state  open
     acts   nobody yet: W says who
     since  09:12 (0 s) by ops-a
     of     Orders sync

     Monday 23 November 2026
     09:12 ops-a opened it
     enter the list  C close         ? help
     0: 0-1 bold, 2-12 bold+underlined, 32-38 bold
     1: 1-5 bold
     2: 1-21 bold
     9: 1-23 bold
    11: 1-5 bold, 17-17 bold, 33-33 bold
    cursor 1,2
    ");
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
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today
     Needs attention 3
     ▸▲ Rotate the key  Orders sync                            7 times, 6 d overdue
      ? Which dashboard shows the lag of yesterday?  Orders sync    assigned to you
      ▯ Morning round  Orders sync                         4 missed since Tue 09:00
     Carried over 3
      » Lag is low  Orders sync                                      deferred 09:12
      ◇ OrdersSyncLagHigh is muted  Orders sync            silenced until Fri 23:59
      ! Drain the queue  Orders sync                                never rehearsed
     Done 1
      » Morning round  Orders sync                                     1 gap, 09:12
     Later 3
      · Rotate the key  Orders sync                                       Tue 06:00
      · Morning round  Orders sync                                        Tue 09:00
      · Orders sync                                                   review in 7 d



     Rotate the key  Orders sync
     daily 06:00
     last times ▲▲▲▲▲▲▲  on time 0 %                                        ↓ more

     enter start  a alert  E waive  n note  / find  : palette  q quit        ? help
     0: 0-9 bold, 10-15 bold+underlined, 72-78 bold
     1: 1-5 bold
     2: 1-15 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-58 reversed, 59-78 bold+reversed
     4: 2-2 bold, 64-78 bold
     5: 2-2 bold, 55-78 bold
     6: 1-12 bold
     7: 2-2 bold, 65-78 bold
     8: 2-2 bold, 55-78 bold
     9: 2-2 bold, 64-78 bold
    10: 1-4 bold
    11: 2-2 bold, 67-78 bold
    12: 1-5 bold
    19: 1-14 bold
    21: 12-18 bold, 71-78 bold
    23: 1-5 bold, 14-14 bold, 23-23 bold, 32-32 bold, 40-40 bold, 48-48 bold, 59-59 bold, 73-73 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:12 · ops-a · saved ✓
     Today
     Needs attention 3
     ▸▲ Rotate the key 7 times, 6 d overdue
      ? Which dashboard sh… assigned to you
      ▯ Morning r… 4 missed since Tue 09:00
     Carried over 3
      » Lag is low  Orders … deferred 09:12
      ◇ OrdersSyn… silenced until Fri 23:59
      ! Drain the queue     never rehearsed
     Done 1
     enter start  a alert  E waive   ? help
     0: 0-1 bold, 2-7 bold+underlined, 32-38 bold
     1: 1-5 bold
     2: 1-15 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-18 reversed, 19-38 bold+reversed
     4: 2-2 bold, 24-38 bold
     5: 2-2 bold, 15-38 bold
     6: 1-12 bold
     7: 2-2 bold, 25-38 bold
     8: 2-2 bold, 15-38 bold
     9: 2-2 bold, 24-38 bold
    10: 1-4 bold
    11: 1-5 bold, 14-14 bold, 23-23 bold, 33-33 bold
    cursor 1,3
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
     Morning round  2 of 2           │ Step 1 of 2
     Orders sync                     │ Lag is low
     ▸»  1 Lag is low          09:12 │
      ☑  2 Backup finished     09:12 │ 09:12 ops-a deferred: no time before the
      » Completed with gaps          │       call
                                     │
                                     │ Asked here
                                     │ ? Which dashboard shows the lag of
                                     │   yesterday?
                                     │   09:12 by ops-a
                                     │ → The one called Orders
                                     │   09:12 by ops-a
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │
                                     │

     = correct  N note on run  n note  / find  : palette  q out              ? help
     0: 0-8 bold, 41-52 bold, 72-78 bold
     1: 1-21 bold, 35-45 bold
     2: 35-44 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-31 reversed
     4: 2-2 bold
     5: 2-22 bold
     7: 35-44 bold
     8: 35-36 bold
    11: 35-36 bold
    23: 1-1 bold, 12-12 bold, 27-27 bold, 35-35 bold, 43-43 bold, 54-54 bold, 73-73 bold
    cursor 1,3
    ");
}

#[test]
fn an_alert_at_two_sizes() {
    let mut play = shift();
    play.keys("aorders");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today
     Needs attention 3
    ━ What is wrong? ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     > orders

     ▸sev1 Restart the consumer                                         Orders sync
           OrdersSyncDown
      sev2 Drain the queue                                              Orders sync
           OrdersSyncLagHigh











     enter starts, or goes on  tab its page  esc back


     0: 0-9 bold, 10-15 bold+underlined, 72-78 bold
     1: 1-5 bold
     2: 1-15 bold
     3: 0-79 bold
     4: 1-8 bold
     6: 1-1 reversed, 2-6 bold+reversed, 7-78 reversed
     7: 7-12 bold+underlined
     8: 2-6 bold
     9: 7-12 bold+underlined
    21: 1-5 bold, 27-29 bold, 41-43 bold
    cursor 9,4
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
    ━ What is wrong? ━━━━━━━━━━━━━━━━━━━━━━━
     > orders
     ▸sev1 Restart the consumer Orders sync
           OrdersSyncDown
      sev2 Drain the queue      Orders sync
           OrdersSyncLagHigh




     enter starts, or goes on  esc back

     0: 0-39 bold
     1: 1-8 bold
     2: 1-1 reversed, 2-6 bold+reversed, 7-38 reversed
     3: 7-12 bold+underlined
     4: 2-6 bold
     5: 7-12 bold+underlined
    10: 1-5 bold, 27-29 bold
    cursor 9,1
    ");
}

#[test]
fn the_last_year_at_three_sizes() {
    let mut play = shift();
    play.keys("3c");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     The last year: all procedures
          Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
     Mon ····················································●
         ···················································▯
     Wed ···················································▯
         ···················································▯
     Fri ···················································▯
         ···················································●
     Sun ···················································●

     ■ 1 done in time
     ▣ 0 done late
     ▯ 4 missed
     ◇ 0 waived
     ● 7 still to be done
     · nothing was due
     20 % on time

     Late or missed, the latest first
     Fri 20 Nov 2026 1 missed
     Thu 19 Nov 2026 1 missed                                             J ↓ more

     c the list  esc back  J scroll  / find  : palette  q quit               ? help
     0: 0-8 bold, 30-30 bold, 31-38 bold+underlined, 72-78 bold
     1: 1-29 bold
     3: 57-57 bold
     4: 56-56 bold
     5: 56-56 bold
     6: 56-56 bold
     7: 56-56 bold
     8: 56-56 bold
     9: 56-56 bold
    11: 1-2 bold
    12: 1-2 bold
    13: 1-2 bold
    15: 1-2 bold
    19: 1-32 bold
    21: 69-78 bold
    23: 1-1 bold, 13-15 bold, 23-23 bold, 33-33 bold, 41-41 bold, 52-52 bold, 73-73 bold
    cursor 1,2
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     The last year: all procedures
          Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
     Mon ····················································●
         ···················································▯
     Wed ···················································▯
         ···················································▯
     Fri ···················································▯
         ···················································●
     Sun ···················································●

     ■ 1 done in time
     ▣ 0 done late
     ▯ 4 missed
     ◇ 0 waived
     ● 7 still to be done
     · nothing was due
     20 % on time

     Late or missed, the latest first
     Fri 20 Nov 2026 1 missed
     Thu 19 Nov 2026 1 missed
     Wed 18 Nov 2026 1 missed
     Tue 17 Nov 2026 1 missed











     c the list  esc back  J scroll  / find  : palette  q quit                                                       ? help
     0: 0-8 bold, 30-30 bold, 31-38 bold+underlined, 112-118 bold
     1: 1-29 bold
     3: 57-57 bold
     4: 56-56 bold
     5: 56-56 bold
     6: 56-56 bold
     7: 56-56 bold
     8: 56-56 bold
     9: 56-56 bold
    11: 1-2 bold
    12: 1-2 bold
    13: 1-2 bold
    15: 1-2 bold
    19: 1-32 bold
    35: 1-1 bold, 13-15 bold, 23-23 bold, 33-33 bold, 41-41 bold, 52-52 bold, 113-113 bold
    cursor 1,2
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     3 Journal      09:12 · ops-a · saved ✓
     The last year: all procedures
            May  Jun Jul Aug  Sep Oct Nov
     Mon ·································●
         ································▯
     Wed ································▯
         ································▯
     Fri ································▯
         ································●
     Sun ································●
                                  J ↓ more
     c the list  esc back  J scroll  ? help
     0: 0-1 bold, 2-9 bold+underlined, 32-38 bold
     1: 1-29 bold
     3: 38-38 bold
     4: 37-37 bold
     5: 37-37 bold
     6: 37-37 bold
     7: 37-37 bold
     8: 37-37 bold
     9: 37-37 bold
    10: 29-38 bold
    11: 1-1 bold, 13-15 bold, 23-23 bold, 33-33 bold
    cursor 1,2
    ");
}
