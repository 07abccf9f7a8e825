//! The record as the next writing would leave it, without writing.
//!
//! A reader on a fresh machine meets schedules that the record has not noticed yet: they
//! count from now. What the next command would write down first is applied here in memory,
//! so that nobody needs two ways of telling what is due.

use super::pins::Pin;
use super::written::Written;
use crate::command::{Decision, Found, notice, pretend, restore};
use crate::library::Library;
use crate::present::Behind;
use crate::runbook::{RunbookId, TargetName};
use crate::state::{FirstStep, RevisionKnown, Row, State};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::RwLockReadGuard;

/// Runbooks as they were when they were last noticed.
pub(super) type Older = BTreeMap<RunbookId, Pin>;

/// The record as the next writing would leave it: as it is, where that would change nothing.
#[derive(Debug)]
pub enum Preview<'a> {
    /// As it is.
    Record(RwLockReadGuard<'a, State>),
    /// As it would be.
    Pretended(Box<State>),
}

impl Deref for Preview<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        match self {
            Self::Record(state) => state,
            Self::Pretended(state) => state,
        }
    }
}

/// The runbooks of a library without errors, with how each stands to the record.
fn found<'a>(
    state: &'a State,
    library: &'a Library,
    older: &'a Older,
) -> impl Iterator<Item = (RevisionKnown, Found<'a>)> {
    library.books.iter().filter_map(|book| {
        let runbook = book.parsed.runbook.as_ref()?;
        let found = Found {
            runbook,
            revision: book.revision,
            older: older.get(&runbook.id).map(|older| &*older.runbook),
        };
        Some((found.known_as(state), found))
    })
}

/// What the library says and the record does not know yet: one decision an entry.
/// `older` are the revisions that the record goes by, of runbooks that questions stand at and
/// of those that are behind: what these say of this machine is taken from there.
pub(super) fn unnoticed(
    state: &State,
    library: &Library,
    host: &TargetName,
    older: &Older,
) -> Vec<Decision> {
    let found: Vec<Found<'_>> = found(state, library, older)
        .filter_map(|(known, found)| match known {
            RevisionKnown::New | RevisionKnown::Current => Some(found),
            RevisionKnown::Behind => {
                let current = older.get(&found.runbook.id)?;
                Some(Found {
                    runbook: &current.runbook,
                    revision: current.revision,
                    older: None,
                })
            }
        })
        .collect();
    notice(state, &found, host)
}

/// What makes the record go by the library's runbooks that it has left.
pub(super) fn restored(state: &State, library: &Library) -> Vec<Decision> {
    let older = Older::new();
    let found: Vec<Found<'_>> = found(state, library, &older)
        .map(|(_, found)| found)
        .collect();
    restore(state, &found)
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

/// How many runbooks of a library are older than the record's.
pub(super) fn behind(state: &State, library: &Library) -> Behind {
    let older = Older::new();
    let mut behind = Behind::default();
    for (known, _) in found(state, library, &older) {
        behind.all += 1;
        behind.books += usize::from(known == RevisionKnown::Behind);
    }
    behind
}
