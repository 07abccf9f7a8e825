//! Putting safe text into a buffer, and the frames around it.

use crate::app::App;
use crate::app::action::Action;
use crate::app::spots::{Cells, Spot};
use crate::app::{look::Look, theme::Role};
use crate::exec::Colour;
use crate::text::{Ellipsis, Shown, shown};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::Widget;

/// A piece of a line.
pub type Piece = (Shown<'static>, Style);

/// A piece of words of our own or of others'.
pub fn piece(look: Look, role: Role, text: &str) -> Piece {
    (shown(text).into_owned(), look.style_of(role, text))
}

/// The key of an action in force here, with a gap before the words of what it does.
pub fn key(app: &App, action: Action) -> Piece {
    piece(app.look, Role::Key, &format!("{} ", app.key(action)))
}

/// A piece of a command's output, in the terminal's own colours.
pub fn output_piece(look: Look, piece: &crate::exec::Piece) -> Piece {
    let given = piece.style;
    let modifiers = [
        (given.is_bold, Modifier::BOLD),
        (given.is_dim, Modifier::DIM),
        (given.is_italic, Modifier::ITALIC),
        (given.is_underlined, Modifier::UNDERLINED),
        (given.is_reversed, Modifier::REVERSED),
        (given.is_struck, Modifier::CROSSED_OUT),
    ];
    let set = modifiers.into_iter().filter(|(is_set, _)| *is_set);
    let mut style = set.fold(Style::new(), |style, (_, modifier)| {
        style.add_modifier(modifier)
    });
    if look.colour {
        style.fg = given.foreground.map(colour);
        style.bg = given.background.map(colour);
    }
    (piece.text.clone(), style)
}

fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Black => Color::Black,
        Colour::Red => Color::Red,
        Colour::Green => Color::Green,
        Colour::Yellow => Color::Yellow,
        Colour::Blue => Color::Blue,
        Colour::Magenta => Color::Magenta,
        Colour::Cyan => Color::Cyan,
        Colour::White => Color::Gray,
        Colour::BrightBlack => Color::DarkGray,
        Colour::BrightRed => Color::LightRed,
        Colour::BrightGreen => Color::LightGreen,
        Colour::BrightYellow => Color::LightYellow,
        Colour::BrightBlue => Color::LightBlue,
        Colour::BrightMagenta => Color::LightMagenta,
        Colour::BrightCyan => Color::LightCyan,
        Colour::BrightWhite => Color::White,
    }
}

/// How text that does not fit is cut.
pub fn ellipsis(look: Look) -> Ellipsis {
    if look.ascii {
        Ellipsis::Ascii
    } else {
        Ellipsis::Unicode
    }
}

/// One row of an area.
pub fn row_at(area: Rect, y: u16) -> Rect {
    Rect {
        y,
        height: 1,
        ..area
    }
}

/// Writes pieces one after the other into one row; what does not fit is cut with a mark.
/// Gives the columns that were taken.
pub fn line(look: Look, buffer: &mut Buffer, area: Rect, pieces: &[Piece]) -> u16 {
    let mut x = 0;
    for (text, style) in pieces {
        let room = area.width.saturating_sub(x);
        if room == 0 || area.height == 0 {
            break;
        }
        let clipped = text.clip_with(usize::from(room), ellipsis(look));
        buffer.set_stringn(
            area.x + x,
            area.y,
            clipped.as_str(),
            usize::from(room),
            *style,
        );
        x += u16::try_from(clipped.width()).unwrap_or(room).min(room);
    }
    x
}

/// Writes a row whose last pieces stand at the right edge; the left ones give way.
pub fn split_line(look: Look, buffer: &mut Buffer, area: Rect, left: &[Piece], right: &[Piece]) {
    let width: usize = right.iter().map(|(text, _)| text.width()).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let gap = u16::from(width > 0);
    let left_area = Rect {
        width: area.width.saturating_sub(width + gap),
        ..area
    };
    line(look, buffer, left_area, left);
    line(
        look,
        buffer,
        Rect {
            x: area.right() - width,
            width,
            ..area
        },
        right,
    );
}

/// Writes a row whose left pieces come first: the right ones take what they leave, or a
/// quarter, and are left out where that says nothing.
pub fn fit_line(look: Look, buffer: &mut Buffer, area: Rect, left: &[Piece], right: &[Piece]) {
    fit_line_with(
        look,
        buffer,
        area,
        left,
        (right, usize::from(area.width) / 4),
    );
}

/// As [`fit_line`], where the right pieces take so many columns at least.
pub fn fit_line_with(
    look: Look,
    buffer: &mut Buffer,
    area: Rect,
    left: &[Piece],
    (right, least): (&[Piece], usize),
) {
    const LEAST: usize = 6;
    let taken = width(left) + 2;
    let room = usize::from(area.width).saturating_sub(taken).max(least);
    let right = match room < LEAST.min(width(right)) {
        true => Vec::new(),
        false => clipped(look, right, room),
    };
    split_line(look, buffer, area, left, &right);
}

/// The columns that pieces take.
pub fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|(text, _)| text.width()).sum()
}

/// Pieces cut to so many columns, with a mark.
pub fn clipped(look: Look, pieces: &[Piece], columns: usize) -> Vec<Piece> {
    let mut left = columns;
    let mut kept = Vec::new();
    for (text, style) in pieces {
        if left == 0 {
            break;
        }
        let text = text.clip_with(left, ellipsis(look)).into_owned();
        left -= text.width().min(left);
        kept.push((text, *style));
    }
    kept
}

/// The area within a pane, as [`frame`] gives it.
pub fn inner(area: Rect) -> Rect {
    let left = 1 + u16::from(area.x > 0);
    Rect {
        x: area.x + left.min(area.width),
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(left + 1),
        height: area.height.saturating_sub(1),
    }
}

/// A pane: its title in the first row, and a line at its left where another pane stands there.
/// Gives the area within.
pub fn frame(look: Look, buffer: &mut Buffer, area: Rect, title: &str) -> Rect {
    if area.x > buffer.area.x {
        separator(look, buffer, area);
    }
    let inner = inner(area);
    let row = Rect {
        y: area.y,
        height: area.height.min(1),
        ..inner
    };
    line(look, buffer, row, &[piece(look, Role::Title, title)]);
    inner
}

/// A pane like [`frame`], with words at the right edge of its title, which give way to nothing.
pub fn titled(look: Look, buffer: &mut Buffer, area: Rect, title: &str, right: &[Piece]) -> Rect {
    let inner = frame(look, buffer, area, "");
    let row = Rect {
        y: area.y,
        height: area.height.min(1),
        ..inner
    };
    split_line(look, buffer, row, &[piece(look, Role::Title, title)], right);
    inner
}

/// The line between two panes, in the first column of the right one.
fn separator(look: Look, buffer: &mut Buffer, area: Rect) {
    let sign = look.sign("│", "|");
    for y in area.y..area.bottom() {
        buffer.set_stringn(area.x, y, sign, 1, look.style(Role::Line));
    }
}

/// A list and the page beside it, where the area has `least` columns. The list is as wide as its
/// longest row, from 24 columns to 56 % of the area; the page takes the rest.
pub fn halves(area: Rect, least: u16, list: u16) -> (Rect, Option<Rect>) {
    const LIST_LEAST: u16 = 24;
    if area.width < least.max(2 * LIST_LEAST) {
        return (area, None);
    }
    // A column before the words, and one behind them.
    let left = list.saturating_add(2);
    let left = left.clamp(LIST_LEAST, area.width * 14 / 25);
    let right = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    let list = Rect {
        width: left,
        ..area
    };
    (list, Some(right))
}

/// The columns that a list of rows wants, each of its words at the left and at the right edge.
pub fn longest<'a>(rows: impl Iterator<Item = (&'a [Piece], &'a [Piece])>) -> u16 {
    const BETWEEN: usize = 2;
    let columns = rows.map(|(left, right)| match right.is_empty() {
        true => width(left),
        false => width(left) + BETWEEN + width(right),
    });
    u16::try_from(columns.max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// A sheet over the screen: a line with its title above it, the full width below.
/// Gives the area within.
pub fn sheet_frame(look: Look, buffer: &mut Buffer, area: Rect, title: &str) -> Rect {
    let rule = look.sign("━", "=");
    let title = shown(title).into_owned();
    let title = title.clip_with(usize::from(area.width.saturating_sub(4)), ellipsis(look));
    let rest = usize::from(area.width).saturating_sub(title.width() + 3);
    let row = Rect {
        height: area.height.min(1),
        ..area
    };
    let pieces = [
        piece(look, Role::Accent, &format!("{rule} ")),
        (title.into_owned(), look.style(Role::Title)),
        piece(look, Role::Accent, &format!(" {}", rule.repeat(rest))),
    ];
    line(look, buffer, row, &pieces);
    Rect {
        x: area.x + 1,
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    }
}

/// Empties an area, for what stands before something else.
pub fn clear(look: Look, buffer: &mut Buffer, area: Rect) {
    ratatui::widgets::Clear.render(area, buffer);
    fill(look, buffer, area);
}

/// Gives an area what the theme has behind the words.
pub fn fill(look: Look, buffer: &mut Buffer, area: Rect) {
    buffer.set_style(area, look.style(Role::Plain));
}

/// Gives a whole row a style on top of what is in it. A row that is turned over is turned
/// over as one: colours and dim words would make it a patchwork that is hard to read.
pub fn highlight(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = Rect {
        height: area.height.min(1),
        ..area
    };
    if style.add_modifier.contains(Modifier::REVERSED) {
        let even = Style::new()
            .fg(Color::Reset)
            .bg(Color::Reset)
            .remove_modifier(Modifier::DIM);
        buffer.set_style(area, even);
    }
    buffer.set_style(area, style);
}

/// Something stands there that the mouse can mean.
pub fn spot(app: &App, area: Rect, spot: Spot) {
    let Rect {
        x,
        y,
        width,
        height,
    } = area;
    let cells = Cells {
        x,
        y,
        width,
        height,
    };
    app.spots.add(cells, spot);
}

/// A row that can be selected, by its place and that of the selected one, which is turned over.
pub fn selectable(app: &App, buffer: &mut Buffer, area: Rect, row: usize, selected: usize) {
    let steps = isize::try_from(row).unwrap_or(isize::MAX);
    let steps = steps.saturating_sub_unsigned(selected);
    spot(app, area, Spot::Row(steps));
    if row == selected {
        highlight(buffer, area, app.look.selected());
    }
}

/// The first row to show so that the selected one is in sight, and near the middle where the
/// list is longer than its place.
pub fn first_row(selected: usize, rows: usize, height: u16) -> usize {
    let height = usize::from(height);
    if rows <= height {
        return 0;
    }
    selected.saturating_sub(height / 2).min(rows - height)
}

/// A safe line cut where the terminal would cut it, not at words.
pub(super) fn columns(text: &str, width: usize) -> Vec<String> {
    use unicode_segmentation::UnicodeSegmentation as _;
    use unicode_width::UnicodeWidthStr as _;
    let mut rows = vec![String::new()];
    let mut taken = 0;
    for cluster in text.graphemes(true) {
        if taken + cluster.width() > width.max(2) {
            rows.push(String::new());
            taken = 0;
        }
        taken += cluster.width();
        if let Some(row) = rows.last_mut() {
            row.push_str(cluster);
        }
    }
    rows
}
