//! What keeps a record trustworthy beyond its chain, by the command line: seals, secrets that are
//! held up, evidence that is taken out, and what verifying says of each.
#![cfg(unix)]

#[path = "kit/mod.rs"]
mod kit;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use kit::{Output, Setup};
use serde_json::Value;

/// Made for this test; it opens nothing.
const SECRET: &str = "password=Tr0ub4dor&3x";

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

fn journal(setup: &Setup) -> PathBuf {
    setup.home().join("data/rounds/journal")
}

fn has_ssh_keygen() -> bool {
    let has = Command::new("sh")
        .args(["-c", "command -v ssh-keygen"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("skipped: ssh-keygen is not installed, so seals can be neither made nor checked");
    }
    has
}

/// A key without a passphrase, and the list that allows it to `signer`.
fn key(setup: &Setup, name: &str, signer: &str) -> (String, String) {
    let key = setup.home().join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(&key)
        .status();
    assert!(made.unwrap().success());
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let allowed = setup.home().join(format!("{name}.allowed"));
    fs::write(&allowed, format!("{signer} {public}")).unwrap();
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    (text(key), text(allowed))
}

fn segment(setup: &Setup) -> PathBuf {
    let mut folders = fs::read_dir(journal(setup)).unwrap();
    let writer = folders
        .find_map(|item| {
            let path = item.unwrap().path();
            path.to_string_lossy().contains('@').then_some(path)
        })
        .unwrap();
    writer.join("000001.jsonl")
}

/// Where the settings want it, giving the shift seals the journal as well: by the command line,
/// by screens and by line prompts.
#[test]
fn a_handover_is_sealed_where_that_is_wanted() {
    if !has_ssh_keygen() {
        return;
    }
    let by_command = |setup: &Setup| {
        let given = setup.run(&["handover", "--to", "ops-b"]);
        assert_eq!(given.code, Some(0), "{}", said(&given));
        assert!(
            said(&given).contains("Sealed 1 writer."),
            "{}",
            said(&given)
        );
    };
    let by_keys = |setup: &Setup| {
        let mut screen = kit::Screen::start(setup, &[]);
        screen
            .until("1 Today")
            .keys("H")
            .until("Give the shift")
            .keys("G");
        screen.until("enter give").keys("<enter>");
        screen.until("The shift is given, and the journal is sealed.");
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0);
    };
    let by_lines = |setup: &Setup| {
        let given = setup.run_with(&["--plain"], "handover\ngive\nops-b\n\nq\n");
        assert!(
            said(&given).contains("Sealed 1 writer."),
            "{}",
            said(&given)
        );
    };
    let ways: [&dyn Fn(&Setup); 3] = [&by_command, &by_keys, &by_lines];
    ways.into_iter().for_each(given_and_sealed);
}

fn given_and_sealed(give: &dyn Fn(&Setup)) {
    let setup = rounds();
    fs::create_dir(setup.home().join(".ssh")).unwrap();
    let (_, allowed) = key(&setup, ".ssh/id_ed25519", "ops-a@example.com");
    let config = setup.home().join("config.toml");
    fs::write(&config, "[handover]\nseal = true\n").unwrap();
    let setup = setup.with("ROUNDS_CONFIG", config.to_str().unwrap());
    well(&setup, &["note", "calm"]);
    give(&setup);
    let verify = ["journal", "verify", "--allowed-signers", &allowed];
    let report = well(&setup, &verify);
    assert!(report.contains("by ops-a@example.com: good"), "{report}");
    // The handover itself lies under the seal: nothing was said after it but the seal.
    let text = fs::read_to_string(segment(&setup)).unwrap();
    let (given, sealed) = (
        text.find("handover-given").unwrap(),
        text.find("\"sealed\"").unwrap(),
    );
    assert!(given < sealed);
}

/// Settings under which the record is signed with a key.
fn signing(setup: Setup, key: &str) -> Setup {
    let config = setup.home().join("config.toml");
    fs::write(&config, format!("[team]\nsigning_key = \"{key}\"\n")).unwrap();
    setup
        .with("ROUNDS_CONFIG", config.to_str().unwrap())
        .with("ROUNDS_OPERATOR", "ops-a")
}

fn seals(setup: &Setup) -> usize {
    let text = fs::read_to_string(segment(setup)).unwrap();
    text.matches("\"event\":\"sealed\"").count()
}

#[test]
fn what_others_go_by_is_signed_and_what_comes_after_is_named() {
    if !has_ssh_keygen() {
        return;
    }
    let setup = rounds();
    let (key_path, allowed) = key(&setup, "key", "ops-a");
    let setup = signing(setup, &key_path);
    let verify = ["journal", "verify", "--allowed-signers", &allowed];
    // A note is nothing that others go by, and costs no signature.
    well(&setup, &["note", "calm"]);
    assert_eq!(seals(&setup), 0);
    well(&setup, &["handover", "--to", "ops-b"]);
    assert_eq!(seals(&setup), 1);
    let report = well(&setup, &verify);
    assert!(report.contains("by ops-a: good"), "{report}");
    assert!(!report.contains("unsigned"), "{report}");
    well(&setup, &["note", "calm again"]);
    let report = well(&setup, &verify);
    assert!(report.contains("1 entry unsigned, from "), "{report}");
    well(&setup, &["handover", "--to", "ops-b"]);
    assert!(!well(&setup, &verify).contains("unsigned"));
}

#[test]
fn another_key_signs_nothing_in_somebody_elses_name() {
    if !has_ssh_keygen() {
        return;
    }
    let setup = rounds();
    let (own, allowed) = key(&setup, "key", "ops-a");
    let (foreign, others) = key(&setup, "foreign", "ops-b");
    let both = fs::read_to_string(&allowed).unwrap() + &fs::read_to_string(others).unwrap();
    fs::write(&allowed, both).unwrap();
    let setup = signing(setup, &own);
    well(&setup, &["handover", "--to", "ops-b"]);
    let setup = signing(setup, &foreign);
    well(&setup, &["handover", "--to", "ops-b"]);
    assert_eq!(seals(&setup), 2);
    let verify = ["journal", "verify", "--allowed-signers", &allowed];
    let report = well(&setup, &verify);
    assert!(report.contains("by ops-b: good"), "{report}");
    assert!(report.contains("1 entry unsigned, from "), "{report}");
}

#[test]
fn a_key_that_cannot_sign_keeps_nothing_from_being_saved() {
    let setup = rounds();
    let setup = signing(setup, "/nowhere/id_ed25519");
    let given = setup.run(&["handover", "--to", "ops-b"]);
    assert_eq!(given.code, Some(0), "{}", said(&given));
    assert!(
        given.stderr.contains("Saved, but not signed: "),
        "{given:?}"
    );
    assert_eq!(seals(&setup), 0);
    let doctor = setup.run(&["doctor"]);
    assert!(
        said(&doctor).contains("saved unsigned"),
        "{}",
        said(&doctor)
    );
}

#[test]
fn a_key_with_a_passphrase_asks_nobody() {
    if !has_ssh_keygen() {
        return;
    }
    let setup = rounds();
    let key = setup.home().join("locked");
    let made = Command::new("ssh-keygen")
        .args([
            "-q",
            "-t",
            "ed25519",
            "-N",
            "a long one",
            "-C",
            "test",
            "-f",
        ])
        .arg(&key)
        .status();
    assert!(made.unwrap().success());
    let setup = signing(setup, key.to_str().unwrap()).without("SSH_AUTH_SOCK");
    let mut screen = kit::Screen::start_shell(
        &setup,
        &format!(
            "{} handover --to ops-b; echo status $?",
            setup.program().display()
        ),
    );
    screen.until("not signed: ").until("status 0");
}

#[test]
fn a_sync_signs_once_and_then_has_nothing_to_say() {
    if !has_ssh_keygen() {
        return;
    }
    let setup = rounds();
    let (key_path, allowed) = key(&setup, "key", "ops-a");
    let setup = signing(setup, &key_path);
    let hub = setup.home().join("hub");
    fs::create_dir(&hub).unwrap();
    well(&setup, &["note", "calm"]);
    well(&setup, &["join", hub.to_str().unwrap()]);
    well(&setup, &["note", "still calm"]);
    for _ in 0..3 {
        well(&setup, &["sync"]);
        assert_eq!(seals(&setup), 1);
    }
    let verify = ["journal", "verify", "--allowed-signers", &allowed];
    assert!(!well(&setup, &verify).contains("unsigned"));
    let there = fs::read_dir(&hub).unwrap().count();
    assert!(there > 0, "nothing was carried");
}

#[test]
fn a_seal_is_found_and_checked_and_a_rewrite_shows_against_it() {
    if !has_ssh_keygen() {
        return;
    }
    let setup = rounds();
    let (key_path, allowed) = key(&setup, "key", "ops-a@example.com");
    let early = setup.run(&["journal", "seal", "--key", &key_path]);
    assert_eq!(early.code, Some(1), "{}", said(&early));
    well(&setup, &["note", "calm"]);
    let sealed = well(&setup, &["journal", "seal", "--key", &key_path]);
    assert!(
        sealed.starts_with("saved ") && sealed.ends_with("Sealed 1 writer.\n"),
        "{sealed}"
    );
    let verify = ["journal", "verify", "--allowed-signers", &allowed];
    let report = well(&setup, &verify);
    assert!(report.contains("by ops-a@example.com: good"), "{report}");
    assert!(well(&setup, &["journal", "verify"]).starts_with("clean"));

    // Another key counts for nothing.
    let (_, others) = key(&setup, "other", "ops-b@example.com");
    let report = setup.run(&["journal", "verify", "--allowed-signers", &others]);
    assert_eq!(report.code, Some(11), "{}", said(&report));
    assert!(said(&report).contains("not allowed"), "{}", said(&report));

    // Rewritten from the first note on, soundly sealed anew by who knows the format, with the
    // signature kept: the heads in it are another record's.
    let text = fs::read_to_string(segment(&setup)).unwrap();
    fs::write(segment(&setup), resealed(&text.replace("calm", "wild"))).unwrap();
    let _ = fs::remove_dir_all(setup.home().join("state"));
    assert!(well(&setup, &["journal", "verify"]).starts_with("clean"));
    let report = setup.run(&verify);
    assert_eq!(report.code, Some(12), "{}", said(&report));
    assert!(
        said(&report).contains("known from a seal of ops-a@example.com"),
        "{}",
        said(&report)
    );

    // With heads that fit the rewritten record the signature does not fit them.
    let text = fs::read_to_string(segment(&setup)).unwrap();
    let note = text.lines().find(|line| line.contains("wild")).unwrap();
    let now = note[..note.len() - 2].rsplit('"').next().unwrap();
    let seal = text
        .lines()
        .find(|line| line.contains("\"sealed\""))
        .unwrap();
    let at = seal.find("\"heads\":[").unwrap();
    let was = seal[at..].split("\"hash\":\"").nth(1).unwrap();
    let forged = text.replacen(&was[..64], now, 1);
    fs::write(segment(&setup), resealed(&forged)).unwrap();
    let report = setup.run(&verify);
    assert_eq!(report.code, Some(12), "{}", said(&report));
    assert!(
        said(&report).contains("not made over these entries"),
        "{}",
        said(&report)
    );
}

/// Every line sealed anew from the first on.
fn resealed(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut before = "0".repeat(64);
    let mut out = String::new();
    for line in text.lines() {
        let body = line.rsplit_once(",\"hash\":\"").unwrap().0;
        let digest = Sha256::new()
            .chain_update(&before)
            .chain_update(body)
            .finalize();
        before = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        out.push_str(&format!("{body},\"hash\":\"{before}\"}}\n"));
    }
    out
}

#[test]
fn a_missing_ssh_keygen_is_said() {
    let setup = rounds().with("PATH", "/nowhere");
    well(&setup, &["note", "calm"]);
    let sealed = setup.run(&["journal", "seal", "--key", "key"]);
    assert_eq!(sealed.code, Some(5));
    assert!(sealed.stderr.contains("not installed"), "{}", sealed.stderr);
}

#[test]
fn words_that_look_like_a_secret_are_held_up_and_found() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let run = run.trim();
    fs::write(setup.home().join("env.txt"), SECRET).unwrap();
    let tries: [&[&str]; 5] = [
        &["note", SECRET],
        &["do", run, "1", "not-ok", "--note", SECRET],
        &["do", run, "1", "ok", "--attach", "env.txt"],
        &["do", run, "1", "skip", "--reason", SECRET],
        &["run", run, "abandon", "--reason", SECRET],
    ];
    for arguments in tries {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(1), "{arguments:?}: {}", said(&output));
        assert!(output.stderr.contains("a password"), "{}", output.stderr);
        assert!(output.stderr.contains("--even-so"), "{}", output.stderr);
        assert!(!output.stderr.contains("Tr0ub4dor"), "{}", output.stderr);
    }
    assert!(well(&setup, &["journal", "scan"]).contains("Nothing looks like a secret"));
    // One a line: the next line is saved, and this one is given back.
    let output = setup.run_with(&["note", "-"], &format!("{SECRET}\ncalm\n"));
    assert_eq!(output.stdout.matches("saved ").count(), 1);

    well(&setup, &["note", "--even-so", SECRET]);
    well(
        &setup,
        &["do", run, "1", "ok", "--attach", "env.txt", "--even-so"],
    );
    let scan = setup.run(&["journal", "scan", "--json"]);
    assert_eq!(scan.code, Some(1), "{}", said(&scan));
    assert!(!scan.stdout.contains("Tr0ub4dor"));
    let found: Value = serde_json::from_str(&scan.stdout).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 2, "{found}");
    assert_eq!(found[0]["place"], "text");
    assert_eq!(found[1]["place"], "the evidence env.txt");
}

#[test]
fn evidence_goes_by_an_entry_that_says_so() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    fs::write(setup.home().join("env.txt"), SECRET).unwrap();
    let attach = ["do", run.trim(), "1", "ok", "--attach", "env.txt"];
    well(&setup, &[&attach[..], &["--even-so"]].concat());
    let scan = setup.run(&["journal", "scan", "--json"]);
    let found: Value = serde_json::from_str(&scan.stdout).unwrap();
    let sha256 = found[0]["sha256"].as_str().unwrap();
    let object = journal(&setup).join("objects").join(sha256);
    assert!(object.exists());

    let remove = |sha256: &str, reason: &str| {
        setup.run(&["journal", "remove-evidence", sha256, "--reason", reason])
    };
    assert_eq!(remove("abc", "a password").code, Some(2));
    assert_eq!(remove(sha256, " ").code, Some(1));
    assert_eq!(remove(sha256, SECRET).code, Some(1));
    let unknown = remove(&"0".repeat(64), "it held a secret");
    assert!(unknown.stderr.contains("no entry"), "{}", said(&unknown));
    let runbook = fs::read_dir(journal(&setup).join("objects")).unwrap();
    let mut names = runbook.map(|item| item.unwrap().file_name().into_string().unwrap());
    let runbook = names.find(|name| name != sha256).unwrap();
    assert!(remove(&runbook, "why not").stderr.contains("a runbook"));

    let removed = remove(sha256, "it held a secret");
    assert_eq!(removed.code, Some(0), "{}", said(&removed));
    assert!(!object.exists());
    let report = well(&setup, &["journal", "verify"]);
    assert!(report.starts_with("clean"), "{report}");
    assert!(report.contains("was removed by"), "{report}");
    assert!(report.contains("it held a secret"), "{report}");
    assert_eq!(setup.run(&["journal", "scan"]).code, Some(0));
    let again = remove(sha256, "it held a secret");
    assert_eq!(again.code, Some(1), "{}", said(&again));
    // Brought back from a backup: said, and taken away again without another entry.
    fs::write(&object, SECRET).unwrap();
    let report = well(&setup, &["journal", "verify"]);
    assert!(report.contains("though an entry says"), "{report}");
    assert_eq!(remove(sha256, "again").code, Some(0));
    assert!(!object.exists());
    assert_eq!(
        setup
            .run(&["journal", "export"])
            .stdout
            .matches("evidence-removed")
            .count(),
        1
    );
}

/// The status that `rounds help journal` gives each state, and the same words in JSON.
#[test]
fn verifying_tells_states_apart_by_status_and_in_json() {
    let setup = rounds();
    well(&setup, &["note", "one"]);
    let last = well(&setup, &["note", "two"]);
    let head = last.trim().strip_prefix("saved ").unwrap().to_owned();
    let whole = fs::read(segment(&setup)).unwrap();
    let path = segment(&setup);
    let status = |arguments: &[&str]| {
        let arguments = [&["journal", "verify", "--json"], arguments].concat();
        let output = setup.run(&arguments);
        let json: Value = serde_json::from_str(&output.stdout).unwrap();
        (
            output.code.unwrap(),
            json["status"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(status(&["--expect", &head]), (0, "clean".to_owned()));
    // Cut at an entry's end: this machine still knows the head.
    let cut = whole.len()
        - 1
        - whole[..whole.len() - 1]
            .iter()
            .rev()
            .position(|byte| *byte == b'\n')
            .unwrap();
    fs::write(&path, &whole[..cut]).unwrap();
    assert_eq!(status(&[]), (11, "truncated".to_owned()));
    assert_eq!(status(&["--expect", &head]), (11, "truncated".to_owned()));
    let mut altered = whole.clone();
    altered[cut - 80] ^= 1;
    fs::write(&path, &altered).unwrap();
    assert_eq!(status(&[]), (12, "corrupt".to_owned()));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(status(&[]), (13, "unreadable".to_owned()));
    fs::remove_dir(&path).unwrap();
    fs::write(&path, [&whole[..], b"{\"v\":1,"].concat()).unwrap();
    well(&setup, &["note", "three"]);
    assert_eq!(status(&[]), (10, "recovered".to_owned()));
}

/// Folders for their owner alone, whatever the umask says.
#[test]
fn what_is_made_is_private_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "077", "027"] {
        let setup = rounds();
        fs::write(setup.home().join("a.txt"), "calm").unwrap();
        let program = setup.program().display();
        let script = format!(
            "umask {umask}; run=$({program} start orders-sync --no-open) && {program} do $run 1 ok --attach a.txt && {program} do $run 2 ok"
        );
        let done = setup.command("sh").args(["-c", &script]).output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let mut folders = vec![
            setup.home().join("data/rounds"),
            setup.home().join("state/rounds"),
        ];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&folder), 0o700, "umask {umask}: {}", folder.display());
            for item in fs::read_dir(&folder).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files += 1;
                    assert_eq!(mode(&path), 0o600, "umask {umask}: {}", path.display());
                }
            }
        }
        assert!(files >= 4, "{files}");
    }
}

/// Adds a line to the segment of this machine's writer, sealed after what stands there, as a
/// program of another version may have.
fn add_line(setup: &Setup, n: u64, on: &str, event: &str) {
    use sha2::{Digest, Sha256};
    let text = fs::read_to_string(segment(setup)).unwrap();
    let last = text.lines().last().unwrap();
    let before = &last[last.len() - 66..last.len() - 2];
    let seq = text.lines().count() + 1;
    let body = format!(
        r#"{{"v":1,"seq":{seq},"n":{n},"at":"2026-01-05T08:00:00Z","zone":"UTC","by":"root","on":["{on}"],"events":[{event}]"#
    );
    let digest = Sha256::new()
        .chain_update(before)
        .chain_update(&body)
        .finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(
        segment(setup),
        format!("{text}{body},\"hash\":\"{hash}\"}}\n"),
    )
    .unwrap();
}

/// An unknown event, or a known one with an unknown key, makes its threads read-only, and nothing
/// else; the record verifies, and is exported as it stands.
#[test]
fn what_a_newer_program_wrote_is_kept_and_stops_nothing_else() {
    let events = [
        r#"{"event":"weather-noted","sky":"grey"}"#,
        r#"{"event":"noted","text":"with more","mood":"good"}"#,
    ];
    for event in events {
        let setup = rounds();
        let run = well(&setup, &["start", "orders-sync", "--no-open"]);
        let run = run.trim();
        well(&setup, &["do", run, "1", "ok"]);
        let count = fs::read_to_string(segment(&setup)).unwrap().lines().count() as u64;
        add_line(&setup, count + 1, &format!("run:{run}"), event);
        let refused = setup.run(&["do", run, "2", "ok"]);
        assert_eq!(refused.code, Some(4), "{}", said(&refused));
        assert!(
            refused.stderr.contains("newer version"),
            "{}",
            refused.stderr
        );
        // What is another thread goes on, in the same record; so does a note on this one.
        well(&setup, &["note", "calm"]);
        // It was written by another hand than this program's: that is said.
        let verified = setup.run(&["journal", "verify"]);
        assert_eq!(verified.code, Some(10), "{}", said(&verified));
        let export = well(&setup, &["journal", "export"]);
        assert!(export.contains(event), "{export}");
        assert!(well(&setup, &["journal", "tail"]).contains("newer version"));
        // Someone can set it aside, by its name.
        let listed = setup.run(&["journal", "settle"]);
        assert_eq!(listed.code, Some(2), "{}", said(&listed));
        let unknown = listed
            .stdout
            .lines()
            .find(|line| line.contains("newer version"));
        let name = unknown.unwrap().split_whitespace().next().unwrap();
        well(
            &setup,
            &["journal", "settle", name, "--reason", "read it there"],
        );
        well(&setup, &["do", run, "2", "ok"]);
    }
}

/// An unknown event where all sorts of things are written closes its own kind alone.
#[test]
fn an_unknown_event_closes_no_more_than_it_may_change() {
    for on in [
        "shift",
        "procedure:orders-sync/morning",
        "runbook:orders-sync",
        "journal",
    ] {
        let setup = rounds();
        well(&setup, &["note", "one"]);
        let count = fs::read_to_string(segment(&setup)).unwrap().lines().count() as u64;
        add_line(&setup, count + 1, on, r#"{"event":"moon-landed"}"#);
        well(&setup, &["note", "two"]);
        let run = well(&setup, &["start", "orders-sync", "--no-open"]);
        well(&setup, &["do", run.trim(), "1", "ok"]);
    }
}

/// A beginning that this program does not understand whole: it is read on, and this program begins
/// a segment of its own.
#[test]
fn a_beginning_of_a_newer_program_is_followed_by_a_segment_of_ones_own() {
    let setup = rounds();
    well(&setup, &["note", "one"]);
    let text = fs::read_to_string(segment(&setup)).unwrap();
    let newer = text.replacen("\"format\":1", "\"format\":1,\"compressed\":false", 1);
    assert_ne!(newer, text);
    fs::write(segment(&setup), resealed(&newer)).unwrap();
    // It came from elsewhere: nothing on this machine knows how far it was saved.
    fs::remove_dir_all(setup.home().join("state")).unwrap();
    for item in fs::read_dir(journal(&setup)).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            fs::remove_file(path).unwrap();
        }
    }
    assert!(well(&setup, &["journal", "verify"]).starts_with("clean"));
    well(&setup, &["note", "two"]);
    let texts = well(&setup, &["journal", "export"]);
    assert!(
        texts.contains("\"one\"") && texts.contains("\"two\""),
        "{texts}"
    );
    // Nothing was kept of the writer that stands there: that is said.
    let verified = setup.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(10), "{}", said(&verified));
}

/// A checkpoint of another version is as good as none.
#[test]
fn a_checkpoint_of_another_version_is_made_anew() {
    let setup = rounds();
    let notes: String = (0..300).map(|number| format!("note {number}\n")).collect();
    let output = setup.run_with(&["note", "-"], &notes);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let before = well(&setup, &["journal", "export"]);
    let cache = setup.home().join("cache/rounds");
    let kept = fs::read_dir(&cache)
        .unwrap()
        .next()
        .expect("a checkpoint")
        .unwrap()
        .path();
    let bytes = fs::read(&kept).unwrap();
    let due = || -> Value {
        let json: Value = serde_json::from_str(&well(&setup, &["due", "--json"])).unwrap();
        json["items"].clone()
    };
    let shown = due();
    for at in [0, 40, bytes.len() / 2, bytes.len() - 1] {
        let mut other = bytes.clone();
        other[at] ^= 0x55;
        fs::write(&kept, &other).unwrap();
        assert_eq!(due(), shown, "byte {at}");
        assert_eq!(well(&setup, &["journal", "export"]), before);
    }
}

/// A run that ended is read again when somebody wants to see it. Where its lines were rewritten
/// since, nothing of them is shown as what was saved, and the next look reads all of it anew.
#[test]
fn an_ended_run_that_was_rewritten_is_not_shown_as_it_stands() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let run = run.trim();
    well(&setup, &["do", run, "1", "not-ok", "--note", "lag is high"]);
    well(
        &setup,
        &["run", run, "abandon", "--reason", "nobody is here"],
    );
    let notes = "calm\n".repeat(300);
    let noted = setup.run_with(&["note", "-"], &notes);
    assert_eq!(noted.code, Some(0), "{}", said(&noted));
    let shown = well(&setup, &["show", run]);
    assert!(shown.contains("lag is high"), "{shown}");
    let text = fs::read_to_string(segment(&setup)).unwrap();
    let forged = text.replacen("lag is high", "lag is calm", 1);
    fs::write(segment(&setup), &forged).unwrap();
    let first = setup.run(&["show", run]);
    assert_eq!(first.code, Some(4), "{}", said(&first));
    assert!(
        first.stderr.contains("was rewritten after it was read"),
        "{}",
        said(&first)
    );
    assert!(!first.stdout.contains("lag is calm"), "{}", said(&first));
    let second = setup.run(&["show", run]);
    assert_eq!(second.code, Some(4), "{}", said(&second));
    for line in second.stdout.lines() {
        let is_marked = line.contains("unverified") || !line.contains("lag is calm");
        assert!(is_marked, "{line}");
    }
    assert!(
        second.stderr.contains("The record is damaged"),
        "{}",
        said(&second)
    );
    // Put back as it was, it is as good as before.
    fs::write(segment(&setup), &text).unwrap();
    assert_eq!(well(&setup, &["show", run]), shown);
}

/// A run of which the first entry is lost is not told as one whose runbook is.
#[test]
fn a_run_whose_beginning_is_damaged_says_so() {
    let setup = rounds();
    let run = well(&setup, &["start", "orders-sync", "--no-open"]);
    let run = run.trim();
    well(&setup, &["do", run, "1", "ok"]);
    let text = fs::read_to_string(segment(&setup)).unwrap();
    let lines = text.split_inclusive('\n');
    let left: String = lines
        .filter(|line| !line.contains("\"run-started\""))
        .collect();
    assert_ne!(left, text);
    fs::write(segment(&setup), left).unwrap();
    for arguments in [
        &["show", run][..],
        &["do", run, "2", "ok"],
        &["run", run, "finish"],
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(4), "{arguments:?}: {}", said(&output));
        let words = "The entry that began this run is not here";
        assert!(
            output.stderr.contains(words),
            "{arguments:?}: {}",
            said(&output)
        );
    }
}

/// A comment or an order of keys in `library.toml` is no new revision; what they say is one.
#[test]
fn a_revision_is_what_the_library_says_and_not_how_it_is_written() {
    let setup = rounds();
    let library = setup.runbooks().join("library.toml");
    let noticed = || {
        well(&setup, &["note", "a look"]);
        let text = fs::read_to_string(segment(&setup)).unwrap();
        text.matches("\"revision-noticed\"").count()
    };
    let contact = |name: &str| format!("[[contacts]]\nid = \"desk\"\nname = \"{name}\"\n");
    fs::write(&library, contact("Desk")).unwrap();
    assert_eq!(noticed(), 1);
    let commented = contact("Desk").replace("id =", "# of the shift\n\nid =");
    fs::write(&library, commented).unwrap();
    assert_eq!(noticed(), 1);
    let ordered = "[[contacts]]\nname = 'Desk'\nid = 'desk'\n";
    fs::write(&library, ordered).unwrap();
    assert_eq!(noticed(), 1);
    fs::write(&library, contact("Night desk")).unwrap();
    assert_eq!(noticed(), 2);
    // It is kept, so that the run that began on it can be read again.
    let run = well(&setup, &["start", "morning", "--no-open"]);
    fs::remove_file(&library).unwrap();
    well(&setup, &["show", run.trim()]);
}
