//! Small turns of phrase.

use super::how_far::HowFar;
use crate::event::RunId;
use crate::state::{FirstStep, Trouble, Verdict};
use jiff::Timestamp;

/// An id carries the moment at which it was minted, in milliseconds.
pub(super) fn started_at(run: RunId) -> Timestamp {
    let milliseconds = i64::try_from(run.0.timestamp_ms()).unwrap_or_default();
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// What is wrong with the record, and how much.
pub(super) fn trouble(trouble: Trouble) -> (String, String) {
    let (title, status) = match trouble {
        Trouble::NotSaved(waiting) => ("Not saved", format!("{waiting} waiting")),
        Trouble::Unreadable => ("The record cannot be read", "unreadable".to_owned()),
        Trouble::Unread(parts) => ("The record is not all read", count(parts, "part")),
        Trouble::Damaged(found) => ("The record is damaged", count(found, "finding")),
        Trouble::Unconfirmed(parts) => ("Entries to confirm", count(parts, "finding")),
        Trouble::NotShown => ("Not yet shown to others", "last entry".to_owned()),
        Trouble::NotKept => ("Saved, but its head is not kept", "last entry".to_owned()),
        Trouble::Forks(found) => ("A record forks", count(found, "fork")),
        Trouble::NoRoom(bytes) => (
            "The journal's disk is full",
            format!("{} left", size(bytes)),
        ),
        Trouble::Keys(found) => ("Keys and signatures", count(found, "finding")),
        Trouble::Unsigned => ("Saved, but not signed", "unsigned".to_owned()),
    };
    (title.to_owned(), status)
}

/// What may be done first, and what it is about.
pub(super) fn first_step(step: FirstStep) -> (String, Option<String>) {
    let (title, about) = match step {
        FirstStep::Tutor => ("Take the tutorial", "a shift in 10 minutes"),
        FirstStep::Demo => ("See a year of a team", "made-up data"),
        FirstStep::New => ("Write your first runbook", "from a template"),
    };
    (title.to_owned(), Some(about.to_owned()))
}

/// `08:51`; with what went wrong where something did: `1 failed, 08:51`.
pub(super) fn done_status(verdict: &Verdict, progress: &HowFar, at: &str) -> String {
    let beside = match verdict {
        Verdict::Abandoned(_) => "abandoned".to_owned(),
        Verdict::NothingDone => "nothing done".to_owned(),
        Verdict::Ended(word) => word.clone(),
        _ => progress.beside(),
    };
    match beside.is_empty() {
        true => at.to_owned(),
        false => format!("{beside}, {at}"),
    }
}

/// A size: `812 bytes`, `12.3 KiB`, `4.0 MiB`.
pub fn size(bytes: u64) -> String {
    const KIB: f64 = 1024.0;
    // Exact for every size that can be attached.
    let size = bytes as f64;
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KiB", size / KIB),
        _ => format!("{:.1} MiB", size / KIB / KIB),
    }
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
