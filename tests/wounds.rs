//! Wounds of a record by the command line: what was once seen to be wrong stays named, a journal
//! that is gone is not begun anew, and another journal's folder is without effect.
#![cfg(unix)]

#[path = "kit/mod.rs"]
mod kit;

use kit::{Output, Setup};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

const CHECK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "morning"
title = "Morning check"
steps = ["Lag is low", "Backup finished"]
"#;

fn rounds() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    setup.write_runbook("orders-sync", CHECK);
    setup
}

fn said(output: &Output) -> String {
    format!("{}{}", output.stdout, output.stderr)
}

fn well(setup: &Setup, arguments: &[&str]) -> String {
    let output = setup.run(arguments);
    assert_eq!(output.code, Some(0), "{arguments:?}: {}", said(&output));
    output.stdout
}

fn status(setup: &Setup, arguments: &[&str]) -> (i32, String) {
    let output = setup.run(arguments);
    (output.code.unwrap(), said(&output))
}

fn journal(setup: &Setup) -> PathBuf {
    setup.home().join("data/rounds/journal")
}

fn writers(setup: &Setup) -> Vec<PathBuf> {
    let list = fs::read_dir(journal(setup)).unwrap();
    let paths = list.map(|item| item.unwrap().path());
    let mut writers: Vec<PathBuf> = paths
        .filter(|path| path.to_string_lossy().contains('@'))
        .collect();
    writers.sort();
    writers
}

/// Changes the last entry and computes its hash anew, as anyone can.
fn change_last(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let (last, before) = (lines[lines.len() - 1], lines[lines.len() - 2]);
    let before = &before[before.len() - 66..before.len() - 2];
    let body = last.rsplit_once(",\"hash\":\"").unwrap().0;
    let changed = body.replacen(from, to, 1);
    assert_ne!(changed, body);
    let digest = Sha256::new()
        .chain_update(before)
        .chain_update(&changed)
        .finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let rest = lines[..lines.len() - 1].join("\n");
    fs::write(path, format!("{rest}\n{changed},\"hash\":\"{hash}\"}}\n")).unwrap();
}

/// The last entry said "not OK". It is changed, and then an ordinary day goes on.
#[test]
fn a_changed_last_entry_stays_named_until_it_is_settled() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let output = setup.run(&["do", run.trim(), "1", "not-ok", "--note", "it lags"]);
    assert!(matches!(output.code, Some(0 | 1)), "{}", said(&output));
    let segment = writers(&setup).remove(0).join("000001.jsonl");
    change_last(&segment, "\"outcome\":\"not-ok\"", "\"outcome\":\"ok\"");
    assert_eq!(status(&setup, &["journal", "verify"]).0, 12);
    for writes in [1, 1, 20] {
        for number in 0..writes {
            well(&setup, &["note", &format!("note {number}")]);
        }
        let (code, words) = status(&setup, &["journal", "verify"]);
        assert_eq!(code, 12, "{words}");
        assert!(words.contains("finding "), "{words}");
        let (code, words) = status(&setup, &["doctor"]);
        assert_eq!(code, 1, "{words}");
        assert!(words.contains("corrupt"), "{words}");
        let due = setup.run(&["due"]);
        assert!(
            due.stderr.contains("not the one that was saved"),
            "{}",
            said(&due)
        );
    }
    let (code, listed) = status(&setup, &["journal", "settle"]);
    assert_eq!(code, 2, "{listed}");
    let name = listed.split_whitespace().next().unwrap().to_owned();
    let (code, words) = status(&setup, &["journal", "settle", &name]);
    assert_eq!(code, 2, "a reason is wanted: {words}");
    well(
        &setup,
        &["journal", "settle", &name, "--reason", "seen by two of us"],
    );
    let (code, words) = status(&setup, &["journal", "verify"]);
    assert_eq!(code, 10, "{words}");
    assert!(words.contains("seen by two of us"), "{words}");
    well(&setup, &["note", "on it goes"]);
    assert_eq!(status(&setup, &["journal", "verify"]).0, 10);
    let due = setup.run(&["due"]);
    assert!(!due.stderr.contains("damaged"), "{}", said(&due));
}

/// Where the record knows another operator, nobody settles a finding of their own record.
#[test]
fn ones_own_record_is_for_another_to_settle() {
    let setup = rounds();
    well(&setup, &["--operator", "ops-b", "note", "here as well"]);
    well(&setup, &["--operator", "ops-a", "note", "one"]);
    let mine = writers(&setup).remove(0).join("000001.jsonl");
    change_last(&mine, "\"one\"", "\"two\"");
    well(&setup, &["--operator", "ops-a", "note", "three"]);
    let (_, listed) = status(&setup, &["--operator", "ops-a", "journal", "settle"]);
    let name = listed.split_whitespace().next().unwrap().to_owned();
    let settle = |operator: &str| {
        let verb = [
            "--operator",
            operator,
            "journal",
            "settle",
            &name,
            "--reason",
            "seen",
        ];
        status(&setup, &verb)
    };
    let (code, words) = settle("ops-a");
    assert_eq!(code, 1, "{words}");
    let (code, words) = settle("ops-b");
    assert_eq!(code, 0, "{words}");
}

/// A restore that was abandoned is rewritten into one that was completed: it proves nothing, and
/// its page says why, before and after the next write, until another operator settles it.
#[test]
fn what_stands_before_a_lost_head_proves_nothing() {
    let setup = rounds();
    let restore = CHECK.replace(
        "[[procedures]]",
        "[backup]\nwhat = \"warehouse\"\nrestore = \"morning\"\n[[procedures]]",
    );
    setup.write_runbook("orders-sync", &restore);
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    for step in ["1", "2"] {
        well(&setup, &["do", run.trim(), step, "ok"]);
    }
    well(
        &setup,
        &["run", run.trim(), "abandon", "--reason", "wrong one"],
    );
    let segment = writers(&setup).remove(0).join("000001.jsonl");
    let (from, to) = (
        "\"how\":\"abandoned\",\"reason\":\"wrong one\"",
        "\"how\":\"completed\"",
    );
    change_last(&segment, from, to);
    let evidence = || {
        let ready = setup.run(&["ready", "orders-sync", "--json"]).stdout;
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        let items = ready["items"].as_array().unwrap();
        let backup = items.iter().find(|item| item["id"] == "backup").unwrap();
        assert_ne!(backup["standing"], "proven", "{backup}");
        backup["evidence"].to_string()
    };
    let why = "its record is damaged or not verified";
    for _ in 0..2 {
        assert!(evidence().contains(why), "{}", evidence());
        well(&setup, &["note", "an ordinary day"]);
    }
    let (_, listed) = status(&setup, &["journal", "settle"]);
    let name = listed.split_whitespace().next().unwrap().to_owned();
    let settle = [
        "--operator",
        "ops-b",
        "journal",
        "settle",
        &name,
        "--reason",
        "seen",
    ];
    well(&setup, &settle);
    assert!(!evidence().contains(why), "{}", evidence());
}

/// Who settles that an entry was cut settles no deeper cut.
#[test]
fn a_settled_cut_settles_no_deeper_one() {
    let setup = rounds();
    for number in 0..8 {
        well(&setup, &["note", &format!("note {number}")]);
    }
    let segment = writers(&setup).remove(0).join("000001.jsonl");
    let cut = |lines: usize| {
        let text = fs::read_to_string(&segment).unwrap();
        let whole: Vec<&str> = text.lines().collect();
        let kept = whole[..whole.len() - lines].join("\n");
        fs::write(&segment, format!("{kept}\n")).unwrap();
    };
    let settle = || {
        let (_, listed) = status(&setup, &["journal", "settle"]);
        let names: Vec<String> = listed
            .lines()
            .filter(|line| line.contains("not here") && !line.starts_with("rounds:"))
            .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
            .collect();
        assert!(!names.is_empty(), "{listed}");
        for name in names {
            let by = [
                "--operator",
                "ops-b",
                "journal",
                "settle",
                &name,
                "--reason",
                "seen",
            ];
            well(&setup, &by);
        }
    };
    cut(1);
    assert_eq!(status(&setup, &["journal", "verify"]).0, 11);
    settle();
    assert_eq!(status(&setup, &["journal", "verify"]).0, 10);
    for wrote_on in [false, true] {
        if wrote_on {
            well(&setup, &["note", "on"]);
        }
        cut(2);
        let (code, words) = status(&setup, &["journal", "verify"]);
        assert_eq!(code, 11, "{words}");
        let (code, words) = status(&setup, &["due"]);
        assert_eq!(code, 4, "{words}");
        assert!(words.contains("entries are missing"), "{words}");
        settle();
        assert_eq!(status(&setup, &["journal", "verify"]).0, 10);
    }
}

/// Whole lines at the end of another's record that are no entries are told by whatever reads it,
/// and are forgotten once they are as they were.
#[test]
fn lines_that_are_no_entries_at_the_end_are_told() {
    let setup = rounds();
    for number in 0..6 {
        let words = format!("note {number}");
        well(&setup, &["--operator", "ops-b", "note", &words]);
    }
    well(&setup, &["note", "mine"]);
    let theirs = writers(&setup).into_iter();
    let mut theirs = theirs.filter(|path| path.to_string_lossy().contains("ops-b@"));
    let segment = theirs.next().unwrap().join("000001.jsonl");
    // Another machine knows nothing of how far it was saved.
    let elsewhere = rounds();
    for writer in writers(&setup) {
        let name = writer.file_name().unwrap();
        copy(&writer, &journal(&elsewhere).join(name));
    }
    let segment = journal(&elsewhere).join(segment.strip_prefix(journal(&setup)).unwrap());
    let whole = fs::read_to_string(&segment).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let (sound, spoiled) = lines.split_at(4);
    let spoiled: Vec<String> = spoiled.iter().map(|line| "x".repeat(line.len())).collect();
    let text = format!("{}\n{}\n", sound.join("\n"), spoiled.join("\n"));
    let as_ops_c =
        |arguments: &[&str]| status(&elsewhere, &[&["--operator", "ops-c"], arguments].concat());
    assert_eq!(as_ops_c(&["due"]).0, 0);
    fs::write(&segment, text).unwrap();
    for _ in 0..2 {
        for arguments in [&["due"][..], &["list", "runs"], &["handover"], &["report"]] {
            let (code, words) = as_ops_c(arguments);
            assert_eq!(code, 4, "{arguments:?}: {words}");
            assert!(words.contains("no entry"), "{words}");
        }
    }
    fs::write(&segment, whole).unwrap();
    assert_eq!(as_ops_c(&["due"]).0, 0);
}

/// A shift is given with the heads of all records, and they are held to what is here.
#[test]
fn the_heads_of_a_handover_are_held() {
    let setup = rounds();
    for words in ["one", "two"] {
        well(&setup, &["--operator", "ops-b", "note", words]);
    }
    let give = ["handover", "--to", "ops-b", "--note", "quiet"];
    well(&setup, &give);
    let theirs = writers(&setup).into_iter();
    let mut theirs = theirs.filter(|path| path.to_string_lossy().contains("ops-b@"));
    change_last(&theirs.next().unwrap().join("000001.jsonl"), "two", "twice");
    // What this machine keeps of heads is gone with its state.
    fs::remove_dir_all(setup.home().join("state/rounds")).unwrap();
    let (code, words) = status(&setup, &["journal", "verify"]);
    assert_eq!(code, 12, "{words}");
}

/// Every command says where a journal was that is gone, and none begins another.
#[test]
fn a_journal_that_is_gone_is_not_begun_anew() {
    let setup = rounds();
    well(&setup, &["note", "one"]);
    let (there, away) = (journal(&setup), setup.home().join("away"));
    fs::rename(&there, &away).unwrap();
    // Gone with its folder, and with the folder left, as of a disk that is not mounted.
    for is_empty in [false, true] {
        if is_empty {
            fs::create_dir(&there).unwrap();
        }
        let verbs: [&[&str]; 7] = [
            &["note", "two"],
            &["due"],
            &["start", "orders-sync", "--no-open"],
            &["journal", "tail"],
            &["journal", "where"],
            &["journal", "export"],
            &["journal", "seal"],
        ];
        for verb in verbs {
            let (code, words) = status(&setup, verb);
            assert_eq!(code, 4, "{verb:?}: {words}");
            assert!(words.contains("is not there"), "{verb:?}: {words}");
            assert!(words.contains(there.to_str().unwrap()), "{words}");
        }
        assert_eq!(status(&setup, &["journal", "verify"]).0, 13);
        let (code, words) = status(&setup, &["doctor"]);
        assert_eq!(code, 1);
        assert!(words.contains("--found-anew"), "{words}");
        let left = fs::read_dir(&there).map_or(0, Iterator::count);
        assert_eq!((there.exists(), left), (is_empty, 0));
    }
    // It comes back, and goes on.
    fs::remove_dir(&there).unwrap();
    fs::rename(&away, &there).unwrap();
    assert_eq!(status(&setup, &["journal", "where", "--found-anew"]).0, 1);
    well(&setup, &["note", "two"]);
    assert!(well(&setup, &["journal", "verify"]).starts_with("clean"));
    assert_eq!(writers(&setup).len(), 1);
    // And this is the one way to begin again.
    fs::rename(&there, &away).unwrap();
    well(&setup, &["journal", "where", "--found-anew"]);
    well(&setup, &["note", "three"]);
    assert!(well(&setup, &["journal", "verify"]).starts_with("clean"));
    assert!(!well(&setup, &["journal", "export"]).contains("\"one\""));
}

/// A screen is open while the journal is taken away: nothing is called saved, and nothing new is
/// begun.
#[test]
fn a_screen_says_that_the_journal_is_gone() {
    let setup = rounds();
    well(&setup, &["note", "one"]);
    let (there, away) = (journal(&setup), setup.home().join("away"));
    let mut screen = kit::Screen::start(&setup, &[]);
    screen.until("1 Today");
    fs::rename(&there, &away).unwrap();
    screen.keys("n").keys("lost?<enter>");
    screen.until("The journal that was at");
    assert!(!there.exists());
    fs::rename(&away, &there).unwrap();
    // What was typed is not thrown away by the way.
    screen.keys("<esc><esc>q").until("once more");
    screen.keys("q");
    let _ = screen.exit_code();
    assert!(there.exists());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        fs::copy(item.path(), to.join(item.file_name())).unwrap();
    }
}

/// Folders of another journal: named, not read, without effect, whatever their id is.
#[test]
fn another_journals_folder_is_without_effect() {
    for is_older in [true, false] {
        let (one, two) = (rounds(), rounds());
        let (older, newer) = if is_older { (&two, &one) } else { (&one, &two) };
        well(older, &["--operator", "ops-x", "note", "elsewhere"]);
        well(newer, &["--operator", "ops-x", "note", "elsewhere"]);
        well(&one, &["--operator", "ops-a", "note", "here"]);
        let before = well(&one, &["journal", "export"]);
        let foreign = writers(&two).remove(0);
        copy(&foreign, &journal(&one).join(foreign.file_name().unwrap()));
        assert_eq!(well(&one, &["journal", "export"]), before);
        let count = writers(&one).len();
        well(&one, &["--operator", "ops-a", "note", "again"]);
        assert_eq!(writers(&one).len(), count, "another writer was minted");
        let verified = well(&one, &["journal", "verify"]);
        assert!(verified.starts_with("clean"), "{verified}");
        assert!(
            verified.contains("belongs to another journal"),
            "{verified}"
        );
        well(&one, &["doctor"]);
    }
}

/// An answer and its evidence are one entry, or none.
#[test]
fn an_answer_and_its_evidence_are_one_entry() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let evidence = setup.home().join("lag.txt");
    fs::write(&evidence, "3 s").unwrap();
    let attach = [
        "do",
        run.trim(),
        "1",
        "ok",
        "--attach",
        evidence.to_str().unwrap(),
    ];
    well(&setup, &attach);
    let segment = writers(&setup).remove(0).join("000001.jsonl");
    let text = fs::read_to_string(&segment).unwrap();
    let last = text.lines().last().unwrap();
    assert!(
        last.contains("step-done") && last.contains("attached"),
        "{last}"
    );
    // A refusal saves neither.
    let refused = setup.run(&attach);
    assert_ne!(refused.code, Some(0), "{}", said(&refused));
    assert_eq!(fs::read_to_string(&segment).unwrap(), text);
}

/// Each run's id is bound to its writer.
#[test]
fn a_start_carries_the_salt_of_its_id() {
    let setup = rounds();
    well(&setup, &["start", "orders-sync", "--no-open"]);
    let segment = writers(&setup).remove(0);
    let writer = segment.file_name().unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(segment.join("000001.jsonl")).unwrap();
    let after = |key: &str| {
        let at = text.find(key).unwrap() + key.len();
        text[at..].split('"').next().unwrap().to_owned()
    };
    let (id, salt) = (after("\"run-started\",\"run\":\""), after("\"salt\":\""));
    let digest = Sha256::digest(format!("{writer}\n{salt}"));
    let random = ulid::Ulid::from_string(&id).unwrap().random();
    let bits = digest[..10]
        .iter()
        .fold(0, |bits, byte| (bits << 8) | u128::from(*byte));
    assert_eq!(random, bits);
}

/// Pipes and links inside a journal are named, not waited for, not written through.
#[test]
fn a_pipe_or_a_link_in_a_journal_is_named_and_not_followed() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let list = fs::read_dir(journal(&setup)).unwrap();
    let mut files = list.map(|item| item.unwrap().path());
    let lock = files.find(|path| path.is_file()).unwrap();
    fs::remove_file(&lock).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&lock).status();
    assert!(made.unwrap().success());
    let (code, words) = status(&setup, &["doctor"]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("no plain file"), "{words}");
    fs::remove_file(&lock).unwrap();
    // Content would go where the link leads.
    let aside = setup.home().join("aside");
    fs::create_dir(&aside).unwrap();
    let objects = journal(&setup).join("objects");
    fs::rename(&objects, setup.home().join("objects")).ok();
    std::os::unix::fs::symlink(&aside, &objects).unwrap();
    let evidence = setup.home().join("lag.txt");
    fs::write(&evidence, "3 s").unwrap();
    let attach = [
        "do",
        run.trim(),
        "1",
        "ok",
        "--attach",
        evidence.to_str().unwrap(),
    ];
    let refused = setup.run(&attach);
    assert_eq!(refused.code, Some(4), "{}", said(&refused));
    assert!(
        refused.stderr.contains("symbolic link"),
        "{}",
        said(&refused)
    );
    assert_eq!(fs::read_dir(&aside).unwrap().count(), 0);
    assert_eq!(status(&setup, &["journal", "verify"]).0, 13);
}

/// The line that an operator's program would write next: anyone can make it.
fn next_line(path: &Path, text: &str) -> String {
    let known = fs::read_to_string(path).unwrap();
    let last = known.lines().last().unwrap();
    let before = &last[last.len() - 66..last.len() - 2];
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    let (seq, n) = (
        last["seq"].as_u64().unwrap() + 1,
        last["n"].as_u64().unwrap() + 1,
    );
    let by = &last["by"];
    let body = format!(
        r#"{{"v":1,"seq":{seq},"n":{n},"at":"2026-01-05T08:00:00Z","zone":"UTC","by":{by},"on":["shift"],"events":[{{"event":"noted","text":"{text}"}}]"#
    );
    let digest = Sha256::new()
        .chain_update(before)
        .chain_update(&body)
        .finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body},\"hash\":\"{hash}\"}}\n")
}

/// What stood beyond what was saved is told, proves nothing, and its operator confirms it in one
/// step; nobody else can, and it is told for ever.
#[test]
fn what_was_taken_in_is_confirmed_by_its_operator_in_one_step() {
    let setup = rounds();
    let as_a = |words: &[&str]| status(&setup, &[words, &["--operator", "ops-a"]].concat());
    let as_b = |words: &[&str]| status(&setup, &[words, &["--operator", "ops-b"]].concat());
    assert_eq!(as_b(&["note", "a colleague"]).0, 0);
    assert_eq!(as_a(&["note", "mine"]).0, 0);
    let mine = writers(&setup).into_iter();
    let mut mine = mine.filter(|path| path.to_string_lossy().contains("ops-a@"));
    let segment = mine.next().unwrap().join("000001.jsonl");
    let line = next_line(&segment, "was it me?");
    let text = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, text + &line).unwrap();
    assert_eq!(as_a(&["journal", "confirm"]).0, 0);
    assert_eq!(as_a(&["note", "and on"]).0, 0);
    // Named at once, by whoever reads, and by what it is.
    for words in [as_a(&["due"]).1, as_b(&["due"]).1] {
        assert!(
            words.contains("Proves nothing until it is confirmed: entry 3 of ops-a@"),
            "{words}"
        );
        assert!(!words.contains("damaged"), "{words}");
    }
    let (code, shown) = as_a(&["journal", "confirm"]);
    assert_eq!(code, 1, "{shown}");
    assert!(
        shown.contains("was it me?") && !shown.contains("mine"),
        "{shown}"
    );
    let (code, shown) = as_b(&["journal", "confirm"]);
    assert_eq!(code, 0, "{shown}");
    let reason = ["journal", "confirm", "--reason", "the power went"];
    let (code, words) = as_b(&reason);
    assert_eq!(code, 1, "{words}");
    let (code, words) = as_a(&reason);
    assert_eq!(code, 0, "{words}");
    let (code, words) = as_a(&["due"]);
    assert_eq!(code, 0, "{words}");
    assert!(!words.contains("confirm"), "{words}");
    let (code, words) = as_a(&["journal", "verify"]);
    assert_eq!(code, 10, "{words}");
    assert!(words.contains("the power went"), "{words}");
    assert_eq!(as_a(&["journal", "confirm"]).0, 0);
}

/// A machine that was copied wrote two records: both are told and neither proves anything, until
/// the operator confirms both in one step. What is added to one side later is told anew.
#[test]
fn both_sides_of_a_fork_are_confirmed_in_one_step() {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    well(&setup, &["note", "before"]);
    let root = journal(&setup);
    let writer = writers(&setup).remove(0);
    let segment = writer.join("000001.jsonl");
    let before = fs::read_to_string(&segment).unwrap();
    let there = next_line(&segment, "there");
    well(&setup, &["note", "here"]);
    let forks = root.join("forks").join(writer.file_name().unwrap());
    fs::create_dir_all(&forks).unwrap();
    let side = forks.join(format!("000001@{}-0123456789abcdef", before.len()));
    fs::write(&side, &there).unwrap();
    let (code, words) = status(&setup, &["due"]);
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("2 entries of ops-a@"), "{words}");
    assert_eq!(status(&setup, &["journal", "verify"]).0, 12);
    let (code, shown) = status(&setup, &["journal", "confirm"]);
    assert_eq!(code, 1, "{shown}");
    assert!(
        shown.contains("note: here") && shown.contains("note: there"),
        "{shown}"
    );
    let (code, words) = status(
        &setup,
        &[
            "journal",
            "confirm",
            "--operator",
            "ops-b",
            "--reason",
            "no",
        ],
    );
    assert_eq!(code, 1, "{words}");
    well(
        &setup,
        &[
            "journal",
            "confirm",
            "--reason",
            "a snapshot of Monday; both are mine",
        ],
    );
    let (code, words) = status(&setup, &["journal", "verify"]);
    assert_eq!(code, 10, "{words}");
    let (code, words) = status(&setup, &["due"]);
    assert_eq!(code, 0, "{words}");
    // A third line in my name on the other side was never confirmed.
    let mut forged = next_line(&side, "forged");
    forged.insert_str(0, &there);
    fs::write(&side, forged).unwrap();
    let (code, words) = status(&setup, &["due"]);
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("1 entry of ops-a@"), "{words}");
}

/// Puts a line in an operator's name behind what was saved, as a crash does, or a forger.
fn forge(setup: &Setup, operator: &str, text: &str) {
    let writers = writers(setup).into_iter();
    let mut theirs = writers.filter(|it| it.to_string_lossy().contains(operator));
    let segment = theirs.next().unwrap().join("000001.jsonl");
    let line = next_line(&segment, text);
    let before = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, before + &line).unwrap();
}

/// What came after the look was seen by nobody, and is confirmed by nobody.
#[test]
fn nothing_is_confirmed_that_came_after_the_look() {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    well(&setup, &["note", "mine"]);
    forge(&setup, "ops-a@", "was it me?");
    well(&setup, &["note", "and on"]);
    let (code, shown) = status(&setup, &["journal", "confirm"]);
    assert_eq!(code, 1, "{shown}");
    let name = shown.split("rounds journal confirm ").last().unwrap();
    let name = name.split_whitespace().next().unwrap().to_owned();
    forge(&setup, "ops-a@", "not me");
    // What is confirmed is what stood there, whatever its own turn takes in.
    let (code, words) = status(
        &setup,
        &["journal", "confirm", &name, "--reason", "the power went"],
    );
    assert_eq!(code, 1, "more waits: {words}");
    assert!(words.contains("was it me?"), "{words}");
    assert!(!words.contains("not me"), "{words}");
    assert!(words.contains("More in your name waits"), "{words}");
    let (code, shown) = status(&setup, &["journal", "confirm"]);
    assert_eq!(code, 1, "{shown}");
    assert!(
        shown.contains("not me") && !shown.contains("was it me?"),
        "{shown}"
    );
    // The name is of that set alone.
    let (code, words) = status(&setup, &["journal", "confirm", &name, "--reason", "again"]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("something else waits"), "{words}");
    assert_eq!(status(&setup, &["journal", "confirm"]).0, 1);
    let (code, _) = status(
        &setup,
        &["journal", "confirm", "--reason", "mine after all"],
    );
    assert_eq!(code, 0);
    assert_eq!(status(&setup, &["journal", "confirm"]).0, 0);
}

/// Which of several journals is meant, once said, is not remembered as if it were always meant.
#[test]
fn a_journal_that_was_named_once_is_not_the_one_from_then_on() {
    let (one, two) = (rounds(), rounds());
    for (setup, operator) in [(&one, "ops-x"), (&two, "ops-y")] {
        well(setup, &["--operator", operator, "note", operator]);
    }
    let third = rounds();
    for setup in [&one, &two] {
        let writer = writers(setup).remove(0);
        copy(&writer, &journal(&third).join(writer.file_name().unwrap()));
    }
    let (code, words) = status(&third, &["due"]);
    assert_eq!(code, 4, "{words}");
    assert_eq!(status(&third, &["journal", "verify"]).0, 13);
    let first = fs::read_to_string(writers(&two).remove(0).join("000001.jsonl")).unwrap();
    let id = first.split("\"journal\":\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let (code, words) = status(&third, &["due", "--journal-id", id]);
    assert_eq!(code, 0, "{words}");
    let (code, words) = status(&third, &["due"]);
    assert_eq!(code, 4, "{words}");
}

/// What waits is shown to whom it waits for, entry by entry.
#[test]
fn nobody_is_shown_entries_of_another_as_their_own() {
    let setup = rounds();
    well(&setup, &["--operator", "ops-a", "note", "before"]);
    let writer = writers(&setup).remove(0);
    let segment = writer.join("000001.jsonl");
    let before = fs::read_to_string(&segment).unwrap();
    let mine = next_line(&segment, "mine there");
    let theirs = mine.replace("\"by\":\"ops-a\"", "\"by\":\"ops-b\"");
    let body = theirs.rsplit_once(",\"hash\":\"").unwrap().0;
    let previous = before.trim_end();
    let previous = &previous[previous.len() - 66..previous.len() - 2];
    let digest = Sha256::new()
        .chain_update(previous)
        .chain_update(body)
        .finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let theirs = format!("{body},\"hash\":\"{hash}\"}}\n");
    well(&setup, &["--operator", "ops-a", "note", "here"]);
    let forks = journal(&setup)
        .join("forks")
        .join(writer.file_name().unwrap());
    fs::create_dir_all(&forks).unwrap();
    let side = forks.join(format!("000001@{}-0123456789abcdef", before.len()));
    fs::write(side, theirs).unwrap();
    let (code, shown) = status(&setup, &["--operator", "ops-a", "journal", "confirm"]);
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("note: here"), "{shown}");
    assert!(!shown.contains("mine there"), "{shown}");
}

fn lock_of(setup: &Setup) -> PathBuf {
    let list = fs::read_dir(journal(setup)).unwrap();
    let mut files = list.map(|item| item.unwrap().path());
    files.find(|path| path.is_file()).unwrap()
}

fn known(setup: &Setup) -> String {
    let place: serde_json::Value =
        serde_json::from_str(&setup.run(&["journal", "where", "--json"]).stdout).unwrap();
    place["known"].as_str().unwrap().to_owned()
}

/// The lock file says less than was saved, as after a write that it did not take: nothing is
/// missing.
#[test]
fn what_others_do_not_see_yet_is_not_called_missing() {
    let setup = rounds();
    well(&setup, &["note", "one"]);
    let before = fs::read(lock_of(&setup)).unwrap();
    well(&setup, &["note", "two"]);
    fs::write(lock_of(&setup), before).unwrap();
    for verb in [&["due"][..], &["list", "runs"], &["handover"]] {
        let (code, words) = status(&setup, verb);
        assert_eq!(code, 0, "{verb:?}: {words}");
        assert!(words.contains("Not yet shown to others"), "{words}");
        assert!(!words.contains("missing"), "{words}");
    }
    assert!(well(&setup, &["journal", "export"]).contains("\"two\""));
    well(&setup, &["note", "three"]);
    let (_, words) = status(&setup, &["due"]);
    assert!(!words.contains("Not yet shown"), "{words}");
    let verified = well(&setup, &["journal", "verify"]);
    assert!(verified.starts_with("clean"), "{verified}");
}

/// An old disk is mounted back after a new journal was begun in its place, or another team's copy
/// stands there: it is said which stands there, and each can be taken, and left again.
#[test]
fn the_journal_that_stands_there_can_be_taken_and_left_again() {
    let (setup, other) = (rounds(), rounds());
    well(&setup, &["note", "old"]);
    well(&other, &["--operator", "ops-x", "note", "theirs"]);
    let (there, home) = (journal(&setup), setup.home().to_owned());
    let old = known(&setup);
    fs::rename(&there, home.join("old")).unwrap();
    well(&setup, &["journal", "where", "--found-anew"]);
    well(&setup, &["note", "new"]);
    let new = known(&setup);
    fs::rename(&there, home.join("new")).unwrap();
    let theirs = known(&other);
    fs::rename(journal(&other), home.join("theirs")).unwrap();
    let mut meant = new.clone();
    let each = [
        ("old", &old),
        ("new", &new),
        ("theirs", &theirs),
        ("old", &old),
    ];
    for (name, id) in each {
        fs::rename(home.join(name), &there).unwrap();
        if *id != meant {
            for verb in [&["due"][..], &["note", "x"], &["journal", "where"]] {
                let (code, words) = status(&setup, verb);
                assert_eq!(code, 4, "{verb:?}: {words}");
                assert!(words.contains(&meant), "{words}");
                let way = format!("rounds journal where --take {id}");
                assert!(words.contains(&way), "{words}");
            }
            assert_eq!(status(&setup, &["journal", "verify"]).0, 13);
            // It is not begun anew over what stands there, and nothing else can be taken.
            for wrong in [&["--found-anew"][..], &["--take", &meant]] {
                let verb = [&["journal", "where"], wrong].concat();
                let (code, words) = status(&setup, &verb);
                assert_eq!(code, 1, "{words}");
                assert!(words.contains(id.as_str()), "{words}");
            }
            let words = well(&setup, &["journal", "where", "--take", id]);
            assert!(words.contains(&meant), "{words}");
        }
        well(&setup, &["note", &format!("in {name}")]);
        let exported = well(&setup, &["journal", "export"]);
        assert!(
            exported.contains(&format!("\"text\":\"{name}\"")),
            "{exported}"
        );
        well(&setup, &["due"]);
        let (code, words) = status(&setup, &["journal", "verify"]);
        // Nothing is known of what its operators had written elsewhere.
        let is_told = name == "theirs" && code == 10;
        assert!(code == 0 || is_told, "{name}: {words}");
        meant.clone_from(id);
        fs::rename(&there, home.join(name)).unwrap();
    }
    // Nothing was lost, and each operator goes on as the writer that they were.
    for name in ["old", "new"] {
        let list = fs::read_dir(home.join(name)).unwrap();
        let names = list.map(|item| item.unwrap().file_name());
        let writers = names.filter(|name| name.to_string_lossy().contains('@'));
        assert_eq!(writers.count(), 1, "{name}");
    }
}

/// Wherever a file is meant and a pipe stands, nobody waits for it.
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let setup = rounds();
    let notes: String = (0..300).map(|number| format!("note {number}\n")).collect();
    assert_eq!(setup.run_with(&["note", "-"], &notes).code, Some(0));
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let run = run.trim();
    let pipe = |path: &Path| {
        let _ = fs::remove_file(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    // A checkpoint is a cache: without it the record itself is read.
    let cache = setup.home().join("cache/rounds");
    for item in fs::read_dir(&cache).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            pipe(&path);
        }
    }
    for verb in [&["due"][..], &["note", "x"], &["doctor"]] {
        assert!(
            setup.run(verb).code.is_some_and(|code| code < 2),
            "{verb:?}"
        );
    }
    // Schemas, pages and evidence.
    for name in [".schema.json", ".library-schema.json"] {
        pipe(&setup.runbooks().join(name));
    }
    well(&setup, &["new", "second"]);
    let page = setup.home().join("page.md");
    pipe(&page);
    let page = page.to_str().unwrap();
    for verb in [
        &["import", page][..],
        &["do", run, "1", "ok", "--attach", page],
        &["journal", "verify", "--allowed-signers", page],
    ] {
        let (code, words) = status(&setup, verb);
        assert!(
            code > 0 && words.contains("plain file"),
            "{verb:?}: {words}"
        );
    }
    // Settings come last: without them nothing else is asked.
    pipe(&setup.home().join("config/rounds/config.toml"));
    for verb in [&["due"][..], &["note", "x"], &["check"], &["doctor"]] {
        let (_, words) = status(&setup, verb);
        assert!(words.contains("plain file"), "{verb:?}: {words}");
    }
}
