//! The room as a whole: what is acknowledged stays, what is not is never shown.

use super::disk::{Disk, Operation};
use super::faults::{Faults, Kind};
use super::lock::lock_path;
use super::*;
use crate::event::{Event, Fact, RunId, Thread, WriterId};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) faults: Arc<Faults>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self {
            // In memory where there is such a place: syncs are counted here, not waited for.
            folder: tempfile::tempdir_in("/dev/shm")
                .or_else(|_| tempfile::tempdir())
                .unwrap(),
            faults: Arc::default(),
        }
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    pub(super) fn journal(&self, operator: &str) -> Journal {
        self.journal_on(operator, "host", "boot-1", "1.0.0")
    }

    pub(super) fn journal_on(
        &self,
        operator: &str,
        host: &str,
        boot: &str,
        program: &str,
    ) -> Journal {
        let places = Places {
            journal: self.root(),
            state: self.folder.path().join("state"),
            id: None,
        };
        let identity = Identity {
            operator: operator.into(),
            host: host.into(),
            machine: host.into(),
            account: "account".into(),
            boot: Some(boot.into()),
            program: program.into(),
        };
        let reader = Reader::new(self.root(), host, Some(boot));
        let mut reader = reader.knowing(&places.state);
        reader.disk = Disk {
            faults: Some(self.faults.clone()),
            ..Disk::default()
        };
        Journal::with_reader(places, identity, reader).with_patience(Duration::from_secs(60))
    }

    pub(super) fn reader(&self, host: &str) -> Reader {
        Reader::new(self.root(), host, Some("boot-1"))
    }

    pub(super) fn texts(&self) -> Vec<String> {
        notes(&read(&mut self.reader("host")))
    }

    pub(super) fn segments(&self, writer: &WriterId) -> Vec<PathBuf> {
        let list = fs::read_dir(self.root().join(writer.as_str())).unwrap();
        let mut paths: Vec<PathBuf> = list.map(|item| item.unwrap().path()).collect();
        paths.sort();
        paths
    }

    pub(super) fn kept_heads(&self) -> Vec<KeptHead> {
        kept_heads(&self.folder.path().join("state")).unwrap()
    }

    pub(super) fn status(&self) -> Status {
        verify(&self.root(), &Question::default()).status
    }
}

pub(super) fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

pub(super) fn draft(text: &str) -> Draft {
    Draft {
        at: start(),
        zone: "Europe/Berlin".into(),
        on: vec![Thread::Shift],
        events: vec![Event::Known(Fact::Noted {
            step: None,
            item: None,
            text: text.into(),
        })],
        objects: Vec::new(),
    }
}

pub(super) fn append(journal: &mut Journal, draft: &Draft) -> Result<Vec<Arrived>, WriteFault> {
    journal.begin(&mut |_| {})?.append(draft)
}

pub(super) fn read(reader: &mut Reader) -> Vec<Arrived> {
    let mut arrived = Vec::new();
    reader.poll(&mut |one| arrived.push(one)).unwrap();
    arrived
}

pub(super) fn notes(arrived: &[Arrived]) -> Vec<String> {
    let facts = arrived
        .iter()
        .flat_map(|arrived| arrived.entry.numbered_facts().map(|(_, fact)| fact));
    facts
        .filter_map(|fact| match fact {
            Fact::Noted { text, .. } => Some(text.clone()),
            _ => None,
        })
        .collect()
}

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let to = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &to);
        } else {
            fs::copy(item.path(), to).unwrap();
        }
    }
}

#[test]
fn what_is_appended_is_read_in_order_and_verifies() {
    let bench = Bench::new();
    let mut a = bench.journal("ops-a");
    let mut b = bench.journal("ops-b");
    for round in 0..3 {
        append(&mut a, &draft(&format!("a{round}"))).unwrap();
        append(&mut b, &draft(&format!("b{round}"))).unwrap();
    }
    let all = read(&mut bench.reader("host"));
    assert_eq!(notes(&all), ["a0", "a1", "a2", "b0", "b1", "b2"]);
    assert!(all.iter().all(|arrived| arrived.trust == Trust::Verified));
    let numbers: BTreeSet<u64> = all.iter().map(|arrived| arrived.entry.envelope.n).collect();
    assert_eq!(numbers, (1..=8).collect());
    let elsewhere = read(&mut bench.reader("elsewhere"));
    assert_eq!(all, elsewhere);
    let report = verify(&bench.root(), &Question::default());
    assert_eq!(report.status, Status::Clean, "{report}");
    let again: Vec<_> = bench.texts();
    assert_eq!(again.len(), 6);
}

#[test]
fn a_reader_creates_nothing_and_a_refused_turn_appends_nothing() {
    let bench = Bench::new();
    assert!(read(&mut bench.reader("host")).is_empty());
    assert!(!bench.root().exists());
    let mut journal = bench.journal("ops-a");
    assert!(!bench.root().exists());
    drop(journal.begin(&mut |_| {}).unwrap());
    assert_eq!(bench.texts(), Vec::<String>::new());
}

#[test]
fn segments_end_at_a_boot_a_day_a_newer_program_and_size() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    append(&mut journal, &draft("2")).unwrap();
    let mut journal = bench.journal_on("ops-a", "host", "boot-2", "1.0.0");
    append(&mut journal, &draft("3")).unwrap();
    let mut journal = bench.journal_on("ops-a", "host", "boot-2", "1.1.0");
    append(&mut journal, &draft("4")).unwrap();
    let mut journal = bench.journal_on("ops-a", "host", "boot-2", "1.0.9");
    append(&mut journal, &draft("5")).unwrap();
    let mut next_day = draft("6");
    next_day.at = start() + 24.hours();
    append(&mut journal, &next_day).unwrap();
    let writer = journal.writer().unwrap().clone();
    assert_eq!(bench.segments(&writer).len(), 4);
    let mut long = draft(&"x".repeat(60_000));
    long.at = next_day.at;
    for _ in 0..70 {
        append(&mut journal, &long).unwrap();
    }
    let segments = bench.segments(&writer);
    assert_eq!(segments.len(), 5);
    let largest = segments
        .iter()
        .map(|path| fs::metadata(path).unwrap().len())
        .max();
    assert!(largest.unwrap() <= 4 * 1024 * 1024);
    let all = read(&mut Reader::new(bench.root(), "host", Some("boot-2")));
    assert_eq!(notes(&all).len(), 76);
    let seqs: Vec<u64> = all
        .iter()
        .map(|arrived| arrived.entry.envelope.seq)
        .collect();
    assert_eq!(seqs, (1..=81).collect::<Vec<_>>());
    assert_eq!(bench.status(), Status::Clean);
}

#[test]
fn an_entry_that_is_too_long_is_refused_with_a_sentence() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    let fault = append(&mut journal, &draft(&"x".repeat(70_000))).unwrap_err();
    assert!(fault.to_string().contains("Shorten it"), "{fault}");
    append(&mut journal, &draft("short")).unwrap();
    assert_eq!(bench.texts(), ["short"]);
    assert_eq!(bench.status(), Status::Clean);
}

#[test]
fn a_clock_that_moves_back_is_an_event_of_its_own_entry() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    let mut earlier = draft("2");
    earlier.at = start() - 90.seconds();
    let saved = append(&mut journal, &earlier).unwrap();
    let moved = Fact::ClockMovedBack { by_seconds: 90 };
    assert_eq!(saved.len(), 2);
    assert!(
        saved[0]
            .entry
            .numbered_facts()
            .any(|(_, fact)| *fact == moved)
    );
    assert_eq!(bench.texts(), ["1", "2"]);
}

/// Tries a fault at every operation of an append; afterwards everything that was
/// acknowledged is there once, nothing else is, and appending works again.
fn try_every_fault(kind: Kind, only: Option<Operation>) -> usize {
    for at in 0.. {
        let bench = Bench::new();
        let mut journal = bench.journal("ops-a");
        let mut saved = Vec::new();
        if at % 2 == 0 {
            append(&mut journal, &draft("before")).unwrap();
            saved.push("before".to_owned());
        }
        bench.faults.plan(at / 2, kind, only);
        let mut with_object = draft("during");
        let content: Arc<[u8]> = Arc::from(*b"content");
        with_object.objects.push((hash_bytes(&content), content));
        if append(&mut journal, &with_object).is_ok() {
            saved.push("during".into());
        }
        let is_past_the_end = bench.faults.count() <= at / 2;
        // Saved but not noted as saved: seen from the next turn on.
        let seen = bench.texts();
        let is_behind = seen.len() + 1 == saved.len() && at / 2 + 2 >= bench.faults.count();
        assert!(
            saved.starts_with(&seen) && (seen == saved || is_behind),
            "{kind:?} at {at}"
        );
        bench.faults.heal();
        journal.poll(&mut |_| {}).unwrap();
        append(&mut bench.journal("ops-b"), &draft("other")).unwrap();
        append(&mut journal, &draft("after")).unwrap();
        saved.push("after".into());
        append(&mut bench.journal("ops-a"), &draft("new handle")).unwrap();
        saved.push("new handle".into());
        let own: Vec<_> = bench
            .texts()
            .into_iter()
            .filter(|text| text != "other")
            .collect();
        assert_eq!(own, saved, "{kind:?} at {at}");
        let elsewhere = read(&mut bench.reader("elsewhere"));
        assert_eq!(notes(&elsewhere).len(), saved.len() + 1, "{kind:?} at {at}");
        assert!(
            elsewhere
                .iter()
                .all(|arrived| arrived.trust == Trust::Verified)
        );
        assert!(bench.status() <= Status::Recovered, "{kind:?} at {at}");
        if is_past_the_end {
            return at;
        }
    }
    unreachable!()
}

#[test]
fn a_fault_at_any_operation_loses_nothing_and_shows_nothing_unsaved() {
    let mut tried = 0;
    for kind in [
        Kind::Fail(ErrorKind::Other),
        Kind::Fail(ErrorKind::StorageFull),
        Kind::FailOn(ErrorKind::ReadOnlyFilesystem),
        Kind::FailOn(ErrorKind::PermissionDenied),
        Kind::Half,
    ] {
        tried += try_every_fault(kind, None);
    }
    for only in [Operation::Sync, Operation::Write, Operation::Rename] {
        tried += try_every_fault(Kind::FailOn(ErrorKind::Other), Some(only));
    }
    println!("{tried} faults tried");
    assert!(tried > 60);
}

#[test]
fn a_crash_at_any_operation_keeps_what_was_acknowledged() {
    let mut tried = 0;
    for kind in [Kind::Crash, Kind::CrashHalf] {
        // Even numbers crash in an old journal, odd ones in a new one.
        let mut ended = [false; 2];
        for at in 0..1000 {
            if ended == [true; 2] {
                break;
            }
            let mut bench = Bench::new();
            let mut saved = Vec::new();
            if at % 2 == 0 {
                append(&mut bench.journal("ops-a"), &draft("0")).unwrap();
                saved.push("0".to_owned());
            }
            bench.faults.plan(at / 2, kind, None);
            let mut journal = bench.journal("ops-a");
            let mut pending = None;
            for text in ["1", "2"] {
                match append(&mut journal, &draft(text)) {
                    Ok(_) => saved.push(text.into()),
                    Err(_) => {
                        pending = Some(text.to_owned());
                        break;
                    }
                }
            }
            drop(journal);
            let seen = bench.texts();
            assert!(saved.starts_with(&seen), "{kind:?} at {at}: {seen:?}");
            bench.faults = Arc::default();
            for text in ["3", "4"] {
                append(&mut bench.journal("ops-a"), &draft(text)).unwrap();
            }
            let seen = bench.texts();
            let lost = saved.iter().filter(|text| !seen.contains(text)).count();
            let allowed = |text: &String| {
                saved.contains(text) || pending.as_ref() == Some(text) || text.as_str() >= "3"
            };
            assert!(
                lost == 0 && seen.iter().all(allowed),
                "{kind:?} at {at}: {seen:?}"
            );
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
            assert!(bench.status() <= Status::Recovered, "{kind:?} at {at}");
            tried += 1;
            ended[at % 2] |= pending.is_none();
        }
    }
    println!("{tried} crashes tried");
    assert!((50..1000).contains(&tried), "{tried}");
}

#[test]
fn a_line_cut_at_any_byte_is_recovered_or_adopted() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    append(&mut journal, &draft("2")).unwrap();
    let kept = tempfile::tempdir().unwrap();
    copy(bench.folder.path(), kept.path());
    let writer = journal.writer().unwrap().clone();
    let path = bench.segments(&writer).remove(0);
    let before = fs::metadata(&path).unwrap().len();
    append(&mut journal, &draft("3")).unwrap();
    let whole = fs::read(&path).unwrap();
    for cut in before..=whole.len() as u64 {
        // The lock file as it was before the line, gone, or zeros after a power cut; in the
        // same boot or the next.
        for (lock, boot) in [(1, "boot-1"), (0, "boot-1"), (1, "boot-2"), (2, "boot-2")] {
            let next_boot = boot == "boot-2";
            let about = format!("cut at {cut}, lock {lock}, {boot}");
            let torn = Bench::new();
            copy(kept.path(), torn.folder.path());
            let path = torn.segments(&writer).remove(0);
            fs::write(&path, &whole[..usize::try_from(cut).unwrap()]).unwrap();
            match lock {
                0 => fs::remove_file(lock_path(&torn.root(), "host")).unwrap(),
                1 => {}
                _ => fs::write(lock_path(&torn.root(), "host"), [0; 2048]).unwrap(),
            }
            let read_now = || notes(&read(&mut Reader::new(torn.root(), "host", Some(boot))));
            assert!(read_now().starts_with(&["1".into(), "2".into()]));
            let mut saved = Vec::new();
            for text in ["4", "5"] {
                let mut journal = torn.journal_on("ops-a", "host", boot, "1.0.0");
                saved = append(&mut journal, &draft(text)).unwrap();
            }
            assert_eq!(saved[0].entry.writer, writer);
            let adopted = cut + 1 >= whole.len() as u64;
            let expected: &[&str] = if adopted {
                &["1", "2", "3", "4", "5"]
            } else {
                &["1", "2", "4", "5"]
            };
            assert_eq!(read_now(), expected, "{about}");
            // Who takes an entry in says so: it may be a forged one.
            let status = if cut == before {
                Status::Clean
            } else {
                Status::Recovered
            };
            assert_eq!(torn.status(), status, "{about}");
            assert_eq!(torn.segments(&writer).len(), 1 + usize::from(next_boot));
            let now = fs::read(&path).unwrap();
            assert!(
                now.starts_with(&whole[..usize::try_from(cut).unwrap()]),
                "never truncated"
            );
        }
    }
    println!("{} cuts tried", 4 * (whole.len() as u64 - before + 1));
}

#[test]
fn a_recovery_that_is_torn_itself_is_recovered() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    let writer = journal.writer().unwrap().clone();
    let path = bench.segments(&writer).remove(0);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"v\":1,\"se\n{\"v\":1,\"seq\":4,\"n\":");
    fs::write(&path, &bytes).unwrap();
    append(&mut bench.journal("ops-a"), &draft("2")).unwrap();
    assert_eq!(bench.texts(), ["1", "2"]);
    assert_eq!(bench.status(), Status::Recovered);
}

#[test]
fn a_sync_that_failed_is_not_trusted_by_those_who_wait() {
    let bench = Bench::new();
    let mut first = bench.journal("ops-a");
    append(&mut first, &draft("1")).unwrap();
    bench
        .faults
        .plan(0, Kind::FailOn(ErrorKind::Other), Some(Operation::Sync));
    let fault = append(&mut first, &draft("2")).unwrap_err();
    assert!(matches!(fault, WriteFault::Broken { .. }), "{fault}");
    assert_eq!(bench.texts(), ["1"]);
    let fault = append(&mut bench.journal("ops-a"), &draft("3")).unwrap_err();
    assert!(matches!(fault, WriteFault::Broken { .. }), "{fault}");
    bench.faults.heal();
    append(&mut bench.journal("ops-a"), &draft("4")).unwrap();
    append(&mut first, &draft("5")).unwrap();
    assert_eq!(bench.texts(), ["1", "4", "5"]);
    let report = verify(&bench.root(), &Question::default());
    assert_eq!(report.status, Status::Recovered);
    assert!(report.writers[0].void_bytes > 0);
    assert_eq!(report.writers[0].closed.len(), 1);
}

#[test]
fn a_doubt_that_cannot_be_noted_keeps_the_lock() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    bench
        .faults
        .plan(0, Kind::FailOn(ErrorKind::Other), Some(Operation::Write));
    assert!(append(&mut journal, &draft("2")).is_err());
    let mut other = bench.journal("ops-a").with_patience(Duration::ZERO);
    let fault = append(&mut other, &draft("3")).unwrap_err();
    assert!(matches!(fault, WriteFault::Busy { .. }), "{fault}");
    bench.faults.heal();
    append(&mut journal, &draft("4")).unwrap();
    append(&mut bench.journal("ops-a"), &draft("5")).unwrap();
    assert_eq!(bench.texts(), ["1", "4", "5"]);
}

#[test]
fn what_is_void_by_now_makes_a_reader_elsewhere_start_again() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    bench
        .faults
        .plan(0, Kind::FailOn(ErrorKind::Other), Some(Operation::Sync));
    assert!(append(&mut journal, &draft("2")).is_err());
    let mut elsewhere = bench.reader("elsewhere");
    assert_eq!(notes(&read(&mut elsewhere)), ["1", "2"]);
    let positions = elsewhere.positions().clone();
    bench.faults.heal();
    append(&mut journal, &draft("3")).unwrap();
    assert!(matches!(
        elsewhere.poll(&mut |_| {}),
        Err(ReadFault::Outdated)
    ));
    assert_eq!(notes(&read(&mut elsewhere)), ["1", "3"]);
    let mut resumed = Reader::resume(bench.root(), "elsewhere", None, positions).unwrap();
    assert!(matches!(
        resumed.poll(&mut |_| {}),
        Err(ReadFault::Outdated)
    ));
    assert_eq!(notes(&read(&mut resumed)), ["1", "3"]);
}

#[test]
fn a_head_that_the_journal_does_not_hold_makes_a_new_writer() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    let backup = tempfile::tempdir().unwrap();
    copy(&bench.root(), backup.path());
    append(&mut journal, &draft("2")).unwrap();
    let first = journal.writer().unwrap().clone();
    fs::remove_dir_all(bench.root()).unwrap();
    copy(backup.path(), &bench.root());
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("3")).unwrap();
    assert_ne!(journal.writer(), Some(&first));
    assert_eq!(bench.status(), Status::Truncated);
    // So does a state folder that is gone.
    fs::remove_dir_all(bench.folder.path().join("state")).unwrap();
    let second = journal.writer().unwrap().clone();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("4")).unwrap();
    assert!(![&first, &second].contains(&journal.writer().unwrap()));
    let mut texts = bench.texts();
    texts.sort();
    assert_eq!(texts, ["1", "3", "4"]);
}

#[test]
fn damage_in_the_middle_is_marked_named_and_never_dropped() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    for text in ["one", "two", "three"] {
        append(&mut journal, &draft(text)).unwrap();
    }
    let writer = journal.writer().unwrap().clone();
    let path = bench.segments(&writer).remove(0);
    let altered = fs::read_to_string(&path)
        .unwrap()
        .replace("\"two\"", "\"TWO\"");
    fs::write(&path, altered).unwrap();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("four")).unwrap();
    assert_eq!(journal.writer(), Some(&writer));
    let mut reader = bench.reader("elsewhere");
    let all = read(&mut reader);
    assert_eq!(notes(&all), ["one", "TWO", "three", "four"]);
    let trusted: Vec<bool> = all.iter().map(|one| one.trust == Trust::Verified).collect();
    assert_eq!(trusted, [true, true, false, false, true, true]);
    assert_eq!(reader.damage().count(), 1);
    assert_eq!(reader.damage().next().unwrap().line, 3);
    let report = verify(&bench.root(), &Question::default());
    assert_eq!(report.status.exit_code(), 12);
    let writer = &report.writers[0];
    assert_eq!((writer.damage[0].line, writer.damage[0].seq), (3, 3));
    assert!(writer.closed[0].reason.starts_with("damaged"), "{report}");
    let run: Vec<_> = reader
        .read_thread(
            &[all[2].place.segment(), all[5].place.segment()],
            &Thread::Shift,
        )
        .unwrap();
    assert_eq!(run, [&all[1..4], &all[5..]].concat());
}

#[test]
fn one_thread_is_read_from_its_segments_alone() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    let run = Thread::Run(RunId(ulid::Ulid::from_parts(5, 7)));
    let mut one = draft(&format!("a note that names \"{run}\""));
    append(&mut journal, &one).unwrap();
    one.on = vec![run.clone(), Thread::Shift];
    let saved = append(&mut journal, &one).unwrap();
    let found = journal
        .reader()
        .read_thread(&[saved[0].place.segment()], &run)
        .unwrap();
    assert_eq!(found, saved);
    assert_eq!(journal.reader().read_thread(&[], &run).unwrap(), []);
}

#[test]
fn a_reader_resumes_where_it_was_or_is_stale() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    let mut reader = bench.reader("host");
    read(&mut reader);
    let json = serde_json::to_string(reader.positions()).unwrap();
    let positions: Positions = serde_json::from_str(&json).unwrap();
    assert_eq!(&positions, reader.positions());
    append(&mut journal, &draft("2")).unwrap();
    let resume = |positions| Reader::resume(bench.root(), "host", Some("boot-1"), positions);
    let mut resumed = resume(positions.clone()).unwrap();
    assert_eq!(notes(&read(&mut resumed)), ["2"]);
    assert_eq!(resumed.greatest_n(), 3);
    let writer = journal.writer().unwrap().clone();
    let path = bench.segments(&writer).remove(0);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[1..]).unwrap();
    assert!(resume(positions).is_err());
}

#[test]
fn pieces_that_arrive_late_are_put_where_they_belong() {
    let bench = Bench::new();
    for boot in ["boot-1", "boot-2", "boot-3"] {
        let mut journal = bench.journal_on("ops-a", "host", boot, "1.0.0");
        append(&mut journal, &draft(boot)).unwrap();
    }
    let mut elsewhere = bench.reader("elsewhere");
    let whole = read(&mut elsewhere);
    let copied = Bench::new();
    copy(&bench.root(), &copied.root());
    let writer = whole[0].entry.writer.clone();
    let middle = copied.segments(&writer).remove(1);
    let bytes = fs::read(&middle).unwrap();
    fs::remove_file(&middle).unwrap();
    let mut reader = copied.reader("elsewhere");
    let part = read(&mut reader);
    assert_eq!(notes(&part), ["boot-1", "boot-3"]);
    assert_eq!(part.last().unwrap().trust, Trust::Unverified);
    assert_eq!(
        verify(&copied.root(), &Question::default()).status,
        Status::Corrupt
    );
    fs::write(&middle, &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(reader.poll(&mut |_| {}), Err(ReadFault::Outdated)));
    read(&mut reader);
    fs::write(&middle, &bytes).unwrap();
    assert!(matches!(reader.poll(&mut |_| {}), Err(ReadFault::Outdated)));
    assert_eq!(read(&mut reader), whole);
    assert_eq!(reader.damage().count(), 0);
}

#[cfg(unix)]
#[test]
fn what_the_journal_makes_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let mut one = draft("1");
    let content: Arc<[u8]> = Arc::from(*b"content");
    one.objects.push((hash_bytes(&content), content));
    append(&mut bench.journal("ops-a"), &one).unwrap();
    let mut folders = vec![bench.root(), bench.folder.path().join("state")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let mode = fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
        for item in fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().path())
        {
            if item.is_dir() {
                folders.push(item);
                continue;
            }
            files += 1;
            let mode = fs::metadata(&item).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", item.display());
        }
    }
    assert_eq!(files, 5);
}

#[test]
fn expected_and_seen_heads_show_a_cut_and_a_rewrite() {
    let bench = Bench::new();
    let mut a = bench.journal("ops-a");
    append(&mut a, &draft("1")).unwrap();
    let saved = append(&mut a, &draft("2")).unwrap();
    let head = &saved[0].entry;
    let expect = |hash: &str| Question {
        expected: vec![format!("{}:3:{hash}", head.writer).parse().unwrap()],
        ..Question::default()
    };
    let question = expect(&head.hash.to_string());
    let status = |question: &Question| verify(&bench.root(), question).status;
    assert_eq!(status(&question), Status::Clean);
    assert_eq!(status(&expect(&"0".repeat(16))), Status::Corrupt);
    append(&mut bench.journal("ops-b"), &draft("b")).unwrap();
    let path = bench.segments(&head.writer).remove(0);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&path, format!("{}\n{}\n", lines[0], lines[1])).unwrap();
    assert_eq!(status(&question), Status::Truncated);
    let report = verify(&bench.root(), &Question::default());
    assert_eq!(report.status.exit_code(), 11);
    assert!(
        report.to_string().contains("known from ops-b@host"),
        "{report}"
    );
    serde_json::to_string(&report).unwrap();
}

#[test]
fn a_fork_is_named_with_both_lines() {
    let bench = Bench::new();
    let mut a = bench.journal("ops-a");
    append(&mut a, &draft("1")).unwrap();
    let writer = a.writer().unwrap().clone();
    let path = bench.segments(&writer).remove(0);
    let stem = fs::read(&path).unwrap();
    let clone = Bench::new();
    copy(bench.folder.path(), clone.folder.path());
    append(&mut a, &draft("here")).unwrap();
    append(&mut clone.journal("ops-a"), &draft("there")).unwrap();
    let mut both = fs::read(&path).unwrap();
    let there = fs::read(clone.segments(&writer).remove(0)).unwrap();
    both.extend_from_slice(&there[stem.len()..]);
    fs::write(&path, both).unwrap();
    let report = verify(&bench.root(), &Question::default());
    assert_eq!(report.status, Status::Corrupt);
    let fork = report.writers[0].forks[0];
    assert_eq!((fork.seq, fork.first.line, fork.second.line), (3, 3, 4));
    let all = read(&mut bench.reader("elsewhere"));
    assert_eq!(notes(&all), ["1", "here", "there"]);
    assert_eq!(all[3].trust, Trust::Unverified);
}

#[test]
fn own_objects_that_are_gone_and_altered_ones_are_named() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    let content: Arc<[u8]> = Arc::from(*b"content");
    let name = hash_bytes(&content);
    let mut one = draft("1");
    one.events.push(Event::Known(Fact::Attached {
        step: None,
        item: None,
        name: "a.txt".into(),
        sha256: name,
        bytes: 7,
    }));
    one.objects.push((name, content));
    append(&mut journal, &one).unwrap();
    let path = bench.root().join("objects").join(name.to_string());
    fs::write(&path, "altered").unwrap();
    assert_eq!(bench.status(), Status::Corrupt);
    fs::remove_file(&path).unwrap();
    let report = verify(&bench.root(), &Question::default());
    assert_eq!((report.status, report.awaited_objects), (Status::Clean, 1));
    let question = Question {
        own: bench.kept_heads(),
        ..Question::default()
    };
    let report = verify(&bench.root(), &question);
    assert_eq!(report.writers[0].absent_objects, [name]);
    assert_eq!(report.status, Status::Truncated);
}

#[test]
fn a_head_that_this_machine_keeps_shows_a_cut_at_the_end() {
    let bench = Bench::new();
    let mut a = bench.journal("ops-a");
    append(&mut a, &draft("1")).unwrap();
    let head = append(&mut a, &draft("2")).unwrap()[0].entry.clone();
    let own = Question {
        own: bench.kept_heads(),
        ..Question::default()
    };
    assert_eq!((own.own.len(), own.own[0].head.seq), (1, 3));
    assert_eq!(verify(&bench.root(), &own).status, Status::Clean);
    let path = bench.segments(&head.writer).remove(0);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&path, format!("{}\n{}\n", lines[0], lines[1])).unwrap();
    assert_eq!(bench.status(), Status::Clean);
    let report = verify(&bench.root(), &own);
    assert_eq!(report.status, Status::Truncated);
    assert!(
        report.to_string().contains("known from this machine"),
        "{report}"
    );
    // Another journal's heads say nothing of this one.
    let other = Bench::new();
    append(&mut other.journal("ops-a"), &draft("x")).unwrap();
    assert_eq!(verify(&other.root(), &own).status, Status::Clean);
}

/// A small journal with two segments of one writer, and a witness.
fn sample() -> (Bench, WriterId) {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    for text in ["1", "2"] {
        append(&mut journal, &draft(text)).unwrap();
    }
    let mut journal = bench.journal_on("ops-a", "host", "boot-2", "1.0.0");
    append(&mut journal, &draft("3")).unwrap();
    let writer = journal.writer().unwrap().clone();
    (bench, writer)
}

#[test]
fn no_flipped_bit_is_clean() {
    let (bench, writer) = sample();
    let mut tried = 0;
    for path in bench.segments(&writer) {
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, &flipped).unwrap();
            let status = bench.status();
            assert!(
                status >= Status::Truncated,
                "byte {at} of {}",
                path.display()
            );
            tried += 1;
        }
        fs::write(&path, whole).unwrap();
    }
    println!("{tried} flips tried");
    assert_eq!(bench.status(), Status::Clean);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_stop_a_reader_or_a_writer(
        edits in proptest::collection::vec((0..2_usize, 0..1500_usize, any::<u8>(), 0..4_u8), 1..6)
    ) {
        let (bench, writer) = sample();
        for (segment, at, byte, edit) in edits {
            let path = bench.segments(&writer)[segment].clone();
            let mut bytes = fs::read(&path).unwrap();
            let at = at.min(bytes.len());
            match edit {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 => bytes.splice(at..at, std::iter::repeat_n(byte, 3000)).for_each(drop),
                _ => bytes.extend_from_within(at..),
            }
            fs::write(&path, bytes).unwrap();
        }
        let mut reader = bench.reader("elsewhere");
        let before = read(&mut reader).len();
        let _ = verify(&bench.root(), &Question::default());
        let mut journal = bench.journal_on("ops-a", "host", "boot-2", "1.0.0");
        append(&mut journal, &draft("goes on")).unwrap();
        append(&mut journal, &draft("and on")).unwrap();
        let mut again = bench.reader("elsewhere");
        let after = read(&mut again);
        let texts = notes(&after);
        prop_assert!(texts.ends_with(&["goes on".into(), "and on".into()])
            || texts.iter().any(|text| text == "and on"));
        prop_assert!(after.len() >= before);
        prop_assert!(after.iter().filter(|one| notes(&[(*one).clone()]) == ["and on"]).all(|one| one.trust == Trust::Verified));
    }
}
