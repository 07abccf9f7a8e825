//! What every decision may ask of a run and of words before it says anything.
//!
//! Refuses, and changes nothing.

use super::refusal::Newer;
use super::{Pinned, Refusal};
use crate::event::{Fact, RunId, Thread};
use crate::runbook::{Procedure, Runbook, Values};
use crate::state::{Progress, Run, Started, State};
use std::borrow::Cow;

/// A run that may be written to, whole.
pub(super) fn writable(state: &State, id: RunId) -> Result<&Run, Refusal> {
    readable(state, &Thread::Run(id), "")?;
    known_run(state, id)
}

/// A run that a note may be added to, whole, also where a newer program wrote into it.
pub(super) fn known_run(state: &State, id: RunId) -> Result<&Run, Refusal> {
    state
        .run(id)
        .filter(|run| run.started.is_some())
        .ok_or_else(|| match state.summary(id) {
            Some(_) => Refusal::PutAway,
            None if state.run(id).is_some() => Refusal::NoStart,
            None => Refusal::NoSuchRun,
        })
}

/// A run that goes on.
pub(super) fn going_on(state: &State, id: RunId) -> Result<&Run, Refusal> {
    if let Some(summary) = state.summary(id)
        && let Some(by) = summary.ended_by()
    {
        return Err(Refusal::RunEnded {
            at: summary.ended_at,
            by: by.clone(),
        });
    }
    let run = writable(state, id)?;
    match run.first_ending() {
        Some(said) => Err(Refusal::RunEnded {
            at: said.at,
            by: said.by.clone(),
        }),
        None => Ok(run),
    }
}

/// A run beside the procedure that it walks.
pub(super) struct RunAt<'a> {
    pub(super) run: &'a Run,
    pub(super) procedure: Cow<'a, Procedure>,
    pub(super) walk: Progress,
}

pub(super) fn walked<'a>(run: &'a Run, pinned: Option<Pinned<'a>>) -> Result<RunAt<'a>, Refusal> {
    let pinned = pinned.ok_or(Refusal::NoRunbook)?;
    let started = run
        .started
        .as_ref()
        .map(|said| &said.what)
        .ok_or(Refusal::NoStart)?;
    let procedure = started.procedure_in(pinned.runbook);
    let procedure = procedure.ok_or(Refusal::NoRunbook)?;
    let walk = Progress::of(&procedure, run, target_values(pinned.runbook, started));
    Ok(RunAt {
        run,
        procedure,
        walk,
    })
}

/// The variables of the target that a run is done on.
pub fn target_values<'a>(runbook: &'a Runbook, started: &Started) -> Option<&'a Values> {
    runbook.targets.get(started.target.as_ref()?)
}

/// One text that is kept.
const LONGEST_TEXT_BYTES: usize = 16 * 1024;

/// All the facts of one command, as JSON: an entry holds 64 KiB in all, envelope included.
pub(super) const LONGEST_ENTRY_BYTES: usize = 48 * 1024;

/// What facts take in the journal.
pub(super) fn bytes_of(facts: &[Fact]) -> usize {
    serde_json::to_vec(facts).map_or(usize::MAX, |json| json.len())
}

/// Refuses to write an event of a kind where a newer program wrote one that it may change.
pub(super) fn readable(state: &State, thread: &Thread, kind: &str) -> Result<(), Refusal> {
    let Some((name, unknown)) = state.closed_by(thread, kind) else {
        return Ok(());
    };
    let host = state.writer_host(&unknown.writer);
    Err(Refusal::WrittenByNewer(Box::new(Newer {
        kind: unknown.kind.clone(),
        writer: unknown.writer.clone(),
        program: host.map(|host| host.program.clone()),
        finding: *name,
    })))
}

/// Words that may be left out.
pub(super) fn optional(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| words(text, Refusal::EmptyNote)).transpose()
}

/// A reason or a note: trimmed, not empty, not too long.
pub(super) fn words(text: &str, missing: Refusal) -> Result<String, Refusal> {
    let text = text.trim();
    match text.len() {
        0 => Err(missing),
        length if length > LONGEST_TEXT_BYTES => Err(Refusal::TooLong {
            bytes: length,
            most: LONGEST_TEXT_BYTES,
        }),
        _ => Ok(text.to_owned()),
    }
}

/// How many boxes a procedure has.
pub(super) fn boxes(procedure: &Procedure) -> u32 {
    procedure.steps.outline().boxes
}
