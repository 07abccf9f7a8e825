//! Every system call on the way of an entry to the disk fails, stops short, or is the last one
//! before the process is killed; `strace` does it to the program as it is.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::kit::Setup;
use crate::scene::{
    acknowledged, assert_goes_on, figure, has_tool, is_whole, note, rounds, skipped,
};
use crate::traced::{can_trace, points, traced};

/// How a call goes wrong, as `strace` is told it.
#[derive(Clone, Copy)]
enum Wrong {
    /// Once, with an error.
    Once(&'static str),
    /// From then on, with an error.
    FromThenOn(&'static str),
    /// A write says that it took seven bytes alone.
    Short,
    /// The process is killed when it makes the call.
    Kill,
}

const WRONGS: [Wrong; 12] = [
    Wrong::Once("EIO"),
    Wrong::Kill,
    Wrong::FromThenOn("ENOSPC"),
    Wrong::Once("EINTR"),
    Wrong::Short,
    Wrong::FromThenOn("EROFS"),
    Wrong::Once("ENOSPC"),
    Wrong::Once("EDQUOT"),
    Wrong::FromThenOn("EIO"),
    Wrong::Once("EROFS"),
    Wrong::Once("ESTALE"),
    Wrong::Once("ENOLCK"),
];

impl Wrong {
    /// Whether such a call can go wrong so.
    fn fits(self, call: &str) -> bool {
        match self {
            Self::Short => matches!(call, "write" | "pwrite64"),
            _ => true,
        }
    }

    fn told(self, call: &str, nth: usize) -> String {
        match self {
            Self::Once(error) => format!("inject={call}:error={error}:when={nth}"),
            Self::FromThenOn(error) => format!("inject={call}:error={error}:when={nth}+"),
            Self::Short => format!("inject={call}:retval=7:when={nth}"),
            Self::Kill => format!("inject={call}:signal=SIGKILL:when={nth}"),
        }
    }
}

/// What the journal is like before.
#[derive(Clone, Copy, Debug)]
enum Before {
    Nothing,
    Whole,
    Torn,
}

impl Before {
    fn home(self) -> (Setup, Vec<String>) {
        let setup = rounds();
        let mut saved = Vec::new();
        if !matches!(self, Self::Nothing) {
            saved.push(note(&setup, "before"));
        }
        if matches!(self, Self::Torn) {
            let mut options = fs::OpenOptions::new();
            let mut segment = options.append(true).open(segment(&setup)).unwrap();
            segment
                .write_all(br#"{"v":1,"seq":3,"n":3,"at":"2026-"#)
                .unwrap();
        }
        (setup, saved)
    }
}

fn segment(setup: &Setup) -> PathBuf {
    let journal = setup.home().join("data/rounds/journal");
    let mut folders = fs::read_dir(journal).unwrap().map(|item| item.unwrap());
    let writer = folders.find(|item| item.file_name().to_string_lossy().contains('@'));
    writer.unwrap().path().join("000001.jsonl")
}

/// Two notes, one a line, under `strace`; gives what the program said, and whether it was killed.
fn two_notes(setup: &Setup, log: &Path, inject: Option<&str>) -> (String, bool) {
    let mut child = traced(setup, log, inject)
        .args(["note", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It may be dead before it reads.
    let _ = child.stdin.take().unwrap().write_all(b"one\ntwo\n");
    let output = child.wait_with_output().unwrap();
    let is_killed = fs::read_to_string(log)
        .unwrap()
        .contains("+++ killed by SIGKILL +++");
    (String::from_utf8(output.stdout).unwrap(), is_killed)
}

#[test]
fn no_failing_call_loses_what_was_saved_or_shows_what_was_not() {
    if !has_tool("strace") || !can_trace() {
        skipped("no strace that may trace here, so system calls cannot be made to fail");
        return;
    }
    let (mut tried, mut kills, mut number) = (0, 0, 0);
    // A prime, so that a part of the points is spread over calls and faults alike.
    let stride = if is_whole() { 1 } else { 53 };
    for before in [Before::Whole, Before::Torn, Before::Nothing] {
        let (setup, _) = before.home();
        let log = setup.home().join("calls");
        let (said, _) = two_notes(&setup, &log, None);
        assert_eq!(acknowledged(&said).len(), 2, "{said}");
        let points = points(&log);
        for (call, nth) in &points {
            for wrong in WRONGS.iter().filter(|wrong| wrong.fits(call)) {
                number += 1;
                if number % stride != 0 {
                    continue;
                }
                let (setup, mut saved) = before.home();
                let inject = wrong.told(call, *nth);
                let log = setup.home().join("calls");
                let (said, is_killed) = two_notes(&setup, &log, Some(&inject));
                saved.extend(acknowledged(&said));
                assert_goes_on(&setup, &saved, &format!("{before:?}, {inject}"));
                tried += 1;
                assert!(!is_killed || matches!(wrong, Wrong::Kill), "{inject}");
                kills += usize::from(is_killed);
            }
        }
    }
    assert!(
        tried > 40 && kills > 0,
        "{tried} of {number}, {kills} kills"
    );
    figure(&format!(
        "{tried} of {number} failing system calls tried, {kills} of them kills"
    ));
}
