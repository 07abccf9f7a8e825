//! How much room there is: what is laid out otherwise where it is scarce.

use crate::app::App;
use crate::app::today_screen::ROOMY_FROM;

/// From so many columns on a page stands beside its list, where the rows are wide of themselves.
pub(super) const HALVES_OF_LINES: u16 = 100;

/// Whether rows are dear: none is spent on what can be had otherwise.
pub(super) fn is_small(app: &App) -> bool {
    app.size.1 < ROOMY_FROM
}
