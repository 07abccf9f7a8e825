//! What the world outside is told while no screen is open.

use crate::kit::Setup;
use crate::scene::host;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
steps = ["Lag is low"]
"#;

/// A home whose hooks run this script, which keeps what it read.
struct Scene {
    setup: Setup,
}

impl Scene {
    fn new(more: &str) -> Self {
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
        setup.write_runbook("orders-sync", BOOK);
        let scene = Self { setup };
        scene.script("cat >> \"$HOME/heard\"\necho \"$#\" >> \"$HOME/arguments\"");
        let hook = scene.place("hook").display().to_string();
        scene.config(&format!(
            "[hooks]\nhost = \"{}\"\non_escalation = \"{hook}\"\non_silence_end = \"{hook}\"\non_handover = \"{hook}\"\n{more}",
            host()
        ));
        scene
    }

    fn place(&self, name: &str) -> PathBuf {
        self.setup.home().join(name)
    }

    fn script(&self, text: &str) {
        let path = self.place("hook");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn config(&self, text: &str) -> PathBuf {
        let folder = self.place("config/rounds");
        fs::create_dir_all(&folder).unwrap();
        for it in [&folder, folder.parent().unwrap()] {
            fs::set_permissions(it, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let path = folder.join("config.toml");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        path
    }

    #[track_caller]
    fn ok(&self, arguments: &[&str]) -> String {
        let told = self.setup.run(arguments);
        assert_eq!(told.code, Some(0), "{arguments:?}: {told:?}");
        told.stdout
    }

    fn heard(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.place("heard")).unwrap_or_default();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect()
    }
}

#[test]
fn each_thing_is_told_once_and_what_stood_before_the_first_run_never() {
    let scene = Scene::new("");
    scene.ok(&["escalate", "orders-sync", "sev1", "--title", "before"]);
    let first = scene.setup.run(&["hooks", "run"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.stderr.contains("nothing was told"), "{first:?}");
    assert_eq!(scene.heard(), Vec::<Value>::new());

    scene.ok(&[
        "escalate",
        "orders-sync",
        "sev1",
        "--title",
        "finance $(id) waits",
    ]);
    scene.ok(&["silence", "OrdersLag", "--reason", "the database moves"]);
    scene.ok(&["handover", "--to", "ops-b"]);
    let told = scene.ok(&["hooks", "run"]);
    assert!(told.contains("on_escalation: sev1: finance"), "{told}");
    let heard = scene.heard();
    let events: Vec<_> = heard
        .iter()
        .map(|it| it["event"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["escalation", "handover"]);
    let escalation = &heard[0];
    assert_eq!(escalation["version"], 1);
    assert_eq!(escalation["summary"], false);
    assert_eq!(escalation["items"][0]["state"], "opened");
    assert_eq!(escalation["items"][0]["severity"], "sev1");
    let key = escalation["key"].as_str().unwrap();
    assert!(key.starts_with("rounds/escalation/") && key.ends_with("/opened"));
    // What the record says never stands among the arguments.
    assert_eq!(
        fs::read_to_string(scene.place("arguments")).unwrap(),
        "0\n0\n"
    );

    assert_eq!(scene.ok(&["hooks", "run"]), "");
    assert_eq!(scene.heard().len(), 2);
    let json: Value = serde_json::from_str(&scene.ok(&["hooks", "run", "--json"])).unwrap();
    assert_eq!(
        (&json["sent"], &json["first_run"]),
        (&Value::Array(vec![]), &Value::Bool(false))
    );
}

#[test]
fn what_failed_is_sent_again_with_the_same_words_and_the_same_key() {
    let scene = Scene::new("");
    scene.ok(&["hooks", "run"]);
    scene.ok(&["escalate", "orders-sync", "sev1", "--title", "one"]);
    scene.script("cat >> \"$HOME/tried\"\necho no route to the pager >&2\nexit 7");
    for tries in ["It is tried again", "Tried 2 times"] {
        let failed = scene.setup.run(&["hooks", "run"]);
        assert_eq!(failed.code, Some(1), "{failed:?}");
        for words in ["exit status 7", "no route to the pager", tries] {
            assert!(failed.stderr.contains(words), "{words} in {failed:?}");
        }
    }
    // One that is killed behind its hook sends again: at least once.
    scene.script("cat >> \"$HOME/tried\"\nkill -9 $PPID");
    assert_eq!(scene.setup.run(&["hooks", "run"]).code, None);
    scene.script("cat >> \"$HOME/tried\"");
    scene.ok(&["hooks", "run"]);
    let tried = fs::read_to_string(scene.place("tried")).unwrap();
    let lines: BTreeSet<_> = tried.lines().collect();
    assert_eq!((tried.lines().count(), lines.len()), (4, 1), "{tried}");
    assert_eq!(scene.ok(&["hooks", "run"]), "");
}

/// What is told of one thing arrives in its order, and what nobody wants any more is no success.
#[test]
fn an_end_waits_for_its_beginning_and_what_has_no_hook_is_said() {
    let scene = Scene::new("");
    scene.ok(&["hooks", "run"]);
    let open = |title: &str| {
        let open = [
            "escalate",
            "orders-sync",
            "sev1",
            "--title",
            title,
            "--json",
        ];
        let opened: Value = serde_json::from_str(&scene.ok(&open)).unwrap();
        opened["escalation"].as_str().unwrap().to_owned()
    };
    let id = open("one");
    scene.script("grep -q one && exit 7\nexit 0");
    let json = |code: i32| -> Value {
        let told = scene.setup.run(&["hooks", "run", "--json"]);
        assert_eq!(told.code, Some(code), "{told:?}");
        serde_json::from_str(&told.stdout).unwrap()
    };
    json(1);
    scene.ok(&["escalate", &id, "--resolved", "up"]);
    open("two");
    let told = json(1);
    let many = |key: &str| told[key].as_array().unwrap().len();
    let counts = ["failed", "held", "sent", "dropped"].map(many);
    assert_eq!(counts, [1, 1, 1, 0], "{told}");
    assert!(
        told["held"][0]["words"]
            .as_str()
            .unwrap()
            .contains("resolved"),
        "{told}"
    );
    let hook = scene.place("hook").display().to_string();
    scene.config(&format!(
        "[hooks]\nhost = \"{}\"\non_handover = \"{hook}\"\n",
        host()
    ));
    let told = json(1);
    let many = |key: &str| told[key].as_array().unwrap().len();
    assert_eq!(["failed", "sent", "dropped"].map(many), [0, 0, 2], "{told}");
    let told = json(0);
    assert_eq!(told["dropped"], Value::Array(vec![]), "{told}");
    // It is another machine's turn: that is an answer, too.
    scene.config("[hooks]\nhost = \"another\"\non_handover = \"false\"\n");
    let told = json(0);
    assert!(told["idle"].as_str().unwrap().contains("another"), "{told}");
}

#[test]
fn many_at_once_come_as_one() {
    let scene = Scene::new("");
    scene.ok(&["hooks", "run"]);
    for number in 0..11 {
        let title = format!("outage {number}");
        scene.ok(&["escalate", "orders-sync", "sev1", "--title", &title]);
    }
    scene.ok(&["hooks", "run"]);
    let heard = scene.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0]["summary"], true);
    assert_eq!(heard[0]["items"].as_array().unwrap().len(), 11);
}

#[test]
fn hooks_are_run_by_the_machine_that_is_named_and_by_nobody_elses_word() {
    let scene = Scene::new("");
    let path = scene.config("[hooks]\nhost = \"another\"\non_escalation = \"false\"\n");
    let other = scene.setup.run(&["hooks", "run"]);
    assert_eq!(other.code, Some(0), "{other:?}");
    assert!(other.stderr.contains("run by another"), "{other:?}");
    for (text, words) in [
        ("", "There are no hooks"),
        ("[hooks]\nhost = \"h\"\n", "names no command"),
        ("[hooks]\non_missed = \"true\"\n", "names no host"),
        (
            "[hooks]\nhost = \"h\"\non_misst = \"true\"\n",
            "has mistakes",
        ),
    ] {
        scene.config(text);
        let told = scene.setup.run(&["hooks", "run"]);
        assert_eq!(told.code, Some(5), "{text}: {told:?}");
        assert!(told.stderr.contains(words), "{text}: {told:?}");
    }
    scene.config(&format!(
        "[hooks]\nhost = \"{}\"\non_missed = \"true\"\n",
        host()
    ));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    for verb in ["run", "test"] {
        let told = scene.setup.run(&["hooks", verb]);
        assert_eq!(told.code, Some(5), "{told:?}");
        assert!(told.stderr.contains("Others can write"), "{told:?}");
    }
}

#[test]
fn a_test_arrives_and_sees_the_variables_that_are_let_through_and_no_other() {
    let scene = Scene::new("pass_env = [\"PD_TOKEN\"]\n");
    scene.script("cat >> \"$HOME/heard\"\necho \"$PD_TOKEN:$OTHER\" >> \"$HOME/seen\"");
    let Scene { setup } = scene;
    let scene = Scene {
        setup: setup.with("PD_TOKEN", "t0").with("OTHER", "no"),
    };
    scene.ok(&["hooks", "test", "on_handover"]);
    assert_eq!(fs::read_to_string(scene.place("seen")).unwrap(), "t0:\n");
    let heard = scene.heard();
    assert_eq!(
        (&heard[0]["test"], &heard[0]["event"]),
        (&Value::Bool(true), &Value::from("handover"))
    );
    scene.ok(&["hooks", "test"]);
    assert_eq!(scene.heard().len(), 4);
    assert_eq!(scene.setup.run(&["hooks", "test", "on_fire"]).code, Some(2));
    assert_eq!(
        scene.setup.run(&["hooks", "test", "on_missed"]).code,
        Some(2)
    );
    scene.script("exit 3");
    let failed = scene.setup.run(&["hooks", "test", "on_handover"]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(
        scene
            .ok(&["hooks", "units"])
            .contains("hooks run --journal")
    );
}
