//! `rounds hooks run`: for cron or a timer, once a minute.
//!
//! It says nothing where there is nothing to say, so that cron has nothing to mail.

use super::outbox::{Kept, Outbox};
use super::send;
use super::trusted;
use crate::cli::args::Form;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::cli::unread::{self, Unread};
use crate::config::Hooks;
use crate::present::{Notice, Occasion, count, notices};
use serde::Serialize;
use std::collections::BTreeSet;

/// What was told. As JSON: `host` (this machine), `first_run` (whether what stands was marked and
/// not told), `idle` (why nothing was looked at; null where it was), `sent`, `failed`, `held`
/// (what waits behind one that failed) and `dropped` (what no hook wants any more), each with
/// `hook`, `key`, `words`, `why` and `tries`, and `unread` (what could not be read, and might have
/// been told).
#[derive(Debug, Default, Serialize)]
struct Told {
    host: String,
    first_run: bool,
    idle: Option<String>,
    sent: Vec<Sending>,
    failed: Vec<Sending>,
    held: Vec<Sending>,
    dropped: Vec<Sending>,
    unread: Vec<Unread>,
}

#[derive(Debug, Serialize)]
struct Sending {
    hook: &'static str,
    key: String,
    words: String,
    why: Option<String>,
    tries: u32,
}

/// Tells what nobody was told yet; status 1 when a hook failed, or what waited has no hook any
/// more.
///
/// # Errors
/// When there are no hooks that may be run, or the record or the outbox cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let hooks = trusted::hooks(invocation)?;
    let settings = invocation.settings()?;
    let Some(host) = &hooks.host else {
        return Err(Stop::Other(format!(
            "[hooks] in {} names no host, and two machines would tell everything twice: write host = \"{}\".",
            hooks.file.display(),
            settings.host
        )));
    };
    if !host.eq_ignore_ascii_case(&settings.host) {
        let words = format!(
            "Hooks are run by {host}; this machine is {}.",
            settings.host
        );
        return idle(form, settings.host, words, invocation);
    }
    let Some(kept) = Kept::take(&settings.state)? else {
        let words = "Another run tells the hooks just now.".to_owned();
        return idle(form, settings.host, words, invocation);
    };
    let (notices, unread) = gather(invocation)?;
    let mut outbox = kept.read()?;
    let wants = |event: Occasion| hooks.commands.contains_key(event.hook());
    let now = invocation.clock.now;
    let (marked, changed) = outbox.take(notices, wants, &settings.host, now);
    if changed {
        kept.write(&outbox)?;
    }
    let mut told = Told {
        host: settings.host,
        first_run: marked.is_some(),
        unread,
        ..Told::default()
    };
    deliver(&hooks, &kept, outbox, &mut told)?;
    let is_told = told.failed.is_empty() && told.dropped.is_empty();
    let exit = unread::exit(!is_told, &told.unread);
    unread::tell(invocation, &told.unread);
    match form.json {
        true => invocation.out.json(&told)?,
        false => tell(&told, marked, invocation)?,
    }
    Ok(exit)
}

/// It is not this run's turn: said in the form that is wanted, and no fault.
fn idle(
    form: Form,
    host: String,
    words: String,
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    match form.json {
        false => invocation.out.hint(&words),
        true => invocation.out.json(&Told {
            host,
            idle: Some(words),
            ..Told::default()
        })?,
    }
    Ok(Exit::WELL)
}

/// All that could be told, and what could not be read of it.
fn gather(invocation: &mut Invocation) -> Result<(Vec<Notice>, Vec<Unread>), Stop> {
    let unread = unread::look(invocation)?;
    let now = invocation.clock.now;
    let state = invocation.session()?.preview();
    Ok((notices(&state, now), unread))
}

/// Sends what waits, each once. What ends well leaves the outbox at once. What is told of one
/// thing arrives in its order: where one sending failed, the next of the same thing waits for it.
fn deliver(hooks: &Hooks, kept: &Kept, mut outbox: Outbox, told: &mut Told) -> Result<(), Stop> {
    let mut failed: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    while let Some(waiting) = outbox.waiting.get_mut(at) {
        let hook = waiting.message.event.hook();
        let mut sending = Sending {
            hook,
            key: waiting.message.key.clone(),
            words: waiting.message.words.clone(),
            tries: waiting.tries,
            why: None,
        };
        let Some(command) = hooks.commands.get(hook) else {
            told.dropped.push(sending);
            outbox.waiting.remove(at);
            kept.write(&outbox)?;
            continue;
        };
        let mut things = waiting.message.items.iter().map(Notice::thing);
        if things.any(|thing| failed.contains(thing)) {
            told.held.push(sending);
            at += 1;
            continue;
        }
        waiting.tries += 1;
        sending.tries = waiting.tries;
        sending.why = send::send(hooks, command, &waiting.message);
        match sending.why {
            Some(_) => {
                let things = waiting.message.items.iter().map(Notice::thing);
                failed.extend(things.map(str::to_owned));
                told.failed.push(sending);
                at += 1;
            }
            None => {
                told.sent.push(sending);
                outbox.waiting.remove(at);
            }
        }
        kept.write(&outbox)?;
    }
    Ok(())
}

fn tell(told: &Told, marked: Option<usize>, invocation: &mut Invocation) -> Result<(), Stop> {
    if let Some(marked) = marked {
        let what = match marked {
            0 => "Nothing stands".to_owned(),
            1 => "1 thing stands and was marked".to_owned(),
            many => format!("{many} things stand and were marked"),
        };
        let words =
            format!("The first run: {what}; nothing was told. The next one tells what is new.");
        invocation.out.about(&words);
    }
    for sent in &told.sent {
        invocation
            .out
            .say(&format!("{}: {}", sent.hook, sent.words))?;
    }
    for failed in &told.failed {
        let tries = match failed.tries {
            1 => "It is tried again at the next run".to_owned(),
            many => format!(
                "Tried {}, and again at the next run",
                count(many as usize, "time")
            ),
        };
        let why = failed.why.as_deref().unwrap_or_default();
        invocation.out.error(&format!(
            "{} failed ({why}): {} {tries}.",
            failed.hook, failed.words
        ));
    }
    for held in &told.held {
        let words = format!("{} waits for the one before it: {}", held.hook, held.words);
        invocation.out.about(&words);
    }
    for dropped in &told.dropped {
        invocation.out.error(&format!(
            "{} is not in config.toml any more, so nobody was told and nobody will be: {}",
            dropped.hook, dropped.words
        ));
    }
    Ok(())
}
