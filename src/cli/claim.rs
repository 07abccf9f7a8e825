//! `rounds claim`: who is at what; being at something, leaving it, taking it over.
//!
//! A claim is advice that dies by itself: nothing is locked by it, and without a network work goes
//! on. Taking over is an entry.

use super::args::ClaimArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Table;
use super::what;
use crate::carrier::Direction;
use crate::command::{Command, TakeOver};
use crate::event::RunId;
use crate::present::Tone;
use crate::session::{NoSync, Request, Team};
use jiff::SignedDuration;
use std::time::Duration;

/// Lists claims, or changes one. As JSON, an array: `what`, `title`, `operator`, `host`, `run`,
/// `step` (answered, of how many), `since`, `life_seconds`, `turn`.
///
/// # Errors
/// When there is no team, somebody else is at it, or the other side is not reached.
pub fn run(args: &ClaimArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    let team = Team::of(&settings).map_err(Stop::Usage)?;
    let team = team.ok_or_else(|| {
        Stop::No("This record is shared with nobody: `rounds join URL` joins a team.".to_owned())
    })?;
    let Some(typed) = &args.what else {
        return list(args, &team, invocation);
    };
    let life = match (&args.life, settings.team.claims()) {
        (Some(typed), _) => Some(duration(typed)?),
        (None, life) => life,
    };
    let life = life.ok_or_else(|| {
        Stop::No("config.toml says claims = \"off\"; --for claims all the same.".to_owned())
    })?;
    let run = what::run(invocation.session()?, typed)?;
    if args.drop {
        team.leave(run).map_err(Stop::Other)?;
    } else {
        claim(args, &team, run, life, invocation)?;
    }
    sync(&team, invocation)?;
    let words = match args.drop {
        true => format!("You have left {}.", run.short()),
        false => format!("You are at {}, and the others hear of it.", run.short()),
    };
    invocation.out.say(&words)?;
    Ok(Exit::WELL)
}

fn duration(typed: &str) -> Result<Duration, Stop> {
    let duration: Result<SignedDuration, _> = typed.parse();
    let duration = duration.ok().and_then(|it| Duration::try_from(it).ok());
    let duration = duration.filter(|it| *it >= Duration::from_secs(1));
    duration.ok_or_else(|| Stop::Usage(format!("“{typed}” is no duration, such as 30m.")))
}

fn claim(
    args: &ClaimArgs,
    team: &Team,
    run: RunId,
    life: Duration,
    invocation: &mut Invocation,
) -> Result<(), Stop> {
    let theirs = team.claim_of_others(run, &invocation.record()?.state());
    let reason = args.reason.as_deref().filter(|_| args.take_over);
    match (&theirs, reason) {
        (None, Some(_)) => Err(Stop::No(format!(
            "Nobody else is known to be at it: `rounds claim {}` says that you are.",
            run.short()
        ))),
        (Some(theirs), None) => Err(Stop::No(format!(
            "{} --take-over --reason TEXT takes it over.",
            theirs.sentence(&invocation.clock)
        ))),
        (theirs, reason) => {
            if let Some((theirs, reason)) = theirs.as_ref().zip(reason) {
                invocation.submit(&Request::Do(Command::TakeOver(TakeOver {
                    run,
                    what: theirs.what.clone(),
                    from: theirs.operator.clone(),
                    reason: reason.to_owned(),
                })))?;
            }
            let claim = invocation.session()?.claim_of(run, life);
            let claim = claim.ok_or_else(|| Stop::No("That run does not go on.".to_owned()))?;
            team.take(claim).map_err(Stop::Other)
        }
    }
}

fn sync(team: &Team, invocation: &mut Invocation) -> Result<(), Stop> {
    match invocation.record()?.sync(team, Direction::Both) {
        Ok(_) => Ok(()),
        Err(NoSync::Record(failure)) => Err(failure.into()),
        Err(fault) => Err(Stop::Other(format!(
            "{}: {fault}. The others hear of it with the next sync.",
            team.url
        ))),
    }
}

fn list(args: &ClaimArgs, team: &Team, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let claims = team.claims(&invocation.record()?.state());
    if args.form.json {
        invocation.out.json(&claims)?;
        return Ok(Exit::WELL);
    }
    if claims.is_empty() {
        invocation
            .out
            .say("Nobody says that they are at anything.")?;
    }
    let head = &["OPERATOR", "AT", "ANSWERED", "SINCE", "HOST"];
    let mut table = Table::keeping(&[0]).under(head);
    for claim in &claims {
        let how_far = claim.how_far();
        let since = invocation.clock.exact(claim.since);
        table.row([
            (Tone::Strong, claim.operator.as_str()),
            (Tone::Plain, claim.title.as_str()),
            (Tone::Plain, how_far.as_str()),
            (Tone::Dim, since.as_str()),
            (Tone::Dim, claim.host.as_str()),
        ]);
    }
    table.write(&mut invocation.out)?;
    Ok(Exit::WELL)
}
