//! Forgeries against the verifier: edits by who does not mind the chain, and by who seals
//! every line anew.

use super::line::hash_line;
use super::tests::{Bench, append, draft};
use super::{Question, Status, verify};
use crate::event::EntryHash;
use std::fs;
use std::path::{Path, PathBuf};

/// Seals all lines anew from the first on, as a forger would who knows the format.
fn reseal(lines: &mut [String], mut before: EntryHash) {
    for line in lines {
        let body = line.rsplit_once(",\"hash\":\"").unwrap().0.to_owned();
        before = hash_line(&before, body.as_bytes());
        *line = format!("{body},\"hash\":\"{before}\"}}");
    }
}

fn replace(lines: &mut [String], at: usize, from: &str, to: &str) {
    assert!(lines[at].contains(from), "{from} is not in {}", lines[at]);
    lines[at] = lines[at].replacen(from, to, 1);
}

type Forgery = (&'static str, fn(&mut Vec<String>));

/// Three writers; the second's only segment holds a beginning and four notes, "0" to "3".
/// Where it is witnessed, the third has seen all of it.
fn original(is_witnessed: bool) -> (Bench, PathBuf) {
    let bench = Bench::new();
    append(&mut bench.journal("ops-a"), &draft("a")).unwrap();
    let mut journal = bench.journal("ops-b");
    for text in ["0", "1", "2", "3"] {
        append(&mut journal, &draft(text)).unwrap();
    }
    if is_witnessed {
        append(&mut bench.journal("ops-c"), &draft("c")).unwrap();
    }
    assert_eq!(bench.status(), Status::Clean);
    let path = bench.segments(journal.writer().unwrap()).remove(0);
    (bench, path)
}

/// How the journal verifies once that segment's lines are altered; puts them back.
fn status_after(bench: &Bench, path: &Path, forge: fn(&mut Vec<String>)) -> Status {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 5);
    forge(&mut lines);
    let mut forged = lines.join("\n");
    forged.push('\n');
    fs::write(path, forged).unwrap();
    let status = bench.status();
    fs::write(path, text).unwrap();
    status
}

/// What shows against a witness, an expected head or a seal alone.
const ONLY_WITNESSED: [&str; 4] = [
    "a cut at the end, which was seen",
    "all cut",
    "a rewritten tail",
    "a resealed edit at the end",
];

#[test]
fn no_forgery_passes() {
    let forgeries: &[Forgery] = &[
        ("an edit", |l| replace(l, 2, "\"1\"", "\"9\"")),
        ("a later time", |l| replace(l, 2, "T08", "T09")),
        ("another operator", |l| {
            replace(l, 2, "\"by\":\"ops-b\"", "\"by\":\"ops-c\"")
        }),
        ("a swap", |l| l.swap(2, 3)),
        ("a drop in the middle", |l| drop(l.remove(2))),
        ("a drop at the beginning", |l| drop(l.remove(0))),
        ("a cut at the end, which was seen", |l| l.truncate(4)),
        ("all cut", |l| l.truncate(1)),
        ("a replayed entry", |l| l.push(l[2].clone())),
        ("a replayed entry at once", |l| l.insert(3, l[2].clone())),
        ("a replayed segment", |l| l.extend_from_within(..)),
        ("a spliced empty line", |l| l.insert(2, String::new())),
        ("a spliced text", |l| l.insert(2, "# a comment".into())),
        ("a space before", |l| l[2].insert(0, ' ')),
        ("a space behind", |l| l[2].push(' ')),
        ("a carriage return", |l| l[2].push('\r')),
        ("a byte order mark", |l| l[0].insert(0, '\u{feff}')),
        ("an upper-case hash", |l| {
            let at = l[2].len() - 66;
            let upper = l[2][at..].to_ascii_uppercase();
            l[2].replace_range(at.., &upper);
        }),
        ("a rewritten tail", |l| {
            replace(l, 3, "\"2\"", "\"9\"");
            reseal(l, EntryHash::default());
        }),
        ("a resealed edit at the end", |l| {
            replace(l, 4, "\"3\"", "\"9\"");
            reseal(l, EntryHash::default());
        }),
        ("a resealed drop", |l| {
            l.remove(2);
            reseal(l, EntryHash::default());
        }),
        ("a duplicate key, resealed", |l| {
            replace(l, 2, "\"seq\":3", "\"seq\":3,\"seq\":3");
            reseal(l, EntryHash::default());
        }),
        ("a duplicate key in an event, resealed", |l| {
            replace(l, 2, "\"text\":\"1\"", "\"text\":\"1\",\"text\":\"2\"");
            reseal(l, EntryHash::default());
        }),
        ("another spelling of a letter, resealed", |l| {
            replace(l, 2, "\"event\":\"noted\"", "\"event\":\"\\u006eoted\"");
            reseal(l, EntryHash::default());
        }),
        ("a space inside, resealed", |l| {
            replace(l, 2, "\"seq\":3", "\"seq\": 3");
            reseal(l, EntryHash::default());
        }),
        ("another order of keys, resealed", |l| {
            replace(l, 2, "\"v\":1,\"seq\":3", "\"seq\":3,\"v\":1");
            reseal(l, EntryHash::default());
        }),
        ("a number with a fraction, resealed", |l| {
            replace(l, 2, "\"seq\":3", "\"seq\":3.0");
            reseal(l, EntryHash::default());
        }),
        ("an added key, resealed", |l| {
            replace(l, 2, "\"zone\"", "\"mood\":1,\"zone\"");
            reseal(l, EntryHash::default());
        }),
        ("a skipped number, resealed", |l| {
            replace(l, 4, "\"seq\":5", "\"seq\":6");
            reseal(l, EntryHash::default());
        }),
        ("an n that does not grow, resealed", |l| {
            replace(l, 3, "\"n\":6", "\"n\":1");
            reseal(l, EntryHash::default());
        }),
        ("another writer's beginning, resealed", |l| {
            replace(l, 0, "\"writer\":\"ops-b", "\"writer\":\"ops-x");
            reseal(l, EntryHash::default());
        }),
        ("another segment number, resealed", |l| {
            replace(l, 0, "\"segment\":1", "\"segment\":2");
            reseal(l, EntryHash::default());
        }),
        ("a beginning in the middle, resealed", |l| {
            let event = l[0].split_once("\"events\":[").unwrap().1;
            let event = event.rsplit_once(",\"hash\"").unwrap().0.to_owned();
            let head = l[2].split_once("\"events\":[").unwrap().0.to_owned();
            l[2] = format!("{head}\"events\":[{event},\"hash\":\"\"}}");
            reseal(l, EntryHash::default());
        }),
        ("no beginning, resealed", |l| {
            l.remove(0);
            reseal(l, EntryHash::default());
        }),
        ("a recovery of what is not torn, resealed", |l| {
            let torn =
                "{\"event\":\"recovered\",\"segment\":1,\"offset\":5,\"length\":3,\"sha256\":\"";
            let event = format!("{torn}{}\"}}", EntryHash::default());
            replace(l, 3, "{\"event\":\"noted\",\"text\":\"2\"}", &event);
            reseal(l, EntryHash::default());
        }),
        ("a closing at a point that is not there, resealed", |l| {
            let closes = format!(
                ",\"closes\":{{\"segment\":0,\"seq\":0,\"hash\":\"{}\",\"bytes\":7,\"reason\":\"\"}}",
                EntryHash::default()
            );
            let end = l[0].find("}],\"hash\"").unwrap();
            l[0].insert_str(end, &closes);
            reseal(l, EntryHash::default());
        }),
        ("a previous entry that never was, resealed", |l| {
            let previous = ",\"previous\":\"ops-b@host-000000:9:0123456789abcdef\"";
            let end = l[0].find(",\"seen\"").unwrap();
            l[0].insert_str(end, previous);
            reseal(l, EntryHash::default());
        }),
        ("another operator from the middle on, resealed", |l| {
            replace(l, 4, "\"by\":\"ops-b\"", "\"by\":\"ops-c\"");
            reseal(l, EntryHash::default());
        }),
    ];
    let (witnessed, seen) = original(true);
    let (unwitnessed, unseen) = original(false);
    for (name, forge) in forgeries {
        let status = status_after(&witnessed, &seen, *forge);
        assert!(status >= Status::Truncated, "{name}: {status}");
        // What the chain alone shows, and what it does not.
        let alone = status_after(&unwitnessed, &unseen, *forge);
        if ONLY_WITNESSED.contains(name) {
            assert_eq!(alone, Status::Clean, "{name}");
        } else {
            assert_eq!(alone, Status::Corrupt, "{name}");
        }
    }
    println!("{} forgeries tried", forgeries.len());
}

#[test]
fn closing_what_others_saw_shows() {
    let bench = Bench::new();
    let mut journal = bench.journal("ops-b");
    append(&mut journal, &draft("0")).unwrap();
    append(&mut journal, &draft("1")).unwrap();
    append(&mut bench.journal("ops-c"), &draft("c")).unwrap();
    let path = bench.segments(journal.writer().unwrap()).remove(0);
    // A second segment that closes the first before its last entry, soundly made.
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let (first, last) = (lines[0], lines[1]);
    let hash = &last[last.len() - 66..last.len() - 2];
    let bytes = first.len() + last.len() + 2;
    let writer = journal.writer().unwrap();
    let closes = format!(
        ",\"previous\":\"{writer}:2:{}\",\"closes\":{{\"segment\":1,\"seq\":2,\"hash\":\"{hash}\",\"bytes\":{bytes},\"reason\":\"forged\"}}",
        &hash[..16]
    );
    let mut forged = first.replace("\"seq\":1,\"n\":1", "\"seq\":3,\"n\":9");
    forged = forged.replace("\"segment\":1", "\"segment\":2");
    let end = forged.find("}],\"hash\"").unwrap();
    forged.insert_str(end, &closes);
    let mut forged = vec![forged];
    reseal(&mut forged, hash.parse().unwrap());
    fs::write(
        path.with_file_name("000002.jsonl"),
        format!("{}\n", forged[0]),
    )
    .unwrap();
    let report = verify(&bench.root(), &Question::default());
    let writer = &report.writers[0];
    assert_eq!(report.status, Status::Truncated, "{report}");
    assert!(
        writer.lost[0].is_void && writer.closed.len() == 1,
        "{report}"
    );
}
