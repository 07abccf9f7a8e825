//! Runbooks with the files that they are written in.

use crate::library::Library;
use crate::runbook::Runbook;

/// A runbook with the path and the text of its file.
pub struct Written<'a> {
    /// It.
    pub runbook: &'a Runbook,
    /// The file, as the person knows it.
    pub path: String,
    /// What stands in it.
    pub text: &'a str,
}

/// The runbooks that can be used, each with the path and the text of its file.
pub fn written(library: &Library) -> Vec<Written<'_>> {
    let books = library.books.iter();
    let written = books.filter_map(|book| {
        let runbook = book.parsed.runbook.as_ref()?;
        Some(Written {
            runbook,
            path: book.path.display().to_string(),
            text: book.source(),
        })
    });
    written.collect()
}
