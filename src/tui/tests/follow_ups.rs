//! Follow-ups: opened from anywhere, answered, lifted, done; and the way from what is wrong
//! to its run.

use super::{open, play, play::Play};
use crate::app::opening::{Alerted, Opening};
use crate::app::{Message, Overlay};
use crate::event::RunId;
use std::collections::BTreeMap;

const EXCEPTIONS: &str = r#"
title = "Orders sync"
timezone = "Europe/Berlin"

[targets.prod-eu]
[targets.prod-us]

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"

[[alerts]]
name = "OrdersSyncDown"
severity = "sev1"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["OrdersSyncLagHigh"]
targets = ["prod-eu", "prod-us"]
subject = "$TARGET $ORDER_ID"

[[procedures.steps]]
title = "Which order?"
ask = { name = "ORDER_ID", label = "order", pattern = "[0-9]+" }

[[procedures.steps]]
title = "Drain $ORDER_ID"

[[procedures]]
id = "restart"
title = "Restart the consumer"
alerts = ["OrdersSyncDown"]
steps = ["Restart it"]

[[procedures]]
title = "Look after it"
schedule = "weekdays 09:00"

[[procedures.steps]]
title = "It runs"
on_fail = "restart"

[[procedures.steps]]
title = "It answers"
run = ["curl", "-fsS", "https://sync.example.com"]

[[procedures]]
title = "Rotate the key"
schedule = "daily 06:00"
if_missed = "carry"
steps = ["Rotate it"]
"#;

fn exceptions() -> Play {
    Play::new(&[("orders-sync.toml", EXCEPTIONS)], (100, 30))
}

/// The cursor of a list on the row that holds a text.
fn select(play: &mut Play, text: &str) {
    play.keys("g");
    for _ in 0..40 {
        let screen = play.screen();
        if screen
            .lines()
            .any(|line| line.contains('▸') && line.contains(text))
        {
            return;
        }
        play.keys("j");
    }
    panic!("{text} is not to be selected:\n{}", play.screen());
}

fn run_in_front(play: &Play) -> RunId {
    play.app.run.as_ref().expect("a run in front").id
}

#[track_caller]
fn shows(play: &Play, text: &str) {
    let screen = play.screen();
    assert!(screen.contains(text), "{text} is not shown:\n{screen}");
}

/// What stands in the prompt, and why it was not taken.
fn prompt(play: &Play) -> (String, String) {
    match &play.app.overlay {
        Some(Overlay::Prompt(prompt)) => {
            let error = prompt.error.clone().unwrap_or_default();
            (prompt.field.text(), error)
        }
        other => panic!("no prompt stands there: {other:?}"),
    }
}

#[test]
fn a_question_is_asked_at_a_step_answered_and_seen_by_the_next_reader() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("+qWhich panel?<enter>");
    assert!(
        play.told().contains("The question is open"),
        "{}",
        play.told()
    );
    shows(&play, "? Which panel?");
    shows(&play, "no answer yet");
    play.keys("q4");
    shows(&play, "▸○ question Which panel?");
    play.keys(" <enter>");
    let (_, error) = prompt(&play);
    assert!(error.contains("the answer"), "{error}");
    play.keys("The left one<enter>");
    assert_eq!(play.told(), "It is answered now.");
    // It stands for its reader until the step is changed.
    shows(&play, "answered");
    play.keys("o");
    shows(&play, "→ The left one");
    shows(&play, "│ 1 · ");
}

#[test]
fn an_override_wants_its_time_stands_on_today_and_is_lifted() {
    let mut play = play();
    play.keys("+sLag is muted<enter>soon<enter>");
    let (typed, error) = prompt(&play);
    assert_eq!(typed, "soon");
    assert!(error.contains("That is no time"), "{error}");
    play.keys("<esc>+sLag is muted<enter>fri<enter>");
    assert!(play.told().contains("Silenced until"), "{}", play.told());
    select(&mut play, "◇ Lag");
    shows(&play, "until Fri 23:59");
    play.keys("<enter>");
    shows(&play, "Follow-ups  1");
    play.keys("m<enter>");
    assert_eq!(play.told(), "It is lifted now.");
    shows(&play, "No open follow-ups.");
    play.keys("f3");
    shows(&play, "lifted");
}

#[test]
fn what_was_put_off_is_begun_with_from_today() {
    let mut play = play();
    open(&mut play, "Morning round");
    play.keys("dno time<enter><space><space>");
    let first = run_in_front(&play);
    play.keys("<enter>");
    select(&mut play, "» Lag");
    shows(&play, "enter start with it");
    play.keys("<enter>");
    let second = run_in_front(&play);
    assert_ne!(first, second);
    let run = play.state.run(second).expect("the run");
    let carries = &run.started.as_ref().expect("its start").what.carries;
    assert_eq!(carries.len(), 1);
    // While it goes on, its own row stands for it; once it is done, nothing waits.
    play.keys("<space><esc>");
    assert!(!play.screen().contains("» Lag"), "{}", play.screen());
    assert_eq!(play.state.open_follow_ups().count(), 0);
}

#[test]
fn who_acts_by_when_tickets_and_notes_are_kept_in_its_story() {
    let mut play = play();
    play.keys("2iThe lag panel is gone<enter>4");
    play.keys("wops-b<enter>t3d<enter>eOPS-12<enter>nAsked on Monday<enter>");
    for text in [
        "assigned to ops-b",
        "ticket OPS-12",
        "note: Asked on Monday",
    ] {
        shows(&play, text);
    }
    play.keys("X<enter>");
    assert!(prompt(&play).1.contains("how it was closed"));
    play.keys("It is back<enter>");
    assert_eq!(play.told(), "It is closed now.");
    play.keys("f3");
    shows(&play, "all, closed too");
    shows(&play, "It is back");
    play.keys("m");
    play.keys("It is gone again<enter>");
    assert_eq!(play.told(), "It is open now.");
}

#[test]
fn an_alert_is_begun_once_where_it_belongs_with_what_its_labels_say() {
    let mut play = exceptions();
    let drain = "orders-sync/drain".parse().expect("a reference");
    let values = BTreeMap::from([("ORDER_ID".to_owned(), "7".to_owned())]);
    let alerted = Alerted {
        words: "OrdersSyncLagHigh".to_owned(),
        is_name: true,
        procedure: None,
        target: Some("prod-eu".into()),
        values: BTreeMap::from([(drain, values)]),
        run: None,
    };
    play.message(Message::Open(Opening::Alert(alerted.clone())));
    play.keys("<enter>");
    let first = run_in_front(&play);
    // It begins with the first thing recorded, under the id and at the moment of its opening.
    assert_eq!(play.state.run(first), None);
    shows(&play, "sev2 OrdersSyncLagHigh, opened 09:12");
    let opened = play.app.now;
    play.wait(3).keys("nLag is at 17 minutes<enter>");
    let run = play.state.run(first).expect("the run");
    let said = run.started.as_ref().expect("its start");
    assert_eq!(said.at, opened);
    assert_eq!(said.what.alert.as_deref(), Some("OrdersSyncLagHigh"));
    let started = &run.started.as_ref().expect("its start").what;
    assert_eq!(started.alert.as_deref(), Some("OrdersSyncLagHigh"));
    assert_eq!(run.subject(), Some("prod-eu 7"));
    // The same alert again goes on with it.
    play.keys("q");
    play.message(Message::Open(Opening::Alert(alerted)));
    play.keys("<enter>");
    assert_eq!(run_in_front(&play), first);
    assert!(
        play.told().contains("in progress already"),
        "{}",
        play.told()
    );
    // Without a place, both are offered, and the run that goes on before them.
    play.keys("adrain<enter>");
    shows(&play, "1 prod-eu 7  ◐ in progress, 0 of 2, ops-a since");
    shows(&play, "2 prod-eu");
    shows(&play, "3 prod-us");
    play.keys("3");
    assert_ne!(run_in_front(&play), first);
}

#[test]
fn the_worst_exception_is_first_and_tab_shows_its_page() {
    let mut play = exceptions();
    play.keys("aorderssync");
    shows(&play, "▸sev1 OrdersSyncDown");
    play.keys("<tab>");
    assert!(play.app.run.is_none());
    shows(&play, "Restart it");
    play.keys("1aorderssync<enter>");
    shows(&play, "│ 1 · ");
}

#[test]
fn slots_that_piled_up_are_one_row_with_a_count() {
    let mut play = exceptions();
    let screen = play.screen();
    let rows = screen
        .lines()
        .filter(|line| line.contains("▲ Rotate"))
        .count();
    assert_eq!(rows, 1, "{screen}");
    shows(&play, "6 times, ");
    open(&mut play, "Rotate the key");
    play.keys("<space><enter><esc>");
    shows(&play, "5 times, ");
}

#[test]
fn journal_tells_what_became_of_follow_ups_and_the_last_year() {
    let mut play = exceptions();
    open(&mut play, "Rotate the key");
    play.keys("+qWhich vault?<enter><space><enter><esc>4 The new one<enter>3");
    shows(&play, "question opened: Which vault?");
    play.keys("f4");
    shows(&play, "follow-ups · all ru");
    shows(&play, "question answered: Which vault?");
    play.keys("<enter>");
    shows(&play, "answered: The new one");
    play.keys("<esc>v");
    shows(&play, "timeline  Calendar  trends");
    shows(&play, "1 late");
    play.keys("<esc>");
    shows(&play, "follow-ups · all ru");
}

#[test]
fn from_one_run_to_the_other_that_belongs_to_it() {
    let mut play = exceptions();
    open(&mut play, "Look after it");
    play.keys("xit does not run<enter>kp");
    shows(&play, "Restart it");
    play.keys("<space>qq3");
    select(&mut play, "Restart the consumer");
    play.keys("<enter>");
    shows(&play, "Begun because a step failed in: Look after it");
    play.keys("<enter>");
    shows(&play, "1 The steps of this run");
    play.keys("2");
    shows(&play, "not OK, so began Restart the consumer");
    shows(&play, "note: it does not run");
    play.keys("<enter>");
    shows(&play, "2 Begun because a step failed: Restart the consumer");
    play.keys("1");
    shows(&play, " · ");
}

#[test]
fn commands_are_read_and_allowed_from_today_before_anyone_meets_them() {
    let mut play = exceptions();
    select(&mut play, "1 command to allow");
    shows(&play, r#"["curl","-fsS","https://sync."#);
    play.keys("<enter>");
    shows(&play, "Nobody has allowed these on this machine");
    shows(&play, "curl -fsS https://sync.example.com");
    // Nothing but the key that is shown allows them.
    play.keys("<esc>");
    assert_eq!(play.told(), "Nothing was allowed.");
    shows(&play, "1 command to allow");
    play.keys("<enter>").confirm();
    assert!(play.told().starts_with("Allowed"), "{}", play.told());
    assert!(!play.screen().contains("to allow"), "{}", play.screen());
}

#[test]
fn a_runbook_whose_commands_wait_is_one_row_and_is_asked_for_by_procedure() {
    const BOTH: &str = r#"
title = "Orders sync"
timezone = "UTC"
[[procedures]]
title = "Look"
steps = [{ title = "It answers", run = ["true"] }]
[[procedures]]
title = "Mend"
steps = [{ title = "Restart", run = ["false"] }, { title = "Look", run = ["true"] }]
"#;
    let mut play = Play::new(&[("orders-sync.toml", BOTH)], (100, 30));
    select(&mut play, "3 commands to allow");
    play.keys("<enter>");
    shows(&play, "1 Look: 1");
    shows(&play, "2 Mend: 2");
    play.keys("2");
    shows(&play, "Restart");
    play.confirm();
    shows(&play, "1 command to allow");
    // With one procedure left there is nothing to choose.
    play.keys("<enter>");
    shows(&play, "Nobody has allowed these on this machine");
}

#[test]
fn what_is_set_aside_says_until_when_and_how_it_is_lifted() {
    let mut play = exceptions();
    play.keys("+sThe alert is muted<enter>fri<enter>");
    let told = "Silenced until Fri 23:59; on Follow-ups (4), m lifts it.";
    assert_eq!(play.told(), told);
    play.keys("+sThe other one, too<enter><enter>");
    let told = "Silenced until it is lifted; on Follow-ups (4), m lifts it.";
    assert_eq!(play.told(), told);
}
