//! `rounds handover`: a shift as it stands, given, and taken over.

use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::journal;
use super::args::{HandoverArgs, HandoverFormat};
use super::{save, show};
use crate::command::Handoff;
use crate::event::{HandoverItem, RunId};
use crate::present::Clock;
use crate::report::{self, Document, Failed};
use crate::session::Session;
use crate::state::{Handover, SlotState};
use jiff::Timestamp;
use serde::Serialize;
use std::io::{BufRead, Write};

/// A shift. As JSON: `since`, `now`, `waiting` (a handover that was given and that nobody has
/// taken over: `id`, `by`, `to`, `at`, `note`; else null), `slots` (how many were `done`,
/// `late`, `missed`, `overdue`, `excused`), `items` (what the next shift looks at one by one:
/// `key`, `words`), `unchanged` (how much goes with them as a group), `heads` (the last entry
/// of every writer), `parts` (the whole page: `heading`, `lines`, each with what is `below`).
#[derive(Debug, Serialize)]
struct View {
    since: Timestamp,
    now: Timestamp,
    waiting: Option<Waiting>,
    slots: Slots,
    items: Vec<ItemView>,
    unchanged: usize,
    heads: Vec<String>,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Waiting {
    id: String,
    by: String,
    to: Option<String>,
    at: Timestamp,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct Slots {
    done: usize,
    late: usize,
    missed: usize,
    overdue: usize,
    excused: usize,
}

#[derive(Debug, Serialize)]
struct ItemView {
    key: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct Part {
    heading: String,
    lines: Vec<PartLine>,
}

#[derive(Debug, Serialize)]
struct PartLine {
    words: String,
    below: Vec<String>,
}

/// Shows the shift as it stands, gives it, or takes over the one that waits.
///
/// # Errors
/// When it is refused, or cannot be saved.
pub fn run(args: &HandoverArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let json = args.form.json || args.format == HandoverFormat::Json;
    if args.accept {
        return accept(args, json, invocation);
    }
    let clock = invocation.clock.clone();
    let (view, document) = look(invocation.session()?, &clock);
    let gives = args.give || args.to.is_some();
    match (json, args.format) {
        // One answer, one JSON: what was saved says where the rest is.
        (true, _) if gives => {}
        (true, _) => invocation.out.json(&view)?,
        (false, HandoverFormat::Md) => {
            for line in document.markdown() {
                invocation.out.say(&line)?;
            }
        }
        (false, _) => show(invocation, &document)?,
    }
    if !gives {
        return Ok(Exit::WELL);
    }
    let request = Handoff::Give {
        to: args.to.as_deref().map(Into::into),
        note: args.note.clone(),
    };
    let exit = save(invocation, request, json)?;
    seal(json, invocation)?;
    Ok(exit)
}

/// Seals the journal where config.toml asks for it. The shift is given whether or not that
/// goes well.
fn seal(json: bool, invocation: &mut Invocation) -> Result<(), Stop> {
    if !invocation.preferences.seal.value {
        return Ok(());
    }
    match journal::seal(None, invocation) {
        Ok(said) if !json => invocation.out.say(&said)?,
        Ok(_) => {}
        Err(stop) => {
            let why = stop.words().unwrap_or("it was not said why").to_owned();
            invocation.out.error(&format!(
                "The shift is given, but the journal is not sealed: {why}"
            ));
        }
    }
    Ok(())
}

/// The shift as it stands now.
fn look(session: &mut Session, clock: &Clock) -> (View, Document) {
    let outside = session.outside();
    let failing: Vec<RunId> = {
        let state = session.state();
        let shift = state.shift(state.shift_began(clock.now), clock.now);
        shift.failures().map(|summary| summary.id).collect()
    };
    let failed: Vec<Failed> = failing
        .into_iter()
        .filter_map(|id| session.whole(id))
        .map(|run| report::failed(&run))
        .collect();
    let state = session.state();
    let shift = state.shift(state.shift_began(clock.now), clock.now);
    let document = report::handover(&state, &shift, &failed, &outside, clock);
    let parts = document.sections.iter().map(|section| Part {
        heading: section.heading.clone(),
        lines: section
            .lines
            .iter()
            .map(|line| PartLine {
                words: line.words.clone(),
                below: line.below.clone(),
            })
            .collect(),
    });
    let items = state.handover_items(&shift).into_iter();
    let view = View {
        since: shift.since,
        now: shift.now,
        waiting: state.waiting_handover().and_then(waiting),
        slots: Slots {
            done: shift.count(SlotState::Done),
            late: shift.count(SlotState::DoneLate),
            missed: shift.count(SlotState::Missed),
            overdue: shift.count(SlotState::Overdue),
            excused: shift.count(SlotState::Excused),
        },
        items: items
            .map(|item| ItemView {
                key: item.key,
                words: item.words,
            })
            .collect(),
        unchanged: shift.unchanged.len(),
        heads: state.heads().map(ToString::to_string).collect(),
        parts: parts.collect(),
    };
    (view, document)
}

fn waiting(handover: &Handover) -> Option<Waiting> {
    let said = handover.given.as_ref()?;
    Some(Waiting {
        id: handover.id.to_string(),
        by: said.by.to_string(),
        to: said.what.to.as_ref().map(ToString::to_string),
        at: said.at,
        note: said.what.note.clone(),
    })
}

/// Each item is confirmed: by its number or key, or asked for one by one.
fn accept(args: &HandoverArgs, json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let given = {
        let state = invocation.session()?.state();
        let handover = state.waiting_handover();
        let given = handover.and_then(|it| it.given.as_ref());
        given.cloned()
    };
    let Some(given) = given else {
        return Err(Stop::No(
            "No handover is waiting to be accepted.".to_owned(),
        ));
    };
    let items = &given.what.items;
    let confirmed = match args.confirm.is_empty() && invocation.may_ask && !json {
        true => ask(items, invocation)?,
        false => keys(items, &args.confirm)?,
    };
    let open: Vec<_> = (1..)
        .zip(items)
        .filter(|(_, item)| !confirmed.contains(&item.key))
        .collect();
    if !open.is_empty() {
        for (number, item) in &open {
            invocation.out.about(&format!("  {number}  {}", item.words));
        }
        return Err(Stop::No(
            "Not accepted: look at each of these, and confirm it with --confirm and its number."
                .to_owned(),
        ));
    }
    let request = Handoff::Accept {
        id: None,
        confirmed,
        note: args.note.clone(),
    };
    save(invocation, request, json)
}

/// The keys that are meant by numbers and keys.
fn keys(items: &[HandoverItem], typed: &[String]) -> Result<Vec<String>, Stop> {
    let mut keys = Vec::new();
    for typed in typed {
        let by_number = || items.get(typed.parse::<usize>().ok()?.checked_sub(1)?);
        let item = items.iter().find(|item| item.key == *typed);
        let item = item.or_else(by_number).ok_or_else(|| {
            let most = items.len();
            Stop::Usage(format!(
                "“{typed}” is nothing in this handover: give a number from 1 to {most}, or a key."
            ))
        })?;
        keys.push(item.key.clone());
    }
    Ok(keys)
}

/// Asks about each, until someone says no.
fn ask(items: &[HandoverItem], invocation: &mut Invocation) -> Result<Vec<String>, Stop> {
    let mut confirmed = Vec::new();
    let mut input = std::io::stdin().lock();
    for (number, item) in (1..).zip(items) {
        invocation.out.about(&format!("{number}. {}", item.words));
        let mut words = std::io::stderr();
        // The question is a courtesy; that it cannot be shown is no fault.
        let _ = write!(words, "Seen? y or n: ").and_then(|()| words.flush());
        let mut answer = String::new();
        input
            .read_line(&mut answer)
            .map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            confirmed.push(item.key.clone());
        }
    }
    Ok(confirmed)
}
