//! The statuses that scripts go by: many scenes, each command in each. 0 is never given when
//! it could not be found out, and a "no" stays one.

use crate::kit::{Output, Setup};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;

const GOOD: &str = r#"
title = "Shop"
timezone = "UTC"

[[alerts]]
name = "ShopLag"
severity = "sev2"

[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["ShopLag"]
style = "do-confirm"

[[procedures.steps]]
id = "good"
title = "Good"
run = ["true"]

[[procedures.steps]]
id = "bad"
title = "Bad"
run = ["false"]

[[procedures.steps]]
id = "none"
title = "None"
run = ["no-such-program"]

[[procedures.steps]]
id = "slow"
title = "Slow"
run = ["sleep", "30"]
timeout = "1s"

[[procedures.steps]]
id = "alarm"
title = "Alarm"
run = ["echo", "9"]
take = "([0-9])"
reading = { warn_above = 3, alarm_above = 5 }

[[procedures.steps]]
id = "warning"
title = "Warning"
run = ["echo", "4"]
take = "([0-9])"
reading = { warn_above = 3, alarm_above = 5 }

[[procedures.steps]]
id = "nothing"
title = "Nothing"
run = ["echo", "x"]
take = "([0-9])"
reading = {}

[[procedures.steps]]
id = "hand"
title = "Hand"
reading = { alarm_above = 5 }
"#;

/// Due at every hour and late a minute after it.
const LATE: &str = r#"
title = "Late"
timezone = "UTC"
[[procedures]]
id = "round"
title = "Round"
schedule = "every 1 hours from 00:00"
grace = "1m"
steps = ["Look"]
"#;

const BROKEN: &str = "title = [\n";

fn setup() -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_rounds")).with("ROUNDS_OPERATOR", "ops-a")
}

fn with(files: &[(&str, &str)]) -> Setup {
    let setup = setup();
    for (name, text) in files {
        setup.write_runbook(name, text);
    }
    setup
}

fn named(setup: Setup) -> Setup {
    let folder = setup.runbooks().display().to_string();
    setup.with("ROUNDS_RUNBOOKS", &folder)
}

/// A good library whose journal had a byte changed.
fn damaged() -> Setup {
    let setup = with(&[("shop", GOOD)]);
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for words in ["one", "two"] {
        let note = setup.run(&["note", words]);
        assert_eq!(note.code, Some(0), "{note:?}");
    }
    let journal = setup.home().join("data/rounds/journal");
    let segments = fs::read_dir(journal).unwrap().filter_map(|writer| {
        let segment = writer.unwrap().path().join("000001.jsonl");
        segment.is_file().then_some(segment)
    });
    for segment in segments {
        let text = fs::read_to_string(&segment).unwrap();
        assert!(text.contains("\"one\""), "{text}");
        fs::write(&segment, text.replace("\"one\"", "\"uno\"")).unwrap();
    }
    setup
}

/// A scene: what it is called, how it is made, and the status of each command in it.
type Scene = (&'static str, fn() -> Setup, &'static [(&'static str, i32)]);

const SCENES: &[Scene] = &[
    (
        "all is well",
        || with(&[("shop", GOOD)]),
        &[
            ("due", 0),
            ("report", 0),
            ("report shop", 0),
            ("check", 0),
            ("ready", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 1),
            ("find drain", 0),
            ("find zzzz", 1),
            ("handover", 0),
            ("list", 0),
            ("list procedures", 0),
            ("list board", 0),
            ("journal calendar", 0),
            ("show shop", 0),
            ("show shop/drain", 0),
            ("review shop", 0),
            ("trust --list", 0),
            ("doctor", 0),
        ],
    ),
    (
        "every runbook is broken",
        || with(&[("shop", BROKEN)]),
        &[
            ("due", 3),
            ("report", 3),
            ("check", 1),
            ("ready", 3),
            ("alert ShopLag", 3),
            ("find drain", 3),
            ("handover", 3),
            ("list", 3),
            ("list procedures", 3),
            ("list board", 3),
            ("journal calendar", 3),
            ("show shop", 3),
            ("trust --list", 3),
            ("doctor", 1),
        ],
    ),
    (
        "a runbook is broken that was good",
        || {
            let setup = with(&[("shop", GOOD)]);
            let run = setup.run(&["start", "shop/drain", "--no-open"]);
            assert_eq!(run.code, Some(0), "{run:?}");
            setup.write_runbook("shop", BROKEN);
            setup
        },
        &[
            ("handover", 3),
            ("list", 3),
            ("list procedures", 3),
            ("list runs", 0),
            ("journal calendar", 3),
            ("show shop", 3),
            ("show shop/drain", 3),
            ("review shop", 3),
            ("find drain", 0),
        ],
    ),
    (
        "one of two is broken",
        || with(&[("shop", GOOD), ("other", BROKEN)]),
        &[
            ("due", 3),
            ("report", 3),
            ("report shop", 0),
            ("check", 1),
            ("ready", 1),
            ("ready shop", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 3),
            ("find drain", 0),
            ("find zzzz", 3),
            ("handover", 3),
            ("list", 3),
            ("list procedures", 3),
            ("list board", 3),
            ("journal calendar", 3),
            ("journal calendar shop/drain", 0),
            ("show shop", 0),
            ("review shop", 0),
            ("trust --list", 3),
        ],
    ),
    (
        "a procedure is broken",
        || {
            let more = "[[procedures]]\ntitle = \"B\"\nsteps = []\n";
            with(&[("shop", &format!("{GOOD}\n{more}"))])
        },
        &[
            ("due", 3),
            ("check", 1),
            ("alert ShopLag", 0),
            ("alert B", 3),
            ("handover", 3),
            ("show shop", 3),
            ("show shop/drain", 0),
        ],
    ),
    (
        "library.toml is broken",
        || with(&[("shop", GOOD), ("library", "timezone = 7\n")]),
        &[("due", 3), ("report", 3), ("check", 1), ("handover", 3)],
    ),
    (
        "an empty folder was named",
        || named(setup()),
        &[
            ("due", 3),
            ("report", 3),
            ("check", 3),
            ("ready", 3),
            ("alert ShopLag", 3),
            ("find drain", 3),
            ("handover", 3),
            ("list", 3),
            ("list procedures", 3),
            ("list board", 3),
            ("journal calendar", 3),
            ("trust --list", 3),
            ("doctor", 1),
        ],
    ),
    (
        "a folder was named that is not there",
        || setup().with("ROUNDS_RUNBOOKS", "/nowhere/at/all"),
        &[("due", 3), ("report", 3), ("check", 3), ("alert X", 3)],
    ),
    (
        "a newcomer has nothing yet",
        || {
            let setup = setup();
            fs::remove_dir(setup.runbooks()).unwrap();
            setup
        },
        &[
            ("due", 0),
            ("report", 0),
            ("check", 3),
            ("ready", 3),
            ("alert X", 1),
            ("handover", 0),
            ("list", 0),
            ("list board", 0),
            ("journal calendar", 0),
        ],
    ),
    (
        "an empty folder beside a good one",
        || {
            let setup = with(&[("shop", GOOD)]);
            fs::create_dir(setup.home().join("bare")).unwrap();
            setup
        },
        &[("check", 0), ("check bare", 3), ("check runbooks bare", 3)],
    ),
    (
        "the journal is damaged",
        damaged,
        &[
            ("due", 4),
            ("report", 4),
            ("check", 0),
            ("ready", 1),
            ("alert ShopLag", 0),
            ("alert Unknown", 4),
        ],
    ),
    (
        "the journal is damaged and a runbook broken",
        || {
            let setup = damaged();
            setup.write_runbook("other", BROKEN);
            setup
        },
        &[("due", 4), ("report", 4), ("check", 1)],
    ),
];

#[test]
fn well_is_said_only_where_it_was_found_out() {
    let mut wrong = Vec::new();
    for (scene, make, commands) in SCENES {
        let setup = make();
        for (command, status) in *commands {
            let words: Vec<_> = command.split(' ').collect();
            let output = setup.run(&words);
            if output.code != Some(*status) {
                wrong.push(format!("{scene}: {command}: wanted {status}, {output:?}"));
            }
            let json = setup.run(&[&words[..], &["--json"]].concat());
            if json.code != Some(*status) {
                wrong.push(format!(
                    "{scene}: {command} --json: wanted {status}, {json:?}"
                ));
            }
            // A list holds nothing else; standard error says it. What shows a runbook, or looks
            // after the machine, says it among the rest.
            let verb = words[0];
            let says_elsewhere = ["find", "list", "show", "review", "trust", "doctor"];
            if says_elsewhere.contains(&verb) {
                let in_it = ["\"last-good\"", "\"severity\": \"error\""];
                let is_in_it = in_it.iter().any(|said| json.stdout.contains(said));
                if matches!(status, 3) && json.stderr.is_empty() && !is_in_it {
                    wrong.push(format!("{scene}: {command} --json: nothing is said"));
                }
            } else if let Some(why) = untold(&json, *status) {
                wrong.push(format!("{scene}: {command} --json: {why} in {json:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_leaves_the_library_says_what_of_it_was_left_behind() {
    let setup = with(&[("shop", GOOD), ("other", BROKEN)]);
    for (command, status) in [("export", 3), ("export shop", 0), ("export other", 3)] {
        let words: Vec<_> = command.split(' ').collect();
        let output = setup.run(&words);
        assert_eq!(output.code, Some(status), "{command}: {output:?}");
        assert_eq!(
            output.stderr.is_empty(),
            status == 0,
            "{command}: {output:?}"
        );
    }
    assert_eq!(setup.run(&["note", "x"]).code, Some(0));
    setup.write_runbook("shop", BROKEN);
    let kept = setup.run(&["export", "shop"]);
    assert_eq!(kept.code, Some(3), "{kept:?}");
    assert!(kept.stdout.contains("Drain"), "{kept:?}");
    let handover = setup.run(&["handover"]);
    let said = "Rounds: none fell due in what could be read";
    assert!(handover.stdout.contains(said), "{handover:?}");
}

/// What the JSON keeps to itself, where the status says that something could not be read.
fn untold(json: &Output, status: i32) -> Option<String> {
    let value: Value = match serde_json::from_str(&json.stdout) {
        Ok(value) => value,
        // No folder could be looked at: there is no answer, and standard error says why.
        Err(_) if json.stdout.is_empty() && json.stderr.contains("There is no folder") => {
            return None;
        }
        Err(error) => return Some(error.to_string()),
    };
    let told = value["unread"].as_array().map_or(0, Vec::len);
    let newcomer = json.stderr.contains("There are no runbooks");
    (matches!(status, 3 | 4) && told == 0 && !newcomer)
        .then(|| "nothing is told as unread".to_owned())
}

#[test]
fn a_no_stays_a_no_whatever_could_not_be_read() {
    let setup = with(&[("late", LATE), ("other", BROKEN)]);
    // A schedule counts from when it was noticed: the slot that is current then is late by now,
    // but in the first minute of an hour.
    assert_eq!(setup.run(&["note", "x"]).code, Some(0));
    let due = setup.run(&["due", "--json"]);
    let value: Value = serde_json::from_str(&due.stdout).unwrap();
    let overdue = value["overdue"].as_u64().unwrap();
    assert_eq!(due.code, Some(if overdue > 0 { 1 } else { 3 }), "{due:?}");
    assert_eq!(value["unread"][0]["what"], "runbook", "{due:?}");
    assert_eq!(value["unread"][0]["runbook"], "other", "{due:?}");
}

#[test]
fn a_command_that_did_not_come_out_ok_is_no_success() {
    let setup = with(&[("shop", GOOD)]);
    assert_eq!(setup.run(&["trust", "shop", "--yes"]).code, Some(0));
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    let run = run.stdout.trim().to_owned();
    for (step, status, outcome, exit, judgement) in [
        ("good", 0, "\"ok\"", "0", "null"),
        ("bad", 1, "\"not-ok\"", "1", "null"),
        ("none", 1, "null", "null", "null"),
        ("slow", 1, "\"not-ok\"", "null", "null"),
        ("alarm", 1, "\"ok\"", "0", "\"alarm\""),
        ("warning", 0, "\"ok\"", "0", "\"warning\""),
        ("nothing", 1, "null", "0", "null"),
    ] {
        let output = setup.run(&["do", &run, step, "run", "--yes", "--json"]);
        assert_eq!(output.code, Some(status), "{step}: {output:?}");
        let value: Value = serde_json::from_str(&output.stdout).unwrap();
        let told = [
            &value["outcome"],
            &value["exit_status"],
            &value["judgement"],
        ];
        let told = told.map(ToString::to_string);
        assert_eq!(told, [outcome, exit, judgement], "{step}: {output:?}");
        assert_eq!(
            value["why"].is_null(),
            outcome == "\"ok\"",
            "{step}: {output:?}"
        );
    }
    // What an operator says is saved as it is said.
    for (step, answer, status) in [
        ("hand", &["value=9"][..], 0),
        ("none", &["not-ok", "--note", "it is not here"], 0),
        ("good", &["not-ok"], 1),
    ] {
        let output = setup.run(&[&["do", &run, step], answer].concat());
        assert_eq!(output.code, Some(status), "{step}: {output:?}");
    }
}

#[test]
fn an_ending_does_not_claim_that_nothing_else_is_due() {
    let setup = with(&[("shop", GOOD), ("other", BROKEN)]);
    let run = setup.run(&["start", "shop/drain", "--no-open"]);
    let run = run.stdout.trim().to_owned();
    let ended = setup.run(&["run", &run, "abandon", "--reason", "wrong shop"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .stdout
            .contains("Nothing else is due in what could be read"),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("1 runbook file has errors"),
        "{ended:?}"
    );
}

#[test]
fn the_statuses_are_told_in_help_and_manual() {
    let setup = setup();
    let topic = setup.run(&["help", "status"]).stdout;
    let page = setup.run(&["man"]).stdout;
    for words in ["A runbook cannot be used", "a problem is an error"] {
        assert!(topic.contains(words) && page.contains(words), "{words}");
    }
}

/// Does something to a record.
type Wound = fn(&Setup);

/// Two operators recorded something. Gives the ids of a run and of an issue with it.
fn recorded() -> (Setup, [(&'static str, String); 2]) {
    let setup = with(&[("shop", GOOD)]);
    let id = |words: &[&str]| {
        let output = setup.run(words);
        assert_eq!(output.code, Some(0), "{output:?}");
        let json: Value = serde_json::from_str(&output.stdout).unwrap();
        let id = json.get("run").or(json.get("follow_up"));
        id.and_then(Value::as_str).unwrap().to_owned()
    };
    let run = id(&["start", "shop/drain", "--no-open", "--json"]);
    let issue = id(&["follow-up", "add", "issue", "slow", "--json"]);
    let note = setup.run(&["--operator", "ops-b", "note", "theirs"]);
    assert_eq!(note.code, Some(0), "{note:?}");
    (setup, [("RUN", run), ("ISSUE", issue)])
}

fn folder_of(setup: &Setup, operator: &str) -> PathBuf {
    let journal = setup.home().join("data/rounds/journal");
    let folders = fs::read_dir(journal).unwrap().map(|it| it.unwrap().path());
    let mut theirs = folders.filter(|it| it.to_string_lossy().contains(operator));
    theirs.next().unwrap()
}

/// Nothing of one writer can be read: a folder stands where the segment was.
fn without_segment(setup: &Setup) {
    let segment = folder_of(setup, "ops-b@").join("000001.jsonl");
    fs::remove_file(&segment).unwrap();
    fs::create_dir(&segment).unwrap();
}

/// A writer's whole folder cannot be read.
fn without_folder(setup: &Setup) {
    let folder = folder_of(setup, "ops-b@");
    fs::rename(&folder, setup.home().join("away")).unwrap();
    fs::write(&folder, "").unwrap();
}

/// What is kept of this machine's writers cannot be read: whether entries are missing is not
/// known.
fn without_kept_heads(setup: &Setup) {
    let kept = setup.home().join("state/rounds/writers");
    fs::remove_dir_all(&kept).unwrap();
    fs::write(&kept, "").unwrap();
}

/// An entry that was saved is gone, and the chain does not show it.
fn without_an_entry(setup: &Setup) {
    let segment = folder_of(setup, "ops-b@").join("000001.jsonl");
    let text = fs::read_to_string(&segment).unwrap();
    let last = text.trim_end().rfind('\n').unwrap();
    fs::write(&segment, &text[..=last]).unwrap();
}

/// Another record parts from a writer's: all of both is read, and nobody confirmed either.
fn with_a_fork(setup: &Setup) {
    let writer = folder_of(setup, "ops-b@");
    let text = fs::read_to_string(writer.join("000001.jsonl")).unwrap();
    let at = text.trim_end().rfind('\n').unwrap() + 1;
    let hash = |line: &str| line[line.len() - 66..line.len() - 2].to_owned();
    let before = hash(text[..at].lines().last().unwrap());
    let (body, _) = text[at..].rsplit_once(",\"hash\":\"").unwrap();
    let body = body.replace("theirs", "not theirs");
    let digest = Sha256::new()
        .chain_update(before)
        .chain_update(&body)
        .finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let forks = setup.home().join("data/rounds/journal/forks");
    let beside = forks.join(writer.file_name().unwrap());
    fs::create_dir_all(&beside).unwrap();
    let name = format!("000001@{at}-{}", &hash[..16]);
    fs::write(beside.join(name), format!("{body},\"hash\":\"{hash}\"}}\n")).unwrap();
}

/// A record parts, and what stands beside it cannot be read.
fn without_fork(setup: &Setup) {
    let writer = folder_of(setup, "ops-b@");
    let forks = setup.home().join("data/rounds/journal/forks");
    let beside = forks.join(writer.file_name().unwrap());
    fs::create_dir_all(beside.join("000001@10-0123456789abcdef")).unwrap();
}

/// Each command, its status where all of the record is read, and where some of it is not: 4
/// wherever it answers with what the record holds; what was found, what was saved and what is of
/// something else stays what it is.
const COMMANDS: &[(&str, i32, i32)] = &[
    ("open shop", 5, 5),
    ("start shop/drain --no-open --rehearse", 0, 0),
    ("alert ShopLag", 0, 0),
    ("alert Unknown", 1, 4),
    ("due", 0, 4),
    ("due shop", 0, 4),
    ("list", 0, 4),
    ("list procedures", 0, 4),
    ("list runs", 0, 4),
    ("list follow-ups", 0, 4),
    ("list board", 0, 4),
    ("show shop", 0, 4),
    ("show shop/drain", 0, 4),
    ("show RUN", 0, 4),
    ("show ISSUE", 0, 4),
    ("find drain", 0, 0),
    ("find zzzz", 1, 4),
    ("do RUN good ok", 0, 0),
    ("run RUN undo", 0, 0),
    ("trust --list", 0, 0),
    ("waive shop/drain --reason x", 1, 1),
    ("ack", 2, 2),
    ("silence ShopLag --until fri --reason x", 0, 0),
    ("note x", 0, 0),
    ("follow-up add issue more", 0, 0),
    ("follow-up list", 0, 4),
    ("follow-up show ISSUE", 0, 4),
    ("follow-up set ISSUE --owner ops-a", 0, 0),
    ("follow-up note ISSUE seen", 0, 0),
    ("follow-up move ISSUE answered", 1, 1),
    ("follow-up redline ISSUE", 2, 2),
    ("follow-up apply ISSUE", 2, 2),
    ("follow-up close ISSUE --reason done", 0, 0),
    ("escalate", 0, 4),
    ("handover", 0, 4),
    ("handover --give", 0, 0),
    ("handover last", 0, 4),
    ("ready", 1, 1),
    ("review shop", 0, 4),
    ("join /nowhere/at/all.git", 5, 5),
    ("sync", 1, 1),
    ("team", 0, 4),
    ("claim", 1, 1),
    ("report", 0, 4),
    ("hooks run", 5, 5),
    ("hooks units", 0, 0),
    ("hooks test", 5, 5),
    ("metrics", 0, 4),
    ("check", 0, 0),
    ("init more", 0, 0),
    ("new More", 0, 0),
    ("import none.md", 5, 5),
    ("export shop", 0, 0),
    ("schema runbook", 0, 0),
    ("completions bash", 0, 0),
    ("doctor", 0, 1),
    ("man", 0, 0),
    ("tutor", 5, 5),
    ("help", 0, 0),
    ("journal where", 0, 0),
    ("journal verify", 0, 13),
    ("journal tail", 0, 4),
    ("journal calendar", 0, 4),
    ("journal export", 0, 4),
    ("journal seal --key none", 5, 5),
    ("journal settle", 0, 2),
    ("journal confirm", 0, 4),
    ("journal forks", 0, 0),
    ("journal scan", 0, 4),
    ("journal remove-evidence 00 --reason x", 2, 2),
];

/// The words of a command, with the ids that it names.
fn meant(command: &str, ids: &[(&str, String)]) -> Vec<String> {
    let id = |word: &str| ids.iter().find(|(name, _)| *name == word);
    let words = command.split(' ');
    let words = words.map(|word| id(word).map_or(word.to_owned(), |(_, id)| id.clone()));
    words.collect()
}

#[test]
fn no_answer_from_a_record_that_is_not_all_read_is_well() {
    // With each, what looks at that part alone.
    let scenes: [(&str, Option<Wound>, &str); 4] = [
        ("all is read", None, ""),
        ("a segment", Some(without_segment), ""),
        ("a folder", Some(without_folder), "journal where"),
        ("a fork", Some(without_fork), "journal forks"),
    ];
    let mut wrong = Vec::new();
    for (scene, wound, alone) in scenes {
        let (setup, ids) = recorded();
        wound.iter().for_each(|wound| wound(&setup));
        for (command, whole, unread) in COMMANDS {
            let wanted = match wound {
                Some(_) if *command == alone => 4,
                Some(_) => *unread,
                None => *whole,
            };
            let words = meant(command, &ids);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let output = setup.run(&words);
            if output.code != Some(wanted) {
                wrong.push(format!("{scene}: {command}: wanted {wanted}: {output:?}"));
            }
            if wound.is_none() || *unread != 4 {
                continue;
            }
            let json = setup.run(&[&words[..], &["--json"]].concat());
            let takes_none = json.stderr.contains("unexpected argument '--json'");
            for output in [Some(output), (!takes_none).then_some(json)] {
                let Some(output) = output else { continue };
                let said = "Part of the record is not read";
                let times = output.stderr.matches(said).count();
                if times != 1 || output.code != Some(4) {
                    wrong.push(format!(
                        "{scene}: {command}: said {times} times: {output:?}"
                    ));
                }
            }
        }
        if wound.is_some() {
            let handover = setup.run(&["handover"]);
            assert!(handover.stdout.contains("not all read"), "{handover:?}");
            let json = setup.run(&["handover", "--json"]);
            let value: Value = serde_json::from_str(&json.stdout).unwrap();
            assert_eq!(value["severity"], "watch", "{json:?}");
            let last = setup.run(&["handover", "last"]);
            assert!(last.stdout.contains("not all read"), "{last:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What could not be held against the record, or is gone from it, is said by everything that
/// answers from it, and by nothing else: 4, and once.
#[test]
fn no_answer_from_a_record_that_may_lack_something_is_well() {
    let scenes: [(Wound, &str); 2] = [
        (without_kept_heads, "Part of the record is not read"),
        (
            without_an_entry,
            "The record is damaged: entries are missing",
        ),
    ];
    let mut wrong = Vec::new();
    for (wound, said) in scenes {
        let (setup, ids) = recorded();
        assert_eq!(setup.run(&["handover", "--give"]).code, Some(0));
        wound(&setup);
        let answers = COMMANDS.iter().filter(|(.., unread)| *unread == 4);
        for (command, ..) in answers {
            let words = meant(command, &ids);
            let output = setup.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            let times = output.stderr.matches(said).count();
            if output.code != Some(4) || times != 1 {
                wrong.push(format!("{said}: {command}: {times} times: {output:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What only waits for its operator's word was read: it is told beside every answer that rests on
/// the record, and changes no status but of what looks for it.
#[test]
fn what_waits_to_be_confirmed_is_told_and_changes_no_status() {
    let (setup, ids) = recorded();
    with_a_fork(&setup);
    let mut wrong = Vec::new();
    for (command, whole, unread) in COMMANDS {
        let status = match *command {
            "doctor" | "journal forks" => 1,
            "journal verify" => 12,
            // It lists what is open.
            "journal settle" => 2,
            _ => *whole,
        };
        let words = meant(command, &ids);
        let output = setup.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let said = "Proves nothing until it is confirmed: 2 entries of ops-b@";
        let times = output.stderr.matches(said).count();
        let is_told = times == 1 && !output.stderr.contains("journal verify");
        if output.code != Some(status) || (*unread == 4 && !is_told) {
            wrong.push(format!("{command}: wanted {status}: {output:?}"));
        }
        if *unread == 4 {
            assert!(!output.stdout.contains("what could be read"), "{output:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Verifying and looking after the machine name what stands behind a fork for as long as its
/// operator has not confirmed it, whoever settled the fork.
#[test]
fn what_waits_behind_a_fork_is_named_until_it_is_confirmed() {
    let (setup, _) = recorded();
    with_a_fork(&setup);
    let verify = setup.run(&["journal", "verify"]);
    let finding = verify.stdout.split("; finding ").nth(1).unwrap();
    let finding = finding.split_whitespace().next().unwrap();
    let settle = ["journal", "settle", finding, "--reason", "both are known"];
    let settle = setup.run(&settle);
    assert_eq!(settle.code, Some(0), "{settle:?}");
    let (waits, way_out) = (
        "2 entries of ops-b@",
        "ops-b confirms with `rounds journal confirm`",
    );
    let named = |output: &Output| {
        let words: Vec<_> = output.stdout.split_whitespace().collect();
        let words = words.join(" ");
        words.contains(waits) && words.contains(way_out)
    };
    let verify = setup.run(&["journal", "verify"]);
    assert!(verify.code == Some(10) && named(&verify), "{verify:?}");
    let json = setup.run(&["journal", "verify", "--json"]);
    let value: Value = serde_json::from_str(&json.stdout).unwrap();
    let waiting = &value["unconfirmed"][0];
    assert_eq!(
        (&waiting["by"], &waiting["entries"]),
        (&"ops-b".into(), &2.into()),
        "{json:?}"
    );
    let doctor = setup.run(&["doctor"]);
    assert!(doctor.code == Some(1) && named(&doctor), "{doctor:?}");
    let theirs = ["--operator", "ops-b", "journal", "confirm"];
    assert_eq!(setup.run(&theirs).code, Some(1));
    let confirm = setup.run(&[&theirs[..], &["--reason", "mine"]].concat());
    assert_eq!(confirm.code, Some(0), "{confirm:?}");
    for (words, status) in [(&["journal", "verify"][..], 10), (&["doctor"], 0)] {
        let output = setup.run(words);
        assert_eq!(output.code, Some(status), "{output:?}");
        assert!(!named(&output), "{output:?}");
    }
}

/// What the record cannot be read without is named, and every command says so.
#[test]
fn a_record_of_which_nothing_can_be_read_gives_no_answer() {
    let mut wrong = Vec::new();
    for place in ["journal/lock.", "journals/", "forks"] {
        let (setup, ids) = recorded();
        let (data, state) = (
            setup.home().join("data/rounds"),
            setup.home().join("state/rounds"),
        );
        let path = match place {
            "journal/lock." => fs::read_dir(data.join("journal"))
                .unwrap()
                .map(|it| it.unwrap().path())
                .find(|it| it.to_string_lossy().contains(place))
                .unwrap(),
            "forks" => data.join("journal/forks"),
            _ => fs::read_dir(state.join("journals"))
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path(),
        };
        match place {
            "forks" => fs::write(&path, "").unwrap(),
            _ => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(&path).unwrap();
            }
        }
        let named = path.display().to_string();
        for (command, ..) in COMMANDS.iter().filter(|(.., unread)| *unread == 4) {
            let words = meant(command, &ids);
            let output = setup.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            if output.code != Some(4) || !output.stderr.contains(&named) {
                wrong.push(format!("{place}: {command}: {output:?}"));
            }
        }
        let doctor = setup.run(&["doctor"]);
        assert_eq!(doctor.code, Some(1), "{place}: {doctor:?}");
        assert!(!doctor.stdout.contains("os error"), "{doctor:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// No command stands outside that table.
#[test]
fn every_command_is_held_to_what_it_could_not_read() {
    let manual = setup().run(&["man"]).stdout;
    let (_, commands) = manual.split_once(".SH \"COMMANDS\"").unwrap();
    let (commands, _) = commands.split_once(".SH ").unwrap();
    let mut names = 0;
    for line in commands.lines() {
        let Some(usage) = line.strip_prefix(".SS \"rounds ") else {
            continue;
        };
        let usage = usage.replace('\\', "");
        let words = usage.split([' ', '"']);
        let is_word = |word: &&str| word.starts_with(|it: char| it.is_ascii_lowercase());
        let name = words.take_while(is_word).collect::<Vec<_>>().join(" ");
        let is_it = |(command, ..): &&(&str, i32, i32)| {
            *command == name || command.starts_with(&format!("{name} "))
        };
        // Its record is its own, and made up.
        let is_apart = name == "demo";
        assert!(is_apart || COMMANDS.iter().any(|it| is_it(&it)), "{name}");
        names += 1;
    }
    assert!(names > 50, "{names}");
}

/// What is read of the record only for one answer is missed in that answer alone.
#[test]
fn what_an_answer_wants_and_cannot_read_is_said() {
    let (setup, ids) = recorded();
    let run = &ids[0].1;
    fs::remove_file(setup.runbooks().join("shop.toml")).unwrap();
    let objects = setup.home().join("data/rounds/journal/objects");
    let away = setup.home().join("away");
    fs::rename(&objects, &away).unwrap();
    // Not here is not unread: it may come yet.
    let show = setup.run(&["show", run]);
    assert_eq!(show.code, Some(0), "{show:?}");
    assert!(!show.stderr.contains("is not read"), "{show:?}");
    fs::write(&objects, "").unwrap();
    let said = "Part of the record is not read: object ";
    for (words, status) in [
        (&["show", run][..], 4),
        (&["show", run, "--json"], 4),
        (&["show", run, "--debrief"], 4),
        (&["do", run, "good", "ok"], 3),
        (&["note", "x"], 0),
    ] {
        let output = setup.run(words);
        assert_eq!(output.code, Some(status), "{words:?}: {output:?}");
        let is_said = output.stderr.contains(said);
        assert_eq!(is_said, status != 0, "{words:?}: {output:?}");
    }
    fs::remove_file(&objects).unwrap();
    fs::rename(&away, &objects).unwrap();
    assert_eq!(setup.run(&["do", run, "good", "ok"]).code, Some(0));
}

/// Whose own record is the unread one is not told that nothing waits for their word.
#[test]
fn nothing_waits_is_not_said_of_what_could_not_be_read() {
    let (setup, _) = recorded();
    without_segment(&setup);
    let confirm = setup.run(&["--operator", "ops-b", "journal", "confirm"]);
    assert_eq!(confirm.code, Some(4), "{confirm:?}");
    assert!(
        confirm.stdout.contains("in what could be read"),
        "{confirm:?}"
    );
}

/// What the system says against it is told in words, with the place, and nothing is done that what
/// could not be read might speak against.
#[test]
fn evidence_is_not_removed_where_it_cannot_be_told_what_it_is() {
    let (setup, ids) = recorded();
    let file = setup.home().join("proof.txt");
    fs::write(&file, "seen").unwrap();
    let attach = [
        "do",
        &ids[0].1,
        "good",
        "ok",
        "--attach",
        file.to_str().unwrap(),
    ];
    let attach = setup.run(&attach);
    assert_eq!(attach.code, Some(0), "{attach:?}");
    let sha256: String = Sha256::digest("seen")
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    let remove = ["journal", "remove-evidence", &sha256, "--reason", "x"];
    let object = setup
        .home()
        .join("data/rounds/journal/objects")
        .join(&sha256);
    let segment = folder_of(&setup, "ops-b@").join("000001.jsonl");
    let away = setup.home().join("away");
    fs::rename(&segment, &away).unwrap();
    fs::create_dir(&segment).unwrap();
    let unread = setup.run(&remove);
    assert_eq!(unread.code, Some(4), "{unread:?}");
    assert!(
        unread
            .stderr
            .contains("Nothing was done. Part of the record is not read"),
        "{unread:?}"
    );
    assert!(object.is_file());
    fs::remove_dir(&segment).unwrap();
    fs::rename(&away, &segment).unwrap();
    // It cannot be taken away: a folder stands under its name.
    fs::remove_file(&object).unwrap();
    fs::create_dir(&object).unwrap();
    let failed = setup.run(&remove);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(
        failed.stderr.contains("it is no plain file; try again"),
        "{failed:?}"
    );
    fs::remove_dir(&object).unwrap();
}

/// Evidence that cannot be looked through is named, and nothing is said to be clean of secrets.
#[test]
fn evidence_that_cannot_be_read_is_not_free_of_secrets() {
    let setup = with(&[("shop", GOOD)]);
    let run = setup.run(&["start", "shop/drain", "--no-open"]).stdout;
    let file = setup.home().join("key.txt");
    fs::write(
        &file,
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n",
    )
    .unwrap();
    let attach = [
        "do",
        run.trim(),
        "good",
        "ok",
        "--attach",
        file.to_str().unwrap(),
        "--even-so",
    ];
    let attach = setup.run(&attach);
    assert_eq!(attach.code, Some(0), "{attach:?}");
    assert_eq!(setup.run(&["journal", "scan"]).code, Some(1));
    let objects = setup.home().join("data/rounds/journal/objects");
    let away = setup.home().join("away");
    fs::rename(&objects, &away).unwrap();
    // Not here is not unread: it may come yet.
    assert_eq!(setup.run(&["journal", "scan"]).code, Some(0));
    fs::write(&objects, "").unwrap();
    let scan = setup.run(&["journal", "scan"]);
    assert_eq!(scan.code, Some(4), "{scan:?}");
    assert!(scan.stderr.contains("cannot be read"), "{scan:?}");
    fs::remove_file(&objects).unwrap();
    fs::rename(&away, &objects).unwrap();
    for object in fs::read_dir(&objects).unwrap() {
        fs::write(object.unwrap().path(), "other bytes").unwrap();
    }
    let scan = setup.run(&["journal", "scan", "--json"]);
    assert_eq!(scan.code, Some(4), "{scan:?}");
    assert!(scan.stderr.contains("altered"), "{scan:?}");
}
