//! Runbooks as they were: read back from the objects that the journal keeps, held as long
//! as they are wanted.

use super::contents::Contents;
use crate::library::Library;
use crate::runbook::{LibraryDefaults, Runbook, parse_bytes, parse_library};
use crate::state::Revision;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A runbook at one revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// The revision.
    pub revision: Revision,
    /// What it says.
    pub runbook: Arc<Runbook>,
    /// Whether it is what the file says now.
    pub currency: Currency,
}

/// How a pinned revision stands to the runbook's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// It is what the file says.
    Current,
    /// The file says something newer.
    Older,
    /// The file is broken, or gone: this is the last good revision.
    LastGood,
}

/// Revisions that were read back.
#[derive(Default)]
pub(super) struct Pins(BTreeMap<Revision, Arc<Runbook>>);

impl Pins {
    /// A runbook at the revision that a run goes by.
    pub fn of(
        &mut self,
        runbook: &str,
        revision: Revision,
        library: &Library,
        contents: &Contents,
    ) -> Option<Pin> {
        let book = library.book(runbook);
        let good = book.and_then(|book| Some((book.revision, book.parsed.runbook.as_ref()?)));
        let currency = match good {
            Some((now, _)) if now == revision => Currency::Current,
            Some(_) => Currency::Older,
            None => Currency::LastGood,
        };
        if let Some(known) = self.0.get(&revision) {
            return Some(Pin {
                revision,
                runbook: known.clone(),
                currency,
            });
        }
        let runbook = match good {
            Some((now, good)) if now == revision => good.clone(),
            _ => read_back(runbook, revision, contents)?,
        };
        let runbook = Arc::new(runbook);
        self.0.insert(revision, runbook.clone());
        Some(Pin {
            revision,
            runbook,
            currency,
        })
    }

    /// A runbook as its file says, or as it last said without errors.
    pub fn newest(
        &mut self,
        runbook: &str,
        last_good: Option<Revision>,
        library: &Library,
        contents: &Contents,
    ) -> Option<Pin> {
        let book = library.book(runbook);
        let good = book.filter(|book| book.parsed.runbook.is_some());
        let revision = good.map(|book| book.revision).or(last_good)?;
        self.of(runbook, revision, library, contents)
    }
}

/// Reads a revision from its objects. It had no error when it was kept; a newer program
/// that finds one uses what is left.
fn read_back(id: &str, revision: Revision, contents: &Contents) -> Option<Runbook> {
    let defaults = match &revision.library {
        Some(library) => parse_library("library.toml", &contents.read(library)?).0,
        None => LibraryDefaults::default(),
    };
    let label = format!("{id}.toml");
    parse_bytes(&label, id, &contents.read(&revision.file)?, &defaults).runbook
}
