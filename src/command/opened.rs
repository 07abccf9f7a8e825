//! A run that was opened and of which nothing is recorded yet: what it would be, and how the
//! first thing recorded at it begins it.
//!
//! Applies decisions that nobody wrote to states that nobody keeps. What is decided here is
//! saved as one entry or not at all, so that a refused answer begins nothing.

use super::{Context, Decision};
use crate::event::{Entry, EntryHash, Envelope, Event, RunId, WriterId};
use crate::runbook::Operator;
use crate::state::{Run, State};
use jiff::Timestamp;

/// Stands in for the writer of what is not written; no folder ever has its name.
const NOBODY: &str = "nobody@nowhere";

/// Applies decisions that nobody wrote, one entry each.
pub fn pretend(state: &mut State, decisions: Vec<Decision>, now: Timestamp) {
    for (seq, decision) in (1..).zip(decisions) {
        if let Some(entry) = unwritten(decision, seq, now, &Operator::from("nobody")) {
            state.apply(&entry, 0);
        }
    }
}

/// A run as its start would make it; none where the start says nothing of it.
pub fn as_opened(start: Decision, run: RunId, context: &Context) -> Option<Run> {
    let mut opened = Run::new(run);
    opened.apply(&unwritten(start, 1, context.now, &context.operator)?);
    opened.started.is_some().then_some(opened)
}

impl Decision {
    /// This and what follows from it, as one decision.
    pub fn and(mut self, then: Self) -> Self {
        for thread in then.on {
            if !self.on.contains(&thread) {
                self.on.push(thread);
            }
        }
        self.facts.extend(then.facts);
        self
    }
}

fn unwritten(decision: Decision, seq: u64, now: Timestamp, by: &Operator) -> Option<Entry> {
    Some(Entry {
        writer: NOBODY.parse::<WriterId>().ok()?,
        envelope: Envelope {
            v: 1,
            seq,
            // Behind everything that anyone has said so far.
            n: u64::MAX,
            at: now,
            zone: "UTC".to_owned(),
            by: by.clone(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
        },
        hash: EntryHash::default(),
    })
}
