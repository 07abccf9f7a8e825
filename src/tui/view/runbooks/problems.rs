//! What is wrong with a file: every problem with its place, its line, the fault underlined,
//! and what to write instead; and what can be used all the same.

use super::super::paint::piece;
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::run::Fetched;
use crate::app::theme::Role;
use crate::app::when;
use crate::library::Book;
use crate::runbook::{Problem, RunbookId};
use crate::state::State;
use crate::text::shown;
use std::path::Path;

/// Characters of a line that are looked at on each side of a fault: no more fits.
const AROUND_CHARS: usize = 200;

/// A folder that cannot be read, or whose `library.toml` has problems.
pub(super) fn of_folder(app: &App, index: usize, sheet: &mut Sheet) {
    let library = app.library.as_ref();
    let Some(folder) = library.and_then(|library| library.folders.get(index)) else {
        return;
    };
    if let Some(fault) = &folder.fault {
        sheet.words(Role::Bad, &fault.to_string());
        sheet.gap();
    }
    if folder.problems.is_empty() {
        return;
    }
    sheet.words(Role::Plain, "library.toml gives every runbook of this folder its defaults. What is wrong in it is left out.");
    let source = folder.library.as_deref().unwrap_or_default();
    let source = std::str::from_utf8(source).unwrap_or_default();
    for found in &folder.problems {
        problem(app, found, source, sheet);
    }
    sheet.gap();
}

/// A runbook file's problems.
pub(in crate::tui::view) fn of_book(app: &App, state: &State, book: &Book, sheet: &mut Sheet) {
    let usable = book.parsed.runbook.as_ref();
    match (usable.map(|it| it.procedures.len()), book.errors()) {
        (Some(_), 0) => {}
        (Some(0), _) => sheet.words(
            Role::Bad,
            "None of its procedures can be used as the file stands.",
        ),
        (Some(_), _) => sheet.words(
            Role::Warn,
            "Some procedures cannot be used as the file stands; the others can.",
        ),
        (None, _) => {
            sheet.words(Role::Bad, "This runbook cannot be used as its file stands.");
            last_good(app, state, &book.parsed.id, sheet);
        }
    }
    let path = book.path.display().to_string();
    sheet.labelled("file", Role::Dim, &path);
    for found in &book.parsed.problems {
        problem(app, found, book.source(), sheet);
    }
    sheet.gap();
}

/// Whether a revision that can still be run is known.
pub(super) fn last_good(app: &App, state: &State, id: &RunbookId, sheet: &mut Sheet) {
    let known = state.revisions(id.as_str()).and_then(|it| it.current());
    match (known, app.runbooks.pin(id)) {
        (None, _) => sheet.words(Role::Plain, "The journal knows no good revision of it."),
        (Some(_), Some(Fetched::Missing)) => sheet.words(
            Role::Plain,
            "Its last good revision cannot be read: the journal's copy is not here.",
        ),
        (Some(said), _) => {
            let at = when::moment(said.at, app);
            let text = format!(
                "The last good revision, of {at}, can still be run: unfold it and start a procedure."
            );
            sheet.words(Role::Plain, &text);
        }
    }
}

fn problem(app: &App, problem: &Problem, source: &str, sheet: &mut Sheet) {
    sheet.gap();
    let role = if problem.is_error() {
        Role::Bad
    } else {
        Role::Warn
    };
    let file = Path::new(&*problem.path).file_name();
    let file = file.map_or_else(String::new, |file| file.to_string_lossy().into_owned());
    sheet.row(vec![
        piece(app.look, role, problem.severity.word()),
        piece(app.look, Role::Dim, &format!(" {file}:{}", problem.line)),
    ]);
    sheet.words(Role::Plain, &problem.message);
    excerpt(app, problem, source, sheet);
    if let Some(hint) = &problem.hint {
        sheet.labelled("help", Role::Plain, hint);
    }
}

/// The line of the fault and a line under it; where they are too long, what is around the
/// fault.
fn excerpt(app: &App, problem: &Problem, source: &str, sheet: &mut Sheet) {
    let Some((before, rest)) = source.split_at_checked(problem.span.start) else {
        return;
    };
    let fault = problem.span.len().min(rest.len());
    let Some((fault, after)) = rest.split_at_checked(fault) else {
        return;
    };
    let before = before.rsplit('\n').next().unwrap_or_default();
    let (fault, after) = match fault.split_once('\n') {
        Some((first, _)) => (first, ""),
        None => (fault, after.split('\n').next().unwrap_or_default()),
    };
    if before.is_empty() && fault.is_empty() && after.trim().is_empty() {
        return;
    }
    let gutter = format!("{:>4} ", problem.line);
    let bar = if app.look.ascii { "| " } else { "│ " };
    let room = sheet.width().saturating_sub(gutter.len() + 2).max(8);
    let fault = visible(fault.chars().take(AROUND_CHARS));
    let fault_columns = shown(&fault).width().max(1);
    let tail: Vec<char> = before.chars().rev().take(AROUND_CHARS).collect();
    let before = visible(tail.into_iter().rev());
    let before = last_columns(&before, room.saturating_sub(fault_columns.min(room / 2)));
    let after = visible(after.trim_end().chars().take(AROUND_CHARS));
    let under = " ".repeat(shown(&before).width());
    let marks = "^".repeat(fault_columns.min(room.saturating_sub(under.len()).max(1)));
    let blank = " ".repeat(gutter.len());
    sheet.row(vec![
        piece(app.look, Role::Dim, &format!("{gutter}{bar}")),
        piece(app.look, Role::Plain, &before),
        piece(app.look, Role::Bad, &fault),
        piece(app.look, Role::Plain, &after),
    ]);
    sheet.row(vec![
        piece(app.look, Role::Dim, &format!("{blank}{bar}{under}")),
        piece(app.look, Role::Bad, &marks),
    ]);
}

/// Tabs as two blanks; a carriage return at a line's end is nobody's affair.
fn visible(letters: impl Iterator<Item = char>) -> String {
    let text: String = letters.filter(|letter| *letter != '\r').collect();
    text.replace('\t', "  ")
}

/// The end of a text that has room in so many columns.
fn last_columns(text: &str, columns: usize) -> String {
    let mut from = text.len();
    for (at, _) in text.char_indices().rev() {
        if shown(&text[at..]).width() > columns {
            break;
        }
        from = at;
    }
    text[from..].to_owned()
}
