//! Steps that are done by command, with a second person, and taken back: by the command line.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::kit::{DEADLINE, Ending, INTERVAL, Output, Screen, Setup};
use crate::scene::{assert_clean, count, entries, holders, journal, rounds};

const FIX: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "fix"
title = "Fix"
style = "do-confirm"

[[procedures.steps]]
id = "depth"
title = "Queue depth"
shell = "echo depth 612"
take = 'depth (\d+)'
reading = { unit = "messages", warn_above = 500 }

[[procedures.steps]]
id = "slow"
title = "Something slow"
shell = "touch began; while [ ! -e stop ]; do sleep 0.1; done"

[[procedures.steps]]
id = "long"
title = "Something too long"
shell = "sleep 60"
timeout = "1s"

[[procedures.steps]]
id = "token"
title = "Token"
ask = { name = "TOKEN", secret = true }

[[procedures.steps]]
id = "login"
title = "Log in"
shell = 'echo "token is $TOKEN"; exit 7'
expect_exit = [7]

[[procedures.steps]]
id = "drop"
title = "Drop the table"
sign_off = "technical"
undo = "Restore the table"
"#;

const SECRET: &str = "canary-4d1f0c";

fn started(setup: &Setup) -> String {
    setup.write_runbook("orders-sync", FIX);
    let output = setup.run(&["start", "fix", "--no-open"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout.trim().to_owned()
}

#[track_caller]
fn well(output: &Output) {
    assert_eq!(output.code, Some(0), "{output:?}");
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    assert_eq!(output.code, Some(1), "{output:?}");
    assert!(output.stderr.contains(words), "{output:?}");
}

/// The program at work on a command, beside the test.
fn beside(setup: &Setup, arguments: &[&str]) -> Child {
    let at = |folder: &str| setup.home().join(folder);
    Command::new(setup.program())
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", setup.home())
        .env("XDG_DATA_HOME", at("data"))
        .env("XDG_STATE_HOME", at("state"))
        .env("XDG_CACHE_HOME", at("cache"))
        .env("ROUNDS_OPERATOR", "ops-a")
        .current_dir(setup.home())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_for(path: &Path) {
    let since = Instant::now();
    while !path.exists() {
        assert!(since.elapsed() < DEADLINE, "{} never came", path.display());
        std::thread::sleep(INTERVAL);
    }
}

#[test]
fn a_command_runs_only_when_it_was_allowed_and_confirmed() {
    let setup = rounds();
    let run = started(&setup);
    refused(
        &setup.run(&["do", &run, "depth", "run", "--yes"]),
        "was not allowed yet",
    );
    let listed = setup.run(&["trust", "--list"]);
    assert!(
        listed.stdout.contains("new      orders-sync/fix depth"),
        "{listed:?}"
    );
    let asked = setup.run(&["trust", "orders-sync/fix"]);
    assert_eq!(asked.code, Some(2), "{asked:?}");
    assert!(asked.stdout.contains("shell echo depth 612"), "{asked:?}");
    well(&setup.run(&["trust", "orders-sync/fix", "--yes"]));
    let unconfirmed = setup.run(&["do", &run, "depth", "run"]);
    assert_eq!(unconfirmed.code, Some(2), "{unconfirmed:?}");
    assert_eq!(count(&setup, "command-started"), 0);

    let ran = setup.run(&["do", &run, "depth", "run", "--yes"]);
    well(&ran);
    assert!(ran.stdout.contains("612 messages"), "{ran:?}");
    let over = setup.run(&["do", &run, "long", "run", "--yes"]);
    assert_eq!(over.code, Some(1), "{over:?}");
    assert!(over.stdout.contains("after its time"), "{over:?}");
    let shown = setup.run(&["show", &run]);
    assert!(shown.stdout.contains("echo depth 612"), "{shown:?}");

    // A command that was changed is asked for again, with what changed.
    setup.write_runbook(
        "orders-sync",
        &FIX.replace("echo depth 612", "echo depth 9"),
    );
    let listed = setup.run(&["trust", "--list"]);
    assert!(
        listed.stdout.contains("changed  orders-sync/fix depth"),
        "{listed:?}"
    );
    let asked = setup.run(&["trust", "orders-sync"]);
    assert!(asked.stdout.contains("- shell echo depth 612"), "{asked:?}");
    assert!(asked.stdout.contains("+ shell echo depth 9"), "{asked:?}");
    assert_clean(&setup);
}

#[test]
fn a_command_that_lost_its_program_is_unknown_until_someone_looked() {
    let setup = rounds();
    let run = started(&setup);
    well(&setup.run(&["trust", "orders-sync", "--yes"]));
    let mut program = beside(&setup, &["do", &run, "slow", "run", "--yes"]);
    wait_for(&setup.home().join("began"));
    refused(
        &setup.run(&["do", &run, "slow", "run", "--yes"]),
        "still runs on this machine",
    );
    refused(
        &setup.run(&["do", &run, "slow", "forget"]),
        "still runs on this machine",
    );
    program.kill().unwrap();
    program.wait().unwrap();
    std::fs::write(setup.home().join("stop"), "").unwrap();
    refused(
        &setup.run(&["do", &run, "slow", "run", "--yes"]),
        "outcome of this command is unknown",
    );
    assert_eq!(count(&setup, "command-started"), 1);
    well(&setup.run(&["do", &run, "slow", "forget"]));
    let by_hand = setup.run(&["do", &run, "slow", "run", "--yes"]);
    well(&by_hand);
    assert_eq!(count(&setup, "command-ended"), 2);
    assert_clean(&setup);
}

#[test]
fn an_interrupted_command_is_ended_and_said_to_be_cancelled() {
    let setup = rounds();
    let run = started(&setup);
    well(&setup.run(&["trust", "orders-sync", "--yes"]));
    let mut program = beside(&setup, &["do", &run, "slow", "run", "--yes"]);
    wait_for(&setup.home().join("began"));
    let id = rustix::process::Pid::from_child(&program);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    program.wait().unwrap();
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    assert!(written.contains(r#""how":"cancelled""#), "{written}");
    assert_eq!(count(&setup, "step-done"), 0);
}

#[test]
fn a_secret_is_nowhere_but_in_the_environment_of_its_command() {
    let setup = rounds();
    let run = started(&setup);
    well(&setup.run(&["trust", "orders-sync", "--yes"]));
    let argument = format!("value={SECRET}");
    let typed = setup.run(&["do", &run, "token", &argument]);
    assert_eq!(typed.code, Some(2), "{typed:?}");
    let given = setup.run_with(&["do", &run, "token", "value=-"], &format!("{SECRET}\n"));
    well(&given);
    refused(
        &setup.run(&["do", &run, "login", "run", "--yes"]),
        "secret TOKEN",
    );
    let secrets = format!("TOKEN={SECRET}\n");
    let ran = setup.run_with(
        &["do", &run, "login", "run", "--yes", "--secrets"],
        &secrets,
    );
    well(&ran);
    let shown = setup.run(&["show", &run, "--json"]);
    for output in [&given, &ran, &shown] {
        assert!(
            !output.stdout.contains(SECRET) && !output.stderr.contains(SECRET),
            "{output:?}"
        );
    }
    let found = holders(setup.home(), SECRET);
    assert!(found.is_empty(), "{found:?}");
    // The output was kept all the same, so the search above looked at something.
    let objects = setup.home().join("data/rounds/journal/objects");
    assert_eq!(holders(&objects, "token is ").len(), 2);
}

/// The files below a folder whose content is so.
#[test]
fn a_second_person_signs_and_what_was_done_is_walked_back() {
    let setup = rounds();
    let run = started(&setup);
    well(&setup.run(&["do", &run, "drop", "ok"]));
    refused(
        &setup.run(&["run", &run, "sign", "--step", "drop"]),
        "a second person has to",
    );
    let signed = setup.run(&["--operator", "tl-1", "do", &run, "drop", "sign"]);
    well(&signed);
    assert!(
        signed.stdout.contains("under the same account"),
        "{signed:?}"
    );
    let back = setup.run(&["run", &run, "roll-back"]);
    well(&back);
    let back = back.stdout.trim().to_owned();
    let shown = setup.run(&["show", &back]);
    assert!(shown.stdout.contains("Restore the table"), "{shown:?}");
    well(&setup.run(&["do", &back, "drop", "ok"]));
    well(&setup.run(&["run", &back, "finish"]));
    let shown = setup.run(&["show", &run]);
    assert!(shown.stdout.contains("Undo: Fix"), "{shown:?}");
    assert_clean(&setup);
}

const WAYS: &str = r#"
title = "Ways"
timezone = "UTC"

[[procedures]]
id = "fix"
title = "Fix"
style = "do-confirm"

[[procedures.steps]]
id = "into"
title = "Into the other"
call = "others/there"

[[procedures.steps]]
id = "talk"
title = "Talk to it"
shell = 'echo "name?"; read name; echo "hello $name"'
interactive = true

[[procedures.steps]]
id = "drop"
title = "Drop it"
undo = "Bring it back"

[[procedures.rehearsal]]
title = "Bad night"

[[procedures.rehearsal.surprises]]
after = "drop"
say = "The shop calls."
"#;

const OTHERS: &str = r#"
title = "Others"
timezone = "UTC"

[[procedures]]
id = "there"
title = "There"
steps = [{ id = "back", title = "And back again", call = "ways/fix" }]
"#;

#[test]
fn a_call_that_leads_into_itself_or_nowhere_says_so() {
    let setup = rounds();
    setup.write_runbook("ways", WAYS);
    setup.write_runbook("others", OTHERS);
    let run = setup.run(&["start", "fix", "--no-open"]);
    well(&run);
    let run = run.stdout.trim().to_owned();
    let there = setup.run(&["do", &run, "into", "call"]);
    well(&there);
    let there = there.stdout.trim().to_owned();
    refused(
        &setup.run(&["do", &there, "back", "call"]),
        "ways/fix > others/there > ways/fix",
    );
    well(&setup.run(&["run", &there, "abandon", "--reason", "a loop"]));
    setup.write_runbook("others", &OTHERS.replace("\"there\"", "\"elsewhere\""));
    refused(
        &setup.run(&["do", &run, "into", "call"]),
        "This leads to others/there, which is not here",
    );
    assert_clean(&setup);
}

#[test]
fn a_command_that_wants_the_terminal_has_it_and_gives_it_back() {
    let setup = rounds();
    setup.write_runbook("ways", WAYS);
    setup.write_runbook("others", OTHERS);
    let run = setup.run(&["start", "fix", "--no-open"]).stdout;
    well(&setup.run(&["trust", "ways", "--yes"]));
    let mut screen = Screen::start(&setup, &["do", run.trim(), "talk", "run"]);
    screen.until("to run it,");
    let asked = screen.row_with("to run it,");
    let number = asked.split_whitespace().nth(1).unwrap().to_owned();
    screen.send(format!("{number}\n").as_bytes()).until("name?");
    screen.send(b"Ada\n").until("hello Ada").until("Saved: ");
    assert_eq!(screen.ending(), Ending::Code(0));
    screen.assert_same_modes();
    let mut screen = Screen::start(&setup, &["open", run.trim(), "--plain", "--yes"]);
    screen
        .until("step 1 (! go in,")
        .send(b"go talk\n")
        .until("step 2 (u undo,");
    screen
        .send(b"!\n")
        .until("The terminal is the command's until it ends.")
        .until("name?");
    screen
        .send(b"Bo\n")
        .until("hello Bo")
        .until("Talk to it: OK");
    screen.send(b"q\n").until("Today (").send(b"q\n");
    assert_eq!(screen.ending(), Ending::Code(0));
    assert_eq!(count(&setup, "command-ended"), 2);
    // What it said was said to the terminal: there is nothing to keep.
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    assert!(!written.contains("Ada"), "{written}");
    assert_clean(&setup);
}

#[test]
fn a_run_is_backed_out_once_and_again_only_after_that_was_given_up() {
    let setup = rounds();
    setup.write_runbook("ways", WAYS);
    setup.write_runbook("others", OTHERS);
    let run = setup.run(&["start", "fix", "--no-open"]).stdout;
    let run = run.trim();
    well(&setup.run(&["do", run, "drop", "ok"]));
    let first = setup.run(&["run", run, "roll-back"]);
    well(&first);
    refused(&setup.run(&["run", run, "roll-back"]), "still goes on");
    well(&setup.run(&["run", first.stdout.trim(), "abandon", "--reason", "not now"]));
    let second = setup.run(&["run", run, "roll-back"]);
    well(&second);
    let second = second.stdout.trim();
    well(&setup.run(&["do", second, "drop", "ok"]));
    well(&setup.run(&["run", second, "finish"]));
    refused(
        &setup.run(&["run", run, "roll-back"]),
        "has been rolled back already",
    );
    assert_clean(&setup);
}

#[test]
fn a_surprise_of_a_rehearsal_is_told_after_its_step() {
    let setup = rounds();
    setup.write_runbook("ways", WAYS);
    setup.write_runbook("others", OTHERS);
    let start = [
        "start",
        "fix",
        "--rehearse",
        "--scenario",
        "bad night",
        "--no-open",
    ];
    let run = setup.run(&start).stdout;
    let pretended = setup.run(&["do", run.trim(), "talk", "pretend"]);
    well(&pretended);
    assert!(!pretended.stdout.contains("Meanwhile"), "{pretended:?}");
    let answered = setup.run(&["do", run.trim(), "drop", "ok"]);
    assert!(
        answered.stdout.contains("Meanwhile: The shop calls."),
        "{answered:?}"
    );
    let again = setup.run(&["do", run.trim(), "drop", "ok", "--again", "--json"]);
    let again: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["meanwhile"][0], "The shop calls.");
}

/// Lines that were pasted at once confirm nothing: the number is made up after them.
#[test]
fn what_was_typed_ahead_allows_nothing_and_runs_nothing() {
    let setup = rounds();
    setup.write_runbook("ways", WAYS);
    setup.write_runbook("others", OTHERS);
    let mut screen = Screen::start(&setup, &["trust", "ways"]);
    screen
        .send(b"yes\nyes\n1234\n")
        .until("anything else cancels");
    screen.send(b"yes\n");
    assert_eq!(screen.ending(), Ending::Code(1));
    let listed = setup.run(&["trust", "ways", "--list"]).stdout;
    assert!(listed.contains("new"), "{listed}");
}

/// What is next after a step that wants a signature is the signature, also at the very end.
#[test]
fn a_missing_signature_is_named_as_what_is_next() {
    let setup = rounds();
    setup.write_runbook(
        "two",
        r#"
title = "Two"
timezone = "UTC"
owners = { technical = { name = "Tech lead", operators = ["ops-b"] } }
[[procedures]]
title = "Go"
steps = [
  { id = "drop", title = "Drop it", sign_off = "technical" },
  { id = "last", title = "Tell them", sign_off = "technical" },
]
"#,
    );
    let run = setup.run(&["start", "go", "--no-open"]).stdout;
    let run = run.trim();
    for step in ["drop", "last"] {
        let done = setup.run(&["do", run, step, "ok"]);
        well(&done);
        let wanted = format!("{step} sign`, by a second operator.");
        assert!(done.stdout.contains(&wanted), "{done:?}");
        well(&setup.run(&["--operator", "ops-b", "do", run, step, "sign"]));
    }
    well(&setup.run(&["run", run, "finish"]));
}
