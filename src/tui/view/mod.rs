//! Views: functions from the record, the app and an area to a buffer.
//!
//! Nothing here changes anything, but that what is drawn tells the mouse where it stands. All text from outside goes through [`sheet`] or [`paint`],
//! which take only what `text::shown` has made safe.

mod accept;
mod allow;
mod confirm;
mod find;
mod follow_ups;
mod footer;
mod frame;
mod journal;
mod measure;
mod overlay;
mod pages;
pub mod paint;
mod run;
mod runbooks;
pub mod sheet;
#[cfg(test)]
mod tests;
mod today;

use crate::app::{App, Screen};
use crate::state::State;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this nothing can be read.
const LEAST: (u16, u16) = (24, 6);

/// Whether something in sight counts seconds: a wait of the open run, or a command that
/// runs at it.
pub(super) fn counts_seconds(app: &App, state: &State) -> bool {
    if app.clock.is_some() || app.front_escalation().is_some() {
        return true;
    }
    let Some(screen) = &app.run else {
        return false;
    };
    let runs = app
        .live
        .iter()
        .any(|((run, _), live)| *run == screen.id && !live.is_over);
    let waits = || {
        let boxes = screen.run(state).map(|run| run.boxes.values());
        let until = boxes.into_iter().flatten();
        let mut until =
            until.filter_map(|step_state| crate::app::run::waits_until(Some(step_state)));
        until.any(|until| until > app.now)
    };
    runs || waits()
}

/// Draws everything; says where the cursor is to stand.
pub fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return frame::too_small(app, area, buffer);
    }
    paint::fill(app.look, buffer, area);
    app.spots.clear();
    let frame::Parts {
        header,
        body,
        message,
        foot,
    } = frame::parts(app, area);
    frame::header(app, state, header, buffer);
    pages::clock(app, state, frame::clock_row(area), buffer);
    let cursor = match (&app.run, app.screen) {
        _ if let Some(front) = &app.front => pages::draw(app, state, front, body, buffer),
        (Some(run), _) => run::draw(app, run, state, body, buffer),
        (None, Screen::Today) => today::draw(app, state, body, buffer),
        (None, Screen::Runbooks) => runbooks::draw(app, state, body, buffer),
        (None, Screen::Journal) => journal::draw(app, state, body, buffer),
        (None, Screen::FollowUps) => follow_ups::draw(app, state, body, buffer),
    };
    frame::message(app, message, buffer);
    footer::draw(app, state, foot, buffer);
    match &app.overlay {
        Some(overlay) => {
            app.spots.clear();
            overlay::draw(app, state, overlay, area, buffer)
        }
        None => cursor,
    }
}
