//! The first start.

use crate::kit::Screen;
use crate::scene::{assert_clean, events, rounds, today, with_round};

#[test]
fn an_empty_library_greets_and_says_what_to_do() {
    let setup = rounds();
    let mut screen = today(&setup);
    screen
        .until("There are no runbooks yet.")
        .until("rounds init");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    // Looking has written nothing.
    assert!(!setup.home().join("data/rounds").exists());
    assert!(!setup.home().join("state/rounds").exists());
}

#[test]
fn a_missing_library_is_named() {
    let setup = rounds();
    std::fs::remove_dir(setup.runbooks()).unwrap();
    let mut screen = today(&setup);
    screen
        .until("data/rounds/runbooks")
        .until("There are no runbooks yet.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_first_check_is_done_and_seen_again_as_done() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen.until("Morning round").until("daily 00:00");
    assert!(!setup.home().join("data/rounds").exists(), "only looked");
    screen.keys("<enter>").until("│ 1 · ");
    for step in 1..=3 {
        screen.keys("<space>").until(&format!("│ {} · ", step + 1));
    }
    screen.keys("<space>").until("Enter finishes the run.");
    screen
        .keys("<enter>")
        .until("Morning round completed, 4 of 4");
    screen.until("Nothing else is due now.").until("saved ✓");
    screen.until("Done");
    screen.row_with("✓ Morning round");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);

    let mut screen = today(&setup);
    screen.until("Done ").row_with("✓ Morning round");
    assert!(
        !screen.text().contains("Now"),
        "nothing is due any more:\n{}",
        screen.text()
    );
    screen.keys("<enter>").until("☑  1 Lag is low");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let done = events(&setup);
    assert_eq!(
        done.iter().filter(|name| *name == "step-done").count(),
        4,
        "{done:?}"
    );
}

/// Keys that come before the runbooks were read do no harm.
#[test]
fn an_impatient_hand_does_no_harm() {
    let setup = with_round();
    let mut screen = Screen::start(&setup, &[]);
    screen.keys("<space>xdF").until("Morning round");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(events(&setup), Vec::<String>::new());
}

/// The shipped runbooks open, and one of their rounds can be begun at once.
#[test]
fn the_shipped_runbooks_open() {
    let setup = rounds();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    for file in std::fs::read_dir(shipped).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), setup.runbooks().join(file.file_name())).unwrap();
    }
    let mut screen = today(&setup);
    screen.until("Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
