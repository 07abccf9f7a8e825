//! From what is wrong to the run that deals with it: the right procedure on the right
//! target, with what the alert told, and never a second run where one is at it already.

use super::opening::Alerted;
use super::overlay::{Pick, Picker};
use super::when;
use super::{App, Overlay, run, runbooks};
use crate::app::effect::Effect;
use crate::command::{Pinned, already_at_it};
use crate::event::RunId;
use crate::runbook::{Procedure, ProcedureRef, Runbook, TargetName, Values};
use crate::session::{Request, Start};
use crate::state::{Started, State};

/// Begins a procedure for what is wrong, or goes on with the run that is at it; asks where,
/// or which, when that is not plain.
pub(super) fn begin(
    app: &mut App,
    state: &State,
    reference: &ProcedureRef,
    alerted: Option<&Alerted>,
    typed: &str,
) -> Vec<Effect> {
    let Some(runbook) = app.usable(&reference.runbook) else {
        return Vec::new();
    };
    let Some(procedure) = runbook.procedure(reference.procedure.as_str()) else {
        return Vec::new();
    };
    let values = alerted.and_then(|it| it.values.get(reference));
    let start = Start {
        values: values.cloned().unwrap_or_default(),
        alert: alert_of(procedure, alerted, typed),
        ..Start::of(reference.clone())
    };
    let places = runbooks::places(app, procedure);
    let wanted = alerted.and_then(|it| it.target.as_ref());
    let places: Vec<_> = match wanted.filter(|wanted| places.contains(wanted)) {
        Some(wanted) => vec![wanted.clone()],
        None => places,
    };
    if let [] | [_] = places[..] {
        let twin = twin(
            app,
            state,
            runbook,
            procedure,
            places.first(),
            &start.values,
        );
        if let Some(id) = twin {
            return go_on(app, state, id);
        }
    }
    let items = choices(app, state, &start, &places);
    match items.len() {
        1 => {
            let target = places.into_iter().next();
            vec![app.request(Request::Start(Start { target, ..start }), None)]
        }
        _ => {
            let title = match places.len() {
                0 | 1 => "Runs of it go on: which?".to_owned(),
                _ => format!("{}: where?", procedure.title),
            };
            app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
            Vec::new()
        }
    }
}

/// Opens a run that goes on, where one more of the same was to begin.
pub(super) fn go_on(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    let effects = run::open(app, state, id);
    let others = app.in_step.as_ref().and_then(|it| it.at_it.get(&id));
    app.say(match others {
        Some(who) => format!("{who} is at it already: here it is."),
        None => "This is in progress already: here it is.".to_owned(),
    });
    effects
}

/// The run that a start would double.
fn twin(
    app: &App,
    state: &State,
    runbook: &Runbook,
    procedure: &Procedure,
    target: Option<&TargetName>,
    values: &Values,
) -> Option<RunId> {
    let book = app.library.as_ref()?.book(runbook.id.as_str())?;
    let pinned = Pinned {
        revision: book.revision,
        runbook,
    };
    already_at_it(state, pinned, procedure, target, values, &app.host)
}

/// The name of the alert that it answers: as it came in, or as it was typed.
fn alert_of(procedure: &Procedure, alerted: Option<&Alerted>, typed: &str) -> Option<String> {
    if let Some(alerted) = alerted.filter(|it| it.is_name) {
        return Some(alerted.words.clone());
    }
    let typed = typed.trim().to_lowercase();
    let mut known = procedure.alerts.iter();
    known.find(|name| name.to_lowercase() == typed).cloned()
}

/// The runs of it that go on, then a new one in each place.
fn choices(app: &App, state: &State, start: &Start, places: &[TargetName]) -> Vec<(String, Pick)> {
    let is_here = |started: &Started| {
        let target = started.target.as_ref();
        let here = places.is_empty() || target.is_some_and(|target| places.contains(target));
        started.procedure == start.procedure && !started.rehearsal && !started.is_undo() && here
    };
    let going = state.in_progress().filter(|(_, started)| is_here(started));
    let mut items: Vec<_> = going
        .map(|(run, started)| {
            let target = started.target.as_ref().map(|it| it.to_string());
            let about = run.subject().map(str::to_owned).or(target);
            let about = about.map(|about| format!(" {about}")).unwrap_or_default();
            let since = run.started.as_ref().map_or(app.now, |said| said.at);
            let since = when::moment(since, app);
            (format!("Go on:{about}, since {since}"), Pick::Run(run.id))
        })
        .collect();
    let begin = |target: Option<TargetName>| {
        let words = match &target {
            Some(target) => format!("Start on {target}"),
            None => "Start another one".to_owned(),
        };
        let start = Start {
            target,
            ..start.clone()
        };
        (words, Pick::Begin(Box::new(start)))
    };
    match places {
        [] => items.push(begin(None)),
        places => items.extend(places.iter().map(|place| begin(Some(place.clone())))),
    }
    items
}
