//! The real program at several desks of one team, its syncs killed by SIGKILL: after some time, with
//! and without the programs that it started, and at its n-th call that changes a file. In the end
//! every desk answers alike, and nothing that was acknowledged is missing.
//!
//! `ROUNDS_TEAM=whole` has eight desks and thirty rounds. Calls want strace, and are left out where
//! it is not installed.

use super::kit::{Output, Setup};
use super::machine::{Dice, ROUND};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const CALLS: &str = "write,pwrite64,fsync,fdatasync,?rename,renameat,?renameat2,?link,linkat,\
?unlink,unlinkat,?mkdir,mkdirat,ftruncate,sendto";

/// How many desks and rounds.
pub fn size() -> (u8, u64) {
    match std::env::var("ROUNDS_TEAM").as_deref() {
        Ok("whole") => (8, 30),
        _ => (3, 3),
    }
}

/// What became of the syncs.
#[derive(Debug, Default)]
struct Told {
    whole: u64,
    killed: u64,
    /// Where a program that it started was killed, and it said so.
    failed: u64,
    /// Locks that a killed git left where the record is shared, and that somebody removed there.
    locks: u64,
    /// Nobody killed it, and it did not come about.
    again: Vec<String>,
    spent: Duration,
}

/// A desk with its carrier, and the longest that a sync took there so far.
struct Desk {
    setup: Setup,
    longest: Duration,
    run: Option<String>,
}

/// Desks over one carrier agree in the end, however often their syncs were killed.
pub fn agree(name: &str, url: &dyn Fn(u8) -> String, path: &str) {
    let (count, rounds) = size();
    let begun = Instant::now();
    let mut dice = Dice(0x5eed_u64 ^ name.len() as u64);
    let mut desks: Vec<Desk> = (0..count)
        .map(|at| Desk::joined(at, &url(at), path))
        .collect();
    let mut told = Told::default();
    let mut saved = Vec::new();
    for round in 0..rounds {
        for desk in &mut desks {
            saved.extend(desk.work(round, &mut dice));
            desk.sync(&mut dice, &mut told);
        }
    }
    for _ in 0..2 {
        for desk in &mut desks {
            desk.whole(Instant::now(), &mut told);
        }
    }
    for _ in 0..2 {
        for desk in &desks {
            let synced = desk.synced();
            assert_eq!(synced["status"], "in-step", "{name}: {synced}");
        }
    }
    let first = answers(&desks[0].setup);
    for desk in &desks {
        assert_eq!(answers(&desk.setup), first, "{name}");
        let all = desk.setup.run(&["journal", "export"]).stdout;
        for entry in &saved {
            let (address, hash) = entry.rsplit_once(':').unwrap();
            let (writer, seq) = address.rsplit_once(':').unwrap();
            let is_it = |line: &str| {
                line.contains(&format!("\"writer\":\"{writer}\""))
                    && line.contains(&format!("\"seq\":{seq},"))
                    && line.contains(&format!("\"hash\":\"{hash}"))
            };
            assert!(
                all.lines().any(is_it),
                "{name}: {entry} was acknowledged and is lost"
            );
        }
    }
    assert!(told.again.is_empty(), "{name}: {told:?}");
    assert!(told.killed > 0 && told.whole > 0, "{name}: {told:?}");
    println!(
        "figure: {name}: {count} desks × {rounds} rounds, {} syncs whole, {} killed, {} of what \
they started killed ({} locks of theirs removed by hand at the other side), 0 tried again; {} acknowledged entries, 0 lost; all answers equal; \
mean whole sync {:?}; {:?} in all",
        told.whole,
        told.killed,
        told.failed,
        told.locks,
        saved.len(),
        told.spent / u32::try_from(told.whole).unwrap(),
        begun.elapsed(),
    );
}

impl Desk {
    fn joined(at: u8, url: &str, path: &str) -> Self {
        let letter = char::from(b'a' + at);
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
            .with("ROUNDS_OPERATOR", &format!("ops-{letter}"))
            .with("PATH", path);
        setup.write_runbook("orders-sync", ROUND);
        let output = setup.run(&["join", url]);
        assert_eq!(output.code, Some(0), "{output:?}");
        Self {
            setup,
            longest: Duration::from_millis(20),
            run: None,
        }
    }

    /// Something of a day's work; gives the entries that were acknowledged.
    fn work(&mut self, round: u64, dice: &mut Dice) -> Vec<String> {
        let note = format!("round {round}");
        let mut outputs = vec![self.setup.run(&["note", &note, "--json"])];
        assert_eq!(outputs[0].code, Some(0), "{outputs:?}");
        match (&self.run, dice.roll(3)) {
            (None, _) => {
                let arguments = ["start", "orders-sync/morning", "--anyway", "--json"];
                let output = self.setup.run(&arguments);
                if output.code == Some(0) {
                    self.run = json(&output)["run"].as_str().map(str::to_owned);
                }
            }
            (Some(run), step @ (0 | 1)) => {
                let step = (step + 1).to_string();
                outputs.push(self.setup.run(&["do", run, &step, "ok", "--json"]));
            }
            (Some(run), _) => {
                let words = ["run", run, "abandon", "--reason", "enough", "--json"];
                outputs.push(self.setup.run(&words));
                self.run = None;
            }
        }
        let well = outputs.iter().filter(|it| it.code == Some(0));
        let entries = well.filter_map(|it| Some(json(it)["entry"].as_str()?.to_owned()));
        entries.collect()
    }

    fn sync(&mut self, dice: &mut Dice, told: &mut Told) {
        let begun = Instant::now();
        let is_killed = match dice.roll(4) {
            0 => return self.whole(begun, told),
            1 | 2 => self.killed_after(dice.roll(100), dice.roll(2) == 0),
            _ => self.killed_at_a_call(1 + dice.roll(60), dice.roll(2) == 0),
        };
        match is_killed {
            Some(true) => told.killed += 1,
            Some(false) => told.failed += 1,
            None => self.whole(begun, told),
        }
    }

    /// One sync; where the one in the background that follows the end of a run is under way, after it.
    fn synced(&self) -> Value {
        loop {
            let synced = json(&self.setup.run(&["sync", "--json"]));
            if synced["why"] != "another sync is under way" {
                return synced;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn whole(&mut self, begun: Instant, told: &mut Told) {
        let mut synced = self.synced();
        let why = synced["why"].as_str().unwrap_or_default().to_owned();
        if let Some((_, rest)) = why.split_once("Unable to create '") {
            // As the words say.
            assert!(why.contains("left behind and may be removed"), "{why}");
            fs::remove_file(rest.split_once('\'').unwrap().0).unwrap();
            told.locks += 1;
            synced = self.synced();
        }
        told.whole += 1;
        told.spent += begun.elapsed();
        self.longest = self.longest.max(begun.elapsed());
        if !synced["why"].is_null() || synced["forks"] != Value::Array(Vec::new()) {
            told.again.push(synced.to_string());
        }
    }

    /// Kills it after so many hundredths of the longest that a sync took; none where it was done
    /// before.
    fn killed_after(&self, hundredths: u64, with_all: bool) -> Option<bool> {
        let mut command = self.setup.command(self.setup.program());
        command.args(["sync"]).stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let after = self.longest.mul_f64(hundredths as f64 / 100.0);
        thread::sleep(after);
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        let mut all = vec![child.id()];
        if with_all {
            started_by(child.id(), &mut all);
        }
        for process in all {
            // It may have ended meanwhile.
            let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
            let _ = pid.map(|pid| kill_process(pid, Signal::KILL));
        }
        Some(killed(&mut child))
    }

    /// Kills it, or what it started, at the n-th call of a kind.
    fn killed_at_a_call(&self, nth: u64, with_all: bool) -> Option<bool> {
        let mut strace = self.setup.command("strace");
        strace.args(["-qq", "-o", "/dev/null"]);
        if with_all {
            strace.arg("-f");
        }
        let mut child = strace
            .args(["-e", &format!("trace={CALLS}")])
            .args(["-e", &format!("inject={CALLS}:signal=SIGKILL:when={nth}")])
            .arg(self.setup.program())
            .arg("sync")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let status = child.wait().unwrap();
        // strace ends as what it traces did.
        match (status.success(), status.code()) {
            (true, _) => None,
            (false, Some(code)) if code < 128 => Some(false),
            _ => Some(true),
        }
    }
}

fn killed(child: &mut Child) -> bool {
    child.wait().unwrap().code().is_none()
}

/// The programs that a process started, and those that they did.
fn started_by(process: u32, all: &mut Vec<u32>) {
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    for thread in threads.into_iter().flatten().flatten() {
        let text = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        for child in text.split_whitespace().filter_map(|it| it.parse().ok()) {
            all.push(child);
            started_by(child, all);
        }
    }
}

fn json(output: &Output) -> Value {
    let found = serde_json::from_str(&output.stdout);
    found.unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Without what is counted from the moment of the question, and who says that they are at what: that
/// is told beside the record.
fn without_the_moment(answer: &mut Value) {
    match answer {
        Value::Object(keys) => {
            keys.remove("at");
            keys.remove("age_seconds");
            keys.retain(|_, value| value.as_str().is_none_or(|it| !it.contains(" is at it")));
            keys.values_mut().for_each(without_the_moment);
        }
        Value::Array(values) => values.iter_mut().for_each(without_the_moment),
        _ => {}
    }
}

/// What is answered of a desk's record, whoever asks, without the moment and the desk's own name.
pub fn answers(setup: &Setup) -> Vec<String> {
    let asked: [&[&str]; 5] = [
        &["due", "--json"],
        &["list", "runs", "--json"],
        &["list", "follow-ups", "--json"],
        &["report", "--json"],
        &["journal", "verify", "--json"],
    ];
    let answer = |arguments: &&[&str]| {
        let mut command = setup.command(setup.program());
        let output = command
            .args(*arguments)
            .env("ROUNDS_OPERATOR", "somebody")
            .output();
        let told = String::from_utf8(output.unwrap().stdout).unwrap();
        let mut answer: Value = serde_json::from_str(&told).unwrap();
        without_the_moment(&mut answer);
        let home: &Path = setup.home();
        answer.to_string().replace(home.to_str().unwrap(), "")
    };
    asked.iter().map(answer).collect()
}
