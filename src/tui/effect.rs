//! What should happen outside the screens; the loop performs it.

use crate::session::Request;
use std::path::PathBuf;

/// One thing for the loop to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the session.
    Ask(Request),
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
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Tell somebody who does not look at the screen, if that is wanted.
    Notify(String),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell goes on.
    Suspend,
    /// End.
    Quit,
}
