//! What the journeys share: a few runbooks, and how to get to a step.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rounds::journal::{Question, Status, verify};

use crate::kit::{Screen, Setup};

/// Four ticks that can be begun at any time of any day: the slot of the coming midnight is open
/// a day before.
pub const ROUND: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
title = "Morning round"
schedule = "daily 00:00"
early = "24h"
steps = ["Lag is low", "Backup finished", "Nobody complained", "Disk has room"]
"#;

/// Everything that a step can yield.
pub const CHECK: &str = r#"
title = "Queue host"
timezone = "UTC"

[[procedures]]
title = "Queue check"
schedule = "daily 00:00"
early = "24h"

[[procedures.steps]]
title = "Queue depth"
reading = { unit = "messages", warn_above = 500, alarm_above = 5000 }

[[procedures.steps]]
title = "Consumer lag"
reading = { unit = "s", warn_above = 60 }

[[procedures.steps]]
title = "Dashboard is green"
detail = "Look at **every** panel."

[[procedures.steps]]
title = "Last night's backup finished"

[[procedures.steps]]
title = "Certificates are fresh"

[[procedures.steps]]
id = "running"
title = "Is the consumer running?"
choose = ["yes", "no"]

[[procedures.steps]]
title = "Start the consumer"
when = { step = "running", is = "no" }
caution = "Two consumers at once write every order twice."

[[procedures.steps]]
title = "Ticket of the day"
ask = { name = "TICKET", pattern = "OPS-[0-9]+", example = "OPS-12" }
"#;

/// A home with [`ROUND`] in it.
pub fn with_round() -> Setup {
    let setup = rounds();
    setup.write_runbook("orders-sync", ROUND);
    setup
}

/// A home for the real program, without a runbook.
pub fn rounds() -> Setup {
    Setup::new(env!("CARGO_BIN_EXE_rounds"))
}

/// Today, once the runbooks were read.
#[track_caller]
pub fn today(setup: &Setup) -> Screen {
    let mut screen = Screen::start(setup, &[]);
    screen
        .until("1 Today")
        .until_gone("The runbooks are being read.");
    screen
}

/// Today, and on it the row that holds `title` opened.
#[track_caller]
pub fn opened(setup: &Setup, title: &str) -> Screen {
    let mut screen = Screen::start(setup, &[]);
    open(&mut screen, title);
    screen
}

/// Opens a row of Today.
#[track_caller]
pub fn open(screen: &mut Screen, title: &str) {
    screen.until("1 Today").until(title).select(title);
    screen.keys("<enter>").until("Finish");
}

/// The folder of the journal.
pub fn journal(setup: &Setup) -> PathBuf {
    setup.home().join("data/rounds/journal")
}

/// Asserts that the record is whole: the program's own checker says so.
#[track_caller]
pub fn assert_clean(setup: &Setup) {
    let report = verify(&journal(setup), &Question::default());
    assert_eq!(report.status, Status::Clean, "{report}");
    let output = setup.run(&["journal", "verify"]);
    assert_eq!(output.code, Some(0), "{output:?}");
}

/// The names of all events in the journal, writer by writer, in order.
pub fn events(setup: &Setup) -> Vec<String> {
    let events = entries(&journal(setup)).into_iter().flat_map(|entry| {
        let events = entry["events"].as_array().unwrap().clone();
        events
            .into_iter()
            .map(|event| event["event"].as_str().unwrap().to_owned())
    });
    events.collect()
}

/// How often an event of this name was written.
pub fn count(setup: &Setup, event: &str) -> usize {
    events(setup).iter().filter(|name| *name == event).count()
}

/// Every whole line of the journal.
pub fn entries(journal: &Path) -> Vec<serde_json::Value> {
    let lines = segments(journal).into_iter().flat_map(|segment| {
        let text = fs::read_to_string(segment).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines
        .filter_map(|line| serde_json::from_str(&line).ok())
        .collect()
}

/// The files of the journal's segments, in order.
pub fn segments(journal: &Path) -> Vec<PathBuf> {
    let Ok(writers) = fs::read_dir(journal) else {
        return Vec::new();
    };
    let mut segments: Vec<_> = writers
        .map(|writer| writer.unwrap().path())
        .filter(|writer| writer.is_dir() && !writer.ends_with("objects"))
        .flat_map(|writer| fs::read_dir(writer).unwrap())
        .map(|segment| segment.unwrap().path())
        .collect();
    segments.sort();
    segments
}

/// The files below a folder that hold these words.
pub fn holders(folder: &Path, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(holders(&path, words));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let holds = bytes.windows(words.len()).any(|it| it == words.as_bytes());
            found.extend(holds.then_some(path));
        }
    }
    found
}

/// What this machine is called, as the one that runs hooks is named by it.
pub fn host() -> String {
    let name = Command::new("uname").arg("-n").output().unwrap();
    String::from_utf8(name.stdout).unwrap().trim().to_owned()
}
