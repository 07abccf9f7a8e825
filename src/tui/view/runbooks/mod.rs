//! Runbooks: the library on the left, and the selected row's page beside it or alone.
//!
//! The list is as wide as its longest row. Of the pages, the one in sight alone is laid out.

mod board;
mod how_done;
mod laid_out;
mod page;
pub(in crate::tui::view) mod problems;
mod procedure;
mod runbook;

use super::paint::halves;
use super::paint::{self, Piece, fit_line, frame, piece};
use super::sheet::Sheet;
use crate::app::action::Action;
use crate::app::pages::approval;
use crate::app::runbooks::Row;
use crate::app::theme::Role;
use crate::app::{App, HALVES_FROM};
use crate::library::Book;
use crate::runbook::{Procedure, ProcedureRef, RunbookId};
use crate::state::{Approval, State};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeSet;

pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if app.runbooks.board.is_open {
        return board::draw(app, area, buffer);
    }
    let Some(row) = app.runbooks.row() else {
        nothing(app, area, buffer);
        return None;
    };
    let words = all_words(app, state);
    let (list, page) = places(app, &words, area);
    let cursor = list.and_then(|list| rows(app, &words, list, buffer));
    if let Some(place) = page {
        let inner = frame(app.look, buffer, place, &page::title(app, state, row));
        let page = page::of(app, state, row, inner.width);
        if let Some(row) = asked_for(app, &page) {
            app.runbooks.scroll.to(row);
        }
        page.sheet.draw(
            &app.runbooks.scroll,
            &app.key(Action::ScrollDown),
            inner,
            buffer,
        );
        return cursor.or(Some(Position {
            x: inner.x,
            y: inner.y,
        }));
    }
    cursor
}

/// What Enter does on the selected row.
pub(super) fn enter_words(app: &App) -> Option<&'static str> {
    if app.runbooks.board.is_open {
        return Some("open");
    }
    let row = app.runbooks.row()?;
    Some(match row {
        Row::Procedure(_) => "start",
        Row::Pages(_) => "read them",
        _ if app.runbooks.zoomed => "procedures",
        Row::Folder(_) | Row::Broken(_) => "what is wrong",
        Row::Book(_) | Row::Gone(_) => match app.runbooks.is_unfolded(row.runbook()?) {
            true => "fold",
            false => "unfold",
        },
    })
}

/// Whether the file of the selected row has to be fixed before it can be used.
pub(super) fn is_broken(app: &App) -> bool {
    let row = app.runbooks.row();
    let row = row.filter(|row| matches!(row, Row::Book(_) | Row::Broken(_)));
    let book = row.and_then(Row::runbook);
    let library = app.library.as_ref();
    let book = book.and_then(|id| library?.book(id.as_str()));
    book.is_some_and(|book| book.parsed.problems.iter().any(|it| it.is_error()))
}

/// The words of a row: at the left, and at the right edge.
type Words = (Vec<Piece>, Vec<Piece>);

/// The words of every row, so that the list stands still while one scrolls in it.
fn all_words(app: &App, state: &State) -> Vec<Words> {
    let running: BTreeSet<_> = state
        .in_progress()
        .map(|(_, started)| &started.procedure)
        .collect();
    let screen = &app.runbooks;
    let rows = screen.rows.iter().enumerate();
    let rows = rows.map(|(index, row)| words(app, state, row, index == screen.cursor.at, &running));
    rows.collect()
}

/// Where the list and the page stand.
fn places(app: &App, words: &[Words], area: Rect) -> (Option<Rect>, Option<Rect>) {
    if app.runbooks.zoomed {
        return (None, Some(area));
    }
    let words = words.iter();
    let longest = paint::longest(words.map(|(left, right)| (left.as_slice(), right.as_slice())));
    let (list, page) = halves(area, HALVES_FROM, longest);
    (Some(list), page)
}

/// The line of the page that the step which was asked for begins at.
fn asked_for(app: &App, page: &laid_out::Page) -> Option<u16> {
    let step = app.runbooks.from_step.as_ref()?;
    let (_, row) = page.steps.iter().find(|(id, _)| id == step)?;
    u16::try_from(*row).ok()
}

fn rows(app: &App, words: &[Words], area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let screen = &app.runbooks;
    let title = match &app.library {
        Some(library) => format!("Runbooks  {}", library.books.len()),
        None => "Runbooks".to_owned(),
    };
    let inner = frame(app.look, buffer, area, &title);
    let first = paint::first_row(screen.cursor.at, words.len(), inner.height);
    let mut cursor = None;
    let visible = words.iter().enumerate().skip(first);
    for ((index, (left, right)), y) in visible.zip(inner.y..inner.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        fit_line(app.look, buffer, area, left, right);
        paint::selectable(app, buffer, area, index, screen.cursor.at);
        if index == screen.cursor.at {
            cursor = Some(Position { x: area.x, y });
        }
    }
    cursor
}

/// A row's words, and what stands at its right edge.
fn words(
    app: &App,
    state: &State,
    row: &Row,
    selected: bool,
    running: &BTreeSet<&ProcedureRef>,
) -> Words {
    let look = app.look;
    let pointer = if selected { look.pointer() } else { " " };
    let mut left = vec![piece(look, Role::Plain, pointer)];
    let mut right = Vec::new();
    match row {
        Row::Folder(_) => {
            left.push(piece(look, Role::Bad, look.broken()));
            left.push(piece(look, Role::Plain, " "));
            left.push(piece(look, Role::Plain, &page::title(app, state, row)));
        }
        Row::Book(book) => right = book_words(app, book, &mut left),
        Row::Gone(id) => {
            left.push(piece(
                look,
                Role::Dim,
                look.fold(app.runbooks.is_unfolded(id)),
            ));
            left.push(piece(look, Role::Plain, " "));
            left.push(piece(look, Role::Dim, &page::title(app, state, row)));
            right.push(piece(look, Role::Warn, "file gone"));
        }
        Row::Procedure(procedure) => {
            right = procedure_words(app, procedure, running.contains(procedure), &mut left);
        }
        Row::Pages(id) => {
            left.push(piece(look, Role::Plain, "   "));
            left.push(piece(look, Role::Dim, look.sign("≡", "=")));
            left.push(piece(look, Role::Plain, " "));
            left.push(piece(look, Role::Plain, &page::title(app, state, row)));
            right = approval_words(app, state, id);
        }
        Row::Broken(_) => {
            left.push(piece(look, Role::Bad, &format!("   {} ", look.broken())));
            left.push(piece(look, Role::Plain, &page::title(app, state, row)));
            right.push(piece(look, Role::Bad, "broken"));
        }
    }
    (left, right)
}

fn book_words(app: &App, book: &Book, left: &mut Vec<Piece>) -> Vec<Piece> {
    let look = app.look;
    let parsed = &book.parsed;
    let errors = parsed.problems.iter().filter(|it| it.is_error()).count();
    let unfolded = app.runbooks.is_unfolded(&parsed.id);
    left.push(piece(look, Role::Dim, look.fold(unfolded)));
    left.push(piece(look, Role::Plain, " "));
    let role = if parsed.runbook.is_some() {
        Role::Title
    } else {
        left.push(piece(look, Role::Bad, look.broken()));
        left.push(piece(look, Role::Plain, " "));
        Role::Plain
    };
    left.push(piece(look, role, &book.title()));
    let count = parsed.runbook.as_ref().map(|it| it.procedures.len());
    let (text, role) = match (errors, count) {
        (0, Some(1)) => ("1 procedure".to_owned(), Role::Dim),
        (0, Some(count)) => (format!("{count} procedures"), Role::Dim),
        (0, None) => ("broken".to_owned(), Role::Bad),
        (1, _) => ("1 error".to_owned(), Role::Bad),
        (errors, _) => (format!("{errors} errors"), Role::Bad),
    };
    vec![piece(look, role, &text)]
}

fn procedure_words(
    app: &App,
    reference: &ProcedureRef,
    is_running: bool,
    left: &mut Vec<Piece>,
) -> Vec<Piece> {
    let look = app.look;
    let Some(procedure) = found(app, reference) else {
        return Vec::new();
    };
    let (sign, role) = match is_running {
        true => look.in_progress(),
        false => look.kind(procedure.kind()),
    };
    left.push(piece(look, Role::Plain, "   "));
    left.push(piece(look, role, sign));
    left.push(piece(look, Role::Plain, " "));
    left.push(piece(look, Role::Plain, &procedure.title));
    let text = match (is_running, &procedure.timing, procedure.alerts.first()) {
        (true, ..) => return vec![piece(look, Role::Accent, "in progress")],
        (_, Some(timing), _) => timing.schedule.words(),
        (_, None, Some(first)) => match procedure.alerts.len() - 1 {
            0 => first.clone(),
            more => format!("{first} +{more}"),
        },
        _ => String::new(),
    };
    vec![piece(look, Role::Dim, &text)]
}

/// That the newest revision wants an approved change and has none.
fn approval_words(app: &App, state: &State, id: &RunbookId) -> Vec<Piece> {
    match approval(app, state, id) {
        Approval::Approved | Approval::NotAsked => Vec::new(),
        _ => vec![piece(app.look, Role::Warn, "not approved")],
    }
}

/// A procedure as it can be used now.
fn found<'a>(app: &'a App, reference: &ProcedureRef) -> Option<&'a Procedure> {
    app.usable(&reference.runbook)?
        .procedure(reference.procedure.as_str())
}

/// No row at all: say why, and what to do next.
fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, "Runbooks");
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    if app.library.is_none() {
        sheet.words(Role::Dim, "The runbooks are being read.");
    } else {
        sheet.words(Role::Title, "There are no runbooks yet.");
        sheet.gap();
        let quit = app.key(Action::Quit);
        sheet.words(Role::Plain, &format!("Leave with {quit} and run `rounds init`: it makes a folder with a first runbook that works. `rounds new` adds another one."));
    }
    sheet.draw_top(inner, buffer);
}
