//! Forgeries against the verifier: edits by who does not mind the chain, and by who seals
//! every line anew.

use super::line::hash_line;
use super::tests::{Bench, append, draft};
use super::{Question, Status, verify};
use crate::event::{EntryHash, Event, Fact};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// What is done to the lines of one writer.
const LINE_FORGERIES: &[Forgery] = &[
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
        let torn = "{\"event\":\"recovered\",\"segment\":1,\"offset\":5,\"length\":3,\"sha256\":\"";
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
    ("a recovery that swallows a real entry", |l| {
        // Names the entry before it as a torn tail.
        let before: usize = l[..3].iter().map(|line| line.len() + 1).sum();
        let torn = &l[3];
        let sha256 = super::hash_bytes(torn.as_bytes());
        let event = format!(
            "{{\"event\":\"recovered\",\"segment\":1,\"offset\":{before},\"length\":{},\"sha256\":\"{sha256}\"}}",
            torn.len()
        );
        replace(l, 4, "{\"event\":\"noted\",\"text\":\"3\"}", &event);
        replace(l, 4, "\"seq\":5", "\"seq\":4");
        let before = l[2].rsplit('"').nth(1).unwrap().parse().unwrap();
        reseal(&mut l[4..], before);
    }),
    ("a recovery at another offset, resealed", |l| {
        l.insert(3, "{\"v\":1,\"seq\":4".into());
        let sha256 = super::hash_bytes(l[3].as_bytes());
        let event = format!(
            "{{\"event\":\"recovered\",\"segment\":1,\"offset\":1,\"length\":{},\"sha256\":\"{sha256}\"}}",
            l[3].len()
        );
        replace(l, 4, "{\"event\":\"noted\",\"text\":\"2\"}", &event);
        let before = l[2].rsplit('"').nth(1).unwrap().parse().unwrap();
        reseal(&mut l[4..], before);
    }),
    ("an escaped solidus, resealed", |l| {
        replace(l, 2, "\"text\":\"1\"", "\"text\":\"1\\/2\"");
        reseal(l, EntryHash::default());
    }),
    ("an escape in upper case, resealed", |l| {
        replace(l, 2, "\"text\":\"1\"", "\"text\":\"1\\u001B\"");
        reseal(l, EntryHash::default());
    }),
    ("a pair of escapes for one character, resealed", |l| {
        replace(l, 2, "\"text\":\"1\"", "\"text\":\"\\ud83d\\ude00\"");
        reseal(l, EntryHash::default());
    }),
    ("a number with an exponent, resealed", |l| {
        replace(l, 2, "\"n\":5", "\"n\":5e0");
        reseal(l, EntryHash::default());
    }),
    ("a number with a zero before it, resealed", |l| {
        replace(l, 2, "\"seq\":3", "\"seq\":03");
        reseal(l, EntryHash::default());
    }),
    ("an hour that is spelled otherwise, resealed", |l| {
        replace(l, 2, "T08:00:00Z", "T08:00:00+00:00");
        reseal(l, EntryHash::default());
    }),
    ("another operator from the middle on, resealed", |l| {
        replace(l, 4, "\"by\":\"ops-b\"", "\"by\":\"ops-c\"");
        reseal(l, EntryHash::default());
    }),
];

#[test]
fn no_forgery_passes() {
    // Nobody is talked round by what the list below leaves out: it must not shrink.
    assert!(LINE_FORGERIES.len() >= 45, "{}", LINE_FORGERIES.len());
    let (witnessed, seen) = original(true);
    let (unwitnessed, unseen) = original(false);
    for (name, forge) in LINE_FORGERIES {
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
    println!("figure: {} forgeries of lines tried", LINE_FORGERIES.len());
}

/// A journal with two segments of one writer, an object and a witness, and what is done to its
/// folders.
type FolderForgery = (&'static str, fn(&Path, &Path));

const FOLDER_FORGERIES: &[FolderForgery] = &[
    ("a segment taken out", |folder, _| {
        fs::remove_file(folder.join("000001.jsonl")).unwrap();
    }),
    ("the last segment taken out", |folder, _| {
        fs::remove_file(folder.join("000002.jsonl")).unwrap();
    }),
    ("segments swapped", |folder, _| {
        let (one, two) = (folder.join("000001.jsonl"), folder.join("000002.jsonl"));
        fs::rename(&one, folder.join("aside")).unwrap();
        fs::rename(&two, &one).unwrap();
        fs::rename(folder.join("aside"), &two).unwrap();
    }),
    ("a segment replayed under the next number", |folder, _| {
        fs::copy(folder.join("000002.jsonl"), folder.join("000003.jsonl")).unwrap();
    }),
    (
        "the first segment replayed under the next number",
        |folder, _| {
            fs::copy(folder.join("000001.jsonl"), folder.join("000003.jsonl")).unwrap();
        },
    ),
    ("a gap in the numbers", |folder, _| {
        fs::rename(folder.join("000002.jsonl"), folder.join("000004.jsonl")).unwrap();
    }),
    ("a new beginning in place of all", |folder, _| {
        let first = fs::read_to_string(folder.join("000001.jsonl")).unwrap();
        let begin = first.lines().next().unwrap();
        fs::remove_file(folder.join("000002.jsonl")).unwrap();
        fs::write(folder.join("000001.jsonl"), format!("{begin}\n")).unwrap();
    }),
    ("the writer taken out", |folder, _| {
        fs::remove_dir_all(folder).unwrap()
    }),
    ("the writer's folder emptied", |folder, _| {
        fs::remove_dir_all(folder).unwrap();
        fs::create_dir(folder).unwrap();
    }),
    ("a writer rewound, who writes on", |folder, _| {
        let path = folder.join("000002.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let last = lines.len() - 1;
        replace(&mut lines, last, "\"4\"", "\"9\"");
        let before = fs::read_to_string(folder.join("000001.jsonl")).unwrap();
        let before = before
            .trim_end()
            .rsplit('"')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        reseal(&mut lines, before);
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }),
    ("an object changed", |folder, object| {
        assert!(folder.is_dir());
        fs::write(object, "altered").unwrap();
    }),
    ("an object under another's name", |_, object| {
        let other = object.with_file_name("0".repeat(64));
        fs::copy(object, other).unwrap();
    }),
    ("another writer's record under this name", |folder, _| {
        let other = fs::read_dir(folder.parent().unwrap()).unwrap();
        let other = other
            .map(|item| item.unwrap().path())
            .find(|path| path.to_string_lossy().contains("ops-c@"))
            .unwrap();
        fs::copy(other.join("000001.jsonl"), folder.join("000001.jsonl")).unwrap();
    }),
    ("a closing of a closed segment, replayed", |folder, _| {
        let two = fs::read_to_string(folder.join("000002.jsonl")).unwrap();
        let mut begin = vec![two.lines().next().unwrap().to_owned()];
        replace(&mut begin, 0, "\"segment\":2", "\"segment\":3");
        let before = two.lines().last().unwrap().rsplit('"').nth(1).unwrap();
        reseal(&mut begin, before.parse().unwrap());
        fs::write(folder.join("000003.jsonl"), begin.remove(0) + "\n").unwrap();
    }),
    ("bytes beyond the end", |folder, _| {
        let path = folder.join("000002.jsonl");
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"not a line\n");
        fs::write(&path, bytes).unwrap();
    }),
    ("zeros in place of a segment", |folder, _| {
        let path = folder.join("000001.jsonl");
        let length = fs::metadata(&path).unwrap().len();
        fs::write(&path, vec![0; usize::try_from(length).unwrap()]).unwrap();
    }),
];

#[test]
fn no_forgery_of_files_and_folders_passes() {
    for (name, forge) in FOLDER_FORGERIES {
        let bench = Bench::new();
        let mut one = draft("0");
        let content: Arc<[u8]> = Arc::from(*b"content");
        let sha256 = super::hash_bytes(&content);
        one.events.push(Event::Known(Fact::Attached {
            step: None,
            item: None,
            name: "a.txt".into(),
            sha256,
            bytes: 7,
        }));
        one.objects.push((sha256, content));
        let mut journal = bench.journal("ops-b");
        append(&mut journal, &one).unwrap();
        append(&mut journal, &draft("1")).unwrap();
        let mut journal = bench.journal_on("ops-b", "host", "boot-2", "1.0.0");
        append(&mut journal, &draft("3")).unwrap();
        append(&mut journal, &draft("4")).unwrap();
        append(&mut bench.journal("ops-c"), &draft("c")).unwrap();
        assert_eq!(bench.status(), Status::Clean);
        let folder = bench.root().join(journal.writer().unwrap().as_str());
        let object = bench.root().join("objects").join(sha256.to_string());
        forge(&folder, &object);
        let report = verify(&bench.root(), &Question::default());
        assert!(report.status >= Status::Truncated, "{name}: {report}");
    }
    println!(
        "figure: {} forgeries of files and folders tried",
        FOLDER_FORGERIES.len()
    );
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
