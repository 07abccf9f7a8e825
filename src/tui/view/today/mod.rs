//! Today: what wants someone, and beside it what the selected row is.

mod banner;
mod detail;
mod names;

use crate::app::App;
use crate::app::action::Action;
use crate::app::when;
use crate::app::{look::Look, theme::Role};
use crate::command::target_values;
use crate::state::{Group, Progress, RehearsalState, Row, Run, SlotState, State, Verdict};
use crate::tui::view::HALVES_OF_LINES;
use crate::tui::view::follow_ups::until;
use crate::tui::view::pages;
use crate::tui::view::paint::{self, Piece, frame, halves, highlight, line, piece, split_line};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(in crate::tui::view) use names::line_names;
use names::{has_twin, names, runbook_name};

pub(in crate::tui::view) fn draw(
    app: &App,
    state: &State,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if app.today.rows.is_empty() && app.today.only.is_none() {
        banner::nothing(app, area, buffer);
        return None;
    }
    let area = banner::warnings(app, area, buffer);
    let (list, page) = halves(area, HALVES_OF_LINES, LIST_COLUMNS);
    let Some(row) = app.today_row() else {
        return rows(app, state, list, buffer);
    };
    let Some(page) = page else {
        let below = if super::frame::is_small(area) {
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
        let cursor = rows(app, state, list, buffer);
        detail::below(app, state, row, below, buffer);
        return cursor;
    };
    let cursor = rows(app, state, list, buffer);
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

fn rows(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mut items = Vec::new();
    let mut group = None;
    for (index, row) in app.today.rows.iter().enumerate() {
        if group != Some(row.group()) {
            group = Some(row.group());
            let count = app
                .today
                .rows
                .iter()
                .filter(|other| other.group() == row.group())
                .count();
            items.push(Item::Heading(row.group(), count));
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
                let (left, right) = words(app, state, row, is_selected, area.width);
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
    let name = match group {
        Group::Now => "Now",
        Group::Later => "Later",
        Group::Attention => "Wants a look",
        Group::FollowUps => "Follow-ups",
        Group::CarriedOver => "Carried over",
        Group::Done => "Done",
    };
    let pieces = [
        piece(look, Role::Heading, name),
        piece(look, Role::Dim, &format!(" {count}")),
    ];
    line(look, buffer, area, &pieces);
}

/// A row's words: sign, what, where; and at the right when.
fn words(
    app: &App,
    state: &State,
    row: &Row,
    selected: bool,
    columns: u16,
) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let (sign, role) = sign(look, row);
    let names = names(app, state, row);
    let pointer = if selected { look.pointer() } else { " " };
    let mut left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, sign),
        piece(look, Role::Plain, " "),
    ];
    let mut tail = Vec::new();
    if names.rehearsal {
        tail.push(piece(look, Role::Rehearsal, " rehearsal "));
    }
    let (text, role) = right(app, state, row);
    let right = vec![piece(look, role, &text)];
    let taken = paint::width(&left) + paint::width(&tail) + paint::width(&right) + 1;
    let room = usize::from(columns).saturating_sub(taken);
    left.extend(names.fitted(look, has_twin(app, row), room));
    left.extend(tail);
    (left, right)
}

fn sign(look: Look, row: &Row) -> (&'static str, Role) {
    match row {
        Row::Escalation { .. } => (look.attention(), Role::Bad),
        Row::InProgress { .. } => look.in_progress(),
        Row::Slot { occurrence, .. } => look.slot(&occurrence.state),
        Row::Missed { .. } => look.slot(&SlotState::Missed),
        Row::FollowUp { overdue: true, .. } => look.slot(&SlotState::Overdue),
        Row::Near { days_left: ..0, .. } => look.slot(&SlotState::Overdue),
        Row::Handover { .. }
        | Row::Disputed { .. }
        | Row::FollowUp { .. }
        | Row::Rehearsal { .. }
        | Row::Near { .. }
        | Row::Commands { .. } => (look.attention(), Role::Warn),
        Row::Broken { .. } => (look.attention(), Role::Bad),
        Row::Done { verdict, .. } => look.verdict(verdict),
    }
}

/// How many boxes are answered, and how many are wanted, as the run itself counts them; of all
/// its steps where the runbook went on to another revision meanwhile.
fn progress(app: &App, run: &Run) -> (usize, usize) {
    let walk = || {
        let started = &run.started.as_ref()?.what;
        let library = app.library.as_ref()?;
        let book = library.book(started.procedure.runbook.as_str())?;
        let runbook = book.parsed.runbook.as_ref()?;
        let procedure = started.procedure_in(runbook)?;
        let is_it = run.revision() == Some(book.revision);
        is_it.then(|| Progress::of(&procedure, run, target_values(runbook, started)))
    };
    walk().map_or_else(
        || {
            let answered = run.boxes.values().filter(|it| it.outcome().is_some());
            (answered.count(), run.steps() as usize)
        },
        |walk| walk.progress(),
    )
}

/// What stands at the right edge: how far it is, or when.
fn right(app: &App, state: &State, row: &Row) -> (String, Role) {
    match row {
        Row::InProgress { run } => {
            let (done, all) = state.run(*run).map_or((0, 0), |run| progress(app, run));
            (format!("{done}/{all}"), Role::Plain)
        }
        Row::Slot { line, occurrence } => match occurrence.state {
            SlotState::Overdue => {
                let late = format!("{} late", when::distance(occurrence.due_by, app.now));
                match app.today.piled.get(line) {
                    Some(count) => (format!("{count} times, {late}"), Role::Bad),
                    None => (late, Role::Bad),
                }
            }
            SlotState::Due => (
                format!("by {}", when::moment(occurrence.due_by, app)),
                Role::Plain,
            ),
            SlotState::Open => (
                format!("by {}", when::moment(occurrence.due_by, app)),
                Role::Dim,
            ),
            _ => (when::moment(occurrence.slot, app), Role::Dim),
        },
        Row::Missed { count: 1, last, .. } => {
            (format!("missed {}", when::moment(*last, app)), Role::Bad)
        }
        Row::Missed { count, .. } => (format!("missed {count} times"), Role::Bad),
        Row::Disputed { .. } => ("disputed".to_owned(), Role::Warn),
        Row::FollowUp {
            due: Some(due),
            overdue: true,
            ..
        } => (format!("{} late", when::distance(*due, app.now)), Role::Bad),
        Row::FollowUp {
            kind,
            due: Some(due),
            ..
        } => {
            let word = until(Some(*kind));
            (format!("{word} {}", when::moment(*due, app)), Role::Plain)
        }
        Row::FollowUp { since, .. } => (format!("since {}", when::moment(*since, app)), Role::Dim),
        Row::Rehearsal { stands, .. } => match stands {
            RehearsalState::Never => ("never rehearsed".to_owned(), Role::Warn),
            RehearsalState::Overdue { due, .. } => (
                format!("rehearse, {} late", when::distance(*due, app.now)),
                Role::Bad,
            ),
            RehearsalState::Due { due, .. } | RehearsalState::Fresh { due, .. } => (
                format!("rehearse by {}", when::moment(*due, app)),
                Role::Plain,
            ),
        },
        Row::Escalation { id, .. } => state.escalation(*id).map_or_else(
            || (String::new(), Role::Dim),
            |it| pages::clock_short(app, it),
        ),
        Row::Near { days_left, .. } => days_words(*days_left),
        Row::Handover { at, .. } => (format!("since {}", when::moment(*at, app)), Role::Plain),
        Row::Broken { errors: 1, .. } => ("1 error".to_owned(), Role::Bad),
        Row::Broken { errors, .. } => (format!("{errors} errors"), Role::Bad),
        Row::Commands { count: 1, .. } => ("1 command to allow".to_owned(), Role::Warn),
        Row::Commands { count, .. } => (format!("{count} commands to allow"), Role::Warn),
        Row::Done { at, .. } => (when::moment(*at, app), Role::Dim),
    }
}

/// How far away a day is.
fn days_words(left: i32) -> (String, Role) {
    match left {
        0 => ("today".to_owned(), Role::Plain),
        1 => ("tomorrow".to_owned(), Role::Plain),
        2.. => (format!("in {left} d"), Role::Plain),
        _ => (format!("{} d late", left.unsigned_abs()), Role::Bad),
    }
}

/// What a run came to, in words.
pub(in crate::tui::view) fn verdict_words(verdict: &Verdict) -> String {
    verdict.to_string()
}
