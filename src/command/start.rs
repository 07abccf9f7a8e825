//! Beginning a run, and taking over a newer revision.

use super::checks;
use super::subject::{Subject, refuse_twin, twin};
use super::{
    Blocked, Context, Decision, Pinned, Refusal, StartRun, child, going_on, occurrence, step,
    typed, words,
};
use crate::event::{Fact, RunId, RunStarted, Thread};
use crate::runbook::{Procedure, Step, Target, TargetName, Values, Yields};
use crate::state::{Carrying, SeriesId, State, parts_digest};
use jiff::Timestamp;

pub(super) fn start(
    state: &State,
    pinned: Option<Pinned<'_>>,
    request: &StartRun,
    context: &Context,
) -> Result<Decision, Refusal> {
    let pinned = pinned.ok_or(Refusal::NotUsable)?;
    let runbook = pinned.runbook;
    let procedure = runbook.procedure(request.procedure.as_str());
    let procedure = procedure.ok_or_else(|| Refusal::NoSuchProcedure {
        wanted: request.procedure.to_string(),
    })?;
    if runbook.sample && !request.rehearsal {
        return Err(Blocked::OnlyASample.into());
    }
    let scenario = check_scenario(procedure, request)?;
    let target = wanted_target(procedure, request, context);
    let target = choose_target(procedure, target, &context.host)?;
    let reference = runbook.reference(procedure);
    if let Some(cause) = &request.cause {
        child::check_parent(state, cause, &reference)?;
    }
    let place = values_of(pinned, target.as_ref());
    let values = match &request.cause {
        None => check_values(procedure, &request.values, &place)?,
        Some(_) => fitting_values(procedure, &request.values, &place),
    };
    let line = SeriesId {
        procedure: reference.clone(),
        target: target.clone(),
    };
    let subject = subject_of(procedure, request, place, &values);
    let slot = slot_of(state, &line, subject.as_ref(), request, context)?;
    let told = subject.as_ref().map(|subject| subject.text.as_str());
    let carries = match request.rehearsal {
        true => Vec::new(),
        false => Carrying::of(procedure, &state.deferred_on(&line, told)).boxes,
    };
    let parts = parts_digest(runbook, procedure, target.as_ref());
    let fact = Fact::RunStarted(Box::new(RunStarted {
        run: context.fresh,
        salt: None,
        procedure: reference,
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        file: pinned.revision.file,
        library: pinned.revision.library,
        target,
        subject: subject.map(|subject| subject.text),
        rehearsal: request.rehearsal,
        scenario,
        cause: request.cause.clone(),
        alert: optional_name(request.alert.as_deref())?,
        opened: request.opened.filter(|opened| *opened < context.now),
        carries: carries.clone(),
        slot: slot.map(|(slot, _)| slot),
        due_by: slot.and_then(|(_, due_by)| due_by),
        steps: checks::boxes(procedure),
        parts: Some(parts),
        values,
    }));
    let mut on = vec![Thread::Run(context.fresh)];
    on.extend(request.cause.as_ref().map(|cause| Thread::Run(cause.run())));
    on.extend(carries.iter().map(|it| Thread::FollowUp(it.deferral)));
    on.extend(slot.map(|_| Thread::Procedure(line.procedure)));
    Ok(Decision {
        on,
        facts: vec![fact],
    })
}

/// What tells the run from others of its kind; two items of one step are two runs.
fn subject_of(
    procedure: &Procedure,
    request: &StartRun,
    place: Values,
    given: &Values,
) -> Option<Subject> {
    let mut named = place;
    named.extend(given.clone());
    let item = request.item.as_deref().map(Subject::item);
    match &procedure.subject {
        Some(_) => Subject::of(procedure, &named),
        None => item.or_else(|| Subject::of(procedure, &named)),
    }
}

/// An occurrence, and by when it is due.
type Slot = (Timestamp, Option<Timestamp>);

/// The occurrence that a start fills: beside another run, that run's. Where a newer program keeps
/// the schedule, nothing is said of its slots; what is to be done can be done all the same.
fn slot_of(
    state: &State,
    line: &SeriesId,
    subject: Option<&Subject>,
    request: &StartRun,
    context: &Context,
) -> Result<Option<Slot>, Refusal> {
    let thread = Thread::Procedure(line.procedure.clone());
    let is_ours = !request.rehearsal && state.closed_by(&thread, "schedule-noticed").is_none();
    let to_fill = match is_ours {
        true => occurrence::to_fill(state, line, context.now),
        false => None,
    };
    match to_fill {
        Some(occurrence) => Ok(Some((occurrence.slot, Some(occurrence.due_by)))),
        None if request.beside => {
            let twin = twin(state, line, subject, request.rehearsal, None);
            let started = twin.and_then(|run| Some(&run.started.as_ref()?.what));
            Ok(started.and_then(|started| Some((started.slot?, started.due_by))))
        }
        // One that was left open keeps its own occurrence, and not the one that is due now.
        None => refuse_twin(state, line, subject, request.rehearsal, None).map(|()| None),
    }
}

/// The scenario as its owner titled it.
fn check_scenario(procedure: &Procedure, request: &StartRun) -> Result<Option<String>, Refusal> {
    let Some(wanted) = &request.scenario else {
        return Ok(None);
    };
    if !request.rehearsal {
        return Err(Blocked::NotRehearsing.into());
    }
    let mut titles = procedure.rehearsals.iter().map(|known| &known.title);
    match titles.find(|title| title.to_lowercase() == wanted.trim().to_lowercase()) {
        Some(title) => Ok(Some(title.clone())),
        None => Err(Blocked::NoSuchScenario {
            wanted: wanted.clone(),
            known: procedure
                .rehearsals
                .iter()
                .map(|known| known.title.clone())
                .collect(),
        }
        .into()),
    }
}

/// The place that is wished for. Another run's place is only handed on: where this procedure
/// is not done there, it has to be said anew.
fn wanted_target<'w>(
    procedure: &Procedure,
    request: &'w StartRun,
    context: &Context,
) -> Option<&'w TargetName> {
    let fits = |wanted: &&TargetName| {
        request.cause.is_none() || targets(procedure, &context.host).contains(wanted)
    };
    request.target.as_ref().filter(fits)
}

fn optional_name(name: Option<&str>) -> Result<Option<String>, Refusal> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    name.map(|name| words(name, Refusal::EmptyNote)).transpose()
}

fn choose_target(
    procedure: &Procedure,
    wanted: Option<&TargetName>,
    host: &TargetName,
) -> Result<Option<TargetName>, Refusal> {
    let known = targets(procedure, host);
    let names = || known.iter().map(ToString::to_string).collect();
    match wanted {
        Some(wanted) if known.contains(wanted) => Ok(Some(wanted.clone())),
        Some(wanted) => Err(Refusal::NoSuchTarget {
            wanted: wanted.to_string(),
            known: names(),
        }),
        None if known.len() > 1 => Err(Refusal::WhichTarget { known: names() }),
        None => Ok(known.first().cloned()),
    }
}

/// The places that a procedure is done in, as they are recorded.
pub(super) fn targets(procedure: &Procedure, host: &TargetName) -> Vec<TargetName> {
    let name = |target: &Target| match target {
        Target::ThisHost => host.clone(),
        Target::Named(name) => name.clone(),
    };
    procedure.targets.iter().map(name).collect()
}

/// The values as they are kept: what is chosen by its option, what is asked for if it is
/// what was asked for.
fn check_values(procedure: &Procedure, given: &Values, target: &Values) -> Result<Values, Refusal> {
    let mut all = target.clone();
    all.extend(given.clone());
    let named = |step: &Step, name: &str| match &step.yields {
        Yields::Ask(ask) => ask.name == name,
        Yields::Choose(choose) => choose.name.as_deref() == Some(name),
        _ => false,
    };
    let mut kept = Values::new();
    for (name, value) in given {
        let step = procedure.steps.iter().find(|step| named(step, name));
        let value = match step.map(|step| &step.yields) {
            Some(Yields::Ask(ask)) if ask.secret => {
                return Err(Blocked::SecretAtStart { name: name.clone() }.into());
            }
            Some(Yields::Ask(ask)) => step::check_ask(procedure, ask, &all, value),
            Some(Yields::Choose(choose)) => typed::option(choose, value).map(str::to_owned),
            _ => return Err(no_such_variable(procedure, name)),
        };
        let value = value.map_err(|why| Refusal::BadValue {
            name: name.clone(),
            why: Box::new(why),
        })?;
        kept.insert(name.clone(), value);
    }
    Ok(kept)
}

/// What another run knows and this procedure asks for, as far as it will do: the rest is
/// asked for anew.
fn fitting_values(procedure: &Procedure, known: &Values, target: &Values) -> Values {
    let one = |(name, value): (&String, &String)| {
        let one = Values::from([(name.clone(), value.clone())]);
        check_values(procedure, &one, target).ok()
    };
    known.iter().filter_map(one).flatten().collect()
}

fn no_such_variable(procedure: &Procedure, wanted: &str) -> Refusal {
    let known = procedure
        .steps
        .iter()
        .filter_map(|step| match &step.yields {
            Yields::Ask(ask) => Some(ask.name.clone()),
            Yields::Choose(choose) => choose.name.clone(),
            _ => None,
        });
    Refusal::NoSuchVariable {
        wanted: wanted.to_owned(),
        known: known.collect(),
    }
}

/// The variables of a place, with its name.
pub(super) fn values_of(pinned: Pinned<'_>, target: Option<&TargetName>) -> Values {
    let Some(target) = target else {
        return Values::new();
    };
    let known = pinned.runbook.targets.get(target);
    let mut values = known.cloned().unwrap_or_default();
    values.insert("TARGET".to_owned(), target.to_string());
    values
}

pub(super) fn adopt(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let pinned = pinned.ok_or(Refusal::NoRunbook)?;
    if run.revision() == Some(pinned.revision) {
        return Err(Refusal::SameRevision);
    }
    let started = run.started.as_ref().map(|said| &said.what);
    let procedure = started.and_then(|started| started.procedure_in(pinned.runbook));
    let procedure = procedure.ok_or(Refusal::GoneInRevision)?;
    let target = started.and_then(|started| started.target.as_ref());
    let proves = started.is_some_and(|started| !started.is_undo());
    let parts = proves.then(|| parts_digest(pinned.runbook, &procedure, target));
    let fact = Fact::RevisionAdopted {
        file: pinned.revision.file,
        library: pinned.revision.library,
        steps: checks::boxes(&procedure),
        parts,
        over: run.adopted.over(),
    };
    Ok(Decision::of_run(run.id, vec![fact]))
}
