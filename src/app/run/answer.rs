//! Answering a box: at once, through a field, or from a list.

use super::act::{ask, nothing};
use super::{Scene, go, next_open};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::half_typed::{HalfTyped, TypedFor};
use crate::app::overlay::{Pick, Picker, Prompt, Purpose};
use crate::app::{App, Field, Overlay, report};
use crate::command::{Answer, Command, CompleteStep};
use crate::event::{Attempt, Outcome, StepDone};
use crate::limits::Judgement;
use crate::present::{asks_for_items, doubts_at};
use crate::runbook::{Step, StepRef, Yields};
use crate::schedule::{Hour, typed_moment};
use crate::session::Request;
use crate::state::{Standing, State, StepState, StepStatus};

/// Refuses a second answer, with the keys for what was meant.
pub(super) fn refuse_again(app: &mut App) -> Vec<Effect> {
    let [again, correct, back] =
        [Action::Again, Action::Correct, Action::UndoAnswer].map(|action| app.key(action));
    let words = format!(
        "This step is answered. Press {again} to do it again, {correct} to correct it, {back} to undo it."
    );
    nothing(app, &words)
}

/// The plain answer of a step: a tick at once, a value through its field, a choice through
/// its list.
pub(super) fn answer(
    app: &mut App,
    scene: &Scene<'_>,
    step: &Step,
    complete: CompleteStep,
) -> Vec<Effect> {
    let stand = scene
        .walk
        .position(&complete.step_ref)
        .and_then(|at| scene.stand(at));
    if complete.attempt == Attempt::First && stand.is_some_and(|stand| stand.standing.is_answered())
    {
        return refuse_again(app);
    }
    let title = title_of(scene, &complete.step_ref);
    match &step.yields {
        Yields::Tick => match asks_for_items(&scene.procedure, step) {
            Some(hint) => ask(app, Purpose::Items(complete), &title, &hint),
            None => send(app, scene, complete, None),
        },
        Yields::Reading { unit, limits, .. } => {
            let hint = limits.words(unit.as_deref().unwrap_or_default());
            ask(app, Purpose::Value(complete), &title, &hint)
        }
        Yields::Ask(ask_for) => {
            let given = scene
                .walk
                .values
                .get(&ask_for.name)
                .cloned()
                .unwrap_or_default();
            let example = ask_for
                .example
                .as_ref()
                .map(|example| format!("Such as {example}"));
            let items = asks_for_items(&scene.procedure, step).filter(|_| !ask_for.secret);
            let hint: Vec<_> = items.iter().cloned().chain(example).collect();
            let purpose = match items {
                Some(_) => Purpose::Items(complete),
                None => Purpose::Value(complete),
            };
            let prompt = Prompt::new(purpose, title, hint.join(". "));
            let mut prompt = prompt.with(&given);
            if ask_for.secret {
                prompt.is_secret = true;
                prompt.hint = "A secret: kept in memory only, never saved or shown.".to_owned();
            }
            app.overlay = Some(Overlay::Prompt(prompt));
            Vec::new()
        }
        Yields::Choose(choose) => {
            let picker = Picker::choices(title, &choose.options, &complete);
            app.overlay = Some(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

fn title_of(scene: &Scene<'_>, step_ref: &StepRef) -> String {
    let at = scene.walk.position(step_ref);
    at.and_then(|at| scene.stand(at))
        .map(|stand| scene.title(stand))
        .unwrap_or_default()
}

/// A correction says what should have been written down, then why.
pub(super) fn correct(
    app: &mut App,
    scene: &Scene<'_>,
    stand: &StepStatus,
    step: &Step,
    complete: CompleteStep,
) -> Vec<Effect> {
    if !stand.standing.is_answered() {
        return nothing(app, "This step is still open: answer it first.");
    }
    let complete = CompleteStep {
        attempt: Attempt::Corrected,
        ..complete
    };
    let before = scene.run.outcome(&stand.step_ref).map(|said| &said.what);
    let outcomes = |first: &str| {
        let item = |words: &str, answer| {
            (
                words.to_owned(),
                Pick::Correct(CompleteStep {
                    answer,
                    ..complete.clone()
                }),
            )
        };
        vec![
            item(first, Answer::Ok),
            item("Not OK", Answer::NotOk),
            item("Skipped", Answer::Skip),
        ]
    };
    match &step.yields {
        Yields::Tick => {
            let picker = Picker::new("What should it say?", outcomes("OK"));
            app.overlay = Some(Overlay::Picker(picker));
        }
        Yields::Choose(choose) => {
            let item = |option: &String| {
                let answer = Answer::Choice(option.clone());
                (
                    option.clone(),
                    Pick::Correct(CompleteStep {
                        answer,
                        ..complete.clone()
                    }),
                )
            };
            let mut items: Vec<_> = choose.options.iter().map(item).collect();
            items.extend(outcomes("").into_iter().skip(1));
            app.overlay = Some(Overlay::Picker(Picker::new("What should it say?", items)));
        }
        Yields::Reading { .. } | Yields::Ask(_) => {
            let value = before
                .and_then(|done| done.value.clone())
                .unwrap_or_default();
            let title = format!("{}: what should it say?", scene.title(stand));
            let hint = match &step.yields {
                Yields::Reading { unit, limits, .. } => {
                    limits.words(unit.as_deref().unwrap_or_default())
                }
                _ => String::new(),
            };
            let prompt = Prompt::new(Purpose::Value(complete), title, hint);
            let mut prompt = prompt.with(&value);
            prompt.is_secret = matches!(&step.yields, Yields::Ask(ask) if ask.secret);
            app.overlay = Some(Overlay::Prompt(prompt));
        }
    }
    Vec::new()
}

/// Sends an answer and goes to the next open box; what is refused comes back.
pub(in crate::app) fn send(
    app: &mut App,
    scene: &Scene<'_>,
    complete: CompleteStep,
    prompt: Option<Box<Prompt>>,
) -> Vec<Effect> {
    let step_ref = complete.step_ref.clone();
    let stand = scene
        .walk
        .position(&step_ref)
        .and_then(|at| scene.stand(at));
    let first = complete.attempt == Attempt::First;
    if first && stand.is_some_and(|stand| stand.standing.is_answered()) {
        return refuse_again(app);
    }
    let goes_on = first || complete.attempt == Attempt::Again;
    let lost = report::forget_lost(app, scene.run.id, &step_ref);
    let effect = app.request(Request::Do(Command::CompleteStep(complete)), prompt);
    if goes_on {
        let from = scene.walk.position(&step_ref).map_or(0, |at| at + 1);
        let next = next_open(app, scene, from);
        go(app, next);
        if let Some(run) = &mut app.run {
            run.went_on_from = Some(step_ref);
        }
    }
    lost.into_iter().chain([effect]).collect()
}

/// An answer was saved: what it woke or put to rest is known only now, so the cursor goes on
/// once more from where it went on, unless someone moved it. It comes back to a box that
/// wants somebody now: one that holds what follows, or names a procedure for its failure.
pub(in crate::app) fn answered(app: &mut App, state: &State, done: &StepDone) {
    // Whoever sets something right wants to see it.
    if done.attempt == Attempt::Corrected {
        return;
    }
    let Some(screen) = app.run.clone() else {
        return;
    };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    let step_ref = done.step_ref();
    let is_here = scene.walk.position(&step_ref) == Some(screen.cursor);
    let from = match is_here {
        // By hand or by its command.
        true => Some(step_ref),
        false => screen.went_on_from.clone(),
    };
    if let Some(from) = from {
        go_on(app, &scene, &from);
    }
}

/// Says what was saved at a box; what failed says that the next steps are on hold.
pub(in crate::app) fn tell(app: &mut App, state: &State, done: &StepDone) {
    let Some(screen) = app.run.clone() else {
        return;
    };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    let Some(at) = scene.walk.position(&done.step_ref()) else {
        return;
    };
    let stand = &scene.walk.stands[at];
    let title = scene.title(stand);
    let item = stand.item.as_ref().map(|item| item.text.as_str());
    let item = item.filter(|item| !title.contains(item));
    let item = item.map(|item| format!(", {item}")).unwrap_or_default();
    let words = format!("{} {title}{item}: {}", stand.number, done.words());
    let doubts = doubts_at(state, scene.run, &scene.procedure, &done.step_ref());
    let doubts = doubts.join("; ");
    let holds = scene.walk.stands.iter().any(|it| it.held_by == Some(at));
    match (done.outcome, done.judgement.unwrap_or_default()) {
        (Outcome::NotOk, _) if holds => {
            app.refuse(format!("{words}. Next steps are on hold until you decide."));
        }
        (Outcome::Ok, Judgement::Warning) => app.warn(format!("{words}, a warning.")),
        (Outcome::Ok, Judgement::Alarm) => app.refuse(format!("{words}, an alarm.")),
        (Outcome::Ok, Judgement::Normal) if !doubts.is_empty() => {
            app.warn(format!("{words}. In doubt: {doubts}."));
        }
        (Outcome::Ok, Judgement::Normal) => app.say_done(words),
        (Outcome::NotOk | Outcome::Skipped | Outcome::Deferred, _) => app.say(words),
    }
}

/// A box does not hold any more: it was signed, or someone carried on past it.
pub(in crate::app) fn freed(app: &mut App, state: &State, step_ref: &StepRef) {
    let Some(screen) = app.run.clone() else {
        return;
    };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    if scene.walk.position(step_ref) == Some(screen.cursor) {
        let next = next_open(app, &scene, screen.cursor + 1);
        go(app, next);
    }
}

fn go_on(app: &mut App, scene: &Scene<'_>, from: &StepRef) {
    let Some(at) = scene.walk.position(from) else {
        return;
    };
    let next = next_open(app, scene, at + 1);
    // What asks about it goes on past it, as the runbook wants.
    let is_held = scene.stand(next).is_none_or(|it| it.held_by == Some(at));
    let holds = scene.walk.holding.contains(&at) && is_held;
    let offers = scene.run.offers_on_fail(&scene.procedure, from).is_some();
    // Do-confirm is not held by it; the second person is wanted here all the same.
    let carried = scene.run.boxes.get(from).and_then(StepState::carried_on);
    let unsigned = scene.walk.stands[at].unsigned && carried.is_none();
    let stays = holds || offers || unsigned;
    go(app, if stays { at } else { next });
    if let Some(run) = &mut app.run {
        run.went_on_from = Some(from.clone());
    }
}

/// A digit, or what else can begin a value, belongs to the step.
pub(in crate::app) fn digit(app: &mut App, state: &State, typed: char) -> Option<Vec<Effect>> {
    let screen = app.run.clone()?;
    let scene = screen.scene(state)?;
    let stand = scene.stand(screen.cursor)?;
    if stand.standing != Standing::Open {
        return None;
    }
    let complete = CompleteStep {
        done_at: screen.done_at,
        ..CompleteStep::first(screen.id, stand.step_ref.clone(), Answer::Ok)
    };
    match &scene.step(screen.cursor)?.yields {
        Yields::Choose(choose) if typed.is_ascii_digit() => {
            let number = typed.to_digit(10)? as usize;
            let option = choose.options.get(number.checked_sub(1)?)?.clone();
            Some(send(
                app,
                &scene,
                CompleteStep {
                    answer: Answer::Choice(option),
                    ..complete
                },
                None,
            ))
        }
        Yields::Reading { .. } | Yields::Ask(_) if typed.is_ascii_digit() || typed == '-' => {
            let step = scene.step(screen.cursor)?;
            let effects = answer(app, &scene, step, complete);
            if let Some(Overlay::Prompt(prompt)) = &mut app.overlay {
                prompt.field = Field::with(&typed.to_string());
            }
            Some(effects)
        }
        _ => None,
    }
}

/// When the next answers were really done, as it was typed.
pub(in crate::app) fn done_at(app: &mut App, mut prompt: Box<Prompt>, text: &str) -> Vec<Effect> {
    let at = match text.trim() {
        "" => None,
        text => match typed_moment(text, app.now, &app.zone, Hour::LastShown) {
            Some(at) => Some(at),
            None => {
                prompt.error =
                    Some("That is no time: write 08:10, or 2026-11-22 08:10.".to_owned());
                app.overlay = Some(Overlay::Prompt(prompt));
                return Vec::new();
            }
        },
    };
    if let Some(run) = &mut app.run {
        run.done_at = at;
    }
    Vec::new()
}

impl App {
    /// The words that are being typed at a step, where there are any; never a secret.
    pub fn typing(&self) -> Option<HalfTyped> {
        let Some(Overlay::Prompt(prompt)) = &self.overlay else {
            return None;
        };
        let (run, step_ref, typed_for) = match &prompt.purpose {
            Purpose::Value(it) if it.attempt == Attempt::First => {
                (it.run, &it.step_ref, TypedFor::Value)
            }
            Purpose::NotOk(it) if it.attempt == Attempt::First => {
                (it.run, &it.step_ref, TypedFor::NotOk)
            }
            Purpose::Reason(it) if it.attempt == Attempt::First => match it.answer {
                Answer::Skip => (it.run, &it.step_ref, TypedFor::Skip),
                Answer::Defer => (it.run, &it.step_ref, TypedFor::Defer),
                _ => return None,
            },
            Purpose::Note(Some(run), Some(step_ref)) => (*run, step_ref, TypedFor::Note),
            _ => return None,
        };
        let text = prompt.field.text();
        let is_worth_it = !prompt.is_secret && !text.is_empty();
        is_worth_it.then(|| HalfTyped {
            run,
            step_ref: step_ref.clone(),
            typed_for,
            text,
        })
    }
}

/// Puts back into its field what was being typed at the run in front when the program was ended
/// from outside, where its step still waits for it.
pub(super) fn put_back(app: &mut App, state: &State) {
    let front = app.run.as_ref().map(|screen| screen.id);
    if app.overlay.is_some() || app.front.is_some() {
        return;
    }
    let Some(typed) = app.half_typed.take_if(|it| Some(it.run) == front) else {
        return;
    };
    let screen = app.run.clone();
    let scene = screen.as_ref().and_then(|screen| screen.scene(state));
    let row = scene
        .as_ref()
        .and_then(|it| it.walk.position(&typed.step_ref));
    let stand = scene.as_ref().zip(row).and_then(|(it, row)| it.stand(row));
    let waits = stand.is_some_and(|it| it.standing == Standing::Open);
    let Some(row) = row.filter(|_| waits || typed.typed_for == TypedFor::Note) else {
        return;
    };
    go(app, row);
    super::act(app, state, typed.typed_for.action());
    if let Some(Overlay::Prompt(prompt)) = &mut app.overlay {
        prompt.field = Field::with(&typed.text);
        app.say("What you were typing is here again.");
    }
}
