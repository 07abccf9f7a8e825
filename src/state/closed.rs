//! Runs that have ended, as summaries: by id, by line, and by when they ended.
//!
//! The summaries are the truth here; both indexes are worked out from them.

use super::series::SeriesId;
use super::summary::Summary;
use crate::event::RunId;
use crate::runbook::ProcedureRef;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Ended runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Closed {
    /// By id, which is by when they began.
    summaries: Vec<Summary>,
    by_line: BTreeMap<SeriesId, Vec<RunId>>,
    by_end: Vec<(Timestamp, RunId)>,
    /// Rehearsals that were not given up: few among many runs, and asked for often.
    rehearsals: BTreeMap<ProcedureRef, BTreeSet<RunId>>,
}

impl Closed {
    pub(super) fn len(&self) -> usize {
        self.summaries.len()
    }

    pub(super) fn get(&self, id: RunId) -> Option<&Summary> {
        self.summaries.get(self.position(id)?)
    }

    pub(super) fn get_mut(&mut self, id: RunId) -> Option<&mut Summary> {
        let at = self.position(id)?;
        self.summaries.get_mut(at)
    }

    fn position(&self, id: RunId) -> Option<usize> {
        let found = self
            .summaries
            .binary_search_by_key(&id, |summary| summary.id);
        found.ok()
    }

    /// By id, oldest first.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Summary> {
        self.summaries.iter()
    }

    /// By when they ended, oldest first.
    pub(super) fn by_end(&self) -> impl DoubleEndedIterator<Item = &Summary> {
        self.by_end.iter().filter_map(|(_, id)| self.get(*id))
    }

    /// Those of one line, oldest first.
    pub(super) fn of_line(&self, line: &SeriesId) -> impl DoubleEndedIterator<Item = &Summary> {
        let ids = self.by_line.get(line).map(Vec::as_slice);
        ids.unwrap_or_default()
            .iter()
            .filter_map(|id| self.get(*id))
    }

    /// Those of one procedure, on any target: each target's oldest first.
    pub(super) fn of_procedure<'a>(
        &'a self,
        procedure: &'a ProcedureRef,
    ) -> impl Iterator<Item = impl DoubleEndedIterator<Item = &'a Summary>> {
        let first = SeriesId {
            procedure: procedure.clone(),
            target: None,
        };
        let lines = self.by_line.range(first..);
        let lines = lines.take_while(|(line, _)| line.procedure == *procedure);
        lines.map(|(_, ids)| ids.iter().filter_map(|id| self.get(*id)))
    }

    /// Rehearsals of a procedure that were not given up, oldest first.
    pub(super) fn rehearsals(
        &self,
        procedure: &ProcedureRef,
    ) -> impl DoubleEndedIterator<Item = &Summary> {
        let ids = self.rehearsals.get(procedure).into_iter().flatten();
        ids.filter_map(|id| self.get(*id))
    }

    /// Adds runs whose ids are not there yet; many at once cost little more than one.
    pub(super) fn extend(&mut self, new: Vec<Summary>) {
        let mut touched: BTreeMap<SeriesId, Vec<RunId>> = BTreeMap::new();
        for summary in &new {
            touched.entry(summary.line()).or_default().push(summary.id);
        }
        for (line, mut ids) in touched {
            let known = self.by_line.entry(line).or_default();
            known.append(&mut ids);
            known.sort_unstable();
        }
        self.extend_indexed(new);
    }

    /// As [`Closed::extend`], where the runs of each line are known: from a checkpoint.
    pub(super) fn of_lines(new: Vec<Summary>, by_line: BTreeMap<SeriesId, Vec<RunId>>) -> Self {
        let mut closed = Self {
            by_line,
            by_end: Vec::with_capacity(new.len()),
            ..Self::default()
        };
        closed.extend_indexed(new);
        closed
    }

    fn extend_indexed(&mut self, mut new: Vec<Summary>) {
        for summary in &new {
            self.by_end.push((summary.ended_at, summary.id));
            if summary.rehearsal && summary.verdict.fills_its_slot() {
                let known = self.rehearsals.entry(summary.procedure.clone());
                known.or_default().insert(summary.id);
            }
        }
        // Stable sorts see that nearly all of it is in order.
        self.by_end.sort();
        match self.summaries.is_empty() {
            true => self.summaries = new,
            false => self.summaries.append(&mut new),
        }
        if !self.summaries.is_sorted_by_key(|summary| summary.id) {
            self.summaries.sort_by_key(|summary| summary.id);
        }
    }

    pub(super) fn remove(&mut self, id: RunId) -> Option<Summary> {
        let summary = self.summaries.remove(self.position(id)?);
        let line = summary.line();
        if let Some(ids) = self.by_line.get_mut(&line) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.by_line.remove(&line);
            }
        }
        self.by_end.retain(|(_, other)| *other != id);
        if let Some(known) = self.rehearsals.get_mut(&summary.procedure) {
            known.remove(&id);
            if known.is_empty() {
                self.rehearsals.remove(&summary.procedure);
            }
        }
        Some(summary)
    }
}
