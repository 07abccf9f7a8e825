//! `rounds do RUN STEP run|wait|sign|call|on-fail|pretend|forget`: what is done at a step
//! beside answering it.
//!
//! A command runs only after it was shown exactly as it will run, and that was confirmed, or
//! `--yes` given.

use super::args::DoArgs;
use super::confirm;
use super::desk::Desk;
use super::exit::{Exit, Stop};
use super::step::tell;
use super::walked::Walked;
use crate::command::{Command, Hindrance, Refusal};
use crate::event::RunId;
use crate::runbook::{Spot, TargetName};
use crate::session::commands::{Offered, Unended};
use crate::session::{Failure, Wish};
use std::collections::BTreeMap;
use std::io::Read;

/// More than any secrets take.
const MOST_INPUT_BYTES: u64 = 64 * 1024;

/// What can be done at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Run its command.
    Run,
    /// Show its command in a rehearsal.
    Pretend,
    /// Say that nobody knows what its command came to.
    Forget,
    /// Begin its wait.
    Wait,
    /// Sign what another one did.
    Sign,
    /// Walk the procedure that it calls.
    Call,
    /// Walk the procedure that it names for when it fails.
    OnFail,
}

impl Doing {
    /// The word that was typed, if it is one.
    pub fn parse(typed: &str) -> Option<Self> {
        Some(match typed {
            "run" => Self::Run,
            "pretend" => Self::Pretend,
            "forget" => Self::Forget,
            "wait" => Self::Wait,
            "sign" => Self::Sign,
            "call" => Self::Call,
            "on-fail" => Self::OnFail,
            _ => return None,
        })
    }
}

/// Does it, and tells what was saved.
///
/// # Errors
/// When it is refused, not confirmed, or cannot be saved.
pub fn run(
    doing: Doing,
    args: &DoArgs,
    desk: &mut Desk,
    run: RunId,
    spot: &Spot,
) -> Result<Exit, Stop> {
    let target = args.on.as_deref().map(TargetName::from);
    let at = spot.clone();
    let wish = match doing {
        Doing::Run => return run_command(args, desk, run, spot),
        Doing::Pretend => Wish::Do(Command::PretendCommand { run, spot: at }),
        Doing::Forget => Wish::Do(Command::ForgetCommand { run, spot: at }),
        Doing::Wait => Wish::Do(Command::StartWait { run, spot: at }),
        Doing::Sign => Wish::Do(Command::SignOff {
            run,
            spot: at,
            played: args.played,
        }),
        Doing::Call => {
            check_unanswered(args, desk, run, spot)?;
            let wish = Wish::Call {
                run,
                spot: at,
                target,
            };
            return began(desk, &wish);
        }
        Doing::OnFail => {
            let wish = Wish::FollowFailure {
                run,
                spot: at,
                target,
            };
            return began(desk, &wish);
        }
    };
    let receipt = desk.submit(&wish)?;
    tell(args, desk, run, spot, &[receipt])
}

/// A step that is answered calls once more only where that is meant.
fn check_unanswered(args: &DoArgs, desk: &mut Desk, run: RunId, spot: &Spot) -> Result<(), Stop> {
    let walked = Walked::of(desk.session()?, run)?;
    let said = walked.run.outcome(spot).filter(|_| !args.again);
    match said {
        Some(said) => Err(Stop::No(format!(
            "Step {spot} is answered already: {}. Nothing was begun; add --again to walk what it calls once more.",
            super::words::answer(&said.what),
        ))),
        None => Ok(()),
    }
}

/// A run that began from here: its id, as `start --no-open` prints it.
fn began(desk: &mut Desk, wish: &Wish) -> Result<Exit, Stop> {
    let receipt = desk.submit(wish)?;
    let run = receipt.run.map(|run| run.to_string()).unwrap_or_default();
    desk.out.say(&run)?;
    Ok(Exit::WELL)
}

fn run_command(args: &DoArgs, desk: &mut Desk, run: RunId, spot: &Spot) -> Result<Exit, Stop> {
    if args.secrets {
        remember_secrets(desk, run)?;
    }
    if let Some(words) = unended(desk, run, spot)? {
        return Err(Stop::No(words));
    }
    let offered = desk.session()?.offer_command(run, spot)?;
    show(desk, &offered);
    if offered.written.verdict != crate::trust::Verdict::Allowed {
        return Err(Failure::NotAllowed(Box::new(offered.written)).into());
    }
    if !args.yes
        && !confirm::confirmed(
            desk,
            "to run it",
            "Running a command wants a confirmation: add --yes.",
        )?
    {
        return Err(Stop::No("Nothing was run.".to_owned()));
    }
    let (receipt, ended) = desk.run_command(run, spot)?;
    desk.out
        .about(&String::from_utf8_lossy(&ended.output.bytes));
    tell(args, desk, run, spot, &[receipt])
}

/// What stands in the way of a second start, in words.
fn unended(desk: &mut Desk, run: RunId, spot: &Spot) -> Result<Option<String>, Stop> {
    let unended = desk.session()?.unended_command(run, spot);
    Ok(unended.map(|unended| match unended {
        Unended::RunsHere => Refusal::from(Hindrance::RunsHere).to_string(),
        Unended::Elsewhere { host } => format!(
            "This command was begun on {host}, and its end is not known here. Look there; then say so with `forget`.",
        ),
        Unended::Unknown => "The outcome of this command is unknown: the program that ran it is gone. Look what it did; then say so with `forget`, and run it again or answer the step.".to_owned(),
    }))
}

/// The command exactly as it will run, on standard error.
fn show(desk: &mut Desk, offered: &Offered) {
    let ready = &offered.ready;
    for line in ready.shown.lines() {
        desk.out.about(&format!("  {line}"));
    }
    for (name, value) in &ready.uses {
        desk.out.about(&format!("  with {name} = {value}"));
    }
    if let Some(cwd) = &ready.cwd {
        desk.out.about(&format!("  in {cwd}"));
    }
    for (name, text) in &offered.written.text.env {
        desk.out.about(&format!("  env {name} = {text}"));
    }
}

/// Reads `NAME=VALUE` lines: secrets, which no argument may hold.
fn remember_secrets(desk: &mut Desk, run: RunId) -> Result<(), Stop> {
    let mut text = String::new();
    let mut input = std::io::stdin().lock().take(MOST_INPUT_BYTES);
    input
        .read_to_string(&mut text)
        .map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
    let pairs = text.lines().map(|line| line.split_once('='));
    let pairs: Option<BTreeMap<_, _>> = pairs.collect();
    let pairs = pairs.ok_or_else(|| {
        Stop::Usage("A secret on standard input is written NAME=VALUE, one a line.".to_owned())
    })?;
    let session = desk.session()?;
    let walked = Walked::of(session, run)?;
    for (name, value) in pairs {
        if !walked.walk.withheld.contains(name) {
            return Err(Stop::Usage(
                "A name on standard input is no secret that was answered in this run.".to_owned(),
            ));
        }
        session.remember_secret(run, name, value);
    }
    Ok(())
}
