//! Beginning what somebody else is at: it is said before it is done twice.
//!
//! A claim is advice: whoever insists begins another run beside it. What is known of the others is
//! what the last sync told; nothing here waits for a network.

use super::exit::Stop;
use super::invocation::Invocation;
use crate::command::Refusal;
use crate::event::RunId;
use crate::present::Claim;
use crate::session::{Failure, Team};

/// What comes of a start that was refused because the same goes on.
pub enum Choice {
    /// Another run begins all the same.
    Begin,
    /// The run that goes on is opened, which asks what to do about who is at it.
    Ask(RunId),
}

/// What is to be done where a start was refused: somebody else's run may be asked about on a
/// screen or in prompts, where these are `opened`, or begun once more; `insists` where that was
/// said already.
///
/// # Errors
/// The refusal itself, where it is another one, or one's own run goes on; that nothing is begun,
/// where nothing is opened.
pub fn choose(
    failure: Failure,
    insists: bool,
    opens: bool,
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
    let Some(theirs) = theirs else {
        return Err(failure.into());
    };
    if opens {
        return Ok(Choice::Ask(run));
    }
    let (words, short) = (theirs.sentence(&invocation.clock), run.short());
    Err(Stop::No(format!(
        "{words} `rounds open {short}` looks on, `rounds claim {short} --take-over --reason TEXT` makes it yours, --anyway begins another."
    )))
}

/// Somebody else's claim on a run, as far as the last sync told.
///
/// # Errors
/// When the settings cannot be settled, or the record cannot be read.
pub fn claim_on(run: RunId, invocation: &mut Invocation) -> Result<Option<Claim>, Stop> {
    let team = Team::of(&invocation.settings()?).map_err(Stop::Usage)?;
    let Some(team) = team else { return Ok(None) };
    Ok(team.claim_of_others(run, &invocation.session()?.state()))
}
