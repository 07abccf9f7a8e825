//! The rows of Today as lines.

use super::prompts::Prompts;
use crate::present::Row;
use crate::state::{SeriesId, State};

impl Prompts {
    /// What wants someone now, and what was done lately, each with its number.
    pub fn today_rows(&self) -> Vec<String> {
        let rows = (1..).zip(&self.app.today.rows);
        let lines: Vec<_> = rows
            .map(|(number, row)| format!("{number} {}", told(row)))
            .collect();
        match lines.is_empty() {
            true => vec!["Nothing needs attention.".to_owned()],
            false => lines,
        }
    }

    /// What people call an occurrence's procedure, and where it is.
    pub fn titled(&self, state: &State, line: &SeriesId) -> String {
        let known = state.line_of(line);
        let known = known.or_else(|| self.app.preview.line_of(line));
        let Some(said) = known.and_then(|line| line.current()) else {
            return line.procedure.to_string();
        };
        let runbook = &said.what.runbook_title;
        let place = match &line.target {
            Some(target) => format!("{target}, {runbook}"),
            None => runbook.clone(),
        };
        format!("{} ({place})", said.what.title)
    }
}

/// A row with the name of its run, by which it can be opened.
fn told(row: &Row) -> String {
    match row.run.filter(|_| row.follow_up.is_none()) {
        Some(run) => format!("{}, run {}", row.line(), run.short()),
        None => row.line(),
    }
}
