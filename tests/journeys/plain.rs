//! Line prompts: whole rounds by pipes, in a pseudo-terminal, a rehearsal, a command.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::kit::{Ending, Output, Screen, Setup};
use crate::scene::{CHECK, assert_clean, count, entries, events, journal, rounds, with_round};

/// Everything that a run can do beside ticking.
const NIGHT: &str = r#"
title = "Night"
timezone = "UTC"

[owners]
technical = { name = "Lead", operators = ["tl-1", "tl-2"] }

[[procedures]]
id = "fix"
title = "Fix"
alerts = ["LagHigh"]

[[procedures.steps]]
id = "depth"
title = "Queue depth"
shell = "echo depth 612"
take = 'depth (\d+)'
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
id = "running"
title = "Is it running?"
choose = ["yes", "no"]

[[procedures.steps]]
id = "start"
title = "Start the consumer"
caution = "Two consumers write twice."
on_fail = "call-someone"
undo = "Stop the consumer"
sign_off = "technical"

[[procedures.steps]]
id = "into"
title = "Do the other thing"
call = "other"

[[procedures.steps]]
id = "settle"
title = "It settles"
wait = "1h"
optional = true

[[procedures.rehearsal]]
title = "Bad night"
scenario = "The pager rings at 02:40."

[procedures.rehearsal.answers]
depth = "9000"
start = ["not-ok", "ok"]

[[procedures.rehearsal.surprises]]
after = "running"
say = "The shop calls."

[[procedures]]
id = "other"
title = "The other thing"
steps = ["One thing"]

[[procedures]]
id = "call-someone"
title = "Call someone"
steps = ["Ring"]
"#;

const SLOW: &str = r#"
title = "Slow"
timezone = "UTC"

[[procedures]]
id = "slow"
title = "Slow"

[[procedures.steps]]
id = "slow"
title = "Something slow"
shell = "echo one; touch began; while [ ! -e stop ]; do sleep 0.1; done; echo two"

[[procedures.steps]]
id = "token"
title = "Token"
ask = { name = "TOKEN", secret = true }
"#;

fn night() -> Setup {
    let setup = rounds();
    setup.write_runbook("night", NIGHT);
    setup
}

/// Gives lines to a run of `rounds`, and asserts that it ends well.
#[track_caller]
fn said(setup: &Setup, arguments: &[&str], lines: &[&str]) -> String {
    let Output {
        stdout,
        stderr,
        code,
    } = setup.run_with(arguments, &(lines.join("\n") + "\n"));
    assert_eq!(code, Some(0), "{stdout}\n{stderr}");
    assert!(!stdout.contains('\x1b'), "something was drawn: {stdout:?}");
    stdout
}

/// Asserts that texts stand in it, in this order.
#[track_caller]
fn in_order(said: &str, texts: &[&str]) {
    let mut rest = said;
    for text in texts {
        match rest.find(text) {
            Some(at) => rest = &rest[at + text.len()..],
            None => panic!("{text:?} does not stand there in order:\n{said}"),
        }
    }
}

#[test]
fn a_whole_round_by_a_pipe() {
    let setup = with_round();
    let said = said(
        &setup,
        &["--plain"],
        &[
            "",
            "ok",
            "x",
            "the backup stopped at 02:14",
            "s nobody there",
            "ok",
            "list",
            "finish",
            "q",
        ],
    );
    in_order(
        &said,
        &[
            "1 Open: Morning round (Orders sync), until ",
            "Step 1 of 4: Lag is low",
            "step 1 (ok OK, x not OK, s skip, d defer, n note, i issue, E escalate, ? for all words):",
            "Saved: Lag is low: OK.",
            "Not OK: what did you see? (enter cancels):",
            "Saved: Backup finished: not OK; note: the backup stopped at 02:14.",
            "Saved: Nobody complained: skipped; reason: nobody there.",
            "Every step is answered. finish finishes the run.",
            "1 Lag is low: OK",
            "Saved: run completed",
            "Morning round completed with failures, 4 of 4, 1 failed, 1 gap",
            "Left; everything is saved.",
        ],
    );
    assert_eq!(count(&setup, "step-done"), 4);
    assert_clean(&setup);
}

#[test]
fn the_end_of_input_leaves_a_run_to_be_gone_on_with() {
    let setup = with_round();
    let first = said(&setup, &["start", "orders-sync", "--plain"], &["ok"]);
    assert!(
        first.ends_with(
            "End of input. Everything is saved; one run is in progress, to be gone on with.\n"
        ),
        "{first}"
    );
    let again = said(&setup, &["--plain"], &["1", "u", "ok", "q", "q"]);
    in_order(
        &again,
        &[
            "1 In progress: Morning round (Orders sync), 1 of 4, run ",
            "Step 2 of 4",
            "Saved: lag-is-low: answer undone.",
            "Step 1 of 4",
        ],
    );
    let listed = setup.run(&["list", "runs", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let run = listed[0]["run"].as_str().unwrap_or_default().to_owned();
    let opened = said(&setup, &["open", &run, "--plain"], &["X", "wrong shard"]);
    in_order(
        &opened,
        &["Morning round", "Abandon the run: why?", "abandoned"],
    );
}

#[test]
fn every_kind_of_answer_and_what_else_is_said_at_a_step() {
    let setup = rounds();
    setup.write_runbook("queue", CHECK);
    std::fs::write(setup.home().join("log.txt"), "evidence").unwrap();
    let said = said(
        &setup,
        &["start", "queue", "--plain"],
        &[
            "12 apples",
            "612",
            "go 1",
            "= 512",
            "typed the wrong one",
            "go 1",
            ". 7",
            "t 09:12 30",
            "n it hums",
            "note-run a calm night",
            "A log.txt",
            "question which panel?",
            "ok",
            "silence OrdersLag",
            "",
            "d",
            "no time",
            "s holiday",
            "NO",
            "ok",
            "c",
            "ok",
            "OPS-x",
            "",
            "OPS-12",
            "finish",
        ],
    );
    in_order(
        &said,
        &[
            "Enter a number; warn above 500, alarm above 5000 messages",
            "Saved: Queue depth: 612 messages (warning).",
            "Saved: Queue depth: 512 messages (warning), corrected; reason: typed the wrong one",
            "Saved: Queue depth: 7 messages, done again.",
            "Saved: Consumer lag: 30 s; done at: ",
            "The note is saved.",
            "log.txt is kept as evidence.",
            "The question is open",
            "Silence until when? ",
            "Saved: Last night's backup finished: deferred; reason: no time.",
            "Saved: Certificates are fresh: skipped; reason: holiday.",
            "Choose one of: 1 yes; 2 no",
            "Saved: Is the consumer running? no.",
            "Read the caution first",
            "caution read.",
            "OPS-12",
            "completed with gaps",
        ],
    );
    assert_clean(&setup);
}

#[test]
fn wrong_words_hear_what_is_known_and_lose_nothing() {
    let setup = with_round();
    let said = said(
        &setup,
        &["start", "orders-sync", "--plain"],
        &[
            "nto the vendor called back",
            "n",
            "",
            "xx",
            "?",
            "go 9",
            "x",
            "",
            "j",
            "q",
            "q",
        ],
    );
    in_order(
        &said,
        &[
            "“nto” is no word here.",
            "What stood behind it is kept: say the right word alone.",
            "(enter takes “the vendor called back”, esc cancels):",
            "The note is saved.",
            "“xx” is no word here.",
            "Say ? for all of them.",
            "x or not-ok: Not OK, with a note",
            "There is no “9” here.",
            "Nothing was typed, and nothing is changed.",
            "Rows are chosen by number here.",
            "Left; everything is saved.",
        ],
    );
    let noted = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    assert!(noted.contains("the vendor called back"), "{noted}");
    assert_eq!(count(&setup, "step-done"), 0);
}

#[test]
fn a_command_without_a_person_runs_only_where_it_was_allowed_before() {
    let setup = night();
    let refused = said(&setup, &["start", "fix", "--plain", "--yes"], &["!", "q"]);
    in_order(
        &refused,
        &[
            "This command was not allowed yet.",
            "shell echo depth 612",
            "rounds trust night/fix",
        ],
    );
    assert_eq!(setup.run(&["trust", "night", "--yes"]).code, Some(0));
    let unconfirmed = said(&setup, &["--plain"], &["1", "!", "q", "q"]);
    in_order(
        &unconfirmed,
        &[
            "This runs:",
            "Nobody sits here to confirm it",
            "Nothing was run.",
        ],
    );
    assert_eq!(count(&setup, "command-started"), 0);
    let ran = said(&setup, &["--plain", "--yes"], &["1", "!", "q", "q"]);
    in_order(
        &ran,
        &[
            "This runs:",
            "  echo depth 612",
            "It runs; ctrl-c cancels it.",
            "depth 612",
            "612 messages (warning)",
        ],
    );
    assert_clean(&setup);
}

#[test]
fn calls_failures_signatures_waits_and_the_way_back() {
    let setup = night();
    let said = said(
        &setup,
        &["start", "fix", "--plain"],
        &[
            "7",
            "yes",
            "c",
            "x it does not start",
            "p",
            "ok",
            "finish",
            ".",
            "sign tl-1",
            "!",
            "ok",
            "finish",
            "",
            "!",
            "ok",
            "",
            "s",
            "roll-back 1",
            "ok",
            "finish",
            "roll-back 1",
            "finish",
        ],
    );
    in_order(
        &said,
        &[
            "Offered because it failed: night/call-someone, by p",
            "Within: Fix, step start",
            "Call someone: completed.",
            "Needs the signature of a second person (technical): sign NAME",
            "tl-1 signs: Seen as technical: Start the consumer: OK",
            "Signed as technical, under the same account.",
            "Within: Fix, step into",
            "The other thing: completed.",
            "timer started, until ",
            "The wait is not over",
            "Within: Fix",
            "Stop the consumer",
            "Undo: Fix completed",
            "has been rolled back already",
            "Fix completed, 5 of 5",
        ],
    );
    assert_clean(&setup);
}

#[test]
fn a_wrong_choice_hears_the_choices_and_a_caution_comes_before_what_it_warns_of() {
    let night = NIGHT.replace(
        "caution = \"Two",
        "copy = \"systemctl start consumer\"\ncaution = \"Two",
    );
    let setup = rounds();
    setup.write_runbook("night", &night);
    let said = said(
        &setup,
        &["start", "fix", "--plain"],
        &["go running", "maybe", "go start", "q", "q"],
    );
    in_order(
        &said,
        &[
            "Choose one of: 1 yes; 2 no",
            "“maybe” is neither a choice of this step nor a word here. Choose one of: 1 yes; 2 no.",
            "Caution: Two consumers write twice.",
            "Say c once that is read.",
            "Copy: systemctl start consumer",
            "step 3 (c read it, s skip, d defer, y copy, n note, i issue, E escalate, ? for all words):",
        ],
    );
}

#[test]
fn a_rehearsal_by_lines_says_so_everywhere_and_looks_back() {
    let setup = night();
    let said = said(
        &setup,
        &[
            "start",
            "fix",
            "--rehearse",
            "--scenario",
            "bad night",
            "--plain",
        ],
        &[
            "!",
            "no",
            "question what do I tell the shop?",
            "!",
            "c",
            "x",
            "it is stuck",
            ".",
            "sign",
            "",
            "!",
            "ok",
            "finish",
            "",
            "s",
            "finish",
            "q",
        ],
    );
    in_order(
        &said,
        &[
            "This is a rehearsal: nothing is run, and nothing counts as done.",
            "REHEARSAL: Bad night",
            "The pager rings at 02:40.",
            "Rehearsal. Step 1 of 5",
            "Rehearsal, step 1 (a number, ! pretend,",
            "only pretended to run echo depth 612",
            "9000 messages (alarm)",
            "REHEARSAL: meanwhile",
            "The shop calls.",
            "! looks at what the scenario has here",
            "The scenario finds: not-ok",
            "Signed as technical, only played",
            "Looking back: it took",
            "Score: ",
            "In store at start: it fails (met)",
            "In store at running: The shop calls. (met)",
            "Asked: what do I tell the shop?",
        ],
    );
    assert_eq!(count(&setup, "command-started"), 0);
    assert_eq!(said.matches("REHEARSAL: meanwhile").count(), 1, "{said}");
    assert!(events(&setup).contains(&"command-pretended".to_owned()));
}

#[test]
fn a_terminal_confirms_with_a_number_that_cannot_be_typed_before() {
    let setup = night();
    let mut screen = Screen::start(&setup, &["start", "fix", "--plain"]);
    screen.until("step 1 (a number, ! run,");
    // What is pasted behind the word is thrown away.
    screen
        .send(b"!\nyes\n1234\nok\n")
        .until("to allow exactly this command");
    let number = |screen: &Screen, what: &str| {
        let row = screen.row_with(what);
        let number = row.split_whitespace().nth(1).unwrap().to_owned();
        assert_eq!(number.len(), 4, "{row}");
        number
    };
    let allow = number(&screen, "to allow exactly");
    screen
        .send(format!("{allow}\n").as_bytes())
        .until("to run it");
    let run = number(&screen, "to run it");
    assert_eq!(count(&setup, "command-started"), 0);
    screen
        .send(format!("{run}\n").as_bytes())
        .until("Queue depth: 612 messages (warning).");
    screen.send(b"q\n").until("Today (").send(b"q\n");
    assert_eq!(screen.ending(), Ending::Code(0));
    assert!(!screen.raw().contains(&0x1b), "something was drawn");
    assert_clean(&setup);
}

#[test]
fn a_secret_is_not_shown_while_it_is_typed() {
    let setup = rounds();
    setup.write_runbook("slow", SLOW);
    let mut screen = Screen::start(&setup, &["start", "slow", "--plain"]);
    screen
        .until("step 1 (! run,")
        .send(b"s not now\n")
        .until("step 2 (");
    screen.send(b"ok\n").until("(it is not shown");
    screen
        .send(b"canary-77\n")
        .until("a secret, kept in memory alone");
    assert!(!screen.text().contains("canary-77"), "{}", screen.text());
    screen.send(b"q\n").until("Today (").send(b"q\n");
    assert_eq!(screen.ending(), Ending::Code(0));
    screen.assert_same_modes();
    let written = serde_json::to_string(&entries(&journal(&setup))).unwrap();
    assert!(!written.contains("canary-77"));
}

#[test]
fn ctrl_c_ends_a_command_and_at_a_prompt_leaves() {
    let setup = rounds();
    setup.write_runbook("slow", SLOW);
    assert_eq!(setup.run(&["trust", "slow", "--yes"]).code, Some(0));
    let mut screen = Screen::start(&setup, &["start", "slow", "--plain", "--yes"]);
    screen
        .until("step 1 (! run,")
        .send(b"!\n")
        .until("cancels it.\none");
    screen.send(b"\x03").until("command cancelled");
    screen
        .until("step 1 (")
        .send(b"\x03")
        .until("Interrupted. Everything is saved; one run is in progress");
    assert_eq!(screen.ending(), Ending::Signal("Interrupt".to_owned()));
    assert_clean(&setup);
}

/// The program at a pipe that stays open.
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
        .current_dir(setup.home())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn an_interrupt_while_a_command_runs_cancels_it_and_the_prompt_goes_on() {
    let setup = rounds();
    setup.write_runbook("slow", SLOW);
    assert_eq!(setup.run(&["trust", "slow", "--yes"]).code, Some(0));
    let mut program = beside(&setup, &["start", "slow", "--plain", "--yes"]);
    let mut input = program.stdin.take().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut until = |text: &str| {
        let found = lines.find(|line| line.as_ref().unwrap().contains(text));
        assert!(found.is_some(), "{text} never came");
    };
    writeln!(input, "!").unwrap();
    // The output comes while it still runs.
    until("one");
    kill_process(Pid::from_child(&program), Signal::INT).unwrap();
    until("command cancelled");
    writeln!(input, "s it hangs").unwrap();
    until("skipped; reason: it hangs");
    drop(input);
    until("End of input.");
    assert!(program.wait().unwrap().success());
    assert_clean(&setup);
}

#[test]
fn a_terminal_that_cannot_draw_is_told_of_the_prompts() {
    let setup = with_round().with("TERM", "dumb");
    let mut screen = Screen::start(&setup, &[]);
    screen.until("--plain");
    assert_eq!(screen.ending(), Ending::Code(5));
    let elsewhere = setup.run(&["due", "--plain"]);
    assert_eq!(elsewhere.code, Some(2), "{elsewhere:?}");
    let misplaced = setup.run(&["--plain", "due"]);
    assert_eq!(misplaced.code, Some(2), "{misplaced:?}");
}

#[test]
fn help_is_called_for_and_a_shift_is_given_and_taken_over() {
    let setup = night();
    setup.write_runbook(
        "night",
        &NIGHT.replace(
            "[[procedures]]\nid = \"fix\"",
            "[[contacts]]\nid = \"on-call\"\nname = \"On-call\"\ncontact = \"+49 30 5550100\"\n\n\
             [[escalation]]\nseverity = \"sev1\"\nmeans = \"No orders\"\nrespond_within = \"15m\"\n\
             path = [{ contact = \"on-call\" }]\n\n[[procedures]]\nid = \"fix\"",
        ),
    );
    let called = said(
        &setup,
        &["start", "fix", "--plain"],
        &[
            "E sev1",
            "",
            "called 1",
            "4",
            "nobody there",
            "esc",
            "q",
            "q",
        ],
    );
    in_order(
        &called,
        &[
            "Escalate sev1: what happened?",
            "The clock is running.",
            "Escalation, sev1: ",
            "1. Call On-call, +49 30 5550100",
            "On-call was called.",
            "1. Call On-call, +49 30 5550100, called",
        ],
    );
    let given = said(
        &setup,
        &["--plain"],
        &[
            "handover",
            "unstable 2",
            "assign 2 tl-1",
            "5",
            "If it stops, call",
            "give ops-b",
            "watch shard 2",
            "q",
        ],
    );
    in_order(
        &given,
        &[
            "In progress",
            "gives the shift.",
            "2 Actions: unstable, ",
            "tl-1",
            "If it stops, call",
            "The shift is given.",
        ],
    );
    let seen = [
        "handover",
        "take",
        "ok",
        "confirm-rest",
        "take",
        "4",
        "I wait at shard 2",
        "take",
        "q",
        "q",
    ];
    let taken = said(&setup, &["--operator", "ops-b", "--plain"], &seen);
    in_order(
        &taken,
        &[
            "waiting to be accepted",
            "1 Actions: to confirm, unstable, ",
            "Not looked at yet: 3.",
            "1 Actions: seen, unstable, ",
            "in your own words",
            "The shift is yours.",
        ],
    );
    assert_eq!(count(&setup, "handover-given"), 1);
    assert_eq!(count(&setup, "handover-accepted"), 1, "{taken}");
    assert_clean(&setup);
}

/// What a screen can do, prompts can: waive, acknowledge, reword, attest, follow up, look back.
#[test]
fn what_the_screens_can_do_is_done_by_lines() {
    let setup = with_round();
    let waived = said(
        &setup,
        &["--plain"],
        &[
            "n it begins",
            "X 1 the shop is closed",
            "journal",
            "1",
            "calendar",
            "q",
        ],
    );
    in_order(
        &waived,
        &[
            "1 Open: ",
            "The round is waived.",
            "Morning round",
            "waived: the shop is closed",
            "last year",
        ],
    );
    assert_eq!(count(&setup, "occurrence-excused"), 1);
    let asked = said(
        &setup,
        &["start", "orders-sync", "--plain"],
        &[
            "question how long may it take?",
            "reword",
            "1",
            "Lag is below 5",
            "q",
            "q",
        ],
    );
    in_order(
        &asked,
        &["The question is open", "Question, open: how long"],
    );
    let followed = said(
        &setup,
        &["--plain"],
        &[
            "follow-ups",
            "1",
            "assign tl-1",
            "due 17:30",
            "ticket OPS-9",
            "note-here asked on the channel",
            "answer Two minutes.",
            "q",
        ],
    );
    in_order(
        &followed,
        &[
            "1 question, open",
            "how long may it take?",
            "assigned to tl-1",
            "due 17:30",
            "Ticket: OPS-9",
            "note: asked on the channel",
            "answered: Two minutes.",
            "Left; everything is saved.",
        ],
    );
    let read = said(
        &setup,
        &["--plain"],
        &[
            "runbooks", "pages", "list", "esc", "/ nobody", "q", "esc", "q",
        ],
    );
    in_order(&read, &["Pages: 1 ", "1 Nobody complained"]);
    let trends = said(&setup, &["--plain"], &["journal", "trends", "q"]);
    in_order(&trends, &["No reading was taken"]);
    assert_clean(&setup);
}
