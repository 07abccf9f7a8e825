//! A git server as teams have one: reached by ssh and as a file, and with rules for its branches.

use super::kit::{Output, Setup};
use super::library::{git, repository};
use super::machine::ROUND;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Runs what it is asked for here, as a server's ssh does there; says whom it was asked for.
const SSH: &str = r#"#!/bin/sh
for last; do :; done
echo "$@" >> "$SSH_LOG"
exec sh -c "$last"
"#;

/// Each account pushes branches of its own operator, only forward; claims alone may be forced. The
/// journal's branch is made once.
const RULES: &str = r#"#!/bin/sh
ref=$1 old=$2 new=$3
zero=0000000000000000000000000000000000000000
echo "$ref" >> pushed
case "$ref" in
  refs/heads/rounds/journal) [ "$old" = $zero ] && exit 0 ;;
  refs/heads/rounds/*/notes/*) exit 0 ;;
  refs/heads/rounds/*/"$ACCOUNT"@*)
    [ "$new" = $zero ] && { echo "no branch is taken away"; exit 1; }
    [ "$old" = $zero ] && exit 0
    git merge-base --is-ancestor "$old" "$new" && exit 0 ;;
esac
echo "the account $ACCOUNT may not push $ref"
exit 1
"#;

fn program(path: &Path, text: &str) -> PathBuf {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_owned()
}

fn hub(folder: &Path) -> PathBuf {
    git(folder, &["init", "-q", "--bare", "hub.git"]);
    folder.join("hub.git")
}

fn desk(operator: &str, account: &str) -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ACCOUNT", account);
    setup.with("ROUNDS_OPERATOR", operator)
}

fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

#[test]
fn a_newcomer_is_at_work_by_one_command_over_ssh_and_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (work, _) = repository(folder.path());
    let hub = hub(folder.path());
    let ssh = program(&folder.path().join("ssh"), SSH);
    let log = folder.path().join("ssh.log");
    let reached = |url: &str, library: Option<&str>, letter: char| {
        let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
            .with("GIT_SSH_COMMAND", ssh.to_str().unwrap())
            .with("SSH_LOG", log.to_str().unwrap());
        let operator = format!("ops-{letter}");
        let mut arguments = vec!["join", url, "--as", &operator];
        arguments.extend(library.iter().flat_map(|library| ["--library", library]));
        well(setup.run(&arguments));
        setup
    };
    let over_ssh = |path: &Path| format!("git@git.example:{}", path.display());
    let as_file = format!("file://{}", hub.display());
    let a = reached(&over_ssh(&hub), Some(&over_ssh(&work)), 'a');
    let run = well(a.run(&["start", "orders-sync/morning", "--no-open"]));
    well(a.run(&["do", run.trim(), "1", "ok"]));
    well(a.run(&["sync"]));
    let asked = fs::read_to_string(&log).unwrap();
    assert!(
        asked.contains("git@git.example git-receive-pack"),
        "{asked}"
    );
    for (url, letter) in [(over_ssh(&hub), 'b'), (as_file, 'c')] {
        let newcomer = reached(&url, None, letter);
        // The runbooks, and the record.
        assert!(well(newcomer.run(&["list"])).contains("Orders sync"));
        let due = newcomer.run(&["due"]).stdout;
        assert!(due.contains("ops-a is at it (1 of 2"), "{due}");
        well(newcomer.run(&["note", "at work"]));
        well(newcomer.run(&["sync"]));
        well(a.run(&["sync"]));
        let team: Value = serde_json::from_str(&well(a.run(&["team", "--json"]))).unwrap();
        let operator = format!("ops-{letter}");
        let members = team["members"].as_array().unwrap();
        assert!(members.iter().any(|it| it["operator"] == operator.as_str()));
    }
}

#[test]
fn branch_rules_let_everybody_write_as_themselves_alone() {
    let folder = tempfile::tempdir().unwrap();
    let hub = hub(folder.path());
    program(&hub.join("hooks/update"), RULES);
    let url = hub.display().to_string();
    let (a, b) = (desk("ops-a", "ops-a"), desk("ops-b", "ops-b"));
    for setup in [&a, &b] {
        setup.write_runbook("orders-sync", ROUND);
        well(setup.run(&["join", &url]));
    }
    let run = well(a.run(&["start", "orders-sync/morning", "--no-open"]));
    let run = run.trim();
    well(a.run(&["sync"]));
    well(b.run(&["sync"]));
    // A claim is taken over: the one branch that is forced.
    well(b.run(&["claim", run, "--take-over", "--reason", "ops-a went home"]));
    well(a.run(&["sync"]));
    let claims: Value = serde_json::from_str(&well(a.run(&["claim", "--json"]))).unwrap();
    assert_eq!(claims[0]["operator"], "ops-b");
    well(b.run(&["claim", run, "--drop"]));
    // In another's name.
    let as_b = desk("ops-b", "ops-a");
    well(as_b.run(&["join", &url]));
    well(as_b.run(&["note", "in another's name"]));
    let output = as_b.run(&["sync"]);
    assert_eq!(output.code, Some(5), "{output:?}");
    for words in ["refused", "what was saved here stays here", " to send"] {
        assert!(output.stderr.contains(words), "{words}: {output:?}");
    }
    let team: Value = serde_json::from_str(&well(as_b.run(&["team", "--json"]))).unwrap();
    assert_ne!(team["waiting"], 0);
    well(a.run(&["sync"]));
    assert!(!well(a.run(&["journal", "tail", "-n", "50"])).contains("in another's name"));
    // Nothing else was ever pushed.
    let pushed = fs::read_to_string(hub.join("pushed")).unwrap();
    assert!(
        pushed
            .lines()
            .all(|it| it.starts_with("refs/heads/rounds/")),
        "{pushed}"
    );
}
