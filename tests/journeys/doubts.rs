//! What is hard to believe: asked about where it is said, told at the finish and in the report.

use crate::kit::{Screen, Setup};
use crate::scene::rounds;
use std::time::Duration;

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[[procedures]]
id = "queue"
title = "Look at the queue"

[[procedures.steps]]
id = "depth"
title = "Read the queue depth"
reading = { unit = "messages", alarm_above = 9000 }

[[procedures.steps]]
id = "panel"
title = "Look at the panel"

[[procedures.steps]]
id = "board"
title = "Look at the board"

[[procedures.steps]]
id = "mail"
title = "Look at the mail"

[[procedures.steps]]
id = "desk"
title = "Look at the desk"

[[procedures.steps]]
id = "door"
title = "Look at the door"
"#;

const REST: [&str; 5] = ["panel", "board", "mail", "desk", "door"];

fn setup() -> Setup {
    let setup = rounds();
    setup.write_runbook("shop", BOOK);
    setup
}

fn begin(setup: &Setup) -> String {
    let begun = setup.run(&["start", "shop/queue", "--no-open"]);
    assert_eq!(begun.code, Some(0), "{begun:?}");
    begun.stdout.trim().to_owned()
}

/// One round whole, ticked as fast as a script can.
fn walked(setup: &Setup, depth: &str) -> String {
    let run = begin(setup);
    let value = format!("value={depth}");
    let said = setup.run(&["do", &run, "depth", &value, "--sure"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for step in REST {
        assert_eq!(setup.run(&["do", &run, step, "ok"]).code, Some(0));
    }
    run
}

#[test]
fn a_value_far_from_the_last_is_asked_about_in_every_front_end() {
    let setup = setup();
    let run = walked(&setup, "10");
    setup.run(&["run", &run, "finish"]);

    let run = begin(&setup);
    let asked = setup.run(&["do", &run, "depth", "value=5900"]);
    assert_eq!(asked.code, Some(1), "{asked:?}");
    assert!(
        asked
            .stderr
            .contains("5900 is 590 times the last reading, 10.")
            && asked.stderr.contains("--sure"),
        "{asked:?}"
    );
    // Nothing was saved, and by lines it is the same: an empty line says it once more.
    let plain = setup
        .run_with(&["open", &run, "--plain"], "5900\n7\nq\nq\n")
        .stdout;
    assert!(plain.contains("590 times the last reading"), "{plain}");
    let told = setup.run(&["show", &run]).stdout;
    assert!(told.contains("7 messages"), "{told}");
    let undone = setup.run(&["run", &run, "undo", "--step", "depth"]);
    assert_eq!(undone.code, Some(0), "{undone:?}");
    let plain = setup
        .run_with(&["open", &run, "--plain"], "5900\n\nq\nq\n")
        .stdout;
    assert!(plain.contains("Enter once more"), "{plain}");
    let told = setup.run(&["show", &run]).stdout;
    assert!(told.contains("5900 messages"), "{told}");
    setup.run(&["run", &run, "undo", "--step", "depth"]);

    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("Read the queue depth").keys("5900<enter>");
    screen
        .until("590 times the last reading")
        .until("Enter once more")
        .keys("<enter>");
    screen.until("5900 messages").keys("<esc>q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_round_too_fast_to_be_true_says_so_at_its_end_and_in_the_report() {
    let setup = setup();
    let run = walked(&setup, "10");
    let ended = setup.run(&["run", &run, "finish"]);
    assert!(
        ended.stdout.contains("In doubt:") || ended.stderr.contains("too fast to be true"),
        "{ended:?}"
    );
    let report = setup.run(&["report", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    let why = report["doubts"][0]["why"].as_str().unwrap_or_default();
    assert!(why.contains("too fast to be true"), "{report}");
    let text = setup.run(&["report"]).stdout;
    assert!(text.contains("too fast to be true"), "{text}");
}

#[test]
fn a_key_that_is_held_down_does_not_walk_a_round() {
    let setup = setup();
    let run = begin(&setup);
    setup.run(&["do", &run, "depth", "value=10"]);
    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("Look at the panel");
    // As a terminal tells a held key, some thirty times a second.
    for _ in 0..20 {
        screen.send(b" ");
        std::thread::sleep(Duration::from_millis(33));
    }
    screen.until("is held down counts once");
    let told = setup.run(&["show", &run]).stdout;
    assert!(told.contains("in progress"), "{told}");
    screen.keys("<esc>q");
}

/// That something was written up later is told wherever the run is, with who did it; times that
/// cannot be true are refused where they are typed.
#[test]
fn what_was_written_up_later_says_so_everywhere() {
    let setup = setup();
    assert_eq!(setup.run(&["note", "the day begins"]).code, Some(0));
    let run = begin(&setup);
    let at = |minutes: i64| {
        let now = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
        let now = now.to_zoned(jiff::tz::TimeZone::UTC);
        now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    for (time, words) in [
        (at(90), "lies in the future"),
        (at(-50 * 60), "before the first entry of the record"),
    ] {
        let refused = setup.run(&["do", &run, "depth", "value=10", "--at", &time]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(words), "{refused:?}");
    }
    let now = at(0);
    let said = setup.run(&["do", &run, "depth", "value=10", "--at", &now]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for step in REST {
        let said = setup.run(&["do", &run, step, "ok", "--at", &now]);
        assert_eq!(said.code, Some(0), "{said:?}");
    }
    let who = "written up later by root";
    let minute = "6 steps written up for the same minute";
    let open = setup.run(&["show", &run]).stdout;
    let ended = setup.run(&["run", &run, "finish"]).stdout;
    for told in [
        open,
        ended,
        setup.run(&["show", &run]).stdout,
        setup.run(&["report"]).stdout,
        setup.run(&["report", "--format", "csv"]).stdout,
        setup.run(&["handover"]).stdout,
        setup.run(&["open", &run, "--plain"]).stdout,
    ] {
        assert!(
            told.to_lowercase().contains(&format!("all 6 steps {who}")),
            "{told}"
        );
        assert!(told.contains(minute), "{told}");
    }
    let listed = setup.run(&["list", "runs"]).stdout;
    assert!(listed.contains("completed, written up later"), "{listed}");
    let listed = setup.run(&["list", "runs", "--json"]).stdout;
    assert!(listed.contains("\"written_up\": 6"), "{listed}");
}

/// One rule of what is hard to believe: said once it is answered, while it goes on, at its end,
/// and by whoever reads of it later.
#[test]
fn what_is_hard_to_believe_is_said_alike_everywhere() {
    let setup = setup();
    for _ in 0..5 {
        let run = walked(&setup, "412");
        assert_eq!(setup.run(&["run", &run, "finish"]).code, Some(0));
    }
    let run = begin(&setup);
    let same = "Read the queue depth: 412, the same 6 times in a row";
    let said = setup.run(&["do", &run, "depth", "value=412"]);
    assert!(said.stdout.contains(same), "{said:?}");
    for step in REST {
        assert_eq!(setup.run(&["do", &run, step, "ok"]).code, Some(0));
    }
    let open = setup.run(&["show", &run]).stdout;
    let ended = setup.run(&["run", &run, "finish"]).stdout;
    let report = setup.run(&["report"]).stdout;
    let handover = setup.run(&["handover"]).stdout;
    let shown = setup.run(&["show", &run, "--json"]).stdout;
    for told in [open, ended, report, handover, shown] {
        assert!(told.contains(same), "{told}");
        assert!(told.contains("steps answered within a second"), "{told}");
    }
    let value: serde_json::Value =
        serde_json::from_str(&setup.run(&["report", "--json"]).stdout).unwrap();
    assert_eq!(value["total"]["boxes"], 36, "{value}");
    assert_eq!(value["total"]["boxes_done"], 36, "{value}");
}
