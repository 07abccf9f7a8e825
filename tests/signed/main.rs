//! Signatures that count: whose words do, whose do not, and what is said of it. Every forgery here
//! is well formed and rightly chained; what its maker lacks is the key.
#![cfg(unix)]

#[path = "../kit/mod.rs"]
mod kit;

mod forger;
mod forgeries;
mod rewrites;
mod told;
mod words;

use forger::key;
use kit::{Output, Setup};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[owners]
product = { name = "Product", operators = ["ops-b", "ops-c"] }
technical = { name = "Tech", operators = ["ops-a", "ops-b", "ops-c"] }
operations = { name = "Operations", operators = ["ops-a", "ops-b", "ops-c"] }

[change_control]
request = "Here"
approvers = ["technical"]
runbook = "reviewed"

[[waive]]
item = "data"
by = "technical"
reason = "It keeps nothing."
until = 2030-01-01

[[procedures]]
id = "drop"
title = "Drop a topic"
steps = [
  { id = "drop", title = "Drop it", sign_off = "technical" },
  "Tell them",
]
"#;

/// A list of keys that is shipped beside the runbooks.
const LIST: &str = "allowed_signers";

/// A team of which two have keys, at one machine.
struct Team {
    setup: Setup,
    keys: [(PathBuf, String); 2],
}

fn has_ssh_keygen() -> bool {
    let has = Command::new("sh")
        .args(["-c", "command -v ssh-keygen"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("skipped: ssh-keygen is not installed, so nothing can be signed");
    }
    has
}

fn said(output: &Output) -> String {
    format!("{}{}", output.stdout, output.stderr)
}

impl Team {
    /// Whose list names ops-a and ops-b.
    fn new() -> Self {
        let team = Self::without_list(BOOK);
        team.list(&[("ops-a", 0), ("ops-b", 1)]);
        team
    }

    fn without_list(book: &str) -> Self {
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
        setup.write_runbook("orders", book);
        let keys = [key(&setup, "key-a"), key(&setup, "key-b")];
        for (name, (path, _)) in ["ops-a", "ops-b"].iter().zip(&keys) {
            let config = format!("[team]\nsigning_key = \"{}\"\n", path.display());
            fs::write(setup.home().join(format!("{name}.toml")), config).unwrap();
        }
        for name in ["ops-c", "ops-d"] {
            fs::write(setup.home().join(format!("{name}.toml")), "").unwrap();
        }
        Self { setup, keys }
    }

    /// Writes the list of keys.
    fn list(&self, whose: &[(&str, usize)]) {
        let lines = whose
            .iter()
            .map(|(name, key)| format!("{name} {}\n", self.keys[*key].1));
        let text: String = lines.collect();
        fs::write(self.setup.runbooks().join(LIST), text).unwrap();
    }

    /// Runs it as an operator, with their settings.
    fn by(&self, operator: &str, arguments: &[&str]) -> Output {
        let config = self.setup.home().join(format!("{operator}.toml"));
        let mut command = self.setup.command(self.setup.program());
        let given = command
            .env("ROUNDS_CONFIG", config)
            .env("ROUNDS_OPERATOR", operator)
            .args(arguments)
            .output()
            .unwrap();
        Output {
            stdout: String::from_utf8(given.stdout).unwrap(),
            stderr: String::from_utf8(given.stderr).unwrap(),
            code: given.status.code(),
        }
    }

    fn well(&self, operator: &str, arguments: &[&str]) -> String {
        let output = self.by(operator, arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}: {}", said(&output));
        output.stdout
    }

    fn json(&self, operator: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.well(operator, arguments)).unwrap()
    }

    /// What somebody reads, whether the record is whole or not.
    fn seen(&self, operator: &str, arguments: &[&str]) -> Value {
        let output = self.by(operator, arguments);
        let is_answered = matches!(output.code, Some(0 | 4));
        assert!(is_answered, "{arguments:?}: {}", said(&output));
        serde_json::from_str(&output.stdout).unwrap()
    }

    fn journal(&self) -> PathBuf {
        self.setup.home().join("data/rounds/journal")
    }

    /// The writer of an operator.
    fn writer(&self, operator: &str) -> String {
        let mut folders = fs::read_dir(self.journal()).unwrap();
        folders
            .find_map(|item| {
                let name = item.unwrap().file_name().into_string().unwrap();
                name.starts_with(&format!("{operator}@")).then_some(name)
            })
            .unwrap()
    }

    fn journal_id(&self) -> String {
        let writer = self.writer("ops-c");
        let text = fs::read_to_string(self.journal().join(writer).join("000001.jsonl")).unwrap();
        let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        first["events"][0]["journal"].as_str().unwrap().to_owned()
    }
}

/// What there is to be said yes to: a change, a step, a shift.
struct Asked {
    change: String,
    /// The move that an approval replaces.
    review: String,
    run: String,
    /// The answer that is to be signed.
    answer: String,
    handover: String,
}

impl Team {
    /// Somebody without a key asks for everything.
    fn ask(&self) -> Asked {
        let change = self.json(
            "ops-c",
            &[
                "follow-up",
                "add",
                "change",
                "Drop the old topic",
                "--runbook",
                "orders",
                "--json",
            ],
        );
        let change = change["follow_up"].as_str().unwrap().to_owned();
        let moved = ["follow-up", "move", &change, "reviewed", "--json"];
        let review = self.json("ops-d", &moved)["entry"]
            .as_str()
            .unwrap()
            .to_owned();
        let run = self.well("ops-c", &["start", "orders/drop", "--no-open"]);
        let run = run.trim().to_owned();
        let done = self.json("ops-c", &["do", &run, "drop", "ok", "--json"]);
        let answer = done["entries"][0].as_str().unwrap().to_owned();
        let given = self.json("ops-c", &["handover", "--json", "--to", "ops-a"]);
        let handover = given["handover"].as_str().unwrap().to_owned();
        Asked {
            change,
            review,
            run,
            answer,
            handover,
        }
    }

    /// Whether the change is approved, the step signed, the shift accepted, the waiver in force,
    /// as anybody sees it.
    fn counts(&self, asked: &Asked) -> [bool; 4] {
        let change = self.seen("ops-c", &["follow-up", "show", &asked.change, "--json"]);
        let next = self.seen("ops-c", &["show", &asked.run, "--json"]);
        let shift = self.seen("ops-c", &["handover", "--json"]);
        let ready = self.by("ops-c", &["ready", "orders", "--json"]);
        let ready: Value = serde_json::from_str(&ready.stdout).unwrap();
        let items = ready["items"].as_array().unwrap();
        let data = items.iter().find(|item| item["id"] == "data").unwrap();
        [
            change["state"] == "approved",
            !next["boxes"][0]["signed"].is_null(),
            shift["waiting"].is_null(),
            data["standing"] == "waived",
        ]
    }
}

/// A copy of a team's record at another machine, which never wrote into it.
fn elsewhere(team: &Team) -> Team {
    let other = Team::without_list(BOOK);
    fs::copy(
        team.setup.runbooks().join(LIST),
        other.setup.runbooks().join(LIST),
    )
    .unwrap();
    fs::create_dir_all(other.journal()).unwrap();
    copy(&team.journal(), &other.journal());
    other
}

fn copy(from: &Path, to: &Path) {
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let name = item.file_name();
        // A lock is a machine's.
        if name.to_string_lossy().starts_with("lock.") {
            continue;
        }
        let target = to.join(&name);
        if item.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&item.path(), &target);
        } else {
            fs::copy(item.path(), &target).unwrap();
        }
    }
}
