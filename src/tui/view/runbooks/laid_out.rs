//! A page of a runbook or procedure, laid out.

use crate::runbook::StepId;
use crate::tui::view::sheet::Sheet;

/// A page laid out.
pub(super) struct Page {
    /// Its lines.
    pub sheet: Sheet,
    /// The line that each step begins at.
    pub steps: Vec<(StepId, usize)>,
}
