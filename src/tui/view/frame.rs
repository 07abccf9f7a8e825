//! What stands around every screen: where one is, the time, who, whether all is saved, and what
//! there is to say. The keys at the foot are the footer's.

use super::measure::is_small;
use super::paint::{Piece, line, piece, split_line, spot};
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::spots::Spot;
use crate::app::theme::Role;
use crate::app::when;
use crate::app::{App, Notable, Saving, Screen};
use crate::present::{InStep, Tone};
use crate::state::State;
use crate::text::{shown, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Words for a place that is too small to show anything.
pub(super) fn too_small(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let text = format!(
        "Too small: make the window larger. {} leaves.",
        app.key(Action::Quit)
    );
    for (text, y) in wrap(&shown(&text), usize::from(area.width.max(1)))
        .iter()
        .zip(area.y..area.bottom())
    {
        let pieces = [(text.clone().into_owned(), app.look.style(Role::Plain))];
        line(
            app.look,
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
            &pieces,
        );
    }
    None
}

/// The rows of a screen, from the top.
pub(super) struct Parts {
    pub header: Rect,
    pub body: Rect,
    pub message: Rect,
    pub foot: Rect,
}

/// Where each part of the screen stands. A long message takes rows from the body, at most a third.
pub(super) fn parts(app: &App, area: Rect) -> Parts {
    let message = match &app.notice {
        Some(notice) => {
            let rows = wrap(&shown(&notice.text), message_width(area)).len();
            u16::try_from(rows).unwrap_or(1).clamp(1, area.height / 3)
        }
        // Where rows are dear, silence takes none.
        None => u16::from(!is_small(app)),
    };
    let head = 1 + u16::from(app.clock.is_some());
    let body = Rect {
        y: area.y + head,
        height: area.height.saturating_sub(head + message + 1),
        ..area
    };
    Parts {
        header: Rect { height: 1, ..area },
        body,
        message: Rect {
            y: body.bottom(),
            height: message,
            ..area
        },
        foot: Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        },
    }
}

/// All that is not the head: where something takes the place of the screen.
pub(super) fn below_head(app: &App, area: Rect) -> Rect {
    let top = parts(app, area).body.y - area.y;
    Rect {
        y: area.y + top,
        height: area.height.saturating_sub(top),
        ..area
    }
}

/// Columns for the words of a message: a sign stands before them.
fn message_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4).max(8))
}

/// The row under the head, where the clock of an escalation runs.
pub(super) fn clock_row(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: 1,
        ..area
    }
}

pub(super) fn header(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
    let look = app.look;
    let narrow = area.width < NARROW;
    let left = trail(app, state).unwrap_or_else(|| screens(app, narrow));
    // The day gives way before a word is cut.
    let (long, short) = (when::clock(app), when::clock_short(app));
    let in_step = app.in_step.as_ref();
    let told = in_step.map(|it| it.words(&app.wall()));
    let off = in_step.and_then(InStep::short);
    let off = off.map(|(tone, words)| (tone, words.to_owned()));
    let rights = [
        at_right(app, &long, told.as_ref()),
        at_right(app, &short, told.as_ref()),
        at_right(app, &short, off.as_ref()),
    ];
    let fits = |right: &&Vec<Piece>| !narrow && columns(&left) + columns(right) < area.width;
    let right = rights.iter().find(fits).unwrap_or(&rights[2]);
    split_line(look, buffer, area, &left, right);
    if trail(app, state).is_none() {
        tabs(app, narrow, area);
    }
}

/// Where each tab stands.
fn tabs(app: &App, narrow: bool, area: Rect) {
    let pieces = screens(app, narrow);
    let all = TABS
        .iter()
        .filter(|(_, screen, _)| !narrow || app.screen == *screen);
    // Each tab is four pieces, behind what stands before them all.
    let before = pieces.len() - 4 * all.clone().count();
    let mut x = area.x + columns(&pieces[..before]);
    for ((action, ..), tab) in all.zip(pieces[before..].chunks(4)) {
        let width = columns(tab);
        spot(app, Rect { x, width, ..area }, Spot::Act(*action));
        x += width;
    }
}

fn at_right(app: &App, time: &str, in_step: Option<&(Tone, String)>) -> Vec<Piece> {
    let look = app.look;
    let mut right = vec![
        piece(look, Role::Plain, time),
        piece(look, Role::Dim, look.dot()),
        piece(look, Role::Plain, app.operator.as_str()),
        piece(look, Role::Dim, look.dot()),
        saving(app),
    ];
    if let Some((tone, words)) = in_step {
        right.push(piece(look, Role::Dim, look.dot()));
        right.push(piece(look, look.tone(*tone), words));
    }
    right.push(piece(look, Role::Plain, " "));
    right
}

/// The screens, the one in front in brackets; where there is little room, that one alone.
fn screens(app: &App, narrow: bool) -> Vec<Piece> {
    let look = app.look;
    let mut left = match app.badge {
        Some(badge) => vec![
            piece(look, Role::Plain, " "),
            piece(look, Role::Rehearsal, &format!(" {badge} ")),
        ],
        None if narrow => Vec::new(),
        None => vec![piece(look, Role::Title, " rounds")],
    };
    left.push(piece(look, Role::Plain, " "));
    for (action, screen, name) in TABS {
        let here = app.screen == screen;
        if narrow && !here {
            continue;
        }
        let (open, close) = match here {
            true => ("[", "]"),
            false => (" ", " "),
        };
        let (edge, words, key) = match here {
            true => (Role::Title, Role::Title, Role::Key),
            false => (Role::Plain, Role::Dim, Role::Dim),
        };
        left.push(piece(look, edge, open));
        left.push(piece(look, key, &app.key_in(Context::Screen, action)));
        left.push(piece(look, words, &format!(" {name}")));
        left.push(piece(look, edge, close));
    }
    left
}

/// The four screens, each with what leads to it.
const TABS: [(Action, Screen, &str); 4] = [
    (Action::Today, Screen::Today, "Today"),
    (Action::Runbooks, Screen::Runbooks, "Runbooks"),
    (Action::Journal, Screen::Journal, "Journal"),
    (Action::FollowUps, Screen::FollowUps, "Follow-ups"),
];

/// In a rehearsal, and in a run that another one made begin: what it is, and how one came
/// there. Digits belong to the step there, so that no screen is lost by it.
fn trail(app: &App, state: &State) -> Option<Vec<Piece>> {
    let screen = app.run.as_ref()?;
    let trail = screen.trail(state);
    let rehearses = is_rehearsal(app, state);
    if trail.len() < 2 && !rehearses {
        return None;
    }
    let look = app.look;
    let mut left = vec![piece(look, Role::Plain, " ")];
    if let Some(badge) = app.badge {
        left.push(piece(look, Role::Rehearsal, &format!(" {badge} ")));
        left.push(piece(look, Role::Plain, " "));
    }
    if rehearses {
        left.push(piece(look, Role::Rehearsal, " REHEARSAL "));
        left.push(piece(look, Role::Plain, " "));
    }
    let words = trail.join(look.sign(" › ", " > "));
    left.push(piece(look, Role::Title, &words));
    Some(left)
}

fn saving(app: &App) -> Piece {
    match &app.saving {
        Saving::Saved if app.health.unsigned.is_some() => {
            piece(app.look, Role::Warn, "saved, not signed")
        }
        Saving::Saved => piece(app.look, Role::Good, app.look.saved()),
        Saving::Saving => piece(app.look, Role::Accent, "saving"),
        Saving::Failed(_) => piece(app.look, Role::Bad, "NOT SAVED"),
    }
}

/// What there is to say now, in a row of its own: what went wrong fills it.
pub(super) fn message(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(notice) = &app.notice else {
        return;
    };
    let look = app.look;
    let (sign, role) = match notice.kind {
        Notable::Error => (look.broken(), Role::Failure),
        Notable::Warning => (look.attention(), Role::Caution),
        Notable::Success => (look.sign("✓", "v"), Role::Good),
        Notable::News => (look.sign("›", "i"), Role::Plain),
    };
    if notice.kind.is_bad() {
        buffer.set_style(area, look.style(role));
    }
    let text = shown(&notice.text);
    let rows = wrap(&text, message_width(area));
    for (index, (text, y)) in rows.into_iter().zip(area.y..area.bottom()).enumerate() {
        let sign = if index == 0 { sign } else { " " };
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        let pieces = [
            piece(look, role, &format!(" {sign} ")),
            (text.into_owned(), look.style(role)),
        ];
        line(look, buffer, row, &pieces);
    }
}

/// Below so many columns only the screen in front is named, and only what is needed at the foot.
pub(super) const NARROW: u16 = 70;

/// The columns that pieces take.
pub(super) fn columns(pieces: &[Piece]) -> u16 {
    let width: usize = pieces.iter().map(|(text, _)| text.width()).sum();
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Whether the run in front only rehearses.
pub(super) fn is_rehearsal(app: &App, state: &State) -> bool {
    let run = app.run.as_ref().and_then(|screen| screen.run(state));
    let started = run.and_then(|run| run.started.as_ref());
    started.is_some_and(|said| said.what.rehearsal)
}

/// Where a sheet of so many rows stands: at the foot of the screen, so that what it is about stays
/// in sight above it, and what was said of it below.
pub(super) fn sheet_place(app: &App, area: Rect, height: u16) -> Rect {
    let below = parts(app, area).body.bottom();
    let height = height.min(below.saturating_sub(area.y));
    Rect {
        y: below - height,
        height,
        ..area
    }
}
