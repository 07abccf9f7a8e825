//! Many processes on one journal: no gap, no duplicate, and each of them folds to the same state.
//!
//! The processes are this very test program, started anew with `a_process` as its only test.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rounds::command;
use rounds::config::{Origin, Settings};
use rounds::event::{Fact, WriterId};
use rounds::journal::{Question, Reader, Status, hash_bytes, verify};
use rounds::session::{Request, Session};

use crate::scene::{figure, is_whole};

const PROCESSES: usize = 64;
const OPERATORS: usize = 8;

/// `HOME NUMBER COUNT`: what a started process is to do.
const TASK: &str = "ROUNDS_FAULTS_PROCESS";

fn settings(home: &Path, number: usize) -> Settings {
    Settings {
        journal_id: None,
        runbooks: vec![home.join("runbooks")],
        runbooks_from: Origin::Argument("--runbooks"),
        journal_from: Origin::Argument("--journal"),
        operator_from: Origin::Argument("--operator"),
        journal: home.join("journal"),
        state: home.join("state"),
        cache: home.join(format!("cache-{number}")),
        operator: format!("ops-{}", number % OPERATORS).as_str().into(),
        host: "host".into(),
        machine: "host".into(),
        account: "account".into(),
        boot: Some("boot".into()),
        in_doubt: Vec::new(),
        team: Default::default(),
    }
}

/// Saves its notes, says so, waits for a word, and then tells what the record comes to.
#[test]
#[ignore = "one of the processes of the test below"]
fn a_process() {
    let task = std::env::var(TASK).expect("started by the test below");
    let mut parts = task.rsplitn(3, ' ');
    let count: usize = parts.next().unwrap().parse().unwrap();
    let number: usize = parts.next().unwrap().parse().unwrap();
    let home = PathBuf::from(parts.next().unwrap());
    let mut session = Session::open(settings(&home, number)).unwrap();
    for entry in 0..count {
        let request = Request::Do(command::Command::Note {
            run: None,
            step_ref: None,
            text: format!("process {number}, entry {entry}"),
        });
        // Who must wait long among so many tries again, as a person would.
        let mut tries = 0;
        while let Err(failure) = session.submit(&request) {
            tries += 1;
            assert!(tries < 60, "{failure}");
        }
    }
    println!("\nwritten");
    let mut word = String::new();
    std::io::stdin().read_line(&mut word).unwrap();
    session.refresh().unwrap();
    let state = session.state().clone().settled();
    println!("\nstate {}", hash_bytes(&state.to_bytes()));
}

fn start(home: &Path, number: usize, count: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "processes::a_process",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(TASK, format!("{} {number} {count}", home.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads on until a line begins so, and gives its rest.
fn said(lines: &mut impl Iterator<Item = std::io::Result<String>>, begins: &str) -> String {
    lines
        .find_map(|line| line.unwrap().strip_prefix(begins).map(str::to_owned))
        .unwrap_or_else(|| panic!("a process ended without a line {begins:?}"))
}

#[test]
fn many_processes_leave_no_gap_no_duplicate_and_one_state() {
    let each = if is_whole() { 1_000 } else { 4 };
    let folder = tempfile::tempdir().unwrap();
    let mut children: Vec<Child> = (0..PROCESSES)
        .map(|number| start(folder.path(), number, each))
        .collect();
    let mut outputs: Vec<_> = children
        .iter_mut()
        .map(|child| BufReader::new(child.stdout.take().unwrap()).lines())
        .collect();
    for output in &mut outputs {
        said(output, "written");
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut states: Vec<String> = outputs
        .iter_mut()
        .map(|output| said(output, "state "))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    states.dedup();
    assert_eq!(states.len(), 1, "the processes do not agree");
    assert_complete(&folder.path().join("journal"), each);
    figure(&format!(
        "{PROCESSES} processes saved {each} entries each; all of them folded to one state"
    ));
}

fn assert_complete(root: &Path, each: usize) {
    let mut texts = BTreeMap::<String, usize>::new();
    let mut seqs = BTreeMap::<WriterId, Vec<u64>>::new();
    let mut reader = Reader::new(root, "elsewhere", None);
    let mut sink = |arrived: rounds::journal::Arrived| {
        let entry = arrived.entry;
        for (_, fact) in entry.numbered_facts() {
            if let Fact::Noted { text, .. } = fact {
                *texts.entry(text.clone()).or_default() += 1;
            }
        }
        let seqs = seqs.entry(entry.writer).or_default();
        seqs.push(entry.envelope.seq);
    };
    reader.poll(&mut sink).unwrap();
    assert_eq!(texts.len(), PROCESSES * each);
    assert!(texts.values().all(|count| *count == 1));
    assert_eq!(seqs.len(), OPERATORS);
    assert!(
        seqs.values()
            .all(|seqs| seqs.iter().copied().eq(1..=seqs.len() as u64))
    );
    let report = verify(root, &Question::default());
    assert_eq!(report.status, Status::Clean, "{report}");
}
