//! Runbooks.

use crate::state::State;
use crate::tui::app::App;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(
    _app: &App,
    _state: &State,
    _area: Rect,
    _buffer: &mut Buffer,
) -> Option<Position> {
    None
}
