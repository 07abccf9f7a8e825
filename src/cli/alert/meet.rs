//! An answer against the record and the machine: where it is to be walked, and which run is at it
//! already.

use super::super::exit::Stop;
use super::super::invocation::Invocation;
use super::answer::Answers;
use crate::command::{Pinned, already_at_it};
use crate::event::RunId;
use crate::runbook::TargetName;

/// Where it is to be walked.
///
/// # Errors
/// As [`Invocation::session`].
pub(super) fn place(
    invocation: &mut Invocation,
    answer: &Answers,
    on: Option<&str>,
) -> Result<Option<TargetName>, Stop> {
    let host = invocation.session()?.host().clone();
    Ok(answer.place(on, &host))
}

/// The run that is at the same already, which is gone on with rather than doubled.
///
/// # Errors
/// As [`Invocation::session`].
pub(super) fn already(
    invocation: &mut Invocation,
    answer: &Answers,
    on: Option<&str>,
) -> Result<Option<RunId>, Stop> {
    let session = invocation.session()?;
    let host = session.host().clone();
    let reference = &answer.reference;
    let Some(pin) = session.newest(reference.runbook.as_str()) else {
        return Ok(None);
    };
    let Some(procedure) = pin.runbook.procedure(reference.procedure.as_str()) else {
        return Ok(None);
    };
    let pinned = Pinned {
        revision: pin.revision,
        runbook: &pin.runbook,
    };
    let target = answer.place(on, &host);
    let state = session.state();
    let set = &answer.set;
    Ok(already_at_it(
        &state,
        pinned,
        procedure,
        target.as_ref(),
        set,
        &host,
    ))
}
