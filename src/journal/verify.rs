//! Verifying: every line of every writer, against its chain and against what others saw.
//!
//! Several writers at once, each a segment at a time; `check` looks at one writer, `judge` at
//! what came of it.
//!
//! What it proves: the chain alone shows edits, swaps and losses in the middle. A cut at
//! the end shows only against an expected head, the head that this machine keeps of its own
//! writer, what a writer that was minted after it says was lost, or another writer's `seen`; a
//! full rewrite only against a seal.

use super::check::Check;
use super::disk::Disk;
use super::judge::judge;
use super::lock::{Saved, Slots};
use super::question::Question;
use super::report::Report;
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::unread::why;
use crate::event::WriterId;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Verifies the journal at `root`. Takes no lock and creates nothing.
pub fn verify(root: &Path, question: &Question) -> Report {
    verify_on(&Disk::default(), root, question)
}

pub(super) fn verify_on(disk: &Disk, root: &Path, question: &Question) -> Report {
    let names = match disk.names(root) {
        Ok(names) => names,
        Err(error) => {
            return Report::of_unreadable(format!("the journal cannot be read: {}", why(&error)));
        }
    };
    let writers: BTreeSet<WriterId> = names.iter().filter_map(|name| name.parse().ok()).collect();
    let (saved, notes) = all_saved(disk, root, &names);
    let checks = writers
        .iter()
        .map(|writer| Check::new(disk, root, writer))
        .collect();
    let checks = run_all(checks);
    let mut report = judge(disk, root, question, checks, &saved);
    report.notes.extend(notes);
    report
}

/// Runs the checks, several at once where the machine can; gives them in their order.
fn run_all(checks: Vec<Check<'_>>) -> Vec<Check<'_>> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let checks: Vec<_> = checks.into_iter().map(Mutex::new).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(check) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
            // Each is taken once.
            let mut check = check.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err((path, error)) = check.run() {
                let words = format!("{} cannot be read: {}", path.display(), why(&error));
                check.report.unreadable = Some(words);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..hands.min(checks.len()) {
            // Where there is no room for another, this one does it all.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let checks = checks.into_iter().map(Mutex::into_inner);
    checks
        .map(|check| check.unwrap_or_else(PoisonError::into_inner))
        .collect()
}

/// How far writers are saved, of all hosts whose lock files are here; and which of those files
/// cannot be read, in words. Without one of them an unfinished line is only judged more strictly.
fn all_saved(
    disk: &Disk,
    root: &Path,
    names: &[String],
) -> (HashMap<WriterId, Saved>, Vec<String>) {
    let locks = names.iter().filter(|name| name.starts_with("lock."));
    let (mut saved, mut notes) = (HashMap::new(), Vec::new());
    for name in locks {
        match disk.read_range(&root.join(name), 0, SEGMENT_READ_LIMIT_BYTES) {
            Ok(bytes) => {
                let slots = Slots::read(&bytes);
                saved.extend(slots.texts().filter_map(|(_, text)| Saved::from_text(text)));
            }
            Err(error) => notes.push(format!("{name} cannot be read: {}", why(&error))),
        }
    }
    (saved, notes)
}
