//! The board of runbooks, by keys in a terminal: opened from Today, sorted, filtered, left.

use crate::kit::Screen;
use crate::scene::with_round;

const DESK: &str = r#"
title = "Shop desk"
timezone = "UTC"

[owners]
operations = { name = "Desk team" }

[[procedures]]
title = "Refunds"
steps = ["Look"]
"#;

#[test]
fn the_board_is_one_key_away_and_leads_to_a_runbook() {
    let setup = with_round();
    setup.write_runbook("desk", DESK);
    setup.write_runbook("edge", "title = \"Edge\"\n[[procedures]]\nsteps = 3\n");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Morning round").keys("v");
    screen.until("Runbooks board · 3").until("worst first");
    screen
        .until("✗ broken")
        .until("1 needs attention · 1 broken");
    screen.keys(",").until("sort: next expiry");
    screen
        .keys("f")
        .until("Whose runbooks?")
        .until("2 Desk team");
    // The same lines without a screen, by command and by prompts.
    let listed = setup.run(&["list", "board"]);
    // One of the files cannot be read.
    assert_eq!(listed.code, Some(3), "{listed:?}");
    for words in ["Shop desk", "Desk team", "broken"] {
        assert!(listed.stdout.contains(words), "{words}: {listed:?}");
    }
    let plain = setup.run_with(&["--plain"], "v\n");
    for words in [
        "Runbooks board, worst first:",
        "1 Edge: broken",
        "owner Desk team",
    ] {
        assert!(plain.stdout.contains(words), "{words}: {plain:?}");
    }
    screen.keys("2").until("owner: Desk team");
    screen.until_gone("✗ broken");
    screen.keys("<enter>").until_gone("Runbooks board");
    screen.until("Shop desk");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
