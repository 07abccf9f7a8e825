//! What programs get: each answer of `--json` is as `rounds schema json` describes it.

use crate::kit::{Output, Setup};
use crate::scene::host;
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
    /// Answers that were held.
    told: BTreeSet<String>,
    /// Shapes that stood in them.
    shown: BTreeSet<String>,
}

/// Lets no object have a key that is described nowhere, at any depth.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("properties").is_some_and(Value::is_object) {
                object.insert("additionalProperties".to_owned(), Value::from(false));
            }
            object.values_mut().for_each(closed);
        }
        Value::Array(list) => list.iter_mut().for_each(closed),
        _ => {}
    }
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
            shown: BTreeSet::new(),
        }
    }

    /// Notes which shapes an answer has shown.
    fn reach(&mut self, schema: &Value, answer: &Value) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            self.shown.insert(name.to_owned());
            let shape = self.schema["$defs"][name].clone();
            return self.reach(&shape, answer);
        }
        if let (Some(either), false) = (schema["anyOf"].as_array(), answer.is_null()) {
            self.reach(&either[0], answer);
        }
        let items = answer.as_array().into_iter().flatten();
        items.for_each(|item| self.reach(&schema["items"], item));
        for (key, value) in answer.as_object().into_iter().flatten() {
            let of_key = schema["properties"].get(key);
            let by_name = schema.get("additionalProperties");
            if let Some(schema) = of_key.or(by_name) {
                self.reach(schema, value);
            }
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
        closed(&mut whole);
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
        self.reach(&described, &answer);
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
    for kind in ["runbooks", "procedures", "runs", "follow-ups", "board"] {
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
    scene.holds(
        "alert --start",
        &["alert", "nobody knows", "--start", "--json"],
    );
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
    scene.holds("init", &["init", "more", "--json"]);
    scene.holds("new", &["new", "Ware house", "--json"]);
    let quiet = scene.setup.run(&["trust", "ware-house", "--json"]);
    assert_eq!(
        (quiet.code, quiet.stdout.trim()),
        (Some(0), "[]"),
        "{quiet:?}"
    );
    let open = ["journal", "settle", "--json"];
    scene.holds("journal settle (nothing named)", &open);
    let theirs = scene.setup.run(&["--operator", "ops-x", "note", "made up"]);
    let theirs = theirs.stdout.trim_start_matches("saved ").split(':').next();
    let writer = theirs.unwrap().to_owned();
    let settle = [
        "journal",
        "settle",
        "--word-of",
        &writer,
        "--reason",
        "made up",
        "--json",
    ];
    scene.holds("journal settle", &settle);
    let key = scene.setup.home().join("key");
    let key = key.to_str().unwrap();
    let made = ["-q", "-t", "ed25519", "-N", "", "-f", key];
    let made = scene.setup.command("ssh-keygen").args(made).status();
    assert!(made.unwrap().success(), "seals are made with ssh-keygen");
    scene.holds("journal seal", &["journal", "seal", "--key", key, "--json"]);
    scene.rarer();
    scene.told_elsewhere();
    let all = scene.schema["answers"].as_object().unwrap().keys();
    let missing: Vec<_> = all
        .filter(|it| !scene.told.contains(&it["rounds ".len()..]))
        .collect();
    assert_eq!(missing, ["rounds journal forks", "rounds show"]);
    // What a damaged or a forking record has to say, what wants more than a day or a second
    // machine, and what is only ever taken over by others.
    let rare = [
        "against",
        "calendar_day",
        "injected",
        "period",
        "rehearsed",
        "doubtful",
        "too_fast",
        "waiver",
        "carried",
        "closed",
        "damage",
        "finding",
        "fixed",
        "follow_up",
        "foreign",
        "fork",
        "fork_side",
        "lost",
        "line_place",
        "removed_object",
        "saved_follow_up",
        "settlement",
        "sync",
        "commit",
        "unconfirmed",
    ];
    let all = scene.schema["$defs"].as_object().unwrap().keys();
    let missing: Vec<_> = all
        .filter(|it| !scene.shown.contains(*it) && !rare.contains(&it.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

const STOCK: &str = r#"
title = "Stock"
timezone = "UTC"
links = { Board = "https://example.com/stock" }

[owners]
technical = { name = "Tech", operators = ["ops-a", "ops-c"] }
operations = { name = "Ops", operators = ["ops-a", "ops-b"] }

[[contacts]]
id = "on-call"
name = "Stock on call"
contact = "pager"
hours = "24/7"

[on_call]
rota = [{ contact = "on-call", operators = ["ops-a", "ops-b"], turn = "weekly mon 09:00", from = 2026-08-17 }]

[[escalation]]
severity = "sev1"
means = "Nothing leaves"
respond_within = "15m"
resolve_within = "4h"
path = [{ contact = "on-call" }]

[[alerts]]
name = "StockLow"
severity = "sev1"
means = "Something runs out"

[targets.prod-eu]
CONTEXT = "prod"

[[credentials]]
name = "stock user"
stored_in = "the vault"
request = "A form"
access = "count"
rotate = "count"
rotate_every = "91 days"

[stabilization]
starts = 2026-08-20
ends = 2036-10-15

[change_control]
request = "Open a change here"
reviewers = ["technical"]
approvers = ["technical"]

[[waive]]
item = "weekly"
by = "technical"
reason = "Nothing happens by the week"
until = 2036-06-30

[[procedures]]
id = "count"
title = "Count the stock"
schedule = "daily 00:00"
early = "24h"
alerts = ["StockLow"]
rehearse_every = "92 days"

[[procedures.steps]]
id = "depth"
title = "Count the shelves"
reading = { unit = "boxes", warn_below = 2 }

[[procedures.steps]]
id = "each"
title = "Look everywhere"
each = ["left", "right"]

[[procedures.steps]]
id = "tell"
title = "Say it"
run = ["echo", "done"]
sign_off = "technical"

[[procedures.rehearsal]]
title = "A slow morning"
scenario = "The lag grows"
answers = { depth = "1" }
surprises = [{ after = "depth", say = "The phone rings" }]

[[procedures]]
id = "broken"
title = "Broken"
schedule = "whenever"
steps = ["One"]
"#;

impl Scene {
    /// A runbook with all that a runbook can have, a rehearsal, follow-ups, a shift that is given
    /// and taken: what answers hold only then.
    fn rarer(&mut self) {
        self.setup.write_runbook("stock", STOCK);
        for arguments in [
            &["show", "stock", "--json"][..],
            &["show", "stock/count", "--json"],
        ] {
            let name = if arguments[1].contains('/') {
                "show PROCEDURE"
            } else {
                "show RUNBOOK"
            };
            self.holds(name, arguments);
        }
        self.holds("check", &["check", "--json"]);
        self.holds("due", &["due", "--json"]);
        self.holds(
            "silence",
            &["silence", "StockLow", "--reason", "moves", "--json"],
        );
        self.holds("alert", &["alert", "StockLow", "--json"]);
        let begun = self.holds(
            "start",
            &[
                "start",
                "stock/count",
                "--rehearse",
                "--scenario",
                "A slow morning",
                "--json",
            ],
        );
        let run = last_six(&begun, "run");
        let question = [
            "follow-up",
            "add",
            "question",
            "Why?",
            "--run",
            &run,
            "--step",
            "depth",
            "--json",
        ];
        let question = self.holds("follow-up add", &question);
        let question = last_six(&question, "follow_up");
        self.holds(
            "follow-up note",
            &["follow-up", "note", &question, "Hm", "--json"],
        );
        self.holds(
            "follow-up set",
            &["follow-up", "set", &question, "--owner", "ops-b", "--json"],
        );
        self.holds(
            "follow-up show",
            &["follow-up", "show", &question, "--json"],
        );
        self.holds("do", &["do", &run, "depth", "value=3", "--json"]);
        self.holds(
            "do",
            &[
                "do",
                &run,
                "each/left",
                "not-ok",
                "--note",
                "dark",
                "--json",
            ],
        );
        self.holds(
            "do",
            &[
                "do",
                &run,
                "each/right",
                "defer",
                "--reason",
                "locked",
                "--json",
            ],
        );
        self.holds("show RUN --debrief", &["show", &run, "--debrief", "--json"]);
        for box_left in ["each/left", "tell"] {
            let skip = ["do", &run, box_left, "skip", "--reason", "later"];
            self.setup.run(&skip);
        }
        self.holds("run", &["run", &run, "finish", "--json"]);
        // A rehearsal tells what it had in store once it has ended.
        self.holds("show RUN --debrief", &["show", &run, "--debrief", "--json"]);
        let begun = self.holds("start", &["start", "stock/count", "--json"]);
        let run = last_six(&begun, "run");
        self.holds("do", &["do", &run, "depth", "value=3", "--json"]);
        self.holds(
            "do",
            &[
                "do",
                &run,
                "depth",
                "value=4",
                "--correct",
                "--reason",
                "typo",
                "--json",
            ],
        );
        self.holds(
            "do",
            &[
                "do",
                &run,
                "each/left",
                "defer",
                "--reason",
                "locked",
                "--json",
            ],
        );
        self.holds("do", &["do", &run, "each/right", "ok", "--json"]);
        self.setup.run(&["trust", "stock/count", "--yes"]);
        self.holds("do", &["do", &run, "tell", "run", "--yes", "--json"]);
        self.holds(
            "run",
            &[
                "run",
                &run,
                "sign",
                "--step",
                "tell",
                "--operator",
                "ops-c",
                "--json",
            ],
        );
        let again = ["do", &run, "each/right", "ok", "--again"];
        self.setup
            .run(&[&again[..], &["--operator", "ops-b"]].concat());
        self.holds("show RUN", &["show", &run, "--json"]);
        self.holds("show RUN --debrief", &["show", &run, "--debrief", "--json"]);
        self.holds("run", &["run", &run, "finish", "--json"]);
        self.holds("show PROCEDURE", &["show", "stock/count", "--json"]);
        self.holds("report", &["report", "--json"]);
        self.setup
            .run(&["ready", "stock", "--accept-waiver", "weekly"]);
        self.holds("ready RUNBOOK", &["ready", "stock", "--json"]);
        self.holds("journal calendar", &["journal", "calendar", "--json"]);
        let (sound, _) = STOCK.split_once("[[procedures]]\nid = \"broken\"").unwrap();
        self.setup.write_runbook("stock", sound);
        let redline = [
            "follow-up",
            "redline",
            "stock/count",
            "depth",
            "title",
            "Count it all",
            "--json",
        ];
        let redline = self.holds("follow-up redline", &redline);
        let redline = last_six(&redline, "follow_up");
        self.holds("follow-up show", &["follow-up", "show", &redline, "--json"]);
        for state in ["reviewed", "approved"] {
            self.holds(
                "follow-up move",
                &[
                    "follow-up",
                    "move",
                    &redline,
                    state,
                    "--operator",
                    "ops-c",
                    "--json",
                ],
            );
        }
        self.holds(
            "follow-up apply",
            &["follow-up", "apply", &redline, "--write", "--json"],
        );
        self.setup.run(&["list", "runs"]);
        self.holds(
            "show RUNBOOK --changes",
            &["show", "stock", "--changes", "--json"],
        );
        self.holds("handover", &["handover", "--json"]);
        self.setup.run(&[
            "handover",
            "--accept",
            "--operator",
            "ops-b",
            "--rest",
            "--hand-back",
            "1=yours",
        ]);
        self.holds("handover", &["handover", "last", "--json"]);
    }

    /// What is told beyond the terminal, and what comes from elsewhere.
    fn told_elsewhere(&mut self) {
        let home = self.setup.home().to_owned();
        self.setup
            .run(&["note", "--even-so", "password=hunter2hunter2"]);
        self.holds("journal scan", &["journal", "scan", "--json"]);
        std::fs::write(
            home.join("page.md"),
            "# Restart\n\n1. Stop it\n2. Start it\n",
        )
        .unwrap();
        let page = home.join("page.md").display().to_string();
        self.holds("import", &["import", &page, "--dry-run", "--json"]);
        let config = home.join("config/rounds");
        std::fs::create_dir_all(&config).unwrap();
        let mine = |path: &std::path::Path, mode| {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mine(&home.join("config"), 0o755);
        mine(&config, 0o755);
        let host = host();
        let config = config.join("config.toml");
        let text = format!(
            "[hooks]\nhost = \"{}\"\non_escalation = \"/bin/false\"\n",
            host
        );
        std::fs::write(&config, text).unwrap();
        mine(&config, 0o644);
        self.holds("hooks test", &["hooks", "test", "--json"]);
        self.holds("hooks run", &["hooks", "run", "--json"]);
        self.setup
            .run(&["escalate", "stock", "sev1", "--title", "x"]);
        self.holds("hooks run", &["hooks", "run", "--json"]);
        std::fs::create_dir(home.join("share")).unwrap();
        let share = home.join("share").display().to_string();
        self.holds("join", &["join", &share, "--json"]);
        self.holds("sync", &["sync", "--json"]);
        self.holds("team", &["team", "--json"]);
        self.holds("claim", &["claim", "--json"]);
    }
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
