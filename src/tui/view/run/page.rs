//! The current step, large: what to do, what OK is, what was said of it.

use super::answers::{before, hurried, story};
use super::how_done::HowDone;
use super::questions::questions;
use crate::app::App;
use crate::app::action::Action;
use crate::app::run::{RunScreen, Scene};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::Outcome;
use crate::limits::parse_number;
use crate::present::items_words;
use crate::runbook::{How, Step, Yields};
use crate::state::{SeriesId, Standing, State, StepStatus};
use crate::tui::view::paint::{frame, key, piece};
use crate::tui::view::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// As many values as a trend shows.
const TREND: usize = 20;

/// The current step, large.
pub(super) fn current(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    stand: &StepStatus,
    area: Rect,
    buffer: &mut Buffer,
) {
    let step = &scene.procedure.steps[stand.step];
    let count = scene.procedure.steps.len();
    let mut heading = format!("Step {} of {count}", stand.number);
    if let Some(section) = step.section {
        heading = format!(
            "{heading}{}{}",
            app.look.dot(),
            scene.procedure.sections[section].title
        );
    }
    let inner = frame(app.look, buffer, area, &heading);
    let mut sheet = Sheet::new(app.look, inner.width);
    sheet.words(Role::Title, &scene.title(stand));
    if let Some(item) = &stand.item {
        sheet.words(Role::Accent, &item.text);
    }
    if let Some(words) = items_words(scene.run, &scene.procedure, &scene.walk, stand) {
        sheet.words(Role::Dim, &words);
    }
    sheet.gap();
    marks(app, screen, scene, stand, step, &mut sheet);
    caution(app, scene, stand, step, &mut sheet);
    let way = HowDone {
        app,
        screen,
        state,
        scene,
        stand,
        step,
    };
    if way.has_failed() {
        way.failed(&mut sheet);
        way.walked(&mut sheet);
    } else {
        standing(&way, &mut sheet);
    }
    // What was said of an answered step is what people come back to it for.
    if way.has_failed() {
        story(app, scene.run, stand, &mut sheet);
        sheet.gap();
        task(app, screen, state, scene, stand, step, &mut sheet);
    } else if stand.standing.is_answered() {
        way.wants(&mut sheet);
        sheet.gap();
        story(app, scene.run, stand, &mut sheet);
        sheet.gap();
        way.came_to(&mut sheet);
        sheet.gap();
        task(app, screen, state, scene, stand, step, &mut sheet);
    } else {
        task(app, screen, state, scene, stand, step, &mut sheet);
        way.wants(&mut sheet);
        story(app, scene.run, stand, &mut sheet);
    }
    hurried(scene, stand, &mut sheet);
    before(app, screen, stand, &mut sheet);
    questions(app, state, scene, &step.id, &mut sheet);
    sheet.draw(&screen.scroll, &app.key(Action::ScrollDown), inner, buffer);
}

/// What is to be known before anything else: why it stands here, what is different since the
/// last time, that there is no way back.
fn marks(
    app: &App,
    screen: &RunScreen,
    scene: &Scene<'_>,
    stand: &StepStatus,
    step: &Step,
    sheet: &mut Sheet,
) {
    if stand.carried.is_some() {
        sheet.words(
            Role::Warn,
            "Deferred in an earlier run: this run begins with it.",
        );
    }
    if let Some(changes) = screen.changes_of(scene, step) {
        sheet.hung(vec![key(app, Action::Difference)], Role::Accent, &changes);
    }
    if step.no_return && !stand.standing.is_answered() {
        sheet.row(vec![piece(app.look, Role::Caution, " NO WAY BACK ")]);
        let words = "Steps before this one cannot be undone after it.";
        sheet.words(Role::Title, words);
        if step.caution.is_none() {
            acknowledged(app, scene, step, sheet);
        }
        sheet.gap();
    }
}

/// A secret that was told to a program which is gone has to be told again.
fn secret(app: &App, scene: &Scene<'_>, step: &Step, sheet: &mut Sheet) {
    let Yields::Ask(ask) = &step.yields else {
        return;
    };
    if !ask.secret {
        return;
    }
    sheet.labelled(
        "secret",
        Role::Plain,
        "lives in memory alone, and is never written down",
    );
    let known = app.secrets.contains(&(scene.run.id, ask.name.clone()));
    if scene.walk.withheld.contains(&ask.name) && !known && !scene.run.is_ended() {
        let words = "asks for it again: the program that was told it is gone";
        sheet.hung(vec![key(app, Action::Again)], Role::Warn, words);
    }
}

fn caution(app: &App, scene: &Scene<'_>, stand: &StepStatus, step: &Step, sheet: &mut Sheet) {
    let Some(caution) = &step.caution else { return };
    sheet.row(vec![piece(app.look, Role::Caution, " CAUTION ")]);
    sheet.words(Role::Title, &caution.fill(&scene.walk.values_at(stand)));
    acknowledged(app, scene, step, sheet);
    sheet.gap();
}

/// Whether the operator has said that it was read, or the key that says so.
fn acknowledged(app: &App, scene: &Scene<'_>, step: &Step, sheet: &mut Sheet) {
    let read = scene.run.cautions.get(&step.id);
    let mine = read.and_then(|read| read.iter().find(|said| said.by == app.operator));
    match mine {
        Some(said) => {
            sheet.words(
                Role::Dim,
                &format!("You read this at {}.", when::time(said.at, app)),
            );
        }
        None => {
            let words = "I have read this";
            sheet.hung(vec![key(app, Action::Caution)], Role::Plain, words);
        }
    }
}

/// How the box stands, where that is more than open.
fn standing(way: &HowDone<'_>, sheet: &mut Sheet) {
    let HowDone {
        app, scene, stand, ..
    } = *way;
    match stand.standing {
        Standing::Inactive => {
            sheet.words(
                Role::Dim,
                "Nothing to do here as it stands: an earlier answer decides whether this is wanted.",
            );
            sheet.gap();
        }
        Standing::Disputed => {
            let correct = app.key(Action::Correct);
            sheet.words(Role::Bad, &format!("Disputed: operators who did not know of each other said different things. {correct} says what is right."));
            sheet.gap();
        }
        _ => {}
    }
    if let Some(holder) = stand.held_by.and_then(|by| scene.stand(by)) {
        held(way, holder, sheet);
    }
}

/// What holds the box, and every key that frees it: they do here what they do there.
fn held(way: &HowDone<'_>, holder: &StepStatus, sheet: &mut Sheet) {
    let (number, title) = (holder.number, way.scene.title(holder));
    let (role, text) = match holder.standing {
        Standing::Answered(Outcome::Ok) if holder.unsigned => (
            Role::Warn,
            format!("Step {number} needs a signature first: {title}"),
        ),
        Standing::Answered(Outcome::NotOk) => (
            Role::Bad,
            format!("On hold: step {number} is not OK: {title}"),
        ),
        _ => (Role::Warn, format!("Step {number} comes first: {title}")),
    };
    sheet.words(role, &text);
    HowDone {
        stand: holder,
        step: &way.scene.procedure.steps[holder.step],
        ..*way
    }
    .frees(sheet);
    goes_past(way.app, sheet);
    sheet.gap();
}

fn goes_past(app: &App, sheet: &mut Sheet) {
    let past = vec![key(app, Action::CarryOn)];
    sheet.hung(past, Role::Plain, "goes on past it, with a reason");
}

/// What is to be done, and what OK looks like.
fn task(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    stand: &StepStatus,
    step: &Step,
    sheet: &mut Sheet,
) {
    let values = scene.walk.values_at(stand);
    if let Some(detail) = &step.detail {
        sheet.markdown(&detail.fill(&values));
        sheet.gap();
    }
    if let Some(expect) = &step.expect {
        sheet.labelled("OK when", Role::Plain, &expect.fill(&values));
    }
    if let Some(end) = &step.end
        && stand.standing == Standing::Open
    {
        sheet.words(Role::Title, &format!("OK ends the run: {end}"));
        sheet.gap();
    }
    yields(app, screen, state, stand, step, sheet);
    secret(app, scene, step, sheet);
    scripted(app, scene, stand, step, sheet);
    sheet.gap();
    HowDone {
        app,
        screen,
        state,
        scene,
        stand,
        step,
    }
    .draw(sheet);
    texts(app, scene, stand, sheet);
    sheet.gap();
}

/// What it yields, and within what.
fn yields(
    app: &App,
    screen: &RunScreen,
    state: &State,
    stand: &StepStatus,
    step: &Step,
    sheet: &mut Sheet,
) {
    match &step.yields {
        Yields::Tick => {}
        Yields::Reading { unit, limits, .. } => {
            let unit = unit.as_deref().unwrap_or_default();
            if limits.is_empty() {
                sheet.labelled(
                    "reading",
                    Role::Plain,
                    if unit.is_empty() { "a number" } else { unit },
                );
            } else {
                sheet.labelled("limits", Role::Plain, &limits.words(unit));
            }
            trend(app, screen, state, stand, limits, sheet);
            if let Some(line) = screen.line(state)
                && state.reads_the_same(step, &line, &stand.step_ref, Some(screen.id))
            {
                let words = "The last readings were the same: check that it still measures.";
                sheet.words(Role::Warn, words);
            }
        }
        Yields::Ask(ask) => {
            if let Some(example) = &ask.example {
                sheet.labelled("such as", Role::Plain, example);
            }
        }
        Yields::Choose(choose) => {
            for (index, option) in choose.options.iter().enumerate() {
                let role = match () {
                    () if choose.alarm.contains(option) => Role::Bad,
                    () if choose.warn.contains(option) => Role::Warn,
                    () => Role::Plain,
                };
                let number = piece(app.look, Role::Key, &format!("{} ", index + 1));
                sheet.hung(vec![number], role, option);
            }
        }
    }
}

/// The text to copy and the link.
fn texts(app: &App, scene: &Scene<'_>, stand: &StepStatus, sheet: &mut Sheet) {
    if let Some(row) = scene.walk.position(&stand.step_ref) {
        if let Some(copy) = scene.copy_text(row) {
            sheet.gap();
            sheet.row(vec![
                key(app, Action::Copy),
                piece(app.look, Role::Dim, "copies"),
            ]);
            sheet.words(Role::Accent, &copy);
        }
        if let Some(link) = scene.link(row) {
            sheet.gap();
            sheet.row(vec![
                key(app, Action::OpenLink),
                piece(app.look, Role::Dim, "opens"),
            ]);
            sheet.words(Role::Accent, &link);
        }
    }
}

/// What whoever rehearses finds at a step that no command answers, once they have looked.
fn scripted(app: &App, scene: &Scene<'_>, stand: &StepStatus, step: &Step, sheet: &mut Sheet) {
    if scene.is_blind_at(stand) {
        sheet.gap();
        let words = "looks at what the scenario has here; the debrief tells that you did";
        sheet.hung(vec![key(app, Action::Perform)], Role::Plain, words);
        return;
    }
    if matches!(step.how, How::Command(_)) || stand.standing != Standing::Open {
        return;
    }
    let found = scene.run.scripted(&scene.procedure, &stand.step_ref);
    if let Some(found) = found {
        sheet.gap();
        let words = format!("The scenario finds: {}", scripted_words(found, step));
        sheet.words(Role::Title, &words);
    }
}

/// A scenario's answer in the words of the screens, with the step's unit.
pub(in crate::tui::view) fn scripted_words(found: &str, step: &Step) -> String {
    match (found, &step.yields) {
        ("not-ok", _) => Outcome::NotOk.words().to_owned(),
        ("ok", _) => Outcome::Ok.words().to_owned(),
        (
            value,
            Yields::Reading {
                unit: Some(unit), ..
            },
        ) => format!("{value} {unit}"),
        (value, _) => value.to_owned(),
    }
}

/// The values of earlier runs, and where they are going.
fn trend(
    app: &App,
    screen: &RunScreen,
    state: &State,
    stand: &StepStatus,
    limits: &crate::limits::Limits,
    sheet: &mut Sheet,
) {
    let Some(line): Option<SeriesId> = screen.line(state) else {
        return;
    };
    let readings = state.trend(&line, &stand.step_ref, Some(screen.id), TREND);
    let values: Vec<f64> = readings
        .iter()
        .filter_map(|reading| parse_number(&reading.value).ok())
        .collect();
    let Some(last) = readings.last() else { return };
    let role = app.look.judgement(last.judgement);
    sheet.row(vec![
        piece(app.look, Role::Dim, "trend "),
        piece(app.look, Role::Accent, &app.look.sparkline(&values)),
        piece(app.look, Role::Dim, "  last "),
        piece(app.look, role, &last.value),
        piece(
            app.look,
            Role::Dim,
            &format!(" {}", when::moment(last.at, app)),
        ),
    ]);
    if let Some(drift) = crate::limits::drift(&values, limits) {
        sheet.words(Role::Warn, &drift.words());
    }
}
