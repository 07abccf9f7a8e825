//! The page of a row: which words it has, and where its steps begin.

use super::super::pages;
use super::super::sheet::Sheet;
use super::laid_out::Page;
use super::{problems, procedure, runbook};
use crate::app::App;
use crate::app::runbooks::Row;
use crate::app::theme::Role;
use crate::state::State;

/// What a row is called.
pub(super) fn title(app: &App, state: &State, row: &Row) -> String {
    match row {
        Row::Folder(index) => {
            let folder = app.library.as_ref().and_then(|it| it.folders.get(*index));
            folder.map_or_else(String::new, |folder| folder.path.display().to_string())
        }
        Row::Book(book) => book.title(),
        Row::Gone(id) => {
            let known = state.revisions(id.as_str()).and_then(|it| it.current());
            known.map_or_else(|| id.to_string(), |said| said.what.title.clone())
        }
        Row::Pages(_) => "Handoff pages".to_owned(),
        Row::Procedure(reference) | Row::Broken(reference) => {
            let runbook = app.usable(&reference.runbook);
            let id = reference.procedure.as_str();
            let good = runbook.and_then(|runbook| runbook.procedure(id));
            let broken = || runbook?.broken.iter().find(|it| it.id.as_str() == id);
            match (good, broken()) {
                (Some(procedure), _) => procedure.title.clone(),
                (None, Some(broken)) => broken.title.clone(),
                (None, None) => reference.procedure.to_string(),
            }
        }
    }
}

/// The page of a row, in so many columns.
pub(super) fn of(app: &App, state: &State, row: &Row, width: u16) -> Page {
    let mut page = Page {
        sheet: Sheet::new(app.look, width),
        steps: Vec::new(),
    };
    match row {
        Row::Folder(index) => problems::of_folder(app, *index, &mut page.sheet),
        Row::Book(book) => {
            if !book.parsed.problems.is_empty() {
                problems::of_book(app, state, book, &mut page.sheet);
            }
            if let Some(runbook) = &book.parsed.runbook {
                runbook::draw(app, runbook, &mut page.sheet);
            }
        }
        Row::Gone(id) => {
            let text = "The library has no file of this runbook any more. The journal knows it.";
            page.sheet.words(Role::Warn, text);
            problems::last_good(app, state, id, &mut page.sheet);
            if let Some(runbook) = app.usable(id) {
                page.sheet.gap();
                runbook::draw(app, runbook, &mut page.sheet);
            }
        }
        Row::Pages(id) => pages::contents(app, state, id, &mut page.sheet),
        Row::Procedure(reference) => procedure::draw(app, state, reference, &mut page),
        Row::Broken(reference) => {
            let text = "This procedure cannot be used as its file stands.";
            page.sheet.words(Role::Bad, text);
            page.sheet.gap();
            let library = app.library.as_ref();
            if let Some(book) = library.and_then(|it| it.book(reference.runbook.as_str())) {
                problems::of_book(app, state, book, &mut page.sheet);
            }
        }
    }
    page
}
