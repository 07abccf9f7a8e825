//! Beginning what somebody else is at: it is said, and asked about once, before it is done twice.
//!
//! A claim is advice: whoever insists begins another run beside it. What is known of the others is
//! what the last sync told; nothing here waits for a network.

use super::claim::{at_it, take_from};
use super::exit::Stop;
use super::invocation::Invocation;
use crate::command::Refusal;
use crate::event::RunId;
use crate::os::Keyboard;
use crate::session::{Claim, Failure, Team};
use std::io::{BufRead, Write};
use std::time::Duration;

/// What comes of a start that was refused because the same goes on.
pub enum Choice {
    /// Another run begins all the same.
    Begin,
    /// The run that goes on is meant.
    GoOn(RunId),
}

/// What is to be done where a start was refused: somebody else's run may be gone on with, made
/// one's own, or begun once more; `insists` where that was said already.
///
/// # Errors
/// The refusal itself, where it is another one, or one's own run goes on; that nothing is begun,
/// where nobody can be asked, or nothing is chosen.
pub fn choose(
    failure: Failure,
    insists: bool,
    may_ask: bool,
    invocation: &mut Invocation,
) -> Result<Choice, Stop> {
    let Failure::Refused(Refusal::AlreadyRunning { run, by, .. }) = &failure else {
        return Err(failure.into());
    };
    let found = invocation.session()?.state().find_runs(run);
    let [run] = found[..] else {
        return Err(failure.into());
    };
    let settings = invocation.settings()?;
    let theirs = claim_on(run, invocation)?;
    if insists && (theirs.is_some() || *by != settings.operator) {
        return Ok(Choice::Begin);
    }
    let Some((team, theirs)) = theirs else {
        return Err(failure.into());
    };
    let words = at_it(&theirs, invocation);
    if !may_ask {
        let short = run.short();
        return Err(Stop::No(format!(
            "{words} `rounds open {short}` looks on, `rounds claim {short} --take-over --reason TEXT` makes it yours, --anyway begins another."
        )));
    }
    ask(&words, run, &team, &theirs, invocation)
}

/// Somebody else's claim on a run, as far as the last sync told.
///
/// # Errors
/// When the settings cannot be settled.
pub fn claim_on(run: RunId, invocation: &Invocation) -> Result<Option<(Team, Claim)>, Stop> {
    let team = Team::of(&invocation.settings()?).map_err(Stop::Usage)?;
    Ok(team.and_then(|team| {
        let claim = team.claim_of_others(run)?;
        Some((team, claim))
    }))
}

fn ask(
    words: &str,
    run: RunId,
    team: &Team,
    theirs: &Claim,
    invocation: &mut Invocation,
) -> Result<Choice, Stop> {
    // Nothing that was typed before the question answers it.
    let _ = Keyboard::of_anything().discard();
    let question = format!(
        "{words}\nLook on (l), make it yours (m), begin another (b), or leave it (Enter)? "
    );
    let nothing = || Stop::No("Nothing was begun.".to_owned());
    match answer(&question)?.to_lowercase().as_str() {
        "l" => Ok(Choice::GoOn(run)),
        "b" => Ok(Choice::Begin),
        "m" => {
            let reason = answer("Why: ")?;
            if reason.is_empty() {
                return Err(nothing());
            }
            let life = Duration::from_secs(theirs.life_seconds);
            let life = invocation.settings()?.team.claims().unwrap_or(life);
            take_from(Some((theirs, &reason)), team, run, life, invocation)?;
            Ok(Choice::GoOn(run))
        }
        _ => Err(nothing()),
    }
}

fn answer(question: &str) -> Result<String, Stop> {
    let mut words = std::io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let _ = write!(words, "{question}").and_then(|()| words.flush());
    let mut typed = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut typed)
        .map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
    Ok(typed.trim().to_owned())
}
