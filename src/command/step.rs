//! Answering a box, and all that can be said at one.

use super::{
    Answer, CompleteStep, Context, Decision, Pinned, Refusal, Walked, end, going_on, walked, words,
    writable,
};
use crate::event::{Attempt, Ending, Fact, Outcome, RunId, StepDone, Thread};
use crate::limits::{Judgement, parse_reading};
use crate::runbook::{Ask, Choose, Spot, Step, StepId, Template, Yields};
use crate::state::{Boxed, Said, Stand, Standing, State};

pub(super) fn complete(
    state: &State,
    pinned: Option<Pinned<'_>>,
    complete: &CompleteStep,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = writable(state, complete.run)?;
    if complete.attempt != Attempt::Corrected {
        going_on(state, complete.run)?;
    }
    let walked = walked(run, pinned)?;
    let stand = stand(&walked, &complete.spot)?;
    let step = &walked.procedure.steps[stand.step];
    check_turn(&walked, stand, step, complete, context)?;

    let mut done = judge(&walked, step, complete)?;
    done.title = step
        .title
        .fill(&walked.walk.values_at(walked.procedure, stand));
    done.attempt = complete.attempt;
    done.done_at = complete.done_at;
    done.note = optional_words(complete.note.as_deref(), done.note)?;
    done.reason = optional_words(complete.reason.as_deref(), done.reason)?;
    done.subject = new_subject(&walked, pinned, &done);
    done.over = run
        .boxes
        .get(&complete.spot)
        .map(|boxed| boxed.outcomes.over())
        .unwrap_or_default();

    let ends = step
        .end
        .as_ref()
        .filter(|_| done.outcome == Outcome::Ok && !run.is_ended());
    let ending = ends.map(|word| {
        let mut counts = run.counts();
        end::count(&mut counts, &done);
        end::ended(run, Ending::Ended { word: word.clone() }, counts)
    });
    let mut facts = vec![Fact::StepDone(Box::new(done))];
    facts.extend(ending);
    Ok(Decision::of_run(run.id, facts))
}

fn stand<'a>(walked: &'a Walked<'_>, spot: &Spot) -> Result<&'a Stand, Refusal> {
    let index = walked.walk.position(spot);
    index
        .map(|index| &walked.walk.stands[index])
        .ok_or_else(|| Refusal::NoSuchStep {
            wanted: spot.to_string(),
        })
}

/// Whether the box may be answered now, this way.
fn check_turn(
    walked: &Walked<'_>,
    stand: &Stand,
    step: &Step,
    complete: &CompleteStep,
    context: &Context,
) -> Result<(), Refusal> {
    if complete.done_at.is_some_and(|at| at > context.now) {
        return Err(Refusal::InTheFuture);
    }
    let boxed = walked.run.boxes.get(&stand.spot);
    match (complete.attempt, boxed.and_then(Boxed::outcome)) {
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
    if stand.standing == Standing::Inactive {
        return Err(Refusal::NotWanted);
    }
    if let Some(holder) = stand.held_by {
        return Err(held(walked, holder));
    }
    let does_it = !matches!(complete.answer, Answer::Skip | Answer::Defer);
    let read = walked.run.cautions.get(&step.id);
    let by_this_operator =
        read.is_some_and(|read| read.iter().any(|said| said.by == context.operator));
    if does_it && step.caution.is_some() && !by_this_operator {
        return Err(Refusal::CautionFirst);
    }
    Ok(())
}

fn already(said: &Said<StepDone>) -> Refusal {
    let done = &said.what;
    let what = match (&done.value, done.outcome) {
        (Some(value), _) => match &done.unit {
            Some(unit) => format!("{value} {unit}"),
            None => value.clone(),
        },
        (None, Outcome::Ok) => "OK".to_owned(),
        (None, Outcome::NotOk) => "not OK".to_owned(),
        (None, Outcome::Skipped) => "skipped".to_owned(),
        (None, Outcome::Deferred) => "deferred".to_owned(),
    };
    Refusal::AlreadyAnswered {
        what,
        at: said.at,
        by: said.by.clone(),
    }
}

fn held(walked: &Walked<'_>, holder: usize) -> Refusal {
    let stand = &walked.walk.stands[holder];
    let title = &walked.procedure.steps[stand.step].title;
    Refusal::Held {
        number: stand.number,
        title: title.fill(&walked.walk.values_at(walked.procedure, stand)),
        open: stand.standing == Standing::Open,
    }
}

/// Turns the answer into an outcome, by what the step yields.
fn judge(walked: &Walked<'_>, step: &Step, complete: &CompleteStep) -> Result<StepDone, Refusal> {
    let plain = |outcome| StepDone::plain(complete.spot.clone(), String::new(), outcome);
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
        (Answer::Defer, _) => {
            reason("a step that is put off")?;
            Ok(plain(Outcome::Deferred))
        }
        (Answer::NotOk, _) => {
            let note = words(
                complete.note.as_deref().unwrap_or_default(),
                Refusal::NeedsNote,
            )?;
            Ok(StepDone {
                note: Some(note),
                ..plain(Outcome::NotOk)
            })
        }
        (Answer::Ok, Yields::Tick) => Ok(plain(Outcome::Ok)),
        (_, Yields::Tick) => Err(Refusal::WantsTick),
        (Answer::Value(text), Yields::Reading { unit, limits }) => {
            let value =
                parse_reading(text, unit.as_deref().unwrap_or_default()).map_err(|why| {
                    Refusal::NotANumber {
                        why: why.to_string(),
                    }
                })?;
            Ok(StepDone {
                value: Some(typed_value(text, unit.as_deref())),
                unit: unit.clone(),
                judgement: Some(limits.judge(value)),
                ..plain(Outcome::Ok)
            })
        }
        (_, Yields::Reading { unit, .. }) => Err(Refusal::WantsReading { unit: unit.clone() }),
        (Answer::Value(text), Yields::Ask(ask)) => {
            let value = check_ask(walked, ask, text)?;
            Ok(StepDone {
                value: Some(value),
                name: Some(ask.name.clone()),
                ..plain(Outcome::Ok)
            })
        }
        (_, Yields::Ask(ask)) => Err(wants_text(ask)),
        (Answer::Choice(text) | Answer::Value(text), Yields::Choose(choose)) => {
            let option = option(choose, text)?;
            Ok(StepDone {
                judgement: choice_judgement(choose, option),
                value: Some(option.to_owned()),
                name: choose.name.clone(),
                ..plain(Outcome::Ok)
            })
        }
        (Answer::Ok, Yields::Choose(choose)) => Err(Refusal::WantsChoice {
            options: choose.options.clone(),
        }),
    }
}

/// A reading is kept as it was typed, but for a unit that is kept beside it.
fn typed_value(text: &str, unit: Option<&str>) -> String {
    let text = text.trim();
    let bare = unit
        .and_then(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    bare.trim_end().to_owned()
}

fn wants_text(ask: &Ask) -> Refusal {
    Refusal::WantsText {
        name: ask.name.clone(),
        example: ask.example.clone(),
    }
}

fn check_ask(walked: &Walked<'_>, ask: &Ask, text: &str) -> Result<String, Refusal> {
    let text = words(text, wants_text(ask))?;
    match &ask.pattern {
        Some(pattern) if !pattern.matches(&text, &walked.walk.values) => Err(Refusal::NoMatch {
            pattern: pattern.source().to_owned(),
            example: ask.example.clone(),
        }),
        _ => Ok(text),
    }
}

/// The option that was meant: by its words, or by its number.
fn option<'a>(choose: &'a Choose, text: &str) -> Result<&'a str, Refusal> {
    let text = text.trim();
    let exact = choose.options.iter().find(|option| *option == text);
    let alike = || {
        choose
            .options
            .iter()
            .find(|option| option.to_lowercase() == text.to_lowercase())
    };
    let numbered = || {
        choose
            .options
            .get(text.parse::<usize>().ok()?.checked_sub(1)?)
    };
    exact
        .or_else(alike)
        .or_else(numbered)
        .map(String::as_str)
        .ok_or_else(|| Refusal::WantsChoice {
            options: choose.options.clone(),
        })
}

fn choice_judgement(choose: &Choose, option: &str) -> Option<Judgement> {
    let listed = |list: &[String]| list.iter().any(|other| other == option);
    match () {
        () if listed(&choose.alarm) => Some(Judgement::Alarm),
        () if listed(&choose.warn) => Some(Judgement::Warning),
        () if choose.alarm.is_empty() && choose.warn.is_empty() => None,
        () => Some(Judgement::Normal),
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

/// The run's subject, where this answer fills in a name that it waits for.
fn new_subject(walked: &Walked<'_>, pinned: Option<Pinned<'_>>, done: &StepDone) -> Option<String> {
    let template: &Template = walked.procedure.subject.as_ref()?;
    let name = done.name.as_deref()?;
    pinned?;
    template.names().any(|known| known == name).then(|| {
        let mut values = walked.walk.values.clone();
        values.insert(name.to_owned(), done.value.clone().unwrap_or_default());
        template.fill_or_dots(&values)
    })
}

pub(super) fn take_back(
    state: &State,
    run: RunId,
    spot: Option<&Spot>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let mine = || {
        let outcomes = run.boxes.iter().flat_map(|(spot, boxed)| {
            boxed
                .outcomes
                .standing()
                .map(move |said| (&said.mark, &said.by, spot))
        });
        let mine = outcomes.filter(|(_, by, _)| **by == context.operator);
        mine.max_by_key(|(mark, ..)| *mark).map(|(.., spot)| spot)
    };
    let spot = spot.or_else(mine).ok_or(Refusal::NothingToTakeBack)?;
    let over = run
        .boxes
        .get(spot)
        .map(|boxed| boxed.outcomes.over())
        .unwrap_or_default();
    if over.is_empty() {
        return Err(Refusal::NotAnswered);
    }
    let Spot { step, item } = spot.clone();
    Ok(Decision::of_run(
        run.id,
        vec![Fact::StepTakenBack { step, item, over }],
    ))
}

pub(super) fn carry_on(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    spot: &Spot,
    reason: &str,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let index = walked.walk.position(spot);
    let index = index.ok_or_else(|| Refusal::NoSuchStep {
        wanted: spot.to_string(),
    })?;
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
        .get(spot)
        .map(|boxed| boxed.outcomes.over())
        .unwrap_or_default();
    let Spot { step, item } = spot.clone();
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

pub(super) fn acknowledge_caution(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step: &StepId,
) -> Result<Decision, Refusal> {
    let run = going_on(state, run)?;
    let walked = walked(run, pinned)?;
    let known = walked.procedure.step(step);
    let known = known.ok_or_else(|| Refusal::NoSuchStep {
        wanted: step.to_string(),
    })?;
    if known.caution.is_none() {
        return Err(Refusal::NoCaution);
    }
    Ok(Decision::of_run(
        run.id,
        vec![Fact::CautionAcknowledged { step: step.clone() }],
    ))
}

pub(super) fn note(
    state: &State,
    run: Option<RunId>,
    spot: Option<&Spot>,
    text: &str,
) -> Result<Decision, Refusal> {
    let text = words(text, Refusal::EmptyNote)?;
    let (step, item) = spot.map_or((None, None), |spot| {
        (Some(spot.step.clone()), spot.item.clone())
    });
    let noted = Fact::Noted { step, item, text };
    match run {
        Some(run) => {
            writable(state, run)?;
            Ok(Decision::of_run(run, vec![noted]))
        }
        None => Ok(Decision {
            on: vec![Thread::Shift],
            facts: vec![noted],
        }),
    }
}
