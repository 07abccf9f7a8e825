//! What stands in front of a screen or a run: a list where there is one, and words beside it
//! or instead of it; and the clock of an escalation, which stands on every screen of its run.

mod escalation;
mod package;
mod parts;
mod readiness;
mod shift;
mod team;

pub(super) use escalation::{clock, page as escalation};
pub(super) use package::contents;
pub(super) use shift::{taken_over, waiting};

use super::paint::halves;
use super::paint::{self, fit_line, frame};
use super::sheet::Sheet;
use crate::app::action::Action;
use crate::app::pages::Foreground;
use crate::app::{App, HALVES_FROM};
use crate::state::State;
use parts::Rows;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(
    app: &App,
    state: &State,
    front: &Foreground,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if let Foreground::Shift(front) = front {
        return shift::draw(app, state, front, area, buffer);
    }
    let rows = rows(app, state, front);
    let (list, page) = places(front, &rows, area);
    let cursor = list.and_then(|place| {
        let inner = frame(app.look, buffer, place, &heading(app, front));
        draw_rows(app, front, &rows, inner, buffer)
    });
    let Some(place) = page else {
        return cursor;
    };
    let inner = frame(app.look, buffer, place, &title(app, state, front));
    let sheet = sheet(app, state, front, inner.width);
    sheet.draw(
        &front.reading().scroll,
        &app.key(Action::ScrollDown),
        inner,
        buffer,
    );
    cursor.or(Some(sheet.cursor(&front.reading().scroll, inner)))
}

/// Where the list and the words stand. An escalation is one page: who is selected stands
/// on it.
fn places(front: &Foreground, rows: &Rows, area: Rect) -> (Option<Rect>, Option<Rect>) {
    if front.reading().zoomed || rows.is_empty() {
        return (None, Some(area));
    }
    let rows = rows.iter();
    let longest = paint::longest(rows.map(|(left, right)| (left.as_slice(), right.as_slice())));
    let (list, page) = halves(area, HALVES_FROM, longest);
    (Some(list), page)
}

fn draw_rows(
    app: &App,
    front: &Foreground,
    rows: &Rows,
    inner: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let at = front.reading().cursor.at;
    let first = paint::first_row(at, rows.len(), inner.height);
    let mut cursor = None;
    let visible = rows.iter().enumerate().skip(first);
    for ((index, (left, right)), y) in visible.zip(inner.y..inner.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        fit_line(app.look, buffer, area, left, right);
        paint::selectable(app, buffer, area, index, at);
        if index == at {
            cursor = Some(Position { x: area.x, y });
        }
    }
    cursor
}

fn rows(app: &App, state: &State, front: &Foreground) -> Rows {
    match front {
        Foreground::Package(front) => package::rows(app, state, front),
        Foreground::Shift(_) | Foreground::Escalation(_) | Foreground::Team(_) => Vec::new(),
    }
}

/// What stands over the list.
fn heading(app: &App, front: &Foreground) -> String {
    match front {
        Foreground::Package(front) => package::heading(app, front),
        Foreground::Shift(_) | Foreground::Escalation(_) | Foreground::Team(_) => String::new(),
    }
}

/// What stands over the words.
fn title(app: &App, state: &State, front: &Foreground) -> String {
    match front {
        Foreground::Package(front) => package::title(app, front),
        Foreground::Shift(_) => String::new(),
        Foreground::Team(_) => "Team".to_owned(),
        Foreground::Escalation(front) => {
            let opening = state.escalation(front.id).and_then(|it| it.opening());
            opening.map_or_else(String::new, |it| format!("{}: {}", it.severity, it.title))
        }
    }
}

fn sheet(app: &App, state: &State, front: &Foreground, width: u16) -> Sheet {
    let mut sheet = Sheet::new(app.look, width);
    match front {
        Foreground::Package(front) => package::page(app, state, front, &mut sheet),
        Foreground::Shift(_) => {}
        Foreground::Team(front) => team::page(app, front, &mut sheet),
        Foreground::Escalation(front) => {
            if let Some(escalation) = state.escalation(front.id) {
                let selected = Some(front.reading.cursor.at);
                escalation::page(app, state, escalation, selected, &mut sheet);
            }
        }
    }
    sheet
}

/// What the key that goes in does on the handover in front.
pub(super) fn enter_words(app: &App) -> &'static str {
    match &app.front {
        Some(Foreground::Shift(front)) => shift::enter_words(front),
        _ => "open",
    }
}

/// The keys that are worth a place at the foot, most wanted first.
pub(super) fn wanted(app: &App, state: &State) -> Vec<Action> {
    use Action as A;
    let mut wanted = match &app.front {
        Some(Foreground::Escalation(front)) => match state.escalation(front.id) {
            Some(it) if it.is_unanswered() => vec![A::Ok, A::Copy],
            Some(it) if it.is_open() => vec![A::Ok, A::Copy],
            _ => Vec::new(),
        },
        Some(Foreground::Package(front)) => package::wanted(front),
        Some(Foreground::Shift(front)) => shift::wanted(front),
        Some(Foreground::Team(_)) | None => Vec::new(),
    };
    wanted.extend([A::Back, A::ScrollDown]);
    wanted
}
