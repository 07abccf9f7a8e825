//! A run that was opened and of which nothing is written yet, as the session holds it.

use super::request::Start;
use crate::state::Run;

/// A run that was opened.
#[derive(Clone, Debug)]
pub(super) struct OpenedRun {
    /// What begins it.
    pub start: Start,
    /// What binds its id to the writer.
    pub salt: Option<String>,
    /// As it will be, before its first answer.
    pub run: Run,
}
