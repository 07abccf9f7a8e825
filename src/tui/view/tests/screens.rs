//! How Runbooks, Journal, find and the palette look, with their styles, at several sizes;
//! and what their keys come to.

use super::snapshot::snapshot;
use super::stage::Stage;
use crate::app::effect::Effect;
use crate::app::journal::What;
use crate::app::{Message, Overlay, Screen};
use crate::event::{Attempt, Counts, Ending, EntryHash, EntryRef, Fact, Outcome, StepDone, Thread};
use crate::limits::Judgement;
use crate::runbook::StepRef;
use crate::session::{Currency, Pin, Report, Request, WorkerRequest};
use crate::state::{Revision, Shared};
use insta::assert_snapshot;
use std::sync::Arc;

fn shot(stage: &mut Stage, width: u16, height: u16) -> String {
    snapshot(&mut stage.app, &stage.state, width, height)
}

/// A record of two days: a finished round with a correction, a run in progress, a note, an
/// excuse.
fn told() -> Stage {
    let mut stage = Stage::new();
    let check = "orders/morning-health-check";
    let run = stage.start(
        1,
        "ops-b",
        "2026-11-20T08:01:00Z",
        check,
        "Morning health check",
    );
    let on = vec![Thread::Run(run)];
    let mut lag = StepDone::plain(
        StepRef::of("lag"),
        "Sync lag under five minutes",
        Outcome::Ok,
    );
    stage.tell(
        "ops-b",
        "2026-11-20T08:02:00Z",
        on.clone(),
        vec![done(lag.clone())],
    );
    let mut depth = StepDone::plain(
        StepRef::item("depth", "shard-1"),
        "Queue depth",
        Outcome::Ok,
    );
    depth.value = Some("612".to_owned());
    depth.unit = Some("messages".to_owned());
    depth.judgement = Some(Judgement::Warning);
    depth.done_at = Some("2026-11-20T07:40:00Z".parse().unwrap());
    stage.tell(
        "ops-b",
        "2026-11-20T08:03:00Z",
        on.clone(),
        vec![done(depth)],
    );
    lag.outcome = Outcome::NotOk;
    lag.attempt = Attempt::Corrected;
    lag.reason = Some("I had looked at the wrong panel".to_owned());
    lag.note = Some("nine minutes, falling".to_owned());
    lag.over = vec![entry(&stage, &StepRef::of("lag"), run)];
    stage.tell("ops-a", "2026-11-20T08:05:00Z", on.clone(), vec![done(lag)]);
    let attached = Fact::Attached {
        step: None,
        item: None,
        name: "panel.png".to_owned(),
        sha256: EntryHash([171; 32]),
        bytes: 12_600,
    };
    let noted = Fact::Noted {
        step: Some("lag".into()),
        item: None,
        text: "Told the shop team".to_owned(),
    };
    stage.tell(
        "ops-a",
        "2026-11-20T08:06:00Z",
        on.clone(),
        vec![attached, noted],
    );
    let ended = Fact::RunEnded {
        ending: Ending::Completed,
        counts: Counts {
            ok: 1,
            not_ok: 1,
            warnings: 1,
            ..Counts::default()
        },
        boxes: None,
        saw: Vec::new(),
        over: Vec::new(),
    };
    stage.tell("ops-a", "2026-11-20T08:07:00Z", on, vec![ended]);
    let excused = Fact::OccurrenceExcused {
        procedure: "edge/certificates".parse().unwrap(),
        target: None,
        slot: "2026-11-01T08:00:00Z".parse().unwrap(),
        reason: "renewed yesterday".to_owned(),
    };
    let thread = Thread::Procedure("edge/certificates".parse().unwrap());
    stage.tell("ops-a", "2026-11-20T09:00:00Z", vec![thread], vec![excused]);
    stage.start(
        2,
        "ops-a",
        "2026-11-23T08:00:00Z",
        "orders/drain-the-queue",
        "Drain the queue",
    );
    let noted = Fact::Noted {
        step: None,
        item: None,
        text: "Quiet night\nNo calls".to_owned(),
    };
    stage.tell(
        "ops-b",
        "2026-11-23T08:10:00Z",
        vec![Thread::Shift],
        vec![noted],
    );
    stage
}

fn done(done: StepDone) -> Fact {
    Fact::StepDone(Box::new(done))
}

fn entry(stage: &Stage, step_ref: &StepRef, run: crate::event::RunId) -> EntryRef {
    let run = stage.state.run(run).unwrap();
    run.outcome(step_ref).unwrap().mark.entry.clone()
}

#[test]
fn runbooks_beside_a_procedure() {
    let mut stage = Stage::new();
    stage.keys("2jjjjj");
    assert_snapshot!(shot(&mut stage, 80, 24), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Runbooks  3                                │ Morning health check
      - Edge                            1 error │ Orders sync · routine
         ↻ Certificates         monthly 1 09:00 │
         ✗ Restart the proxy             broken │ Know that the night went well
         ≡ Handoff pages                        │ before the shop opens
      - Orders sync                3 procedures │
     ▸   ↻ Morning health check  weekdays 09:00 │ schedule weekdays 09:00 · on time
         ! Drain the queue  OrdersSyncLagHigh … │          for 2 h 24 min
         · Correct an order                     │ next Tue 09:00
         ≡ Handoff pages                        │ takes do-confirm: any order
      + ✗ Warehouse                    2 errors │
                                                │ Steps
                                                │  1 Sync lag under five minutes
                                                │    OK when The lag panel is green
                                                │    link https://grafana.example.c
                                                │         om/d/orders
                                                │  2 Queue depth
                                                │    for each of shard 1, shard 2
                                                │    reading warn above 500, alarm
                                                │            above 5000 messages
                                                │                         J ↓ more

     enter start  right page  v board  a alert  r rehearse  : all  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 72-78 green
     1: 1-11 bold, 46-65 bold
     2: 4-7 bold, 36-42 lightred+bold
     3: 5-5 cyan+bold
     4: 2-6 lightred+bold, 37-42 lightred+bold
     6: 4-14 bold
     7: 1-4 reversed, 5-5 bold+reversed, 6-42 reversed
     8: 5-5 yellow
    11: 4-4 lightred+bold, 35-42 lightred+bold
    12: 46-50 bold
    13: 46-75 bold
    15: 53-78 cyan+bold
    16: 49-64 cyan+bold
    17: 46-59 bold
    21: 69-78 cyan+bold
    23: 1-5 cyan+bold, 14-18 cyan+bold, 26-26 cyan+bold, 35-35 cyan+bold, 44-44 cyan+bold, 56-56 cyan+bold, 63-63 cyan+bold, 71-71 cyan+bold
    cursor 1,7
    ");
}

#[test]
fn runbooks_on_a_wide_screen_with_the_exception_in_progress() {
    let mut stage = told();
    stage.keys("2jjjjjj");
    assert_snapshot!(shot(&mut stage, 120, 36), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Runbooks  3                                │ Drain the queue
      - Edge                            1 error │ Orders sync · exception
         ↻ Certificates         monthly 1 09:00 │
         ✗ Restart the proxy             broken │ Bring the lag back under five minutes
         ≡ Handoff pages                        │
      - Orders sync                3 procedures │ takes read-do: in order
         ↻ Morning health check  weekdays 09:00 │
     ▸   ◐ Drain the queue          in progress │ When
         · Correct an order                     │ sev2 OrdersSyncLagHigh
         ≡ Handoff pages                        │   Lag above five minutes for ten minutes
      + ✗ Warehouse                    2 errors │ sev1 OrdersSyncDown
                                                │   No order has reached the warehouse for fifteen minutes
                                                │ - Orders missing in the warehouse
                                                │
                                                │ Where
                                                │ prod-eu
                                                │   CONSOLE https://console.prod-eu.example.com
                                                │ prod-us
                                                │   CONSOLE https://console.prod-us.example.com
                                                │
                                                │ Steps
                                                │  1 Is the consumer running?
                                                │    choose yes / no
                                                │  2 Start the consumer
                                                │    only if step 1 (Is the consumer running?) is no
                                                │     CAUTION
                                                │    Two consumers at once write every order twice.
                                                │    copy systemctl start orders-consumer
                                                │
                                                │
                                                │
                                                │
                                                │

     enter start  right page  v board  a alert  r rehearse  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 112-118 green
     1: 1-11 bold, 46-60 bold
     2: 4-7 bold, 36-42 lightred+bold
     3: 5-5 cyan+bold
     4: 2-6 lightred+bold, 37-42 lightred+bold
     6: 4-14 bold
     7: 5-5 cyan+bold
     8: 1-4 reversed, 5-5 bold+reversed, 6-31 reversed, 32-42 bold+reversed, 46-49 bold
     9: 46-50 yellow, 51-67 bold
    11: 4-4 lightred+bold, 35-42 lightred+bold, 46-50 yellow, 51-64 bold
    15: 46-50 bold
    21: 46-50 bold
    22: 46-72 bold
    24: 46-66 bold
    26: 49-57 black+on-yellow+bold
    28: 53-84 cyan+bold
    35: 1-5 cyan+bold, 14-18 cyan+bold, 26-26 cyan+bold, 35-35 cyan+bold, 44-44 cyan+bold, 56-56 cyan+bold, 64-64 cyan+bold, 79-79 cyan+bold, 87-87 cyan+bold
    cursor 1,8
    ");
}

#[test]
fn a_broken_runbook_tells_what_is_wrong_on_a_small_screen() {
    let mut stage = Stage::new();
    stage.app.size = (40, 12);
    stage.keys("2G");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
     [2 Runbooks]   09:12 · ops-a · saved ✓
     Runbooks  3
         ↻ Certificates     monthly 1 09:00
         ✗ Restart the proxy         broken
         ≡ Handoff pages
      - Orders sync            3 procedures
         ↻ Morning health check  weekdays …
         ! Drain the queue  OrdersSyncLagH…
         · Correct an order
         ≡ Handoff pages
     ▸+ ✗ Warehouse                2 errors
     e edit  enter unfold  : all  ? keys
     0: 1-1 bold, 2-2 cyan+bold, 3-12 bold, 32-38 green
     1: 1-11 bold
     2: 5-5 cyan+bold
     3: 2-6 lightred+bold, 33-38 lightred+bold
     5: 4-14 bold
     6: 5-5 cyan+bold
     7: 5-5 yellow
    10: 1-3 reversed, 4-4 bold+reversed, 5-30 reversed, 31-38 bold+reversed
    11: 1-1 cyan+bold, 9-13 cyan+bold, 23-23 cyan+bold, 30-30 cyan+bold
    cursor 1,10
    ");
    stage.keys("<right><right>");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
     [2 Runbooks]   09:12 · ops-a · saved ✓
     Warehouse
     This runbook cannot be used as its
     file stands.
     The journal knows no good revision of
     it.
     file tests/data/screens/warehouse.toml

     error warehouse.toml:3
     the header is not closed
        3 │ [[procedures]         J ↓ more
     enter procedures  : all  ? keys
     0: 1-1 bold, 2-2 cyan+bold, 3-12 bold, 32-38 green
     1: 1-9 bold
     2: 1-34 lightred+bold
     3: 1-12 lightred+bold
     8: 1-5 lightred+bold
    10: 29-38 cyan+bold
    11: 1-5 cyan+bold, 19-19 cyan+bold, 26-26 cyan+bold
    cursor 1,2
    ");
}

#[test]
fn a_runbook_tells_who_answers_for_it() {
    let mut stage = Stage::new();
    stage.keys("2jjj");
    assert_snapshot!(shot(&mut stage, 120, 36), @"
     rounds  1 Today [2 Runbooks] 3 Journal  4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Runbooks  3                                 │ Handoff pages
      - Edge                             1 error │ Review
         ↻ Certificates          monthly 1 09:00 │ Readiness  21 missing
         ✗ Restart the proxy              broken │ Drift  4
     ▸   ≡ Handoff pages                         │
      - Orders sync                 3 procedures │
         ↻ Morning health check   weekdays 09:00 │
         ! Drain the queue  OrdersSyncLagHigh +1 │
         · Correct an order                      │
         ≡ Handoff pages                         │
      + ✗ Warehouse                     2 errors │
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

     enter read them  right page  v board  a alert  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 17-17 bold, 18-18 cyan+bold, 19-28 bold, 112-118 green
     1: 1-11 bold, 47-59 bold
     2: 4-7 bold, 37-43 lightred+bold
     3: 5-5 cyan+bold, 58-67 yellow
     4: 2-6 lightred+bold, 38-43 lightred+bold
     5: 1-43 reversed
     6: 4-14 bold
     7: 5-5 cyan+bold
     8: 5-5 yellow
    11: 4-4 lightred+bold, 36-43 lightred+bold
    35: 1-5 cyan+bold, 18-22 cyan+bold, 30-30 cyan+bold, 39-39 cyan+bold, 48-48 cyan+bold, 56-56 cyan+bold, 71-71 cyan+bold, 79-79 cyan+bold
    cursor 1,5
    ");
}

#[test]
fn enter_starts_where_there_is_one_place_and_asks_where_there_are_several() {
    let mut stage = Stage::new();
    stage.keys("2jjjjj<enter>");
    let [Effect::Ask(WorkerRequest::Submit(_, Request::Start(start)))] = &stage.effects[..] else {
        panic!("{:?}", stage.effects);
    };
    assert_eq!(start.procedure.to_string(), "orders/morning-health-check");
    stage.keys("j<enter>");
    assert!(stage.effects.is_empty());
    assert!(matches!(stage.app.overlay, Some(Overlay::Picker(_))));
    stage.keys("2");
    let [Effect::Ask(WorkerRequest::Submit(_, Request::Start(start)))] = &stage.effects[..] else {
        panic!("{:?}", stage.effects);
    };
    assert_eq!(start.target.as_ref().map(|it| it.as_str()), Some("prod-us"));
}

#[test]
fn the_last_good_revision_of_a_broken_runbook_can_be_started() {
    let mut stage = Stage::new();
    let noticed = Fact::RevisionNoticed {
        runbook: "warehouse".into(),
        title: "Warehouse".to_owned(),
        file: EntryHash([9; 32]),
        library: None,
        over: Vec::new(),
    };
    stage.tell(
        "ops-a",
        "2026-11-20T08:00:00Z",
        vec![Thread::Runbook("warehouse".into())],
        vec![noticed],
    );
    stage.keys("2G<enter>");
    let asked = Effect::Ask(WorkerRequest::Newest("warehouse".into()));
    assert_eq!(stage.effects, [asked]);
    let library = stage.app.library.clone().unwrap();
    let good = library.runbook("orders").unwrap().clone();
    let pin = Pin {
        revision: Revision {
            file: EntryHash([9; 32]),
            library: None,
        },
        runbook: Arc::new(crate::runbook::Runbook {
            id: "warehouse".into(),
            ..good
        }),
        currency: Currency::LastGood,
    };
    stage.message(Message::Report(Report::Newest(
        "warehouse".into(),
        Some(pin),
    )));
    assert!(shot(&mut stage, 80, 24).contains("can still be run"));
    stage.keys("j<enter>");
    let [Effect::Ask(WorkerRequest::Submit(_, Request::Start(start)))] = &stage.effects[..] else {
        panic!("{:?}", stage.effects);
    };
    assert_eq!(start.procedure.runbook.as_str(), "warehouse");
    assert!(shot(&mut stage, 80, 24).contains("last good revision"));
}

#[test]
fn the_journal_by_days() {
    let mut stage = told();
    stage.keys("3j");
    assert_snapshot!(shot(&mut stage, 80, 24), @"
     rounds  1 Today  2 Runbooks [3 Journal] 4 Follow-ups   09:12 · ops-a · saved ✓
     Timeline  calendar  trends                         all runbooks · newest first
     Monday 23 November 2026
      09:10 ✎ Quiet night                                                     ops-b
     ▸09:00 ◐ Drain the queue  Orders sync                            0 of 4  ops-a
     Friday 20 November 2026
      10:00 ◇ edge/certificates  waived: renewed yesterday                    ops-a
      09:07 ✗ Morning health check  Orders sync                     1 not OK  ops-a















     enter open  v calendar  f filter  n note  / find  : all  ? keys  q quit
     0: 0-6 bold, 29-29 bold, 30-30 cyan+bold, 31-39 bold, 72-78 green
     1: 1-8 bold
     2: 1-23 bold
     3: 8-9 cyan+bold
     4: 1-7 reversed, 8-9 bold+reversed, 10-65 reversed, 66-73 bold+reversed, 74-78 reversed
     5: 1-23 bold
     7: 8-9 lightred+bold, 64-73 lightred+bold
    23: 1-5 cyan+bold, 13-13 cyan+bold, 25-25 cyan+bold, 35-35 cyan+bold, 43-43 cyan+bold, 51-51 cyan+bold, 58-58 cyan+bold, 66-66 cyan+bold
    cursor 1,4
    ");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
     [3 Journal]    09:12 · ops-a · saved ✓
     Timeline  calendar  trends   all runb…
     Monday 23 November 2026
      09:10 ✎ Quiet night             ops-b
     ▸09:00 ◐ Drain the queue 0 of 4  ops-a
     Friday 20 November 2026
      10:00 ◇ edge/certificates  wai… ops-a
      09:07 ✗ Morning heal… 1 not OK  ops-a



     enter open  v calendar  : all  ? keys
     0: 1-1 bold, 2-2 cyan+bold, 3-11 bold, 32-38 green
     1: 1-8 bold
     2: 1-23 bold
     3: 8-9 cyan+bold
     4: 1-7 reversed, 8-9 bold+reversed, 10-25 reversed, 26-33 bold+reversed, 34-38 reversed
     5: 1-23 bold
     7: 8-9 lightred+bold, 24-33 lightred+bold
    11: 1-5 cyan+bold, 13-13 cyan+bold, 25-25 cyan+bold, 32-32 cyan+bold
    cursor 1,4
    ");
}

#[test]
fn a_run_whole_tells_all_that_was_said_in_order() {
    let mut stage = told();
    stage.keys("3G<enter>");
    assert_snapshot!(shot(&mut stage, 120, 36), @"
     rounds  1 Today  2 Runbooks [3 Journal] 4 Follow-ups                            Mon 23 Nov 09:12 CET · ops-a · saved ✓
     Morning health check
     Orders sync
     Result    ✗ completed with failures
     Began     Fri 09:01 by ops-b
     Ended     Fri 09:07 by ops-a
     Done      Fri 09:05
     Steps     1 OK, 1 not OK, 1 with a warning of 2
     Run       000007  revision 070707070707

     Friday 20 November 2026
     09:01 ops-b    ◐ Run began
     09:02 ops-b    ☑ Sync lag under five minutes: OK
                      replaced by ops-a
     09:03 ops-b    ! Queue depth: 612 messages (warning)
                      done at: Fri 08:40
     09:05 ops-a    ✗ Sync lag under five minutes: not OK, corrected
                      reason: I had looked at the wrong panel
                      note: nine minutes, falling
     09:06 ops-a    + Attached panel.png, 12.3 KiB
                      sha256: abababababababababababababababababababababababababababababababab
     09:06 ops-a    ✎ Sync lag under five minutes: note: Told the shop team
     09:07 ops-a    ✗ Run completed












     enter open  esc back  / find  : all actions  ? keys  q quit
     0: 0-6 bold, 29-29 bold, 30-30 cyan+bold, 31-39 bold, 112-118 green
     1: 1-20 bold
     3: 10-35 lightred+bold
    10: 1-23 bold
    11: 16-17 cyan+bold
    14: 16-52 yellow
    16: 16-63 lightred+bold
    19: 16-17 cyan+bold
    21: 16-17 cyan+bold
    22: 16-30 lightred+bold
    35: 1-5 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 31-31 cyan+bold, 46-46 cyan+bold, 54-54 cyan+bold
    cursor 1,2
    ");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
     [3 Journal]    09:12 · ops-a · saved ✓
     Morning health check
     Orders sync
     Result    ✗ completed with failures
     Began     Fri 09:01 by ops-b
     Ended     Fri 09:07 by ops-a
     Done      Fri 09:05
     Steps     1 OK, 1 not OK, 1 with a
               warning of 2
     Run       000007  revision
               070707070707       J ↓ more
     enter open  esc back  : all  ? keys
     0: 1-1 bold, 2-2 cyan+bold, 3-11 bold, 32-38 green
     1: 1-20 bold
     3: 10-35 lightred+bold
    10: 29-38 cyan+bold
    11: 1-5 cyan+bold, 13-15 cyan+bold, 23-23 cyan+bold, 30-30 cyan+bold
    cursor 1,2
    ");
}

#[test]
fn the_journal_is_sifted() {
    let mut stage = told();
    stage.keys("3");
    let rows = |stage: &Stage| stage.app.journal.rows.len();
    assert_eq!(rows(&stage), 4);
    stage.keys("f2");
    assert_eq!(rows(&stage), 2, "what was not OK, and what was excused");
    stage.keys("f3");
    assert_eq!(rows(&stage), 3, "not the other's note");
    stage.keys("f4");
    assert_eq!(rows(&stage), 0, "nothing became of a follow-up");
    stage.keys("f1Gf5");
    assert_eq!(rows(&stage), 1, "only this procedure's");
    stage.keys("f5");
    assert_eq!(rows(&stage), 4);
}

#[test]
fn find_marks_what_matched_and_goes_there() {
    let mut stage = Stage::new();
    stage.keys("/");
    assert!(shot(&mut stage, 80, 24).contains("Type words"));
    stage.keys("queue");
    assert_snapshot!(shot(&mut stage, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today
     Needs attention ▸✗ Edge                                        broken: 1 error
    ━ Find ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     > queue

     ▸step       Queue depth                                   Morning health check
      procedure  Drain the queue  orders/drain-the-queue                Orders sync
      step       Start the consumer                                 Drain the queue
      step       Is the consumer running?                           Drain the queue











     enter go there  up down move  esc cancel


     0: 0-6 bold, 8-8 bold, 9-9 cyan+bold, 10-16 bold, 72-78 green
     1: 1-5 bold
     2: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-63 reversed, 64-78 bold+reversed
     3: 0-1 cyan+bold, 2-5 bold, 6-79 cyan+bold
     4: 1-2 cyan+bold, 3-7 bold
     6: 1-12 reversed, 13-17 bold+underlined+reversed, 18-78 reversed
     7: 23-27 cyan+bold+underlined
     8: 74-78 cyan+bold+underlined
     9: 74-78 cyan+bold+underlined
    21: 1-5 cyan+bold, 17-23 cyan+bold, 31-33 cyan+bold
    cursor 8,4
    ");
    stage.keys("<down><enter>");
    assert_eq!(stage.app.screen, Screen::Runbooks);
    let row = stage
        .app
        .runbooks
        .row()
        .and_then(|row| row.runbook().cloned());
    assert_eq!(row, Some("orders".into()));
}

#[test]
fn exceptions_are_listed_by_severity_and_found_by_alert() {
    let mut stage = Stage::new();
    stage.keys("a");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
    ━ Which alert? ━━━━━━━━━━━━━━━━━━━━━━━━━
     >
     ▸sev1 OrdersSyncDown
           No order has reached the wareho…
      sev2 OrdersSyncLagHigh
           Lag above five minutes for ten …
           Orders missing in the warehouse
           symptom


     enter start or continue  esc cancel

     0: 0-1 cyan+bold, 2-13 bold, 14-39 cyan+bold
     1: 1-2 cyan+bold
     2: 1-38 reversed
     4: 2-6 yellow
     6: 2-6 yellow
    10: 1-5 cyan+bold, 26-28 cyan+bold
    cursor 3,1
    ");
    stage.message(Message::Paste("OrdersSync\nLagHigh".to_owned()));
    assert_snapshot!(shot(&mut stage, 80, 24), @"
     rounds [1 Today] 2 Runbooks  3 Journal  4 Follow-ups   09:12 · ops-a · saved ✓
     Today
     Needs attention ▸✗ Edge                                        broken: 1 error
    ━ Which alert? ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
     > OrdersSync LagHigh

     ▸sev2 OrdersSyncLagHigh                          Drain the queue · Orders sync
           Lag above five minutes for ten minutes













     enter start or continue  tab its page  esc cancel


     0: 0-6 bold, 8-8 bold, 9-9 cyan+bold, 10-16 bold, 72-78 green
     1: 1-5 bold
     2: 1-15 bold, 17-17 reversed, 18-18 bold+reversed, 19-63 reversed, 64-78 bold+reversed
     3: 0-1 cyan+bold, 2-13 bold, 14-79 cyan+bold
     4: 1-2 cyan+bold, 3-20 bold
     6: 1-6 reversed, 7-23 bold+underlined+reversed, 24-78 reversed
    21: 1-5 cyan+bold, 26-28 cyan+bold, 40-42 cyan+bold
    cursor 21,4
    ");
    stage.keys("<enter>");
    assert!(stage.effects.is_empty(), "going there starts nothing");
    assert!(shot(&mut stage, 80, 24).contains("Drain the queue"));
}

#[test]
fn a_step_is_scrolled_to() {
    let mut stage = Stage::new();
    stage.app.size = (40, 12);
    stage.keys("/backup fin<enter>");
    let screen = shot(&mut stage, 40, 12);
    assert!(screen.contains("3 Backup finished"), "{screen}");
}

#[test]
fn the_palette_does_what_its_words_say() {
    let mut stage = Stage::new();
    stage.keys(":journal");
    assert_snapshot!(shot(&mut stage, 40, 12), @"
    ━ All actions  2 of 47 ━━━━━━━━━━━━━━━━━
     > journal
     ▸3       Go to Journal  history, log,…
      v       Next view: the board of runb…






     enter do it  esc cancel

     0: 0-1 cyan+bold, 2-21 bold, 22-39 cyan+bold
     1: 1-2 cyan+bold, 3-9 bold
     2: 1-1 reversed, 2-9 bold+reversed, 10-15 reversed, 16-22 bold+underlined+reversed, 23-38 reversed
     3: 2-9 cyan+bold
    10: 1-5 cyan+bold, 14-16 cyan+bold
    cursor 10,1
    ");
    stage.keys("<enter>");
    assert_eq!(stage.app.screen, Screen::Journal);
}

#[test]
fn without_a_library_or_a_record_the_screens_say_so() {
    let mut stage = Stage::without_library();
    for (key, words) in [
        ("2", "being read"),
        ("3", "Nothing was done"),
        ("/", "being read"),
    ] {
        stage.keys(key);
        let screen = shot(&mut stage, 80, 24);
        assert!(screen.contains(words), "{screen}");
    }
}

#[test]
fn a_long_record_is_gathered_only_as_far_as_someone_looks() {
    let mut stage = Stage::new();
    for number in 0..700 {
        stage.start(number, "ops-a", "2026-11-20T08:01:00Z", "orders/x", "X");
    }
    stage.keys("3");
    let rows = |stage: &Stage| stage.app.journal.rows.len();
    assert!(rows(&stage) < 300, "{}", rows(&stage));
    stage.keys("G");
    assert_eq!((rows(&stage), stage.app.journal.cursor.at), (700, 699));
    stage.start(700, "ops-a", "2026-11-20T08:02:00Z", "orders/x", "X");
    assert_eq!(
        stage.app.journal.cursor.at, 700,
        "the cursor stays on its row"
    );
}

#[test]
fn a_story_that_the_state_no_longer_holds_is_read_back() {
    let mut stage = told();
    stage.keys("3G<enter>");
    assert!(stage.effects.is_empty(), "the state holds it");
    let run = match stage.app.journal.row().map(|row| row.what.clone()) {
        Some(What::Run(id)) => id,
        other => panic!("{other:?}"),
    };
    let whole = stage.state.run(run).unwrap().clone();
    stage.state.shrink(&mut Shared::default());
    stage.message(Message::Report(Report::Changed));
    assert_eq!(stage.effects, [Effect::Ask(WorkerRequest::Whole(run))]);
    assert!(shot(&mut stage, 80, 24).contains("being read"));
    stage.message(Message::Report(Report::Whole(run, Some(Box::new(whole)))));
    assert!(shot(&mut stage, 120, 36).contains("wrong panel"));
    stage.keys("<esc>");
    assert!(shot(&mut stage, 120, 36).contains("Enter opens the full run"));
}
