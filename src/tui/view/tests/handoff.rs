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
    play.keys("E1Orders are gone<enter> 1");
    play.wait(16);
    play
}

#[test]
fn the_pages_of_a_runbook() {
    let mut play = play((80, 24));
    play.keys("2b");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Orders sync                    │ Overview and architecture
     ▸ Overview and architecture    │ Copies orders into the warehouse.
       Contacts                     │
       Escalation                   │ Architecture
       Dependencies                 │ A reader and a writer.
       Credentials                  │
       Data dictionary              │ Owners
       Change control  not approved │ operations: Ops shift lead, +49 30 5550100
       Stabilization   past its end │ product: Orders product
       Review               overdue │ technical: Orders tech lead, #orders-dev
       Readiness         20 missing │
       Drift                      2 │
                                    │
                                    │
                                    │
                                    │
                                    │
                                    │
                                    │
                                    │
                                    │

     enter read  esc back  / find  : all actions  ? keys  q back
     0: 0-6 bold, 17-28 bold, 72-78 bold
     1: 1-11 bold, 34-58 bold
     2: 1-30 reversed
     4: 34-45 bold
     5: 36-41 bold
     7: 34-39 bold
     8: 19-30 bold
     9: 19-30 bold
    10: 24-30 bold
    11: 21-30 bold
    23: 1-5 bold, 13-15 bold, 23-23 bold, 31-31 bold, 46-46 bold, 54-54 bold
    cursor 1,2
    ");
}

#[test]
fn the_readiness_page() {
    let mut play = play((120, 36));
    play.keys("2bGk");
    assert_snapshot!(shot(&mut play, 120, 36), @r#"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Orders sync                    │ Readiness
       Overview and architecture    │ Not ready: 20 of 25 are missing.
       Contacts                     │
       Escalation                   │ Missing  20
       Dependencies                 │ ✗ Every role has an owner
       Credentials                  │     the product owner, Orders product, has no contact
       Data dictionary              │     [owners] does not say what the product owner is `responsible_for`
       Change control  not approved │     [owners] does not say what the technical owner is `responsible_for`
       Stabilization   past its end │     [owners] does not say what the operations owner is `responsible_for`
       Review               overdue │ ✗ Dependencies have owners
     ▸ Readiness         20 missing │     Message broker has no owner
       Drift                      2 │ ✗ Credentials are rotated on time
                                    │     no [[credentials]] names a `rotate` procedure
                                    │     can be attested: space
                                    │ ✗ A daily routine is done
                                    │     Morning round was never run
                                    │ ✗ A weekly routine is done
                                    │     no procedure has a weekly schedule
                                    │ ✗ Data can be corrected
                                    │     no procedure says `serves = "correction"`
                                    │ ✗ Work can be reprocessed
                                    │     no procedure says `serves = "reprocessing"`
                                    │ ✗ Access is granted
                                    │     no procedure says `serves = "access"`
                                    │ ✗ Every exception was rehearsed or run
                                    │     the runbook has no exception procedure
                                    │ ✗ A release was really rolled back
                                    │     no [rollback] says how a release is rolled back
                                    │ ✗ Change control is agreed
                                    │     [change_control] does not say how a change is requested
                                    │     no operator has the role technical, one of the reviewers
                                    │     no operator has the role product, one of the approvers
                                    │ ✗ Releases have notes                                                       J ↓ more

     space attest  enter read  esc back  J scroll  / find  : all actions  ? keys  q back
     0: 0-6 bold, 17-28 bold, 112-118 bold
     1: 1-11 bold, 34-42 bold
     2: 34-65 bold
     4: 34-44 bold
     5: 34-35 red+bold
     8: 19-30 bold
     9: 19-30 bold
    10: 24-30 bold, 34-35 red+bold
    11: 1-20 reversed, 21-30 bold+reversed
    12: 34-35 red+bold
    14: 34-59 bold
    15: 34-35 red+bold
    17: 34-35 red+bold
    19: 34-35 red+bold
    21: 34-35 red+bold
    23: 34-35 red+bold
    25: 34-35 red+bold
    27: 34-35 red+bold
    29: 34-35 red+bold
    33: 34-35 red+bold, 109-118 bold
    35: 1-5 bold, 15-19 bold, 27-29 bold, 37-37 bold, 47-47 bold, 55-55 bold, 70-70 bold, 78-78 bold
    cursor 1,11
    "#);
}

#[test]
fn the_choice_of_a_severity() {
    let mut play = play((80, 24));
    open(&mut play, "Morning round");
    play.keys("E");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Morning round                  0 of 2 │ 1 · Lag is low
     This revision is not approved         │
     ▸☐  1 Lag is low                      │
      ☐  2 Backup finished                 │
      ↵ Finish                             │
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
    ━ Escalate: how bad? Orders sync ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     1 sev1: orders are lost
     2 sev2: orders are late

     respond within 15 min, resolve within 4 h, first On-call engineer


     enter choose  esc cancel
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-13 bold, 41-54 bold
     2: 1-29 bold
     3: 1-37 reversed
    16: 0-79 bold
    17: 1-2 bold+reversed, 3-78 reversed
    18: 1-2 bold
    20: 1-65 bold
    23: 1-5 bold, 15-17 bold
    cursor 1,17
    ");
}

#[test]
fn an_escalation_and_its_clock() {
    let mut play = escalated((80, 24));
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:28 · ops-a · saved ✓
     ! sev1 no ack 16:00, 1:00 late · call Orders tech lead  E
     sev1: Orders are gone
     Call
       ✓ On-call engineer  called 09:12
          +49 30 5550199 · day and night
     ▸ · Orders tech lead  call now
          #orders-dev
       · Ops shift lead  from 09:42
          +49 30 5550100
       Resolve

     sev1 orders are lost
     opened 09:12 · Orders sync · ops-a
     respond was due by 09:27, 1 min late
     resolve by 13:12

     What was said
     09:12 ops-a called On-call engineer: no answer



     › On-call engineer was called.
     space called  y copy  esc back  / find  : all actions  ? keys  q back
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 0-57 bold
     2: 1-21 bold
     3: 1-4 bold
     4: 1-4 bold, 21-34 bold
     5: 1-35 bold
     6: 1-2 bold, 3-4 red+bold, 5-30 bold
     7: 1-16 bold
     8: 1-2 bold
     9: 1-19 bold
    10: 2-9 bold
    14: 8-36 bold
    17: 1-13 bold
    23: 1-5 bold, 15-15 bold, 23-25 bold, 33-33 bold, 41-41 bold, 56-56 bold, 64-64 bold
    cursor 1,6
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:28 · ops-a · saved ✓
     ! sev1 no ack 16:00, 1:00 late · call …
     sev1: Orders are gone
     Call
       ✓ On-call engineer  called 09:12
          +49 30 5550199 · day and night
     ▸ · Orders tech lead  call now
          #orders-dev
       · Ops shift lead  from 09:42
          +49 30 5550100          J ↓ more
     › On-call engineer was called.
     space called  y copy  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 0-39 bold
     2: 1-21 bold
     3: 1-4 bold
     4: 1-4 bold, 21-34 bold
     5: 1-35 bold
     6: 1-2 bold, 3-4 red+bold, 5-30 bold
     7: 1-16 bold
     8: 1-2 bold
     9: 1-19 bold, 29-38 bold
    11: 1-5 bold, 15-15 bold, 23-23 bold, 30-30 bold
    cursor 1,6
    ");
    play.keys("<esc>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:28 · ops-a · saved ✓
     ! sev1 no ack 16:00, 1:00 late · call Orders tech lead  E
     Morning round                  0 of 2 │ 1 · Lag is low
     This revision is not approved         │
     ▸☐  1 Lag is low                      │
      ☐  2 Backup finished                 │
      ↵ Finish                             │
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

     space OK  x not OK  s skip  d defer  n note  i issue  : all  ? keys  q out
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 0-57 bold
     2: 1-13 bold, 41-54 bold
     3: 1-29 bold
     4: 1-37 reversed
    23: 1-5 bold, 11-11 bold, 21-21 bold, 29-29 bold, 38-38 bold, 46-46 bold, 55-55 bold, 62-62 bold, 70-70 bold
    cursor 1,4
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:28 · ops-a · saved ✓
     ! sev1 no ack 16:00, 1:00 late · call …
     Morning round                   0 of 2
     This revision is not approved
     ▸☐  1 Lag is low
      ☐  2 Backup finished
      ↵ Finish




     enter read  space OK  : all  ? keys
     0: 1-9 bold, 32-38 bold
     1: 0-39 bold
     2: 1-13 bold
     3: 1-29 bold
     4: 1-38 reversed
    11: 1-5 bold, 13-17 bold, 23-23 bold, 30-30 bold
    cursor 1,4
    ");
}

#[test]
fn today_with_an_escalation() {
    let mut play = escalated((120, 36));
    play.keys("<esc><esc>g");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:28 CET · ops-a · saved ✓
     Today                                         0 of 1 rounds done │ sev1: Orders are gone
     Needs attention 4                                                │ Orders sync
     ▸◆ sev1: Orders are gone  Orders sync             no ack, 16 min │ no ack 16:00, 1:00 late
      ▲ Orders sync                               review 24 d overdue │
      ▲ Orders sync                         stabilization 3 d overdue │ Call
      ▯ Morning round          Orders sync   3 missed since Wed 09:00 │   ✓ On-call engineer  called 09:12
     In progress 1                                                    │      +49 30 5550199 · day and night
      ◐ Morning round          Orders sync                     0 of 2 │   · Orders tech lead  call now
     Later 1                                                          │      #orders-dev
      · Morning round          Orders sync                  Tue 09:00 │   · Ops shift lead  from 09:42
                                                                      │      +49 30 5550100
                                                                      │
                                                                      │ sev1 orders are lost
                                                                      │ opened 09:12 · Orders sync · ops-a
                                                                      │ respond was due by 09:27, 1 min late
                                                                      │ resolve by 13:12
                                                                      │
                                                                      │ What was said
                                                                      │ 09:12 ops-a called On-call engineer: no answer
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

     enter contacts  tab next  a alert  n note  f filter  v board  H handover  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 8-16 bold, 112-118 bold
     1: 1-5 bold, 68-88 bold
     2: 1-15 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-50 reversed, 51-64 bold+reversed, 68-90 bold
     4: 2-2 red+bold, 46-64 bold
     5: 2-2 red+bold, 40-64 bold, 68-71 bold
     6: 2-2 red+bold, 41-64 bold, 68-71 bold, 88-101 bold
     7: 1-11 bold, 68-102 bold
     8: 2-2 bold, 59-64 bold, 68-69 bold, 70-71 red+bold, 88-97 bold
     9: 1-5 bold, 68-83 bold
    10: 68-69 bold
    11: 68-86 bold
    15: 75-103 bold
    18: 68-80 bold
    35: 1-5 bold, 17-19 bold, 27-27 bold, 36-36 bold, 44-44 bold, 54-54 bold, 63-63 bold, 75-75 bold, 83-83 bold, 98-98 bold, 106-106 bold
    cursor 1,3
    ");
}

#[test]
fn a_shift_to_be_taken_over() {
    let mut play = play((80, 24));
    play.keys("2iThe lag grows<enter>4gwops-a<enter>1H<enter>Quiet night<enter>");
    play.keys("<tab><enter>If it passes 5 min, drain the queue<enter>");
    play.keys("Gkkkk3G<enter>");
    play.app.operator = "ops-b".into();
    play.app.recount(&play.state);
    play.keys("H<space>");
    assert_snapshot!(shot(&mut play, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-b · saved ✓
     Take the shift · given by ops-a at 09:12                      1 of 5 confirmed
     Severity        UNSTABLE: Issue: The lag grows (Orders sync), for ops-a,
                     opened 09:12
     Summary         Quiet night
     Actions        ▸☐ ▲ Orders sync                            review 24 d overdue
                     ☐ ▲ Orders sync                      stabilization 3 d overdue
                     ☐ ▯ Morning round, Orders sync        3 missed since Wed 09:00
                     ☐ ● Morning round, Orders sync                    due by 11:24
                     ☑ ! UNSTABLE The lag grows, Orders sy… for ops-a, opened 09:12
     Contingencies   If it passes 5 min, drain the queue
     Read back       ☐ in your words: what will you do first, and when?
                     Accept the shift






     Review: Orders sync, review 24 d overdue



     space confirm  * confirm the rest  x hand back  : all actions  ? keys  q back
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-40 bold
     2: 1-15 bold, 17-72 bold
     3: 1-28 bold
     4: 1-15 bold
     5: 1-15 bold, 16-18 reversed, 19-20 bold+reversed, 21-59 reversed, 60-78 bold+reversed
     6: 1-15 bold, 19-20 red+bold, 54-78 bold
     7: 1-15 bold, 19-20 red+bold, 55-78 bold
     8: 1-15 bold, 19-20 bold, 67-78 bold
     9: 1-15 bold, 17-18 bold, 19-20 black+on-yellow+bold, 21-29 bold, 56-78 bold
    10: 1-15 bold
    11: 1-15 bold
    12: 1-15 bold, 17-32 bold
    19: 1-40 bold
    23: 1-5 bold, 16-16 bold, 36-36 bold, 49-49 bold, 64-64 bold, 72-72 bold
    cursor 16,5
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-b · saved ✓
     Take the shift · giv… 1 of 5 confirmed
      09:12
     Summary
      Quiet night
     Actions
     ▸☐ ▲ Orders sync   review 24 d overdue
      ☐ ▲ Orders sync  stabilization 3 d o…
      ☐ ▯ Morning roun… 3 missed since Wed…
      ☐ ● Morning round, Orde… due by 11:24
      ☑ ! UNSTABLE The… for ops-a, opened …
     space confirm  : all actions  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-21 bold
     2: 1-6 bold
     3: 1-7 bold
     5: 1-7 bold
     6: 1-3 reversed, 4-5 bold+reversed, 6-19 reversed, 20-38 bold+reversed
     7: 4-5 red+bold, 19-38 bold
     8: 4-5 red+bold, 20-38 bold
     9: 4-5 bold, 27-38 bold
    10: 2-3 bold, 4-5 black+on-yellow+bold, 6-14 bold, 20-38 bold
    11: 1-5 bold, 16-16 bold, 31-31 bold
    cursor 1,6
    ");
}

/// A reading over some mornings, one of them beyond its limit.
#[test]
fn the_trends_of_a_reading() {
    const BOOK: &str = "title = \"Pumps\"\ntimezone = \"Europe/Berlin\"\n\n[[procedures]]\ntitle = \"Pressure round\"\nschedule = \"every 1 hours from 00:00\"\n\n[[procedures.steps]]\nid = \"pressure\"\ntitle = \"Pressure\"\nreading = { unit = \"bar\", warn_above = 6, alarm_above = 8 }\n";
    let mut play = Play::new(&[("pumps.toml", BOOK)], (80, 24));
    play.keys("3vv");
    assert!(
        play.screen().contains("No reading was taken"),
        "{}",
        play.screen()
    );
    play.keys("v");
    for value in ["4", "5", "7", "9", "4.5"] {
        play.keys("2gj<enter>");
        play.keys(&format!(" {value}<enter>G<enter>q"));
        play.wait(60);
    }
    play.keys("3vv");
    let shown = play.screen();
    for words in [
        "timeline  calendar  Trends",
        "▸  Pressure  Pumps  ▄▅▆█▅                      4.5 bar      >6      >8",
        "┄ warn above 6",
        "┄ alarm above 8",
        "lowest 4 · median 5 · highest 9 · 5 taken · 1 warning, 1 alarm",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    play.keys("v");
    assert!(play.app.journal.opened.is_none());
}

/// Readings stand by how bad they are, by their last moment, or by procedure; the selected one
/// stays selected. The timeline says why it is not sorted.
#[test]
fn trends_are_sorted() {
    const BOOK: &str = "title = \"Pumps\"\ntimezone = \"Europe/Berlin\"\n\n[[procedures]]\ntitle = \"Round\"\nschedule = \"every 1 hours from 00:00\"\nsteps = [\n { id = \"a\", title = \"Read A\", reading = { warn_above = 6, alarm_above = 8 } },\n { id = \"b\", title = \"Read B\", reading = { warn_above = 6, alarm_above = 8 } },\n { id = \"c\", title = \"Read C\", reading = { warn_above = 6, alarm_above = 8 } },\n]\n";
    let mut play = Play::new(&[("pumps.toml", BOOK)], (80, 24));
    play.keys("2gj<enter>");
    for value in ["5", "9", "4"] {
        play.keys(&format!(" {value}<enter>"));
        play.wait(60);
    }
    play.keys("G<enter>q3,");
    assert!(
        play.screen().contains("A log is newest first"),
        "{}",
        play.screen()
    );
    play.keys("<esc>vv");
    let order = |play: &Play| -> String {
        let app = &play.app;
        let Some(crate::app::journal::Opened::Trends(trends)) = &app.journal.opened else {
            panic!("no trends");
        };
        let steps: Vec<_> = trends
            .all
            .iter()
            .map(|it| it.step_ref.to_string())
            .collect();
        format!("{} at {}", steps.join(" "), app.journal.trend.at)
    };
    assert_eq!(order(&play), "b a c at 0");
    assert!(play.screen().contains("worst first"), "{}", play.screen());
    play.keys(",");
    assert_eq!(order(&play), "c b a at 1");
    play.keys(",");
    assert_eq!(order(&play), "a b c at 1");
    play.keys(",");
    assert_eq!(order(&play), "b a c at 0");
}
