//! Today's own state: its rows, which of them are shown, and where the cursor stands.
//!
//! What stays true: the cursor is on a line that is shown; what it stood on is kept while rows
//! come and go.

use super::Cursor;
use crate::app::scroll::Scroll;
use crate::present::{Group, Line, Room, Rounds, Row, lines};
use crate::runbook::RunbookId;
use std::collections::BTreeSet;

/// From so many columns on the selected row stands beside the list.
pub const PAGE_FROM: u16 = 100;
/// Below so many columns the names of groups stand above their rows.
const NAMES_FROM: u16 = 72;
/// Below so many rows of the screen none is spent on what can be had otherwise.
pub const ROOMY_FROM: u16 = 16;
/// Where nothing stands beside the list, so many rows below it tell of the selected row.
pub const BELOW_ROWS: u16 = 2;

/// The room for Today's lines on a screen of this size.
pub(super) fn room((columns, rows): (u16, u16), has_clock: bool) -> Room {
    let is_small = rows < ROOMY_FROM;
    // The head and the keys; where rows are not dear, the title and the message too.
    let around = 2 + u16::from(has_clock) + if is_small { 0 } else { 2 };
    let below = match columns < PAGE_FROM && !is_small {
        true => BELOW_ROWS,
        false => 0,
    };
    Room {
        rows: usize::from(rows.saturating_sub(around + below)),
        has_headings: !(NAMES_FROM..PAGE_FROM).contains(&columns),
    }
}

/// Today's own state.
#[derive(Clone, Debug, PartialEq)]
pub struct TodayScreen {
    /// Everything that stands, in order, with what is said of it.
    pub rows: Vec<Row>,
    /// What is shown of it.
    pub lines: Vec<Line>,
    /// How many of this day's rounds were done.
    pub rounds: Rounds,
    /// The selected line.
    pub cursor: Cursor,
    /// How far the words on the right are scrolled.
    pub scroll: Scroll,
    /// The runbook whose rows alone are shown.
    pub only: Option<RunbookId>,
    /// How much room there is.
    pub room: Room,
    unfolded: BTreeSet<Group>,
}

impl Default for TodayScreen {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            lines: Vec::new(),
            rounds: Rounds::default(),
            cursor: Cursor::default(),
            scroll: Scroll::default(),
            only: None,
            room: Room {
                rows: usize::MAX,
                has_headings: true,
            },
            unfolded: BTreeSet::new(),
        }
    }
}

impl TodayScreen {
    /// The place of the selected row; none where the cursor is on what is folded.
    pub fn at(&self) -> Option<usize> {
        match self.lines.get(self.cursor.at)? {
            Line::Row { row, .. } => Some(*row),
            Line::More { .. } | Line::Counts(_) => None,
        }
    }

    /// The selected row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.at()?)
    }

    /// Finds anew what is shown; the cursor stays on the row at this place, where that is shown.
    pub(super) fn fold(&mut self, on: Option<usize>) {
        self.lines = lines(&self.rows, self.room, &self.unfolded);
        let at = on.and_then(|row| self.lines.iter().position(|line| is_row(line, row)));
        if let Some(at) = at {
            self.cursor.at = at;
        }
        self.cursor.clamp(self.lines.len());
    }

    /// Puts the cursor on a row; where it is folded, its group is unfolded.
    pub(super) fn stand_at(&mut self, row: usize) {
        if !self.lines.iter().any(|line| is_row(line, row)) {
            self.unfolded
                .extend(self.rows.get(row).map(|row| row.group));
        }
        self.fold(Some(row));
        self.scroll.to(0);
    }

    /// Shows what is folded at the cursor; says whether something was.
    pub(super) fn unfold(&mut self) -> bool {
        let Some(line) = self.lines.get(self.cursor.at) else {
            return false;
        };
        let first = match line {
            Line::Row { more: 0, .. } => return false,
            Line::Row { row, .. } => Some(*row),
            Line::More { .. } => self.before(self.cursor.at).map(|row| row + 1),
            Line::Counts(groups) => {
                let group = groups.first().map(|(group, _)| *group);
                self.rows.iter().position(|row| Some(row.group) == group)
            }
        };
        match line.clone() {
            Line::Counts(groups) => self.unfolded.extend(groups.into_iter().map(|(it, _)| it)),
            line => self.unfolded.extend(line.group(&self.rows)),
        }
        self.fold(first);
        true
    }

    /// Folds the group of the selected row again; says whether it was unfolded.
    pub(super) fn fold_again(&mut self) -> bool {
        let row = self.at();
        let group = row.and_then(|row| Some(self.rows.get(row)?.group));
        let was = group.is_some_and(|group| self.unfolded.remove(&group));
        if was {
            self.fold(row);
        }
        was
    }

    /// The row of the nearest line above that has one.
    fn before(&self, at: usize) -> Option<usize> {
        self.lines[..at].iter().rev().find_map(|line| match line {
            Line::Row { row, .. } => Some(*row),
            Line::More { .. } | Line::Counts(_) => None,
        })
    }
}

fn is_row(line: &Line, wanted: usize) -> bool {
    matches!(line, Line::Row { row, .. } if *row == wanted)
}
