//! What the world does to a journal beside failing calls: files that are not what they seem, clocks
//! that jump, terminals that wait while the disk fails.

use super::disk::Operation;
use super::faults::Kind;
use super::tests::{Bench, append, draft, read, start};
use super::*;
use crate::event::{Event, Fact};
use jiff::{Span, ToSpan};
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, io};

type Spoil = fn(&Path, &Path) -> io::Result<()>;

/// Makes something of a kind that only a tool can make, in the place of a file.
fn made(path: &Path, tool: &str, arguments: &[&str]) -> io::Result<()> {
    fs::remove_file(path)?;
    let mut make = Command::new(tool);
    let status = make.arg(path).args(arguments).status()?;
    match status.success() {
        true => Ok(()),
        false => Err(ErrorKind::PermissionDenied.into()),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap()
}

/// What is done to a segment, and the reason that is then given.
const SPOILS: [(&str, Spoil); 10] = [
    ("symbolic link", |path, aside| {
        fs::rename(path, aside)?;
        symlink(aside, path)
    }),
    ("hard link", |path, aside| fs::hard_link(path, aside)),
    ("everybody may write", |path, _| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o606))
    }),
    ("everybody may write", |path, _| {
        fs::set_permissions(folder(path), fs::Permissions::from_mode(0o707))
    }),
    ("symbolic link", |path, aside| {
        fs::rename(folder(path), aside)?;
        symlink(aside, folder(path))
    }),
    ("it is a pipe", |path, _| made(path, "mkfifo", &[])),
    ("no plain file", |path, _| {
        fs::remove_file(path)?;
        fs::create_dir(path)
    }),
    // The rest only root can do.
    ("no plain file", |path, _| {
        made(path, "mknod", &["c", "1", "3"])
    }),
    ("another user", |path, _| chown(path, Some(12_345), None)),
    ("another user", |path, _| {
        chown(folder(path), Some(12_345), None)
    }),
];

#[test]
fn unsafe_files_of_ones_own_are_refused_with_the_reason() {
    let mut tried = 0;
    for (number, (why, spoil)) in SPOILS.iter().enumerate() {
        let bench = Bench::new();
        let mut journal = bench.journal("ops-a");
        append(&mut journal, &draft("1")).unwrap();
        let path = bench.segments(journal.writer().unwrap()).remove(0);
        match spoil(&path, &bench.folder.path().join("aside")) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied && number > 6 => {
                eprintln!("skipped: this account cannot make that: {why}");
                continue;
            }
            result => result.unwrap(),
        }
        let fault = append(&mut bench.journal("ops-a"), &draft("2")).unwrap_err();
        assert!(fault.to_string().contains(why), "{why}: {fault}");
        // Neither does reading or verifying follow it, wait for it, or fall over it.
        let _ = read(&mut bench.reader("host"));
        let _ = bench.status();
        tried += 1;
    }
    println!("figure: {tried} kinds of unsafe files and folders refused");
}

/// The lock, too, may be planted.
#[test]
fn an_unsafe_lock_is_refused_with_the_reason() {
    for (why, spoil) in &SPOILS[..3] {
        let bench = Bench::new();
        append(&mut bench.journal("ops-a"), &draft("1")).unwrap();
        let lock = super::lock::lock_path(&bench.root(), "host");
        spoil(&lock, &bench.folder.path().join("aside")).unwrap();
        let mut journal = bench.journal("ops-a");
        let fault = append(&mut journal, &draft("2")).unwrap_err();
        let words = fault.to_string();
        // A link is not even opened.
        assert!(
            words.contains(why) || words.contains("symbolic links"),
            "{why}: {fault}"
        );
    }
}

/// An hour and ten years, both ways, in the middle of the work.
#[test]
fn a_clock_that_jumps_orders_nothing_and_loses_nothing() {
    let jumps: [Span; 4] = [
        1.hour(),
        (24 * 3653).hours(),
        -1.hour(),
        -(24 * 3653).hours(),
    ];
    for jump in jumps {
        let bench = Bench::new();
        let mut one = bench.journal("ops-a");
        let mut other = bench.journal("ops-b");
        append(&mut one, &draft("0")).unwrap();
        append(&mut other, &draft("1")).unwrap();
        let mut jumped = draft("2");
        jumped.at = start() + jump;
        append(&mut one, &jumped).unwrap();
        append(&mut other, &draft("3")).unwrap();
        // And back again.
        append(&mut one, &draft("4")).unwrap();
        let mut all = read(&mut bench.reader("elsewhere"));
        all.sort_by_key(|arrived| arrived.entry.envelope.n);
        assert_eq!(
            super::tests::notes(&all),
            ["0", "1", "2", "3", "4"],
            "{jump}"
        );
        let back: Vec<i64> = all
            .iter()
            .flat_map(|arrived| &arrived.entry.envelope.events)
            .filter_map(|event| match event {
                Event::Known(Fact::ClockMovedBack { by_seconds }) => Some(*by_seconds),
                _ => None,
            })
            .collect();
        let seconds = (start() + jump).duration_since(start()).as_secs().abs();
        assert_eq!(back, [seconds], "{jump}");
        assert_eq!(bench.status(), Status::Clean, "{jump}");
    }
}

/// Three terminals of one operator wait for the lock while the first one's sync fails, and so
/// does the segment that was to follow. Whoever comes next trusts nothing of it; once the disk
/// works again, everything is there once.
#[test]
fn who_waits_for_the_lock_does_not_trust_what_failed_before() {
    for only in [Operation::Sync, Operation::Write] {
        let bench = Bench::new();
        let mut first = bench.journal("ops-a");
        append(&mut first, &draft("kept")).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let mut turn = first.begin(&mut |_| {}).unwrap();
            for number in 0..3 {
                let (bench, tell) = (&bench, tell.clone());
                scope.spawn(move || {
                    let mut journal = bench.journal("ops-a");
                    tell.send(()).unwrap();
                    let text = format!("waited {number}");
                    let began = Instant::now();
                    // As a person who tries again would.
                    loop {
                        match append(&mut journal, &draft(&text)) {
                            Ok(_) => break,
                            Err(fault) => {
                                let is_broken = matches!(fault, WriteFault::Broken { .. });
                                assert!(is_broken, "{fault}");
                            }
                        }
                        assert!(began.elapsed() < Duration::from_secs(60));
                    }
                });
            }
            (0..3).for_each(|_| told.recv().unwrap());
            bench
                .faults
                .plan(0, Kind::FailOn(ErrorKind::Other), Some(only));
            assert!(turn.append(&draft("lost")).is_err(), "{only:?}");
            drop(turn);
            // The failed terminal looks again while the disk is still bad, then it heals.
            let _ = first.poll(&mut |_| {});
            bench.faults.heal();
            let _ = first.poll(&mut |_| {});
        });
        append(&mut first, &draft("after")).unwrap();
        let mut texts = bench.texts();
        texts.sort();
        assert_eq!(
            texts,
            ["after", "kept", "waited 0", "waited 1", "waited 2"],
            "{only:?}"
        );
        assert!(bench.status() <= Status::Recovered, "{only:?}");
    }
}

/// The first entries of a new journal are saved while no record can be written over: another
/// process finds them all the same, and nothing of them is lost.
#[test]
fn first_entries_that_could_not_be_noted_are_found_by_the_next_process() {
    for writes in 2..8 {
        let bench = Bench::new();
        bench.faults.plan(
            writes,
            Kind::FailOn(ErrorKind::StorageFull),
            Some(Operation::Write),
        );
        let mut journal = bench.journal("ops-a");
        let saved: Vec<_> = ["1", "2"]
            .into_iter()
            .filter(|text| append(&mut journal, &draft(text)).is_ok())
            .collect();
        drop(journal);
        bench.faults.heal();
        append(&mut bench.journal("ops-b"), &draft("other")).unwrap();
        append(&mut bench.journal("ops-a"), &draft("after")).unwrap();
        let texts = bench.texts();
        for text in saved.iter().chain(&["other", "after"]) {
            let count = texts.iter().filter(|known| known == text).count();
            assert_eq!(count, 1, "{writes}: {text} in {texts:?}");
        }
        assert!(bench.status() <= Status::Recovered, "{writes}");
    }
}
