//! How Today looks, with its styles, at several sizes.

use super::snapshot::snapshot;
use super::stage::Stage;
use crate::app::Message;
use crate::app::confirm::Token;
use crate::app::effect::Effect;
use crate::app::look::Look;
use crate::session::{Health, Ill, IllKind, Report, WorkerRequest};
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
schedule = "weekly tue 14:00"
early = "4h"
steps = ["None ends within thirty days"]

[[procedures]]
title = "Reconciliation"
schedule = "weekly tue 18:00"
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
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today                                                       1 of 4 rounds done
     Needs attention ▸▲ Certificates          Orders sync       0 of 1, 5 d overdue
                      ▲ Reconciliation        Orders sync               4 d overdue
                      ▲ Morning health round  prod-eu                42 min overdue
                      ▲ Morning health round  prod-us                42 min overdue
                      ▯ Queue check           Orders sync  5 missed since Wed 09:00
     Due now          ● Queue check           Orders sync              due by 11:24
     Done             ✓ Disk space            Orders sync                     09:12
     Later            · Queue check           Orders sync                 Tue 09:00










     Certificates  Orders sync
     Started   09:12 by ops-a                                               ↓ more

     enter continue  tab next  a alert  n note  / find  : all  ? keys  q quit
     0: 0-6 bold, 8-16 bold, 72-78 bold
     1: 1-5 bold
     2: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-59 reversed, 60-78 bold+reversed
     3: 18-18 red+bold, 68-78 bold
     4: 18-18 red+bold, 65-78 bold
     5: 18-18 red+bold, 65-78 bold
     6: 18-18 red+bold, 55-78 bold
     7: 1-7 bold, 18-18 bold, 67-78 bold
     8: 1-4 bold, 18-18 bold, 74-78 bold
     9: 1-5 bold
    20: 1-12 bold
    21: 71-78 bold
    23: 1-5 bold, 17-19 bold, 27-27 bold, 36-36 bold, 44-44 bold, 52-52 bold, 59-59 bold, 67-67 bold
    cursor 17,2
    ");
    assert_snapshot!(shot(&mut play, 120, 36), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Today                                        1 of 4 rounds done │ Certificates
     Needs attention 5                                               │ Orders sync
     ▸▲ Certificates          Orders sync        0 of 1, 5 d overdue │ Started   09:12 by ops-a
      ▲ Reconciliation        Orders sync                4 d overdue │ Round     Tue 14:00
      ▲ Morning health round  prod-eu                 42 min overdue │
      ▲ Morning health round  prod-us                 42 min overdue │ ☐  1 None ends within thirty days
      ▯ Queue check           Orders sync   5 missed since Wed 09:00 │
     Due now 1                                                       │
      ● Queue check           Orders sync               due by 11:24 │
     Done 1                                                          │
      ✓ Disk space            Orders sync                      09:12 │
     Later 1                                                         │
      · Queue check           Orders sync                  Tue 09:00 │
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

     enter continue  tab next  a alert  n note  f filter  v board  H handover  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 8-16 bold, 112-118 bold
     1: 1-5 bold, 67-78 bold
     2: 1-15 bold
     3: 1-1 reversed, 2-2 bold+reversed, 3-44 reversed, 45-63 bold+reversed
     4: 2-2 red+bold, 53-63 bold
     5: 2-2 red+bold, 50-63 bold
     6: 2-2 red+bold, 50-63 bold
     7: 2-2 red+bold, 40-63 bold
     8: 1-7 bold
     9: 2-2 bold, 52-63 bold
    10: 1-4 bold
    11: 2-2 bold, 59-63 bold
    12: 1-5 bold
    35: 1-5 bold, 17-19 bold, 27-27 bold, 36-36 bold, 44-44 bold, 54-54 bold, 63-63 bold, 75-75 bold, 83-83 bold, 98-98 bold, 106-106 bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut play, 40, 12), @"
     [1 Today]      09:12 · ops-a · saved ✓
     Needs attention 5   1 of 4 rounds done
     ▸▲ Certificates    0 of 1, 5 d overdue
      ▲ Reconciliation          4 d overdue
      ▲ Morning he…  prod-eu 42 min overdue
      ▲ Morning he…  prod-us 42 min overdue
      ▯ Queue che… 5 missed since Wed 09:00
     Due now 1
      ● Queue check            due by 11:24
      ↓ Done 1, Later 1

     enter continue  : all actions  ? keys
     0: 1-9 bold, 32-38 bold
     1: 1-15 bold
     2: 1-1 reversed, 2-2 bold+reversed, 3-19 reversed, 20-38 bold+reversed
     3: 2-2 red+bold, 28-38 bold
     4: 2-2 red+bold, 25-38 bold
     5: 2-2 red+bold, 25-38 bold
     6: 2-2 red+bold, 15-38 bold
     7: 1-7 bold
     8: 2-2 bold, 27-38 bold
    11: 1-5 bold, 17-17 bold, 32-32 bold
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
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups     09:12 - ops-a - saved
     Needs attention >^ Certificates          Orders sync       0 of 1, 5 d overdue
                      ^ Reconciliation        Orders sync               4 d overdue
                      ^ Morning health round  prod-eu                42 min overdue
                      ^ Morning health round  prod-us                42 min overdue
                      M Queue check           Orders sync  5 missed since Wed 09:00
     Due now          * Queue check           Orders sync              due by 11:24
     Done             v Disk space            Orders sync                     09:12
     Later            . Queue check           Orders sync                 Tue 09:00




     enter continue  tab next  a alert  n note  / find  : all  ? keys  q quit
     0: 0-6 bold, 8-16 bold, 74-78 bold
     1: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-59 reversed, 60-78 bold+reversed
     2: 18-18 bold, 68-78 bold
     3: 18-18 bold, 65-78 bold
     4: 18-18 bold, 65-78 bold
     5: 18-18 bold, 55-78 bold
     6: 1-7 bold, 18-18 bold, 67-78 bold
     7: 1-4 bold, 18-18 bold, 74-78 bold
     8: 1-5 bold
    13: 1-5 bold, 17-19 bold, 27-27 bold, 36-36 bold, 44-44 bold, 52-52 bold, 59-59 bold, 67-67 bold
    cursor 17,1
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
    let mut play = Play::new(&[("handoff.toml", &one)], (44, 24));
    let screen = shot(&mut play, 44, 24);
    assert!(screen.contains("Stabilization check"), "{screen}");
    let two = book("[\"orders-sync\", \"refunds\"]");
    let mut play = Play::new(&[("handoff.toml", &two)], (44, 24));
    let screen = shot(&mut play, 44, 24);
    assert!(screen.contains("…  orders-sync"), "{screen}");
    assert!(screen.contains("…  refunds"), "{screen}");
}

#[test]
fn a_missed_row_names_its_keys() {
    let mut play = morning();
    for _ in 0..play.app.today.lines.len() {
        if matches!(play.app.today_row(), Some(Row::Missed { .. })) {
            break;
        }
        play.keys("j");
    }
    let foot = play.screen();
    assert_snapshot!(foot.lines().last().unwrap_or_default(), @" space acknowledge  X waive  tab next  a alert  n note  : all  ? keys  q quit");
}

#[test]
fn the_keys_of_today() {
    let mut play = morning();
    play.keys("?");
    assert_snapshot!(play.screen(), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today                                                       1 of 4 rounds done
     Needs attention ▸▲ Certificates          Orders sync       0 of 1, 5 d overdue
    ━ Keys: Today  40 of 40 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     >

     ▸X       Waive the round, with a reason   excuse, not needed, cancel the round
      r       Rehearse the selected procedure; never starts a live run  practice, …
      tab     To the next thing to do                                    todo, jump
      a       Find the procedure for an alert or a symptom  exception, symptom, fi…
      m       Change the follow-up's status: lift a silence, approve a change
      o       Go to where the follow-up came from               source, link, go to
      space   Answer what the row asks: acknowledge, confirm, answer, called, atte…
      n       Add a note to the shift                               comment, remark
      v       Next view: the board of runbooks; in Journal timeline, calendar, tre…
      f       Filter the rows: by runbook, kind, result, owner  only, show, hide, …
      1       Go to Today
      2       Go to Runbooks
      3       Go to Journal                           history, log, audit, timeline
      4       Go to Follow-ups

     enter do it  up down move  esc cancel
    ");
    // What is typed filters them.
    play.keys("waive");
    let screen = play.screen();
    assert!(screen.contains("X       Waive the round"), "{screen}");
    assert!(!screen.contains("Go to Runbooks"), "{screen}");
}

/// What stands in the operator's own name and proves nothing yet is confirmed from its row, by a
/// deliberate key; what waits for somebody else is only told.
#[test]
fn entries_in_ones_own_name_are_confirmed_from_their_row() {
    for (of, is_asked) in [("ops-a", true), ("ops-b", false)] {
        let mut stage = Stage::new();
        let ill = Ill {
            kind: IllKind::Unconfirmed,
            what: format!("entry 3 of {of}@web-1-0a1b2c stood beyond what was saved"),
            of: Some(of.into()),
        };
        let health = Health {
            ills: vec![ill],
            few_bytes_left: None,
            ..Health::default()
        };
        stage.message(Message::Report(Report::Health(health)));
        let screen = snapshot(&mut stage.app, &stage.state, 80, 24);
        assert!(screen.contains("Entries to confirm"), "{screen}");
        stage.keys("g<enter>");
        let screen = snapshot(&mut stage.app, &stage.state, 80, 24);
        assert!(screen.contains("entry 3 of"), "{screen}");
        assert_eq!(
            screen.contains("Are these entries yours?"),
            is_asked,
            "{screen}"
        );
        assert_eq!(stage.effects.contains(&Effect::Arm), is_asked);
        stage.message(Message::Armed(Token::Given));
        let asked = stage.effects.iter();
        let asked = asked.filter(|it| matches!(it, Effect::Ask(WorkerRequest::Confirm(_))));
        assert_eq!(asked.count() == 1, is_asked);
    }
}
