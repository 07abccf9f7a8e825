//! A run in front of the operator: its boxes, and all that can be said at one.

use super::overlay::{Pick, Picker, Prompt, Purpose, Showing};
use super::{App, Overlay, today};
use crate::command::{Answer, Command, CompleteStep, target_values};
use crate::event::{Attempt, Outcome, RunId};
use crate::runbook::{How, Procedure, Spot, Step, Yields};
use crate::session::{Currency, Pin, Request, Wish};
use crate::state::{LineId, Run, Stand, Standing, State, Walk};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use jiff::Timestamp;

/// An open run's own state.
#[derive(Clone, Debug, PartialEq)]
pub struct RunScreen {
    /// Which run.
    pub id: RunId,
    /// The runbook that it walks; not yet there, or there but not to be had.
    pub pin: Fetched<Pin>,
    /// The newest good revision, where it is another one.
    pub newer: bool,
    /// The run in full, where the state holds only its summary.
    pub whole: Option<Box<Run>>,
    /// The last run of the same procedure on the same target, in full.
    pub before: Option<Box<Run>>,
    /// Which run that is.
    pub before_id: Option<RunId>,
    /// The selected row: a box, or the last row, Finish.
    pub cursor: usize,
    /// Whether the cursor was put where work goes on.
    pub placed: bool,
    /// On a small screen: whether the step is shown instead of the list.
    pub zoomed: bool,
    /// How far the words of the step are scrolled.
    pub scroll: u16,
    /// When the next answers were really done, where they are written up later.
    pub done_at: Option<Timestamp>,
    /// The box from which the cursor went ahead by itself; none once it was moved by hand.
    pub went_on_from: Option<Spot>,
}

/// Something that another thread brings.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched<T> {
    /// On its way.
    Coming,
    /// Here.
    Here(T),
    /// Not to be had.
    Missing,
}

/// A run beside the procedure that it walks.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The run.
    pub run: &'a Run,
    /// The procedure.
    pub procedure: &'a Procedure,
    /// The two laid side by side.
    pub walk: Walk,
}

impl RunScreen {
    /// The run, wherever it is held.
    pub fn run<'a>(&'a self, state: &'a State) -> Option<&'a Run> {
        state.run(self.id).or(self.whole.as_deref())
    }

    /// The run beside its procedure, once both are here.
    pub fn scene<'a>(&'a self, state: &'a State) -> Option<Scene<'a>> {
        let Fetched::Here(pin) = &self.pin else {
            return None;
        };
        let run = self.run(state)?;
        let started = &run.started.as_ref()?.what;
        let procedure = pin
            .runbook
            .procedure(started.procedure.procedure.as_str())?;
        let walk = Walk::of(procedure, run, target_values(&pin.runbook, started));
        Some(Scene {
            run,
            procedure,
            walk,
        })
    }

    /// Its procedure and target.
    pub fn line(&self, state: &State) -> Option<LineId> {
        let started = &self.run(state)?.started.as_ref()?.what;
        Some(LineId {
            procedure: started.procedure.clone(),
            target: started.target.clone(),
        })
    }
}

impl<'a> Scene<'a> {
    /// The box of a row; none on the last row, Finish.
    pub fn stand(&self, row: usize) -> Option<&Stand> {
        self.walk.stands.get(row)
    }

    /// The step of a row.
    pub fn step(&self, row: usize) -> Option<&'a Step> {
        Some(&self.procedure.steps[self.stand(row)?.step])
    }

    /// A step's title as it stands, with its item where it has one.
    pub fn title(&self, stand: &Stand) -> String {
        let step = &self.procedure.steps[stand.step];
        step.title.fill(&self.walk.values_at(self.procedure, stand))
    }

    /// A step's text to copy.
    pub fn copy_text(&self, row: usize) -> Option<String> {
        let How::ByHand { copy, .. } = &self.step(row)?.how;
        let values = self.walk.values_at(self.procedure, self.stand(row)?);
        copy.as_ref().map(|copy| copy.fill(&values))
    }

    /// A step's link.
    pub fn link(&self, row: usize) -> Option<String> {
        let How::ByHand { link, .. } = &self.step(row)?.how;
        let values = self.walk.values_at(self.procedure, self.stand(row)?);
        link.as_ref().map(|link| link.fill(&values))
    }
}

/// Boxes of a run whose answers are on their way to the disk.
pub fn pending(app: &App, run: RunId) -> impl Iterator<Item = &Spot> {
    app.waiting().filter_map(move |wish| match wish {
        Wish::Do(Command::CompleteStep(complete)) if complete.run == run => Some(&complete.spot),
        _ => None,
    })
}

/// Puts a run in front.
pub(super) fn open(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    let mut screen = RunScreen {
        id,
        pin: Fetched::Coming,
        newer: false,
        whole: None,
        before: None,
        before_id: None,
        cursor: 0,
        placed: false,
        zoomed: false,
        scroll: 0,
        done_at: None,
        went_on_from: None,
    };
    let mut effects = vec![Effect::Ask(Request::Pin(id))];
    if state.run(id).is_none() {
        effects.push(Effect::Ask(Request::Whole(id)));
    }
    let line = line_of(state, id);
    if let Some(before) = line.and_then(|line| state.last_run(&line, Some(id)).map(|run| run.id)) {
        screen.before_id = Some(before);
        effects.push(Effect::Ask(Request::Whole(before)));
    }
    app.run = Some(screen);
    effects
}

fn line_of(state: &State, id: RunId) -> Option<LineId> {
    if let Some(summary) = state.summary(id) {
        let (procedure, target) = (summary.procedure.clone(), summary.target.clone());
        return Some(LineId { procedure, target });
    }
    let started = &state.run(id)?.started.as_ref()?.what;
    Some(LineId {
        procedure: started.procedure.clone(),
        target: started.target.clone(),
    })
}

/// Puts the cursor where work goes on, the first time that this is known, and keeps it among
/// the rows.
pub(super) fn recount(app: &mut App, state: &State) {
    let Some(screen) = &app.run else { return };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    let rows = scene.walk.stands.len();
    let begin = scene.walk.next_open(0).unwrap_or(rows);
    if let Some(screen) = &mut app.run {
        screen.cursor = if screen.placed {
            screen.cursor.min(rows)
        } else {
            begin
        };
        screen.placed = true;
    }
}

pub(super) fn act(app: &mut App, state: &State, action: Action) -> Vec<Effect> {
    let Some(mut screen) = app.run.clone() else {
        return Vec::new();
    };
    let Some(scene) = screen.scene(state) else {
        return Vec::new();
    };
    let rows = scene.walk.stands.len() + 1;
    let mut cursor = super::Cursor { at: screen.cursor };
    if cursor.moved(action, rows) {
        (screen.cursor, screen.scroll, screen.went_on_from) = (cursor.at, 0, None);
        app.run = Some(screen.clone());
        return Vec::new();
    }
    match action {
        Action::NextOpen => {
            let next = next_open(app, &scene, screen.cursor + 1);
            go(app, next);
            Vec::new()
        }
        Action::ScrollDown | Action::ScrollUp => {
            if let Some(run) = &mut app.run {
                let down = action == Action::ScrollDown;
                run.scroll = if down {
                    run.scroll + 3
                } else {
                    run.scroll.saturating_sub(3)
                };
            }
            Vec::new()
        }
        Action::Enter if screen.cursor + 1 == rows => finish(app, &scene),
        Action::Finish => finish(app, &scene),
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
            let prompt = Prompt::new(Purpose::DoneAt, "When was it really done?", hint);
            app.overlay = Some(Overlay::Prompt(prompt));
            Vec::new()
        }
        Action::NoteRun => {
            let prompt = Prompt::new(
                Purpose::Note(Some(screen.id), None),
                "A note at the run",
                "",
            );
            app.overlay = Some(Overlay::Prompt(prompt));
            Vec::new()
        }
        Action::Abandon => {
            let hint = "What was done stays on record. Its occurrence stays open.";
            let prompt = Prompt::new(
                Purpose::Abandon(screen.id),
                "Why is the run given up?",
                hint,
            );
            app.overlay = Some(Overlay::Prompt(prompt));
            Vec::new()
        }
        Action::Adopt => vec![app.wish(Wish::Adopt(screen.id), None)],
        _ => at_box(app, &scene, &screen, action),
    }
}

fn finish(app: &mut App, scene: &Scene<'_>) -> Vec<Effect> {
    let ended = scene.run.is_ended() && !scene.run.is_disputed();
    if !ended {
        let wish = Wish::Do(Command::Finish { run: scene.run.id });
        return vec![app.wish(wish, None)];
    }
    // The run is over: the same key goes on with what is due next.
    match app.next_due().map(|(line, _)| line.clone()) {
        Some(line) => vec![today::start(app, line.procedure, line.target)],
        None => {
            app.run = None;
            Vec::new()
        }
    }
}

/// The next box that wants an answer and has none on its way; Finish where there is none.
fn next_open(app: &App, scene: &Scene<'_>, from: usize) -> usize {
    let pending: Vec<_> = pending(app, scene.run.id).collect();
    let stands = &scene.walk.stands;
    let wants = |row: &usize| {
        stands[*row].standing == Standing::Open && !pending.contains(&&stands[*row].spot)
    };
    let after = (from.min(stands.len())..stands.len()).find(wants);
    after
        .or_else(|| (0..stands.len()).find(wants))
        .unwrap_or(stands.len())
}

fn go(app: &mut App, row: usize) {
    if let Some(run) = &mut app.run {
        (run.cursor, run.scroll) = (row, 0);
    }
}

/// An action at the selected box.
fn at_box(app: &mut App, scene: &Scene<'_>, screen: &RunScreen, action: Action) -> Vec<Effect> {
    let row = screen.cursor;
    let (Some(stand), Some(step)) = (scene.stand(row), scene.step(row)) else {
        if action == Action::TakeBack {
            let command = Command::TakeBack {
                run: screen.id,
                spot: None,
            };
            return vec![app.wish(Wish::Do(command), None)];
        }
        if action == Action::Note {
            return act_note(app, screen.id, None, "A note at the run");
        }
        return Vec::new();
    };
    let complete = CompleteStep {
        done_at: screen.done_at,
        ..CompleteStep::first(screen.id, stand.spot.clone(), Answer::Ok)
    };
    match action {
        Action::Ok => answer(app, scene, step, complete),
        Action::NotOk => {
            let complete = CompleteStep {
                answer: Answer::NotOk,
                ..complete
            };
            ask(
                app,
                Purpose::NotOk(complete),
                "Not OK: what did you see?",
                "",
            )
        }
        Action::Skip if step.optional => send(
            app,
            scene,
            CompleteStep {
                answer: Answer::Skip,
                ..complete
            },
            None,
        ),
        Action::Skip => {
            let complete = CompleteStep {
                answer: Answer::Skip,
                ..complete
            };
            ask(
                app,
                Purpose::Reason(complete),
                "Skip: why is it not to be done?",
                "",
            )
        }
        Action::Defer => {
            let complete = CompleteStep {
                answer: Answer::Defer,
                ..complete
            };
            ask(
                app,
                Purpose::Reason(complete),
                "Put off: why, and until when?",
                "",
            )
        }
        Action::Again => answer(
            app,
            scene,
            step,
            CompleteStep {
                attempt: Attempt::Again,
                ..complete
            },
        ),
        Action::Correct => correct(app, scene, stand, step, complete),
        Action::TakeBack => {
            let spot = stand.standing.is_answered().then(|| stand.spot.clone());
            let command = Command::TakeBack {
                run: screen.id,
                spot,
            };
            vec![app.wish(Wish::Do(command), None)]
        }
        Action::CarryOn => {
            // At a step that is held, what is meant is the step that holds it.
            let holder = stand
                .held_by
                .and_then(|by| scene.stand(by))
                .unwrap_or(stand);
            let title = format!("Carry on past step {}: why?", holder.number);
            ask(
                app,
                Purpose::CarryOn(screen.id, holder.spot.clone()),
                &title,
                "",
            )
        }
        Action::Note => act_note(
            app,
            screen.id,
            Some(stand.spot.clone()),
            "A note at the step",
        ),
        Action::Attach => {
            let hint = "The path of a file; its content is kept in the journal.";
            let purpose = Purpose::Attach(screen.id, Some(stand.spot.clone()));
            ask(app, purpose, "Attach a file", hint)
        }
        Action::Caution => {
            let command = Command::AcknowledgeCaution {
                run: screen.id,
                step: step.id.clone(),
            };
            vec![app.wish(Wish::Do(command), None)]
        }
        Action::Copy => copy(app, scene, row),
        Action::ShowCopy => show_copy(app, scene, row),
        Action::OpenLink => match scene.link(row) {
            Some(link) => vec![Effect::OpenLink(link)],
            None => nothing(app, "This step has no link."),
        },
        _ => Vec::new(),
    }
}

fn nothing(app: &mut App, words: &str) -> Vec<Effect> {
    app.refuse(words);
    Vec::new()
}

fn ask(app: &mut App, purpose: Purpose, title: &str, hint: &str) -> Vec<Effect> {
    app.overlay = Some(Overlay::Prompt(Prompt::new(purpose, title, hint)));
    Vec::new()
}

fn act_note(app: &mut App, run: RunId, spot: Option<Spot>, title: &str) -> Vec<Effect> {
    ask(
        app,
        Purpose::Note(Some(run), spot),
        title,
        "It stays with the run, in your name.",
    )
}

fn copy(app: &mut App, scene: &Scene<'_>, row: usize) -> Vec<Effect> {
    match scene.copy_text(row).or_else(|| scene.link(row)) {
        Some(text) => {
            app.say("Copied, where the terminal lets us. Y shows the text to copy by hand.");
            vec![Effect::Copy(text)]
        }
        None => nothing(app, "This step has nothing to copy."),
    }
}

fn show_copy(app: &mut App, scene: &Scene<'_>, row: usize) -> Vec<Effect> {
    match scene.copy_text(row).or_else(|| scene.link(row)) {
        Some(text) => {
            let title = scene
                .stand(row)
                .map(|stand| scene.title(stand))
                .unwrap_or_default();
            app.overlay = Some(Overlay::Showing(Showing {
                title,
                text,
                scroll: 0,
            }));
            Vec::new()
        }
        None => nothing(app, "This step has nothing to copy."),
    }
}

const ANSWERED: &str =
    "This step is answered. Press . to do it again, = to correct it, u to take it back.";

/// The plain answer of a step: a tick at once, a value through its field, a choice through
/// its list.
fn answer(app: &mut App, scene: &Scene<'_>, step: &Step, complete: CompleteStep) -> Vec<Effect> {
    let stand = scene
        .walk
        .position(&complete.spot)
        .and_then(|at| scene.stand(at));
    if complete.attempt == Attempt::First && stand.is_some_and(|stand| stand.standing.is_answered())
    {
        return nothing(app, ANSWERED);
    }
    let title = title_of(scene, &complete.spot);
    match &step.yields {
        Yields::Tick => send(app, scene, complete, None),
        Yields::Reading { unit, limits } => {
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
            let prompt = Prompt::new(Purpose::Value(complete), title, example.unwrap_or_default());
            app.overlay = Some(Overlay::Prompt(prompt.with(&given)));
            Vec::new()
        }
        Yields::Choose(choose) => {
            let picker = Picker::choices(title, &choose.options, &complete);
            app.overlay = Some(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

fn title_of(scene: &Scene<'_>, spot: &Spot) -> String {
    let at = scene.walk.position(spot);
    at.and_then(|at| scene.stand(at))
        .map(|stand| scene.title(stand))
        .unwrap_or_default()
}

/// A correction says what should have been written down, then why.
fn correct(
    app: &mut App,
    scene: &Scene<'_>,
    stand: &Stand,
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
    let before = scene.run.outcome(&stand.spot).map(|said| &said.what);
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
            let prompt = Prompt::new(Purpose::Value(complete), "What should it say?", "");
            app.overlay = Some(Overlay::Prompt(prompt.with(&value)));
        }
    }
    Vec::new()
}

/// Sends an answer and goes to the next open box; what is refused comes back.
pub(super) fn send(
    app: &mut App,
    scene: &Scene<'_>,
    complete: CompleteStep,
    prompt: Option<Box<Prompt>>,
) -> Vec<Effect> {
    let spot = complete.spot.clone();
    let stand = scene.walk.position(&spot).and_then(|at| scene.stand(at));
    let first = complete.attempt == Attempt::First;
    if first && stand.is_some_and(|stand| stand.standing.is_answered()) {
        return nothing(app, ANSWERED);
    }
    let goes_on = first || complete.attempt == Attempt::Again;
    let effect = app.wish(Wish::Do(Command::CompleteStep(complete)), prompt);
    if goes_on {
        let from = scene.walk.position(&spot).map_or(0, |at| at + 1);
        let next = next_open(app, scene, from);
        go(app, next);
        if let Some(run) = &mut app.run {
            run.went_on_from = Some(spot);
        }
    }
    vec![effect]
}

/// An answer was saved: what it woke or put to rest is known only now, so the cursor goes on
/// once more from where it went on, unless someone moved it.
pub(super) fn answered(app: &mut App, state: &State) {
    let Some(screen) = app.run.clone() else {
        return;
    };
    let (Some(spot), Some(scene)) = (&screen.went_on_from, screen.scene(state)) else {
        return;
    };
    let Some(at) = scene.walk.position(spot) else {
        return;
    };
    let next = next_open(app, &scene, at + 1);
    go(app, next);
}

/// A digit, or what else can begin a value, belongs to the step.
pub(super) fn digit(app: &mut App, state: &State, typed: char) -> Option<Vec<Effect>> {
    let screen = app.run.clone()?;
    let scene = screen.scene(state)?;
    let stand = scene.stand(screen.cursor)?;
    if stand.standing != Standing::Open {
        return None;
    }
    let complete = CompleteStep {
        done_at: screen.done_at,
        ..CompleteStep::first(screen.id, stand.spot.clone(), Answer::Ok)
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
                prompt.field = super::Field::with(&typed.to_string());
            }
            Some(effects)
        }
        _ => None,
    }
}

/// Whether the run could go over to a newer revision.
pub fn has_newer(screen: &RunScreen) -> bool {
    matches!(&screen.pin, Fetched::Here(pin) if pin.currency == Currency::Older)
}

/// What became of a box the last time, in the run before.
pub fn last_time<'a>(
    screen: &'a RunScreen,
    spot: &Spot,
) -> Option<&'a crate::state::Said<crate::event::StepDone>> {
    screen.before.as_ref()?.outcome(spot)
}

/// Whether an outcome is one that people should read about.
pub fn is_worrying(outcome: Outcome) -> bool {
    outcome != Outcome::Ok
}
