//! Who changed a runbook, or the steps of a procedure, and when: as git has it, where the file is in
//! a checkout.

use super::Session;
use crate::carrier::file_changes;
use crate::present::Commit;
use crate::runbook::{Procedure, ProcedureRef, RunbookId};
use std::path::PathBuf;

/// As many are told.
const MOST: usize = 5;

/// What git is asked about. Asking takes as long as git does, so nothing is held meanwhile.
#[derive(Clone, Debug)]
pub struct Changed {
    file: PathBuf,
    lines: Option<(usize, usize)>,
}

impl Changed {
    /// The last changes, the last first; none where the file is in no checkout.
    pub fn commits(&self) -> Vec<Commit> {
        let changes = file_changes(&self.file, self.lines, MOST).into_iter();
        let commits = changes.map(|change| Commit {
            commit: change.commit,
            day: change.day,
            by: change.by,
            subject: change.subject,
        });
        commits.collect()
    }
}

impl Session {
    /// A runbook's file.
    pub fn changed_file(&self, id: &RunbookId) -> Option<Changed> {
        let file = self.library().book(id.as_str())?.path.clone();
        Some(Changed { file, lines: None })
    }

    /// The steps of a procedure, as the library has it.
    pub fn changed_steps(&self, reference: &ProcedureRef) -> Option<Changed> {
        let book = self.library().book(reference.runbook.as_str())?;
        let runbook = book.parsed.runbook.as_ref()?;
        let lines = lines_of(runbook.procedure(reference.procedure.as_str())?)?;
        let file = self.changed_file(&reference.runbook)?;
        Some(Changed {
            lines: Some(lines),
            ..file
        })
    }
}

/// From the first to the last line of a procedure's steps.
fn lines_of(procedure: &Procedure) -> Option<(usize, usize)> {
    let lines = procedure.steps.iter().map(|step| step.line);
    lines.clone().min().zip(lines.max())
}
