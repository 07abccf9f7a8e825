//! Saying and asking: lines out, lines in, and signals in between.
//!
//! What stays true: whatever is said is made safe to show; nothing moves a cursor and nothing
//! has a colour; a line is read only when it is asked for, so that a command which is given the
//! terminal finds what was typed for it, and a confirmation nothing that was typed before.

use crate::os::{self, Keyboard, Signal, Signals, WakeSource, Waker};
use crate::text::lines;
use std::io::{self, Write};
use std::time::Duration;

/// Why the conversation is over.
#[derive(Debug)]
pub(super) enum Leave {
    /// The person said so.
    Said,
    /// There is nobody to ask any more.
    EndOfInput,
    /// A signal asked for it.
    Signal(Signal),
    /// What is said reaches nobody.
    Unheard(io::Error),
}

/// One line is never longer.
const LONGEST_LINE_BYTES: usize = 64 * 1024;

/// Standard input and output.
pub(super) struct Conversation {
    out: io::Stdout,
    keyboard: Keyboard,
    signals: Signals,
    waker: Waker,
    wakes: WakeSource,
    /// What was read beyond the last line.
    read: Vec<u8>,
    has_ended: bool,
}

impl Conversation {
    pub fn begin() -> io::Result<Self> {
        let (waker, wakes) = os::wake_pair()?;
        let signals = Signals::catch()?;
        // Ctrl-Z stops us as it stops everybody: there is no screen to put away.
        signals.stop_at_once(true);
        Ok(Self {
            out: io::stdout(),
            keyboard: Keyboard::of_anything(),
            signals,
            waker,
            wakes,
            read: Vec::new(),
            has_ended: false,
        })
    }

    /// Whether a person sits there.
    pub fn is_with_a_person(&self) -> bool {
        self.keyboard.is_terminal()
    }

    /// Says lines.
    pub fn say(&mut self, text: &str) -> Result<(), Leave> {
        for line in lines(text) {
            writeln!(self.out, "{}", line.as_str().trim_end()).map_err(Leave::Unheard)?;
        }
        self.out.flush().map_err(Leave::Unheard)
    }

    /// Asks for a line; it comes without blanks around it.
    pub fn ask(&mut self, prompt: &str) -> Result<String, Leave> {
        self.prompt(prompt)?;
        self.line()
    }

    /// Asks for a line that is not shown while it is typed. None where the terminal cannot
    /// keep from showing it: nothing is asked then.
    pub fn ask_unseen(&mut self, prompt: &str) -> Result<Option<String>, Leave> {
        if !self.is_with_a_person() {
            return self.ask(prompt).map(Some);
        }
        let Ok(unseen) = self.keyboard.unseen() else {
            return Ok(None);
        };
        self.prompt(prompt)?;
        let line = self.line();
        drop(unseen);
        // The end of the line was not shown either.
        writeln!(self.out).map_err(Leave::Unheard)?;
        line.map(Some)
    }

    /// Throws away what was typed before: neither a paste nor a queued line answers what is
    /// asked next.
    pub fn forget_typed(&mut self) {
        self.read.clear();
        // Where that fails, the number still has to be read before it can be typed.
        let _ = self.keyboard.discard();
    }

    fn prompt(&mut self, prompt: &str) -> Result<(), Leave> {
        let text: String = lines(prompt).map(|line| line.to_string()).collect();
        // What comes out of a pipe is shown by nobody: the answer would stand on this line.
        let end = if self.is_with_a_person() { " " } else { "\n" };
        let said = write!(self.out, "{}{end}", text.trim_end());
        said.and_then(|()| self.out.flush()).map_err(Leave::Unheard)
    }

    fn line(&mut self) -> Result<String, Leave> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim().to_owned());
            }
            if self.has_ended {
                return self.last_line();
            }
            // More than any answer takes: what comes of it is refused as too long.
            if self.read.len() > LONGEST_LINE_BYTES {
                self.read.push(b'\n');
                continue;
            }
            self.read_more()?;
        }
    }

    /// A last line without an end is one all the same.
    fn last_line(&mut self) -> Result<String, Leave> {
        let rest = std::mem::take(&mut self.read);
        match String::from_utf8_lossy(&rest).trim() {
            "" => Err(Leave::EndOfInput),
            line => Ok(line.to_owned()),
        }
    }

    fn read_more(&mut self) -> Result<(), Leave> {
        let ready = os::wait(Some(&self.keyboard), &self.wakes, &self.signals, None);
        let ready = ready.map_err(Leave::Unheard)?;
        if ready.wake {
            self.wakes.drain();
        }
        if let Some(signal) = self.ending_signal() {
            return Err(Leave::Signal(signal));
        }
        if ready.input || ready.hangup {
            let mut bytes = [0; 4096];
            // A terminal that is gone gives an error for ever: that is the end of input too.
            let count = self.keyboard.read(&mut bytes).unwrap_or(0);
            self.has_ended = count == 0;
            self.read.extend_from_slice(&bytes[..count]);
        }
        Ok(())
    }

    /// Whoever wakes [`Conversation::doze`] from another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Sleeps until it is woken or a signal arrives, which is given; reads nothing.
    pub fn doze(&mut self) -> Option<Signal> {
        const LONGEST: Duration = Duration::from_millis(500);
        // Where it cannot be waited for, looking now and then does as well.
        if os::wait(None, &self.wakes, &self.signals, Some(LONGEST)).is_err() {
            std::thread::sleep(LONGEST / 10);
        }
        self.wakes.drain();
        self.ending_signal()
    }

    fn ending_signal(&mut self) -> Option<Signal> {
        let ends = |signal: &Signal| {
            matches!(
                signal,
                Signal::Interrupt | Signal::Quit | Signal::Terminate | Signal::HangUp
            )
        };
        self.signals.pending().find(ends)
    }
}
