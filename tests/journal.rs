//! The journal room through its public face: many handles on one journal, at once.

use rounds::event::{Event, Fact, Thread, WriterId};
use rounds::journal::{
    Draft, Identity, Journal, Places, Question, Reader, Status, Trust, WriteFault, verify,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

fn journal(folder: &Path, operator: &str, host: &str) -> Journal {
    let places = Places {
        journal: folder.join("journal"),
        state: folder.join("state").join(host),
        id: None,
    };
    let identity = Identity {
        operator: operator.into(),
        host: host.into(),
        machine: host.into(),
        account: "account".into(),
        boot: Some("boot".into()),
        program: "1.0.0".into(),
    };
    Journal::open(places, identity).with_patience(Duration::from_secs(300))
}

fn draft(text: &str) -> Draft {
    Draft {
        at: "2026-11-22T08:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
        on: vec![Thread::Shift],
        events: vec![Event::Known(Fact::Noted {
            step: None,
            item: None,
            text: text.into(),
        })],
        objects: Vec::new(),
    }
}

/// Appends so many entries; a journal that turned out otherwise than it was read is read
/// again, as every caller does.
fn write(folder: &Path, operator: &str, host: &str, count: usize) {
    let mut journal = journal(folder, operator, host);
    for number in 0..count {
        let draft = draft(&format!("{operator}@{host} {number}"));
        loop {
            match journal
                .begin(&mut |_| {})
                .and_then(|mut turn| turn.append(&draft))
            {
                Ok(_) => break,
                Err(WriteFault::Outdated) => {}
                Err(fault) => panic!("{fault}"),
            }
        }
    }
}

#[test]
fn many_handles_leave_no_gap_and_no_duplicate() {
    const EACH: usize = 100;
    let folder = tempfile::tempdir().unwrap();
    // Two terminals of one operator, another operator, and the same on another host.
    let handles = [("a", "one"), ("a", "one"), ("b", "one"), ("a", "two")];
    let place = folder.path();
    // One has written first: two that begin at one moment on two hosts found two journals.
    write(place, "a", "one", 1);
    std::thread::scope(|scope| {
        for (operator, host) in handles {
            scope.spawn(move || write(place, operator, host, EACH));
        }
    });
    let root = folder.path().join("journal");
    let mut texts = BTreeMap::<String, usize>::new();
    let mut seqs = BTreeMap::<WriterId, Vec<u64>>::new();
    let mut reader = Reader::new(&root, "three", None);
    let mut sink = |arrived: rounds::journal::Arrived| {
        assert_eq!(arrived.trust, Trust::Verified);
        let entry = arrived.entry;
        let seqs = seqs.entry(entry.writer.clone()).or_default();
        seqs.push(entry.envelope.seq);
        for (_, fact) in entry.numbered_facts() {
            if let Fact::Noted { text, .. } = fact {
                *texts.entry(text.clone()).or_default() += 1;
            }
        }
    };
    reader.poll(&mut sink).unwrap();
    assert_eq!(texts.values().sum::<usize>(), 1 + handles.len() * EACH);
    // The two terminals of one operator wrote the same words, once each.
    let shared = (1..EACH).map(|number| format!("a@one {number}"));
    assert!(shared.into_iter().all(|text| texts[&text] == 2));
    assert!(
        seqs.values()
            .all(|seqs| seqs.iter().copied().eq(1..=seqs.len() as u64))
    );
    let operators: BTreeSet<_> = seqs
        .keys()
        .map(|writer| writer.as_str().split('-').next())
        .collect();
    assert_eq!(operators.len(), 3);
    let report = verify(&root, &Question::default());
    assert_eq!(report.status, Status::Clean, "{report}");
}

#[test]
fn handles_that_take_turns_see_what_the_other_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = journal(folder.path(), "a", "h");
    let mut other = journal(folder.path(), "a", "h");
    for number in 0..10 {
        let (writes, reads) = if number % 2 == 0 {
            (&mut one, &mut other)
        } else {
            (&mut other, &mut one)
        };
        let text = number.to_string();
        writes
            .begin(&mut |_| {})
            .unwrap()
            .append(&draft(&text))
            .unwrap();
        let mut seen = Vec::new();
        drop(reads.begin(&mut |arrived| seen.push(arrived)).unwrap());
        let last = seen.last().unwrap();
        assert_eq!(last.entry.envelope.events, draft(&text).events);
    }
}

/// The chain with tools that everybody has.
const SHELL: &str = r#"
before=$(printf '0%.0s' $(seq 64))
for segment in "$1"/*.jsonl; do
  while IFS= read -r line; do
    body=${line%,\"hash\":*} stated=${line##*,\"hash\":\"}
    before=$(printf '%s%s' "$before" "$body" | sha256sum | cut -c1-64)
    [ "$before\"}" = "$stated" ] || { echo "$segment: $line"; exit 1; }
  done < "$segment"
done
"#;

#[test]
fn a_few_lines_of_shell_verify_a_record() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a", "h", 3);
    let record = std::fs::read_dir(folder.path().join("journal"))
        .unwrap()
        .map(|item| item.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    let check = || {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", SHELL, "sh"]).arg(&record);
        shell.status().unwrap().success()
    };
    assert!(check());
    let segment = record.join("000001.jsonl");
    let text = std::fs::read_to_string(&segment).unwrap();
    std::fs::write(&segment, text.replacen("a@h 1", "a@h 9", 1)).unwrap();
    assert!(!check());
}

/// More handles than a team has terminals, each with many entries.
/// `cargo test --test journal -- --ignored --nocapture`
#[test]
#[ignore = "takes a while"]
fn sixty_four_handles() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..64 {
            let operator = format!("ops-{}", number % 16);
            scope.spawn(move || write(place, &operator, "h", 50));
        }
    });
    let mut entries = 0;
    let mut reader = Reader::new(place.join("journal"), "h", Some("boot"));
    reader.poll(&mut |_| entries += 1).unwrap();
    assert_eq!(entries, 64 * 50 + 16);
    println!("{entries} entries in {:?}", started.elapsed());
}

/// What the lock, the look at what others saved, and the saved length cost beside the bare
/// write and sync. `cargo test --release --test journal -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn appending_costs_little_more_than_a_write_and_a_sync() {
    use std::io::Write as _;
    const COUNT: u32 = 500;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let line = [b'x'; 230];
    let mut bare = std::fs::File::create(folder.path().join("bare")).unwrap();
    let mut journal = journal(folder.path(), "a", "h");
    journal
        .begin(&mut |_| {})
        .unwrap()
        .append(&draft("first"))
        .unwrap();
    let (mut plain, mut ours) = (Duration::ZERO, Duration::ZERO);
    for number in 0..COUNT {
        let started = Instant::now();
        bare.write_all(&line).unwrap();
        bare.sync_data().unwrap();
        plain += started.elapsed();
        let draft = draft(&format!("{number:060}"));
        let started = Instant::now();
        journal.begin(&mut |_| {}).unwrap().append(&draft).unwrap();
        ours += started.elapsed();
    }
    println!(
        "bare {:?}, journal {:?}, an append",
        plain / COUNT,
        ours / COUNT
    );
    let started = Instant::now();
    let report = verify(&folder.path().join("journal"), &Question::default());
    println!(
        "verified {} bytes in {:?}",
        report.writers[0].bytes,
        started.elapsed()
    );
}
