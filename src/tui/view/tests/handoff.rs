//! How the screens of a handoff look, with their styles, at several sizes: pages, the choice
//! of a severity, an escalation and its clock, the handover.

use super::snapshot::snapshot;
use crate::tui::tests::handoff::play;
use crate::tui::tests::open;
use crate::tui::tests::play::Play;
use insta::assert_snapshot;

fn shot(play: &mut Play, width: u16, height: u16) -> String {
    snapshot(&mut play.app, &play.state, width, height)
}

/// An escalation of the morning round, its first contact called in vain, the second due.
fn escalated(size: (u16, u16)) -> Play {
    let mut play = play(size);
    open(&mut play, "Morning round");
    play.keys("R1Orders are gone<enter>cno answer<enter>");
    play.wait(16);
    play
}

#[test]
fn the_pages_of_a_runbook() {
    let mut play = play((80, 24));
    play.keys("2B");
    assert_snapshot!(shot(&mut play, 80, 24), @r"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Orders sync ─────────────────────────┐┌ Overview and architecture ───────────┐
    │ ▸ Overview and architecture          ││ Copies orders into the warehouse.    │
    │   Contacts                           ││                                      │
    │   Escalation                         ││ Architecture                         │
    │   Dependencies                       ││ A reader and a writer.               │
    │   Credentials                        ││                                      │
    │   Data dictionary                    ││ Owners                               │
    │   Change control        not approved ││ operations: Ops shift lead, +49 30   │
    │   Stabilization         past its end ││ 5550100                              │
    │   Review                     overdue ││ product: Orders product              │
    │   Readiness               12 missing ││ technical: Orders tech lead,         │
    │   Drift                            2 ││ #orders-dev                          │
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
     enter read  esc back  J scroll  p page  / find  : palette  q back       ? help
     0: 0-8 bold, 9-15 dim, 18-18 cyan+bold, 19-27 bold+underlined, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-13 bold, 14-40 dim, 41-67 bold, 68-79 dim
     2: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
     3: 0-0 dim, 39-40 dim, 79-79 dim
     4: 0-0 dim, 39-40 dim, 42-53 blue+bold, 79-79 dim
     5: 0-0 dim, 39-40 dim, 44-49 bold, 79-79 dim
     6: 0-0 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 42-47 blue+bold, 79-79 dim
     8: 0-0 dim, 26-37 red+bold, 39-40 dim, 79-79 dim
     9: 0-0 dim, 26-37 red+bold, 39-40 dim, 79-79 dim
    10: 0-0 dim, 31-37 red+bold, 39-40 dim, 79-79 dim
    11: 0-0 dim, 28-37 magenta+bold, 39-40 dim, 79-79 dim
    12: 0-0 dim, 37-37 dim, 39-40 dim, 79-79 dim
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
    23: 1-5 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 33-33 cyan+bold, 41-41 cyan+bold, 49-49 cyan+bold, 60-60 cyan+bold, 73-73 cyan+bold
    cursor 2,2
    ");
}

#[test]
fn the_readiness_page() {
    let mut play = play((120, 36));
    play.keys("2BGk");
    assert_snapshot!(shot(&mut play, 120, 36), @r"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
    ┌ Orders sync ─────────────────────────────────────────────┐┌ Readiness ───────────────────────────────────────────────┐
    │   Overview and architecture                              ││ Not ready: 12 things are missing.                        │
    │   Contacts                                               ││                                                          │
    │   Escalation                                             ││ Missing  12                                              │
    │   Dependencies                                           ││ ✗ Every role has an owner                                │
    │   Credentials                                            ││     the product owner, Orders product, has no contact    │
    │   Data dictionary                                        ││ ✗ Access is granted                                      │
    │   Change control                            not approved ││     no credential names an `access` procedure whose run  │
    │   Stabilization                             past its end ││     would show it                                        │
    │   Review                                         overdue ││     someone's word would do: t                           │
    │ ▸ Readiness                                   12 missing ││ ✗ Every alert has a procedure                            │
    │   Drift                                                2 ││     no [[alerts]] are described                          │
    │                                                          ││     someone's word would do: t                           │
    │                                                          ││ ✗ Every exception was rehearsed or run                   │
    │                                                          ││     the runbook has no exception procedure               │
    │                                                          ││     someone's word would do: t                           │
    │                                                          ││ ✗ A restore was really done                              │
    │                                                          ││     no [backup] names a `restore` procedure whose run    │
    │                                                          ││     would show it                                        │
    │                                                          ││     someone's word would do: t                           │
    │                                                          ││ ✗ Credentials are rotated in time                        │
    │                                                          ││     no [[credentials]] names a `rotate` procedure        │
    │                                                          ││     someone's word would do: t                           │
    │                                                          ││ ✗ Change control is agreed                               │
    │                                                          ││     [change_control] does not say how a change is asked  │
    │                                                          ││     for                                                  │
    │                                                          ││     no operator acts for technical, one of the reviewers │
    │                                                          ││     no operator acts for product, one of the approvers   │
    │                                                          ││ ✗ Documentation is stored and discoverable               │
    │                                                          ││     the runbook has no links                             │
    │                                                          ││ ✗ The next review is scheduled                           │
    │                                                          ││     the review was due on 2026-10-30                     │
    │                                                          ││ ✗ The support window is confirmed              J ↓ more  │
    └──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘
     enter read  t stand for it  esc back  J scroll  p page  / find  : palette  q back                               ? help
     0: 0-8 bold, 9-15 dim, 18-18 cyan+bold, 19-27 bold+underlined, 30-38 dim, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-13 bold, 14-60 dim, 61-71 bold, 72-119 dim
     2: 0-0 dim, 59-60 dim, 62-94 magenta+bold, 119-119 dim
     3: 0-0 dim, 59-60 dim, 119-119 dim
     4: 0-0 dim, 59-60 dim, 62-72 blue+bold, 119-119 dim
     5: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
     6: 0-0 dim, 59-60 dim, 62-114 dim, 119-119 dim
     7: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
     8: 0-0 dim, 46-57 red+bold, 59-60 dim, 62-116 dim, 119-119 dim
     9: 0-0 dim, 46-57 red+bold, 59-60 dim, 62-78 dim, 119-119 dim
    10: 0-0 dim, 51-57 red+bold, 59-60 dim, 62-91 cyan, 119-119 dim
    11: 0-0 dim, 2-47 reversed, 48-57 bold+reversed, 59-60 dim, 62-63 red+bold, 119-119 dim
    12: 0-0 dim, 57-57 dim, 59-60 dim, 62-92 dim, 119-119 dim
    13: 0-0 dim, 59-60 dim, 62-91 cyan, 119-119 dim
    14: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    15: 0-0 dim, 59-60 dim, 62-103 dim, 119-119 dim
    16: 0-0 dim, 59-60 dim, 62-91 cyan, 119-119 dim
    17: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    18: 0-0 dim, 59-60 dim, 62-114 dim, 119-119 dim
    19: 0-0 dim, 59-60 dim, 62-78 dim, 119-119 dim
    20: 0-0 dim, 59-60 dim, 62-91 cyan, 119-119 dim
    21: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    22: 0-0 dim, 59-60 dim, 62-110 dim, 119-119 dim
    23: 0-0 dim, 59-60 dim, 62-91 cyan, 119-119 dim
    24: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    25: 0-0 dim, 59-60 dim, 62-116 dim, 119-119 dim
    26: 0-0 dim, 59-60 dim, 62-68 dim, 119-119 dim
    27: 0-0 dim, 59-60 dim, 62-117 dim, 119-119 dim
    28: 0-0 dim, 59-60 dim, 62-115 dim, 119-119 dim
    29: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    30: 0-0 dim, 59-60 dim, 62-89 dim, 119-119 dim
    31: 0-0 dim, 59-60 dim, 62-63 red+bold, 119-119 dim
    32: 0-0 dim, 59-60 dim, 62-97 dim, 119-119 dim
    33: 0-0 dim, 59-60 dim, 62-63 red+bold, 108-117 cyan+bold, 119-119 dim
    34: 0-119 dim
    35: 1-5 cyan+bold, 13-13 cyan+bold, 29-31 cyan+bold, 39-39 cyan+bold, 49-49 cyan+bold, 57-57 cyan+bold, 65-65 cyan+bold, 76-76 cyan+bold, 113-113 cyan+bold
    cursor 2,11
    ");
}

#[test]
fn the_choice_of_a_severity() {
    let mut play = play((80, 24));
    open(&mut play, "Morning round");
    play.keys("R");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Morning round  0 of 2 ───────────────┐┌ Step 1 of 2 ─────────────────────────┐
    │ Orders sync                          ││ Lag is low                           │
    │ This revision is not approved        ││                                      │
    │ ▸☐  1 Lag is low                     ││                                      │
    │  ☐  2 Backup finished                ││                                      │
    │  ↵ Finish                            ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │ ┌ How bad is it? Orders sync ──────────────────────────────────────────────┐ │
    │ │ 1 sev1: orders are lost                                                  │ │
    │ │ 2 sev2: orders are late                                                  │ │
    │ │                                                                          │ │
    │ │ answered within 15 min, over within 4 h, first On-call engineer          │ │
    │ │                                                                          │ │
    │ └──────────────────────────────────────────────────────────────────────────┘ │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     enter picks  1-9 at once  esc back
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-23 bold, 24-40 dim, 41-53 bold, 54-79 dim
     2: 0-0 dim, 2-12 dim, 39-40 dim, 42-51 bold, 79-79 dim
     3: 0-0 dim, 2-30 magenta+bold, 39-40 dim, 79-79 dim
     4: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
     5: 0-0 dim, 39-40 dim, 79-79 dim
     6: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 79-79 dim
    11: 0-0 dim, 2-2 dim, 3-30 bold, 31-77 dim, 79-79 dim
    12: 0-0 dim, 2-2 dim, 4-5 bold+reversed, 6-75 reversed, 77-77 dim, 79-79 dim
    13: 0-0 dim, 2-2 dim, 4-5 cyan+bold, 77-77 dim, 79-79 dim
    14: 0-0 dim, 2-2 dim, 77-77 dim, 79-79 dim
    15: 0-0 dim, 2-2 dim, 4-66 cyan, 77-77 dim, 79-79 dim
    16: 0-0 dim, 2-2 dim, 77-77 dim, 79-79 dim
    17: 0-0 dim, 2-77 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 14-16 cyan+bold, 27-29 cyan+bold
    cursor 4,12
    ");
}

#[test]
fn an_escalation_and_its_clock() {
    let mut play = escalated((80, 24));
    assert_snapshot!(shot(&mut play, 80, 24), @r"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:28 · ops-a · saved ✓
     ! sev1 no answer 16:00, 1:00 late · call Orders tech lead  R
    ┌ sev1: Orders are gone ───────────────────────────────────────────────────────┐
    │ Whom to call                                                                 │
    │   ✓ On-call engineer  called 09:12                                           │
    │      +49 30 5550199 · day and night                                          │
    │ ▸ · Orders tech lead  call now                                               │
    │      #orders-dev                                                             │
    │   · Ops shift lead  from 09:42                                               │
    │      +49 30 5550100                                                          │
    │                                                                              │
    │ sev1 orders are lost                                                         │
    │ opened 09:12 · Orders sync · ops-a                                           │
    │ answer was due by 09:27, 1 min late                                          │
    │ over by 13:12                                                                │
    │                                                                              │
    │ What was said                                                                │
    │ 09:12 ops-a called On-call engineer: no answer                               │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └ On-call engineer was called. ────────────────────────────────────────────────┘
     c called  y copy address  A answered  C over  esc back  J scroll        ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-57 red+bold, 58-60 cyan+bold
     2: 0-0 dim, 1-23 bold, 24-79 dim
     3: 0-0 dim, 2-13 blue+bold, 79-79 dim
     4: 0-0 dim, 2-3 cyan+bold, 4-5 green, 22-35 green, 79-79 dim
     5: 0-0 dim, 2-36 cyan, 79-79 dim
     6: 0-0 dim, 2-3 cyan+bold, 4-5 red+bold, 6-21 bold, 22-31 red+bold, 79-79 dim
     7: 0-0 dim, 2-17 cyan, 79-79 dim
     8: 0-0 dim, 2-3 cyan+bold, 4-5 dim, 20-31 dim, 79-79 dim
     9: 0-0 dim, 2-20 cyan, 79-79 dim
    10: 0-0 dim, 79-79 dim
    11: 0-0 dim, 2-5 dim, 79-79 dim
    12: 0-0 dim, 2-35 dim, 79-79 dim
    13: 0-0 dim, 2-7 dim, 8-36 red+bold, 79-79 dim
    14: 0-0 dim, 2-5 dim, 79-79 dim
    15: 0-0 dim, 79-79 dim
    16: 0-0 dim, 2-14 blue+bold, 79-79 dim
    17: 0-0 dim, 2-6 dim, 79-79 dim
    18: 0-0 dim, 79-79 dim
    19: 0-0 dim, 79-79 dim
    20: 0-0 dim, 79-79 dim
    21: 0-0 dim, 79-79 dim
    22: 0-0 dim, 1-30 cyan+dim, 31-79 dim
    23: 1-1 cyan+bold, 11-11 cyan+bold, 27-27 cyan+bold, 39-39 cyan+bold, 47-49 cyan+bold, 57-57 cyan+bold, 73-73 cyan+bold
    cursor 2,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @r"
     1 Today        09:28 · ops-a · saved ✓
     ! sev1 no answer 16:00, 1:00 late · ca…
    ┌ sev1: Orders are gone ───────────────┐
    │ Whom to call                         │
    │   ✓ On-call engineer  called 09:12   │
    │      +49 30 5550199 · day and night  │
    │ ▸ · Orders tech lead  call now       │
    │      #orders-dev                     │
    │   · Ops shift lead  from 09:42       │
    │      +49 30 5550100        J ↓ more  │
    └ On-call engineer was called. ────────┘
     c called  y copy address        ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-39 red+bold
     2: 0-0 dim, 1-23 bold, 24-39 dim
     3: 0-0 dim, 2-13 blue+bold, 39-39 dim
     4: 0-0 dim, 2-3 cyan+bold, 4-5 green, 22-35 green, 39-39 dim
     5: 0-0 dim, 2-36 cyan, 39-39 dim
     6: 0-0 dim, 2-3 cyan+bold, 4-5 red+bold, 6-21 bold, 22-31 red+bold, 39-39 dim
     7: 0-0 dim, 2-17 cyan, 39-39 dim
     8: 0-0 dim, 2-3 cyan+bold, 4-5 dim, 20-31 dim, 39-39 dim
     9: 0-0 dim, 2-20 cyan, 28-37 cyan+bold, 39-39 dim
    10: 0-0 dim, 1-30 cyan+dim, 31-39 dim
    11: 1-1 cyan+bold, 11-11 cyan+bold, 33-33 cyan+bold
    cursor 2,3
    ");
    play.keys("<esc>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:28 · ops-a · saved ✓
     ! sev1 no answer 16:00, 1:00 late · call Orders tech lead  R
    ┌ Morning round  0 of 2 ───────────────┐┌ Step 1 of 2 ─────────────────────────┐
    │ Orders sync                          ││ Lag is low                           │
    │ This revision is not approved        ││                                      │
    │ ▸☐  1 Lag is low                     ││                                      │
    │  ☐  2 Backup finished                ││                                      │
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
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     space OK  x not OK  s skip  n note  / find  : palette  q out            ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold, 18-27 dim, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-57 red+bold, 58-60 cyan+bold
     2: 0-0 dim, 1-23 bold, 24-40 dim, 41-53 bold, 54-79 dim
     3: 0-0 dim, 2-12 dim, 39-40 dim, 42-51 bold, 79-79 dim
     4: 0-0 dim, 2-30 magenta+bold, 39-40 dim, 79-79 dim
     5: 0-0 dim, 2-37 reversed, 39-40 dim, 79-79 dim
     6: 0-0 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 3-10 dim, 39-40 dim, 79-79 dim
     8: 0-0 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 79-79 dim
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
    23: 1-5 cyan+bold, 11-11 cyan+bold, 21-21 cyan+bold, 29-29 cyan+bold, 37-37 cyan+bold, 45-45 cyan+bold, 56-56 cyan+bold, 73-73 cyan+bold
    cursor 2,5
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     1 Today        09:28 · ops-a · saved ✓
     ! sev1 no answer 16:00, 1:00 late · ca…
    ┌ Morning round  0 of 2 ───────────────┐
    │ This revision is not approved        │
    │ ▸☐  1 Lag is low                     │
    │  ☐  2 Backup finished                │
    │  ↵ Finish                            │
    │                                      │
    │                                      │
    │                                      │
    └──────────────────────────────────────┘
     enter read  space OK  x not OK  ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-7 bold, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-39 red+bold
     2: 0-0 dim, 1-23 bold, 24-39 dim
     3: 0-0 dim, 2-30 magenta+bold, 39-39 dim
     4: 0-0 dim, 2-37 reversed, 39-39 dim
     5: 0-0 dim, 39-39 dim
     6: 0-0 dim, 3-10 dim, 39-39 dim
     7: 0-0 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 13-17 cyan+bold, 23-23 cyan+bold, 33-33 cyan+bold
    cursor 2,4
    ");
}

#[test]
fn today_with_an_escalation() {
    let mut play = escalated((120, 36));
    play.keys("<esc><esc>g");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:28 CET · ops-a · saved ✓
    ┌ Today ───────────────────────────────────────────────────┐┌ sev1: Orders are gone ───────────────────────────────────┐
    │ Needs attention 4                                        ││ Orders sync                                              │
    │ ▸◆ sev1: Orders are gone  Orders sync     no ack, 16 min ││ no answer 16:00, 1:00 late                               │
    │  ▲ Orders sync                       review 24 d overdue ││                                                          │
    │  ▲ Orders sync                 stabilization 3 d overdue ││ Whom to call                                             │
    │  ▯ Morning round  Orders sync   4 missed since Tue 09:00 ││   ✓ On-call engineer  called 09:12                       │
    │ Due now 1                                                ││      +49 30 5550199 · day and night                      │
    │  ● Morning round  Orders sync               due by 11:24 ││   · Orders tech lead  call now                           │
    │ Later 1                                                  ││      #orders-dev                                         │
    │  · Morning round  Orders sync                  Tue 09:00 ││   · Ops shift lead  from 09:42                           │
    │                                                          ││      +49 30 5550100                                      │
    │                                                          ││                                                          │
    │                                                          ││ sev1 orders are lost                                     │
    │                                                          ││ opened 09:12 · Orders sync · ops-a                       │
    │                                                          ││ answer was due by 09:27, 1 min late                      │
    │                                                          ││ over by 13:12                                            │
    │                                                          ││                                                          │
    │                                                          ││ What was said                                            │
    │                                                          ││ 09:12 ops-a called On-call engineer: no answer           │
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
     enter the escalation  a exception  n note  / find  : palette  q quit                                            ? help
     0: 0-8 bold, 9-9 cyan+bold, 10-15 bold+underlined, 18-27 dim, 30-38 dim, 41-52 dim, 101-103 dim, 109-111 dim, 112-118 green
     1: 0-0 dim, 1-7 bold, 8-60 dim, 61-83 bold, 84-119 dim
     2: 0-0 dim, 2-16 blue+bold, 17-18 dim, 59-60 dim, 62-72 dim, 119-119 dim
     3: 0-0 dim, 2-2 reversed, 3-3 bold+reversed, 4-43 reversed, 44-57 bold+reversed, 59-60 dim, 62-87 red+bold, 119-119 dim
     4: 0-0 dim, 3-3 red+bold, 39-57 red+bold, 59-60 dim, 119-119 dim
     5: 0-0 dim, 3-3 red+bold, 33-57 red+bold, 59-60 dim, 62-73 blue+bold, 119-119 dim
     6: 0-0 dim, 3-3 red+bold, 18-30 dim, 34-57 red+bold, 59-60 dim, 62-63 cyan+bold, 64-65 green, 82-95 green, 119-119 dim
     7: 0-0 dim, 2-8 blue+bold, 9-10 dim, 59-60 dim, 62-96 cyan, 119-119 dim
     8: 0-0 dim, 3-3 cyan, 18-30 dim, 46-57 cyan, 59-60 dim, 62-63 cyan+bold, 64-65 red+bold, 82-91 red+bold, 119-119 dim
     9: 0-0 dim, 2-6 blue+bold, 7-8 dim, 59-60 dim, 62-77 cyan, 119-119 dim
    10: 0-0 dim, 3-3 dim, 18-30 dim, 49-57 dim, 59-60 dim, 62-63 cyan+bold, 64-65 dim, 80-91 dim, 119-119 dim
    11: 0-0 dim, 59-60 dim, 62-80 cyan, 119-119 dim
    12: 0-0 dim, 59-60 dim, 119-119 dim
    13: 0-0 dim, 59-60 dim, 62-65 dim, 119-119 dim
    14: 0-0 dim, 59-60 dim, 62-95 dim, 119-119 dim
    15: 0-0 dim, 59-60 dim, 62-67 dim, 68-96 red+bold, 119-119 dim
    16: 0-0 dim, 59-60 dim, 62-65 dim, 119-119 dim
    17: 0-0 dim, 59-60 dim, 119-119 dim
    18: 0-0 dim, 59-60 dim, 62-74 blue+bold, 119-119 dim
    19: 0-0 dim, 59-60 dim, 62-66 dim, 119-119 dim
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
    35: 1-5 cyan+bold, 23-23 cyan+bold, 36-36 cyan+bold, 44-44 cyan+bold, 52-52 cyan+bold, 63-63 cyan+bold, 113-113 cyan+bold
    cursor 2,3
    ");
}

#[test]
fn a_shift_to_be_taken_over() {
    let mut play = play((80, 24));
    play.keys("2IThe lag grows<enter>Hs<enter>Quiet night<enter> ");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today  2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
    ┌ Look at each  1/1 ───────────────────┐┌ Shift handover ──────────────────────┐
    │ ▸☑ issue, open: The lag grows        ││ ops-a gave the shift to whoever      │
    │                                      ││ comes next at 09:12. It waits to be  │
    │                                      ││ taken over.                          │
    │                                      ││   Quiet night                        │
    │                                      ││                                      │
    │                                      ││ issue, open: The lag grows           │
    │                                      ││                                      │
    │                                      ││ Sun 09:12 to today 09:12             │
    │                                      ││ Rounds: none was due                 │
    │                                      ││                                      │
    │                                      ││ New follow-ups                       │
    │                                      ││ 000001 issue, open: The lag grows    │
    │                                      ││                                      │
    │                                      ││ Heads of the journal                 │
    │                                      ││ ops-a@web-1-000000:3:000000000000000 │
    │                                      ││ 3                                    │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
     space seen  enter read  T take over  s give  esc back  J scroll  / find ? help
     0: 0-8 bold, 9-15 dim, 18-18 cyan+bold, 19-27 bold+underlined, 30-38 dim, 41-52 dim, 61-63 dim, 69-71 dim, 72-78 green
     1: 0-0 dim, 1-19 bold, 20-40 dim, 41-56 bold, 57-79 dim
     2: 0-0 dim, 2-37 reversed, 39-40 dim, 42-72 cyan, 79-79 dim
     3: 0-0 dim, 39-40 dim, 42-76 cyan, 79-79 dim
     4: 0-0 dim, 39-40 dim, 42-52 cyan, 79-79 dim
     5: 0-0 dim, 39-40 dim, 79-79 dim
     6: 0-0 dim, 39-40 dim, 79-79 dim
     7: 0-0 dim, 39-40 dim, 42-67 bold, 79-79 dim
     8: 0-0 dim, 39-40 dim, 79-79 dim
     9: 0-0 dim, 39-40 dim, 79-79 dim
    10: 0-0 dim, 39-40 dim, 79-79 dim
    11: 0-0 dim, 39-40 dim, 79-79 dim
    12: 0-0 dim, 39-40 dim, 42-55 blue+bold, 79-79 dim
    13: 0-0 dim, 39-40 dim, 79-79 dim
    14: 0-0 dim, 39-40 dim, 79-79 dim
    15: 0-0 dim, 39-40 dim, 42-61 blue+bold, 79-79 dim
    16: 0-0 dim, 39-40 dim, 79-79 dim
    17: 0-0 dim, 39-40 dim, 79-79 dim
    18: 0-0 dim, 39-40 dim, 79-79 dim
    19: 0-0 dim, 39-40 dim, 79-79 dim
    20: 0-0 dim, 39-40 dim, 79-79 dim
    21: 0-0 dim, 39-40 dim, 79-79 dim
    22: 0-79 dim
    23: 1-5 cyan+bold, 13-17 cyan+bold, 25-25 cyan+bold, 38-38 cyan+bold, 46-48 cyan+bold, 56-56 cyan+bold, 66-66 cyan+bold, 73-73 cyan+bold
    cursor 2,2
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @r"
     2 Runbooks     09:12 · ops-a · saved ✓
    ┌ Look at each  1/1 ───────────────────┐
    │ ▸☑ issue, open: The lag grows        │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    │                                      │
    └──────────────────────────────────────┘
     space seen  enter read          ? help
     0: 0-0 bold, 1-1 cyan+bold, 2-10 bold+underlined, 21-23 dim, 29-31 dim, 32-38 green
     1: 0-0 dim, 1-19 bold, 20-39 dim
     2: 0-0 dim, 2-37 reversed, 39-39 dim
     3: 0-0 dim, 39-39 dim
     4: 0-0 dim, 39-39 dim
     5: 0-0 dim, 39-39 dim
     6: 0-0 dim, 39-39 dim
     7: 0-0 dim, 39-39 dim
     8: 0-0 dim, 39-39 dim
     9: 0-0 dim, 39-39 dim
    10: 0-39 dim
    11: 1-5 cyan+bold, 13-17 cyan+bold, 33-33 cyan+bold
    cursor 2,2
    ");
}

/// A reading over some mornings, one of them beyond its limit.
#[test]
fn the_trends_of_a_reading() {
    const BOOK: &str = "title = \"Pumps\"\ntimezone = \"Europe/Berlin\"\n\n[[procedures]]\ntitle = \"Pressure round\"\nschedule = \"every 1 hours from 00:00\"\n\n[[procedures.steps]]\nid = \"pressure\"\ntitle = \"Pressure\"\nreading = { unit = \"bar\", warn_above = 6, alarm_above = 8 }\n";
    let mut play = Play::new(&[("pumps.toml", BOOK)], (80, 24));
    play.keys("3t");
    assert!(
        play.screen().contains("No reading was taken"),
        "{}",
        play.screen()
    );
    play.keys("t");
    for value in ["4", "5", "7", "9", "4.5"] {
        play.keys("2gj<enter>");
        play.keys(&format!(" {value}<enter>G<enter>q"));
        play.wait(60);
    }
    play.keys("3t");
    let shown = play.screen();
    for words in [
        "Readings of the last year: all procedures",
        "warns above 6, alarms above 8",
        "w   A",
        "last 4.5 bar",
        "least 4, median 5, greatest 9; taken 5 times; 1 warning; 1 alarm",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    play.keys("t");
    assert!(play.app.journal.opened.is_none());
}
