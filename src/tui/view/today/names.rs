//! Which of a row's names gives way where columns are dear.

use crate::app::App;
use crate::app::{look::Look, theme::Role};
use crate::present::Row;
use crate::runbook::RunbookId;
use crate::state::{SeriesId, State};
use crate::text::shown;
use crate::tui::view::paint::{self, Piece, piece};

pub(super) fn runbook_name(app: &App, id: &RunbookId) -> String {
    let book = app
        .library
        .as_ref()
        .and_then(|library| library.book(id.as_str()));
    book.map_or_else(|| id.to_string(), |book| book.title())
}

/// Whether another row has the same title and is told apart by its target.
pub(super) fn has_twin(app: &App, row: &Row) -> bool {
    let Some(own) = row.what.line() else {
        return true;
    };
    let others = app.today.rows.iter().filter_map(|row| row.what.line());
    let mut others = others.filter(|other| other.procedure == own.procedure);
    others.any(|other| other.target != own.target)
}

/// Title and place in so many columns. The runbook gives way first, then the title; what
/// tells two rows apart stays, and where there are not two it gives way to the title.
pub(super) fn fitted(row: &Row, look: Look, is_told_apart: bool, columns: usize) -> Vec<Piece> {
    const LEAST_TITLE: usize = 8;
    const LEAST_PLACE: usize = 6;
    let title = piece(look, Role::Plain, &row.title);
    let place = row.place(look.dot());
    let Some(about) = row.about.as_ref().filter(|_| is_told_apart) else {
        let room = columns.saturating_sub(title.0.width() + 2);
        let has_room = room >= LEAST_PLACE.min(shown(&place).width()) && !place.is_empty();
        let place = has_room.then(|| piece(look, Role::Dim, &format!("  {place}")));
        let pieces: Vec<_> = std::iter::once(title).chain(place).collect();
        return paint::clipped(look, &pieces, columns);
    };
    let place = piece(look, Role::Dim, &format!("  {place}"));
    let about = piece(look, Role::Dim, &format!("  {about}"));
    let taken = title.0.width() + about.0.width();
    if taken + look.dot().chars().count() + LEAST_PLACE <= columns {
        return paint::clipped(look, &[title, place], columns);
    }
    let room = columns.saturating_sub(about.0.width()).max(LEAST_TITLE);
    let mut pieces = paint::clipped(look, &[title], room);
    pieces.push(about);
    paint::clipped(look, &pieces, columns)
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
