//! A large library: 300 runbooks of 28 steps, in two routines each.
//!
//! The first few have a daily round, all others rarer checks, as a large team's library has.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How many runbooks there are.
pub const RUNBOOKS: usize = 300;
/// How many of them have a round every day.
pub const DAILY: usize = 15;
/// The steps of the first and the second procedure of each.
pub const STEPS: [usize; 2] = [10, 18];

/// Writes the library into an empty folder.
pub fn write(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let defaults = "timezone = \"UTC\"\n\n[owners]\ntechnical = { name = \"Platform lead\", contact = \"platform@example.com\" }\n";
    fs::write(folder.join("library.toml"), defaults).unwrap();
    for number in 0..RUNBOOKS {
        fs::write(
            folder.join(format!("system-{number:03}.toml")),
            runbook(number),
        )
        .unwrap();
    }
}

/// The schedules of a runbook's two procedures.
fn schedules(number: usize) -> [String; 2] {
    let hour = number % 24;
    let first = match number {
        number if number < DAILY => format!("daily {hour:02}:{:02}", number % 60),
        number => format!("quarterly {} {hour:02}:00", 1 + number % 28),
    };
    let month = 1 + number % 6;
    let second = format!(
        "every 180 days {hour:02}:30 from 2025-{month:02}-{:02}",
        1 + number % 28
    );
    [first, second]
}

fn runbook(number: usize) -> String {
    let mut text = format!(
        "title = \"System {number:03}\"\nsummary = \"Copies what the shop sold into warehouse {number}, every five minutes.\"\n\n\
         [links]\nDashboard = \"https://grafana.example.com/d/system-{number:03}\"\n\n\
         [[contacts]]\nid = \"on-call\"\nname = \"System {number:03} on-call\"\ncontact = \"pager: system-{number:03}\"\nhours = \"24/7\"\n\n\
         [[alerts]]\nname = \"System{number:03}LagHigh\"\nseverity = \"sev2\"\nmeans = \"Lag above five minutes for ten minutes\"\n"
    );
    let kinds = [("round", "Round"), ("exercise", "Exercise")];
    for (at, schedule) in schedules(number).iter().enumerate() {
        let (id, title) = kinds[at];
        write!(
            text,
            "\n[[procedures]]\nid = \"{id}\"\ntitle = \"{title} of system {number:03}\"\npurpose = \"Know how it is before anyone asks\"\nschedule = \"{schedule}\"\n"
        )
        .unwrap();
        for step in 0..STEPS[at] {
            text += &self::step(step);
        }
    }
    text
}

fn step(step: usize) -> String {
    let id = step_id(step);
    match step % 5 {
        1 => format!(
            "\n[[procedures.steps]]\nid = \"{id}\"\ntitle = \"Depth of queue {step}\"\nreading = {{ unit = \"messages\", warn_above = 500, alarm_above = 5000 }}\n\
             detail = \"\"\"\nOn the dashboard, **Queues**, panel {step}. A backlog after a deploy is normal for ten minutes.\n\n- below 500: go on\n- above: look at the consumers first\n\"\"\"\n"
        ),
        3 => format!(
            "\n[[procedures.steps]]\nid = \"{id}\"\ntitle = \"Consumer group {step} is running\"\nexpect = \"Every partition has an owner\"\ncopy = \"kafka-consumer-groups --describe --group orders-{step}\"\nlink = \"https://grafana.example.com/d/groups\"\n"
        ),
        _ => format!(
            "\n[[procedures.steps]]\nid = \"{id}\"\ntitle = \"Panel {step} of the dashboard shows no errors since the last round\"\n"
        ),
    }
}

/// The id of a step, by its place.
pub fn step_id(step: usize) -> String {
    format!("step-{step}")
}

/// Whether a step wants a reading.
pub fn is_reading(step: usize) -> bool {
    step % 5 == 1
}
