//! How soon a page opens over a large record, beside the same page over an empty one: it may
//! take one frame longer. And what the reports of a handoff cost by the command line.

use super::{PROGRAM, TODAY, median, millis, say, start_rounds, verdict};
use crate::terminal::{Watched, environment};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each page is opened, in turn with the empty one.
const ROUNDS: usize = 12;
/// One frame of a screen that draws sixty a second.
const FRAME: Duration = Duration::from_micros(16_667);
/// After so long without a drawing, nothing more comes of a key.
const QUIET: Duration = Duration::from_millis(120);

/// A page: its name, the keys to where it is opened from, the key that opens it, and those
/// that lead back.
const PAGES: [(&str, &str, &str, &str); 10] = [
    ("Runbooks", "1", "2", "1"),
    ("Journal", "1", "3", "1"),
    ("Follow-ups", "1", "4", "1"),
    ("the pages of a runbook", "2", "B", "\x1b"),
    ("Drift", "2B", "G", "g"),
    ("Readiness", "2BG", "k", "j"),
    ("the handover", "1", "H", "\x1b"),
    ("the calendar of the year", "3", "c", "c"),
    ("the trends of the year", "3", "t", "t"),
    ("find", "1", "/", "\x1b"),
];

/// Measures every page, and the reports.
pub fn measure(home: &Path) {
    let empty = home.with_file_name("pages-empty");
    let _ = fs::remove_dir_all(&empty);
    super::library::write(&empty.join("runbooks"));
    let mut large = start_rounds(home);
    let mut small = start_rounds(&empty);
    large.drawn(TODAY);
    small.drawn("rounds");
    for (name, before, open, back) in PAGES {
        for screen in [&mut large, &mut small] {
            go(screen, before);
        }
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            for (screen, times) in [(&mut small, &mut least), (&mut large, &mut ours)] {
                times.push(screen.repaint(open));
                go(screen, back);
            }
        }
        tell(&format!("{name} opens, ms"), &mut ours, &mut least);
        for screen in [&mut large, &mut small] {
            go(screen, "\x1b");
            go(screen, "\x1b");
        }
    }
    large.quit();
    small.quit();
    reports(home, &empty);
}

/// Types keys one by one, each once the drawing of the one before is over.
fn go(screen: &mut Watched, keys: &str) {
    for key in keys.chars() {
        screen.keys(key.encode_utf8(&mut [0; 4]));
        while screen.drawing_within(QUIET).is_some() {}
    }
}

fn tell(name: &str, ours: &mut [Duration], least: &mut [Duration]) {
    let (ours, least) = (median(ours), median(least));
    let ratio = ours.as_secs_f64() / least.as_secs_f64();
    let holds = ours <= least + FRAME;
    println!(
        "{name:<44} {:>10} {:>10} {ratio:>6.2}x {:>9}  {}",
        millis(ours),
        millis(least),
        "+1 frame",
        verdict(holds),
    );
}

/// What reads the whole record: it may take what reading takes, which the floor shows.
fn reports(home: &Path, empty: &Path) {
    for (name, arguments) in [
        ("rounds handover, ms", &["handover"][..]),
        ("rounds ready of 300 runbooks, ms", &["ready"]),
        ("rounds report of a week, ms", &["report"]),
        (
            "rounds report of a year as HTML, ms",
            &["report", "--from", "2020-01-01", "--format", "html"],
        ),
        ("rounds journal verify, ms", &["journal", "verify"]),
    ] {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            least.push(spend(arguments, empty));
            ours.push(spend(arguments, home));
        }
        let (ours, least) = (median(&mut ours), median(&mut least));
        say(name, &millis(ours), &millis(least), "", true);
    }
}

fn spend(arguments: &[&str], home: &Path) -> Duration {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().current_dir(home);
    command.envs(environment(home));
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let status = command.stderr(Stdio::null()).status().unwrap();
    let spent = began.elapsed();
    // `ready` says by its status that something is missing; an empty journal has nothing to
    // verify.
    assert!(status.code().is_some(), "{command:?}: {status}");
    spent
}
