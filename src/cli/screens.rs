//! The way from the command line to the screens.

use super::desk::Desk;
use super::exit::{Exit, Stop};
use crate::config::Config;
use crate::os::{self, Signal};
use crate::tui::look::Look;
use crate::tui::terminal::TerminalError;
use crate::tui::{self, Ending, Opening, Options, Tell};

/// Opens the screens, and stays until they are left. Where a signal ended them, the process
/// dies of it once everything is put away.
///
/// # Errors
/// When there is no terminal for them, or the record cannot be opened.
pub fn open(desk: &mut Desk, opening: Option<Opening>) -> Result<Exit, Stop> {
    if desk.no_input {
        return check(desk).map(|()| Exit::WELL);
    }
    desk.out.flush()?;
    let look = desk.out.look();
    let options = Options {
        mouse: desk.preferences.mouse.value,
        look: Look {
            ascii: look.ascii,
            colour: look.colour,
            theme: desk.taste.theme,
        },
        keymap: desk.taste.keymap,
        tell: Tell {
            bell: desk.preferences.bell.value,
            desktop: desk.preferences.desktop.value,
        },
        notice: notice(&desk.config),
        open: opening,
    };
    match tui::run(desk.give_session()?, options) {
        Ok(Ending::Left) => Ok(Exit::WELL),
        Ok(Ending::Signal(signal)) => os::die_of(signal),
        // There is nobody left to tell: it ends as a hangup ends a program.
        Err(TerminalError::Lost) => os::die_of(Signal::HangUp),
        Err(error) => Err(Stop::Other(error.to_string())),
    }
}

/// Whether the screens can be opened at all: asked before anything is written.
///
/// # Errors
/// Anything else: no terminal, or `--no-input`.
pub fn check(desk: &Desk) -> Result<(), Stop> {
    match desk.has_screen() {
        true => Ok(()),
        false => Err(Stop::Other(
            "There is no terminal to open the screens in. `rounds due` and `rounds --help` work without one; `rounds start` takes --no-open."
                .to_owned(),
        )),
    }
}

/// What was told before the screens covered it.
fn notice(config: &Config) -> Option<String> {
    let first = config.problems.first()?;
    Some(format!(
        "config.toml, line {}: {}. `rounds doctor` shows all of it.",
        first.line, first.message,
    ))
}
