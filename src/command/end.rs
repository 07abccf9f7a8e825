//! Finishing a run, and giving one up.

use super::{Decision, Pinned, Refusal, going_on, walked, words, writable};
use crate::event::{Counts, Ending, Fact, Outcome, RunId, StepDone};
use crate::limits::Judgement;
use crate::state::{Run, State};

/// As many open steps as a sentence can name.
const NAMED: usize = 3;

pub(super) fn finish(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
) -> Result<Decision, Refusal> {
    let run = writable(state, run)?;
    if run.is_ended() && !run.is_disputed() {
        going_on(state, run.id)?;
    }
    let walked = walked(run, pinned)?;
    let open: Vec<_> = walked.walk.unfinished(walked.procedure).collect();
    if !open.is_empty() {
        let name = |stand: &&&crate::state::Stand| {
            let step = &walked.procedure.steps[stand.step];
            (
                stand.number,
                step.title
                    .fill(&walked.walk.values_at(walked.procedure, stand)),
            )
        };
        let first = open.iter().take(NAMED).map(|stand| name(&stand)).collect();
        return Err(Refusal::Unfinished {
            first,
            count: open.len(),
        });
    }
    // A run that a word ended or that was given up keeps that when its dispute is settled.
    let ending = run
        .endings
        .current()
        .map_or(Ending::Completed, |said| said.what.ending.clone());
    Ok(Decision::of_run(
        run.id,
        vec![ended(run, ending, run.counts())],
    ))
}

pub(super) fn abandon(state: &State, run: RunId, reason: &str) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let reason = words(
        reason,
        Refusal::NeedsReason {
            what: "a run that is given up",
        },
    )?;
    Ok(Decision::of_run(
        run.id,
        vec![ended(run, Ending::Abandoned { reason }, run.counts())],
    ))
}

/// The fact that ends a run, with what it saw.
pub(super) fn ended(run: &Run, ending: Ending, counts: Counts) -> Fact {
    let saw = run.heads.values().cloned().collect();
    Fact::RunEnded {
        ending,
        counts,
        saw,
        over: run.endings.over(),
    }
}

/// Counts an outcome that is about to stand at a box that was open.
pub(super) fn count(counts: &mut Counts, done: &StepDone) {
    match done.outcome {
        Outcome::Ok => counts.ok += 1,
        Outcome::NotOk => counts.not_ok += 1,
        Outcome::Skipped => counts.skipped += 1,
        Outcome::Deferred => counts.deferred += 1,
    }
    match done.judgement {
        Some(Judgement::Warning) => counts.warnings += 1,
        Some(Judgement::Alarm) => counts.alarms += 1,
        _ => {}
    }
}
