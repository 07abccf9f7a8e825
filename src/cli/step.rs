//! `rounds do`: everything that can be said at one step of a run.

use super::args::DoArgs;
use super::doing::{self, Doing};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::saved::tell;
use super::time::past;
use super::what;
use crate::command::{Answer, Command, CompleteStep, Secret};
use crate::event::{Attempt, RunId};
use crate::runbook::{StepRef, Yields};
use crate::session::RunProgress;
use crate::session::{Evidenced, MOST_ATTACHED_BYTES, Receipt, Request};

/// Answers a step, or says something else at it.
///
/// # Errors
/// When no such step is meant, the answer is refused, or it cannot be saved. What was saved
/// before that is told on standard error.
pub fn run(args: &DoArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let run = what::run(session, &args.run)?;
    let walked = RunProgress::of(session, run)?;
    let step_ref = walked.step_ref(&args.step)?;
    let done_at = args.at.as_deref().map(|at| past(&clock, at)).transpose()?;
    let operator = session.settings().operator.clone();
    let read = walked.run.cautions.get(&step_ref.step);
    let has_read = read.is_some_and(|read| read.iter().any(|said| said.by == operator));
    let reads = (args.caution_read && !has_read).then(|| {
        let step = step_ref.step.clone();
        Request::Do(Command::AcknowledgeCaution { run, step })
    });
    if let Some(doing) = args.outcome.as_deref().and_then(Doing::parse) {
        submit(invocation, reads.as_slice())?;
        return doing::run(doing, args, invocation, run, &step_ref);
    }
    let answer = args.outcome.as_deref().map(parse_answer).transpose()?;
    let answer = answer
        .map(|answer| own_secret(&walked, &step_ref, answer))
        .transpose()?;
    let mut overrides: Vec<Request> = reads.into_iter().collect();
    let said = match answer {
        Some(answer) => Some(Command::CompleteStep(CompleteStep {
            run,
            step_ref: step_ref.clone(),
            answer,
            note: args.note.clone(),
            reason: args.reason.clone(),
            done_at,
            attempt: attempt(args),
            sure: args.sure,
        })),
        None => args.note.clone().map(|text| Command::Note {
            run: Some(run),
            step_ref: Some(step_ref.clone()),
            text,
        }),
    };
    overrides.extend(with_evidence(args, run, &step_ref, said)?);
    if let Some(reason) = args.carry_on.clone() {
        let step_ref = step_ref.clone();
        overrides.push(Request::Do(Command::CarryOn {
            run,
            step_ref,
            reason,
        }));
    }
    // One after the other is saved: what will not do must be known before the first is.
    if !invocation.even_so {
        overrides.iter().try_for_each(Request::check)?;
    }
    if overrides.is_empty() && !args.caution_read {
        return Err(Stop::Usage(
            "Say what became of the step: ok, not-ok, skip, defer, value=…, choice=…; what is done at it: run, wait, sign, call, on-fail; or give --note, --attach, --caution-read or --carry-on.".to_owned(),
        ));
    }
    let receipts = submit(invocation, &overrides)?;
    tell(args, invocation, run, &step_ref, &receipts)
}

/// What is said, with the file that goes with it: one entry, or none.
fn with_evidence(
    args: &DoArgs,
    run: RunId,
    step_ref: &StepRef,
    said: Option<Command>,
) -> Result<Option<Request>, Stop> {
    let Some(path) = args.attach.clone() else {
        return Ok(said.map(Request::Do));
    };
    check_attachment(&path)?;
    let step_ref = step_ref.clone();
    Ok(Some(match said {
        Some(command) => Request::Evidenced(Box::new(Evidenced {
            command,
            run,
            step_ref,
            path,
        })),
        None => Request::Attach {
            run,
            step_ref: Some(step_ref),
            path,
        },
    }))
}

/// Several things may be said at once; but for an answer and its evidence, each is an entry of
/// its own.
fn submit(invocation: &mut Invocation, overrides: &[Request]) -> Result<Vec<Receipt>, Stop> {
    let mut receipts: Vec<Receipt> = Vec::new();
    for request in overrides {
        match invocation.submit(request) {
            Ok(receipt) => receipts.push(receipt),
            Err(failure) => {
                for fact in receipts.iter().flat_map(|receipt| &receipt.facts) {
                    let said = crate::present::fact(fact, &invocation.clock).whole();
                    invocation.out.about(&format!("Saved: {said}"));
                }
                return Err(failure);
            }
        }
    }
    Ok(receipts)
}

/// A secret is never typed as an argument, which every account of the machine can read:
/// `value=-` reads it from standard input.
fn own_secret(walked: &RunProgress, step_ref: &StepRef, answer: Answer) -> Result<Answer, Stop> {
    let step = walked.procedure().step(&step_ref.step);
    let secret = step.is_some_and(|step| matches!(&step.yields, Yields::Ask(ask) if ask.secret));
    match answer {
        Answer::Value(value) if secret && value == "-" => {
            let mut text = String::new();
            std::io::stdin()
                .read_line(&mut text)
                .map_err(Stop::of_input)?;
            Ok(Answer::Secret(Secret::from(text)))
        }
        Answer::Value(_) if secret => Err(Stop::Usage(
            "This step asks for a secret, which no argument may hold. Write value=- and give it on standard input.".to_owned(),
        )),
        answer => Ok(answer),
    }
}

fn attempt(args: &DoArgs) -> Attempt {
    match (args.again, args.correct) {
        (true, _) => Attempt::Again,
        (_, true) => Attempt::Corrected,
        _ => Attempt::First,
    }
}

fn parse_answer(typed: &str) -> Result<Answer, Stop> {
    match typed.split_once('=') {
        Some(("value", value)) => Ok(Answer::Value(value.to_owned())),
        Some(("choice", choice)) => Ok(Answer::Choice(choice.to_owned())),
        _ => match typed {
            "ok" => Ok(Answer::Ok),
            "not-ok" => Ok(Answer::NotOk),
            "skip" => Ok(Answer::Skip),
            "defer" => Ok(Answer::Defer),
            _ => Err(Stop::Usage(format!(
                "“{typed}” is no outcome. Write ok, not-ok, skip, defer, value=… or choice=…; or run, wait, sign, call, on-fail, pretend, forget."
            ))),
        },
    }
}

/// Looked at before anything is saved, so that no answer stands without its evidence.
fn check_attachment(path: &std::path::Path) -> Result<(), Stop> {
    let refuse = |why: &str| Stop::Other(format!("{} cannot be attached: {why}.", path.display()));
    let fault = |error| Stop::of_file(path, "attached", &error);
    let meta = std::fs::metadata(path).map_err(fault)?;
    match () {
        () if !meta.is_file() => Err(refuse("it is no plain file")),
        () if meta.len() > MOST_ATTACHED_BYTES => Err(refuse(
            "it is larger than 16 MiB; keep it elsewhere and note where",
        )),
        () => crate::os::open_plain(path).map(drop).map_err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_read_as_they_are_written() {
        for (typed, meant) in [
            ("ok", Answer::Ok),
            ("not-ok", Answer::NotOk),
            ("skip", Answer::Skip),
            ("defer", Answer::Defer),
            ("value=a=b", Answer::Value("a=b".to_owned())),
            ("choice=", Answer::Choice(String::new())),
        ] {
            assert_eq!(parse_answer(typed).unwrap(), meant);
        }
        for typed in ["OK", "done", "", "text=5"] {
            assert_eq!(parse_answer(typed).unwrap_err().status(), 2, "{typed}");
        }
    }
}
