//! Runbooks held against the alert rules of monitoring: `rounds check --alerts`, and the proof
//! of it for the handoff.
//!
//! What stays true: a rule that only a sample answers is not answered; a file that cannot be
//! read is an error, never a rule less.
//!
//! | file | for |
//! |---|---|
//! | `files` | the files, found and read |
//! | `compare` | what is missing on either side |
//! | `proof` | what rules show of one runbook, as a statement |
//! | `severity` | severities that differ |
//! | `skeleton` | a runbook to begin with, for what nobody answers |
//! | `written` | runbooks with their files |

mod compare;
mod files;
mod proof;
mod severity;
mod skeleton;
mod written;

pub use compare::{Coverage, compare};
pub use files::read;
pub use proof::proven;
pub use skeleton::skeleton;
pub use written::written;
