//! Find and palette.

use crate::state::State;
use crate::tui::app::App;
use crate::tui::app::find::Finding;
use crate::tui::app::palette::Palette;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(super) fn draw(_: &App, _: &State, _: &Finding, _: Rect, _: &mut Buffer) -> Option<Position> {
    None
}

pub(super) fn palette(_: &App, _: &Palette, _: Rect, _: &mut Buffer) -> Option<Position> {
    None
}
