//! `rounds run`: what becomes of a run as a whole.

use super::answers;
use super::args::{RunArgs, RunVerb};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::unread::{self, Unread};
use super::{due, what, words};
use crate::command::Command;
use crate::event::{CameTo, Fact, RunId};
use crate::present::{HowFar, doubts, json, to_know, written_up};
use crate::runbook::difference;
use crate::session::RunProgress;
use crate::session::{Receipt, Request};
use crate::text::sentence;
use serde::Serialize;

/// What became of a run. As JSON: `run`, `verdict` (`open`, `completed`, `with-failures`,
/// `with-gaps`, `nothing-done`, `ended`, `abandoned`), `words`, `entry` (its address in the journal),
/// `next_due` (what to do next, as in `due`; null where nothing is due), `unread`
/// (what could not be read, and might be due), `doubts` (what is hard to believe of it, in words),
/// `written_up` (what of it was written up later, in words; null of what was not).
#[derive(Debug, Serialize)]
struct Became {
    run: String,
    verdict: &'static str,
    words: String,
    entry: String,
    next_due: Option<json::Item>,
    unread: Vec<Unread>,
    doubts: Vec<String>,
    written_up: Option<String>,
}

/// Finishes a run, abandons it, undoes an answer, rolls it back, or adopts a newer revision.
///
/// # Errors
/// When no such run is meant, it is refused, or it cannot be saved.
pub fn run(args: &RunArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    check_options(args)?;
    let session = invocation.session()?;
    let run = what::run(session, &args.run)?;
    let request = match args.verb {
        RunVerb::Finish => Request::Do(Command::Finish { run }),
        RunVerb::Abandon => {
            let reason = args.reason.clone().unwrap_or_default();
            Request::Do(Command::Abandon { run, reason })
        }
        RunVerb::Undo => {
            let step_ref = match &args.step {
                Some(step) => Some(RunProgress::of(session, run)?.step_ref(step)?),
                None => None,
            };
            Request::Do(Command::TakeBack { run, step_ref })
        }
        RunVerb::Sign => {
            let step = args.step.as_deref().unwrap_or_default();
            let step_ref = RunProgress::of(session, run)?.step_ref(step)?;
            let played = args.played;
            Request::Do(Command::SignOff {
                run,
                step_ref,
                played,
            })
        }
        RunVerb::RollBack => Request::Do(Command::StartUndo { run }),
        RunVerb::Adopt => {
            tell_difference(invocation, run)?;
            Request::Adopt(run)
        }
    };
    let receipt = invocation.submit(&request)?;
    match args.verb {
        RunVerb::Finish | RunVerb::Abandon => ended(args, invocation, run, &receipt),
        RunVerb::RollBack => undoing(args, invocation, run, &receipt),
        RunVerb::Undo | RunVerb::Adopt | RunVerb::Sign => goes_on(args, invocation, run, &receipt),
    }
}

/// Says what is different in the revision that is about to be taken over.
fn tell_difference(invocation: &mut Invocation, run: RunId) -> Result<(), Stop> {
    let session = invocation.session()?;
    let walked = RunProgress::of(session, run)?;
    let newest = session.newest(walked.started.procedure.runbook.as_str());
    let id = walked.started.procedure.procedure.as_str();
    let newer = newest.as_ref().and_then(|pin| pin.runbook.procedure(id));
    let Some(newer) = newer else {
        return Ok(());
    };
    for change in difference(walked.procedure(), newer) {
        invocation.out.about(&change.to_string());
    }
    Ok(())
}

fn check_options(args: &RunArgs) -> Result<(), Stop> {
    if args.reason.is_some() && args.verb != RunVerb::Abandon {
        return Err(Stop::Usage("--reason belongs to `abandon`.".to_owned()));
    }
    let takes_step = matches!(args.verb, RunVerb::Undo | RunVerb::Sign);
    if args.step.is_some() && !takes_step {
        return Err(Stop::Usage(
            "--step belongs to `undo` and `sign`.".to_owned(),
        ));
    }
    if args.step.is_none() && args.verb == RunVerb::Sign {
        return Err(Stop::Usage(
            "Say which step is signed: --step STEP.".to_owned(),
        ));
    }
    if args.played && args.verb != RunVerb::Sign {
        return Err(Stop::Usage("--played belongs to `sign`.".to_owned()));
    }
    Ok(())
}

fn ended(
    args: &RunArgs,
    invocation: &mut Invocation,
    id: RunId,
    receipt: &Receipt,
) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let Some(run) = session.whole(id)? else {
        return Err(Stop::Other(
            "The run that was just ended cannot be read back.".to_owned(),
        ));
    };
    let verdict = run.verdict();
    let walked = RunProgress::of(session, id).ok();
    let procedure = walked.as_ref().map(RunProgress::procedure);
    let (doubts, said) = match args.verb {
        RunVerb::Finish => {
            let state = session.state();
            let doubts = doubts(&state, &run, procedure);
            (doubts, to_know(&state, &run, procedure, &clock))
        }
        _ => Default::default(),
    };
    let late = run.written_up();
    let today = due::look(session, &clock);
    let next = today.next();
    let unread = unread::look(invocation)?;
    if args.form.json {
        invocation.out.json(&Became {
            run: id.to_string(),
            verdict: words::verdict_word(&verdict),
            words: verdict.to_string(),
            entry: receipt.entry.to_string(),
            next_due: next.map(json::Item::from),
            unread,
            doubts,
            written_up: late.map(|it| written_up(&it, &clock)),
        })?;
        return Ok(Exit::WELL);
    }
    let far = HowFar::recorded(&run).words();
    let title = run.started.map(|said| said.what.title).unwrap_or_default();
    invocation
        .out
        .say(&format!("{title}: {verdict} ({far})."))?;
    tell_calls(invocation, receipt)?;
    for words in &said {
        invocation.out.say(words)?;
    }
    match next {
        Some(next) => {
            let (title, place) = (&next.title, next.place(", "));
            let (status, command) = (&next.status, due::command(next));
            let words = format!("Next: {title} ({place}), {status}: `{command}`.");
            invocation.out.say(&words)?;
        }
        None if unread.is_empty() => invocation.out.say("Nothing else is due.")?,
        None => {
            invocation
                .out
                .say("Nothing else is due in what could be read.")?;
            unread::tell(invocation, &unread);
        }
    }
    Ok(Exit::WELL)
}

/// Which boxes count otherwise than they were answered, because of what they call.
fn tell_calls(invocation: &mut Invocation, receipt: &Receipt) -> Result<(), Stop> {
    let boxes = receipt.facts.iter().find_map(|fact| match fact {
        Fact::RunEnded { boxes, .. } => boxes.as_deref(),
        _ => None,
    });
    for called in boxes.iter().flat_map(|it| &it.called) {
        let counts = match called.came_to {
            CameTo::Gaps => "a gap: what it calls has gaps",
            CameTo::Failed => "failed: what it calls was not completed",
            CameTo::NeverBegun => "failed: what it calls was never begun",
        };
        let step = &called.step_ref;
        invocation
            .out
            .say(&format!("Step {step} counts as {counts}."))?;
    }
    Ok(())
}

/// The run that backs another one out: its id, as `start --no-open` prints it, and what it
/// leaves as it is.
fn undoing(
    args: &RunArgs,
    invocation: &mut Invocation,
    of: RunId,
    receipt: &Receipt,
) -> Result<Exit, Stop> {
    let walked = RunProgress::of(invocation.session()?, of)?;
    let plan = walked.run.undo_plan(walked.procedure());
    if let Some(step_ref) = &plan.no_return {
        invocation.out.about(&format!(
            "There is no return from step {step_ref}: what was done before it, and it itself, stay as they are.",
        ));
    }
    for step_ref in &plan.without_undo {
        invocation
            .out
            .about(&format!("Step {step_ref} does not say how it is undone."));
    }
    answers::begun(&mut invocation.out, receipt.run, args.form.json)?;
    Ok(Exit::WELL)
}

fn goes_on(
    args: &RunArgs,
    invocation: &mut Invocation,
    id: RunId,
    receipt: &Receipt,
) -> Result<Exit, Stop> {
    let walked = RunProgress::of(invocation.session()?, id)?;
    let facts = receipt.facts.iter();
    let said: Vec<_> = facts
        .map(|fact| crate::present::fact(fact, &invocation.clock).whole())
        .collect();
    let said = said.join("; ");
    if args.form.json {
        invocation.out.json(&Became {
            run: id.to_string(),
            verdict: words::verdict_word(&walked.run.verdict()),
            words: said,
            entry: receipt.entry.to_string(),
            next_due: None,
            unread: Vec::new(),
            doubts: Vec::new(),
            written_up: None,
        })?;
        return Ok(Exit::WELL);
    }
    invocation.out.say(&format!(
        "{} {}",
        sentence(&format!("Saved: {said}")),
        walked.next_words(None)
    ))?;
    Ok(Exit::WELL)
}
