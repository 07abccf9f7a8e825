//! Find.

use super::{App, Overlay};
use crate::state::State;
use crate::tui::effect::Effect;
use crossterm::event::KeyEvent;

/// A search in progress.
#[derive(Clone, Debug, Default)]
pub struct Finding;

impl Finding {
    pub(super) fn paste(&mut self, _text: &str) {}
}

pub(super) fn begin(_app: &App, _state: &State, _exceptions: bool) -> Overlay {
    Overlay::Find(Box::default())
}

pub(super) fn key(
    _app: &mut App,
    _state: &State,
    _finding: Box<Finding>,
    _key: KeyEvent,
) -> Vec<Effect> {
    Vec::new()
}

pub(super) fn begin_with(_app: &App, _state: &State, _words: &str) -> Overlay {
    Overlay::Find(Box::default())
}
