//! Answering a box, and all that can be said at one.

use super::at_step::{self, check_caution, check_items, check_place, held, position, stand};
use super::subject::Subject;
use super::subject::refuse_twin;
use super::{
    Answer, Blocked, CompleteStep, Context, Decision, Pinned, Refusal, RunAt, deferral, end,
    going_on, items,
    typed::{choice_judgement, option, typed_value, wants_text},
    walked, words, writable,
};
use crate::event::{Attempt, Ending, EntryRef, Fact, Outcome, RunId, StepDone};
use crate::limits::parse_reading;
use crate::runbook::{Ask, Procedure, Step, StepRef, Values, Yields};
use crate::state::{Run, Stamped, State, StepState, StepStatus, is_before};
use jiff::SignedDuration;

pub(super) fn complete(
    state: &State,
    pinned: Option<Pinned<'_>>,
    complete: &CompleteStep,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = match complete.attempt {
        Attempt::Corrected => writable(state, complete.run)?,
        Attempt::First | Attempt::Again => going_on(state, complete.run)?,
    };
    let walked = walked(run, pinned)?;
    let stand = stand(&walked, &complete.step_ref)?;
    let step = &walked.procedure.steps[stand.step];
    check_time(state, complete, context)?;
    check_turn(&walked, stand, step, complete, context)?;

    let values = walked.walk.values_at(stand);
    let mut done = judge(&walked.procedure, step, &values, complete)?;
    check_value(state, &walked, complete, &done)?;
    done.title = step.title.fill(&values);
    done.attempt = complete.attempt;
    done.optional = step.optional;
    done.by_hand = at_step::is_by_hand(&walked, step, complete);
    done.done_at = really_done_at(&walked, complete);
    done.note = optional_words(complete.note.as_deref(), done.note)?;
    done.reason = optional_words(complete.reason.as_deref(), done.reason)?;
    done.subject = new_subject(state, &walked, &done)?;
    done.over = run
        .boxes
        .get(&complete.step_ref)
        .map(|step_state| step_state.outcomes.over())
        .unwrap_or_default();

    outcome(state, pinned, &walked, step, done, context)
}

/// Whether a reading can be believed, or is so all the same.
fn check_value(
    state: &State,
    walked: &RunAt<'_>,
    complete: &CompleteStep,
    done: &StepDone,
) -> Result<(), Refusal> {
    let line = walked.run.line().filter(|_| !walked.run.is_rehearsal());
    let (Some(line), Some(value), Some(_), false) =
        (line, &done.value, done.judgement, complete.sure)
    else {
        return Ok(());
    };
    let far = state.far_from_last(&line, &complete.step_ref, walked.run.id, value);
    far.map_or(Ok(()), |far| Err(Refusal::FarFromLast(Box::new(far))))
}

/// An outcome with what it brings about: the end of the run, and what becomes of a deferral.
pub(super) fn outcome(
    state: &State,
    pinned: Option<Pinned<'_>>,
    walked: &RunAt<'_>,
    step: &Step,
    done: StepDone,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = walked.run;
    let ending = match run.endings.current() {
        // Whoever corrects an ended run knows how it ended: it ends that way anew, with what
        // is counted now, so that the record does not contradict itself.
        Some(said) => Some(said.what.ending.clone()),
        None => step
            .end
            .as_ref()
            .filter(|_| done.outcome == Outcome::Ok)
            .map(|word| Ending::Ended { word: word.clone() }),
    };
    let ending = ending.map(|ending| end::ended_after(state, pinned, walked, ending, &done));
    let ending = ending.transpose()?;
    let deferral = deferral::of_answer(state, pinned, walked, &done, context)?;
    let mut facts = vec![Fact::StepDone(Box::new(done))];
    facts.extend(ending);
    Ok(Decision::of_run(run.id, facts).with(deferral))
}

/// When it was really done: as the operator says. A correction changes what was written
/// down, not when it was done.
fn really_done_at(walked: &RunAt<'_>, complete: &CompleteStep) -> Option<jiff::Timestamp> {
    let before = || {
        let said = walked.run.outcome(&complete.step_ref)?;
        Some(said.what.done_at.unwrap_or(said.at))
    };
    match complete.attempt {
        Attempt::Corrected => complete.done_at.or_else(before),
        Attempt::First | Attempt::Again => complete.done_at,
    }
}

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Whether the time that it is written up for can be true.
fn check_time(state: &State, complete: &CompleteStep, context: &Context) -> Result<(), Refusal> {
    let Some(done_at) = complete.done_at else {
        return Ok(());
    };
    match state.began() {
        _ if done_at > context.now => Err(Refusal::InTheFuture),
        // The paper of a first day is written up as any other.
        Some(began) if is_before(done_at, began.saturating_sub(A_DAY).unwrap_or(began)) => {
            Err(Refusal::BeforeTheRecord)
        }
        _ => Ok(()),
    }
}

/// Whether the box may be answered now, this way.
fn check_turn(
    walked: &RunAt<'_>,
    stand: &StepStatus,
    step: &Step,
    complete: &CompleteStep,
    context: &Context,
) -> Result<(), Refusal> {
    let step_state = walked.run.boxes.get(&stand.step_ref);
    match (complete.attempt, step_state.and_then(StepState::outcome)) {
        (Attempt::First, Some(said)) => return Err(already(said)),
        (Attempt::Again | Attempt::Corrected, None) => return Err(Refusal::NotAnswered),
        _ => {}
    }
    if complete.attempt == Attempt::Corrected {
        words(
            complete.reason.as_deref().unwrap_or_default(),
            Refusal::NeedsReason {
                what: "a correction",
            },
        )?;
        return Ok(());
    }
    check_place(walked, stand)?;
    if !matches!(complete.answer, Answer::Skip | Answer::Defer) {
        check_items(walked, stand)?;
        check_caution(walked, step, context)?;
    }
    if !matches!(complete.answer, Answer::Skip | Answer::Defer | Answer::NotOk)
        // What is written up later has waited where nobody counted.
        && complete.done_at.is_none()
    {
        at_step::check_wait(walked, stand, step, context)?;
    }
    Ok(())
}

fn already(said: &Stamped<StepDone>) -> Refusal {
    Refusal::AlreadyAnswered {
        what: said.what.words(),
        at: said.at,
        by: said.by.clone(),
    }
}

/// Turns the answer into an outcome, by what the step yields.
pub(super) fn judge(
    procedure: &Procedure,
    step: &Step,
    values: &Values,
    complete: &CompleteStep,
) -> Result<StepDone, Refusal> {
    let plain = |outcome| StepDone::plain(complete.step_ref.clone(), String::new(), outcome);
    let reason = |what| {
        let text = complete.reason.as_deref().unwrap_or_default();
        words(text, Refusal::NeedsReason { what })
    };
    match (&complete.answer, &step.yields) {
        (Answer::Skip, _) if step.optional => Ok(plain(Outcome::Skipped)),
        (Answer::Skip, _) => {
            reason("a step that is skipped")?;
            Ok(plain(Outcome::Skipped))
        }
        (Answer::Defer, _) => reason("a step that is deferred").map(|_| plain(Outcome::Deferred)),
        (Answer::NotOk, _) => {
            let note = complete.note.as_deref().unwrap_or_default();
            Ok(StepDone {
                note: Some(words(note, Refusal::NeedsNote)?),
                ..plain(Outcome::NotOk)
            })
        }
        (Answer::Ok, Yields::Tick) => Ok(plain(Outcome::Ok)),
        // What its command would have printed.
        (Answer::Value(text), Yields::Tick) if items::gives_lines(procedure, step) => {
            let given = items::of_text(procedure, step, values, text).map_err(Refusal::BadItems)?;
            Ok(StepDone {
                items: Some(given),
                ..plain(Outcome::Ok)
            })
        }
        (_, Yields::Tick) => Err(Refusal::WantsTick),
        (Answer::Value(text), Yields::Reading { unit, limits, .. }) => {
            let reading = read(procedure, step, text, unit.as_deref())?;
            Ok(StepDone {
                value: Some(typed_value(text, unit.as_deref())),
                unit: unit.clone(),
                judgement: Some(limits.judge(reading)),
                ..plain(Outcome::Ok)
            })
        }
        (_, Yields::Reading { unit, .. }) => Err(Refusal::WantsReading { unit: unit.clone() }),
        (answer, Yields::Ask(ask)) => {
            let done = asked(procedure, step, ask, values, answer)?;
            Ok(StepDone {
                step: complete.step_ref.step.clone(),
                item: complete.step_ref.item.clone(),
                ..done
            })
        }
        (Answer::Choice(text) | Answer::Value(text), Yields::Choose(choose)) => {
            let option = option(choose, text)?;
            Ok(StepDone {
                judgement: choice_judgement(choose, option),
                value: Some(option.to_owned()),
                name: choose.name.clone(),
                ..plain(Outcome::Ok)
            })
        }
        (Answer::Ok | Answer::Secret(_), Yields::Choose(choose)) => Err(Refusal::WantsChoice {
            options: choose.options.clone(),
        }),
    }
}

/// The number that was typed for a reading, where it will do.
fn read(
    procedure: &Procedure,
    step: &Step,
    text: &str,
    unit: Option<&str>,
) -> Result<f64, Refusal> {
    let number = parse_reading(text, unit.unwrap_or_default());
    let number = number.map_err(|why| Refusal::NotANumber {
        why: why.to_string(),
    })?;
    match items::is_no_count(procedure, step, &typed_value(text, unit)) {
        true => Err(Refusal::NotACount {
            step: procedure.counted_by(&step.id).unwrap_or_default(),
        }),
        false => Ok(number),
    }
}

/// What was asked for, as it is kept, with the items that it gives to later steps.
fn asked(
    procedure: &Procedure,
    step: &Step,
    ask: &Ask,
    values: &Values,
    answer: &Answer,
) -> Result<StepDone, Refusal> {
    let text = match answer {
        Answer::Value(text) => Some(text.as_str()),
        Answer::Secret(secret) => Some(secret.expose()),
        // What was given when the run began need not be typed again.
        Answer::Ok => values.get(&ask.name).map(String::as_str),
        _ => None,
    };
    let text = text.ok_or_else(|| wants_text(ask))?;
    let value = check_ask(procedure, ask, values, text)?;
    let given = items::gives_lines(procedure, step)
        .then(|| items::of_text(procedure, step, values, &value))
        .transpose();
    Ok(StepDone {
        items: given.map_err(Refusal::BadItems)?,
        // A secret lives in memory alone.
        value: Some(value).filter(|_| !ask.secret),
        withheld: ask.secret,
        name: Some(ask.name.clone()),
        ..StepDone::plain(StepRef::of(step.id.clone()), String::new(), Outcome::Ok)
    })
}

/// A text as it is kept, if it is what a step asks for.
pub(super) fn check_ask(
    procedure: &Procedure,
    ask: &Ask,
    values: &Values,
    text: &str,
) -> Result<String, Refusal> {
    let text = words(text, wants_text(ask))?;
    match procedure.value_pattern(&ask.name) {
        // What a command may do with it is for the command to say; nobody sees it.
        _ if ask.secret && ask.pattern.is_none() => Ok(text),
        Some(pattern) if ask.pattern.is_none() && !pattern.matches(&text, values) => {
            Err(Blocked::NotForCommands {
                name: ask.name.clone(),
            }
            .into())
        }
        Some(pattern) if !pattern.matches(&text, values) => Err(Refusal::NoMatch {
            pattern: pattern.source().to_owned(),
            example: ask.example.clone(),
        }),
        _ => Ok(text),
    }
}

fn optional_words(text: Option<&str>, known: Option<String>) -> Result<Option<String>, Refusal> {
    match text {
        Some(text) if known.is_none() && !text.trim().is_empty() => {
            words(text, Refusal::EmptyNote).map(Some)
        }
        _ => Ok(known),
    }
}

/// The run's subject, where this answer fills in a name that it waits for. What then is the
/// same as another run that goes on is refused.
pub(super) fn new_subject(
    state: &State,
    walked: &RunAt<'_>,
    done: &StepDone,
) -> Result<Option<String>, Refusal> {
    let procedure = &walked.procedure;
    let name = done
        .name
        .as_ref()
        .filter(|name| procedure.tells_apart(name));
    let (Some(name), false) = (name, done.withheld) else {
        return Ok(None);
    };
    let called = walked
        .run
        .started
        .as_ref()
        .and_then(|it| it.what.cause.as_ref());
    if procedure.subject.is_none() && called.is_some() {
        // The item that it was called for stays what it is about.
        return Ok(None);
    }
    let mut values = walked.walk.values.clone();
    values.insert(name.clone(), done.value.clone().unwrap_or_default());
    let Some(subject) = Subject::of(procedure, &values) else {
        return Ok(None);
    };
    let mut wanted = procedure.apart_by_labels();
    if let Some(started) = &walked.run.started
        && !walked.run.is_ended()
        // While a label's ask is open, it may yet turn out to be another one.
        && wanted.all(|ask| values.contains_key(&ask.name))
    {
        let line = started.what.line();
        let rehearsal = started.what.rehearsal;
        refuse_twin(state, &line, Some(&subject), rehearsal, Some(walked.run.id))?;
    }
    Ok(Some(subject.text))
}

pub(super) fn take_back(
    state: &State,
    run: RunId,
    step_ref: Option<&StepRef>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let (step_ref, over) = match step_ref {
        Some(step_ref) => {
            let step_state = run.boxes.get(step_ref);
            let over = step_state.map(|step_state| step_state.outcomes.over());
            (step_ref, over.unwrap_or_default())
        }
        None => last_of(run, context).ok_or(Refusal::NothingToTakeBack)?,
    };
    if over.is_empty() {
        return Err(Refusal::NotAnswered);
    }
    let deferral = deferral::of_taking_back(state, run, step_ref);
    let StepRef { step, item } = step_ref.clone();
    let taken_back = Fact::StepTakenBack { step, item, over };
    Ok(Decision::of_run(run.id, vec![taken_back]).with(deferral))
}

/// The last outcome that this operator gave and that stands; what others said of the same
/// box is theirs to take back.
fn last_of<'a>(run: &'a Run, context: &Context) -> Option<(&'a StepRef, Vec<EntryRef>)> {
    let standing = run.boxes.iter().flat_map(|(step_ref, step_state)| {
        let said = step_state.outcomes.standing();
        said.map(move |said| (step_ref, said))
    });
    let mine = standing.filter(|(_, said)| said.by == context.operator);
    let (step_ref, said) = mine.max_by_key(|(_, said)| &said.mark)?;
    Some((step_ref, vec![said.mark.entry.clone()]))
}

pub(super) fn carry_on(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: &StepRef,
    reason: &str,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let index = position(&walked, step_ref)?;
    if !walked.walk.holding.contains(&index) {
        return Err(Refusal::HoldsNothing);
    }
    if let Some(holder) = walked.walk.stands[index].held_by {
        return Err(held(&walked, holder));
    }
    let reason = words(
        reason,
        Refusal::NeedsReason {
            what: "going on past a step",
        },
    )?;
    let over = run
        .boxes
        .get(step_ref)
        .map(|step_state| step_state.outcomes.over())
        .unwrap_or_default();
    let StepRef { step, item } = step_ref.clone();
    Ok(Decision::of_run(
        run.id,
        vec![Fact::CarriedOn {
            step,
            item,
            reason,
            over,
        }],
    ))
}
