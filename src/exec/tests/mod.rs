//! What running a command promises, tried with real processes.
//!
//! Nothing sleeps here for a time that "should do": whoever waits polls, with a deadline that
//! only a failure reaches.

mod hostile;
mod look;
mod processes;

use super::*;
use std::time::{Duration, Instant};

/// Only a failure takes so long.
const DEADLINE: Duration = Duration::from_secs(60);

/// Polls until it is so.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::yield_now();
    }
}

fn run(program: &Program) -> Ended {
    start(program, || {}).unwrap().wait().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
