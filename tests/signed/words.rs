//! Whose words count, and when.

use crate::forger::{Forger, sign, text};
use crate::{BOOK, LIST, Team, elsewhere, has_ssh_keygen, said};
use sha2::{Digest, Sha256};
use std::fs;

fn say_yes(team: &Team, asked: &crate::Asked, operator: &str) {
    team.well(operator, &["follow-up", "move", &asked.change, "approved"]);
    team.well(operator, &["run", &asked.run, "sign", "--step", "drop"]);
    team.well(operator, &["handover", "--accept", "--rest"]);
    team.well(operator, &["ready", "orders", "--accept-waiver", "data"]);
}

#[test]
fn signed_words_count_here_and_elsewhere() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    assert_eq!(team.counts(&asked), [false; 4]);
    say_yes(&team, &asked, "ops-a");
    assert_eq!(team.counts(&asked), [true; 4]);
    assert_eq!(elsewhere(&team).counts(&asked), [true; 4]);
}

/// Without a list of keys everything is as it was.
#[test]
fn where_nobody_has_a_key_no_signature_is_asked() {
    let team = Team::without_list(BOOK);
    let asked = team.ask();
    fs::write(team.setup.home().join("ops-a.toml"), "").unwrap();
    say_yes(&team, &asked, "ops-a");
    assert_eq!(team.counts(&asked), [true; 4]);
}

/// What is said without the key waits, is told, and counts once it is signed, wherever it is.
#[test]
fn unsigned_words_wait_and_count_once_they_are_signed() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let settings = team.setup.home().join("ops-a.toml");
    let with_key = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, "").unwrap();
    say_yes(&team, &asked, "ops-a");
    assert_eq!(team.counts(&asked), [false; 4]);
    let unsigned = "unsigned: ops-a's key has not signed this";
    for arguments in [
        &["follow-up", "show", &asked.change][..],
        &["follow-up", "show", &asked.change, "--json"],
        &["show", &asked.run],
        &["show", &asked.run, "--json"],
        &["handover", "--json"],
        &["journal", "verify"],
    ] {
        let output = team.by("ops-c", arguments);
        assert!(
            said(&output).contains(unsigned),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    let ready = team.by("ops-c", &["ready", "orders"]);
    assert!(ready.stdout.contains(unsigned), "{}", said(&ready));
    let tail = team.well("ops-c", &["journal", "tail"]);
    assert!(tail.contains("unsigned  "), "{tail}");
    // Whose words they are is told that something is to be done; others see how many there are.
    let doctor = team.by("ops-a", &["doctor"]);
    assert!(
        said(&doctor).contains("words not signed"),
        "{}",
        said(&doctor)
    );
    assert!(
        said(&doctor).contains("journal seal --own"),
        "{}",
        said(&doctor)
    );
    let doctor = team.by("ops-c", &["doctor"]);
    assert!(
        said(&doctor).contains("words not signed"),
        "{}",
        said(&doctor)
    );
    let far = elsewhere(&team);
    assert_eq!(far.counts(&asked), [false; 4]);
    // The next signature covers what was said before it.
    fs::write(&settings, with_key).unwrap();
    team.well("ops-a", &["handover", "--to", "ops-b"]);
    let counts = team.counts(&asked);
    assert_eq!((counts[0], counts[1], counts[3]), (true, true, true));
    // And reaches who had the words before.
    let writer = team.writer("ops-a");
    fs::copy(
        team.journal().join(&writer).join("000001.jsonl"),
        far.journal().join(&writer).join("000001.jsonl"),
    )
    .unwrap();
    let counts = far.counts(&asked);
    assert_eq!((counts[0], counts[1], counts[3]), (true, true, true));
}

/// What somebody said before they had a key needs none.
#[test]
fn what_was_said_before_there_was_a_key_counts() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::without_list(BOOK);
    let asked = team.ask();
    let settings = team.setup.home().join("ops-a.toml");
    fs::write(&settings, "").unwrap();
    say_yes(&team, &asked, "ops-a");
    team.list(&[("ops-a", 0), ("ops-b", 1)]);
    team.well("ops-c", &["note", "the list is here"]);
    assert_eq!(team.counts(&asked), [true; 4]);
    team.well("ops-c", &["do", &asked.run, "tell-them", "ok"]);
    team.well("ops-c", &["run", &asked.run, "finish"]);
    let second = team.ask();
    team.well("ops-a", &["follow-up", "move", &second.change, "approved"]);
    team.well("ops-a", &["run", &second.run, "sign", "--step", "drop"]);
    team.well("ops-a", &["handover", "--accept", "--rest"]);
    assert_eq!(team.counts(&second), [false, false, false, true]);
    assert!(team.counts(&asked)[0]);
}

/// `[change_control] signed`: nobody approves without a key, and it is said what to do.
#[test]
fn a_runbook_can_want_signed_words_of_everybody() {
    if !has_ssh_keygen() {
        return;
    }
    let book = BOOK.replace("[change_control]\n", "[change_control]\nsigned = true\n");
    let team = Team::without_list(&book);
    let asked = team.ask();
    let refused = team.by("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert_eq!(refused.code, Some(1), "{}", said(&refused));
    assert!(
        said(&refused).contains("ops-a has no key: put it into allowed_signers"),
        "{}",
        said(&refused)
    );
    team.list(&[("ops-a", 0)]);
    team.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert!(team.counts(&asked)[0]);
    let released = [
        "follow-up",
        "move",
        &asked.change,
        "released",
        "--text",
        "1.1",
    ];
    let refused = team.by("ops-c", &released);
    assert_eq!(refused.code, Some(1), "{}", said(&refused));
    team.well("ops-a", &released);
    let shown = team.json("ops-c", &["follow-up", "show", &asked.change, "--json"]);
    assert_eq!(shown["state"], "released");
}

/// What an approved change is about is a word too: nobody hangs another file on its signature.
#[test]
fn an_approved_change_is_not_hung_on_another_file() {
    if !has_ssh_keygen() {
        return;
    }
    for (signed, by, expected) in [
        (false, "ops-a", "missing"),
        (true, "ops-a", "missing"),
        (true, "mallory", "unsigned"),
    ] {
        let book = match signed {
            true => BOOK.replace("[change_control]\n", "[change_control]\nsigned = true\n"),
            false => BOOK.to_owned(),
        };
        let team = Team::without_list(&book);
        team.list(&[("ops-a", 0), ("ops-b", 1)]);
        let asked = team.ask();
        team.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
        let approval = || {
            let review = team.seen("ops-c", &["review", "orders", "--json"]);
            review["approval"].as_str().unwrap_or_default().to_owned()
        };
        let edited = format!("# Another file.\n{book}");
        let written = team.setup.write_runbook("orders", &edited);
        team.well("ops-c", &["note", "it was edited"]);
        assert_eq!(approval(), "missing", "{signed} {by}");
        let file: String = Sha256::digest(fs::read(written).unwrap())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let id = team.journal_id();
        let mut forger = Forger::new(&team.journal(), &id, &format!("{by}@evil-000001"), by);
        let thread = format!("follow-up:{}", asked.change);
        let event = format!(
            r#"{{"event":"change-covers","id":"{}","runbook":"orders","file":"{file}"}}"#,
            asked.change
        );
        forger.say(&thread, &event);
        assert_eq!(approval(), expected, "{signed} {by}");
    }
}

/// A list that cannot be read changes nothing, and says where and what.
#[test]
fn a_damaged_list_is_told_and_the_known_one_goes_on() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let list = team.setup.runbooks().join(LIST);
    let good = fs::read_to_string(&list).unwrap();
    for (bad, words) in [
        (
            "ops-a ssh-ed25519 AAAA\n",
            "allowed_signers:3 its key is damaged",
        ),
        ("* ssh-ed25519 AAAA\n", "“*” names no operator"),
        ("ops-a\n", "allowed_signers:3 no key stands in it"),
        (
            "ops-a cert-authority ssh-ed25519 AAAA\n",
            "its key is damaged",
        ),
    ] {
        fs::write(&list, format!("{good}{bad}")).unwrap();
        let output = team.by("ops-a", &["doctor"]);
        assert!(said(&output).contains(words), "{bad}: {}", said(&output));
    }
    team.well("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert!(team.counts(&asked)[0]);
}

/// One's own other key is listed by oneself, and the old one ends with it.
#[test]
fn an_operator_goes_over_to_another_key() {
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
    let config = format!("[team]\nsigning_key = \"{}\"\n", second.display());
    fs::write(team.setup.home().join("ops-a.toml"), config).unwrap();
    say_yes(&team, &asked, "ops-a");
    assert_eq!(team.counts(&asked), [true; 4]);
    let report = team.well("ops-c", &["journal", "verify"]);
    assert!(
        report.contains("keys: ops-a has other keys, by their own word"),
        "{report}"
    );
}

/// A key of somebody who has one is nobody else's to add; that it counts no more, anyone who has a
/// key may say.
#[test]
fn another_adds_no_key_to_mine_and_may_end_it() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let (third, public) = crate::key(&team.setup, "key-x");
    let list = team.setup.runbooks().join(LIST);
    let old = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{old}ops-a {public}\n")).unwrap();
    team.well("ops-b", &["note", "a key for ops-a"]);
    let report = team.well("ops-c", &["journal", "verify"]);
    assert!(
        report.contains("ops-b lists another key for ops-a, which does not count"),
        "{report}"
    );
    let id = team.journal_id();
    let mut forger = Forger::new(&team.journal(), &id, "ops-a@evil-000001", "ops-a");
    let thread = format!("follow-up:{}", asked.change);
    let event = format!(
        r#"{{"event":"follow-up-moved","id":"{}","state":"approved","over":["{}"]}}"#,
        asked.change, asked.review
    );
    forger.say(&thread, &event);
    let heads = [forger.head()];
    forger.seal(
        "ops-a",
        &heads,
        &sign(&third, &text(&id, Some("ops-a"), &heads)),
    );
    assert_eq!(team.counts(&asked), [false; 4]);
    // Ended by somebody else: what ops-a says from then on waits.
    fs::write(&list, format!("ops-b {}\n", team.keys[1].1)).unwrap();
    team.well("ops-b", &["note", "their key is lost"]);
    say_yes(&team, &asked, "ops-a");
    assert_eq!(team.counts(&asked), [false; 4]);
}

/// A key that nobody can use keeps nothing from being saved, and it is said that it does not
/// count.
#[test]
fn a_key_that_cannot_sign_is_told_and_work_goes_on() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    let settings = team.setup.home().join("ops-a.toml");
    fs::write(&settings, "[team]\nsigning_key = \"/nowhere/key\"\n").unwrap();
    let output = team.by("ops-a", &["follow-up", "move", &asked.change, "approved"]);
    assert_eq!(output.code, Some(0), "{}", said(&output));
    assert!(
        output.stderr.contains("Saved, but not signed: "),
        "{}",
        said(&output)
    );
    assert_eq!(team.counts(&asked), [false; 4]);
}

/// Without ssh-keygen nothing is taken as good.
#[test]
fn what_cannot_be_checked_does_not_count() {
    if !has_ssh_keygen() {
        return;
    }
    let team = Team::new();
    let asked = team.ask();
    say_yes(&team, &asked, "ops-a");
    let far = elsewhere(&team);
    let bare = far.setup.home().join("bin");
    fs::create_dir(&bare).unwrap();
    let setup = far.setup.with("PATH", bare.to_str().unwrap());
    let far = Team {
        setup,
        keys: far.keys,
    };
    assert_eq!(far.counts(&asked), [false; 4]);
    let report = far.by("ops-c", &["journal", "verify"]);
    assert!(
        said(&report).contains("ssh-keygen is not installed here"),
        "{}",
        said(&report)
    );
}
