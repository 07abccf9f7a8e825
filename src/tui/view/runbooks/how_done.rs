//! What a step yields and how it is done, on a procedure's page: its command exactly, its wait,
//! its call, and what follows: the procedure for a failure, the signature, the way back.

use super::super::paint::piece;
use super::super::sheet::Sheet;
use crate::app::App;
use crate::app::theme::Role;
use crate::runbook::{How, ProcedureRef, Program, Step, StepCommand, Yields};
use crate::text::{duration_words, lines};

/// What a step yields.
pub(super) fn yields(app: &App, yields: &Yields, sheet: &mut Sheet) {
    match yields {
        Yields::Tick => {}
        Yields::Reading { unit, limits, .. } => {
            let unit = unit.as_deref().unwrap_or_default();
            let words = match (limits.is_empty(), unit) {
                (false, _) => limits.words(unit),
                (true, "") => "a number".to_owned(),
                (true, unit) => unit.to_owned(),
            };
            sheet.labelled("reading", Role::Plain, &words);
        }
        Yields::Ask(ask) => {
            let example = ask.example.as_ref().map(|it| format!(", such as {it}"));
            let kept = if ask.secret {
                ", kept in memory alone"
            } else {
                ""
            };
            let text = format!("${}{}{kept}", ask.name, example.unwrap_or_default());
            sheet.labelled("asks for", Role::Plain, &text);
        }
        Yields::Choose(choose) => {
            let mut row = vec![piece(app.look, Role::Dim, "choose ")];
            for (index, option) in choose.options.iter().enumerate() {
                let role = match () {
                    () if choose.alarm.contains(option) => Role::Bad,
                    () if choose.warn.contains(option) => Role::Warn,
                    () => Role::Plain,
                };
                if index > 0 {
                    row.push(piece(app.look, Role::Dim, " / "));
                }
                row.push(piece(app.look, role, option));
            }
            sheet.row(row);
        }
    }
}

/// How a step is done, and what follows from it.
pub(super) fn way(app: &App, step: &Step, sheet: &mut Sheet) {
    match &step.how {
        How::ByHand => {}
        How::Command(it) => command(it, sheet),
        How::Wait(wait) => {
            let words = duration_words(wait.as_secs().unsigned_abs());
            let text = match step.expect {
                Some(_) => format!("{words}, again and again until OK"),
                None => words,
            };
            sheet.labelled("wait", Role::Plain, &text);
        }
        How::Call(called) => sheet.labelled("calls", Role::Accent, &title(app, called)),
    }
    if let Some(on_fail) = &step.on_fail {
        sheet.labelled("if it fails", Role::Accent, &title(app, on_fail));
    }
    if let Some(role) = &step.sign_off {
        sheet.labelled("signed by", Role::Plain, role);
    }
    if let Some(undo) = &step.undo {
        sheet.labelled("undo", Role::Plain, undo.source());
    }
    if step.no_return {
        let words = "no way back: steps before it cannot be undone after this";
        sheet.words(Role::Caution, words);
    }
}

/// A procedure by its title, with its runbook where that is another one.
fn title(app: &App, reference: &ProcedureRef) -> String {
    let runbook = app.usable(&reference.runbook);
    let found = runbook.and_then(|it| Some((it, it.procedure(reference.procedure.as_str())?)));
    found.map_or_else(
        || reference.to_string(),
        |(runbook, procedure)| format!("{}{}{}", procedure.title, app.look.dot(), runbook.title),
    )
}

fn command(command: &StepCommand, sheet: &mut Sheet) {
    let label = match command.program {
        Program::Words(_) => "run",
        Program::Shell(_) => "shell",
    };
    let below = " ".repeat(label.len() + 1);
    for (index, line) in lines(&command.program.to_string()).enumerate() {
        match index {
            0 => sheet.labelled(label, Role::Accent, line.as_str()),
            _ => sheet.indented(&below, Role::Accent, line.as_str()),
        }
    }
    if let Some(cwd) = &command.cwd {
        sheet.labelled("in", Role::Plain, cwd.source());
    }
    for (name, value) in &command.env {
        sheet.labelled("with", Role::Plain, &format!("{name}={}", value.source()));
    }
    for name in &command.pass_env {
        sheet.labelled("sees", Role::Plain, name);
    }
    if command.expect_exit != [0] {
        let exits: Vec<_> = command
            .expect_exit
            .iter()
            .map(ToString::to_string)
            .collect();
        sheet.labelled("OK with exit", Role::Plain, &exits.join(" or "));
    }
    if let Some(output) = &command.expect_output {
        sheet.labelled("OK with output", Role::Plain, output.source());
    }
    if let Some(take) = &command.take {
        sheet.labelled("takes", Role::Plain, take.source());
    }
    let timeout = duration_words(command.timeout.as_secs().unsigned_abs());
    let output = match (command.interactive, command.keep_output) {
        (true, _) => ", has the terminal for itself",
        (false, false) => ", output not kept",
        (false, true) => "",
    };
    sheet.labelled("at most", Role::Dim, &format!("{timeout}{output}"));
}
