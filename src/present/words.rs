//! Small turns of phrase.

use crate::event::RunId;
use jiff::Timestamp;

/// An id carries the moment at which it was minted, in milliseconds.
pub(super) fn started_at(run: RunId) -> Timestamp {
    let milliseconds = i64::try_from(run.0.timestamp_ms()).unwrap_or_default();
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// `1 error`, `3 errors`.
pub fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// The same words with a capital letter first.
pub fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
