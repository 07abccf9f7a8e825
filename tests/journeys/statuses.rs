//! The statuses that scripts go by: many scenes, each command in each. 0 is never given when
//! it could not be found out, and a "no" stays one.

use crate::kit::{Output, Setup};
use serde_json::Value;
use std::fs;

const GOOD: &str = r#"
title = "Shop"
timezone = "UTC"

[[alerts]]
name = "ShopLag"
severity = "sev2"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLag"]
style = "do-confirm"

[[procedures.steps]]
id = "good"
title = "Good"
run = ["true"]

[[procedures.steps]]
id = "bad"
title = "Bad"
run = ["false"]

[[procedures.steps]]
id = "none"
title = "None"
run = ["no-such-program"]

[[procedures.steps]]
id = "slow"
title = "Slow"
run = ["sleep", "30"]
timeout = "1s"

[[procedures.steps]]
id = "alarm"
title = "Alarm"
run = ["echo", "9"]
take = "([0-9])"
reading = { warn_above = 3, alarm_above = 5 }

[[procedures.steps]]
id = "warning"
title = "Warning"
run = ["echo", "4"]
take = "([0-9])"
reading = { warn_above = 3, alarm_above = 5 }

[[procedures.steps]]
id = "nothing"
title = "Nothing"
run = ["echo", "x"]
take = "([0-9])"
reading = {}

[[procedures.steps]]
id = "hand"
title = "Hand"
reading = { alarm_above = 5 }
"#;

/// Due at every hour and late a minute after it.
const LATE: &str = r#"
title = "Late"
timezone = "UTC"
[[procedures]]
id = "round"
title = "Round"
schedule = "every 1 hours from 00:00"
grace = "1m"
steps = ["Look"]
"#;

const BROKEN: &str = "title = [\n";

fn setup() -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a")
}

fn with(files: &[(&str, &str)]) -> Setup {
    let setup = setup();
    for (name, text) in files {
        setup.write_runbook(name, text);
    }
    setup
}

fn named(setup: Setup) -> Setup {
    let folder = setup.runbooks().display().to_string();
    setup.with("ROUNDS_RUNBOOKS", &folder)
}

/// A good library whose journal had a byte changed.
fn damaged() -> Setup {
    let setup = with(&[("shop", GOOD)]);
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for words in ["one", "two"] {
        let note = setup.run(&["note", words]);
        assert_eq!(note.code, Some(0), "{note:?}");
    }
    let journal = setup.home().join("data/rounds/journal");
    let segments = fs::read_dir(journal).unwrap().filter_map(|writer| {
        let segment = writer.unwrap().path().join("000001.jsonl");
        segment.is_file().then_some(segment)
    });
    for segment in segments {
        let text = fs::read_to_string(&segment).unwrap();
        assert!(text.contains("\"one\""), "{text}");
        fs::write(&segment, text.replace("\"one\"", "\"uno\"")).unwrap();
    }
    setup
}

/// A scene: what it is called, how it is made, and the status of each command in it.
type Scene = (&'static str, fn() -> Setup, &'static [(&'static str, i32)]);

const SCENES: &[Scene] = &[
    (
        "all is well",
        || with(&[("shop", GOOD)]),
        &[
            ("due", 0),
            ("report", 0),
            ("report shop", 0),
            ("check", 0),
            ("ready", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 1),
            ("find drain", 0),
            ("find zzzz", 1),
        ],
    ),
    (
        "every runbook is broken",
        || with(&[("shop", BROKEN)]),
        &[
            ("due", 3),
            ("report", 3),
            ("check", 1),
            ("ready", 3),
            ("alert ShopLag", 3),
            ("find drain", 3),
        ],
    ),
    (
        "one of two is broken",
        || with(&[("shop", GOOD), ("other", BROKEN)]),
        &[
            ("due", 3),
            ("report", 3),
            ("report shop", 0),
            ("check", 1),
            ("ready", 1),
            ("ready shop", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 3),
            ("find drain", 0),
            ("find zzzz", 3),
        ],
    ),
    (
        "a procedure is broken",
        || {
            let more = "[[procedures]]\ntitle = \"B\"\nsteps = []\n";
            with(&[("shop", &format!("{GOOD}\n{more}"))])
        },
        &[
            ("due", 3),
            ("check", 1),
            ("alert ShopLag", 0),
            ("alert B", 3),
        ],
    ),
    (
        "library.toml is broken",
        || with(&[("shop", GOOD), ("library", "timezone = 7\n")]),
        &[("due", 3), ("report", 3), ("check", 1)],
    ),
    (
        "an empty folder was named",
        || named(setup()),
        &[
            ("due", 3),
            ("report", 3),
            ("check", 3),
            ("ready", 3),
            ("alert ShopLag", 3),
            ("find drain", 3),
        ],
    ),
    (
        "a folder was named that is not there",
        || setup().with("ROUNDS_RUNBOOKS", "/nowhere/at/all"),
        &[("due", 3), ("report", 3), ("check", 3), ("alert X", 3)],
    ),
    (
        "a newcomer has nothing yet",
        || {
            let setup = setup();
            fs::remove_dir(setup.runbooks()).unwrap();
            setup
        },
        &[
            ("due", 0),
            ("report", 0),
            ("check", 3),
            ("ready", 3),
            ("alert X", 1),
        ],
    ),
    (
        "an empty folder beside a good one",
        || {
            let setup = with(&[("shop", GOOD)]);
            fs::create_dir(setup.home().join("bare")).unwrap();
            setup
        },
        &[("check", 0), ("check bare", 3), ("check runbooks bare", 3)],
    ),
    (
        "the journal is damaged",
        damaged,
        &[
            ("due", 4),
            ("report", 4),
            ("check", 0),
            ("ready", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 4),
        ],
    ),
    (
        "the journal is damaged and a runbook broken",
        || {
            let setup = damaged();
            setup.write_runbook("other", BROKEN);
            setup
        },
        &[("due", 4), ("report", 4), ("check", 1)],
    ),
];

#[test]
fn well_is_said_only_where_it_was_found_out() {
    let mut wrong = Vec::new();
    for (scene, make, commands) in SCENES {
        let setup = make();
        for (command, status) in *commands {
            let words: Vec<_> = command.split(' ').collect();
            let output = setup.run(&words);
            if output.code != Some(*status) {
                wrong.push(format!("{scene}: {command}: wanted {status}, {output:?}"));
            }
            let json = setup.run(&[&words[..], &["--json"]].concat());
            if json.code != Some(*status) {
                wrong.push(format!(
                    "{scene}: {command} --json: wanted {status}, {json:?}"
                ));
            }
            // A list of what was found holds nothing else; standard error says it.
            let is_list = command.starts_with("find");
            if let Some(why) = untold(&json, *status).filter(|_| !is_list) {
                wrong.push(format!("{scene}: {command} --json: {why} in {json:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What the JSON keeps to itself, where the status says that something could not be read.
fn untold(json: &Output, status: i32) -> Option<String> {
    let value: Value = match serde_json::from_str(&json.stdout) {
        Ok(value) => value,
        // No folder could be looked at: there is no answer, and standard error says why.
        Err(_) if json.stdout.is_empty() && json.stderr.contains("There is no folder") => {
            return None;
        }
        Err(error) => return Some(error.to_string()),
    };
    let told = value["unread"].as_array().map_or(0, Vec::len);
    let newcomer = json.stderr.contains("There are no runbooks");
    (matches!(status, 3 | 4) && told == 0 && !newcomer)
        .then(|| "nothing is told as unread".to_owned())
}

#[test]
fn a_no_stays_a_no_whatever_could_not_be_read() {
    let setup = with(&[("late", LATE), ("other", BROKEN)]);
    // A schedule counts from when it was noticed: the slot that is current then is late by now,
    // but in the first minute of an hour.
    assert_eq!(setup.run(&["note", "x"]).code, Some(0));
    let due = setup.run(&["due", "--json"]);
    let value: Value = serde_json::from_str(&due.stdout).unwrap();
    let overdue = value["overdue"].as_u64().unwrap();
    assert_eq!(due.code, Some(if overdue > 0 { 1 } else { 3 }), "{due:?}");
    assert_eq!(value["unread"][0]["what"], "runbook", "{due:?}");
    assert_eq!(value["unread"][0]["runbook"], "other", "{due:?}");
}

#[test]
fn a_command_that_did_not_come_out_ok_is_no_success() {
    let setup = with(&[("shop", GOOD)]);
    assert_eq!(setup.run(&["trust", "shop", "--yes"]).code, Some(0));
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    let run = run.stdout.trim().to_owned();
    for (step, status, outcome, exit, judgement) in [
        ("good", 0, "\"ok\"", "0", "null"),
        ("bad", 1, "\"not-ok\"", "1", "null"),
        ("none", 1, "null", "null", "null"),
        ("slow", 1, "\"not-ok\"", "null", "null"),
        ("alarm", 1, "\"ok\"", "0", "\"alarm\""),
        ("warning", 0, "\"ok\"", "0", "\"warning\""),
        ("nothing", 1, "null", "0", "null"),
    ] {
        let output = setup.run(&["do", &run, step, "run", "--yes", "--json"]);
        assert_eq!(output.code, Some(status), "{step}: {output:?}");
        let value: Value = serde_json::from_str(&output.stdout).unwrap();
        let told = [
            &value["outcome"],
            &value["exit_status"],
            &value["judgement"],
        ];
        let told = told.map(ToString::to_string);
        assert_eq!(told, [outcome, exit, judgement], "{step}: {output:?}");
        assert_eq!(
            value["why"].is_null(),
            outcome == "\"ok\"",
            "{step}: {output:?}"
        );
    }
    // What an operator says is saved as it is said.
    for (step, answer, status) in [
        ("hand", &["value=9"][..], 0),
        ("none", &["not-ok", "--note", "it is not here"], 0),
        ("good", &["not-ok"], 1),
    ] {
        let output = setup.run(&[&["do", &run, step], answer].concat());
        assert_eq!(output.code, Some(status), "{step}: {output:?}");
    }
}

#[test]
fn an_ending_does_not_claim_that_nothing_else_is_due() {
    let setup = with(&[("shop", GOOD), ("other", BROKEN)]);
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    let run = run.stdout.trim().to_owned();
    let ended = setup.run(&["run", &run, "abandon", "--reason", "wrong shop"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .stdout
            .contains("Nothing else is due in what could be read"),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("1 runbook file has errors"),
        "{ended:?}"
    );
}

#[test]
fn the_statuses_are_told_in_help_and_manual() {
    let setup = setup();
    let topic = setup.run(&["help", "status"]).stdout;
    let page = setup.run(&["man"]).stdout;
    for words in ["A runbook cannot be used", "a problem is an error"] {
        assert!(topic.contains(words) && page.contains(words), "{words}");
    }
}
