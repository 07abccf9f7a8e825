//! Who changed a runbook, or the steps of a procedure, and when: as git has it, where the file is
//! in a checkout.

use super::super::exit::Stop;
use super::super::out::{Out, Table};
use crate::carrier::file_changes;
use crate::present::Tone;
use crate::runbook::{Procedure, ProcedureRef, RunbookId};
use crate::session::Session;
use serde::Serialize;

/// As many are told.
const MOST: usize = 5;

/// One change. As JSON: `commit`, `day`, `by`, `subject`.
#[derive(Debug, Serialize)]
pub struct Commit {
    commit: String,
    day: String,
    by: String,
    subject: String,
}

impl Commit {
    /// The last changes of a runbook's file.
    pub fn of_runbook(session: &Session, id: &RunbookId) -> Vec<Self> {
        Self::of(session, id, None)
    }

    /// The last changes of a procedure's steps.
    pub fn of_procedure(
        session: &Session,
        reference: &ProcedureRef,
        procedure: &Procedure,
    ) -> Vec<Self> {
        let lines = procedure.steps.iter().map(|step| step.line);
        let span = lines.clone().min().zip(lines.max());
        match span {
            Some(span) => Self::of(session, &reference.runbook, Some(span)),
            None => Vec::new(),
        }
    }

    fn of(session: &Session, id: &RunbookId, lines: Option<(usize, usize)>) -> Vec<Self> {
        let Some(book) = session.library().book(id.as_str()) else {
            return Vec::new();
        };
        let changes = file_changes(&book.path, lines, MOST).into_iter();
        changes
            .map(|change| Self {
                commit: change.commit,
                day: change.day,
                by: change.by,
                subject: change.subject,
            })
            .collect()
    }
}

/// Tells them, where there are any.
pub fn tell(out: &mut Out, commits: &[Commit]) -> Result<(), Stop> {
    let mut table = Table::keeping(&[0]);
    for it in commits {
        table.row([
            (Tone::Dim, it.day.as_str()),
            (Tone::Plain, it.by.as_str()),
            (Tone::Plain, it.subject.as_str()),
            (Tone::Dim, it.commit.as_str()),
        ]);
    }
    table.write(out)
}
