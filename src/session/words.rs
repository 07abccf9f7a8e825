//! What was wished for, in words: for telling what could not be saved.

use super::Wish;
use crate::command::{Answer, Command, CompleteStep};

impl Wish {
    /// What it says, with everything that was typed into it. Texts in it come from people:
    /// whoever shows it goes through `text::shown`.
    pub fn words(&self) -> String {
        match self {
            Self::Start(start) => format!("the start of {}", start.procedure),
            Self::Adopt(_) => "taking over the newer revision".to_owned(),
            Self::Attach { path, .. } => format!("the file {}", path.display()),
            Self::Do(command) => command_words(command),
            Self::EvenSo(wish) => wish.words(),
        }
    }
}

fn command_words(command: &Command) -> String {
    match command {
        Command::StartRun { procedure, .. } => format!("the start of {procedure}"),
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
        Command::Excuse { line, reason, .. } => {
            format!("the excuse for {}: “{reason}”", line.procedure)
        }
        Command::MarkSeen { .. } => "that missed occurrences were seen".to_owned(),
    }
}

fn step_words(complete: &CompleteStep) -> String {
    let answer = match &complete.answer {
        Answer::Ok => "OK",
        Answer::NotOk => "not OK",
        Answer::Value(value) | Answer::Choice(value) => value,
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
