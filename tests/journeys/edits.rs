//! Journeys by the command line in which the record becomes an edit of the runbook's file: a
//! review, a redline, and a change from its request to its release note. What nobody wished to
//! be different stays in the file, comments included.

use crate::kit::{Output, Setup};
use serde_json::Value;
use std::fs;

const BOOK: &str = r##"# Orders, kept by hand
title = "Orders sync"
timezone = "UTC"  # as on the servers

[owners] # ask before you change them
product = { name = "Product lead", operators = ["pl-1"] }
technical = { name = "Tech lead", operators = ["tl-1"] }

# Quarterly
[review]
every = "90 days" # agreed

[change_control]
reviewers = ["technical"]
approvers = ["product"]
runbook = "reviewed"

[stabilization]
starts = 2026-01-01
ends = 2026-02-01

# What we do
[[procedures]]
id = "morning"
title = "Morning check"
steps = [ # in order
  "Queue depth", # see the panel
  "Backup finished",
]
"##;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    setup.write_runbook("orders", BOOK);
    setup
}

fn file(setup: &Setup) -> String {
    fs::read_to_string(setup.runbooks().join("orders.toml")).unwrap()
}

fn by(setup: &Setup, operator: &str, arguments: &[&str]) -> Output {
    let mut all = vec!["--operator", operator];
    all.extend(arguments);
    setup.run(&all)
}

fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

fn id_of(output: Output) -> String {
    let answer: Value = serde_json::from_str(&well(output)).unwrap();
    answer["follow_up"].as_str().unwrap().to_owned()
}

/// The lines that are in one text and not in the other.
fn new_lines(before: &str, after: &str) -> Vec<String> {
    let known: Vec<_> = before.lines().collect();
    let new = after.lines().filter(|line| !known.contains(line));
    new.map(str::to_owned).collect()
}

fn without(text: &str, lines: &[String]) -> String {
    let kept = text
        .lines()
        .filter(|line| !lines.iter().any(|it| it == line));
    kept.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_review_writes_its_day_into_the_file_and_keeps_the_rest() {
    let setup = setup();
    let stranger = by(&setup, "eve", &["review", "orders", "--done"]);
    assert_eq!(stranger.code, Some(1), "{stranger:?}");
    let who = "by an operator of one of the runbook's owners: product (pl-1), technical (tl-1)";
    assert!(stranger.stderr.contains(who), "{stranger:?}");
    let shown = well(by(
        &setup,
        "tl-1",
        &["review", "orders", "--done", "--notes", "all well"],
    ));
    assert!(shown.contains("\n+last = "), "{shown}");
    assert_eq!(file(&setup), BOOK, "only shown");
    well(by(
        &setup,
        "tl-1",
        &["review", "orders", "--done", "--write"],
    ));
    let after = file(&setup);
    let new = new_lines(BOOK, &after);
    assert!(
        matches!(&new[..], [line] if line.starts_with("last = 20")),
        "{new:?}"
    );
    assert_eq!(without(&after, &new), BOOK);
    let checked = by(&setup, "ops-a", &["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[test]
fn a_note_at_a_step_becomes_an_edit_that_others_have_to_allow() {
    let setup = setup();
    let started = well(by(
        &setup,
        "ops-a",
        &["start", "orders/morning", "--no-open"],
    ));
    let run = started.trim();
    well(by(
        &setup,
        "ops-a",
        &["note", "under 500 is fine", "--run", run, "--step", "1"],
    ));
    let redline = [
        "follow-up",
        "redline",
        run,
        "1",
        "expect",
        "Under 500",
        "--json",
    ];
    let change = id_of(by(&setup, "ops-a", &redline));
    let shown = well(by(&setup, "ops-a", &["show", &change]));
    assert!(shown.contains("under 500 is fine"), "{shown}");
    assert!(shown.contains("Under 500"), "{shown}");
    let early = by(&setup, "ops-a", &["follow-up", "apply", &change, "--write"]);
    assert_eq!(early.code, Some(1), "{early:?}");
    assert_eq!(file(&setup), BOOK);
    let moved =
        |operator: &str, to: &str| by(&setup, operator, &["follow-up", "move", &change, to]);
    assert_eq!(moved("ops-a", "reviewed").code, Some(1), "their own");
    well(moved("tl-1", "reviewed"));
    assert_eq!(moved("tl-1", "approved").code, Some(1), "not of the role");
    well(moved("pl-1", "approved"));
    well(by(
        &setup,
        "ops-a",
        &["follow-up", "apply", &change, "--write"],
    ));
    let wanted = "{ title = \"Queue depth\", expect = \"Under 500\" }";
    assert_eq!(file(&setup), BOOK.replace("\"Queue depth\"", wanted));
    let shown = well(by(&setup, "ops-a", &["show", &change, "--json"]));
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["state"], "released");
    // The revision belongs to the change, so nothing is held against it.
    let changes = well(by(
        &setup,
        "ops-a",
        &["show", "orders", "--changes", "--json"],
    ));
    let changes: Value = serde_json::from_str(&changes).unwrap();
    assert_eq!(changes["approval"], "approved", "{changes}");
    let said = changes["parts"][0]["changes"][0].as_str().unwrap();
    assert_eq!(said, "changed: 1 Queue depth (expectation)");
}

#[test]
fn a_change_goes_from_its_request_to_a_release_note() {
    let setup = setup();
    let add = [
        "follow-up",
        "add",
        "change",
        "Show the lag in minutes",
        "--runbook",
        "orders",
        "--json",
    ];
    let change = id_of(by(&setup, "tl-1", &add));
    let moved =
        |operator: &str, to: &str| by(&setup, operator, &["follow-up", "move", &change, to]);
    let own = moved("tl-1", "reviewed");
    assert_eq!(own.code, Some(1), "{own:?}");
    setup.write_runbook("orders", &BOOK.replace("\"tl-1\"", "\"tl-1\", \"tl-2\""));
    let before = file(&setup);
    well(moved("tl-2", "reviewed"));
    well(moved("pl-1", "approved"));
    let release = [
        "follow-up",
        "move",
        &change,
        "released",
        "--text",
        "Lag is in minutes",
        "--version",
        "1.1.0",
        "--write",
    ];
    let shown = well(by(&setup, "tl-2", &release));
    assert!(shown.contains("+[[releases]]"), "{shown}");
    let after = file(&setup);
    assert!(after.contains("version = \"1.1.0\""), "{after}");
    assert!(after.contains("notes = \"Lag is in minutes\""), "{after}");
    let kept: Vec<_> = before.lines().filter(|line| !line.is_empty()).collect();
    assert!(
        kept.iter().all(|line| after.lines().any(|it| it == *line)),
        "{after}"
    );
    let shown = well(by(&setup, "tl-2", &["show", "orders"]));
    assert!(shown.contains("1.1.0"), "{shown}");
    assert!(shown.contains("Show the lag in minutes"), "{shown}");
}

#[test]
fn a_revision_that_nobody_approved_says_so_where_it_is_run_and_shown() {
    let setup = setup();
    for words in [
        &["show", "orders"][..],
        &["show", "orders/morning"],
        &["start", "orders/morning", "--no-open"],
    ] {
        let told = by(&setup, "ops-a", words);
        assert_eq!(told.code, Some(0), "{told:?}");
        assert!(told.stderr.contains("not approved"), "{told:?}");
    }
    let runs = by(&setup, "ops-a", &["list", "runs", "--json"]);
    let runs: Value = serde_json::from_str(&runs.stdout).unwrap();
    let run = runs.as_array().and_then(|runs| runs[0]["run"].as_str());
    let run = run.expect("the run that was begun");
    let shown = well(by(&setup, "ops-a", &["show", run]));
    assert!(shown.contains("not approved"), "{shown}");
    let asked = setup.run_with(&["--plain", "--operator", "ops-a", "open", run], "q\n");
    assert!(asked.stdout.contains("not approved"), "{asked:?}");
}

#[test]
fn a_window_does_not_end_quietly_and_its_issues_are_counted_by_week() {
    let setup = setup();
    let due = by(&setup, "ops-a", &["due"]);
    assert_eq!(due.code, Some(1), "{due:?}");
    assert!(due.stdout.contains("stabilization"), "{due:?}");
    let add = [
        "follow-up",
        "add",
        "issue",
        "Lag at night",
        "--runbook",
        "orders",
    ];
    well(by(&setup, "ops-a", &add));
    let ready = by(&setup, "ops-a", &["ready", "orders"]);
    assert_eq!(ready.code, Some(1), "{ready:?}");
    assert!(
        ready.stdout.contains("the window ended on 2026-02-01"),
        "{ready:?}"
    );
    assert!(ready.stdout.contains("week of"), "{ready:?}");
    assert!(
        ready.stdout.contains("Lag at night: technical is to act"),
        "{ready:?}"
    );
}

#[test]
fn a_shift_is_given_although_it_cannot_be_sealed() {
    let setup = setup();
    let config = setup.home().join("config.toml");
    fs::write(&config, "[handover]\nseal = true\n").unwrap();
    let setup = setup.with("ROUNDS_CONFIG", config.to_str().unwrap());
    well(by(&setup, "ops-a", &["note", "quiet"]));
    let given = by(&setup, "ops-a", &["handover", "--to", "ops-b"]);
    assert_eq!(given.code, Some(0), "{given:?}");
    assert!(given.stderr.contains("not sealed"), "{given:?}");
    let taken = by(&setup, "ops-b", &["handover"]);
    assert!(taken.stdout.contains("ops-a"), "{taken:?}");
}

/// What the runbook asks of a change is said before it is approved; rolled back, the file is
/// as it was, with a note that says so.
#[test]
fn a_change_carries_its_way_back() {
    let setup = setup();
    let asks = "[change_control]\nasks = [\"risk\", \"way-back\"]\n";
    let book = BOOK.replace("[change_control]\n", asks);
    setup.write_runbook("orders", &book);
    let redline = [
        "follow-up",
        "redline",
        "orders/morning",
        "1",
        "expect",
        "Under 500",
        "--json",
    ];
    let change = id_of(by(&setup, "ops-a", &redline));
    let moved = |operator: &str, rest: &[&str]| {
        let all = [&["follow-up", "move", &change], rest].concat();
        by(&setup, operator, &all)
    };
    well(moved("tl-1", &["reviewed"]));
    let early = moved("pl-1", &["approved"]);
    assert_eq!(early.code, Some(1), "{early:?}");
    for words in ["risk", "--way-back TEXT", "follow-up set"] {
        assert!(early.stderr.contains(words), "{early:?}");
    }
    for (flag, words) in [
        ("--risk", "Mornings get longer"),
        ("--way-back", "Put the file back"),
    ] {
        well(by(
            &setup,
            "ops-a",
            &["follow-up", "set", &change, flag, words],
        ));
    }
    let shown = well(by(&setup, "ops-b", &["show", &change, "--json"]));
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["plan"]["risk"], "Mornings get longer", "{shown}");
    assert_eq!(shown["plan"]["way_back"], "Put the file back", "{shown}");
    well(moved("pl-1", &["approved"]));
    well(by(
        &setup,
        "ops-a",
        &["follow-up", "apply", &change, "--write"],
    ));
    assert!(file(&setup).contains("Under 500"));
    let back = [
        "rolled-back",
        "--text",
        "Nobody could keep to it",
        "--write",
    ];
    let said = well(moved("ops-a", &back));
    assert!(said.contains("+[[releases]]"), "{said}");
    let after = file(&setup);
    assert!(!after.contains("Under 500"), "{after}");
    assert!(after.contains("Rolled back: "), "{after}");
    assert!(after.contains("Nobody could keep to it"), "{after}");
    let changes = well(by(
        &setup,
        "ops-a",
        &["show", "orders", "--changes", "--json"],
    ));
    let changes: Value = serde_json::from_str(&changes).unwrap();
    assert_eq!(changes["approval"], "approved", "{changes}");
    // What came after it is not lost to a second way back.
    setup.write_runbook("orders", &after.replace("Queue depth", "Queue length"));
    well(by(
        &setup,
        "ops-a",
        &["note", "the file was changed by hand"],
    ));
    let again = by(&setup, "ops-a", &["follow-up", "apply", &change, "--write"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.stderr.contains("changed since"), "{again:?}");
    assert!(file(&setup).contains("Queue length"));
}

/// A change that cannot wait is released first, and stays open until it is approved.
#[test]
fn an_emergency_change_is_approved_afterwards() {
    let setup = setup();
    let add = [
        "follow-up",
        "add",
        "change",
        "Cut the feed",
        "--runbook",
        "orders",
        "--emergency",
        "--json",
    ];
    let none = by(&setup, "tl-1", &add);
    assert_eq!(none.code, Some(1), "{none:?}");
    assert!(none.stderr.contains("no emergency changes"), "{none:?}");
    let book = BOOK.replace(
        "[change_control]\n",
        "[change_control]\nemergency = \"2 days\"\n",
    );
    setup.write_runbook("orders", &book);
    let change = id_of(by(&setup, "tl-1", &add));
    let release = [
        "follow-up",
        "move",
        &change,
        "released",
        "--text",
        "The feed is cut",
        "--write",
    ];
    well(by(&setup, "tl-1", &release));
    let stands = |setup: &Setup| -> Value {
        let shown = well(by(setup, "tl-1", &["show", &change, "--json"]));
        serde_json::from_str(&shown).unwrap()
    };
    let owing = stands(&setup);
    assert_eq!(owing["state"], "released");
    assert_eq!(owing["owes_approval"], true, "{owing}");
    assert!(owing["due"].is_string(), "{owing}");
    let open = well(by(&setup, "tl-1", &["follow-up", "list"]));
    assert!(open.contains("Cut the feed"), "{open}");
    let approval = |setup: &Setup| {
        let shown = well(by(
            setup,
            "tl-1",
            &["show", "orders", "--changes", "--json"],
        ));
        let shown: Value = serde_json::from_str(&shown).unwrap();
        shown["approval"].clone()
    };
    assert_eq!(approval(&setup), "pending");
    let own = by(&setup, "tl-1", &["follow-up", "move", &change, "approved"]);
    assert_eq!(own.code, Some(1), "{own:?}");
    well(by(
        &setup,
        "pl-1",
        &["follow-up", "move", &change, "approved"],
    ));
    assert_eq!(stands(&setup)["state"], "released");
    assert_eq!(stands(&setup)["owes_approval"], false);
    assert_eq!(approval(&setup), "approved");
    let open = well(by(&setup, "tl-1", &["follow-up", "list"]));
    assert!(!open.contains("Cut the feed"), "{open}");
}

/// A question, its answer, the step that was reworded because of it, and the word to whoever
/// asked: one thread.
#[test]
fn a_question_becomes_a_better_step_and_whoever_asked_is_told() {
    let setup = setup();
    let run = well(by(
        &setup,
        "ops-a",
        &["start", "orders/morning", "--no-open"],
    ));
    let ask = [
        "follow-up",
        "add",
        "question",
        "How deep is too deep?",
        "--run",
        run.trim(),
        "--step",
        "1",
        "--json",
    ];
    let question = id_of(by(&setup, "ops-a", &ask));
    let due = |operator: &str| by(&setup, operator, &["due"]).stdout;
    assert!(!due("ops-a").contains("answered"));
    let answer = [
        "follow-up",
        "move",
        &question,
        "answered",
        "--text",
        "Above 500",
    ];
    well(by(&setup, "tl-1", &answer));
    let told = due("ops-a");
    assert!(told.contains("How deep is too deep?"), "{told}");
    assert!(told.contains("answered"), "{told}");
    assert!(
        !due("tl-1").contains("answered"),
        "it is told to whoever asked"
    );
    // Whoever asked another one has read its answer, and says so.
    let other = [&ask[..3], &["And at night?"], &ask[4..]].concat();
    let other = id_of(by(&setup, "ops-a", &other));
    let night = [
        "follow-up",
        "move",
        &other,
        "answered",
        "--text",
        "The same",
    ];
    well(by(&setup, "tl-1", &night));
    assert!(due("ops-a").contains("And at night?"));
    let close = ["follow-up", "close", &other, "--reason", "read"];
    well(by(&setup, "ops-a", &close));
    assert!(!due("ops-a").contains("And at night?"));
    let redline = [
        "follow-up",
        "redline",
        "orders/morning",
        "1",
        "expect",
        "Under 500",
        "--json",
    ];
    let change = id_of(by(&setup, "ops-b", &redline));
    for (operator, to) in [("tl-1", "reviewed"), ("pl-1", "approved")] {
        well(by(&setup, operator, &["follow-up", "move", &change, to]));
    }
    // Whoever asked writes it: that their step was changed is no word of theirs.
    well(by(
        &setup,
        "ops-a",
        &["follow-up", "apply", &change, "--write"],
    ));
    let shown = well(by(&setup, "ops-a", &["show", &question]));
    for words in [
        "Answered after",
        "its change",
        "answered",
        "Above 500",
        "reviewed",
        "approved",
        "released",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let of_change = well(by(&setup, "ops-a", &["show", &change, "--json"]));
    let of_change: Value = serde_json::from_str(&of_change).unwrap();
    assert_eq!(of_change["question"], question.as_str(), "{of_change}");
    let told = due("ops-a");
    assert!(told.contains("change released"), "{told}");
    let wrong = [
        "follow-up",
        "add",
        "change",
        "X",
        "--runbook",
        "orders",
        "--for",
        &change,
    ];
    let wrong = by(&setup, "ops-a", &wrong);
    assert!(wrong.stderr.contains("is no question"), "{wrong:?}");
}
