//! The program under `strace`, which lets a system call of it fail, or stops it there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::kit::Setup;

/// The calls by which a journal is read and written.
pub const CALLS: &str = "openat,read,pread64,write,pwrite64,fdatasync,fsync,flock,rename,mkdir,chmod,\
fchmod,unlink,statx,getdents64";

/// Whether there is a `strace` that may trace here.
pub fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

/// The program with its calls in a log, and perhaps something done to one of them.
pub fn traced(setup: &Setup, log: &Path, inject: Option<&str>) -> Command {
    let mut strace = setup.command("strace");
    strace.args(["-f", "-e", &format!("trace={CALLS}"), "-o"]);
    strace.arg(log);
    // Where calls alone stop the program a signal is lost.
    if !inject.is_some_and(|inject| inject.contains("signal=")) {
        strace.arg("--seccomp-bpf");
    }
    if let Some(inject) = inject {
        strace.args(["-e", inject]);
    }
    strace.arg(setup.program());
    strace
}

/// The calls of a log from the first that touches the journal on, each with the number by which
/// `strace` calls it: among its kind, in its thread. A call that two threads make stands once.
pub fn points(log: &Path) -> Vec<(String, usize)> {
    let mut seen = BTreeMap::<(String, String), usize>::new();
    let (mut points, mut known) = (Vec::new(), BTreeSet::new());
    let mut has_begun = false;
    for line in fs::read_to_string(log).unwrap().lines() {
        let mut words = line.split_whitespace();
        let (thread, call) = (words.next(), words.next().unwrap_or_default());
        let Some((call, _)) = call.split_once('(') else {
            continue;
        };
        let thread = thread.unwrap_or_default().to_owned();
        let nth = seen.entry((thread, call.to_owned())).or_default();
        *nth += 1;
        has_begun |= line.contains("/data/rounds");
        let point = (call.to_owned(), *nth);
        if has_begun && known.insert(point.clone()) {
            points.push(point);
        }
    }
    points
}

/// Waits until a program that is to stop stands still; gives its number, none where it came to
/// its end before.
pub fn standstill(child: &mut Child, log: &Path) -> Option<String> {
    loop {
        let ended = child.try_wait().unwrap().is_some();
        let said = fs::read_to_string(log).unwrap_or_default();
        let stopped = said
            .lines()
            .find(|line| line.contains("stopped by SIGSTOP"));
        if let Some(stopped) = stopped {
            return stopped.split_whitespace().next().map(str::to_owned);
        }
        if ended {
            return None;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}
