//! Finishing a run, and giving one up.

use super::{
    Blocked, Decision, Pinned, Refusal, RunAt, deferral, going_on, walked, words, writable,
};
use crate::event::{BoxesAtEnd, Counts, Ending, Fact, Outcome, RunId, StepDone};
use crate::state::{Run, Standing, State, StepStatus};

/// As many open steps as a sentence can name.
const NAMED: usize = 3;

pub(super) fn finish(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
) -> Result<Decision, Refusal> {
    let run = match state.run(run) {
        Some(known) if known.is_disputed() => writable(state, run)?,
        _ => going_on(state, run)?,
    };
    let walked = walked(run, pinned)?;
    if let Some(child) = state.calls_going_on(run).next() {
        return Err(Blocked::CallGoesOn {
            run: child.what.run.short(),
            title: child.what.title.clone(),
        }
        .into());
    }
    let open: Vec<_> = walked.walk.unfinished(&walked.procedure).collect();
    if !open.is_empty() {
        return Err(unfinished(&walked, &open));
    }
    let ending = finished_as(run).unwrap_or(Ending::Completed);
    let boxes = state.boxes_at_end(run, &walked.procedure, &walked.walk);
    Ok(Decision::of_run(
        run.id,
        vec![ended(
            run,
            ending,
            run.counts_beside(&boxes.inactive),
            Some(boxes),
        )],
    ))
}

/// How a run ends whose record is set right: as the last said who did not give it up; if all
/// did, given up.
fn finished_as(run: &Run) -> Option<Ending> {
    let endings = || run.endings.standing().map(|said| &said.what.ending);
    let given_up = |ending: &&Ending| matches!(ending, Ending::Abandoned { .. });
    let finished = endings().rfind(|ending| !given_up(ending));
    finished.or_else(|| endings().next_back()).cloned()
}

fn unfinished(walked: &RunAt<'_>, stands: &[&StepStatus]) -> Refusal {
    let name = |stand: &&StepStatus| {
        let title = &walked.procedure.steps[stand.step].title;
        let values = walked.walk.values_at(stand);
        (stand.number, title.fill(&values))
    };
    let any = |standing| stands.iter().any(|stand| stand.standing == standing);
    Refusal::Unfinished {
        first: stands.iter().take(NAMED).map(name).collect(),
        count: stands.len(),
        open: any(Standing::Open),
        not_ok: any(Standing::Answered(Outcome::NotOk)),
        disputed: any(Standing::Disputed),
        unsigned: stands.iter().any(|stand| stand.unsigned),
    }
}

pub(super) fn abandon(state: &State, run: RunId, reason: &str) -> Result<Decision, Refusal> {
    let run = match state.run(run) {
        // Where some gave it up and some did not, someone has to say which holds.
        Some(known) if known.endings.standing().count() > 1 => writable(state, run)?,
        _ => going_on(state, run)?,
    };
    let reason = words(
        reason,
        Refusal::NeedsReason {
            what: "giving a run up",
        },
    )?;
    let deferrals = deferral::of_giving_up(state, run, &reason);
    // A run that is given up counts for nothing, whatever was done in it.
    let ended = ended(run, Ending::Abandoned { reason }, run.counts(), None);
    Ok(Decision::of_run(run.id, vec![ended]).with(deferrals))
}

/// The fact that ends a run, once a box has this outcome, with what it will have come to.
pub(super) fn ended_after(
    state: &State,
    pinned: Option<Pinned<'_>>,
    walked: &RunAt<'_>,
    ending: Ending,
    done: &StepDone,
) -> Result<Fact, Refusal> {
    let after = walked.run.after(done);
    let then = super::walked(&after, pinned)?;
    let boxes = state.boxes_at_end(&after, &then.procedure, &then.walk);
    let counts = after.counts_beside(&boxes.inactive);
    Ok(ended(walked.run, ending, counts, Some(boxes)))
}

/// The fact that ends a run, with what it saw.
fn ended(run: &Run, ending: Ending, counts: Counts, boxes: Option<BoxesAtEnd>) -> Fact {
    let saw = run.heads.values().cloned().collect();
    Fact::RunEnded {
        ending,
        counts,
        boxes: boxes.map(Box::new),
        saw,
        over: run.endings.over(),
    }
}
