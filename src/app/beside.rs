//! What somebody else is at, before it is opened or begun: that is said once, with what can be
//! done about it. A claim is advice, so each of these goes on at once; none waits for anybody.

use super::overlay::{Pick, Picker};
use super::pages::{Asked, ask};
use super::{App, Overlay, run};
use crate::app::effect::Effect;
use crate::command::Command;
use crate::event::RunId;
use crate::present::Claim;
use crate::session::{Request, Start};
use crate::state::State;

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

/// The request that takes a run over from who is at it; none where nobody is any more.
pub(super) fn take_over(app: &App, id: RunId, reason: String) -> Option<Request> {
    let theirs = claim(app, id)?;
    Some(Request::Do(Command::TakeOver {
        run: id,
        what: theirs.what.clone(),
        from: theirs.operator.clone(),
        reason,
    }))
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
