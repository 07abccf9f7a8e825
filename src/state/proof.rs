//! What shows that a procedure was really done, or rehearsed: its last run.
//!
//! Readiness, the report, drift and every screen ask here and nowhere else. A live run proves
//! what it was for where nothing speaks against it; a rehearsal proves training alone. Looking
//! is quick however long the record is: the newest runs are looked at first, and rehearsals
//! stand in an index of their own.

use super::count::{BoxCount, Gap};
use super::fold::State;
use super::summary::Summary;
use super::verdict::Verdict;
use super::why_not::WhyNot;
use crate::event::{PartsDigest, RunId};
use crate::runbook::{Operator, ProcedureRef, Runbook, StepRef, TargetName};
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
    /// Where it was done.
    pub target: Option<TargetName>,
    /// What of the procedure counted then; 0.1.0 did not write it.
    pub parts: Option<PartsDigest>,
}

impl Done {
    fn of(summary: &Summary) -> Self {
        Self {
            run: summary.id,
            at: summary.done_at,
            by: summary.ended_by().cloned(),
            verdict: summary.verdict.clone(),
            target: summary.target.clone(),
            parts: summary.parts,
        }
    }
}

/// How the last exercise of a procedure stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The last run that was an exercise: not given up, and not without anything done. Where
    /// there was none, the last run that was not.
    pub last: Option<Done>,
    /// Why it does not prove what it was for; nothing where it does.
    pub why_not: Vec<WhyNot>,
    /// An earlier run that would prove it, had the last one not taken that away.
    pub taken_away: Option<Done>,
}

/// What a proof comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofStanding {
    /// It was never exercised.
    Never,
    /// The record shows it.
    Proven,
    /// It was done, and something makes one doubt it: it does not count until it is done
    /// again, or an owner stands for it.
    InDoubt,
    /// It was shown on an earlier version of the procedure.
    EarlierVersion,
    /// The last exercise does not show it.
    NotProven,
}

impl Proof {
    /// What it comes to.
    pub fn standing(&self) -> ProofStanding {
        let earlier = |why: &WhyNot| matches!(why, WhyNot::EarlierVersion(_));
        match &self.last {
            None => ProofStanding::Never,
            Some(_) if self.why_not.is_empty() => ProofStanding::Proven,
            Some(_) if self.why_not.iter().all(WhyNot::is_doubt) => ProofStanding::InDoubt,
            Some(_) if self.why_not.iter().all(|it| earlier(it) || it.is_doubt()) => {
                ProofStanding::EarlierVersion
            }
            Some(_) => ProofStanding::NotProven,
        }
    }

    /// Whether the record shows it.
    pub fn is_proven(&self) -> bool {
        self.standing() == ProofStanding::Proven
    }
}

/// So many runs back on each target an earlier proof is looked for.
const LOOKED_BACK: usize = 20;

impl State {
    /// How the last live exercise of a procedure stands, on any target. The latest counts:
    /// one that failed takes an earlier proof away, one that was given up is none.
    pub fn proof(&self, runbook: &Runbook, procedure: &ProcedureRef) -> Proof {
        let mut exercises = self.exercises(procedure);
        // The work that was finished last, on whichever target.
        exercises.sort_by_key(|it| std::cmp::Reverse((it.done_at, it.id)));
        let mut exercises = exercises.into_iter();
        let Some(last) = exercises.next() else {
            return self.no_exercise(procedure);
        };
        let why_not = self.why_not(runbook, &last);
        let proves = |it: &Cow<'_, Summary>| self.why_not(runbook, it).is_empty();
        let earlier = match why_not.is_empty() {
            true => None,
            false => exercises.find(proves),
        };
        Proof {
            last: Some(Done::of(&last)),
            why_not,
            taken_away: earlier.map(|summary| Done::of(&summary)),
        }
    }

    /// What there is to say where no run was an exercise.
    fn no_exercise(&self, procedure: &ProcedureRef) -> Proof {
        let last = self.last_of(procedure, Summary::tells_of_its_line);
        let why_not = last.iter().map(|done| match &done.verdict {
            Verdict::Abandoned(reason) => WhyNot::Abandoned(reason.clone()),
            _ => WhyNot::NothingDone,
        });
        Proof {
            why_not: why_not.collect(),
            last,
            taken_away: None,
        }
    }

    /// The last live runs of a procedure that were exercises.
    fn exercises<'a>(&'a self, procedure: &'a ProcedureRef) -> Vec<Cow<'a, Summary>> {
        let fits = |it: &Summary| it.tells_of_its_line() && it.verdict.fills_its_slot();
        let lines = self.closed.of_procedure(procedure);
        let closed = lines.flat_map(|line| {
            let line = line.filter(|summary| fits(summary));
            line.take(LOOKED_BACK).map(Cow::Borrowed)
        });
        let mut found: Vec<_> = closed.collect();
        found.extend(self.whole_of(procedure).filter(|it| fits(it)));
        found
    }

    /// The last live run of a procedure that filled its occurrence, or would have, on any
    /// target.
    pub fn last_live(&self, procedure: &ProcedureRef) -> Option<Done> {
        self.last_of(procedure, |summary| {
            summary.tells_of_its_line() && summary.verdict.fills_its_slot()
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
        let closed = lines.filter_map(|mut line| line.find(|summary| fits(summary)));
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
        let given_up = |it: &Summary| matches!(it.verdict, Verdict::Abandoned(_));
        let fits = |it: &&Summary| it.tells_of_its_line() && !given_up(it);
        for line in self.closed.of_procedure(procedure) {
            for summary in line.filter(fits).take(limit) {
                count += 1;
                let skipped_in = |count: &BoxCount| {
                    matches!(count, BoxCount::NoLoss | BoxCount::Gap(Gap::Skipped))
                };
                let boxes = summary.boxes.iter();
                for (step_ref, _) in boxes.filter(|(_, count)| skipped_in(count)) {
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
}
