//! What shows that a procedure was really done, or rehearsed: its last run.
//!
//! A live run proves what it was for when it was completed without a failure; a rehearsal
//! proves training alone. Looking is quick however long the record is: the newest runs are
//! looked at first, and rehearsals stand in an index of their own.

use super::fold::State;
use super::summary::Summary;
use super::verdict::Verdict;
use crate::event::{Outcome, RunId};
use crate::runbook::{Operator, ProcedureRef, StepRef};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A run that shows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Which.
    pub run: RunId,
    /// When the work was really finished.
    pub at: Timestamp,
    /// Who wrote its ending down.
    pub by: Option<Operator>,
    /// What it came to.
    pub verdict: Verdict,
}

impl Done {
    fn of(summary: &Summary) -> Self {
        Self {
            run: summary.id,
            at: summary.done_at,
            by: summary.ended_by().cloned(),
            verdict: summary.verdict.clone(),
        }
    }
}

impl State {
    /// The last live run of a procedure that was not given up, on any target.
    pub fn last_live(&self, procedure: &ProcedureRef) -> Option<Done> {
        self.last_of(procedure, |summary| {
            summary.tells_of_its_line() && summary.verdict.fills_its_slot()
        })
    }

    /// The last live run of a procedure that was completed without a failure.
    pub fn last_clean(&self, procedure: &ProcedureRef) -> Option<Done> {
        self.last_of(procedure, |summary| {
            summary.tells_of_its_line() && summary.verdict == Verdict::Completed
        })
    }

    /// The last rehearsal of a procedure that was not given up.
    pub fn last_rehearsal(&self, procedure: &ProcedureRef) -> Option<Done> {
        let closed = self.closed.rehearsals(procedure).map(Done::of);
        let whole = self.whole_of(procedure);
        let whole = whole.filter(|it| it.rehearsal && it.verdict.fills_its_slot());
        let whole = whole.map(|summary| Done::of(&summary));
        closed.chain(whole).max_by_key(|done| (done.at, done.run))
    }

    fn last_of(&self, procedure: &ProcedureRef, fits: impl Fn(&Summary) -> bool) -> Option<Done> {
        let lines = self.closed.of_procedure(procedure);
        let closed = lines.filter_map(|line| line.rev().find(|summary| fits(summary)));
        let whole = self.whole_of(procedure).filter(|summary| fits(summary));
        let all = closed.map(Cow::Borrowed).chain(whole);
        all.map(|summary| Done::of(&summary))
            .max_by_key(|done| (done.at, done.run))
    }

    /// How often each box was skipped in the last live runs of a procedure that were not
    /// given up, at most `limit` on each target, and how many runs that were.
    pub fn skipped(
        &self,
        procedure: &ProcedureRef,
        limit: usize,
    ) -> (usize, BTreeMap<StepRef, usize>) {
        let mut count = 0;
        let mut skipped: BTreeMap<StepRef, usize> = BTreeMap::new();
        let fits = |it: &&Summary| it.tells_of_its_line() && it.verdict.fills_its_slot();
        for line in self.closed.of_procedure(procedure) {
            for summary in line.rev().filter(fits).take(limit) {
                count += 1;
                let boxes = summary.apart.iter();
                for (step_ref, _) in boxes.filter(|(_, outcome)| *outcome == Outcome::Skipped) {
                    *skipped.entry(step_ref.clone()).or_default() += 1;
                }
            }
        }
        (count, skipped)
    }

    /// Ended runs of a procedure that are still held whole: those of the last minutes.
    pub(super) fn whole_of<'a>(
        &'a self,
        procedure: &'a ProcedureRef,
    ) -> impl Iterator<Item = Cow<'a, Summary>> {
        let whole = self.open.values().filter(|open| {
            let started = open.run.started.as_ref();
            started.is_some_and(|said| said.what.procedure == *procedure)
        });
        whole.filter_map(|open| open.run.summary(&open.places).map(Cow::Owned))
    }

    /// When each operator last rehearsed one of these procedures.
    pub fn trained<'a>(
        &self,
        procedures: impl IntoIterator<Item = &'a ProcedureRef>,
    ) -> BTreeMap<Operator, Timestamp> {
        let mut last: BTreeMap<Operator, Timestamp> = BTreeMap::new();
        let mut take = |summary: &Summary| {
            for operator in summary.operators.iter() {
                let known = last.entry(operator.clone()).or_insert(summary.ended_at);
                *known = summary.ended_at.max(*known);
            }
        };
        for procedure in procedures {
            self.closed.rehearsals(procedure).for_each(&mut take);
            let whole = self.whole_of(procedure);
            let whole = whole.filter(|it| it.rehearsal && it.verdict.fills_its_slot());
            whole.for_each(|summary| take(&summary));
        }
        last
    }
}
