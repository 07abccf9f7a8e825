//! Runbooks.

use super::App;
use crate::state::State;
use crate::tui::action::Action;
use crate::tui::effect::Effect;

/// Runbooks' own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunbooksScreen {
    /// The selected row.
    pub cursor: super::Cursor,
}

pub(super) fn act(_app: &mut App, _state: &State, _action: Action) -> Vec<Effect> {
    Vec::new()
}

pub(super) fn back(_app: &mut App) {}

/// Shows a runbook's page, or a procedure's.
pub(super) fn show(
    _app: &mut App,
    _state: &State,
    _runbook: &str,
    _procedure: Option<&crate::runbook::ProcedureRef>,
) {
}
