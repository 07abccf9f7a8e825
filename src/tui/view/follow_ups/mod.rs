//! Follow-ups: the list, and beside it the selected one with its whole story.

mod page;

pub(super) use page::{page, title};

use super::measure::{HALVES_OF_LINES, is_small};
use super::paint::halves;
use super::paint::{self, Piece, frame, piece};
use super::sheet::Sheet;
use crate::app::App;
use crate::app::action::Action;
use crate::app::follow_ups::{Filter, Sort, selected};
use crate::app::when;
use crate::app::{look::Look, theme::Role};
use crate::event::{FollowUpKind, FollowUpState};
use crate::state::{FollowUp, SlotState, State};
use crate::text::duration_words;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From so many columns on a row names its assignee.
const WIDE: u16 = 64;
/// Where nothing stands beside the list, so many rows below it tell of the selected one.
const BELOW: u16 = 5;

pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Some(known) = selected(app, state) else {
        nothing(app, area, buffer);
        return None;
    };
    let (list, place) = places(app, area);
    let cursor = list.and_then(|list| rows(app, state, list, buffer));
    if let Some(place) = place {
        let inner = frame(app.look, buffer, place, &title(known));
        let mut sheet = Sheet::new(app.look, inner.width);
        let asked = known.opening().map(|it| it.title.as_str());
        sheet.words(Role::Title, asked.unwrap_or_default());
        sheet.gap();
        page(app, state, known, &mut sheet);
        sheet.draw(
            &app.follow_ups.scroll,
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

/// Where the list and the words beside it stand.
fn places(app: &App, area: Rect) -> (Option<Rect>, Option<Rect>) {
    if app.follow_ups.opened {
        return (None, Some(area));
    }
    match halves(area, HALVES_OF_LINES, area.width / 2) {
        (list, None) if !is_small(app) => {
            // The selected one in a few rows, as Today has it.
            let height = BELOW.min(list.height / 2);
            let below = Rect {
                y: list.bottom() - height,
                height,
                ..list
            };
            let list = Rect {
                height: list.height - height,
                ..list
            };
            (Some(list), Some(below))
        }
        (list, page) => (Some(list), page),
    }
}

/// The keys that are worth a place at the foot, most wanted first.
pub(super) fn wanted(app: &App, state: &State) -> Vec<Action> {
    use Action as A;
    // Of a list that is empty nothing is opened, and nothing sorted; a filter may be why it is.
    let Some(known) = selected(app, state) else {
        return vec![A::OpenNew, A::Filter];
    };
    let mut wanted = vec![A::Enter];
    wanted.extend(match (known.is_open(), known.kind()) {
        (true, Some(FollowUpKind::Question)) => vec![A::Ok, A::Assign, A::Move, A::Due],
        (true, Some(FollowUpKind::Override)) => vec![A::Move, A::Due],
        (true, Some(FollowUpKind::Change)) if can_be_written(known) => vec![A::Apply, A::Move],
        (true, Some(FollowUpKind::Change)) => vec![A::Move, A::Assign, A::Due],
        (true, _) => vec![A::Move, A::Assign, A::Due, A::Close],
        (false, _) => vec![A::Move],
    });
    wanted.extend([A::NoteHere, A::Origin]);
    wanted.extend([A::NextOpen, A::OpenNew, A::Filter, A::Sort]);
    wanted
}

/// Whether it is a change of a step that was approved and waits for the file.
fn can_be_written(known: &FollowUp) -> bool {
    let proposes = known.opening().is_some_and(|it| it.redline.is_some());
    proposes && known.state() == FollowUpState::Approved
}

/// What Enter does now.
pub(super) fn enter_words(app: &App) -> &'static str {
    match app.follow_ups.opened {
        true => "list",
        false => "open",
    }
}

/// What is shown of all there is.
fn heading(app: &App) -> String {
    let screen = &app.follow_ups;
    let mut parts = vec![format!("Follow-ups  {}", screen.rows.len())];
    if screen.sort != Sort::default() {
        parts.push(screen.sort.words().to_owned());
    }
    if screen.filter != Filter::Open {
        parts.push(screen.filter.words().to_owned());
    }
    parts.extend(screen.only.as_ref().map(|only| {
        let book = app.library.as_ref().and_then(|it| it.book(only.as_str()));
        book.map_or_else(|| only.to_string(), |book| book.title())
    }));
    parts.join(app.look.dot())
}

fn rows(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let screen = &app.follow_ups;
    let inner = frame(app.look, buffer, area, &heading(app));
    let first = paint::first_row(screen.cursor.at, screen.rows.len(), inner.height);
    let mut cursor = None;
    let visible = screen.rows.iter().enumerate().skip(first);
    for ((index, id), y) in visible.zip(inner.y..inner.bottom()) {
        let Some(known) = state.follow_up(*id) else {
            continue;
        };
        let area = Rect {
            y,
            height: 1,
            ..inner
        };
        let is_selected = index == screen.cursor.at;
        let (left, right) = words(app, known, is_selected, area.width);
        paint::split_line(app.look, buffer, area, &left, &right);
        paint::selectable(app, buffer, area, index, screen.cursor.at);
        if is_selected {
            cursor = Some(Position { x: area.x, y });
        }
    }
    cursor
}

/// The sign of a follow-up.
pub(super) fn sign(look: Look, known: &FollowUp, late: bool) -> (&'static str, Role) {
    match (known.is_open(), late) {
        (true, true) => look.slot(&SlotState::Overdue),
        (true, false) => look.slot(&SlotState::Open),
        (false, _) if known.is_standing() => (look.sign("✓", "x"), Role::Good),
        (false, _) => (look.sign("·", "."), Role::Dim),
    }
}

/// Sign, kind and title; at the right who acts, its state where that is not "open", and how
/// late or how old it is.
fn words(app: &App, known: &FollowUp, selected: bool, columns: u16) -> (Vec<Piece>, Vec<Piece>) {
    let look = app.look;
    let late = known.is_overdue(app.now);
    let (sign, role) = sign(look, known, late);
    let pointer = if selected { look.pointer() } else { " " };
    let opening = known.opening();
    let title = opening.map(|it| it.title.as_str()).unwrap_or_default();
    let kind = known.kind().map(|kind| kind.words()).unwrap_or_default();
    let text_role = if known.is_open() {
        Role::Plain
    } else {
        Role::Dim
    };
    let left = vec![
        piece(look, Role::Plain, pointer),
        piece(look, role, sign),
        piece(look, Role::Dim, &format!(" {kind:<8} ")),
        piece(look, text_role, title),
    ];
    let mut right = Vec::new();
    if columns >= WIDE {
        let runbook = opening.and_then(|it| it.runbook.as_ref());
        let place = runbook.map(|id| format!("{id}  ")).unwrap_or_default();
        right.push(piece(look, Role::Dim, &place));
        let owner = known.owner().unwrap_or(app.look.sign("–", "-"));
        right.push(piece(look, Role::Dim, &format!("{owner}  ")));
    }
    if known.is_disputed() {
        right.push(piece(look, Role::Bad, "disputed "));
    }
    right.push(stands(app, known, late));
    (left, right)
}

fn stands(app: &App, known: &FollowUp, late: bool) -> Piece {
    let look = app.look;
    match (known.is_open(), known.due()) {
        (true, Some(due)) if late => {
            let text = format!("{} overdue", when::distance(due, app.now));
            piece(look, Role::Bad, &text)
        }
        (true, Some(due)) => {
            let word = page::until(known.kind());
            let text = format!("{word} {}", when::moment(due, app));
            piece(look, Role::Plain, &text)
        }
        (true, None) => {
            let state = known.state();
            let age = duration_words(known.age(app.now).as_secs().unsigned_abs());
            let text = match state {
                crate::event::FollowUpState::Open => age,
                other => format!("{}, {age}", other.words()),
            };
            piece(look, Role::Dim, &text)
        }
        (false, _) => piece(look, Role::Dim, known.state().words()),
    }
}

/// No row at all: say why, and what to do next.
fn nothing(app: &App, area: Rect, buffer: &mut Buffer) {
    let inner = frame(app.look, buffer, area, &heading(app));
    let mut sheet = Sheet::new(app.look, inner.width.min(76));
    let screen = &app.follow_ups;
    let is_all = matches!(screen.filter, Filter::Open | Filter::All) && screen.only.is_none();
    match is_all {
        true => {
            sheet.words(Role::Title, "No open follow-ups.");
            sheet.gap();
            let [new, filter] = [Action::OpenNew, Action::Filter].map(|action| app.key(action));
            sheet.words(Role::Plain, &format!("What outlives a run is listed here: questions, issues, changes, deferred steps and silences. {new} opens one, {filter} shows closed ones too."));
        }
        false => {
            let filter = app.key(Action::Filter);
            sheet.words(
                Role::Plain,
                &format!("There are none of these. {filter} shows others."),
            );
        }
    }
    sheet.draw_top(inner, buffer);
}
