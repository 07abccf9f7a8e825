//! The commands of a procedure that nobody has allowed yet, as they are written: what Today
//! tells beside their row.

use super::paint::piece;
use super::sheet::Sheet;
use crate::runbook::ProcedureRef;
use crate::session::commands::Written;
use crate::session::trust::{CommandText, TextForm, Verdict};
use crate::tui::app::App;
use crate::tui::app::today::procedure_of;
use crate::tui::look::Role;

/// The commands of a procedure that nobody has allowed.
pub(super) fn commands(app: &App, procedure: &ProcedureRef, sheet: &mut Sheet) {
    let written = app.not_allowed.iter();
    let of_it = written.filter(|written| procedure_of(written) == *procedure);
    of_it.for_each(|written| command(app, written, sheet));
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
