//! Runbooks that the record knows and has left become current again only because somebody says
//! so: two checkouts that differ would otherwise say it in turn for ever.

use super::preview::restored;
use super::{Failure, Session};
use crate::event::Fact;
use crate::runbook::RunbookId;

impl Session {
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
