//! Today: what needs attention, and beside or below it what the selected row is.

mod banner;
mod detail;
mod names;
mod rows;

use crate::app::App;
use crate::app::today_screen::{BELOW_ROWS, PAGE_FROM};
use crate::state::State;
use crate::tui::view::paint::halves;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(in crate::tui::view) use names::line_names;

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
        banner::nothing(app, state, area, buffer);
        return None;
    }
    let (list, page) = halves(area, PAGE_FROM, rows::columns(app));
    if let Some(page) = page {
        let cursor = rows::draw(app, list, buffer);
        if let Some(row) = app.today.row() {
            detail::beside(app, state, row, page, buffer);
        }
        return cursor;
    }
    let below = if super::measure::is_small(app) {
        0
    } else {
        BELOW_ROWS
    };
    let below = below.min(list.height / 2);
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
    let cursor = rows::draw(app, list, buffer);
    if let Some(row) = app.today.row() {
        detail::below(app, state, row, below, buffer);
    }
    cursor
}
