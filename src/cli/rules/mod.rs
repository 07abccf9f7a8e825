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
//! | `severity` | severities that differ |
//! | `skeleton` | a runbook to begin with, for what nobody answers |

mod compare;
mod files;
mod severity;
mod skeleton;

pub use compare::{Coverage, Written, compare};
pub use files::{RuleFile, read};
pub use skeleton::skeleton;
