//! Runs that another run makes begin: called by a step, because a step failed, to back it
//! out. The child's start stands in both threads.

use super::at_step;
use super::checks;
use super::{
    Blocked, Context, Decision, Pinned, Refusal, StartRun, going_on, readable, walked, writable,
};
use crate::event::{Cause, Fact, RunId, RunStarted, Thread};
use crate::runbook::{How, Procedure, ProcedureRef, Step, StepRef, TargetName, Yields};
use crate::state::{Progress, Run, State, StepStatus, UndoPlan, Verdict};
use std::collections::BTreeSet;

/// A start that comes from another run: of which procedure, with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Handed {
    /// What is to be run, by its own newest revision.
    pub procedure: ProcedureRef,
    /// The start.
    pub start: StartRun,
}

/// The start of the procedure that a step calls. `pinned` is the calling run's revision;
/// without `target` the calling run's is handed on.
///
/// # Errors
/// Where the step calls nothing, it is not its turn, or what it called goes on.
pub fn call(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    target: Option<&TargetName>,
    context: &Context,
) -> Result<Handed, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let step = &walked.procedure.steps[stand.step];
    let How::Call(procedure) = &step.how else {
        return Err(Blocked::NotACall.into());
    };
    at_step::check_place(&walked, stand)?;
    at_step::check_items(&walked, stand)?;
    at_step::check_caution(&walked, step, context)?;
    let cause = Cause::Called {
        run: run.id,
        step: step.id.clone(),
        item: step_ref.item.clone(),
    };
    let mut handed = handed(&walked.walk, run, stand, (procedure, target), cause);
    let given = step.with.iter();
    let values = walked.walk.values_at(stand);
    let given = given.map(|(name, text)| (name.clone(), text.fill(&values)));
    handed.start.values.extend(given);
    Ok(handed)
}

/// The start of the procedure that a failed step offers.
///
/// # Errors
/// Where the step offers none, has not failed, or what it made begin goes on.
pub fn follow_failure(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    target: Option<&TargetName>,
) -> Result<Handed, Refusal> {
    let run = writable(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let step = &walked.procedure.steps[stand.step];
    if step.on_fail.is_none() {
        return Err(Blocked::NoOnFail.into());
    }
    let offered = run.offers_on_fail(&walked.procedure, step_ref);
    let procedure = offered.ok_or(Blocked::NothingFailed)?;
    let cause = Cause::Failed {
        run: run.id,
        step: step_ref.step.clone(),
        item: step_ref.item.clone(),
    };
    Ok(handed(&walked.walk, run, stand, (procedure, target), cause))
}

fn handed(
    walk: &Progress,
    run: &Run,
    stand: &StepStatus,
    (procedure, target): (&ProcedureRef, Option<&TargetName>),
    cause: Cause,
) -> Handed {
    let started = run.started.as_ref().map(|said| &said.what);
    let own = started.and_then(|started| started.target.as_ref());
    // An item that is a target is where it is done.
    let place = stand.item.as_ref().and_then(|it| it.values.get("TARGET"));
    let place = place.map(|place| TargetName::from(place.as_str()));
    Handed {
        procedure: procedure.clone(),
        start: StartRun {
            target: target.or(place.as_ref()).or(own).cloned(),
            values: walk.values_at(stand),
            item: stand.item.as_ref().map(|item| item.text.clone()),
            rehearsal: started.is_some_and(|started| started.rehearsal),
            cause: Some(cause),
            ..StartRun::of(procedure.procedure.clone())
        },
    }
}

/// Whether a run may make another one, of `procedure`, begin.
pub(super) fn check_parent(
    state: &State,
    cause: &Cause,
    procedure: &ProcedureRef,
) -> Result<(), Refusal> {
    readable(state, &Thread::Run(cause.run()), "")?;
    if matches!(cause, Cause::Called { .. }) {
        refuse_loop(state, cause, procedure)?;
    }
    let Some(step_ref) = cause.step_ref() else {
        return Ok(());
    };
    let parent = match cause {
        Cause::Called { run, .. } => going_on(state, *run)?,
        _ => writable(state, cause.run())?,
    };
    match state.child_going_on(parent, &step_ref) {
        Some(child) => Err(Blocked::ChildGoesOn {
            run: child.what.run.short(),
            title: child.what.title.clone(),
        }
        .into()),
        None => Ok(()),
    }
}

/// A procedure that is under way already further out would call itself for ever: `check` finds
/// that in one library, but runbooks change while runs go on.
fn refuse_loop(state: &State, cause: &Cause, procedure: &ProcedureRef) -> Result<(), Refusal> {
    let mut path = vec![procedure.to_string()];
    let mut seen = BTreeSet::new();
    let mut outer = Some(cause.run());
    // A run that came from itself cannot be written here, but could be read.
    while let Some(run) = outer.filter(|run| seen.insert(*run)) {
        let started = state.run(run).and_then(|run| run.started.as_ref());
        let Some(started) = started.map(|said| &said.what) else {
            break;
        };
        path.push(started.procedure.to_string());
        if started.procedure == *procedure {
            path.reverse();
            return Err(Blocked::CallsItself { path }.into());
        }
        outer = started.cause.as_ref().map(Cause::run);
    }
    Ok(())
}

pub(super) fn start_undo(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = writable(state, run)?;
    let pinned = pinned.ok_or(Refusal::NoRunbook)?;
    let walked = walked(run, Some(pinned))?;
    let started = run.started.as_ref().map(|said| &said.what);
    let started = started.ok_or(Refusal::NoStart)?;
    refuse_second_undo(state, run)?;
    let plan = run.undo_plan(&walked.procedure);
    if plan.step_refs.is_empty() {
        let no_return = no_return_title(&walked.procedure, &walked.walk, &plan);
        return Err(Blocked::NothingToUndo { no_return }.into());
    }
    let mut values = walked.walk.values.clone();
    values.retain(|name, _| walked.procedure.steps.iter().any(|step| fills(step, name)));
    let revision = pinned.revision;
    let back = walked.procedure.undo_plan(&plan.step_refs);
    let fact = Fact::RunStarted(Box::new(RunStarted {
        run: context.fresh,
        salt: None,
        procedure: started.procedure.clone(),
        title: back.title.clone(),
        runbook_title: started.runbook_title.clone(),
        file: revision.file,
        library: revision.library,
        target: started.target.clone(),
        subject: run.subject().map(str::to_owned),
        rehearsal: started.rehearsal,
        scenario: None,
        cause: Some(Cause::Undoes {
            run: run.id,
            plan: plan.step_refs,
        }),
        alert: None,
        opened: None,
        carries: Vec::new(),
        slot: None,
        due_by: None,
        steps: checks::boxes(&back),
        parts: None,
        values,
    }));
    Ok(Decision {
        on: vec![Thread::Run(context.fresh), Thread::Run(run.id)],
        facts: vec![fact],
    })
}

/// A run is backed out once; again only where that was given up.
fn refuse_second_undo(state: &State, run: &Run) -> Result<(), Refusal> {
    let undoing = run.undone_by().find_map(|said| {
        let verdict = state.verdict_of(said.what.run)?;
        let given_up = matches!(verdict, Verdict::Abandoned(_));
        (!given_up).then_some((said, verdict))
    });
    let Some((said, verdict)) = undoing else {
        return Ok(());
    };
    let (id, title) = (said.what.run.short(), said.what.title.clone());
    Err(match verdict {
        Verdict::Open => Blocked::ChildGoesOn { run: id, title },
        _ => Blocked::BackedOut { run: id },
    }
    .into())
}

fn no_return_title(procedure: &Procedure, walk: &Progress, plan: &UndoPlan) -> Option<String> {
    let step = procedure.step(&plan.no_return.as_ref()?.step)?;
    Some(step.title.fill(&walk.values))
}

/// Whether a step gives a variable its value.
fn fills(step: &Step, name: &str) -> bool {
    match &step.yields {
        Yields::Ask(ask) => ask.name == name,
        Yields::Choose(choose) => choose.name.as_deref() == Some(name),
        _ => false,
    }
}
