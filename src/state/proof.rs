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
use crate::runbook::{Operator, Procedure, ProcedureRef, Runbook, StepRef, TargetName};
use jiff::Timestamp;
use std::borrow::Cow;
use std::cmp::Reverse;
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
    /// Whether it only rehearsed.
    pub rehearsal: bool,
    /// How many of its boxes were written up later.
    pub written_up: u32,
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
            rehearsal: summary.rehearsal,
            written_up: summary.pace.written_up,
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
        let mut exercises = self.exercises(procedure).into_iter();
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
        let runs = self.last_of(procedure, Summary::tells_of_its_line);
        let last = runs.first().map(|summary| Done::of(summary));
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

    /// The last live runs of a procedure that were exercises, the last first.
    fn exercises<'a>(&'a self, procedure: &'a ProcedureRef) -> Vec<Cow<'a, Summary>> {
        self.last_of(procedure, |it| {
            it.tells_of_its_line() && it.verdict.fills_its_slot()
        })
    }

    /// The last live run of a procedure that filled its occurrence, or would have, on any
    /// target.
    pub fn last_live(&self, procedure: &ProcedureRef) -> Option<Done> {
        let exercises = self.exercises(procedure);
        exercises.first().map(|summary| Done::of(summary))
    }

    /// The last rehearsal of a procedure that was not given up.
    pub fn last_rehearsal(&self, procedure: &ProcedureRef) -> Option<Done> {
        let all = self.rehearsals(procedure);
        let all = all.map(|summary| Done::of(&summary));
        all.max_by_key(|done| (done.at, done.run))
    }

    /// How the rehearsals of a procedure stand: the last that trains whoever did it, among
    /// people whom the runbook knows. Where none does, the last one, with the reasons. What
    /// somebody else failed takes nothing away.
    pub fn practice(&self, runbook: &Runbook, procedure: &Procedure) -> Proof {
        let reference = runbook.reference(procedure);
        let mut all: Vec<_> = self.rehearsals(&reference).collect();
        all.sort_by_key(|it| Reverse((it.done_at, it.id)));
        let mut first_reasons = None;
        for summary in &all {
            let why_not = self.unpractised(runbook, procedure, summary);
            if why_not.is_empty() {
                return Proof {
                    last: Some(Done::of(summary)),
                    why_not,
                    taken_away: None,
                };
            }
            first_reasons.get_or_insert(why_not);
        }
        Proof {
            last: all.first().map(|summary| Done::of(summary)),
            why_not: first_reasons.unwrap_or_default(),
            taken_away: None,
        }
    }

    /// How a procedure was last tried: run, or rehearsed by somebody whom that trained. The
    /// later of the two counts, and a run that failed takes an earlier rehearsal away.
    pub fn tried(&self, runbook: &Runbook, procedure: &Procedure) -> Proof {
        let live = self.proof(runbook, &runbook.reference(procedure));
        let practice = self.practice(runbook, procedure);
        let exercised = live.last.as_ref().filter(|it| it.verdict.fills_its_slot());
        let live_is_later = exercised
            .zip(practice.last.as_ref())
            .is_some_and(|(live, rehearsed)| (live.at, live.run) > (rehearsed.at, rehearsed.run));
        match (practice.is_proven(), live.last.is_some()) {
            (true, _) if !live_is_later => practice,
            (_, true) => live,
            (_, false) => practice,
        }
    }

    /// The newest runs of a procedure that fit, so many on each target, the work that was
    /// finished last first. Whether a run is still held whole changes nothing.
    fn last_of<'a>(
        &'a self,
        procedure: &'a ProcedureRef,
        fits: impl Fn(&Summary) -> bool,
    ) -> Vec<Cow<'a, Summary>> {
        let lines = self.closed.of_procedure(procedure);
        let closed = lines.flat_map(|line| {
            let line = line.filter(|summary| fits(summary));
            line.take(LOOKED_BACK).map(Cow::Borrowed)
        });
        let mut found: Vec<Cow<'_, Summary>> = closed.collect();
        let closed = found.len();
        found.extend(self.whole_of(procedure).filter(|it| fits(it)));
        if found.len() > closed {
            found.sort_by_key(|it| Reverse(it.id));
            let mut on_target: BTreeMap<Option<TargetName>, usize> = BTreeMap::new();
            found.retain(|it| {
                let count = on_target.entry(it.target.clone()).or_default();
                *count += 1;
                *count <= LOOKED_BACK
            });
        }
        // On whichever target.
        found.sort_by_key(|it| Reverse((it.done_at, it.id)));
        found
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
