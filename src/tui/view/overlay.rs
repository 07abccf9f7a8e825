//! What stands before a screen.

use super::paint::{
    Piece, clear, frame, highlight, line, output_piece, piece, row_at, selectable, sheet_frame,
};
use super::sheet::Sheet;
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::scroll;
use crate::app::theme::Role;
use crate::app::{Adopting, App, OutputPage, Overlay, Picker, Prompt, Showing};
use crate::state::State;
use crate::text::{lines, shown};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(
    app: &App,
    state: &State,
    overlay: &Overlay,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    match overlay {
        Overlay::Prompt(prompt) => draw_prompt(app, state, prompt, area, buffer),
        Overlay::Picker(picker) => draw_picker(app, picker, area, buffer),
        Overlay::Find(finding) => super::find::draw(app, state, finding, area, buffer),
        Overlay::Palette(palette) => super::find::palette(app, palette, area, buffer),
        Overlay::Accepting(acceptance) => {
            super::accept::draw(app, acceptance, area, buffer);
            None
        }
        Overlay::Adopting(adopting) => {
            adopt(app, adopting, area, buffer);
            None
        }
        Overlay::Confirm(confirm) => super::confirm::draw(app, state, confirm, area, buffer),
        Overlay::Output(page) => {
            output(app, page, area, buffer);
            Some(Position {
                x: area.x,
                y: area.y + 1,
            })
        }
        Overlay::Showing(showing) if showing.is_prose => {
            let body = super::frame::below_head(app, area);
            Some(read(app, showing, body, buffer))
        }
        Overlay::Showing(showing) => {
            show(app, showing, area, buffer);
            Some(Position {
                x: area.x,
                y: area.y + 1,
            })
        }
    }
}

fn draw_prompt(
    app: &App,
    state: &State,
    prompt: &Prompt,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let inner_width = area.width.saturating_sub(2).max(8);
    let mut sheet = Sheet::new(app.look, inner_width);
    if let Some(error) = &prompt.error {
        sheet.words(Role::Bad, error);
    }
    if !prompt.hint.is_empty() {
        sheet.words(Role::Dim, &prompt.hint);
    }
    let told = u16::try_from(sheet.height())
        .unwrap_or(4)
        .min(area.height / 2);
    let (field, cursor) = field_rows(prompt, inner_width);
    let field_height = u16::try_from(field.len()).unwrap_or(1).clamp(1, 8);
    // A frame wants five rows; without one a question would float among other words.
    let area = super::frame::sheet_place(app, area, told + field_height + 2);
    clear(app.look, buffer, area);
    let title = match super::frame::is_rehearsal(app, state) {
        true => format!("REHEARSAL{}{}", app.look.dot(), prompt.title),
        false => prompt.title.clone(),
    };
    let inner = sheet_frame(app.look, buffer, area, &title);
    sheet.draw_top(
        Rect {
            height: told.min(inner.height),
            ..inner
        },
        buffer,
    );
    let top = inner.y + told.min(inner.height);
    let first = cursor.0.saturating_sub(usize::from(field_height) - 1);
    let underlined = app.look.style(Role::Plain);
    let underlined = underlined.add_modifier(ratatui::style::Modifier::UNDERLINED);
    let until = inner.bottom().min(top + field_height);
    for (text, y) in field.iter().skip(first).zip(top..until) {
        let row = row_at(inner, y);
        highlight(buffer, row, underlined);
        line(app.look, buffer, row, &[piece(app.look, Role::Plain, text)]);
    }
    let foot = row_at(inner, inner.bottom().saturating_sub(1));
    if foot.y >= top + field_height {
        line(
            app.look,
            buffer,
            foot,
            &prompt_keys(app, prompt, inner.width),
        );
    }
    let y = top + u16::try_from(cursor.0 - first).unwrap_or(0);
    Some(Position {
        x: inner.x + cursor.1.min(inner.width.saturating_sub(1)),
        y,
    })
}

/// The keys that end a prompt.
fn prompt_keys(app: &App, prompt: &Prompt, width: u16) -> Vec<Piece> {
    let mut keys = vec![
        piece(app.look, Role::Key, "enter"),
        piece(app.look, Role::Dim, " save  "),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Dim, " cancel"),
    ];
    if prompt.purpose.takes_lines() && width >= 43 {
        let another = app.key_in(Context::Field, Action::NewLine);
        keys.push(piece(app.look, Role::Key, &format!("  {another}")));
        keys.push(piece(app.look, Role::Dim, " new line"));
    }
    keys
}

fn lines_word(count: usize) -> &'static str {
    if count == 1 { "line" } else { "lines" }
}

/// The field's lines cut to the width, so that the cursor is in sight, and where it is.
fn field_rows(prompt: &Prompt, width: u16) -> (Vec<String>, (usize, u16)) {
    let width = usize::from(width).max(2) - 1;
    let (row, column) = prompt.field.cursor();
    let mut rows = Vec::new();
    let mut cursor = (0, 0);
    for (index, text) in prompt.field.lines().iter().enumerate() {
        let mut letters: Vec<char> = text.chars().collect();
        if prompt.is_secret {
            letters.fill('•');
        }
        let mut from = 0;
        loop {
            // By columns, so that wide letters do not run out of the place.
            let mut to = from;
            let mut taken = 0;
            while let Some(letter) = letters.get(to) {
                let wide = shown(&letter.to_string()).width();
                if taken + wide > width {
                    break;
                }
                taken += wide;
                to += 1;
            }
            let to = to.max((from + 1).min(letters.len()));
            let piece: String = letters[from..to].iter().collect();
            if index == row && (from..=to).contains(&column) {
                let before: String = letters[from..column].iter().collect();
                let x = u16::try_from(shown(&before).width()).unwrap_or(0);
                cursor = (rows.len(), x);
            }
            rows.push(piece);
            from = to;
            if from >= letters.len() {
                break;
            }
        }
    }
    (rows, cursor)
}

fn draw_picker(app: &App, picker: &Picker, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let rows = u16::try_from(picker.items.len()).unwrap_or(u16::MAX);
    let mut about = Sheet::new(app.look, area.width.saturating_sub(2));
    if let Some(words) = picker.about.get(picker.cursor.at) {
        about.gap();
        about.words(Role::Accent, words);
    }
    // As many rows whatever is selected, so that the list stands still.
    let told = if picker.about.is_empty() { 0 } else { 3 };
    let area = super::frame::sheet_place(app, area, rows.saturating_add(1 + told));
    clear(app.look, buffer, area);
    let mut inner = sheet_frame(app.look, buffer, area, &picker.title);
    let told = told.min(inner.height / 2);
    inner.height -= told;
    about.draw_top(
        Rect {
            y: inner.bottom(),
            height: told,
            ..inner
        },
        buffer,
    );
    let first = super::paint::first_row(picker.cursor.at, picker.items.len(), inner.height);
    let mut cursor = None;
    for ((index, (words, _)), y) in picker
        .items
        .iter()
        .enumerate()
        .skip(first)
        .zip(inner.y..inner.bottom())
    {
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        let label = picker.labels.chars().nth(index).unwrap_or(' ');
        let number = format!("{label} ");
        let pieces = [
            piece(app.look, Role::Key, &number),
            piece(app.look, Role::Plain, words),
        ];
        line(app.look, buffer, row, &pieces);
        selectable(app, buffer, row, index, picker.cursor.at);
        if index == picker.cursor.at {
            cursor = Some(Position { x: row.x, y });
        }
    }
    cursor
}

/// What is different in the newer revision, before it is taken over.
fn adopt(app: &App, adopting: &Adopting, area: Rect, buffer: &mut Buffer) {
    let mut sheet = Sheet::new(app.look, area.width.saturating_sub(2));
    for change in &adopting.changes {
        sheet.indented("- ", Role::Plain, change);
    }
    sheet.gap();
    sheet.words(
        Role::Dim,
        "What was answered stays answered. What was said of steps that are gone stays on record.",
    );
    sheet.gap();
    sheet.row(vec![
        piece(app.look, Role::Key, "enter"),
        piece(app.look, Role::Plain, " switches to the new version  "),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Plain, " keeps the version it has"),
    ]);
    let height = u16::try_from(sheet.height())
        .unwrap_or(u16::MAX)
        .saturating_add(1);
    let area = super::frame::sheet_place(app, area, height);
    clear(app.look, buffer, area);
    let inner = sheet_frame(app.look, buffer, area, "The runbook has changed");
    sheet.draw(&adopting.scroll, scroll::DOWN, inner, buffer);
}

/// Sentences to be read, in the place of a screen: its head stays, so that it is seen where one is.
fn read(app: &App, showing: &Showing, area: Rect, buffer: &mut Buffer) -> Position {
    clear(app.look, buffer, area);
    let inner = frame(app.look, buffer, area, &showing.title);
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    let mut sheet = Sheet::new(app.look, body.width);
    sheet.gap();
    sheet.words(Role::Plain, &showing.text);
    let is_longer = sheet.height() > usize::from(body.height);
    sheet.draw(&showing.scroll, scroll::DOWN, body, buffer);
    let mut keys = vec![("enter", " go on  "), ("esc", " back  ")];
    if is_longer {
        keys.push((scroll::DOWN, " scroll"));
    }
    let pieces = keys.into_iter().flat_map(|(key, words)| {
        [
            piece(app.look, Role::Key, key),
            piece(app.look, Role::Plain, words),
        ]
    });
    let pieces: Vec<_> = pieces.collect();
    let foot = row_at(inner, area.bottom().saturating_sub(1));
    line(app.look, buffer, foot, &pieces);
    Position {
        x: body.x,
        y: body.y,
    }
}

/// A text by itself: unboxed and from the first column, so that it can be taken with the
/// terminal's own means.
fn show(app: &App, showing: &Showing, area: Rect, buffer: &mut Buffer) {
    clear(app.look, buffer, area);
    let head = [
        piece(app.look, Role::Dim, &showing.title),
        piece(app.look, Role::Dim, "   "),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Dim, " back"),
    ];
    line(app.look, buffer, Rect { height: 1, ..area }, &head);
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let width = usize::from(body.width);
    let rows = lines(&showing.text);
    let rows = rows.flat_map(|text| super::paint::columns(text.as_str(), width));
    let rows: Vec<_> = rows.collect();
    let first = showing.scroll.first(rows.len(), usize::from(body.height));
    for (text, y) in rows.iter().skip(first).zip(body.y..body.bottom()) {
        buffer.set_string(body.x, y, text, app.look.style(Role::Plain));
    }
}

/// The output of a command, with its colours.
fn output(app: &App, page: &OutputPage, area: Rect, buffer: &mut Buffer) {
    clear(app.look, buffer, area);
    let count = page.lines.len();
    let head = [
        piece(
            app.look,
            Role::Dim,
            &format!("{}  {count} {}   ", page.title, lines_word(count)),
        ),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Dim, " back"),
    ];
    line(app.look, buffer, Rect { height: 1, ..area }, &head);
    let body = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let from = page.scroll.first(count, usize::from(body.height));
    for (text, y) in page.lines.iter().skip(from).zip(body.y..body.bottom()) {
        let pieces = text.pieces.iter();
        let pieces: Vec<_> = pieces.map(|piece| output_piece(app.look, piece)).collect();
        line(
            app.look,
            buffer,
            Rect {
                y,
                height: 1,
                ..body
            },
            &pieces,
        );
    }
}
