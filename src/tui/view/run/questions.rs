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
use std::collections::HashSet;

/// So many answered ones are told at a step; who wants more finds them among the follow-ups.
const ANSWERED: usize = 2;

/// Adds the questions that stand at a step, the open ones first, then the newest answers; what was
/// asked again in the same words is told once.
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
    let all = open.len() + answered.len();
    let mut told = HashSet::new();
    let mut left = ANSWERED;
    let mut shown = 0;
    for known in open.iter().rev().chain(answered.iter().rev()) {
        let is_new = told.insert(known.opening().map(|it| it.title.as_str()));
        if !is_new || !known.is_open() && left == 0 {
            continue;
        }
        left -= usize::from(!known.is_open());
        shown += 1;
        question(app, known, sheet);
    }
    let more = all - shown;
    if more > 0 {
        sheet.words(Role::Dim, &format!("{more} more in Follow-ups"));
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
