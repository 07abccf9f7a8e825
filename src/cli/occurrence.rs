//! `rounds excuse` and `rounds seen`.

use super::args::{ExcuseArgs, SeenArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::what;
use crate::command::Command;
use crate::runbook::{ProcedureRef, TargetName};
use crate::session::{Request, Session};
use crate::state::SeriesId;

/// Says that an occurrence need not be done.
///
/// # Errors
/// When no such procedure is meant, nothing wants doing, or it cannot be saved.
pub fn excuse(args: &ExcuseArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
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
    submit(invocation, Command::Excuse { line, slot, reason })
}

/// Says that missed occurrences were seen.
///
/// # Errors
/// When no such procedure is meant, nothing was missed, or it cannot be saved.
pub fn seen(args: &SeenArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let line = match args.what.is_empty() {
        true => None,
        false => {
            let session = invocation.session()?;
            let procedure = what::procedure(session, &args.what)?;
            Some(line(session, procedure, args.on.as_deref())?)
        }
    };
    submit(invocation, Command::MarkSeen { line })
}

fn submit(invocation: &mut Invocation, command: Command) -> Result<Exit, Stop> {
    let receipt = invocation.submit(&Request::Do(command))?;
    for fact in &receipt.facts {
        let said = crate::present::fact(fact, &invocation.clock).whole();
        invocation.out.say(&format!("Saved: {said}"))?;
    }
    Ok(Exit::WELL)
}

/// The procedure on the target that is meant; it need not be named where there is one.
fn line(session: &Session, procedure: ProcedureRef, on: Option<&str>) -> Result<SeriesId, Stop> {
    let state = session.state();
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
