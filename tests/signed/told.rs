//! What is said of words that wait, and that nobody is led to sign another's.

use crate::forger::Forger;
use crate::forgeries::words;
use crate::{BOOK, LIST, Team, elsewhere, has_ssh_keygen, said};
use std::fs;

/// A word in the victim's name in a folder of anybody's making.
fn forged(team: &Team, asked: &crate::Asked, writer: &str) {
    let mut forger = Forger::new(&team.journal(), &team.journal_id(), writer, "ops-a");
    let word = &words(asked)[0];
    forger.say(&word.0, &word.1);
}

/// Whoever is told of a word that waits is sent to look at it first.
#[test]
fn a_word_that_waits_is_looked_at_before_it_is_signed() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    team.well("ops-a", &["note", "here"]);
    let writer = "ops-a@evil-000001";
    forged(&team, &asked, writer);
    let saved = team.by("ops-a", &["note", "on we go"]);
    let words = format!(
        "1 word in your name waits for your key: `rounds journal verify` names what. Only if all of it is yours: `rounds journal seal --own {writer}`."
    );
    assert!(saved.stderr.contains(&words), "{}", said(&saved));
    assert!(!saved.stderr.contains("not signed"), "{}", said(&saved));
    // What would count is shown, and counts once that was agreed to.
    let seal = ["journal", "seal", "--own", writer];
    let shown = format!("{writer}:2:");
    for (yes, code, counts) in [(&[][..], 2, false), (&["--yes"], 0, true)] {
        let sealed = team.by("ops-a", &[&seal, yes].concat());
        assert_eq!(sealed.code, Some(code), "{}", said(&sealed));
        assert!(said(&sealed).contains(&shown), "{}", said(&sealed));
        assert!(said(&sealed).contains("approved"), "{}", said(&sealed));
        assert_eq!(team.counts(&asked)[0], counts);
    }
}

/// Words that wait because no key of theirs counts are not sent to be signed with one.
#[test]
fn a_word_of_who_has_no_key_left_is_not_sent_to_be_signed() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    team.list(&[("ops-b", 1)]);
    team.well("ops-b", &["note", "their key is lost"]);
    team.by("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    let saved = team.by("ops-a", &["note", "on we go"]);
    let words = "1 word in your name waits for a key, and none of yours counts any more";
    assert!(saved.stderr.contains(words), "{}", said(&saved));
    assert!(!saved.stderr.contains("seal --own"), "{}", said(&saved));
}

/// What was signed in a journal of one's own counts in the team's that it becomes a part of; what
/// somebody else says of the two journals signs nothing.
#[test]
fn what_was_signed_before_joining_a_team_counts_there() {
    if !has_ssh_keygen() {
        return;
    }
    let (theirs, mine) = (Team::without_list(BOOK), Team::new());
    let carrier = theirs.setup.home().join("carrier");
    fs::create_dir_all(&carrier).unwrap();
    let url = format!("file://{}", carrier.display());
    theirs.well("ops-d", &["note", "the team's first"]);
    theirs.well("ops-d", &["join", &url]);
    let asked = mine.ask();
    mine.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert!(mine.counts(&asked)[0]);
    mine.well("ops-a", &["join", &url]);
    assert!(
        mine.counts(&asked)[0],
        "{:?}",
        mine.by("ops-c", &["journal", "verify"])
    );
    theirs.well("ops-d", &["sync"]);
    assert!(theirs.counts(&asked)[0]);
}

/// A word in somebody's name in another's folder is none that they could sign.
#[test]
fn a_word_in_anothers_folder_is_only_named() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    forged(&team, &asked, "ops-b@evil-000001");
    let saved = team.by("ops-a", &["note", "on we go"]);
    let words = "1 word in your name stands in ops-b@evil-000001, which is not yours: `rounds journal verify` names it";
    assert!(saved.stderr.contains(words), "{}", said(&saved));
    assert!(!saved.stderr.contains("seal --own"), "{}", said(&saved));
}

/// What was taken in after a crash is not signed over by that either.
#[test]
fn a_tail_that_was_taken_in_is_not_sealed_unconfirmed() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    team.well("ops-a", &["handover", "--to", "ops-b"]);
    let writer = team.writer("ops-a");
    let mut forger = Forger::behind(&team.journal(), &writer, "ops-a");
    let word = &words(&asked)[0];
    forger.say(&word.0, &word.1);
    team.by("ops-a", &["note", "on we go"]);
    let sealed = team.by("ops-a", &["journal", "seal", "--own", &writer]);
    assert_eq!(sealed.code, Some(1), "{}", said(&sealed));
    assert!(
        said(&sealed).contains("stood beyond what was saved here"),
        "{}",
        said(&sealed)
    );
    let saved = team.by("ops-a", &["note", "and on"]);
    assert!(
        saved.stderr.contains("waits for your key: entry 4 of"),
        "{}",
        said(&saved)
    );
    assert!(!saved.stderr.contains("seal --own"), "{}", said(&saved));
    assert!(!team.counts(&asked)[0]);
}

/// With a key that counts no more nothing is called signed.
#[test]
fn a_seal_that_makes_nothing_count_says_so() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let list = team.setup.runbooks().join(LIST);
    fs::write(&list, format!("ops-b {}\n", team.keys[1].1)).unwrap();
    team.well("ops-b", &["note", "their key is lost"]);
    team.by("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    let writer = team.writer("ops-a");
    let sealed = team.by("ops-a", &["journal", "seal", "--own", &writer, "--yes"]);
    assert_eq!(sealed.code, Some(1), "{}", said(&sealed));
    assert!(
        said(&sealed).contains("1 word still waits: its key did not count then"),
        "{}",
        said(&sealed)
    );
    assert!(!team.counts(&asked)[0]);
}

/// A word behind damage is not called unsigned where it is signed, and said again it counts.
#[test]
fn a_word_behind_damage_says_what_it_waits_for() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    team.well("ops-a", &["note", "calm here"]);
    team.well("ops-a", &["note", "and on"]);
    let approve = ["follow-up", "move", &asked.change, "approved"];
    team.well("ops-a", &approve);
    assert!(team.counts(&asked)[0]);
    let writer = team.writer("ops-a");
    let path = team.journal().join(&writer).join("000001.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("calm here", "calm hera")).unwrap();
    assert!(!team.counts(&asked)[0]);
    let shown = team.by("ops-c", &["follow-up", "show", &asked.change]);
    let words = format!("the record of {writer} is damaged or forks before it");
    assert!(shown.stdout.contains(&words), "{}", said(&shown));
    assert!(
        !shown.stdout.contains("has not signed this"),
        "{}",
        said(&shown)
    );
    let sealed = team.by("ops-a", &["journal", "seal", "--own", &writer]);
    assert_eq!(sealed.code, Some(1), "{}", said(&sealed));
    let reaches = format!("the record of {writer} is damaged or forks, so no signature reaches");
    assert!(said(&sealed).contains(&reaches), "{}", said(&sealed));
    let again = team.by("ops-a", &approve);
    assert_eq!(again.code, Some(0), "{}", said(&again));
    assert!(!again.stderr.contains("in your name"), "{}", said(&again));
    let report = team.by("ops-a", &["journal", "verify"]);
    assert!(said(&report).contains(&words), "{}", said(&report));
    assert!(team.counts(&asked)[0]);
    assert!(elsewhere(&team).counts(&asked)[0]);
}

/// A list that is as it once was changes nothing, and that is said.
#[test]
fn a_list_put_back_as_it_was_is_told() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    team.ask();
    let list = team.setup.runbooks().join(LIST);
    let first = fs::read_to_string(&list).unwrap();
    let second = format!("ops-b {}\n", team.keys[1].1);
    fs::write(&list, &second).unwrap();
    team.well("ops-b", &["note", "taken out by mistake"]);
    fs::write(&list, first).unwrap();
    let words = "allowed_signers here gives ops-a a key that the record does not";
    for operator in ["ops-a", "ops-b"] {
        let output = team.by(operator, &["journal", "verify"]);
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    // Where it is as the record has it, nothing is.
    fs::write(&list, second).unwrap();
    let output = team.by("ops-b", &["journal", "verify"]);
    assert!(!said(&output).contains(words), "{}", said(&output));
}

/// What is listed twice, once unsigned, counts by the other: nothing waits any more.
#[test]
fn a_list_that_counts_by_another_waits_no_more() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    team.ask();
    let list = team.setup.runbooks().join(LIST);
    let second = crate::key(&team.setup, "key-a2").1;
    let old = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{old}ops-a {second}\n")).unwrap();
    // Who has no key notices it first; then who has one, but not that one.
    let notes = |operator: &str| {
        team.well(operator, &["note", "a list"]);
        said(&team.by("ops-d", &["journal", "verify"]))
    };
    let waits = "counts once somebody who has a key signs it";
    let refused = "lists another key for ops-a, which does not count";
    assert!(notes("ops-c").contains(waits));
    let report = notes("ops-b");
    assert!(
        !report.contains(waits) && report.contains(refused),
        "{report}"
    );
    let report = notes("ops-a");
    assert!(
        !report.contains(waits) && !report.contains(refused),
        "{report}"
    );
    assert!(
        report.contains("ops-a has other keys, by their own word"),
        "{report}"
    );
}

/// What an ended key signed last is signed again at a sync, once there is one that counts.
#[test]
fn what_an_ended_key_signed_is_signed_again_at_a_sync() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let (second, public) = crate::key(&team.setup, "key-a2");
    let list = team.setup.runbooks().join(LIST);
    let old = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{old}ops-a {public}\n")).unwrap();
    team.well("ops-a", &["note", "a second key"]);
    fs::write(&list, format!("ops-a {public}\nops-b {}\n", team.keys[1].1)).unwrap();
    team.well("ops-a", &["note", "without the first"]);
    team.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert!(!team.counts(&asked)[0]);
    let sync = |key: &std::path::Path| {
        let carrier = team.setup.home().join("carrier");
        fs::create_dir_all(&carrier).unwrap();
        let config = format!(
            "[team]\nsigning_key = \"{}\"\ncarrier = \"file://{}\"\n",
            key.display(),
            carrier.display()
        );
        fs::write(team.setup.home().join("ops-a.toml"), config).unwrap();
        team.well("ops-a", &["sync"]);
        let writer = team.journal().join(team.writer("ops-a"));
        let text = fs::read_to_string(writer.join("000001.jsonl")).unwrap();
        text.lines().count()
    };
    // The one that was ended signs nothing again.
    let before = sync(&team.keys[0].0);
    assert_eq!(sync(&team.keys[0].0), before);
    assert!(!team.counts(&asked)[0]);
    let after = sync(&second);
    assert!(after > before);
    assert!(team.counts(&asked)[0]);
    assert_eq!(sync(&second), after);
}
