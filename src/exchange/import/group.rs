//! What comes in, and what comes of it: pages in a group, and the file that they become.

use super::import_report::ImportReport;

/// A page of Markdown.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file, as the person knows it.
    pub path: String,
    /// The file's name without its ending.
    pub stem: String,
    /// What it says.
    pub text: String,
    /// What is to be said of how it was read; for instance that it was not UTF-8.
    pub note: Option<String>,
    /// How many lines of the file stand before it: more than none where it is a part of one.
    pub lines_before: usize,
}

/// Pages that become one runbook.
#[derive(Clone, Debug)]
pub struct Group {
    /// What the runbook is named by: the file's stem or the folder's name.
    pub name: String,
    /// Where it comes from, in words.
    pub from: String,
    /// The pages, in order.
    pub pages: Vec<Page>,
}

/// What came of a group.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The runbook's id: the stem of its file.
    pub id: String,
    /// The file; none where the pages hold nothing to do, or too much for one file.
    pub toml: Option<String>,
    /// How many warnings `check` has on it.
    pub warnings: usize,
    /// Whether there is no file because one could not hold the pages.
    pub(super) is_too_much: bool,
    /// What was done with each page.
    pub accounts: Vec<ImportReport>,
}
