//! `rounds review`: what a review goes through, and that it was done.

use super::super::approval;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::rewrite::Proposal;
use super::super::unread;
use super::super::what;
use super::args::ReviewArgs;
use super::{day, save, show};
use crate::command::Handoff;
use crate::report;
use crate::runbook::{EditRefusal, EditWish, RunbookId};
use crate::state::day_of;
use jiff::civil::Date;
use serde::Serialize;

/// A review. As JSON: `runbook`, `last`, `by`, `next`, `overdue`, `approval` of the newest
/// revision (`not-asked`, `approved`, `pending`, `missing`), `drift` (in words), and
/// `go_through` and `changes` since the last revision (`heading`, `lines`). Keys that say nothing are null.
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
    changes: Vec<Part>,
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
pub fn run(args: &ReviewArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let runbook = what::runbook(session, &args.runbook)?;
    if args.done {
        return done(runbook, args, invocation);
    }
    if let Some(typed) = &args.change {
        let change = what::follow_up(session, typed)?;
        return save(
            invocation,
            Handoff::Cover { change, runbook },
            args.form.json,
        );
    }
    let wall = invocation.clock.clone();
    let session = invocation.session()?;
    let pin = session.newest(runbook.as_str()).ok_or_else(|| {
        Stop::Runbook(format!(
            "The runbook {runbook} has errors and cannot be used. `rounds check` tells them."
        ))
    })?;
    let (mut view, mut document) = {
        let state = session.preview();
        let mut document = report::review(&state, &pin.runbook, &wall);
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
            approval: approval::word(state.approval(&pin.runbook, pin.revision.file)),
            drift: drift.iter().map(ToString::to_string).collect(),
            go_through: parts.collect(),
            changes: Vec::new(),
        };
        if let Some(words) = state.approval(&pin.runbook, pin.revision.file).words() {
            document.lead.push(words.to_owned());
        }
        (view, document)
    };
    let changes = super::super::show::changes(invocation.session()?, &runbook);
    if let Some(sections) = changes {
        let parts = sections.iter().map(|section| Part {
            heading: section.heading.clone(),
            lines: section.lines.iter().map(|it| it.words.clone()).collect(),
        });
        view.changes = parts.collect();
        document.sections.extend(sections);
    }
    let exit = match unread::of_files(invocation, Some(&runbook))? {
        _ if view.overdue => Exit::NO,
        exit => exit,
    };
    if args.form.json {
        invocation.out.json(&view)?;
        return Ok(exit);
    }
    show(invocation, &document)?;
    Ok(exit)
}

/// Writes down that it was done, and proposes the day as an edit of the file. The entry goes
/// first: it holds whatever becomes of the file.
fn done(runbook: RunbookId, args: &ReviewArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let next = args.next.as_deref().map(day).transpose()?;
    let request = Handoff::Review {
        runbook: runbook.clone(),
        next,
        notes: args.notes.clone(),
    };
    let json = args.form.json;
    save(invocation, request, json)?;
    let now = invocation.clock.now;
    let session = invocation.session()?;
    let pin = session.newest(runbook.as_str());
    let Some(pin) = pin.filter(|_| !json || args.write) else {
        return Ok(Exit::WELL);
    };
    let last = day_of(&pin.runbook, now);
    // Where the file says no length, the day that was named gives one.
    let every = next.filter(|_| pin.runbook.review.every.is_none());
    let every = every.and_then(|next| last.until(next).ok());
    let every = every.map(|length| format!("{} days", length.get_days()));
    match Proposal::of(session, &runbook, &EditWish::Review { last, every }) {
        Ok(proposal) => {
            proposal.settle(args.write, json, invocation)?;
        }
        Err(EditRefusal::Nothing) => {}
        Err(why) => invocation.out.error(&format!(
            "The review is saved; its day cannot be written into the file: {why}."
        )),
    }
    Ok(Exit::WELL)
}
