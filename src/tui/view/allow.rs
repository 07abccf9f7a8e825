//! The commands of a runbook that nobody has allowed yet, as they are written: what Today
//! tells beside their row.

use super::paint::piece;
use super::sheet::Sheet;
use crate::app::App;
use crate::app::theme::Role;
use crate::app::today::procedure_of;
use crate::runbook::RunbookId;
use crate::session::commands::Written;
use crate::trust::{CommandText, TextForm, Verdict};

/// The commands of a runbook that nobody has allowed, under their procedures.
pub(super) fn commands(app: &App, runbook: &RunbookId, sheet: &mut Sheet) {
    let mut last = None;
    for written in &app.not_allowed {
        let procedure = procedure_of(written);
        if procedure.runbook != *runbook {
            continue;
        }
        if last.as_ref() != Some(&procedure) {
            let known = app.library.as_ref();
            let known = known.and_then(|library| library.procedure(&procedure));
            let title = known.map_or_else(|| procedure.to_string(), |(_, it)| it.title.clone());
            sheet.words(Role::Heading, &title);
            last = Some(procedure);
        }
        command(app, written, sheet);
    }
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
