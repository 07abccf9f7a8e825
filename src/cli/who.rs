//! Asking who is at the keyboard, once a login, where several people share the account.
//!
//! What stays true: nobody is asked where no terminal is; what is written then is refused, with
//! the argument that says it. Reading goes on under the account's name.

use super::exit::Stop;
use crate::config::{Login, Origin, Settings, operator_named};
use crate::os::Keyboard;
use std::io::{BufRead, Write};

/// The settings with the name of who is there: asked for where it is not known and somebody can
/// be asked.
///
/// # Errors
/// Wrong usage: what was typed can be nobody's name. Anything else: it cannot be kept.
pub fn at_the_keyboard(settings: Settings, may_ask: bool) -> Result<Settings, Stop> {
    if !settings.wants_operator() || !may_ask {
        return Ok(settings);
    }
    // What was typed ahead was meant for something else.
    let _ = Keyboard::of_anything().discard();
    let mut words = std::io::stderr();
    let question = "Several people share this account. Who is at the keyboard? ";
    // That the question cannot be shown is no fault of the answer's.
    let _ = write!(words, "{question}").and_then(|()| words.flush());
    let mut typed = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut typed)
        .map_err(Stop::of_input)?;
    let operator = operator_named(typed.trim())?;
    if let Some(login) = Login::here(&settings.state) {
        login.remember(&operator).map_err(|error| {
            let state = settings.state.display();
            Stop::Other(format!(
                "Who you are cannot be kept in {state}: {}. Give --operator NAME instead.",
                crate::os::why(&error)
            ))
        })?;
    }
    Ok(settings.of_operator(operator, Origin::Login))
}
