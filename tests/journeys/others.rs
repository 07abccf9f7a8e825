//! Records of other writers in the folder: torn, newer than this program, of another opinion.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::kit::Setup;
use crate::scene::{assert_clean, count, entries, journal, opened, today, with_round};

/// A writer on another host, whose record a test writes by hand, as `rounds help journal` describes it.
struct Elsewhere {
    segment: PathBuf,
    seq: u64,
    greatest_n: u64,
    head: String,
}

const WRITER: &str = "ops-b@elsewhere-0a1b2c";

impl Elsewhere {
    /// Begins a record in a journal that has begun.
    fn begin(setup: &Setup) -> Self {
        let known = entries(&journal(setup));
        let folder = journal(setup).join(WRITER);
        fs::create_dir(&folder).unwrap();
        let mut writer = Self {
            segment: folder.join("000001.jsonl"),
            seq: 0,
            greatest_n: known
                .iter()
                .filter_map(|entry| entry["n"].as_u64())
                .max()
                .unwrap(),
            head: "0".repeat(64),
        };
        writer.append(
            &["journal"],
            &json!({"event": "segment-started", "journal": known[0]["events"][0]["journal"],
                "writer": WRITER, "host": "elsewhere", "account": "ops-b", "format": 1,
                "program": "0.1.0", "segment": 1}),
        );
        writer
    }

    fn append(&mut self, on: &[&str], event: &Value) {
        let line = self.line(on, event);
        self.write(&format!("{line}\n"));
    }

    fn line(&mut self, on: &[&str], event: &Value) -> String {
        self.seq += 1;
        self.greatest_n += 1;
        let (seq, n) = (self.seq, self.greatest_n);
        let on = json!(on);
        let body = format!(
            r#"{{"v":1,"seq":{seq},"n":{n},"at":"2026-01-05T08:00:00Z","zone":"UTC","by":"ops-b","on":{on},"events":[{event}]"#
        );
        let digest = Sha256::new()
            .chain_update(&self.head)
            .chain_update(&body)
            .finalize();
        self.head = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(r#"{body},"hash":"{}"}}"#, self.head)
    }

    fn write(&self, text: &str) {
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .append(true)
            .open(&self.segment)
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
}

/// The thread of the one run that there is.
fn run_thread(setup: &Setup) -> String {
    let entries = entries(&journal(setup));
    let mut events = entries
        .iter()
        .flat_map(|entry| entry["events"].as_array().unwrap());
    let started = events
        .find(|event| event["event"] == "run-started")
        .unwrap();
    format!("run:{}", started["run"].as_str().unwrap())
}

fn note(text: &str) -> Value {
    json!({"event": "noted", "step": "lag-is-low", "text": text})
}

fn done(outcome: &str) -> Value {
    json!({"event": "step-done", "step": "lag-is-low", "title": "Lag is low",
        "outcome": outcome, "note": "seen elsewhere"})
}

/// What comes in by a shared folder while the run is open is shown, and a half line is not yet.
#[test]
fn a_record_that_arrives_is_shown_and_half_a_line_waits() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    let run = run_thread(&setup);
    let mut other = Elsewhere::begin(&setup);
    other.append(&[&run], &note("the lag jumps"));
    screen.until("ops-b noted: the lag jumps");
    let line = other.line(&[&run], &note("it is calm again"));
    let (half, rest) = line.split_at(line.len() / 2);
    other.write(half);
    // Our own work goes on beside the torn record.
    screen.keys("<space>").until("☑  1 Lag is low").keys("k");
    screen.until("ops-b noted: the lag jumps");
    assert!(!screen.text().contains("calm again"));
    other.write(&format!("{rest}\n"));
    screen.until("ops-b noted: it is calm again").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// Torn for good, or overwritten: our record is whole, the run goes on, nothing is deleted.
#[test]
fn a_damaged_record_of_another_writer_stops_nobody() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    let run = run_thread(&setup);
    let mut other = Elsewhere::begin(&setup);
    other.append(&[&run], &note("the lag jumps"));
    other.append(&[&run], &note("it is calm again"));
    screen.until("calm again").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    let text = fs::read_to_string(&other.segment).unwrap();
    let forged = text.replace("jumps", "sinks") + "{\"v\":1,\"seq\":";
    fs::write(&other.segment, &forged).unwrap();

    let mut screen = opened(&setup, "◐ Morning round");
    screen
        .keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓")
        .keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(fs::read_to_string(&other.segment).unwrap(), forged);
    let question = rounds::journal::Question::default();
    let report = rounds::journal::verify(&journal(&setup), &question);
    assert_eq!(report.status, rounds::journal::Status::Corrupt, "{report}");
    assert!(report.to_string().contains(WRITER), "{report}");
}

/// An event that this program does not know makes its run read-only, and nothing else.
#[test]
fn a_run_that_a_newer_version_wrote_into_is_read_only() {
    let setup = with_round();
    let beside = crate::scene::CHECK;
    setup.write_runbook("queue-host", beside);
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("<space>")
        .until("☑  1 Lag is low")
        .until("saved ✓");
    let run = run_thread(&setup);
    let mut other = Elsewhere::begin(&setup);
    let unknown = json!({"event": "step-blessed", "step": "lag-is-low", "with": "\u{1b}[31mwater"});
    other.append(&[&run], &note("see the blessing"));
    other.append(&[&run], &unknown);
    screen.keys("k").until("see the blessing").keys("j<space>");
    screen.until("A newer version of rounds wrote something here");
    screen.row_with("☐  2 Backup finished");
    // Other runs are as ever.
    screen
        .keys("q")
        .until("Queue check")
        .select("○ Queue check");
    screen.keys("<enter>").until("│ 1 · ").keys("7<enter>");
    screen.until("7 messages").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
    assert_eq!(count(&setup, "step-done"), 2);
}

/// Two who did not know of each other: shown, counted as the worse, and settled by one entry.
#[test]
fn two_opinions_of_one_step_are_disputed_until_someone_settles_them() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("<space><space><space><space>")
        .until("Enter finishes");
    screen.until("saved ✓");
    let run = run_thread(&setup);
    let mut other = Elsewhere::begin(&setup);
    other.append(&[&run], &done("not-ok"));
    screen.until("≠  1 Lag is low").keys("<enter>");
    screen.until("answer again what is disputed").keys("g");
    screen
        .until("Disputed: two operators")
        .until("seen elsewhere");
    // Everything that tells of the run says so.
    for command in ["due", "handover", "list runs"] {
        let words: Vec<_> = command.split(' ').collect();
        let told = setup.run(&words);
        let said = "4 of 4, disputed";
        assert_eq!(told.stdout.matches(said).count(), 1, "{command}: {told:?}");
    }
    let due = setup.run(&["due", "--json"]);
    assert!(due.stdout.contains("\"disputed\": true"), "{due:?}");
    screen.keys("=").until("hat should it say?").keys("1");
    screen
        .until("Why is it corrected?")
        .keys("looked again together<enter>");
    screen.until("☑  1 Lag is low").keys("G<enter>");
    screen.until(" completed");
    screen.until("✓ Morning round").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// It arrives after the end: the run stays ended and stands on Today as disputed.
#[test]
fn an_opinion_that_comes_after_the_end_is_not_lost() {
    let setup = with_round();
    let mut screen = opened(&setup, "Morning round");
    screen
        .keys("<space><space><space><space>")
        .until("Enter finishes");
    screen.keys("<enter>").until(" completed");
    screen.until("✓ Morning round");
    let run = run_thread(&setup);
    Elsewhere::begin(&setup).append(&[&run], &done("not-ok"));
    screen.until("Needs attention").until("disputed").keys("q");
    assert_eq!(screen.exit_code(), 0);
    let mut screen = today(&setup);
    screen.until("Needs attention").keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

/// Whose answer another operator replaced is told by every front end, and stays told.
#[test]
fn an_answer_that_another_operator_replaced_is_told_by_whom() {
    let setup = with_round();
    let run = setup.run(&["start", "orders-sync", "--no-open", "--operator", "ops-a"]);
    let run = run.stdout.trim().to_owned();
    let say = |words: &[&str], operator: &str| {
        let said = setup.run(&[words, &["--operator", operator]].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        said.stdout
    };
    let step = ["do", &run, "lag-is-low"];
    say(
        &[&step[..], &["not-ok", "--note", "ten minutes"]].concat(),
        "ops-a",
    );
    say(&[&step[..], &["ok", "--again"]].concat(), "ops-b");
    say(&[&step[..], &["ok", "--again"]].concat(), "ops-b");
    say(&["do", &run, "backup-finished", "ok"], "ops-a");
    let shown = say(&["show", &run], "ops-c");
    assert!(
        shown.contains("not OK by ops-a, replaced by ops-b"),
        "{shown}"
    );
    assert_eq!(shown.matches("replaced by").count(), 1, "{shown}");
    let shown: Value = serde_json::from_str(&say(&["show", &run, "--json"], "ops-c")).unwrap();
    let replaced = shown["boxes"][0]["replaced"].as_array().unwrap();
    assert_eq!(replaced.len(), 1, "{shown}");
    assert_eq!(replaced[0]["by"], "ops-a");
    assert_eq!(replaced[0]["replaced_by"], "ops-b");
    assert_eq!(replaced[0]["undone"], false);
    assert!(shown["boxes"][1]["replaced"].as_array().unwrap().is_empty());
    let lines = setup.run_with(
        &["open", &run, "--plain", "--operator", "ops-c"],
        "list\nquit\n",
    );
    assert!(
        lines
            .stdout
            .contains("not OK, ten minutes by ops-a, replaced by ops-b")
            || lines.stdout.contains("not OK by ops-a, replaced by ops-b"),
        "{lines:?}"
    );
}

/// Runs the program as an account that is not root: root may read everything.
fn as_nobody(setup: &Setup, words: &[&str]) -> Option<(i32, String)> {
    let mut command = setup.command("setpriv");
    let who = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    let run = command.args(who).arg(setup.program()).args(words).output();
    let run = run.ok()?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = format!("{}{}", said(&run.stdout), said(&run.stderr));
    // Who may not become another cannot try this.
    (!said.contains("setpriv:")).then(|| (run.status.code().unwrap_or(-1), said))
}

/// A colleague's folder that this account may not read is not altered, and nothing is lost in it.
#[test]
fn what_may_not_be_read_is_never_called_damaged() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let setup = with_round();
    let mode = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(setup.home(), 0o777);
    for operator in ["ops-a", "ops-b"] {
        let said = setup.run(&["note", "seen", "--operator", operator]);
        assert_eq!(said.code, Some(0), "{said:?}");
    }
    let mut all = vec![setup.home().to_owned()];
    while let Some(path) = all.pop() {
        if chown(&path, Some(65534), Some(65534)).is_err() {
            return;
        }
        if path.is_dir() {
            all.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        }
    }
    let theirs = fs::read_dir(journal(&setup)).unwrap();
    let mut theirs = theirs.map(|it| it.unwrap().path());
    let theirs = theirs
        .find(|it| it.to_string_lossy().contains("ops-a@"))
        .unwrap();
    let places = [
        (theirs.clone(), 0o700),
        (theirs.join("000001.jsonl"), 0o600),
        (journal(&setup).join("objects"), 0o700),
        (setup.home().join("state/rounds/writers"), 0o700),
    ];
    for (place, rights) in &places {
        if !place.exists() {
            continue;
        }
        mode(place, 0);
        let words = ["journal", "verify", "--operator", "ops-b"];
        let Some((status, said)) = as_nobody(&setup, &words) else {
            return;
        };
        assert_eq!(status, 13, "{place:?}: {said}");
        assert!(said.contains("permission denied"), "{place:?}: {said}");
        assert!(!said.contains("is not here"), "{place:?}: {said}");
        let (_, said) = as_nobody(&setup, &["doctor", "--operator", "ops-b"]).unwrap();
        assert!(!said.contains("damaged"), "{place:?}: {said}");
        let (_, said) = as_nobody(&setup, &["due", "--operator", "ops-b"]).unwrap();
        assert!(!said.contains("damaged"), "{place:?}: {said}");
        mode(place, *rights);
    }
    let (status, said) = as_nobody(&setup, &["journal", "verify", "--operator", "ops-b"]).unwrap();
    assert_eq!(status, 0, "{said}");
    mode(&theirs, 0);
    let (status, said) = as_nobody(&setup, &["due", "--operator", "ops-b"]).unwrap();
    assert_eq!(status, 4, "{said}");
    assert!(
        said.contains("Part of the record is not read: ops-a@"),
        "{said}"
    );
}

/// Which of several journals in a folder is meant is asked for where nothing tells, and said.
#[test]
fn a_reader_without_writers_says_which_journal_is_meant() {
    let shared = tempfile::tempdir().unwrap();
    let place = shared.path().join("journal");
    let ids = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BRZ3NDEKTSV4RRFFQ69G5FAV"].map(str::to_owned);
    let begins = |operator: &str, id: &str| {
        let writer = format!("{operator}@elsewhere-0a1b2c");
        let folder = place.join(&writer);
        fs::create_dir_all(&folder).unwrap();
        let mut record = Elsewhere {
            segment: folder.join("000001.jsonl"),
            seq: 0,
            greatest_n: 0,
            head: "0".repeat(64),
        };
        // Of a version that joins nothing by itself.
        record.append(
            &["journal"],
            &json!({"event": "segment-started", "journal": id, "writer": writer,
                "host": "elsewhere", "account": operator, "format": 1,
                "program": "0.2.0", "segment": 1}),
        );
        record.append(&["shift"], &json!({"event": "noted", "text": operator}));
    };
    begins("ops-a", &ids[0]);
    begins("ops-b", &ids[1]);
    let (least, other) = (0, 1);
    let names = ["note: ops-a", "note: ops-b"];
    let setup = with_round();
    let at = place.display().to_string();
    let run = |words: &[&str]| {
        let said = setup.run(&[words, &["--journal", &at, "--operator", "ops-c"]].concat());
        (
            said.code.unwrap(),
            format!("{}{}", said.stdout, said.stderr),
        )
    };
    let (status, said) = run(&["due"]);
    assert_eq!(status, 4, "{said}");
    assert!(
        said.contains(&ids[other]) && said.contains("--journal-id"),
        "{said}"
    );
    let (_, said) = run(&["journal", "tail"]);
    assert!(
        said.contains(names[least]) && !said.contains(names[other]),
        "{said}"
    );
    let (status, said) = run(&["journal", "verify"]);
    assert_eq!(status, 13, "{said}");
    assert!(said.contains("--journal-id"), "{said}");
    // Whoever can make folders there can make the most of them: that decides no more than a tie.
    begins("ops-d", &ids[other]);
    for (words, code) in [
        (&["due"][..], 4),
        (&["journal", "verify"], 13),
        (&["note", "x"], 4),
    ] {
        let (status, said) = run(words);
        assert_eq!(status, code, "{said}");
        assert!(
            said.contains(&ids[least]) && said.contains("--journal-id"),
            "{said}"
        );
    }
    for at in [least, other] {
        let id = ["--journal-id", &ids[at]];
        let (status, said) = run(&[&["due"][..], &id].concat());
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains("--journal-id"), "{said}");
        let (_, said) = run(&[&["journal", "tail"][..], &id].concat());
        assert!(
            said.contains(names[at]) && !said.contains(names[1 - at]),
            "{said}"
        );
        let (status, said) = run(&[&["journal", "verify", "--json"][..], &id].concat());
        assert_eq!(status, 0, "{said}");
        let told: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(told["journal"], ids[at], "{said}");
    }
    let nobody = "01CRZ3NDEKTSV4RRFFQ69G5FAV";
    for (words, status) in [(&["due"][..], 4), (&["journal", "verify"], 13)] {
        let (code, said) = run(&[words, &["--journal-id", nobody]].concat());
        assert_eq!(code, status, "{said}");
        assert!(said.contains("no writer here belongs"), "{said}");
    }
    // Who has writers of their own there has nothing to choose.
    let (status, said) = run(&["note", "mine", "--journal-id", &ids[other]]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = run(&["due", "--journal-id", &ids[least]]);
    assert_eq!(status, 2, "{said}");
    let (status, said) = run(&["due"]);
    assert_eq!(status, 0, "{said}");
}
