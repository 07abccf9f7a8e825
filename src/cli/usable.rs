//! The runbooks that can be used: those of the library, and of each broken one the last
//! good revision, so that no typing error in a file hides a procedure when it is needed.
//!
//! A runbook whose file is gone is not among them: somebody took it away. It can still be
//! named in full.

use crate::library::Library;
use crate::runbook::{Procedure, Runbook};
use crate::session::Session;
use std::sync::Arc;

/// The runbooks that can be used.
pub struct UsableRunbooks {
    library: Arc<Library>,
    last_good: Vec<Arc<Runbook>>,
}

impl UsableRunbooks {
    /// What can be used now.
    pub fn of(session: &mut Session) -> Self {
        let library = session.library().clone();
        let broken = library
            .books
            .iter()
            .filter(|book| book.parsed.runbook.is_none());
        let last_good = broken
            .filter_map(|book| session.newest(book.parsed.id.as_str()))
            .map(|pin| pin.runbook)
            .collect();
        Self { library, last_good }
    }

    /// The library, with what is broken.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Every runbook that can be used.
    pub fn runbooks(&self) -> impl Iterator<Item = &Runbook> {
        let last_good = self.last_good.iter().map(|runbook| &**runbook);
        self.library.runbooks().chain(last_good)
    }

    /// Every procedure that can be used.
    pub fn procedures(&self) -> impl Iterator<Item = (&Runbook, &Procedure)> {
        self.runbooks().flat_map(|runbook| {
            let procedures = runbook.procedures.iter();
            procedures.map(move |procedure| (runbook, procedure))
        })
    }

    /// Whether a runbook stands here by its last good revision.
    pub fn is_last_good(&self, runbook: &Runbook) -> bool {
        self.last_good.iter().any(|known| known.id == runbook.id)
    }
}
