//! The current step, large: what to do, what OK is, what was said of it.

use super::answers::{before, hurried, story};
use super::how_done::HowDone;
use super::questions::questions;
use crate::app::App;
use crate::app::action::Action;
use crate::app::exception;
use crate::app::run::{RunScreen, Scene};
use crate::app::theme::Role;
use crate::app::when;
use crate::event::Outcome;
use crate::present::items_words;
use crate::runbook::{How, Step, Yields};
use crate::state::{Standing, State, StepStatus};
use crate::text::{shown, wrap};
use crate::tui::view::paint::{frame, inner, key, piece};
use crate::tui::view::run::trend;
use crate::tui::view::sheet::{Sheet, fact, fact_key};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

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
    let dot = app.look.dot();
    let mut heading = format!("{}{dot}{}", stand.number, scene.title(stand));
    if let Some(item) = &stand.item {
        heading = titled_item(&heading, &item.text, dot);
    }
    // The title is whole here, whatever the list has cut.
    let heading = shown(&heading);
    let rows = wrap(&heading, usize::from(inner(area).width).max(4));
    let mut rows = rows.iter();
    let first = rows.next().map_or("", |row| row.as_str());
    let inner = frame(app.look, buffer, area, first);
    let mut sheet = Sheet::new(app.look, inner.width);
    for row in rows {
        sheet.words(Role::Title, row.as_str());
    }
    if let Some(words) = items_words(scene.run, &scene.procedure, &scene.walk, stand) {
        sheet.words(Role::Dim, &words);
    }
    opened(app, state, &mut sheet);
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
    }
    marks(app, screen, scene, stand, step, &mut sheet);
    caution(app, scene, stand, step, &mut sheet);
    if !way.has_failed() {
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

/// What is to be known of a run that was opened and has not begun.
fn opened(app: &App, state: &State, sheet: &mut Sheet) {
    for (role, words) in exception::opened_lines(app, state) {
        sheet.words(role, &words);
    }
    sheet.gap();
}

/// A heading with the item behind it, unless the title names it already.
fn titled_item(heading: &str, item: &str, dot: &str) -> String {
    match heading.contains(item) {
        true => heading.to_owned(),
        false => format!("{heading}{dot}{item}"),
    }
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
        let words = match stand.number {
            0 | 1 => "This cannot be undone.".to_owned(),
            2 => "Step 1 cannot be undone after this.".to_owned(),
            number => format!("Steps 1 to {} cannot be undone after this.", number - 1),
        };
        sheet.words(Role::Title, &words);
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
    fact(sheet, "Secret", "kept in memory only, never saved");
    let known = app.secrets.contains(&(scene.run.id, ask.name.clone()));
    if scene.walk.withheld.contains(&ask.name) && !known && !scene.run.is_ended() {
        let words = "asks for it again: it was only in the memory of a program that has ended";
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
                "Not needed as things stand: an earlier answer decides.",
            );
            sheet.gap();
        }
        Standing::Disputed => {
            let correct = app.key(Action::Correct);
            sheet.words(Role::Bad, &format!("Disputed: two operators gave different answers at the same time. {correct} says which is right."));
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
        fact(sheet, "Expect", &expect.fill(&values));
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
                let unit = if unit.is_empty() { "a number" } else { unit };
                fact(sheet, "Reading", unit);
            } else {
                fact(sheet, "Limits", &limits.words(unit));
            }
            trend::draw(app, screen, state, stand, limits, sheet);
            if let Some(line) = screen.line(state)
                && state.reads_the_same(step, &line, &stand.step_ref, Some(screen.id))
            {
                let words = "The last readings were the same: check that it still measures.";
                sheet.words(Role::Warn, words);
            }
        }
        Yields::Ask(ask) => {
            if let Some(example) = &ask.example {
                fact(sheet, "Such as", example);
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
            fact_key(app, sheet, "Text", Action::Copy, "copies it");
            sheet.indented("  ", Role::Accent, &copy);
        }
        if let Some(link) = scene.link(row) {
            sheet.gap();
            fact_key(app, sheet, "Link", Action::OpenLink, "opens it");
            sheet.indented("  ", Role::Accent, &link);
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
