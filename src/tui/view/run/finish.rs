//! The page of a run's last row.

use super::debrief;
use crate::app::App;
use crate::app::action::Action;
use crate::app::run::{RunScreen, Scene};
use crate::app::theme::Role;
use crate::app::today::NextUp;
use crate::app::when;
use crate::event::{Counts, Outcome};
use crate::limits::Judgement;
use crate::present::{BoxRow, to_know, unfinished_rows, with_item};
use crate::state::{Run, State, StepStatus, Verdict};
use crate::text::titled;
use crate::tui::view::paint::frame;
use crate::tui::view::sheet::Sheet;
use crate::tui::view::today::line_names;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The page of the last row: what is left to do, or what it came to and what is next.
pub(super) fn finish(
    app: &App,
    screen: &RunScreen,
    state: &State,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let verdict = scene.run.verdict();
    let title = if verdict == Verdict::Open {
        "Finish"
    } else if scene.is_rehearsal() {
        "REHEARSAL: looking back"
    } else {
        "The run has ended"
    };
    let inner = frame(app.look, buffer, area, title);
    let mut sheet = Sheet::new(app.look, inner.width);
    let text = counted(&scene.run.counts());
    match &verdict {
        Verdict::Open => {
            let open = unfinished_rows(&scene.procedure, &scene.walk);
            if open.is_empty() {
                sheet.words(Role::Title, "Enter finishes the run.");
            } else {
                sheet.words(Role::Plain, "Before it can be finished:");
                for row in open {
                    let (at, many) = match row {
                        BoxRow::Box(at) => (at, None),
                        BoxRow::Quiet { from, count, how } => (from, Some(how.words(count))),
                    };
                    let stand = &scene.walk.stands[at];
                    let (sign, role) = app.look.tick(stand.standing, None);
                    let text = match many {
                        Some(many) => titled(&format!("Step {}", stand.number), &many),
                        None => numbered(scene, stand),
                    };
                    sheet.indented(&format!("{sign} "), role, &text);
                }
            }
            sheet.gap();
            sheet.words(Role::Dim, &text);
            worries(app, state, scene, &mut sheet);
        }
        verdict => {
            sheet.words(app.look.verdict(verdict).1, &verdict.to_string());
            if scene.run.is_disputed() {
                sheet.words(Role::Bad, "Disputed: what arrived later would change the result. Settle the steps, then finish again.");
            }
            sheet.words(Role::Dim, &text);
            slot(app, scene.run, &mut sheet);
            sheet.gap();
            if scene.is_rehearsal() {
                debrief::draw(app, state, scene, &mut sheet);
                notes_of_run(app, scene.run, &mut sheet);
                sheet.draw(&screen.scroll, &app.key(Action::ScrollDown), inner, buffer);
                return;
            }
            worries(app, state, scene, &mut sheet);
            whats_next(app, state, &mut sheet);
        }
    }
    notes_of_run(app, scene.run, &mut sheet);
    sheet.draw(&screen.scroll, &app.key(Action::ScrollDown), inner, buffer);
}

/// A box by its step's number and title, and its item.
fn numbered(scene: &Scene<'_>, stand: &StepStatus) -> String {
    format!("{} {}", stand.number, with_item(scene.title(stand), stand))
}

/// What waits after this run, and the key to it.
fn whats_next(app: &App, state: &State, sheet: &mut Sheet) {
    match app.next_up(state) {
        Some(NextUp::Run(run)) => {
            let title = state.run(run).and_then(|run| run.started.as_ref());
            let title = title
                .map(|said| said.what.title.as_str())
                .unwrap_or_default();
            sheet.words(Role::Title, &format!("In progress: {title}"));
            let words = format!(
                "Enter goes on with it, {} goes back.",
                app.key(Action::Quit)
            );
            sheet.words(Role::Plain, &words);
        }
        Some(NextUp::Slot(line, occurrence)) => {
            let (title, _) = line_names(app, state, line);
            let target = line
                .target
                .as_ref()
                .map(|target| format!("{}{target}", app.look.dot()))
                .unwrap_or_default();
            sheet.words(Role::Title, &format!("Next: {title}{target}"));
            let mut rows = app.today.rows.iter();
            let row =
                rows.find(|row| row.what.line() == Some(line) && row.slot == Some(occurrence.slot));
            if let Some(row) = row {
                sheet.words(app.look.tone(row.tone), &row.status);
            }
            let words = format!("Enter starts it, {} goes back.", app.key(Action::Quit));
            sheet.words(Role::Plain, &words);
        }
        None => sheet.words(Role::Plain, "Nothing else is due. Enter goes back."),
    }
}

/// What became of the steps; what became of none is not told.
fn counted(counts: &Counts) -> String {
    let mut words = format!("{} OK", counts.ok);
    for (count, one, several) in [
        (counts.not_ok, "not OK", "not OK"),
        (counts.skipped, "skipped", "skipped"),
        (counts.deferred, "deferred", "deferred"),
        (counts.alarms, "alarm", "alarms"),
        (counts.warnings, "warning", "warnings"),
    ] {
        match count {
            0 => {}
            1 => words = format!("{words}, 1 {one}"),
            count => words = format!("{words}, {count} {several}"),
        }
    }
    words
}

/// For which time it counts, and whether it was done by then.
fn slot(app: &App, run: &Run, sheet: &mut Sheet) {
    let started = run.started.as_ref().map(|said| &said.what);
    let Some((at, due_by)) = started.and_then(|it| it.slot.zip(it.due_by)) else {
        return;
    };
    let (words, role) = match run.done_at() {
        Some(done) if done > due_by => (", late", Role::Warn),
        Some(_) => (", on time", Role::Dim),
        None => ("", Role::Dim),
    };
    let text = format!("for {}{words}", when::moment(at, app));
    sheet.words(role, &text);
}

/// What was not as it should be, with what was said of it: what the run comes to by it, where
/// it goes on.
fn worries(app: &App, state: &State, scene: &Scene<'_>, sheet: &mut Sheet) {
    let would = || state.verdict_if_finished(scene.run, &scene.procedure, &scene.walk);
    let comes_to = match scene.run.is_ended() {
        true => None,
        false => match would() {
            Verdict::WithFailures => Some("It will be completed with failures."),
            Verdict::WithGaps => Some("It will be completed with gaps."),
            Verdict::NothingDone => Some("Nothing in it was done: it will not count as done."),
            _ => None,
        },
    };
    sheet.gap();
    if let Some(words) = comes_to {
        sheet.words(Role::Warn, words);
    }
    for words in to_know(state, scene.run, Some(&scene.procedure), &app.wall()) {
        sheet.words(Role::Warn, &words);
    }
    for stand in &scene.walk.stands {
        let Some(said) = scene.run.outcome(&stand.step_ref) else {
            continue;
        };
        let done = &said.what;
        let alarms = done.judgement == Some(Judgement::Alarm);
        if !alarms && !matches!(done.outcome, Outcome::NotOk | Outcome::Deferred) {
            continue;
        }
        let (sign, role) = app.look.tick(stand.standing, done.judgement);
        let mut text = numbered(scene, stand);
        if alarms {
            text = titled(&text, &done.words());
        }
        for more in [&done.note, &done.reason].into_iter().flatten() {
            text = titled(&text, more);
        }
        sheet.indented(&format!("{sign} "), role, &text);
    }
    sheet.gap();
}

fn notes_of_run(app: &App, run: &Run, sheet: &mut Sheet) {
    let mut notes = run
        .notes
        .iter()
        .filter(|said| said.what.step_ref.is_none())
        .peekable();
    if notes.peek().is_some() {
        sheet.heading("Notes");
    }
    for said in notes {
        let text = format!("{}: {}", said.by, said.what.text);
        sheet.labelled(&when::time(said.at, app), Role::Plain, &text);
    }
}
