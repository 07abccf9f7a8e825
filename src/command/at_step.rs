//! How a box stands when somebody acts on it: its turn, its caution, its wait.
//!
//! These are questions; what is answered or done there is decided elsewhere.

use super::answer::{Answer, CompleteStep};
use super::blocked::Blocked;
use super::checks::RunAt;
use super::context::Context;
use super::refusal::Refusal;
use crate::event::{Attempt, CommandStatus, Outcome, WaitStarted};
use crate::runbook::{How, Step, StepRef};
use crate::state::{Run, Standing, StepState, StepStatus};

pub(super) fn position(walked: &RunAt<'_>, step_ref: &StepRef) -> Result<usize, Refusal> {
    let missing = || {
        let stands = walked.walk.stands.iter();
        let items =
            stands.filter(|stand| stand.step_ref.step == step_ref.step && stand.item.is_some());
        let known: Vec<_> = items.map(|stand| stand.step_ref.to_string()).collect();
        match known.is_empty() {
            true => Refusal::NoSuchStep {
                wanted: step_ref.to_string(),
            },
            false => Refusal::WhichItem { known },
        }
    };
    walked.walk.position(step_ref).ok_or_else(missing)
}

pub(super) fn stand<'a>(
    walked: &'a RunAt<'_>,
    step_ref: &StepRef,
) -> Result<&'a StepStatus, Refusal> {
    Ok(&walked.walk.stands[position(walked, step_ref)?])
}

/// Whether it is a box's turn: it is wanted, and nothing before it holds it.
pub(super) fn check_place(walked: &RunAt<'_>, stand: &StepStatus) -> Result<(), Refusal> {
    if stand.standing == Standing::Inactive {
        return Err(Refusal::NotWanted);
    }
    match stand.held_by {
        Some(holder) => Err(held(walked, holder)),
        None => Ok(()),
    }
}

/// Whether it is known what a step is done for. Where the earlier step was answered without
/// giving anything, the whole step is one box, which proves nothing.
pub(super) fn check_items(walked: &RunAt<'_>, stand: &StepStatus) -> Result<(), Refusal> {
    let each = &walked.procedure.steps[stand.step].each;
    let Some(from) = each.feeding().filter(|_| stand.item.is_none()) else {
        return Ok(());
    };
    let position = |step: &Step| step.id == *from;
    let number = walked.procedure.steps.iter().position(position);
    match (walked.run.outcome(&StepRef::of(from.clone())), number) {
        (None, Some(at)) => Err(Refusal::NoItemsYet { from: at + 1 }),
        _ => Ok(()),
    }
}

pub(super) fn check_caution(
    walked: &RunAt<'_>,
    step: &Step,
    context: &Context,
) -> Result<(), Refusal> {
    let knows = walked.run.knows_caution(&step.id, &context.operator);
    match step.caution {
        _ if knows || !step.is_acknowledged_first() => Ok(()),
        Some(_) => Err(Refusal::CautionFirst),
        None => Err(Refusal::NoReturnFirst),
    }
}

pub(super) fn held(walked: &RunAt<'_>, holder: usize) -> Refusal {
    let stand = &walked.walk.stands[holder];
    let step = &walked.procedure.steps[stand.step];
    let values = walked.walk.values_at(stand);
    if let Some(role) = step.sign_off.as_ref().filter(|_| stand.unsigned)
        && stand.standing == Standing::Answered(Outcome::Ok)
    {
        return Refusal::HeldUnsigned {
            number: stand.number,
            title: step.title.fill(&values),
            role: role.clone(),
        };
    }
    Refusal::Held {
        number: stand.number,
        title: step.title.fill(&values),
        open: stand.standing == Standing::Open,
        disputed: stand.standing == Standing::Disputed,
    }
}

pub(super) fn is_rehearsal(run: &Run) -> bool {
    let started = run.started.as_ref();
    started.is_some_and(|said| said.what.rehearsal)
}

/// Whether an answer is given by hand although the step has a command. What a command left
/// open is answered by its output, not by hand. A correction changes words, not hands.
pub(super) fn is_by_hand(walked: &RunAt<'_>, step: &Step, complete: &CompleteStep) -> bool {
    let does_it = !matches!(complete.answer, Answer::Skip | Answer::Defer);
    if !matches!(step.how, How::Command(_)) || !does_it || is_rehearsal(walked.run) {
        return false;
    }
    if complete.attempt == Attempt::Corrected {
        let known = walked.run.outcome(&complete.step_ref);
        return known.is_some_and(|said| said.what.by_hand);
    }
    let step_state = walked.run.boxes.get(&complete.step_ref);
    let left_open = step_state
        .and_then(StepState::ended_command)
        .is_some_and(|(_, ended)| {
            let ran = matches!(ended.what.status, CommandStatus::Exited { .. });
            ran && ended.what.outcome.is_none()
        });
    !left_open
}

/// The wait of a box that began after what stands there was answered.
pub(super) fn wait_of<'a>(walked: &'a RunAt<'_>, stand: &StepStatus) -> Option<&'a WaitStarted> {
    let step_state = walked.run.boxes.get(&stand.step_ref)?;
    let wait = step_state.wait()?;
    let answered = step_state
        .outcome()
        .is_some_and(|said| said.mark > wait.mark);
    (!answered).then_some(&wait.what)
}

/// How long a box still waits; a rehearsal waits for nothing.
pub(super) fn still_waits(
    walked: &RunAt<'_>,
    stand: &StepStatus,
    context: &Context,
) -> Option<u64> {
    let wait = wait_of(walked, stand).filter(|_| !is_rehearsal(walked.run))?;
    let left = wait.until.duration_since(context.now);
    // A part of a second is still to go.
    let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    u64::try_from(seconds).ok().filter(|left| *left > 0)
}

/// Whether a box has waited as long as it has to.
pub(super) fn check_wait(
    walked: &RunAt<'_>,
    stand: &StepStatus,
    step: &Step,
    context: &Context,
) -> Result<(), Refusal> {
    if !matches!(step.how, How::Wait(_)) || is_rehearsal(walked.run) {
        return Ok(());
    }
    if wait_of(walked, stand).is_none() {
        return Err(Blocked::WaitFirst.into());
    }
    match still_waits(walked, stand, context) {
        Some(seconds) => Err(Blocked::StillWaiting { seconds }.into()),
        None => Ok(()),
    }
}
