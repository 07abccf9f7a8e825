//! Allowing a procedure's commands from Today: all of them are shown exactly as they are
//! written, and one key, which nothing else wants, allows exactly these.
//!
//! What stays true: nothing is allowed that was not shown to its end, and nothing by a paste.

use super::{App, Overlay, today};
use crate::runbook::ProcedureRef;
use crate::session::Request;
use crate::session::commands::Written;
use crate::tui::effect::Effect;
use crate::tui::view;
use crossterm::event::{KeyCode, KeyEvent};

/// Commands before someone who may allow them.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowing {
    /// Of which procedure.
    pub procedure: ProcedureRef,
    /// The commands, as they were when this was opened.
    pub commands: Vec<Written>,
    /// The first row that is shown.
    pub scroll: u16,
}

/// Shows what a procedure would run.
pub(super) fn ask(app: &mut App, procedure: &ProcedureRef) {
    let commands = of(app, procedure).cloned().collect();
    app.overlay = Some(Overlay::Allowing(Box::new(Allowing {
        procedure: procedure.clone(),
        commands,
        scroll: 0,
    })));
}

/// The commands of a procedure that nobody has allowed.
pub fn of<'a>(
    app: &'a App,
    procedure: &'a ProcedureRef,
) -> impl Iterator<Item = &'a Written> + use<'a> {
    let written = app.not_allowed.iter();
    written.filter(move |written| today::procedure_of(written) == *procedure)
}

/// The files have changed: what is shown must be what would be allowed.
pub(super) fn looked(app: &mut App) {
    let Some(Overlay::Allowing(allowing)) = &app.overlay else {
        return;
    };
    let now: Vec<_> = of(app, &allowing.procedure).cloned().collect();
    if now != allowing.commands {
        let procedure = allowing.procedure.clone();
        ask(app, &procedure);
        app.say("The file has changed: these are its commands now.");
    }
}

pub(super) fn key(app: &mut App, mut allowing: Box<Allowing>, key: KeyEvent) -> Vec<Effect> {
    let lowest = view::allowing_lowest(app, &allowing);
    match key.code {
        KeyCode::Char('A') if allowing.scroll < lowest => {
            app.refuse("Read them to the end first: page down.");
        }
        KeyCode::Char('A') => {
            let count = allowing.commands.len();
            app.say(match count {
                1 => "Allowed: 1 command.".to_owned(),
                count => format!("Allowed: {count} commands."),
            });
            return vec![Effect::Ask(Request::Allow(allowing.commands))];
        }
        _ => match super::update::scrolled(allowing.scroll, &key) {
            Some(scroll) => allowing.scroll = scroll.min(lowest),
            None => return Vec::new(),
        },
    }
    app.overlay = Some(Overlay::Allowing(allowing));
    Vec::new()
}
