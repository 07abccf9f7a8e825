//! `rounds do`: everything that can be said at one step of a run.

use super::args::DoArgs;
use super::desk::Desk;
use super::doing::{self, Doing};
use super::exit::{Exit, Stop};
use super::time::Clock;
use super::walked::{NextStep, Walked};
use super::{what, words};
use crate::command::{Answer, Command, CompleteStep, Secret};
use crate::event::{Attempt, Fact, RunId};
use crate::runbook::{Spot, Yields};
use crate::session::{MOST_ATTACHED_BYTES, Receipt, Wish};
use crate::text::{sentence, titled};
use serde::Serialize;

/// What was saved at a step. As JSON: `run`, `step`, `saved` (one line an event, in words),
/// `entries` (their addresses in the journal), `ended` (how the run ended with it, else
/// null), `meanwhile` (what the scenario of a rehearsal lets happen then), `next` (`number`, `step`, `title`, `holds`; null when every step is answered).
#[derive(Debug, Serialize)]
struct Saved {
    run: String,
    step: String,
    saved: Vec<String>,
    entries: Vec<String>,
    ended: Option<String>,
    meanwhile: Vec<String>,
    next: Option<NextStep>,
}

/// Answers a step, or says something else at it.
///
/// # Errors
/// When no such step is meant, the answer is refused, or it cannot be saved. What was saved
/// before that is told on standard error.
pub fn run(args: &DoArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let clock = desk.clock.clone();
    let session = desk.session()?;
    let run = what::run(session, &args.run)?;
    let walked = Walked::of(session, run)?;
    let spot = walked.spot(&args.step)?;
    let done_at = args.at.as_deref().map(|at| clock.past(at)).transpose()?;
    if let Some(doing) = args.outcome.as_deref().and_then(Doing::parse) {
        return doing::run(doing, args, desk, run, &spot);
    }
    let answer = args.outcome.as_deref().map(parse_answer).transpose()?;
    let answer = answer
        .map(|answer| own_secret(&walked, &spot, answer))
        .transpose()?;
    let mut wishes = Vec::new();
    let operator = session.settings().operator.clone();
    let read = walked.run.cautions.get(&spot.step);
    let has_read = read.is_some_and(|read| read.iter().any(|said| said.by == operator));
    if args.acknowledge && !has_read {
        let step = spot.step.clone();
        wishes.push(Wish::Do(Command::AcknowledgeCaution { run, step }));
    }
    if let Some(answer) = answer {
        wishes.push(Wish::Do(Command::CompleteStep(CompleteStep {
            run,
            spot: spot.clone(),
            answer,
            note: args.note.clone(),
            reason: args.reason.clone(),
            done_at,
            attempt: attempt(args),
        })));
    } else if let Some(text) = args.note.clone() {
        let (run, spot) = (Some(run), Some(spot.clone()));
        wishes.push(Wish::Do(Command::Note { run, spot, text }));
    }
    if let Some(reason) = args.carry_on.clone() {
        let spot = spot.clone();
        wishes.push(Wish::Do(Command::CarryOn { run, spot, reason }));
    }
    if let Some(path) = args.attach.clone() {
        check_attachment(&path)?;
        let spot = Some(spot.clone());
        wishes.push(Wish::Attach { run, spot, path });
    }
    // One after the other is saved: what will not do must be known before the first is.
    if !desk.even_so {
        wishes.iter().try_for_each(Wish::check)?;
    }
    if wishes.is_empty() && !args.acknowledge {
        return Err(Stop::Usage(
            "Say what became of the step: ok, not-ok, skip, defer, value=…, choice=…; what is done at it: run, wait, sign, call, on-fail; or give --note, --attach, --acknowledge or --carry-on.".to_owned(),
        ));
    }
    let receipts = submit(desk, &wishes)?;
    tell(args, desk, run, &spot, &receipts)
}

/// Several things may be said at once; each is an entry of its own.
fn submit(desk: &mut Desk, wishes: &[Wish]) -> Result<Vec<Receipt>, Stop> {
    let mut receipts: Vec<Receipt> = Vec::new();
    for wish in wishes {
        match desk.submit(wish) {
            Ok(receipt) => receipts.push(receipt),
            Err(failure) => {
                for fact in receipts.iter().flat_map(|receipt| &receipt.facts) {
                    let said = words::fact(fact, &desk.clock);
                    desk.out.about(&format!("Saved: {said}"));
                }
                return Err(failure);
            }
        }
    }
    Ok(receipts)
}

pub(super) fn tell(
    args: &DoArgs,
    desk: &mut Desk,
    run: RunId,
    spot: &Spot,
    receipts: &[Receipt],
) -> Result<Exit, Stop> {
    let clock = desk.clock.clone();
    let walked = Walked::of(desk.session()?, run)?;
    let facts = || receipts.iter().flat_map(|receipt| &receipt.facts);
    let ended = facts().any(|fact| matches!(fact, Fact::RunEnded { .. }));
    if args.form.json {
        desk.out.json(&Saved {
            run: run.to_string(),
            step: spot.to_string(),
            saved: facts().map(|fact| words::fact(fact, &clock)).collect(),
            entries: receipts.iter().map(|it| it.entry.to_string()).collect(),
            ended: ended.then(|| words::verdict(&walked.run.verdict())),
            meanwhile: meanwhile(&walked, spot),
            next: walked.next(Some(spot)),
        })?;
        return Ok(Exit::WELL);
    }
    let said: Vec<_> = facts()
        .map(|fact| said(&walked, spot, fact, &clock))
        .collect();
    let said = match said.is_empty() {
        true => "Nothing new to save".to_owned(),
        false => format!("Saved: {}", said.join("; ")),
    };
    desk.out.say(&format!(
        "{} {}",
        sentence(&said),
        walked.next_words(Some(spot))
    ))?;
    for words in meanwhile(&walked, spot) {
        desk.out.say(&format!("Meanwhile: {words}"))?;
    }
    Ok(Exit::WELL)
}

/// What the scenario of a rehearsal lets happen after a step, unannounced.
fn meanwhile(walked: &Walked, spot: &Spot) -> Vec<String> {
    let surprises = walked.run.surprises(walked.procedure(), &walked.walk);
    let here = surprises.iter().filter(|it| it.after == spot.step);
    here.map(|it| it.say.clone()).collect()
}

/// A fact in the words of someone who looks at the step.
fn said(walked: &Walked, spot: &Spot, fact: &Fact, clock: &Clock) -> String {
    let stand = walked.walk.position(spot).map(|at| &walked.walk.stands[at]);
    match (fact, stand) {
        (Fact::StepDone(done), Some(stand)) => {
            let title = format!("{} {}", stand.number, walked.title(stand));
            titled(&title, &words::answer(done))
        }
        _ => words::fact(fact, clock),
    }
}

/// A secret is never typed as an argument, which every account of the machine can read:
/// `value=-` reads it from standard input.
fn own_secret(walked: &Walked, spot: &Spot, answer: Answer) -> Result<Answer, Stop> {
    let step = walked.procedure().step(&spot.step);
    let secret = step.is_some_and(|step| matches!(&step.yields, Yields::Ask(ask) if ask.secret));
    match answer {
        Answer::Value(value) if secret && value == "-" => {
            let mut text = String::new();
            std::io::stdin()
                .read_line(&mut text)
                .map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
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
    let meta = std::fs::metadata(path).map_err(|error| refuse(&error.to_string()))?;
    match () {
        () if !meta.is_file() => Err(refuse("it is not a regular file")),
        () if meta.len() > MOST_ATTACHED_BYTES => Err(refuse(
            "it is larger than 16 MiB; keep it elsewhere and note where",
        )),
        () => std::fs::File::open(path)
            .map(drop)
            .map_err(|error| refuse(&error.to_string())),
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
