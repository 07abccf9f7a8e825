//! Steps that fan out: over targets, over what a command printed, over what was typed, over a
//! count; by the command line, by line prompts, on screens and from paper. And a secret that a
//! command makes, which fans out nowhere.

use crate::kit::{Ending, Output, Screen, Setup};
use crate::scene::{assert_clean, count, entries, holders, journal, rounds};
use crate::steps::confirm;
use std::fs;
use std::time::{Duration, Instant};

const FLEET: &str = r#"
title = "Fleet"
timezone = "UTC"

[targets.eu]
HOST = "eu.example.com"

[targets.us]
HOST = "us.example.com"

[[procedures]]
id = "regions"
title = "Patch every region"

[[procedures.steps]]
id = "patch"
title = "Patch the region"
each = { targets = true }
call = "one"

[[procedures.steps]]
id = "close"
title = "Close the ticket"

[[procedures]]
id = "one"
title = "Patch one region"
targets = ["eu", "us"]
steps = ["Drain it", "Bring it back"]

[[procedures]]
id = "shards"
title = "Check every shard"

[[procedures.steps]]
id = "list"
title = "List the shards"
run = ["seq", "-f", "shard-%.0f", "1", "3"]

[[procedures.steps]]
id = "depth"
title = "Read the queue depth"
each = { from = "list" }
reading = { unit = "messages" }

[[procedures.steps]]
id = "fix"
title = "Restart the shard"
each = { from = "list" }
caution = "One at a time."

[[procedures.steps]]
id = "tell"
title = "Tell the channel"

[[procedures]]
id = "reset"
title = "Reset passwords"

[[procedures.steps]]
id = "who"
title = "Who needs a reset?"
ask = { name = "USERS", example = "anna" }

[[procedures.steps]]
id = "set"
title = "Reset it"
each = { from = "who" }

[[procedures]]
id = "nodes"
title = "Add nodes"

[[procedures.steps]]
id = "many"
title = "How many nodes?"
reading = { unit = "nodes" }

[[procedures.steps]]
id = "add"
title = "Add a node"
call = "node"
times = "many"

[[procedures]]
id = "node"
title = "Add one node"
steps = ["Order it"]

[[procedures]]
id = "hosts"
title = "Check every host"

[[procedures.steps]]
id = "find"
title = "List the hosts"
shell = "seq -f host-%03.0f 1 $(cat how-many)"

[[procedures.steps]]
id = "ping"
title = "Check that it answers"
each = { from = "find" }

[[procedures.steps]]
id = "sum"
title = "Write the summary"

[[procedures]]
id = "rotate"
title = "Rotate the password"

[[procedures.steps]]
id = "make"
title = "Make a password"
shell = "printf 'made: %s-%s\n' hush 7741"
take = 'made: (\S+)'
ask = { name = "PASSWORD", secret = true }

[[procedures.steps]]
id = "set"
title = "Set the password"
shell = 'printf "%s" "${#PASSWORD}" > length'
keep_output = false
"#;

/// What the command makes; no file here spells it.
const MADE: &str = "hush-7741";

fn fleet() -> Setup {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("fleet", FLEET);
    well(&setup.run(&["trust", "fleet", "--yes"]));
    setup
}

#[track_caller]
fn started(setup: &Setup, procedure: &str, more: &[&str]) -> String {
    let what = format!("fleet/{procedure}");
    let output = setup.run(&[&["start", &what, "--no-open"], more].concat());
    well(&output);
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

/// The boxes of a run: its steps and items with how they stand.
fn boxes(setup: &Setup, run: &str) -> Vec<String> {
    let shown = setup.run(&["show", run, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let boxes = json["boxes"].as_array().unwrap().iter();
    boxes
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            format!("{} {}", text("step"), text("standing"))
        })
        .collect()
}

/// The run that a box called.
fn called(setup: &Setup, run: &str, step: &str, more: &[&str]) -> String {
    let output = setup.run(&[&["do", run, step, "call"], more].concat());
    well(&output);
    output.stdout.trim().to_owned()
}

#[test]
fn an_item_that_fails_holds_its_own_next_steps_and_no_others() {
    let setup = fleet();
    let run = started(&setup, "shards", &[]);
    let early = setup.run(&["do", &run, "depth/shard-1", "value=1"]);
    assert_eq!(early.code, Some(2), "{early:?}");
    let words = "is done for each line that step 1 gives: it has no items yet";
    assert!(early.stderr.contains(words), "{early:?}");
    well(&setup.run(&["do", &run, "list", "run", "--yes"]));
    well(&setup.run(&["do", &run, "depth/shard-1", "value=4"]));
    // An item is known by its text or by its number.
    well(&setup.run(&["do", &run, "depth/2", "not-ok", "--note", "no answer"]));
    well(&setup.run(&["do", &run, "depth/3", "value=5"]));
    let fixed = |item: &str| {
        let at = format!("fix/{item}");
        setup.run(&["do", &run, &at, "ok", "--caution-read"])
    };
    well(&fixed("shard-1"));
    refused(&fixed("shard-2"), "Step 2 is not OK");
    well(&fixed("shard-3"));
    refused(&setup.run(&["do", &run, "tell", "ok"]), "Step 2 is not OK");
    assert_eq!(
        boxes(&setup, &run),
        [
            "list ok",
            "depth/shard-1 ok",
            "depth/shard-2 not-ok",
            "depth/shard-3 ok",
            "fix/shard-1 ok",
            "fix/shard-2 open",
            "fix/shard-3 ok",
            "tell open",
        ]
    );
    assert_clean(&setup);
}

#[test]
fn a_caution_is_read_at_the_command_line_that_runs_the_command() {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    let steps = "title = \"Fleet\"\ntimezone = \"UTC\"\n[[procedures]]\nid = \"wipe\"\ntitle = \"Wipe\"\n[[procedures.steps]]\nid = \"wipe\"\ntitle = \"Wipe it\"\neach = [\"a\", \"b\"]\ncaution = \"One at a time.\"\nrun = [\"echo\", \"$ITEM\"]\n";
    setup.write_runbook("fleet", steps);
    well(&setup.run(&["trust", "fleet", "--yes"]));
    let run = started(&setup, "wipe", &[]);
    refused(
        &setup.run(&["do", &run, "wipe/a", "run", "--yes"]),
        "Read the caution first",
    );
    well(&setup.run(&["do", &run, "wipe/a", "run", "--yes", "--caution-read"]));
    // Read once, it is read for the step.
    well(&setup.run(&["do", &run, "wipe/b", "run", "--yes"]));
    assert_eq!(count(&setup, "caution-acknowledged"), 1);
    assert_clean(&setup);
}

#[test]
fn a_call_an_item_is_a_run_of_its_own_in_its_place() {
    let setup = fleet();
    let run = started(&setup, "regions", &[]);
    for target in ["eu", "us"] {
        let child = called(&setup, &run, &format!("patch/{target}"), &[]);
        let shown = setup.run(&["show", &child]);
        assert!(
            shown.stdout.contains(&format!("fleet/one, {target}")) || shown.stdout.contains(target),
            "{shown:?}"
        );
        for step in ["1", "2"] {
            well(&setup.run(&["do", &child, step, "ok"]));
        }
        well(&setup.run(&["run", &child, "finish"]));
    }
    assert_eq!(
        boxes(&setup, &run),
        ["patch/eu ok", "patch/us ok", "close open"]
    );
    well(&setup.run(&["do", &run, "close", "ok"]));
    let ended = setup.run(&["run", &run, "finish"]);
    assert!(ended.stdout.contains("completed (3 of 3)"), "{ended:?}");
    assert_clean(&setup);
}

#[test]
fn a_call_that_is_ticked_without_being_walked_is_told_at_the_end() {
    let setup = fleet();
    let run = started(&setup, "regions", &[]);
    for step in ["patch/eu", "patch/us", "close"] {
        well(&setup.run(&["do", &run, step, "ok"]));
    }
    let ended = setup.run(&["run", &run, "finish"]);
    well(&ended);
    for words in [
        "completed with failures (3 of 3, 2 failed)",
        "Step patch/us counts as failed: what it calls was never begun.",
    ] {
        assert!(ended.stdout.contains(words), "{words} in {ended:?}");
    }
}

#[test]
fn a_call_by_count_follows_the_count_and_keeps_what_was_done() {
    let setup = fleet();
    let run = started(&setup, "nodes", &[]);
    for (wrong, status) in [("201", 1), ("2.5", 1), ("-1", 1)] {
        let value = format!("value={wrong}");
        let told = setup.run(&["do", &run, "many", &value]);
        assert_eq!(told.code, Some(status), "{told:?}");
        assert!(
            told.stderr.contains("a whole number from 0 to 200"),
            "{told:?}"
        );
    }
    well(&setup.run(&["do", &run, "many", "value=3"]));
    let child = called(&setup, &run, "add/2", &[]);
    well(&setup.run(&["do", &child, "1", "ok"]));
    well(&setup.run(&["run", &child, "finish"]));
    let lowered = [
        "do",
        &run,
        "many",
        "value=1",
        "--correct",
        "--reason",
        "one will do",
    ];
    well(&setup.run(&lowered));
    assert_eq!(boxes(&setup, &run), ["many ok", "add/1 open", "add/2 ok"]);
    assert_clean(&setup);
}

#[test]
fn what_was_typed_is_an_item_a_line_in_every_front_end() {
    let setup = fleet();
    let run = started(&setup, "reset", &[]);
    refused(
        &setup.run(&["do", &run, "who", "value=anna\nbob;rm"]),
        "line 2",
    );
    well(&setup.run(&["do", &run, "who", "value=anna\n\nbob"]));
    assert_eq!(
        boxes(&setup, &run),
        ["who ok", "set/anna open", "set/bob open"]
    );
    well(&setup.run(&["run", &run, "abandon", "--reason", "the next"]));

    // The first line may be typed at once: the next are asked for all the same.
    for typed in ["anna\nbob\n\n", "ok\nanna\nbob\n\n", "ok anna\nbob\n\n"] {
        let output = setup.run_with(
            &["start", "fleet/reset", "--plain"],
            &format!("{typed}abandon\nthe next\n"),
        );
        for words in [
            "What step 2 is done for, one a line",
            "2 items",
            "Step 2 of 2: Reset it [anna]",
        ] {
            assert!(
                output.stdout.contains(words),
                "{typed}: {words} in {output:?}"
            );
        }
    }

    let mut screen = Screen::start(&setup, &["start", "fleet/reset"]);
    screen
        .until("Who needs a reset?")
        .keys("<space>")
        .until("one a line");
    screen.send(b"anna\x1b\rbob").until("bob").keys("<enter>");
    screen.until("2 items").until("0 of 2");
    screen.keys("q").until("Today").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
    assert_clean(&setup);
}

#[test]
fn two_hundred_items_stay_readable_and_fast_and_one_more_is_refused() {
    let setup = fleet();
    fs::write(setup.home().join("how-many"), "201").unwrap();
    let run = started(&setup, "hosts", &[]);
    let over = setup.run(&["do", &run, "find", "run", "--yes"]);
    assert_eq!(over.code, Some(1), "{over:?}");
    assert!(format!("{over:?}").contains("201"), "{over:?}");
    assert_eq!(boxes(&setup, &run)[1], "ping open", "nothing was shortened");
    fs::write(setup.home().join("how-many"), "200").unwrap();
    let again = setup.run(&["do", &run, "find", "run", "--yes"]);
    well(&again);
    assert_eq!(boxes(&setup, &run).len(), 202);
    well(&setup.run(&["do", &run, "ping/host-150", "not-ok", "--note", "no answer"]));

    let mut screen = Screen::start(&setup, &["open", &run]);
    screen.until("Finish");
    for words in [
        "Check that it answers",
        "host-001",
        "host-150",
        "FAILED",
        "Write the summary",
    ] {
        assert!(
            screen.text().contains(words),
            "{words} in {}",
            screen.text()
        );
    }
    // Forty keys at a run of that size; a start alone takes longer than they may.
    screen.select("host-001");
    let since = Instant::now();
    for _ in 0..20 {
        screen.keys("j").keys(" ");
    }
    screen.until("21 of 200, 1 failed");
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "{:?}",
        since.elapsed()
    );
    // What is left is told by the step, and what failed by its item.
    screen.keys("G").until("Step 2: 179 open");
    screen.until("host-150]: no answer");
    screen.keys("q").until("Today").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
    assert_clean(&setup);
}

#[test]
fn the_quiet_items_of_two_steps_are_told_apart() {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    let names: Vec<String> = (1..=20).map(|it| format!("\"pump {it}\"")).collect();
    let step = |title: &str| {
        let names = names.join(", ");
        format!("[[procedures.steps]]\ntitle = \"{title}\"\neach = [{names}]\n")
    };
    let steps = [step("Look at it"), step("Mend it")].concat();
    setup.write_runbook(
        "pumps",
        &format!("title = \"Pumps\"\ntimezone = \"UTC\"\n[[procedures]]\nid = \"all\"\ntitle = \"All pumps\"\n{steps}"),
    );
    let output = setup.run(&["start", "pumps/all", "--no-open"]);
    well(&output);
    let mut screen = Screen::start(&setup, &["open", output.stdout.trim()]);
    screen.until("Finish").keys("G").until("Step 1: 20 open");
    for words in ["Step 2: 20 open", "2 Mend it", "20 open"] {
        assert!(
            screen.text().contains(words),
            "{words} in {}",
            screen.text()
        );
    }
    screen.keys("q").until("Today").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
}

/// The form says how what was done on paper is written up: its own commands do that.
#[test]
fn paper_that_fans_out_is_written_up_by_the_commands_that_stand_on_it() {
    let setup = fleet();
    let form = setup.run(&["export", "fleet"]).stdout;
    for (procedure, items, boxes_at_end) in [
        ("shards", "'shard-1' 'shard-9'", 6),
        ("reset", "'anna' 'bob'", 3),
    ] {
        let begin = format!("RUN=$(rounds start fleet/{procedure}");
        let from = form.find(&begin).unwrap();
        let commands = form[from..].split("```").next().unwrap();
        let mut lines = vec![format!(
            "set -e; rounds() {{ '{}' \"$@\"; }}",
            setup.program().display()
        )];
        for line in commands.lines() {
            let line = line
                .replace("'TIME'", "'00:01'")
                .replace("'VALUE'", "7")
                .replace("'ITEM' 'ITEM'", items);
            match line.contains("'ITEM'") {
                true => lines.extend(items.split(' ').map(|item| line.replace("'ITEM'", item))),
                false => lines.push(line),
            }
        }
        lines.push("echo $RUN".to_owned());
        let told = setup
            .command("sh")
            .arg("-c")
            .arg(lines.join("\n"))
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(
            told.status.success(),
            "{words} {:?}",
            String::from_utf8_lossy(&told.stderr)
        );
        let run = words.lines().last().unwrap();
        let boxes = boxes(&setup, run);
        assert_eq!(boxes.len(), boxes_at_end, "{boxes:?}");
        assert!(boxes.iter().all(|it| it.ends_with(" ok")), "{boxes:?}");
    }
    assert_clean(&setup);
}

#[test]
fn a_secret_that_a_command_makes_is_nowhere_but_in_memory() {
    let setup = fleet();
    let run = started(&setup, "rotate", &[]);
    let made = setup.run(&["do", &run, "make", "run", "--yes"]);
    well(&made);
    assert!(
        made.stdout.contains("a secret, kept in memory alone"),
        "{made:?}"
    );
    // Another process does not have it, and says so.
    refused(
        &setup.run(&["do", &run, "set", "run", "--yes"]),
        "secret PASSWORD",
    );
    well(&setup.run(&["run", &run, "abandon", "--reason", "the next"]));
    // One that stays has it, and gives it to the command that wants it.
    let arguments = ["start", "fleet/rotate", "--plain", "--yes"];
    let plain = setup.run_with(&arguments, "!\n!\nq\nq\n");
    let length = setup.home().join("length");
    assert_eq!(
        fs::read_to_string(&length).ok().as_deref(),
        Some("9"),
        "{plain:?}"
    );
    fs::remove_file(&length).unwrap();
    let begun = plain.stdout.split(", run ").nth(1).unwrap();
    well(&setup.run(&["run", &begun[..6], "finish"]));
    let screen = by_keys(&setup);
    assert_eq!(fs::read_to_string(&length).unwrap(), "9");
    let rehearsal = started(&setup, "rotate", &["--rehearse"]);
    let pretended = setup.run(&["do", &rehearsal, "make", "pretend"]);
    let shown = setup.run(&["show", &run, "--json"]);
    let reported = setup.run(&["report", "--format", "json"]);
    let exported = setup.run(&["journal", "export"]);
    for output in [&made, &plain, &pretended, &shown, &reported, &exported] {
        assert!(!format!("{output:?}").contains(MADE), "{output:?}");
    }
    assert!(!screen.contains(MADE), "{screen}");
    assert_eq!(
        holders(setup.home(), MADE),
        Vec::<std::path::PathBuf>::new()
    );
    // The search looked at something: the command itself is there.
    assert!(!holders(setup.home(), "made: %s-%s").is_empty());
    assert!(count(&setup, "command-ended") >= 3);
    assert!(!entries(&journal(&setup)).is_empty());
    assert_clean(&setup);
}

/// The same by keys: makes the secret, and gives it to the next step's command. Gives all that
/// the terminal was sent.
fn by_keys(setup: &Setup) -> String {
    let mut screen = Screen::start(setup, &["start", "fleet/rotate"]);
    screen.until("1 · Make a password").keys("!");
    confirm(&mut screen, "run it");
    screen.until("2 · Set the password").keys("!");
    confirm(&mut screen, "run it");
    screen.until("Enter finishes the run");
    screen.keys("q").until("Today").keys("q");
    assert_eq!(screen.ending(), Ending::Code(0));
    String::from_utf8_lossy(&screen.raw()).into_owned()
}
