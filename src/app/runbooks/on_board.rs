//! What keys do while the board is in front of the tree.
//!
//! What stays true: the tree beneath stands on the selected line's runbook, so that every key that is
//! for the runbook in front is for that.

use crate::app::action::Action;
use crate::app::overlay::{Overlay, Pick, Picker};
use crate::app::{App, Cursor, Screen};
use crate::runbook::RunbookId;
use crate::state::State;
use std::collections::BTreeSet;

/// Puts the board in front.
pub(in crate::app) fn open_board(app: &mut App, state: &State) {
    app.screen = Screen::Runbooks;
    app.runbooks.zoomed = false;
    app.runbooks.board.is_open = true;
    app.recount(state);
    app.runbooks.board.cursor = Cursor::default();
    lead(app);
}

/// A key while the board is in front; gives the runbook that is to be shown.
pub(super) fn on_board(app: &mut App, action: Action) -> Option<RunbookId> {
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
        Action::NextOpen if app.runbooks.board.to_next() => lead(app),
        Action::NextOpen => app.say("No runbook here is broken or overdue."),
        Action::Enter | Action::Right => {
            return app.runbooks.board.row().map(|row| row.runbook.clone());
        }
        _ => {}
    }
    None
}

/// The tree is in front again.
pub(super) fn close(app: &mut App) {
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
