//! `--start`: begins the first procedure that is surely meant, or goes on with the run that is at
//! it; whatever else fires is told, and stays for somebody.
//!
//! What stays true: words alone begin nothing, for what they find may be about something else.

use super::super::args::AlertArgs;
use super::super::beside;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::start;
use super::answer::{Answers, By};
use super::meet::{already, place};
use super::told::Rest;
use crate::event::RunId;
use crate::session::Start;
use serde::Serialize;

/// As many of the others as are told one by one.
const MOST_OTHERS: usize = 5;

/// What was begun. As JSON: the keys of what answers, where a run was begun or goes on; `others`
/// (what else answers, and was not begun), and what was not met, as without `--start`.
#[derive(Serialize)]
struct Begun<'a> {
    #[serde(flatten)]
    answer: Option<Answers>,
    others: Vec<&'a Answers>,
    #[serde(flatten)]
    rest: &'a Rest<'a>,
}

/// Begins the first that is surely meant; prints its run.
///
/// # Errors
/// When the start is refused, or it cannot be saved.
pub(super) fn begin(
    invocation: &mut Invocation,
    answers: &[Answers],
    args: &AlertArgs,
    (rest, exit): (&Rest<'_>, Exit),
) -> Result<Exit, Stop> {
    let Some(first) = first(answers) else {
        others(invocation, &answers.iter().collect::<Vec<_>>());
        if args.form.json {
            let others = answers.iter().collect();
            let answer = None;
            invocation.out.json(&Begun {
                answer,
                others,
                rest,
            })?;
        }
        return Ok(match exit {
            Exit::WELL if !answers.is_empty() => Exit::NO,
            exit => exit,
        });
    };
    let run = begun(invocation, first, args)?;
    let mut left = Vec::new();
    for other in answers.iter().filter(|it| !std::ptr::eq(*it, first)) {
        // Another alert that the same run is about is met by it.
        if already(invocation, other, args.on.as_deref())? != Some(run) {
            left.push(other);
        }
    }
    others(invocation, &left);
    match args.form.json {
        true => invocation.out.json(&Begun {
            answer: Some(Answers {
                run: Some(run.to_string()),
                ..first.clone()
            }),
            others: left,
            rest,
        })?,
        false => invocation.out.say(&run.to_string())?,
    }
    Ok(exit)
}

/// The worst that is surely meant; of one alert what is surest.
fn first(answers: &[Answers]) -> Option<&Answers> {
    let of_one = |number: usize| answers.iter().filter(move |it| it.number == number);
    // A name that stands among words has to be the only one.
    let is_sure = |it: &&Answers| match it.by {
        By::Words => false,
        By::NameInWords => of_one(it.number).count() == 1,
        By::RunbookUrl | By::Name | By::NameInAnyCase => true,
    };
    let worst = answers.iter().find(is_sure)?;
    of_one(worst.number).filter(is_sure).min_by_key(|it| it.by)
}

/// The run that was begun, or that is at it already.
fn begun(invocation: &mut Invocation, answer: &Answers, args: &AlertArgs) -> Result<RunId, Stop> {
    if let Some(run) = already(invocation, answer, args.on.as_deref())? {
        let theirs = beside::claim_on(run, invocation)?;
        let words = match theirs {
            Some(claim) => claim.sentence(&invocation.clock),
            None => format!("{} is in progress for this already.", answer.title),
        };
        invocation.out.hint(&words);
        return Ok(run);
    }
    let target = place(invocation, answer, args.on.as_deref())?;
    let start = Start {
        target,
        values: answer.set.clone(),
        alert: answer.name.clone(),
        ..Start::of(answer.reference.clone())
    };
    start::begin(invocation, start)
}

/// Says what was not begun, and what begins it.
fn others(invocation: &mut Invocation, others: &[&Answers]) {
    for it in others.iter().take(MOST_OTHERS) {
        let why = match (it.by, &it.run) {
            (_, Some(_)) => "In progress",
            (By::Words, _) => "Found by words alone, and not begun",
            _ => "Not begun",
        };
        let words = format!("{why}: {}, for {}: {}", it.title, it.about(), it.command);
        invocation.out.about(&words);
    }
    if others.len() > MOST_OTHERS {
        let more = others.len() - MOST_OTHERS;
        invocation.out.about(&format!("And {more} more."));
    }
}
