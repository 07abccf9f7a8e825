//! What is said beside a wound: entries that were taken in, a state folder that is gone, and whom
//! a segment witnesses.

use super::Status;
use super::laundering::{number, scene};
use super::line::hash_line;
use super::tests::{Bench, append, draft};
use crate::event::{EntryHash, FindingKind};
use std::fs;

/// An entry that somebody wrote in another's name, with a right hash: the chain has no key. It is
/// taken in, said, and proves nothing.
#[test]
fn what_is_taken_in_is_said() {
    for is_lock_forged in [false, true] {
        let scene = scene();
        let path = scene.bench.segments(&scene.writer).pop().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let line = text.lines().last().unwrap();
        let before: EntryHash = line[line.len() - 66..line.len() - 2].parse().unwrap();
        let body = line.rsplit_once(",\"hash\":\"").unwrap().0;
        let (seq, n) = (number(body, "\"seq\":"), number(body, "\"n\":"));
        let body = body
            .replacen(
                &format!("\"seq\":{seq}"),
                &format!("\"seq\":{}", seq + 1),
                1,
            )
            .replacen(&format!("\"n\":{n}"), &format!("\"n\":{}", n + 1), 1)
            .replacen("\"text\":\"3\"", "\"text\":\"forged\"", 1);
        let hash = hash_line(&before, body.as_bytes());
        fs::write(&path, format!("{text}{body},\"hash\":\"{hash}\"}}\n")).unwrap();
        if is_lock_forged {
            // Nobody is known to write: all of it is read as saved.
            for item in fs::read_dir(scene.bench.root()).unwrap() {
                let path = item.unwrap().path();
                if path.is_file() {
                    fs::remove_file(path).unwrap();
                }
            }
        }
        for writes in [1, 2, 100] {
            scene.write(writes, &mut None);
            let report = scene.report();
            assert_eq!(report.status, Status::Recovered, "{report}");
            let adopted: Vec<_> = report.of(&scene.writer).collect();
            assert_eq!(adopted.len(), 1, "{report}");
            let expected = (FindingKind::Adopted, seq + 1);
            assert_eq!((adopted[0].kind, adopted[0].seq), expected);
        }
    }
}

/// Writers stand here of which nothing is kept: a reinstalled machine says so.
#[test]
fn a_state_folder_that_is_gone_is_told() {
    let scene = scene();
    fs::remove_dir_all(scene.bench.folder.path().join("state")).unwrap();
    scene.write(2, &mut None);
    let report = scene.report();
    assert_eq!(report.status, Status::Recovered, "{report}");
    let kinds: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::HeadsUnknown]);
}
/// However many write, a segment names a few of them, in few bytes; and what it named is held
/// against what is here.
#[test]
fn a_segment_witnesses_a_few() {
    let bench = Bench::new();
    for number in 0..40 {
        append(&mut bench.journal(&format!("ops-{number}")), &draft("x")).unwrap();
    }
    let mut witnessed = std::collections::BTreeSet::new();
    for boot in 2..30 {
        for number in 0..40 {
            let boot = format!("boot-{boot}");
            let mut journal = bench.journal_on(&format!("ops-{number}"), "host", &boot, "1.0.0");
            if number % 8 == 0 {
                append(&mut journal, &draft("x")).unwrap();
            }
        }
    }
    let mut most = 0;
    for item in fs::read_dir(bench.root()).unwrap() {
        let folder = item.unwrap().path();
        for segment in fs::read_dir(&folder).into_iter().flatten() {
            let text = fs::read_to_string(segment.unwrap().path()).unwrap();
            let first = text.lines().next().unwrap();
            most = most.max(first.len());
            let seen = first.split("\"seen\":[").nth(1);
            let seen = seen
                .and_then(|seen| seen.split(']').next())
                .unwrap_or_default();
            let names: Vec<&str> = seen.split(',').filter(|name| !name.is_empty()).collect();
            assert!(names.len() <= 8, "{first}");
            witnessed.extend(
                names
                    .iter()
                    .map(|name| name.split(':').next().unwrap().to_owned()),
            );
        }
    }
    assert!(most < 1_600, "{most}");
    assert!(witnessed.len() > 30, "{}", witnessed.len());
    assert_eq!(bench.status(), Status::Clean);
}
