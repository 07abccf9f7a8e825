//! What a shift costs in keys, from a command to what the record says: held to a number each.

use crate::kit::Screen;
use crate::scene::{assert_clean, count, today, with_round};
use std::time::{Duration, Instant};

/// A screen that counts what is pressed: a key with a name counts once, words count as one.
struct Counted {
    screen: Screen,
    keys: usize,
}

impl Counted {
    fn from(screen: Screen) -> Self {
        Self { screen, keys: 0 }
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        self.keys += match keys.matches('<').count() {
            0 => keys.chars().count(),
            named => named,
        };
        self.screen.keys(keys);
        self
    }

    fn words(&mut self, words: &str) -> &mut Self {
        self.screen.keys(words);
        self
    }

    #[track_caller]
    fn until(&mut self, text: &str) -> &mut Self {
        self.screen.until(text);
        self
    }

    /// What was pressed since the last time.
    fn taken(&mut self) -> usize {
        std::mem::take(&mut self.keys)
    }
}

fn killed(screen: Screen) {
    let mut screen = screen;
    screen.signal(rustix::process::Signal::KILL);
    let _ = screen.ending();
}

const READ: &str = r#"
title = "Queue host"
timezone = "UTC"

[[procedures]]
title = "Queue check"
schedule = "daily 00:00"
early = "24h"

[[procedures.steps]]
title = "Queue depth"
reading = { unit = "messages" }

[[procedures.steps]]
title = "Dashboard is green"

[[procedures.steps]]
title = "Backup finished"
"#;

#[test]
fn what_is_due_is_one_command() {
    let setup = with_round();
    let began = Instant::now();
    let due = setup.run(&["due"]);
    // A second, and what a program without optimisation on a busy machine takes more.
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    assert!(due.stdout.contains("Morning round"), "{due:?}");
}

#[test]
fn a_tick_a_reading_a_skip_and_the_end() {
    let setup = crate::scene::rounds();
    setup.write_runbook("queue-host", READ);
    let mut counted = Counted::from(today(&setup));
    counted
        .until("○ Queue check")
        .press("<enter>")
        .until("│ 1 · ");
    assert_eq!(counted.taken(), 1);
    counted.press("4").press("2").press("<enter>").until("☑  1");
    assert_eq!(counted.taken(), 3);
    counted.press("<space>").until("☑  2");
    assert_eq!(counted.taken(), 1);
    counted
        .press("s")
        .until("why?")
        .words("console closed")
        .press("<enter>");
    counted.until("⊘  3");
    assert_eq!(counted.taken(), 2);
    counted
        .until("Enter finishes")
        .press("<enter>")
        .until("Done   ");
    assert_eq!(counted.taken(), 1);
    counted.screen.keys("q");
    assert_eq!(counted.screen.exit_code(), 0);
}

/// Killed with a value half typed: one command, Enter, and it is there to be saved.
#[test]
fn a_half_typed_value_outlives_a_kill() {
    let setup = crate::scene::rounds();
    setup.write_runbook("queue-host", READ);
    let mut screen = today(&setup);
    screen
        .until("○ Queue check")
        .keys("<enter>")
        .until("│ 1 · ");
    screen.keys("6").until("━ ").keys("12").until("612");
    std::thread::sleep(Duration::from_millis(50));
    killed(screen);
    let mut counted = Counted::from(today(&setup));
    counted.until("◐ Queue check").press("<enter>").until("612");
    assert_eq!(counted.taken(), 1);
    counted.until("What you were typing is here again.");
    counted
        .screen
        .keys("<enter>")
        .until("☑  1")
        .until("612 messages");
    // A note as well, at its own step; once it is put away it is gone.
    counted
        .screen
        .keys("n")
        .until("━ Note on the step")
        .keys("lag gr");
    counted.screen.until("lag gr");
    std::thread::sleep(Duration::from_millis(50));
    killed(counted.screen);
    let mut screen = today(&setup);
    screen
        .until("◐ Queue check")
        .keys("<enter>")
        .until("lag gr");
    screen.keys("<esc>").until_gone("lag gr").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = today(&setup);
    screen
        .until("◐ Queue check")
        .keys("<enter>")
        .until("│ 2 · ");
    assert!(!screen.text().contains("lag gr"));
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "noted"), 0);
    assert_clean(&setup);
}

/// A shift is given by three keys and the words; one of its items is taken by at most six.
#[test]
fn a_shift_is_given_and_an_item_taken() {
    let setup = with_round();
    for number in 1..=7 {
        let title = format!("Issue {number}");
        let add = setup.run(&[
            "follow-up",
            "add",
            "issue",
            &title,
            "--runbook",
            "orders-sync",
        ]);
        assert_eq!(add.code, Some(0), "{add:?}");
    }
    let mut counted = Counted::from(today(&setup));
    counted
        .press("H")
        .until("Hand over the shift")
        .press("G")
        .press("<enter>");
    counted.until("The shift is given");
    assert!(counted.taken() <= 3);
    counted.screen.keys("qq");
    assert_eq!(counted.screen.exit_code(), 0);
    let setup = setup.with("ROUNDS_OPERATOR", "ops-b");
    let mut counted = Counted::from(today(&setup));
    counted
        .press("H")
        .until("Take the shift")
        .press("<tab>")
        .press("<space>");
    counted.until("1 of ");
    assert!(counted.taken() <= 6);
    counted
        .press("*")
        .press("G")
        .press("<enter>")
        .until("is yours");
    counted.screen.keys("qq");
    assert_eq!(counted.screen.exit_code(), 0);
    assert_clean(&setup);
}

/// The stranger's check: ten tasks, each from Today, each by what the screen names, none by the
/// help. A task is what is wanted, the keys that the foot, a row or a message names, and what
/// then stands on the screen.
#[test]
fn a_stranger_does_ten_tasks_from_today() {
    let setup = with_round();
    setup.write_runbook("desk", STRANGE);
    let tasks: &[(&str, &[(&str, &str)])] = &[
        ("see what is due", &[("", "Due now")]),
        (
            "start the round",
            &[("<enter>", "│ 1 · "), ("q", "In progress")],
        ),
        (
            "find what answers an alert",
            &[
                ("a", "Which alert?"),
                ("DeskDown<enter>", "It begins with"),
                ("q", "[1 Today]"),
            ],
        ),
        (
            "write a note for the shift",
            &[
                ("n", "A note for the shift"),
                ("All quiet<enter>", "The note is saved"),
            ],
        ),
        ("rehearse", &[("r", "REHEARSAL"), ("q", "[1 Today]")]),
        (
            "find a procedure",
            &[
                ("/", "━ Find"),
                ("refund", "Refunds"),
                ("<enter>", "Refunds"),
                ("1", "[1 Today]"),
            ],
        ),
        (
            "see whom to call",
            &[("b", "Readiness"), ("<esc>", "[1 Today]")],
        ),
        (
            "see what was done",
            &[("3", "[3 Journal]"), ("v", "Calendar"), ("1", "[1 Today]")],
        ),
        (
            "open an issue",
            &[
                ("i", "━ "),
                ("Printer jams<enter>", "is open"),
                ("4", "Printer jams"),
                ("1", "[1 Today]"),
            ],
        ),
        (
            "hand over",
            &[("H", "Hand over the shift"), ("<esc>", "[1 Today]")],
        ),
    ];
    let mut screen = today(&setup);
    for (task, steps) in tasks {
        screen.until("[1 Today]").keys("g");
        for (keys, stands) in *steps {
            // Whoever looks for the key finds it on the screen, or its word in the palette.
            screen.keys(keys).until(stands);
        }
        let text = screen.text();
        assert!(text.contains("[1 Today]"), "{task}:\n{text}");
    }
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

const STRANGE: &str = r#"
title = "Shop desk"
timezone = "UTC"

[[contacts]]
id = "on-call"
name = "Desk on-call"
contact = "pager: desk"

[[alerts]]
name = "DeskDown"
severity = "sev1"

[[procedures]]
title = "Refunds"
steps = ["Look"]

[[procedures]]
title = "Restart the desk"
alerts = ["DeskDown"]
steps = ["Restart it"]
"#;
