//! Runbooks, Journal, find, palette and help, on the way through a shift.

use std::fs;

use crate::scene::{ROUND, assert_clean, count, opened, today, with_round};

const PUMPS: &str = r#"
title = "Pumps"
timezone = "UTC"

[[alerts]]
name = "PumpDown"
severity = "sev1"
means = "No water"

[[procedures]]
title = "Start the pump"
alerts = ["PumpDown"]
symptoms = ["The basin is dry"]
steps = ["Push the button", "Water flows"]
"#;

/// From an alert to the end of its procedure, and to what was due meanwhile.
#[test]
fn an_alert_at_night() {
    let setup = with_round();
    setup.write_runbook("pumps", PUMPS);
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low").keys("a");
    screen.until("Which alert?").keys("pumpdown");
    screen.until("▸sev1 PumpDown").keys("<enter>");
    screen.until("│ 1 · ");
    // An exception is read, then done: an open step holds what follows.
    screen
        .keys("j<space>")
        .until("Answer it, or go on past it")
        .keys("k");
    screen
        .keys("xit is stuck<enter>")
        .until("✗  1 Push the button");
    // The cursor stays where it holds.
    screen.until("steps are on hold").keys("j");
    screen.until("│ 2 · ").keys("<space>");
    screen.until("Step 1 is not OK, next steps");
    screen.keys("k.").until("☑  1 Push the button");
    screen.until("│ 2 · ").keys("<space>");
    screen
        .until("☑  2 Water flows")
        .keys("G")
        .until("Enter finishes");
    screen.keys("<enter>").until(" completed");
    // Back where the round was left.
    screen.until("│ 2 · ").until("Morning round").keys("q3");
    screen
        .until("Start the pump")
        .until("Morning round")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-started"), 2);
}

#[test]
fn anything_is_found_by_its_words_from_anywhere() {
    let setup = with_round();
    setup.write_runbook("pumps", PUMPS);
    let mut screen = today(&setup);
    screen.until("Morning round").keys("/").until("Type words");
    screen
        .keys("compl nobody")
        .until("▸step")
        .until("Nobody complained");
    screen
        .keys("<enter>")
        .until("1 Lag is low")
        .until("daily 00:00");
    // A key that types is no key of the screen.
    screen
        .keys("/")
        .until("Type words")
        .keys("qqq")
        .until("> qqq");
    screen.keys("<esc>").until_gone("> qqq").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_broken_file_appears_with_its_problems_while_the_screen_is_open() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen
        .until("○ Morning round")
        .keys("2")
        .until("Runbooks  1");
    let broken = setup.write_runbook("broken", "title = \"Broken\nx = [");
    screen.until("✗ Broken").until("2 errors").select("Broken");
    screen
        .until("the text is not closed")
        .until("title = \"Broken");
    // It hides nothing beside it.
    screen
        .select("Morning round")
        .until("1 Lag is low")
        .keys("1");
    screen.until("○ Morning round").keys("2").select("Broken");
    // Mended, it is there; gone, it is gone.
    fs::write(&broken, PUMPS).unwrap();
    screen.until_gone("✗ Broken").until("Pumps");
    fs::remove_file(&broken).unwrap();
    screen.until_gone("Pumps").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// A runbook that the journal knows can be run by its last good revision.
#[test]
fn a_broken_or_vanished_runbook_can_still_be_started() {
    let setup = with_round();
    setup.write_runbook("pumps", PUMPS);
    let file = setup.runbooks().join("pumps.toml");
    let mut screen = opened(&setup, "Morning round");
    screen.keys("q2").until("Start the pump");
    for broken in [true, false] {
        screen.keys("2").until("Start the pump");
        if broken {
            fs::write(&file, "title = \"Pumps\nx = [").unwrap();
            screen.until("✗");
        } else {
            fs::remove_file(&file).unwrap();
            screen.until("file gone");
        }
        screen.select("Start the pump");
        screen.until("last good revision").keys("<enter>");
        screen.until("Last good revision").keys("<space><space>");
        screen.until("Enter finishes").keys("<enter>");
        screen.until(" completed");
    }
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-ended"), 2);
}

/// A newer revision that was only looked at does not make a good file a broken one.
#[test]
fn looking_at_a_newer_revision_leaves_the_file_good() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    setup.write_runbook("orders-sync", &ROUND.replace("Lag is low", "Lag is tiny"));
    screen.until("The runbook has changed").keys("D");
    screen
        .until("enter switches to the new version")
        .keys("<esc>");
    screen
        .until_gone("enter switches")
        .keys("q2")
        .until("Runbooks  1")
        .select("Morning round");
    screen.until("1 Lag is tiny");
    assert!(
        !screen.text().contains("broken or gone"),
        "{}",
        screen.text()
    );
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_journal_tells_a_run_whole() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    screen
        .keys("xit stopped at two<enter>")
        .until("✗  2 Backup");
    screen
        .keys("nquiet night<enter>")
        .until("The note is saved.");
    screen.keys("q3").until("◐ Morning round").keys("<enter>");
    screen
        .until("it stopped at two")
        .until("quiet night")
        .until("Run began");
    // What happens meanwhile comes in.
    let run = setup.run(&["list", "runs"]);
    let run = run.stdout.split_whitespace().next().unwrap();
    assert_eq!(setup.run(&["do", run, "3", "ok"]).code, Some(0));
    screen.until("☑ Nobody complained").keys("<esc>");
    screen
        .until("Journal")
        .keys("n")
        .until("A note for the shift");
    screen
        .keys("the rain has stopped<enter>")
        .until("The note is saved.");
    screen.until("the rain has stopped").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn the_palette_and_help_tell_every_key() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys(":").until("All actions").keys("skip");
    screen.until("▸s").keys("<enter>").until(": why?");
    screen.keys("not today<enter>").until("⊘  1 Lag is low");
    screen
        .keys("?")
        .until("Keys: In a run")
        .until("OK;")
        .keys("<esc>");
    screen
        .until_gone("Keys: In a run")
        .until("│ 2 · ")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}
