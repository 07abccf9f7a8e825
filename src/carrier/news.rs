//! Hearing soon that something came: a program of its own that waits, where it can.
//!
//! It is a hint and no more. Who hears nothing asks every so often all the same, so a connection
//! that breaks, or a carrier that cannot tell, loses nothing.

use super::program::Program;
use super::url::Place;
use super::verbs::Carrier;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// So long one question waits: whoever ends leaves a program behind no longer.
const TURN: Duration = Duration::from_secs(5);

/// What is heard within so long is one piece of news.
const TOGETHER: Duration = Duration::from_millis(200);

/// After so long it is tried again, where it broke.
const AGAIN: Duration = Duration::from_secs(60);

/// Calls `tell` whenever others' news are heard of, from a thread of its own, until it says no.
/// Nothing is heard of from git or a folder.
pub fn listen(place: &Place, home: &Path, tell: impl Fn() -> bool + Send + 'static) {
    if let Place::Program(name, url) = place {
        let (name, url, home) = (name.clone(), url.clone(), home.to_path_buf());
        thread::spawn(move || {
            while let Ok(mut program) = Program::start(&name, &url, &home) {
                if !hear(&mut program, &tell) {
                    return;
                }
                drop(program);
                thread::sleep(AGAIN);
            }
        });
    }
}

/// Waits for news until it breaks; says whether it is worth another try.
fn hear(carrier: &mut dyn Carrier, tell: &dyn Fn() -> bool) -> bool {
    loop {
        let begun = Instant::now();
        match carrier.wait(TURN) {
            Ok(true) if !tell() => return false,
            Ok(true) => thread::sleep(TOGETHER),
            // It waits for nothing: it cannot hear.
            Ok(false) if begun.elapsed() < TURN / 2 => return false,
            Ok(false) => {}
            Err(_) => return true,
        }
    }
}
