//! What a screen shows, as text that a test can hold: its rows, then the styles in them.
//!
//! Symbols alone would let a style change unseen, so every run of cells that is not plain
//! has its place and its style beneath the rows.

use crate::app::{App, Message, update};
use crate::state::State;
use crate::tui::view::draw;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// The screen at a size: rows, then for each row its runs as `from-to style`, and where the
/// cursor is.
pub(in crate::tui) fn snapshot(app: &mut App, state: &State, width: u16, height: u16) -> String {
    let now = app.now;
    update(app, state, now, Message::Resize(width, height));
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let cursor = draw(app, state, area, &mut buffer);
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(width)) {
        let symbols: String = row.iter().map(Cell::symbol).collect();
        let _ = writeln!(text, "{}", symbols.trim_end());
    }
    for (y, row) in buffer.content.chunks(usize::from(width)).enumerate() {
        let runs = runs(row);
        if !runs.is_empty() {
            let _ = writeln!(text, "{y:>2}: {}", runs.join(", "));
        }
    }
    if let Some(cursor) = cursor {
        let _ = writeln!(text, "cursor {},{}", cursor.x, cursor.y);
    }
    text
}

fn runs(row: &[Cell]) -> Vec<String> {
    let mut runs = Vec::new();
    let mut from = 0;
    for to in 1..=row.len() {
        let words = style_words(&row[from]);
        if row.get(to).is_some_and(|cell| style_words(cell) == words) {
            continue;
        }
        if !words.is_empty() {
            runs.push(format!("{from}-{} {words}", to - 1));
        }
        from = to;
    }
    runs
}

fn style_words(cell: &Cell) -> String {
    let mut words = Vec::new();
    for (colour, sign) in [(cell.fg, ""), (cell.bg, "on-")] {
        if colour != Color::Reset {
            words.push(format!("{sign}{colour}").to_lowercase());
        }
    }
    for (name, _) in (cell.modifier & Modifier::all()).iter_names() {
        words.push(name.to_lowercase());
    }
    words.join("+")
}
