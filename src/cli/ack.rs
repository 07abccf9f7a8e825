//! `rounds ack`: somebody has it. An escalation is taken on by whoever says so; missed rounds are
//! seen, and leave Today.
//!
//! Without a word of what is meant nothing is guessed: what waits is listed.

use super::args::AckArgs;
use super::exit::{Exit, Stop};
use super::handoff::escalate;
use super::invocation::Invocation;
use super::words::shell_word;
use super::{occurrence, what};
use crate::command::{Command, Handoff};
use crate::event::EscalationId;
use crate::session::Session;
use crate::state::{Row, State};
use serde::Serialize;

/// What stands for all missed rounds.
const MISSED: &str = "missed";

/// Something that waits to be acknowledged. As JSON: `what` (`escalation`, `missed`), `title`,
/// `command` (what acknowledges it).
#[derive(Debug, PartialEq, Serialize)]
struct Waiting {
    what: &'static str,
    title: String,
    command: String,
}

/// Acknowledges, or lists what waits for it.
///
/// # Errors
/// When nothing of this name waits, it is refused, or it cannot be saved.
pub fn run(args: &AckArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if args.what.is_empty() {
        return list(args, invocation);
    }
    let typed = args.what.join(" ");
    if typed == MISSED {
        let command = Command::MarkSeen { line: None };
        return occurrence::submit(invocation, command, args.form);
    }
    if let Some(id) = escalation(invocation.session()?, &typed)? {
        let answer = Handoff::Answer {
            id,
            who: None,
            note: args.note.clone(),
        };
        return occurrence::submit(invocation, Command::Handoff(answer), args.form);
    }
    if args.note.is_some() {
        return Err(Stop::Usage("--note belongs to an escalation.".to_owned()));
    }
    let session = invocation.session()?;
    let procedure = what::procedure(session, &args.what)?;
    let line = Some(occurrence::line(session, procedure, args.on.as_deref())?);
    occurrence::submit(invocation, Command::MarkSeen { line }, args.form)
}

/// The escalation that is meant, where it is one, or a run that has one.
fn escalation(session: &Session, typed: &str) -> Result<Option<EscalationId>, Stop> {
    let is_one = {
        let state = session.state();
        let of_run = |run| state.escalations_of(run).any(|it| it.is_open());
        !state.find_escalations(typed).is_empty()
            || matches!(state.find_runs(typed)[..], [run] if of_run(run))
    };
    is_one
        .then(|| escalate::escalation(session, typed))
        .transpose()
}

/// Nothing was said of what is meant: that is wrong usage, and here is what could be.
fn list(args: &AckArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let now = invocation.clock.now;
    let waiting = waiting(&invocation.session()?.preview(), now);
    if args.form.json {
        invocation.out.json(&waiting)?;
    }
    if waiting.is_empty() {
        return Err(Stop::Usage("Nothing waits to be acknowledged.".to_owned()));
    }
    for it in waiting.iter().filter(|_| !args.form.json) {
        invocation
            .out
            .say(&format!("{}: `{}`", it.title, it.command))?;
    }
    Err(Stop::Usage("Say which of them.".to_owned()))
}

fn waiting(state: &State, now: jiff::Timestamp) -> Vec<Waiting> {
    let rows = state.today(now).rows;
    let waiting = rows.iter().filter_map(|row| match row {
        Row::Escalation { id, .. } => {
            let known = state.escalation(*id).filter(|it| it.is_unanswered())?;
            let opening = known.opening()?;
            Some(Waiting {
                what: "escalation",
                title: format!("{}: {}", opening.severity, opening.title),
                command: format!("rounds ack {}", id.short()),
            })
        }
        Row::Missed { line, count, .. } => {
            let title = state.line_of(line).and_then(|it| it.current());
            let title = title.map_or_else(String::new, |said| said.what.title.clone());
            let on = line.target.as_ref();
            let on = on.map(|target| format!(" --on {}", shell_word(target.as_str())));
            let procedure = shell_word(&line.procedure.to_string());
            Some(Waiting {
                what: MISSED,
                title: format!("{title}, missed {}", crate::present::count(*count, "time")),
                command: format!("rounds ack {procedure}{}", on.unwrap_or_default()),
            })
        }
        _ => None,
    });
    waiting.collect()
}
