//! What can be said beside an answer: notes, files, that a caution was read, that a run is taken
//! over.

use super::{Context, Decision, Pinned, Refusal, going_on, known_run, walked, words, writable};
use crate::event::{EntryHash, Fact, RunId, Thread};
use crate::runbook::{ItemId, Operator, StepId, StepRef};
use crate::state::State;

/// A file to keep; the session has stored its content.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// Its content, as an object.
    pub sha256: EntryHash,
    /// Its size.
    pub bytes: u64,
}

pub(super) fn note(
    state: &State,
    run: Option<RunId>,
    step_ref: Option<&StepRef>,
    text: &str,
) -> Result<Decision, Refusal> {
    let text = words(text, Refusal::EmptyNote)?;
    let Some(run) = run else {
        return Ok(Decision {
            on: vec![Thread::Shift],
            facts: vec![Fact::Noted {
                step: None,
                item: None,
                text,
            }],
        });
    };
    known_run(state, run)?;
    let (step, item) = parts(step_ref);
    let noted = Fact::Noted { step, item, text };
    Ok(Decision::of_run(run, vec![noted]))
}

/// That a run is taken over from who says that they are at it.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeOver {
    /// Which run.
    pub run: RunId,
    /// What, as their claim names it.
    pub what: String,
    /// From whom.
    pub from: Operator,
    /// Why.
    pub reason: String,
}

pub(super) fn take_over(state: &State, wanted: &TakeOver) -> Result<Decision, Refusal> {
    let run = going_on(state, wanted.run)?;
    let needs = Refusal::NeedsReason {
        what: "taking over",
    };
    let taken = Fact::TakenOver {
        what: wanted.what.clone(),
        from: wanted.from.clone(),
        reason: words(&wanted.reason, needs)?,
    };
    Ok(Decision::of_run(run.id, vec![taken]))
}

pub(super) fn attach(
    state: &State,
    run: RunId,
    step_ref: Option<&StepRef>,
    file: &KeptFile,
) -> Result<Decision, Refusal> {
    writable(state, run)?;
    let (step, item) = parts(step_ref);
    let attached = Fact::Attached {
        step,
        item,
        name: words(&file.name, Refusal::NamelessFile)?,
        sha256: file.sha256,
        bytes: file.bytes,
    };
    Ok(Decision::of_run(run, vec![attached]))
}

fn parts(step_ref: Option<&StepRef>) -> (Option<StepId>, Option<ItemId>) {
    step_ref.map_or((None, None), |step_ref| {
        (Some(step_ref.step.clone()), step_ref.item.clone())
    })
}

pub(super) fn acknowledge_caution(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step: &StepId,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let known = walked.procedure.step(step);
    let known = known.ok_or_else(|| Refusal::NoSuchStep {
        wanted: step.to_string(),
    })?;
    if !known.is_acknowledged_first() {
        return Err(Refusal::NoCaution);
    }
    if run.knows_caution(step, &context.operator) {
        return Err(Refusal::CautionKnown);
    }
    let read = Fact::CautionAcknowledged { step: step.clone() };
    Ok(Decision::of_run(run.id, vec![read]))
}
