//! The foot of every screen: the keys that matter now, and what they do here.
//!
//! What stays true: the next thing to do comes first, each key stands there once, and none does
//! nothing on this row.

use super::frame::{NARROW, columns};
use super::paint::{Piece, line, piece, spot};
use crate::app::action::Action;
use crate::app::journal::Opened;
use crate::app::journal_day::day_wanted;
use crate::app::keys::Context;
use crate::app::run::foot;
use crate::app::runbooks::Row;
use crate::app::scroll::Scroll;
use crate::app::spots::Spot;
use crate::app::theme::Role;
use crate::app::{App, Overlay, Saving, Screen, asks, today_foot};
use crate::state::State;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashSet;

/// The keys that matter now, what comes next first; those that are live everywhere have their
/// place at the end, whatever else has none.
pub(super) fn draw(app: &App, state: &State, area: Rect, buffer: &mut Buffer) {
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
    let mut wanted = wanted(app, state, place);
    let mut before = HashSet::new();
    let scrolls = front_scroll(app).is_none_or(Scroll::is_longer);
    wanted.retain(|action| before.insert(*action) && (scrolls || *action != Action::ScrollDown));
    for (action, pieces) in wanted.into_iter().filter_map(named) {
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
        (Action::NextOpen, Context::Journal) if is_calendar(app) => "next trouble",
        (Action::Left, Context::Journal) if is_calendar(app) => "a week back",
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
            let broken = super::runbooks::is_broken(app).then_some(A::Edit);
            let wanted = [A::Enter, A::Right, A::NextView, A::Alert].into_iter();
            broken.into_iter().chain(wanted).chain(rehearse).collect()
        }
        Context::Journal if let Some(Opened::Calendar(calendar)) = &app.journal.opened => {
            let mut wanted = day_wanted(app.calendar_day(), state, calendar, &app.wall());
            wanted.extend([A::Left, A::NextView, A::Back]);
            wanted
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

/// How the words in front are scrolled.
fn front_scroll(app: &App) -> Option<&Scroll> {
    match (&app.front, app.screen) {
        (Some(front), _) => Some(&front.reading().scroll),
        _ if app.run.is_some() => None,
        (None, Screen::Runbooks) => Some(&app.runbooks.scroll),
        (None, Screen::Journal) => Some(&app.journal.scroll),
        (None, Screen::FollowUps) => Some(&app.follow_ups.scroll),
        (None, Screen::Today) => None,
    }
}
