//! The palette.

use super::{App, Overlay};
use crate::state::State;
use crate::tui::effect::Effect;
use crossterm::event::KeyEvent;

/// A search among actions.
#[derive(Clone, Debug, Default)]
pub struct Palette;

impl Palette {
    pub(super) fn paste(&mut self, _text: &str) {}
}

pub(super) fn begin(_app: &App) -> Overlay {
    Overlay::Palette(Box::default())
}

pub(super) fn key(
    _app: &mut App,
    _state: &State,
    _palette: Box<Palette>,
    _key: KeyEvent,
) -> Vec<Effect> {
    Vec::new()
}
