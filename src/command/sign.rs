//! The signature of a second person: never the one who did it.

use super::at_step;
use super::{Blocked, Context, Decision, Pinned, Refusal, going_on, walked};
use crate::event::{Fact, Outcome, RunId, SignedOff, StepDone};
use crate::runbook::{Operator, Runbook, StepRef};
use crate::state::{Stamped, Standing, State, StepState};
use crate::text::titled;

pub(super) fn sign_off(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    played: bool,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let step = &walked.procedure.steps[stand.step];
    let role = step.sign_off.as_ref().ok_or(Blocked::NoSignature)?;
    if played && !run.started.as_ref().is_some_and(|said| said.what.rehearsal) {
        return Err(Blocked::NotRehearsing.into());
    }
    if stand.standing == Standing::Disputed {
        return Err(Blocked::SignsDispute.into());
    }
    let step_state = run.boxes.get(step_ref).ok_or(Blocked::NothingToSign)?;
    let done = step_state.outcome().filter(|said| is_done(&said.what));
    let done = done.ok_or(Blocked::NothingToSign)?;
    if let Some(signed) = step_state.signature() {
        let by = signed.by.clone();
        return Err(Blocked::AlreadySigned { by }.into());
    }
    if !played {
        let runbook = pinned.map(|pinned| pinned.runbook);
        may_sign(step_state, runbook, role, &context.operator)?;
    }
    let title = step.title.fill(&walked.walk.values_at(stand));
    let StepRef { step, item } = step_ref.clone();
    let signed = SignedOff {
        step,
        item,
        role: role.clone(),
        meaning: signature_meaning(role, &title, &done.what),
        signs: step_state.outcomes.over(),
        account: context.account.clone(),
        same_account: step_state
            .outcomes
            .standing()
            .any(|said| sits_here(state, said, context)),
        played,
    };
    Ok(Decision::of_run(
        run.id,
        vec![Fact::SignedOff(Box::new(signed))],
    ))
}

fn is_done(done: &StepDone) -> bool {
    matches!(done.outcome, Outcome::Ok | Outcome::NotOk)
}

/// What a signature means, in the words that are kept with it.
pub fn signature_meaning(role: &str, title: &str, done: &StepDone) -> String {
    format!("Seen as {role}: {}", titled(title, &done.words()))
}

/// The operators who act for a role; none where the runbook names nobody, and anyone may.
pub fn signers<'r>(runbook: Option<&'r Runbook>, role: &str) -> &'r [String] {
    let owner = runbook.and_then(|runbook| runbook.owners.get(role));
    owner.map_or(&[], |owner| owner.operators.as_slice())
}

/// Whether this operator may sign: not their own work, and for a role that is theirs.
pub fn may_sign(
    step_state: &StepState,
    runbook: Option<&Runbook>,
    role: &str,
    operator: &Operator,
) -> Result<(), Refusal> {
    // Whoever did it and was corrected by another has done it all the same.
    let mut said = step_state.outcomes.story();
    if said.any(|said| said.by == *operator) {
        let role = role.to_owned();
        return Err(Blocked::OwnWork { role }.into());
    }
    let known = signers(runbook, role);
    let acts = known.iter().any(|name| name == operator.as_str());
    if known.is_empty() || acts {
        return Ok(());
    }
    let (role, known) = (role.to_owned(), known.to_vec());
    Err(Blocked::NotInRole { role, known }.into())
}

/// Whether what was said was said under the signer's account on the signer's machine.
fn sits_here(state: &State, said: &Stamped<StepDone>, context: &Context) -> bool {
    let writer_host = state.writer_host(&said.mark.entry.writer);
    writer_host.is_some_and(|writer_host| {
        writer_host.account == context.account && writer_host.host == context.host.as_str()
    })
}
