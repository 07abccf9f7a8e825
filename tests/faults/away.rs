//! The journal is taken away between any two system calls of any command, as when its disk is
//! unmounted, and is put back afterwards: nothing is founded in its place, nothing that was called
//! saved is lost, and no answer is given as if there were nothing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::kit::{Output, Setup};
use crate::scene::{
    acknowledged, assert_goes_on, figure, has_tool, is_whole, note, rounds, skipped,
};
use crate::traced::{can_trace, points, standstill, traced};

const ROUND: &str = r#"
title = "Shop"
timezone = "UTC"

[[alerts]]
name = "ShopLag"
severity = "sev2"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLag"]
steps = ["Lag is low", "Backup finished", "Nobody complains"]
"#;

/// What a command does with the record.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    /// It saves something.
    Saves,
    /// It answers, and the same again as long as nothing is saved.
    Tells,
    /// It answers, and says the time as well.
    Looks,
}
use Does::{Looks, Saves, Tells};

const COMMANDS: &[(&str, Does)] = &[
    ("note one", Saves),
    ("start shop/drain --no-open --rehearse", Saves),
    ("do RUN backup-finished ok", Saves),
    ("do RUN backup-finished ok --attach FILE", Saves),
    ("run RUN abandon --reason over", Saves),
    ("follow-up add issue more", Saves),
    ("follow-up set ISSUE --owner ops-b", Saves),
    ("follow-up close ISSUE --reason done", Saves),
    ("silence ShopLag --until 2099-01-01 --reason moving", Saves),
    ("escalate shop sev2 --title help", Saves),
    ("handover --give", Saves),
    ("journal remove-evidence EVIDENCE --reason wrong", Saves),
    ("journal export", Tells),
    ("journal tail", Tells),
    ("journal scan", Tells),
    ("list runs --json", Tells),
    ("list procedures", Tells),
    ("find zzzz", Tells),
    ("metrics", Looks),
    ("due", Looks),
    ("list follow-ups", Looks),
    ("show RUN", Looks),
    ("show ISSUE", Looks),
    ("handover", Looks),
    ("report", Looks),
    ("ready", Looks),
    ("team", Looks),
    ("doctor", Looks),
    ("alert ShopLag", Looks),
    ("journal verify", Looks),
    ("journal where", Looks),
    ("journal calendar", Looks),
    ("journal settle", Looks),
    ("journal confirm", Looks),
    ("journal forks", Looks),
];

struct Scene {
    setup: Setup,
    saved: Vec<String>,
    names: [(&'static str, String); 4],
}

impl Scene {
    fn begin() -> Self {
        let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
        setup.write_runbook("shop", ROUND);
        let file = setup.home().join("seen.txt");
        fs::write(&file, "what was seen").unwrap();
        let saved = vec![note(&setup, "before")];
        let told = |words: &[&str]| -> Value {
            let output = setup.run(words);
            assert_eq!(output.code, Some(0), "{output:?}");
            serde_json::from_str(&output.stdout).unwrap()
        };
        let run = told(&["start", "shop/drain", "--no-open", "--json"]);
        let issue = told(&["follow-up", "add", "issue", "slow", "--json"]);
        let path = file.to_str().unwrap();
        let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
        let with = [
            "do",
            &text(&run, "run"),
            "lag-is-low",
            "ok",
            "--attach",
            path,
        ];
        let with = setup.run(&with);
        assert_eq!(with.code, Some(0), "{with:?}");
        let objects = fs::read_dir(journal(&setup).join("objects")).unwrap();
        let mut objects = objects.map(|item| item.unwrap());
        let is_evidence = |it: &fs::DirEntry| fs::read(it.path()).unwrap() == b"what was seen";
        let evidence = objects.find(is_evidence).unwrap().file_name();
        let names = [
            ("RUN", text(&run, "run")),
            ("ISSUE", text(&issue, "follow_up")),
            ("FILE", path.to_owned()),
            ("EVIDENCE", evidence.into_string().unwrap()),
        ];
        Self {
            setup,
            saved,
            names,
        }
    }

    fn words(&self, command: &str) -> Vec<String> {
        let name = |word: &str| {
            let known = self.names.iter().find(|(name, _)| *name == word);
            known.map_or(word.to_owned(), |(_, id)| id.clone())
        };
        command.split(' ').map(name).collect()
    }

    fn entries(&self) -> usize {
        let export = self.setup.run(&["journal", "export"]);
        assert_eq!(export.code, Some(0), "{export:?}");
        export.stdout.lines().count()
    }

    /// The command, from which the journal is taken at a call; none where it never came to that.
    fn without(&self, command: &str, (call, nth): &(String, usize)) -> Option<Output> {
        let log = self.setup.home().join("calls");
        let inject = format!("inject={call}:signal=SIGSTOP:when={nth}");
        let mut child = traced(&self.setup, &log, Some(&inject))
            .args(self.words(command))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stopped = standstill(&mut child, &log);
        if let Some(process) = &stopped {
            fs::rename(journal(&self.setup), self.away()).unwrap();
            // Another thread may come to as many such calls, and stand still there.
            while child.try_wait().unwrap().is_none() {
                let mut go_on = Command::new("kill");
                let _ = go_on
                    .args(["-CONT", process])
                    .stderr(Stdio::null())
                    .status();
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
        let given = child.wait_with_output().unwrap();
        stopped.map(|_| Output {
            stdout: String::from_utf8(given.stdout).unwrap(),
            stderr: String::from_utf8(given.stderr).unwrap(),
            code: given.status.code(),
        })
    }

    fn away(&self) -> PathBuf {
        self.setup.home().join("away")
    }
}

fn journal(setup: &Setup) -> PathBuf {
    setup.home().join("data/rounds/journal")
}

#[test]
fn a_journal_taken_away_under_any_command_is_neither_founded_anew_nor_told_as_empty() {
    if !has_tool("strace") || !can_trace() {
        skipped("no strace that may trace here, so no command can be stopped on its way");
        return;
    }
    let (mut tried, mut number, mut refused) = (0, 0, 0);
    // A prime, so that a part of the points is spread over calls and commands alike.
    let stride = if is_whole() { 1 } else { 61 };
    for (command, does) in COMMANDS {
        let scene = Scene::begin();
        let undisturbed = scene.setup.run(
            &scene
                .words(command)
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        );
        let scene = Scene::begin();
        let log = scene.setup.home().join("calls");
        let whole = traced(&scene.setup, &log, None)
            .args(scene.words(command))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(
            whole.status.code(),
            undisturbed.code,
            "{command}: {whole:?}"
        );
        for point in points(&log) {
            number += 1;
            if number % stride != 0 {
                continue;
            }
            tried += 1;
            refused += usize::from(taken_at(command, *does, &point));
        }
    }
    assert!(tried > 30 && refused > 10, "{tried} of {number}, {refused}");
    figure(&format!(
        "{tried} of {number} steps of {} commands tried at which the journal is taken away, {refused} of them refused",
        COMMANDS.len()
    ));
}

/// Takes the journal away at one point of a command; says whether that was refused.
fn taken_at(command: &str, does: Does, point: &(String, usize)) -> bool {
    let about = format!("{command}, {}:{}", point.0, point.1);
    let mut scene = Scene::begin();
    let words = scene.words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let before = scene.entries();
    let undisturbed = (does == Tells).then(|| scene.setup.run(&words));
    let Some(output) = scene.without(command, point) else {
        return false;
    };
    let founded = journal(&scene.setup);
    let is_founded = fs::read_dir(&founded).is_ok_and(|mut items| {
        items.any(|item| item.unwrap().file_name().to_string_lossy().contains('@'))
    });
    assert!(!is_founded, "{about}: founded anew: {output:?}");
    let _ = fs::remove_dir_all(&founded);
    fs::rename(scene.away(), &founded).unwrap();
    let is_well = output.code == Some(0);
    if let Some(undisturbed) = undisturbed.filter(|it| it.code == output.code) {
        assert_eq!(output.stdout, undisturbed.stdout, "{about}: {output:?}");
    }
    if does == Saves && is_well {
        let after = scene.entries();
        assert!(after > before, "{about}: nothing was saved: {output:?}");
    }
    scene.saved.extend(acknowledged(&output.stdout));
    assert_goes_on(&scene.setup, &scene.saved, &about);
    !is_well
}
