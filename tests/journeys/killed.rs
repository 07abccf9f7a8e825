//! Killed in the middle: the next start is exactly where the run was.

use std::time::Duration;

use rustix::process::Signal;

use crate::kit::{Ending, Screen, Setup};
use crate::scene::{assert_clean, count, journal, opened, segments, today, with_round};

fn kill(mut screen: Screen) {
    screen.signal(Signal::KILL);
    assert_eq!(screen.ending(), Ending::Signal("Killed".to_owned()));
}

#[test]
fn what_was_shown_as_ticked_is_there_and_work_goes_on_behind_it() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    screen.keys("<space>").until("☑  2 Backup finished");
    kill(screen);
    assert_clean(&setup);

    let mut screen = today(&setup);
    screen.until("◐ Morning round").until("2 of 4");
    screen.keys("<enter>").until("│ 3 · ");
    screen.row_with("☑  1 Lag is low");
    screen.row_with("☑  2 Backup finished");
    screen.row_with("☐  3 Nobody complained");
    // Killed with words half typed: they are there again.
    screen
        .keys("x")
        .until("what did you see?")
        .keys("half a sen");
    screen.until("half a sen");
    kill(screen);

    let mut screen = today(&setup);
    screen.keys("<enter>").until("half a sen");
    screen
        .keys("<esc>")
        .until_gone("half a sen")
        .until("│ 3 · ");
    screen
        .keys("<space><space>")
        .until("Enter finishes the run.");
    kill(screen);

    // Before the last key: the run is not finished by itself.
    let mut screen = today(&setup);
    screen
        .until("◐ Morning round")
        .until("4 of 4")
        .keys("<enter>");
    screen.until("Enter finishes the run.").keys("<enter>");
    screen.until(" completed");
    kill(screen);
    assert_clean(&setup);

    let mut screen = today(&setup);
    screen.until("✓ Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "run-started"), 1);
    assert_eq!(count(&setup, "step-done"), 4);
    assert_eq!(count(&setup, "run-ended"), 1);
}

/// Clean, or with entries that were taken in after a kill and are said to be.
fn assert_nothing_lost(setup: &Setup) {
    let output = setup.run(&["journal", "verify"]);
    assert!(matches!(output.code, Some(0 | 10)), "{output:?}");
}

/// Killed while a tick is being saved, a little later each time: it is there or it is not, what
/// was there stays, and nothing is there twice.
#[test]
fn killed_while_saving_a_tick_is_there_or_not() {
    let setup = with_round();
    let mut done = 0;
    for moment in 0..8 {
        let mut screen = today(&setup);
        screen
            .until("Morning round")
            .keys("<enter>")
            .until(" of 4 ");
        let now = ticked(&screen.text());
        assert!(now >= done, "{now} after {done}");
        done = now;
        if done == 4 {
            break;
        }
        screen.until("q out").keys("<space>");
        // Not a condition: the moment at which it is killed.
        std::thread::sleep(Duration::from_millis(2 * moment));
        kill(screen);
        assert_nothing_lost(&setup);
    }
    // A line that was written and not yet noted as saved counts from the next entry on.
    let mut screen = today(&setup);
    screen
        .keys("<enter>")
        .until(" of 4 ")
        .keys("nand on<enter>");
    screen.until("The note is saved.");
    let written = count(&setup, "step-done");
    screen.wait_for("all that was written", |screen| {
        ticked(&screen.text()) == written
    });
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "run-started"), 1);
    assert_nothing_lost(&setup);
}

fn ticked(screen: &str) -> usize {
    screen.matches('☑').count()
}

/// A crash may leave half a line. It is kept, closed and named, and the run goes on.
#[test]
fn half_a_line_at_the_end_is_recovered() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let segment = segments(&journal(&setup)).pop().unwrap();
    let half = r#"{"v":1,"seq":9,"n":9,"at":"2026-"#;
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&segment)
        .unwrap();
    std::io::Write::write_all(&mut file, half.as_bytes()).unwrap();

    let mut screen = today(&setup);
    screen.keys("<enter>").until("│ 2 · ").keys("<space>");
    screen.until("☑  2 Backup finished").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "recovered"), 1);
    assert!(
        std::fs::read_to_string(segment).unwrap().contains(half),
        "bytes were cut away"
    );
    let report = rounds::journal::verify(&journal(&setup), &rounds::journal::Question::default());
    assert_eq!(
        report.status,
        rounds::journal::Status::Recovered,
        "{report}"
    );
}
