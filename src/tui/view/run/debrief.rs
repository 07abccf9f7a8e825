//! A rehearsal looked back on: time a step, where it hesitated, what went wrong, what was
//! asked, and what comes next.

use crate::app::App;
use crate::app::action::Action;
use crate::app::run::Scene;
use crate::app::theme::Role;
use crate::app::when;
use crate::present::{capitalized, grade, trained as trained_words};
use crate::runbook::{Procedure, StepId};
use crate::state::{AnswerTime, Debrief, State, Trained};
use crate::text::{duration_words, titled};
use crate::tui::view::paint::{key, piece};
use crate::tui::view::sheet::Sheet;
use jiff::SignedDuration;

pub(super) fn draw(app: &App, state: &State, scene: &Scene<'_>, sheet: &mut Sheet) {
    let Some(debrief) = Debrief::of(state, scene.run, Some((scene.runbook, &*scene.procedure)))
    else {
        return;
    };
    let took = format!("It took {}.", took_words(debrief.took));
    sheet.words(Role::Plain, &took);
    if let Some(trained) = &debrief.trained {
        let role = match trained {
            Trained::Trains(_) => Role::Good,
            Trained::Nobody(_) => Role::Warn,
        };
        let words = capitalized(&trained_words(trained, scene.runbook));
        sheet.words(role, &format!("{words}."));
    }
    score(&debrief, &scene.procedure, sheet);
    next(app, sheet);
    script(app, &debrief, &scene.procedure, sheet);
    wrong(app, &debrief, &scene.procedure, sheet);
    times(app, &debrief, sheet);
    questions(state, &debrief, sheet);
}

/// The score by the scenario, and where it was answered otherwise.
fn score(debrief: &Debrief, procedure: &Procedure, sheet: &mut Sheet) {
    let Some(graded) = &debrief.graded else {
        return;
    };
    let sum = graded.grade();
    sheet.words(Role::Plain, &format!("{}.", capitalized(&grade(&sum))));
    for it in graded.boxes.iter().filter(|it| !it.is_right) {
        let title = title_of(procedure, &it.step_ref.step);
        let given = match it.given.is_empty() {
            true => "nothing".to_owned(),
            false => it.given.join(", then "),
        };
        let wanted = it.wanted.join(", then ");
        let words = format!("“{title}”: answered {given}, the scenario has {wanted}");
        let role = if it.is_missed { Role::Bad } else { Role::Warn };
        sheet.indented("  ", role, &words);
    }
    for step in &graded.cautions {
        let title = title_of(procedure, step);
        sheet.indented(
            "  ",
            Role::Warn,
            &format!("“{title}”: its caution was passed over"),
        );
    }
}

/// What can be done now.
fn next(app: &App, sheet: &mut Sheet) {
    sheet.gap();
    for (action, words) in [
        (Action::Rehearse, "rehearses it again"),
        (Action::Note, "notes something down"),
        (Action::Enter, "goes on"),
    ] {
        sheet.hung(vec![key(app, action)], Role::Plain, words);
    }
}

/// What the scenario had in store, and whether the run came to it.
fn script(app: &App, debrief: &Debrief, procedure: &Procedure, sheet: &mut Sheet) {
    if debrief.script.is_empty() {
        return;
    }
    sheet.heading("What the scenario had in store");
    for injected in &debrief.script {
        let title = title_of(procedure, &injected.step);
        let words = match &injected.surprise {
            Some(surprise) => format!("after “{title}”: {surprise}"),
            None => format!("“{title}” fails"),
        };
        let (sign, role) = match injected.met {
            true => (app.look.sign("✓ ", "x "), Role::Plain),
            false => (app.look.sign("· ", ". "), Role::Dim),
        };
        let words = match (injected.met, injected.reached) {
            (true, _) => words,
            (false, true) => format!("{words} (it was answered otherwise)"),
            (false, false) => format!("{words} (not reached)"),
        };
        sheet.indented(sign, role, &words);
    }
}

fn title_of(procedure: &Procedure, step: &StepId) -> String {
    let known = procedure.step(step);
    known.map_or_else(|| step.to_string(), |step| step.title.source().to_owned())
}

fn wrong(app: &App, debrief: &Debrief, procedure: &Procedure, sheet: &mut Sheet) {
    if !debrief.wrong.is_empty() {
        sheet.heading("What went wrong");
    }
    for wrong in &debrief.wrong {
        let mut words = titled(&wrong.title, wrong.what.words());
        if let Some(more) = &wrong.words {
            words = format!("{words}: {more}");
        }
        sheet.labelled(&when::time(wrong.at, app), Role::Plain, &words);
    }
    if !debrief.too_fast.is_empty() {
        sheet.heading("Ticked faster than it can be done");
    }
    for fast in &debrief.too_fast {
        let title = title_of(procedure, &fast.step_ref.step);
        sheet.indented(app.look.sign("· ", ". "), Role::Dim, &title);
    }
}

/// Each answer with its time; the longest are where it hesitated.
fn times(app: &App, debrief: &Debrief, sheet: &mut Sheet) {
    sheet.heading("How long each step took");
    for answer in &debrief.answers {
        let time = format!("{:>7} ", took_words(answer.took));
        let (role, mark) = match hesitated(debrief, answer) {
            true => (Role::Warn, app.look.sign("▸ ", "> ")),
            false => (Role::Plain, "  "),
        };
        let head = vec![
            piece(app.look, Role::Dim, &time),
            piece(app.look, role, mark),
        ];
        sheet.hung(head, role, &answer.title);
    }
}

/// Nobody hesitates for less.
const A_PAUSE: SignedDuration = SignedDuration::from_secs(10);

fn hesitated(debrief: &Debrief, answer: &AnswerTime) -> bool {
    answer.took >= A_PAUSE && debrief.longest.contains(answer)
}

fn questions(state: &State, debrief: &Debrief, sheet: &mut Sheet) {
    if debrief.questions.is_empty() {
        return;
    }
    sheet.heading("Questions");
    for id in &debrief.questions {
        let known = state.follow_up(*id);
        let title = known.and_then(|known| known.opening()).map(|it| &it.title);
        sheet.indented("? ", Role::Plain, title.map_or("", String::as_str));
    }
}

fn took_words(took: SignedDuration) -> String {
    duration_words(took.as_secs().unsigned_abs())
}
