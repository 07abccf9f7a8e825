//! From one run into another and back: what a step calls, what a failure offers, the way
//! back, and the names of the runs above.

use super::act::nothing;
use super::{RunScreen, Scene, go, open};
use crate::app::effect::Effect;
use crate::app::overlay::{Pick, Picker};
use crate::app::{App, Overlay};
use crate::command::Command;
use crate::event::{Cause, RunId};
use crate::runbook::StepRef;
use crate::session::Request;
use crate::state::{Run, State, StepStatus, Verdict};

/// Goes into the procedure that a step calls: the one that goes on, else a new run of it.
pub(super) fn call(app: &mut App, state: &State, run: &Run, stand: &StepStatus) -> Vec<Effect> {
    if let Some(child) = state.child_going_on(run, &stand.step_ref) {
        let child = child.what.run;
        return into(app, state, child);
    }
    vec![app.request(
        Request::Call {
            run: run.id,
            step_ref: stand.step_ref.clone(),
            target: None,
        },
        None,
    )]
}

/// Goes into the procedure that a failed step offers.
pub(super) fn follow_failure(
    app: &mut App,
    state: &State,
    scene: &Scene<'_>,
    stand: &StepStatus,
) -> Vec<Effect> {
    if let Some(child) = state.child_going_on(scene.run, &stand.step_ref) {
        let child = child.what.run;
        return into(app, state, child);
    }
    if scene.procedure.steps[stand.step].on_fail.is_none() {
        return nothing(app, "This step names no procedure for when it fails.");
    }
    vec![app.request(
        Request::FollowFailure {
            run: scene.run.id,
            step_ref: stand.step_ref.clone(),
            target: None,
        },
        None,
    )]
}

/// Opens a run from the one in front, which lies beneath it from then on.
pub(in crate::app) fn into(app: &mut App, state: &State, run: RunId) -> Vec<Effect> {
    let mut beneath = match &app.run {
        Some(screen) if screen.id != run => {
            let mut beneath = screen.beneath.clone();
            beneath.push(screen.id);
            beneath
        }
        Some(screen) => screen.beneath.clone(),
        None => Vec::new(),
    };
    beneath.retain(|above| *above != run);
    let effects = open(app, state, run);
    if let Some(screen) = &mut app.run {
        screen.beneath = beneath;
    }
    effects
}

/// Goes back to the run that lies beneath; none where there is none.
pub(in crate::app) fn out(app: &mut App, state: &State) -> Option<Vec<Effect>> {
    let mut beneath = app.run.as_ref()?.beneath.clone();
    let (from, above) = (app.run.as_ref()?.id, beneath.pop()?);
    let cause = cause_of(state, from);
    let step_ref = cause.filter(|cause| cause.run() == above);
    let step_ref = step_ref.and_then(|cause| cause.step_ref());
    let was_unwritten = super::unwritten(app).is_some();
    let effects = back_to(app, state, above, step_ref, beneath);
    if was_unwritten {
        tell_nothing_began(app);
    }
    Some(effects)
}

/// A run was left before anything was recorded at it.
pub(in crate::app) fn tell_nothing_began(app: &mut App) {
    app.say("Nothing was recorded, so nothing has begun.");
}

/// A run that another one made begin has ended: the cursor goes back to where it began.
pub(in crate::app) fn ended(app: &mut App, state: &State, run: RunId) -> Option<Vec<Effect>> {
    if app.run.as_ref()?.id != run {
        return None;
    }
    let cause = cause_of(state, run)?;
    let step_ref = cause.step_ref()?;
    if state.verdict_of(cause.run()) != Some(Verdict::Open) {
        return None;
    }
    let title = title_of(state, run);
    let verdict = state.verdict_of(run)?;
    let mut beneath = app.run.as_ref()?.beneath.clone();
    beneath.retain(|above| *above != cause.run());
    let effects = back_to(app, state, cause.run(), Some(step_ref), beneath);
    app.say(format!("{title}: {verdict}."));
    Some(effects)
}

fn back_to(
    app: &mut App,
    state: &State,
    run: RunId,
    step_ref: Option<StepRef>,
    beneath: Vec<RunId>,
) -> Vec<Effect> {
    let effects = open(app, state, run);
    if let Some(screen) = &mut app.run {
        screen.beneath = beneath;
        screen.begins_at = step_ref;
    }
    effects
}

/// Puts the cursor where the run was left, once its boxes are known.
pub(super) fn place(app: &mut App, scene: &Scene<'_>) {
    let wanted = app.run.as_mut().and_then(|screen| screen.begins_at.take());
    if let Some(row) = wanted.and_then(|step_ref| scene.walk.position(&step_ref)) {
        go(app, row);
    }
}

fn cause_of(state: &State, run: RunId) -> Option<Cause> {
    let started = state.run(run)?.started.as_ref()?;
    started.what.cause.clone()
}

fn title_of(state: &State, run: RunId) -> String {
    let whole = state.run(run).and_then(|run| run.started.as_ref());
    let whole = whole.map(|said| said.what.title.clone());
    let summary = || state.summary(run).map(|summary| summary.title.to_string());
    whole.or_else(summary).unwrap_or_else(|| run.short())
}

impl RunScreen {
    /// The titles of the runs that this one came from, the first of all first, and its own.
    pub fn trail(&self, state: &State) -> Vec<String> {
        let opened = self.unwritten.is_some().then(|| self.run(state)).flatten();
        let opened = opened.and_then(|run| run.started.as_ref());
        let own = opened.map(|said| said.what.title.clone());
        let mut trail = vec![own.unwrap_or_else(|| title_of(state, self.id))];
        let mut at = self.id;
        // A record from elsewhere may hold a circle, which ends here.
        while let Some(cause) = cause_of(state, at).filter(|_| trail.len() < 8) {
            at = cause.run();
            trail.push(title_of(state, at));
        }
        trail.reverse();
        trail
    }
}

/// Asks whether a run is to be backed out.
pub(super) fn undo(app: &mut App, scene: &Scene<'_>) -> Vec<Effect> {
    let plan = scene.run.undo_plan(&scene.procedure);
    let run = scene.run.id;
    if plan.step_refs.is_empty() {
        // The refusal says why.
        return vec![app.request(Request::Do(Command::StartUndo { run }), None)];
    }
    let steps = |count: usize| match count {
        1 => "1 step".to_owned(),
        count => format!("{count} steps"),
    };
    let mut start = format!("Roll back {}", steps(plan.step_refs.len()));
    if !plan.without_undo.is_empty() {
        let without = steps(plan.without_undo.len());
        start = format!("{start} ({without} cannot be undone)");
    }
    let mut title = "Roll back this run?".to_owned();
    if plan.no_return.is_some() {
        title = "Roll back this run, as far as it can be undone?".to_owned();
    }
    let items = vec![(start, Pick::Undo(run))];
    app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
    Vec::new()
}
