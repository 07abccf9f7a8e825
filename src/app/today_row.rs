//! Rows of Today, compared, and what they are about.

use crate::event::RunId;
use crate::runbook::{ProcedureRef, RunbookId};
use crate::session::commands::Written;
use crate::state::{Occurrence, Row, SeriesId, State};

/// The procedure that a command stands in.
pub fn procedure_of(written: &Written) -> ProcedureRef {
    ProcedureRef {
        runbook: written.place.runbook.as_str().into(),
        procedure: written.place.procedure.as_str().into(),
    }
}

/// Whether it is the same thing as another row, perhaps of another moment.
pub(super) fn is_same(one: &Row, other: &Row) -> bool {
    match (one, other) {
        (
            Row::Slot {
                line: one,
                occurrence: a,
                ..
            },
            Row::Slot {
                line: other,
                occurrence: b,
                ..
            },
        ) => one == other && a.slot == b.slot,
        (Row::Handover { id: one, .. }, Row::Handover { id: other, .. })
        | (Row::TakenOver { id: one, .. }, Row::TakenOver { id: other, .. }) => one == other,
        (Row::FirstStep(one), Row::FirstStep(other)) => one == other,
        (Row::Sample { runbook: one, .. }, Row::Sample { runbook: other, .. }) => one == other,
        (Row::Escalation { id: one, .. }, Row::Escalation { id: other, .. }) => one == other,
        (Row::Missed { line: one, .. }, Row::Missed { line: other, .. }) => one == other,
        (Row::Record(one), Row::Record(other)) => {
            std::mem::discriminant(one) == std::mem::discriminant(other)
        }
        (Row::FollowUp { id: one, .. }, Row::FollowUp { id: other, .. }) => one == other,
        (
            Row::Rehearsal { procedure: one, .. },
            Row::Rehearsal {
                procedure: other, ..
            },
        ) => one == other,
        (Row::Commands { runbook: one, .. }, Row::Commands { runbook: other, .. })
        | (Row::Broken { runbook: one, .. }, Row::Broken { runbook: other, .. }) => one == other,
        (
            Row::Near {
                runbook: one,
                what: a,
                ..
            },
            Row::Near {
                runbook: other,
                what: b,
                ..
            },
        ) => one == other && a == b,
        _ => row_run(one).is_some() && row_run(one) == row_run(other),
    }
}

/// The run that a row is about.
pub fn row_run(row: &Row) -> Option<RunId> {
    match row {
        Row::InProgress { run, .. } | Row::Disputed { run } | Row::Done { run, .. } => Some(*run),
        Row::Escalation { .. }
        | Row::Handover { .. }
        | Row::TakenOver { .. }
        | Row::Slot { .. }
        | Row::Missed { .. }
        | Row::FollowUp { .. }
        | Row::Rehearsal { .. }
        | Row::Near { .. }
        | Row::Broken { .. }
        | Row::Record(_)
        | Row::Commands { .. }
        | Row::FirstStep(_)
        | Row::Sample { .. } => None,
    }
}

/// The runbook that a row is about.
pub fn row_runbook(state: &State, row: &Row) -> Option<RunbookId> {
    if let Some(line) = row.line() {
        return Some(line.procedure.runbook.clone());
    }
    match row {
        Row::Escalation { id, .. } => {
            return Some(state.escalation(*id)?.opening()?.runbook.clone());
        }
        Row::FollowUp { id, .. } => return state.follow_up(*id)?.opening()?.runbook.clone(),
        Row::Rehearsal { procedure, .. } => return Some(procedure.runbook.clone()),
        Row::Near { runbook, .. }
        | Row::Broken { runbook, .. }
        | Row::Sample { runbook, .. }
        | Row::Commands { runbook, .. } => return Some(runbook.clone()),
        _ => {}
    }
    let id = row_run(row)?;
    if let Some(summary) = state.summary(id) {
        return Some(summary.procedure.runbook.clone());
    }
    Some(
        state
            .run(id)?
            .started
            .as_ref()?
            .what
            .procedure
            .runbook
            .clone(),
    )
}

/// The slot that a row is.
pub(super) fn slot(row: &Row) -> Option<(&SeriesId, &Occurrence)> {
    match row {
        Row::Slot {
            line, occurrence, ..
        } => Some((line, occurrence)),
        _ => None,
    }
}
