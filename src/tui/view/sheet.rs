//! Words laid out in lines: what stands on the right of a screen, or fills a page.

use super::paint::{Piece, key, line, piece};
use crate::app::App;
use crate::app::action::Action;
use crate::app::scroll::Scroll;
use crate::app::{look::Look, theme::Role};
use crate::text::markdown::{self, Role as MarkRole, Style as MarkStyle};
use crate::text::{Shown, lines, shown, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: u16 = 100;

/// Lines of pieces, wrapped to a width.
#[derive(Clone, Debug)]
pub struct Sheet {
    look: Look,
    width: usize,
    rows: Vec<Vec<Piece>>,
    marked: Option<usize>,
}

impl Sheet {
    /// An empty sheet of so many columns.
    pub fn new(look: Look, width: u16) -> Self {
        Self {
            look,
            width: usize::from(width.clamp(8, WIDEST)),
            rows: Vec::new(),
            marked: None,
        }
    }

    /// The next line is the selected one: the cursor stands there, for whoever has it read out.
    pub fn select(&mut self) {
        self.marked = Some(self.rows.len());
    }

    /// Where the marked line was drawn; the first one where none is, or it is out of sight.
    pub fn cursor(&self, scroll: &Scroll, area: Rect) -> Position {
        let height = usize::from(area.height);
        let first = scroll.first(self.rows.len(), height);
        let row = self.marked.and_then(|row| row.checked_sub(first));
        let row = row.filter(|row| *row < height).unwrap_or(0);
        Position {
            x: area.x,
            y: area.y + u16::try_from(row).unwrap_or(0),
        }
    }

    /// How many lines it has.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// An empty sheet to be set in by so many columns, for [`Sheet::append`]. Where nothing
    /// would be left it is not set in.
    pub fn beneath(&self, columns: usize) -> Self {
        let narrow = self.width < columns + 20;
        Self {
            look: self.look,
            width: if narrow {
                self.width
            } else {
                self.width - columns
            },
            rows: Vec::new(),
            marked: None,
        }
    }

    /// Adds the lines of another sheet, set in by what it is narrower.
    pub fn append(&mut self, other: Self) {
        let indent = self.width.saturating_sub(other.width);
        for mut row in other.rows {
            if indent > 0 && !row.is_empty() {
                row.insert(0, (spaces(indent), Style::new()));
            }
            self.rows.push(row);
        }
    }

    /// An empty line, but never two.
    pub fn gap(&mut self) {
        if self.rows.last().is_some_and(|row| !row.is_empty()) {
            self.rows.push(Vec::new());
        }
    }

    /// One line as it is.
    pub fn row(&mut self, pieces: Vec<Piece>) {
        self.rows.push(pieces);
    }

    /// Words in one style, wrapped; line breaks stay.
    pub fn words(&mut self, role: Role, text: &str) {
        self.indented("", role, text);
    }

    /// Words behind a sign; later lines stand under the first.
    pub fn indented(&mut self, sign: &str, role: Role, text: &str) {
        let sign = shown(sign).into_owned();
        let indent = sign.width();
        let style = self.look.style(role);
        let mut head = Some((sign.clone(), self.look.style_of(role, sign.as_str())));
        for line in lines(text) {
            for wrapped in wrap(&line, self.width.saturating_sub(indent).max(4)) {
                let before = head.take().unwrap_or_else(|| (spaces(indent), style));
                self.rows.push(vec![before, (wrapped.into_owned(), style)]);
            }
        }
    }

    /// A label and what it is, the words wrapped beside the label.
    pub fn labelled(&mut self, label: &str, role: Role, text: &str) {
        let label = shown(label).into_owned();
        let indent = label.width() + 1;
        let style = self.look.style(role);
        let mut first = true;
        for line in lines(text) {
            for wrapped in wrap(&line, self.width.saturating_sub(indent).max(4)) {
                let before = match std::mem::take(&mut first) {
                    true => (label.clone(), self.look.style(Role::Dim)),
                    false => (spaces(indent - 1), style),
                };
                self.rows.push(vec![
                    before,
                    (spaces(1), style),
                    (wrapped.into_owned(), style),
                ]);
            }
        }
    }

    /// Words behind pieces of their own; later lines stand under the first.
    pub fn hung(&mut self, head: Vec<Piece>, role: Role, text: &str) {
        let indent = head.iter().map(|(text, _)| text.width()).sum();
        let style = self.look.style(role);
        let mut head = Some(head);
        for line in lines(text) {
            for wrapped in wrap(&line, self.width.saturating_sub(indent).max(4)) {
                let under = || vec![(spaces(indent), Style::new())];
                let mut row = head.take().unwrap_or_else(under);
                row.push((wrapped.into_owned(), style));
                self.rows.push(row);
            }
        }
    }

    /// A heading with a gap before it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.words(Role::Heading, text);
    }

    /// Markdown, laid out.
    pub fn markdown(&mut self, text: &str) {
        for row in markdown::layout(&markdown::parse(text), self.width) {
            let pieces = row
                .0
                .into_iter()
                .map(|(text, style)| (text, self.mark(style)));
            self.rows.push(pieces.collect());
        }
    }

    fn mark(&self, mark: MarkStyle) -> Style {
        let mut style = match mark.role {
            MarkRole::Heading(_) | MarkRole::TableHead => self.look.style(Role::Title),
            MarkRole::CodeBlock => self.look.style(Role::Accent),
            MarkRole::QuoteBar | MarkRole::Rule => self.look.style(Role::Dim),
            _ => Style::new(),
        };
        if mark.code || mark.link {
            style = self.look.style(Role::Accent);
        }
        if mark.strong {
            style = style.add_modifier(Modifier::BOLD);
        }
        if mark.emphasis {
            style = style.add_modifier(Modifier::ITALIC);
        }
        if mark.strikethrough {
            style = style.add_modifier(Modifier::CROSSED_OUT);
        }
        style
    }

    /// Draws the first lines that have room.
    pub fn draw_top(&self, area: Rect, buffer: &mut Buffer) {
        self.draw_rows(0, None, area, buffer);
    }

    /// Draws the lines, scrolled, and holds the place within them; where something is left
    /// below, a sign says so, with the key that goes there.
    pub fn draw(&self, scroll: &Scroll, down: &str, area: Rect, buffer: &mut Buffer) {
        let first = scroll.first(self.rows.len(), usize::from(area.height));
        self.draw_rows(first, Some(down), area, buffer);
    }

    fn draw_rows(&self, first: usize, down: Option<&str>, area: Rect, buffer: &mut Buffer) {
        let height = usize::from(area.height);
        let most = self.rows.len().saturating_sub(height);
        for (row, y) in self.rows.iter().skip(first).take(height).zip(area.y..) {
            line(
                self.look,
                buffer,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                row,
            );
        }
        if first < most && area.height > 0 {
            let down = down.map(|key| format!("{key} ")).unwrap_or_default();
            let text = format!(" {down}{}more ", self.look.sign("↓ ", ""));
            let more = (shown(&text).into_owned(), self.look.style(Role::Key));
            let width = u16::try_from(more.0.width()).unwrap_or(0).min(area.width);
            let at = Rect {
                x: area.right() - width,
                y: area.bottom() - 1,
                width,
                height: 1,
            };
            line(self.look, buffer, at, &[more]);
        }
    }
}

/// Columns of a label on a page of facts, so that what it says stands in one column.
const LABEL: usize = 9;

/// A label in its column, and what it is.
pub fn fact(sheet: &mut Sheet, label: &str, text: &str) {
    fact_in(sheet, label, Role::Plain, text);
}

/// A label in its column, and what it is in a role.
pub fn fact_in(sheet: &mut Sheet, label: &str, role: Role, text: &str) {
    sheet.labelled(&format!("{label:<LABEL$}"), role, text);
}

/// A label in its column, and what a key does with it.
pub fn fact_key(app: &App, sheet: &mut Sheet, label: &str, action: Action, words: &str) {
    let label = format!("{label:<LABEL$} ");
    let head = vec![piece(app.look, Role::Dim, &label), key(app, action)];
    sheet.hung(head, Role::Plain, words);
}

fn spaces(count: usize) -> Shown<'static> {
    shown(&" ".repeat(count)).into_owned()
}
