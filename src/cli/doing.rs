//! `rounds do RUN STEP run|wait|sign|call|on-fail|pretend|look|forget`: what is done at a step
//! beside answering it.
//!
//! A command runs only after it was shown exactly as it will run, and that was confirmed, or
//! `--yes` given.

use super::answers;
use super::args::DoArgs;
use super::confirm;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::saved::tell;
use crate::command::{Blocked, Command, Refusal};
use crate::event::RunId;
use crate::present::answer;
use crate::runbook::{StepRef, TargetName};
use crate::session::RunProgress;
use crate::session::commands::{Offered, Unended};
use crate::session::{Failure, Request};
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
    /// Look at what the scenario of a rehearsal has here.
    Look,
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
            "look" => Self::Look,
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
    invocation: &mut Invocation,
    run: RunId,
    step_ref: &StepRef,
) -> Result<Exit, Stop> {
    let target = args.on.as_deref().map(TargetName::from);
    let at = step_ref.clone();
    let request = match doing {
        Doing::Run => return run_command(args, invocation, run, step_ref),
        Doing::Pretend => Request::Do(Command::PretendCommand { run, step_ref: at }),
        Doing::Look => Request::Do(Command::LookAtScenario { run, step_ref: at }),
        Doing::Forget => Request::Do(Command::ForgetCommand { run, step_ref: at }),
        Doing::Wait => Request::Do(Command::StartWait { run, step_ref: at }),
        Doing::Sign => Request::Do(Command::SignOff {
            run,
            step_ref: at,
            played: args.played,
        }),
        Doing::Call => {
            check_unanswered(args, invocation, run, step_ref)?;
            let request = Request::Call {
                run,
                step_ref: at,
                target,
            };
            return began(args, invocation, &request);
        }
        Doing::OnFail => {
            let request = Request::FollowFailure {
                run,
                step_ref: at,
                target,
            };
            return began(args, invocation, &request);
        }
    };
    let receipt = invocation.submit(&request)?;
    let exit = tell(args, invocation, run, step_ref, &[receipt])?;
    if doing == Doing::Look && !args.form.json {
        let walked = RunProgress::of(invocation.session()?, run)?;
        if let Some(found) = walked.run.scripted(walked.procedure(), step_ref) {
            invocation
                .out
                .say(&format!("The scenario finds: {found}"))?;
        }
    }
    Ok(exit)
}

/// A step that is answered calls once more only where that is meant.
fn check_unanswered(
    args: &DoArgs,
    invocation: &mut Invocation,
    run: RunId,
    step_ref: &StepRef,
) -> Result<(), Stop> {
    let walked = RunProgress::of(invocation.session()?, run)?;
    let said = walked.run.outcome(step_ref).filter(|_| !args.again);
    match said {
        Some(said) => Err(Stop::No(format!(
            "Step {step_ref} is answered already: {}. Nothing was begun; add --again to walk what it calls once more.",
            answer(&said.what),
        ))),
        None => Ok(()),
    }
}

/// A run that began from here: its id, as `start --no-open` prints it.
fn began(args: &DoArgs, invocation: &mut Invocation, request: &Request) -> Result<Exit, Stop> {
    let receipt = invocation.submit(request)?;
    answers::begun(&mut invocation.out, receipt.run, args.form.json)?;
    Ok(Exit::WELL)
}

fn run_command(
    args: &DoArgs,
    invocation: &mut Invocation,
    run: RunId,
    step_ref: &StepRef,
) -> Result<Exit, Stop> {
    if args.secrets {
        remember_secrets(invocation, run)?;
    }
    if let Some(words) = unended(invocation, run, step_ref)? {
        return Err(Stop::No(words));
    }
    let offered = invocation.session()?.offer_command(run, step_ref)?;
    show(invocation, &offered);
    if offered.written.verdict != crate::trust::Verdict::Allowed {
        return Err(Failure::NotAllowed(Box::new(offered.written)).into());
    }
    if !args.yes
        && !confirm::confirmed(
            invocation,
            "to run it",
            "Running a command needs a confirmation: add --yes.",
        )?
    {
        return Err(Stop::No("Nothing was run.".to_owned()));
    }
    let (receipt, ended) = invocation.run_command(run, step_ref)?;
    invocation
        .out
        .about(&String::from_utf8_lossy(&ended.output.bytes));
    tell(args, invocation, run, step_ref, &[receipt])
}

/// What stands in the way of a second start, in words.
fn unended(
    invocation: &mut Invocation,
    run: RunId,
    step_ref: &StepRef,
) -> Result<Option<String>, Stop> {
    let unended = invocation.session()?.unended_command(run, step_ref);
    Ok(unended.map(|unended| match unended {
        Unended::RunsHere => Refusal::from(Blocked::RunsHere).to_string(),
        Unended::Elsewhere { host } => format!(
            "This command was begun on {host}, and its end is not known here. Look there; then say so with `forget`.",
        ),
        Unended::Unknown => "The outcome of this command is unknown: the program that ran it is gone. Look what it did; then say so with `forget`, and run it again or answer the step.".to_owned(),
    }))
}

/// The command exactly as it will run, on standard error.
fn show(invocation: &mut Invocation, offered: &Offered) {
    let ready = &offered.ready;
    for line in ready.shown.lines() {
        invocation.out.about(&format!("  {line}"));
    }
    for (name, value) in &ready.uses {
        invocation.out.about(&format!("  with {name} = {value}"));
    }
    if let Some(cwd) = &ready.cwd {
        invocation.out.about(&format!("  in {cwd}"));
    }
    for (name, text) in &offered.written.text.env {
        invocation.out.about(&format!("  env {name} = {text}"));
    }
    for line in &offered.whereabouts {
        invocation.out.about(&format!("  where {line}"));
    }
}

/// Reads `NAME=VALUE` lines: secrets, which no argument may hold.
fn remember_secrets(invocation: &mut Invocation, run: RunId) -> Result<(), Stop> {
    let mut text = String::new();
    let mut input = std::io::stdin().lock().take(MOST_INPUT_BYTES);
    input.read_to_string(&mut text).map_err(Stop::of_input)?;
    let pairs = text.lines().map(|line| line.split_once('='));
    let pairs: Option<BTreeMap<_, _>> = pairs.collect();
    let pairs = pairs.ok_or_else(|| {
        Stop::Usage("A secret on standard input is written NAME=VALUE, one a line.".to_owned())
    })?;
    let session = invocation.session()?;
    let walked = RunProgress::of(session, run)?;
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
