//! What was said of a box: its answers in this run with their notes and files, and what
//! became of it the last time.

use crate::app::App;
use crate::app::run::{RunScreen, Scene, last_time};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::{Attempt, Outcome, StepDone};
use crate::limits::Judgement;
use crate::present::replaced;
use crate::state::{Run, Stamped, StepStatus, too_fast};
use crate::tui::view::sheet::{Sheet, fact};

/// What was said of this box in this run: attempts, notes, files.
pub(super) fn story(app: &App, run: &Run, stand: &StepStatus, sheet: &mut Sheet) {
    let Some(step_state) = run.boxes.get(&stand.step_ref) else {
        return notes(app, run, stand, sheet);
    };
    for said in step_state.outcomes.story() {
        let replaced = step_state.replaced(said).as_ref().map(replaced);
        outcome(app, said, replaced, sheet);
    }
    for said in &step_state.carried {
        let text = format!("{} went on past it: {}", said.by, said.what.reason);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in &step_state.taken_back {
        let text = format!("{} undid the answer", said.by);
        sheet.labelled(&when::time(said.at, app), Role::Dim, &text);
    }
    notes(app, run, stand, sheet);
}

/// A step that was ticked faster than it can have been done: noted, not forbidden.
pub(super) fn hurried(scene: &Scene<'_>, stand: &StepStatus, sheet: &mut Sheet) {
    let fast = too_fast(scene.run, &scene.procedure);
    if let Some(fast) = fast.iter().find(|it| it.step_ref == stand.step_ref) {
        let seconds = fast.after.as_millis() as f64 / 1_000.0;
        let words = format!("Answered {seconds:.1} s after the one before: too fast to be true.");
        sheet.words(Role::Dim, &words);
    }
}

fn notes(app: &App, run: &Run, stand: &StepStatus, sheet: &mut Sheet) {
    for said in run
        .notes
        .iter()
        .filter(|said| said.what.step_ref.as_ref() == Some(&stand.step_ref))
    {
        let text = format!("{} noted: {}", said.by, said.what.text);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
    for said in run
        .attachments
        .iter()
        .filter(|said| said.what.step_ref.as_ref() == Some(&stand.step_ref))
    {
        let text = format!(
            "{} attached {} ({} bytes)",
            said.by, said.what.name, said.what.bytes
        );
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
}

fn outcome(app: &App, said: &Stamped<StepDone>, replaced: Option<String>, sheet: &mut Sheet) {
    let done = &said.what;
    let mut text = format!("{} {}", said.by, done.words());
    // A correction keeps the time of what it corrects, and nothing was written up later.
    if let Some(at) = done.done_at.filter(|_| done.attempt != Attempt::Corrected) {
        text = format!("{text} (written up for {})", when::moment(at, app));
    }
    for more in [&done.note, &done.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    let role = match (&replaced, done.judgement, done.outcome) {
        (Some(_), ..) => Role::Dim,
        (_, Some(judgement), _) if judgement > Judgement::Normal => app.look.judgement(judgement),
        (_, _, Outcome::NotOk) => Role::Bad,
        _ => Role::Plain,
    };
    let replaced = replaced.map(|words| format!(" ({words})"));
    let replaced = replaced.unwrap_or_default();
    sheet.labelled(
        &when::time(said.at, app),
        role,
        &format!("{text}{replaced}"),
    );
}

/// What became of this box in the run before.
pub(super) fn before(app: &App, screen: &RunScreen, stand: &StepStatus, sheet: &mut Sheet) {
    let Some(said) = last_time(screen, &stand.step_ref) else {
        return;
    };
    sheet.gap();
    let mut text = format!(
        "{} {}, {}",
        when::moment(said.at, app),
        said.what.words(),
        said.by
    );
    for more in [&said.what.note, &said.what.reason].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    fact(sheet, "Last time", &text);
}
