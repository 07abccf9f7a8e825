//! How much room there is: what is laid out otherwise where it is scarce.

use ratatui::layout::Rect;

/// From so many columns on a page stands beside its list, where the rows are wide of themselves.
pub(super) const HALVES_OF_LINES: u16 = 100;

/// On a screen of this size no row is spent on what can be had otherwise.
pub(super) const SMALL_ROWS: u16 = 16;

/// Whether rows are dear.
pub(super) fn is_small(area: Rect) -> bool {
    area.height < SMALL_ROWS
}
