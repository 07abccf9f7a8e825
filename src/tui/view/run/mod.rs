//! A run: its steps on the left, the current one large on the right.

mod answers;
mod banner;
mod debrief;
mod failure;
mod finish;
mod how_done;
mod list;
mod page;
mod questions;
mod trend;

use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::run::{Fetched, RunScreen, Scene};
use crate::app::theme::Role;
use crate::app::{App, HALVES_FROM};
use crate::present::HowFar;
use crate::state::State;
use crate::tui::view::paint::{frame, halves, piece, titled};
use crate::tui::view::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub(in crate::tui::view) use how_done::clock;
pub(in crate::tui::view) use page::scripted_words;

pub(in crate::tui::view) fn draw(
    app: &App,
    screen: &RunScreen,
    state: &State,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let Some(scene) = screen.scene(state) else {
        waiting(app, screen, state, area, buffer);
        return None;
    };
    let (list, page) = match halves(area, HALVES_FROM, list::columns(&scene)) {
        (_, None) if screen.zoomed => (None, Some(named(app, &scene, area, buffer))),
        (list, page) => (Some(list), page),
    };
    let cursor = list.and_then(|list| list::steps(app, screen, state, &scene, list, buffer));
    if let Some(page) = page {
        match scene.stand(screen.cursor) {
            Some(stand) => page::current(app, screen, state, &scene, stand, page, buffer),
            None => finish::finish(app, screen, state, &scene, page, buffer),
        }
    }
    cursor.or_else(|| {
        page.map(|page| Position {
            x: page.x,
            y: page.y,
        })
    })
}

/// The name of the run and how far it is, in a row above a step that stands alone.
fn named(app: &App, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    let far = HowFar::of(scene.run, &scene.procedure, &scene.walk).to_string();
    let (title, _) = list::heading(app, scene, area, far.len());
    let row = Rect {
        height: area.height.min(1),
        ..area
    };
    let count = [piece(app.look, Role::Dim, &far)];
    titled(app.look, buffer, row, &title, &count);
    Rect {
        y: area.y + row.height,
        height: area.height - row.height,
        ..area
    }
}

/// While the runbook is on its way, or where it cannot be had.
fn waiting(app: &App, screen: &RunScreen, state: &State, area: Rect, buffer: &mut Buffer) {
    let title = screen.run(state).and_then(|run| run.started.as_ref());
    let title = title.map_or_else(
        || format!("Run {}", screen.id.short()),
        |said| said.what.title.clone(),
    );
    let inner = frame(app.look, buffer, area, &title);
    let mut sheet = Sheet::new(app.look, inner.width);
    match screen.pin {
        Fetched::Missing => {
            let journal = app.key_in(Context::Screen, Action::Journal);
            sheet.words(Role::Warn, &format!("The runbook that this run walks cannot be read: neither its file nor the copy in the journal's objects folder. What was done can be read in Journal ({journal})."));
        }
        _ => sheet.words(Role::Dim, "The run is being read."),
    }
    sheet.draw_top(inner, buffer);
}
