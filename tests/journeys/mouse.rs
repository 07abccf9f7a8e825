//! The mouse, where it is asked for: rows, tabs, keys at the foot, sheets and the wheel, through
//! the bytes that a terminal sends. What no click does: end a run, or answer what runs something.

use crate::kit::{Screen, Setup};
use crate::scene::{count, events, with_round};
use std::fs;

/// A screen with the mouse on, once the runbooks were read.
fn with_mouse(setup: &Setup) -> Screen {
    let mut screen = Screen::start(setup, &["--mouse"]);
    screen
        .until("1 Today")
        .until_gone("The runbooks are being read.");
    screen
}

#[test]
fn tabs_rows_and_the_keys_at_the_foot_take_clicks() {
    let setup = with_round();
    let mut screen = with_mouse(&setup);
    screen.click("2 Runbooks").until("[2 Runbooks]");
    screen.click("3 Journal").until("[3 Journal]");
    screen.click("4 Follow-ups").until("[4 Follow-ups]");
    screen.click("1 Today").until("[1 Today]");
    // The selected row opens; a press is one press, however long it is held.
    screen.until("Morning round").click("Morning round");
    screen
        .until("│ 1 · Lag is low")
        .click("3 Nobody complained");
    screen.until("▸☐  3").until("│ 3 · Nobody complained");
    assert_eq!(count(&setup, "step-done"), 0);
    screen.click("space OK").until("☑  3").until("▸☐  4");
    assert_eq!(count(&setup, "step-done"), 1);
    // Beside the list nothing is clicked.
    screen.click("Disk has room").until("▸☐  4");
    screen.click("q out").until("[1 Today]");
    screen.until("◐ Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
}

#[test]
fn the_wheel_moves_what_is_under_it() {
    let setup = with_round();
    let text = fs::read_to_string(setup.runbooks().join("orders-sync.toml")).unwrap();
    let long: String = (1..60)
        .map(|number| format!("Line {number}.\n\n"))
        .collect();
    let detail =
        format!("[[procedures.steps]]\ntitle = \"Read on\"\ndetail = \"\"\"\n{long}\"\"\"\n");
    let text = text
        .replace("steps = [", "#")
        .replace("early = \"24h\"", &format!("early = \"24h\"\n{detail}"));
    setup.write_runbook(
        "orders-sync",
        &format!("{text}[[procedures.steps]]\ntitle = \"Then this\"\n"),
    );
    let mut screen = with_mouse(&setup);
    screen
        .until("Morning round")
        .keys("<enter>")
        .until("Line 1.");
    // Over the list the cursor moves, over the words beside it they do.
    screen.wheel("☐  2 Then", false).until("▸☐  2");
    screen.wheel("☐  2 Then", true).until("▸☐  1");
    screen
        .wheel("Line 3.", false)
        .until_gone("Line 1.")
        .until("▸☐  1");
    screen.wheel("Line 5.", true).until("Line 1.");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn sheets_take_clicks_on_their_rows_and_shield_what_is_behind() {
    let setup = with_round();
    let mut screen = with_mouse(&setup);
    screen.click(": all").until("━ All actions");
    // What lies behind is not meant.
    screen.click("1 Today").until("━ All actions");
    screen
        .keys("journal")
        .until("▸3       Go to Journal")
        .click("Go to Journal");
    screen.until("[3 Journal]").click("? keys").until("━ Keys");
    screen.wheel("Go to Journal", false);
    screen.keys("<esc>").until_gone("━ Keys").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(events(&setup).iter().all(|event| !event.starts_with("run")));
}

#[test]
fn no_click_finishes_a_run() {
    let setup = with_round();
    let mut screen = with_mouse(&setup);
    screen
        .until("Morning round")
        .click("Morning round")
        .until("│ 1 · ");
    for box_ in ["☑  1", "☑  2", "☑  3", "☑  4"] {
        std::thread::sleep(std::time::Duration::from_millis(110));
        screen.keys("<space>").until(box_);
    }
    screen
        .until("▸↵ Finish")
        .click("↵ Finish")
        .until("no click does");
    assert_eq!(count(&setup, "run-ended"), 0);
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn without_the_mouse_nothing_is_heard_of_it() {
    let setup = with_round();
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Morning round").click("2 Runbooks");
    screen.keys("3").until("[3 Journal]").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// A theme is shown while it is selected, kept by Enter, and gone again by Esc.
#[test]
fn a_theme_is_picked_with_a_preview() {
    let setup = with_round();
    let config = setup.home().join("config/rounds/config.toml");
    let mut screen = Screen::start(&setup, &[]);
    screen
        .until("Morning round")
        .keys(":dark")
        .until("Pick a theme")
        .keys("<enter>");
    screen
        .until("━ Theme")
        .until("▸")
        .keys("jjjj")
        .until("night");
    // `#14161b` behind everything, before anything is kept.
    let night = "48;2;20;22;27";
    screen.wait_for("the night theme", |screen| screen.count(night) > 0);
    screen.keys("<esc>").until_gone("━ Theme");
    assert!(!config.exists());
    screen.keys(":theme<enter>").until("━ Theme").keys("5");
    screen.until("Theme night, kept in").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let written = fs::read_to_string(&config).unwrap();
    assert_eq!(written, "theme = \"night\"\n");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.count(night) > 0);
    // For one start alone.
    let mut screen = Screen::start(&setup, &["--theme", "plain"]);
    screen.until("Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(screen.count(night), 0);
    let wrong = setup.run(&["--theme", "neon"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(
        wrong.stderr.contains("night") && wrong.stderr.contains("paper"),
        "{wrong:?}"
    );
}
