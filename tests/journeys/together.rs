//! Two terminals on one run, and two operators on one host.

use crate::kit::{Screen, Setup};
use crate::scene::{assert_clean, count, journal, open, opened, today, with_round};

/// Both stand on Today before there is a journal at all; one starts the run.
#[test]
fn two_terminals_see_each_others_ticks() {
    let setup = with_round();
    let mut one = today(&setup);
    let mut other = today(&setup);
    one.until("Morning round");
    other.until("○ Morning round");

    one.keys("<enter>").until("│ 1 · ");
    other.until("◐ Morning round").until("0 of 4");
    other.keys("<enter>").until("│ 1 · ");

    one.keys("<space>").until("☑  1 Lag is low");
    other.until("☑  1 Lag is low");
    other.keys("j<space>").until("☑  2 Backup finished");
    one.until("☑  2 Backup finished");
    other.keys("nslow today<enter>").until("The note is saved.");
    one.keys("j").until("noted: slow today");

    // One finishes; the other is told that it is over.
    one.keys("<space><space>").until("Enter finishes the run.");
    other.until("☑  4 Disk has room").keys("G");
    other.until("Enter finishes the run.");
    one.keys("<enter>").until(" completed");
    other.until("The run has ended");

    other.keys("q").until("1 Today");
    for mut screen in [one, other] {
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0);
        screen.assert_restored();
    }
    assert_clean(&setup);
    assert_eq!(count(&setup, "run-started"), 1);
    assert_eq!(count(&setup, "run-ended"), 1);
}

/// Stopped, so that it cannot see what the other does, and then told to tick the same.
#[test]
fn a_double_tick_is_answered_with_a_sentence() {
    let setup = with_round();
    let mut one = opened(&setup, "Morning round");
    let mut other = opened(&setup, "Morning round");
    other.signal(rustix::process::Signal::STOP);
    one.keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓");
    // It waits in the terminal's queue, before any news of the tick.
    other.keys("<space>").signal(rustix::process::Signal::CONT);
    other
        .until("This step is answered")
        .until("☑  1 Lag is low");
    other.keys("qq");
    one.keys("qq");
    assert_eq!((one.exit_code(), other.exit_code()), (0, 0));
    assert_eq!(count(&setup, "step-done"), 1);
    assert_clean(&setup);
}

/// Both press Enter on the same row at the same time: one run, and both are in it.
#[test]
fn a_double_start_is_one_run() {
    let setup = with_round();
    let mut one = today(&setup);
    let mut other = today(&setup);
    for screen in [&mut one, &mut other] {
        screen.until("Morning round");
    }
    one.keys("<enter>");
    other.keys("<enter>");
    for mut screen in [one, other] {
        screen.until("│ 1 · ").keys("qq");
        assert_eq!(screen.exit_code(), 0);
    }
    assert_eq!(count(&setup, "run-started"), 1);
    assert_clean(&setup);
}

fn start_as(setup: &Setup, operator: &str) -> Screen {
    Screen::start(setup, &["--operator", operator])
}

#[test]
fn two_operators_work_on_one_run_each_in_a_record_of_their_own() {
    let setup = with_round();
    let mut one = start_as(&setup, "ops-a");
    let mut other = start_as(&setup, "ops-b");
    open(&mut one, "Morning round");
    open(&mut other, "◐ Morning round");
    one.until("ops-a").keys("<space>").until("☑  1 Lag is low");
    other.until("☑  1 Lag is low").until("ops-b").keys("g");
    other.until("ops-a OK").keys("j<space>");
    one.until("☑  2 Backup finished")
        .until("ops-b OK")
        .keys("k");
    // An open step has nothing to take back, so the key takes back one's own last answer.
    one.until("│ 1 · ").keys("jj").until("│ 3 · ").keys("u");
    one.until("☐  1 Lag is low").until("☑  2 Backup finished");
    other.until("☐  1 Lag is low");
    for mut screen in [one, other] {
        screen.keys("qq");
        assert_eq!(screen.exit_code(), 0);
    }
    assert_clean(&setup);
    let writers: Vec<_> = std::fs::read_dir(journal(&setup))
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains('@'))
        .collect();
    assert_eq!(writers.len(), 2, "{writers:?}");
    assert!(writers.iter().any(|name| name.starts_with("ops-a@")));
    assert!(writers.iter().any(|name| name.starts_with("ops-b@")));
}
