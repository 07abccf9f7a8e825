//! Verifying: every line of every writer, against its chain and against what others saw.
//!
//! Several writers at once, each a segment at a time; `check` looks at one writer.
//!
//! What it proves: the chain alone shows edits, swaps and losses in the middle. A cut at
//! the end shows only against an expected head, the head that this machine keeps of its own
//! writer, or another writer's `seen`; a full rewrite only against a seal.

use super::beginning::first_started;
use super::check::{Check, Known};
use super::disk::Disk;
use super::line::LINE_LIMIT_BYTES;
use super::lock::{Saved, Slots};
use super::place::segment_number;
use super::report::{Question, Report, Status};
use super::segment_scan::SEGMENT_READ_LIMIT_BYTES;
use super::writer_id::KeptHead;
use crate::event::{EntryHash, SeenHead, WriterId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

type Targets = BTreeMap<WriterId, BTreeMap<u64, Vec<Known>>>;

/// Verifies the journal at `root`. Takes no lock and creates nothing.
pub fn verify(root: &Path, question: &Question) -> Report {
    let disk = Disk::default();
    let mut report = Report::default();
    let names = match disk.names(root) {
        Ok(names) => names,
        Err(error) => {
            report
                .unreadable
                .push(format!("the journal cannot be read: {error}"));
            report.status = Status::Unreadable;
            return report;
        }
    };
    let mut writers: BTreeSet<WriterId> =
        names.iter().filter_map(|name| name.parse().ok()).collect();
    let saved = all_saved(&disk, root, &names);
    let mut targets = targets(&disk, root, &writers, question);
    writers.extend(targets.keys().cloned());
    let mut objects = BTreeMap::new();
    let checks = writers
        .iter()
        .map(|writer| Check::new(&disk, root, writer, targets.remove(writer)));
    for mut check in run_all(checks.collect()) {
        let writer = check.report.writer.clone();
        let is_being_written = saved.get(&writer).is_some_and(|saved| {
            (check.segment, check.offset) >= (saved.point.segment, saved.point.bytes)
        });
        check.leave_targets();
        report.journal = match (report.journal, check.journal) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        objects.insert(writer.clone(), std::mem::take(&mut check.objects));
        report.removed_objects.append(&mut check.removed);
        check.report.conclude(is_being_written);
        report.writers.push(check.report);
    }
    let here = check_objects(&disk, root, &mut report);
    let removed: BTreeSet<EntryHash> = report
        .removed_objects
        .iter()
        .map(|removed| removed.sha256)
        .collect();
    for name in removed.intersection(&here) {
        let words = format!("object {name} is here, though an entry says that it was removed");
        report.notes.push(words);
    }
    for writer in &mut report.writers {
        let named = objects.remove(&writer.writer).unwrap_or_default();
        let absent = named
            .into_iter()
            .filter(|name| !here.contains(name) && !removed.contains(name));
        let is_own = |kept: &KeptHead| {
            kept.head.writer == writer.writer && Some(kept.journal) == report.journal
        };
        if question.own.iter().any(is_own) {
            writer.absent_objects.extend(absent);
            if !writer.absent_objects.is_empty() {
                writer.status = writer.status.max(Status::Truncated);
            }
        } else {
            report.awaited_objects += absent.count() as u64;
        }
    }
    let worst = report.writers.iter().map(|writer| writer.status).max();
    report.status = worst.unwrap_or_default();
    if !report.altered_objects.is_empty() {
        report.status = report.status.max(Status::Corrupt);
    }
    if !report.unreadable.is_empty() {
        report.status = Status::Unreadable;
    }
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
                let words = format!("{} cannot be read: {error}", path.display());
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

/// How far writers are saved, of all hosts whose lock files are here.
fn all_saved(disk: &Disk, root: &Path, names: &[String]) -> HashMap<WriterId, Saved> {
    let locks = names.iter().filter(|name| name.starts_with("lock."));
    let read = |name: &String| disk.read_range(&root.join(name), 0, SEGMENT_READ_LIMIT_BYTES);
    let mut saved = HashMap::new();
    for slots in locks
        .filter_map(|name| read(name).ok())
        .map(|bytes| Slots::read(&bytes))
    {
        saved.extend(slots.texts().filter_map(|(_, text)| Saved::from_text(text)));
    }
    saved
}

/// Every head that was seen or is expected, by writer and number.
fn targets(disk: &Disk, root: &Path, writers: &BTreeSet<WriterId>, question: &Question) -> Targets {
    let mut targets = Targets::new();
    let mut add = |writer: &WriterId, seq, hash: String, from: String| {
        let known: &mut Vec<Known> = targets
            .entry(writer.clone())
            .or_default()
            .entry(seq)
            .or_default();
        if !known.iter().any(|known| known.hash == hash) {
            known.push(Known { hash, from });
        }
    };
    for expected in &question.expected {
        let hash = expected.hash.clone();
        add(&expected.writer, expected.seq, hash, "expected".into());
    }
    for sealed in &question.sealed {
        let SeenHead { writer, seq, hash } = &sealed.head;
        let from = format!("a seal of {}", sealed.by);
        add(writer, *seq, hash.to_string(), from);
    }
    let mut journal = None;
    for writer in writers {
        let folder = root.join(writer.as_str());
        for name in disk.names(&folder).unwrap_or_default() {
            if segment_number(&name).is_none() {
                continue;
            }
            let first = disk.read_range(&folder.join(name), 0, LINE_LIMIT_BYTES as u64);
            let first = first.unwrap_or_default();
            if let Some((_, started)) = first_started(&first) {
                let known = journal.get_or_insert(started.journal);
                *known = started.journal.min(*known);
                for seen in started.seen {
                    let from = writer.to_string();
                    add(&seen.writer, seen.seq, seen.hash.to_string(), from);
                }
            }
        }
    }
    let own = question.own.iter();
    for kept in own.filter(|kept| Some(kept.journal) == journal) {
        let SeenHead { writer, seq, hash } = &kept.head;
        add(writer, *seq, hash.to_string(), "this machine".into());
    }
    targets
}

/// Hashes every object; gives those that are what their names say.
fn check_objects(disk: &Disk, root: &Path, report: &mut Report) -> BTreeSet<EntryHash> {
    let folder = root.join("objects");
    let mut here = BTreeSet::new();
    let names = disk.names(&folder).unwrap_or_else(|error| {
        report
            .unreadable
            .push(format!("the objects cannot be read: {error}"));
        Vec::new()
    });
    for name in names {
        let Ok(hash) = name.parse::<EntryHash>() else {
            if !name.starts_with('.') {
                report.notes.push(format!("objects/{name} is no object"));
            }
            continue;
        };
        report.objects += 1;
        match hash_file(disk, &folder.join(&name)) {
            Ok(found) if found == hash => {
                here.insert(hash);
            }
            Ok(_) => report.altered_objects.push(name),
            Err(error) => {
                report
                    .unreadable
                    .push(format!("object {name} cannot be read: {error}"));
            }
        }
    }
    here
}

fn hash_file(disk: &Disk, path: &Path) -> io::Result<EntryHash> {
    let mut file = disk.open_read(path)?;
    let mut digest = Sha256::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(EntryHash(digest.finalize().into())),
            count => digest.update(&part[..count]),
        }
    }
}
