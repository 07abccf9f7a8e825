//! Runbooks by git, and the commands of a team through the real binary.

use super::machine::ROUND;
use rounds::carrier::{file_changes, propose, pull_library};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=owner", "-c", "user.email=owner@localhost"])
        .args(["-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the tests of a team need git");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A repository of runbooks, and where somebody pulls it to.
pub fn repository(folder: &Path) -> (PathBuf, PathBuf) {
    let work = folder.join("work");
    fs::create_dir(&work).unwrap();
    git(&work, &["init", "-q"]);
    fs::write(work.join("orders-sync.toml"), ROUND).unwrap();
    git(&work, &["add", "."]);
    git(&work, &["commit", "-qm", "Begin the round"]);
    (work, folder.join("library/runbooks"))
}

fn change(work: &Path, from: &str, to: &str) {
    let file = work.join("orders-sync.toml");
    let text = fs::read_to_string(&file).unwrap().replace(from, to);
    fs::write(&file, text).unwrap();
    git(work, &["commit", "-qam", &format!("Say {to}")]);
}

#[test]
fn runbooks_are_pulled_whole_and_never_over_what_somebody_edited() {
    let folder = tempfile::tempdir().unwrap();
    let (work, here) = repository(folder.path());
    let url = work.display().to_string();
    assert!(pull_library(&url, &here).unwrap());
    assert!(!pull_library(&url, &here).unwrap());
    change(&work, "Lag is low", "Lag is under 100");
    assert!(pull_library(&url, &here).unwrap());
    let file = here.join("orders-sync.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("Lag is under 100"));
    let changes = file_changes(&file, None, 5);
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].subject, "Say Lag is under 100");
    assert_eq!(changes[0].by, "owner");

    // A branch is made, and the checkout stays as it is.
    let proposed = text.replace("Backup finished", "Backup is whole");
    let branch = propose(&file, &proposed, "orders-sync-1", "Change it", "ops-a").unwrap();
    assert_eq!(branch, "rounds/orders-sync-1");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(git(&here, &["status", "--porcelain"]), "");
    let on_branch = git(&here, &["show", "rounds/orders-sync-1:orders-sync.toml"]);
    assert!(on_branch.contains("Backup is whole"));
    let author = git(
        &here,
        &["log", "-1", "--format=%an", "rounds/orders-sync-1"],
    );
    assert_eq!(author, "ops-a");

    // It outlives the next pull.
    change(&work, "Lag is under 100", "Lag is under 90");
    assert!(pull_library(&url, &here).unwrap());
    git(&here, &["rev-parse", "rounds/orders-sync-1"]);

    // What was edited by hand is left alone, and so is what was committed by hand.
    fs::write(&file, "edited").unwrap();
    change(&work, "Lag is under 90", "Lag is under 80");
    let refused = pull_library(&url, &here).unwrap_err().to_string();
    assert!(refused.contains("a file is edited"), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "edited");
    git(&here, &["commit", "-qam", "By hand"]);
    let refused = pull_library(&url, &here).unwrap_err().to_string();
    assert!(refused.contains("commits that"), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "edited");
}

#[test]
fn a_pull_that_was_ended_between_two_renames_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let (work, here) = repository(folder.path());
    let url = work.display().to_string();
    pull_library(&url, &here).unwrap();
    fs::rename(&here, here.with_file_name(".runbooks.old")).unwrap();
    assert!(!pull_library(&url, &here).unwrap());
    assert!(here.join("orders-sync.toml").is_file());
}

#[test]
fn a_file_in_no_checkout_was_changed_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders-sync.toml");
    fs::write(&file, ROUND).unwrap();
    assert_eq!(file_changes(&file, None, 5), []);
}

/// A machine as a person has one: the binary, and a home.
struct Home(PathBuf);

impl Home {
    fn new(folder: &Path, name: &str) -> Self {
        let home = folder.join(name);
        fs::create_dir_all(home.join("bin")).unwrap();
        Self(home)
    }

    fn rounds(&self, arguments: &[&str]) -> Output {
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.0.join("bin").display());
        Command::new(env!("CARGO_BIN_EXE_rounds"))
            .env_clear()
            .env("PATH", path)
            .env("HOME", &self.0)
            .current_dir(&self.0)
            .args(arguments)
            .output()
            .unwrap()
    }

    fn says(&self, arguments: &[&str], code: i32) -> String {
        let output = self.rounds(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

#[test]
fn a_newcomer_is_at_work_by_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let (work, _) = repository(folder.path());
    let hub = folder.path().join("hub.git");
    git(folder.path(), &["init", "-q", "--bare", "hub.git"]);
    let (hub, library) = (hub.display().to_string(), work.display().to_string());
    let (a, b) = (Home::new(folder.path(), "a"), Home::new(folder.path(), "b"));
    let said = a.says(&["join", &hub, "--as", "ops-a", "--library", &library], 0);
    assert!(said.contains("pulled into"), "{said}");
    let run = a.says(&["start", "orders-sync/morning", "--no-open"], 0);
    let run = run.trim();
    a.says(&["do", run, "1", "ok"], 0);
    a.says(&["sync"], 0);

    let said = b.says(&["join", &hub, "--as", "ops-b"], 0);
    assert!(said.contains(&library), "{said}");
    assert!(b.says(&["list"], 0).contains("Orders sync"));
    assert!(b.says(&["list", "runs"], 0).contains("Morning round"));
    let due = b.rounds(&["due"]);
    let due = String::from_utf8_lossy(&due.stdout).into_owned();
    assert!(due.contains("ops-a is at it"), "{due}");
    let team: serde_json::Value = serde_json::from_str(&b.says(&["team", "--json"], 0)).unwrap();
    assert_eq!(team["members"][0]["operator"], "ops-a");
    assert_eq!(team["waiting"], 0);
    let claims: serde_json::Value = serde_json::from_str(&b.says(&["claim", "--json"], 0)).unwrap();
    assert_eq!(claims[0]["operator"], "ops-a");
    assert_eq!(claims[0]["step"], serde_json::json!([1, 2]));

    // It is taken over with a reason, which stays in the record; the other one hears of it.
    b.says(&["claim", run], 1);
    b.says(
        &["claim", run, "--take-over", "--reason", "ops-a went home"],
        0,
    );
    a.says(&["sync"], 0);
    let claims = a.says(&["claim", "--json"], 0);
    assert!(claims.contains("ops-b"), "{claims}");
    assert!(
        a.says(&["show", run], 0)
            .contains("taken from ops-a: ops-a went home")
    );
    assert!(
        a.says(&["show", "orders-sync/morning"], 0)
            .contains("Begin the round")
    );
    // What joining wrote is what is in force.
    let config = fs::read_to_string(b.0.join(".config/rounds/config.toml")).unwrap();
    assert!(
        config.contains("[team]") && config.contains(&library),
        "{config}"
    );
}

#[test]
fn a_carrier_that_gives_no_answer_makes_nothing_slower() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path(), "a");
    let slow = home.0.join("bin/rounds-slow");
    fs::write(&slow, "#!/bin/sh\nexec sleep 30\n").unwrap();
    Command::new("chmod").arg("+x").arg(&slow).status().unwrap();
    let config = home.0.join(".config/rounds");
    fs::create_dir_all(&config).unwrap();
    fs::create_dir_all(home.0.join("runbooks")).unwrap();
    fs::write(home.0.join("runbooks/orders-sync.toml"), ROUND).unwrap();
    let text = "operator = \"ops-a\"\n[team]\ncarrier = \"slow:here\"\n";
    fs::write(config.join("config.toml"), text).unwrap();
    let begun = Instant::now();
    let run = home.says(&["start", "orders-sync/morning", "--no-open"], 0);
    let run = run.trim();
    home.says(&["do", run, "1", "ok"], 0);
    home.says(&["do", run, "2", "ok"], 0);
    home.says(&["run", run, "finish"], 0);
    home.says(&["team"], 0);
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn what_is_not_reached_is_said_with_a_status_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path(), "a");
    home.says(&["sync"], 1);
    let share = folder.path().join("share");
    fs::create_dir(&share).unwrap();
    home.says(&["join", &share.display().to_string(), "--as", "ops-a"], 0);
    home.says(&["note", "said while the share is away"], 0);
    fs::rename(&share, folder.path().join("away")).unwrap();
    let output = home.rounds(&["sync"]);
    assert_eq!(output.status.code(), Some(5));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("to send"), "{words}");
    fs::rename(folder.path().join("away"), &share).unwrap();
    home.says(&["sync"], 0);
    let team = home.says(&["team", "--json"], 0);
    assert!(team.contains("\"waiting\": 0"), "{team}");
}
