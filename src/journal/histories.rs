//! Random histories of several writers on several machines, with what happens to files between
//! them: partial copies, restored backups, cloned homes, crashes, checkpoints.
//!
//! Whatever came when, every reader ends in the same state; two lines at one address are named,
//! and nothing that was saved is dropped.

use super::disk::Disk;
use super::faults::{Faults, Kind};
use super::tests::draft;
use super::*;
use crate::event::{EntryRef, Event, Fact, Outcome, RunId, StepDone, Thread, WriterId};
use crate::runbook::StepRef;
use crate::state::State;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How many histories are tried: more where `.ci/faults` asks for it.
fn cases() -> u32 {
    let asked = std::env::var("ROUNDS_FUZZ").ok();
    let asked: Option<u32> = asked.and_then(|count| count.parse().ok());
    asked.map_or(40, |count| (count / 100).max(40))
}

/// One thing that happens.
#[derive(Clone, Debug)]
enum Happening {
    /// A machine's operator writes a note, or says how a step went.
    Saved {
        machine: usize,
        is_step: bool,
        ok: bool,
    },
    /// So much of one machine's record of a writer comes to another machine.
    Copied {
        from: usize,
        to: usize,
        part: u8,
    },
    /// The journal, not what is kept beside it, is as it was when the backup was taken.
    Restored {
        machine: usize,
    },
    BackedUp {
        machine: usize,
    },
    /// The process dies while it saves: before an operation of the disk, or in the middle of it.
    Crashed {
        machine: usize,
        at: usize,
        half: bool,
    },
    /// What was folded is put away, and taken out again.
    Checkpoint {
        machine: usize,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    let machine = 0..3_usize;
    prop_oneof![
        5 => (machine.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(machine, is_step, ok)| Happening::Saved { machine, is_step, ok }),
        4 => (machine.clone(), machine.clone(), any::<u8>())
            .prop_map(|(from, to, part)| Happening::Copied { from, to, part }),
        2 => (machine.clone(), 0..12_usize, any::<bool>())
            .prop_map(|(machine, at, half)| Happening::Crashed { machine, at, half }),
        1 => machine.clone().prop_map(|machine| Happening::Restored { machine }),
        1 => machine.clone().prop_map(|machine| Happening::BackedUp { machine }),
        1 => machine.prop_map(|machine| Happening::Checkpoint { machine }),
    ]
}

fn run() -> RunId {
    RunId(ulid::Ulid::from_parts(1_764_000_000_000, 7))
}

/// A machine with a copy of the journal of its own, and what its screens know.
struct Machine {
    home: tempfile::TempDir,
    name: String,
    faults: Arc<Faults>,
    journal: Journal,
    state: State,
    backup: Option<tempfile::TempDir>,
}

impl Machine {
    fn new(number: usize) -> Self {
        let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let home = home.unwrap();
        let name = format!("host-{number}");
        let faults = Arc::default();
        let journal = open(home.path(), &name, &faults);
        Self {
            home,
            name,
            faults,
            journal,
            state: State::default(),
            backup: None,
        }
    }

    fn root(&self) -> PathBuf {
        self.home.path().join("journal")
    }

    /// Saves one entry against what is known here; gives its address.
    fn save(&mut self, number: usize, is_step: bool, ok: bool) -> EntryRef {
        self.try_to_save(number, is_step, ok).unwrap()
    }

    /// Dies while it saves, and begins anew. Gives the address of what was acknowledged before.
    fn crash(&mut self, number: usize, at: usize, half: bool) -> Option<EntryRef> {
        let kind = if half { Kind::CrashHalf } else { Kind::Crash };
        self.faults.plan(at, kind, None);
        let saved = self.try_to_save(number, false, true).ok();
        // Who is dead acknowledges nothing.
        let saved = saved.filter(|_| self.faults.count() <= at);
        self.faults = Arc::default();
        self.journal = open(self.home.path(), &self.name, &self.faults);
        self.state = State::default();
        self.poll();
        saved
    }

    fn try_to_save(
        &mut self,
        number: usize,
        is_step: bool,
        ok: bool,
    ) -> Result<EntryRef, WriteFault> {
        loop {
            let state = &mut self.state;
            let turn = self
                .journal
                .begin(&mut |arrived| state.apply(&arrived.entry, arrived.place.segment));
            let mut turn = match turn {
                Ok(turn) => turn,
                Err(WriteFault::Outdated) => {
                    self.state = State::default();
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            let mut one = draft(&format!("{} {number}", self.name));
            if is_step {
                one.on = vec![Thread::Run(run())];
                one.events = vec![Event::Known(Fact::StepDone(Box::new(step(state, ok))))];
            }
            let saved = turn.append(&one)?;
            for arrived in &saved {
                state.apply(&arrived.entry, arrived.place.segment);
            }
            return Ok(saved.last().unwrap().entry.address());
        }
    }

    fn poll(&mut self) {
        let state = &mut self.state;
        let poll = self
            .journal
            .poll(&mut |arrived| state.apply(&arrived.entry, arrived.place.segment));
        if poll.is_err() {
            self.state = State::default();
            let state = &mut self.state;
            self.journal
                .poll(&mut |arrived| state.apply(&arrived.entry, arrived.place.segment))
                .unwrap();
        }
    }

    fn checkpoint(&mut self) {
        self.poll();
        let bytes = self.state.clone().to_bytes();
        let kept = State::from_bytes(&bytes).expect("what was kept can be taken out");
        let positions = self.journal.reader().positions().clone();
        let (places, identity) = who(self.home.path(), &self.name);
        let root = places.journal.clone();
        let reader = Reader::resume(root, &self.name, Some("boot"), positions);
        self.journal = with_faults(places, identity, reader.expect("it fits"), &self.faults);
        self.state = kept;
    }
}

fn who(home: &Path, host: &str) -> (Places, Identity) {
    let places = Places {
        journal: home.join("journal"),
        state: home.join("state"),
        id: None,
    };
    let identity = Identity {
        operator: "ops".into(),
        host: host.into(),
        machine: host.into(),
        account: "account".into(),
        boot: Some("boot".into()),
        program: "1.0.0".into(),
    };
    (places, identity)
}

fn open(home: &Path, host: &str, faults: &Arc<Faults>) -> Journal {
    let (places, identity) = who(home, host);
    let reader = Reader::new(&places.journal, host, Some("boot")).knowing(&places.state);
    with_faults(places, identity, reader, faults)
}

fn with_faults(
    places: Places,
    identity: Identity,
    mut reader: Reader,
    faults: &Arc<Faults>,
) -> Journal {
    reader.disk = Disk {
        faults: Some(faults.clone()),
        ..Disk::default()
    };
    Journal::with_reader(places, identity, reader).with_patience(Duration::from_secs(60))
}

/// An outcome that replaces all that stand, as a command would decide it.
fn step(state: &State, ok: bool) -> StepDone {
    let step_ref = StepRef {
        step: "lag".into(),
        item: None,
    };
    let outcome = if ok { Outcome::Ok } else { Outcome::NotOk };
    let mut done = StepDone::plain(step_ref.clone(), "Lag is low", outcome);
    if let Some(known) = state.run(run()) {
        let step_state = known.boxes.get(&step_ref);
        done.over = step_state
            .map(|step_state| step_state.outcomes.over())
            .unwrap_or_default();
    }
    done
}

/// Copies a writer's segments, each up to a byte; what is there and longer stays.
fn copy_writer(from: &Path, to: &Path, part: u8) {
    crate::os::private_folder(to.parent().unwrap()).ok();
    crate::os::private_folder(to).ok();
    let mut segments: Vec<_> = fs::read_dir(from)
        .unwrap()
        .map(|item| item.unwrap().file_name())
        .collect();
    segments.sort();
    for name in segments {
        let bytes = fs::read(from.join(&name)).unwrap();
        let count = bytes.len() * (usize::from(part) + 1) / 256;
        let there = fs::read(to.join(&name)).unwrap_or_default();
        if there.len() < count && bytes.starts_with(&there) {
            fs::write(to.join(&name), &bytes[..count]).unwrap();
        }
    }
}

fn writers(root: &Path) -> BTreeSet<WriterId> {
    let list = fs::read_dir(root).into_iter().flatten();
    list.filter_map(|item| item.unwrap().file_name().to_str()?.parse().ok())
        .collect()
}

fn copy_all(from: &Path, to: &Path, own: &str, part: u8) {
    for writer in writers(from) {
        // Nobody writes into a folder that another machine owns.
        if !writer.as_str().contains(&format!("@{own}-")) {
            let name = writer.as_str();
            copy_writer(&from.join(name), &to.join(name), part);
        }
    }
}

/// All that any machine holds, in one place.
fn union(machines: &[Machine]) -> tempfile::TempDir {
    let all = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let all = all.unwrap();
    let root = all.path().join("journal");
    for machine in machines {
        for writer in writers(&machine.root()) {
            let name = writer.as_str();
            copy_writer(&machine.root().join(name), &root.join(name), 255);
        }
    }
    all
}

fn folded(root: &Path) -> (State, BTreeMap<EntryRef, bool>) {
    let mut state = State::default();
    let mut seen = BTreeMap::new();
    let mut reader = Reader::new(root, "elsewhere", None);
    reader
        .poll(&mut |arrived| {
            state.apply(&arrived.entry, arrived.place.segment);
            let is_verified = arrived.trust == Trust::Verified;
            seen.insert(arrived.entry.address(), is_verified);
        })
        .unwrap();
    (state.settled(), seen)
}

fn play(machines: &mut [Machine], happenings: &[Happening]) -> Vec<EntryRef> {
    let mut saved = Vec::new();
    for (number, happening) in happenings.iter().enumerate() {
        match happening {
            Happening::Saved {
                machine,
                is_step,
                ok,
            } => {
                saved.push(machines[*machine].save(number, *is_step, *ok));
            }
            Happening::Copied { from, to, part } if from != to => {
                let (from, name) = (machines[*from].root(), machines[*to].name.clone());
                copy_all(&from, &machines[*to].root(), &name, *part);
                machines[*to].poll();
            }
            Happening::Copied { .. } => {}
            Happening::BackedUp { machine } => {
                let backup = tempfile::tempdir().unwrap();
                super::tests::copy(&machines[*machine].root(), backup.path());
                machines[*machine].backup = machines[*machine].root().exists().then_some(backup);
            }
            Happening::Restored { machine } => {
                let machine = &mut machines[*machine];
                if let Some(backup) = machine.backup.take() {
                    // What was saved since is nowhere but in other copies, as with any backup.
                    let lost = union(std::slice::from_ref(machine));
                    fs::remove_dir_all(machine.root()).unwrap();
                    super::tests::copy(backup.path(), &machine.root());
                    #[cfg(unix)]
                    fs::set_permissions(
                        machine.root(),
                        std::os::unix::fs::PermissionsExt::from_mode(0o700),
                    )
                    .unwrap();
                    machine.poll();
                    machine.save(number, false, true);
                    // Later the lost part turns up again.
                    for writer in writers(&lost.path().join("journal")) {
                        let name = writer.as_str();
                        let from = lost.path().join("journal").join(name);
                        copy_writer(&from, &machine.root().join(name), 255);
                    }
                    machine.poll();
                }
            }
            Happening::Crashed { machine, at, half } => {
                saved.extend(machines[*machine].crash(number, *at, *half));
            }
            Happening::Checkpoint { machine } => machines[*machine].checkpoint(),
        }
    }
    saved
}

#[test]
fn figures() {
    println!(
        "figure: {} random histories of three machines, and as many cloned homes",
        cases()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_reader_ends_in_the_same_state(
        happenings in proptest::collection::vec(happening(), 4..40)
    ) {
        let mut machines: Vec<Machine> = (0..3).map(Machine::new).collect();
        // One journal: the others begin with what the first one has.
        machines[0].save(1_000, false, true);
        for number in 1..3 {
            let (from, name) = (machines[0].root(), machines[number].name.clone());
            copy_all(&from, &machines[number].root(), &name, 255);
            machines[number].poll();
        }
        let mut saved = play(&mut machines, &happenings);
        // What a process left that died is adopted, or recovered, by the next turn on its host.
        for (number, machine) in machines.iter_mut().enumerate() {
            saved.push(machine.save(2_000 + number, false, true));
        }
        let all = union(&machines);
        let root = all.path().join("journal");
        let (state, seen) = folded(&root);
        for address in &saved {
            prop_assert_eq!(seen.get(address), Some(&true), "{} is lost", address);
        }
        let mut texts: Vec<_> = state.notes().iter().map(|note| &note.what).collect();
        let count = texts.len();
        texts.sort();
        texts.dedup();
        prop_assert_eq!(texts.len(), count, "a note stands twice");
        let report = verify(&root, &Question::default());
        // A process that died may have left half a line of a writer that was given up since.
        prop_assert!(report.status <= Status::Truncated, "{}", report);
        prop_assert!(report.writers.iter().all(|writer| writer.lost.is_empty()), "{}", report);
        // Machines that get everything, in whatever pieces it had come before, agree.
        for machine in &mut machines {
            copy_all(&root, &machine.root(), &machine.name.clone(), 255);
            machine.poll();
            prop_assert_eq!(&machine.state.clone().settled(), &state);
            let (anew, _) = folded(&machine.root());
            prop_assert_eq!(&anew, &state);
        }
    }

    /// A home that was cloned writes on under the same name on two machines. Merged line by line,
    /// as git does it, both lines at one address are named, and both are read.
    #[test]
    fn a_cloned_home_is_a_fork_that_is_named(before in 1..4_usize, here in 1..4_usize, there in 1..4_usize) {
        let mut one = Machine::new(0);
        for number in 0..before {
            one.save(number, false, true);
        }
        let mut other = Machine::new(0);
        drop(other.home);
        other.home = tempfile::tempdir().unwrap();
        super::tests::copy(one.home.path(), other.home.path());
        other.journal = open(other.home.path(), &other.name, &other.faults);
        let mut saved: Vec<_> = (0..here).map(|number| one.save(100 + number, false, true)).collect();
        saved.extend((0..there).map(|number| other.save(200 + number, false, true)));
        let writer = one.journal.writer().unwrap().clone();
        prop_assert_eq!(Some(&writer), other.journal.writer());
        let path = |machine: &Machine| machine.root().join(writer.as_str()).join("000001.jsonl");
        let mine = fs::read_to_string(path(&one)).unwrap();
        let theirs = fs::read_to_string(path(&other)).unwrap();
        let common: Vec<_> = mine.lines().collect();
        let new = theirs.lines().filter(|line| !common.contains(line));
        let merged: String = mine.lines().chain(new).map(|line| format!("{line}\n")).collect();
        fs::write(path(&one), merged).unwrap();
        let report = verify(&one.root(), &Question::default());
        prop_assert_eq!(report.status, Status::Corrupt);
        prop_assert_eq!(report.writers[0].forks.len(), here.min(there), "{}", report);
        let (_, seen) = folded(&one.root());
        for address in &saved {
            prop_assert!(seen.contains_key(address), "{} is dropped", address);
        }
    }
}
