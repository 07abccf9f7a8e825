//! What programs get: each answer of `--json` is as `rounds schema json` describes it.

use crate::kit::{Output, Setup};
use serde_json::Value;
use std::collections::BTreeSet;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[owners]
technical = { name = "Tech", operators = ["ops-a"] }

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[alerts]]
name = "OrdersLag"

[targets.eu]

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = ["Lag is low", "Backup finished"]

[[procedures]]
id = "evening"
title = "Evening round"
schedule = "daily 00:00"
early = "24h"
targets = ["eu"]
steps = ["Lag is low"]

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["OrdersLag"]

[[procedures.steps]]
title = "Stop it"
undo = "Start it"
run = ["true"]

[[procedures.steps]]
id = "again"
title = "Walk the round"
call = "morning"
"#;

struct Scene {
    setup: Setup,
    schema: Value,
    told: BTreeSet<String>,
}

impl Scene {
    fn new() -> Self {
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
        setup.write_runbook("orders-sync", BOOK);
        let schema = setup.run(&["schema", "json"]);
        let schema = serde_json::from_str(&schema.stdout).unwrap();
        Self {
            setup,
            schema,
            told: BTreeSet::new(),
        }
    }

    /// Runs a command and holds its answer to the schema of its name; gives the answer.
    #[track_caller]
    fn holds(&mut self, name: &str, arguments: &[&str]) -> Value {
        let output = self.setup.run(arguments);
        self.holds_output(name, &output)
    }

    #[track_caller]
    fn holds_output(&mut self, name: &str, output: &Output) -> Value {
        let described = self.schema["answers"]
            .get(format!("rounds {name}"))
            .cloned();
        let described = described.unwrap_or_else(|| panic!("{name} is not described"));
        let text = &output.stdout;
        let answer: Value = serde_json::from_str(text)
            .or_else(|_| serde_json::from_str(text.lines().next().unwrap_or_default()))
            .unwrap_or_else(|error| panic!("{name}: {error}: {output:?}"));
        let mut whole = self.schema.clone();
        whole["$defs"]["this"] = described.clone();
        whole["$ref"] = Value::from("#/$defs/this");
        whole["$id"] = Value::from("https://example.com/answers.json");
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler
            .add_resource("https://example.com/answers.json", whole)
            .unwrap();
        let index = compiler
            .compile("https://example.com/answers.json", &mut schemas)
            .unwrap();
        if let Err(error) = schemas.validate(&answer, index) {
            panic!("{name}: {error:#}");
        }
        // No key goes undescribed.
        let object = match &described["type"] {
            kind if kind == "array" => &described["items"],
            _ => &described,
        };
        let rows = answer
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![answer.clone()]);
        for key in rows
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|row| row.keys())
        {
            assert!(
                object["properties"].get(key).is_some(),
                "{name}: {key} is described nowhere"
            );
        }
        self.told.insert(name.to_owned());
        answer
    }
}

fn last_six(answer: &Value, key: &str) -> String {
    let id = answer[key].as_str().unwrap();
    id[id.len() - 6..].to_owned()
}

#[test]
fn each_answer_is_as_the_schema_describes_it() {
    let mut scene = Scene::new();
    assert_eq!(scene.schema["version"], 1);
    let begun = scene.holds("start", &["start", "morning", "--json"]);
    let run = last_six(&begun, "run");
    scene.holds("note", &["note", "--json", "vendor called"]);
    scene.holds("due", &["due", "--json"]);
    scene.holds(
        "due",
        &[
            "due",
            "orders-sync",
            "--owner",
            "tech",
            "--on",
            "eu",
            "--json",
        ],
    );
    for kind in ["runbooks", "procedures", "runs", "follow-ups"] {
        scene.holds(&format!("list {kind}"), &["list", kind, "--json"]);
    }
    scene.holds("show RUNBOOK", &["show", "orders-sync", "--json"]);
    scene.holds("show PROCEDURE", &["show", "orders-sync/drain", "--json"]);
    scene.holds("show RUN", &["show", &run, "--json"]);
    scene.holds("show RUN --debrief", &["show", &run, "--debrief", "--json"]);
    scene.holds(
        "show RUNBOOK --changes",
        &["show", "orders-sync", "--changes", "--json"],
    );
    scene.holds("find", &["find", "lag", "--json"]);
    scene.holds("do", &["do", &run, "1", "ok", "--json"]);
    scene.holds("do", &["do", &run, "2", "ok", "--json"]);
    scene.holds("run", &["run", &run, "finish", "--json"]);
    scene.holds("alert", &["alert", "OrdersLag", "--json"]);
    let started = scene.holds(
        "alert --start",
        &["alert", "OrdersLag", "--start", "--json"],
    );
    let drain = last_six(&started, "run");
    scene.holds("do", &["do", &drain, "1", "ok", "--json"]);
    scene.holds("do call", &["do", &drain, "again", "call", "--json"]);
    scene.holds("run roll-back", &["run", &drain, "roll-back", "--json"]);
    scene.holds("trust", &["trust", "--list", "--json"]);
    scene.holds(
        "waive",
        &[
            "waive", "evening", "--on", "eu", "--reason", "holiday", "--json",
        ],
    );
    let silence = scene.holds(
        "silence",
        &["silence", "OrdersLag", "--reason", "moves", "--json"],
    );
    let silence = last_six(&silence, "follow_up");
    scene.holds("follow-up list", &["follow-up", "list", "--json"]);
    scene.holds("list follow-ups", &["list", "follow-ups", "--json"]);
    scene.holds(
        "follow-up close",
        &["follow-up", "close", &silence, "--json"],
    );
    let opened = ["escalate", "orders-sync", "sev1", "--title", "x", "--json"];
    let escalation = scene.holds("escalate RUN", &opened);
    let escalation = escalation["escalation"].as_str().unwrap().to_owned();
    scene.holds("escalate", &["escalate", "--json"]);
    scene.holds("ack (nothing named)", &["ack", "--json"]);
    scene.holds("ack", &["ack", &escalation, "--json"]);
    scene.holds("handover", &["handover", "--json"]);
    scene.holds("handover --to", &["handover", "--to", "ops-b", "--json"]);
    scene.holds("ready", &["ready", "--json"]);
    scene.holds("ready RUNBOOK", &["ready", "orders-sync", "--json"]);
    scene.holds("review", &["review", "orders-sync", "--json"]);
    scene.holds("report", &["report", "--json"]);
    scene.holds("check", &["check", "--json"]);
    scene.holds("doctor", &["doctor", "--json"]);
    for verb in ["where", "verify", "tail", "calendar"] {
        scene.holds(&format!("journal {verb}"), &["journal", verb, "--json"]);
    }
    let described = scene.schema["answers"].as_object().unwrap().len();
    assert!(
        scene.told.len() + 19 >= described,
        "{} of {described}",
        scene.told.len()
    );
}

#[test]
fn what_is_narrowed_tells_and_counts_nothing_else() {
    let Scene { setup, .. } = Scene::new();
    setup.write_runbook("shop", "title = \"Shop\"\ntimezone = \"UTC\"\n\n[[procedures]]\nid = \"look\"\ntitle = \"Look\"\nschedule = \"daily 00:00\"\nearly = \"24h\"\nsteps = [\"One\"]\n");
    let items = |arguments: &[&str]| {
        let told = setup.run(&[&["due", "--json"], arguments].concat());
        assert_eq!(told.code, Some(0), "{told:?}");
        let told: Value = serde_json::from_str(&told.stdout).unwrap();
        let items = told["items"].as_array().unwrap().iter();
        let procedures: BTreeSet<_> = items
            .filter(|it| it["standing"] != "rehearse")
            .map(|it| it["procedure"].as_str().unwrap().to_owned())
            .collect();
        procedures.into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        items(&[]),
        "orders-sync/evening orders-sync/morning shop/look"
    );
    assert_eq!(items(&["shop"]), "shop/look");
    assert_eq!(
        items(&["--owner", "ops-a"]),
        "orders-sync/evening orders-sync/morning"
    );
    assert_eq!(items(&["--on", "eu"]), "orders-sync/evening");
    assert_eq!(setup.run(&["due", "--owner", "nobody"]).code, Some(2));
}

#[test]
fn standard_input_is_checked_and_quiet_says_only_what_is_wrong() {
    let Scene { setup, .. } = Scene::new();
    let well = setup.run_with(&["check", "-", "-q"], BOOK);
    assert_eq!((well.code, &*well.stderr), (Some(0), ""), "{well:?}");
    let ill = setup.run_with(&["check", "-"], "title = 5\n");
    assert_eq!(ill.code, Some(1), "{ill:?}");
    assert!(ill.stdout.contains("wrong-type"), "{ill:?}");
    assert_eq!(setup.run_with(&["check", "-", "--fix"], BOOK).code, Some(2));
    let none = setup.run(&["find", "zzzz", "--quiet"]);
    assert_eq!((none.code, &*none.stderr), (Some(1), ""), "{none:?}");
}
