//! A runbook that is only an example: it can be read, found, rehearsed and exported, and
//! nothing else comes of it.

use crate::kit::{Output, Screen, Setup};
use crate::scene::{ROUND, assert_clean, count, events, rounds, today};
use serde_json::Value;

/// Everything that would be due, asked for or counted, were it in use.
const SAMPLE: &str = r#"
title = "Shop"
sample = true
timezone = "UTC"

[review]
every = "90 days"
last = 2020-01-01

[stabilization]
starts = 2020-01-01
ends = 2030-01-01

[owners]
operations = { name = "Desk", operators = ["ops-a"] }

[[waive]]
item = "data"
by = "operations"
reason = "None"
until = 2090-01-01

[[alerts]]
name = "ShopDown"
severity = "sev1"

[[procedures]]
id = "open"
title = "Open the shop"
schedule = "daily 00:00"
early = "24h"
steps = ["Unlock"]

[[procedures]]
id = "revive"
title = "Revive the shop"
alerts = ["ShopDown"]
rehearse_every = "30 days"

[[procedures.steps]]
title = "Look"
run = ["true"]
"#;

fn setup() -> Setup {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", SAMPLE);
    setup
}

#[track_caller]
fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn it_is_never_due_and_asks_for_nothing() {
    let setup = setup();
    for (arguments, says) in [
        (&["due"][..], "Nothing is due."),
        (&["ready"], "only samples"),
        (&["list", "runbooks"], "only a sample"),
        (&["show", "shop"], "A sample"),
        (&["find", "revive"], "Revive the shop"),
        (&["export", "shop"], "Revive the shop"),
        (&["trust", "--list"], ""),
        (&["check"], ""),
        (&["handover"], ""),
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}: {output:?}");
        assert!(output.stdout.contains(says), "{arguments:?}: {output:?}");
        for never in ["review", "rehearse by", "never rehearsed", "to allow"] {
            assert!(
                !matches!(arguments[0], "due" | "handover") || !output.stdout.contains(never),
                "{arguments:?} says {never}: {output:?}"
            );
        }
    }
    let listed = json(&setup.run(&["trust", "--list", "--json"]));
    assert_eq!(listed.as_array().map(Vec::len), Some(0), "{listed}");
    let shown = json(&setup.run(&["ready", "shop", "--json"]));
    assert_eq!(
        (&shown["sample"], &shown["drift"]),
        (&true.into(), &Value::Array(vec![]))
    );
}

#[test]
fn no_live_run_begins_and_nothing_is_said_of_it() {
    let setup = setup();
    for arguments in [
        &["start", "shop/revive", "--no-open"][..],
        &["start", "shop/open", "--no-open"],
        &["review", "shop", "--done"],
        &["ready", "shop", "--accept-waiver", "data"],
        &[
            "ready",
            "shop",
            "--attest",
            "documents",
            "--statement",
            "they do",
        ],
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(1), "{arguments:?}: {output:?}");
        assert!(output.stderr.contains("This is a sample"), "{output:?}");
    }
    assert_eq!(count(&setup, "run-started"), 0);
    let output = setup.run(&["start", "shop/revive", "--rehearse", "--no-open"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let told = events(&setup);
    assert!(told.contains(&"run-started".to_owned()), "{told:?}");
    assert!(!told.contains(&"schedule-noticed".to_owned()), "{told:?}");
    assert_clean(&setup);
}

#[test]
fn only_a_sample_answers_is_no_answer() {
    let setup = setup();
    for words in ["ShopDown", "shopdown", "revive"] {
        let output = setup.run(&["alert", words]);
        assert_eq!(output.code, Some(1), "{output:?}");
        assert!(
            output
                .stderr
                .contains(&format!("Only a sample answers {words}: shop/revive.")),
            "{output:?}"
        );
        let told = json(&setup.run(&["alert", words, "--json"]));
        assert_eq!(told["answers"], Value::Array(vec![]), "{told}");
        assert_eq!(told["only_samples"][0], "shop/revive", "{told}");
    }
    assert_eq!(setup.run(&["alert", "ShopDown", "--start"]).code, Some(1));
    // One that is in use goes before any sample.
    setup.write_runbook(
        "desk",
        &SAMPLE.replace("sample = true\n", "id = \"desk\"\n"),
    );
    let told = json(&setup.run(&["alert", "ShopDown", "--json"]));
    assert_eq!(told["answers"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told["answers"][0]["procedure"], "desk/revive");
    assert_eq!(told["only_samples"], Value::Array(vec![]));
}

/// What was due before somebody wrote `sample = true` is so no more, and comes back without it.
#[test]
fn a_runbook_that_becomes_a_sample_is_due_no_more() {
    let setup = setup();
    let used = SAMPLE.replace("sample = true\n", "");
    // A revision that was in force before comes back by a deliberate word alone.
    let again = format!("{used}# in use again\n");
    for (book, due) in [
        (used.as_str(), true),
        (SAMPLE, false),
        (again.as_str(), true),
    ] {
        setup.write_runbook("shop", book);
        assert_eq!(setup.run(&["note", "hello"]).code, Some(0));
        let told = json(&setup.run(&["due", "--json"]));
        let items = told["items"].as_array().unwrap();
        assert_eq!(
            items.iter().any(|it| it["procedure"] == "shop/open"),
            due,
            "{told}"
        );
    }
}

#[test]
fn the_library_as_a_whole_is_no_sample() {
    let setup = setup();
    std::fs::write(setup.runbooks().join("library.toml"), "sample = true\n").unwrap();
    let output = setup.run(&["check"]);
    assert_ne!(output.code, Some(0));
    assert!(output.stdout.contains("`sample`"), "{output:?}");
}

/// A newcomer's Today: what their machine needs, ways to begin, and examples apart.
#[test]
fn a_newcomer_sees_where_to_start() {
    let setup = setup();
    setup.write_runbook("orders-sync", ROUND);
    let mut screen: Screen = today(&setup);
    screen.until("Morning round").until("Take the tutorial");
    screen.row_with("Write your first runbook");
    assert!(screen.row_with("Shop").contains("read or rehearse"));
    screen.until_gone("to allow");
    screen.select("Shop");
    screen
        .keys("<enter>")
        .until("Open the shop")
        .until("A sample:");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    // Whoever has done a round knows where to start.
    let run = setup.run(&["start", "orders-sync/morning-round", "--no-open"]);
    let run = run.stdout.trim().to_owned();
    for step in ["1", "2", "3", "4"] {
        assert_eq!(setup.run(&["do", &run, step, "ok"]).code, Some(0));
    }
    assert_eq!(setup.run(&["run", &run, "finish"]).code, Some(0));
    let mut screen = today(&setup);
    screen.until("Done ");
    assert!(!screen.text().contains("Start here"), "{}", screen.text());
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
