//! What a handoff needs on the command line: escalations, readiness, reviews, shifts.
//!
//! Each command shows without writing; what it writes is asked for by a word of its own.

pub mod args;
pub mod escalate;
pub mod handover;
mod handover_view;
pub mod ready;
pub mod review;

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Line;
use crate::present::Tone;

use super::words;
use crate::command::{Command, Handoff};
use crate::report::Document;
use crate::session::Request;
use jiff::civil::Date;
use serde::Serialize;

/// What was saved. As JSON: `saved` (in words), `entry` (its address in the journal), and the
/// id of what it belongs to under `escalation` or `handover`, else null.
#[derive(Debug, Serialize)]
struct Saved {
    escalation: Option<String>,
    handover: Option<String>,
    saved: String,
    entry: String,
}

/// Submits, and says what was saved.
fn save(invocation: &mut Invocation, request: Handoff, json: bool) -> Result<Exit, Stop> {
    use crate::event::Thread;
    let unheld = unheld(&request, invocation)?;
    let receipt = invocation.submit(&Request::Do(Command::Handoff(request)))?;
    if let Some(words) = unheld {
        invocation.out.about(words);
    }
    let facts = receipt.facts.iter();
    let said: Vec<_> = facts
        .map(|fact| crate::present::fact(fact, &invocation.clock).whole())
        .collect();
    let saved = said.join("; ");
    if !json {
        invocation.out.say(&format!("Saved: {saved}"))?;
        return Ok(Exit::WELL);
    }
    let (mut escalation, mut handover) = (None, None);
    for thread in receipt.facts.iter().filter_map(words::thread) {
        match thread {
            Thread::Escalation(id) => escalation = Some(id.to_string()),
            Thread::Handover(id) => handover = Some(id.to_string()),
            _ => {}
        }
    }
    invocation.out.json(&Saved {
        escalation,
        handover,
        saved,
        entry: receipt.entry.to_string(),
    })?;
    Ok(Exit::WELL)
}

/// What there is to say where a runbook names nobody whose word it would be.
fn unheld(request: &Handoff, invocation: &mut Invocation) -> Result<Option<&'static str>, Stop> {
    let Some(runbook) = request.owners_word().cloned() else {
        return Ok(None);
    };
    let newest = invocation.session()?.newest(runbook.as_str());
    let names_nobody = newest.is_some_and(|pin| !pin.runbook.lists_operators());
    Ok(names_nobody.then_some(crate::present::ANYONE))
}

/// A day as it is typed.
pub(super) fn day(typed: &str) -> Result<Date, Stop> {
    typed.trim().parse().map_err(|_| {
        Stop::Usage(format!(
            "“{}” is no day. Write it like 2026-12-24.",
            typed.trim()
        ))
    })
}

/// A report, its headings strong.
fn show(invocation: &mut Invocation, document: &Document) -> Result<(), Stop> {
    let headings: Vec<&str> = document
        .sections
        .iter()
        .map(|section| section.heading.as_str())
        .collect();
    for (number, line) in document.text().iter().enumerate() {
        let tone = match number == 0 || headings.contains(&line.as_str()) {
            true => Tone::Strong,
            false => Tone::Plain,
        };
        invocation.out.line(&Line::of(tone, line))?;
    }
    Ok(())
}
