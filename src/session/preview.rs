//! The record as the next writing would leave it, without writing.
//!
//! A reader on a fresh machine meets schedules that the record has not noticed yet: they
//! count from now. What the next command would write down first is applied here in memory,
//! so that nobody needs two ways of telling what is due.

use super::written::Written;
use crate::command::{Decision, Found, notice};
use crate::event::{Entry, EntryHash, Envelope, Event, WriterId};
use crate::library::Library;
use crate::runbook::{Operator, Runbook, RunbookId, TargetName};
use crate::state::{FirstStep, Row, State};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runbooks as they were when they were last noticed.
pub(super) type Older = BTreeMap<RunbookId, Arc<Runbook>>;

/// Stands in for the writer of what is not written; no folder ever has its name.
const NOBODY: &str = "nobody@nowhere";

/// What the library says and the record does not know yet: one decision an entry.
/// `older` are the revisions that were noticed last of runbooks that questions stand at.
pub(super) fn unnoticed(
    state: &State,
    library: &Library,
    host: &TargetName,
    older: &Older,
) -> Vec<Decision> {
    let found: Vec<Found<'_>> = library
        .books
        .iter()
        .filter_map(|book| {
            let runbook = book.parsed.runbook.as_ref()?;
            Some(Found {
                runbook,
                revision: book.revision,
                older: older.get(&runbook.id).map(|older| &**older),
            })
        })
        .collect();
    notice(state, &found, host)
}

/// Only what the library says and the record does not know yet, as if it were noticed now.
pub fn news(state: &State, library: &Library, host: &TargetName, now: Timestamp) -> State {
    let mut news = State::default();
    pretend(
        &mut news,
        unnoticed(state, library, host, &Older::new()),
        now,
    );
    news
}

/// The rows of Today for runbooks whose files are broken: their owners should hear of it before
/// somebody needs them.
pub fn broken(library: &Library) -> impl Iterator<Item = Row> {
    library.broken().map(|book| Row::Broken {
        runbook: book.parsed.id.clone(),
        errors: book.errors(),
    })
}

/// Commands that nobody has allowed, one row a runbook: nobody should meet them first at
/// night.
pub fn to_allow(written: &[Written]) -> Vec<Row> {
    let mut counts: BTreeMap<RunbookId, usize> = BTreeMap::new();
    for written in written {
        let runbook = RunbookId::from(written.place.runbook.as_str());
        *counts.entry(runbook).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(runbook, count)| Row::Commands { runbook, count })
        .collect()
}

/// The rows of Today for whoever has done no round yet, where the library has samples: how to
/// begin, and what to look at.
pub fn first_steps(library: &Library, state: &State) -> Vec<Row> {
    let samples: Vec<Row> = library
        .runbooks()
        .filter(|runbook| runbook.sample)
        .map(|runbook| Row::Sample {
            runbook: runbook.id.clone(),
            procedures: runbook.procedures.len(),
        })
        .collect();
    if samples.is_empty() || state.has_live_endings() {
        return Vec::new();
    }
    let steps = FirstStep::ALL.map(Row::FirstStep);
    steps.into_iter().chain(samples).collect()
}

/// Applies decisions that nobody wrote.
pub(super) fn pretend(state: &mut State, decisions: Vec<Decision>, now: Timestamp) {
    let Ok(writer) = NOBODY.parse::<WriterId>() else {
        return;
    };
    for (seq, decision) in (1..).zip(decisions) {
        let envelope = Envelope {
            v: 1,
            seq,
            // Behind everything that anyone has said so far.
            n: u64::MAX,
            at: now,
            zone: "UTC".to_owned(),
            by: Operator::from("nobody"),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
        };
        let entry = Entry {
            writer: writer.clone(),
            envelope,
            hash: EntryHash::default(),
        };
        state.apply(&entry, 0);
    }
}
