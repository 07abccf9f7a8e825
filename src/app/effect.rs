//! What should happen outside the screens; the loop performs it.

use crate::event::RunId;
use crate::runbook::StepRef;
use crate::session::WorkerRequest;
use std::path::PathBuf;

/// One thing for the loop to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the session.
    Ask(WorkerRequest),
    /// Throw away what was typed so far, and choose the key of the question that stands.
    Arm,
    /// End a command that runs here, with all that it started.
    Cancel(RunId, StepRef),
    /// Give the terminal to a command that wants it, and take it back after.
    HandOver {
        /// The run, by its id.
        run: RunId,
        /// The step, or one item of it.
        step_ref: StepRef,
        /// What stands on the terminal first.
        words: String,
    },
    /// Put text into the terminal's clipboard.
    Copy(String),
    /// Open an address.
    OpenLink(String),
    /// Open a file in the operator's editor, and look at the library again behind it.
    Edit {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Lend the terminal to another command of this program that touches nothing of this
    /// record, and come back.
    Lend(&'static str),
    /// Seal the journal with the operator's key, and come back.
    Seal,
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Tell somebody who does not look at the screen, if that is wanted.
    Notify(String),
    /// Keep the theme of a name in the operator's settings.
    KeepTheme(&'static str),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell goes on.
    Suspend,
    /// End.
    Quit,
}
