//! Words that wait for a signature, as they are shown where they would count.

use super::clock::Clock;
use super::fact::fact;
use crate::event::{Fact, Thread, WriterId};
use crate::runbook::{Operator, StepRef};
use crate::state::{State, Unsigned};
use std::collections::BTreeSet;

/// Words about a thread that wait for a signature, a line each.
pub fn unsigned_lines(state: &State, thread: &Thread, clock: &Clock) -> Vec<String> {
    let said = state.unsigned_on(thread);
    said.map(|said| line(state, said, clock)).collect()
}

/// Sign-offs of a box that wait for a signature, a line each.
pub fn unsigned_at(
    state: &State,
    thread: &Thread,
    step_ref: &StepRef,
    clock: &Clock,
) -> Vec<String> {
    let said = state.unsigned_on(thread);
    let is_here = |said: &&Unsigned| {
        let mut facts = said.facts();
        facts.any(|fact| fact.step_ref().as_ref() == Some(step_ref))
    };
    said.filter(is_here)
        .map(|said| line(state, said, clock))
        .collect()
}

/// Every word that waits for a signature, a line each, with its entry.
pub fn all_unsigned(state: &State, clock: &Clock) -> Vec<String> {
    let said = state.unsigned();
    said.map(|said| format!("{}: {}", said.entry(), line(state, said, clock)))
        .collect()
}

/// What an operator said in some writers' records and what waits for their signature, a line each,
/// with its entry: what a signature over those records makes count.
pub fn unsigned_by(
    state: &State,
    by: &Operator,
    writers: &BTreeSet<WriterId>,
    clock: &Clock,
) -> Vec<String> {
    let said = state.unsigned();
    said.filter(|said| said.by() == by && writers.contains(said.writer()))
        .map(|said| format!("{}: {}", said.entry(), what(said, clock)))
        .collect()
}

/// `ops-a, 30 Nov 10:12: follow-up 4k2m9x approved; unsigned: ops-a's key has not signed this`
fn line(state: &State, said: &Unsigned, clock: &Clock) -> String {
    format!("{}; {}", what(said, clock), state.why_it_waits(said))
}

fn what(said: &Unsigned, clock: &Clock) -> String {
    let facts: Vec<String> = said
        .facts()
        .map(|known: &Fact| fact(known, clock).whole())
        .collect();
    format!(
        "{}, {}: {}",
        said.by(),
        clock.exact(said.at()),
        facts.join("; ")
    )
}
