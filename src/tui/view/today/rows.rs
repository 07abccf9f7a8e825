//! The lines of Today: the names of the groups, rows in columns, and what is folded.

use super::names::{has_twin, place, runbook_name, titles};
use crate::app::App;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::present::{Group, Line, Row, calm};
use crate::tui::view::measure::is_small;
use crate::tui::view::paint::{self, Piece, line, piece, split_line, titled};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the names that stand beside their rows.
const NAMES: u16 = 16;

/// What stands in one row of the screen.
enum Item {
    Heading(Group),
    Line(usize),
    Words(String),
    Gap,
}

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = head(app, area, buffer);
    let items = items(app);
    let at = app.today.cursor.at;
    let selected = |item: &Item| matches!(item, Item::Line(index) if *index == at);
    let selected = items.iter().position(selected).unwrap_or(0);
    let first = paint::first_row(selected, items.len(), inner.height);
    let mut cursor = None;
    let mut named = None;
    let visible = items.iter().skip(first);
    for (item, y) in visible.zip(inner.y..inner.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        match item {
            Item::Gap => {}
            Item::Words(words) => {
                line(app.look, buffer, row, &[piece(app.look, Role::Good, words)]);
            }
            Item::Heading(group) => heading(app, *group, y == inner.y, row, buffer),
            Item::Line(index) => {
                let row = beside_name(app, *index, &mut named, row, buffer);
                one(app, *index, row, buffer);
                paint::selectable(app, buffer, row, *index, at);
                if *index == at {
                    cursor = Some(Position { x: row.x, y });
                }
            }
        }
    }
    cursor
}

/// The title and the day's rounds; where rows are dear, the first heading has them.
fn head(app: &App, area: Rect, buffer: &mut Buffer) -> Rect {
    if is_small(app) && app.today.only.is_none() {
        return Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
    }
    let title = match &app.today.only {
        Some(only) => format!(
            "Today: {} alone ({} shows all)",
            runbook_name(app, only),
            app.key(Action::Filter)
        ),
        None => "Today".to_owned(),
    };
    titled(app.look, buffer, area, &title, &rounds(app))
}

fn rounds(app: &App) -> Vec<Piece> {
    let rounds = app.today.rounds;
    let words = (rounds.all > 0).then(|| piece(app.look, Role::Dim, &rounds.words()));
    words.into_iter().collect()
}

fn items(app: &App) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some(words) = calm(&app.today.rows, &app.wall()) {
        items.extend([Item::Words(words), Item::Gap]);
    }
    let mut group = None;
    for (index, line) in app.today.lines.iter().enumerate() {
        let own = line.group(&app.today.rows);
        if app.today.room.has_headings && own != group {
            items.extend(own.map(Item::Heading));
        }
        group = own;
        items.push(Item::Line(index));
    }
    items
}

fn heading(app: &App, group: Group, is_first: bool, area: Rect, buffer: &mut Buffer) {
    let count = app.today.rows.iter().filter(|row| row.group == group);
    let pieces = [
        piece(app.look, Role::Heading, group.words()),
        piece(app.look, Role::Dim, &format!(" {}", count.count())),
    ];
    let right = match is_first && is_small(app) {
        true => rounds(app),
        false => Vec::new(),
    };
    split_line(app.look, buffer, area, &pieces, &right);
}

/// Where there are no headings, the name of the group stands beside its first row; gives what
/// is left of the row.
fn beside_name(
    app: &App,
    index: usize,
    named: &mut Option<Group>,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    if app.today.room.has_headings {
        return area;
    }
    let group = app.today.lines[index].group(&app.today.rows);
    if let Some(group) = group.filter(|group| *named != Some(*group)) {
        let name = piece(app.look, Role::Heading, group.words());
        line(
            app.look,
            buffer,
            Rect {
                width: NAMES,
                ..area
            },
            &[name],
        );
    }
    *named = group;
    Rect {
        x: area.x + NAMES,
        width: area.width.saturating_sub(NAMES),
        ..area
    }
}

/// One line: a row, or what is said of rows that are folded.
fn one(app: &App, index: usize, area: Rect, buffer: &mut Buffer) {
    let look = app.look;
    let line_of = &app.today.lines[index];
    let is_selected = index == app.today.cursor.at;
    let pointer = if is_selected { look.pointer() } else { " " };
    let pointer = piece(look, Role::Plain, pointer);
    let (sign, role) = match line_of {
        Line::Row { row, .. } => {
            let (left, right) = words(app, &app.today.rows[*row], line_of, area.width);
            let left: Vec<_> = std::iter::once(pointer).chain(left).collect();
            return split_line(look, buffer, area, &left, &right);
        }
        Line::More {
            group,
            kind: Some(kind),
            ..
        } => {
            let mut rows = app.today.rows.iter();
            let same = rows.rfind(|row| row.group == *group && row.kind == *kind);
            same.map_or((" ", Role::Plain), |row| {
                (row.sign.text(look.ascii), look.tone(row.tone))
            })
        }
        Line::More { kind: None, .. } => (" ", Role::Plain),
        Line::Counts(_) => (look.sign("↓", "v"), Role::Plain),
    };
    let mut words = line_of.words();
    if let Line::Counts(groups) = line_of
        && words.chars().count() + 3 > usize::from(area.width)
    {
        words = in_short(groups, look.dot());
    }
    let words = [
        pointer,
        piece(look, role, sign),
        piece(look, Role::Plain, &format!(" {words}")),
    ];
    line(look, buffer, area, &words);
}

/// Groups that are folded whole, by the first word of each.
fn in_short(groups: &[(Group, usize)], dot: &str) -> String {
    let named = groups.iter().map(|(group, count)| {
        let name = group.words().split(' ').next().unwrap_or_default();
        format!("{name} {count}")
    });
    named.collect::<Vec<_>>().join(dot)
}

/// The columns that the rows ask for: pointer, sign, the longest title, place and standing.
pub(super) fn columns(app: &App) -> u16 {
    const BETWEEN: usize = 2;
    const SIGNS: usize = 4;
    let width = |text: &str| crate::text::shown(text).width();
    let (mut titles, mut rest) = (0, 0);
    for row in &app.today.rows {
        titles = titles.max(width(&row.title));
        let status = width(&row.status);
        rest = rest.max(width(&place(app, row)) + BETWEEN + status);
    }
    let calm = calm(&app.today.rows, &app.wall());
    let calm = calm.map_or(0, |words| width(&words));
    let rows = SIGNS + titles + BETWEEN + rest;
    u16::try_from(rows.max(calm)).unwrap_or(u16::MAX)
}

/// A row's words: sign, what, where; and at the right how it stands.
fn words(app: &App, row: &Row, line: &Line, columns: u16) -> (Vec<Piece>, Vec<Piece>) {
    const BETWEEN: usize = 2;
    const LEAST_PLACE: usize = 6;
    let look = app.look;
    let role = look.tone(row.tone);
    let more = line.words();
    let status = match more.is_empty() {
        true => row.status.clone(),
        false => format!("{}{}{more}", row.status, look.dot()),
    };
    let right = vec![piece(look, role, &status)];
    let mut left = vec![
        piece(look, role, row.sign.text(look.ascii)),
        piece(look, Role::Plain, " "),
    ];
    let taken = 1 + paint::width(&left) + paint::width(&right) + 1;
    let room = usize::from(columns).saturating_sub(taken);
    let title = piece(look, Role::Plain, &row.title);
    let place = match row.rehearsal {
        true => piece(look, Role::Rehearsal, " REHEARSAL "),
        false => piece(look, Role::Dim, &place(app, row)),
    };
    // The place gives way first, then the end of the title; never how it stands. A place that
    // alone tells two rows apart stays.
    let kept = match (row.rehearsal, has_twin(app, row)) {
        // That it only rehearses is never cut.
        (true, _) => (place.0.width() + BETWEEN).min(room),
        (false, true) => (place.0.width() + BETWEEN).min(room / 2),
        (false, false) => 0,
    };
    let width = title.0.width().max(titles(app, columns).min(room));
    let width = width.min(room - kept);
    let for_place = room.saturating_sub(width + BETWEEN);
    let has_place = for_place >= LEAST_PLACE.min(place.0.width()) && place.0.width() > 0;
    let gap = width.saturating_sub(title.0.width().min(width)) + BETWEEN;
    left.extend(paint::clipped(look, &[title], width));
    if has_place {
        left.push(piece(look, Role::Plain, &" ".repeat(gap)));
        left.extend(paint::clipped(look, &[place], for_place));
    }
    (left, right)
}
