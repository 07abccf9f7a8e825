//! The way from the command line to the screens, and to line prompts.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use crate::app::look::Look;
use crate::app::opening::Opening;
use crate::app::theme::Background;
use crate::config::Config;
use crate::demo::Folder;
use crate::os::{self, Signal};
use crate::plain;
use crate::tui::terminal::TerminalError;
use crate::tui::{self, Ending, Fill, MadeUp, Options, Tell};
use clap::Args;
use std::ffi::OsString;

/// Prompts by line instead of screens: for `rounds` alone, `start`, `open`, `demo`
/// and `tutor`.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct PlainArgs {
    /// Prompts by line instead of screens: nothing is drawn
    #[arg(long)]
    pub plain: bool,
    /// With --plain: commands that are allowed run without being confirmed
    #[arg(long, requires = "plain")]
    pub yes: bool,
}

impl PlainArgs {
    /// What was said before the command or behind it.
    pub fn or(self, other: Self) -> Self {
        Self {
            plain: self.plain || other.plain,
            yes: self.yes || other.yes,
        }
    }
}

/// Opens the screens, and stays until they are left. Where a signal ended them, the process
/// dies of it once everything is put away.
///
/// # Errors
/// When there is no terminal for them, or the record cannot be opened.
pub fn open(invocation: &mut Invocation, opening: Option<Opening>) -> Result<Exit, Stop> {
    if invocation.no_input {
        return check(invocation).map(|()| Exit::WELL);
    }
    let ended = shown(invocation, opening, None, None)?;
    end(ended)
}

/// Opens the screens on a record that was made up, or that `fill` makes up meanwhile. Its folder goes when they are left, and
/// before the process dies of a signal, unless it is to be kept.
///
/// # Errors
/// As [`open`].
pub fn open_made_up(
    invocation: &mut Invocation,
    opening: Option<Opening>,
    made_up: MadeUp,
    folder: Folder,
    fill: Option<Fill>,
) -> Result<Exit, Stop> {
    let ended = shown(invocation, opening, Some(made_up), fill);
    drop(folder);
    end(ended?)
}

fn shown(
    invocation: &mut Invocation,
    opening: Option<Opening>,
    made_up: Option<MadeUp>,
    fill: Option<Fill>,
) -> Result<Result<Ending, TerminalError>, Stop> {
    invocation.out.flush()?;
    let look = invocation.out.look();
    let options = Options {
        mouse: invocation.preferences.mouse.value,
        look: Look {
            ascii: look.ascii,
            colour: look.colour,
            theme: invocation.screen_config.theme,
            background: background(),
        },
        themes: invocation.screen_config.themes,
        config: invocation.config.path.clone(),
        ask_background: invocation.preferences.theme.value == "terminal",
        keymap: invocation.screen_config.keymap,
        tell: Tell {
            bell: invocation.preferences.bell.value,
            desktop: invocation.preferences.desktop.value,
        },
        notice: notice(&invocation.config),
        open: opening,
        seal: seal(invocation)?,
        made_up,
    };
    Ok(tui::run(invocation.give_session()?, options, fill))
}

/// What stands behind the words, until the terminal answers for it: some say it to whoever they
/// start.
fn background() -> Background {
    let said = std::env::var("COLORFGBG");
    said.map_or(Background::Unknown, |said| Background::said(&said))
}

fn end(ended: Result<Ending, TerminalError>) -> Result<Exit, Stop> {
    match ended {
        Ok(Ending::Left) => Ok(Exit::WELL),
        Ok(Ending::Signal(signal)) => os::die_of(signal),
        // There is nobody left to tell: it ends as a hangup ends a program.
        Err(TerminalError::Lost) => os::die_of(Signal::HangUp),
        Err(error) => Err(Stop::Other(error.to_string())),
    }
}

/// How this program is asked to seal the journal that is in use, by whom is at the keyboard;
/// none where a shift that is given is not sealed.
fn seal(invocation: &mut Invocation) -> Result<Option<Vec<OsString>>, Stop> {
    if !invocation.preferences.seal.value {
        return Ok(None);
    }
    let settings = invocation.settings()?;
    Ok(Some(vec![
        "journal".into(),
        "seal".into(),
        "--journal".into(),
        settings.journal.into(),
        "--operator".into(),
        settings.operator.to_string().into(),
    ]))
}

/// Asks by lines, until that is left. Where a signal ended it, the process dies of it once
/// everything is put away.
///
/// # Errors
/// With `--no-input`; when the record cannot be opened, or nobody reads what is said.
pub fn prompt(
    invocation: &mut Invocation,
    open: Option<Opening>,
    args: PlainArgs,
) -> Result<Exit, Stop> {
    let left = asked(invocation, open, args)?;
    end_lines(left)
}

/// Asks by lines about a record that was made up; its folder goes as with [`open_made_up`].
///
/// # Errors
/// As [`prompt`].
pub fn prompt_made_up(
    invocation: &mut Invocation,
    open: Option<Opening>,
    args: PlainArgs,
    folder: Folder,
) -> Result<Exit, Stop> {
    let left = asked(invocation, open, args);
    drop(folder);
    end_lines(left?)
}

fn asked(
    invocation: &mut Invocation,
    open: Option<Opening>,
    args: PlainArgs,
) -> Result<plain::Ending, Stop> {
    if invocation.no_input {
        return Err(Stop::Usage(
            "--plain asks, and --no-input forbids that: leave one of them out.".to_owned(),
        ));
    }
    // What is wrong with record and library is told before the first prompt.
    invocation.session()?;
    invocation.out.flush()?;
    let yes = args.yes;
    let seal = seal(invocation)?;
    Ok(plain::run(
        invocation.give_session()?,
        plain::Options {
            open,
            yes,
            seal,
            keymap: invocation.screen_config.keymap,
        },
    )?)
}

fn end_lines(left: plain::Ending) -> Result<Exit, Stop> {
    match left {
        plain::Ending::Left => Ok(Exit::WELL),
        plain::Ending::Signal(signal) => os::die_of(signal),
    }
}

/// Whether the screens can be opened at all: asked before anything is written.
///
/// # Errors
/// Anything else: no terminal, or `--no-input`.
pub fn check(invocation: &Invocation) -> Result<(), Stop> {
    match invocation.has_screen() {
        true => Ok(()),
        false => Err(Stop::Other(
            "There is no terminal to open the screens in. With --plain, `rounds` asks by lines, which every terminal and a pipe can do; `rounds due` and `rounds --help` work too; `rounds start` takes --no-open."
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
