//! How far a run has come: one count, the same wherever it is told.
//!
//! What counts: the boxes that are answered, of those that apply. A box that a condition leaves
//! out does not apply, unless it was answered before. Failures (not OK, in alarm) and gaps
//! (skipped, deferred, a signature missing) are among the answered ones, and stand beside.
//! Once a run has ended its answers are counted as the record has them, so that a list that
//! reads no runbook and a page that does say the same.

use crate::event::{Counts, Outcome, StepDone};
use crate::limits::Judgement;
use crate::runbook::Procedure;
use crate::state::{Progress, Run, StepStatus, Summary, Tally, Verdict};
use serde::Serialize;
use std::fmt;

/// How far a run has come. Shown as `4 of 8`. As JSON: `answered`, `wanted` (the boxes that
/// apply), `failures` and `gaps` (among the answered).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HowFar {
    /// Boxes that are answered.
    pub answered: u32,
    /// Boxes that apply.
    pub wanted: u32,
    /// Answered boxes that are not OK, or in alarm.
    pub failures: u32,
    /// Answered boxes at which something is missing.
    pub gaps: u32,
}

impl HowFar {
    /// Of a run, laid beside the procedure that it walks.
    pub fn of(run: &Run, procedure: &Procedure, walk: &Progress) -> Self {
        if run.is_ended() {
            return Self::recorded(run);
        }
        let mut far = Self::default();
        for view in &walk.stands {
            far.add(run, procedure, view);
        }
        far
    }

    /// Of one step of a run: of its items, where it has some.
    pub fn of_step(run: &Run, procedure: &Procedure, walk: &Progress, step: usize) -> Self {
        let mut far = Self::default();
        for view in walk.stands.iter().filter(|view| view.step == step) {
            far.add(run, procedure, view);
        }
        far
    }

    /// Of a run whose runbook is not at hand: by the record alone, which does not know which
    /// boxes a condition leaves out.
    pub fn recorded(run: &Run) -> Self {
        Self::counted(&run.counts(), run.steps(), &run.verdict(), run.tally())
    }

    /// Of a run that has ended.
    pub fn of_summary(summary: &Summary) -> Self {
        Self::counted(
            &summary.counts,
            summary.steps,
            &summary.verdict,
            summary.tally,
        )
    }

    fn counted(counts: &Counts, steps: u32, verdict: &Verdict, tally: Tally) -> Self {
        let answered = counts.ok + counts.not_ok + counts.skipped + counts.deferred;
        let is_whole = matches!(
            verdict,
            Verdict::Completed | Verdict::WithFailures | Verdict::WithGaps
        );
        Self {
            answered,
            // Whatever applied was answered, or the run could not have been completed.
            wanted: if is_whole {
                answered
            } else {
                steps.max(answered)
            },
            failures: tally.failed,
            gaps: tally.gaps,
        }
    }

    fn add(&mut self, run: &Run, procedure: &Procedure, view: &StepStatus) {
        if !view.applies() {
            return;
        }
        self.wanted += 1;
        let Some(said) = run.outcome(&view.step_ref) else {
            return;
        };
        self.answered += 1;
        let optional = procedure.steps.get(view.step).is_some_and(|it| it.optional);
        match kind(&said.what) {
            Answered::Failed => self.failures += 1,
            Answered::Skipped if optional => {}
            Answered::Skipped | Answered::Deferred => self.gaps += 1,
            Answered::Done if view.unsigned => self.gaps += 1,
            Answered::Done => {}
        }
    }

    /// With what went wrong beside it: `9 of 9, 1 failed, 2 gaps`.
    pub fn words(&self) -> String {
        let beside = self.beside();
        match beside.is_empty() {
            true => self.to_string(),
            false => format!("{self}, {beside}"),
        }
    }

    /// What went wrong alone: `1 failed, 2 gaps`; nothing where all is well.
    pub fn beside(&self) -> String {
        let failures = (self.failures > 0).then(|| format!("{} failed", self.failures));
        let gaps = match self.gaps {
            0 => None,
            1 => Some("1 gap".to_owned()),
            gaps => Some(format!("{gaps} gaps")),
        };
        let both: Vec<_> = failures.into_iter().chain(gaps).collect();
        both.join(", ")
    }
}

impl fmt::Display for HowFar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.answered, self.wanted)
    }
}

/// What an answer counts as.
enum Answered {
    Done,
    Failed,
    Skipped,
    Deferred,
}

fn kind(done: &StepDone) -> Answered {
    match (done.outcome, done.judgement) {
        (Outcome::NotOk, _) | (Outcome::Ok, Some(Judgement::Alarm)) => Answered::Failed,
        (Outcome::Ok, _) => Answered::Done,
        (Outcome::Skipped, _) => Answered::Skipped,
        (Outcome::Deferred, _) => Answered::Deferred,
    }
}
