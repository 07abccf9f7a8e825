//! Doing a step by command, or after a wait.
//!
//! A command's start is decided and saved before it runs, its end after; what the end says
//! of the box stands in the same entry. An answer that came in between is never replaced by
//! a command that did not know of it.

use super::at_step;
use super::at_step::is_rehearsal;
use super::at_step::still_waits;
use super::ready::{self, command_of, ready};
use super::{
    Answer, Blocked, CommandResult, CompleteStep, Context, Decision, ItemFault, Pinned, Refusal,
    RunAt, Secret, going_on, items, step, walked, writable,
};
use crate::event::{
    Attempt, CommandEnded, CommandStarted, CommandStatus, EntryHash, Fact, RunId, StepDone,
    WaitStarted,
};
use crate::runbook::{How, Step, StepCommand, StepRef, Values, Yields};
use crate::state::{Run, State, StepState, StepStatus};

pub(super) fn start_command(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let command = command_of(&walked, stand)?;
    if is_rehearsal(run) {
        return Err(Blocked::OnlyPretended.into());
    }
    check_turn(&walked, stand, context)?;
    let step_state = run.boxes.get(step_ref);
    if let Some(running) = step_state.and_then(StepState::unended_command) {
        return Err(Blocked::CommandRunning {
            host: running.what.host.clone(),
            by: running.by.clone(),
        }
        .into());
    }
    let ready = ready(&walked, stand, command, &Values::new())?;
    let StepRef { step, item } = step_ref.clone();
    let started = CommandStarted {
        step,
        item,
        shown: ready.shown,
        host: context.host.to_string(),
        over: step_state
            .map(|step_state| step_state.commands.over())
            .unwrap_or_default(),
    };
    let fact = Fact::CommandStarted(Box::new(started));
    Ok(Decision::of_run(run.id, vec![fact]))
}

/// Whether a box may be begun now: it is its turn, and its caution was read.
fn check_turn(walked: &RunAt<'_>, stand: &StepStatus, context: &Context) -> Result<(), Refusal> {
    at_step::check_place(walked, stand)?;
    at_step::check_items(walked, stand)?;
    at_step::check_caution(walked, &walked.procedure.steps[stand.step], context)
}

pub(super) fn end_command(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    result: &CommandResult,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = writable(state, run)?;
    let step_state = run.boxes.get(step_ref).ok_or(Blocked::NothingRuns)?;
    let starts = || step_state.commands.story();
    let started = starts().find(|said| said.mark.entry == result.started);
    let started = started.ok_or(Blocked::NothingRuns)?;
    let known = step_state.end_of(&result.started);
    if known.is_some_and(|said| said.what.status != CommandStatus::Unknown) {
        return Err(Blocked::NothingRuns.into());
    }
    let StepRef { step, item } = step_ref.clone();
    let mut ended = CommandEnded {
        step,
        item,
        started: result.started.clone(),
        status: result.status.clone(),
        milliseconds: result.milliseconds,
        bytes: result.bytes,
        digest: result.digest,
        output: result.output,
        outcome: None,
        value: None,
        why: None,
    };
    let answered_since = || {
        let mut standing = step_state.outcomes.standing();
        standing.any(|said| said.mark.n > started.mark.n)
    };
    let mut decision = Decision::of_run(run.id, Vec::new());
    // What ran has ended, also where its runbook cannot be had any more.
    if let Ok(walked) = walked(run, pinned)
        && let Ok(stand) = at_step::stand(&walked, step_ref)
        && let Ok(command) = command_of(&walked, stand)
    {
        let says = what_it_says(state, &walked, stand, command, result);
        ended.outcome = says.done.as_ref().map(|done| done.outcome);
        ended.value = says.done.as_ref().and_then(|done| done.value.clone());
        ended.why = says.why;
        if let Some(done) = says.done.filter(|_| !run.is_ended() && !answered_since()) {
            let step = &walked.procedure.steps[stand.step];
            decision = step::outcome(state, pinned, &walked, step, done, context)?;
        }
    }
    decision
        .facts
        .insert(0, Fact::CommandEnded(Box::new(ended)));
    Ok(decision)
}

/// What a command's end says of its box.
#[derive(Default)]
struct Says {
    done: Option<StepDone>,
    why: Option<String>,
}

fn what_it_says(
    state: &State,
    walked: &RunAt<'_>,
    stand: &StepStatus,
    command: &StepCommand,
    result: &CommandResult,
) -> Says {
    let step = &walked.procedure.steps[stand.step];
    let values = walked.walk.values_at(stand);
    let nothing = |why: String| Says {
        done: None,
        why: Some(why),
    };
    let (answer, why) = match answer_of(step, command, &values, result) {
        Ok(answer) => (answer, None),
        Err(Unanswered::NotOk(why)) => (Answer::NotOk, Some(why)),
        Err(Unanswered::Nothing(why)) => return nothing(why),
    };
    let complete = CompleteStep {
        note: why.clone(),
        attempt: attempt_at(walked.run, &stand.step_ref),
        ..CompleteStep::first(walked.run.id, stand.step_ref.clone(), answer)
    };
    let given = match complete.answer {
        Answer::NotOk => Ok(None),
        _ => items_of(walked, step, &values, result),
    };
    let (complete, given, why) = match given {
        Ok(given) => (complete, given, why),
        Err(fault) => {
            let why = fault.to_string();
            let failed = CompleteStep {
                answer: Answer::NotOk,
                note: Some(why.clone()),
                ..complete
            };
            (failed, None, Some(why))
        }
    };
    match outcome(state, walked, stand, &complete) {
        Ok(done) => Says {
            done: Some(StepDone {
                items: given.or(done.items.clone()),
                ..done
            }),
            why,
        },
        Err(refusal) => nothing(refusal.to_string()),
    }
}

/// The items that a command's output gives to later steps, where they take any.
fn items_of(
    walked: &RunAt<'_>,
    step: &Step,
    values: &Values,
    result: &CommandResult,
) -> Result<Option<Vec<String>>, ItemFault> {
    if !items::gives_lines(&walked.procedure, step) {
        return Ok(None);
    }
    match result.is_cut {
        true => Err(ItemFault::Cut),
        false => items::of_text(&walked.procedure, step, values, &result.text).map(Some),
    }
}

/// The secret that a step's command made, for memory alone: what `take` finds in its output.
pub fn taken_secret(
    pinned: Pinned<'_>,
    run: &Run,
    step_ref: &StepRef,
    result: &CommandResult,
) -> Option<(String, Secret)> {
    let walked = walked(run, Some(pinned)).ok()?;
    let stand = at_step::stand(&walked, step_ref).ok()?;
    let step = &walked.procedure.steps[stand.step];
    let ask = step.makes_secret()?;
    let command = command_of(&walked, stand).ok()?;
    match answer_of(step, command, &walked.walk.values_at(stand), result) {
        Ok(Answer::Secret(secret)) => Some((ask.name.clone(), secret)),
        _ => None,
    }
}

fn attempt_at(run: &Run, step_ref: &StepRef) -> Attempt {
    match run.outcome(step_ref) {
        Some(_) => Attempt::Again,
        None => Attempt::First,
    }
}

/// An outcome as it is kept, judged like one that was typed.
fn outcome(
    state: &State,
    walked: &RunAt<'_>,
    stand: &StepStatus,
    complete: &CompleteStep,
) -> Result<StepDone, Refusal> {
    let step = &walked.procedure.steps[stand.step];
    let values = walked.walk.values_at(stand);
    let mut done = step::judge(&walked.procedure, step, &values, complete)?;
    done.title = step.title.fill(&values);
    done.optional = step.optional;
    done.attempt = complete.attempt;
    done.subject = step::new_subject(state, walked, &done)?;
    let step_state = walked.run.boxes.get(&stand.step_ref);
    done.over = step_state
        .map(|step_state| step_state.outcomes.over())
        .unwrap_or_default();
    Ok(done)
}

/// Why a command gives no answer.
enum Unanswered {
    /// Because it is not OK.
    NotOk(String),
    /// Because it says nothing of the box: that is for the operator.
    Nothing(String),
}

fn answer_of(
    step: &Step,
    command: &StepCommand,
    values: &Values,
    result: &CommandResult,
) -> Result<Answer, Unanswered> {
    match &result.status {
        CommandStatus::Exited { code } if command.expect_exit.contains(code) => {}
        CommandStatus::Exited { .. } => {
            let expected: Vec<_> = command.expect_exit.iter().map(i32::to_string).collect();
            let words = result.status.words();
            let why = format!("{words}; expected {}", expected.join(" or "));
            return Err(Unanswered::NotOk(why));
        }
        CommandStatus::Signalled { .. } | CommandStatus::TimedOut => {
            return Err(Unanswered::NotOk(result.status.words()));
        }
        CommandStatus::Cancelled
        | CommandStatus::WantedTerminal
        | CommandStatus::NotStarted { .. }
        | CommandStatus::Unknown => {
            return Err(Unanswered::Nothing(result.status.words()));
        }
    }
    // The end of the last line is no part of what a command says: `(\d+)$` finds a number.
    let output = result.text.trim_end_matches(['\r', '\n']);
    if let Some(expected) = &command.expect_output
        && expected.first_in(output, values).is_none()
    {
        let why = format!("nothing in its output matches {}", expected.source());
        return Err(Unanswered::NotOk(why));
    }
    let taken = match &command.take {
        Some(take) => take.first_in(output, values).ok_or_else(|| {
            Unanswered::Nothing(format!("nothing in its output matches {}", take.source()))
        }),
        None => Ok(output),
    };
    match &step.yields {
        Yields::Tick => Ok(Answer::Ok),
        Yields::Ask(ask) if ask.secret && command.take.is_none() => Err(Unanswered::Nothing(
            "a secret is typed, unless `take` says where the output has it".to_owned(),
        )),
        Yields::Ask(ask) if ask.secret => match taken?.trim() {
            "" => Err(Unanswered::Nothing("its output is empty".to_owned())),
            secret => Ok(Answer::Secret(Secret::from(secret.to_owned()))),
        },
        _ => match taken?.trim() {
            "" => Err(Unanswered::Nothing("its output is empty".to_owned())),
            value => Ok(Answer::Value(value.to_owned())),
        },
    }
}

pub(super) fn forget_command(
    state: &State,
    run: RunId,
    step_ref: &StepRef,
) -> Result<Decision, Refusal> {
    let run = writable(state, run)?;
    let step_state = run.boxes.get(step_ref);
    let running = step_state.and_then(StepState::unended_command);
    let running = running.ok_or(Blocked::NothingRuns)?;
    let StepRef { step, item } = step_ref.clone();
    let ended = CommandEnded {
        step,
        item,
        started: running.mark.entry.clone(),
        status: CommandStatus::Unknown,
        milliseconds: 0,
        bytes: 0,
        // Of nothing that anyone saw: no digest of real output is all zeros.
        digest: EntryHash::default(),
        output: None,
        outcome: None,
        value: None,
        why: None,
    };
    let fact = Fact::CommandEnded(Box::new(ended));
    Ok(Decision::of_run(run.id, vec![fact]))
}

pub(super) fn pretend_command(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let command = command_of(&walked, stand)?;
    if !is_rehearsal(run) {
        return Err(Blocked::NotRehearsing.into());
    }
    check_turn(&walked, stand, context)?;
    let step = &walked.procedure.steps[stand.step];
    let pretended = Fact::CommandPretended {
        step: step_ref.step.clone(),
        item: step_ref.item.clone(),
        shown: ready::shown(&walked, stand, command),
    };
    let mut decision = Decision::of_run(run.id, Vec::new());
    if let Some(scripted) = run.scripted(&walked.procedure, step_ref) {
        let complete = CompleteStep {
            note: Some("as the scenario says".to_owned()),
            attempt: attempt_at(run, step_ref),
            ..CompleteStep::first(run.id, step_ref.clone(), Answer::scripted(scripted))
        };
        // A scenario that answers what cannot be answered leaves it to the trainee.
        if let Ok(done) = outcome(state, &walked, stand, &complete) {
            decision = step::outcome(state, pinned, &walked, step, done, context)?;
        }
    }
    decision.facts.insert(0, pretended);
    Ok(decision)
}

/// Looks at what the scenario of a rehearsal has at a box. That it was looked at is told in
/// the debrief, and takes nothing away.
pub(super) fn look(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    at_step::stand(&walked, step_ref)?;
    if !is_rehearsal(run) {
        return Err(Blocked::NotRehearsing.into());
    }
    if run.scripted(&walked.procedure, step_ref).is_none() {
        return Err(Blocked::NotInScenario.into());
    }
    let seen = Fact::ScenarioSeen {
        step: step_ref.step.clone(),
        item: step_ref.item.clone(),
    };
    Ok(Decision::of_run(run.id, vec![seen]))
}

impl Answer {
    /// What a scenario's word answers.
    pub fn scripted(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "not-ok" => Self::NotOk,
            value => Self::Value(value.to_owned()),
        }
    }
}

pub(super) fn start_wait(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let stand = at_step::stand(&walked, step_ref)?;
    let How::Wait(takes) = &walked.procedure.steps[stand.step].how else {
        return Err(Blocked::NotAWait.into());
    };
    check_turn(&walked, stand, context)?;
    if let Some(seconds) = still_waits(&walked, stand, context) {
        return Err(Blocked::StillWaiting { seconds }.into());
    }
    let step_state = run.boxes.get(step_ref);
    let StepRef { step, item } = step_ref.clone();
    let wait = WaitStarted {
        step,
        item,
        until: context.now.saturating_add(*takes).unwrap_or(context.now),
        over: step_state
            .map(|step_state| step_state.waits.over())
            .unwrap_or_default(),
    };
    Ok(Decision::of_run(run.id, vec![Fact::WaitStarted(wait)]))
}
