//! Words that look as if they held a secret, found before they are saved for good.
//!
//! Whoever requests it even so says that, and nothing is asked again. What was looked at is not
//! kept, and only what it looks like is said. The secret that a step asks for is no such word:
//! it is never saved.

use super::{Failure, Request};
use crate::command::{Answer, Command, Handoff};
use crate::runbook::ChangePart;
use crate::text::looks_secret;

/// Refuses a request whose words, or whose file, look as if they held a secret.
pub(super) fn refuse(request: &Request, file: Option<&[u8]>) -> Result<(), Failure> {
    if let Some(bytes) = file {
        look("the file", &String::from_utf8_lossy(bytes))?;
    }
    match request {
        Request::Do(command) => typed(command)
            .into_iter()
            .try_for_each(|(place, text)| look(place, text)),
        Request::Evidenced(it) => typed(&it.command)
            .into_iter()
            .try_for_each(|(place, text)| look(place, text)),
        Request::Start(start) => start
            .values
            .values()
            .try_for_each(|value| look("a value that it starts with", value)),
        Request::Adopt(_)
        | Request::Attach { .. }
        | Request::Call { .. }
        | Request::FollowFailure { .. }
        | Request::Finished(_)
        | Request::EvenSo(_) => Ok(()),
    }
}

/// Everything in a command that a person typed, with what it is.
fn typed(command: &Command) -> Vec<(&'static str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut add = |place, text| found.extend(Option::map(text, |text| (place, text)));
    match command {
        Command::Note { text, .. } | Command::NoteFollowUp { text, .. } => {
            add("the note", Some(text.as_str()));
        }
        Command::CarryOn { reason, .. }
        | Command::Abandon { reason, .. }
        | Command::Excuse { reason, .. } => add("the reason", Some(reason.as_str())),
        Command::TakeOver(wanted) => add("the reason", Some(wanted.reason.as_str())),
        Command::CompleteStep(complete) => {
            if let Answer::Value(value) = &complete.answer {
                add("the answer", Some(value.as_str()));
            }
            add("the note", complete.note.as_deref());
            add("the reason", complete.reason.as_deref());
        }
        Command::OpenFollowUp(open) => {
            add("the title", Some(open.title.as_str()));
            add("the text", open.text.as_deref());
            add("the ticket", open.ticket.as_deref());
            let proposed = open.change.redline.as_ref().map(|it| it.value.as_str());
            add("what is proposed", proposed);
            ChangePart::ALL
                .into_iter()
                .for_each(|part| add(part.word(), open.change.plan.says(part)));
        }
        Command::MoveFollowUp { text, .. } => add("the text", text.as_deref()),
        Command::AssignFollowUp { set, .. } => {
            add("the ticket", set.ticket.as_deref());
            ChangePart::ALL
                .into_iter()
                .for_each(|part| add(part.word(), set.plan.says(part)));
        }
        Command::StartRun(start) => {
            for value in start.values.values() {
                add("a value that it starts with", Some(value.as_str()));
            }
        }
        Command::Handoff(handoff) => typed_at_handoff(handoff, add),
        Command::StartUndo { .. }
        | Command::TakeBack { .. }
        | Command::AcknowledgeCaution { .. }
        | Command::StartCommand { .. }
        | Command::EndCommand { .. }
        | Command::ForgetCommand { .. }
        | Command::PretendCommand { .. }
        | Command::LookAtScenario { .. }
        | Command::StartWait { .. }
        | Command::SignOff { .. }
        | Command::Attach { .. }
        | Command::AdoptRevision { .. }
        | Command::Finish { .. }
        | Command::MarkSeen { .. } => {}
    }
    found
}

fn typed_at_handoff<'t>(handoff: &'t Handoff, mut add: impl FnMut(&'static str, Option<&'t str>)) {
    match handoff {
        Handoff::Escalate(escalate) => add("the title", escalate.title.as_deref()),
        Handoff::ContactMade { note, .. } | Handoff::Answer { note, .. } => {
            add("the note", note.as_deref())
        }
        Handoff::Give(give) => {
            add("the summary", give.summary.as_deref());
            for line in &give.contingencies {
                add("a contingency", Some(line.as_str()));
            }
            for item in &give.items {
                add("the note of an item", item.note.as_deref());
                add("the assignee of an item", item.assignee.as_deref());
            }
        }
        Handoff::Accept(take) => {
            add("the note", take.note.as_deref());
            add("what is read back", take.read_back.as_deref());
            for back in &take.handed_back {
                add("what is handed back", Some(back.words.as_str()));
            }
        }
        Handoff::Resolve { how, .. } => add("how it was resolved", Some(how.as_str())),
        Handoff::Review { notes, .. } => add("the notes", notes.as_deref()),
        Handoff::Attest { statement, .. } | Handoff::CloseStabilization { statement, .. } => {
            add("the statement", Some(statement.as_str()));
        }
        Handoff::ExtendStabilization { reason, .. } => add("the reason", Some(reason.as_str())),
        Handoff::Cover { .. } | Handoff::AcceptWaiver { .. } => {}
    }
}

fn look(place: &'static str, text: &str) -> Result<(), Failure> {
    match looks_secret(text) {
        Some(what) => Err(Failure::LooksSecret { place, what }),
        None => Ok(()),
    }
}
