//! A cursor in a list.

use super::action::Action;

/// A cursor in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
}

/// As many rows as a page turns.
const PAGE: usize = 10;

impl Cursor {
    /// Moves it by an action; says whether the action was a move.
    pub fn moved(&mut self, action: Action, rows: usize) -> bool {
        use Action as A;
        let last = rows.saturating_sub(1);
        self.at = match action {
            A::Up => self.at.saturating_sub(1),
            A::Down => self.at.saturating_add(1),
            A::PageUp => self.at.saturating_sub(PAGE),
            A::PageDown => self.at.saturating_add(PAGE),
            A::First => 0,
            A::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Keeps it among the rows.
    pub fn clamp(&mut self, rows: usize) {
        self.at = self.at.min(rows.saturating_sub(1));
    }
}
