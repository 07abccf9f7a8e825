//! `rounds review`: what a review goes through, and that it was done.

use super::super::desk::Desk;
use super::super::exit::{Exit, Stop};
use super::super::what;
use super::args::ReviewArgs;
use super::{day, save, show, wall};
use crate::command::Handoff;
use crate::report;
use crate::state::Approval;
use jiff::civil::Date;
use serde::Serialize;

/// A review. As JSON: `runbook`, `last`, `by`, `next`, `overdue`, `approval` of the newest
/// revision (`not-asked`, `approved`, `pending`, `missing`), `drift` (in words), and
/// `go_through` (`heading`, `lines`). Keys that say nothing are null.
#[derive(Debug, Serialize)]
struct View {
    runbook: String,
    last: Option<Date>,
    by: Option<String>,
    next: Option<Date>,
    overdue: bool,
    approval: &'static str,
    drift: Vec<String>,
    go_through: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    heading: String,
    lines: Vec<String>,
}

/// Shows what a review goes through, or writes down that it was done; the status says
/// whether it is overdue.
///
/// # Errors
/// When no such runbook is meant, a wish is refused, or it cannot be saved.
pub fn run(args: &ReviewArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let session = desk.session()?;
    let runbook = what::runbook(session, &args.runbook)?;
    if args.done {
        let wish = Handoff::Review {
            runbook,
            next: args.next.as_deref().map(day).transpose()?,
            notes: args.notes.clone(),
        };
        return save(desk, wish, args.form.json);
    }
    if let Some(typed) = &args.change {
        let change = what::follow_up(session, typed)?;
        return save(desk, Handoff::Cover { change, runbook }, args.form.json);
    }
    let wall = wall(&desk.clock);
    let session = desk.session()?;
    let pin = session.newest(runbook.as_str()).ok_or_else(|| {
        Stop::Runbook(format!(
            "The runbook {runbook} has errors and cannot be used. `rounds check` tells them."
        ))
    })?;
    let (view, mut document) = {
        let state = session.preview();
        let document = report::review(&state, &pin.runbook, &wall);
        let reviewed = state.reviewed(&pin.runbook, wall.now);
        let drift = state.drift(&pin.runbook, wall.now);
        let parts = document.sections.iter().map(|section| Part {
            heading: section.heading.clone(),
            lines: section
                .lines
                .iter()
                .map(|line| line.words.clone())
                .collect(),
        });
        let view = View {
            runbook: runbook.to_string(),
            last: reviewed.last,
            by: reviewed.by.as_ref().map(ToString::to_string),
            next: reviewed.next,
            overdue: reviewed.is_overdue(),
            approval: word(state.approval(&pin.runbook, pin.revision.file)),
            drift: drift.iter().map(ToString::to_string).collect(),
            go_through: parts.collect(),
        };
        (view, document)
    };
    let exit = Exit::no_when(view.overdue);
    if args.form.json {
        desk.out.json(&view)?;
        return Ok(exit);
    }
    match view.approval {
        "missing" => document
            .lead
            .push("This revision is not approved: no change is about it.".to_owned()),
        "pending" => document
            .lead
            .push("This revision is not approved yet: its change goes its way.".to_owned()),
        _ => {}
    }
    show(desk, &document)?;
    Ok(exit)
}

fn word(approval: Approval) -> &'static str {
    match approval {
        Approval::NotAsked => "not-asked",
        Approval::Approved => "approved",
        Approval::Pending => "pending",
        Approval::Missing => "missing",
    }
}
