//! From what is wrong to the run that deals with it: the right procedure on the right
//! target, with what the alert told, and never a second run where one is at it already.
//!
//! What somebody else is at is asked about once, before it is opened or begun. A claim is advice,
//! so each answer goes on at once; none waits for anybody.

use super::look::Look;
use super::opening::Alerted;
use super::overlay::{Pick, Picker, Prompt};
use super::pages::{Asked, ask};
use super::theme::Role;
use super::when;
use super::{App, Overlay, run, runbooks};
use crate::app::effect::Effect;
use crate::command::{Command, Pinned, Refusal, TakeOver, already_at_it};
use crate::event::RunId;
use crate::present::Claim;
use crate::runbook::{Procedure, ProcedureRef, Runbook, TargetName, Values};
use crate::session::{Failure, Request, Start, WorkerRequest};
use crate::state::{FollowUp, Run, Started, State};

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
            Some((_, Pick::Begin(start))) => begin_unwritten(app, *start),
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

/// Opens the first step of a run that begins with the first thing recorded at it.
pub(super) fn begin_unwritten(app: &mut App, start: Start) -> Vec<Effect> {
    let opened = start.opened.or(Some(app.now));
    let start = Start { opened, ..start };
    vec![Effect::Ask(WorkerRequest::Open(Box::new(start)))]
}

/// A run was opened, or it could not be.
pub(super) fn opened(
    app: &mut App,
    state: &State,
    start: Box<Start>,
    opened: Result<Box<Run>, Failure>,
) -> Vec<Effect> {
    match opened {
        Ok(run) => {
            let what = start.alert.clone();
            let what = what.or_else(|| Some(run.started.as_ref()?.what.title.clone()));
            let at = start.opened.unwrap_or(app.now);
            let at = when::moment(at, app);
            // The library may be another one: what stands open is only opened again by that.
            let is_known = run::unwritten(app) == Some(&*start);
            let effects = run::open_unwritten(app, state, start, run);
            if !is_known {
                let what = what.unwrap_or_default();
                app.say(format!(
                    "{what}, opened {at}. It begins with your first answer."
                ));
            }
            effects
        }
        Err(failure) => match go_on_instead(app, state, &failure) {
            Some(effects) => effects,
            None => {
                app.refuse(failure.to_string());
                Vec::new()
            }
        },
    }
}

/// Opens the run that goes on, where a start is refused because of it.
pub(super) fn go_on_instead(
    app: &mut App,
    state: &State,
    failure: &Failure,
) -> Option<Vec<Effect>> {
    let Failure::Refused(Refusal::AlreadyRunning { run, .. }) = failure else {
        return None;
    };
    match state.find_runs(run)[..] {
        [id] => Some(instead(app, state, id)),
        _ => None,
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
    let mut silences = state.silences_on(alert);
    let here = silences.find(|silence| silence.is_about(place.as_str()));
    here.map_or_else(String::new, |silence| {
        let sign = app.look.sign("◇", "%");
        format!("  {sign} {}", silenced_words(app, silence))
    })
}

fn silenced_words(app: &App, silence: &FollowUp) -> String {
    let until = silence.due().map(|due| when::moment(due, app));
    let until = until.map_or_else(String::new, |until| format!(" until {until}"));
    let by = silence
        .opened
        .as_ref()
        .map(|said| format!(" by {}", said.by));
    format!("silenced{until}{}", by.unwrap_or_default())
}

/// What is to be known of the run in front while nothing is written of it: the alert with its
/// own severity, when it was opened, what silences it. Empty of any other run.
pub fn opened_lines(app: &App, state: &State) -> Vec<(Role, String)> {
    let Some(start) = run::unwritten(app) else {
        return Vec::new();
    };
    let at = when::moment(start.opened.unwrap_or(app.now), app);
    let mut lines = Vec::new();
    match &start.alert {
        Some(alert) => {
            // A file that is broken meanwhile takes the alert from nobody.
            let runbook = app.usable(&start.procedure.runbook);
            let severity = runbook.and_then(|runbook| severity_of(runbook, alert));
            let severity = severity.map_or_else(String::new, |it| format!("{it} "));
            lines.push((Role::Title, format!("{severity}{alert}, opened {at}")));
            let sign = app.look.sign("◇", "%");
            lines.extend(state.silences_on(alert).map(|silence| {
                let title = silence.opening().map_or("", |it| it.title.as_str());
                let words = silenced_words(app, silence);
                (Role::Warn, format!("{sign} {title}: {words}"))
            }));
        }
        None => lines.push((Role::Title, format!("Opened {at}"))),
    }
    lines.push((Role::Dim, "It begins with your first answer.".to_owned()));
    lines
}

fn severity_of<'r>(runbook: &'r Runbook, alert: &str) -> Option<&'r str> {
    let mut alerts = runbook.alerts.iter();
    alerts.find(|it| it.name == alert)?.severity.as_deref()
}

/// What the question is about: the alert with its own severity, or the procedure.
fn about(look: Look, runbook: &Runbook, procedure: &Procedure, start: &Start) -> String {
    let known = runbook
        .alerts
        .iter()
        .any(|it| Some(&it.name) == start.alert.as_ref());
    match start.alert.as_ref().filter(|_| known) {
        Some(alert) => {
            let severity = severity_of(runbook, alert).map(|it| format!("{it} "));
            let severity = severity.unwrap_or_default();
            format!("{severity}{alert}{}{}", look.dot(), procedure.title)
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
