//! What was wished for, in words: for telling what could not be saved.

use super::Wish;
use crate::command::{Answer, Command, CompleteStep, Handoff};

impl Wish {
    /// What it says, with everything that was typed into it. Texts in it come from people:
    /// whoever shows it goes through `text::shown`.
    pub fn words(&self) -> String {
        match self {
            Self::Start(start) => format!("the start of {}", start.procedure),
            Self::Adopt(_) => "taking over the newer revision".to_owned(),
            Self::Attach { path, .. } => format!("the file {}", path.display()),
            Self::Call { spot, .. } => format!("the call of step {spot}"),
            Self::FollowFailure { spot, .. } => {
                format!("the start of what step {spot} names for when it fails")
            }
            Self::Finished(finished) => command_words(&finished.command().0),
            Self::Do(command) => command_words(command),
            Self::EvenSo(wish) => wish.words(),
        }
    }
}

fn command_words(command: &Command) -> String {
    match command {
        Command::StartRun(start) => format!("the start of {}", start.procedure),
        Command::StartUndo { .. } => "the start of the undo plan".to_owned(),
        Command::StartCommand { spot, .. } => format!("the start of the command of step {spot}"),
        Command::EndCommand { spot, result, .. } => {
            format!(
                "the end of the command of step {spot}: {}",
                result.status.words()
            )
        }
        Command::ForgetCommand { spot, .. } => {
            format!("that the outcome of the command of step {spot} is unknown")
        }
        Command::PretendCommand { spot, .. } => format!("the pretended command of step {spot}"),
        Command::StartWait { spot, .. } => format!("the wait of step {spot}"),
        Command::SignOff { spot, .. } => format!("the signature of step {spot}"),
        Command::CompleteStep(complete) => step_words(complete),
        Command::TakeBack { spot: None, .. } => "taking back the last answer".to_owned(),
        Command::TakeBack {
            spot: Some(spot), ..
        } => format!("taking back step {spot}"),
        Command::CarryOn { spot, reason, .. } => {
            format!("carrying on past step {spot}: “{reason}”")
        }
        Command::AcknowledgeCaution { step, .. } => format!("that the caution of {step} was read"),
        Command::Note { text, .. } => format!("the note “{text}”"),
        Command::Attach { name, .. } => format!("the file {name}"),
        Command::AdoptRevision { .. } => "taking over the newer revision".to_owned(),
        Command::Finish { .. } => "the end of the run".to_owned(),
        Command::Abandon { reason, .. } => format!("giving the run up: “{reason}”"),
        Command::OpenFollowUp(wish) => {
            let text = wish.text.iter().map(|text| format!(": “{text}”"));
            let text: String = text.collect();
            format!("the {} “{}”{text}", wish.kind.words(), wish.title)
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
            format!("who acts on a follow-up, and when{said}")
        }
        Command::NoteFollowUp { text, .. } => format!("the note “{text}”"),
        Command::Handoff(wish) => handoff_words(wish),
        Command::Excuse { line, reason, .. } => {
            format!("the excuse for {}: “{reason}”", line.procedure)
        }
        Command::MarkSeen { .. } => "that missed occurrences were seen".to_owned(),
    }
}

fn handoff_words(wish: &Handoff) -> String {
    match wish {
        Handoff::Escalate(wish) => {
            let title = wish.title.as_deref();
            let title = title.map(|title| format!(": “{title}”"));
            format!(
                "the escalation, {}{}",
                wish.severity,
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
        Handoff::CloseStabilization { statement, .. } => {
            format!("the end of the stabilization: “{statement}”")
        }
        Handoff::ExtendStabilization { reason, .. } => {
            format!("a longer stabilization: “{reason}”")
        }
        Handoff::Give { note, .. } => format!("the handover{}", quote(note)),
        Handoff::Accept { note, .. } => format!("taking the shift over{}", quote(note)),
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
        Answer::Defer => "put off",
    };
    let said = [&complete.note, &complete.reason].into_iter().flatten();
    let said: String = said.map(|said| format!(": “{said}”")).collect();
    format!("step {}, {answer}{said}", complete.spot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::RunId;
    use crate::runbook::Spot;

    #[test]
    fn what_was_typed_is_told_whole() {
        let complete = CompleteStep {
            note: Some("it hums".to_owned()),
            ..CompleteStep::first(RunId(ulid::Ulid::nil()), Spot::of("pump"), Answer::NotOk)
        };
        let wish = Wish::Do(Command::CompleteStep(complete));
        assert_eq!(wish.words(), "step pump, not OK: “it hums”");
    }
}
