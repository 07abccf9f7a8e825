//! Who is at what: claims that each machine tells the others, and that die by themselves.
//!
//! A claim is advice, never a lock: without a carrier, or a network, work goes on, and what was
//! done twice is shown as ever. Its age is counted on the reader's own clock, from when it was
//! first seen as it is: a wrong clock elsewhere steals nothing.

use crate::carrier::Saying;
use crate::event::RunId;
use crate::journal::hash_bytes;
use crate::present::Claim;
use crate::runbook::Operator;
use crate::state::{Run, State};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// Claims as they were told, by name, each with when it was first seen as it is.
pub type Told = BTreeMap<String, (String, Timestamp)>;

/// What a run is claimed as by whoever works in it.
pub(super) fn claim_of(
    run: &Run,
    operator: &Operator,
    host: &str,
    life: Duration,
) -> Option<Claim> {
    let started = run.started.as_ref()?;
    let what = match (&started.what.slot, &started.what.target) {
        (Some(slot), Some(target)) => {
            format!("occurrence:{}@{target}@{slot}", started.what.procedure)
        }
        (Some(slot), None) => format!("occurrence:{}@@{slot}", started.what.procedure),
        (None, _) => format!("run:{}", run.id),
    };
    let counts = run.counts();
    Some(Claim {
        what,
        title: started.what.title.clone(),
        operator: operator.clone(),
        host: host.to_owned(),
        run: run.id,
        step: (
            counts.ok + counts.not_ok + counts.skipped + counts.deferred,
            run.steps(),
        ),
        since: started.at,
        life_seconds: life.as_secs(),
        turn: 0,
    })
}

/// The name under which a claim is told: of one thing, one.
fn name_of(claim: &Claim) -> String {
    hash_bytes(claim.what.as_bytes()).to_string()[..32].to_owned()
}

/// A claim as it is told.
fn text_of(claim: &Claim) -> String {
    serde_json::to_string(claim).unwrap_or_default()
}

/// The claims that live now. One on a run that was taken over from who tells it, after it was last
/// told, does not.
pub fn living(told: &Told, state: &State, now: Timestamp) -> Vec<Claim> {
    let read = told.values().filter_map(|(text, seen)| {
        let claim: Claim = serde_json::from_str(text).ok()?;
        let age = now.duration_since(*seen).as_secs();
        let life = i64::try_from(claim.life_seconds).unwrap_or(i64::MAX);
        let taken = state.run(claim.run).and_then(|run| run.taken_over.last());
        let is_taken =
            taken.is_some_and(|said| said.what.from == claim.operator && said.at > *seen);
        (age.abs() <= life && !is_taken).then_some(claim)
    });
    read.collect()
}

/// What an operator is at on this machine: runs that go on and in which they did something
/// within a claim's life, and after they said that they had left.
pub fn at_it(
    state: &State,
    (operator, host): (&Operator, &str),
    life: Duration,
    left: &BTreeMap<RunId, Timestamp>,
    now: Timestamp,
) -> Vec<Claim> {
    let bound = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
    let runs = state.in_progress().filter(|(run, _)| {
        let story = run.story();
        let mine = story.iter().filter(|item| item.by() == operator);
        let last = mine.map(|item| item.at()).max();
        let is_left = |last: Timestamp| left.get(&run.id).is_some_and(|left| *left >= last);
        last.is_some_and(|last| now.duration_since(last) <= bound && !is_left(last))
    });
    runs.filter_map(|(run, _)| claim_of(run, operator, host, life))
        .collect()
}

/// The runs that an operator took over, and that nobody took over since: from whom, and when.
pub type Taken = BTreeMap<RunId, (Operator, Timestamp)>;

/// See [`Taken`].
pub fn taken(state: &State, operator: &Operator) -> Taken {
    let taken = state.in_progress().filter_map(|(run, _)| {
        let said = run.taken_over.last().filter(|said| said.by == *operator)?;
        Some((run.id, (said.what.from.clone(), said.at)))
    });
    taken.collect()
}

/// What one machine is to tell, given what is told: its own claims are renewed at half their life
/// or when they moved on, those of what it left are taken away, and another's gives way only once it
/// has died, or where the run was taken over.
pub fn wishes(
    mine: &[Claim],
    told: &Told,
    (operator, host): (&Operator, &str),
    taken: &Taken,
    now: Timestamp,
) -> Vec<Saying> {
    let mut wishes = Vec::new();
    for claim in mine {
        let name = name_of(claim);
        let Some((text, seen)) = told.get(&name) else {
            wishes.push(saying(name, None, Some(text_of(claim))));
            continue;
        };
        let there = serde_json::from_str::<Claim>(text).ok();
        let age = now.duration_since(*seen).as_secs().abs();
        let turn = there.as_ref().map_or(0, |there| there.turn) + 1;
        let is_dead = |life: u64| age > i64::try_from(life).unwrap_or(i64::MAX);
        let is_wanted = match &there {
            Some(there) if is_of(there, operator, host) => {
                there.step != claim.step || is_dead(claim.life_seconds / 2)
            }
            // Whoever came to it since then is at it in their own right.
            Some(there) => {
                let from = taken.get(&claim.run);
                let gives_way =
                    from.is_some_and(|(from, at)| *from == there.operator || at >= seen);
                is_dead(there.life_seconds) || gives_way
            }
            None => true,
        };
        if is_wanted {
            let new = Claim {
                turn,
                ..claim.clone()
            };
            wishes.push(saying(name, Some(text), Some(text_of(&new))));
        }
    }
    let names: Vec<String> = mine.iter().map(name_of).collect();
    for (name, (text, _)) in told.iter().filter(|(name, _)| !names.contains(name)) {
        let there = serde_json::from_str::<Claim>(text).ok();
        if there.is_some_and(|there| is_of(&there, operator, host)) {
            wishes.push(saying(name.clone(), Some(text), None));
        }
    }
    wishes
}

/// Whether the same person on the same machine tells it.
fn is_of(claim: &Claim, operator: &Operator, host: &str) -> bool {
    claim.operator == *operator && claim.host == host
}

fn saying(name: String, old: Option<&String>, new: Option<String>) -> Saying {
    Saying {
        name,
        old: old.map(|old| old.clone().into_bytes()),
        new: new.map(String::into_bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(operator: &str, turn: u64) -> Claim {
        Claim {
            what: "occurrence:orders-sync/morning@@2026-11-23T08:00:00Z".to_owned(),
            title: "Morning round".to_owned(),
            operator: operator.into(),
            host: format!("{operator}-desk"),
            run: RunId(ulid::Ulid::from_parts(1, 2)),
            step: (4, 15),
            since: at(0),
            life_seconds: 600,
            turn,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_764_000_000 + second).unwrap()
    }

    fn told(claim: &Claim, seen: i64) -> Told {
        Told::from([(name_of(claim), (text_of(claim), at(seen)))])
    }

    fn wished(mine: &[Claim], told: &Told, now: i64) -> Vec<(bool, bool)> {
        let me: (Operator, &str) = ("ops-a".into(), "ops-a-desk");
        wishes(mine, told, (&me.0, me.1), &Taken::new(), at(now))
            .into_iter()
            .map(|wish| (wish.old.is_some(), wish.new.is_some()))
            .collect()
    }

    #[test]
    fn a_claim_is_told_renewed_left_and_taken_over_only_when_it_has_died() {
        let (mine, theirs) = (claim("ops-a", 0), claim("ops-b", 3));
        let none = Told::new();
        assert_eq!(
            wished(std::slice::from_ref(&mine), &none, 0),
            [(false, true)]
        );
        let own = told(&mine, 0);
        assert_eq!(wished(std::slice::from_ref(&mine), &own, 100), []);
        assert_eq!(
            wished(std::slice::from_ref(&mine), &own, 301),
            [(true, true)]
        );
        let further = Claim {
            step: (5, 15),
            ..mine.clone()
        };
        assert_eq!(wished(&[further], &own, 10), [(true, true)]);
        assert_eq!(wished(&[], &own, 10), [(true, false)]);
        // Another's stands until it has died; what I am not at is not mine to take away.
        let other = told(&theirs, 0);
        assert_eq!(wished(std::slice::from_ref(&mine), &other, 599), []);
        assert_eq!(
            wished(std::slice::from_ref(&mine), &other, 601),
            [(true, true)]
        );
        assert_eq!(wished(&[], &other, 10), []);
    }

    #[test]
    fn whoever_took_a_run_over_says_so_in_the_others_place() {
        let (mine, theirs) = (claim("ops-a", 0), claim("ops-b", 3));
        let me: (Operator, &str) = ("ops-a".into(), "ops-a-desk");
        let taken = Taken::from([(mine.run, ("ops-b".into(), at(1)))]);
        let own = std::slice::from_ref(&mine);
        // A third one who came to it later is not pushed aside, and was never asked.
        let later = told(&claim("ops-c", 0), 2);
        assert!(wishes(own, &later, (&me.0, me.1), &taken, at(3)).is_empty());
        let told = told(&theirs, 0);
        let wishes = wishes(own, &told, (&me.0, me.1), &taken, at(1));
        let words = wishes[0].new.clone().unwrap();
        let told: Claim = serde_json::from_slice(&words).unwrap();
        assert_eq!((told.operator.as_str(), told.turn), ("ops-a", 4));
    }

    #[test]
    fn a_claim_dies_on_the_readers_clock() {
        let theirs = told(&claim("ops-b", 0), 0);
        assert_eq!(living(&theirs, &State::default(), at(600)).len(), 1);
        assert_eq!(living(&theirs, &State::default(), at(601)).len(), 0);
        // What is no claim is none.
        let odd = Told::from([("x".to_owned(), ("{}".to_owned(), at(0)))]);
        assert_eq!(living(&odd, &State::default(), at(0)).len(), 0);
    }
}
