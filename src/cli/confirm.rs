//! Asking whether something may be done, so that nothing typed ahead can answer.
//!
//! What stays true: the answer is a number that is made up now, after everything that was
//! typed before is thrown away. A paste of several lines cannot hold it.

use super::exit::Stop;
use super::invocation::Invocation;
use crate::app::confirm::Token;
use crate::os::Keyboard;
use std::io::{BufRead, Write};

/// Asks on standard error for a number, to do `what`: "to run it". `instead` says what to do
/// where nobody can be asked.
///
/// # Errors
/// Wrong usage where nobody can be asked; anything else where the answer cannot be read.
pub fn confirmed(invocation: &Invocation, what: &str, instead: &str) -> Result<bool, Stop> {
    if !invocation.may_ask {
        return Err(Stop::Usage(instead.to_owned()));
    }
    // Where that fails, the number still has to be read before it can be typed.
    let _ = Keyboard::of_anything().discard();
    let token = Token::number(ulid::Ulid::generate().random());
    let mut words = std::io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let question = format!("{} ", token.asks(what));
    let _ = write!(words, "{question}").and_then(|()| words.flush());
    let mut typed = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut typed)
        .map_err(Stop::of_input)?;
    Ok(token.is_typed(&typed))
}
