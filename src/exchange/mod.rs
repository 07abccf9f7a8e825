//! What comes in from elsewhere, and what goes there.
//!
//! What stays true: everything is text to text; a runbook that is made here has no error by
//! [`crate::runbook::parse`], whatever the Markdown was; what finds no place of its own is
//! kept as `detail`. What it does not do: it reads and writes no file, reads no clock, and
//! trusts nothing: a command that was brought over is allowed like any other.
//!
//! | part | for |
//! |---|---|
//! | [`import`] | Markdown pages to a runbook, with an account of every part |
//! | `carried` | the runbook's file at the foot of its own page |
//! | [`rules`] | alert rules of monitoring, as far as they name alerts |
//! | `shell` | what people type into a shell, as pages show it |
//! | [`export`] | a runbook to Markdown, HTML, JSON, CSV, iCalendar |

mod carried;
pub mod export;
pub mod import;
pub mod rules;
mod shell;
