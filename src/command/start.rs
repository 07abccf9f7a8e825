//! Beginning a run, and taking over a newer revision.

use super::{Context, Decision, Pinned, Refusal, going_on, occurrence};
use crate::event::{Fact, Thread};
use crate::runbook::{Procedure, ProcedureId, Target, TargetName, Values, Yields};
use crate::state::{LineId, State};

/// What the operator wants of a start.
pub(super) struct Wish<'a> {
    pub target: Option<&'a TargetName>,
    pub values: &'a Values,
    pub rehearsal: bool,
}

pub(super) fn start(
    state: &State,
    pinned: Pinned<'_>,
    procedure: &ProcedureId,
    wish: &Wish<'_>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = pinned.runbook;
    let procedure =
        runbook
            .procedure(procedure.as_str())
            .ok_or_else(|| Refusal::NoSuchProcedure {
                wanted: procedure.to_string(),
            })?;
    let target = choose_target(procedure, wish.target, &context.host)?;
    check_values(procedure, wish.values)?;
    let reference = runbook.reference(procedure);
    let thread = Thread::Procedure(reference.clone());
    let line = LineId {
        procedure: reference.clone(),
        target: target.clone(),
    };
    let subject = subject(procedure, pinned, &line, wish.values);
    refuse_twin(state, &line, subject.as_deref(), wish.rehearsal)?;

    let slot = (!wish.rehearsal)
        .then(|| occurrence::to_fill(state, &line, context.now))
        .flatten();
    let fact = Fact::RunStarted {
        run: context.fresh,
        procedure: reference,
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        file: pinned.revision.file,
        library: pinned.revision.library,
        target,
        subject,
        rehearsal: wish.rehearsal,
        slot: slot.as_ref().map(|occurrence| occurrence.slot),
        due_by: slot.as_ref().map(|occurrence| occurrence.due_by),
        steps: boxes(procedure),
        values: wish.values.clone(),
    };
    let mut on = vec![Thread::Run(context.fresh)];
    if slot.is_some() {
        on.push(thread);
    }
    Ok(Decision {
        on,
        facts: vec![fact],
    })
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

/// How many boxes a procedure has.
pub(super) fn boxes(procedure: &Procedure) -> u32 {
    let boxes: usize = procedure
        .steps
        .iter()
        .map(|step| step.each.len().max(1))
        .sum();
    u32::try_from(boxes).unwrap_or(u32::MAX)
}

fn check_values(procedure: &Procedure, values: &Values) -> Result<(), Refusal> {
    for (name, value) in values {
        let asks = procedure
            .steps
            .iter()
            .filter_map(|step| match &step.yields {
                Yields::Ask(ask) => Some((ask.name.as_str(), Some(ask))),
                Yields::Choose(choose) => Some((choose.name.as_deref()?, None)),
                _ => None,
            });
        let known: Vec<_> = asks.collect();
        let Some((_, ask)) = known.iter().find(|(known, _)| known == name) else {
            let known = known.iter().map(|(name, _)| (*name).to_owned()).collect();
            return Err(Refusal::NoSuchVariable {
                wanted: name.clone(),
                known,
            });
        };
        let pattern = ask.and_then(|ask| ask.pattern.as_ref());
        if let Some(pattern) = pattern
            && !pattern.matches(value, values)
        {
            let example = ask.and_then(|ask| ask.example.clone());
            return Err(Refusal::NoMatch {
                pattern: pattern.source().to_owned(),
                example,
            });
        }
    }
    Ok(())
}

fn subject(
    procedure: &Procedure,
    pinned: Pinned<'_>,
    line: &LineId,
    given: &Values,
) -> Option<String> {
    let template = procedure.subject.as_ref()?;
    let mut values = Values::new();
    if let Some(target) = &line.target {
        values.extend(
            pinned
                .runbook
                .targets
                .get(target)
                .cloned()
                .unwrap_or_default(),
        );
        values.insert("TARGET".to_owned(), target.to_string());
    }
    values.extend(given.clone());
    Some(template.fill_or_dots(&values))
}

/// Two runs of one procedure on one target with one subject are one run too many. A subject
/// that still waits for an answer tells nothing yet.
fn refuse_twin(
    state: &State,
    line: &LineId,
    subject: Option<&str>,
    rehearsal: bool,
) -> Result<(), Refusal> {
    if subject.is_some_and(|subject| subject.contains('…')) {
        return Ok(());
    }
    let twin = state.in_progress().find(|(run, started)| {
        started.procedure == line.procedure
            && started.target == line.target
            && started.rehearsal == rehearsal
            && run.subject() == subject
    });
    match twin.and_then(|(run, _)| Some((run, run.started.as_ref()?))) {
        Some((run, said)) => Err(Refusal::AlreadyRunning {
            run: run.id.short(),
            since: said.at,
            by: said.by.clone(),
        }),
        None => Ok(()),
    }
}

pub(super) fn adopt(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: crate::event::RunId,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let pinned = pinned.ok_or(Refusal::NoRunbook)?;
    if run.revision() == Some(pinned.revision) {
        return Err(Refusal::SameRevision);
    }
    let wanted = run
        .started
        .as_ref()
        .map(|said| &said.what.procedure.procedure);
    let procedure = wanted.and_then(|wanted| pinned.runbook.procedure(wanted.as_str()));
    let procedure = procedure.ok_or(Refusal::GoneInRevision)?;
    let fact = Fact::RevisionAdopted {
        file: pinned.revision.file,
        library: pinned.revision.library,
        steps: boxes(procedure),
        over: run.adopted.over(),
    };
    Ok(Decision::of_run(run.id, vec![fact]))
}
