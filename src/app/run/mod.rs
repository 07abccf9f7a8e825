//! A run in front of the operator: its boxes, and all that can be said at one.

mod act;
mod answer;
mod changed;
mod child;
mod doing;
pub mod foot;
mod sign;

use crate::app::scroll::Scroll;
pub(super) use act::{act, show_difference, wants_newest};
pub(super) use answer::{answered, digit, done_at, freed, send, tell};
pub(super) use changed::{committed, last_pinned};
pub(super) use child::{ended, into, out, tell_nothing_began};
pub(super) use doing::{
    ask_for_output, kept, look_at_unended, offered, outputs_of, unended, words_before,
};
pub use doing::{can_wait, waits_until};
pub(super) use sign::show as show_signing;
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::App;
use crate::app::effect::Effect;
use crate::command::{Command, target_values};
use crate::event::RunId;
use crate::present::{HowFar, to_know};
use crate::runbook::{How, Procedure, Runbook, Step, StepRef};
use crate::session::commands::Unended;
use crate::session::{Pin, Request, Start, WorkerRequest};
use crate::state::{Progress, Run, SeriesId, Standing, State, StepStatus, Verdict};
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
    /// What begins it with the first thing recorded, while nothing is.
    pub unwritten: Option<Box<Start>>,
    /// The run in full, where the state holds only its summary, or does not know it yet.
    pub whole: Option<Box<Run>>,
    /// The last run of the same procedure on the same target, in full.
    pub before: Option<Box<Run>>,
    /// Which run that is.
    pub before_id: Option<RunId>,
    /// The selected row: a box, or the last row, Finish.
    pub cursor: usize,
    /// The box that the cursor is put on first; where work goes on, where there is none.
    pub begin_at: Option<StepRef>,
    /// Whether the cursor was put where work goes on.
    pub placed: bool,
    /// On a small screen: whether the step is shown instead of the list.
    pub zoomed: bool,
    /// How far the words of the step are scrolled.
    pub scroll: Scroll,
    /// When the next answers were really done, where they are written up later.
    pub done_at: Option<Timestamp>,
    /// Whether the difference to the newest revision was asked for.
    pub compares: bool,
    /// The box from which the cursor went ahead by itself; none once it was moved by hand.
    pub went_on_from: Option<StepRef>,
    /// Runs that lie beneath it, the one that it was opened from last.
    pub beneath: Vec<RunId>,
    /// Where the cursor is to be put first, where that is not the next open box.
    pub begins_at: Option<StepRef>,
    /// The box whose command was asked for.
    pub offering: Option<StepRef>,
    /// Commands whose end is not known, and what is known of that.
    pub unended: BTreeMap<StepRef, Unended>,
    /// How many surprises of the scenario were told; none before the scenario itself was.
    pub told: Option<usize>,
    /// This operator's last run of the procedure, where that walked another revision.
    pub last_id: Option<RunId>,
    /// The procedure as it was in this operator's last run, where it was another one.
    pub last_procedure: Option<Box<Procedure>>,
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
    /// The runbook that it was started with.
    pub runbook: &'a Runbook,
    /// The procedure.
    pub procedure: Cow<'a, Procedure>,
    /// The two laid side by side.
    pub walk: Progress,
}

impl RunScreen {
    /// Whether an alert opened it, and nothing of it is written.
    pub fn answers_alert(&self) -> bool {
        let start = self.unwritten.as_ref();
        start.is_some_and(|start| start.alert.is_some())
    }

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
        let procedure = started.procedure_in(&pin.runbook)?;
        let walk = Progress::of(&procedure, run, target_values(&pin.runbook, started));
        Some(Scene {
            run,
            runbook: &pin.runbook,
            procedure,
            walk,
        })
    }

    /// Its procedure and target.
    pub fn line(&self, state: &State) -> Option<SeriesId> {
        let started = &self.run(state)?.started.as_ref()?.what;
        Some(SeriesId {
            procedure: started.procedure.clone(),
            target: started.target.clone(),
        })
    }
}

impl Scene<'_> {
    /// Whether the run only rehearses.
    pub fn is_rehearsal(&self) -> bool {
        let started = self.run.started.as_ref();
        started.is_some_and(|said| said.what.rehearsal)
    }

    /// Whether the scenario of a rehearsal says what is found at an open box that nothing is
    /// pretended at, and nobody has looked yet.
    pub fn is_blind_at(&self, stand: &StepStatus) -> bool {
        let step = &self.procedure.steps[stand.step];
        let is_found_by_hand = !matches!(step.how, How::Command(_));
        let is_open = stand.standing == Standing::Open;
        is_found_by_hand
            && is_open
            && self
                .run
                .scripted(&self.procedure, &stand.step_ref)
                .is_some()
            && !self.run.has_looked_at(&stand.step_ref)
    }

    /// The box of a row; none on the last row, Finish.
    pub fn stand(&self, row: usize) -> Option<&StepStatus> {
        self.walk.stands.get(row)
    }

    /// The step of a row.
    pub fn step(&self, row: usize) -> Option<&Step> {
        Some(&self.procedure.steps[self.stand(row)?.step])
    }

    /// A step's title as it stands, with its item where it has one.
    pub fn title(&self, stand: &StepStatus) -> String {
        let step = &self.procedure.steps[stand.step];
        step.title.fill(&self.walk.values_at(stand))
    }

    /// A step's text to copy.
    pub fn copy_text(&self, row: usize) -> Option<String> {
        let values = self.walk.values_at(self.stand(row)?);
        self.step(row)?.copy.as_ref().map(|copy| copy.fill(&values))
    }

    /// A step's link.
    pub fn link(&self, row: usize) -> Option<String> {
        let values = self.walk.values_at(self.stand(row)?);
        self.step(row)?.link.as_ref().map(|link| link.fill(&values))
    }
}

/// Boxes of a run whose answers are on their way to the disk.
pub fn pending(app: &App, run: RunId) -> impl Iterator<Item = &StepRef> {
    app.waiting()
        .filter_map(move |request| match request.bare() {
            Request::Do(Command::CompleteStep(complete)) if complete.run == run => {
                Some(&complete.step_ref)
            }
            _ => None,
        })
}

/// Puts a run in front.
pub(in crate::app) fn open(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    put_in_front(app, state, id, None)
}

/// Puts a run in front of which nothing is written yet.
pub(in crate::app) fn open_unwritten(
    app: &mut App,
    state: &State,
    start: Box<Start>,
    run: Box<Run>,
) -> Vec<Effect> {
    let (before, front) = (app.run.take(), app.front.take());
    let effects = put_in_front(app, state, run.id, Some((start, run)));
    let (Some(screen), Some(before)) = (&mut app.run, before) else {
        return effects;
    };
    screen.beneath = before.beneath;
    match before.unwritten == screen.unwritten {
        // The library is another one, and what was opened before is opened by that.
        true => {
            (screen.cursor, screen.placed) = (before.cursor, before.placed);
            app.front = front;
        }
        // Whoever was in the middle of a run goes back there.
        false if before.unwritten.is_none() => screen.beneath.push(before.id),
        false => {}
    }
    effects
}

/// What would begin the run in front, while nothing is written of it.
pub(in crate::app) fn unwritten(app: &App) -> Option<&Start> {
    app.run.as_ref()?.unwritten.as_deref()
}

fn put_in_front(
    app: &mut App,
    state: &State,
    id: RunId,
    opened: Option<(Box<Start>, Box<Run>)>,
) -> Vec<Effect> {
    app.front = None;
    let (unwritten, whole) = opened.unzip();
    let mut screen = RunScreen {
        id,
        pin: Fetched::Coming,
        newer: false,
        unwritten,
        whole,
        before: None,
        before_id: None,
        cursor: 0,
        begin_at: None,
        placed: false,
        zoomed: !app.has_halves(),
        scroll: Scroll::default(),
        done_at: None,
        compares: false,
        went_on_from: None,
        beneath: Vec::new(),
        begins_at: None,
        offering: None,
        unended: BTreeMap::new(),
        told: None,
        last_id: None,
        last_procedure: None,
    };
    let mut effects = vec![Effect::Ask(WorkerRequest::Pin(id))];
    effects.extend(changed::fetch(app, state, &mut screen));
    if screen.run(state).is_none() {
        effects.push(Effect::Ask(WorkerRequest::Whole(id)));
    }
    let line = line_of(state, id).or_else(|| screen.line(state));
    if let Some(before) = line.and_then(|line| state.last_run(&line, Some(id)).map(|run| run.id)) {
        screen.before_id = Some(before);
        effects.push(Effect::Ask(WorkerRequest::Whole(before)));
    }
    app.run = Some(screen);
    effects
}

fn line_of(state: &State, id: RunId) -> Option<SeriesId> {
    if let Some(summary) = state.summary(id) {
        let (procedure, target) = (summary.procedure.clone(), summary.target.clone());
        return Some(SeriesId { procedure, target });
    }
    let started = &state.run(id)?.started.as_ref()?.what;
    Some(SeriesId {
        procedure: started.procedure.clone(),
        target: started.target.clone(),
    })
}

/// Puts the cursor where work goes on, the first time that this is known, and keeps it among
/// the rows.
pub(in crate::app) fn recount(app: &mut App, state: &State) {
    if let Some(screen) = app.run.as_mut().filter(|it| it.unwritten.is_some())
        && state.run(screen.id).is_some()
    {
        (screen.unwritten, screen.whole) = (None, None);
    }
    let Some(screen) = app.run.clone() else {
        return;
    };
    let Some(scene) = screen.scene(state) else {
        return;
    };
    let rows = scene.walk.stands.len();
    let wanted = screen.begin_at.as_ref();
    let begin = wanted.and_then(|step_ref| scene.walk.position(step_ref));
    // Where the next box is on hold, what holds it comes first.
    let next = scene.walk.next_open(0);
    let held_by = |row: usize| scene.stand(row)?.held_by;
    let next = next.map(|row| held_by(row).unwrap_or(row));
    let begin = begin.or(next).unwrap_or(rows);
    if let Some(screen) = &mut app.run {
        screen.cursor = if screen.placed {
            screen.cursor.min(rows)
        } else {
            begin
        };
        screen.placed = true;
    }
    child::place(app, &scene);
    answer::put_back(app, state);
}

/// The next box that wants an answer and has none on its way; Finish where there is none.
fn next_open(app: &App, scene: &Scene<'_>, from: usize) -> usize {
    let pending: Vec<_> = pending(app, scene.run.id).collect();
    let stands = &scene.walk.stands;
    let wants = |row: &usize| {
        stands[*row].standing == Standing::Open && !pending.contains(&&stands[*row].step_ref)
    };
    let after = (from.min(stands.len())..stands.len()).find(wants);
    after
        .or_else(|| (0..stands.len()).find(wants))
        .unwrap_or(stands.len())
}

/// Puts the cursor on the last row of a run that has just ended.
pub(super) fn show_end(app: &mut App, state: &State, ended: Option<RunId>) {
    let screen = app.run.as_ref().filter(|run| Some(run.id) == ended);
    let rows = screen
        .and_then(|run| run.scene(state))
        .map(|scene| scene.walk.stands.len());
    if let Some(rows) = rows {
        go(app, rows);
    }
}

/// What a run came to, in a few words: `Daily check completed, 9 of 9`.
pub(super) fn ended_words(run: &Run) -> String {
    let started = run.started.as_ref().map(|said| &said.what);
    let title = started.map_or("", |it| it.title.as_str());
    let due_by = started.and_then(|it| it.due_by);
    let counts = !matches!(run.verdict(), Verdict::Abandoned(_) | Verdict::NothingDone);
    let time = due_by
        .zip(run.done_at())
        .filter(|_| counts)
        .map(|(due_by, done)| match done > due_by {
            true => ", late",
            false => ", on time",
        });
    let far = HowFar::recorded(run).words();
    format!(
        "{title} {}, {far}{}",
        run.verdict(),
        time.unwrap_or_default()
    )
}

/// What there is to know of the run in front before it is believed, a sentence each; empty of an
/// honest one.
pub(super) fn to_know_of_front(app: &App, state: &State) -> String {
    let scene = app.run.as_ref().and_then(|screen| screen.scene(state));
    let wall = app.wall();
    let words = scene.map(|scene| to_know(state, scene.run, Some(&scene.procedure), &wall));
    let words = words.unwrap_or_default().into_iter();
    words.map(|words| format!("{words} ")).collect()
}

/// Whether the cursor is on the last row.
pub(super) fn is_on_finish(app: &App, state: &State) -> bool {
    let screen = app.run.as_ref();
    let scene = screen.and_then(|screen| Some((screen, screen.scene(state)?)));
    scene.is_some_and(|(screen, scene)| scene.stand(screen.cursor).is_none())
}

/// Whether no step wants a digit: on the last row, and once the run has ended.
pub(super) fn leaves_digits(app: &App, state: &State) -> bool {
    let screen = app.run.as_ref();
    let scene = screen.and_then(|screen| Some((screen, screen.scene(state)?)));
    scene.is_none_or(|(screen, scene)| scene.run.is_ended() || scene.stand(screen.cursor).is_none())
}

/// Puts the cursor on a row, and its words at their beginning.
pub(super) fn to_row(app: &mut App, row: usize) {
    go(app, row);
}

fn go(app: &mut App, row: usize) {
    if let Some(run) = &mut app.run {
        (run.cursor, run.scroll) = (row, Scroll::default());
    }
}

/// What became of a box the last time, in the run before.
pub fn last_time<'a>(
    screen: &'a RunScreen,
    step_ref: &StepRef,
) -> Option<&'a crate::state::Stamped<crate::event::StepDone>> {
    screen.before.as_ref()?.outcome(step_ref)
}
