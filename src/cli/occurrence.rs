//! Rounds that are not done: let go (`rounds waive`), or missed and seen (`rounds ack`).

use super::args::{Form, WaiveArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::what;
use crate::command::Command;
use crate::runbook::{ProcedureRef, TargetName};
use crate::session::{Request, Session};
use crate::state::SeriesId;
use serde::Serialize;

/// Lets a round go.
///
/// # Errors
/// When no such procedure is meant, nothing wants doing, or it cannot be saved.
pub fn waive(args: &WaiveArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let slot = args
        .slot
        .as_deref()
        .map(|slot| super::time::today(&clock, slot))
        .transpose()?;
    let session = invocation.session()?;
    let procedure = what::procedure(session, &args.what.what)?;
    let line = line(session, procedure, args.on.as_deref())?;
    let reason = args.reason.clone();
    let command = Command::Excuse { line, slot, reason };
    submit(invocation, command, args.form)
}

/// Saves it, and says what was saved. As JSON: `saved` (one line an event, in words), `entry`
/// (its address in the journal).
///
/// # Errors
/// A refusal, or why it cannot be saved.
pub fn submit(invocation: &mut Invocation, command: Command, form: Form) -> Result<Exit, Stop> {
    let receipt = invocation.submit(&Request::Do(command))?;
    let said = receipt.facts.iter();
    let said: Vec<_> = said
        .map(|fact| crate::present::fact(fact, &invocation.clock).whole())
        .collect();
    if form.json {
        invocation.out.json(&Saved {
            saved: said,
            entry: receipt.entry.to_string(),
        })?;
        return Ok(Exit::WELL);
    }
    for said in said {
        invocation.out.say(&format!("Saved: {said}"))?;
    }
    Ok(Exit::WELL)
}

#[derive(Serialize)]
struct Saved {
    saved: Vec<String>,
    entry: String,
}

/// The procedure on the target that is meant; it need not be named where there is one.
///
/// # Errors
/// Wrong usage: it has several targets, or none of that name.
pub fn line(
    session: &mut Session,
    procedure: ProcedureRef,
    on: Option<&str>,
) -> Result<SeriesId, Stop> {
    let state = session.preview();
    let known: Vec<_> = state
        .lines()
        .map(|(line, _)| line)
        .filter(|line| line.procedure == procedure)
        .collect();
    let names = || {
        let names = known.iter().filter_map(|line| line.target.as_ref());
        let names: Vec<_> = names.map(ToString::to_string).collect();
        names.join(", ")
    };
    if let Some(on) = on {
        let target = Some(TargetName::from(on));
        if !known.is_empty() && known.iter().all(|line| line.target != target) {
            return Err(Stop::Usage(match names().as_str() {
                "" => format!("{procedure} is done in no special place: leave --on out."),
                names => format!("“{on}” is not one of its targets: {names}."),
            }));
        }
        return Ok(SeriesId { procedure, target });
    }
    match &known[..] {
        [] => Ok(SeriesId {
            procedure,
            target: None,
        }),
        [only] => Ok((*only).clone()),
        _ => Err(Stop::Usage(format!("Say where with --on: {}.", names()))),
    }
}
