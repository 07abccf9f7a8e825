//! What keys do on Runbooks and on their board, and how a page is led to.
//!
//! What stays true: the tree beneath the board stands on the selected line's runbook, so that every
//! key that is for the runbook in front is for that.

use super::{Row, Wanted, fetch, recount};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::overlay::{Pick, Picker};
use crate::app::{App, Cursor, Overlay, Screen, pages, today};
use crate::runbook::{Procedure, ProcedureRef, RunbookId, StepId, Target, TargetName};
use crate::state::State;
use std::collections::BTreeSet;

pub(in crate::app) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    app.runbooks.from_step = None;
    if app.runbooks.board.is_open {
        let chosen = on_board(app, action);
        return chosen.map_or_else(Vec::new, |id| show(app, state, id.as_str(), None));
    }
    match action {
        Action::NextView => open_board(app, state),
        Action::Filter | Action::Sort => {
            let board = app.key(Action::NextView);
            app.say(format!(
                "The board is sorted and filtered: {board} opens it."
            ));
        }
        _ if app.runbooks.scroll.beside(action) => {}
        _ if app.runbooks.zoomed && app.runbooks.scroll.alone(action) => {}
        _ if moved(app, action) => {}
        Action::NextOpen => to_next(app),
        Action::Enter => return enter(app, state),
        Action::Right => return right(app, state),
        Action::Left => left(app, state),
        _ => {}
    }
    Vec::new()
}

fn moved(app: &mut App, action: Action) -> bool {
    let rows = app.runbooks.rows.len();
    let moved = app.runbooks.cursor.moved(action, rows);
    if moved {
        app.runbooks.wanted = None;
        app.runbooks.scroll.to(0);
    }
    moved
}

/// To the next row that is broken, or a folder with problems.
fn to_next(app: &mut App) {
    let is_broken = |row: &Row| match row {
        Row::Folder(_) | Row::Broken(_) | Row::Gone(_) => true,
        Row::Book(book) => book.errors() > 0,
        Row::Procedure(_) | Row::Pages(_) => false,
    };
    let rows = app.runbooks.rows.iter().enumerate();
    let broken: Vec<_> = rows
        .filter(|(_, row)| is_broken(row))
        .map(|(at, _)| at)
        .collect();
    let here = app.runbooks.cursor.at;
    match broken.iter().find(|at| **at > here).or(broken.first()) {
        Some(at) => {
            app.runbooks.cursor.at = *at;
            app.runbooks.scroll.to(0);
        }
        None => app.say("Every runbook here can be used."),
    }
}

fn enter(app: &mut App, state: &State) -> Vec<Effect> {
    match app.runbooks.row().cloned() {
        Some(Row::Procedure(procedure)) => start(app, procedure),
        Some(Row::Pages(_)) => pages::open(app, state, Action::Pages),
        Some(Row::Folder(_) | Row::Broken(_)) => {
            zoom(app, !app.runbooks.zoomed);
            Vec::new()
        }
        Some(row) if app.runbooks.zoomed => {
            zoom(app, false);
            set_unfolded(app, state, &row, true)
        }
        Some(row) => {
            let unfolded = row.runbook().is_some_and(|id| app.runbooks.is_unfolded(id));
            set_unfolded(app, state, &row, !unfolded)
        }
        None => Vec::new(),
    }
}

fn right(app: &mut App, state: &State) -> Vec<Effect> {
    let Some(row) = app.runbooks.row().cloned() else {
        return Vec::new();
    };
    if matches!(row, Row::Pages(_)) {
        return pages::open(app, state, Action::Pages);
    }
    let folded = row
        .runbook()
        .is_some_and(|id| !app.runbooks.is_unfolded(id));
    if row.is_runbook() && folded && !app.runbooks.zoomed {
        return set_unfolded(app, state, &row, true);
    }
    zoom(app, true);
    Vec::new()
}

fn left(app: &mut App, state: &State) {
    if app.runbooks.zoomed {
        return zoom(app, false);
    }
    match app.runbooks.row().cloned() {
        Some(row) if row.is_runbook() => {
            set_unfolded(app, state, &row, false);
        }
        Some(Row::Procedure(_) | Row::Broken(_) | Row::Pages(_)) => to_runbook(app),
        _ => {}
    }
}

pub(in crate::app) fn back(app: &mut App) {
    match (app.runbooks.board.is_open, app.runbooks.zoomed) {
        (true, _) => close(app),
        (false, true) => zoom(app, false),
        (false, false) => to_runbook(app),
    }
}

/// The cursor goes up to the runbook that its row stands beneath.
fn to_runbook(app: &mut App) {
    let screen = &mut app.runbooks;
    let above = screen.rows.iter().take(screen.cursor.at + 1);
    if let Some(at) = above.rev().position(Row::is_runbook)
        && at > 0
    {
        screen.cursor.at -= at;
        screen.scroll.to(0);
    }
}

fn zoom(app: &mut App, zoomed: bool) {
    app.runbooks.zoomed = zoomed;
    app.runbooks.scroll.to(0);
}

fn set_unfolded(app: &mut App, state: &State, row: &Row, unfolded: bool) -> Vec<Effect> {
    let Some(id) = row.runbook().cloned() else {
        return Vec::new();
    };
    let effect = if unfolded {
        let effect = fetch(app, &id);
        app.runbooks.unfolded.insert(id);
        effect
    } else {
        app.runbooks.unfolded.remove(&id);
        None
    };
    recount(app, state);
    effect.into_iter().collect()
}

/// Starts a procedure; asks where, when there are several places.
fn start(app: &mut App, procedure: ProcedureRef) -> Vec<Effect> {
    let found = app
        .usable(&procedure.runbook)
        .and_then(|runbook| runbook.procedure(procedure.procedure.as_str()));
    let Some(found) = found else {
        return Vec::new();
    };
    let title = format!("{}: where?", found.title);
    let targets = places(app, found);
    if let [_, _, ..] = targets[..] {
        let item = |target: TargetName| {
            let pick = Pick::Start(procedure.clone(), Some(target.clone()));
            (target.to_string(), pick)
        };
        let items = targets.into_iter().map(item).collect();
        app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
        return Vec::new();
    }
    let target = targets.into_iter().next();
    vec![today::start(app, procedure, target)]
}

/// The places of a procedure, as they are recorded.
pub(in crate::app) fn places(app: &App, procedure: &Procedure) -> Vec<TargetName> {
    let places = procedure.targets.iter();
    places.map(|target| target_name(app, target)).collect()
}

/// A target as it is recorded.
pub(in crate::app) fn target_name(app: &App, target: &Target) -> TargetName {
    match target {
        Target::ThisHost => app.host.clone(),
        Target::Named(name) => name.clone(),
    }
}

/// Shows a runbook's page, or a procedure's.
pub(in crate::app) fn show(
    app: &mut App,
    state: &State,
    runbook: &str,
    procedure: Option<&ProcedureRef>,
) -> Vec<Effect> {
    app.run = None;
    app.front = None;
    app.screen = Screen::Runbooks;
    app.runbooks.from_step = None;
    app.runbooks.scroll.to(0);
    close(app);
    // Without room for both, the page is what was asked for.
    app.runbooks.zoomed = !app.has_halves();
    let id = RunbookId::from(runbook);
    let effect = procedure.and_then(|_| {
        app.runbooks.unfolded.insert(id.clone());
        app.library.is_some().then(|| fetch(app, &id)).flatten()
    });
    app.runbooks.wanted = Some(Wanted {
        runbook: id,
        procedure: procedure.cloned(),
    });
    recount(app, state);
    effect.into_iter().collect()
}

/// Shows a procedure's page from one of its steps on.
pub(in crate::app) fn show_step(
    app: &mut App,
    state: &State,
    procedure: &ProcedureRef,
    step: &StepId,
) -> Vec<Effect> {
    let effects = show(app, state, procedure.runbook.as_str(), Some(procedure));
    app.runbooks.from_step = Some(step.clone());
    effects
}

/// Puts the board in front.
pub(in crate::app) fn open_board(app: &mut App, state: &State) {
    app.screen = Screen::Runbooks;
    app.runbooks.zoomed = false;
    app.runbooks.board.is_open = true;
    app.recount(state);
    app.runbooks.board.cursor = Cursor::default();
    lead(app);
}

/// Puts the board's cursor on a line.
pub(in crate::app) fn stand_on_board(app: &mut App, row: usize) {
    app.runbooks.board.cursor.at = row;
    lead(app);
}

/// A key while the board is in front; gives the runbook that is to be shown.
fn on_board(app: &mut App, action: Action) -> Option<RunbookId> {
    let rows = app.runbooks.board.rows.len();
    match action {
        _ if app.runbooks.board.cursor.moved(action, rows) => lead(app),
        Action::NextView | Action::Left | Action::Back => close(app),
        Action::Sort => {
            let board = &mut app.runbooks.board;
            board.sort = board.sort.next();
            board.sift();
            board.cursor = Cursor::default();
            lead(app);
        }
        Action::Filter => ask_owner(app),
        Action::NextOpen if app.runbooks.board.go_to_trouble() => lead(app),
        Action::NextOpen => app.say("No runbook here is broken or overdue."),
        Action::Enter | Action::Right => {
            return app.runbooks.board.row().map(|row| row.runbook.clone());
        }
        _ => {}
    }
    None
}

/// The tree is in front again.
fn close(app: &mut App) {
    app.runbooks.board.is_open = false;
}

/// Shows the runbooks of one owner, or all.
pub(in crate::app) fn show_owner(app: &mut App, owner: Option<String>) {
    app.runbooks.board.owner = owner;
    app.runbooks.board.sift();
    lead(app);
}

fn ask_owner(app: &mut App) {
    let board = &app.runbooks.board;
    let owners: BTreeSet<_> = board
        .all
        .iter()
        .filter_map(|row| row.owner.clone())
        .collect();
    let any = ("Any owner".to_owned(), Pick::Owner(None));
    let named = owners.into_iter();
    let named = named.map(|owner| (owner.clone(), Pick::Owner(Some(owner))));
    let items = std::iter::once(any).chain(named).collect();
    app.overlay = Some(Overlay::Picker(Picker::new("Whose runbooks?", items)));
}

/// The tree beneath follows the selected line.
fn lead(app: &mut App) {
    let Some(id) = app.runbooks.board.row().map(|row| row.runbook.clone()) else {
        return;
    };
    let mut rows = app.runbooks.rows.iter();
    let at = rows.position(|row| row.is_runbook() && row.runbook() == Some(&id));
    app.runbooks.cursor.at = at.unwrap_or(app.runbooks.cursor.at);
}
