//! The rows of Today as lines.

use super::prompts::{Prompts, read};
use crate::present::{Row, everybody_on_call};
use crate::state::{SeriesId, State};

impl Prompts {
    /// What wants someone now, and what was done lately, each with its number.
    pub fn today_rows(&self) -> Vec<String> {
        let rows = (1..).zip(&self.app.today.rows);
        let mut lines: Vec<_> = rows
            .map(|(number, row)| format!("{number} {}", told(row)))
            .collect();
        if lines.is_empty() {
            lines.push("Nothing needs attention.".to_owned());
        }
        if let Some(library) = &self.app.library {
            let clock = self.app.wall();
            let on_call = everybody_on_call(&read(&self.state), library.runbooks(), &clock);
            lines.extend(on_call.iter().map(|words| format!("On call: {words}")));
        }
        lines
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
