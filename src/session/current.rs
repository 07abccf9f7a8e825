//! Runbooks that the record knows and has left become current again only because somebody says
//! so: two checkouts that differ would otherwise say it in turn for ever.

use super::preview::{behind, restored};
use super::{Failure, Session};
use crate::carrier::propose;
use crate::event::Fact;
use crate::library::{Edited, digest};
use crate::present::Behind;
use crate::runbook::RunbookId;
use std::path::Path;

/// What became of an edit that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewritten {
    /// The file says it.
    Written,
    /// The runbooks are only pulled: it stands on a branch of this name.
    Branch(String),
}

impl Rewritten {
    /// What is to be done where the file does not say it yet.
    pub fn words(&self, file: &Path) -> Option<String> {
        let Self::Branch(branch) = self else {
            return None;
        };
        let folder = file.parent().unwrap_or(Path::new(".")).display();
        Some(format!(
            "Committed on the branch {branch}: these runbooks are only pulled. Propose it: git -C {folder} push origin {branch}"
        ))
    }
}

impl Session {
    /// Writes an edit that somebody accepted. Runbooks that are only pulled are changed by a
    /// branch, and stay as they are.
    ///
    /// # Errors
    /// A sentence, where it cannot be written.
    pub fn rewrite(&mut self, edited: &Edited) -> Result<Rewritten, String> {
        let settings = self.settings();
        let folder = settings.team.folder.as_ref();
        if folder.is_some_and(|folder| edited.path().starts_with(folder)) {
            let (runbook, text) = (edited.runbook(), edited.after());
            let name = format!("{runbook}-{}", &digest(text.as_bytes()).to_string()[..8]);
            let words = format!("Change {runbook}");
            let by = settings.operator.as_str();
            let branch = propose(edited.path(), text, &name, &words, by);
            return branch
                .map(Rewritten::Branch)
                .map_err(|fault| format!("No branch could be made: {fault}."));
        }
        edited.write()?;
        let current = self.make_current(Some(edited.runbook()));
        current.map_err(|failure| failure.to_string())?;
        Ok(Rewritten::Written)
    }

    /// How many runbooks of the library, as it was last looked at, are older than the record's.
    pub fn behind(&self) -> Behind {
        behind(&self.state(), self.library())
    }

    /// Makes the record go by what the library says now: of one runbook, or of all that are
    /// behind. Gives how many were.
    ///
    /// # Errors
    /// Why it could not be saved.
    pub fn make_current(&mut self, only: Option<&RunbookId>) -> Result<usize, Failure> {
        self.look();
        let library = self.library().clone();
        let mut decisions = restored(&self.state(), &library);
        for decision in &mut decisions {
            decision.facts.retain(|fact| match fact {
                Fact::RevisionNoticed { runbook, .. } => only.is_none_or(|only| only == runbook),
                _ => true,
            });
        }
        let mut count = 0;
        for decision in decisions {
            if !decision.facts.is_empty() {
                count += decision.facts.len();
                let objects = self.workspace.objects_of(&decision);
                self.say_with(decision, objects)?;
            }
        }
        Ok(count)
    }
}
