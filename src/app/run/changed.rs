//! What is different since this operator last ran the procedure.

use super::act::nothing;
use super::{RunScreen, Scene};
use crate::app::effect::Effect;
use crate::app::overlay::Showing;
use crate::app::scroll::Scroll;
use crate::app::{App, Overlay};
use crate::event::RunId;
use crate::present::Commit;
use crate::runbook::{Step, difference, difference_of_step};
use crate::session::{Pin, WorkerRequest};
use crate::state::State;

/// What stands over everything that is different.
const CHANGED: &str = "Changed since you last ran this";

/// Asks for the revision that the operator's last run walked, where it is another one.
pub(super) fn fetch(app: &App, state: &State, screen: &mut RunScreen) -> Option<Effect> {
    let run = screen.run(state)?;
    let procedure = &run.started.as_ref()?.what.procedure;
    let (last, revision) = state.last_run_by(procedure, &app.operator, Some(screen.id))?;
    if Some(revision) == run.revision() {
        return None;
    }
    screen.last_id = Some(last);
    Some(Effect::Ask(WorkerRequest::Pin(last)))
}

/// The revision of the last run has come.
pub(in crate::app) fn last_pinned(app: &mut App, state: &State, run: RunId, pin: &Pin) {
    let Some(screen) = app.run.as_mut().filter(|it| it.last_id == Some(run)) else {
        return;
    };
    let line = screen.line(state);
    let id = line.as_ref().map(|line| line.procedure.procedure.as_str());
    let last = id.and_then(|id| pin.runbook.procedure(id));
    screen.last_procedure = last.cloned().map(Box::new);
}

impl RunScreen {
    /// What of a step is different since this operator's last run; nothing where that is not
    /// known, or nothing is.
    pub fn changes_of(&self, scene: &Scene<'_>, step: &Step) -> Option<String> {
        let last = self.last_procedure.as_deref()?;
        let mut ids = std::iter::once(&step.id).chain(&step.was);
        let Some(known) = ids.find(|id| last.step(id).is_some()) else {
            return Some("new since you last ran this".to_owned());
        };
        let what = difference_of_step(last, &scene.procedure, known)?;
        let words = format!("changed since you last ran this: {}", what.join(", "));
        (!what.is_empty()).then_some(words)
    }
}

/// Shows everything that is different.
pub(super) fn show(app: &mut App, scene: &Scene<'_>) -> Vec<Effect> {
    let last = app.run.as_ref().and_then(|run| run.last_procedure.clone());
    let changes: Vec<String> = last
        .map(|last| difference(&last, &scene.procedure))
        .into_iter()
        .flatten()
        .map(|change| change.to_string())
        .collect();
    if changes.is_empty() {
        return nothing(app, "Nothing has changed here since you last ran it.");
    }
    app.overlay = Some(Overlay::Showing(Showing {
        title: CHANGED.to_owned(),
        text: changes.join("\n"),
        is_prose: true,
        scroll: Scroll::default(),
    }));
    let started = scene.run.started.as_ref();
    let procedure = started.map(|said| said.what.procedure.clone());
    let asked = procedure.map(|it| Effect::Ask(WorkerRequest::Commits(it)));
    asked.into_iter().collect()
}

/// Who changed the steps has come: it stands below what is different, where that is in front.
pub(in crate::app) fn committed(app: &mut App, commits: &[Commit]) {
    if let Some(Overlay::Showing(showing)) = &mut app.overlay
        && showing.title == CHANGED
        && !commits.is_empty()
    {
        let lines: Vec<String> = commits.iter().map(Commit::line).collect();
        showing.text += &format!(
            "\n\nWho changed its steps, the last first:\n{}",
            lines.join("\n")
        );
    }
}
