//! A change of a runbook's file, as git has it.

use serde::Serialize;

/// One change. As JSON: `commit`, `day`, `by`, `subject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commit {
    /// The commit, shortened.
    pub commit: String,
    /// The day, `2026-11-22`.
    pub day: String,
    /// Who.
    pub by: String,
    /// What they said of it.
    pub subject: String,
}

impl Commit {
    /// As one line.
    pub fn line(&self) -> String {
        let Self {
            commit,
            day,
            by,
            subject,
        } = self;
        format!("{day} {by}: {subject} ({commit})")
    }
}
