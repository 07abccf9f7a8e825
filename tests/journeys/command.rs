//! The command line beside the screens: the same runs, the same record, and statuses to go by.

use crate::kit::{Output, Screen, Setup};
use crate::scene::{CHECK, ROUND, assert_clean, count, opened, rounds, today, with_round};

/// Starts a procedure without a screen; its run's id.
fn start(setup: &Setup, what: &str) -> String {
    let output = setup.run(&["start", what, "--no-open"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout.trim().to_owned()
}

#[track_caller]
fn well(output: &Output) {
    assert_eq!(output.code, Some(0), "{output:?}");
}

#[test]
fn an_open_screen_follows_what_the_command_line_does() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen.until("○ Morning round");
    let run = start(&setup, "orders-sync/morning-round");
    screen
        .until("◐ Morning round")
        .keys("<enter>")
        .until("│ 1 · ");
    well(&setup.run(&["do", &run, "1", "ok"]));
    screen.until("☑  1 Lag is low");
    well(&setup.run(&[
        "do",
        &run,
        "backup-finished",
        "not-ok",
        "--note",
        "it stopped",
    ]));
    screen.until("✗  2 Backup finished");
    // And the other way round: what the screen ticked is answered.
    screen
        .keys("<tab><space>")
        .until("☑  3 Nobody complained")
        .until("saved ✓");
    let again = setup.run(&["do", &run, "3", "ok"]);
    assert_ne!(again.code, Some(0));
    assert!(again.stderr.contains("This step is answered"), "{again:?}");
    well(&setup.run(&["do", &run, "4", "skip", "--reason", "no disk here"]));
    well(&setup.run(&["run", &run, "finish"]));
    screen.until("✗ Completed with failures").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "step-done"), 4);
}

#[test]
fn a_whole_round_without_a_screen() {
    let setup = rounds();
    setup.write_runbook("queue-host", CHECK);
    let due = setup.run(&["due"]);
    well(&due);
    assert!(due.stdout.contains("Queue check"), "{due:?}");
    let run = start(&setup, "queue-host/queue-check");
    for (step, outcome) in [
        ("1", "value=612"),
        ("2", "value=12"),
        ("3", "ok"),
        ("4", "ok"),
        ("5", "ok"),
        ("running", "choice=yes"),
        ("8", "value=OPS-1"),
    ] {
        well(&setup.run(&["do", &run, step, outcome]));
    }
    let bad = setup.run(&["do", &run, "1", "value=much", "--again"]);
    assert_ne!(bad.code, Some(0), "{bad:?}");
    well(&setup.run(&["run", &run, "finish"]));
    let shown = setup.run(&["show", &run]);
    assert!(shown.stdout.contains("612"), "{shown:?}");
    let mut screen = today(&setup);
    screen.until("✓ Queue check").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_runbook_and_a_procedure_open_where_they_stand() {
    let setup = with_round();
    for (what, wanted) in [
        ("orders-sync", "Orders sync"),
        ("orders-sync/morning-round", "Lag is low"),
    ] {
        let mut screen = Screen::start(&setup, &["open", what]);
        screen.until(wanted).keys("1").until("Due now ").keys("q");
        assert_eq!(screen.exit_code(), 0);
        screen.assert_restored();
    }
}

#[test]
fn a_start_from_the_command_line_opens_the_run() {
    let setup = with_round();
    let mut screen = Screen::start(&setup, &["start", "orders-sync/morning-round"]);
    screen
        .until("│ 1 · ")
        .keys("<space>")
        .until("☑  1 Lag is low");
    screen.keys("<c-c>");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    let list = setup.run(&["list", "runs"]);
    let run = list.stdout.split_whitespace().next().unwrap().to_owned();
    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("│ 2 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// From nothing at all to a first round, with the words that the program itself gives.
#[test]
fn init_makes_a_library_that_works() {
    let setup = rounds();
    std::fs::remove_dir(setup.runbooks()).unwrap();
    let mut screen = today(&setup);
    screen.until("rounds init").keys("q");
    assert_eq!(screen.exit_code(), 0);
    well(&setup.run(&["init"]));
    well(&setup.run(&["check"]));
    let mut screen = today(&setup);
    screen.until_gone("There are no runbooks yet.").keys("q");
    assert_eq!(screen.exit_code(), 0);
    // Something real to do at once: a first look at the machine itself.
    assert!(setup.run(&["due"]).stdout.contains("First look"));
    let run = start(&setup, "this-machine/first-look");
    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("│ 1 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

/// Two operators by the environment, as two accounts of a shift have it.
#[test]
fn the_operator_is_named_by_the_environment_too() {
    let setup = with_round().with("ROUNDS_OPERATOR", "ops-a");
    let mut screen = opened(&setup, "Morning round");
    screen
        .until("ops-a")
        .keys("<space>")
        .until("☑  1 Lag is low");
    screen.keys("k").until("ops-a OK").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let setup = setup.with("ROUNDS_OPERATOR", "ops-b");
    let mut screen = opened(&setup, "◐ Morning round");
    screen.until("│ 2 · ").keys("<space>").until("☑  2 Backup");
    screen.keys("k").until("ops-b OK").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    let nobody = setup.run(&["--operator", "…", "due"]);
    assert_ne!(nobody.code, Some(0), "{nobody:?}");
    assert!(nobody.stderr.contains("operator"), "{nobody:?}");
}

#[test]
fn statuses_tell_what_is_the_matter() {
    let setup = with_round();
    assert_eq!(setup.run(&["due", "--nonsense"]).code, Some(2));
    assert_eq!(setup.run(&["check"]).code, Some(0));
    setup.write_runbook("broken", "title = \"Broken\nx = [");
    assert_eq!(setup.run(&["check"]).code, Some(1));
    assert_eq!(setup.run(&["start", "broken", "--no-open"]).code, Some(3));
    std::fs::write(setup.home().join("data/rounds"), "no folder").unwrap();
    let output = setup.run(&["start", "orders-sync/morning-round", "--no-open"]);
    assert_eq!(output.code, Some(4), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
}

/// Whoever reads only the beginning is no fault.
#[test]
fn a_closed_pipe_ends_quietly() {
    let setup = rounds();
    for number in 0..40 {
        setup.write_runbook(&format!("tool-{number}"), ROUND);
    }
    let script = r#"("$PROGRAM" show tool-1 2>&1; "$PROGRAM" list procedures 2>said; echo $? >status) | true; cat said; echo "status $(cat status)""#;
    let mut screen = Screen::start_shell(&setup, script);
    screen.until("status ");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(screen.text().trim(), "status 0");
}
