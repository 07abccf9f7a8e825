//! `rounds journal`: where the record is, whether it holds, what it says.
//!
//! But for `seal`, `settle`, `confirm` and `remove-evidence` it reads alone, takes no lock and
//! creates nothing.

mod calendar;
mod confirm;
mod evidence;
mod forks;
mod place;
mod read;
mod scan;
mod seal;
mod settle;

pub use seal::seal;

use super::args::{Form, JournalVerb, TailArgs, VerifyArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Line;
use crate::event::{Event, Fact, Thread, WriterId};
use crate::journal::{self, Arrived, Expected, ReadFault, Reader, Report, Status, Trust};
use crate::present::Tone;
use crate::runbook::Operator;
use crate::session::Ill;
use jiff::Timestamp;
pub use read::question;
use read::{everything, in_order, read};
use serde::Serialize;
use std::time::Duration;

/// How often a journal is looked at that is followed.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// An entry with its writer. As JSON: the envelope's own keys (`v`, `seq`, `n`, `at`, `zone`,
/// `by`, `on`, `events`) between `writer` and `hash`, then `verified`: whether its writer's
/// chain holds up to it; of `tail` also `unsigned`: whether it is beyond what the key of who said
/// it has signed.
#[derive(Debug, Serialize)]
struct Exported<'a> {
    writer: &'a WriterId,
    v: u32,
    seq: u64,
    n: u64,
    at: Timestamp,
    zone: &'a str,
    by: &'a Operator,
    on: &'a [Thread],
    events: &'a [Event],
    hash: String,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsigned: Option<bool>,
}

/// Answers about the journal.
///
/// # Errors
/// When it cannot be read.
pub fn run(verb: &JournalVerb, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match verb {
        JournalVerb::Where(args) => place::tell(args, invocation),
        JournalVerb::Verify(args) => verify(args, invocation),
        JournalVerb::Tail(args) => tail(args, invocation),
        JournalVerb::Calendar(args) => calendar::run(args, invocation),
        JournalVerb::Export => export(invocation),
        JournalVerb::Seal(args) => seal::run(args, invocation),
        JournalVerb::Settle(args) => settle::run(args, invocation),
        JournalVerb::Confirm(args) => confirm::run(args, invocation),
        JournalVerb::Forks(form) => forks::run(*form, invocation),
        JournalVerb::Scan(form) => scan::run(*form, invocation),
        JournalVerb::RemoveEvidence(args) => evidence::remove(args, invocation),
    }
}

fn verify(args: &VerifyArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    // It says itself what is wrong, whoever asks.
    invocation.hush();
    invocation.may_ask = false;
    let settings = invocation.settings()?;
    let mut question = question(&settings);
    for typed in &args.expect {
        let expected = typed.trim().parse::<Expected>().map_err(|_| {
            Stop::Usage(format!(
                "“{typed}” is not WRITER:SEQ:HASH, the hash whole or its first 16 digits."
            ))
        })?;
        question.expected.push(expected);
    }
    if let Some(gone) = journal::gone_at(&settings.state, &settings.journal) {
        return verify_nothing(&gone, args, invocation);
    }
    let is_nothing = settings.journal.try_exists().is_ok_and(|there| !there);
    if is_nothing && question.expected.is_empty() {
        return nothing_yet(args, invocation);
    }
    let seals = match &args.allowed_signers {
        Some(allowed) => seal::check(allowed, &settings)?,
        None => seal::Checked::default(),
    };
    question.sealed = seals.heads.clone();
    let mut report = journal::verify(&settings.journal, &question);
    seals.tell(&mut report);
    tell_unconfirmed(invocation, &mut report);
    match journal::not_saved(
        &settings.state,
        &settings.journal,
        &settings.machine,
        report.journal,
    ) {
        Ok(beyond) => report.wait_for(beyond),
        Err(why) => report.miss(why),
    }
    seal::tell_keys(invocation, &mut report);
    if args.form.json {
        invocation.out.json(&report)?;
    } else {
        let tone = match report.status {
            Status::Clean => Tone::Good,
            Status::Recovered => Tone::Warn,
            Status::Truncated | Status::Corrupt | Status::Unreadable => Tone::Bad,
        };
        for (number, line) in report.to_string().lines().enumerate() {
            let tone = if number == 0 { tone } else { Tone::Plain };
            invocation.out.line(&Line::of(tone, line))?;
        }
    }
    Ok(Exit(report.status.exit_code()))
}

/// What stands behind a fork or was taken in, and waits for its operator's word: the bytes show
/// that it may be there, and the folded record whether it was confirmed.
fn tell_unconfirmed(invocation: &mut Invocation, report: &mut Report) {
    if !report.may_want_confirming() {
        return;
    }
    match invocation.record() {
        Ok(session) => report.wait_for(session.all_unconfirmed()),
        Err(stop) => {
            let why = stop.words().unwrap_or_default();
            report.miss(format!(
                "what waits for its operator's word was not looked at: {why}"
            ));
        }
    }
}

/// A journal that is not where it was cannot be read.
fn verify_nothing(
    gone: &journal::Gone,
    args: &VerifyArgs,
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    let report = Report::of_unreadable(gone.to_string());
    match args.form.json {
        true => invocation.out.json(&report)?,
        false => invocation.out.error(&gone.to_string()),
    }
    Ok(Exit(report.status.exit_code()))
}

fn nothing_yet(args: &VerifyArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match args.form.json {
        true => invocation.out.json(&Report::default())?,
        false => invocation
            .out
            .say("There is no journal yet; it comes to be with the first entry.")?,
    }
    Ok(Exit::WELL)
}

fn tail(args: &TailArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    // The record as it was folded knows where it ends, so that the rest of it is not read.
    let mut reader = invocation.record()?.journal().reader().clone();
    let last = reader.last(args.lines)?;
    for arrived in &last {
        tell(arrived, args.form, invocation)?;
    }
    let rewritten = last.iter().find(|it| reader.was_rewritten(it));
    let rewritten = rewritten.map(|it| Ill::rewritten(&it.entry.address()));
    invocation.tell_late(rewritten.into_iter().collect());
    match args.follow {
        true => follow(&mut reader, args.form, invocation),
        false => Ok(Exit::WELL),
    }
}

/// Tells what comes in, until nobody reads it any more.
fn follow(reader: &mut Reader, form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    loop {
        invocation.out.flush()?;
        std::thread::sleep(LOOK_EVERY);
        let mut new = Vec::new();
        match reader.poll(&mut |arrived| new.push(arrived)) {
            // What was told is told; what comes after it is told when it comes.
            Err(ReadFault::Outdated) => read(reader, &mut Vec::new())?,
            result => result?,
        }
        in_order(&mut new);
        if !new.is_empty() {
            invocation.record()?.refresh()?;
        }
        for arrived in &new {
            tell(arrived, form, invocation)?;
        }
    }
}

fn tell(arrived: &Arrived, form: Form, invocation: &mut Invocation) -> Result<(), Stop> {
    let unsigned = {
        let entry = &arrived.entry;
        let state = invocation.record()?.state();
        let mut facts = entry.numbered_facts();
        // A signature needs none.
        let only_signs = facts.all(|(_, fact)| matches!(fact, Fact::Sealed { .. }));
        !only_signs && state.is_unsigned(&entry.address(), &entry.envelope.by)
    };
    match form.json {
        true => write_entry(arrived, Some(unsigned), invocation),
        false => tell_entry(arrived, unsigned, invocation),
    }
}

fn tell_entry(arrived: &Arrived, unsigned: bool, invocation: &mut Invocation) -> Result<(), Stop> {
    let envelope = &arrived.entry.envelope;
    let at = invocation.clock.exact(envelope.at);
    for event in &envelope.events {
        let words = match event {
            Event::Known(fact) => crate::present::fact(fact, &invocation.clock).whole(),
            Event::Unknown(_) => "something that a newer version of rounds wrote".to_owned(),
        };
        let mut line = Line::of(Tone::Dim, &format!("{at}  {}  ", envelope.by));
        if arrived.trust != Trust::Verified {
            line = line.add(Tone::Bad, "unverified  ");
        }
        if unsigned {
            line = line.add(Tone::Warn, "unsigned  ");
        }
        invocation.out.line(&line.add(Tone::Plain, &words))?;
    }
    Ok(())
}

fn export(invocation: &mut Invocation) -> Result<Exit, Stop> {
    for arrived in everything(invocation)? {
        write_entry(&arrived, None, invocation)?;
    }
    Ok(Exit::WELL)
}

fn write_entry(
    arrived: &Arrived,
    unsigned: Option<bool>,
    invocation: &mut Invocation,
) -> Result<(), Stop> {
    let envelope = &arrived.entry.envelope;
    invocation.out.json_line(&Exported {
        writer: &arrived.entry.writer,
        v: envelope.v,
        seq: envelope.seq,
        n: envelope.n,
        at: envelope.at,
        zone: &envelope.zone,
        by: &envelope.by,
        on: &envelope.on,
        events: &envelope.events,
        hash: arrived.entry.hash.to_string(),
        verified: arrived.trust == Trust::Verified,
        unsigned,
    })
}
