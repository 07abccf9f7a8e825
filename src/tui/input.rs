//! The one place where the loop waits: for keys, messages, signals and the next deadline.
//!
//! What stays true here: the program sleeps in [`os::wait`] and nowhere else, without a timer, so
//! that it costs nothing while nothing changes; a paste never becomes keys; a terminal that is
//! gone is told once as [`Input::Hangup`] and never read again.
//!
//! It does not know what a key means, and does not draw.

use std::io;
use std::time::{Duration, Instant};

#[cfg(unix)]
use super::decode::Decoder;
use super::decode::{Decoded, Event};
use super::terminal::{self, TerminalError};
use crate::app::input::{Key, Mouse};
use crate::os::{self, Keyboard, Signal, Signals, WakeSource, Waker};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed, or repeats. Letting go of a key is never told.
    Key(Key),
    /// Text was pasted: a whole paste, or a part of a very long one. It may hold any character,
    /// with lines ended by `\r` as terminals do it.
    Paste(String),
    /// The mouse, where it was asked for.
    Mouse(Mouse),
    /// The terminal now has this many columns and rows.
    Resize(u16, u16),
    /// The terminal told the colour behind the words, each part from 0 to 255.
    Background([u8; 3]),
    /// A [`Waker`] called: messages wait somewhere.
    Message,
    /// A signal, except that a change of size is told as [`Input::Resize`].
    Signal(Signal),
    /// The deadline that was asked for is reached.
    Tick,
    /// The terminal is gone. End quietly; nobody can read a word.
    Hangup,
    /// A thread panicked. The terminal is restored and the message stands on it: end.
    Panicked,
}

/// How many portions of queued input are thrown away at most: no flood holds up the loop.
const DRAINED_PORTIONS: usize = 256;

/// As much as a terminal hands over at once.
#[cfg(unix)]
const PORTION_BYTES: usize = 4096;

/// Reads the terminal. There is one.
#[derive(Debug)]
pub struct InputReader {
    keyboard: Keyboard,
    #[cfg(unix)]
    decoder: Decoder,
    read_at: Instant,
    wake: WakeSource,
    waker: Waker,
    signals: Signals,
    /// Signals that arrived and are not told yet.
    arrived: Vec<Signal>,
    lost: bool,
}

impl InputReader {
    /// Takes the keyboard and catches signals. Do this before
    /// [`Terminal::enter`](terminal::Terminal::enter), so that no signal can end the program
    /// while the terminal is changed.
    ///
    /// # Errors
    /// [`TerminalError::NoInput`] when standard input is no terminal; else what the system said.
    pub fn open() -> Result<Self, TerminalError> {
        let keyboard = Keyboard::open().ok_or(TerminalError::NoInput)?;
        let failed = |error| TerminalError::failed("prepare to wait for keys", error);
        let (waker, wake) = os::wake_pair().map_err(failed)?;
        Ok(Self {
            keyboard,
            #[cfg(unix)]
            decoder: Decoder::default(),
            read_at: Instant::now(),
            wake,
            waker,
            signals: Signals::catch().map_err(failed)?,
            arrived: Vec::new(),
            lost: false,
        })
    }

    /// Makes [`InputReader::next`] return [`Input::Message`], from any thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Sleeps until something happens, or until `deadline`; for ever without one. Signals go
    /// before keys, keys before messages, all before the deadline.
    ///
    /// # Errors
    /// What the system said when it could not wait or read; never that the terminal is gone.
    pub fn next(&mut self, deadline: Option<Instant>) -> io::Result<Input> {
        loop {
            if terminal::has_panicked() {
                return Ok(Input::Panicked);
            }
            if self.lost {
                return Ok(Input::Hangup);
            }
            if let Some(input) = self.next_signal() {
                return Ok(input);
            }
            let mut until = deadline;
            match self.decode() {
                Decoded::Event(event) => return Ok(told(event)),
                Decoded::Background(colour) => return Ok(Input::Background(colour)),
                Decoded::Unclear(pause) => {
                    let clear_at = self.read_at + pause;
                    until = Some(until.map_or(clear_at, |until| until.min(clear_at)));
                }
                Decoded::Empty => {}
            }
            let now = Instant::now();
            let patience = until.map(|until| until.saturating_duration_since(now));
            let ready = os::wait(Some(&self.keyboard), &self.wake, &self.signals, patience)?;
            if ready.signals {
                self.arrived.extend(self.signals.pending());
            } else if ready.hangup {
                self.lost = true;
            } else if ready.input {
                self.fill()?;
            } else if ready.wake {
                self.wake.drain();
                // A panic wakes the loop too; the loop's head tells it as what it is.
                if !terminal::has_panicked() {
                    return Ok(Input::Message);
                }
            } else if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Ok(Input::Tick);
            }
        }
    }

    /// When what was told last arrived. Keys that arrived together were typed ahead, over a slow
    /// line for one; keys of a held one arrive one by one.
    pub(super) fn read_at(&self) -> Instant {
        self.read_at
    }

    /// Throws away every key that was typed so far, before a question is put whose answer does
    /// something: a paste or a held key must not answer it. Signals and messages stay.
    ///
    /// # Errors
    /// As [`InputReader::next`].
    pub fn drain_queued(&mut self) -> io::Result<()> {
        for _ in 0..DRAINED_PORTIONS {
            self.discard();
            let now = Some(Duration::ZERO);
            let ready = os::wait(Some(&self.keyboard), &self.wake, &self.signals, now)?;
            if ready.hangup {
                self.lost = true;
            }
            if self.lost || !ready.input || !self.fill()? {
                break;
            }
        }
        self.discard();
        Ok(())
    }

    /// Drops what came of stopping and of a child's Ctrl-C: it was not meant for the loop.
    pub(super) fn forget(&mut self, meant_for_others: &[Signal]) {
        self.arrived.extend(self.signals.pending());
        self.arrived
            .retain(|signal| !meant_for_others.contains(signal));
    }

    /// Whether a child owns the terminal: Ctrl-Z then stops this process at once, with the child.
    pub(super) fn lend(&self, lent: bool) {
        self.signals.stop_at_once(lent);
    }

    fn next_signal(&mut self) -> Option<Input> {
        if self.arrived.is_empty() {
            return None;
        }
        Some(match self.arrived.remove(0) {
            Signal::Resize => match crossterm::terminal::size() {
                Ok((columns, rows)) => Input::Resize(columns, rows),
                Err(_) => return None, // the next wait tells why
            },
            other => Input::Signal(other),
        })
    }
}

#[cfg(unix)]
impl InputReader {
    fn decode(&mut self) -> Decoded {
        self.decoder.decode(self.read_at.elapsed())
    }

    fn discard(&mut self) {
        self.decoder.discard();
    }

    /// Reads one portion. True when there was one; the end of the terminal is noted, not told.
    fn fill(&mut self) -> io::Result<bool> {
        let mut bytes = [0; PORTION_BYTES];
        let count = match self.keyboard.read(&mut bytes) {
            Ok(count) => count,
            Err(error) if os::is_lost(&error) => 0,
            // Somebody else read it first.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        };
        self.lost = count == 0;
        self.decoder.feed(&bytes[..count]);
        self.read_at = Instant::now();
        Ok(count > 0)
    }
}

/// Windows has no bytes to decode: crossterm reads the console's own events.
#[cfg(windows)]
impl InputReader {
    fn decode(&mut self) -> Decoded {
        use crossterm::event;
        loop {
            match event::poll(Duration::ZERO) {
                Ok(true) => match event::read().map(console::heard) {
                    Ok(Some(event)) => return Decoded::Event(event),
                    Ok(None) => {}
                    Err(_) => return Decoded::Empty,
                },
                Ok(false) => return Decoded::Empty,
                Err(_) => {
                    self.lost = true;
                    return Decoded::Empty;
                }
            }
        }
    }

    fn discard(&mut self) {
        while let Decoded::Event(_) = self.decode() {}
    }

    fn fill(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

/// The console's own events in our words.
#[cfg(windows)]
mod console {
    use crate::app::input::{Key, KeyCode, Mouse};
    use crate::tui::decode::Event;
    use crossterm::event as console;

    /// None for what nobody here wants: letting go of a key, the focus.
    pub(super) fn heard(event: console::Event) -> Option<Event> {
        match event {
            console::Event::Key(key) if key.kind != console::KeyEventKind::Release => {
                Some(Event::Key(pressed(key)))
            }
            console::Event::Paste(text) => Some(Event::Paste(text)),
            console::Event::Mouse(mouse) => {
                let (x, y) = (mouse.column, mouse.row);
                match mouse.kind {
                    console::MouseEventKind::Down(console::MouseButton::Left) => {
                        Some(Event::Mouse(Mouse::Click(x, y)))
                    }
                    console::MouseEventKind::ScrollUp => Some(Event::Mouse(Mouse::ScrollUp(x, y))),
                    console::MouseEventKind::ScrollDown => {
                        Some(Event::Mouse(Mouse::ScrollDown(x, y)))
                    }
                    _ => None,
                }
            }
            console::Event::Resize(columns, rows) => Some(Event::Resize(columns, rows)),
            _ => None,
        }
    }

    fn pressed(key: console::KeyEvent) -> Key {
        let ctrl = key.modifiers.contains(console::KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(console::KeyModifiers::ALT);
        let code = match key.code {
            console::KeyCode::Char(typed) => return Key::typed(typed, ctrl, alt),
            console::KeyCode::Enter => KeyCode::Enter,
            console::KeyCode::Esc => KeyCode::Esc,
            console::KeyCode::Tab => KeyCode::Tab,
            console::KeyCode::BackTab => KeyCode::BackTab,
            console::KeyCode::Backspace => KeyCode::Backspace,
            console::KeyCode::Delete => KeyCode::Delete,
            console::KeyCode::Insert => KeyCode::Insert,
            console::KeyCode::Up => KeyCode::Up,
            console::KeyCode::Down => KeyCode::Down,
            console::KeyCode::Left => KeyCode::Left,
            console::KeyCode::Right => KeyCode::Right,
            console::KeyCode::PageUp => KeyCode::PageUp,
            console::KeyCode::PageDown => KeyCode::PageDown,
            console::KeyCode::Home => KeyCode::Home,
            console::KeyCode::End => KeyCode::End,
            console::KeyCode::F(number) => KeyCode::F(number),
            _ => KeyCode::Other,
        };
        Key::pressed(code, ctrl, alt)
    }
}

/// What was done at the terminal, in the loop's words.
fn told(event: Event) -> Input {
    match event {
        Event::Key(key) => Input::Key(key),
        Event::Paste(text) => Input::Paste(text),
        Event::Mouse(mouse) => Input::Mouse(mouse),
        #[cfg(windows)]
        Event::Resize(columns, rows) => Input::Resize(columns, rows),
    }
}
