//! What `rounds alert --start` begins, and what it leaves alone: a run is begun where it is sure
//! which is meant, and nobody else's run is taken for it.

use crate::kit::{Output, Screen, Setup};
use crate::scene::{count, entries, events, journal};
use serde_json::Value;

const BOOK: &str = r#"
title = "Shop"
timezone = "UTC"

[targets.eu]
[targets.us]

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLagHigh", "ShopLagWorse"]
symptoms = ["orders are late"]

[[procedures.steps]]
id = "where"
title = "Which instance?"
ask = { name = "INSTANCE", label = "instance" }

[[procedures.steps]]
title = "Look at $INSTANCE"

[[procedures]]
id = "disk"
title = "Make room on the disk"
alerts = ["DiskAlmostFull"]
steps = ["Look"]

[[procedures]]
id = "restart"
title = "Restart the shop"
alerts = ["ShopDown"]
targets = ["eu", "us"]
steps = ["Look"]
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", BOOK);
    setup
}

fn firing(alerts: &[(&str, &str)]) -> String {
    let alerts = alerts.iter().map(|(name, instance)| {
        format!(
            r#"{{"status":"firing","labels":{{"alertname":"{name}","instance":"{instance}"}}}}"#
        )
    });
    format!(
        r#"{{"version":"4","alerts":[{}]}}"#,
        alerts.collect::<Vec<_>>().join(",")
    )
}

#[track_caller]
fn told(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[track_caller]
fn begun(setup: &Setup, body: &str) -> String {
    let output = setup.run_with(&["alert", "-", "--start"], body);
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout.trim().to_owned()
}

/// The facts that began runs.
fn starts(setup: &Setup) -> Vec<Value> {
    let entries = entries(&journal(setup)).into_iter();
    let events = entries.flat_map(|entry| entry["events"].as_array().unwrap().clone());
    events.filter(|it| it["event"] == "run-started").collect()
}

#[test]
fn another_instances_alert_never_leads_into_the_first_ones_run() {
    let setup = setup();
    let one = begun(&setup, &firing(&[("ShopLagHigh", "app1")]));
    let other = begun(&setup, &firing(&[("ShopLagHigh", "app2")]));
    assert_ne!(one, other);
    // The same instance goes on with its own run, by whatever alert it is told of.
    assert_eq!(begun(&setup, &firing(&[("ShopLagWorse", "app1")])), one);
    assert_eq!(begun(&setup, &firing(&[("ShopLagHigh", "app2")])), other);
    let subjects: Vec<_> = starts(&setup)
        .iter()
        .map(|it| it["subject"].clone())
        .collect();
    assert_eq!(subjects, ["app1", "app2"]);
    // A run begun by hand is nobody's yet, until it is said whose.
    let third = setup.run(&["start", "shop/drain", "--no-open"]);
    assert_eq!(third.code, Some(0), "{third:?}");
    let third = third.stdout.trim().to_owned();
    let twice = setup.run(&["start", "shop/drain", "--no-open"]);
    assert_eq!(twice.code, Some(1), "{twice:?}");
    let same = setup.run(&["do", &third, "where", "value=app1"]);
    assert_eq!(same.code, Some(1), "{same:?}");
    let said = setup.run(&["do", &third, "where", "value=app3"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(begun(&setup, &firing(&[("ShopLagHigh", "app3")])), third);
    assert_eq!(starts(&setup).len(), 3);
}

#[test]
fn words_list_and_a_name_begins() {
    let setup = setup();
    let loose = [
        vec!["alert", "lag", "--start"],
        vec!["alert", "e", "--start"],
        vec!["alert", "orders", "late", "--start"],
        vec!["alert", "nothing of the kind", "--start"],
    ];
    for arguments in &loose {
        let output = setup.run(arguments);
        assert_eq!((output.code, &*output.stdout), (Some(1), ""), "{output:?}");
    }
    let output = setup.run(&loose[0]);
    let words =
        "Found by words alone, and not begun: Drain the queue, for lag: rounds start shop/drain";
    assert!(output.stderr.contains(words), "{output:?}");
    let sent = setup.run_with(&["alert", "-", "--start"], &firing(&[("LagHigh", "a")]));
    assert_eq!((sent.code, &*sent.stdout), (Some(1), ""), "{sent:?}");
    let json = setup.run(&["alert", "lag", "--start", "--json"]);
    let value = told(&json);
    assert_eq!(json.code, Some(1), "{json:?}");
    assert_eq!(value.get("run"), None, "{value}");
    assert_eq!(value["others"][0]["procedure"], "shop/drain", "{value}");
    let none = told(&setup.run(&["alert", "zzz", "--start", "--json"]));
    assert_eq!(
        (none.get("run"), &none["unanswered"][0]),
        (None, &"zzz".into())
    );
    assert!(!journal(&setup).exists());
    // A pager's title has the name among its words; typed without capitals it is the same name.
    let title = r#"{"event":{"event_type":"incident.triggered","data":{"type":"incident","title":"[FIRING:1] DiskAlmostFull (db1)"}}}"#;
    let run = begun(&setup, title);
    let again = setup.run(&["alert", "diskalmostfull", "--start"]);
    assert_eq!(
        (again.code, again.stdout.trim()),
        (Some(0), &*run),
        "{again:?}"
    );
    assert!(
        again.stderr.contains("in progress for this already"),
        "{again:?}"
    );
}

#[test]
fn what_else_fires_is_said_and_what_was_cut_off_is_no_success() {
    let setup = setup();
    let body = firing(&[
        ("ShopLagHigh", "app1"),
        ("ShopLagHigh", "app2"),
        ("ShopLagWorse", "app1"),
    ]);
    let output = setup.run_with(&["alert", "-", "--start"], &body);
    assert_eq!(output.code, Some(0), "{output:?}");
    let command = "Not begun: Drain the queue, for ShopLagHigh INSTANCE=app2: rounds start shop/drain --alert ShopLagHigh --set INSTANCE=app2";
    assert!(output.stderr.contains(command), "{output:?}");
    assert!(!output.stderr.contains("ShopLagWorse"), "{output:?}");
    let value = told(&setup.run_with(&["alert", "-", "--start", "--json"], &body));
    let others = value["others"].as_array().unwrap();
    assert_eq!(
        (others.len(), &others[0]["set"]["INSTANCE"]),
        (1, &"app2".into())
    );
    assert_eq!(count(&setup, "run-started"), 1);
    let cut = body.replace("\"version\"", "\"truncatedAlerts\":4,\"version\"");
    for start in [&[][..], &["--start"]] {
        let arguments = [&["alert", "-", "-q"], start].concat();
        let output = setup.run_with(&arguments, &cut);
        assert_eq!(output.code, Some(1), "{output:?}");
        assert!(
            output.stderr.contains("4 alerts more left out"),
            "{output:?}"
        );
    }
    let mixed = firing(&[("Nope", "a"), ("DiskAlmostFull", "b")]);
    let mixed = setup.run_with(&["alert", "-", "--start"], &mixed);
    assert_eq!(mixed.code, Some(1), "{mixed:?}");
    assert!(
        mixed.stderr.contains("No procedure answers Nope"),
        "{mixed:?}"
    );
    assert_eq!(count(&setup, "run-started"), 2);
}

#[test]
fn a_link_leads_like_a_name_and_its_alert_is_recorded() {
    let setup = setup();
    let address = "https://ops.example.org/r.html#shop/disk";
    let linked = |name: &str, to: &str| {
        format!(
            r#"[{{"labels":{{"alertname":"{name}"}},"annotations":{{"runbook_url":"https://x/r.html#{to}"}}}}]"#
        )
    };
    let looked = told(&setup.run_with(&["alert", "-", "--json"], &linked("Burn", "shop/disk")));
    let command = looked["answers"][0]["command"].as_str().unwrap();
    assert_eq!(command, "rounds start shop/disk --alert Burn");
    begun(&setup, &linked("Burn", "shop/disk"));
    assert_eq!(starts(&setup)[0]["alert"], "Burn");
    // A link hides no procedure that names the alert, and one that leads nowhere is said.
    let both = setup.run_with(&["alert", "-", "--json"], &linked("ShopDown", "shop/disk"));
    let both = told(&both);
    let found = both["answers"].as_array().unwrap().iter();
    let found: Vec<_> = found
        .map(|it| (it["procedure"].clone(), it["by"].clone()))
        .collect();
    assert_eq!(
        found,
        [
            ("shop/disk".into(), "runbook-url".into()),
            ("shop/restart".into(), "name".into())
        ]
    );
    let nowhere = setup.run_with(&["alert", "-"], &linked("ShopDown", "shop/gone"));
    assert_eq!(nowhere.code, Some(0), "{nowhere:?}");
    let words = "The link of ShopDown leads to shop/gone, and there is no such procedure here.";
    assert!(nowhere.stderr.contains(words), "{nowhere:?}");
    // Pasted, an address is as good as a name.
    let typed = setup.run(&["alert", address]);
    assert_eq!(typed.code, Some(0), "{typed:?}");
    assert!(typed.stdout.contains("Make room on the disk"), "{typed:?}");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("1 Today").keys("a").until("Which alert?");
    screen.paste(address).until("▸").keys("<enter>");
    screen
        .until("In progress")
        .keys("q")
        .until("1 Today")
        .keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(count(&setup, "run-started"), 1);
}

#[test]
fn a_place_where_nothing_is_done_is_refused_and_no_name_is_no_alert() {
    let setup = setup();
    for (arguments, words) in [
        (
            &[
                "silence",
                "ShopDown",
                "--until",
                "2020-01-01",
                "--reason",
                "x",
            ][..],
            "is over already",
        ),
        (&["handover", "--to", ""], "Say to whom"),
        (&["check", "-", "runbooks"], "- stands alone"),
        (
            &["alert", "ShopDown", "--on", "mars"][..],
            "Nothing is done at “mars”. Places are eu, us.",
        ),
        (
            &["alert", "DiskAlmostFull", "--on", "ue"],
            "Did you mean eu?",
        ),
        (&["due", "--on", "mars"], "Nothing is done at “mars”."),
        (&["alert", ""], "Say which alert"),
        (&["alert", "-", "foo"], "- alone"),
        (
            &["follow-up", "list", "--runbook", "shap"],
            "No runbook is called “shap”",
        ),
        (
            &["follow-up", "list", "--owner", "nobody"],
            "Nobody here is called “nobody”",
        ),
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(2), "{arguments:?}: {output:?}");
        assert!(output.stderr.contains(words), "{arguments:?}: {output:?}");
    }
    let there = setup.run(&["alert", "ShopDown", "--on", "us"]);
    assert!(there.stdout.contains("--on us"), "{there:?}");
    for arguments in [
        &["due", "--on", "us"][..],
        &["follow-up", "list", "--runbook", "shop", "--owner", "ops-a"],
    ] {
        assert_eq!(setup.run(arguments).code, Some(0), "{arguments:?}");
    }
    assert_eq!(events(&setup), [""; 0]);
}

#[test]
fn the_same_silence_is_not_opened_twice() {
    let setup = setup();
    let silence = |until: &str| {
        let silence = ["silence", "ShopDown", "--until", until, "--reason", "moves"];
        setup.run(&silence)
    };
    assert_eq!(silence("2036-01-01").code, Some(0));
    let twice = silence("2036-01-01");
    assert_eq!(twice.code, Some(1), "{twice:?}");
    assert!(
        twice.stderr.contains("silenced until then already"),
        "{twice:?}"
    );
    assert_eq!(silence("2036-01-02").code, Some(0));
    assert_eq!(count(&setup, "follow-up-opened"), 2);
}
