//! Rehearsing: which procedure, by which scenario, and what the scenario tells on the way.

use super::overlay::{Pick, Picker, Showing};
use super::run::RunScreen;
use super::{App, Overlay, Screen, runbooks, today};
use crate::app::effect::Effect;
use crate::app::scroll::Scroll;
use crate::runbook::{ProcedureRef, Runbook, TargetName};
use crate::session::{Request, Start};
use crate::state::{Row, State};

/// Begins a rehearsal of the selected procedure, or asks by which scenario and where.
pub(super) fn begin(app: &mut App, state: &State) -> Vec<Effect> {
    let Some((procedure, target)) = selected(app, state) else {
        app.refuse("Select a procedure first: only that can be rehearsed.");
        return Vec::new();
    };
    let start = Start {
        target,
        rehearsal: true,
        ..Start::of(procedure)
    };
    let scenarios: Vec<String> = found(app, &start.procedure)
        .map(|(_, found)| found.rehearsals.iter())
        .into_iter()
        .flatten()
        .map(|scenario| scenario.title.clone())
        .collect();
    if scenarios.is_empty() {
        return place(app, start);
    }
    let item = |title: String| {
        let scenario = Some(title.clone());
        (
            title,
            pick(Start {
                scenario,
                ..start.clone()
            }),
        )
    };
    let mut items: Vec<_> = scenarios.into_iter().map(item).collect();
    items.push(("Without a scenario".to_owned(), pick(start)));
    app.overlay = Some(Overlay::Picker(Picker::new(
        "Rehearse: which scenario?",
        items,
    )));
    Vec::new()
}

fn pick(start: Start) -> Pick {
    Pick::Rehearse(Box::new(start))
}

/// Begins it, once it is known where.
pub(super) fn place(app: &mut App, start: Start) -> Vec<Effect> {
    let targets = found(app, &start.procedure).map(|(_, found)| found.targets.clone());
    let targets: Vec<TargetName> = targets
        .unwrap_or_default()
        .iter()
        .map(|target| runbooks::target_name(app, target))
        .collect();
    if start.target.is_none() && targets.len() > 1 {
        let item = |target: TargetName| {
            let words = target.to_string();
            let target = Some(target);
            (
                words,
                pick(Start {
                    target,
                    ..start.clone()
                }),
            )
        };
        let items = targets.into_iter().map(item).collect();
        app.overlay = Some(Overlay::Picker(Picker::new("Rehearse: where?", items)));
        return Vec::new();
    }
    vec![app.request(Request::Start(start), None)]
}

fn found<'a>(
    app: &'a App,
    procedure: &ProcedureRef,
) -> Option<(&'a Runbook, &'a crate::runbook::Procedure)> {
    let runbook = app.usable(&procedure.runbook)?;
    Some((runbook, runbook.procedure(procedure.procedure.as_str())?))
}

/// The procedure that the cursor is on.
fn selected(app: &App, state: &State) -> Option<(ProcedureRef, Option<TargetName>)> {
    if let Some(screen) = &app.run {
        let line = screen.line(state)?;
        return Some((line.procedure, line.target));
    }
    match app.screen {
        Screen::Today => of_row(state, app.today_row()?),
        Screen::Runbooks => match app.runbooks.row()? {
            runbooks::Row::Procedure(procedure) => Some((procedure.clone(), None)),
            _ => None,
        },
        _ => None,
    }
}

fn of_row(state: &State, row: &Row) -> Option<(ProcedureRef, Option<TargetName>)> {
    match row {
        Row::Slot { line, .. } | Row::Missed { line, .. } => {
            Some((line.procedure.clone(), line.target.clone()))
        }
        Row::Rehearsal { procedure, .. } => Some((procedure.clone(), None)),
        row => {
            let run = today::row_run(row)?;
            if let Some(summary) = state.summary(run) {
                return Some((summary.procedure.clone(), summary.target.clone()));
            }
            let line = state.run(run)?.line()?;
            Some((line.procedure, line.target))
        }
    }
}

/// Tells what the scenario has in store by now: its words at the start, surprises on the way.
pub(super) fn tell(app: &mut App, state: &State) {
    if app.overlay.is_some() {
        return;
    }
    let Some(screen) = app.run.clone() else {
        return;
    };
    let Some(scene) = screen.scene(state).filter(|scene| scene.is_rehearsal()) else {
        return;
    };
    let surprises = scene.run.surprises(&scene.procedure, &scene.walk);
    let is_fresh = scene.run.boxes.is_empty();
    let words = match screen.told {
        None if is_fresh => scenario_words(&screen, state),
        // Who comes back was told before.
        None => None,
        Some(told) => surprises.get(told).map(|surprise| Showing {
            title: "REHEARSAL: meanwhile".to_owned(),
            text: surprise.say.clone(),
            is_prose: true,
            scroll: Scroll::default(),
        }),
    };
    if let Some(run) = &mut app.run {
        run.told = Some(match screen.told {
            None => surprises.len(),
            Some(told) => (told + 1).min(surprises.len()),
        });
    }
    if let Some(showing) = words {
        app.overlay = Some(Overlay::Showing(showing));
    }
}

/// The scenario in words.
fn scenario_words(screen: &RunScreen, state: &State) -> Option<Showing> {
    let scene = screen.scene(state)?;
    let scenario = scene.run.scenario(&scene.procedure)?;
    let text = scenario.scenario.clone()?;
    Some(Showing {
        title: format!("REHEARSAL: {}", scenario.title),
        text,
        is_prose: true,
        scroll: Scroll::default(),
    })
}

/// Shows the scenario again.
pub(super) fn show_scenario(app: &mut App, state: &State) {
    let words = app.run.as_ref().and_then(|run| scenario_words(run, state));
    match words {
        Some(showing) => app.overlay = Some(Overlay::Showing(showing)),
        None => app.refuse("This run has no scenario."),
    }
}
