//! A list to pick from, and where each of its rows leads.

use super::input::Key;
use super::overlay::{Overlay, Pick, Picker, Prompt, Purpose};
use super::theme::{Offer, about};
use super::update::{reason_of_correction, send};
use super::{
    App, exception, follow_ups, journal, pages, redline, rehearse, run, runbooks, today, update,
};
use crate::app::effect::Effect;
use crate::app::keys::Context;
use crate::command::{Answer, Command};
use crate::session::Request;
use crate::state::State;

/// A key in a list that stands before everything else.
pub(super) fn in_picker(app: &mut App, state: &State, mut picker: Picker, key: Key) -> Vec<Effect> {
    let rows = picker.items.len();
    let labels = picker.labels.chars().take(rows);
    let label_at = |letter: char| labels.clone().position(|label| label == letter);
    let picked = match key {
        Key::ESC | Key::Char('q') if preview(app, &picker) => {
            unpicked(app);
            return Vec::new();
        }
        Key::ESC => return Vec::new(),
        Key::ENTER | Key::Char(' ') => Some(picker.cursor.at),
        Key::Char(letter) if label_at(letter).is_some() => label_at(letter),
        Key::Char('q') => return Vec::new(),
        _ => {
            if let Some(action) = app.keymap.action(Context::Screen, key) {
                picker.cursor.moved(action, rows);
            }
            preview(app, &picker);
            None
        }
    };
    let Some((_, pick)) = picked.and_then(|index| picker.items.get(index).cloned()) else {
        app.overlay = Some(Overlay::Picker(picker));
        return Vec::new();
    };
    self::picked(app, state, pick)
}

/// The themes, the one in force selected.
pub(super) fn themes(app: &mut App) {
    let row = |offer: &Offer| {
        let words = format!("{:<9} {}", offer.name, about(offer.name));
        (words, Pick::Theme(*offer))
    };
    let items: Vec<_> = app.themes.iter().map(row).collect();
    if items.is_empty() {
        return app.say("Themes are for the screens: `theme` in config.toml names one.");
    }
    let title = match app.look.colour {
        true => "Theme: the selected one is shown",
        false => "Theme (no colours are used: NO_COLOR, --color never)",
    };
    let now = app.look.theme;
    let mut picker = Picker::new(title, items);
    let at = app.themes.iter().position(|offer| *offer.theme == *now);
    picker.cursor.at = at.unwrap_or(0);
    app.theme_before = Some(now);
    app.overlay = Some(Overlay::Picker(picker));
}

/// Shows the theme of the selected row, where the list is one of themes.
fn preview(app: &mut App, picker: &Picker) -> bool {
    let selected = picker.items.get(picker.cursor.at);
    let Some((_, Pick::Theme(offer))) = selected else {
        return false;
    };
    app.look.theme = offer.theme;
    true
}

/// No theme is picked: what it was before is back.
fn unpicked(app: &mut App) {
    app.look.theme = app.theme_before.take().unwrap_or(app.look.theme);
}

/// Goes where a picked row leads.
pub(super) fn picked(app: &mut App, state: &State, pick: Pick) -> Vec<Effect> {
    match pick {
        Pick::Start(procedure, target) => vec![today::start(app, procedure, target)],
        // Beside somebody else's it is begun at once: they are to see it.
        Pick::Begin(start) if start.beside => vec![app.request(Request::Start(*start), None)],
        Pick::Begin(start) => exception::begin_unwritten(app, *start),
        Pick::Run(run) => exception::open(app, state, run),
        Pick::LookOn(run) => exception::look_on(app, state, run),
        Pick::TakeOver(run) => {
            exception::ask_why(app, run);
            Vec::new()
        }
        Pick::Allow(procedure) => today::ask_for_those_of(app, &procedure),
        Pick::FollowUps(filter) => {
            follow_ups::show_only(app, state, filter);
            Vec::new()
        }
        Pick::Journal(filter) => {
            journal::show_only(app, state, filter);
            Vec::new()
        }
        Pick::Owner(owner) => {
            runbooks::show_owner(app, owner);
            Vec::new()
        }
        Pick::Do(action) => update::act(app, state, action),
        Pick::Theme(offer) => {
            app.theme_before = None;
            app.look.theme = offer.theme;
            vec![Effect::KeepTheme(offer.name)]
        }
        Pick::Story(run) => journal::tell(app, state, run),
        Pick::Open(kind) => {
            follow_ups::ask(app, state, kind);
            Vec::new()
        }
        Pick::Move(id, to) => {
            follow_ups::ask_move(app, state, id, to);
            Vec::new()
        }
        Pick::Handoff(picked) => pages::picked(app, state, *picked),
        Pick::Reword(request, now) => {
            redline::ask(app, *request, &now);
            Vec::new()
        }
        Pick::Rehearse(start) => rehearse::place(app, *start),
        Pick::Undo(run) => vec![app.request(Request::Do(Command::StartUndo { run }), None)],
        Pick::Output(title, output) => run::ask_for_output(app, title, output),
        Pick::Answer(complete) => send(app, state, complete, None),
        Pick::Correct(complete) if complete.answer == Answer::NotOk => {
            let prompt = Prompt::new(Purpose::NotOk(complete), "Not OK: what did you see?", "");
            app.overlay = Some(Overlay::Prompt(prompt));
            Vec::new()
        }
        Pick::Correct(complete) => {
            reason_of_correction(app, complete);
            Vec::new()
        }
    }
}
