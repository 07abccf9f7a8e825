//! The commands of a procedure, exactly as they are written, before someone who may allow
//! them.

use super::overlay::place;
use super::paint::{clear, frame, piece};
use super::sheet::Sheet;
use crate::runbook::ProcedureRef;
use crate::session::commands::Written;
use crate::session::trust::{CommandText, TextForm, Verdict};
use crate::tui::app::App;
use crate::tui::app::allow::{Allowing, of};
use crate::tui::look::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns that it takes at most.
const WIDEST: u16 = 96;

/// The commands of a procedure that nobody has allowed.
pub(super) fn commands(app: &App, procedure: &ProcedureRef, sheet: &mut Sheet) {
    of(app, procedure).for_each(|written| command(app, written, sheet));
}

fn command(app: &App, written: &Written, sheet: &mut Sheet) {
    sheet.words(Role::Title, &written.title);
    let before = match &written.verdict {
        Verdict::Changed { allowed } => {
            sheet.words(Role::Warn, "changed since it was allowed");
            lines(allowed)
        }
        _ => Vec::new(),
    };
    let now = lines(&written.text);
    for line in before.iter().filter(|line| !now.contains(line)) {
        sheet.hung(vec![piece(app.look, Role::Bad, "- ")], Role::Dim, line);
    }
    for line in &now {
        let sign = match before.is_empty() || before.contains(line) {
            true => piece(app.look, Role::Plain, "  "),
            false => piece(app.look, Role::Good, "+ "),
        };
        sheet.hung(vec![sign], Role::Accent, line);
    }
    sheet.gap();
}

/// A command with all that decides what runs, one part a line.
fn lines(text: &CommandText) -> Vec<String> {
    let mut lines = match &text.form {
        // As JSON: where one word ends and the next begins is plain to see.
        TextForm::Argv(words) => {
            vec![format!(
                "run {}",
                serde_json::to_string(words).unwrap_or_default()
            )]
        }
        TextForm::Shell(text) => text.lines().map(|line| format!("shell {line}")).collect(),
    };
    lines.extend(text.cwd.iter().map(|cwd| format!("in {cwd}")));
    let env = text.env.iter();
    lines.extend(env.map(|(name, value)| format!("env {name} = {value}")));
    if text.is_interactive {
        lines.push("is given the terminal".to_owned());
    }
    lines
}

fn sheet(app: &App, allowing: &Allowing, width: u16) -> Sheet {
    let mut sheet = Sheet::new(app.look, width);
    for written in &allowing.commands {
        command(app, written, &mut sheet);
    }
    sheet.words(
        Role::Dim,
        "They run only when someone confirms each of them in a run. A change asks again.",
    );
    sheet
}

/// The place of the page and of its words.
fn places(area: Rect) -> Rect {
    place(
        area,
        area.width.min(WIDEST),
        area.height.saturating_sub(2).max(6),
    )
}

/// The furthest that it can be scrolled.
pub(in crate::tui) fn lowest(app: &App, allowing: &Allowing) -> u16 {
    let (width, height) = app.size;
    let inner = super::paint::inner(places(Rect::new(0, 0, width, height)));
    let height = sheet(app, allowing, inner.width).height();
    let seen = usize::from(inner.height.saturating_sub(2));
    u16::try_from(height.saturating_sub(seen)).unwrap_or(u16::MAX)
}

/// Draws the commands and the keys below them.
pub(super) fn draw(app: &App, allowing: &Allowing, area: Rect, buffer: &mut Buffer) {
    let area = places(area);
    clear(buffer, area);
    let title = format!("May these run? {}", allowing.procedure);
    let inner = frame(app.look, buffer, area, &title);
    let words = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    sheet(app, allowing, inner.width).draw(allowing.scroll, words, buffer);
    let keys = [
        piece(app.look, Role::Key, "A"),
        piece(app.look, Role::Plain, " allows exactly these  "),
        piece(app.look, Role::Key, "esc"),
        piece(app.look, Role::Plain, " leaves them"),
    ];
    let foot = Rect {
        y: inner.bottom().saturating_sub(1),
        height: 1,
        ..inner
    };
    super::paint::line(app.look, buffer, foot, &keys);
}
