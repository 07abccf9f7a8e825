//! Runbook files that come, change, break and go while the program is open.

use std::fs;

use crate::kit::Setup;
use crate::scene::{
    ROUND, assert_clean, count, entries, journal, opened, rounds, today, with_round,
};

const SECOND: &str = r#"
title = "Warehouse"
timezone = "UTC"

[[procedures]]
title = "Stock check"
schedule = "daily 00:00"
early = "24h"
steps = ["Shelves are full"]
"#;

#[test]
fn a_new_file_appears_and_can_be_worked() {
    let setup = rounds();
    let mut screen = today(&setup);
    screen.until("There are no runbooks yet.");
    setup.write_runbook("warehouse", SECOND);
    screen.until("○ Stock check").keys("<enter>");
    screen.until("│ 1 · ").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// Editors write a new file and rename it over the old one.
#[test]
fn a_file_replaced_by_a_rename_is_seen() {
    let setup = with_round();
    let mut screen = today(&setup);
    screen.resize(120, 24).until("Lag is low");
    let fresh = setup.runbooks().join(".orders-sync.toml.swp");
    fs::write(&fresh, ROUND.replace("Lag is low", "Lag is tiny")).unwrap();
    fs::rename(&fresh, setup.runbooks().join("orders-sync.toml")).unwrap();
    screen.until("Lag is tiny").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_run_keeps_its_version_and_offers_the_newer_one() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    let newer = ROUND.replace(
        "\"Backup finished\"",
        "\"Backup finished\", \"The restore was tried\"",
    );
    setup.write_runbook("orders-sync", &newer);
    screen.until("The runbook has changed");
    assert!(!screen.text().contains("The restore was tried"));
    screen.keys("<space>").until("☑  2 Backup finished");
    // Taking it over is an act of its own, and nothing that was done is lost.
    screen.keys("D").until("new: 3 The restore was tried");
    screen.keys("<esc>").until_gone("The restore was tried");
    screen
        .keys("D")
        .until("new: 3 The restore was tried")
        .keys("<enter>");
    screen.until("☐  3 The restore was tried");
    screen.until_gone("The runbook has changed");
    screen.row_with("☑  1 Lag is low");
    screen.row_with("☑  2 Backup finished");
    screen.keys("<space><space><space>");
    screen.until("Enter finishes the run.").keys("<enter>");
    screen.until(" completed").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "revision-adopted"), 1);
    assert_eq!(count(&setup, "step-done"), 5);
}

/// The run goes on by the last good revision, also after a restart.
#[test]
fn a_file_that_breaks_during_its_run_does_not_stop_the_run() {
    let setup = with_round();
    setup.write_runbook("warehouse", SECOND);
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    setup.write_runbook("orders-sync", "title = \"Orders sync\nsteps = [");
    screen.until("Last good revision").keys("<space>");
    screen.until("☑  2 Backup finished").keys("q");
    // What stands beside it is as it was.
    screen.until("○ Stock check").keys("q");
    assert_eq!(screen.exit_code(), 0);

    let mut screen = opened(&setup, "◐ Morning round");
    screen.until("Last good revision").until("☑  2 Backup");
    screen.keys("<space><space>").until("Enter finishes");
    // Mended in the middle: as if nothing had been.
    setup.write_runbook("orders-sync", ROUND);
    screen.until_gone("Last good revision").keys("<enter>");
    screen.until(" completed").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_file_that_vanishes_during_its_run_does_not_stop_the_run() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("<space>").until("☑  1 Lag is low");
    fs::remove_file(setup.runbooks().join("orders-sync.toml")).unwrap();
    screen.until("Last good revision").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = opened(&setup, "◐ Morning round");
    screen.keys("<space><space><space>").until("Enter finishes");
    screen.keys("<enter>").until(" completed");
    screen.until("✓ Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// A broken file from the start hides nothing beside it and says where it is told.
#[test]
fn broken_files_beside_a_good_one() {
    let setup = with_round();
    setup.write_runbook("broken", "title = \"Broken\nx = [");
    fs::write(
        setup.runbooks().join("latin.toml"),
        b"title = \"Gr\xfc\xdfe\"\n",
    )
    .unwrap();
    fs::write(
        setup.runbooks().join("huge.toml"),
        "x = 1\n".repeat(400_000),
    )
    .unwrap();
    let deep = format!("x = {}{}\n", "[".repeat(20_000), "]".repeat(20_000));
    setup.write_runbook("deep", &deep);
    fs::create_dir(setup.runbooks().join("folder.toml")).unwrap();
    let mut screen = today(&setup);
    screen.until("○ Morning round").select("Morning round");
    screen.keys("<enter>");
    screen
        .until("│ 1 · ")
        .keys("<space>")
        .until("☑  1")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_library_of_broken_files_alone_says_so() {
    let setup = rounds();
    setup.write_runbook("broken", "title = \"Broken\nx = [");
    let mut screen = today(&setup);
    screen
        .until("✗ Broken")
        .until("This runbook cannot be used")
        .until("keys");
    setup.write_runbook("broken", SECOND);
    screen.until("○ Stock check").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// The journal keeps the runbook as it was, byte by byte, under its digest.
#[test]
fn the_version_that_was_walked_is_kept() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    let walked = fs::read(setup.runbooks().join("orders-sync.toml")).unwrap();
    let kept = fs::read_dir(journal(&setup).join("objects"))
        .unwrap()
        .find_map(|object| {
            let object = object.unwrap();
            let same = fs::read(object.path()).unwrap() == walked;
            same.then(|| object.file_name().into_string().unwrap())
        });
    let kept = kept.expect("the runbook's bytes");
    assert!(written.contains(&kept), "{kept}");
}

/// The hook for repositories of runbooks, as it stands there, looks at the repository alone.
#[test]
fn the_hook_of_a_repository_checks_the_repository() {
    const GOOD: &str = "title = \"Shop\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Look\"\nsteps = [\"Look\"]\n";
    let hook = include_str!("../../.pre-commit-hooks.yaml");
    let line = |key: &str| {
        let mut lines = hook.lines().map(str::trim);
        lines.find_map(|it| it.strip_prefix(key)).unwrap().trim()
    };
    let entry = line("entry: rounds ").split_whitespace();
    let more = line("args:")
        .trim_matches(['[', ']'])
        .split(',')
        .map(str::trim);
    let arguments: Vec<_> = entry.chain(more).collect();
    // The user's own library is whole, and elsewhere.
    let own = tempfile::tempdir().unwrap();
    fs::write(own.path().join("own.toml"), GOOD).unwrap();
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
        .with("ROUNDS_RUNBOOKS", own.path().to_str().unwrap());
    fs::remove_dir_all(setup.runbooks()).unwrap();
    let at = |name: &str| setup.home().join(name);
    let status = || setup.run(&arguments).code;
    assert_eq!(status(), Some(3), "no runbook at all is no green");
    fs::write(at("shop.toml"), GOOD).unwrap();
    assert_eq!(status(), Some(0));
    fs::write(at("broken.toml"), "title = \n").unwrap();
    assert_eq!(status(), Some(1), "a broken file at the root");
    fs::create_dir(setup.runbooks()).unwrap();
    fs::write(setup.runbooks().join("shop.toml"), GOOD).unwrap();
    assert_eq!(status(), Some(0), "other files beside ./runbooks are none");
    fs::write(setup.runbooks().join("broken.toml"), "title = \n").unwrap();
    assert_eq!(status(), Some(1));
}
