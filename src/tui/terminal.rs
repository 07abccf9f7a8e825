//! The one owner of the terminal: enters it, draws on it, and always gives it back.
//!
//! What stays true here:
//! - Whatever ends the program (return, error, a panic in any thread, a signal that the loop
//!   answers) leaves the terminal as it was found, and the bytes that do so are written once.
//! - All that can fail before the first drawing fails before the terminal is changed.
//! - A drawing is one write, wrapped in synchronized output (DEC 2026), and holds no character
//!   that a terminal would obey: a last guard stands behind every view.
//! - Nobody else writes to the terminal while it is owned. After a panic nothing is drawn any more.
//!
//! It does not read (the [input](super::input) does) and knows no view.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use crossterm::{style, terminal as modes};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;

use super::guard::{guard, unquoted, visible};
use super::input::InputReader;
use crate::os::{self, Signal, Waker};

const BEGIN_DRAWING: &[u8] = b"\x1b[?2026h";
const END_DRAWING: &[u8] = b"\x1b[?2026l";

/// Alternate screen, bracketed paste, no cursor until a drawing shows it.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// Presses, drags and the wheel, in SGR coordinates.
const ENTER_MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
const LEAVE_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l";
/// The reverse, and plain style first, so that the shell's prompt is not coloured.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// How long a drawing waits for a terminal that takes no bytes, where it does not block by itself.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no drawing. Every message is a sentence for the person.
#[derive(Debug)]
pub enum TerminalError {
    /// Standard input is no terminal.
    NoInput,
    /// Standard output is no terminal.
    NoOutput,
    /// `TERM` is not set, or says that the terminal can do nothing (the word it had).
    Dumb(Option<String>),
    /// The terminal is gone: end quietly.
    Lost,
    /// A thread panicked; the terminal is already restored.
    Panicked,
    /// Anything else: what was tried, and what the system said.
    Failed {
        /// Completes "could not …".
        doing: &'static str,
        /// The system's reason.
        error: io::Error,
    },
}

impl TerminalError {
    pub(super) fn failed(doing: &'static str, error: io::Error) -> Self {
        if os::is_lost(&error) {
            Self::Lost
        } else {
            Self::Failed { doing, error }
        }
    }
}

impl std::fmt::Display for TerminalError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoInput => out.write_str(
                "Standard input is not a terminal, so no key can be read. Start it from a terminal, \
                 or use a command that needs no screen.",
            ),
            Self::NoOutput => out.write_str(
                "Standard output is not a terminal, so there is nowhere to draw. Start it without \
                 a pipe or a redirection, or use a command that needs no screen.",
            ),
            Self::Dumb(None) => out.write_str(
                "TERM is not set, so it is unknown what this terminal can show. Set it, for example \
                 TERM=xterm-256color, or ask by lines: rounds --plain.",
            ),
            Self::Dumb(Some(term)) => write!(
                out,
                "This terminal cannot show a screen (TERM={term}). `rounds --plain` asks by \
                 lines instead, which every terminal can do.",
                term = visible(term),
            ),
            Self::Lost => out.write_str("The terminal is gone."),
            Self::Panicked => out.write_str("A part of the program failed; see the message above."),
            Self::Failed { doing, error } => write!(out, "Could not {doing}: {}.", os::why(error)),
        }
    }
}

impl std::error::Error for TerminalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// What is asked of the terminal beyond keys and drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Report the mouse. The terminal's own selecting then needs Shift.
    pub mouse: bool,
}

/// The terminal while the program has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    screen: ratatui::Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
}

impl Terminal {
    /// Checks the terminal, then takes it: raw, alternate screen, bracketed paste. `input` stands
    /// here because signals must be caught first, and because a panic wakes it.
    ///
    /// # Errors
    /// When it is no terminal, is too simple, is owned already, or the system refuses; nothing is
    /// changed then.
    pub fn enter(pump: &InputReader, options: Options) -> Result<Self, TerminalError> {
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NoOutput);
        }
        check_term(std::env::var("TERM").ok())?;
        let failed = |error| TerminalError::failed("prepare the screen", error);
        // With NO_COLOR, crossterm 0.29 turns every colour into a full reset, which wipes reverse
        // video and so the selection. Colourless themes are ours to make.
        style::force_color_output(true);
        let sheet = Sheet::default();
        let screen = ratatui::Terminal::new(CrosstermBackend::new(sheet.clone()));
        let screen = screen.map_err(failed)?;
        let out = own_stdout().map_err(failed)?;
        tell_of_panics();
        {
            let mut owned = owned();
            if owned.is_some() {
                return Err(failed(io::ErrorKind::ResourceBusy.into()));
            }
            *owned = Some(Owned {
                out,
                mouse: options.mouse,
                waker: pump.waker(),
                entered: false,
            });
        }
        let mut terminal = Self { screen, sheet };
        terminal.take()?;
        Ok(terminal)
    }

    /// Draws one frame: what `view` puts into it, guarded, in one write. Only what changed since
    /// the last frame is sent.
    ///
    /// # Errors
    /// [`TerminalError::Lost`], [`TerminalError::Panicked`] or what the system said.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> Result<(), TerminalError> {
        let failed = |error| TerminalError::failed("draw the screen", error);
        self.screen
            .draw(|frame| {
                view(frame);
                guard(frame.buffer_mut());
            })
            .map_err(failed)?;
        let drawing = std::mem::take(&mut *self.sheet.0.borrow_mut());
        let bytes = [BEGIN_DRAWING, &drawing, END_DRAWING].concat();
        match &mut *owned() {
            Some(owned) if owned.entered => owned.send(&bytes).map_err(failed),
            _ if has_panicked() => Err(TerminalError::Panicked),
            _ => Err(TerminalError::Lost),
        }
    }

    /// Makes the next drawing a whole one, because others wrote on the screen.
    ///
    /// # Errors
    /// When the terminal does not tell its size.
    pub fn redraw_all(&mut self) -> Result<(), TerminalError> {
        let failed = |error| TerminalError::failed("measure the screen", error);
        let size = self.screen.size().map_err(failed)?;
        // Not `clear`: that asks the terminal where the cursor is, and waits for its answer.
        self.screen
            .resize((ratatui::layout::Position::ORIGIN, size).into())
            .map_err(failed)
    }

    /// Asks the terminal to put text into the clipboard (OSC 52). Terminals that do not allow
    /// that do nothing, and say nothing.
    ///
    /// # Errors
    /// [`TerminalError::Lost`] or what the system said.
    pub fn copy(&mut self, text: &str) -> Result<(), TerminalError> {
        // The text goes as base64: whatever is in it, the terminal obeys none of it.
        let ask = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text);
        let mut bytes = String::new();
        let written = crossterm::Command::write_ansi(&ask, &mut bytes);
        written.map_err(|_| TerminalError::failed("copy", io::ErrorKind::Other.into()))?;
        self.say(bytes.as_bytes())
    }

    /// Asks the terminal which colour stands behind the words (OSC 11). It answers as input, or
    /// not at all. The Linux console is not asked: it would show a part of the question.
    ///
    /// # Errors
    /// [`TerminalError::Lost`] or what the system said.
    pub fn ask_background(&mut self) -> Result<(), TerminalError> {
        match std::env::var("TERM").is_ok_and(|term| term == "linux") {
            true => Ok(()),
            false => self.say(b"\x1b]11;?\x1b\\"),
        }
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// [`TerminalError::Lost`] or what the system said.
    pub fn ring(&mut self) -> Result<(), TerminalError> {
        self.say(b"\x07")
    }

    /// Asks the terminal for a notification of the desktop (OSC 9), which also works over
    /// ssh. Terminals that know none do nothing.
    ///
    /// # Errors
    /// [`TerminalError::Lost`] or what the system said.
    pub fn notify(&mut self, text: &str) -> Result<(), TerminalError> {
        // A title may not end the sequence and begin another.
        self.say(format!("\x1b]9;{}\x1b\\", visible(text)).as_bytes())
    }

    /// Turns the reports of the mouse on or off.
    ///
    /// # Errors
    /// [`TerminalError::Lost`] or what the system said.
    pub fn set_mouse(&mut self, on: bool) -> Result<(), TerminalError> {
        if let Some(owned) = &mut *owned() {
            owned.mouse = on;
        }
        self.say(if on { ENTER_MOUSE } else { LEAVE_MOUSE })
    }

    fn say(&mut self, bytes: &[u8]) -> Result<(), TerminalError> {
        match &mut *owned() {
            Some(owned) if owned.entered => owned
                .send(bytes)
                .map_err(|error| TerminalError::failed("write to the terminal", error)),
            _ => Err(TerminalError::Lost),
        }
    }

    /// Ctrl-Z: gives the terminal back, stops the process, and takes the terminal again when it is
    /// continued. The next drawing is a whole one. False when no shell could have continued it:
    /// nothing was stopped.
    ///
    /// # Errors
    /// When the process cannot be stopped or the terminal cannot be taken again.
    pub fn suspend(&mut self, pump: &mut InputReader) -> Result<bool, TerminalError> {
        give_back();
        let stopped = os::suspend_self();
        pump.forget(&[Signal::Suspend, Signal::Continue]);
        self.take()?;
        stopped.map_err(|error| TerminalError::failed("stop the program", error))
    }

    /// After [`Signal::Continue`] that did not follow [`Terminal::suspend`]: something stopped the
    /// process with the terminal in its hands, and the shell has since set its own modes.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn retake(&mut self) -> Result<(), TerminalError> {
        // Given back first: so that it is left as often as it is entered, and because crossterm
        // remembers being raw and would do nothing.
        give_back();
        self.take()
    }

    /// Lends the terminal to `run`, usually an editor or a pager that it waits for, and takes it
    /// again. Ctrl-C and Ctrl-Z meanwhile belong to the child. Gives what `run` gave even when the
    /// terminal could not be taken again.
    pub fn hand_over<T>(
        &mut self,
        pump: &mut InputReader,
        run: impl FnOnce() -> T,
    ) -> (T, Result<(), TerminalError>) {
        give_back();
        pump.lend(true);
        let given = run();
        pump.lend(false);
        pump.forget(&[Signal::Interrupt, Signal::Suspend, Signal::Continue]);
        (given, self.take())
    }

    fn take(&mut self) -> Result<(), TerminalError> {
        let taken = match &mut *owned() {
            _ if has_panicked() => Err(TerminalError::Panicked),
            Some(owned) => owned
                .enter()
                .map_err(|error| TerminalError::failed("take the terminal", error)),
            None => Err(TerminalError::Lost),
        };
        if taken.is_err() {
            give_back();
        }
        taken?;
        self.redraw_all()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
        *owned() = None;
    }
}

/// Collects a drawing, so that it is sent whole. Flushing means nothing to it. Shared by the
/// backend, which fills it, and [`Terminal::draw`], which empties it, one after the other.
#[derive(Clone, Debug, Default)]
struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is needed to write to the terminal and to restore it, from any thread.
struct Owned {
    out: File,
    mouse: bool,
    waker: Waker,
    entered: bool,
}

/// The terminal, while a [`Terminal`] lives. Its lock is held for one write at a time, and nothing
/// under it panics: so the panic hook can always take it.
static OWNED: Mutex<Option<Owned>> = Mutex::new(None);

static PANICKED: AtomicBool = AtomicBool::new(false);

fn owned() -> MutexGuard<'static, Option<Owned>> {
    OWNED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a thread panicked while the terminal was owned.
#[must_use]
pub fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

/// Restores the terminal, once; later calls do nothing until it is taken again. Errors are not
/// told: there is nothing left to tell them on.
fn give_back() {
    if let Some(owned) = &mut *owned() {
        owned.leave();
    }
}

impl Owned {
    fn enter(&mut self) -> io::Result<()> {
        modes::enable_raw_mode()?;
        self.entered = true;
        self.send(ENTER)?;
        if self.mouse {
            self.send(ENTER_MOUSE)?;
        }
        Ok(())
    }

    fn leave(&mut self) {
        if !std::mem::take(&mut self.entered) {
            return;
        }
        let mouse = if self.mouse { LEAVE_MOUSE } else { &[] };
        let _ = self.send(&[mouse, LEAVE].concat());
        let _ = modes::disable_raw_mode();
    }

    /// One write, as a terminal takes it; more only where it took a part.
    fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.out.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Another program that shares this terminal made it non-blocking.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    os::wait_writable(&self.out, WRITE_PATIENCE)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Standard output past the line buffer of [`io::Stdout`], which would cut a drawing into lines.
fn own_stdout() -> io::Result<File> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(handle))
}

/// `TERM` as the environment has it. Windows knows no such thing.
fn check_term(term: Option<String>) -> Result<(), TerminalError> {
    match term.as_deref() {
        _ if cfg!(windows) => Ok(()),
        None | Some("") => Err(TerminalError::Dumb(None)),
        Some("dumb" | "unknown") => Err(TerminalError::Dumb(term)),
        Some(_) => Ok(()),
    }
}

/// From now on a panic in any thread says what happened, in words that hold nothing that was
/// typed or read. Where the terminal is owned, it is restored first, so that the words stand on
/// the main screen, and the loop is ended.
pub fn tell_of_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let mut owned = owned();
            if let Some(owned) = &mut *owned {
                // First, so that the loop cannot take the terminal again in between.
                PANICKED.store(true, Ordering::SeqCst);
                owned.leave();
            }
            // A slice that failed quotes its string: what is quoted may be anyone's words, and
            // these lines are sent to others.
            let words = visible(&unquoted(&panic.to_string()));
            let thread = std::thread::current();
            let name = thread.name().unwrap_or("unnamed");
            let mut report = format!(
                "A fault in the program has stopped it (thread {name}). Please report these lines:\n{words}\n"
            );
            let trace = std::backtrace::Backtrace::capture();
            if trace.status() == std::backtrace::BacktraceStatus::Captured {
                report += &format!("{trace}\n");
            }
            // Not eprintln!, which panics itself when nobody listens.
            let _ = io::stderr().write_all(report.as_bytes());
            if let Some(owned) = &*owned {
                owned.waker.wake();
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_that_can_do_nothing_is_refused_in_a_sentence() {
        for (term, fits) in [
            (None, false),
            (Some(""), false),
            (Some("dumb"), false),
            (Some("xterm-256color"), true),
            (Some("linux"), true),
        ] {
            let answer = check_term(term.map(str::to_owned));
            assert_eq!(answer.is_ok(), fits, "{term:?}");
            if let Err(error) = answer {
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }

    #[test]
    fn leaving_undoes_every_mode_that_entering_sets() {
        let entered = [ENTER, ENTER_MOUSE].concat();
        let left = String::from_utf8([LEAVE_MOUSE, LEAVE].concat()).unwrap();
        for mode in String::from_utf8(entered).unwrap().split('\u{1b}').skip(1) {
            let undone = match mode.strip_suffix('h') {
                Some(set) => format!("{set}l"),
                None => format!("{}h", mode.trim_end_matches('l')),
            };
            assert!(left.contains(&undone), "{mode} is not undone");
        }
        assert!(left.contains("?2026l"));
    }
}
