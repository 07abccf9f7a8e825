//! What cannot be read is never told as altered, missing or lost: every read of a reader, of a
//! verification and of a turn fails once.

use super::disk::{Disk, Operation};
use super::faults::Kind;
use super::tests::{Bench, append, draft};
use super::unread::why;
use super::verify::verify_on;
use super::*;
use crate::event::{EntryHash, Event, Fact, FindingKind, WriterId};
use std::io::{Error, ErrorKind};
use std::sync::Arc;

const KINDS: [ErrorKind; 3] = [
    ErrorKind::PermissionDenied,
    ErrorKind::NotADirectory,
    ErrorKind::Other,
];

/// Three writers who have seen each other, one of them with content, in two segments.
fn scene() -> Bench {
    let bench = Bench::new();
    for boot in ["boot-1", "boot-2"] {
        for operator in ["ops-a", "ops-b", "ops-c"] {
            let mut journal = bench.journal_on(operator, "host", boot, "1.0.0");
            append(&mut journal, &draft(boot)).unwrap();
        }
    }
    let bytes: Arc<[u8]> = b"kept".as_slice().into();
    let sha256 = hash_bytes(&bytes);
    let mut with = draft("a file");
    with.events = vec![Event::Known(Fact::Attached {
        step: None,
        item: None,
        name: "kept".to_owned(),
        sha256,
        bytes: 4,
    })];
    with.objects = vec![(sha256, bytes)];
    append(&mut bench.journal("ops-a"), &with).unwrap();
    bench
}

fn question(bench: &Bench) -> Question {
    let here = Question::here(&bench.folder.path().join("state"), &bench.root());
    assert_eq!((here.own.len(), here.unread.len()), (3, 0));
    here
}

#[test]
fn what_verifying_cannot_read_is_unreadable_and_nothing_worse() {
    let bench = scene();
    let question = question(&bench);
    let disk = Disk {
        faults: Some(bench.faults.clone()),
        ..Disk::default()
    };
    let whole = verify_on(&disk, &bench.root(), &question);
    assert_eq!(whole.status, Status::Clean, "{whole}");
    let mut tried = 0;
    for kind in KINDS {
        for plan in [Kind::Fail, Kind::FailOn] {
            for at in 0.. {
                bench.faults.plan(at, plan(kind), Some(Operation::Read));
                let report = verify_on(&disk, &bench.root(), &question);
                let is_past = bench.faults.count() <= at;
                bench.faults.heal();
                if is_past {
                    break;
                }
                tried += 1;
                // Without a lock file an unfinished tail is only judged more strictly.
                let fits = [Status::Clean, Status::Unreadable].contains(&report.status);
                assert!(fits, "{kind} at {at}: {report}");
                let mut others = report.findings.iter();
                assert!(
                    others.all(|it| it.kind == FindingKind::Unreadable),
                    "{kind} at {at}: {report}"
                );
            }
        }
    }
    assert!(tried > 100, "{tried}");
    println!("figure: {tried} failing reads of a verification: none told as altered or lost");
}

#[test]
fn what_a_reader_cannot_read_is_no_damage_and_comes_once_it_can() {
    let bench = scene();
    let whole = bench.texts();
    let mut tried = 0;
    for kind in KINDS {
        for at in 0.. {
            let mut reader = bench.reader("host");
            reader.disk.faults = Some(bench.faults.clone());
            bench
                .faults
                .plan(at, Kind::Fail(kind), Some(Operation::Read));
            let mut arrived = Vec::new();
            let first = reader.poll(&mut |one| arrived.push(one));
            let is_past = bench.faults.count() <= at;
            bench.faults.heal();
            if is_past {
                break;
            }
            tried += 1;
            assert_eq!(reader.damage().count(), 0, "{kind} at {at}");
            let is_told = first.is_err() || reader.unread().next().is_some();
            let before = super::tests::notes(&arrived).len();
            assert!(is_told || before == whole.len(), "{kind} at {at}");
            let kept = bench.kept_heads().into_iter().map(|kept| kept.head);
            let lost = missing(&reader, kept);
            let lost = lost.iter().filter(|_| first.is_ok());
            assert_eq!(lost.count(), 0, "{kind} at {at}");
            match reader.poll(&mut |one| arrived.push(one)) {
                Ok(()) => {}
                Err(ReadFault::Outdated) => {
                    arrived.clear();
                    reader.poll(&mut |one| arrived.push(one)).unwrap();
                }
                Err(fault) => panic!("{kind} at {at}: {fault}"),
            }
            let mut texts = super::tests::notes(&arrived);
            let mut expected = whole.clone();
            texts.sort();
            expected.sort();
            assert_eq!(texts, expected, "{kind} at {at}");
            assert!(arrived.iter().all(|one| one.trust == Trust::Verified));
        }
    }
    assert!(tried > 30, "{tried}");
    println!("figure: {tried} failing reads of a reader: none told as damage, all read later");
}

/// A new writer says what was lost of those before it, for ever: never what it could not read.
#[test]
fn no_turn_says_that_something_is_lost_which_it_could_not_read() {
    let mut tried = 0;
    for kind in KINDS {
        for at in 0.. {
            let bench = scene();
            let mut journal = bench.journal("ops-d");
            bench
                .faults
                .plan(at, Kind::Fail(kind), Some(Operation::Read));
            let saved = append(&mut journal, &draft("new"));
            let is_past = bench.faults.count() <= at;
            bench.faults.heal();
            if is_past {
                break;
            }
            tried += 1;
            let saved = saved.is_ok() || append(&mut journal, &draft("new")).is_ok();
            let saved = saved || append(&mut bench.journal("ops-d"), &draft("new")).is_ok();
            assert!(saved, "{kind} at {at}");
            let report = verify(
                &bench.root(),
                &Question::here(&bench.folder.path().join("state"), &bench.root()),
            );
            // What was written before a read failed is found again, and said.
            let is_found = |it: &Finding| it.kind == FindingKind::Adopted;
            assert!(
                report.findings.iter().all(is_found),
                "{kind} at {at}: {report}"
            );
            assert!(
                report.status <= Status::Recovered,
                "{kind} at {at}: {report}"
            );
        }
    }
    assert!(tried > 30, "{tried}");
    println!("figure: {tried} failing reads of a first turn: nothing told as lost");
}

#[test]
fn why_it_cannot_be_read_is_told_apart() {
    for (error, words) in [
        (
            Error::from(ErrorKind::PermissionDenied),
            "permission denied",
        ),
        (Error::from(ErrorKind::NotFound), "not there"),
        (Error::from(ErrorKind::NotADirectory), "no folder"),
        (
            Error::new(ErrorKind::InvalidInput, "not a plain file"),
            "no plain file",
        ),
        (Error::other("it was moved"), "it was moved"),
    ] {
        let why = why(&error);
        assert!(why.contains(words), "{why}");
    }
    #[cfg(unix)]
    for (code, words) in [
        (rustix::io::Errno::LOOP, "is not followed"),
        (rustix::io::Errno::ACCESS, "permission denied"),
        (rustix::io::Errno::IO, "the system cannot read it"),
    ] {
        let why = why(&Error::from(code));
        assert!(why.contains(words), "{why}");
    }
}

/// What the state folder keeps and cannot be read leaves nothing clean.
#[test]
fn a_verification_that_cannot_know_what_was_kept_is_not_clean() {
    let bench = scene();
    let state = bench.folder.path().join("state");
    let note = std::fs::read_dir(state.join("writers")).unwrap().next();
    let note = note.unwrap().unwrap().path();
    std::fs::remove_file(&note).unwrap();
    std::fs::create_dir(&note).unwrap();
    let question = Question::here(&state, &bench.root());
    assert_eq!(question.unread.len(), 1);
    let report = verify(&bench.root(), &question);
    assert_eq!(report.status, Status::Unreadable, "{report}");
    let unknown = EntryHash::default();
    assert!(report.findings.iter().all(|it| it.name != unknown));
}

/// A journal with one writer, who went on from the same entry twice; the other side stands beside.
fn forked() -> (Bench, WriterId) {
    let (bench, copy) = (Bench::new(), Bench::new());
    append(&mut bench.journal("ops-a"), &draft("before")).unwrap();
    super::tests::copy(bench.folder.path(), copy.folder.path());
    let writer = bench.kept_heads().remove(0).head.writer;
    let bytes = |bench: &Bench| std::fs::read(bench.segments(&writer).remove(0)).unwrap();
    let at = bytes(&bench).len();
    append(&mut bench.journal("ops-a"), &draft("here")).unwrap();
    append(&mut copy.journal("ops-a"), &draft("there")).unwrap();
    let beside = bench.root().join("forks").join(writer.as_str());
    std::fs::create_dir_all(&beside).unwrap();
    let file = beside.join(format!("000001@{at}-0123456789abcdef"));
    std::fs::write(file, &bytes(&copy)[at..]).unwrap();
    (bench, writer)
}

#[test]
fn no_fork_goes_untold_where_a_read_fails() {
    let (bench, writer) = forked();
    let here = Question::here(&bench.folder.path().join("state"), &bench.root());
    let disk = Disk {
        faults: Some(bench.faults.clone()),
        ..Disk::default()
    };
    let mut tried = 0;
    for (kind, plan) in KINDS
        .iter()
        .flat_map(|kind| [(kind, Kind::Fail(*kind)), (kind, Kind::FailOn(*kind))])
    {
        for at in 0.. {
            bench.faults.plan(at, plan, Some(Operation::Read));
            let report = verify_on(&disk, &bench.root(), &here);
            let is_past = bench.faults.count() <= at;
            let told = [Status::Corrupt, Status::Unreadable].contains(&report.status);
            assert!(told, "verify: {kind} at {at}: {report}");
            let mut reader = bench.reader("host");
            reader.disk.faults = Some(bench.faults.clone());
            bench.faults.plan(at, plan, Some(Operation::Read));
            let mut arrived = Vec::new();
            let first = reader.poll(&mut |one| arrived.push(one));
            let is_all_past = is_past && bench.faults.count() <= at;
            bench.faults.heal();
            if is_all_past {
                break;
            }
            tried += 1;
            let is_told = first.is_err() || reader.unread().next().is_some();
            let texts = super::tests::notes(&arrived).len();
            let is_known = reader.positions().fork_from(&writer).is_some() && texts == 3;
            assert!(is_told || is_known, "reader: {plan:?} at {at}");
            while let Err(ReadFault::Outdated) = reader.poll(&mut |one| arrived.push(one)) {
                arrived.clear();
            }
            assert_eq!(reader.unread().next(), None, "{plan:?} at {at}");
            let mut texts = super::tests::notes(&arrived);
            texts.sort();
            assert_eq!(texts, ["before", "here", "there"], "{plan:?} at {at}");
            let parted = arrived.iter().filter(|one| one.trust == Trust::Forked);
            assert_eq!(parted.count(), 2, "{plan:?} at {at}");
        }
    }
    assert!(tried > 30, "{tried}");
}

/// What is written on a record that forks proves nothing: not even where the fork cannot be read.
#[test]
fn nobody_writes_on_where_a_fork_cannot_be_read() {
    for kind in KINDS {
        for at in 0.. {
            let (bench, writer) = forked();
            let mut journal = bench.journal("ops-a");
            bench
                .faults
                .plan(at, Kind::FailOn(kind), Some(Operation::Read));
            let saved = append(&mut journal, &draft("on"));
            let is_past = bench.faults.count() <= at;
            bench.faults.heal();
            for arrived in saved.iter().flatten() {
                assert_ne!(arrived.entry.writer, writer, "{kind} at {at}");
            }
            if is_past {
                break;
            }
        }
    }
    let (bench, writer) = forked();
    let beside = bench.root().join("forks").join(writer.as_str());
    let file = std::fs::read_dir(&beside).unwrap().next().unwrap().unwrap();
    std::fs::remove_file(file.path()).unwrap();
    std::fs::create_dir(file.path()).unwrap();
    let refused = append(&mut bench.journal("ops-a"), &draft("on")).unwrap_err();
    let words = refused.to_string();
    let name = file.file_name().into_string().unwrap();
    assert!(words.contains(&name), "{words}");
}
