//! What is saved and could not be noted, and what was never saved: each is told as what it is.

use super::beyond::{Beyond, not_saved};
use super::disk::Operation;
use super::faults::Kind;
use super::line::hash_line;
use super::lock::{lock_path, read_saved};
use super::tests::{Bench, append, draft, notes, read};
use super::*;
use crate::event::{EntryHash, Event, Fact};
use std::fs;
use std::io::ErrorKind;

fn knowing(bench: &Bench) -> Reader {
    let state = bench.folder.path().join("state");
    bench.reader("host").knowing(&state)
}

fn adopts(arrived: &[Arrived]) -> bool {
    let mut events = arrived
        .iter()
        .flat_map(|arrived| &arrived.entry.envelope.events);
    events.any(|event| matches!(event, Event::Known(Fact::Adopted(_))))
}

/// Whichever write fails, and whether those after it fail too: what is saved and not noted is
/// said, and this process does not take its own entry for another's.
#[test]
fn what_could_not_be_noted_of_a_saved_entry_is_said() {
    let (mut lengths, mut heads) = (0, 0);
    for kind in [Kind::Fail, Kind::FailOn, |_| Kind::Half] {
        for at in 0.. {
            let bench = Bench::new();
            let mut journal = bench.journal("ops-a");
            append(&mut journal, &draft("1")).unwrap();
            let kind = kind(ErrorKind::PermissionDenied);
            bench.faults.plan(at, kind, Some(Operation::Write));
            let saved = append(&mut journal, &draft("2"));
            let is_past = bench.faults.count() <= at;
            bench.faults.heal();
            let Ok(arrived) = saved else { continue };
            let (writer, seq) = {
                let last = &arrived.last().unwrap().entry;
                (last.writer.clone(), last.envelope.seq)
            };
            let disk = super::disk::Disk::default();
            let noted = read_saved(&disk, &bench.root(), "host").unwrap();
            let is_short = noted[&writer].point.link.seq < seq;
            let is_behind = bench.kept_heads()[0].head.seq < seq;
            let said = |is: fn(&Unnoted) -> bool| journal.unnoted().iter().any(is);
            assert_eq!(said(|it| matches!(it, Unnoted::Length { .. })), is_short);
            assert_eq!(said(|it| matches!(it, Unnoted::Head { .. })), is_behind);
            lengths += usize::from(is_short);
            heads += usize::from(is_behind);
            for unnoted in journal.unnoted() {
                let words = unnoted.sentences();
                assert!(words.contains("cannot be written: "), "{words}");
            }
            let next = append(&mut journal, &draft("3")).unwrap();
            assert!(!adopts(&next), "{at}: its own entry");
            assert_eq!(journal.unnoted(), []);
            assert_eq!(notes(&read(&mut knowing(&bench))), ["1", "2", "3"]);
            if is_past {
                break;
            }
        }
    }
    assert!(lengths > 0 && heads > 1, "{lengths} {heads}");
}

/// The lock file says less than was saved: whoever knows what was kept reads all of it and says
/// that others do not see it yet, and the next entry shows both.
#[test]
fn what_was_saved_and_not_noted_is_not_missing() {
    let bench = Bench::new();
    append(&mut bench.journal("ops-a"), &draft("1")).unwrap();
    let lock = lock_path(&bench.root(), "host");
    let before = fs::read(&lock).unwrap();
    append(&mut bench.journal("ops-a"), &draft("2")).unwrap();
    fs::write(&lock, before).unwrap();
    // Who has another state folder is one of the others.
    assert_eq!(bench.texts(), ["1"]);
    let mut reader = knowing(&bench);
    for _ in 0..2 {
        let _ = read(&mut reader);
        let told: Vec<_> = reader.beyond().collect();
        assert!(matches!(told[..], [Beyond::NotShown { .. }]), "{told:?}");
        assert_eq!(
            missing(&reader, bench.kept_heads().into_iter().map(|it| it.head)),
            []
        );
    }
    let next = append(&mut bench.journal("ops-a"), &draft("3")).unwrap();
    assert!(!adopts(&next));
    assert_eq!(bench.texts(), ["1", "2", "3"]);
    assert_eq!(notes(&read(&mut reader)), ["3"]);
    assert_eq!(reader.beyond().count(), 0);
    assert_eq!(bench.status(), Status::Clean);
}

/// Appends an entry as its writer would have, without being it.
fn forge(bench: &Bench, journal: &Journal) {
    let writer = journal.writer().unwrap();
    let path = bench.segments(writer).pop().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().last().unwrap();
    let before: EntryHash = line[line.len() - 66..line.len() - 2].parse().unwrap();
    let head = journal.reader().positions().heads().next().unwrap();
    let body = line.rsplit_once(",\"hash\":\"").unwrap().0;
    let body = body
        .replacen(
            &format!("\"seq\":{}", head.seq),
            &format!("\"seq\":{}", head.seq + 1),
            1,
        )
        .replacen("\"text\":\"1\"", "\"text\":\"forged\"", 1);
    let hash = hash_line(&before, body.as_bytes());
    fs::write(&path, format!("{text}{body},\"hash\":\"{hash}\"}}\n")).unwrap();
}

/// Nothing but what was kept says how far a record is saved: what stands beyond it proves nothing,
/// before the next entry as after it.
#[test]
fn what_nobody_saved_is_not_believed_without_a_lock_file() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-a");
    append(&mut journal, &draft("1")).unwrap();
    forge(&bench, &journal);
    let mut early = knowing(&bench);
    assert_eq!(notes(&read(&mut early)), ["1"]);
    assert_eq!(
        early.beyond().count(),
        0,
        "the lock file says where it ends"
    );
    fs::remove_file(lock_path(&bench.root(), "host")).unwrap();
    let id = early.journal();
    for mut reader in [early, knowing(&bench)] {
        assert!(!notes(&read(&mut reader)).contains(&"forged".to_owned()));
        let told: Vec<_> = reader.beyond().collect();
        let [Beyond::NotSaved(told)] = told[..] else {
            panic!("{told:?}");
        };
        assert_eq!((told.by.as_str(), told.entries), ("ops-a", 1));
    }
    let state = bench.folder.path().join("state");
    let asked = not_saved(&state, &bench.root(), "host", id).unwrap();
    assert_eq!(asked.len(), 1);
    let next = append(&mut bench.journal("ops-a"), &draft("2")).unwrap();
    assert!(adopts(&next));
    let asked = not_saved(&state, &bench.root(), "host", id).unwrap();
    assert_eq!(asked, []);
    assert_eq!(bench.texts(), ["1", "forged", "2"]);
}

/// A lock file that is lost alone costs nothing, and half a line is no entry.
#[test]
fn a_lost_lock_file_alone_says_nothing() {
    for torn in ["", "{\"v\":1,\"seq\":3"] {
        let bench = Bench::new();
        let mut journal = bench.journal("ops-a");
        append(&mut journal, &draft("1")).unwrap();
        let path = bench.segments(journal.writer().unwrap()).pop().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{torn}")).unwrap();
        fs::remove_file(lock_path(&bench.root(), "host")).unwrap();
        let mut reader = knowing(&bench);
        assert_eq!(notes(&read(&mut reader)), ["1"]);
        assert_eq!(reader.beyond().count(), 0);
        append(&mut journal, &draft("2")).unwrap();
        assert_eq!(bench.texts(), ["1", "2"]);
    }
}
