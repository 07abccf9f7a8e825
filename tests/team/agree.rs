//! What must hold over every carrier: machines that are stopped anywhere agree in the end.

use super::carriers::Killed;
use super::machine::{Dice, Machine};
use rounds::carrier::Carrier;
use rounds::journal::Status;
use std::fs;
use std::path::Path;

/// Machines at work that sync when they like to and are stopped anywhere in it.
pub fn agree(
    carrier: &dyn Fn(&Machine) -> Box<dyn Carrier>,
    machines: usize,
    rounds: u64,
    seed: u64,
) {
    let mut dice = Dice(seed);
    let names = ('a'..).take(machines).map(|it| format!("ops-{it}"));
    let mut machines: Vec<Machine> = names.map(|name| Machine::new(&name)).collect();
    for machine in &mut machines {
        let mut open = carrier(machine);
        machine.join(&mut *open);
    }
    let mut saved = Vec::new();
    for round in 0..rounds {
        for machine in &mut machines {
            machine.work(dice.roll(100));
            saved.push(machine.note(&format!("round {round}")));
            if dice.roll(2) == 0 {
                let mut open = carrier(machine);
                let mut killed = Killed {
                    carrier: &mut *open,
                    calls_left: dice.roll(12),
                    after: dice.roll(2) == 0,
                };
                // It fails where it is stopped: that is what is tried.
                let _ = machine.sync(&mut killed);
            }
        }
    }
    for _ in 0..2 {
        for machine in &mut machines {
            let mut open = carrier(machine);
            let outcome = machine.sync(&mut *open).unwrap();
            assert!(
                outcome.forks.is_empty() && outcome.refused.is_empty(),
                "{outcome:?}"
            );
            assert!(outcome.given_up.is_empty(), "{outcome:?}");
        }
    }
    let (state, verified) = (machines[0].state(), machines[0].verified_json());
    for machine in &machines {
        assert!(
            machine.state() == state,
            "the states of two machines differ"
        );
        assert_eq!(machine.verified_json(), verified);
        assert_eq!(machine.verified().status, Status::Clean);
        let all = read_all(&machine.journal());
        for hash in &saved {
            assert!(
                all.contains(&hash.to_string()),
                "{hash} was acknowledged and is lost"
            );
        }
    }
    // In step, nothing moves.
    let mut open = carrier(&machines[0]);
    let outcome = machines[0].sync(&mut *open).unwrap();
    assert_eq!((outcome.pulled_bytes, outcome.pushed_bytes), (0, 0));
}

pub fn read_all(journal: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(journal).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().contains('@') {
            for segment in fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
                all += &fs::read_to_string(segment.path()).unwrap();
                // What is not whole yet must not run on into another's.
                all.push('\n');
            }
        }
    }
    all
}
