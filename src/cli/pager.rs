//! Long answers on a terminal go through a pager, as other programs let them.
//!
//! What stays true: an answer that fits the terminal is printed as it is, and a pager is begun
//! only once one does not fit. Where none can be begun, or one that was begun fails, the answer is
//! printed all the same: nobody loses it. What it does not do: it is never asked where the answer
//! goes elsewhere.

use crate::os;
use std::env;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// The pager where `PAGER` names none.
const USUAL: &str = "less";
/// What it is told where `LESS` says nothing: colours are shown, and the answer stays to be read
/// when it is closed.
const FLAGS: &str = "FRX";

/// Where an answer goes on a terminal.
pub(super) struct Pager {
    rows: usize,
    words: Vec<String>,
    state: State,
}

enum State {
    /// It fits so far.
    Held(Vec<u8>),
    /// A pager shows it; what it was given is kept until it has ended well.
    Running(Child, Vec<u8>),
    /// It is printed.
    Straight,
}

impl Pager {
    /// Of a terminal with so many rows; none where `PAGER` says that none is wanted.
    pub(super) fn of(rows: usize) -> Option<Self> {
        let words = named(env::var("PAGER").ok().as_deref())?;
        let state = State::Held(Vec::new());
        Some(Self { rows, words, state })
    }

    /// Begins it with what was held so far; prints that where it cannot be begun.
    fn begin(&mut self, held: &[u8]) -> io::Result<()> {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            command.env("LESS", FLAGS);
        }
        os::outlive_interrupts();
        match command.spawn() {
            Ok(child) => {
                self.state = State::Running(child, Vec::new());
                self.write_all(held)
            }
            Err(_) => {
                self.state = State::Straight;
                io::stdout().write_all(held)
            }
        }
    }
}

/// Waits until the pager is closed. One that failed has shown nothing that could be relied on:
/// then the answer is printed.
fn closed(mut child: Child, given: &[u8]) -> io::Result<()> {
    drop(child.stdin.take());
    match child.wait()?.success() {
        true => Ok(()),
        false => io::stdout().write_all(given),
    }
}

/// The pager's words; none where it is `cat`, or is named as nothing. What only a shell can read,
/// a pipe for instance, is given to one.
fn named(variable: Option<&str>) -> Option<Vec<String>> {
    let words = match variable {
        None if cfg!(unix) => vec![USUAL.to_owned()],
        None => return None,
        Some(named) => shell_words::split(named).ok()?,
    };
    let is_of_shell =
        |named: &str| cfg!(unix) && named.contains(['|', '&', ';', '<', '>', '$', '`']);
    match variable.filter(|named| is_of_shell(named)) {
        Some(named) => Some(["sh", "-c", named].map(str::to_owned).to_vec()),
        None => (words.first()? != "cat").then_some(words),
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Straight => return io::stdout().write(bytes),
            State::Running(child, given) => {
                given.extend_from_slice(bytes);
                let stdin = child.stdin.as_mut();
                let stdin = stdin.ok_or(io::ErrorKind::BrokenPipe)?;
                match stdin.write_all(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                        // Closed by whoever has read enough; or it failed.
                        let gone = std::mem::replace(&mut self.state, State::Straight);
                        let State::Running(mut child, given) = gone else {
                            return Err(error);
                        };
                        if child.wait()?.success() {
                            return Err(error);
                        }
                        io::stdout().write_all(&given)?;
                    }
                    written => written?,
                }
            }
            State::Held(held) => {
                held.extend_from_slice(bytes);
                let lines = held.iter().filter(|byte| **byte == b'\n').count();
                if lines >= self.rows {
                    let held = std::mem::take(held);
                    self.begin(&held)?;
                }
            }
        }
        Ok(bytes.len())
    }

    /// Shows what there is: prints it, or waits until the pager is closed. What comes later is
    /// printed.
    fn flush(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.state, State::Straight) {
            State::Held(held) => io::stdout().write_all(&held)?,
            State::Running(child, given) => closed(child, &given)?,
            State::Straight => {}
        }
        io::stdout().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_is_what_the_variable_says() {
        assert_eq!(named(Some("most -s")).unwrap(), ["most", "-s"]);
        assert_eq!(named(Some("'my pager' -x")).unwrap(), ["my pager", "-x"]);
        let piped = named(Some("sed s/a/b/ | head")).unwrap();
        assert_eq!(piped, ["sh", "-c", "sed s/a/b/ | head"]);
        for none in ["", " ", "cat", "cat -v", "less 'open"] {
            assert_eq!(named(Some(none)), None, "{none}");
        }
    }
}
