//! Journal.

use super::App;
use crate::state::State;
use crate::tui::action::Action;
use crate::tui::effect::Effect;

/// Journal' own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JournalScreen {
    /// The selected row.
    pub cursor: super::Cursor,
}

pub(super) fn act(_app: &mut App, _state: &State, _action: Action) -> Vec<Effect> {
    Vec::new()
}

pub(super) fn back(_app: &mut App) {}

pub(super) fn recount(_app: &mut App, _state: &State) {}

pub(super) fn whole(
    _app: &mut App,
    _id: crate::event::RunId,
    _run: Option<Box<crate::state::Run>>,
) {
}
