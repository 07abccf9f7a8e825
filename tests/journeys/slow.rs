//! Slow and failing disks, by way of `strace`, which can delay and fail what the program asks of
//! the system. Skipped, with a sentence, where that may not be done.

use std::process::Command;

use crate::kit::{Screen, Setup};
use crate::scene::{assert_clean, count, open, with_round};

/// The program under `strace`, with `fault` injected into each call of its threads.
fn traced(setup: &Setup, fault: &str) -> Option<Screen> {
    let strace = format!("strace -f -qq -o /dev/null -e inject={fault}");
    let tried = Command::new("sh")
        .args(["-c", &format!("{strace} true")])
        .output();
    if !tried.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: strace may not be used here");
        return None;
    }
    Some(Screen::start_shell(
        setup,
        &format!("exec {strace} \"$PROGRAM\""),
    ))
}

/// While the disk syncs, the screen says so and takes keys; leaving waits for what is under way.
#[test]
fn a_slow_disk_does_not_freeze_the_screen() {
    let setup = with_round();
    let fault = "fdatasync:delay_exit=400000"; // microseconds
    let Some(mut screen) = traced(&setup, fault) else {
        return;
    };
    open(&mut screen, "Morning round");
    screen.until("saved ✓").keys("<space><space>");
    screen
        .until("◌  1 Lag is low")
        .until("◌  2 Backup")
        .until("│ 3 · ");
    screen.row_with("saving");
    // A whole prompt while it saves.
    screen
        .keys("x")
        .until("what did you see?")
        .keys("nine calls<enter>");
    screen.until("◌  3 Nobody complained").until("│ 4 · ");
    screen.keys("<space><c-c>");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_eq!(count(&setup, "step-done"), 4, "leaving did not wait");
    assert_clean(&setup);
}

/// A sync that fails is never tried again on the same file: a new segment closes the old one
/// where it was last saved, and the answer is in it once.
#[test]
fn a_failed_sync_loses_nothing_and_doubles_nothing() {
    let setup = with_round();
    // One call in the middle of the run, whichever file it is for.
    let Some(mut screen) = traced(&setup, "fdatasync:error=EIO:when=5") else {
        return;
    };
    open(&mut screen, "Morning round");
    screen.until("saved ✓");
    for step in ["1 Lag", "2 Backup", "3 Nobody", "4 Disk"] {
        screen.keys("<space>");
        screen.wait_for("an answer", |screen| {
            let text = screen.text();
            text.contains(&format!("☑  {step}")) || text.contains("NOT SAVED")
        });
        if screen.text().contains("NOT SAVED") {
            screen.until("Not saved: ").keys("<c-r>");
            screen.until(&format!("☑  {step}")).until("saved ✓");
        }
    }
    screen.until("Enter finishes the run.").keys("<enter>");
    screen.until(" completed").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let verified = setup.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(10), "recovered: {verified:?}");
    assert_eq!(count(&setup, "segment-started"), 2, "no sync failed");
    // Void lines do not count; what counts is there once.
    let mut screen = Screen::start(&setup, &[]);
    screen
        .resize(120, 24)
        .until("✓ Morning round")
        .until("Result    completed")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
}
