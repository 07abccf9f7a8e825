//! Journeys of the command line: whole walks without a screen, through the real binary.
//!
//! What belongs here: what somebody types, what they read, and the status they get. What a
//! step means is tested in its own room.

#![cfg(unix)]

mod kit;

use kit::{Ending, Output, Screen, Setup};
use rounds::command::{Found, notice};
use rounds::event::{Event, Thread};
use rounds::journal::{Draft, Identity, Journal, Places};
use rounds::library::Library;
use rounds::runbook::{Operator, TargetName};
use rounds::state::State;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Open all day, so that the hour at which the tests run makes no difference.
const ROUND: &str = r#"
title = "Orders sync"
timezone = "UTC"
owners = { technical = { name = "Orders tech lead" } }

[[contacts]]
id = "on-call"
name = "Orders on-call"

[[alerts]]
name = "OrdersSyncLagHigh"
severity = "sev2"
means = "Lag above five minutes"

[[procedures]]
id = "morning"
title = "Morning check"
schedule = "daily 23:59"
early = "23h 59m"

[[procedures.steps]]
id = "lag"
title = "Sync lag is low"

[[procedures.steps]]
id = "depth"
title = "Queue depth"
each = ["shard 1", "shard 2"]
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
id = "backup"
title = "Backup finished"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["OrdersSyncLagHigh"]
symptoms = ["Orders are missing"]
subject = "$ORDER_ID"

[[procedures.steps]]
id = "order"
title = "Which order?"
ask = { name = "ORDER_ID", pattern = "[0-9]+", example = "42", label = "order" }

[[procedures.steps]]
id = "running"
title = "Is the consumer running?"
choose = ["yes", "no"]

[[procedures.steps]]
id = "start"
title = "Start the consumer for $ORDER_ID"
when = { step = "running", is = "no" }
caution = "Two consumers write every order twice."

[[procedures.steps]]
id = "falling"
title = "Lag is falling"
"#;

fn setup() -> Setup {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("orders-sync", ROUND);
    setup
}

#[track_caller]
fn ok(output: Output) -> String {
    assert_eq!(output.code, Some(0), "{output:#?}");
    output.stdout
}

#[track_caller]
fn stops(output: &Output, status: i32, words: &str) {
    assert_eq!(output.code, Some(status), "{output:#?}");
    assert!(output.stderr.contains(words), "{words:?} in {output:#?}");
    assert!(output.stderr.starts_with("rounds: "), "{output:#?}");
}

#[track_caller]
fn json(output: Output) -> Value {
    let text = ok(output);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// Starts a procedure and gives the run's id.
#[track_caller]
fn start(setup: &Setup, what: &str) -> String {
    let id = ok(setup.run(&["start", what, "--no-open"]));
    let id = id.strip_suffix('\n').unwrap().to_owned();
    assert!(
        id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{id:?}"
    );
    id
}

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.insert(path.clone(), Vec::new());
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The journal as another operator on another host writes to it.
fn elsewhere(setup: &Setup) -> Journal {
    let places = Places {
        journal: setup.home().join("data/rounds/journal"),
        state: setup.home().join("state/rounds"),
        id: None,
    };
    let identity = Identity {
        operator: Operator::from("ops-b"),
        host: "elsewhere".to_owned(),
        machine: "elsewhere".to_owned(),
        account: "ops".to_owned(),
        boot: None,
        program: "0.0.0".to_owned(),
    };
    Journal::open(places, identity)
}

/// Lets the record notice the library ten days ago, so that something can be late by now.
fn notice_ten_days_ago(setup: &Setup) {
    let library = Library::look(&[setup.runbooks()]);
    let found: Vec<_> = library
        .books
        .iter()
        .map(|book| Found {
            runbook: book.parsed.runbook.as_ref().unwrap(),
            revision: book.revision,
            older: None,
        })
        .collect();
    let mut journal = elsewhere(setup);
    let mut turn = journal.begin(&mut |_| {}).unwrap();
    for decision in notice(&State::default(), &found, &TargetName::from("elsewhere")) {
        turn.append(&Draft {
            at: jiff::Timestamp::now() - jiff::SignedDuration::from_hours(240),
            zone: "UTC".to_owned(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
            objects: Vec::new(),
        })
        .unwrap();
    }
}

#[test]
fn a_round_is_walked_from_start_to_finish() {
    let setup = setup();
    let due = ok(setup.run(&["due"]));
    assert!(
        due.contains("Morning check") && due.contains("orders-sync/morning"),
        "{due}"
    );
    let run = start(&setup, "orders-sync/morning");
    let short = &run[20..];

    let said = ok(setup.run(&["do", short, "1", "ok", "--note", "all green"]));
    assert_eq!(
        said,
        "Saved: 1 Sync lag is low: OK. Next: 2 Queue depth [shard 1]\n"
    );
    let said = ok(setup.run(&["do", short, "depth/shard-1", "value=700"]));
    assert_eq!(
        said,
        "Saved: 2 Queue depth [shard 1]: 700 messages (warning). Next: 2 Queue depth [shard 2]\n"
    );
    ok(setup.run(&["do", &short.to_lowercase(), "2/2", "value=3"]));
    let early = setup.run(&["run", &run, "finish"]);
    stops(&early, 1, "Not finished yet: 3 Backup finished");
    let said = ok(setup.run(&["do", &run, "backup", "not-ok", "--note", "stopped at 02:14"]));
    assert!(said.contains("Every step is answered"), "{said}");
    let said = ok(setup.run(&["run", &run, "finish"]));
    assert!(
        said.starts_with("Morning check: completed with failures (4 of 4, 1 failed).\n"),
        "{said}"
    );

    let due = ok(setup.run(&["due"]));
    assert!(
        !due.contains("open ") && !due.contains("in-progress"),
        "{due}"
    );
    let shown = ok(setup.run(&["show", short]));
    for words in [
        "stopped at 02:14",
        "all green",
        "run completed",
        "700 messages (warning)",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let verified = ok(setup.run(&["journal", "verify"]));
    assert!(verified.starts_with("clean: "), "{verified}");
    let listed = json(setup.run(&["list", "runs", "--json"]));
    assert_eq!(listed[0]["run"], *run);
    assert_eq!(listed[0]["verdict"], "with-failures");
}

#[test]
fn an_exception_holds_until_it_is_dealt_with() {
    let setup = setup();
    let run = start(&setup, "drain");
    stops(
        &setup.run(&["do", &run, "falling", "ok"]),
        1,
        "Step 1 comes first",
    );
    stops(
        &setup.run(&["do", &run, "order", "ok"]),
        2,
        "asks for ORDER_ID, such as 42",
    );
    stops(
        &setup.run(&["do", &run, "order", "value=x"]),
        2,
        "an example is 42",
    );
    ok(setup.run(&["do", &run, "order", "value=7"]));
    let said = ok(setup.run(&["do", &run, "running", "choice=no"]));
    assert!(
        said.ends_with("Next: 3 Start the consumer for 7\n"),
        "{said}"
    );
    stops(
        &setup.run(&["do", &run, "start", "ok"]),
        1,
        "Read the caution first",
    );
    ok(setup.run(&[
        "do",
        &run,
        "start",
        "not-ok",
        "--note",
        "no rights",
        "--caution-read",
    ]));
    let held = setup.run(&["do", &run, "4", "ok"]);
    stops(&held, 1, "not OK, next steps on hold");
    ok(setup.run(&["do", &run, "start", "--carry-on", "the vendor starts it"]));
    ok(setup.run(&["do", &run, "start", "ok", "--again"]));
    ok(setup.run(&["do", &run, "4", "skip", "--reason", "nothing to see"]));
    stops(
        &setup.run(&["do", &run, "4", "ok"]),
        1,
        "This step is answered: skipped",
    );
    let corrected = [
        "do",
        &run,
        "4",
        "ok",
        "--correct",
        "--reason",
        "it does fall",
    ];
    ok(setup.run(&corrected));
    let evidence = setup.home().join("graph.txt");
    fs::write(&evidence, "falling").unwrap();
    ok(setup.run(&["do", &run, "4", "--attach", "graph.txt"]));
    ok(setup.run(&["run", &run, "undo"]));
    ok(setup.run(&["do", &run, "4", "ok", "--at", "00:00"]));
    let finished = json(setup.run(&["run", &run, "finish", "--json"]));
    assert_eq!(finished["verdict"], "completed");
    let shown = json(setup.run(&["show", &run, "--json"]));
    assert_eq!(shown["subject"], "7");
    let words: Vec<_> = shown["story"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| said["words"].as_str().unwrap())
        .collect();
    let story = words.join("\n");
    for wanted in [
        "caution read",
        "went on past it; reason: the vendor starts it",
        "done again",
        "corrected; reason: it does fall",
        "attached graph.txt, 7 bytes",
        "answer undone",
        "done at: ",
    ] {
        assert!(story.contains(wanted), "{wanted} in {story}");
    }
}

#[test]
fn statuses_say_what_kind_of_answer_it_is() {
    let setup = setup();
    let run = start(&setup, "morning");
    let cases: &[(&[&str], i32)] = &[
        (&["due"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["find", "zzz"], 1),
        (&["alert", "NoSuchAlert"], 1),
        (&["start", "morning", "--no-open"], 1),
        (&["run", &run, "undo"], 1),
        (&["ack", "missed"], 1),
        (&["ack"], 2),
        (&["excuse", "morning", "--reason", "x"], 2),
        (&["seen"], 2),
        (&["run", &run, "take-back"], 2),
        (&["do", &run, "1", "ok", "--acknowledge"], 2),
        (&["frobnicate"], 2),
        (&["do", &run, "1", "perhaps"], 2),
        (&["do", &run, "9", "ok"], 2),
        (&["do", &run, "2", "value=1"], 2),
        (&["do", &run, "1"], 2),
        (&["do", "nosuchrun", "1", "ok"], 2),
        (&["do", &run, "1", "ok", "--at", "noon"], 2),
        (&["run", &run, "abandon"], 2),
        (&["show", "nothing-like-it"], 2),
        (&["show", "orders-sync/mornin"], 2),
        (&["start", "orders-sync", "--no-open"], 2),
        (&["start", "drain", "--no-open", "--set", "ORDER_ID"], 2),
        (&["start", "drain", "--no-open", "--set", "NOPE=1"], 2),
        (&["start", "drain", "--no-open", "--on", "mars"], 2),
        (&["note"], 2),
        (&["--operator", "///", "due"], 2),
        (&["journal", "verify", "--expect", "x"], 2),
        (&["--runbooks", "nowhere", "due"], 3),
        (&["check", "nowhere"], 3),
        (&["open", "morning"], 5),
        (&["start", "drain"], 5),
        (&["do", &run, "1", "ok", "--attach", "nowhere"], 5),
        (&[], 5),
    ];
    for (arguments, status) in cases {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(*status), "{arguments:?}: {output:#?}");
        if *status > 1 {
            assert_eq!(output.stdout, "", "{arguments:?}");
            assert!(!output.stderr.is_empty(), "{arguments:?}");
        }
    }
    // What was refused has left no trace.
    let listed = json(setup.run(&["list", "runs", "--json"]));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["answered"], 0);
}

#[test]
fn what_is_overdue_answers_no_until_it_is_excused() {
    let setup = setup();
    // The slot of four days ago, whatever the hour: the next one is five days away.
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let first = today.saturating_sub(jiff::Span::new().days(4 + 9 * 3));
    setup.write_runbook(
        "late",
        &format!("title = \"Late\"\ntimezone = \"UTC\"\n[[procedures]]\nid = \"carried\"\ntitle = \"Carried\"\n\
         schedule = \"every 9 days 00:00 from {first}\"\nif_missed = \"carry\"\ngrace = \"1m\"\nsteps = [\"Look\"]\n"),
    );
    notice_ten_days_ago(&setup);
    let due = setup.run(&["due", "--json"]);
    assert_eq!(due.code, Some(1), "{due:#?}");
    let due: Value = serde_json::from_str(&due.stdout).unwrap();
    let mut items = due["items"].as_array().unwrap().iter();
    let carried = items.find(|item| item["procedure"] == "late/carried");
    assert_eq!(carried.unwrap()["standing"], "overdue", "{due}");
    let missed = due["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["standing"] == "missed");
    assert_eq!(missed.unwrap()["procedure"], "orders-sync/morning", "{due}");

    ok(setup.run(&["waive", "carried", "--reason", "moved away"]));
    let waiting = setup.run(&["ack"]);
    assert_eq!(waiting.code, Some(2), "{waiting:#?}");
    assert!(
        waiting.stdout.contains("`rounds ack orders-sync/morning`"),
        "{waiting:#?}"
    );
    ok(setup.run(&["ack", "morning"]));
    // Yesterday's round is overdue until today's replaces it, in the last minute of the day.
    if setup.run(&["due"]).code == Some(1) {
        ok(setup.run(&["waive", "morning", "--reason", "moved away"]));
    }
    let due = json(setup.run(&["due", "--json"]));
    assert_eq!(due["overdue"], 0);
    let standings = due["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["standing"]);
    assert!(
        standings.into_iter().all(|standing| standing != "missed"),
        "{due}"
    );
    stops(&setup.run(&["ack", "missed"]), 1, "Nothing was missed");
    stops(&setup.run(&["ack"]), 2, "Nothing waits");
}

#[test]
fn what_only_reads_creates_and_writes_nothing() {
    let setup = setup();
    let before = files(setup.home());
    for arguments in [
        &["due"][..],
        &["list"],
        &["list", "procedures"],
        &["list", "runs"],
        &["show", "orders-sync"],
        &["show", "morning"],
        &["find", "queue"],
        &["alert", "OrdersSyncLagHigh"],
        &["check"],
        &["journal", "where"],
        &["journal", "verify"],
        &["journal", "tail"],
        &["journal", "tail", "--json"],
        &["journal", "calendar"],
        &["journal", "export"],
        &["--help"],
    ] {
        ok(setup.run(arguments));
        assert_eq!(files(setup.home()), before, "{arguments:?}");
    }
    // Neither does what is refused.
    stops(
        &setup.run(&["start", "drain", "--no-open", "--on", "mars"]),
        2,
        "has no targets",
    );
    let after = files(&setup.runbooks());
    assert!(after.keys().all(|path| before.contains_key(path)));
}

#[test]
fn every_json_answer_is_json() {
    let setup = setup();
    let run = start(&setup, "morning");
    for arguments in [
        &["due", "--json"][..],
        &["list", "--json"],
        &["list", "procedures", "--json"],
        &["list", "runs", "--json"],
        &["show", "orders-sync", "--json"],
        &["show", "drain", "--json"],
        &["show", &run, "--json"],
        &["find", "lag", "--json"],
        &["alert", "OrdersSyncLagHigh", "--json"],
        &["check", "--format", "json"],
        &["journal", "where", "--json"],
        &["journal", "verify", "--json"],
        &["journal", "calendar", "--json"],
        &["do", &run, "1", "ok", "--json"],
    ] {
        let answer = json(setup.run(arguments));
        assert!(
            answer.is_object() || answer.is_array(),
            "{arguments:?}: {answer}"
        );
    }
    let exported = ok(setup.run(&["journal", "export"]));
    let entries: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(entries.len() >= 3);
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0]["n"].as_u64() <= pair[1]["n"].as_u64())
    );
    assert!(entries.iter().all(|entry| entry["verified"] == true));
    let tail = ok(setup.run(&["journal", "tail", "--json", "-n", "2"]));
    let last: Vec<_> = exported.lines().rev().take(2).collect();
    // Beside what the export has, whether it is signed.
    let told = tail
        .lines()
        .map(|line| line.replace(",\"unsigned\":false", ""));
    assert_eq!(
        told.collect::<Vec<_>>(),
        last.into_iter().rev().collect::<Vec<_>>()
    );
    assert_eq!(tail.matches("\"unsigned\":false").count(), 2);
}

#[test]
fn the_last_year_is_told_day_by_day() {
    let setup = setup();
    notice_ten_days_ago(&setup);
    let year = json(setup.run(&["journal", "calendar", "morning", "--json"]));
    assert_eq!(year["procedure"], "orders-sync/morning");
    let missed = year["total"]["missed"].as_u64().unwrap();
    assert!((8..=10).contains(&missed), "{year}");
    let days = year["days"].as_array().unwrap();
    let counted = days.iter().filter_map(|day| day["missed"].as_u64());
    assert_eq!(counted.sum::<u64>(), missed);
    let told = ok(setup.run(&["journal", "calendar", "--ascii"]));
    assert!(
        told.contains("Mon ") && told.contains(&format!("M {missed} missed")),
        "{told}"
    );
    assert!(told.contains("Late or missed, the latest first"), "{told}");
    assert!(
        told.lines().all(|line| line.len() < 80 && line.is_ascii()),
        "{told}"
    );
    let none = setup.run(&["journal", "calendar", "nothing-like-it"]);
    assert_eq!(none.code, Some(2), "{none:?}");
}

#[test]
fn runs_are_sifted_as_the_journal_is_on_the_screen() {
    let setup = setup();
    let morning = start(&setup, "morning");
    ok(setup.run(&["run", &morning, "abandon", "--reason", "a drill came up"]));
    let open = start(&setup, "morning");
    let runs = |more: &[&str]| {
        let listed = json(setup.run(&[&["list", "runs", "--json"], more].concat()));
        let listed = listed.as_array().unwrap().clone();
        let ids = listed
            .iter()
            .map(|run| run["run"].as_str().unwrap().to_lowercase());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(runs(&[]).len(), 2);
    assert_eq!(runs(&["--of", "orders-sync", "--mine"]).len(), 2);
    assert_eq!(runs(&["--of", "orders-sync/drain"]), [""; 0]);
    let not_ok = runs(&["--not-ok"]);
    assert!(
        not_ok.len() == 1 && !not_ok[0].ends_with(&open.to_lowercase()),
        "{not_ok:?}"
    );
    stops(&setup.run(&["list", "--mine"]), 2, "say which runs");
}

#[test]
fn the_output_of_a_step_is_told_again() {
    let setup = setup();
    setup.write_runbook(
        "says",
        "title = \"Says\"\ntimezone = \"UTC\"\n[[procedures]]\nid = \"say\"\ntitle = \"Say\"\n\
         [[procedures.steps]]\nid = \"it\"\ntitle = \"It\"\nshell = \"echo all is well\"\n\
         [[procedures.steps]]\nid = \"by-hand\"\ntitle = \"By hand\"\n",
    );
    ok(setup.run(&["trust", "says/say", "--yes"]));
    let run = start(&setup, "say");
    ok(setup.run(&["do", &run, "it", "run", "--yes"]));
    assert_eq!(
        ok(setup.run(&["show", &run, "--output", "it"])),
        "all is well\n"
    );
    assert_eq!(
        ok(setup.run(&["show", &run, "--output", "1"])),
        "all is well\n"
    );
    stops(
        &setup.run(&["show", &run, "--output", "by-hand"]),
        1,
        "No output",
    );
    stops(
        &setup.run(&["show", "says", "--output", "it"]),
        2,
        "belongs to a step",
    );
}

#[test]
fn hostile_text_never_reaches_the_terminal_raw() {
    let setup = setup();
    let evil = "\\u001b]0;pwned\\u0007 \\u202Eevil";
    setup.write_runbook(
        "evil",
        &format!(
            "title = \"{evil}\"\ntimezone = \"UTC\"\n[[contacts]]\nid = \"c\"\nname = \"{evil}\"\n\
             [[procedures]]\nid = \"p\"\ntitle = \"P {evil}\"\nschedule = \"daily 23:59\"\nearly = \"23h\"\n\
             [[procedures.steps]]\nid = \"s\"\ntitle = \"S {evil}\"\ndetail = \"{evil}\"\n"
        ),
    );
    let hostile = |text: &str| {
        text.chars()
            .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}')
    };
    let mut all = vec![
        vec!["due"],
        vec!["due", "--json"],
        vec!["list"],
        vec!["list", "procedures"],
        vec!["list", "--json"],
        vec!["show", "evil"],
        vec!["show", "evil/p"],
        vec!["show", "evil/p", "--json"],
        vec!["find", "evil"],
        vec!["check"],
        vec!["check", "--format", "json"],
        vec!["check", "--format", "github"],
        vec!["show", "\u{1b}[31m"],
        vec!["\u{1b}[31m"],
        vec!["--runbooks", "\u{1b}[31m", "list"],
        vec!["note", "\u{1b}[31m"],
        vec!["journal", "tail"],
        vec!["journal", "export"],
    ];
    let started = setup.run(&["start", "evil/p", "--no-open"]);
    if started.code == Some(0) {
        let run: &'static str = Box::leak(started.stdout.trim().to_owned().into_boxed_str());
        all.extend([
            vec!["do", run, "s", "not-ok", "--note", "\u{1b}[31m"],
            vec!["show", run],
            vec!["list", "runs"],
            vec!["run", run, "finish"],
            vec!["run", run, "abandon", "--reason", "\u{9b}31m"],
            vec!["journal", "tail"],
        ]);
    }
    for arguments in all {
        let output = setup.run(&arguments);
        assert!(!hostile(&output.stdout), "{arguments:?}: {output:#?}");
        assert!(!hostile(&output.stderr), "{arguments:?}: {output:#?}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let setup = setup();
    for arguments in [
        &["list", "procedures"][..],
        &["show", "orders-sync", "--json"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(setup.program())
            .args(arguments)
            .env_clear()
            .env("HOME", setup.home())
            .current_dir(setup.home())
            .stdin(Stdio::null())
            .stdout(writer)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "",
            "{arguments:?}"
        );
    }
}

#[test]
fn a_broken_file_hides_nothing_and_its_last_good_revision_can_be_run() {
    let setup = setup();
    ok(setup.run(&["note", "all quiet"]));
    setup.write_runbook("orders-sync", &format!("{ROUND}\ntitle =\n"));
    setup.write_runbook("good", "title = \"Good\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Look\"\nsteps = [\"Look\"]\n");
    let listed = setup.run(&["list", "--json"]);
    assert_eq!(listed.code, Some(3), "{listed:#?}");
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    let conditions: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["condition"])
        .collect();
    assert_eq!(conditions, ["good", "broken"]);
    let found = json(setup.run(&["alert", "OrdersSyncLagHigh", "--json"]));
    assert_eq!(found["answers"][0]["procedure"], "orders-sync/drain");
    assert_eq!(found["unread"][0]["runbook"], "orders-sync");
    let started = setup.run(&["start", "drain", "--no-open", "--set", "ORDER_ID=7"]);
    assert_eq!(started.code, Some(0), "{started:#?}");
    assert!(
        started.stderr.contains("last good revision"),
        "{started:#?}"
    );
    ok(setup.run(&["do", started.stdout.trim(), "order", "value=7"]));
    assert_eq!(setup.run(&["check"]).code, Some(1));
}

#[test]
fn a_journal_that_cannot_be_read_or_written_says_so() {
    let setup = setup();
    fs::write(setup.home().join("file"), "").unwrap();
    for arguments in [
        &["--journal", "file", "note", "x"][..],
        &["--journal", "file", "due"],
        &["--journal", "file/below", "note", "x"],
        &["--journal", "file", "journal", "tail"],
    ] {
        let output = setup.run(arguments);
        assert_eq!(output.code, Some(4), "{arguments:?}: {output:#?}");
        assert!(output.stderr.starts_with("rounds: "), "{output:#?}");
    }
    let output = setup.run_with(&["--journal", "file", "note", "-"], "one\ntwo\n");
    assert_eq!(output.code, Some(4));
    for line in ["\none\n", "\ntwo\n"] {
        assert!(output.stderr.contains(line), "{output:#?}");
    }
}

#[test]
fn notes_are_answered_one_by_one() {
    let setup = setup();
    let output = setup.run_with(&["note", "-"], "first\n\n  \nsecond\n");
    assert_eq!(output.code, Some(0), "{output:#?}");
    let lines: Vec<_> = output.stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines.iter().all(|line| line.starts_with("saved ops-a@")),
        "{lines:?}"
    );
    let run = start(&setup, "morning");
    ok(setup.run(&["note", "--run", &run, "--step", "1", "a", "second", "look"]));
    ok(setup.run(&["do", &run, "2/1", "--note", "strange"]));
    let shown = ok(setup.run(&["show", &run]));
    assert!(shown.contains("lag: note: a second look"), "{shown}");
    assert!(shown.contains("depth/shard-1: note: strange"), "{shown}");
    let tail = ok(setup.run(&["journal", "tail", "-n", "100"]));
    assert!(
        tail.contains("note: first") && tail.contains("note: second"),
        "{tail}"
    );
}

#[test]
fn an_alert_leads_to_its_procedure_with_its_labels() {
    let setup = setup();
    let said = ok(setup.run(&["alert", "orderssynclaghigh"]));
    assert!(
        said.starts_with("Drain the queue  Orders sync  sev2\n"),
        "{said}"
    );
    let said = ok(setup.run(&["alert", "orders", "missing"]));
    assert!(said.contains("rounds start orders-sync/drain"), "{said}");
    let webhook = r#"{"alerts":[
        {"status":"firing","labels":{"alertname":"OrdersSyncLagHigh","order":"42"}},
        {"status":"firing","labels":{"alertname":"OrdersSyncLagHigh","order":"$(reboot)"}},
        {"status":"firing","labels":{"alertname":"Unknown"}}]}"#;
    let output = setup.run_with(&["alert", "-", "--json"], webhook);
    assert_eq!(output.code, Some(1), "one has no procedure: {output:#?}");
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(told["unanswered"], serde_json::json!(["Unknown"]));
    let commands: Vec<_> = told["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["command"].as_str().unwrap())
        .collect();
    assert!(
        commands.contains(
            &"rounds start orders-sync/drain --alert OrdersSyncLagHigh --set ORDER_ID=42"
        ),
        "{commands:?}"
    );
    assert!(
        commands.iter().all(|command| !command.contains("reboot")),
        "{commands:?}"
    );
    assert!(
        output.stderr.contains("No procedure answers Unknown"),
        "{output:#?}"
    );
    assert_eq!(setup.run_with(&["alert", "-"], "{").code, Some(2));
}

#[test]
fn a_first_library_is_made_and_passes_the_check() {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    fs::remove_dir(setup.runbooks()).unwrap();
    let empty = setup.run(&["list"]);
    assert_eq!(empty.code, Some(0), "{empty:#?}");
    assert!(
        empty.stderr.contains("`rounds init` makes a first one"),
        "{empty:#?}"
    );
    let made = ok(setup.run(&["init"]));
    assert!(made.contains("my-rounds.toml"), "{made}");
    assert!(
        setup
            .home()
            .join("data/rounds/runbooks/library.toml")
            .is_file()
    );
    let checked = setup.run(&["check"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (Some(0), ""),
        "{checked:#?}"
    );
    assert_eq!(checked.stderr, "3 files, no problem.\n");
    ok(setup.run(&["new", "Orders", "sync"]));
    stops(&setup.run(&["new", "Orders sync"]), 1, "is there already");
    stops(&setup.run(&["new", "///"]), 2, "cannot be a runbook's name");
    assert_eq!(setup.run(&["check"]).stderr, "4 files, no problem.\n");
    assert!(ok(setup.run(&["list"])).contains("Orders sync"));
    // A second time, and elsewhere.
    let before = files(setup.home());
    assert!(ok(setup.run(&["init"])).contains("Kept"));
    assert_eq!(files(setup.home()), before);
    let made = ok(setup.run(&["init", "over here"]));
    assert!(
        made.contains("rounds --runbooks 'over here' check"),
        "{made}"
    );
    assert_eq!(
        setup.run(&["--runbooks", "over here", "check"]).stderr,
        "3 files, no problem.\n"
    );
}

#[test]
fn check_tells_everything_and_mends_what_is_certain() {
    let setup = setup();
    let path = setup.write_runbook(
        "mixed",
        "title = \"Mixed\"\ntimezone = \"UTC\"\n\n[[procedures]]\ntitle = \"P\"\nstepps = []\nsteps = [\n  \"One\", # first\n]\n",
    );
    let output = setup.run(&["check"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stdout.contains("stepps") && output.stdout.contains("mixed.toml:6"),
        "{output:#?}"
    );
    assert!(
        output.stderr.ends_with(" in 1 of 2 files.\n"),
        "{output:#?}"
    );
    let github = setup.run(&["check", "--format", "github"]);
    assert!(github.stdout.starts_with("::error file="), "{github:#?}");
    fs::write(&path, "title = \"Mixed\"\ntimezone = \"UTC\"\n\n[[procedures]]\ntitle = \"P\"\nsteps = [\n  \"One\", # first\n]\n").unwrap();
    let fixed = setup.run(&["check", "--fix"]);
    assert_eq!(fixed.code, Some(0), "{fixed:#?}");
    assert!(
        fixed.stderr.starts_with("Fixed runbooks/mixed.toml: "),
        "{fixed:#?}"
    );
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("[[procedures.steps]]\ntitle = \"One\"") && text.contains("# first"),
        "{text}"
    );
}

/// A waiver whose last day is over lets nothing go any more: `check` says so before `ready` does.
#[test]
fn a_waiver_that_is_over_is_told() {
    let setup = setup();
    let waiver = |until: &str| {
        let head = "product = { name = \"P\", operators = [\"ops-a\"] }";
        format!(
            "title = \"Orders\"\ntimezone = \"UTC\"\n[owners]\n{head}\n[[waive]]\nitem = \"data\"\nby = \"product\"\n\
             reason = \"It keeps nothing.\"\nuntil = {until}\n\
             [[procedures]]\nid = \"look\"\ntitle = \"Look\"\nsteps = [\"Look\"]\n"
        )
    };
    for (until, is_over) in [("2025-12-31", true), ("2199-12-31", false)] {
        setup.write_runbook("orders", &waiver(until));
        let files = setup.run(&["check", "runbooks/orders.toml"]);
        let input = setup.run_with(&["check", "-"], &waiver(until));
        for output in [files, input] {
            assert_eq!(output.code, Some(0), "{output:#?}");
            let says = output
                .stdout
                .contains("the waiver of \"data\" ended on 2025-12-31");
            assert_eq!(says, is_over, "{output:#?}");
        }
    }
}

#[test]
fn ids_that_the_journal_knows_and_the_file_lost_are_told() {
    let setup = setup();
    let run = start(&setup, "morning");
    ok(setup.run(&["do", &run, "backup", "ok"]));
    setup.write_runbook(
        "orders-sync",
        &ROUND.replace("id = \"backup\"", "id = \"backups\""),
    );
    let output = setup.run(&["check"]);
    assert_eq!(output.code, Some(0), "{output:#?}");
    assert!(
        output.stdout.contains("vanished-id") && output.stdout.contains("was = [\"backup\"]"),
        "{output:#?}"
    );
    // The run goes on by the revision that it began with, and may go over to the newer one.
    ok(setup.run(&["do", &run, "lag", "ok"]));
    ok(setup.run(&["run", &run, "adopt"]));
    let said = ok(setup.run(&["do", &run, "backups", "ok"]));
    assert!(said.contains("Backup finished: OK"), "{said}");
}

#[test]
fn what_a_folder_holds_besides_runbooks_is_told_or_passed_over() {
    let setup = setup();
    let folder = setup.home().join("runbooks");
    let nowhere = folder.join("nowhere.toml");
    std::os::unix::fs::symlink(folder.join("gone"), &nowhere).unwrap();
    fs::create_dir(folder.join("folder.toml")).unwrap();
    let large = folder.join("large.toml");
    fs::write(&large, vec![b'#'; 2 << 20]).unwrap();
    let checked = setup.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:#?}");
    for words in [
        "nowhere.toml",
        "links are not followed",
        "larger than 1 MiB",
    ] {
        assert!(checked.stdout.contains(words), "{words:?} in {checked:#?}");
    }
    assert!(!checked.stdout.contains("folder.toml"), "{checked:#?}");
    let missing = folder.join("missing.toml");
    let missing = setup.run(&["check", missing.to_str().unwrap()]);
    stops(&missing, 3, "There is no file ");
    let special = setup.run(&["--runbooks", "/dev/null", "due"]);
    stops(&special, 3, "neither a folder nor a regular file");
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let setup = setup();
    let folder = setup.home().join("runbooks");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::write(path("library.toml"), "timezone = \"UTC\"\n").unwrap();
    setup.write_runbook("other", &ROUND.replace("Orders sync", "Other"));
    let (orders, other) = (path("orders-sync.toml"), path("other.toml"));
    let all = ["check", &orders, &other, &path("library.toml")];
    let checked = setup.run(&all);
    assert_eq!(checked.stderr, "3 files, no problem.\n", "{checked:#?}");
    let twice = ["check", &path(""), &orders, &path(".")];
    let checked = setup.run(&twice);
    assert_eq!(checked.stderr, "3 files, no problem.\n", "{checked:#?}");
    fs::write(path("library.toml"), "timezon = \"UTC\"\n").unwrap();
    let checked = setup.run(&all);
    assert_eq!(checked.code, Some(1), "{checked:#?}");
    assert_eq!(checked.stdout.matches("[unknown-key]").count(), 1);
    fs::write(path("library.toml"), "timezone = \"UTC\"\n[closed\n").unwrap();
    let bare = ROUND.replace("timezone = \"UTC\"\n", "");
    setup.write_runbook("other", &bare);
    let checked = setup.run(&["check", &other]);
    assert!(
        checked.stdout.contains("fix library.toml first"),
        "{checked:#?}"
    );
}

#[test]
fn a_waiver_is_for_a_place_that_there_is() {
    let setup = setup();
    ok(setup.run(&["note", "the schedule is noticed"]));
    let waive = |on: &[&str]| {
        let words = ["waive", "orders-sync/morning", "--reason", "holiday"];
        setup.run(&[&words[..], on].concat())
    };
    stops(&waive(&["--on", "mars"]), 2, "in no special place");
    let said = ok(waive(&[]));
    assert!(
        said.contains("23:59 round of orders-sync/morning waived: holiday"),
        "{said}"
    );
}

#[test]
fn what_was_set_at_the_start_need_not_be_typed_again() {
    let setup = setup();
    let words = ["start", "orders-sync/drain", "--no-open"];
    let bare = ok(setup.run(&words));
    stops(
        &setup.run(&["do", bare.trim(), "order", "ok"]),
        2,
        "value=…",
    );
    let set = ok(setup.run(&[&words[..], &["--set", "ORDER_ID=17"]].concat()));
    let said = ok(setup.run(&["do", set.trim(), "order", "ok"]));
    assert!(said.starts_with("Saved: 1 Which order? 17. "), "{said}");
    let again = setup.run(&["do", set.trim(), "order", "value=18"]);
    stops(&again, 1, "Here: --again, or --correct --reason TEXT.");
}

#[test]
fn answers_that_contradict_each_other_are_both_shown() {
    let setup = setup();
    let run = start(&setup, "orders-sync/morning");
    let data = setup.home().join("data");
    let other = setup.home().join("other");
    assert!(
        Command::new("cp")
            .arg("-a")
            .args([&data, &other])
            .status()
            .unwrap()
            .success()
    );
    ok(setup.run(&["do", &run, "lag", "ok"]));
    let journal = other.join("rounds/journal");
    let there = [
        "--journal",
        journal.to_str().unwrap(),
        "--operator",
        "ops-b",
    ];
    let said = ["do", &run, "lag", "not-ok", "--note", "it grows"];
    ok(setup.run(&[&there[..], &said].concat()));
    for entry in fs::read_dir(&journal).unwrap() {
        let name = entry.unwrap().file_name();
        if name.to_string_lossy().starts_with("ops-b@") {
            let merged = data.join("rounds/journal").join(&name);
            fs::create_dir(&merged).unwrap();
            let segment = "000001.jsonl";
            fs::copy(journal.join(&name).join(segment), merged.join(segment)).unwrap();
        }
    }
    let shown = ok(setup.run(&["show", &run]));
    let row = shown.lines().find(|line| line.starts_with("1  ")).unwrap();
    assert!(row.contains("not OK"), "{shown}");
    assert!(row.contains("disputed: OK by ops-a at "), "{shown}");
    let shown = json(setup.run(&["show", &run, "--json"]));
    let lag = &shown["boxes"][0];
    assert_eq!(lag["standing"], "disputed");
    assert_eq!(lag["against"][0]["by"], "ops-a");
    assert_eq!(lag["against"][0]["answer"], "OK");
    for item in ["1", "2"] {
        ok(setup.run(&["do", &run, &format!("depth/{item}"), "value=1"]));
    }
    let said = ok(setup.run(&["do", &run, "backup", "ok"]));
    let next = "Next: 1 Sync lag is low is disputed; answer it again.\n";
    assert!(said.ends_with(next), "{said}");
    let settled = ["do", &run, "lag", "ok", "--correct", "--reason", "looked"];
    ok(setup.run(&settled));
    let shown = json(setup.run(&["show", &run, "--json"]));
    assert_eq!(shown["boxes"][0]["against"], Value::Array(Vec::new()));
}

#[test]
fn entries_that_were_saved_here_and_are_gone_are_missed() {
    let setup = setup();
    ok(setup.run(&["note", "one"]));
    let place = json(setup.run(&["journal", "where", "--json"]));
    let writer = place["writers"][0]["writer"].as_str().unwrap();
    let journal = setup.home().join("data/rounds/journal");
    let segment = journal.join(writer).join("000001.jsonl");
    let older = fs::read(&segment).unwrap();
    ok(setup.run(&["note", "two"]));
    fs::write(&segment, older).unwrap();
    let verified = setup.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(11), "{verified:#?}");
    assert!(
        verified.stdout.contains("known from this machine"),
        "{verified:#?}"
    );
    let noted = setup.run(&["note", "three"]);
    assert_eq!(noted.code, Some(0), "{noted:#?}");
    assert!(
        noted
            .stderr
            .starts_with("rounds: The record is damaged: entries are missing: "),
        "{noted:#?}"
    );
    // A new writer goes on, and what is missing stays said until someone settles it.
    let next = setup.run(&["note", "four"]);
    assert!(next.stderr.contains("entries are missing"), "{next:#?}");
}

#[test]
fn a_run_that_a_newer_version_wrote_in_says_so() {
    let setup = setup();
    let run = start(&setup, "orders-sync/morning");
    let mut journal = elsewhere(&setup);
    let draft = Draft {
        at: jiff::Timestamp::now(),
        zone: "UTC".to_owned(),
        on: vec![Thread::Run(run.parse().unwrap())],
        events: vec![Event::Unknown(r#"{"event":"signed"}"#.into())],
        objects: Vec::new(),
    };
    journal.begin(&mut |_| {}).unwrap().append(&draft).unwrap();
    drop(journal);
    let shown = ok(setup.run(&["show", &run]));
    assert!(shown.contains("can only be looked at"), "{shown}");
    let shown = json(setup.run(&["show", &run, "--json"]));
    assert_eq!(shown["read_only"], true);
    stops(&setup.run(&["do", &run, "lag", "ok"]), 4, "newer version");
}

#[test]
fn damage_is_told_by_whatever_reads_the_record() {
    let setup = setup();
    let run = start(&setup, "orders-sync/morning");
    ok(setup.run(&["note", "one"]));
    ok(setup.run(&["note", "two"]));
    let place = json(setup.run(&["journal", "where", "--json"]));
    let writer = place["writers"][0]["writer"].as_str().unwrap();
    let journal = setup.home().join("data/rounds/journal");
    let segment = journal.join(writer).join("000001.jsonl");
    let text = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, text.replace("\"one\"", "\"uno\"")).unwrap();
    for (words, status) in [
        (&["due"][..], 4),
        (&["show", &run], 4),
        (&["do", &run, "lag", "ok"], 0),
    ] {
        let said = setup.run(words);
        assert_eq!(said.code, Some(status), "{said:#?}");
        assert!(
            said.stderr.starts_with("rounds: The record is damaged: "),
            "{said:#?}"
        );
    }
}

#[test]
fn the_journal_can_be_held_against_what_is_known_of_it() {
    let setup = setup();
    let saved = ok(setup.run(&["note", "one"]));
    let head = saved.trim().strip_prefix("saved ").unwrap().to_owned();
    ok(setup.run(&["note", "two"]));
    assert!(ok(setup.run(&["journal", "verify", "--expect", &head])).starts_with("clean"));
    assert_eq!(
        setup
            .run(&[
                "journal",
                "verify",
                "--expect",
                "ops-a@gone-000000:9:0123456789abcdef"
            ])
            .code,
        Some(11)
    );
    let place = json(setup.run(&["journal", "where", "--json"]));
    let writer = place["writers"][0]["writer"].as_str().unwrap();
    let segment = setup
        .home()
        .join("data/rounds/journal")
        .join(writer)
        .join("000001.jsonl");
    let text = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, text.replace("\"two\"", "\"tvo\"")).unwrap();
    let verified = setup.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(12), "{verified:#?}");
    let verified = json_of(&setup.run(&["journal", "verify", "--json"]));
    assert_eq!(verified["status"], "corrupt");
}

#[track_caller]
fn json_of(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn the_screens_open_where_they_are_told_to() {
    let setup = setup();
    let mut screen = Screen::start(&setup, &["start", "drain"]);
    screen.until("Which order?");
    screen.keys("q").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
    let mut screen = Screen::start(&setup, &["alert", "OrdersSyncLagHigh"]);
    screen.until("which one?").until("continue it");
    screen.keys("<esc>").until_gone("which one?").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
    // Words that mean several things are searched for.
    let mut screen = Screen::start(&setup, &["open", "e"]);
    screen.until("Morning check");
    // Without anyone to ask, a start prints its id alone, at a terminal too.
    let mut screen = Screen::start(&setup, &["start", "morning", "--no-input"]);
    assert_eq!(screen.ending(), Ending::Code(0));
    assert!(!screen.text().contains("Sync lag"), "{}", screen.text());
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let setup = setup();
    let coloured = |output: Output| ok(output).contains("\u{1b}[");
    assert!(!coloured(setup.run(&["list"])));
    assert!(coloured(setup.run(&["list", "--color", "always"])));
    let mut screen = Screen::start(&setup, &["list"]);
    screen.ending();
    assert!(screen.count("\u{1b}[1m") > 0);
    let setup = setup.with("NO_COLOR", "1");
    let mut screen = Screen::start(&setup, &["list"]);
    screen.ending();
    assert_eq!(screen.count("\u{1b}["), 0);
    let due = ok(setup.run(&["due", "--ascii"]));
    assert!(due.is_ascii(), "{due}");
}

/// What the runbooks say and nobody has recorded yet is nobody's last word.
#[test]
fn a_handover_names_no_head_of_what_nobody_wrote() {
    let setup = setup();
    let page = ok(setup.run(&["handover"]));
    assert!(!page.contains("nobody@"), "{page}");
    let view = json(setup.run(&["handover", "--json"]));
    assert_eq!(view["heads"].as_array().map(Vec::len), Some(0), "{view}");
    ok(setup.run(&["note", "one"]));
    let view = json(setup.run(&["handover", "--json"]));
    assert_eq!(view["heads"].as_array().map(Vec::len), Some(1), "{view}");
}
