//! What every page beside a runbook's lays out: the rows of its list, and a report as words.

use super::super::paint::Piece;
use super::super::sheet::Sheet;
use crate::app::theme::Role;
use crate::report::Document;

/// The rows of a list, each with what stands at its right edge.
pub(super) type Rows = Vec<(Vec<Piece>, Vec<Piece>)>;

/// A report as words on a page.
pub(super) fn document(document: &Document, sheet: &mut Sheet) {
    for lead in &document.lead {
        sheet.words(Role::Plain, lead);
    }
    for section in document.sections.iter().filter(|it| !it.lines.is_empty()) {
        // A page of one part needs no heading that says the same again.
        if section.heading != document.title {
            sheet.heading(&section.heading);
        }
        for line in &section.lines {
            sheet.indented("", Role::Plain, &line.words);
            for below in &line.below {
                sheet.indented("  ", Role::Dim, below);
            }
        }
    }
}
