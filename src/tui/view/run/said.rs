//! What was said of a box: its answers in this run with their notes and files, and what
//! became of it the last time.

use super::value_words;
use crate::event::{Attempt, Outcome, StepDone};
use crate::limits::Judgement;
use crate::state::{Run, Said, Stand, too_fast};
use crate::tui::app::App;
use crate::tui::app::run::{RunScreen, Scene, last_time};
use crate::tui::look::Role;
use crate::tui::view::sheet::Sheet;
use crate::tui::view::when;

/// What was said of this box in this run: attempts, notes, files.
pub(super) fn story(app: &App, run: &Run, stand: &Stand, sheet: &mut Sheet) {
    let Some(boxed) = run.boxes.get(&stand.spot) else {
        return notes(app, run, stand, sheet);
    };
    for said in boxed.outcomes.story() {
        let replaced = boxed.outcomes.is_replaced(said);
        outcome(app, said, replaced, sheet);
    }
    for said in &boxed.carried {
        let text = format!("{} carried on past it: {}", said.by, said.what.reason);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in &boxed.taken_back {
        let text = format!("{} took the answer back", said.by);
        sheet.labelled(&when::time(said.at, app), Role::Dim, &text);
    }
    notes(app, run, stand, sheet);
}

/// A step that was ticked faster than it can have been done: noted, not forbidden.
pub(super) fn hurried(scene: &Scene<'_>, stand: &Stand, sheet: &mut Sheet) {
    let fast = too_fast(scene.run, &scene.procedure);
    if fast.iter().any(|fast| fast.spot == stand.spot) {
        let words = "Ticked faster than it can have been done: that is noted, nothing more.";
        sheet.words(Role::Dim, words);
    }
}

fn notes(app: &App, run: &Run, stand: &Stand, sheet: &mut Sheet) {
    for said in run
        .notes
        .iter()
        .filter(|said| said.what.spot.as_ref() == Some(&stand.spot))
    {
        let text = format!("{} noted: {}", said.by, said.what.text);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in run
        .attachments
        .iter()
        .filter(|said| said.what.spot.as_ref() == Some(&stand.spot))
    {
        let text = format!(
            "{} attached {} ({} bytes)",
            said.by, said.what.name, said.what.bytes
        );
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
}

fn outcome(app: &App, said: &Said<StepDone>, replaced: bool, sheet: &mut Sheet) {
    let done = &said.what;
    let mut text = format!("{} {}", said.by, value_words(done));
    // A correction keeps the time of what it corrects, and nothing was written up later.
    if let Some(at) = done.done_at.filter(|_| done.attempt != Attempt::Corrected) {
        text = format!("{text} (written up for {})", when::moment(at, app));
    }
    for more in [&done.note, &done.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    let role = match (replaced, done.judgement, done.outcome) {
        (true, ..) => Role::Dim,
        (_, Some(judgement), _) if judgement > Judgement::Normal => app.look.judgement(judgement),
        (_, _, Outcome::NotOk) => Role::Bad,
        _ => Role::Plain,
    };
    let replaced = if replaced { " (replaced)" } else { "" };
    sheet.labelled(
        &when::time(said.at, app),
        role,
        &format!("{text}{replaced}"),
    );
}

/// What became of this box in the run before.
pub(super) fn before(app: &App, screen: &RunScreen, stand: &Stand, sheet: &mut Sheet) {
    let Some(said) = last_time(screen, &stand.spot) else {
        return;
    };
    sheet.gap();
    let mut text = format!(
        "{} {}, {}",
        when::moment(said.at, app),
        value_words(&said.what),
        said.by
    );
    for more in [&said.what.note, &said.what.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    sheet.labelled("last time", Role::Dim, &text);
}
