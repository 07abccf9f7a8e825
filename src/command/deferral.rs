//! Steps that are put off: what a box's answer means for its deferral, in the same entry.
//!
//! A deferral is opened where a live run puts a box off. Whoever answers the box later, in
//! the same run or in one that begins with it, closes the deferral with that; putting it off
//! again keeps the deferral and wants a reason that was not given before.

use super::context::Decision;
use super::follow_up::{moved, origin};
use super::{Context, Pinned, Refusal, RunAt};
use crate::event::{
    Attempt, Fact, FollowUpId, FollowUpKind, FollowUpOpened, FollowUpState, Outcome, RunId,
    StepDone, Thread,
};
use crate::runbook::StepRef;
use crate::state::{FollowUp, Run, State};

/// Facts about follow-ups, with the threads that they touch.
#[derive(Debug, Default)]
pub(super) struct Consequences {
    pub on: Vec<Thread>,
    pub facts: Vec<Fact>,
}

impl Consequences {
    fn move_to(
        &mut self,
        state: &State,
        known: &FollowUp,
        to: FollowUpState,
        text: Option<String>,
        run: RunId,
    ) {
        let thread = Thread::FollowUp(known.id);
        // What a newer program wrote into is left to that one; the answer counts all the same.
        if state.closed_by(&thread, "").is_none() {
            self.on.push(thread);
            self.facts.push(moved(known, to, text, Some(run)));
        }
    }
}

/// What an answer means for the deferral of its box.
pub(super) fn of_answer(
    state: &State,
    pinned: Option<Pinned<'_>>,
    walked: &RunAt<'_>,
    done: &StepDone,
    context: &Context,
) -> Result<Consequences, Refusal> {
    let mut consequences = Consequences::default();
    let run = walked.run;
    if is_rehearsal(run) {
        return Ok(consequences);
    }
    let step_ref = done.step_ref();
    let known = known(state, run, &step_ref);
    if done.outcome != Outcome::Deferred {
        settle(state, &known, done, run.id, &mut consequences);
        return Ok(consequences);
    }
    let reason = done.reason.clone().unwrap_or_default();
    let Some(first) = known.first() else {
        let opened = opened(run, pinned, &step_ref, done, context)?;
        consequences.on.push(Thread::FollowUp(opened.id));
        let fact = Fact::FollowUpOpened(Box::new(opened));
        consequences.facts.push(fact);
        return Ok(consequences);
    };
    let was_deferred = run.outcome(&step_ref);
    let was_deferred = was_deferred.is_some_and(|said| said.what.outcome == Outcome::Deferred);
    // A correction of the words puts nothing off anew.
    if was_deferred && first.is_open() && done.attempt == Attempt::Corrected {
        return Ok(consequences);
    }
    if first.last_reason() == Some(reason.as_str()) {
        return Err(Refusal::SameReason { reason });
    }
    consequences.move_to(state, first, FollowUpState::Open, Some(reason), run.id);
    Ok(consequences)
}

fn is_rehearsal(run: &Run) -> bool {
    let started = run.started.as_ref();
    started.is_none_or(|said| said.what.rehearsal)
}

/// The deferrals that a box of a run is about: its own, those that the run begins with, and
/// others of the same box that no run is at.
fn known<'a>(state: &'a State, run: &Run, step_ref: &StepRef) -> Vec<&'a FollowUp> {
    let mut known = state.deferrals_at(run.id, step_ref);
    if let Some(line) = run.line() {
        let others = state.deferred_on(&line, run.subject()).into_iter();
        known.extend(others.filter(|other| other.step_ref().as_ref() == Some(step_ref)));
    }
    let mut met: Vec<FollowUpId> = Vec::new();
    known.retain(|other| {
        let new = !met.contains(&other.id);
        met.push(other.id);
        new
    });
    // Open ones first, so that putting it off again goes on with what people know.
    known.sort_by_key(|other| !other.is_open());
    known
}

/// The box was done, or somebody said that it need not be.
fn settle(
    state: &State,
    known: &[&FollowUp],
    done: &StepDone,
    run: RunId,
    consequences: &mut Consequences,
) {
    for open in known.iter().filter(|known| known.is_open()) {
        let (to, text) = match done.outcome {
            Outcome::Skipped => {
                let reason = done.reason.clone();
                (
                    FollowUpState::Closed,
                    reason.or_else(|| Some("skipped".to_owned())),
                )
            }
            _ => (FollowUpState::Done, done.note.clone()),
        };
        consequences.move_to(state, open, to, text, run);
    }
}

fn opened(
    run: &Run,
    pinned: Option<Pinned<'_>>,
    step_ref: &StepRef,
    done: &StepDone,
    context: &Context,
) -> Result<FollowUpOpened, Refusal> {
    let origin = origin(run, pinned, Some(step_ref))?;
    Ok(FollowUpOpened {
        id: FollowUpId(context.fresh.0),
        salt: None,
        kind: FollowUpKind::Deferral,
        title: done.title.clone(),
        text: done.reason.clone(),
        runbook: Some(origin.procedure.runbook.clone()),
        owner: None,
        due: None,
        ticket: None,
        severity: None,
        origin: Some(origin),
        redline: None,
        question: None,
        plan: None,
        emergency_seconds: None,
    })
}

/// What it means for its deferral that a box's answer is taken back: a deferral of this run
/// is closed, because the box is simply open in it again; one that the run began with, and
/// had settled, is open again.
pub(super) fn of_taking_back(state: &State, run: &Run, step_ref: &StepRef) -> Consequences {
    let mut consequences = Consequences::default();
    if is_rehearsal(run) {
        return consequences;
    }
    for known in state.deferrals_at(run.id, step_ref) {
        let own = known.origin().is_some_and(|origin| origin.run == run.id);
        let by_us = known
            .last_move()
            .is_some_and(|said| said.what.run == Some(run.id));
        if own && known.state() != FollowUpState::Closed {
            let text = Some("undone: the step is open in its run again".to_owned());
            consequences.move_to(state, known, FollowUpState::Closed, text, run.id);
        } else if !own && !known.is_open() && by_us {
            consequences.move_to(state, known, FollowUpState::Open, None, run.id);
        }
    }
    consequences
}

/// A run that is given up takes with it what it put off itself.
pub(super) fn of_giving_up(state: &State, run: &Run, reason: &str) -> Consequences {
    let mut consequences = Consequences::default();
    let own = state.follow_ups_of(run.id);
    for known in own.filter(|known| known.kind() == Some(FollowUpKind::Deferral)) {
        if known.is_open() {
            let text = Some(format!("run abandoned: {reason}"));
            consequences.move_to(state, known, FollowUpState::Closed, text, run.id);
        }
    }
    consequences
}

impl Decision {
    /// The same, with what follows for follow-ups.
    pub(super) fn with(mut self, consequences: Consequences) -> Self {
        self.on.extend(consequences.on);
        self.facts.extend(consequences.facts);
        self
    }
}
