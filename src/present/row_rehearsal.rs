//! A row of Today that asks for a rehearsal.

use super::row::Row;
use super::sources::Sources;
use crate::runbook::ProcedureRef;
use crate::state::RehearsalState;

impl Sources<'_> {
    /// Whether it was rehearsed, and by when it is due again.
    pub(super) fn rehearsal(
        &self,
        row: &mut Row,
        procedure: &ProcedureRef,
        stands: RehearsalState,
    ) {
        let runbook = self.whom.runbooks.iter();
        let runbook = runbook.copied().find(|it| it.id == procedure.runbook);
        let known = runbook.and_then(|it| it.procedure(procedure.procedure.as_str()));
        row.title = known.map_or_else(|| procedure.to_string(), |it| it.title.clone());
        row.runbook_title = runbook.map(|it| it.title.clone()).unwrap_or_default();
        row.runbook = Some(procedure.runbook.clone());
        row.procedure = Some(procedure.clone());
        row.status = match stands {
            RehearsalState::Never => "never rehearsed".to_owned(),
            RehearsalState::NotCounted { last } => {
                let last = self.clock.moment(last);
                format!("the rehearsal of {last} does not count")
            }
            RehearsalState::Overdue { due, .. } => {
                row.is_late = true;
                format!("rehearsal {}", self.clock.overdue(due))
            }
            RehearsalState::Due { due, .. } | RehearsalState::Fresh { due, .. } => {
                format!("rehearse by {}", self.clock.moment(due))
            }
        };
        if let RehearsalState::Overdue { last, due }
        | RehearsalState::Due { last, due }
        | RehearsalState::Fresh { last, due } = stands
        {
            (row.slot, row.due_by) = (Some(last), Some(due));
        }
    }
}
