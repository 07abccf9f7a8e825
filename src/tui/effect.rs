//! What should happen outside the screens; the loop performs it.

use crate::session::Request;

/// One thing for the loop to do.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "an effect lives for one turn of the loop, and most of them ask the session"
)]
pub enum Effect {
    /// Ask the session.
    Ask(Request),
    /// Put text into the terminal's clipboard.
    Copy(String),
    /// Open an address.
    OpenLink(String),
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell goes on.
    Suspend,
    /// End.
    Quit,
}
