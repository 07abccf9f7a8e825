//! A team on one record: machines with homes of their own, over each carrier, stopped at every
//! step of a sync, in any order; and what a carrier may not do however it lies.
#![cfg(unix)]

mod agree;
mod carriers;
mod deliver;
mod failures;
mod forge;
mod killed;
#[path = "../kit/mod.rs"]
mod kit;
mod library;
mod machine;

use agree::read_all;
use carriers::{Lie, Lying};
use machine::{Dice, Machine};
use rounds::carrier::{Carrier, Direction, Place, open};
use rounds::journal::Status;
use std::fs;
use std::path::Path;
use std::process::Command;

fn bare_repository(folder: &Path) -> String {
    let path = folder.join("hub.git");
    let made = Command::new("git")
        .args(["init", "-q", "--bare"])
        .arg(&path)
        .status();
    assert!(made.expect("the tests of a team need git").success());
    path.display().to_string()
}

fn shared_folder(folder: &Path) -> String {
    let path = folder.join("share");
    fs::create_dir(&path).unwrap();
    path.display().to_string()
}

/// A program that speaks the line protocol: this one, for a folder.
fn program(folder: &Path) -> String {
    let rounds = env!("CARGO_BIN_EXE_rounds");
    let share = shared_folder(folder);
    let home = folder.display();
    let script = format!("#!/bin/sh\nHOME={home} exec '{rounds}' carry '{share}'\n");
    let path = folder.join("rounds-try");
    fs::write(&path, script).unwrap();
    Command::new("chmod").arg("+x").arg(&path).status().unwrap();
    path.display().to_string()
}

fn carrier(url: &str, machine: &Machine) -> Box<dyn Carrier> {
    let place = match url.ends_with("rounds-try") {
        true => Place::Program(url.to_owned(), "try:here".to_owned()),
        false => Place::of(url).unwrap(),
    };
    open(&place, machine.home()).unwrap()
}

/// Machines that reach one carrier by its URL agree.
fn agree(url: &str, rounds: u64, seed: u64) {
    agree::agree(&|machine| carrier(url, machine), 3, rounds, seed);
}

#[test]
fn machines_agree_over_a_folder() {
    for seed in 1..6 {
        let folder = tempfile::tempdir().unwrap();
        agree(&shared_folder(folder.path()), 6, seed * 7919);
    }
}

#[test]
fn machines_agree_over_git() {
    let folder = tempfile::tempdir().unwrap();
    agree(&bare_repository(folder.path()), 8, 104_729);
}

#[test]
fn machines_agree_over_another_program() {
    let folder = tempfile::tempdir().unwrap();
    agree(&program(folder.path()), 5, 15_485_863);
}

#[test]
fn desks_agree_over_git_whose_syncs_were_killed() {
    let folder = tempfile::tempdir().unwrap();
    let url = bare_repository(folder.path());
    killed::agree("git", &|_| url.clone(), "/usr/local/bin:/usr/bin:/bin");
}

#[test]
fn desks_agree_over_a_folder_whose_syncs_were_killed() {
    let folder = tempfile::tempdir().unwrap();
    let url = shared_folder(folder.path());
    killed::agree("a folder", &|_| url.clone(), "/usr/local/bin:/usr/bin:/bin");
}

/// Two machines over a carrier that lies in one way; what was right before stays right, and once it
/// tells the truth they agree.
fn lied_to(lie: Lie, seed: u64) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let url = shared_folder(folder.path());
    let (mut a, mut b) = (Machine::new("ops-a"), Machine::new("ops-b"));
    let mut lies = 0;
    for machine in [&mut a, &mut b] {
        let mut carrier = carrier(&url, machine);
        machine.join(&mut *carrier);
    }
    for round in 0..6 {
        for machine in [&mut a, &mut b] {
            machine.work(round);
            let own = read_all(&machine.journal());
            let mut carrier = carrier(&url, machine);
            let mut lying = Lying {
                carrier: &mut *carrier,
                dice: Dice(seed * 31 + round + 1),
                lie,
                other: None,
                lies: 0,
            };
            // It may say that something is wrong.
            let _ = machine.sync(&mut lying);
            lies += lying.lies;
            let now = read_all(&machine.journal());
            assert!(
                own.lines().all(|line| now.contains(line)),
                "{lie:?}, seed {seed}: something is gone"
            );
            machine.note(&format!("round {round}"));
        }
    }
    for _ in 0..3 {
        for machine in [&mut a, &mut b] {
            let mut carrier = carrier(&url, machine);
            machine.sync(&mut *carrier).unwrap();
        }
    }
    let statuses = [a.verified().status, b.verified().status];
    match lie {
        // Bytes that nobody wrote came to one machine alone: there both are kept, and it is told.
        Lie::Reorders | Lie::MakesUp if a.state() != b.state() => {
            assert!(statuses.contains(&Status::Corrupt), "{lie:?}, seed {seed}");
            assert!(forks_of(&a) + forks_of(&b) > 0, "{lie:?}, seed {seed}");
        }
        _ => {
            assert!(a.state() == b.state(), "{lie:?}, seed {seed}");
            assert_eq!(statuses, [Status::Clean; 2], "{lie:?}, seed {seed}");
        }
    }
    lies
}

#[test]
fn a_carrier_that_lies_makes_nothing_wrong_that_was_right() {
    for lie in Lie::ALL {
        let lies: u64 = (1..8).map(|seed| lied_to(lie, seed)).sum();
        assert!(lies > 7, "{lie:?}: told {lies} lies");
    }
}

#[test]
fn two_checkouts_that_alternate_write_nothing_after_the_first_time() {
    let folder = tempfile::tempdir().unwrap();
    let url = shared_folder(folder.path());
    let (mut a, mut b) = (Machine::new("ops-a"), Machine::new("ops-b"));
    let newer = machine::ROUND.replace("Lag is low", "Lag is under 100");
    fs::write(b.home().join("runbooks/orders-sync.toml"), newer).unwrap();
    for machine in [&mut a, &mut b] {
        let mut carrier = carrier(&url, machine);
        machine.join(&mut *carrier);
    }
    for turn in 0..100 {
        for machine in [&mut a, &mut b] {
            let mut carrier = carrier(&url, machine);
            machine.note(&format!("turn {turn}"));
            machine.sync(&mut *carrier).unwrap();
        }
        if turn == 0 {
            let mut carrier = carrier(&url, &a);
            a.sync(&mut *carrier).unwrap();
        }
    }
    let all = read_all(&b.journal());
    assert_eq!(all.matches("\"event\":\"revision-noticed\"").count(), 2);
    a.session.look();
    b.session.look();
    assert_eq!((a.session.behind().books, a.session.behind().all), (1, 1));
    assert_eq!(b.session.behind().books, 0);
    // Somebody says so: then the record goes by the other one.
    assert_eq!(a.session.make_current(None).unwrap(), 1);
    assert_eq!(a.session.behind().books, 0);
    for machine in [&mut a, &mut b] {
        let mut carrier = carrier(&url, machine);
        machine.sync(&mut *carrier).unwrap();
    }
    assert_eq!(b.session.behind().books, 1);
    b.note("says nothing of its runbooks");
    let all = read_all(&b.journal());
    assert_eq!(all.matches("\"event\":\"revision-noticed\"").count(), 3);
}

/// A machine and its copy, which write under one name until one of them meets the other.
fn copied(folder: &Path) -> (String, Vec<Machine>) {
    let url = shared_folder(folder);
    let (mut a, mut third) = (Machine::new("ops-a"), Machine::new("ops-b"));
    for machine in [&mut a, &mut third] {
        let mut carrier = carrier(&url, machine);
        machine.join(&mut *carrier);
    }
    a.work(0);
    let mut carrier = carrier(&url, &a);
    a.sync(&mut *carrier).unwrap();
    let copy = a.cloned();
    (url, vec![a, copy, third])
}

fn all_in_step(url: &str, machines: &mut [Machine]) {
    for _ in 0..3 {
        for machine in &mut *machines {
            let mut carrier = carrier(url, machine);
            machine.sync(&mut *carrier).unwrap();
        }
    }
}

#[test]
fn a_copied_machine_gets_a_new_writer_and_both_records_are_kept_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let (url, mut machines) = copied(folder.path());
    for (index, machine) in machines.iter_mut().enumerate() {
        machine.work(1 + index as u64);
        machine.note(&format!("said by machine {index} before they met"));
    }
    all_in_step(&url, &mut machines);
    for (index, machine) in machines.iter_mut().enumerate() {
        machine.note(&format!("said by machine {index} after they met"));
    }
    all_in_step(&url, &mut machines);
    let state = machines[0].state();
    for machine in &machines {
        assert!(
            machine.state() == state,
            "the states of two machines differ"
        );
        let report = machine.verified();
        assert_eq!(report.status, Status::Corrupt, "a fork is told");
        let forks: Vec<_> = report.writers.iter().flat_map(|it| &it.forks).collect();
        assert_eq!(forks.len(), 1, "{forks:?}");
        let names = machine
            .verified()
            .findings
            .iter()
            .map(|it| it.name)
            .collect::<Vec<_>>();
        let expected: Vec<_> = machines[0]
            .verified()
            .findings
            .iter()
            .map(|it| it.name)
            .collect();
        assert_eq!(names, expected, "a finding has one name everywhere");
        let notes = state.notes().iter().map(|said| said.what.as_str());
        let notes: Vec<&str> = notes.filter(|text| text.starts_with("said by")).collect();
        assert_eq!(notes.len(), 6, "{notes:?}");
        assert_eq!(forks_of(machine), 1);
    }
    // Nobody writes under the old name any more.
    let heads = machines[2].session.heads();
    let by_a = heads
        .iter()
        .filter(|head| head.writer.as_str().starts_with("ops-a@"));
    assert_eq!(by_a.count(), 3, "{heads:?}");
}

fn forks_of(machine: &Machine) -> usize {
    rounds::journal::forks(&machine.journal()).unwrap().len()
}

#[test]
fn a_machine_that_was_brought_back_goes_on_under_a_new_name() {
    let folder = tempfile::tempdir().unwrap();
    let (url, mut machines) = copied(folder.path());
    // The copy is what was brought back: it has written nothing since.
    machines[0].note("lost by the snapshot");
    all_in_step(&url, &mut machines[..1]);
    machines.remove(0);
    all_in_step(&url, &mut machines);
    machines[0].note("after it came back");
    all_in_step(&url, &mut machines);
    for machine in &machines {
        assert!(machine.state() == machines[0].state());
        assert_eq!(machine.verified().status, Status::Clean);
        assert_eq!(forks_of(machine), 0);
        let state = machine.state();
        let notes: Vec<&str> = state
            .notes()
            .iter()
            .map(|said| said.what.as_str())
            .collect();
        assert_eq!(notes, ["lost by the snapshot", "after it came back"]);
    }
}

#[test]
fn what_the_other_side_lost_is_sent_again_and_others_with_it_where_that_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let url = bare_repository(folder.path());
    let mut machines: Vec<Machine> = ["ops-a", "ops-b"].map(Machine::new).into();
    for machine in &mut machines {
        let mut carrier = carrier(&url, machine);
        machine.join(&mut *carrier);
        machine.work(0);
    }
    all_in_step(&url, &mut machines);
    // The repository is gone, and another one is there, which is empty.
    fs::remove_dir_all(&url).unwrap();
    bare_repository(folder.path());
    let settings = machines[0].session.settings().clone();
    let team = rounds::session::Team::at(&settings, &url).unwrap();
    machines[0].session.sync(&team, Direction::Push).unwrap();
    let mut third = Machine::new("ops-c");
    let settings = third.session.settings().clone();
    let team = rounds::session::Team::at(&settings, &url).unwrap();
    let joined = third.session.join(&team).unwrap();
    assert!(joined.outcome.pulled_entries > 0);
    assert!(third.state() == machines[0].state());
    assert_eq!(third.session.heads().len(), 2);
}

#[test]
fn what_was_recorded_apart_becomes_part_of_the_teams_record() {
    let folder = tempfile::tempdir().unwrap();
    let url = shared_folder(folder.path());
    let mut machines: Vec<Machine> = ["ops-a", "ops-b", "ops-c"].map(Machine::new).into();
    for machine in &mut machines {
        machine.note("said alone");
        let settings = machine.session.settings().clone();
        let team = rounds::session::Team::at(&settings, &url).unwrap();
        machine.session.join(&team).unwrap();
        machine.note("said together");
    }
    for _ in 0..2 {
        for machine in &mut machines {
            let settings = machine.session.settings().clone();
            let team = rounds::session::Team::at(&settings, &url).unwrap();
            machine.session.sync(&team, Direction::Both).unwrap();
        }
    }
    let ids: Vec<_> = machines.iter().map(|machine| machine.id()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    for machine in &machines {
        assert!(machine.state() == machines[0].state());
        assert_eq!(machine.state().notes().len(), 6);
        assert_eq!(
            machine.verified().status,
            Status::Clean,
            "{:?}",
            machine.verified()
        );
    }
}
