//! Random histories of several writers, delivered as they may come: random beginnings of their
//! segments, cut in the middle of a line too, in random order, with checkpoints between. Every
//! reader ends in the same state and answers alike.
//!
//! `ROUNDS_HISTORIES` says how many are tried.

use super::killed::answers;
use super::kit::Setup;
use super::machine::{Dice, Machine, copy};
use rounds::command::{
    Answer, Command, CompleteStep, GiveShift, Handoff, OpenFollowUp, TakeOver, TakeShift,
};
use rounds::event::{Attempt, FollowUpKind, FollowUpState, JournalId, RunId};
use rounds::journal::take_id;
use rounds::runbook::StepRef;
use rounds::session::{Request, Session, Start};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

const STEPS: [&str; 2] = ["lag-is-low", "backup-finished"];
/// Of so many histories one is asked by the real program, too.
const ASKED: u64 = 50;

fn histories() -> u64 {
    let asked = std::env::var("ROUNDS_HISTORIES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(200)
}

#[test]
fn whatever_comes_in_whatever_order_every_reader_answers_alike() {
    let next = AtomicU64::new(1);
    let (next, count) = (&next, histories());
    let told = thread::scope(|scope| {
        let work = || {
            let mut told = Told::default();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed > count {
                    return told;
                }
                told.add(history(seed));
            }
        };
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        let mut all = Told::default();
        for worker in workers {
            all.add(worker.join().unwrap());
        }
        all
    });
    println!(
        "figure: {count} histories, {} entries, {} deliveries, {} checkpoints read back: equal",
        told.entries, told.deliveries, told.checkpoints
    );
    assert!(told.entries > 10 * count && told.checkpoints > count);
}

/// How much was tried.
#[derive(Default)]
struct Told {
    entries: u64,
    deliveries: u64,
    checkpoints: u64,
}

impl Told {
    fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.deliveries += other.deliveries;
        self.checkpoints += other.checkpoints;
    }
}

fn history(seed: u64) -> Told {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let id = JournalId(ulid::Ulid::from_parts(1_764_000_000_000, u128::from(seed)));
    let names = ["ops-a", "ops-b", "ops-c", "ops-d"];
    let count = 2 + usize::try_from(dice.roll(3)).unwrap();
    let mut machines: Vec<Machine> = names[..count].iter().map(|it| fresh(it, id)).collect();
    for number in 0..10 + dice.roll(12) {
        let at = usize::try_from(dice.roll(count as u64)).unwrap();
        happens(&mut machines[at], number, &mut dice);
        if dice.roll(3) == 0 {
            let from = (at + 1) % count;
            exchange(&machines, from, at);
            machines[at].session.refresh().unwrap();
        }
    }
    let told = deliver(&machines, seed, id, &mut dice);
    let expected = &told.1;
    for at in 0..count {
        for from in 0..count {
            exchange(&machines, from, at);
        }
        let found = (machines[at].state(), machines[at].verified_json());
        assert!(found.0 == expected.0, "history {seed}: machine {at}");
        assert_eq!(found.1, expected.1, "history {seed}: machine {at}");
    }
    if seed % ASKED == 1 {
        let first = asked(&machines[0]);
        for machine in &machines[1..] {
            assert_eq!(asked(machine), first, "history {seed}");
        }
    }
    told.0
}

/// What the real program answers of a machine's record.
fn asked(machine: &Machine) -> Vec<String> {
    let journal = machine.journal();
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"))
        .with(
            "ROUNDS_RUNBOOKS",
            machine.home().join("runbooks").to_str().unwrap(),
        )
        .with("ROUNDS_JOURNAL", journal.to_str().unwrap());
    answers(&setup)
        .into_iter()
        .map(|it| it.replace(machine.home().to_str().unwrap(), ""))
        .collect()
}

/// A machine in memory, where there is such a place: thousands of them are made.
fn fresh(operator: &str, id: JournalId) -> Machine {
    let mut machine = Machine::new_in(operator, Path::new("/dev/shm"));
    let settings = machine.session.settings().clone();
    take_id(&settings.state, &settings.journal, id).unwrap();
    machine.session = Session::open(settings).unwrap();
    machine
}

/// One machine gets all that another has.
fn exchange(machines: &[Machine], from: usize, to: usize) {
    if from == to {
        return;
    }
    let (source, own) = (machines[from].journal(), machines[to].own_prefix());
    for folder in folders(&source) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        // Nobody else's bytes come into one's own folder.
        if name == "objects" || (name.contains('@') && !name.starts_with(&own)) {
            grow(&folder, &machines[to].journal().join(&name));
        }
    }
}

fn folders(journal: &Path) -> Vec<PathBuf> {
    let list = fs::read_dir(journal).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = list.map(|it| it.path()).filter(|it| it.is_dir()).collect();
    found.sort();
    found
}

/// Files are copied where the other has none, or a shorter beginning.
fn grow(from: &Path, to: &Path) {
    if !from.exists() {
        return;
    }
    if !to.exists() {
        return copy(from, to);
    }
    for file in fs::read_dir(from).unwrap().flatten() {
        let (path, there) = (file.path(), to.join(file.file_name()));
        let length = |path: &Path| fs::metadata(path).map(|it| it.len()).unwrap_or(0);
        if length(&path) > length(&there) {
            fs::copy(&path, &there).unwrap();
        }
    }
}

/// Something of a day's work; what is refused is no matter.
fn happens(machine: &mut Machine, number: u64, dice: &mut Dice) {
    if dice.roll(8) == 0 {
        // Another boot: another segment.
        let mut settings = machine.session.settings().clone();
        settings.boot = Some(format!("boot-{number}"));
        machine.session = Session::open(settings).unwrap();
    }
    let request = wanted(machine, number, dice);
    let _ = machine.session.submit(&request);
}

fn wanted(machine: &Machine, number: u64, dice: &mut Dice) -> Request {
    let state = machine.session.state();
    let mut runs: Vec<RunId> = state.in_progress().map(|(run, _)| run.id).collect();
    runs.sort();
    let run = match runs.len() {
        0 => return begin(),
        runs_now => runs[usize::try_from(dice.roll(runs_now as u64)).unwrap()],
    };
    let step = StepRef::of(STEPS[usize::try_from(dice.roll(2)).unwrap()]);
    let reason = format!("because of {number}");
    let answered = |answer, attempt| {
        Command::CompleteStep(CompleteStep {
            reason: Some(reason.clone()),
            note: Some(format!("seen {number}")),
            attempt,
            ..CompleteStep::first(run, step.clone(), answer)
        })
    };
    let open = state.open_follow_ups().map(|it| it.id).next();
    let (note, step_ref) = (format!("note {number}"), Some(step.clone()));
    Request::Do(match dice.roll(20) {
        0..=1 => return begin(),
        2..=5 => answered(Answer::Ok, Attempt::First),
        6 => answered(Answer::NotOk, Attempt::First),
        7 => answered(Answer::Skip, Attempt::First),
        8 => answered(Answer::Defer, Attempt::First),
        9 => answered(Answer::NotOk, Attempt::Corrected),
        10 => answered(Answer::Ok, Attempt::Again),
        11 => Command::TakeBack { run, step_ref },
        12 => Command::Finish { run },
        13 => Command::Abandon { run, reason },
        14 => Command::TakeOver(TakeOver {
            run,
            what: format!("run:{run}"),
            from: "ops-a".into(),
            reason,
        }),
        15 => Command::OpenFollowUp(OpenFollowUp {
            runbook: Some("orders-sync".into()),
            ..OpenFollowUp::about(FollowUpKind::Issue, format!("issue {number}"))
        }),
        16 => match open {
            Some(id) => Command::MoveFollowUp {
                id,
                to: FollowUpState::Closed,
                text: Some(reason),
            },
            None => Command::MarkSeen { line: None },
        },
        17 => Command::Handoff(Handoff::Give(Box::new(GiveShift {
            to: None,
            summary: Some(note),
            items: Vec::new(),
            contingencies: Vec::new(),
        }))),
        18 => Command::Handoff(Handoff::Accept(Box::new(TakeShift {
            rest: true,
            ..TakeShift::default()
        }))),
        _ => Command::Note {
            run: Some(run).filter(|_| number.is_multiple_of(2)),
            step_ref: step_ref.filter(|_| number.is_multiple_of(4)),
            text: note,
        },
    })
}

fn begin() -> Request {
    Request::Start(Start::of("orders-sync/morning".parse().unwrap()))
}

/// Brings a reader everything, a piece of a segment at a time; gives what it knows in the end,
/// which is what a reader of the whole knows.
fn deliver(
    machines: &[Machine],
    seed: u64,
    id: JournalId,
    dice: &mut Dice,
) -> (Told, (rounds::state::State, String)) {
    let mut reader = fresh("reader", id);
    let mut left: BTreeMap<(String, String), Vec<u8>> = BTreeMap::new();
    let mut told = Told::default();
    for machine in machines {
        grow(
            &machine.journal().join("objects"),
            &reader.journal().join("objects"),
        );
        let own = machine.own_prefix();
        for folder in folders(&machine.journal()) {
            let writer = folder.file_name().unwrap().to_str().unwrap().to_owned();
            if !writer.starts_with(&own) {
                continue;
            }
            for file in fs::read_dir(&folder).unwrap().flatten() {
                let bytes = fs::read(file.path()).unwrap();
                told.entries += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                let name = file.file_name().to_str().unwrap().to_owned();
                left.insert((writer.clone(), name), bytes);
            }
        }
    }
    let mut came: BTreeMap<(String, String), usize> = BTreeMap::new();
    while !left.is_empty() {
        let at = usize::try_from(dice.roll(left.len() as u64)).unwrap();
        let place = left.keys().nth(at).unwrap().clone();
        let bytes = &left[&place];
        let from = *came.entry(place.clone()).or_default();
        let more = 1 + usize::try_from(dice.roll((bytes.len() - from) as u64)).unwrap();
        let to = from + more;
        let folder = reader.journal().join(&place.0);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(&place.1), &bytes[..to]).unwrap();
        told.deliveries += 1;
        came.insert(place.clone(), to);
        if to == bytes.len() {
            left.remove(&place);
        }
        match dice.roll(3) {
            0 => drop(reader.session.refresh()),
            1 => {
                // A program that starts, by its checkpoint, and keeps another one.
                let settings = reader.session.settings().clone();
                reader.session = Session::open(settings).unwrap();
                reader.session.keep_checkpoint();
                told.checkpoints += 1;
            }
            _ => {}
        }
    }
    let whole = (reader.state(), reader.verified_json());
    let settings = reader.session.settings().clone();
    let by_checkpoint = Session::open(settings).unwrap();
    let found = by_checkpoint.state().clone().settled();
    assert!(found == whole.0, "history {seed}: by a checkpoint");
    reader.session.refresh().unwrap();
    let found = reader.session.state().clone().settled();
    assert!(found == whole.0, "history {seed}: as it came");
    (told, whole)
}
