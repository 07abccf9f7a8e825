//! What keys do in a run, but for answers.

use super::answer::{answer, correct, refuse_again, send};
use super::{Fetched, RunScreen, Scene, changed, child, doing, go, next_open, open, sign};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::overlay::{Adopting, Prompt, Purpose, Showing};
use crate::app::scroll::Scroll;
use crate::app::today::NextUp;
use crate::app::{App, Cursor, Overlay, redline, today};
use crate::command::{Answer, Command, CompleteStep};
use crate::event::{Attempt, RunId};
use crate::runbook::{How, Step, StepRef, difference};
use crate::session::{Currency, Pin, Request, WorkerRequest};
use crate::state::{Standing, State, StepStatus};

pub(in crate::app) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    let Some(mut screen) = app.run.clone() else {
        return Vec::new();
    };
    let Some(scene) = screen.scene(state) else {
        return Vec::new();
    };
    let rows = scene.walk.stands.len() + 1;
    let mut cursor = Cursor { at: screen.cursor };
    if cursor.moved(action, rows) {
        (screen.cursor, screen.scroll, screen.went_on_from) = (cursor.at, Scroll::default(), None);
        app.run = Some(screen.clone());
        return Vec::new();
    }
    match action {
        Action::NextOpen => {
            let next = next_open(app, &scene, screen.cursor + 1);
            go(app, next);
            Vec::new()
        }
        _ if app
            .run
            .as_ref()
            .is_some_and(|run| run.scroll.beside(action)) =>
        {
            Vec::new()
        }
        Action::Enter if screen.cursor + 1 == rows => finish(app, state, &scene),
        Action::Finish => finish(app, state, &scene),
        Action::Enter if begins(app, &scene, screen.cursor) => {
            at_box(app, state, &scene, &screen, Action::Perform)
        }
        Action::Enter if shows_output(app, &screen, &scene) => {
            at_box(app, state, &scene, &screen, Action::Output)
        }
        Action::Enter | Action::Right => {
            if let Some(run) = &mut app.run {
                run.zoomed = true;
            }
            Vec::new()
        }
        Action::Left if screen.zoomed => {
            if let Some(run) = &mut app.run {
                run.zoomed = false;
            }
            Vec::new()
        }
        Action::DoneAt => {
            let hint = "HH:MM, or YYYY-MM-DD HH:MM. Empty: now, as it happens.";
            ask(app, Purpose::DoneAt, "When was it really done?", hint)
        }
        Action::NoteRun => {
            let purpose = Purpose::Note(Some(screen.id), None);
            ask(app, purpose, "Note on the run", "")
        }
        Action::Abandon => abandon(app, &screen),
        Action::Adopt => newest(app, &screen),
        Action::RollBack => child::undo(app, &scene),
        Action::Difference if is_older(&screen) => newest(app, &screen),
        Action::Difference => changed::show(app, &scene),
        Action::CancelCommand => doing::cancel(app, &screen, scene.stand(screen.cursor)),
        _ => at_box(app, state, &scene, &screen, action),
    }
}

/// Nobody has read what was not in sight: it is shown first.
fn caution(app: &mut App, screen: &RunScreen, step: &Step) -> Vec<Effect> {
    if !screen.zoomed && !app.has_halves() {
        let caution = app.key(Action::Caution);
        if let Some(run) = &mut app.run {
            run.zoomed = true;
        }
        app.say(format!("Read the caution, then press {caution} again."));
        return Vec::new();
    }
    let command = Command::AcknowledgeCaution {
        run: screen.id,
        step: step.id.clone(),
    };
    vec![app.request(Request::Do(command), None)]
}

fn abandon(app: &mut App, screen: &RunScreen) -> Vec<Effect> {
    if screen.unwritten.is_some() {
        let quit = app.key(Action::Quit);
        app.say(format!(
            "Nothing is recorded, so there is nothing to abandon: {quit} leaves it."
        ));
        return Vec::new();
    }
    let hint = "What was done stays on record. Its round is due again.";
    let purpose = Purpose::Abandon(screen.id);
    ask(app, purpose, "Abandon the run: why?", hint)
}

/// Whether Enter shows what the command of the selected box has put out: its page is in sight.
fn shows_output(app: &App, screen: &RunScreen, scene: &Scene<'_>) -> bool {
    let stand = scene.stand(screen.cursor);
    let has_output = stand.is_some_and(|stand| doing::has_output(scene, stand));
    has_output && (screen.zoomed || app.has_halves())
}

fn finish(app: &mut App, state: &State, scene: &Scene<'_>) -> Vec<Effect> {
    let ended = scene.run.is_ended() && !scene.run.is_disputed();
    if !ended {
        let request = Request::Do(Command::Finish { run: scene.run.id });
        return vec![app.request(request, None)];
    }
    // What another run made begin goes back there.
    if let Some(effects) = child::ended(app, state, scene.run.id) {
        return effects;
    }
    // The run is over: the same key goes on with what wants the operator next.
    match app.next_up(state) {
        Some(NextUp::Run(run)) => open(app, state, run),
        Some(NextUp::Slot(line, _)) => {
            let line = line.clone();
            vec![today::start(app, line.procedure, line.target)]
        }
        None => {
            app.run = None;
            Vec::new()
        }
    }
}

/// An action at the selected box.
fn at_box(
    app: &mut App,
    state: &State,
    scene: &Scene<'_>,
    screen: &RunScreen,
    action: Action,
) -> Vec<Effect> {
    let row = screen.cursor;
    let (Some(stand), Some(step)) = (scene.stand(row), scene.step(row)) else {
        if action == Action::UndoAnswer {
            return take_back(app, screen.id, None);
        }
        if action == Action::Note {
            return act_note(app, screen.id, None, "Note on the run");
        }
        return Vec::new();
    };
    match action {
        Action::Ok
        | Action::NotOk
        | Action::Skip
        | Action::Defer
        | Action::Again
        | Action::Correct => outcome(app, scene, screen, stand, step, action),
        Action::UndoAnswer => {
            let step_ref = stand.standing.is_answered().then(|| stand.step_ref.clone());
            take_back(app, screen.id, step_ref)
        }
        Action::CarryOn => {
            let holder = meant(scene, stand);
            let title = format!("Go on past step {}: why?", holder.number);
            ask(
                app,
                Purpose::CarryOn(screen.id, holder.step_ref.clone()),
                &title,
                "",
            )
        }
        Action::Note => act_note(
            app,
            screen.id,
            Some(stand.step_ref.clone()),
            "Note on the step",
        ),
        Action::Reword => redline::begin(app, scene, stand, step),
        Action::Attach => {
            let hint = "The path of a file; its content is kept in the journal.";
            let purpose = Purpose::Attach(screen.id, Some(stand.step_ref.clone()));
            ask(app, purpose, "Attach a file", hint)
        }
        Action::Caution => caution(app, screen, step),
        Action::Perform => doing::act(app, state, scene, screen, stand, step),
        Action::Output => doing::show_output(app, scene, stand),
        Action::FollowFailure => child::follow_failure(app, state, scene, meant(scene, stand)),
        Action::Sign => sign::begin(app, screen, scene, meant(scene, stand)),
        Action::Copy => copy(app, state, screen, scene),
        Action::ShowCopy => show_copy(app, state, screen, scene),
        Action::OpenLink => match scene.link(row) {
            Some(link) => vec![Effect::OpenLink(link)],
            None => nothing(app, "This step has no link."),
        },
        _ => Vec::new(),
    }
}

/// Takes the answer of a box back; the operator's last one where none is named.
fn take_back(app: &mut App, run: RunId, step_ref: Option<StepRef>) -> Vec<Effect> {
    let command = Command::TakeBack { run, step_ref };
    vec![app.request(Request::Do(command), None)]
}

/// At a step that is held, what is meant is the step that holds it.
fn meant<'a>(scene: &'a Scene<'_>, stand: &'a StepStatus) -> &'a StepStatus {
    stand
        .held_by
        .and_then(|by| scene.stand(by))
        .unwrap_or(stand)
}

/// An action that gives the box an outcome.
fn outcome(
    app: &mut App,
    scene: &Scene<'_>,
    screen: &RunScreen,
    stand: &StepStatus,
    step: &Step,
    action: Action,
) -> Vec<Effect> {
    let holder = meant(scene, stand);
    if action == Action::Ok && holder.unsigned && !scene.run.is_ended() {
        return sign::begin(app, screen, scene, holder);
    }
    let said = |given| CompleteStep {
        done_at: screen.done_at,
        ..CompleteStep::first(screen.id, stand.step_ref.clone(), given)
    };
    let adds = matches!(action, Action::NotOk | Action::Skip | Action::Defer);
    if adds && stand.standing.is_answered() {
        return refuse_again(app);
    }
    match action {
        Action::Ok => answer(app, scene, step, said(Answer::Ok)),
        Action::Again => {
            let attempt = Attempt::Again;
            answer(
                app,
                scene,
                step,
                CompleteStep {
                    attempt,
                    ..said(Answer::Ok)
                },
            )
        }
        Action::Correct => correct(app, scene, stand, step, said(Answer::Ok)),
        Action::NotOk => {
            let purpose = Purpose::NotOk(said(Answer::NotOk));
            ask(app, purpose, "Not OK: what did you see?", "")
        }
        Action::Skip if step.optional => send(app, scene, said(Answer::Skip), None),
        Action::Skip => {
            let purpose = Purpose::Reason(said(Answer::Skip));
            ask(
                app,
                purpose,
                &format!("Skip step {}: why?", stand.number),
                "",
            )
        }
        _ => {
            let purpose = Purpose::Reason(said(Answer::Defer));
            ask(
                app,
                purpose,
                &format!("Defer step {}: why, and until when?", stand.number),
                "",
            )
        }
    }
}

pub(super) fn nothing(app: &mut App, words: &str) -> Vec<Effect> {
    app.refuse(words);
    Vec::new()
}

pub(super) fn ask(app: &mut App, purpose: Purpose, title: &str, hint: &str) -> Vec<Effect> {
    app.overlay = Some(Overlay::Prompt(Prompt::new(purpose, title, hint)));
    Vec::new()
}

fn act_note(app: &mut App, run: RunId, step_ref: Option<StepRef>, title: &str) -> Vec<Effect> {
    ask(
        app,
        Purpose::Note(Some(run), step_ref),
        title,
        "It stays with the run, in your name.",
    )
}

/// What a step has to be copied: its command as it would run, its text, its link.
fn text_of(state: &State, screen: &RunScreen, scene: &Scene<'_>) -> Option<String> {
    let row = screen.cursor;
    let command = || {
        let ready = screen.ready(state, &scene.stand(row)?.step_ref)?;
        ready.ok().map(|ready| ready.shown)
    };
    let text = scene.copy_text(row).or_else(command);
    text.or_else(|| scene.link(row))
}

/// Whether Enter begins something at a box: a wait, or what it calls.
fn begins(app: &App, scene: &Scene<'_>, row: usize) -> bool {
    let stand = scene
        .stand(row)
        .filter(|stand| stand.standing == Standing::Open && !scene.run.is_ended());
    stand.is_some_and(|stand| match scene.procedure.steps[stand.step].how {
        How::Wait(_) => doing::can_wait(app, scene, stand),
        How::Call(_) => true,
        How::ByHand | How::Command(_) => false,
    })
}

fn copy(app: &mut App, state: &State, screen: &RunScreen, scene: &Scene<'_>) -> Vec<Effect> {
    match text_of(state, screen, scene) {
        Some(text) => vec![Effect::Copy(text)],
        None => nothing(app, "This step has nothing to copy."),
    }
}

fn show_copy(app: &mut App, state: &State, screen: &RunScreen, scene: &Scene<'_>) -> Vec<Effect> {
    match text_of(state, screen, scene) {
        Some(text) => {
            let title = scene
                .stand(screen.cursor)
                .map(|stand| scene.title(stand))
                .unwrap_or_default();
            app.overlay = Some(Overlay::Showing(Showing {
                title,
                text,
                is_prose: false,
                scroll: Scroll::default(),
            }));
            Vec::new()
        }
        None => nothing(app, "This step has nothing to copy."),
    }
}

fn is_older(screen: &RunScreen) -> bool {
    matches!(&screen.pin, Fetched::Here(pin) if pin.currency == Currency::Older)
}

/// Asks for the newer revision; what is different in it is shown before it is taken over.
fn newest(app: &mut App, screen: &RunScreen) -> Vec<Effect> {
    match &screen.pin {
        Fetched::Here(pin) if pin.currency == Currency::Older => {
            let id = pin.runbook.id.clone();
            if let Some(run) = &mut app.run {
                run.compares = true;
            }
            vec![Effect::Ask(WorkerRequest::Newest(id))]
        }
        _ => nothing(
            app,
            "There is no newer revision: this run walks what the file says.",
        ),
    }
}

/// Whether the open run waits for this revision, to show what is different in it.
pub(in crate::app) fn wants_newest(app: &App, newest: &Pin) -> bool {
    app.run.as_ref().is_some_and(|run| match &run.pin {
        Fetched::Here(pin) => run.compares && pin.runbook.id == newest.runbook.id,
        _ => false,
    })
}

/// Shows what is different in the newest revision of the open run's runbook.
pub(in crate::app) fn show_difference(app: &mut App, state: &State, newest: &Pin) {
    if let Some(run) = &mut app.run {
        run.compares = false;
    }
    let Some(screen) = &app.run else { return };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    let id = scene.procedure.id.as_str();
    let changes = match newest.runbook.procedure(id) {
        None => {
            app.refuse("The newer revision does not have this procedure any more: this run goes on with its own.");
            return;
        }
        Some(newer) => difference(&scene.procedure, newer),
    };
    let mut changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
    if changes.is_empty() {
        changes.push(
            "This procedure says the same; something else in the runbook has changed.".to_owned(),
        );
    }
    let adopting = Adopting {
        run: screen.id,
        changes,
        scroll: Scroll::default(),
    };
    app.overlay = Some(Overlay::Adopting(adopting));
}
