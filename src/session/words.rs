//! What was wished for, in words: for telling what could not be saved.

use super::Request;
use crate::command::{Answer, Command, CompleteStep, Handoff};

impl Request {
    /// What it says, with everything that was typed into it. Texts in it come from people:
    /// whoever shows it goes through `text::shown`.
    pub fn words(&self) -> String {
        match self {
            Self::Start(start) => format!("the start of {}", start.procedure),
            Self::Adopt(_) => "taking over the newer revision".to_owned(),
            Self::Attach { path, .. } => format!("the file {}", path.display()),
            Self::Evidenced(it) => {
                let (command, path) = (command_words(&it.command), it.path.display());
                format!("{command}, with the file {path}")
            }
            Self::Call { step_ref, .. } => format!("the call of step {step_ref}"),
            Self::FollowFailure { step_ref, .. } => {
                format!("the start of what step {step_ref} names for when it fails")
            }
            Self::Finished(finished) => command_words(&finished.command().0),
            Self::Do(command) => command_words(command),
            Self::EvenSo(request) => request.words(),
        }
    }
}

fn command_words(command: &Command) -> String {
    match command {
        Command::StartRun(start) => format!("the start of {}", start.procedure),
        Command::StartUndo { .. } => "the start of the undo plan".to_owned(),
        Command::StartCommand { step_ref, .. } => {
            format!("the start of the command of step {step_ref}")
        }
        Command::EndCommand {
            step_ref, result, ..
        } => {
            format!(
                "the end of the command of step {step_ref}: {}",
                result.status.words()
            )
        }
        Command::ForgetCommand { step_ref, .. } => {
            format!("that the outcome of the command of step {step_ref} is unknown")
        }
        Command::LookAtScenario { step_ref, .. } => {
            format!("that the scenario was looked at, at {step_ref}")
        }
        Command::PretendCommand { step_ref, .. } => {
            format!("the pretended command of step {step_ref}")
        }
        Command::StartWait { step_ref, .. } => format!("the wait of step {step_ref}"),
        Command::SignOff { step_ref, .. } => format!("the signature of step {step_ref}"),
        Command::CompleteStep(complete) => step_words(complete),
        Command::TakeBack { step_ref: None, .. } => "taking back the last answer".to_owned(),
        Command::TakeBack {
            step_ref: Some(step_ref),
            ..
        } => format!("taking back step {step_ref}"),
        Command::CarryOn {
            step_ref, reason, ..
        } => {
            format!("carrying on past step {step_ref}: “{reason}”")
        }
        Command::AcknowledgeCaution { step, .. } => format!("that the caution of {step} was read"),
        Command::Note { text, .. } => format!("the note “{text}”"),
        Command::TakeOver(wanted) => format!("taking the run over: “{}”", wanted.reason),
        Command::Attach { file, .. } => format!("the file {}", file.name),
        Command::AdoptRevision { .. } => "taking over the newer revision".to_owned(),
        Command::Finish { .. } => "the end of the run".to_owned(),
        Command::Abandon { reason, .. } => format!("giving the run up: “{reason}”"),
        Command::OpenFollowUp(request) => {
            let text = request.text.iter().map(|text| format!(": “{text}”"));
            let text: String = text.collect();
            format!("the {} “{}”{text}", request.kind.words(), request.title)
        }
        Command::MoveFollowUp { to, text, .. } => {
            let text = text.iter().map(|text| format!(": “{text}”"));
            format!(
                "that a follow-up is {}{}",
                to.words(),
                text.collect::<String>()
            )
        }
        Command::AssignFollowUp { set, .. } => {
            let said = [&set.owner, &set.ticket].into_iter().flatten();
            let said: String = said.map(|said| format!(": “{said}”")).collect();
            format!("a follow-up's assignee and due date{said}")
        }
        Command::NoteFollowUp { text, .. } => format!("the note “{text}”"),
        Command::Handoff(request) => handoff_words(request),
        Command::Excuse { line, reason, .. } => {
            format!("the waiver of {}: “{reason}”", line.procedure)
        }
        Command::MarkSeen { .. } => "that missed occurrences were seen".to_owned(),
    }
}

fn handoff_words(request: &Handoff) -> String {
    match request {
        Handoff::Escalate(request) => {
            let title = request.title.as_deref();
            let title = title.map(|title| format!(": “{title}”"));
            format!(
                "the escalation, {}{}",
                request.severity,
                title.unwrap_or_default()
            )
        }
        Handoff::ContactMade { note, .. } => format!("that someone was called{}", quote(note)),
        Handoff::Answer { note, .. } => format!("that it was answered{}", quote(note)),
        Handoff::Resolve { how, .. } => format!("that it is over: “{how}”"),
        Handoff::Review { runbook, notes, .. } => {
            format!("the review of {runbook}{}", quote(notes))
        }
        Handoff::Attest {
            item, statement, ..
        } => format!("your word for {item}: “{statement}”"),
        Handoff::AcceptWaiver { item, .. } => format!("the waiver of {item}"),
        Handoff::CloseStabilization { statement, .. } => {
            format!("the end of the stabilization: “{statement}”")
        }
        Handoff::ExtendStabilization { reason, .. } => {
            format!("a longer stabilization: “{reason}”")
        }
        Handoff::Give(give) => format!("the handover{}", quote(&give.summary)),
        Handoff::Accept(take) => format!("taking the shift over{}", quote(&take.note)),
        Handoff::Cover { runbook, .. } => {
            format!("that the change is about the revision of {runbook}")
        }
    }
}

fn quote(text: &Option<String>) -> String {
    let text = text.as_deref();
    text.map(|text| format!(": “{text}”")).unwrap_or_default()
}

fn step_words(complete: &CompleteStep) -> String {
    let answer = match &complete.answer {
        Answer::Ok => "OK",
        Answer::NotOk => "not OK",
        Answer::Value(value) | Answer::Choice(value) => value,
        Answer::Secret(_) => "a secret",
        Answer::Skip => "skipped",
        Answer::Defer => "deferred",
    };
    let said = [&complete.note, &complete.reason].into_iter().flatten();
    let said: String = said.map(|said| format!(": “{said}”")).collect();
    format!("step {}, {answer}{said}", complete.step_ref)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::RunId;
    use crate::runbook::StepRef;

    #[test]
    fn what_was_typed_is_told_whole() {
        let complete = CompleteStep {
            note: Some("it hums".to_owned()),
            ..CompleteStep::first(RunId(ulid::Ulid::nil()), StepRef::of("pump"), Answer::NotOk)
        };
        let request = Request::Do(Command::CompleteStep(complete));
        assert_eq!(request.words(), "step pump, not OK: “it hums”");
    }
}
