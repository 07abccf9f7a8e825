//! What outlives a run, and the way from an alert to the end of what it was about.

use crate::kit::Screen;
use crate::scene::{assert_clean, count, entries, journal, open, opened, today, with_round};

const PUMPS: &str = r#"
title = "Pumps"
timezone = "UTC"

[targets.north]
[targets.south]

[[alerts]]
name = "PumpDown"
severity = "sev1"
means = "No water"

[[procedures]]
title = "Start the pump"
alerts = ["PumpDown"]
targets = ["north", "south"]
subject = "$TARGET $PUMP"

[[procedures.steps]]
title = "Which pump?"
ask = { name = "PUMP", label = "pump", pattern = "[0-9]+" }

[[procedures.steps]]
title = "Push the button of $PUMP"
"#;

/// No key from the alert to the first step, and never a second run for the same.
#[test]
fn an_alert_at_night_from_the_command_line_to_the_closed_exception() {
    let setup = with_round();
    setup.write_runbook("pumps", PUMPS);
    let alert = ["alert", "PumpDown", "--label", "pump=7", "--on", "north"];
    let mut screen = Screen::start(&setup, &alert);
    screen.until("Which pump?").until("north");
    screen.until("sev1 PumpDown, opened").keys("n");
    screen
        .until("━ Note on the step")
        .keys("The basin is dry<enter>");
    screen.until("The note is saved").keys("q");
    screen.until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
    // Called again by the same alert, the run goes on.
    let mut screen = Screen::start(&setup, &alert);
    screen.until("This is in progress already");
    screen
        .until("│ 1 · ")
        .keys("<space>")
        .until("━ Which pump?")
        .until(" 7 ");
    screen
        .keys("<enter>")
        .until("☑  1")
        .until("Push the button of 7");
    screen
        .keys("<space>")
        .until("☑  2")
        .keys("G")
        .until("Enter finishes");
    screen.keys("<enter>").until(" completed").until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-started"), 1);
    assert_eq!(count(&setup, "run-ended"), 1);
    let entries = entries(&journal(&setup));
    let events = entries
        .iter()
        .flat_map(|entry| entry["events"].as_array().unwrap());
    let mut started = events.filter(|event| event["event"] == "run-started");
    let started = started.next().unwrap();
    assert_eq!(started["alert"], "PumpDown");
    assert_eq!(started["values"]["PUMP"], "7");
}

#[test]
fn a_deferral_meets_the_next_run() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("d")
        .until("Defer step ")
        .keys("no time<enter>")
        .until("│ 2 · ");
    screen
        .keys("<space>")
        .until("☑  2")
        .keys("<space>")
        .until("☑  3");
    screen
        .keys("<space>")
        .until("☑  4")
        .keys("<enter>")
        .until(" completed");
    screen.until("Carried over").select("Lag is low");
    screen
        .keys("<enter>")
        .until("│ 1 · ")
        .keys("<space>")
        .until("☑  1");
    screen
        .keys("q")
        .until("1 Today")
        .until_gone("deferral:")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "follow-up-opened"), 1);
    assert_eq!(count(&setup, "follow-up-moved"), 1);
}

#[test]
fn a_question_is_answered_and_seen_by_the_next_reader() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("+q")
        .until("Question")
        .keys("Which panel?<enter>");
    screen.until("The question is open").until("no answer yet");
    screen
        .keys("q")
        .until("1 Today")
        .keys("4")
        .until("▸○ question Which panel?");
    screen
        .keys("<space>")
        .until("The answer")
        .keys("The left one<enter>");
    screen.until("It is answered now").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = Screen::start(&setup, &["--operator", "ops-b"]);
    open(&mut screen, "Morning round");
    screen
        .until("Which panel?")
        .until("The left one")
        .keys("q")
        .until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn an_override_is_opened_and_lifted() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen
        .until("Morning round")
        .keys("+s")
        .until("Silence: what?");
    screen
        .keys("The lag alert is muted<enter>")
        .until("Silence until when?");
    screen
        .keys("soon<enter>")
        .until("That is no time")
        .until("soon");
    screen.keys("<esc>").keys("+s").until("Silence: what?");
    screen
        .keys("The lag alert is muted<enter>")
        .until("Silence until when?")
        .keys("3d<enter>");
    screen
        .until("Carried over")
        .until("◇ The lag alert is muted");
    screen.keys("4").until("▸○ silence  The lag");
    screen
        .keys("m")
        .until("Lifted")
        .keys("<enter>")
        .until("No open follow-ups.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
    assert_eq!(count(&setup, "follow-up-moved"), 1);
}
