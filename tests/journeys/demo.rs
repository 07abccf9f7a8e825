//! The example and the lesson: both in folders of their own, and nothing of the user's touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rounds::journal::{Question, Status, verify};

use crate::kit::{Screen, Setup};
use crate::scene::rounds;
use crate::steps::confirm;

/// A year is made in a second or two; without optimization, beside other tests, in a minute.
const A_YEAR: Duration = Duration::from_secs(240);

/// A home whose temporary files lie in it, so that what is left behind is seen.
fn with_temporary() -> (Setup, PathBuf) {
    let setup = rounds();
    let temporary = setup.home().join("runtime");
    let name = temporary.to_str().unwrap().to_owned();
    (setup.with("TMPDIR", &name), temporary)
}

/// Asserts that the user's own folders are as empty as they were.
#[track_caller]
fn assert_untouched(setup: &Setup) {
    for folder in ["config", "data", "state", "cache", "runbooks"] {
        let found: Vec<_> = fs::read_dir(setup.home().join(folder)).unwrap().collect();
        assert!(found.is_empty(), "{folder}: {found:?}");
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn the_example_is_a_sound_record_in_a_folder_of_its_own() {
    let (setup, temporary) = with_temporary();
    let made = setup.run(&["demo", "--print-folder"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let folder = PathBuf::from(made.stdout.trim_end());
    assert!(folder.starts_with(&temporary), "{folder:?}");
    let report = verify(&folder.join("journal"), &Question::default());
    assert_eq!(report.status, Status::Clean, "{report}");
    let writers = fs::read_dir(folder.join("journal")).unwrap();
    let writers = writers.filter(|item| {
        let name = item.as_ref().unwrap().file_name();
        name.to_string_lossy().contains('@')
    });
    assert!(writers.count() >= 4, "a team wrote it");
    assert_untouched(&setup);
    let runs = {
        let runbooks = folder.join("runbooks");
        let journal = folder.join("journal");
        setup.run(&[
            "list",
            "runs",
            "--runbooks",
            runbooks.to_str().unwrap(),
            "--journal",
            journal.to_str().unwrap(),
        ])
    };
    assert!(runs.stdout.contains("Drain the queue"), "{runs:?}");
}

#[test]
fn the_example_says_what_it_is_takes_what_is_done_and_is_gone_at_the_end() {
    let (setup, temporary) = with_temporary();
    let mut screen = Screen::start(&setup, &["demo"]);
    // It opens at once, and the year is written while somebody looks.
    screen.until("This is a demo").until("DEMO");
    screen.until("A year of a made-up team is being written");
    screen.until_within(A_YEAR, "Refunds").select("Refunds");
    screen.keys("<enter>").until("│ 1 · ");
    screen.keys("7<enter>").until("7 refunds");
    screen.keys("q").until("1 Today").until("DEMO").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert!(is_empty(&temporary), "the folder was left behind");
    assert_untouched(&setup);
}

/// Whoever leaves while the year is written leaves nothing behind.
#[test]
fn the_example_can_be_left_before_it_is_whole() {
    let (setup, temporary) = with_temporary();
    let mut screen = Screen::start(&setup, &["demo"]);
    screen.until("is being written: 1").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert!(is_empty(&temporary), "the folder was left behind");
    assert_untouched(&setup);
}

#[test]
fn the_example_goes_also_when_its_terminal_does() {
    let (setup, temporary) = with_temporary();
    let mut screen = Screen::start(&setup, &["tutor"]);
    screen.until("Nothing here is real").hang_up();
    screen.wait_for("the folder to go", |_| is_empty(&temporary));
    assert_untouched(&setup);
}

#[test]
fn the_lesson_is_walked_by_the_keys_that_it_names() {
    let (setup, temporary) = with_temporary();
    let mut screen = Screen::start(&setup, &["tutor"]);
    screen.until("Nothing here is real").keys("<enter>");
    screen
        .until("│ 1 · ")
        .until("space when it is")
        .keys("<space>");
    screen.until("│ 2 · ").keys("412<enter>");
    screen.until("│ 3 · ").keys("1");
    screen.until("│ 4 · ").keys("<space>");
    screen.until("│ 5 · ").keys("snot today<enter>");
    // Out of the run, and back into it from Today.
    screen.until("│ 6 · ").keys("q").until("In progress");
    screen.select("A shift, by doing").keys("<enter>");
    screen.until("│ 6 · ").keys("<space>");
    screen.until("│ 7 · ").keys("xit hums<enter>");
    screen.until("│ 8 · ").keys("c<space>");
    // A command is only pretended, after its own key.
    screen.until("│ 9 · ").keys("!");
    confirm(&mut screen, "pretend that it ran");
    screen.until("│ 9 · ").keys("<space>");
    // What was saved is said after the cursor went on; what a key says comes after that.
    screen
        .until("│ 10 · ")
        .until("✓ 9 Look at a step")
        .keys("!");
    screen.until("A rehearsal does not wait").keys("<space>");
    screen.until("│ 11 · ").keys("+qWhy is it so?<enter>");
    screen.until("? Why is it so?").keys("<space>");
    screen.until("│ 12 · ").keys("<space>");
    screen.until("space signs it").keys("<space>");
    screen.until("Who signs as technical").keys("<enter>");
    confirm(&mut screen, "sign it");
    // An alert: its first step opens over the lesson, which comes back when it is left.
    screen.until("│ 13 · ").keys("a");
    screen.until("Bring late orders back").keys("lag<enter>");
    screen.until("It begins with your first answer.").keys("q");
    screen
        .until("Nothing was recorded")
        .until("│ 13 · ")
        .keys("<space>");
    screen.until("│ 14 · ").keys("!");
    screen
        .until("The scenario finds: not OK")
        .keys("xit hums<enter>");
    screen.until("│ 15 · ").keys("H");
    screen.until_gone("│ 15 · ").keys("<esc>");
    screen.until("│ 15 · ").keys("<space>");
    screen.until("│ 16 · ");
    screen
        .keys("/")
        .until("enter go there")
        .keys("<esc>")
        .until_gone("enter go there");
    screen
        .keys(":")
        .until("enter do it")
        .keys("<esc>")
        .until_gone("enter do it");
    screen
        .keys("?")
        .until("Keys: In a run")
        .keys("<esc>")
        .until_gone("Keys: In a run");
    screen.keys("<space>").until("│ 17 · ").keys("<space>");
    screen.until("Enter finishes the run").keys("<enter>");
    // The grade stands first, then what was answered otherwise, then how long it took.
    screen.until("1 of 1 as the scenario has it").keys("JJJJ");
    screen
        .until("How long each step took")
        .keys("JJJJJJJJJJJJJJ");
    screen.until("Why is it so?");
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert!(is_empty(&temporary), "the folder was left behind");
    assert_untouched(&setup);
}

#[test]
fn the_lesson_can_be_taken_by_lines() {
    let (setup, temporary) = with_temporary();
    let lines = "ok\n412\n1\nok\ns not today\nok\nx it hums\nc\nok\n!\nok\nok\nok\nok\nsign\n\nok\n!\nx it hums\nok\nok\nok\nF\n";
    let walked = setup.run_with(&["tutor", "--plain"], lines);
    assert_eq!(walked.code, Some(0), "{walked:?}");
    assert!(
        walked.stdout.contains("Have a second person sign"),
        "{walked:?}"
    );
    assert!(walked.stderr.contains("`rounds demo`"), "{walked:?}");
    assert!(is_empty(&temporary), "the folder was left behind");
    assert_untouched(&setup);
}
