//! How a command ended, in a form for deciding and in words.

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

use crate::os;
use crate::text::duration_words;

use super::capture::Output;

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this status.
    Exited(i32),
    /// By a signal that did not come from here.
    Signalled(i32),
    /// By us, after its time was over.
    TimedOut(Duration),
    /// By us, because somebody wished so.
    Cancelled,
    /// By us, because it stood still and waited for a terminal that it does not have.
    WantedTerminal,
    /// It never ran: a sentence that says why and what to do.
    NotStarted(String),
    /// It ran, and the system does not tell how it ended.
    Unknown(String),
}

/// A command that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub ending: Ending,
    /// How long it took.
    pub took: Duration,
    /// What it printed.
    pub output: Output,
    /// Something that it started had its output still open, or would not end even when killed:
    /// what that prints from now on is not here.
    pub left_something: bool,
}

impl Ending {
    pub(super) fn of(status: ExitStatus) -> Self {
        match (status.code(), os::ending_signal(status)) {
            (Some(code), _) => Self::Exited(code),
            (None, Some(signal)) => Self::Signalled(signal),
            (None, None) => Self::Unknown("the system gives neither a status nor a signal".into()),
        }
    }
}

/// The signals that people know by name; the numbers are those that POSIX fixes.
fn signal_name(number: i32) -> Option<&'static str> {
    Some(match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        6 => "SIGABRT",
        9 => "SIGKILL",
        13 if cfg!(unix) => "SIGPIPE",
        11 if cfg!(unix) => "SIGSEGV",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return None,
    })
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit status {code}"),
            Self::Signalled(signal) => match signal_name(*signal) {
                Some(name) => write!(f, "ended by signal {signal} ({name})"),
                None => write!(f, "ended by signal {signal}"),
            },
            Self::TimedOut(after) if after.as_secs() == 0 => {
                write!(f, "ended after its time of {} ms", after.as_millis())
            }
            Self::TimedOut(after) => {
                write!(
                    f,
                    "ended after its time of {}",
                    duration_words(after.as_secs())
                )
            }
            Self::Cancelled => f.write_str("cancelled"),
            Self::WantedTerminal => f.write_str(
                "ended because it wanted to ask something on the terminal; write `interactive = true` in its step, or let it ask nothing",
            ),
            Self::NotStarted(why) => write!(f, "not started: {why}"),
            Self::Unknown(why) => write!(f, "ended, nobody knows how: {why}"),
        }
    }
}
