//! Find and the palette: a field, and beneath it what was found, the matching letters
//! marked.

use super::frame::sheet_place;
use super::paint::{
    self, Piece, clear, clipped, line, piece, selectable, sheet_frame, split_line, width,
};
use super::sheet::Sheet;
use crate::app::find::Finding;
use crate::app::findable::{Item, Kind, standing};
use crate::app::palette::Palette;
use crate::app::synonyms::also;
use crate::app::{App, Field};
use crate::app::{look::Look, theme::Role};
use crate::state::State;
use crate::text::{Shown, shown};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows that find takes at most: more are not read, only scrolled past.
const TALLEST: u16 = 28;
/// Columns of the word for a kind, or of a severity.
const TAG: usize = 11;

pub(super) fn draw(
    app: &App,
    state: &State,
    finding: &Finding,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let title = match finding.exceptions {
        true => "Which alert?",
        false => "Find",
    };
    let keys: &[(&str, &str)] = match finding.exceptions {
        true => &[("enter", "start or continue"), ("tab", "its page")],
        false => &[("enter", "go there"), ("up down", "move")],
    };
    let (list, cursor) = search(app, &finding.field, title, keys, area, buffer);
    let typed = !finding.field.text().trim().is_empty();
    if finding.hits.is_empty() {
        let mut sheet = Sheet::new(app.look, list.width);
        sheet.words(Role::Dim, &nothing(finding, typed));
        sheet.draw_top(list, buffer);
        return Some(cursor);
    }
    // An exception has a second line: what leads to it.
    let height = if finding.exceptions && list.height >= 6 {
        2
    } else {
        1
    };
    let shown_rows = list.height / height;
    let first = paint::first_row(finding.cursor.at, finding.hits.len(), shown_rows);
    let visible = finding.hits.iter().enumerate().skip(first);
    for ((index, hit), row) in visible.zip(0..shown_rows) {
        let Some(item) = finding.item(hit) else {
            continue;
        };
        let at = Rect {
            y: list.y + row * height,
            height: 1,
            ..list
        };
        let selected = index == finding.cursor.at;
        let parts = parts(app.look, item, &hit.positions);
        draw_hit(app.look, item, &parts, selected, height == 2, at, buffer);
        if height == 2 {
            let [_, means, _] = &parts;
            second_line(app, state, item, means, at, buffer);
        }
        selectable(app, buffer, at, index, finding.cursor.at);
    }
    Some(cursor)
}

/// The three lines of an item's text with their matches marked.
fn parts(look: Look, item: &Item, positions: &[usize]) -> [Vec<Piece>; 3] {
    let mut start = 0;
    let mut lines = item.text.split('\n');
    [Role::Plain, Role::Dim, Role::Dim].map(|role| {
        let text = lines.next().unwrap_or_default();
        let pieces = marked(look, role, text, start, positions);
        start += text.chars().count() + 1;
        pieces
    })
}

fn draw_hit(
    look: Look,
    item: &Item,
    [name, more, place]: &[Vec<Piece>; 3],
    selected: bool,
    has_two_lines: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let pointer = if selected { look.pointer() } else { " " };
    let tag = match (has_two_lines, area.width < 50) {
        (true, _) => format!("{:<5}", item.severity.as_deref().unwrap_or_default()),
        (false, true) => String::new(),
        (false, false) => format!("{:<TAG$}", item.kind.words()),
    };
    let role = if has_two_lines { Role::Warn } else { Role::Dim };
    let mut left = vec![piece(look, Role::Plain, pointer), piece(look, role, &tag)];
    left.extend(name.iter().cloned());
    if !has_two_lines && !more.is_empty() && item.kind != Kind::Runbook {
        left.push(piece(look, Role::Plain, "  "));
        left.extend(more.iter().cloned());
    }
    // Where it is gives way to what it is.
    let room = usize::from(area.width);
    let right = match width(place) {
        taken if taken <= room * 2 / 5 && room >= 36 => place.clone(),
        _ if room >= 60 => clipped(look, place, room * 2 / 5),
        _ => Vec::new(),
    };
    split_line(look, buffer, area, &left, &right);
}

/// What an alert means, and what stands about it now.
fn second_line(
    app: &App,
    state: &State,
    item: &Item,
    means: &[Piece],
    area: Rect,
    buffer: &mut Buffer,
) {
    let below = Rect {
        x: area.x + 6,
        y: area.y + 1,
        width: area.width.saturating_sub(6),
        height: 1,
    };
    let now = standing(app, state, item);
    let now = now.map(|words| piece(app.look, Role::Warn, &words));
    let now: Vec<_> = now.into_iter().collect();
    split_line(app.look, buffer, below, means, &now);
}

/// A text whose matching letters are marked; `start` is the place of its first letter among
/// what was searched.
fn marked(look: Look, role: Role, text: &str, start: usize, positions: &[usize]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut run = String::new();
    let mut was = false;
    let mut flush = |run: &mut String, matched: bool| {
        let role = if matched { Role::Match } else { role };
        if !run.is_empty() {
            pieces.push(piece(look, role, run));
            run.clear();
        }
    };
    for (at, letter) in text.chars().enumerate() {
        let is = positions.binary_search(&(start + at)).is_ok();
        if is != was {
            flush(&mut run, was);
            was = is;
        }
        run.push(letter);
    }
    flush(&mut run, was);
    pieces
}

/// Why there is nothing, and what to do.
fn nothing(finding: &Finding, typed: bool) -> String {
    let text = match (finding.has_library, typed, finding.exceptions) {
        (false, ..) => "The runbooks are being read.",
        (true, true, _) => "Nothing is found by these words. Fewer letters find more.",
        (true, false, true) => "No runbook has an exception: a procedure with alerts or symptoms.",
        (true, false, false) if finding.known() == 0 => {
            "There are no runbooks yet. `rounds init` makes a first one."
        }
        (true, false, false) => {
            "Type words, in any order: runbooks, procedures, steps, alerts and contacts are found."
        }
    };
    text.to_owned()
}

pub(super) fn palette(
    app: &App,
    palette: &Palette,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let of = format!("  {} of {}", palette.hits.len(), palette.known());
    let title = match palette.is_help {
        true => format!("Keys: {}{of}", app.place().words()),
        false => format!("All actions{of}"),
    };
    let (list, cursor) = search(
        app,
        &palette.field,
        &title,
        &[("enter", "do it"), ("up down", "move")],
        area,
        buffer,
    );
    if palette.hits.is_empty() {
        let mut sheet = Sheet::new(app.look, list.width);
        sheet.words(Role::Dim, "No action has these words.");
        sheet.draw_top(list, buffer);
    }
    let first = paint::first_row(palette.cursor.at, palette.hits.len(), list.height);
    let visible = palette.hits.iter().enumerate().skip(first);
    for ((index, (binding, positions)), y) in visible.zip(list.y..list.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..list
        };
        let selected = index == palette.cursor.at;
        let pointer = if selected { app.look.pointer() } else { " " };
        let key = binding.keys.first().map(|key| key.words());
        let mut pieces = vec![
            piece(app.look, Role::Plain, pointer),
            piece(
                app.look,
                Role::Key,
                &format!("{:<8}", key.unwrap_or_default()),
            ),
        ];
        pieces.extend(marked(app.look, Role::Plain, binding.words, 0, positions));
        let others = piece(app.look, Role::Dim, also(binding.action));
        // What an action is also called is only there to be found by.
        paint::fit_line_with(app.look, buffer, row, &pieces, (&[others], 0));
        selectable(app, buffer, row, index, palette.cursor.at);
    }
    Some(cursor)
}

/// The frame and its field; gives the place for what was found, and where the cursor is.
fn search(
    app: &App,
    field: &Field,
    title: &str,
    keys: &[(&str, &str)],
    area: Rect,
    buffer: &mut Buffer,
) -> (Rect, Position) {
    let height = match area.height {
        0..20 => area.height,
        rows => (rows * 4 / 5).min(TALLEST),
    };
    let area = sheet_place(app, area, height);
    clear(app.look, buffer, area);
    let inner = sheet_frame(app.look, buffer, area, title);
    let row = Rect { height: 1, ..inner };
    let (text, column) = in_sight(field, usize::from(inner.width.saturating_sub(3)));
    let pieces = [
        piece(app.look, Role::Key, "> "),
        (text, app.look.style(Role::Title)),
    ];
    line(app.look, buffer, row, &pieces);
    let cursor = Position {
        x: inner.x + 2 + u16::try_from(column).unwrap_or(0),
        y: inner.y,
    };
    let has_foot = inner.height >= 8;
    if has_foot {
        let foot = Rect {
            y: inner.bottom() - 1,
            height: 1,
            ..inner
        };
        let shown = if foot.width >= 44 { keys.len() } else { 1 };
        let mut pieces = Vec::new();
        for (key, words) in keys[..shown.min(keys.len())]
            .iter()
            .chain(&[("esc", "cancel")])
        {
            pieces.push(piece(app.look, Role::Key, key));
            pieces.push(piece(app.look, Role::Dim, &format!(" {words}  ")));
        }
        line(app.look, buffer, foot, &pieces);
    }
    let gap = u16::from(inner.height >= 12);
    let top = inner.y + 1 + gap;
    let bottom = inner.bottom() - u16::from(has_foot) - if has_foot { gap } else { 0 };
    let list = Rect {
        y: top,
        height: bottom.saturating_sub(top),
        ..inner
    };
    (list, cursor)
}

/// The part of a field's line that has room, with the cursor in it, and the cursor's column.
fn in_sight(field: &Field, columns: usize) -> (Shown<'static>, usize) {
    let (_, at) = field.cursor();
    let letters: Vec<char> = field.text().chars().collect();
    let at = at.min(letters.len());
    let text = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let mut from = 0;
    while from < at && shown(&text(from, at)).width() > columns {
        from += 1;
    }
    let column = shown(&text(from, at)).width();
    (shown(&text(from, letters.len())).into_owned(), column)
}
