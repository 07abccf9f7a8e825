//! Calls on the record fail while somebody works at a screen: what it shows as saved is saved, what
//! is not saved it says and keeps, and one key saves it once the fault is over.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kit::{Screen, Setup};
use crate::scene::{assert_goes_on, figure, has_tool, is_whole, note, rounds, skipped};
use crate::traced::{CALLS, can_trace, points};

const ROUND: &str = r#"
title = "Shop"
timezone = "UTC"

[[procedures]]
id = "drain"
title = "Drain the queue"
steps = ["Lag is low", "Backup finished", "Nobody complains"]
"#;
const STEPS: usize = 3;

/// How calls fail: with which error, and whether from then on.
const WRONGS: [(&str, &str); 6] = [
    ("EIO", ""),
    ("ENOSPC", ""),
    ("ENOSPC", "+"),
    ("EROFS", "+"),
    ("EIO", "+"),
    ("ENOLCK", ""),
];
/// Words by one of which a screen says that something is not as it should be.
const SAYS_SO: [&str; 6] = [
    "NOT SAVED",
    "Not saved",
    "cannot be read",
    "not read",
    "not all read",
    "Not yet shown",
];
/// So long a screen may think.
const PATIENCE: Duration = Duration::from_secs(15);

/// How a tick came out.
#[derive(PartialEq)]
enum Tick {
    Saved,
    NotSaved,
    Ended,
}

fn begin() -> (Setup, String, Vec<String>) {
    let setup = rounds().with("ROUNDS_OPERATOR", "ops-a");
    setup.write_runbook("shop", ROUND);
    let saved = vec![note(&setup, "before")];
    let started = setup.run(&["start", "shop/drain", "--no-open"]);
    assert_eq!(started.code, Some(0), "{started:?}");
    (setup, started.stdout.trim().to_owned(), saved)
}

fn below(path: &Path, found: &mut Vec<PathBuf>) {
    found.push(path.to_owned());
    for item in fs::read_dir(path).into_iter().flatten() {
        below(&item.unwrap().path(), found);
    }
}

/// The run on a screen; only calls on the record and on what is kept of it are traced.
fn opened(setup: &Setup, run: &str, inject: Option<&str>) -> Screen {
    let mut paths = Vec::new();
    below(&setup.home().join("data/rounds/journal"), &mut paths);
    below(&setup.home().join("state/rounds"), &mut paths);
    let paths = paths.iter().map(|path| format!(" -P {}", path.display()));
    let paths: String = paths.collect();
    let inject = inject.map_or(String::new(), |inject| format!(" -e {inject}"));
    let script = format!(
        "exec strace -f --seccomp-bpf -o calls -e trace={CALLS}{inject}{paths} \"$PROGRAM\" open {run}"
    );
    Screen::start_shell(setup, &script)
}

fn has_ended(screen: &Screen) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", screen.process_id()));
    stat.is_ok_and(|stat| stat.contains(") Z ")) || screen.process_id() == 0
}

/// Waits until a tick is shown as saved, or until it is said that it is not.
fn comes_out(screen: &Screen, step: usize, about: &str) -> Tick {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = screen.text();
        if text.contains(&format!("☑  {step} ")) && text.contains("saved ✓") {
            return Tick::Saved;
        }
        if text.contains("NOT SAVED") {
            return Tick::NotSaved;
        }
        if has_ended(screen) {
            return Tick::Ended;
        }
        if Instant::now() > until {
            let says_so = SAYS_SO.iter().any(|words| text.contains(words));
            assert!(says_so, "{about}: nothing is said:\n{text}");
            return Tick::NotSaved;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Ticks step after step, and tries again what was not saved; gives how many were shown as saved.
fn walk(screen: &mut Screen, about: &str) -> usize {
    let until = Instant::now() + PATIENCE;
    while !screen.text().contains("│ 1 · ") && !has_ended(screen) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    for step in 1..=STEPS {
        screen.keys("<space>");
        let mut tick = comes_out(screen, step, about);
        for _ in 0..2 {
            if tick == Tick::NotSaved {
                screen.keys("<c-r>");
                std::thread::sleep(Duration::from_millis(500));
                tick = comes_out(screen, step, about);
            }
        }
        if tick != Tick::Saved {
            return step - 1;
        }
    }
    STEPS
}

fn leave(mut screen: Screen) {
    for _ in 0..20 {
        if has_ended(&screen) {
            break;
        }
        screen.keys("<c-c>");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The steps that stand as done, each as often as it was said.
fn done(setup: &Setup, about: &str) -> Vec<String> {
    let export = setup.run(&["journal", "export"]);
    assert_eq!(export.code, Some(0), "{about}: {export:?}");
    let entries = export.stdout.lines();
    let entries = entries.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let events = entries.flat_map(|entry| entry["events"].as_array().unwrap().clone());
    let done = events.filter(|event| event["event"] == "step-done");
    let mut steps: Vec<String> = done.map(|event| event["step"].to_string()).collect();
    steps.sort();
    steps
}

#[test]
fn a_screen_shows_as_saved_what_is_saved_whatever_call_fails() {
    if !has_tool("strace") || !can_trace() {
        skipped("no strace that may trace here, so no call under a screen can fail");
        return;
    }
    let (setup, run, _) = begin();
    let mut screen = opened(&setup, &run, None);
    assert_eq!(walk(&mut screen, "no fault"), STEPS, "{}", screen.text());
    leave(screen);
    let points = points(&setup.home().join("calls"));
    assert!(points.len() > 40, "{points:?}");
    let (mut tried, mut number, mut held) = (0, 0, 0);
    // A prime, so that a part of the points is spread over calls and faults alike.
    let stride = if is_whole() { 1 } else { 83 };
    for (call, nth) in &points {
        for (error, on) in WRONGS {
            number += 1;
            if number % stride != 0 {
                continue;
            }
            let inject = format!("inject={call}:error={error}:when={nth}{on}");
            let (setup, run, saved) = begin();
            let mut screen = opened(&setup, &run, Some(&inject));
            let shown = walk(&mut screen, &inject);
            leave(screen);
            tried += 1;
            held += usize::from(shown == STEPS);
            let done = done(&setup, &inject);
            assert!(done.len() >= shown, "{inject}: {shown} shown, {done:?}");
            let mut once = done.clone();
            once.dedup();
            assert_eq!(once, done, "{inject}: a step stands twice");
            assert_goes_on(&setup, &saved, &inject);
        }
    }
    assert!(tried > 0, "{tried} of {number}");
    figure(&format!(
        "{tried} of {number} failing calls under an open screen tried, in {held} of them all was saved at last"
    ));
}
