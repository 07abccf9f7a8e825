//! Entries of records that fork, and what their operator's word makes of them.

use crate::event::{Confirmed, Entry, Fact, FindingKind, Settled, Thread, finding_name};
use crate::state::State;
use crate::state::kit::{Scribe, at, run_id};

/// What happened to an entry on its way in.
#[derive(Clone, Copy)]
enum Came {
    Sound,
    Parted,
    Damaged,
}

fn fold(entries: &[(Entry, Came)]) -> State {
    let mut state = State::default();
    for (entry, came) in entries {
        state.apply(entry, 1);
        match came {
            Came::Sound => {}
            Came::Parted => state.forked(entry),
            Came::Damaged => state.distrust(entry),
        }
    }
    state
}

fn thread() -> Thread {
    Thread::Run(run_id(at("2026-11-22T09:00Z"), 7))
}

fn noted(by: &mut Scribe, n: u64, text: &str) -> Entry {
    let text = text.to_owned();
    let note = Fact::Noted {
        step: None,
        item: None,
        text,
    };
    by.write(n, at("2026-11-22T09:00Z"), vec![thread()], vec![note])
}

fn confirms(by: &mut Scribe, n: u64, entries: &[&Entry]) -> Entry {
    let confirmed = Confirmed {
        entries: entries.iter().map(|entry| entry.address()).collect(),
        reason: "mine".to_owned(),
    };
    let fact = Fact::Confirmed(Box::new(confirmed));
    by.write(
        n,
        at("2026-11-22T10:00Z"),
        vec![Thread::Journal],
        vec![fact],
    )
}

/// A writer that was copied, the same operator's next one, and a stranger.
fn people() -> (Scribe, Scribe, Scribe) {
    let old = Scribe::new("ops-a");
    let mut new = Scribe::new("ops-a");
    new.writer = "ops-a@host-2".parse().unwrap();
    (old, new, Scribe::new("ops-b"))
}

#[test]
fn both_sides_of_a_fork_prove_nothing_until_their_operator_confirms_each_entry() {
    let (mut old, mut new, mut other) = people();
    let here = noted(&mut old, 1, "here");
    old.seq -= 1;
    let there = noted(
        &mut old,
        1,
        "there, on the other of two machines that were one",
    );
    assert_ne!(here.hash, there.hash);
    let sides = [(here.clone(), Came::Parted), (there.clone(), Came::Parted)];
    let with = |more: &[Entry]| {
        let more = more.iter().map(|entry| (entry.clone(), Came::Sound));
        let all: Vec<_> = sides.iter().cloned().chain(more).collect();
        let state = fold(&all);
        // In whatever order they come.
        let reversed: Vec<_> = all.iter().rev().cloned().collect();
        let same = fold(&reversed).is_unverified(&thread());
        assert_eq!(state.is_unverified(&thread()), same);
        (same, state.parted().len())
    };
    assert_eq!(with(&[]), (true, 2));
    let one = confirms(&mut new, 2, &[&here]);
    assert_eq!(with(std::slice::from_ref(&one)), (true, 1));
    let both = confirms(&mut new, 3, &[&here, &there]);
    assert_eq!(with(std::slice::from_ref(&both)), (false, 0));
    // Nobody speaks for another.
    let strange = confirms(&mut other, 3, &[&here, &there]);
    assert_eq!(with(&[strange]), (true, 2));
    // What is added to a side later was never confirmed.
    let added = noted(&mut old, 2, "added");
    let all: Vec<_> = sides
        .iter()
        .cloned()
        .chain([(both, Came::Sound), (added, Came::Parted)])
        .collect();
    assert!(fold(&all).is_unverified(&thread()));
    assert_eq!(fold(&all).parted().len(), 1);
}

#[test]
fn nothing_confirms_what_is_damaged_or_speaks_from_a_broken_chain() {
    let (mut old, mut new, _) = people();
    let here = noted(&mut old, 1, "here");
    let word = confirms(&mut new, 2, &[&here]);
    for (entry_came, word_came, is_unverified) in [
        (Came::Parted, Came::Sound, false),
        (Came::Parted, Came::Damaged, true),
        (Came::Parted, Came::Parted, true),
        (Came::Damaged, Came::Sound, true),
    ] {
        let mut entries = [(here.clone(), entry_came), (word.clone(), word_came)];
        for _ in 0..2 {
            assert_eq!(fold(&entries).is_unverified(&thread()), is_unverified);
            entries.reverse();
        }
    }
}

/// A settlement from a broken chain takes nothing from one that the same operator made soundly.
#[test]
fn a_settlement_from_a_broken_chain_neither_settles_nor_unsettles() {
    let (mut old, mut new, _) = people();
    let name = finding_name(FindingKind::Damage, None, 1, &"", &"");
    let settles = |by: &mut Scribe, n| {
        let settled = Settled {
            finding: Some(name),
            word_of: None,
            reason: "seen".to_owned(),
        };
        let fact = Fact::Settled(Box::new(settled));
        by.write(
            n,
            at("2026-11-22T10:00Z"),
            vec![Thread::Journal],
            vec![fact],
        )
    };
    let broken = (settles(&mut old, 1), Came::Damaged);
    let sound = (settles(&mut new, 2), Came::Sound);
    assert!(!fold(std::slice::from_ref(&broken)).is_settled(&name));
    assert!(fold(&[broken.clone(), sound.clone()]).is_settled(&name));
    assert!(fold(&[sound, broken]).is_settled(&name));
}
