//! What is to be known of a whole run, above its steps: that it rehearses, walks an older
//! revision, is written up later.

use crate::app::App;
use crate::app::action::Action;
use crate::app::run::{Fetched, RunScreen, Scene};
use crate::app::theme::Role;
use crate::app::when;
use crate::session::Currency;
use crate::state::{Approval, State};
use crate::tui::view::paint::{Piece, key, line, piece};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the whole run is: a rehearsal, on an older revision, written up later.
pub(super) fn banner(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    place: Option<&str>,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let started = scene.run.started.as_ref().map(|said| &said.what);
    if started.is_some_and(|started| started.rehearsal) {
        rows.push(vec![piece(
            app.look,
            Role::Rehearsal,
            " REHEARSAL: nothing counts as real ",
        )]);
    }
    if state.is_unverified(&crate::event::Thread::Run(screen.id)) {
        rows.push(vec![piece(
            app.look,
            Role::Bad,
            "Unverified: damaged, or not confirmed",
        )]);
    }
    if let Some(place) = place.filter(|_| !crate::tui::view::measure::is_small(app)) {
        rows.push(vec![piece(app.look, Role::Dim, place)]);
    }
    if let Fetched::Here(pin) = &screen.pin {
        match pin.currency {
            Currency::Current => {}
            Currency::Older if scene.run.is_ended() => {}
            Currency::Older => rows.push(vec![
                piece(app.look, Role::Warn, "The runbook has changed: "),
                key(app, Action::Difference),
                piece(app.look, Role::Plain, "shows how"),
            ]),
            Currency::LastGood => rows.push(vec![piece(
                app.look,
                Role::Warn,
                "Last good revision: the file is broken or gone",
            )]),
        }
    }
    if let Some(at) = screen.done_at {
        let text = format!("Writing up: done at {}", when::moment(at, app));
        rows.push(vec![piece(app.look, Role::Warn, &text)]);
    }
    rows.extend(not_approved(app, screen, state, scene));
    let height = u16::try_from(rows.len()).unwrap_or(0).min(area.height / 2);
    for (row, y) in rows.iter().take(usize::from(height)).zip(area.y..) {
        line(
            app.look,
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
            row,
        );
    }
    Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    }
}

/// That the revision which is walked wants an approved change and has none.
fn not_approved(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
) -> Option<Vec<Piece>> {
    let Fetched::Here(pin) = &screen.pin else {
        return None;
    };
    let words = match state.approval(&pin.runbook, pin.revision.file) {
        _ if scene.run.is_ended() => return None,
        Approval::Missing => "This revision is not approved",
        Approval::Pending | Approval::Unsigned | Approval::Unreliable => {
            "This revision is not approved yet"
        }
        Approval::Approved | Approval::NotAsked => return None,
    };
    Some(vec![piece(app.look, Role::Warn, words)])
}
