//! What a reader of the span should ask about: rounds too fast to be true, times and values that
//! cannot be; and what was written up later.
//!
//! What stays true: what is doubted, and why, is said by the state. A value that stays as it is
//! is told once, for the last time that it was read.

use super::days::Span;
use crate::present::{doubt, written_up};
use crate::runbook::{Operator, Procedure, ProcedureRef};
use crate::state::{Doubt, Doubting, Implausible, State, Summary};
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Something to ask about, or to know: `run`, `procedure`, `title`, `target`, `by` (whoever began
/// the run; of what was written up later who did that), `at`, `why` (in words).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Doubtful {
    /// When: the beginning of the run, or when the value was read; of what was written up later
    /// when that was done.
    pub at: Timestamp,
    /// The run.
    pub run: String,
    /// Its procedure.
    pub procedure: String,
    /// What people call it.
    pub title: String,
    /// Where.
    pub target: Option<String>,
    /// Who.
    pub by: String,
    /// Why, in words.
    pub why: String,
}

impl Doubtful {
    fn of(summary: &Summary, at: Timestamp, by: String, why: String) -> Self {
        Self {
            at,
            run: summary.id.to_string(),
            procedure: summary.procedure.to_string(),
            title: summary.title.to_string(),
            target: summary.target.as_ref().map(ToString::to_string),
            by,
            why,
        }
    }

    /// As a row of a table, with its moment in words.
    pub(super) fn cells<'a>(&'a self, at: &'a str) -> [&'a str; 5] {
        let target = self.target.as_deref().unwrap_or_default();
        [at, &self.title, target, &self.by, &self.why]
    }
}

/// What makes one doubt these runs, which come in the order in which they began.
pub(super) fn doubts<'a>(
    state: &State,
    ended: &[Cow<'a, Summary>],
    procedures: &BTreeMap<ProcedureRef, &Procedure>,
) -> Vec<Doubtful> {
    let mut doubting = Doubting::new(state);
    let mut rows = Vec::new();
    let mut stays = BTreeMap::new();
    for summary in ended {
        let walked = procedures.get(&summary.procedure).copied();
        for found in doubting.take(summary, walked) {
            let by = summary.started_by().map(Operator::to_string);
            let at = match &found {
                Doubt::Value { at, .. } => *at,
                _ => summary.started_at,
            };
            let row = Doubtful::of(summary, at, by.unwrap_or_default(), doubt(&found));
            match found {
                Doubt::Value {
                    step_ref,
                    why: Implausible::NeverMoves { .. },
                    ..
                } => drop(stays.insert((summary.line(), step_ref), row)),
                _ => rows.push(row),
            }
        }
    }
    rows.extend(stays.into_values());
    rows.sort();
    rows
}

/// What of these runs was written up later.
pub(super) fn late(ended: &[Cow<'_, Summary>], span: &Span) -> Vec<Doubtful> {
    let rows = ended.iter().filter_map(|summary| {
        let it = summary.written_up()?;
        let by: Vec<_> = it.by.iter().map(Operator::to_string).collect();
        let why = written_up(&it, &span.wall);
        Some(Doubtful::of(summary, it.last, by.join(", "), why))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}
