//! Beginning what somebody else is at: said and asked about, from a script and at a terminal.

use crate::kit::{Screen, Setup};
use serde_json::Value;
use std::fs;
use std::time::{Duration, Instant};

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = ["Lag is low", "Backup finished"]

[[procedures]]
id = "fix"
title = "Restart the sync"
alerts = ["SyncDown"]
steps = ["Stop it", "Start it"]
"#;

/// Two desks of a team; at the second one somebody has begun, and the first one knows.
struct Scene {
    here: Setup,
    there: Setup,
    run: String,
}

impl Scene {
    fn new(procedure: &str) -> Self {
        let [here, there] = ["ops-a", "ops-b"].map(|operator| {
            let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
            setup.write_runbook("orders-sync", BOOK);
            setup.with("ROUNDS_OPERATOR", operator)
        });
        let share = here.home().join("share");
        fs::create_dir(&share).unwrap();
        let share = share.to_str().unwrap().to_owned();
        for setup in [&here, &there] {
            says(setup, &["join", &share]);
        }
        let run = says(&there, &["start", procedure, "--no-open"]);
        let run = run.trim().to_owned();
        says(&there, &["sync"]);
        says(&here, &["sync"]);
        Self { here, there, run }
    }

    fn short(&self) -> String {
        self.run[self.run.len() - 6..].to_lowercase()
    }

    /// How many runs of the round there are.
    fn runs(&self) -> usize {
        says(&self.here, &["list", "runs"])
            .matches("Morning round")
            .count()
    }

    /// The question at a terminal.
    fn asked(&self) -> Screen {
        let mut screen = Screen::start(&self.here, &["start", "orders-sync/morning", "--no-open"]);
        screen
            .until("ops-b is at Morning round (0 of 2)")
            .until("leave it (Enter)?");
        screen
    }
}

fn says(setup: &Setup, arguments: &[&str]) -> String {
    let output = setup.run(arguments);
    assert_eq!(output.code, Some(0), "{arguments:?}: {output:?}");
    output.stdout
}

#[test]
fn a_script_is_told_who_is_at_it_and_insists_by_a_word() {
    let scene = Scene::new("orders-sync/morning");
    let before = scene.runs();
    for arguments in [
        &["start", "orders-sync/morning"][..],
        &["start", "orders-sync/morning", "--no-open"],
        &["start", "orders-sync/morning", "--json"],
    ] {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--no-input"]).collect();
        let output = scene.here.run(&arguments);
        assert_eq!(output.code, Some(1), "{output:?}");
        let short = scene.short();
        for words in [
            "ops-b is at Morning round (0 of 2) since",
            &format!("`rounds open {short}` looks on"),
            &format!("`rounds claim {short} --take-over --reason TEXT` makes it yours"),
            "--anyway begins another.",
        ] {
            assert!(output.stderr.contains(words), "{words}: {}", output.stderr);
        }
        assert_eq!(output.stdout, "");
    }
    assert_eq!(scene.runs(), before, "nothing was begun");
    // Another run is for the same occurrence: with either of them it is done.
    let other = says(
        &scene.here,
        &["start", "orders-sync/morning", "--no-open", "--anyway"],
    );
    let other = other.trim();
    assert_ne!(other, scene.run);
    let slot = |run: &str| {
        let run: Value =
            serde_json::from_str(&says(&scene.here, &["show", run, "--json"])).unwrap();
        (run["slot"].clone(), run["due_by"].clone())
    };
    assert_eq!(slot(other), slot(&scene.run));
    assert_ne!(slot(other).0, Value::Null);
    // One's own is gone on with, whoever insists.
    let own = scene.there.run(&[
        "start",
        "orders-sync/morning",
        "--no-open",
        "--anyway",
        "--no-input",
    ]);
    assert_eq!(own.code, Some(1));
    assert!(
        own.stderr.contains("The same is already in progress"),
        "{own:?}"
    );
}

#[test]
fn nothing_waits_for_the_network_to_know_it() {
    let scene = Scene::new("orders-sync/morning");
    // The share is gone, and then somebody's program that never answers stands in its place.
    let config = scene.here.home().join("config/rounds/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::rename(
        scene.here.home().join("share"),
        scene.here.home().join("gone"),
    )
    .unwrap();
    let begun = Instant::now();
    let output = scene
        .here
        .run(&["start", "orders-sync/morning", "--no-input"]);
    assert!(
        output.stderr.contains("ops-b is at Morning round"),
        "{output:?}"
    );
    let line = text
        .lines()
        .find(|line| line.starts_with("carrier"))
        .unwrap();
    fs::write(&config, text.replace(line, "carrier = \"mute:here\"")).unwrap();
    // Of another carrier nothing is known: it is refused as alone.
    let output = scene
        .here
        .run(&["start", "orders-sync/morning", "--no-input"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stderr.contains("The same is already in progress"),
        "{output:?}"
    );
    says(
        &scene.here,
        &[
            "start",
            "orders-sync/morning",
            "--no-open",
            "--anyway",
            "--no-input",
        ],
    );
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn at_a_terminal_it_is_asked_once() {
    let scene = Scene::new("orders-sync/morning");
    let before = scene.runs();
    // Nothing, by Enter or by what is no answer.
    for keys in ["<enter>", "x<enter>", "m<enter><enter>"] {
        let mut screen = scene.asked();
        screen.keys(keys).until("Nothing was begun.");
        assert_eq!(screen.exit_code(), 1);
    }
    // Looking on.
    let mut screen = scene.asked();
    screen.keys("l<enter>").until(&scene.run);
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(scene.runs(), before);
    // Another one.
    let mut screen = scene.asked();
    screen.keys("b<enter>");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(scene.runs(), before + 1);
}

#[test]
fn it_is_made_ones_own_with_a_reason() {
    let scene = Scene::new("orders-sync/morning");
    let mut screen = scene.asked();
    screen.keys("m<enter>").until("Why:");
    screen.keys("ops-b went home<enter>").until(&scene.run);
    assert_eq!(screen.exit_code(), 0);
    says(&scene.here, &["sync"]);
    says(&scene.there, &["sync"]);
    let told = says(&scene.there, &["claim", "--json"]);
    let claims: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(claims[0]["operator"], "ops-a", "{told}");
    assert!(
        says(&scene.there, &["show", &scene.run]).contains("Taken from ops-b: ops-b went home")
    );
    // Now it is the other one who is told.
    let output = scene
        .there
        .run(&["start", "orders-sync/morning", "--no-input"]);
    assert!(
        output.stderr.contains("ops-a is at Morning round"),
        "{output:?}"
    );
}

#[test]
fn an_alert_leads_to_the_run_and_says_who_is_at_it() {
    let scene = Scene::new("orders-sync/fix");
    let output = scene.here.run(&["alert", "SyncDown", "--start"]);
    assert_eq!(output.stdout.trim(), scene.run, "{output:?}");
    let mut screen = Screen::start(&scene.here, &["alert", "SyncDown"]);
    screen
        .until("│ 1 · ")
        .until("ops-b is at it already: here it is.");
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
}
