//! From what is wrong to the run that deals with it: the right procedure on the right
//! target, with what the alert told, and never a second run where one is at it already.
//!
//! What somebody else is at is asked about once, before it is opened or begun. A claim is advice,
//! so each answer goes on at once; none waits for anybody.

use super::look::Look;
use super::opening::Alerted;
use super::overlay::{Pick, Picker, Prompt};
use super::pages::{Asked, ask};
use super::when;
use super::{App, Overlay, run, runbooks};
use crate::app::effect::Effect;
use crate::command::{Command, Pinned, TakeOver, already_at_it};
use crate::event::{FollowUpKind, RunId};
use crate::present::Claim;
use crate::runbook::{Procedure, ProcedureRef, Runbook, TargetName, Values};
use crate::session::{Request, Start};
use crate::state::{Run, Started, State};

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
            return instead(app, state, id);
        }
    }
    let mut items = choices(app, state, (runbook, procedure), &start, &places);
    match items.len() {
        1 => match items.pop() {
            Some((_, Pick::Run(id))) => instead(app, state, id),
            Some((_, Pick::Begin(start))) => vec![app.request(Request::Start(*start), None)],
            _ => Vec::new(),
        },
        _ => {
            let title = match places.len() {
                0 | 1 => "In progress already: which one?".to_owned(),
                _ => format!("{}: where?", about(app.look, runbook, procedure, &start)),
            };
            app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
            Vec::new()
        }
    }
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

/// Where it can be dealt with: in each place the runs that go on, then a new one, unless that
/// would double one of them.
fn choices(
    app: &App,
    state: &State,
    at: (&Runbook, &Procedure),
    start: &Start,
    places: &[TargetName],
) -> Vec<(String, Pick)> {
    let (runbook, procedure) = at;
    let places: Vec<Option<&TargetName>> = match places {
        [] => vec![None],
        places => places.iter().map(Some).collect(),
    };
    let mut items = Vec::new();
    for place in places {
        let is_here = |started: &Started| {
            let here = place.is_none() || started.target.as_ref() == place;
            started.procedure == start.procedure && !started.rehearsal && !started.is_undo() && here
        };
        let going = state.in_progress().filter(|(_, it)| is_here(it));
        items.extend(
            going.map(|(run, started)| (going_words(app, run, started), Pick::Run(run.id))),
        );
        if twin(app, state, runbook, procedure, place, &start.values).is_some() {
            continue;
        }
        let words = match place {
            Some(place) => format!("{place}{}", silenced(app, state, start, place)),
            None => "Start another one".to_owned(),
        };
        let start = Start {
            target: place.cloned(),
            ..start.clone()
        };
        items.push((words, Pick::Begin(Box::new(start))));
    }
    items
}

/// A run that goes on: where, how far, who began it and when.
fn going_words(app: &App, run: &Run, started: &Started) -> String {
    let target = started.target.as_ref().map(|it| it.to_string());
    let about = run.subject().map(str::to_owned).or(target);
    let about = about.map(|about| format!("{about}  ")).unwrap_or_default();
    let said = run.started.as_ref();
    let since = said.map_or_else(String::new, |said| {
        format!(", {} since {}", said.by, when::moment(said.at, app))
    });
    let sign = app.look.sign("◐", "~");
    format!(
        "{about}{sign} in progress, {}{since}: continue it",
        app.how_far(run)
    )
}

/// That the alert is silenced in a place, until when and by whom.
fn silenced(app: &App, state: &State, start: &Start, place: &TargetName) -> String {
    let Some(alert) = &start.alert else {
        return String::new();
    };
    let silence = state.open_follow_ups().find(|known| {
        let title = known.opening().map(|it| it.title.as_str());
        let names_it = title.is_some_and(|it| it.contains(alert) && it.contains(place.as_str()));
        known.kind() == Some(FollowUpKind::Override) && names_it
    });
    let Some(silence) = silence else {
        return String::new();
    };
    let until = silence.due().map(|due| when::moment(due, app));
    let until = until.map_or_else(String::new, |until| format!(" until {until}"));
    let by = silence
        .opened
        .as_ref()
        .map(|said| format!(" by {}", said.by));
    let sign = app.look.sign("◇", "%");
    format!("  {sign} silenced{until}{}", by.unwrap_or_default())
}

/// What the question is about: the alert with its own severity, or the procedure.
fn about(look: Look, runbook: &Runbook, procedure: &Procedure, start: &Start) -> String {
    let mut alerts = runbook.alerts.iter();
    let alert = alerts.find(|it| Some(&it.name) == start.alert.as_ref());
    match alert {
        Some(alert) => {
            let severity = alert.severity.as_ref().map(|it| format!("{it} "));
            let dot = look.dot();
            format!(
                "{}{}{dot}{}",
                severity.unwrap_or_default(),
                alert.name,
                procedure.title
            )
        }
        None => procedure.title.clone(),
    }
}

/// Opens a run that goes on; where somebody else is at it, that is asked about first.
pub(super) fn open(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    match asks(app, state, id) {
        true => Vec::new(),
        false => run::open(app, state, id),
    }
}

/// Opens a run that goes on, where one more of the same was to begin.
pub(super) fn instead(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    if asks(app, state, id) {
        return Vec::new();
    }
    let effects = run::open(app, state, id);
    app.say("This is in progress already: here it is.");
    effects
}

/// Opens a run of somebody else's, who was named.
pub(super) fn look_on(app: &mut App, state: &State, id: RunId) -> Vec<Effect> {
    app.looked_on.insert(id);
    run::open(app, state, id)
}

/// Asks why a run is taken over.
pub(super) fn ask_why(app: &mut App, id: RunId) {
    if let Some(theirs) = claim(app, id) {
        let title = format!("Take it over from {}: why?", theirs.operator);
        let hint = "An entry says so, with your name and this reason, and the others hear of it.";
        ask(app, Asked::TakeOver(id), title, hint);
    }
}

/// Takes a run over from who is at it, for the reason that was typed.
pub(super) fn take_over(
    app: &mut App,
    state: &State,
    run: RunId,
    prompt: Box<Prompt>,
) -> Vec<Effect> {
    let Some(theirs) = claim(app, run) else {
        app.say("Nobody else is at it any more.");
        return run::open(app, state, run);
    };
    let wanted = TakeOver {
        run,
        what: theirs.what.clone(),
        from: theirs.operator.clone(),
        reason: prompt.field.text(),
    };
    let request = Request::Do(Command::TakeOver(wanted));
    vec![app.request(request, Some(prompt))]
}

fn claim(app: &App, id: RunId) -> Option<&Claim> {
    app.in_step.as_ref()?.at_it.get(&id)
}

/// Asks what to do about somebody else's run; false where nobody else is at it, or that was asked
/// already.
fn asks(app: &mut App, state: &State, id: RunId) -> bool {
    let run = state.run(id).filter(|run| !run.is_ended());
    let (Some(run), false) = (run, app.looked_on.contains(&id)) else {
        return false;
    };
    let taken = run.taken_over.last();
    if taken.is_some_and(|said| said.by == app.operator) {
        return false;
    }
    let Some(theirs) = claim(app, id) else {
        return false;
    };
    let mut items = vec![
        ("Look on".to_owned(), Pick::LookOn(id)),
        ("Take it over, with a reason".to_owned(), Pick::TakeOver(id)),
    ];
    let started = run.started.as_ref().map(|said| &said.what);
    // What another run began, and a rehearsal, is begun beside nobody's.
    if let Some(started) = started.filter(|it| !it.rehearsal && it.cause.is_none()) {
        let start = Start {
            target: started.target.clone(),
            values: started.values.clone(),
            alert: started.alert.clone(),
            beside: true,
            ..Start::of(started.procedure.clone())
        };
        let words = "Start another one beside theirs".to_owned();
        items.push((words, Pick::Begin(Box::new(start))));
    }
    let title = theirs.sentence(&app.wall());
    app.overlay = Some(Overlay::Picker(Picker::new(title, items)));
    true
}
