//! The account of an import: what was done with each part of each page.

use serde::Serialize;

/// What became of one page. As JSON: `file`, `runbook` (the file it is in now; none where
/// nothing was brought over), `procedure` (its title), `steps`, `commands`, `asks`, `parts`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// The page.
    pub file: String,
    /// The id of the runbook that it is in now.
    pub runbook: Option<String>,
    /// The procedure that was made of it.
    pub procedure: Option<String>,
    /// How many steps it has.
    pub steps: usize,
    /// How many of them have a command.
    pub commands: usize,
    /// How many of them ask for something that a command needs.
    pub asks: usize,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a page, and what became of it. As JSON: `line`, `what`, `became`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its first line; 0 where it is about the page.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// What became of it.
    pub became: String,
}

impl ImportReport {
    pub(super) fn note(&mut self, line: usize, what: &str, became: &str) {
        self.parts.push(Part {
            line,
            what: what.to_owned(),
            became: became.to_owned(),
        });
    }
}
