//! What stands around every screen: where one is, the time, who, whether all is saved; and
//! the keys that matter now.

use super::measure::is_small;
use super::paint::{Piece, line, piece, split_line, spot};
use crate::app::action::Action;
use crate::app::journal::Opened;
use crate::app::keys::Context;
use crate::app::run::foot;
use crate::app::runbooks::Row;
use crate::app::spots::Spot;
use crate::app::theme::Role;
use crate::app::when;
use crate::app::{App, Notable, Overlay, Saving, Screen, asks, today_foot};
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
    pub footer: Rect,
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
        footer: Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        },
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

/// The keys that matter now, what comes next first; those that are live everywhere have their
/// place at the end, whatever else has none.
pub(super) fn footer(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
    if let Some(overlay) = &app.overlay {
        return before(app, overlay, area, buffer);
    }
    for (place, action, pieces) in foot(app, state, area) {
        spot(app, place, Spot::Act(action));
        line(app.look, buffer, place, &pieces);
    }
}

/// Each key of the footer, and where it stands.
fn foot(app: &App, state: &State, area: Rect) -> Vec<(Rect, Action, Vec<Piece>)> {
    const BETWEEN: u16 = 2;
    let place = app.place();
    let named = |action| Some((action, key_pieces(app, state, place, action)?));
    let last = match area.width < NARROW {
        true => &[Action::Palette, Action::Help][..],
        false => &[Action::Palette, Action::Help, Action::Quit],
    };
    let mut last: Vec<_> = last.iter().copied().filter_map(named).collect();
    let taken = last.iter().map(|(_, pieces)| columns(pieces) + BETWEEN);
    let mut room = area.width.saturating_sub(taken.sum::<u16>());
    let mut shown = Vec::new();
    for (action, pieces) in wanted(app, state, place).into_iter().filter_map(named) {
        let width = columns(&pieces) + BETWEEN;
        if width > room {
            break;
        }
        room -= width;
        shown.push((action, pieces));
    }
    let more = piece(app.look, Role::Plain, " actions");
    if u16::try_from(more.0.width()).is_ok_and(|width| width <= room)
        && let Some((Action::Palette, pieces)) = last.first_mut()
    {
        pieces.push(more);
    }
    shown.append(&mut last);
    let mut x = area.x + 1;
    let placed = shown.into_iter().map(|(action, pieces)| {
        let width = columns(&pieces).min(area.right().saturating_sub(x));
        let at = Rect { x, width, ..area };
        x += width + BETWEEN;
        (at, action, pieces)
    });
    placed.collect()
}

/// Below so many columns only the screen in front is named, and only what is needed at the foot.
const NARROW: u16 = 70;

/// The keys of what stands before the screen, where it does not name them itself. The
/// screen's own are not live then.
fn before(app: &App, overlay: &Overlay, area: Rect, buffer: &mut Buffer) {
    let keys: &[(&str, &str)] = match overlay {
        Overlay::Picker(_) => &[("enter", "choose"), ("esc", "cancel")],
        Overlay::Confirm(_) => &[],
        _ => &[],
    };
    let mut pieces = vec![piece(app.look, Role::Plain, " ")];
    for (key, words) in keys {
        pieces.push(piece(app.look, Role::Key, key));
        pieces.push(piece(app.look, Role::Plain, &format!(" {words}  ")));
    }
    line(app.look, buffer, area, &pieces);
}

/// A key and what it does now.
fn key_pieces(app: &App, state: &State, place: Context, action: Action) -> Option<Vec<Piece>> {
    let binding = app.keymap.binding(place, action)?;
    let key = binding.keys.first()?.words();
    let key = match place {
        Context::Run => foot::digits(app, state, action).unwrap_or(key),
        _ => key,
    };
    Some(vec![
        piece(app.look, Role::Key, &key),
        piece(
            app.look,
            Role::Plain,
            &format!(" {}", words(app, state, action, binding.short)),
        ),
    ])
}

fn columns(pieces: &[Piece]) -> u16 {
    let width: usize = pieces.iter().map(|(text, _)| text.width()).sum();
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Some keys do different things at different places; the footer says which.
fn words(app: &App, state: &State, action: Action, short: &'static str) -> &'static str {
    match (action, app.place()) {
        (_, Context::Today) => {
            let mut named = today_foot::wanted(app, state).into_iter();
            let named = named.find(|(known, _)| *known == action);
            named.and_then(|(_, words)| words).unwrap_or(short)
        }
        (
            Action::Ok | Action::Enter | Action::NextOpen | Action::Perform | Action::FollowFailure,
            Context::Run,
        ) => foot::key_words(app, state, action).unwrap_or(short),
        (Action::Enter, Context::Runbooks) => super::runbooks::enter_words(app).unwrap_or(short),
        (Action::Enter, Context::Journal) if is_trends(app) => "runs",
        (Action::Enter, Context::Journal) => super::journal::enter_words(app, state),
        (Action::NextView, Context::Runbooks) => match app.runbooks.board.is_open {
            true => "tree",
            false => "board",
        },
        (Action::Filter, Context::Runbooks) => "owner",
        (Action::NextOpen, Context::Runbooks) => "next trouble",
        (Action::NextView, _) if is_calendar(app) => "trends",
        (Action::Ok, Context::Journal) => "acknowledge",
        (Action::NextOpen, Context::Journal) if is_calendar(app) => "next missed",
        (Action::NextOpen, Context::Journal) if is_trends(app) => "next alarm",
        (Action::NextView, _) if is_trends(app) => "timeline",
        (Action::NextView, Context::Journal) => "calendar",
        (Action::Enter, Context::FollowUps) => super::follow_ups::enter_words(app),
        (Action::Right, Context::Runbooks) if !app.runbooks.zoomed => "page",
        (Action::Quit, Context::Run) => "out",
        (Action::Enter, Context::Pages) => "read",
        (Action::Enter, Context::Handover) => super::pages::enter_words(app),
        (Action::Right, Context::Handover) => "read all",
        (Action::Quit, Context::Handover) => "back",
        (Action::Ok, Context::Pages | Context::FollowUps) => match asks::asked(app, state) {
            Some(Action::Ok) | None => "confirm",
            Some(asked) => app
                .keymap
                .binding(app.place(), asked)
                .map_or(short, |it| it.short),
        },
        (Action::Quit, Context::Pages) => "back",
        _ => short,
    }
}

/// The actions that are worth a place at the foot, most wanted first.
fn wanted(app: &App, state: &State, place: Context) -> Vec<Action> {
    use Action as A;
    let mut wanted = match place {
        Context::Today => {
            let wanted = today_foot::wanted(app, state).into_iter();
            wanted.map(|(action, _)| action).collect()
        }
        Context::Run => foot::wanted(app, state),
        Context::Runbooks if app.runbooks.board.is_open => {
            vec![A::Enter, A::Filter, A::Sort, A::NextOpen, A::NextView]
        }
        Context::Runbooks if app.runbooks.zoomed => vec![A::Enter, A::Back, A::ScrollDown],
        Context::Runbooks => {
            let row = app.runbooks.row();
            let is_procedure = matches!(row, Some(Row::Procedure(_)));
            let rehearse = is_procedure.then_some(A::Rehearse);
            let wanted = [A::Enter, A::Right, A::NextView, A::Alert].into_iter();
            wanted.chain(rehearse).collect()
        }
        Context::Journal if is_calendar(app) => {
            vec![A::Ok, A::Enter, A::NextOpen, A::NextView, A::Back]
        }
        Context::Journal if is_trends(app) => vec![A::Enter, A::NextOpen, A::NextView, A::Back],
        Context::Journal if app.journal.opened.is_some() => vec![A::Enter, A::Back, A::ScrollDown],
        Context::Journal => {
            vec![A::Enter, A::NextView, A::Filter, A::Note]
        }
        Context::FollowUps => super::follow_ups::wanted(app, state),
        Context::Pages | Context::Handover => super::pages::wanted(app, state),
        _ => vec![A::Enter, A::Back],
    };
    if matches!(app.saving, Saving::Failed(_)) {
        wanted.insert(0, A::TryAgain);
    }
    wanted.push(A::Find);
    wanted
}

fn is_calendar(app: &App) -> bool {
    matches!(app.journal.opened, Some(Opened::Calendar(_)))
}

fn is_trends(app: &App) -> bool {
    matches!(app.journal.opened, Some(Opened::Trends(_)))
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
