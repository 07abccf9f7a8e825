//! Redlines: what someone wants a step to say, as a change; written into the file once those
//! have allowed it whom the runbook names.

use super::args::{ApplyArgs, RedlineArgs};
use super::release;
use super::saved::{cover, save};
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::cli::rewrite::Proposal;
use crate::cli::what;
use crate::command::{Command, OfChange, OpenFollowUp};
use crate::event::{FollowUpKind, FollowUpState, Redline, RunId};
use crate::runbook::{ProcedureRef, StepId, StepKey, StepRef};
use crate::session::RunProgress;
use crate::session::Session;
use crate::state::Run;

/// Opens the change, after the edit was tried on the file as it is.
///
/// # Errors
/// When no such step is meant, the file cannot be edited so, or it cannot be saved.
pub fn open(args: &RedlineArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let (place, run) = meant(args, session)?;
    let question = args.question.as_deref();
    let question = question
        .map(|id| what::follow_up(session, id))
        .transpose()?;
    let key = StepKey::from(args.key);
    let redline = Redline {
        procedure: place.0,
        step: place.1,
        key,
        value: args.text.join(" "),
    };
    let runbook = redline.procedure.runbook.clone();
    let proposal = Proposal::of(session, &runbook, &redline.request())
        .map_err(|why| Stop::No(format!("Nothing is proposed: {why}.")))?;
    let noted = run
        .as_ref()
        .and_then(|(run, step_ref)| last_note(run, step_ref));
    let title = format!(
        "{} of {} in {}",
        key.word(),
        redline.step,
        redline.procedure
    );
    let request = OpenFollowUp {
        text: args.why.clone().or(noted),
        runbook: run.is_none().then_some(runbook),
        step_ref: run.as_ref().map(|(_, step_ref)| step_ref.clone()),
        run: run.as_ref().map(|(run, _)| run.id),
        ticket: args.ticket.clone(),
        change: Box::new(OfChange {
            redline: Some(redline),
            question,
            ..OfChange::default()
        }),
        ..OpenFollowUp::about(FollowUpKind::Change, title)
    };
    let exit = save(
        invocation,
        None,
        Command::OpenFollowUp(request),
        args.form.json,
    )?;
    if !args.form.json {
        proposal.show(invocation)?;
    }
    Ok(exit)
}

type Place = (ProcedureRef, StepId);

/// Which step is meant: of a run's procedure, or of a procedure.
fn meant(
    args: &RedlineArgs,
    session: &mut Session,
) -> Result<(Place, Option<(Run, StepRef)>), Stop> {
    let runs = session.state().find_runs(args.what.trim());
    if let [id] = runs[..] {
        return of_run(id, args, session);
    }
    let reference = what::procedure(session, std::slice::from_ref(&args.what))?;
    let pin = session.newest(reference.runbook.as_str());
    let procedure = pin
        .as_ref()
        .and_then(|pin| pin.runbook.procedure(reference.procedure.as_str()));
    let step = procedure.and_then(|procedure| {
        let number = args.step.parse::<usize>().ok();
        let by_number = number.and_then(|it| procedure.steps.get(it.checked_sub(1)?));
        procedure.step(&args.step.as_str().into()).or(by_number)
    });
    let step = step.map(|step| step.id.clone()).ok_or_else(|| {
        let typed = &args.step;
        Stop::Usage(format!(
            "{reference} has no step “{typed}”. `rounds show {reference}` lists them."
        ))
    })?;
    Ok(((reference, step), None))
}

fn of_run(
    id: RunId,
    args: &RedlineArgs,
    session: &mut Session,
) -> Result<(Place, Option<(Run, StepRef)>), Stop> {
    let walked = RunProgress::of(session, id)?;
    let step_ref = walked.step_ref(&args.step)?;
    let started = walked.run.started.as_ref();
    let reference = started.map(|said| said.what.procedure.clone());
    let reference = reference
        .ok_or_else(|| Stop::Journal(format!("The entry that began {id} has not arrived yet.")))?;
    let place = (reference, step_ref.step.clone());
    Ok((place, Some((walked.run.clone(), step_ref))))
}

/// What was noted at a box the last time.
fn last_note(run: &Run, step_ref: &StepRef) -> Option<String> {
    let mut notes = run.notes.iter().rev();
    let note = notes.find(|said| said.what.step_ref.as_ref() == Some(step_ref))?;
    Some(note.what.text.clone())
}

/// Shows what a redline changes; writes it once it is approved, says that the new revision
/// belongs to it, and releases it.
///
/// # Errors
/// When it is no redline, is not approved, cannot be written, or cannot be saved.
pub fn apply(args: &ApplyArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let id = what::follow_up(session, &args.id)?;
    let (redline, stands) = {
        let state = session.state();
        let known = state.follow_up(id);
        let redline = known.and_then(|it| it.opening()?.redline.clone());
        (redline, known.map(|it| it.state()))
    };
    if stands == Some(FollowUpState::RolledBack) {
        return release::put_back(id, (args.write, args.form.json), invocation);
    }
    let redline = redline.ok_or_else(|| {
        Stop::Usage(format!(
            "{} proposes nothing for a step. `rounds follow-up redline` opens a change that does.",
            id.short()
        ))
    })?;
    let runbook = redline.procedure.runbook.clone();
    let proposal = Proposal::of(session, &runbook, &redline.request())
        .map_err(|why| Stop::No(format!("Nothing is written: {why}.")))?;
    if stands != Some(FollowUpState::Approved) {
        if !args.form.json {
            proposal.show(invocation)?;
        }
        let stands = stands.map_or("not here yet", |it| it.words());
        return Err(Stop::No(format!(
            "Nothing is written: the change is {stands}, and has to be approved first."
        )));
    }
    if !proposal.settle(args.write, args.form.json, invocation)? {
        return Ok(Exit::NO);
    }
    let revision = cover(id, &runbook, invocation)?;
    let note = format!("{} says: {}", redline.key.word(), redline.value);
    let text = Some(format!("{note} (revision {revision})"));
    let to = FollowUpState::Released;
    let command = Command::MoveFollowUp { id, to, text };
    save(invocation, Some(id), command, args.form.json)
}
