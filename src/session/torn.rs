//! Random histories of a record that comes in pieces: sides that part, lines that are not as they
//! were written, entries that were taken in, and a checkpoint of which parts are torn or lost.
//!
//! Whoever reads it, bit by bit, from a torn checkpoint or from nothing, ends in the same state.

use super::{Request, Session, Start};
use crate::command::{Answer, Command, CompleteStep};
use crate::config::{Origin, Settings};
use crate::event::{EntryHash, RunId};
use crate::journal::hash_bytes;
use crate::runbook::StepRef;
use crate::state::{Checkpoint, State};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const FILE: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[procedures]]
id = "fix"
title = "Fix"
steps = ["Look", "Mend"]

[[procedures]]
id = "round"
title = "Round"
schedule = "every 1 hours from 00:00"
grace = "50m"
steps = ["Look"]
"#;

#[derive(Clone, Debug)]
enum Happening {
    /// An operator begins a run and perhaps ends it.
    Ran {
        by: bool,
        is_round: bool,
        end: u8,
    },
    /// An operator goes on with a run that was left open.
    WentOn {
        by: bool,
        end: u8,
    },
    Noted {
        by: bool,
    },
    /// A home is copied and goes on by itself: its record parts.
    Parted {
        by: bool,
        end: u8,
    },
    /// The last line is not as it was written.
    Spoiled {
        by: bool,
    },
    /// An entry stands beyond what was saved.
    Forged {
        by: bool,
    },
    /// So much of what is not there yet comes to whoever reads, the sides first or last.
    Carried {
        part: u8,
        sides_first: bool,
    },
    Read,
    Kept,
}

fn happening() -> impl Strategy<Value = Happening> {
    let by = any::<bool>();
    prop_oneof![
        5 => (by, by, 0..4_u8).prop_map(|(by, is_round, end)| Happening::Ran { by, is_round, end }),
        2 => (by, 0..4_u8).prop_map(|(by, end)| Happening::WentOn { by, end }),
        1 => by.prop_map(|by| Happening::Noted { by }),
        3 => (by, 0..4_u8).prop_map(|(by, end)| Happening::Parted { by, end }),
        1 => by.prop_map(|by| Happening::Spoiled { by }),
        1 => by.prop_map(|by| Happening::Forged { by }),
        4 => (any::<u8>(), by).prop_map(|(part, sides_first)| Happening::Carried { part, sides_first }),
        3 => Just(Happening::Read),
        2 => Just(Happening::Kept),
    ]
}

fn fresh_folder() -> TempDir {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    folder.unwrap()
}

fn name(by: bool) -> &'static str {
    if by { "ops-a" } else { "ops-b" }
}

/// A session in a home, as an operator; its checkpoints lie in a folder of their own.
fn open(home: &Path, operator: &str, cache: &str) -> Session {
    let settings = Settings {
        journal_id: None,
        runbooks: vec![home.join("runbooks")],
        runbooks_from: Origin::Argument("--runbooks"),
        journal: home.join("journal"),
        journal_from: Origin::Argument("--journal"),
        in_doubt: Vec::new(),
        team: Default::default(),
        state: home.join("state"),
        cache: home.join(cache),
        operator: operator.into(),
        operator_from: Origin::Argument("--operator"),
        host: "host-1".to_owned(),
        machine: "host-1".to_owned(),
        account: "shift".to_owned(),
        boot: None,
    };
    Session::open(settings).unwrap()
}

/// Ends a run in one of several ways, or leaves it open. What is refused is no matter.
fn end(session: &mut Session, run: RunId, how: u8) {
    let answer = |step: &str| {
        let complete = CompleteStep::first(run, StepRef::of(step), Answer::Ok);
        Request::Do(Command::CompleteStep(complete))
    };
    let reason = "no need".to_owned();
    let _ = session.submit(&answer("look"));
    match how {
        0 => {}
        1 => drop(session.submit(&Request::Do(Command::Abandon { run, reason }))),
        _ => {
            let _ = session.submit(&answer("mend"));
            let _ = session.submit(&Request::Do(Command::Finish { run }));
        }
    }
}

fn begin(session: &mut Session, is_round: bool, how: u8) {
    let which = if is_round { "round" } else { "fix" };
    let mut start = Start::of(format!("orders-sync/{which}").parse().unwrap());
    start.beside = true;
    if let Ok(receipt) = session.submit(&Request::Start(start)) {
        end(session, receipt.run.unwrap(), how);
    }
}

/// Where the record is written, and a copy of it that is read.
struct World {
    written: TempDir,
    read: TempDir,
    reader: Session,
    /// A checkpoint of the reader's.
    kept: Option<(PathBuf, Vec<u8>)>,
}

impl World {
    fn new() -> Self {
        let (written, read) = (fresh_folder(), fresh_folder());
        for home in [&written, &read] {
            fs::create_dir(home.path().join("runbooks")).unwrap();
            let file = home.path().join("runbooks/orders-sync.toml");
            fs::write(file, FILE).unwrap();
        }
        let reader = open(read.path(), "aud", "cache");
        Self {
            written,
            read,
            reader,
            kept: None,
        }
    }

    fn journal(&self) -> PathBuf {
        self.written.path().join("journal")
    }

    fn session(&self, by: bool) -> Session {
        open(self.written.path(), name(by), "cache")
    }

    /// The last segment of an operator's last writer that has one.
    fn segment(&self, by: bool) -> Option<PathBuf> {
        let mut files = files(&self.journal()).into_iter();
        let of_it = |path: &PathBuf| path.to_string_lossy().starts_with(name(by));
        files.rfind(of_it)
    }

    fn happens(&mut self, happening: &Happening) {
        match happening {
            Happening::Ran { by, is_round, end } => begin(&mut self.session(*by), *is_round, *end),
            Happening::WentOn { by, end: how } => {
                let mut session = self.session(*by);
                let open = session.state().in_progress().map(|(run, _)| run.id).next();
                open.iter().for_each(|run| end(&mut session, *run, *how));
            }
            Happening::Noted { by } => self.note(*by),
            Happening::Parted { by, end } => self.part(*by, *end),
            Happening::Spoiled { by } => self.spoil(*by),
            Happening::Forged { by } => self.forge(*by),
            Happening::Carried { part, sides_first } => self.carry(*part, *sides_first),
            Happening::Read => drop(self.reader.refresh()),
            Happening::Kept => {
                self.reader.refresh().unwrap();
                self.reader.keep_checkpoint();
                let files = fs::read_dir(self.read.path().join("cache")).unwrap();
                let mut files = files.map(|file| file.unwrap().path());
                let kept = files.find(|path| path.to_string_lossy().contains("checkpoint-"));
                self.kept = kept.map(|path| (path.clone(), fs::read(path).unwrap()));
            }
        }
    }

    fn note(&self, by: bool) {
        let note = Command::Note {
            run: None,
            step_ref: None,
            text: "seen".to_owned(),
        };
        let _ = self.session(by).submit(&Request::Do(note));
    }

    /// What was written on another machine from here on stands beside what is written here.
    fn part(&self, by: bool, end: u8) {
        let Some(segment) = self.segment(by) else {
            return;
        };
        let folder = segment.parent().unwrap();
        let before = fs::read(self.journal().join(&segment)).unwrap();
        let other = fresh_folder();
        copy(self.written.path(), other.path());
        begin(&mut open(other.path(), name(by), "cache"), false, end);
        self.note(by);
        for file in files(&other.path().join("journal")) {
            let bytes = fs::read(other.path().join("journal").join(&file)).unwrap();
            let at = match file == segment {
                true if bytes.starts_with(&before) => before.len(),
                false if file > segment && file.starts_with(folder) => 0,
                _ => continue,
            };
            if bytes.len() == at {
                continue;
            }
            let first = hash_bytes(&bytes[at..]).to_string();
            let stem = file.file_stem().unwrap().to_string_lossy();
            let side = format!("{stem}@{at}-{}", &first[..16]);
            let beside = self.journal().join("forks").join(folder);
            fs::create_dir_all(&beside).unwrap();
            fs::write(beside.join(side), &bytes[at..]).unwrap();
        }
    }

    /// Changes the last line, where nobody has read it yet.
    fn spoil(&self, by: bool) {
        let Some(segment) = self.segment(by) else {
            return;
        };
        let path = self.journal().join(&segment);
        let text = fs::read_to_string(&path).unwrap();
        let at = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
        let read = fs::read(self.read.path().join("journal").join(&segment));
        if at > 0 && read.map_or(0, |read| read.len()) <= at {
            let spoiled = text[at..].replacen("\"by\":\"ops", "\"by\":\"obs", 1);
            fs::write(&path, format!("{}{spoiled}", &text[..at])).unwrap();
        }
    }

    /// Says the last line once more, as the next one.
    fn forge(&self, by: bool) {
        let Some(segment) = self.segment(by) else {
            return;
        };
        let path = self.journal().join(segment);
        let text = fs::read_to_string(&path).unwrap();
        let last = text.trim_end().lines().last().unwrap();
        let before = &last[last.len() - 66..last.len() - 2];
        let Some((body, _)) = last.rsplit_once(",\"hash\":\"") else {
            return;
        };
        if !body.contains("\"noted\"") {
            return;
        }
        let raised = |body: String, key: &str| {
            let (head, rest) = body.split_once(key).unwrap();
            let (number, tail) = rest.split_once(',').unwrap();
            let next = number.parse::<u64>().unwrap() + 1;
            format!("{head}{key}{next},{tail}")
        };
        let body = raised(raised(body.to_owned(), "\"seq\":"), "\"n\":");
        let hash: EntryHash = hash_bytes(format!("{before}{body}").as_bytes());
        fs::write(&path, format!("{text}{body},\"hash\":\"{hash}\"}}\n")).unwrap();
    }

    /// Brings over a part of what is not there yet, file by file.
    fn carry(&self, part: u8, sides_first: bool) {
        let (from, to) = (self.journal(), self.read.path().join("journal"));
        let mut files = files(&from);
        if sides_first {
            files.sort_by_key(|file| !file.starts_with("forks"));
        }
        let mut left = usize::from(part) * 64;
        for file in files {
            let bytes = fs::read(from.join(&file)).unwrap();
            let there = fs::read(to.join(&file)).unwrap_or_default();
            if !bytes.starts_with(&there) {
                continue;
            }
            let count = match part {
                255 => bytes.len(),
                _ => bytes.len().min(there.len() + left),
            };
            left = left.saturating_sub(count - there.len());
            if count > there.len() {
                fs::create_dir_all(to.join(&file).parent().unwrap()).unwrap();
                fs::write(to.join(&file), &bytes[..count]).unwrap();
            }
        }
    }

    /// Opens the reader's record, as it is in its cache folder, or from nothing.
    fn opened(&self, cache: &str) -> State {
        let mut session = open(self.read.path(), "aud", cache);
        session.refresh().unwrap();
        session.state().clone().settled()
    }
}

/// All files of writers and of sides beside them, each by its path below the journal, in order.
fn files(journal: &Path) -> Vec<PathBuf> {
    let list = |folder: PathBuf| -> Vec<PathBuf> {
        let items = fs::read_dir(journal.join(&folder)).into_iter().flatten();
        items
            .map(|item| folder.join(item.unwrap().file_name()))
            .collect()
    };
    let writers = list(PathBuf::new()).into_iter();
    let writers = writers.filter(|path| path.to_string_lossy().contains('@'));
    let sides = list("forks".into());
    let mut files: Vec<PathBuf> = writers.chain(sides).flat_map(list).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy();
        name.starts_with("00")
    });
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        match item.file_type().unwrap().is_dir() {
            true => {
                crate::os::private_folder(&target).unwrap();
                copy(&item.path(), &target);
            }
            false => drop(fs::copy(item.path(), target).unwrap()),
        }
    }
}

/// Spoils what comes behind the head of a checkpoint, or cuts it.
fn tear(bytes: &mut Vec<u8>, tears: &[u16], is_cut: bool) {
    let length = u32::from_le_bytes(*bytes.first_chunk().unwrap());
    let before = 4 + 32 + usize::try_from(length).unwrap();
    let head = Checkpoint::length_of_head(&bytes[before..]).unwrap();
    let behind = before + usize::try_from(head).unwrap();
    let parts = bytes.len() - behind;
    if parts == 0 {
        return;
    }
    for tear in tears {
        bytes[behind + usize::from(*tear) % parts] ^= 0x55;
    }
    if is_cut {
        let left = tears.first().map_or(0, |tear| usize::from(*tear) % parts);
        bytes.truncate(behind + left);
    }
}

/// What ended, line by line and from the last ending back: what lies in parts of their own.
fn ended(state: &State) -> Vec<(String, Vec<RunId>)> {
    let lines = state.lines().map(|(line, _)| line.clone());
    let lines = lines.map(|line| {
        let runs = state.ended_on(&line).map(|run| run.id).collect();
        (line.procedure.to_string(), runs)
    });
    let last = state.ended_newest_first().map(|run| run.id).collect();
    lines.chain([("all".to_owned(), last)]).collect()
}

/// How many histories are tried: more where `.ci/faults` asks for it.
fn cases() -> u32 {
    let asked = std::env::var("ROUNDS_FUZZ").ok();
    let asked: Option<u32> = asked.and_then(|count| count.parse().ok());
    asked.map_or(24, |count| (count / 100).max(24))
}

#[test]
fn figures() {
    println!(
        "figure: {} random histories read from torn checkpoints",
        cases()
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_torn_checkpoint_says_what_the_record_says(
        happenings in proptest::collection::vec(happening(), 4..28),
        tears in proptest::collection::vec(any::<u16>(), 0..6),
        is_cut in any::<bool>(),
    ) {
        let mut world = World::new();
        for by in [true, false] {
            world.note(by);
        }
        for happening in &happenings {
            world.happens(happening);
        }
        world.carry(255, false);
        world.reader.refresh().unwrap();
        let anew = world.opened("nothing");
        let live = world.reader.state().clone().settled();
        prop_assert_eq!(ended(&live), ended(&anew));
        prop_assert!(live == anew, "{live:#?}\n{anew:#?}");
        if let Some((path, mut bytes)) = world.kept.take() {
            tear(&mut bytes, &tears, is_cut);
            fs::write(path, bytes).unwrap();
            let torn = world.opened("cache");
            prop_assert_eq!(ended(&torn), ended(&anew));
            prop_assert!(torn == anew, "{torn:#?}\n{anew:#?}");
        }
    }
}
