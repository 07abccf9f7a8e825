//! How the board of runbooks looks, and what its keys come to; the same of sorted follow-ups.

use super::snapshot::snapshot;
use super::stage::Stage;
use crate::app::{Overlay, Screen};
use crate::present::BoardSort;
use insta::assert_snapshot;

fn shot(stage: &mut Stage, width: u16, height: u16) -> String {
    snapshot(&mut stage.app, &stage.state, width, height)
}

fn titles(stage: &Stage) -> Vec<&str> {
    let rows = stage.app.runbooks.board.rows.iter();
    rows.map(|row| row.title.as_str()).collect()
}

#[test]
fn the_board_of_runbooks() {
    let mut stage = Stage::new();
    stage.keys("v");
    assert_snapshot!(shot(&mut stage, 80, 24), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Runbooks board · 3                              owner: any · sort: worst first
      Runbook      Owner        Ready        Overdue  Next expiry         8 weeks
     ▸Edge         –            ✗ broken     –        –                   ········
      Warehouse    –            ✗ broken     –        –                   ········
      Orders sync  Ops shift l… ✗ 19 missing –        review, 7 d         ········















     2 need attention · 2 broken · 1 not ready

     enter open  f owner  , sort  tab next trouble  v tree  : all  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 72-78 green
     1: 1-18 bold
     3: 1-27 reversed, 28-35 bold+reversed, 36-78 reversed
     4: 28-35 lightred+bold
     5: 28-39 yellow, 50-60 yellow
    23: 1-5 cyan+bold, 13-13 cyan+bold, 22-22 cyan+bold, 30-32 cyan+bold, 48-48 cyan+bold, 56-56 cyan+bold, 63-63 cyan+bold, 71-71 cyan+bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut stage, 120, 36), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Runbooks board · 3                                                                      owner: any · sort: worst first
      Runbook      Owner           Ready        Overdue  On time  Next expiry         8 weeks
     ▸Edge         –               ✗ broken     –        –        –                   ········
      Warehouse    –               ✗ broken     –        –        –                   ········
      Orders sync  Ops shift lead  ✗ 19 missing –        –        review, 7 d         ········



























     2 need attention · 2 broken · 1 not ready

     enter open  f owner  , sort  tab next trouble  v tree  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 112-118 green
     1: 1-18 bold
     3: 1-30 reversed, 31-38 bold+reversed, 39-118 reversed
     4: 31-38 lightred+bold
     5: 31-42 yellow, 62-72 yellow
    35: 1-5 cyan+bold, 13-13 cyan+bold, 22-22 cyan+bold, 30-32 cyan+bold, 48-48 cyan+bold, 56-56 cyan+bold, 64-64 cyan+bold, 79-79 cyan+bold, 87-87 cyan+bold
    cursor 1,3
    ");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
     [2 Runbooks]   09:12 · ops-a · saved ✓
     Runbooks board · 3         worst first
      Runbook      Ready        Overdue
     ▸Edge         ✗ broken     –
      Warehouse    ✗ broken     –
      Orders sync  ✗ 19 missing –




     2 need attention · 2 broken · 1 not r…
     enter open  f owner  : all  ? keys
     0: 1-1 bold, 2-2 cyan+bold, 3-12 bold, 32-38 green
     1: 1-18 bold
     3: 1-14 reversed, 15-22 bold+reversed, 23-38 reversed
     4: 15-22 lightred+bold
     5: 15-26 yellow
    11: 1-5 cyan+bold, 13-13 cyan+bold, 22-22 cyan+bold, 29-29 cyan+bold
    cursor 1,3
    ");
    stage.app.look.ascii = true;
    assert_snapshot!(shot(&mut stage, 80, 12), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups     09:12 - ops-a - saved
     Runbooks board - 3                              owner: any - sort: worst first
      Runbook      Owner        Ready        Overdue  Next expiry         8 weeks
     >Edge         -            X broken     -        -                   ........
      Warehouse    -            X broken     -        -                   ........
      Orders sync  Ops shift... X 19 missing -        review, 7 d         ........




     2 need attention - 2 broken - 1 not ready
     enter open  f owner  , sort  tab next trouble  v tree  : all  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 74-78 green
     1: 1-18 bold
     3: 1-27 reversed, 28-35 bold+reversed, 36-78 reversed
     4: 28-35 lightred+bold
     5: 28-39 yellow, 50-60 yellow
    11: 1-5 cyan+bold, 13-13 cyan+bold, 22-22 cyan+bold, 30-32 cyan+bold, 48-48 cyan+bold, 56-56 cyan+bold, 63-63 cyan+bold, 71-71 cyan+bold
    cursor 1,3
    ");
}

#[test]
fn it_is_sorted_filtered_and_led_from() {
    let mut stage = Stage::new();
    stage.keys("v");
    assert_eq!(stage.app.screen, Screen::Runbooks);
    let all = titles(&stage).len();
    assert_eq!(titles(&stage)[0], "Edge", "what is broken is first");
    stage.keys(",,,,");
    assert_eq!(stage.app.runbooks.board.sort, BoardSort::Name);
    assert!(titles(&stage).is_sorted());
    stage.keys(",");
    assert_eq!(stage.app.runbooks.board.sort, BoardSort::Worst);
    // The one owner that the library names, then all again.
    stage.keys("f");
    assert!(matches!(stage.app.overlay, Some(Overlay::Picker(_))));
    stage.keys("2");
    assert!(titles(&stage).len() < all);
    stage.keys("f1");
    assert_eq!(titles(&stage).len(), all);
    // Every key for the runbook in front is for the selected line.
    stage.keys("G");
    let selected = stage
        .app
        .runbooks
        .board
        .row()
        .map(|row| row.runbook.clone());
    let beneath = stage
        .app
        .runbooks
        .row()
        .and_then(|row| row.runbook().cloned());
    assert_eq!(selected, beneath);
    stage.keys("<tab>");
    assert_eq!(stage.app.runbooks.board.cursor.at, 0, "to what is broken");
    stage.keys("G<enter>");
    assert!(!stage.app.runbooks.board.is_open);
    let shown = stage
        .app
        .runbooks
        .row()
        .and_then(|row| row.runbook().cloned());
    assert_eq!(selected, shown);
    stage.keys("v<esc>");
    assert!(!stage.app.runbooks.board.is_open);
    assert_eq!(stage.app.screen, Screen::Runbooks);
}
