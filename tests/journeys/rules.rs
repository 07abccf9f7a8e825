//! Runbooks held against the alert rules of monitoring.

use crate::kit::Setup;
use serde_json::Value;
use std::fs;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[owners]
technical = { name = "Tech", operators = ["ops-a"] }

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"

[[alerts]]
name = "OrdersGone"
severity = "sev1"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["OrdersSyncLagHigh"]
steps = ["Look at the lag"]

[[procedures]]
id = "stop"
title = "Stop the consumer"
steps = ["Stop it"]
"#;

const RULES: &str = r#"groups:
  - name: orders
    rules:
      - alert: OrdersSyncLagHigh
        labels: { severity: sev1 }
      - alert: OrdersStopped
        annotations:
          runbook_url: https://x/r.html#orders-sync/stop
      - alert: OrdersSyncLagHihg
        annotations: { summary: Lag is high }
      - alert: DiskFull
        annotations:
          runbook_url: https://x/r.html#orders-sync/free-the-disk
      - alert: Watchdog
        labels: { severity: none }
"#;

struct Scene {
    setup: Setup,
    rules: String,
}

fn scene(rules: &str) -> Scene {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    setup.write_runbook("orders-sync", BOOK);
    let file = setup.home().join("orders.rules.yml");
    fs::write(&file, rules).unwrap();
    let rules = file.to_str().unwrap().to_owned();
    Scene { setup, rules }
}

fn problems(told: &Value) -> Vec<(String, u64, String)> {
    let problems = told["problems"].as_array().unwrap().iter();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let told = problems.map(|it| {
        (
            text(it, "code"),
            it["line"].as_u64().unwrap(),
            text(it, "severity"),
        )
    });
    told.collect()
}

#[test]
fn what_is_missing_on_either_side_is_told_with_its_place() {
    let Scene { setup, rules } = scene(RULES);
    let told = setup.run(&["check", "--alerts", &rules, "--json"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    let of = |code: &str, line, severity: &str| (code.to_owned(), line, severity.to_owned());
    assert_eq!(
        problems(&told),
        [
            of("alert-without-procedure", 9, "error"),
            of("link-leads-nowhere", 13, "error"),
            of("alert-without-procedure", 11, "error"),
            of("procedure-without-alert", 13, "warning"),
            of("severity-differs", 5, "warning"),
        ]
    );
    assert_eq!(told["alert_rules"], 4);
    assert_eq!(
        told["unanswered"],
        serde_json::json!(["DiskFull", "OrdersSyncLagHihg"])
    );
    assert_eq!(told["without_rule"], serde_json::json!(["OrdersGone"]));
    let text = setup.run(&["check", "--alerts", &rules]).stdout;
    for words in [
        "OrdersSyncLagHihg",
        "is that the one?",
        "orders.rules.yml:9",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let github = setup.run(&["check", "--alerts", &rules, "--format", "github"]);
    assert!(github.stdout.contains("::error file="), "{github:?}");
    // Without rules nothing of it is told.
    let plain = setup.run(&["check", "--json"]);
    assert_eq!(plain.code, Some(0), "{plain:?}");
    let plain: Value = serde_json::from_str(&plain.stdout).unwrap();
    assert_eq!(plain["alert_rules"], Value::Null);
}

#[test]
fn rules_that_cannot_be_read_are_never_well() {
    let Scene { setup, rules } = scene("groups:\n  {{- range .Values.rules }}\n  - x\n");
    let told = setup.run(&["check", "--alerts", &rules]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.stdout.contains("rendered first"), "{told:?}");
    fs::write(&rules, "image: { tag: 1 }\n").unwrap();
    let none = setup.run(&["check", "--alerts", &rules]);
    assert_eq!(none.code, Some(1), "{none:?}");
    let folder = setup.home().join("empty");
    fs::create_dir(&folder).unwrap();
    for (path, status) in [(folder.to_str().unwrap(), 2), ("/nowhere/rules.yml", 5)] {
        let told = setup.run(&["check", "--alerts", path]);
        assert_eq!(told.code, Some(status), "{told:?}");
    }
    // Of a folder, what holds no rules is none of them.
    fs::write(folder.join("values.yaml"), "a: 1\n").unwrap();
    fs::write(
        folder.join("rules.yaml"),
        "groups: [{ rules: [{ alert: OrdersSyncLagHigh }, { alert: OrdersGone }] }]",
    )
    .unwrap();
    let told = setup.run(&["check", "--json", "--alerts", folder.to_str().unwrap()]);
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(told["alert_rules"], 2);
}

#[test]
fn a_runbook_to_begin_with_answers_nothing_until_it_is_written() {
    let Scene { setup, rules } = scene(RULES);
    let made = setup.run(&["check", "--alerts", &rules, "--fix"]);
    assert_eq!(made.code, Some(1), "{made:?}");
    let path = setup.runbooks().join("unanswered-alerts.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("alerts = [\"DiskFull\"]"), "{text}");
    let again = setup.run(&["check", "--alerts", &rules, "--fix"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.stderr.contains("stays"), "{again:?}");
    assert!(again.stdout.contains("only a sample"), "{again:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::write(&path, text.replace("sample = true\n", "")).unwrap();
    let told = setup.run(&["check", "--alerts", &rules, "--json"]);
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(told["unanswered"], serde_json::json!([]));
}

#[test]
fn rules_stand_for_monitoring_once_nothing_is_missing() {
    let Scene { setup, rules } = scene(RULES);
    let setup = setup.with("ROUNDS_OPERATOR", "ops-a");
    let until = jiff::Zoned::now()
        .date()
        .saturating_add(jiff::Span::new().days(30));
    let until = until.to_string();
    let attest = [
        "ready",
        "orders-sync",
        "--attest",
        "monitoring",
        "--until",
        &until,
        "--alerts",
        &rules,
    ];
    let no = setup.run(&attest);
    assert_eq!(no.code, Some(1), "{no:?}");
    assert!(
        no.stderr.contains("no procedure answers the alert"),
        "{no:?}"
    );
    let whole = BOOK.replace(
        "alerts = [\"OrdersSyncLagHigh\"]",
        "alerts = [\"OrdersSyncLagHigh\", \"OrdersGone\"]",
    );
    setup.write_runbook("orders-sync", &whole);
    fs::write(
        &rules,
        "groups: [{ rules: [{ alert: OrdersSyncLagHigh }, { alert: OrdersGone }] }]\n",
    )
    .unwrap();
    let yes = setup.run(&attest);
    assert_eq!(yes.code, Some(0), "{yes:?}");
    let ready = setup.run(&["ready", "orders-sync", "--json"]);
    let ready: Value = serde_json::from_str(&ready.stdout).unwrap();
    let items = ready["items"].as_array().unwrap();
    let monitoring = items.iter().find(|it| it["id"] == "monitoring").unwrap();
    assert_eq!(monitoring["standing"], "attested", "{monitoring}");
    assert!(
        monitoring["evidence"]
            .to_string()
            .contains("each of 2 rules has a procedure")
    );
    let other = setup.run(&[
        "ready",
        "orders-sync",
        "--attest",
        "backup",
        "--alerts",
        &rules,
    ]);
    assert_eq!(other.code, Some(2), "{other:?}");
}

/// A file that cannot be read, or a rule in one, hides none of what else there is to say.
#[test]
fn one_broken_file_of_rules_hides_nothing() {
    let scene = scene(RULES);
    let folder = scene.setup.home().join("rules");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.yml"), RULES).unwrap();
    fs::write(folder.join("b.yml"), b"groups:\n  - \xff\n").unwrap();
    fs::write(
        folder.join("c.yml"),
        "groups:\n  - rules:\n      - alert: [A]\n      - alert: MemoryFull\n",
    )
    .unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("d.yml")).unwrap();
    let told = scene.setup.run(&["check", "--alerts", "rules", "--json"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    let problems = told["problems"].as_array().unwrap().iter();
    let told: Vec<_> = problems
        .filter(|it| it["severity"] == "error")
        .map(|it| {
            let path = it["path"].as_str().unwrap();
            format!("{path} {}", it["message"].as_str().unwrap())
        })
        .collect();
    for words in [
        "rules/a.yml no procedure answers the alert `DiskFull`",
        "rules/b.yml it cannot be read: it is no text in UTF-8",
        "rules/c.yml this rule cannot be read: an alert's name is a text",
        "rules/c.yml no procedure answers the alert `MemoryFull`",
        "rules/d.yml it cannot be read: it is not there",
    ] {
        assert!(
            told.iter().any(|it| it.contains(words)),
            "{words}: {told:?}"
        );
    }
}

/// What is write-protected keeps nobody from a runbook to begin with.
#[test]
fn a_write_protected_runbook_keeps_no_skeleton_back() {
    let scene = scene(RULES);
    let old = "title = \"Old\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Look\"\nsteps = [\"Look\"]\n[[procedures.steps]]\ntitle = \"More\"\n";
    let path = scene.setup.write_runbook("old", old);
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let library = scene.setup.runbooks().join("library.toml");
    fs::write(&library, "timezone = \"UTC\"\n").unwrap();
    let rules = ["check", "--alerts", "orders.rules.yml", "--fix"];
    let told = scene.setup.run(&rules);
    assert_eq!(told.code, Some(5), "{told:?}");
    assert!(told.stderr.contains("it is write-protected"), "{told:?}");
    let skeleton = scene.setup.runbooks().join("unanswered-alerts.toml");
    let skeleton = fs::read_to_string(skeleton).unwrap();
    assert!(skeleton.contains("DiskFull") && !skeleton.contains("timezone"));
}
