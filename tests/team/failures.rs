//! What goes wrong in a team, each with its words, tried with the real program: a record that was
//! brought back from a backup, a machine that was set up anew, an operator at another machine, content
//! that comes late, runbooks that are older than the record's, a week without a network.

use super::kit::{Output, Screen, Setup};
use super::library::git;
use super::machine::{ROUND, copy};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn desk(operator: &str, book: &str) -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", operator);
    setup.write_runbook("orders-sync", book);
    setup
}

fn joined(operator: &str, url: &Path) -> Setup {
    let setup = desk(operator, ROUND);
    says(&setup, &["join", url.to_str().unwrap()]);
    setup
}

fn well(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout
}

fn says(setup: &Setup, arguments: &[&str]) -> String {
    well(setup.run(arguments))
}

fn json(setup: &Setup, arguments: &[&str]) -> Value {
    let told = setup.run(arguments).stdout;
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
}

fn share(folder: &Path) -> PathBuf {
    let share = folder.join("share");
    fs::create_dir(&share).unwrap();
    share
}

fn begun(setup: &Setup) -> String {
    let run = says(setup, &["start", "orders-sync/morning", "--no-open"]);
    run.trim().to_owned()
}

#[test]
fn a_record_that_was_brought_back_from_a_backup_gets_again_what_it_lost() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q", "--bare", "hub.git"]);
    for hub in [folder.path().join("hub.git"), share(folder.path())] {
        let desks = ["ops-a", "ops-b"].map(|operator| joined(operator, &hub));
        says(&desks[0], &["note", "in the backup"]);
        says(&desks[0], &["sync"]);
        let backup = folder.path().join("backup");
        copy(&hub, &backup);
        for desk in desks.iter().chain(&desks) {
            says(desk, &["note", "after the backup"]);
            says(desk, &["sync"]);
        }
        fs::remove_dir_all(&hub).unwrap();
        fs::rename(&backup, &hub).unwrap();
        for desk in &desks {
            let synced = json(desk, &["sync", "--json"]);
            assert_ne!(synced["went"], 0, "{synced}");
            assert_eq!(synced["forks"], Value::Array(Vec::new()), "{synced}");
        }
        let newcomer = joined("ops-c", &hub);
        let tail = says(&newcomer, &["journal", "tail", "-n", "50"]);
        assert_eq!(tail.matches("after the backup").count(), 4, "{tail}");
        let verified = json(&newcomer, &["journal", "verify", "--json"]);
        assert_eq!(verified["status"], "clean");
    }
}

#[test]
fn a_machine_that_was_set_up_anew_goes_on_with_its_operators_runs() {
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let old = joined("ops-a", &share);
    let run = begun(&old);
    says(&old, &["do", &run, "1", "ok"]);
    says(&old, &["sync"]);
    drop(old);
    let new = joined("ops-a", &share);
    assert!(says(&new, &["due"]).contains("1 of 2"));
    says(&new, &["do", &run, "2", "ok"]);
    says(&new, &["run", &run, "finish"]);
    // It says of itself that nothing is kept of the writer before.
    let verified = new.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(10), "{verified:?}");
    let words = "begun where nothing was kept of other writers of its operator and machine";
    assert!(verified.stdout.contains(words), "{verified:?}");
    let team = json(&new, &["team", "--json"]);
    assert_eq!(team["members"][0]["writers"].as_array().unwrap().len(), 2);
}

#[test]
fn a_command_that_runs_on_another_machine_cannot_be_ended_here_and_that_is_said() {
    const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "morning"
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = [{ title = "Copy it", run = ["sleep", "60"] }]
"#;
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let [here, there] = [0, 1].map(|_| {
        let setup = desk("ops-a", BOOK);
        says(&setup, &["join", share.to_str().unwrap()]);
        says(&setup, &["trust", "orders-sync/morning", "--yes"]);
        setup
    });
    let run = begun(&here);
    let mut command = here.command(here.program());
    let mut child = command
        .args(["do", &run, "1", "run", "--yes"])
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while !says(&here, &["journal", "tail"]).contains("ran ") {
        assert!(begun.elapsed() < super::kit::DEADLINE, "it never began");
    }
    says(&here, &["sync"]);
    says(&there, &["sync"]);
    let output = there.run(&["do", &run, "1", "run", "--yes"]);
    assert_eq!(output.code, Some(1), "{output:?}");
    let told = &output.stderr;
    assert!(told.contains("then say so with `forget`"), "{told}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn content_that_comes_late_is_not_here_yet_and_then_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let (a, b) = (joined("ops-a", &share), joined("ops-b", &share));
    let run = begun(&a);
    fs::write(a.home().join("log.txt"), "0 errors").unwrap();
    says(&a, &["do", &run, "1", "ok", "--attach", "log.txt"]);
    says(&a, &["sync"]);
    // As a folder that another program fills: the objects come last.
    let journal = fs::read_to_string(share.join("journal")).unwrap();
    let objects = share.join(journal.trim()).join("objects");
    let away = folder.path().join("away");
    fs::rename(&objects, &away).unwrap();
    says(&b, &["sync"]);
    assert!(says(&b, &["show", &run]).contains("log.txt"));
    let verified = b.run(&["journal", "verify"]);
    assert!(verified.stdout.contains("not here yet"), "{verified:?}");
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let _ = fs::remove_dir_all(&objects);
    fs::rename(&away, &objects).unwrap();
    says(&b, &["sync"]);
    let verified = says(&b, &["journal", "verify"]);
    assert!(!verified.contains("not here yet"), "{verified}");
}

#[test]
fn runbooks_that_are_older_than_the_records_are_said_to_be_and_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let (a, b) = (joined("ops-a", &share), joined("ops-b", &share));
    says(&a, &["note", "by the older ones"]);
    says(&a, &["sync"]);
    b.write_runbook(
        "orders-sync",
        &ROUND.replace("Lag is low", "Lag is under 100"),
    );
    says(&b, &["sync"]);
    says(&b, &["note", "by the newer ones"]);
    says(&b, &["sync"]);
    let words = "Your runbooks are older than the record's (1 of 1)";
    let output = a.run(&["sync"]);
    assert!(output.stderr.contains(words), "{output:?}");
    assert!(says(&a, &["team"]).contains(words));
    assert_eq!(json(&a, &["team", "--json"])["older_runbooks"], 1);
    says(&a, &["note", "says nothing of them"]);
    let all = says(&a, &["journal", "export"]);
    assert_eq!(all.matches("\"event\":\"revision-noticed\"").count(), 2);
}

#[test]
fn a_week_without_a_network_loses_nothing_and_is_said_with_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let (a, b) = (joined("ops-a", &share), joined("ops-b", &share));
    let away = folder.path().join("away");
    fs::rename(&share, &away).unwrap();
    for day in 0..7 {
        says(&a, &["note", &format!("day {day}")]);
        assert_eq!(a.run(&["sync"]).code, Some(5));
    }
    // It was a week ago, as far as this machine knows.
    let homes = fs::read_dir(a.home().join("state/rounds/team")).unwrap();
    let last = homes.flatten().next().unwrap().path().join("last");
    let mut known: Value = serde_json::from_str(&fs::read_to_string(&last).unwrap()).unwrap();
    let since = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * 7);
    known["fault"][0] = since.to_string().into();
    fs::write(&last, known.to_string()).unwrap();
    let day = since.to_zoned(jiff::tz::TimeZone::UTC);
    let told = says(&a, &["team"]);
    let words = format!("offline since {}", day.strftime("%-d %b"));
    assert!(told.contains(&words), "{words}: {told}");
    assert!(told.contains(" to send"), "{told}");
    fs::rename(&away, &share).unwrap();
    for desk in [&a, &b] {
        assert_eq!(json(desk, &["sync", "--json"])["status"], "in-step");
    }
    let tail = says(&b, &["journal", "tail", "-n", "50"]);
    assert!(
        (0..7).all(|day| tail.contains(&format!("day {day}"))),
        "{tail}"
    );
    assert!(says(&a, &["team"]).contains("in step"));
}

/// What cannot be read of the last sync is no sync that never was: how much is to be sent is
/// not known, and the next sync finds it out.
#[test]
fn a_last_sync_that_cannot_be_read_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let a = joined("ops-a", &share(folder.path()));
    says(&a, &["note", "one"]);
    says(&a, &["sync"]);
    let homes = fs::read_dir(a.home().join("state/rounds/team")).unwrap();
    let last = homes.flatten().next().unwrap().path().join("last");
    fs::write(&last, "{\"at\": ").unwrap();
    let told = says(&a, &["team"]);
    assert!(told.contains("cannot be read"), "{told}");
    assert!(!told.contains("to send"), "{told}");
    let known = json(&a, &["team", "--json"]);
    assert_eq!(known["waiting"], Value::Null, "{known}");
    assert!(known["why"].as_str().unwrap().contains("last"), "{known}");
    says(&a, &["sync"]);
    assert_eq!(json(&a, &["team", "--json"])["waiting"], 0);
}

#[test]
fn a_copied_machines_fork_stands_on_everybodys_today() {
    let folder = tempfile::tempdir().unwrap();
    let share = share(folder.path());
    let (a, b) = (joined("ops-a", &share), joined("ops-b", &share));
    says(&a, &["note", "before the copy"]);
    says(&a, &["sync"]);
    let copied = folder.path().join("copied");
    copy(a.home(), &copied);
    says(&a, &["note", "by the one"]);
    says(&a, &["sync"]);
    // The same place, as it was: what the one wrote since is nowhere but on the share.
    for file in fs::read_dir(a.home()).unwrap().flatten() {
        fs::remove_dir_all(file.path()).unwrap();
    }
    copy(&copied, a.home());
    says(&a, &["note", "by the other"]);
    let output = a.run(&["sync"]);
    assert_eq!(output.code, Some(4), "{output:?}");
    assert!(
        output.stderr.contains("you have a new writer from now on"),
        "{output:?}"
    );
    assert_eq!(b.run(&["sync"]).code, Some(4));
    let mut screen = Screen::start(&b, &[]);
    screen.until("a fork").until("A record forks");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(says(&b, &["team"]).contains("`rounds journal forks` shows both sides."));
    let forks = b.run(&["journal", "forks"]);
    assert_eq!(forks.code, Some(1), "{forks:?}");
    assert!(
        forks.stdout.contains("wrote two records from entry"),
        "{forks:?}"
    );
}
