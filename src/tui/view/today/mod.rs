//! Today: what wants someone, and beside it what the selected row is.

mod around;
mod beside;

use crate::runbook::RunbookId;
use crate::state::{FollowUp, Group, LineId, RehearsalState, Row, SlotState, State, Verdict};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::app::today::row_run;
use crate::tui::look::{Look, Role};
use crate::tui::view::follow_ups::until;
use crate::tui::view::front;
use crate::tui::view::paint::{self, Piece, frame, highlight, line, piece, split_line};
use crate::tui::view::when;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(in crate::tui::view) fn draw(
    app: &App,
    state: &State,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if app.today.rows.is_empty() && app.today.only.is_none() {
        around::nothing(app, area, buffer);
        return None;
    }
    let area = around::warnings(app, area, buffer);
    let (list, page) = halves(area);
    let cursor = rows(app, state, list, buffer);
    if let (Some(page), Some(row)) = (page, app.today_row()) {
        beside::beside(app, state, row, page, buffer);
    }
    cursor
}

/// The list and the page beside it, where there is room for both.
pub(in crate::tui::view) fn halves(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < 76 {
        return (area, None);
    }
    let left = (area.width / 2).clamp(38, 80);
    let right = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    (
        Rect {
            width: left,
            ..area
        },
        Some(right),
    )
}

fn runbook_name(app: &App, id: &RunbookId) -> String {
    let book = app
        .library
        .as_ref()
        .and_then(|library| library.book(id.as_str()));
    book.map_or_else(|| id.to_string(), |book| book.title())
}

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
    around::unusable(app, area, buffer);
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
    left.extend(names.fitted(look, usize::from(columns).saturating_sub(taken)));
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
        Row::Disputed { .. }
        | Row::FollowUp { .. }
        | Row::Rehearsal { .. }
        | Row::Near { .. }
        | Row::Commands { .. } => (look.attention(), Role::Warn),
        Row::Done { verdict, .. } => look.verdict(verdict),
    }
}

/// What people call what a row is about.
#[derive(Default)]
struct Names {
    title: String,
    /// The subject or the target: what tells two rows of one title apart.
    about: Option<String>,
    runbook: String,
    rehearsal: bool,
}

impl Names {
    /// Where it is done, then in which runbook.
    fn place(&self, look: Look) -> String {
        let parts = [self.about.as_deref(), Some(self.runbook.as_str())];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(look.dot())
    }

    /// Title and place in so many columns. The runbook gives way first, then the title; what
    /// tells two rows apart stays.
    fn fitted(&self, look: Look, columns: usize) -> Vec<Piece> {
        const LEAST_TITLE: usize = 8;
        const LEAST_RUNBOOK: usize = 6;
        let title = piece(look, Role::Plain, &self.title);
        let place = piece(look, Role::Dim, &format!("  {}", self.place(look)));
        let Some(about) = &self.about else {
            return paint::clipped(look, &[title, place], columns);
        };
        let about = piece(look, Role::Dim, &format!("  {about}"));
        let taken = title.0.width() + about.0.width();
        if taken + look.dot().chars().count() + LEAST_RUNBOOK <= columns {
            return paint::clipped(look, &[title, place], columns);
        }
        let room = columns.saturating_sub(about.0.width()).max(LEAST_TITLE);
        let mut pieces = paint::clipped(look, &[title], room);
        pieces.push(about);
        paint::clipped(look, &pieces, columns)
    }
}

fn names(app: &App, state: &State, row: &Row) -> Names {
    if let Some(id) = row_run(row) {
        if let Some(summary) = state.summary(id) {
            let target = summary.target.as_ref().map(ToString::to_string);
            return Names {
                title: summary.title.to_string(),
                about: summary.subject.as_deref().map(str::to_owned).or(target),
                runbook: summary.runbook_title.to_string(),
                rehearsal: summary.rehearsal,
            };
        }
        if let Some(run) = state.run(id)
            && let Some(started) = run.started.as_ref().map(|said| &said.what)
        {
            let target = started.target.as_ref().map(ToString::to_string);
            return Names {
                title: started.title.clone(),
                about: run.subject().map(str::to_owned).or(target),
                runbook: started.runbook_title.clone(),
                rehearsal: started.rehearsal,
            };
        }
    }
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            let (title, runbook) = line_names(app, state, line);
            Names {
                title,
                about: line.target.as_ref().map(ToString::to_string),
                runbook,
                rehearsal: false,
            }
        }
        Row::Escalation { id, .. } => escalation_names(state, *id),
        Row::FollowUp { id, .. } => follow_up_names(state, *id),
        Row::Near { title, what, .. } => Names {
            title: format!("{}: {title}", what.words()),
            ..Names::default()
        },
        Row::Commands { runbook, .. } => {
            let known = app.library.as_ref();
            let known = known.and_then(|library| library.runbook(runbook.as_str()));
            Names {
                title: known.map_or_else(|| runbook.to_string(), |it| it.title.clone()),
                ..Names::default()
            }
        }
        Row::Rehearsal { procedure, .. } => {
            let known = app
                .library
                .as_ref()
                .and_then(|library| library.procedure(procedure));
            let title = known.map(|(_, it)| it.title.clone());
            Names {
                title: title.unwrap_or_else(|| procedure.to_string()),
                runbook: known.map(|(it, _)| it.title.clone()).unwrap_or_default(),
                ..Names::default()
            }
        }
        _ => Names::default(),
    }
}

/// An escalation's severity and what has happened.
fn escalation_names(state: &State, id: crate::event::EscalationId) -> Names {
    let opening = state.escalation(id).and_then(|it| it.opening());
    opening.map_or_else(Names::default, |opened| Names {
        title: format!("{}: {}", opened.severity, opened.title),
        about: None,
        runbook: opened.runbook_title.clone(),
        rehearsal: opened.rehearsal,
    })
}

/// A follow-up's kind and title; where it came from stands beside it.
fn follow_up_names(state: &State, id: crate::event::FollowUpId) -> Names {
    let Some(opening) = state.follow_up(id).and_then(FollowUp::opening) else {
        return Names::default();
    };
    let known = opening.runbook.as_ref();
    let known = known.and_then(|runbook| state.revisions(runbook.as_str())?.current());
    let title = known.map(|said| said.what.title.clone());
    let target = opening.origin.as_ref().and_then(|it| it.target.as_ref());
    Names {
        title: format!("{}: {}", opening.kind.words(), opening.title),
        about: target.map(ToString::to_string),
        runbook: title.unwrap_or_default(),
        rehearsal: opening.origin.as_ref().is_some_and(|it| it.rehearsal),
    }
}

/// What people call a line's procedure and runbook.
pub(in crate::tui::view) fn line_names(
    app: &App,
    state: &State,
    line: &LineId,
) -> (String, String) {
    let known = state.line_of(line).or_else(|| app.preview.line_of(line));
    match known.and_then(|known| known.current()) {
        Some(said) => (said.what.title.clone(), said.what.runbook_title.clone()),
        None => (line.procedure.to_string(), String::new()),
    }
}

/// What stands at the right edge: how far it is, or when.
fn right(app: &App, state: &State, row: &Row) -> (String, Role) {
    match row {
        Row::InProgress { run } => {
            let done = state.run(*run).map_or(0, |run| {
                run.boxes
                    .values()
                    .filter(|boxed| boxed.outcome().is_some())
                    .count()
            });
            let steps = state.run(*run).map_or(0, crate::state::Run::steps);
            (format!("{done}/{steps}"), Role::Plain)
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
            |it| front::clock_short(app, it),
        ),
        Row::Near { days_left, .. } => days_words(*days_left),
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
