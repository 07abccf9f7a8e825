//! `rounds excuse` and `rounds seen`.

use super::args::{ExcuseArgs, SeenArgs};
use super::desk::Desk;
use super::exit::{Exit, Stop};
use super::{what, words};
use crate::command::Command;
use crate::runbook::{ProcedureRef, TargetName};
use crate::session::{Session, Wish};
use crate::state::LineId;

/// Says that an occurrence need not be done.
///
/// # Errors
/// When no such procedure is meant, nothing wants doing, or it cannot be saved.
pub fn excuse(args: &ExcuseArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let clock = desk.clock.clone();
    let slot = args
        .slot
        .as_deref()
        .map(|slot| clock.today(slot))
        .transpose()?;
    let session = desk.session()?;
    let procedure = what::procedure(session, &args.what.what)?;
    let line = line(session, procedure, args.on.as_deref())?;
    let reason = args.reason.clone();
    submit(desk, Command::Excuse { line, slot, reason })
}

/// Says that missed occurrences were seen.
///
/// # Errors
/// When no such procedure is meant, nothing was missed, or it cannot be saved.
pub fn seen(args: &SeenArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let line = match args.what.is_empty() {
        true => None,
        false => {
            let session = desk.session()?;
            let procedure = what::procedure(session, &args.what)?;
            Some(line(session, procedure, args.on.as_deref())?)
        }
    };
    submit(desk, Command::MarkSeen { line })
}

fn submit(desk: &mut Desk, command: Command) -> Result<Exit, Stop> {
    let receipt = desk.submit(&Wish::Do(command))?;
    for fact in &receipt.facts {
        let said = words::fact(fact, &desk.clock);
        desk.out.say(&format!("Saved: {said}"))?;
    }
    Ok(Exit::WELL)
}

/// The procedure on the target that is meant; it need not be named where there is one.
fn line(session: &Session, procedure: ProcedureRef, on: Option<&str>) -> Result<LineId, Stop> {
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
        return Ok(LineId { procedure, target });
    }
    match &known[..] {
        [] => Ok(LineId {
            procedure,
            target: None,
        }),
        [only] => Ok((*only).clone()),
        _ => Err(Stop::Usage(format!("Say where with --on: {}.", names()))),
    }
}
