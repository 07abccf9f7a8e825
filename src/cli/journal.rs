//! `rounds journal`: where the record is, whether it holds, what it says.
//!
//! But for `seal`, `settle`, `confirm` and `remove-evidence` it reads alone, takes no lock and
//! creates nothing.

mod calendar;
mod confirm;
mod evidence;
mod forks;
mod read;
mod scan;
mod seal;
mod settle;

pub use seal::seal;

use super::args::{Form, JournalVerb, TailArgs, VerifyArgs, WhereArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use super::unread::{self, Unread};
use crate::config::Settings;
use crate::event::{Event, Fact, Thread, WriterId};
use crate::journal::{self, Arrived, Expected, ReadFault, Reader, Report, Status, Trust, why};
use crate::present::Tone;
use crate::runbook::Operator;
use crate::session::Ill;
use jiff::Timestamp;
pub use read::question;
use read::{count, everything, in_order, read};
use serde::Serialize;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

/// How often a journal is looked at that is followed.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Where the journal is. As JSON: `journal`, `state` (writers' ids), `cache`, `exists`,
/// `operator`, `writers` (`writer`, `segments`, `bytes`), `objects`, `object_bytes`, `unread` (what
/// could not be counted: it counts as nothing).
#[derive(Debug, Serialize)]
struct Where {
    journal: String,
    state: String,
    cache: String,
    exists: bool,
    operator: String,
    writers: Vec<WriterPlace>,
    objects: u64,
    object_bytes: u64,
    unread: Vec<Unread>,
}

/// One writer's folder.
#[derive(Debug, Serialize)]
struct WriterPlace {
    writer: WriterId,
    #[serde(flatten)]
    weight: Weight,
}

/// How many files, and how long they are together.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Weight {
    segments: u64,
    bytes: u64,
}

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
        JournalVerb::Where(args) => tell_where(args, invocation),
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

fn tell_where(args: &WhereArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    if args.found_anew {
        return found_anew(&settings, invocation);
    }
    let root = &settings.journal;
    let unreadable = |error: io::Error| ReadFault::Unreadable {
        path: root.clone(),
        error,
    };
    let (mut writers, mut unread) = (Vec::new(), Vec::new());
    let exists = root.try_exists().map_err(unreadable)?;
    if exists {
        for entry in fs::read_dir(root).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Ok(writer) = entry.file_name().to_string_lossy().parse::<WriterId>() else {
                continue;
            };
            let weight = weigh(&entry.path(), ".jsonl", &mut unread);
            writers.push(WriterPlace { writer, weight });
        }
    }
    writers.sort_by(|one, other| one.writer.cmp(&other.writer));
    let objects = weigh(&root.join("objects"), "", &mut unread);
    let place = Where {
        journal: root.display().to_string(),
        state: settings.state.display().to_string(),
        cache: settings.cache.display().to_string(),
        exists,
        operator: settings.operator.to_string(),
        writers,
        objects: objects.segments,
        object_bytes: objects.bytes,
        unread,
    };
    if args.form.json {
        invocation.out.json(&place)?;
    } else {
        write_where(&place, invocation)?;
    }
    for lost in &place.unread {
        invocation.out.error(&lost.sentence());
    }
    match journal::gone_at(&settings.state, &settings.journal) {
        Some(gone) => Err(Stop::Journal(gone.to_string())),
        None => Ok(unread::exit(false, &place.unread)),
    }
}

/// Lets the next entry found a new journal where one is gone.
fn found_anew(settings: &Settings, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let (state, root) = (&settings.state, &settings.journal);
    let Some(gone) = journal::gone_at(state, root) else {
        return Err(Stop::No(format!(
            "Nothing is gone at {}: there is nothing to begin anew.",
            root.display()
        )));
    };
    journal::found_anew(state, root).map_err(|error| Stop::of_file(state, "changed", &error))?;
    let words = format!(
        "The next entry begins a new journal at {}. What was in journal {} is not in it.",
        root.display(),
        gone.journal
    );
    invocation.out.say(&words)?;
    Ok(Exit::WELL)
}

/// The files of a folder that end like this. One that cannot be looked at weighs nothing, and is
/// named.
fn weigh(folder: &Path, ending: &str, unread: &mut Vec<Unread>) -> Weight {
    match weight(folder, ending) {
        Ok(weight) => weight,
        Err(error) => {
            unread.push(Unread::of_record(folder, why(&error)));
            Weight::default()
        }
    }
}

fn weight(folder: &Path, ending: &str) -> io::Result<Weight> {
    let mut weight = Weight::default();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(weight),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.ends_with(ending) || name.starts_with('.') {
            continue;
        }
        match entry.metadata() {
            Ok(data) if data.is_file() => {
                weight.segments += 1;
                weight.bytes += data.len();
            }
            // It went since it was listed.
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(weight)
}

fn write_where(place: &Where, invocation: &mut Invocation) -> Result<(), Stop> {
    let journal = match place.exists {
        true => place.journal.clone(),
        false => format!("{} (comes to be with the first entry)", place.journal),
    };
    let unread = |folder: &Path| {
        let folder = folder.display().to_string();
        place.unread.iter().any(|it| it.place() == folder)
    };
    const UNREAD: &str = "cannot be read";
    let root = Path::new(&place.journal);
    let objects = match unread(&root.join("objects")) {
        true => UNREAD.to_owned(),
        false => format!("{}, {} bytes", place.objects, place.object_bytes),
    };
    let mut table = Table::keeping(&[1]);
    table.row([(Tone::Dim, "Journal"), (Tone::Strong, journal.as_str())]);
    table.row([
        (Tone::Dim, "Writers' ids"),
        (Tone::Plain, place.state.as_str()),
    ]);
    table.row([
        (Tone::Dim, "Checkpoint"),
        (Tone::Plain, place.cache.as_str()),
    ]);
    table.row([
        (Tone::Dim, "Operator"),
        (Tone::Plain, place.operator.as_str()),
    ]);
    table.row([(Tone::Dim, "Objects"), (Tone::Plain, objects.as_str())]);
    table.write(&mut invocation.out)?;
    let mut table = Table::keeping(&[0]);
    for writer in &place.writers {
        let (writer, weight) = (&writer.writer, writer.weight);
        let (segments, bytes) = match unread(&root.join(writer.as_str())) {
            true => (UNREAD.to_owned(), String::new()),
            false => (
                count(weight.segments, "segment"),
                format!("{} bytes", weight.bytes),
            ),
        };
        table.row([
            (Tone::Plain, writer.as_str()),
            (Tone::Plain, segments.as_str()),
            (Tone::Plain, bytes.as_str()),
        ]);
    }
    table.write(&mut invocation.out)
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
