//! Forgeries within what is signed or listed: beside it, over it, or by somebody who has a key.

use crate::forger::{Forger, Head, sign, text};
use crate::forgeries::{Scene, Word, scene, words};
use crate::kit::where_it_is_noon;
use crate::{Asked, BOOK, LIST, Team, elsewhere, has_ssh_keygen, said};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// A list of keys in the record: its entry, its count.
struct Listed {
    entry: String,
    n: u64,
}

fn listed(journal: &Path) -> Vec<Listed> {
    let mut all = Vec::new();
    for item in fs::read_dir(journal).unwrap() {
        let folder = item.unwrap().path();
        let writer = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(folder.join("000001.jsonl")).unwrap_or_default();
        for line in text.lines() {
            let entry: Value = serde_json::from_str(line).unwrap();
            let event = &entry["events"][0];
            if event["event"] == "keys-noticed" {
                let hash = &entry["hash"].as_str().unwrap()[..16];
                all.push(Listed {
                    entry: format!("{writer}:{}:{hash}", entry["seq"]),
                    n: entry["n"].as_u64().unwrap(),
                });
            }
        }
    }
    all.sort_by_key(|list| list.n);
    all
}

/// A record of the victim's with a row of entries, signed at its end.
fn long_signed() -> Scene {
    let scene = scene();
    for note in ["one", "two", "three", "four"] {
        scene.team.well("ops-a", &["note", note]);
    }
    scene.team.well("ops-a", &["handover", "--to", "ops-b"]);
    let given = ["handover", "--json", "--to", "ops-a"];
    let given = scene.team.json("ops-c", &given);
    let asked = Asked {
        handover: given["handover"].as_str().unwrap().to_owned(),
        ..scene.asked
    };
    Scene { asked, ..scene }
}

fn is_named(team: &Team, forger: &Forger) {
    let report = team.by("ops-c", &["journal", "verify"]);
    let shown = format!(
        "word {}:{}:{}:",
        forger.writer,
        forger.seq,
        &forger.hash[..16]
    );
    let report = said(&report);
    assert!(report.contains(&shown), "{shown} is not in {report}");
}

/// A line beside a signed record has a number below the signed one, and is not what was signed.
#[test]
fn a_fork_beside_a_signed_record_does_not_count() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = long_signed();
    assert_eq!(scene.team.counts(&scene.asked), [false; 4]);
    for word in words(&scene.asked) {
        // On the other side, and with the sides the other way round.
        for stands_in_its_place in [false, true] {
            let copy = elsewhere(&scene.team);
            let journal = copy.journal();
            let writer = copy.writer("ops-a");
            let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 2);
            forger.say(&word.0, &word.1);
            let shown = Forger::behind(&journal, &writer, "ops-a");
            match stands_in_its_place {
                false => forger.lay_beside(&journal, 2, &rest),
                true => beside(&journal, &writer, 2, &rest),
            }
            let counts = copy.counts(&scene.asked);
            assert_eq!(counts, [false; 4], "{stands_in_its_place}: {word:?}");
            is_named(&copy, &shown);
        }
    }
}

/// Lays some lines beside a record, where it has others.
fn beside(journal: &Path, writer: &str, kept: usize, lines: &[String]) {
    let path = journal.join(writer).join("000001.jsonl");
    let text = fs::read_to_string(path).unwrap();
    let before: Vec<_> = text.split_inclusive('\n').take(kept).collect();
    let first: Value = serde_json::from_str(&lines[0]).unwrap();
    let first = &first["hash"].as_str().unwrap()[..16];
    let folder = journal.join("forks").join(writer);
    fs::create_dir_all(&folder).unwrap();
    let at = before.concat().len();
    fs::write(folder.join(format!("000001@{at}-{first}")), lines.concat()).unwrap();
}

/// What was signed before the records part goes on counting.
#[test]
fn what_was_signed_before_a_fork_counts_on() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    let (team, asked) = (&scene.team, &scene.asked);
    team.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    for note in ["one", "two"] {
        team.well("ops-a", &["note", note]);
    }
    team.well("ops-a", &["handover", "--to", "ops-b"]);
    let copy = elsewhere(team);
    let journal = copy.journal();
    let writer = copy.writer("ops-a");
    let path = journal.join(&writer).join("000001.jsonl");
    let lines = fs::read_to_string(path).unwrap().lines().count();
    let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", lines - 2);
    let word = &words(asked)[1];
    forger.say(&word.0, &word.1);
    forger.lay_beside(&journal, lines - 2, &rest);
    let counts = copy.counts(asked);
    assert!(counts[0] && !counts[1], "{counts:?}");
}

/// A signed entry that stands where it was proves nothing of what is before it, where it does not
/// follow.
#[test]
fn a_record_rewritten_before_a_signed_entry_does_not_count() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = long_signed();
    for word in words(&scene.asked) {
        let copy = elsewhere(&scene.team);
        let journal = copy.journal();
        let writer = copy.writer("ops-a");
        let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 2);
        forger.say(&word.0, &word.1);
        let path = journal.join(&writer).join("000001.jsonl");
        let text = fs::read_to_string(&path).unwrap() + &rest[1..].concat();
        fs::write(path, text).unwrap();
        assert_eq!(copy.counts(&scene.asked), [false; 4], "{word:?}");
    }
}

/// That entries beside a record are somebody's own is a word as any other.
#[test]
fn a_forged_confirmation_confirms_nothing() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = long_signed();
    let copy = elsewhere(&scene.team);
    let journal = copy.journal();
    let writer = copy.writer("ops-a");
    let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 2);
    let word: &Word = &words(&scene.asked)[0];
    forger.say(&word.0, &word.1);
    let mut entries = vec![format!("{writer}:{}:{}", forger.seq, &forger.hash[..16])];
    for line in &rest {
        let line: Value = serde_json::from_str(line).unwrap();
        let hash = &line["hash"].as_str().unwrap()[..16];
        entries.push(format!("{writer}:{}:{hash}", line["seq"]));
    }
    forger.lay_beside(&journal, 2, &rest);
    let waits = "Proves nothing until it is confirmed";
    let health = copy.by("ops-c", &["follow-up", "list"]);
    assert!(said(&health).contains(waits), "{}", said(&health));
    let id = copy.journal_id();
    let mut forger = Forger::new(&journal, &id, "ops-a@evil-000009", "ops-a");
    let entries = serde_json::to_string(&entries).unwrap();
    let event = format!(r#"{{"event":"confirmed","entries":{entries},"reason":"mine"}}"#);
    forger.say("journal", &event);
    let health = copy.by("ops-c", &["follow-up", "list"]);
    assert!(said(&health).contains(waits), "{}", said(&health));
    assert_eq!(copy.counts(&scene.asked), [false; 4]);
    is_named(&copy, &forger);
}

/// Their operator's own confirmation is signed as it is said, and counts; words behind the parting
/// are said again.
#[test]
fn a_fork_is_confirmed_with_the_key() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = long_signed();
    let (team, asked) = (&scene.team, &scene.asked);
    let journal = team.journal();
    let writer = team.writer("ops-a");
    let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 2);
    let word: &Word = &words(asked)[0];
    forger.say(&word.0, &word.1);
    forger.lay_beside(&journal, 2, &rest);
    let waits = "Proves nothing until it is confirmed";
    let list = ["follow-up", "list"];
    assert!(said(&team.by("ops-c", &list)).contains(waits));
    // Nothing is confirmed by who has no key at hand.
    let settings = team.setup.home().join("ops-a.toml");
    let with_key = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, "").unwrap();
    let confirm = ["journal", "confirm", "--reason", "both are mine"];
    let confirmed = team.by("ops-a", &confirm);
    assert!(
        said(&team.by("ops-c", &list)).contains(waits),
        "{}",
        said(&confirmed)
    );
    fs::write(&settings, with_key).unwrap();
    let confirmed = team.by("ops-a", &confirm);
    let listed = team.by("ops-c", &list);
    assert!(
        !said(&listed).contains(waits),
        "{} {}",
        said(&confirmed),
        said(&listed)
    );
    assert_eq!(team.counts(asked), [false; 4]);
    team.by("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert!(team.counts(asked)[0]);
    assert!(elsewhere(team).counts(asked)[0]);
}

/// Somebody who has a key takes a colleague's away by a dispute; that gives them no other.
#[test]
fn a_colleague_with_a_key_takes_over_no_name() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    let id = scene.team.journal_id();
    for word in words(&scene.asked) {
        let copy = elsewhere(&scene.team);
        let journal = copy.journal();
        let known = listed(&journal);
        let theirs = format!("ops-b {}", scene.team.keys[1].1);
        let mut insider = Forger::new(&journal, &id, "ops-b@evil-000001", "ops-b").first();
        insider.list(std::slice::from_ref(&theirs), &[], &[]);
        let mut over: Vec<_> = known.iter().map(|list| list.entry.clone()).collect();
        over.push(format!(
            "{}:{}:{}",
            insider.writer,
            insider.seq,
            &insider.hash[..16]
        ));
        let lines = [format!("ops-a {}", scene.stranger.1), theirs];
        insider.list(&lines, &[], &over);
        let heads = [insider.head()];
        let signed = text(&id, Some("ops-b"), &heads);
        insider.seal("ops-b", &heads, &sign(&scene.team.keys[1].0, &signed));
        let forger = signed_by_stranger(&scene, &journal, &word);
        assert_eq!(copy.counts(&scene.asked), [false; 4], "{word:?}");
        is_named(&copy, &forger);
    }
}

/// Says it in the victim's name, and signs it with the key that is nobody's.
fn signed_by_stranger(scene: &Scene, journal: &Path, word: &Word) -> Forger {
    let id = scene.team.journal_id();
    let mut forger = Forger::new(journal, &id, "ops-a@evil-000001", "ops-a");
    forger.say(&word.0, &word.1);
    let heads = [forger.head()];
    let signature = sign(&scene.stranger.0, &text(&id, Some("ops-a"), &heads));
    let place = (forger.seq, forger.hash.clone());
    forger.seal("ops-a", &heads, &signature);
    (forger.seq, forger.hash) = place;
    forger
}

/// A victim who wrote a row of entries before there was a key.
fn long_before() -> (Team, Asked) {
    let team = Team::without_list(BOOK);
    let asked = team.ask();
    let settings = team.setup.home().join("ops-a.toml");
    let with_key = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, "").unwrap();
    for note in ["one", "two", "three", "four", "five"] {
        team.well("ops-a", &["note", note]);
    }
    team.list(&[("ops-a", 0), ("ops-b", 1)]);
    team.well("ops-c", &["note", "the list is here"]);
    fs::write(&settings, with_key).unwrap();
    (team, asked)
}

/// What stood before the list is known by the entry that the list names, not by its number.
#[test]
fn a_rewritten_record_from_before_the_key_does_not_count() {
    if !has_ssh_keygen() {
        return;
    }
    let (team, asked) = long_before();
    for word in words(&asked) {
        for fills_up in [true, false] {
            let copy = elsewhere(&team);
            let journal = copy.journal();
            let writer = copy.writer("ops-a");
            let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 1);
            forger.say(&word.0, &word.1);
            let shown = Forger::behind(&journal, &writer, "ops-a");
            // As far as the list has seen it, or not so far.
            for _ in rest.iter().skip(1).filter(|_| fills_up) {
                forger.say("shift", r#"{"event":"noted","text":"calm"}"#);
            }
            assert_eq!(copy.counts(&asked), [false; 4], "{fills_up}: {word:?}");
            is_named(&copy, &shown);
        }
    }
}

/// Nobody makes a record older than somebody's key by a list between two, be it with a stranger's
/// key or with the one that is theirs.
#[test]
fn a_list_inserted_between_two_lets_nothing_in() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::without_list(BOOK);
    let stranger = crate::key(&team.setup, "key-x").1;
    team.list(&[("ops-b", 1)]);
    let asked = team.ask();
    team.list(&[("ops-a", 0), ("ops-b", 1)]);
    team.well("ops-b", &["note", "a list with ops-a"]);
    team.well("ops-a", &["note", "here"]);
    assert_eq!(team.counts(&asked), [false; 4]);
    let id = team.journal_id();
    for word in words(&asked) {
        for key in [&stranger, &team.keys[0].1] {
            let copy = elsewhere(&team);
            let journal = copy.journal();
            let known = listed(&journal);
            let mut forger = Forger::new(&journal, &id, "ops-a@evil-000001", "ops-a");
            forger.say(&word.0, &word.1);
            let insider = Forger::new(&journal, &id, "ops-b@evil-000001", "ops-b");
            let mut insider = insider.behind_n(known[0].n);
            let lines = [format!("ops-a {key}"), format!("ops-b {}", team.keys[1].1)];
            let head = format!("{}:{}:{}", forger.writer, forger.seq, &forger.hash[..16]);
            insider.list(&lines, &[head], &[known[0].entry.clone()]);
            let heads = [insider.head()];
            let signed = text(&id, Some("ops-b"), &heads);
            insider.seal("ops-b", &heads, &sign(&team.keys[1].0, &signed));
            assert_eq!(copy.counts(&asked), [false; 4], "{key}: {word:?}");
            is_named(&copy, &forger);
        }
    }
}

/// Nor by one that the others knew of, which waited, and is signed afterwards.
#[test]
fn a_list_that_waited_lets_nothing_in_once_it_is_signed() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::without_list(BOOK);
    team.list(&[("ops-b", 1)]);
    let asked = team.ask();
    let (journal, id) = (team.journal(), team.journal_id());
    let mut forger = Forger::new(&journal, &id, "ops-a@evil-000001", "ops-a");
    for word in words(&asked) {
        forger.say(&word.0, &word.1);
    }
    let known = listed(&journal);
    let insider = Forger::new(&journal, &id, "ops-b@evil-000001", "ops-b");
    let mut insider = insider.behind_n(known[0].n);
    let lines = [("ops-a", 0), ("ops-b", 1)].map(|(by, key)| format!("{by} {}", team.keys[key].1));
    let head = format!("{}:{}:{}", forger.writer, forger.seq, &forger.hash[..16]);
    insider.list(&lines, &[head], &[known[0].entry.clone()]);
    // Before there is a key these count, as those of anybody do who has none.
    assert_eq!(team.counts(&asked), [true; 4]);
    fs::remove_dir_all(journal.join(&forger.writer)).unwrap();
    team.list(&[("ops-a", 0), ("ops-b", 1)]);
    team.well("ops-b", &["note", "a list with ops-a"]);
    team.well("ops-a", &["note", "here"]);
    let mut forger = Forger::new(&journal, &id, "ops-a@evil-000001", "ops-a");
    for word in words(&asked) {
        forger.say(&word.0, &word.1);
    }
    let heads = [insider.head()];
    let signed = text(&id, Some("ops-b"), &heads);
    insider.seal("ops-b", &heads, &sign(&team.keys[1].0, &signed));
    assert_eq!(elsewhere(&team).counts(&asked), [false; 4]);
    assert_eq!(team.counts(&asked), [false; 4]);
}

/// What a list of keys has seen and is not here is told, as a head that was kept is.
#[test]
fn what_a_list_has_seen_is_missed() {
    if !has_ssh_keygen() {
        return;
    }
    let (team, _) = long_before();
    let whole = team.by("ops-c", &["journal", "verify"]);
    assert_eq!(whole.code, Some(0), "{}", said(&whole));
    let copy = elsewhere(&team);
    let journal = copy.journal();
    let writer = copy.writer("ops-a");
    let path = journal.join(&writer).join("000001.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let kept: Vec<_> = text.split_inclusive('\n').take(2).collect();
    fs::write(&path, kept.concat()).unwrap();
    let cut = copy.by("ops-c", &["journal", "verify"]);
    assert_eq!(cut.code, Some(11), "{}", said(&cut));
    let words = format!("has seen {writer}:6:");
    assert!(said(&cut).contains(&words), "{}", said(&cut));
}

/// A key that was ended signs nothing by which it would have been there before.
#[test]
fn a_rewritten_record_from_before_the_end_of_a_key_does_not_count() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = long_signed();
    let team = &scene.team;
    fs::write(
        team.setup.runbooks().join(LIST),
        format!("ops-b {}\n", team.keys[1].1),
    )
    .unwrap();
    team.well("ops-b", &["note", "the key of ops-a is stolen"]);
    let id = team.journal_id();
    for word in words(&scene.asked) {
        let copy = elsewhere(team);
        let journal = copy.journal();
        let writer = copy.writer("ops-a");
        let (mut forger, rest) = Forger::over(&journal, &writer, "ops-a", 1);
        forger.say(&word.0, &word.1);
        let shown = Forger::behind(&journal, &writer, "ops-a");
        let heads = [forger.head()];
        let signed = text(&id, Some("ops-a"), &heads);
        forger.seal("ops-a", &heads, &sign(&team.keys[0].0, &signed));
        for _ in rest.iter().skip(2) {
            forger.say("shift", r#"{"event":"noted","text":"calm"}"#);
        }
        assert_eq!(copy.counts(&scene.asked), [false; 4], "{word:?}");
        is_named(&copy, &shown);
    }
}

/// A key is not taken away by what becomes of the record of whoever gave it, nor by a list that
/// stands before all others and names none: whoever a list names says nothing without one.
#[test]
fn a_list_that_was_lost_lets_nobody_in() {
    if !has_ssh_keygen() {
        return;
    }
    for way in ["damaged", "fork", "before"] {
        let team = Team::without_list(BOOK);
        team.well("ops-c", &["note", "the record begins"]);
        if way == "before" {
            // Says that it follows a list, and there is none.
            let id = team.journal_id();
            let mut forger = Forger::new(&team.journal(), &id, "ops-x@evil-000001", "ops-x");
            let nowhere = vec![format!("{}:1:{}", forger.writer, "ab".repeat(8))];
            forger.list(&[], &[], &nowhere);
        }
        team.list(&[("ops-b", 1)]);
        team.well("ops-b", &["note", "the first list"]);
        team.list(&[("ops-a", 0), ("ops-b", 1)]);
        team.well("ops-b", &["note", "a key for ops-a"]);
        let asked = team.ask();
        let writer = team.writer("ops-b");
        let path = team.journal().join(&writer).join("000001.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        match way {
            "damaged" => fs::write(&path, text.replacen("\"on\":", "\"on\" :", 2)).unwrap(),
            "fork" => {
                let (mut forger, rest) = Forger::over(&team.journal(), &writer, "ops-b", 2);
                forger.say("shift", r#"{"event":"noted","text":"calm"}"#);
                forger.lay_beside(&team.journal(), 2, &rest);
            }
            _ => {}
        }
        for (number, word) in words(&asked).iter().enumerate() {
            let id = team.journal_id();
            let name = format!("ops-a@evil-00000{number}");
            let mut forger = Forger::new(&team.journal(), &id, &name, "ops-a");
            forger.say(&word.0, &word.1);
        }
        assert_eq!(team.counts(&asked), [false; 4], "{way}");
    }
}

/// ops-b ended the key of ops-a, and whoever stole it says all four words and signs them.
fn stolen() -> (Scene, Head) {
    let scene = scene();
    let team = &scene.team;
    team.well("ops-b", &["note", "early"]);
    team.list(&[("ops-b", 1)]);
    team.well("ops-b", &["note", "the key of ops-a is stolen"]);
    let id = team.journal_id();
    let mut thief = Forger::new(&team.journal(), &id, "ops-a@evil-000001", "ops-a");
    for word in words(&scene.asked) {
        thief.say(&word.0, &word.1);
    }
    let heads = [thief.head()];
    let signature = sign(&team.keys[0].0, &text(&id, Some("ops-a"), &heads));
    thief.seal("ops-a", &heads, &signature);
    let seal = thief.head();
    assert_eq!(team.counts(&scene.asked), [false; 4]);
    (scene, seal)
}

/// A key that somebody ended does not count again because the record of whoever ended it is damaged,
/// or forks, or an entry is missing from it, before the list or behind it; nor by a list of the
/// thief's in an earlier place, which has seen their signature.
#[test]
fn a_key_that_was_ended_stays_ended_whatever_becomes_of_that_record() {
    if !has_ssh_keygen() {
        return;
    }
    let (scene, seal) = stolen();
    let (team, asked) = (&scene.team, &scene.asked);
    let theirs = "a key of ops-a counts no more, by ops-b";
    let doubted = "a key of ops-a counts no more, by a list of ops-b's that gives none";
    for (way, ended) in [
        ("fork", theirs),
        ("damage", theirs),
        ("gap", doubted),
        ("in the list", doubted),
        ("list", doubted),
    ] {
        // As it was known on this machine, and on one that reads it for the first time.
        for is_known in [true, false] {
            let copy = elsewhere(team);
            let (journal, writer) = (copy.journal(), copy.writer("ops-b"));
            if is_known {
                assert_eq!(copy.counts(asked), [false; 4]);
            }
            let path = journal.join(&writer).join("000001.jsonl");
            let text = fs::read_to_string(&path).unwrap();
            match way {
                "fork" => {
                    let (mut forger, rest) = Forger::over(&journal, &writer, "ops-b", 1);
                    forger.say("shift", r#"{"event":"noted","text":"calm"}"#);
                    forger.lay_beside(&journal, 1, &rest);
                }
                "damage" => fs::write(&path, text.replacen("early", "earla", 1)).unwrap(),
                "gap" => {
                    let lines = text.split_inclusive('\n');
                    let left: String = lines.filter(|line| !line.contains("early")).collect();
                    fs::write(&path, left).unwrap();
                }
                // In the very entry of the list, which says the same.
                "in the list" => {
                    let lines = text.split_inclusive('\n').map(|line| match line {
                        list if list.contains("keys-noticed") => {
                            list.replace(where_it_is_noon(), "GMT")
                        }
                        line => line.to_owned(),
                    });
                    let altered: String = lines.collect();
                    fs::write(&path, altered).unwrap();
                }
                _ => {
                    let rest: Vec<_> = text.split_inclusive('\n').collect();
                    let (mut forger, _) = Forger::over(&journal, &writer, "ops-b", 1);
                    let has_seen = format!("{}:{}:{}", seal.writer, seal.seq, &seal.hash[..16]);
                    let line = format!("ops-b {}", team.keys[1].1);
                    let over = "ops-z@gone-000001:9:0123456789abcdef".to_owned();
                    forger.list(&[line], &[has_seen], &[over]);
                    let mut text = fs::read_to_string(&path).unwrap();
                    text.push_str(&rest[2..].concat());
                    fs::write(&path, text).unwrap();
                }
            }
            let about = format!("{way}, known: {is_known}");
            assert_eq!(copy.counts(asked), [false; 4], "{about}");
            let report = copy.by("ops-c", &["journal", "verify"]);
            assert!(said(&report).contains(ended), "{about}: {}", said(&report));
        }
    }
}

/// Nor by a list of the thief's own with an earlier number, signed with the key that was ended: the
/// number of an entry is its writer's word.
#[test]
fn a_list_with_an_earlier_number_revives_no_key() {
    if !has_ssh_keygen() {
        return;
    }
    let (scene, _) = stolen();
    let (team, asked) = (&scene.team, &scene.asked);
    for (way, is_known) in [("others", true), ("others", false), ("all", false)] {
        let copy = elsewhere(team);
        let journal = copy.journal();
        if is_known {
            assert_eq!(copy.counts(asked), [false; 4]);
        }
        let (id, key) = (team.journal_id(), &team.keys[0]);
        let first = listed(&journal).swap_remove(0).entry;
        let mut thief = Forger::new(&journal, &id, "ops-a@evil-000003", "ops-a").first();
        let theirs = format!("ops-a {}", key.1);
        let stranger = format!("ops-a {}", scene.stranger.1);
        // It leaves out who ended the key, or gives another as well.
        let lines = match way {
            "others" => vec![theirs],
            _ => vec![theirs, stranger, format!("ops-b {}", team.keys[1].1)],
        };
        thief.list(&lines, &[], &[first]);
        let heads = [thief.head()];
        thief.seal(
            "ops-a",
            &heads,
            &sign(&key.0, &text(&id, Some("ops-a"), &heads)),
        );
        for word in words(asked) {
            thief.say(&word.0, &word.1);
        }
        let heads = [thief.head()];
        let with = if way == "others" {
            &key.0
        } else {
            &scene.stranger.0
        };
        thief.seal(
            "ops-a",
            &heads,
            &sign(with, &text(&id, Some("ops-a"), &heads)),
        );
        assert_eq!(copy.counts(asked), [false; 4], "{way}, known: {is_known}");
    }
}

/// What a list says is what was signed, not the address that its line states: a line beside it that
/// states the same, with another key in it, gives none.
#[test]
fn a_line_that_states_the_address_of_a_list_gives_no_key() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    let (team, asked) = (&scene.team, &scene.asked);
    let (id, third) = (team.journal_id(), crate::key(&team.setup, "key-d").1);
    let list = team.setup.runbooks().join(LIST);
    let known = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{known}ops-d {third}\n")).unwrap();
    team.well("ops-b", &["note", "a key for ops-d"]);
    for way in ["before", "after", "in its place"] {
        let copy = elsewhere(team);
        let (journal, writer) = (copy.journal(), copy.writer("ops-b"));
        let path = journal.join(&writer).join("000001.jsonl");
        let sound = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = sound.split_inclusive('\n').map(str::to_owned).collect();
        let at = lines
            .iter()
            .position(|it| it.contains("keys-noticed"))
            .unwrap();
        let forged = lines[at].replace(&team.keys[1].1, &scene.stranger.1);
        assert_ne!(forged, lines[at]);
        match way {
            "before" => lines.insert(at, forged),
            "after" => lines.insert(at + 1, forged),
            _ => {
                let rest = lines.split_off(at);
                lines.push(forged);
                fs::write(&path, lines.concat()).unwrap();
                beside(&journal, &writer, at, &rest);
            }
        }
        fs::write(&path, lines.concat()).unwrap();
        let mut thief = Forger::new(&journal, &id, "ops-b@evil-000001", "ops-b");
        for word in words(asked) {
            thief.say(&word.0, &word.1);
        }
        let heads = [thief.head()];
        let signed = text(&id, Some("ops-b"), &heads);
        thief.seal("ops-b", &heads, &sign(&scene.stranger.0, &signed));
        assert_eq!(copy.counts(asked), [false; 4], "{way}");
    }
}

/// Nor by joining a team, where what ended it was signed for another journal.
#[test]
fn a_key_that_was_ended_stays_ended_in_a_team() {
    if !has_ssh_keygen() {
        return;
    }
    let (scene, _) = stolen();
    let (mine, theirs) = (&scene.team, Team::without_list(BOOK));
    let carrier = theirs.setup.home().join("carrier");
    fs::create_dir_all(&carrier).unwrap();
    let url = format!("file://{}", carrier.display());
    theirs.well("ops-c", &["note", "the team's first"]);
    theirs.well("ops-c", &["join", &url]);
    mine.well("ops-d", &["join", &url]);
    let id = theirs.journal_id();
    let mut thief = Forger::new(&mine.journal(), &id, "ops-a@evil-000002", "ops-a");
    for word in words(&scene.asked) {
        thief.say(&word.0, &word.1);
    }
    let heads = [thief.head()];
    let signature = sign(&mine.keys[0].0, &text(&id, Some("ops-a"), &heads));
    thief.seal("ops-a", &heads, &signature);
    assert_eq!(mine.counts(&scene.asked), [false; 4]);
    let report = mine.by("ops-c", &["journal", "verify"]);
    let ended = "was signed for another journal";
    assert!(said(&report).contains(ended), "{}", said(&report));
}

/// Who goes over to another key is not locked out by what becomes of the record before that: by the
/// chain the list is what was signed.
#[test]
fn a_rotated_key_counts_although_the_record_before_it_is_damaged_or_forks() {
    if !has_ssh_keygen() {
        return;
    }
    for way in ["damage", "fork"] {
        let scene = scene();
        let (team, asked) = (&scene.team, &scene.asked);
        team.well("ops-b", &["note", "early"]);
        let (second, public) = crate::key(&team.setup, "key-b2");
        let first = format!("ops-a {}\nops-b {public}\n", team.keys[0].1);
        fs::write(team.setup.runbooks().join(LIST), first).unwrap();
        team.well("ops-b", &["note", "with another key from now on"]);
        let config = format!("[team]\nsigning_key = \"{}\"\n", second.display());
        fs::write(team.setup.home().join("ops-b.toml"), config).unwrap();
        team.well("ops-b", &["note", "with the new key"]);
        let (journal, writer) = (team.journal(), team.writer("ops-b"));
        let path = journal.join(&writer).join("000001.jsonl");
        match way {
            "fork" => {
                let (mut forger, rest) = Forger::over(&journal, &writer, "ops-b", 1);
                forger.say("shift", r#"{"event":"noted","text":"other"}"#);
                forger.lay_beside(&journal, 1, &rest);
            }
            _ => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replacen("early", "earla", 1)).unwrap();
            }
        }
        team.by("ops-b", &["follow-up", "move", &asked.change, "approved"]);
        assert!(team.counts(asked)[0], "{way}");
        assert!(elsewhere(team).counts(asked)[0], "{way}");
    }
}

/// What was signed is an entry at the end of a chain: neither a torn line that says the same, nor a
/// line that no reader takes for an entry.
#[test]
fn a_line_that_is_no_entry_is_not_what_was_signed() {
    if !has_ssh_keygen() {
        return;
    }
    for way in ["torn", "no entry"] {
        let scene = long_signed();
        let (team, asked) = (&scene.team, &scene.asked);
        let (journal, writer) = (team.journal(), team.writer("ops-a"));
        let path = journal.join(&writer).join("000001.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let entries: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let mut events = entries
            .iter()
            .flat_map(|it| it["events"].as_array().unwrap());
        let seal = events.rfind(|it| it["event"] == "sealed").unwrap();
        let head = Head {
            writer: writer.clone(),
            seq: seal["heads"][0]["seq"].as_u64().unwrap(),
            hash: seal["heads"][0]["hash"].as_str().unwrap().to_owned(),
        };
        let signed = text
            .lines()
            .nth(usize::try_from(head.seq).unwrap() - 1)
            .unwrap();
        let (mut forger, _) = Forger::over(&journal, &writer, "ops-a", 2);
        let word: &Word = &words(asked)[0];
        forger.say(&word.0, &word.1);
        let mut forged = fs::read_to_string(&path).unwrap();
        match way {
            "torn" => {
                while forger.seq + 1 < head.seq {
                    forger.say("shift", r#"{"event":"noted","text":"calm"}"#);
                }
                forged = fs::read_to_string(&path).unwrap();
                let at = forged.len();
                fs::write(&path, format!("{forged}{signed}\n")).unwrap();
                let digest: String = Sha256::digest(signed.as_bytes())
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                let length = signed.len();
                forger.say("journal", &format!(
                    r#"{{"event":"recovered","segment":1,"offset":{at},"length":{length},"sha256":"{digest}"}}"#
                ));
            }
            _ => {
                let line = format!(
                    r#"{{"v":1,"seq":{},"n":6000,"at":"2026-11-30T12:00:00.000Z","zone":"UTC","by":"ops-a","on":["journal"],"events":[{{"event":"x","a":1.7976931348623158079e308}}],"hash":"{}"}}"#,
                    head.seq, head.hash
                );
                fs::write(&path, format!("{forged}{line}\n")).unwrap();
            }
        }
        let id = team.journal_id();
        let mut beside = Forger::new(&journal, &id, "ops-a@evil-000001", "ops-a");
        beside.seal("ops-a", &[head], seal["signature"].as_str().unwrap());
        assert!(!team.counts(asked)[0], "{way}");
    }
}
