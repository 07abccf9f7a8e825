//! The pieces that the report's page is made of: parts with columns, rows and charts.
//!
//! What stays true: every cell went through `text::shown`.

use super::{Period, ReadingSeries};
use crate::text::shown;

/// A report as tables and charts.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is.
    pub title: String,
    /// What stands under the title.
    pub lead: Vec<String>,
    /// Its parts, none of them empty.
    pub parts: Vec<Part>,
}

/// One part of it.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its heading.
    pub heading: &'static str,
    /// What there is to say before the table.
    pub words: String,
    /// What is above the columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// What can be seen at a glance.
    pub charts: Vec<Chart>,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Whether numbers stand in it, which end below each other.
    pub is_number: bool,
}

/// What can be drawn.
#[derive(Clone, Debug)]
pub enum Chart {
    /// Rounds by period.
    Rounds(Vec<Period>),
    /// A reading over time.
    Line(ReadingSeries),
}

/// More rows than these nobody reads; CSV and JSON have them all.
pub(super) const MOST_ROWS: usize = 200;

/// A text from outside as a cell.
pub(super) fn cell(text: &str) -> String {
    shown(text).as_str().to_owned()
}

pub(super) fn cells<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(cell).to_vec()
}

impl Part {
    /// A part without rows. A column whose title begins with `#` is of numbers.
    pub(super) fn new(heading: &'static str, columns: &[&'static str]) -> Self {
        let columns = columns.iter().map(|title| Column {
            title: title.trim_start_matches('#'),
            is_number: title.starts_with('#'),
        });
        Self {
            heading,
            words: String::new(),
            columns: columns.collect(),
            rows: Vec::new(),
            charts: Vec::new(),
        }
    }

    pub(super) fn with(mut self, words: &str, rows: impl Iterator<Item = Vec<String>>) -> Self {
        self.words = words.to_owned();
        self.rows = rows.collect();
        let more = self.rows.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            self.rows.truncate(MOST_ROWS);
            let words = format!("The first {MOST_ROWS}; {more} more are in the CSV and the JSON.");
            self.words = format!("{} {words}", self.words).trim().to_owned();
        }
        self
    }
}
