//! Alerts as they come from monitoring, through the real binary.

use crate::kit::{Output, Setup};
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
