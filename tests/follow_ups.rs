//! Journeys of what outlives a run, by the command line: through the real binary, with the
//! journal as the only witness.
//!
//! What belongs here: deferrals that meet the next run, overrides, questions, alerts that
//! resume, rehearsals looked back on. What one command refuses is tested in its own room.

#![cfg(unix)]

mod kit;

use kit::{Ending, Output, Screen, Setup};
use serde_json::Value;

const ORDERS: &str = r#"
title = "Orders sync"
timezone = "UTC"
owners = { technical = { name = "Tech lead", operators = ["tl-1"] } }

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"

[[procedures]]
id = "morning"
title = "Morning check"
steps = ["Sync lag is low", "Rotate the key", "Backup finished"]

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["OrdersSyncLagHigh"]
subject = "$ORDER_ID"

[[procedures.steps]]
id = "order"
title = "Which order?"
ask = { name = "ORDER_ID", pattern = "[0-9]+", example = "42", label = "order" }

[[procedures.steps]]
id = "note"
title = "What does the customer say?"
ask = { name = "WORDS", pattern = "[a-z ]+" }
"#;

/// The steps of the morning check, in [`ORDERS`].
const STEPS: &str = r#"steps = ["Sync lag is low", "Rotate the key", "Backup finished"]"#;

/// The same, and the first says what it looks for.
const CLEARER_STEPS: &str = r#"
[[procedures.steps]]
title = "Sync lag is low"
expect = "Under five minutes"
[[procedures.steps]]
title = "Rotate the key"
[[procedures.steps]]
title = "Backup finished"
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("orders-sync", ORDERS);
    setup
}

#[track_caller]
fn ok(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:#?}");
    output.stdout
}

#[track_caller]
fn json(output: Output) -> Value {
    let text = match output.code {
        Some(0 | 1) => output.stdout,
        _ => panic!("{output:#?}"),
    };
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

#[track_caller]
fn start(setup: &Setup, what: &[&str]) -> String {
    let arguments: Vec<_> = ["start"]
        .iter()
        .chain(what)
        .chain(&["--no-open"])
        .copied()
        .collect();
    ok(setup.run(&arguments)).trim().to_owned()
}

#[track_caller]
fn does(setup: &Setup, run: &str, words: &[&str]) {
    let arguments: Vec<_> = ["do", run].iter().chain(words).copied().collect();
    ok(setup.run(&arguments));
}

/// The open follow-ups, as the list gives them.
fn open(setup: &Setup) -> Vec<Value> {
    let listed = json(setup.run(&["list", "follow-ups", "--json"]));
    listed.as_array().unwrap().clone()
}

/// What `due` says of follow-ups and rehearsals.
fn due(setup: &Setup) -> Vec<String> {
    let due = json(setup.run(&["due", "--json"]));
    let items = due["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let (standing, title) = (&item["standing"], &item["title"]);
            let late = if item["late"] == true { " late" } else { "" };
            format!(
                "{} {}{late}",
                standing.as_str().unwrap(),
                title.as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_deferral_meets_the_next_run_twice_and_is_done_there() {
    let setup = setup();
    let first = start(&setup, &["morning"]);
    does(&setup, &first, &["1", "ok"]);
    does(
        &setup,
        &first,
        &["2", "defer", "--reason", "the vault is down"],
    );
    assert_eq!(open(&setup).len(), 1);
    assert_eq!(
        due(&setup),
        ["in-progress Morning check"],
        "its run stands for it"
    );
    does(&setup, &first, &["3", "ok"]);
    ok(setup.run(&["run", &first, "finish"]));
    assert_eq!(due(&setup), ["deferral Rotate the key"]);

    let started = setup.run(&["start", "morning", "--no-open"]);
    assert!(
        started
            .stderr
            .contains("It begins with what was deferred: Rotate the key.")
    );
    let second = ok(started).trim().to_owned();
    let shown = json(setup.run(&["show", &second, "--json"]));
    assert_eq!(shown["boxes"][0]["step"], "rotate-the-key");
    assert_eq!(shown["boxes"][0]["number"], 2, "it keeps its number");
    assert_eq!(shown["boxes"][0]["carried"]["reason"], "the vault is down");
    let told = ok(setup.run(&["show", &first]));
    assert!(
        told.contains(": Rotate the key"),
        "its story names the deferral: {told}"
    );
    let same = setup.run(&["do", &second, "2", "defer", "--reason", "the vault is down"]);
    assert_eq!(same.code, Some(2), "{same:#?}");
    does(
        &setup,
        &second,
        &["2", "defer", "--reason", "the vault is still down"],
    );
    does(&setup, &second, &["1", "ok"]);
    does(&setup, &second, &["3", "ok"]);
    ok(setup.run(&["run", &second, "finish"]));
    let deferral = &open(&setup)[0];
    assert_eq!(deferral["deferred"], 2);
    let text = ok(setup.run(&["due"]));
    assert!(text.contains(", twice"), "{text}");

    let rehearsed = open(&setup).len();
    let third = start(&setup, &["morning"]);
    does(&setup, &third, &["2", "ok", "--note", "with the new vault"]);
    assert_eq!((rehearsed, open(&setup).len()), (1, 0));
    let id = deferral["follow_up"].as_str().unwrap();
    let shown = json(setup.run(&["show", id, "--json"]));
    let story: Vec<_> = shown["story"].as_array().unwrap().iter().collect();
    let words: Vec<_> = story
        .iter()
        .map(|it| it["words"].as_str().unwrap())
        .collect();
    assert_eq!(words.len(), 3, "{words:?}");
    assert_eq!(words[0], "opened: the vault is down");
    assert!(words[1].ends_with(": the vault is still down"), "{words:?}");
    assert!(words[2].starts_with("done in run ") && words[2].ends_with(": with the new vault"));
    assert_eq!(setup.run(&["journal", "verify"]).code, Some(0));
}

#[test]
fn a_step_that_is_gone_is_named_and_its_deferral_closed_with_a_reason() {
    let setup = setup();
    let run = start(&setup, &["morning"]);
    does(&setup, &run, &["1", "ok"]);
    does(&setup, &run, &["2", "defer", "--reason", "later"]);
    does(&setup, &run, &["3", "ok"]);
    ok(setup.run(&["run", &run, "finish"]));
    setup.write_runbook("orders-sync", &ORDERS.replace("\"Rotate the key\", ", ""));
    let started = setup.run(&["start", "morning", "--no-open"]);
    assert!(
        started
            .stderr
            .contains("not a step any more: Rotate the key"),
        "{started:#?}"
    );
    let id = open(&setup)[0]["follow_up"].as_str().unwrap().to_owned();
    let wordless = setup.run(&["follow-up", "close", &id]);
    assert_eq!(wordless.code, Some(2), "{wordless:#?}");
    let closed = setup.run(&[
        "follow-up",
        "close",
        &id,
        "--reason",
        "keys rotate by themselves",
    ]);
    ok(closed);
    assert!(open(&setup).is_empty());
}

#[test]
fn an_override_stands_until_it_is_lifted_and_is_late_past_its_time() {
    let setup = setup();
    let muted = ["silence", "Lag alert is muted", "--reason", "it flaps"];
    let runbook = ["--runbook", "orders-sync", "--until", "3 days", "--json"];
    let arguments: Vec<_> = muted.iter().chain(&runbook).copied().collect();
    let added = json(setup.run(&arguments));
    let id = added["follow_up"].as_str().unwrap();
    // A silence is not begun for a time that is over; one that was may be corrected to it.
    ok(setup.run(&["follow-up", "set", id, "--until", "2020-01-03"]));
    assert_eq!(due(&setup), ["override Lag alert is muted late"]);
    assert_eq!(setup.run(&["due"]).code, Some(1), "something is overdue");
    let overdue = json(setup.run(&["follow-up", "list", "--overdue", "--json"]));
    assert_eq!(overdue[0]["follow_up"], id);
    ok(setup.run(&[
        "follow-up",
        "set",
        id,
        "--until",
        "3 days",
        "--ticket",
        "OPS-7",
    ]));
    assert_eq!(due(&setup), ["override Lag alert is muted"]);
    assert_eq!(setup.run(&["due"]).code, Some(0));
    ok(setup.run(&["follow-up", "close", id]));
    assert!(due(&setup).is_empty());
    let lifted = json(setup.run(&["follow-up", "list", "--state", "lifted", "--json"]));
    assert_eq!(lifted[0]["ticket"], "OPS-7");
    let found = ok(setup.run(&["find", "lag", "alert", "muted"]));
    assert!(found.contains("silence"), "{found}");
}

#[test]
fn a_question_is_asked_answered_and_closed_by_a_changed_file() {
    let setup = setup();
    let run = start(&setup, &["morning"]);
    let ask = [
        "follow-up",
        "add",
        "question",
        "Lower than what?",
        "--run",
        &run,
        "--step",
        "1",
    ];
    let text = ok(setup.run(&ask));
    assert!(text.contains("question"), "{text}");
    let other = [
        "follow-up",
        "add",
        "question",
        "Which backup?",
        "--run",
        &run,
        "--step",
        "3",
    ];
    ok(setup.run(&other));
    let owner = |arguments: &[&str]| {
        let as_owner = ["--operator", "tl-1"];
        let arguments: Vec<_> = arguments.iter().chain(&as_owner).copied().collect();
        setup.run(&arguments)
    };
    let mine = json(owner(&["follow-up", "list", "--mine", "--json"]));
    assert_eq!(
        mine.as_array().unwrap().len(),
        2,
        "by the role that they act for"
    );
    assert!(
        json(setup.run(&["follow-up", "list", "--mine", "--json"]))
            .as_array()
            .unwrap()
            .is_empty()
    );
    let id = mine[0]["follow_up"].as_str().unwrap();
    ok(owner(&[
        "follow-up",
        "move",
        id,
        "answered",
        "--text",
        "Five minutes",
    ]));
    let state = |id: &str| {
        let shown = json(setup.run(&["follow-up", "show", id, "--json"]));
        shown["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(id), "answered");
    let shown = json(setup.run(&["show", "morning", "--json"]));
    let questions = shown["record"]["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 2);
    assert_eq!(
        questions[0]["answer"], "Five minutes",
        "for the next reader"
    );
    // Another step changes first: the answer stays. Then its own.
    let elsewhere = ORDERS.replace("title = \"Morning check\"", "title = \"Morning round\"");
    setup.write_runbook("orders-sync", &elsewhere);
    ok(setup.run(&["note", "the first command after it notices"]));
    assert_eq!(state(id), "answered");
    setup.write_runbook("orders-sync", &elsewhere.replace(STEPS, CLEARER_STEPS));
    ok(setup.run(&["note", "noticed again"]));
    assert_eq!(state(id), "closed");
    let told = ok(setup.run(&["follow-up", "show", id]));
    assert!(told.contains("the step was changed: expectation"), "{told}");
    assert_eq!(
        open(&setup).len(),
        1,
        "the question at the other step stands"
    );
}

#[test]
fn an_alert_begins_its_procedure_once_and_is_gone_on_with() {
    let setup = setup();
    let webhook = |order: &str, words: &str| {
        format!(
            r#"{{"alerts":[{{"status":"firing","labels":{{"alertname":"OrdersSyncLagHigh","order":"{order}","WORDS":"{words}"}}}}]}}"#
        )
    };
    let alert = |json: &str, more: &[&str]| {
        let arguments: Vec<_> = ["alert", "-"].iter().chain(more).copied().collect();
        setup.run_with(&arguments, json)
    };
    let begun = alert(&webhook("42", "late"), &["--start"]);
    let run = ok(begun).trim().to_owned();
    let shown = json(setup.run(&["show", &run, "--json"]));
    assert_eq!(shown["subject"], "42");
    let again = alert(&webhook("42", "late"), &["--start"]);
    assert!(
        again.stderr.contains("is in progress for this already"),
        "{again:#?}"
    );
    assert_eq!(ok(again).trim(), run);
    let answers = json(alert(&webhook("42", "late"), &["--json"]));
    let answers = &answers["answers"];
    assert_eq!(answers[0]["run"], run.as_str());
    assert_eq!(
        answers[0]["set"],
        serde_json::json!({"ORDER_ID": "42"}),
        "by label alone"
    );
    let other = ok(alert(&webhook("43", "late"), &["--start"]));
    assert_ne!(other.trim(), run);
    let unfit = alert(&webhook("4; rm -rf", "late"), &["--json"]);
    assert!(unfit.stderr.contains("The label order"), "{unfit:#?}");
    assert_eq!(json(unfit)["answers"][0]["set"], serde_json::json!({}));
    let text = ok(setup.run(&["journal", "export"]));
    assert!(text.contains(r#""alert":"OrdersSyncLagHigh""#), "{text}");
}

#[test]
fn a_run_is_looked_back_on() {
    let setup = setup();
    let run = start(&setup, &["morning"]);
    does(&setup, &run, &["1", "not-ok", "--note", "it hums"]);
    does(&setup, &run, &["1", "ok", "--again"]);
    ok(setup.run(&[
        "follow-up",
        "add",
        "question",
        "Why?",
        "--run",
        &run,
        "--step",
        "1",
    ]));
    let debrief = json(setup.run(&["show", &run, "--debrief", "--json"]));
    let wrong = debrief["wrong"].as_array().unwrap();
    let what: Vec<_> = wrong
        .iter()
        .map(|it| it["what"].as_str().unwrap())
        .collect();
    assert_eq!(what, ["not OK", "done again"]);
    assert_eq!(debrief["questions"][0]["title"], "Why?");
    assert_eq!(debrief["answers"].as_array().unwrap().len(), 2);
    let told = ok(setup.run(&["show", &run, "--debrief"]));
    assert!(
        told.contains("What went wrong") && told.contains("it hums"),
        "{told}"
    );
    assert_eq!(
        setup.run(&["show", "orders-sync", "--debrief"]).code,
        Some(2)
    );
}

#[test]
fn today_shows_what_is_carried_over() {
    let setup = setup();
    let muted = ["silence", "Lag alert is muted", "--reason", "it flaps"];
    let runbook = ["--runbook", "orders-sync"];
    let arguments: Vec<_> = muted.iter().chain(&runbook).copied().collect();
    ok(setup.run(&arguments));
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Carried over").until("Lag alert");
    screen.keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
}
