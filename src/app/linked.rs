//! Runs that belong together, as Journal tells them: what made a run begin, and what it made
//! begin.

use super::App;
use super::journal::Opened;
use super::run::Fetched;
use crate::event::{Cause, RunId};
use crate::state::State;

/// The runs that belong to an opened one, each with how.
pub(super) fn links(app: &App, state: &State, id: RunId) -> Vec<(String, RunId)> {
    let whole = match &app.journal.opened {
        Some(Opened::Run(_, Fetched::Here(run))) => Some(&**run),
        _ => None,
    };
    let Some(run) = state.run(id).or(whole) else {
        return Vec::new();
    };
    let cause = run.started.as_ref().and_then(|it| it.what.cause.as_ref());
    let mut links = Vec::new();
    links.extend(cause.map(|cause| {
        let title = title_of(state, cause.run());
        (format!("{}: {title}", came_from(cause)), cause.run())
    }));
    links.extend(run.children.iter().map(|child| {
        let child = &child.what;
        (
            format!("{}: {}", led_to(&child.cause), child.title),
            child.run,
        )
    }));
    links
}

/// Why a run began, before the title of the run that it came from.
pub fn came_from(cause: &Cause) -> &'static str {
    match cause {
        Cause::Called { .. } => "Called by",
        Cause::Failed { .. } => "Begun because a step failed in",
        Cause::Undoes { .. } => "Rolls back",
    }
}

/// What a run made begin, before its title.
pub fn led_to(cause: &Cause) -> &'static str {
    match cause {
        Cause::Called { .. } => "Called",
        Cause::Failed { .. } => "Begun because a step failed",
        Cause::Undoes { .. } => "Rolled back by",
    }
}

/// What people called a run's procedure.
pub fn title_of(state: &State, id: RunId) -> String {
    if let Some(summary) = state.summary(id) {
        return summary.title.to_string();
    }
    let started = state.run(id).and_then(|run| run.started.as_ref());
    started.map_or_else(|| format!("run {}", id.short()), |it| it.what.title.clone())
}
