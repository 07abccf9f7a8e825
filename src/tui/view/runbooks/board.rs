//! The board of runbooks: a line each, in columns, with what all of them come to below.

use crate::app::App;
use crate::app::theme::Role;
use crate::present::{BoardColumn, BoardRow, Tone, WEEKS};
use crate::text::shown;
use crate::tui::view::paint::{self, Piece, clipped, line, piece, titled, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

const READY: usize = 13;
const OVERDUE: usize = 9;
const ON_TIME: usize = 9;
/// "stabilization, 16 d" is not cut.
const EXPIRY: usize = 20;
/// The owner's name takes what there is, from so many columns to so many.
const OWNER: (usize, usize) = (9, 34);

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let board = &app.runbooks.board;
    let title = match (board.rows.len(), board.all.len()) {
        (shown, all) if shown < all => format!("Runbooks board · {shown} of {all}"),
        (_, all) => format!("Runbooks board · {all}"),
    };
    let title = title.replace(" · ", app.look.dot());
    let right = piece(app.look, Role::Dim, &how(app, area.width));
    let inner = titled(app.look, buffer, area, &title, &[right]);
    let columns = Columns::of(board.rows.as_slice(), inner.width);
    let head = Rect {
        height: inner.height.min(1),
        ..inner
    };
    line(app.look, buffer, head, &columns.head(app));
    let last = inner.bottom().saturating_sub(1);
    let room = last.saturating_sub(inner.y + 1);
    let first = paint::first_row(board.cursor.at, board.rows.len(), room);
    let mut cursor = None;
    let visible = board.rows.iter().enumerate().skip(first);
    for ((index, row), y) in visible.zip(inner.y + 1..last) {
        let place = Rect {
            y,
            height: 1,
            ..inner
        };
        let selected = index == board.cursor.at;
        line(app.look, buffer, place, &columns.row(app, row, selected));
        paint::selectable(app, buffer, place, index, board.cursor.at);
        if selected {
            cursor = Some(Position { x: place.x, y });
        }
    }
    let below = Rect {
        y: last,
        height: 1,
        ..inner
    };
    let words = [piece(app.look, Role::Plain, &all_words(app))];
    line(app.look, buffer, below, &words);
    cursor
}

/// Whose runbooks, and in which order.
fn how(app: &App, room: u16) -> String {
    const NARROW: u16 = 60;
    let board = &app.runbooks.board;
    let owner = match (&board.owner, room < NARROW) {
        (Some(owner), true) => owner.clone(),
        (None, true) => return board.sort.words().to_owned(),
        (owner, false) => format!("owner: {}", owner.as_deref().unwrap_or("any")),
    };
    [owner, format!("sort: {}", board.sort.words())].join(app.look.dot())
}

/// What all that are shown come to.
fn all_words(app: &App) -> String {
    let rows = &app.runbooks.board.rows;
    let count = |is: fn(&&BoardRow) -> bool| rows.iter().filter(is).count();
    let ready = count(|row| !row.is_broken && row.missing == 0);
    let broken = count(|row| row.is_broken);
    let attention = count(|row| row.needs_attention());
    let needs = if attention == 1 { "needs" } else { "need" };
    let unready = rows.len() - ready - broken;
    let parts = [
        (attention, format!("{attention} {needs} attention")),
        (broken, format!("{broken} broken")),
        (unready, format!("{unready} not ready")),
        (ready, format!("{ready} ready")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(_, words)| words).collect();
    parts.join(app.look.dot())
}

/// Which columns have room, and how wide the names are.
struct Columns {
    title: usize,
    owner: usize,
    has_on_time: bool,
    has_expiry: bool,
    has_weeks: bool,
}

impl Columns {
    /// Readiness and what is overdue are always there; the share on time gives way first, then the
    /// owner, the weeks, what expires. What is left over goes to the owner's name.
    fn of(rows: &[BoardRow], room: u16) -> Self {
        const SIGNS: usize = 1;
        const LEAST: usize = 12;
        let mut left = usize::from(room).saturating_sub(SIGNS + READY + OVERDUE);
        let widest = |words: fn(&BoardRow) -> &str, least: &str| {
            let widths = rows.iter().map(|row| shown(words(row)).width());
            widths.max().unwrap_or(0).max(least.len())
        };
        let title = widest(|row| &row.title, "Runbook");
        let owner = widest(|row| row.owner.as_deref().unwrap_or_default(), "Owner") + 2;
        let mut take = |columns: usize| {
            let fits = left >= columns + LEAST + 2;
            left -= if fits { columns } else { 0 };
            fits
        };
        let has_expiry = take(EXPIRY);
        let has_weeks = take(WEEKS + 1);
        let has_owner = take(OWNER.0);
        let has_on_time = take(ON_TIME);
        let title = title.min(left.saturating_sub(2));
        let spare = left.saturating_sub(title + 2);
        let owner = owner.clamp(OWNER.0, OWNER.1).min(OWNER.0 + spare);
        Self {
            title,
            owner: if has_owner { owner } else { 0 },
            has_on_time,
            has_expiry,
            has_weeks,
        }
    }

    /// The columns behind the title that there is room for, each with how wide it is.
    fn columns(&self) -> impl Iterator<Item = (BoardColumn, usize)> {
        let all = [
            (BoardColumn::Owner, self.owner, self.owner > 0),
            (BoardColumn::Ready, READY, true),
            (BoardColumn::Overdue, OVERDUE, true),
            (BoardColumn::OnTime, ON_TIME, self.has_on_time),
            (BoardColumn::NextExpiry, EXPIRY, self.has_expiry),
        ];
        let there = all.into_iter().filter(|(_, _, is_there)| *is_there);
        there.map(|(column, columns, _)| (column, columns))
    }

    fn head(&self, app: &App) -> Vec<Piece> {
        let dim =
            |text: &str, columns: usize| piece(app.look, Role::Dim, &format!("{text:<columns$}"));
        let mut head = vec![dim(" Runbook", self.title + 3)];
        let rest = self.columns();
        head.extend(rest.map(|(column, columns)| dim(column.head(), columns)));
        if self.has_weeks {
            head.push(dim("8 weeks", WEEKS));
        }
        head
    }

    fn row(&self, app: &App, row: &BoardRow, selected: bool) -> Vec<Piece> {
        let look = app.look;
        let cell = |role: Role, text: &str, columns: usize| {
            let text = clipped(look, &[piece(look, role, text)], columns.saturating_sub(1));
            let gap = columns.saturating_sub(width(&text));
            let gap = piece(look, Role::Plain, &" ".repeat(gap));
            text.into_iter().chain([gap]).collect::<Vec<_>>()
        };
        let pointer = if selected { look.pointer() } else { " " };
        let mut pieces = vec![piece(look, Role::Plain, pointer)];
        pieces.extend(cell(Role::Plain, &row.title, self.title + 2));
        let clock = app.wall();
        for (column, columns) in self.columns() {
            let told = row.cell(column, &clock);
            let (tone, words) = told.unwrap_or((Tone::Dim, look.sign("–", "-").to_owned()));
            let (role, words) = match column {
                BoardColumn::Owner => (Role::Dim, words),
                BoardColumn::Ready => {
                    let (sign, ..) = row.ready();
                    let words = format!("{} {words}", sign.text(look.ascii));
                    (look.tone(tone), words)
                }
                BoardColumn::Overdue if row.overdue > 0 => {
                    let words = format!("{} {words}", look.sign("▲", "^"));
                    (look.tone(tone), words)
                }
                _ => (look.tone(tone), words),
            };
            pieces.extend(cell(role, &words, columns));
        }
        if self.has_weeks {
            pieces.extend(row.weeks.iter().map(|week| match week {
                Some(state) => {
                    let (sign, role) = look.slot(state);
                    piece(look, role, sign)
                }
                None => piece(look, Role::Dim, look.sign("·", ".")),
            }));
        }
        pieces
    }
}
