//! What every verb of `rounds follow-up` shares: what is saved, and the word of a state.

use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use crate::command::{Command, Handoff};
use crate::event::{FollowUpId, FollowUpState, Thread};
use crate::runbook::RunbookId;
use crate::session::Request;
use serde::Serialize;

/// What was saved. As JSON: `follow_up` (its id), `kind`, `state`, `saved` (in words),
/// `entry` (its address in the journal).
#[derive(Debug, Serialize)]
pub(super) struct Saved {
    pub(super) follow_up: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) saved: String,
    pub(super) entry: String,
}

/// Says that the newest revision of a runbook belongs to a change; gives the revision, short.
pub(super) fn cover(
    change: FollowUpId,
    runbook: &RunbookId,
    invocation: &mut Invocation,
) -> Result<String, Stop> {
    let runbook = runbook.clone();
    let request = Handoff::Cover {
        change,
        runbook: runbook.clone(),
    };
    invocation.submit(&Request::Do(Command::Handoff(request)))?;
    let newest = invocation.session()?.newest(runbook.as_str());
    let file = newest.map(|pin| pin.revision.file.to_string());
    Ok(file.map_or_else(String::new, |file| file[..8].to_owned()))
}

/// Saves it, and says what was saved.
///
/// # Errors
/// A refusal, or why it cannot be saved.
pub(in crate::cli) fn save(
    invocation: &mut Invocation,
    id: Option<FollowUpId>,
    command: Command,
    as_json: bool,
) -> Result<Exit, Stop> {
    let receipt = invocation.submit(&Request::Do(command))?;
    let said = receipt.facts.iter();
    let said: Vec<_> = said
        .map(|fact| crate::present::fact(fact, &invocation.clock).whole())
        .collect();
    let opened = receipt.on.iter().find_map(|thread| match thread {
        Thread::FollowUp(id) => Some(*id),
        _ => None,
    });
    let id = id
        .or(opened)
        .ok_or_else(|| Stop::Other("The follow-up was saved without an id.".to_owned()))?;
    let session = invocation.session()?;
    if as_json {
        // What it says is how it stands: where that hangs on a signature, that is made first.
        session.sign_what_waits();
    }
    let (kind, stands) = {
        let state = session.state();
        let known = state.follow_up(id);
        let kind = known.and_then(|it| it.kind()).map_or("", |it| it.name());
        (kind, known.map_or("", |it| state_word(it.state())))
    };
    if as_json {
        invocation.out.json(&Saved {
            follow_up: id.to_string(),
            kind,
            state: stands,
            saved: said.join("; "),
            entry: receipt.entry.to_string(),
        })?;
        return Ok(Exit::WELL);
    }
    invocation
        .out
        .say(&format!("Saved: {}.", said.join("; ")))?;
    Ok(Exit::WELL)
}

/// A state as one stable word, as it is typed too.
pub(super) fn state_word(state: FollowUpState) -> &'static str {
    match state {
        FollowUpState::RolledBack => "rolled-back",
        state => state.words(),
    }
}
