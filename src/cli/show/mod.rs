//! `rounds show`: a runbook, a procedure, a run or a follow-up, in full.

mod boxes;
mod changes;
mod commits;
mod debrief;
mod history;
mod how_done;
mod output;
mod procedure;
mod run;
mod runbook;

pub use changes::changes;

use super::args::ShowArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Out};
use super::what::{self, What};
use crate::present::Tone;
use crate::text::{markdown, shown, wrap};

/// Shows what is meant.
///
/// # Errors
/// When nothing is meant, or it cannot be read.
pub fn run(args: &ShowArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match what::anything(invocation.session()?, &args.what.what)? {
        What::Run(run) if args.debrief => debrief::show(run, args.form, invocation),
        _ if args.debrief => Err(Stop::Usage(
            "--debrief looks back on a run: give its id.".to_owned(),
        )),
        What::Runbook(id) if args.changes => changes::show(&id, args.form, invocation),
        What::Run(run) if args.output.is_some() => {
            output::show(run, args.output.as_deref().unwrap_or_default(), invocation)
        }
        _ if args.output.is_some() => Err(Stop::Usage(
            "--output belongs to a step of a run: give the run's id.".to_owned(),
        )),
        _ if args.changes => Err(Stop::Usage(
            "--changes belongs to a runbook: give its id.".to_owned(),
        )),
        What::Runbook(id) => runbook::show(&id, args.form, invocation),
        What::Procedure(procedure) => procedure::show(&procedure, args.form, invocation),
        What::Run(run) => run::show(run, args.form, invocation),
        What::FollowUp(id) => super::follow_up::show(id, args.form, invocation),
    }
}

/// A heading with an empty line before it.
fn heading(out: &mut Out, text: &str) -> Result<(), Stop> {
    out.gap()?;
    out.line(&Line::of(Tone::Strong, text))
}

/// Running text, wrapped, with `indent` before every line.
pub(super) fn paragraph(out: &mut Out, indent: &str, text: &str) -> Result<(), Stop> {
    let room = out.measure().saturating_sub(indent.chars().count());
    let line = shown(text);
    for row in wrap(&line, room) {
        let row = row.into_owned();
        out.line(&Line::plain(indent).add_shown(Tone::Plain, row))?;
    }
    Ok(())
}

/// Markdown as plain rows, with `indent` before every line.
pub(super) fn prose(out: &mut Out, indent: &str, text: &str) -> Result<(), Stop> {
    let room = out.measure().saturating_sub(indent.chars().count());
    let blocks = markdown::parse(text);
    for row in markdown::layout(&blocks, room) {
        let mut line = Line::plain(indent);
        for (piece, style) in row.0 {
            let is_heading = matches!(style.role, markdown::Role::Heading(_));
            let tone = if style.strong || is_heading {
                Tone::Strong
            } else {
                Tone::Plain
            };
            line = line.add_shown(tone, piece);
        }
        out.line(&line)?;
    }
    Ok(())
}
