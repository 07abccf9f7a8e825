//! The line of words that tells two runs of one procedure apart.

use super::refusal::Refusal;
use crate::event::RunId;
use crate::runbook::{Procedure, Values};
use crate::state::{Run, SeriesId, State};

/// The line of words that tells a run from others of its kind.
pub(super) struct Subject {
    pub text: String,
    /// Whether every name in it has its value.
    complete: bool,
}

impl Subject {
    /// The item that a run was called for.
    pub(super) fn item(item: &str) -> Self {
        Self {
            text: item.to_owned(),
            complete: true,
        }
    }

    /// Of a run with these values. Where no subject is written, what is known of an alert's labels
    /// tells it apart, and nothing does while nothing is known.
    pub(super) fn of(procedure: &Procedure, values: &Values) -> Option<Self> {
        if let Some(template) = &procedure.subject {
            return Some(Self {
                text: template.fill_or_dots(values),
                complete: template.names().all(|name| values.contains_key(name)),
            });
        }
        let known = procedure.apart_by_labels();
        let known: Vec<&str> = known
            .filter_map(|ask| values.get(&ask.name).map(String::as_str))
            .collect();
        (!known.is_empty()).then(|| Self {
            text: known.join(" "),
            complete: true,
        })
    }
}

/// Two runs of one procedure on one target with one subject are one run too many. A subject
/// that still waits for an answer tells nothing yet.
pub(super) fn refuse_twin(
    state: &State,
    line: &SeriesId,
    subject: Option<&Subject>,
    rehearsal: bool,
    but: Option<RunId>,
) -> Result<(), Refusal> {
    let twin = twin(state, line, subject, rehearsal, but);
    match twin.and_then(|run| Some((run, run.started.as_ref()?))) {
        Some((run, said)) => Err(Refusal::AlreadyRunning {
            run: run.id.short(),
            since: said.at,
            by: said.by.clone(),
        }),
        None => Ok(()),
    }
}

/// The run that goes on and is the same; none for a subject that still waits for an answer.
pub(super) fn twin<'a>(
    state: &'a State,
    line: &SeriesId,
    subject: Option<&Subject>,
    rehearsal: bool,
    but: Option<RunId>,
) -> Option<&'a Run> {
    if subject.is_some_and(|subject| !subject.complete) {
        return None;
    }
    let subject = subject.map(|subject| subject.text.as_str());
    let twin = state.in_progress().find(|(run, started)| {
        Some(run.id) != but
            && !started.is_undo()
            && started.procedure == line.procedure
            && started.target == line.target
            && started.rehearsal == rehearsal
            && run.subject() == subject
    });
    twin.map(|(run, _)| run)
}
