//! Which file `e` opens, and at which line: that of the selected step, procedure, runbook, or
//! of its first mistake.
//!
//! A run walks the runbook as it was when it began; what is opened is the file as it is now.

use super::runbooks::Row;
use super::{App, Screen, follow_ups};
use crate::app::effect::Effect;
use crate::library::Book;
use crate::runbook::{Problem, ProcedureId, RunbookId, StepId};
use crate::state::State;

/// Opens what is selected, or says why there is nothing to open.
pub(super) fn edit(app: &mut App, state: &State) -> Vec<Effect> {
    let found = match &app.run {
        Some(_) => of_run(app, state),
        None if app.screen == Screen::Runbooks && app.front.is_none() => of_row(app),
        None => {
            follow_ups::runbook(app, state).and_then(|id| Some(at(book(app, &id)?, None, None)))
        }
    };
    match found {
        Some(effect) => vec![effect],
        None => {
            app.refuse("The library has no file of this.");
            Vec::new()
        }
    }
}

fn of_run(app: &App, state: &State) -> Option<Effect> {
    let screen = app.run.as_ref()?;
    let scene = screen.scene(state)?;
    let started = &scene.run.started.as_ref()?.what;
    let step = scene.stand(screen.cursor);
    let step = step.map(|stand| &scene.procedure.steps[stand.step].id);
    let book = book(app, &started.procedure.runbook)?;
    Some(at(book, Some(&started.procedure.procedure), step))
}

fn of_row(app: &App) -> Option<Effect> {
    match app.runbooks.row()? {
        Row::Book(book) => Some(at(book, None, None)),
        Row::Procedure(procedure) | Row::Broken(procedure) => {
            let book = book(app, &procedure.runbook)?;
            Some(at(book, Some(&procedure.procedure), None))
        }
        Row::Folder(index) => {
            let folder = app.library.as_ref()?.folders.get(*index)?;
            Some(Effect::Edit {
                file: folder.place().join("library.toml"),
                line: first_line(&folder.problems),
            })
        }
        Row::Pages(id) => Some(at(book(app, id)?, None, None)),
        Row::Gone(_) => None,
    }
}

fn book<'a>(app: &'a App, id: &RunbookId) -> Option<&'a Book> {
    let books = app.library.as_ref()?.books.iter();
    books.map(|book| &**book).find(|book| book.parsed.id == *id)
}

fn at(book: &Book, procedure: Option<&ProcedureId>, step: Option<&StepId>) -> Effect {
    let line = procedure
        .and_then(|id| line_of(book, id, step))
        .unwrap_or_else(|| first_line(&book.parsed.problems));
    Effect::Edit {
        file: book.path.clone(),
        line,
    }
}

/// Where a step stands, else where its procedure does. What a mistake keeps from being read
/// has no place.
fn line_of(book: &Book, procedure: &ProcedureId, step: Option<&StepId>) -> Option<usize> {
    let runbook = book.parsed.runbook.as_ref()?;
    let procedure = runbook.procedure(procedure.as_str())?;
    let step = step.and_then(|id| procedure.steps.iter().find(|step| step.id == *id));
    if let Some(step) = step {
        return Some(step.line);
    }
    let first = procedure.steps.first()?.line;
    let text = str::from_utf8(&book.bytes).ok()?;
    let before = text.lines().take(first).enumerate();
    let header = before
        .filter(|(_, line)| line.trim_start().starts_with("[[procedures]]"))
        .last();
    Some(header.map_or(first, |(index, _)| index + 1))
}

fn first_line(problems: &[Problem]) -> usize {
    problems.first().map_or(1, |problem| problem.line)
}
