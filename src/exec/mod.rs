//! Running one step's command.
//!
//! A [`Program`] is checked, then [`start`]ed: its output streams into a [`Running`] that a
//! screen can look at and cancel from its own thread, and ends as an [`Ended`].
//!
//! What stays true in it: a value of a variable is never pasted into a shell's text; nothing of
//! our own environment reaches a child but what stands in the allow-list; standard input is
//! closed unless somebody gave it something to read; whatever a command prints, memory stays within its cap and its ending is found; a
//! secret is gone from output before it is kept, hashed or shown.
//!
//! What it does not do: it knows no runbook, no trust and no journal. Whether a command may run
//! is decided before it comes here, and what its ending means, after.
//!
//! | file | for |
//! |---|---|
//! | `program` | [`Program`], and the [`Refusal`] of one that may not start |
//! | `environment` | what a child may see of ours |
//! | `running` | [`start`], [`run_interactive`], [`Running`] |
//! | `shared` | what the two have in common |
//! | `worker` | the thread that feeds, pushes and ends a command |
//! | `ended` | [`Ended`], [`Ending`] |
//! | `capture` | the first and the last of a long output, its digest and its length |
//! | `redact`, `encoded` | secrets taken out of a stream, in every spelling that is known |
//! | `ansi` | output as lines with colours, safe to show |

mod ansi;
mod capture;
mod encoded;
mod ended;
mod environment;
mod program;
mod redact;
mod running;
mod shared;
mod worker;

#[cfg(all(test, unix))]
mod tests;

pub use ansi::{AnsiText, Colour, Piece, Style, painted, painted_tail};
pub use capture::Output;
pub use ended::{Ended, Ending};
pub use program::{CAP_BYTES, Form, Program, Refusal};
pub use redact::SECRET_MARK;
pub use running::{Fresh, Running, run_interactive, start};
