//! Steps done by command, with a second person, backed out, and rehearsed.

use std::fs;
use std::time::{Duration, Instant};

use rounds::app::confirm::KEYS;
use rustix::process::Signal;

use crate::kit::{Ending, Screen, Setup};
use crate::scene::{assert_clean, count, entries, journal, open, opened, rounds};

/// A home with one procedure of these steps, that can be begun at any time of any day.
fn with_steps(steps: &str) -> Setup {
    let setup = rounds();
    with_text(&setup, steps);
    setup
}

/// The same procedure with other steps, as if its owner had edited the file.
fn with_text(setup: &Setup, steps: &str) -> std::path::PathBuf {
    let toml = format!(
        r#"
title = "Orders sync"
timezone = "UTC"

[owners]
technical = {{ name = "Tech lead", operators = ["tl-1"] }}

[[procedures]]
id = "drain"
title = "Drain the queue"
schedule = "daily 00:00"
early = "24h"
style = "read-do"
{steps}"#
    );
    setup.write_runbook("orders", &toml)
}

/// One step by a shell's text, and one by hand.
fn with_shell(shell: &str, more: &str) -> Setup {
    with_steps(&format!(
        r#"
[[procedures.steps]]
id = "work"
title = "Do the work"
shell = '''{shell}'''
{more}

[[procedures.steps]]
title = "Look at it"
optional = true
"#
    ))
}

/// The key that the question asks for.
fn asked(screen: &Screen, does: &str) -> Option<char> {
    let text = screen.text();
    let row = text
        .lines()
        .find(|row| row.contains(&format!(" to {does}")))?;
    row.strip_prefix("Press ")?.chars().next()
}

/// Reads the question as long as a person does at least, and presses its key.
#[track_caller]
pub fn confirm(screen: &mut Screen, does: &str) {
    screen.until(&format!(" to {does}"));
    let read_at = Instant::now() + Duration::from_millis(400);
    screen.wait_for("the question to be read", |_| Instant::now() >= read_at);
    let key = asked(screen, does).expect("a key is asked for");
    screen.keys(&key.to_string());
    screen.until_gone(&format!(" to {does}"));
}

#[track_caller]
fn begin(screen: &mut Screen) {
    screen.keys("!");
    confirm(screen, "allow exactly this");
    confirm(screen, "run it");
}

#[test]
fn a_command_runs_before_ones_eyes_and_its_output_is_kept() {
    let setup = with_shell(
        r#"printf '\033[32mfirst\033[0m\n\033]0;evil\007'; until test -e go; do sleep 0.05; done; echo last"#,
        "",
    );
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    screen.until("running 0:0").until("┃ first");
    // Keys work on, and the run is left and come back to.
    screen.keys("j").until("│ 2 · ").until("running 0:");
    screen.keys("q").until_gone("│ 2 · ");
    open(&mut screen, "Drain the queue");
    screen.keys("g").until("ctrl-k").until("stops it");
    fs::write(setup.home().join("go"), "").unwrap();
    screen.until("Do the work: OK.").until("☑  1 Do the work");
    // It was OK, so the cursor has gone on.
    screen.until("│ 2 · ").keys("k").until("│ 1 · ");
    screen
        .keys("<enter>")
        .until("lines   esc back")
        .until("last");
    screen.keys("<esc>").until("│ 1 · ");
    // Also from the story of the run.
    screen
        .keys("<end>3")
        .until("3 Journal")
        .until("Drain the queue");
    screen.keys("<enter>").until("command ended with status 0");
    screen
        .keys(":output<enter>")
        .until("lines   esc back")
        .until("first");
    screen.keys("<esc>qq");
    assert_eq!(screen.exit_code(), 0);
    let title = screen.count("\u{1b}]0;evil");
    assert_eq!(title, 0, "the command set the terminal's title");
    assert_eq!(count(&setup, "command-started"), 1);
    assert_eq!(count(&setup, "command-ended"), 1);
    assert_clean(&setup);
}

#[test]
fn a_cancelled_command_ends_with_all_that_it_started() {
    let setup = with_shell("sleep 600 & echo $! > child; wait", "");
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    let file = setup.home().join("child");
    screen.wait_for("the child", |_| {
        fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n'))
    });
    let child = fs::read_to_string(&file).unwrap();
    screen.keys("<c-k>").until("cancelled after");
    screen.until("It does not answer the step");
    let state = || fs::read_to_string(format!("/proc/{}/stat", child.trim()));
    screen.wait_for("the child to be gone", |_| {
        state().map_or(true, |state| state.contains(") Z "))
    });
    assert_eq!(count(&setup, "step-done"), 0);
    screen.keys("<space>").until("☑  1 Do the work");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_command_that_takes_too_long_is_not_ok() {
    let setup = with_shell("sleep 600", "timeout = '1s'");
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    screen
        .until("ended by force, after its time")
        .until("✗  1 Do the work");
    // Overruled, with a reason; both stay on record.
    screen.keys("=").until("hat should it say?").keys("1");
    screen
        .until("Why is it corrected?")
        .keys("it was done all the same<enter>");
    screen.until("☑  1 Do the work").until("(replaced");
    assert_clean(&setup);
}

#[test]
fn killed_while_a_command_runs_its_outcome_is_unknown_and_it_runs_again_only_by_hand() {
    let setup = with_shell("echo ran >> ran; until test -e go; do sleep 0.05; done", "");
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    let ran = setup.home().join("ran");
    screen.wait_for("the command", |_| ran.exists());
    screen.signal(Signal::KILL);
    assert_eq!(screen.ending(), Ending::Signal("Killed".to_owned()));
    assert_clean(&setup);
    let mut screen = opened(&setup, "Drain the queue");
    screen.until("OUTCOME UNKNOWN").until("no result");
    assert_eq!(fs::read_to_string(&ran).unwrap(), "ran\n");
    screen.keys("!").until("nobody knows what it came to");
    confirm(&mut screen, "run it");
    screen.until("running 0:0");
    fs::write(setup.home().join("go"), "").unwrap();
    screen.until("Do the work: OK.").until("☑  1 Do the work");
    assert_eq!(fs::read_to_string(&ran).unwrap(), "ran\nran\n");
    assert_eq!(count(&setup, "command-started"), 2);
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn no_paste_confirms_whatever_it_holds() {
    let setup = with_shell("echo ran >> ran", "");
    let mut screen = opened(&setup, "Drain the queue");
    let keys = String::from_utf8(KEYS.to_vec()).unwrap();
    let each: String = keys
        .chars()
        .map(|key| format!("!{key}{key}{key}"))
        .collect();
    screen.paste(&each);
    // Out of the paste, and then as keys: what a hostile clipboard can do.
    screen.send(format!("\x1b[200~x\x1b[201~{each}{each}").as_bytes());
    // Questions and fields that the flood has opened are given up one by one.
    screen.wait_for("the flood to be over", |screen| {
        screen.keys("<esc>");
        let text = screen.text();
        !text.contains("esc cancel") && !text.contains("Press ") && text.contains("1 Today")
    });
    assert!(!setup.home().join("ran").exists());
    assert_eq!(count(&setup, "command-started"), 0);
    assert!(
        !setup.home().join("state/rounds/trust").exists(),
        "something was allowed"
    );
}

#[test]
fn a_hundred_megabytes_leave_keys_and_memory_alone() {
    let setup = with_shell(
        "yes 0123456789012345678901234567890123456789 | head -c 100000000; until test -e go; do sleep 0.05; done",
        "",
    );
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    screen.until("running 0:").until("0123456789");
    let mut slowest = Duration::ZERO;
    for _ in 0..5 {
        for (key, there) in [("j", "│ 2 · "), ("k", "│ 1 · ")] {
            let pressed = Instant::now();
            screen.keys(key).until(there);
            slowest = slowest.max(pressed.elapsed());
        }
    }
    screen.until("95.4 MiB");
    let status = fs::read_to_string(format!("/proc/{}/status", screen.process_id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kib < 120_000, "{kib} KiB");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    fs::write(setup.home().join("go"), "").unwrap();
    screen.until("Do the work: OK.");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn leaving_ends_the_command_and_writes_that_down() {
    let setup = with_shell("sleep 600", "");
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    screen.until("running 0:0").keys("qq").until("still runs");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let ends = entries(&journal(&setup))
        .into_iter()
        .flat_map(|entry| entry["events"].as_array().unwrap().clone());
    let status: Vec<_> = ends
        .filter(|event| event["event"] == "command-ended")
        .map(|event| event["status"]["how"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(status, ["cancelled"]);
    assert_clean(&setup);
}

#[test]
fn an_interactive_command_has_the_terminal_and_gives_it_back() {
    let setup = with_shell(
        r#"printf "name? "; read name; echo "hello $name" > greeting"#,
        "interactive = true\ndetail = 'Type the name of the shard.'",
    );
    let mut screen = opened(&setup, "Drain the queue");
    begin(&mut screen);
    screen.until("The terminal is the command's until it ends.");
    screen.wait_for("the command to ask", |screen| {
        screen.text().lines().any(|row| row.starts_with("name? "))
    });
    screen.keys("shard-7<enter>").until("☑  1 Do the work");
    let greeting = fs::read_to_string(setup.home().join("greeting")).unwrap();
    assert_eq!(greeting, "hello shard-7\n");
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    screen.assert_restored();
    assert_clean(&setup);
}

const SIGNED: &str = r#"
[[procedures.steps]]
id = "switch"
title = "Switch over"
sign_off = "technical"
undo = "Switch back"

[[procedures.steps]]
title = "Look at it"
"#;

#[test]
fn a_second_person_signs_from_a_second_terminal() {
    let setup = with_steps(SIGNED);
    let mut first = Screen::start(&setup, &["--operator", "ops-a"]);
    open(&mut first, "Drain the queue");
    first
        .keys("<space>")
        .until("unsigned")
        .until("space signs it: a second person");
    let mut second = Screen::start(&setup, &["--operator", "tl-1"]);
    open(&mut second, "Drain the queue");
    second
        .keys("g")
        .until("│ 1 · ")
        .keys("<space>")
        .until("tl-1");
    second
        .keys("<enter>")
        .until("Seen as technical: Switch over: OK");
    confirm(&mut second, "sign it");
    second.until("Signed as technical");
    // It appears without a key.
    first.until("tl-1 as technical");
    first
        .keys("<tab><space><enter>")
        .until("Nothing needs attention");
    first.keys("q");
    assert_eq!(first.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_run_is_backed_out_by_a_run_of_its_own() {
    let setup = with_steps(&SIGNED.replace("sign_off = \"technical\"\n", ""));
    let mut screen = opened(&setup, "Drain the queue");
    screen.keys("<space>").until("☑  1 Switch over");
    screen
        .keys(":roll back<enter>")
        .until("Roll back 1 step")
        .keys("<enter>");
    screen.until("› Undo: Drain the queue").until("Switch back");
    screen
        .keys("<space><enter>")
        .until("Undo: Drain the queue completed")
        .until("│ 2 · ");
    assert_eq!(count(&setup, "run-started"), 2);
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn a_rehearsal_meets_what_its_script_injects_and_is_looked_back_on() {
    let setup = with_steps(
        r#"
[[procedures.steps]]
id = "work"
title = "Restart the consumer"
shell = "touch ran"

[[procedures.steps]]
title = "Look at it"

[[procedures.rehearsal]]
title = "It does not come back"
scenario = "The consumer died at 03:00."
answers = { work = ["not-ok", "ok"] }
surprises = [{ after = "work", say = "The vendor calls." }]
"#,
    );
    let mut screen = Screen::start(&setup, &[]);
    screen.until("Drain the queue").select("Drain the queue");
    screen
        .keys("r")
        .until("It does not come back")
        .keys("<enter>");
    screen.until("The consumer died at 03:00.").keys("<esc>");
    screen
        .until("REHEARSAL")
        .keys("!")
        .until("not OK, as the scenario says");
    confirm(&mut screen, "pretend that it ran");
    screen.until("The vendor calls.").keys("<esc>");
    screen.until("✗  1 Restart the consumer").keys("!");
    screen.until("OK, as the scenario says");
    confirm(&mut screen, "pretend that it ran");
    screen.until("☑  1 Restart the consumer");
    screen
        .keys("<tab><space><enter>")
        .until("REHEARSAL: looking back");
    screen.until("Restart the consumer: not");
    assert!(!setup.home().join("ran").exists());
    assert_eq!(count(&setup, "command-started"), 0);
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn what_was_put_off_comes_first_and_what_changed_since_is_shown() {
    let steps = |lag: &str| {
        format!(
            r#"
[[procedures.steps]]
id = "lag"
title = "{lag}"

[[procedures.steps]]
id = "why"
title = "Why this?"

[[procedures.steps]]
id = "ticket"
title = "Close the ticket"
"#
        )
    };
    let setup = with_steps(&steps("Look at the lag"));
    let mut screen = opened(&setup, "Drain the queue");
    screen.keys(" ").until("│ 2 · ");
    screen.keys("d").until("Defer step ");
    screen.keys("the panel is down<enter>").until("│ 3 · ");
    screen.keys(" ").until_gone("│ 3 · ");
    screen.keys("<enter>").until("completed with gaps");
    screen.keys("<esc>q");
    drop(screen);

    with_text(&setup, &steps("Look at the lag of all shards"));
    let started = setup.run(&["start", "orders/drain", "--no-open"]);
    assert_eq!(started.code, Some(0), "{started:?}");
    let begins = "It begins with what was deferred: Why this?\n";
    assert!(started.stderr.contains(begins), "{started:?}");
    let mut screen = opened(&setup, "Drain the queue");
    screen.until("Deferred before").until("panel is down");
    screen.keys("j").until("changed since you last");
    screen
        .keys("D")
        .until("changed: 1 Look at the lag of all shards (title)");
    screen.keys("<esc>").until_gone("esc back").keys("qq");
    assert_eq!(screen.exit_code(), 0);
    assert_clean(&setup);
}

#[test]
fn the_command_line_says_at_the_step_what_was_run_and_signed_there() {
    let setup = with_steps(
        r#"
[[procedures.steps]]
id = "depth"
title = "Queue depth"
run = ["printf", 'depth 412\n']
take = '\d+'
reading = { unit = "messages" }
sign_off = "technical"

[[procedures.steps]]
id = "called"
title = "Walk the other one"
call = "other"

[[procedures]]
id = "other"
title = "The other one"
steps = ["Look"]
"#,
    );
    let started = setup.run(&["start", "orders/drain", "--no-open"]);
    let run = started.stdout.trim();
    let of = |arguments: &[&str]| setup.run(arguments);
    assert_eq!(of(&["trust", "orders/drain", "--yes"]).code, Some(0));
    let ran = of(&["do", run, "depth", "run", "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let signed = of(&["--operator", "tl-1", "do", run, "depth", "sign"]);
    assert_eq!(signed.code, Some(0), "{signed:?}");
    let shown = of(&["show", run, "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let depth = &shown["boxes"][0];
    assert_eq!(depth["signed"]["by"], "tl-1");
    assert_eq!(depth["commands"][0]["ended"], "ended with status 0");
    let text = of(&["show", run]).stdout;
    let row = text.lines().find(|row| row.starts_with("1  Queue depth"));
    let row = row.expect(&text);
    assert!(row.contains("ended with status 0"), "{text}");
    assert!(row.contains("signed off as technical"), "{text}");

    // What is answered is not called again by mistake.
    assert_eq!(of(&["do", run, "called", "ok"]).code, Some(0));
    let refused = of(&["do", run, "called", "call"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("add --again"), "{refused:?}");
    let meant = of(&["do", run, "called", "call", "--again"]);
    assert_eq!(meant.code, Some(0), "{meant:?}");
}

#[test]
fn a_label_that_names_a_target_says_where() {
    let setup = rounds();
    let toml = r#"
title = "Orders sync"
timezone = "UTC"
[targets.eu]
[targets.us]
[[alerts]]
name = "Lag"
[[procedures]]
id = "drain"
title = "Drain the queue"
alerts = ["Lag"]
targets = ["eu", "us"]
steps = ["Look"]
"#;
    setup.write_runbook("orders", toml);
    for (labels, wanted) in [
        (r#""site":"us""#, "orders/drain --alert Lag --on us\n"),
        (r#""site":"mars""#, "orders/drain --alert Lag\n"),
        (r#""from":"eu","to":"us""#, "orders/drain --alert Lag\n"),
    ] {
        let json = format!(r#"{{"alerts":[{{"labels":{{"alertname":"Lag",{labels}}}}}]}}"#);
        let told = setup.run_with(&["alert", "-"], &json);
        assert!(told.stdout.ends_with(wanted), "{told:?}");
    }
}

/// A wait is of the record, not of the program: it goes on while nobody looks, and is begun once.
#[test]
fn a_wait_goes_on_while_the_program_is_killed_and_begun_again() {
    let setup = with_steps(
        r#"
[[procedures.steps]]
id = "settle"
title = "The queue settles"
wait = "6s"

[[procedures.steps]]
title = "Nobody complains"
"#,
    );
    let mut screen = opened(&setup, "Drain the queue");
    screen.keys("<space>").until("waits first");
    screen.keys("<enter>").until("left of ").until("saved ✓");
    screen.signal(Signal::KILL);
    assert_eq!(screen.ending(), Ending::Signal("Killed".to_owned()));

    let mut screen = opened(&setup, "Drain the queue");
    // No key begins it again, and the record knows of one alone.
    screen.until("The timer has rung: check now.");
    screen.keys("<space>").until("│ 2 · ");
    screen.keys("<space>q");
    drop(screen);
    assert_eq!(count(&setup, "wait-started"), 1);
    assert_clean(&setup);
}
