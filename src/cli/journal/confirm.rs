//! `rounds journal confirm`: an operator says that entries in their name are theirs.

use crate::cli::args::ConfirmArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::event::{Entry, EntryRef, Event, WriterId};
use crate::journal::entries_of;
use crate::present;
use std::collections::BTreeMap;
use std::io;

/// As many entries are shown of each writer.
const SHOWN: usize = 100;

/// Shows what waits for the operator's word; with a reason, confirms it.
///
/// # Errors
/// When nothing waits, or when it cannot be read or saved.
pub fn run(args: &ConfirmArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if let Some(reason) = &args.reason {
        let receipt = invocation.record()?.confirm(reason)?;
        let words = format!(
            "saved {}; they count as yours, and that is told whenever the journal is verified",
            receipt.entry
        );
        invocation.out.say(&words)?;
        return Ok(Exit::WELL);
    }
    let waiting = invocation.record()?.unconfirmed();
    if waiting.is_empty() {
        invocation
            .out
            .say("Nothing in your name waits for your word.")?;
        return Ok(Exit::WELL);
    }
    for words in &waiting {
        invocation
            .out
            .say(&format!("{}.", present::capitalized(words)))?;
    }
    let clock = invocation.clock.clone();
    for (writer, span) in spans(invocation)? {
        let root = invocation.settings()?.journal;
        let entries = entries_of(&root, &writer, span).map_err(unreadable)?;
        let session = invocation.record()?;
        let entries: Vec<Entry> = {
            let state = session.state();
            let parted = state.parted();
            let is_taken_in = |entry: &Entry| {
                let mut taken_in = state.taken_in();
                taken_in.any(|(_, it)| {
                    let (from, to) = it.seqs;
                    it.writer == entry.writer && (from..=to).contains(&entry.envelope.seq)
                })
            };
            let waits = |entry: &Entry| parted.contains_key(&entry.address()) || is_taken_in(entry);
            entries.into_iter().filter(waits).collect()
        };
        invocation.out.say(writer.as_str())?;
        for entry in entries.iter().take(SHOWN) {
            tell(entry, &clock, invocation)?;
        }
        if entries.len() > SHOWN {
            let more = format!("  {} more", entries.len() - SHOWN);
            invocation.out.say(&more)?;
        }
    }
    let words = "Say that all of it is yours with --reason TEXT.";
    invocation.out.about(words);
    Ok(Exit::NO)
}

/// Of each writer, from which of its entries on to which some wait for the operator's word.
fn spans(invocation: &mut Invocation) -> Result<BTreeMap<WriterId, (u64, u64)>, Stop> {
    let session = invocation.record()?;
    let operator = session.settings().operator.clone();
    let state = session.state();
    let parted = state.parted().into_iter();
    let parted = parted.filter(|(_, by)| **by == operator);
    let parted = parted.map(|(EntryRef { writer, seq, .. }, _)| (writer.clone(), (*seq, *seq)));
    let taken_in = state.taken_in().filter(|(_, it)| it.by == operator);
    let taken_in = taken_in.map(|(_, it)| (it.writer.clone(), it.seqs));
    let mut spans: BTreeMap<WriterId, (u64, u64)> = BTreeMap::new();
    for (writer, (from, to)) in parted.chain(taken_in) {
        let span = spans.entry(writer).or_insert((from, to));
        *span = (span.0.min(from), span.1.max(to));
    }
    Ok(spans)
}

fn tell(entry: &Entry, clock: &present::Clock, invocation: &mut Invocation) -> Result<(), Stop> {
    let at = clock.exact(entry.envelope.at);
    for event in &entry.envelope.events {
        let words = match event {
            Event::Known(fact) => present::fact(fact, clock).whole(),
            Event::Unknown(_) => "something that a newer version of rounds wrote".to_owned(),
        };
        let seq = entry.envelope.seq;
        invocation.out.say(&format!("  {seq:>6}  {at}  {words}"))?;
    }
    Ok(())
}

fn unreadable(error: io::Error) -> Stop {
    Stop::Journal(format!("The journal cannot be read: {error}."))
}
