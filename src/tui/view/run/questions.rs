//! Questions that stand at a step: what others did not know there, and what they were
//! answered.

use crate::app::App;
use crate::app::run::Scene;
use crate::app::theme::Role;
use crate::app::when;
use crate::runbook::StepId;
use crate::state::{FollowUp, State};
use crate::tui::view::paint::piece;
use crate::tui::view::sheet::Sheet;

/// Adds the questions that stand at a step, the open ones first.
pub(super) fn questions(
    app: &App,
    state: &State,
    scene: &Scene<'_>,
    step: &StepId,
    sheet: &mut Sheet,
) {
    let Some(started) = &scene.run.started else {
        return;
    };
    let standing = state.questions_at(&started.what.procedure, step);
    let (open, answered): (Vec<_>, Vec<_>) = standing.partition(|known| known.is_open());
    if open.is_empty() && answered.is_empty() {
        return;
    }
    sheet.heading("Asked here");
    for known in open.into_iter().chain(answered) {
        question(app, known, sheet);
    }
}

fn question(app: &App, known: &FollowUp, sheet: &mut Sheet) {
    let (Some(said), Some(opening)) = (&known.opened, known.opening()) else {
        return;
    };
    let sign = piece(app.look, Role::Warn, "? ");
    let by = format!("{} by {}", when::moment(said.at, app), said.by);
    sheet.hung(vec![sign], Role::Plain, &opening.title);
    if let Some(text) = &opening.text {
        sheet.indented("  ", Role::Plain, text);
    }
    let answer = known.last_move().filter(|_| !known.is_open());
    match answer.and_then(|moved| Some((moved, moved.what.text.as_ref()?))) {
        Some((moved, text)) => {
            sheet.indented("  ", Role::Dim, &by);
            let sign = piece(app.look, Role::Good, app.look.sign("→ ", "> "));
            sheet.hung(vec![sign], Role::Plain, text);
            let by = format!("{} by {}", when::moment(moved.at, app), moved.by);
            sheet.indented("  ", Role::Dim, &by);
        }
        None => {
            let owner = known.owner().unwrap_or("nobody yet");
            let text = format!("{by}; no answer yet, for {owner}");
            sheet.indented("  ", Role::Dim, &text);
        }
    }
}
