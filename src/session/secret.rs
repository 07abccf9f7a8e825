//! Words that look as if they held a secret, found before they are saved for good.
//!
//! Whoever wishes it even so says that, and nothing is asked again. What was looked at is not
//! kept, and only what it looks like is said.

use super::{Failure, Wish};
use crate::command::{Answer, Command};
use crate::text::looks_secret;

/// Refuses a wish whose words, or whose file, look as if they held a secret.
pub(super) fn refuse(wish: &Wish, file: Option<&[u8]>) -> Result<(), Failure> {
    if let Some(bytes) = file {
        look("the file", &String::from_utf8_lossy(bytes))?;
    }
    match wish {
        Wish::Do(command) => refuse_words(command),
        Wish::Start(start) => start
            .values
            .values()
            .try_for_each(|value| look("a value that it starts with", value)),
        Wish::Adopt(_) | Wish::Attach { .. } | Wish::EvenSo(_) => Ok(()),
    }
}

fn refuse_words(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Note { text, .. } => look("the note", text),
        Command::CarryOn { reason, .. }
        | Command::Abandon { reason, .. }
        | Command::Excuse { reason, .. } => look("the reason", reason),
        Command::CompleteStep(complete) => {
            if let Answer::Value(value) = &complete.answer {
                look("the answer", value)?;
            }
            look("the note", complete.note.as_deref().unwrap_or_default())?;
            look("the reason", complete.reason.as_deref().unwrap_or_default())
        }
        _ => Ok(()),
    }
}

fn look(place: &'static str, text: &str) -> Result<(), Failure> {
    match looks_secret(text) {
        Some(what) => Err(Failure::LooksSecret { place, what }),
        None => Ok(()),
    }
}
