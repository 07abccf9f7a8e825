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

/// What was told. As JSON: `host`, `first_run` (whether what stands was marked and not told),
/// `sent` and `failed` (`hook`, `key`, `words`; `why` and `tries` of what failed), `unread`
/// (what could not be read, and might have been told).
#[derive(Debug, Serialize)]
struct Told {
    host: String,
    first_run: bool,
    sent: Vec<Sending>,
    failed: Vec<Sending>,
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

/// Tells what nobody was told yet; status 1 when a hook failed.
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
        invocation.out.hint(&words);
        return Ok(Exit::WELL);
    }
    let Some(kept) = Kept::take(&settings.state)? else {
        invocation.out.hint("Another run tells the hooks just now.");
        return Ok(Exit::WELL);
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
        sent: Vec::new(),
        failed: Vec::new(),
        unread,
    };
    deliver(&hooks, &kept, outbox, &mut told)?;
    let exit = unread::exit(!told.failed.is_empty(), &told.unread);
    unread::tell(invocation, &told.unread);
    match form.json {
        true => invocation.out.json(&told)?,
        false => tell(&told, marked, invocation)?,
    }
    Ok(exit)
}

/// All that could be told, and what could not be read of it.
fn gather(invocation: &mut Invocation) -> Result<(Vec<Notice>, Vec<Unread>), Stop> {
    let unread = unread::look(invocation)?;
    let now = invocation.clock.now;
    let state = invocation.session()?.preview();
    Ok((notices(&state, now), unread))
}

/// Sends what waits, each once. What ends well leaves the outbox at once.
fn deliver(hooks: &Hooks, kept: &Kept, mut outbox: Outbox, told: &mut Told) -> Result<(), Stop> {
    let mut at = 0;
    while let Some(waiting) = outbox.waiting.get_mut(at) {
        let hook = waiting.message.event.hook();
        let why = match hooks.commands.get(hook) {
            Some(command) => send::send(hooks, command, &waiting.message),
            // Its hook was taken out of the file: nobody wants it any more.
            None => None,
        };
        waiting.tries += 1;
        let sending = Sending {
            hook,
            key: waiting.message.key.clone(),
            words: waiting.message.words.clone(),
            tries: waiting.tries,
            why,
        };
        match sending.why {
            Some(_) => {
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
    Ok(())
}
