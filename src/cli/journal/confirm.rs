//! `rounds journal confirm`: an operator says that entries in their name are theirs.

use crate::cli::answers;
use crate::cli::args::ConfirmArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::command::ToConfirm;
use crate::event::{Entry, EntryRef, Event, WriterId};
use crate::journal::entries_of;
use crate::present;
use crate::session::{IllKind, Session, name_of};
use std::collections::BTreeMap;

/// As many entries are shown of each writer.
const SHOWN: usize = 100;

/// Shows what waits for the operator's word; with a reason, confirms it, and nothing that was not
/// shown.
///
/// # Errors
/// When nothing waits, or when it cannot be read or saved.
pub fn run(args: &ConfirmArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.record()?;
    let waiting = session.to_confirm()?;
    let name = name_of(&waiting);
    let Some(reason) = &args.reason else {
        return look(&waiting, &name, invocation);
    };
    let is_other = args.name.as_ref().is_some_and(|typed| *typed != name);
    if is_other && waiting != ToConfirm::default() {
        look(&waiting, &name, invocation)?;
        return Err(Stop::No(
            "Not confirmed: something else waits by now than what was shown under that name."
                .to_owned(),
        ));
    }
    show(invocation)?;
    let session = invocation.writing()?;
    let receipt = session.confirm(&waiting, reason)?;
    let more = session.to_confirm()? != ToConfirm::default();
    let again = to_say_again(session, &receipt.entry);
    let waits = session
        .state()
        .unsigned()
        .any(|said| said.entry() == receipt.entry);
    let words = match waits {
        true => "They count as yours once your key has signed that.",
        false => "They count as yours, and that is told whenever the journal is verified.",
    };
    answers::saved(&mut invocation.out, &receipt.entry, words)?;
    if again > 0 {
        let words = present::count(again, "word");
        let words = format!(
            "But for {words} that your key should sign: no signature reaches them behind a fork or damage. Say them again."
        );
        invocation.out.say(&words)?;
    }
    if more {
        let words = "More in your name waits for your word: `rounds journal confirm` shows it.";
        invocation.out.error(words);
    }
    Ok(Exit::no_when(more))
}

/// How many of the operator's words no signature reaches any more.
fn to_say_again(session: &Session, but: &EntryRef) -> usize {
    let (state, me) = (session.state(), &session.settings().operator);
    let words = state.unsigned();
    let words = words.filter(|said| said.by() == me && said.entry() != *but);
    words
        .filter(|said| state.is_doubted(said.writer(), said.entry().seq))
        .count()
}

/// Says what waits. That nothing does is said only where all of the record could be read.
fn look(waiting: &ToConfirm, name: &str, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if *waiting != ToConfirm::default() {
        show(invocation)?;
        let words =
            format!("Say that all of it is yours: rounds journal confirm {name} --reason TEXT");
        invocation.out.about(&words);
        return Ok(Exit::NO);
    }
    let health = invocation.record()?.health();
    if health.count(IllKind::Unread) + health.count(IllKind::Damaged) > 0 {
        let words = "Nothing in your name waits for your word in what could be read.";
        invocation.out.say(words)?;
        return Ok(Exit::JOURNAL);
    }
    let words = "Nothing in your name waits for your word.";
    invocation.out.say(words)?;
    Ok(Exit::WELL)
}

/// Shows what waits for the operator's word, entry by entry.
fn show(invocation: &mut Invocation) -> Result<(), Stop> {
    for words in invocation.record()?.unconfirmed() {
        invocation
            .out
            .say(&format!("{}.", present::capitalized(&words)))?;
    }
    let clock = invocation.clock.clone();
    for (writer, span) in spans(invocation)? {
        let root = invocation.settings()?.journal;
        let entries = entries_of(&root, &writer, span)?;
        let session = invocation.record()?;
        let operator = session.settings().operator.clone();
        let entries: Vec<Entry> = {
            let state = session.state();
            let parted = state.parted();
            let is_taken_in = |entry: &Entry| {
                let mut taken_in = state.taken_in().filter(|(_, it)| it.by == operator);
                taken_in.any(|(_, it)| {
                    let (from, to) = it.seqs;
                    it.writer == entry.writer && (from..=to).contains(&entry.envelope.seq)
                })
            };
            let is_parted = |entry: &Entry| {
                let by = parted.get(&entry.address());
                by.is_some_and(|by| **by == operator)
            };
            let waits = |entry: &Entry| is_parted(entry) || is_taken_in(entry);
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
    Ok(())
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
