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
    play.keys("+qWhich dashboard shows the lag of yesterday?<enter>");
    play.keys("dno time before the call<enter><space><enter><esc>");
    play.keys("+sOrdersSyncLagHigh is muted<enter>fri<enter>");
    play.keys("iThe lag panel is gone<enter>");
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
     rounds  1 Today  2 Runbooks  3 Journal [4 Follow-ups]  09:12 · ops-a · saved ✓
     Follow-ups  4 · due first
        Kind     Title                                   Assignee               Due
      ○ silence  OrdersSyncLagHigh is muted              –          until Fri 23:59
     ▸○ issue    The lag panel is gone                   –                 open 0 s
      ○ deferral Lag is low                              –                 open 0 s
      ○ question Which dashboard shows the lag of yest…  technical         open 0 s

     Issue
     The lag panel is gone

     Status    open
     Assignee  not assigned: w assigns it
     Opened    09:12 (0 s) by ops-a
     Runbook   Orders sync

     Monday 23 November 2026
     09:12 ops-a opened





     enter open  m move  w assign  t due  X close  n note  : all  ? keys  q quit
     0: 0-6 bold, 40-53 bold, 72-78 bold
     1: 1-25 bold
     4: 1-78 reversed
     8: 1-5 bold
     9: 1-21 bold
    16: 1-23 bold
    23: 1-5 bold, 13-13 bold, 21-21 bold, 31-31 bold, 38-38 bold, 47-47 bold, 55-55 bold, 62-62 bold, 70-70 bold
    cursor 1,4
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal [4 Follow-ups]                           Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Follow-ups  4 · due first                                         │ Issue
      ○ silence  OrdersSyncLagHigh is muted            until Fri 23:59 │ The lag panel is gone
     ▸○ issue    The lag panel is gone                        open 0 s │
      ○ deferral Lag is low                                   open 0 s │ Status    open
      ○ question Which dashboard shows the lag of yesterday?  open 0 s │ Assignee  not assigned: w assigns it
                                                                       │ Opened    09:12 (0 s) by ops-a
                                                                       │ Runbook   Orders sync
                                                                       │
                                                                       │ Monday 23 November 2026
                                                                       │ 09:12 ops-a opened
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

     enter open  m move  w assign  t due  X close  n note  o origin  tab next  + new  f filter  : all  ? keys  q quit
     0: 0-6 bold, 40-53 bold, 112-118 bold
     1: 1-25 bold, 69-73 bold
     2: 69-89 bold
     3: 1-65 reversed
     9: 69-91 bold
    35: 1-5 bold, 13-13 bold, 21-21 bold, 31-31 bold, 38-38 bold, 47-47 bold, 55-55 bold, 65-67 bold, 75-75 bold, 82-82 bold, 92-92 bold, 99-99 bold, 107-107 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [4 Follow-ups] 09:12 · ops-a · saved ✓
     Follow-ups  4 · due first
      ○ silence  OrdersSy…  until Fri 23:59
     ▸○ issue    The lag panel i…  open 0 s
      ○ deferral Lag is low        open 0 s
      ○ question Which dashboard…  open 0 s





     enter open  m move  : all  ? keys
     0: 1-14 bold, 32-38 bold
     1: 1-25 bold
     3: 1-38 reversed
    11: 1-5 bold, 13-13 bold, 21-21 bold, 28-28 bold
    cursor 1,3
    ");
    play.keys("<enter>");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [4 Follow-ups] 09:12 · ops-a · saved ✓
     Issue
     The lag panel is gone

     Status    open
     Assignee  not assigned: w assigns it
     Opened    09:12 (0 s) by ops-a
     Runbook   Orders sync

     Monday 23 November 2026
     09:12 ops-a opened
     m move  w assign  t due  : all  ? keys
     0: 1-14 bold, 32-38 bold
     1: 1-5 bold
     2: 1-21 bold
     9: 1-23 bold
    11: 1-1 bold, 9-9 bold, 19-19 bold, 26-26 bold, 33-33 bold
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
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today                                                       1 of 2 rounds done
     Needs attention ▸▲ Rotate the key                 Orders… 6 times, 5 d overdue
                      ? Which dashboard shows the lag of yesterday? assigned to you
                      ▯ Morning round                      3 missed since Wed 09:00
     Carried over     » Lag is low                     Orders sync   deferred 09:12
                      ◇ OrdersSyncLagHigh is muted         silenced until Fri 23:59
                      ! Drain the queue                Orders sync  never rehearsed
     Done             » Morning round                  Orders sync     1 gap, 09:12
     Later            · Rotate the key                 Orders sync        Tue 06:00
                      · Morning round                  Orders sync        Tue 09:00
                      · Orders sync                                   review in 7 d








     Rotate the key  Orders sync
     daily 06:00                                                            ↓ more

     enter start  X waive  r rehearse  tab next  a alert  : all  ? keys  q quit
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-5 bold
     2: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-58 reversed, 59-78 bold+reversed
     3: 18-18 black+on-yellow+bold, 64-78 bold
     4: 18-18 red+bold, 55-78 bold
     5: 1-12 bold, 18-18 black+on-yellow+bold, 65-78 bold
     6: 18-18 black+on-yellow+bold, 55-78 bold
     7: 18-18 black+on-yellow+bold, 64-78 bold
     8: 1-4 bold, 18-18 black+on-yellow+bold, 67-78 bold
     9: 1-5 bold
    20: 1-14 bold
    21: 71-78 bold
    23: 1-5 bold, 14-14 bold, 23-23 bold, 35-37 bold, 45-45 bold, 54-54 bold, 61-61 bold, 69-69 bold
    cursor 17,2
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Needs attention 3   1 of 2 rounds done
     ▸▲ Rotate the key 6 times, 5 d overdue
      ? Which dashboard sh… assigned to you
      ▯ Morning r… 3 missed since Wed 09:00
     Carried over 3
      » Lag is low           deferred 09:12
      ◇ OrdersSyn… silenced until Fri 23:59
      ! Drain the queue     never rehearsed
      ↓ Done 1, Later 3

     enter start  X waive  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-15 bold
     2: 1-1 reversed, 2-2 bold+reversed, 3-18 reversed, 19-38 bold+reversed
     3: 2-2 black+on-yellow+bold, 24-38 bold
     4: 2-2 red+bold, 15-38 bold
     5: 1-12 bold
     6: 2-2 black+on-yellow+bold, 25-38 bold
     7: 2-2 black+on-yellow+bold, 15-38 bold
     8: 2-2 black+on-yellow+bold, 24-38 bold
    11: 1-5 bold, 14-14 bold, 23-23 bold, 30-30 bold
    cursor 1,2
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
    play.keys(" The one called Orders<enter>o");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal [4 Follow-ups]  09:12 · ops-a · saved ✓
     Morning round                  2 of 2 │ 1 · Lag is low
     ▸»  1 Lag is low                09:12 │ 09:12 ops-a deferred: no time before
      ☑  2 Backup finished           09:12 │       the call
      » Completed with gaps                │
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
                                           │
                                           │

     = correct  n note  / find  : all actions  ? keys  q out
     0: 0-6 bold, 40-53 bold, 72-78 bold
     1: 1-13 bold, 41-54 bold
     2: 1-1 reversed, 2-2 bold+reversed, 3-37 reversed
     3: 2-2 bold
     4: 2-2 black+on-yellow+bold, 3-22 bold
     5: 41-50 bold
     6: 41-42 black+on-yellow+bold
     9: 41-42 bold
    23: 1-1 bold, 12-12 bold, 20-20 bold, 28-28 bold, 43-43 bold, 51-51 bold
    cursor 1,2
    ");
}

#[test]
fn an_alert_at_two_sizes() {
    let mut play = shift();
    play.keys("aorders");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today                                                       1 of 2 rounds done
     Needs attention ▸▲ Rotate the key                 Orders… 6 times, 5 d overdue
    ━ Which alert? ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     > orders

     ▸sev1 OrdersSyncDown                           Restart the consumer · Orders …

      sev2 OrdersSyncLagHigh                          Drain the queue · Orders sync
                                                         ◇ silenced until Fri 23:59











     enter start or continue  tab its page  esc cancel


     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-5 bold
     2: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-58 reversed, 59-78 bold+reversed
     3: 0-79 bold
     4: 1-8 bold
     6: 1-1 reversed, 2-6 bold+reversed, 7-12 bold+underlined+reversed, 13-78 reversed
     8: 2-6 bold, 7-12 bold+underlined
     9: 53-78 bold
    21: 1-5 bold, 26-28 bold, 40-42 bold
    cursor 9,4
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
    ━ Which alert? ━━━━━━━━━━━━━━━━━━━━━━━━━
     > orders
     ▸sev1 OrdersSyncDown

      sev2 OrdersSyncLagHigh
                 ◇ silenced until Fri 23:59




     enter start or continue  esc cancel

     0: 0-39 bold
     1: 1-8 bold
     2: 1-1 reversed, 2-6 bold+reversed, 7-12 bold+underlined+reversed, 13-38 reversed
     4: 2-6 bold, 7-12 bold+underlined
     5: 13-38 bold
    10: 1-5 bold, 26-28 bold
    cursor 9,1
    ");
}

#[test]
fn a_day_of_the_calendar_says_what_was_missed_and_is_acknowledged() {
    let mut play = shift();
    // What is overdue is as bad as what was missed.
    play.keys("3v<tab>");
    let screen = play.screen();
    assert!(screen.contains("Sun 22 Nov 2026 · 1 overdue"), "{screen}");
    play.keys("<up><up>");
    let screen = play.screen();
    assert!(screen.contains("Fri 20 Nov 2026 · 1 missed"), "{screen}");
    play.keys("<up>");
    let screen = play.screen();
    assert!(screen.contains("Thu 19 Nov 2026 · 1 missed"), "{screen}");
    play.keys(" ");
    assert_eq!(play.told(), "Acknowledged.", "{}", play.screen());
    // The arrows stay within the year, and leave the calendar open.
    play.keys("<right><right><right>");
    assert!(play.screen().contains("23 Nov 2026"), "{}", play.screen());
}

#[test]
fn the_last_year_at_three_sizes() {
    let mut play = shift();
    play.keys("3v");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks [3 Journal] 4 Follow-ups   09:12 · ops-a · saved ✓
     timeline  Calendar  trends                    all runbooks · Nov 2025 to today
          Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
     Mon ····················································▲   ■ 1 on time
         ····················································    ▯ 3 missed
     Wed ···················································▯    ▲ 6 overdue
         ···················································▯    ·   none due
     Fri ···················································▯      10 % on time
         ···················································▲
     Sun ···················································▲

     ▸ Mon 23 Nov 2026 · 1 overdue, 1 on time
       ▲ Rotate the key  Orders sync  06:00  48 min overdue
       ■ Morning round   Orders sync  09:00  09:12  1 gap         ops-a









     enter open  tab next trouble  left a week back  : all actions  ? keys  q quit
     0: 0-6 bold, 29-39 bold, 72-78 bold
     1: 11-18 bold
     3: 57-57 red+bold+reversed, 61-62 bold
     4: 61-62 red+bold
     5: 56-56 red+bold, 61-62 red+bold
     6: 56-56 red+bold
     7: 56-56 red+bold
     8: 56-56 red+bold
     9: 56-56 red+bold
    11: 1-17 bold
    12: 3-3 red+bold, 41-54 bold
    13: 3-3 bold, 48-59 bold
    23: 1-5 bold, 13-15 bold, 31-34 bold, 49-49 bold, 64-64 bold, 72-72 bold
    cursor 1,11
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks [3 Journal] 4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     timeline  Calendar  trends                                                            all runbooks · Nov 2025 to today
          Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
     Mon ····················································▲   ■ 1 on time
         ····················································    ▯ 3 missed
     Wed ···················································▯    ▲ 6 overdue
         ···················································▯    ·   none due
     Fri ···················································▯      10 % on time
         ···················································▲
     Sun ···················································▲

     ▸ Mon 23 Nov 2026 · 1 overdue, 1 on time
       ▲ Rotate the key  Orders sync  06:00  48 min overdue
       ■ Morning round   Orders sync  09:00  09:12  1 gap         ops-a





















     enter open  tab next trouble  left a week back  v trends  esc back  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 29-39 bold, 112-118 bold
     1: 11-18 bold
     3: 57-57 red+bold+reversed, 61-62 bold
     4: 61-62 red+bold
     5: 56-56 red+bold, 61-62 red+bold
     6: 56-56 red+bold
     7: 56-56 red+bold
     8: 56-56 red+bold
     9: 56-56 red+bold
    11: 1-17 bold
    12: 3-3 red+bold, 41-54 bold
    13: 3-3 bold, 48-59 bold
    35: 1-5 bold, 13-15 bold, 31-34 bold, 49-49 bold, 59-61 bold, 69-69 bold, 77-77 bold, 92-92 bold, 100-100 bold
    cursor 1,11
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [3 Journal]    09:12 · ops-a · saved ✓
     timeline  Calendar  trends   all runb…
     ▸ Mon 23 Nov 2026 · 1 overdue, 1 on t…
            May  Jun Jul Aug  Sep Oct Nov
     Mon ·································▲
         ·································
     Wed ································▯
         ································▯
     Fri ································▯
         ································▲
     Sun ························ J ↓ more
     enter open  : all actions  ? keys
     0: 1-11 bold, 32-38 bold
     1: 11-18 bold
     2: 1-17 bold
     4: 38-38 red+bold+reversed
     6: 37-37 red+bold
     7: 37-37 red+bold
     8: 37-37 red+bold
     9: 37-37 red+bold
    10: 29-36 bold, 37-37 red+bold, 38-38 bold
    11: 1-5 bold, 13-13 bold, 28-28 bold
    cursor 1,2
    ");
}
