//! The board of runbooks: a line each, in an order that a key changes, of all owners or of one.
//!
//! It is gathered when it is opened and when the record or the library changes, so that drawing it
//! is nothing. The tree beneath stands on the same runbook, so that every key that is for the
//! runbook in front is for the selected line.

use super::cursor::Cursor;
use crate::present::{BoardRow, BoardSort};

/// The board's own state.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Whether it is in front of the tree.
    pub is_open: bool,
    /// Every runbook's line.
    pub all: Vec<BoardRow>,
    /// What is shown, in order.
    pub rows: Vec<BoardRow>,
    /// The selected line.
    pub cursor: Cursor,
    /// The one owner whose runbooks are shown.
    pub owner: Option<String>,
    /// How it is ordered.
    pub sort: BoardSort,
}

impl Board {
    /// The selected line.
    pub fn row(&self) -> Option<&BoardRow> {
        self.rows.get(self.cursor.at)
    }

    /// Finds anew what is shown; the cursor stays on its runbook.
    pub(super) fn sift(&mut self) {
        let before = self.row().map(|row| row.runbook.clone());
        let of_owner = |row: &&BoardRow| self.owner.is_none() || row.owner == self.owner;
        self.rows = self.all.iter().filter(of_owner).cloned().collect();
        self.sort.sort(&mut self.rows);
        let at = before.and_then(|id| self.rows.iter().position(|row| row.runbook == id));
        if let Some(at) = at {
            self.cursor.at = at;
        }
        self.cursor.clamp(self.rows.len());
    }

    /// To the next line that needs attention, around the end; says whether there is one.
    pub(super) fn go_to_trouble(&mut self) -> bool {
        let (rows, from) = (self.rows.len(), self.cursor.at + 1);
        let mut places = (from..rows).chain(0..from.min(rows));
        let next = places.find(|at| self.rows[*at].needs_attention());
        self.cursor.at = next.unwrap_or(self.cursor.at);
        next.is_some()
    }
}
