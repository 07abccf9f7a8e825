//! Views: functions from the record, the app and an area to a buffer.
//!
//! Nothing here changes anything. All text from outside goes through [`sheet`] or [`paint`],
//! which take only what `text::shown` has made safe.

mod allow;
mod find;
mod follow_ups;
mod frame;
mod journal;
mod overlay;
pub mod paint;
mod run;
mod runbooks;
pub mod sheet;
#[cfg(test)]
mod tests;
mod today;
pub mod when;

pub(super) use allow::lowest as allowing_lowest;
pub(super) use follow_ups::lowest as follow_ups_lowest;
pub(super) use journal::lowest as journal_lowest;
pub(super) use runbooks::{lowest as runbooks_lowest, step as runbooks_step};

use super::app::{App, Screen};
use crate::state::State;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this nothing can be read.
const LEAST: (u16, u16) = (24, 6);

/// Whether a list and the words beside it both have room.
pub(super) fn has_halves(app: &App) -> bool {
    today::halves(body(app)).1.is_some()
}

/// What is left between the head and the foot.
fn body(app: &App) -> Rect {
    let (width, height) = app.size;
    let area = Rect::new(0, 0, width.max(LEAST.0), height.max(LEAST.1));
    frame::parts(app, area).1
}

/// Draws everything; says where the cursor is to stand.
pub fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return frame::too_small(app, area, buffer);
    }
    let (header, body, footer) = frame::parts(app, area);
    frame::header(app, state, header, buffer);
    let cursor = match (&app.run, app.screen) {
        (Some(run), _) => run::draw(app, run, state, body, buffer),
        (None, Screen::Today) => today::draw(app, state, body, buffer),
        (None, Screen::Runbooks) => runbooks::draw(app, state, body, buffer),
        (None, Screen::Journal) => journal::draw(app, state, body, buffer),
        (None, Screen::FollowUps) => follow_ups::draw(app, state, body, buffer),
    };
    frame::notice(app, body, buffer);
    frame::footer(app, state, footer, buffer);
    match &app.overlay {
        Some(overlay) => overlay::draw(app, state, overlay, area, buffer),
        None => cursor,
    }
}
