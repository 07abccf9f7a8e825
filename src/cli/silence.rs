//! `rounds silence`: what is muted, until when and why, so that no handover forgets it.
//!
//! It mutes nothing elsewhere, and changes neither what is due nor what an alert opens.

use super::args::SilenceArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::{follow_up, what};
use crate::command::{Command, OpenFollowUp};
use crate::event::FollowUpKind;
use crate::runbook::RunbookId;
use crate::session::Session;
use crate::state::FollowUp;
use jiff::Timestamp;

/// Opens a silence.
///
/// # Errors
/// When the time or the runbook is none, it is refused, or it cannot be saved.
pub fn run(args: &SilenceArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let until = args.until.as_deref();
    let due = until
        .map(|typed| follow_up::moment(&clock, typed))
        .transpose()?;
    if let (Some(typed), Some(due)) = (until, due)
        && due <= clock.now
    {
        return Err(Stop::Usage(format!(
            "“{typed}” is over already: a silence ends at a time to come."
        )));
    }
    let title = args.what.join(" ");
    let session = invocation.session()?;
    let runbook = match &args.runbook {
        Some(id) => Some(what::runbook(session, id)?),
        None => of_alert(session, &title),
    };
    if let Some(same) = same(session, title.trim(), due) {
        return Err(Stop::No(format!(
            "{title} is silenced until then already, by {same}. `rounds follow-up show {same}` tells it."
        )));
    }
    let request = OpenFollowUp {
        text: Some(args.reason.clone()),
        runbook,
        due,
        ..OpenFollowUp::about(FollowUpKind::Override, title)
    };
    let command = Command::OpenFollowUp(request);
    follow_up::save(invocation, None, command, args.form.json)
}

/// The silence that says the same already: of the same, and as long.
fn same(session: &Session, title: &str, due: Option<Timestamp>) -> Option<String> {
    let state = session.state();
    let is_same = |it: &&FollowUp| {
        let opening = it.opening().filter(|_| it.is_open() && it.due() == due);
        opening.is_some_and(|it| it.kind == FollowUpKind::Override && it.title == title)
    };
    let found = state.follow_ups().find(is_same)?;
    Some(found.id.short())
}

/// The runbook that knows an alert of this name, where only one does.
fn of_alert(session: &Session, name: &str) -> Option<RunbookId> {
    let mut knowing = session.library().runbooks().filter(|runbook| {
        let mut described = runbook.alerts.iter();
        let mut answering = runbook.procedures.iter().flat_map(|it| &it.alerts);
        described.any(|alert| alert.name == name) || answering.any(|alert| alert == name)
    });
    let first = knowing.next()?;
    knowing.next().is_none().then(|| first.id.clone())
}
