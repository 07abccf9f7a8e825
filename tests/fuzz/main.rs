//! Mutated input for whatever reads what others wrote: runbooks, journals, texts, and the fold.
//!
//! Each test tries a bounded number of inputs that a fixed seed makes, so that a failure comes
//! again; `ROUNDS_FUZZ=N` tries N, and `bash .ci/faults` many. What is asked of each reader is
//! the least: it ends, it does not panic, and what it gives keeps its promises.

mod mutate;
mod pages;

use std::fs;
use std::path::Path;

use mutate::Mutator;
use rounds::event::{Entry, EntryHash, Envelope};
use rounds::journal::{Question, Reader, verify};
use rounds::runbook::{LibraryDefaults, fix, parse_bytes, parse_library};
use rounds::state::State;
use rounds::text::{is_plain, json_escaped, lines, looks_secret, markdown, shown, slug, wrap};

/// How many inputs each reader is given.
fn inputs() -> usize {
    let asked = std::env::var("ROUNDS_FUZZ").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(400)
}

fn figure(reader: &str) {
    println!("figure: {} inputs fuzzed: {reader}", inputs());
}

fn runbooks() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|item| fs::read(item.unwrap().path()).unwrap())
        .collect();
    seeds.push(b"title = \"Orders\"\ntimezone = \"Europe/Berlin\"\n[[procedures]]\ntitle = \"Morning\"\nschedule = \"weekdays 09:00\"\nsteps = [\"One\", \"Two\"]\n".to_vec());
    seeds.sort();
    seeds
}

#[test]
fn no_runbook_stops_the_parser() {
    let mut mutator = Mutator::new(1, runbooks());
    for _ in 0..inputs() / 4 {
        let bytes = mutator.next();
        let parsed = parse_bytes("sync.toml", "sync", &bytes, &LibraryDefaults::default());
        assert!(parsed.runbook.is_some() || parsed.has_errors());
        let _ = parse_library("library.toml", &bytes);
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        for problem in &parsed.problems {
            assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        }
        let fixed = fix(text);
        assert_eq!(fixed.edits.is_empty(), fixed.text == text);
    }
    // Long files and small ones: a quarter of the inputs is what the others take.
    println!("figure: {} inputs fuzzed: the runbook parser", inputs() / 4);
}

fn texts() -> Vec<Vec<u8>> {
    let hard = [
        "plain words, and more of them",
        "\u{1b}]0;title\u{7}\u{9b}31m\u{202e}abc\u{200b}\u{e0041}\u{fe0f}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301} 🏳\u{fe0f}\u{200d}🌈 한글 ﷽ <U+001B> <+3 marks>",
        "# Title\n\n- one\n  - two\n\n```sh\nrm -rf $X\n```\n[a](b) **c** `d` ![e](f)\n> g\n\n1. h",
        "password=hunter2! https://user:pw@host AKIAIOSFODNN7EXAMPLE eyJhbGciOi.eyJzdWIiOiI.c2lnbmF0dXJl",
        "a\tb\r\nc\u{2028}d\u{85}e\u{feff}",
        "می\u{200c}خواهم 👩\u{200d}💻 क्\u{200d}ष a\u{200d}b \u{200c}c",
    ];
    hard.map(|text| text.as_bytes().to_vec()).into()
}

/// What no sink may ever be given.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Whether nothing in a text hides, but for what its writing needs: a joiner inside an emoji or
/// between letters that it changes passes, and nowhere else.
fn is_clean(given: &str) -> bool {
    // Blanks of other widths are seen; where a row ends, a joiner may end with its letter.
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    let spaced: String = given.chars().map(blank).collect();
    let whole = spaced.trim_end_matches('…');
    let whole = whole
        .strip_suffix(['\u{200c}', '\u{200d}'])
        .unwrap_or(whole);
    !whole.contains(is_hidden) || is_plain(whole).is_ok()
}

#[test]
fn no_text_gets_past_the_text_type() {
    let mut mutator = Mutator::new(2, texts());
    for number in 0..inputs() {
        let bytes = mutator.next();
        let text = String::from_utf8_lossy(&bytes);
        let line = shown(&text);
        let columns = number % 90;
        let clipped = line.clip(columns);
        assert!(clipped.width() <= columns, "{text:?}");
        let mut given: Vec<String> = vec![line.to_string(), clipped.to_string()];
        given.extend(lines(&text).map(|line| line.to_string()));
        given.extend(wrap(&line, columns.max(2)).iter().map(ToString::to_string));
        for row in markdown::layout(&markdown::parse(&text), columns.max(4)) {
            given.extend(row.0.iter().map(|(piece, _)| piece.to_string()));
        }
        for given in given {
            assert!(is_clean(&given), "{text:?} became {given:?}");
        }
        // What is let through as plain is shown as it is, but for what imitates a form.
        if is_plain(&text).is_ok() && !text.contains(['\n', '\t', '<']) {
            assert_eq!(line.as_str(), text, "plain, and shown otherwise");
        }
        let json = json_escaped(&serde_json::to_string(&text).unwrap()).into_owned();
        assert!(is_clean(&json), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        let _ = looks_secret(&text);
        assert!(!slug(&text, "x", |_| false).is_empty());
    }
    figure("the text type");
}

/// A small journal in memory where there is such a place: its folder, a segment, its bytes.
struct Journal {
    folder: tempfile::TempDir,
    segment: std::path::PathBuf,
    bytes: Vec<u8>,
}

fn journal() -> Journal {
    use rounds::event::{Event, Fact, Thread};
    use rounds::journal::{Draft, Identity, Journal as Writer, Places};
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.unwrap();
    let places = Places {
        journal: folder.path().join("journal"),
        state: folder.path().join("state"),
        id: None,
    };
    let identity = Identity {
        operator: "ops-a".into(),
        host: "host".into(),
        machine: "host".into(),
        account: "account".into(),
        boot: Some("boot".into()),
        program: "1.0.0".into(),
    };
    let mut writer = Writer::open(places.clone(), identity);
    for text in ["one", "two \u{1b}", "three"] {
        let draft = Draft {
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
            on: vec![Thread::Shift],
            events: vec![Event::Known(Fact::Noted {
                step: None,
                item: None,
                text: text.into(),
            })],
            objects: Vec::new(),
        };
        writer.begin(&mut |_| {}).unwrap().append(&draft).unwrap();
    }
    let name = writer.writer().unwrap().as_str();
    let segment = places.journal.join(name).join("000001.jsonl");
    let bytes = fs::read(&segment).unwrap();
    Journal {
        folder,
        segment,
        bytes,
    }
}

#[test]
fn no_journal_stops_a_reader_or_the_verifier() {
    let made = journal();
    let root = made.folder.path().join("journal");
    let mut mutator = Mutator::new(3, vec![made.bytes.clone()]);
    for _ in 0..inputs() {
        let bytes = mutator.next();
        fs::write(&made.segment, &bytes).unwrap();
        let mut state = State::default();
        let mut count = 0_u64;
        let mut reader = Reader::new(&root, "elsewhere", None);
        // A reader that begins anew twice would do so for ever.
        for _ in 0..2 {
            (state, count) = (State::default(), 0);
            let polled = reader.poll(&mut |arrived| {
                count += 1;
                state.apply(&arrived.entry, arrived.place.segment);
            });
            if polled.is_ok() {
                break;
            }
        }
        let report = verify(&root, &Question::default());
        let entries: u64 = report.writers.iter().map(|writer| writer.entries).sum();
        // Both walk the same way: what the one reads the other has counted.
        assert!(count <= entries, "{count} read, {entries} verified");
        let bytes = state.settled().to_bytes();
        assert!(State::from_bytes(&bytes).is_some());
        let _ = report.to_string();
    }
    figure("the journal reader, the verifier and the fold behind them");
}

/// Entries as any program might have written them, one after the other into one state.
#[test]
fn no_entry_stops_the_fold() {
    let mut mutator = Mutator::new(4, entries());
    let mut state = State::default();
    let mut folded = 0;
    for number in 0..inputs() as u64 {
        let bytes = match number % 8 {
            0 => mutator.next(),
            _ => mutator.next_json(),
        };
        let Ok(mut envelope) = Envelope::parse(&bytes) else {
            continue;
        };
        envelope.seq = number + 1;
        let entry = Entry {
            writer: "ops-a@host-000001".parse().unwrap(),
            hash: EntryHash(std::array::from_fn(|at| (number >> (at % 8)) as u8)),
            envelope,
        };
        state.apply(&entry, 1);
        folded += 1;
        if number % 97 == 0 {
            let now = "2026-11-22T08:00:00Z".parse().unwrap();
            state.advance(now);
            let _ = state.today(now);
            assert!(State::from_bytes(&state.clone().settled().to_bytes()).is_some());
        }
    }
    assert!(
        folded > inputs() / 4,
        "{folded} of {} are entries",
        inputs()
    );
    figure("the fold");
}

/// One entry of each kind that matters to the fold.
fn entries() -> Vec<Vec<u8>> {
    let run = "01JD0000000000000000000000";
    let hash = "0".repeat(64);
    let entry = |on: &str, event: String| {
        format!(
            r#"{{"v":1,"seq":2,"n":3,"at":"2026-11-22T08:00:00Z","zone":"UTC","by":"ops-a","on":["{on}"],"events":[{event}]}}"#
        )
        .into_bytes()
    };
    let thread = format!("run:{run}");
    vec![
        entry("shift", r#"{"event":"noted","text":"calm"}"#.to_owned()),
        entry(
            &thread,
            format!(
                r#"{{"event":"run-started","run":"{run}","procedure":"a/b","title":"T","runbook_title":"R","file":"{hash}","steps":2}}"#
            ),
        ),
        entry(
            &thread,
            r#"{"event":"step-done","step":"s","title":"S","outcome":"ok","over":["ops-a@host-000001:2:0123456789abcdef"]}"#.to_owned(),
        ),
        entry(
            &thread,
            r#"{"event":"step-done","step":"s","title":"S","outcome":"not-ok","value":"5"}"#.to_owned(),
        ),
        entry(
            &thread,
            r#"{"event":"run-ended","ending":{"how":"completed"},"counts":{},"saw":[]}"#.to_owned(),
        ),
        entry(
            &thread,
            r#"{"event":"step-taken-back","step":"s","over":["ops-a@host-000001:2:0123456789abcdef"]}"#.to_owned(),
        ),
    ]
}
