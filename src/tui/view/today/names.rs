//! What a row of Today is called, and where it is.

use crate::app::App;
use crate::present::Row;
use crate::runbook::RunbookId;
use crate::state::{SeriesId, State};
use crate::text::shown;

pub(super) fn runbook_name(app: &App, id: &RunbookId) -> String {
    let book = app
        .library
        .as_ref()
        .and_then(|library| library.book(id.as_str()));
    book.map_or_else(|| id.to_string(), |book| book.title())
}

/// Where it is, as shortly as tells it from the others: the place or the subject, else the
/// runbook; both where another row says the same.
pub(super) fn place(app: &App, row: &Row) -> String {
    let Some(about) = &row.about else {
        return row.runbook_title.clone();
    };
    let says_the_same = |other: &&Row| {
        other.title == row.title && other.about == row.about && other.group == row.group
    };
    match app.today.rows.iter().filter(says_the_same).count() {
        0 | 1 => about.clone(),
        _ => row.place(app.look.dot()),
    }
}

/// Whether another row of its group has the same title, so that the place alone tells them apart.
pub(super) fn has_twin(app: &App, row: &Row) -> bool {
    let mut rows = app.today.rows.iter();
    let is_twin =
        |it: &Row| it.title == row.title && it.group == row.group && it.about != row.about;
    rows.any(is_twin)
}

/// The columns that titles take, so that places stand under each other; a long one gives way.
pub(super) fn titles(app: &App, columns: u16) -> usize {
    let widths = app.today.rows.iter().map(|row| shown(&row.title).width());
    widths
        .max()
        .unwrap_or(0)
        .min(usize::from(columns) * 47 / 100)
}

/// What people call a line's procedure and runbook.
pub(in crate::tui::view) fn line_names(
    app: &App,
    state: &State,
    line: &SeriesId,
) -> (String, String) {
    let known = state.line_of(line).or_else(|| app.preview.line_of(line));
    match known.and_then(|known| known.current()) {
        Some(said) => (said.what.title.clone(), said.what.runbook_title.clone()),
        None => (line.procedure.to_string(), String::new()),
    }
}
