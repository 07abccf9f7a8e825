//! The answer of what begins a run, and of what writes something down: words for people, or JSON.

use crate::cli::exit::Stop;
use crate::cli::out::Out;
use crate::event::{EntryRef, RunId};
use serde::Serialize;

/// A run that was begun. As JSON: `run` (its id).
#[derive(Serialize)]
struct Begun {
    run: String,
}

/// Something that was written down. As JSON: `saved` (what, in words), `entry` (its address in
/// the journal).
#[derive(Serialize)]
struct Noted<'a> {
    saved: &'a str,
    entry: &'a str,
}

/// Tells a run that was begun: its id alone, so that a shell can take it.
///
/// # Errors
/// When the answer cannot be written.
pub fn begun(out: &mut Out, run: Option<RunId>, as_json: bool) -> Result<(), Stop> {
    let run = run.map(|run| run.to_string()).unwrap_or_default();
    match as_json {
        true => out.json(&Begun { run }),
        false => out.say(&run),
    }
}

/// Tells a note that was saved, on one line.
///
/// # Errors
/// When the answer cannot be written.
pub fn noted(out: &mut Out, text: &str, entry: &str, as_json: bool) -> Result<(), Stop> {
    match as_json {
        true => out.json_line(&Noted { saved: text, entry }),
        false => out.say(&saved_line(entry)),
    }
}

/// Tells an entry that was saved, alone on its line, so that a program finds it whatever stands
/// below: what came of it.
///
/// # Errors
/// When the answer cannot be written.
pub fn saved(out: &mut Out, entry: &EntryRef, came_of_it: &str) -> Result<(), Stop> {
    out.say(&saved_line(&entry.to_string()))?;
    out.say(came_of_it)
}

fn saved_line(entry: &str) -> String {
    format!("saved {entry}")
}
