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

    /// The question on a screen, with the cursor on its first answer.
    fn asked(&self) -> Screen {
        let mut screen = Screen::start(&self.here, &["start", "orders-sync/morning"]);
        screen
            .until("ops-b is at Morning round (0 of 2)")
            .until("Look on")
            .until("Take it over, with a reason")
            .until("Start another one beside theirs");
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
fn a_screen_asks_and_looking_on_changes_nothing() {
    let scene = Scene::new("orders-sync/morning");
    let before = scene.runs();
    // Nothing, by Esc, and by a reason that is not given.
    let mut screen = scene.asked();
    screen.keys("<esc>").until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = scene.asked();
    screen.keys("2").until("Take it over from ops-b: why?");
    screen.keys("<esc>").until("1 Today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(scene.runs(), before);
    // Looked on once, it is not asked about again.
    let mut screen = scene.asked();
    screen.keys("1").until("Lag is low");
    screen.keys("q").until("ops-b is at it (0 of 2");
    screen.keys("<enter>").until("Lag is low");
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(scene.runs(), before);
}

#[test]
fn a_screen_begins_another_one_beside_theirs() {
    let scene = Scene::new("orders-sync/morning");
    let before = scene.runs();
    let mut screen = scene.asked();
    screen.keys("3").until("Lag is low");
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(scene.runs(), before + 1);
}

/// It was taken over: an entry says so, and from then on it is the other one who is told.
fn is_taken_over(scene: &Scene) {
    says(&scene.here, &["sync"]);
    says(&scene.there, &["sync"]);
    let told = says(&scene.there, &["claim", "--json"]);
    let claims: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(claims[0]["operator"], "ops-a", "{told}");
    let story = says(&scene.there, &["show", &scene.run]);
    assert!(
        story.contains("taken from ops-b: ops-b went home"),
        "{story}"
    );
    let log = says(&scene.there, &["journal", "export"]);
    assert!(log.contains("\"taken-over\""), "{log}");
    let output = scene
        .there
        .run(&["start", "orders-sync/morning", "--no-input"]);
    assert!(
        output.stderr.contains("ops-a is at Morning round"),
        "{output:?}"
    );
}

#[test]
fn a_screen_takes_it_over_with_a_reason() {
    let scene = Scene::new("orders-sync/morning");
    let mut screen = scene.asked();
    screen.keys("2").until("Take it over from ops-b: why?");
    screen
        .keys("ops-b went home<enter>")
        .until("Taken from ops-b: it is yours.");
    screen
        .until("Lag is low")
        .keys("q")
        .until("1 Today")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
    is_taken_over(&scene);
}

#[test]
fn line_prompts_take_it_over_with_a_reason() {
    let scene = Scene::new("orders-sync/morning");
    let mut screen = Screen::start(&scene.here, &["start", "orders-sync/morning", "--plain"]);
    screen
        .until("ops-b is at Morning round (0 of 2)")
        .until("2 Take it over, with a reason");
    screen
        .keys("2<enter>")
        .until("Take it over from ops-b: why?");
    screen
        .keys("ops-b went home<enter>")
        .until("taken from ops-b: ops-b went home");
    screen.keys("quit<enter>");
    is_taken_over(&scene);
}

#[test]
fn the_command_line_takes_it_over_with_a_reason_and_may_leave_it_again() {
    let scene = Scene::new("orders-sync/morning");
    let short = scene.short();
    let output = scene.here.run(&["claim", &short]);
    assert_eq!(output.code, Some(1), "{output:?}");
    let arguments = [
        "claim",
        &short,
        "--take-over",
        "--reason",
        "ops-b went home",
    ];
    says(&scene.here, &arguments);
    is_taken_over(&scene);
    // Left, it is nobody's, until something is done in it again.
    says(&scene.here, &["claim", &short, "--drop"]);
    let told = says(&scene.here, &["claim"]);
    assert!(told.contains("Nobody says"), "{told}");
    says(&scene.here, &["note", "--run", &short, "back again"]);
    says(&scene.here, &["sync"]);
    let told = says(&scene.here, &["claim"]);
    assert!(told.contains("ops-a"), "{told}");
}

#[test]
fn an_alert_leads_to_the_run_and_says_who_is_at_it() {
    let scene = Scene::new("orders-sync/fix");
    let output = scene.here.run(&["alert", "SyncDown", "--start"]);
    assert_eq!(output.stdout.trim(), scene.run, "{output:?}");
    let mut screen = Screen::start(&scene.here, &["alert", "SyncDown"]);
    screen.until("ops-b is at Restart the sync (0 of 2)");
    screen.keys("1").until("│ 1 · ");
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_team_is_told_alike_on_the_screen_in_prompts_and_on_the_command_line() {
    let scene = Scene::new("orders-sync/morning");
    says(&scene.here, &["note", "hello"]);
    let told = says(&scene.here, &["team"]);
    let team: Value = serde_json::from_str(&says(&scene.here, &["team", "--json"])).unwrap();
    assert_eq!(team["waiting"], 2);
    let member = &team["members"];
    let theirs = member.as_array().unwrap().iter();
    let theirs = theirs.clone().find(|it| it["operator"] == "ops-b").unwrap();
    assert_eq!(theirs["holds"][0]["title"], "Morning round");
    let version = env!("CARGO_PKG_VERSION");
    for words in [
        "2 to send",
        "ops-b",
        version,
        "Morning round (0 of 2) since",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let mut screen = Screen::start(&scene.here, &[]);
    screen.until("1 Today").keys(":").until("actions");
    screen.keys("team<enter>").until("ops-b").until("last seen");
    screen.until(version).until("Morning round (0 of 2) since");
    screen.keys("<esc>").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = Screen::start(&scene.here, &["--plain"]);
    screen.until("Today (").keys("team<enter>");
    screen
        .until("ops-b on ")
        .until("Morning round (0 of 2) since");
    screen.keys("quit<enter>");
}
