//! Alerts as they come from monitoring, through the real binary.

use crate::kit::{Output, Screen, Setup};
use crate::scene::{assert_clean, count, entries, events, journal};
use serde_json::Value;

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[[alerts]]
name = "ShopLagHigh"
severity = "sev2"
means = "Lag above five minutes"

[[alerts]]
name = "ShopDown"
severity = "sev1"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLagHigh", "ShopDown"]
symptoms = ["orders are late"]
steps = ["Look"]

[[procedures]]
id = "disk"
title = "Make room on the disk"
alerts = ["DiskAlmostFull"]
steps = ["Look"]
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", BOOK);
    setup
}

#[track_caller]
fn told(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn the_severity_is_the_alerts_own() {
    let setup = setup();
    for (alert, labels, severity) in [
        ("ShopLagHigh", "", "sev2"),
        ("ShopDown", "", "sev1"),
        ("shoplaghigh", "", "sev2"),
        // What the sender says counts only where the runbook says nothing.
        ("DiskAlmostFull", ",\"severity\":\"warning\"", "warning"),
        ("ShopLagHigh", ",\"severity\":\"critical\"", "sev2"),
    ] {
        let json = format!(r#"[{{"labels":{{"alertname":"{alert}"{labels}}}}}]"#);
        let output = setup.run_with(&["alert", "-", "--json"], &json);
        assert_eq!(output.code, Some(0), "{output:?}");
        assert_eq!(
            told(&output)["answers"][0]["severity"],
            severity,
            "{alert} {labels}"
        );
    }
    // By words alone, no alert says how bad it is.
    let output = setup.run(&["alert", "orders", "late", "--json"]);
    assert_eq!(
        told(&output)["answers"][0]["severity"],
        Value::Null,
        "{output:?}"
    );
    assert_eq!(told(&output)["answers"][0]["by"], "words");
}

#[test]
fn an_alert_is_known_by_address_name_and_words() {
    let setup = setup();
    for (json, procedure, by) in [
        (
            r#"[{"labels":{"alertname":"Burn"},"annotations":{"runbook_url":"https://ops.example.org/r.html#shop/drain"}}]"#,
            "shop/drain",
            "runbook-url",
        ),
        (
            r#"[{"labels":{"alertname":"DiskAlmostFull"},"annotations":{"runbook_url":"https://ops.example.org/r.html#gone/x"}}]"#,
            "shop/disk",
            "name",
        ),
        (
            r#"{"event":{"event_type":"incident.triggered","data":{"type":"incident","title":"[FIRING:1] ShopLagHigh (app1)"}}}"#,
            "shop/drain",
            "name-in-words",
        ),
        (
            r#"[{"labels":{"alertname":""},"annotations":{"summary":"DiskAlmostFull on db1"}}]"#,
            "shop/disk",
            "name-in-words",
        ),
    ] {
        let output = setup.run_with(&["alert", "-", "--json"], json);
        let answer = &told(&output)["answers"][0];
        assert_eq!(
            (&answer["procedure"], &answer["by"]),
            (&procedure.into(), &by.into()),
            "{output:?}"
        );
    }
    // The same address opens and begins it.
    let address = "https://ops.example.org/r.html#shop/drain/look";
    let run = setup.run(&["start", address, "--no-open"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let shown = setup.run(&["show", run.stdout.trim()]);
    assert!(shown.stdout.contains("Drain the queue"), "{shown:?}");
}

#[test]
fn one_bad_alert_refuses_none_and_what_is_left_out_is_said() {
    let setup = setup();
    let json = r#"{"alerts":[{"labels":{"instance":"a"}},{"labels":{"alertname":"ShopLagHigh"}},
        {"status":"resolved","labels":{"alertname":"ShopDown"}}],"truncatedAlerts":4}"#;
    let output = setup.run_with(&["alert", "-", "--json"], json);
    assert_eq!(output.code, Some(1), "{output:?}");
    let value = told(&output);
    assert_eq!(value["answers"].as_array().unwrap().len(), 1, "{output:?}");
    assert_eq!(value["answers"][0]["procedure"], "shop/drain");
    assert_eq!((&value["resolved"], &value["cut"]), (&1.into(), &4.into()));
    let why =
        "Alert 1 cannot be read: it has no alertname, and no summary; its labels: instance=a.";
    assert_eq!(value["not_read"][0], why);
    for words in [why, "1 alert is over", "4 alerts more left out"] {
        assert!(output.stderr.contains(words), "{words}: {output:?}");
    }
    let over = r#"{"alerts":[{"status":"resolved","labels":{"alertname":"ShopDown"}}]}"#;
    let over = setup.run_with(&["alert", "-"], over);
    assert_eq!(over.code, Some(0), "{over:?}");
    assert!(over.stderr.contains("No alert fires"), "{over:?}");
    let stranger = setup.run_with(&["alert", "-"], r#"{"text":"hello"}"#);
    assert_eq!(stranger.code, Some(2), "{stranger:?}");
    assert!(stranger.stderr.contains("PagerDuty"), "{stranger:?}");
}

#[test]
fn a_silence_on_an_alert_is_said() {
    let setup = setup();
    let quiet = [
        "silence",
        "ShopLagHigh",
        "--until",
        "3 days",
        "--reason",
        "the database moves",
    ];
    let quiet = setup.run(&quiet);
    assert_eq!(quiet.code, Some(0), "{quiet:?}");
    let output = setup.run(&["alert", "ShopLagHigh"]);
    assert!(output.stdout.contains("silenced until"), "{output:?}");
    let output = setup.run(&["alert", "ShopDown"]);
    assert!(!output.stdout.contains("silenced"), "{output:?}");
}

const NIGHT: &str = r#"
title = "Shop"
timezone = "UTC"

[[contacts]]
id = "on-call"
name = "Shop on-call"
contact = "pager: shop"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[alerts]]
name = "ShopLagHigh"
severity = "sev2"

[[alerts]]
name = "ShopDown"
severity = "sev1"

[targets.eu]
[targets.us]

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLagHigh"]

[[procedures.steps]]
title = "Read the age of the oldest order"
reading = { unit = "min", warn_above = 5 }

[[procedures.steps]]
title = "List the consumers"
run = ["echo", "two consumers"]

[[procedures]]
id = "restart"
title = "Restart the shop"
alerts = ["ShopDown"]
targets = ["eu", "us"]
steps = ["Look"]
"#;

fn at_night() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", NIGHT);
    setup
}

/// The first step of what answers an alert, as the command line opens it.
#[track_caller]
fn step_one(setup: &Setup, arguments: &[&str]) -> Screen {
    let mut screen = Screen::start(setup, arguments);
    screen.until("It begins with your first answer.");
    screen
}

#[track_caller]
fn leave(screen: &mut Screen) {
    screen.keys("q").until("1 Today").keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// No key lies between an alert's name and its first step, and whoever only looks has not begun.
#[test]
fn an_alert_opens_its_first_step_and_writes_nothing() {
    let setup = at_night();
    let mut screen = step_one(&setup, &["alert", "ShopLagHigh"]);
    screen
        .until("│ 1 · Read the age")
        .until("sev2 ShopLagHigh, opened");
    screen.keys("q").until("Nothing was recorded").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(!journal(&setup).exists());
    // Neither does what is refused, nor what is put away half typed.
    let mut screen = step_one(&setup, &["alert", "ShopLagHigh"]);
    screen.keys("<space>soon<enter>").until("number");
    screen.keys("<esc>").until_gone("soon");
    for (key, sheet) in [("x", "━ Not OK"), ("E", "━ Escalate")] {
        screen.keys(key).until(sheet);
        screen.keys("<esc>").until_gone(sheet);
    }
    screen.until("It begins with your first answer.");
    leave(&mut screen);
    assert!(events(&setup).is_empty(), "{:?}", events(&setup));
    // From the screens it is the same.
    let mut screen = Screen::start(&setup, &[]);
    screen.until("1 Today").keys("ashoplag");
    screen.until("▸sev2 ShopLagHigh").keys("<enter>");
    screen.until("It begins with your first answer.");
    leave(&mut screen);
    assert!(events(&setup).is_empty(), "{:?}", events(&setup));
}

#[test]
fn the_first_thing_recorded_begins_the_run_with_one_entry() {
    for (keys, saved, event) in [
        ("17<enter>", "17 min", "step-done"),
        ("n17 minutes<enter>", "The note is saved", "noted"),
        ("s", "━ Skip", "step-done"),
        ("i", "━ ", "follow-up-opened"),
        ("E", "━ Escalate", "escalation-opened"),
    ] {
        let setup = at_night();
        let mut screen = step_one(&setup, &["alert", "ShopLagHigh"]);
        std::thread::sleep(std::time::Duration::from_millis(20));
        screen.keys(keys).until(saved);
        match event {
            "step-done" if keys == "s" => screen.keys("no console<enter>").until("⊘"),
            "follow-up-opened" => screen.keys("Lag grows<enter>").until("is open"),
            "escalation-opened" => {
                screen.until("sev1").keys("<enter>").until("what happened?");
                screen
                    .keys("Orders stop<enter>")
                    .until("Shop on-call")
                    .keys("<esc>");
                screen.until("1 · ")
            }
            _ => &mut screen,
        };
        screen.keys("q").until("◐ Drain the queue").keys("q");
        assert_eq!(screen.exit_code(), 0);
        assert_eq!(count(&setup, "run-started"), 1, "{keys}");
        assert_eq!(count(&setup, event), 1, "{keys}");
        let entries = entries(&journal(&setup));
        let both = entries
            .iter()
            .find(|entry| entry["events"][0]["event"] == "run-started");
        let both = both.unwrap();
        let names = both["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["event"].as_str());
        assert!(names.clone().any(|it| it == Some(event)), "{keys}: {both}");
        // It keeps the moment of its opening, and its id is its writer's own.
        let start = &both["events"][0];
        assert!(start["salt"].is_string(), "{start}");
        let moment = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert!(moment(&start["opened"]) < moment(&both["at"]), "{both}");
        assert_clean(&setup);
        // The same alert goes on with it.
        let mut screen = Screen::start(&setup, &["alert", "ShopLagHigh"]);
        screen.until("This is in progress already");
        leave(&mut screen);
        assert_eq!(count(&setup, "run-started"), 1, "{keys}");
    }
}

#[test]
fn a_command_that_is_run_first_begins_the_run() {
    let setup = at_night();
    assert_eq!(setup.run(&["trust", "shop/drain", "--yes"]).code, Some(0));
    let before = events(&setup).len();
    let mut screen = step_one(&setup, &["alert", "ShopLagHigh"]);
    screen
        .keys("j")
        .until("│ 2 · List")
        .keys("!")
        .until("to run it");
    // Asking for it is not yet running it.
    screen
        .keys("<esc>")
        .until_gone("to run it")
        .keys("k")
        .until("│ 1 · ");
    assert_eq!(events(&setup).len(), before);
    leave(&mut screen);
    assert_eq!(count(&setup, "run-started"), 0);
}

#[test]
fn several_places_take_one_digit() {
    let setup = at_night();
    let mut screen = Screen::start(&setup, &["alert", "ShopDown"]);
    screen
        .until("sev1 ShopDown")
        .until("where?")
        .until("1 eu")
        .until("2 us");
    screen
        .keys("2")
        .until("It begins with your first answer.")
        .until("us");
    screen.keys("<space>").until("☑  1 Look").keys("q");
    screen.until("◐ Restart the shop").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "run-started"), 1);
    // Where it fires is known, and it is there at once.
    let mut screen = step_one(&setup, &["alert", "ShopDown", "--on", "eu"]);
    leave(&mut screen);
    assert_eq!(count(&setup, "run-started"), 1);
}

#[test]
fn a_webhook_opens_the_first_step_on_a_terminal() {
    let setup = at_night();
    let hook = setup.home().join("hook.json");
    std::fs::write(
        &hook,
        r#"[{"labels":{"alertname":"ShopDown","place":"us"}}]"#,
    )
    .unwrap();
    let script = format!("\"$PROGRAM\" alert - < '{}'", hook.display());
    let mut screen = Screen::start_shell(&setup, &script);
    screen
        .until("It begins with your first answer.")
        .until("us");
    leave(&mut screen);
    assert!(events(&setup).is_empty());
}

#[test]
fn by_lines_too_an_alert_begins_with_the_first_answer() {
    let setup = at_night();
    let looked = setup.run_with(&["--plain"], "a\nshoplag\n1\nq\n");
    let told = &looked.stdout;
    assert!(
        told.contains("It begins with your first answer."),
        "{looked:?}"
    );
    assert!(told.contains("sev2 ShopLagHigh, opened"), "{looked:?}");
    assert!(events(&setup).is_empty(), "{looked:?}");
    let begun = setup.run_with(&["--plain"], "a\nshoplag\n1\n17\n");
    assert_eq!(count(&setup, "run-started"), 1, "{begun:?}");
    assert_eq!(count(&setup, "step-done"), 1, "{begun:?}");
    let start = events(&setup).iter().position(|it| it == "run-started");
    assert_eq!(events(&setup)[start.unwrap() + 1], "step-done");
}

#[test]
fn with_start_it_begins_at_once() {
    let setup = at_night();
    let run = setup.run(&["alert", "ShopLagHigh", "--start"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(count(&setup, "run-started"), 1);
    let start = entries(&journal(&setup))
        .into_iter()
        .flat_map(|entry| entry["events"].as_array().unwrap().clone())
        .find(|event| event["event"] == "run-started");
    assert_eq!(start.unwrap().get("opened"), None);
}
