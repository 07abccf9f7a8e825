//! How soon the commands answer that are asked without thinking, and at each Tab: beside a
//! program that does nothing at all, compiled on the spot.

use super::{PROGRAM, compare, yardstick};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each is asked.
const ROUNDS: usize = 60;
/// What each may take, in times of the empty program.
const TARGET: f64 = 10.0;

/// Measures every answer in a home of its own, with the runbooks that are shipped.
pub fn measure(home: &Path) {
    let empty = yardstick::empty();
    let home = home.with_file_name("answers");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let runbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let ask = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command
            .args(["--runbooks".as_ref(), runbooks.as_os_str()])
            .args(arguments);
        command
    };
    // A record to read: a run, and what the library's schedules became.
    spend(
        ask(&["start", "this-machine/first-look", "--no-open"]),
        &home,
    );
    for (name, arguments) in [
        ("rounds --help, ms", &["--help"][..]),
        ("rounds due, ms", &["due"]),
        ("rounds list, ms", &["list"]),
        ("rounds list runs, ms", &["list", "runs"]),
        ("completion of a command, ms", &["complete", "--", "st"]),
        (
            "completion of a procedure, ms",
            &["complete", "--", "start", ""],
        ),
        ("completion of a run, ms", &["complete", "--", "do", ""]),
    ] {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            least.push(spend(Command::new(&empty), &home));
            ours.push(spend(ask(arguments), &home));
        }
        compare(name, &mut ours, &mut least, TARGET);
    }
}

/// How long a program takes from its start to its end.
fn spend(mut command: Command, home: &Path) -> Duration {
    command
        .env_clear()
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC")
        .current_dir(home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status().unwrap();
    let spent = began.elapsed();
    // `due` says by its status that something is overdue.
    assert!(
        matches!(status.code(), Some(0 | 1)),
        "{command:?}: {status}"
    );
    spent
}
