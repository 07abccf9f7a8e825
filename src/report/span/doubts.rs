//! What makes one doubt what was written down in the span: rounds too fast to be true, values
//! that never move, values a hundred times the last.
//!
//! What stays true: values are held against those before them inside the span, and a value that
//! stays as it is is told once, for the last time that it was read.

use crate::event::RunId;
use crate::present::{doubt, implausible};
use crate::runbook::{ProcedureRef, StepRef, Style};
use crate::state::{Implausible, Run, SeriesId, implausible as judged};
use crate::text::titled;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something hard to believe: `run`, `procedure`, `title`, `target`, `by` (whoever began the
/// run), `at`, `why` (in words).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Doubtful {
    /// When: the beginning of the run, or when the value was read.
    pub at: Timestamp,
    /// The run.
    pub run: String,
    /// Its procedure.
    pub procedure: String,
    /// What people call it.
    pub title: String,
    /// Where.
    pub target: Option<String>,
    /// Who began it.
    pub by: String,
    /// Why, in words.
    pub why: String,
}

impl Doubtful {
    /// As a row of a table, with its moment in words.
    pub(super) fn cells<'a>(&'a self, at: &'a str) -> [&'a str; 5] {
        let target = self.target.as_deref().unwrap_or_default();
        [at, &self.title, target, &self.by, &self.why]
    }
}

/// A value that was read by hand: when, in which run, and what would be told of it.
type Read = (Timestamp, RunId, Arc<str>, Doubtful);

/// Doubts while runs come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubts {
    styles: BTreeMap<ProcedureRef, Style>,
    rows: Vec<Doubtful>,
    read: BTreeMap<(SeriesId, StepRef), Vec<Read>>,
}

impl Doubts {
    /// Notes in which styles procedures are walked.
    pub(super) fn know(&mut self, procedures: impl Iterator<Item = (ProcedureRef, Style)>) {
        self.styles.extend(procedures);
    }

    pub(super) fn take(&mut self, line: &SeriesId, run: &Run) {
        let Some(said) = &run.started else {
            return;
        };
        let row = |at, why| Doubtful {
            at,
            run: run.id.to_string(),
            procedure: line.procedure.to_string(),
            title: said.what.title.clone(),
            target: line.target.as_ref().map(ToString::to_string),
            by: said.by.to_string(),
            why,
        };
        let style = self.styles.get(&line.procedure).copied();
        let of_pace = run.doubts_of_pace(style.unwrap_or(Style::ReadDo));
        self.rows
            .extend(of_pace.iter().map(|it| row(said.at, doubt(it))));
        for reading in run.readings_by_hand() {
            let said = run.outcome(&reading.step_ref);
            let title = said.map_or_else(String::new, |said| said.what.title.clone());
            let told = row(reading.at, title);
            let series = self.read.entry((line.clone(), reading.step_ref));
            let series = series.or_default();
            series.push((reading.at, run.id, reading.value, told));
        }
    }

    /// All of them, oldest first.
    pub(super) fn rows(mut self) -> Vec<Doubtful> {
        for mut series in self.read.into_values() {
            series.sort_by_key(|(at, run, ..)| (*at, *run));
            let mut stays = None;
            let mut before: Vec<Arc<str>> = Vec::new();
            for (_, _, value, told) in series {
                let known: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
                if let Some(why) = judged(&known, &value) {
                    let words = titled(&told.why, &implausible(&why));
                    let told = Doubtful { why: words, ..told };
                    match why {
                        Implausible::Far(_) => self.rows.push(told),
                        Implausible::NeverMoves { .. } => stays = Some(told),
                    }
                }
                before.push(value);
            }
            self.rows.extend(stays);
        }
        self.rows.sort();
        self.rows
    }
}
