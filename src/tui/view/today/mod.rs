//! Today: what wants someone, and beside it what the selected row is.

mod banner;
mod detail;
mod names;

use crate::app::App;
use crate::app::action::Action;
use crate::app::{look::Look, theme::Role};
use crate::present::{Group, Row};
use crate::state::State;
use crate::tui::view::measure::HALVES_OF_LINES;
use crate::tui::view::paint::{self, Piece, frame, halves, highlight, line, piece, split_line};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(in crate::tui::view) use names::line_names;
use names::{fitted, has_twin, runbook_name};

pub(in crate::tui::view) fn draw(
    app: &App,
    state: &State,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if let Some(percent) = app.filling {
        banner::filling(app, percent, area, buffer);
        return None;
    }
    if app.today.rows.is_empty() && app.today.only.is_none() {
        banner::nothing(app, area, buffer);
        return None;
    }
    let area = banner::warnings(app, area, buffer);
    let (list, page) = halves(area, HALVES_OF_LINES, LIST_COLUMNS);
    let Some(row) = app.today.rows.get(app.today.cursor.at) else {
        return rows(app, list, buffer);
    };
    let Some(page) = page else {
        let below = if super::measure::is_small(area) {
            0
        } else {
            BELOW_ROWS
        };
        let (list, below) = (
            Rect {
                height: list.height - below,
                ..list
            },
            Rect {
                y: list.bottom() - below,
                height: below,
                ..list
            },
        );
        let cursor = rows(app, list, buffer);
        detail::below(app, state, row, below, buffer);
        return cursor;
    };
    let cursor = rows(app, list, buffer);
    detail::beside(app, state, row, page, buffer);
    cursor
}

/// The columns that a row of Today asks for.
const LIST_COLUMNS: u16 = 60;

/// Where nothing stands beside the list, so many rows below it tell of the selected row.
const BELOW_ROWS: u16 = 3;

enum Item<'a> {
    Heading(Group, usize),
    Row(usize, &'a Row),
}

fn rows(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mut items = Vec::new();
    let mut group = None;
    for (index, row) in app.today.rows.iter().enumerate() {
        if group != Some(row.group) {
            group = Some(row.group);
            let count = app
                .today
                .rows
                .iter()
                .filter(|other| other.group == row.group)
                .count();
            items.push(Item::Heading(row.group, count));
        }
        items.push(Item::Row(index, row));
    }
    let title = match &app.today.only {
        Some(only) => format!(
            "Today: {} alone ({} shows all)",
            runbook_name(app, only),
            app.key(Action::OnlyThis)
        ),
        None => "Today".to_owned(),
    };
    let inner = frame(app.look, buffer, area, &title);
    let selected = items
        .iter()
        .position(|item| matches!(item, Item::Row(index, _) if *index == app.today.cursor.at));
    let first = paint::first_row(selected.unwrap_or(0), items.len(), inner.height);
    let mut cursor = None;
    for (item, y) in items.iter().skip(first).zip(inner.y..inner.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        match item {
            Item::Heading(group, count) => heading(app.look, *group, *count, area, buffer),
            Item::Row(index, row) => {
                let is_selected = *index == app.today.cursor.at;
                let (left, right) = words(app, row, is_selected, area.width);
                split_line(app.look, buffer, area, &left, &right);
                if is_selected {
                    highlight(buffer, area, app.look.selected());
                    cursor = Some(Position { x: area.x, y });
                }
            }
        }
    }
    cursor
}

fn heading(look: Look, group: Group, count: usize, area: Rect, buffer: &mut Buffer) {
    let pieces = [
        piece(look, Role::Heading, group.words()),
        piece(look, Role::Dim, &format!(" {count}")),
    ];
    line(look, buffer, area, &pieces);
}

/// A row's words: sign, what, where; and at the right how it stands.
fn words(app: &App, row: &Row, selected: bool, columns: u16) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let role = look.tone(row.tone);
    let pointer = if selected { look.pointer() } else { " " };
    let mut left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, row.sign.text(look.ascii)),
        piece(look, Role::Plain, " "),
    ];
    let mut tail = Vec::new();
    if row.rehearsal {
        tail.push(piece(look, Role::Rehearsal, " rehearsal "));
    }
    let right = vec![piece(look, role, &row.status)];
    let taken = paint::width(&left) + paint::width(&tail) + paint::width(&right) + 1;
    let room = usize::from(columns).saturating_sub(taken);
    left.extend(fitted(row, look, has_twin(app, row), room));
    left.extend(tail);
    (left, right)
}
