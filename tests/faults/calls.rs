//! Every system call on the way of an entry to the disk fails, stops short, or is the last one
//! before the process is killed; `strace` does it to the program as it is.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::kit::Setup;
use crate::scene::{
    acknowledged, assert_goes_on, figure, has_tool, is_whole, note, rounds, skipped,
};

/// The calls by which a journal is read and written.
const CALLS: &str = "openat,read,pread64,write,pwrite64,fdatasync,fsync,flock,rename,mkdir,chmod,\
fchmod,unlink,statx,getdents64";

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

/// Two notes, one a line, under `strace`; gives what the program said.
fn traced(setup: &Setup, log: &Path, inject: Option<&str>) -> String {
    let mut strace = setup.command("strace");
    strace
        .args(["-f", "--seccomp-bpf", "-o"])
        .arg(log)
        .args(["-e", &format!("trace={CALLS}")]);
    if let Some(inject) = inject {
        strace.args(["-e", inject]);
    }
    strace.arg(setup.program()).args(["note", "-"]);
    let mut child = strace
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It may be dead before it reads.
    let _ = child.stdin.take().unwrap().write_all(b"one\ntwo\n");
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The calls that the program makes from the first that touches the journal on, each with the
/// number by which it is called among its kind.
fn points(setup: &Setup) -> Vec<(String, usize)> {
    let log = setup.home().join("calls");
    let said = traced(setup, &log, None);
    assert_eq!(acknowledged(&said).len(), 2, "{said}");
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    let mut points = Vec::new();
    let mut has_begun = false;
    for line in fs::read_to_string(log).unwrap().lines() {
        let call = line.split_whitespace().nth(1).unwrap_or_default();
        let Some((call, _)) = call.split_once('(') else {
            continue;
        };
        let nth = seen.entry(call.to_owned()).or_default();
        *nth += 1;
        has_begun |= line.contains("/data/rounds");
        if has_begun {
            points.push((call.to_owned(), *nth));
        }
    }
    points
}

fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
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
        let points = points(&before.home().0);
        for (call, nth) in &points {
            for wrong in WRONGS.iter().filter(|wrong| wrong.fits(call)) {
                number += 1;
                if number % stride != 0 {
                    continue;
                }
                let (setup, mut saved) = before.home();
                let inject = wrong.told(call, *nth);
                let said = traced(&setup, &setup.home().join("calls"), Some(&inject));
                saved.extend(acknowledged(&said));
                assert_goes_on(&setup, &saved, &format!("{before:?}, {inject}"));
                tried += 1;
                kills += usize::from(matches!(wrong, Wrong::Kill));
            }
        }
    }
    assert!(tried > 40, "{tried} of {number}");
    figure(&format!(
        "{tried} of {number} failing system calls tried, {kills} of them kills"
    ));
}
