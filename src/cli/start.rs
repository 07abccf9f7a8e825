//! `rounds start` and `rounds open`.

use super::answers;
use super::args::WhatArgs;
use super::beside::{self, Choice};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::screens::{self, PlainArgs};
use super::what::{self, What};
use crate::app::opening::Opening;
use crate::event::{FollowUpId, RunId};
use crate::present::still_open;
use crate::runbook::{TargetName, Values};
use crate::session::{Currency, Failure, Request, Start};
use crate::state::Carrying;
use crate::text::sentence;
use clap::Args;

/// `rounds open`
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// What is to be opened.
    #[command(flatten)]
    pub what: WhatArgs,
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: PlainArgs,
}

/// `rounds start`
#[derive(Debug, Args)]
pub struct StartArgs {
    /// What is to be begun.
    #[command(flatten)]
    pub what: WhatArgs,
    /// Where; needed where the procedure has several targets
    #[arg(long, value_name = "TARGET")]
    pub on: Option<String>,
    /// A value that the procedure asks for; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Only rehearse: nothing is run, nothing counts as done
    #[arg(long)]
    pub rehearse: bool,
    /// The scenario to rehearse by, as its title
    #[arg(long, value_name = "TITLE", requires = "rehearse")]
    pub scenario: Option<String>,
    /// The alert that it answers
    #[arg(long, value_name = "NAME")]
    pub alert: Option<String>,
    /// Begin another run, though somebody else is at the same
    #[arg(long)]
    pub anyway: bool,
    /// Open no screen: print the run's id
    #[arg(long, conflicts_with = "plain")]
    pub no_open: bool,
    /// Open no screen: answer in JSON
    #[arg(long, conflicts_with = "plain")]
    pub json: bool,
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: PlainArgs,
}

/// Opens what is meant in the screens or as line prompts; words that name nothing alone are
/// searched for.
///
/// # Errors
/// When there is no terminal, or a runbook that was named cannot be used.
pub fn open(args: &OpenArgs, plain: PlainArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let words = &args.what.what;
    let can_open = plain.plain || screens::check(invocation).is_ok();
    let opening = match what::anything(invocation.session()?, words) {
        Ok(What::Runbook(runbook)) => Opening::Runbook(runbook),
        Ok(What::Procedure(procedure)) => Opening::Procedure(procedure),
        Ok(What::Run(run)) => Opening::Run(run),
        Ok(What::FollowUp(id)) => {
            return Err(follow_up(id));
        }
        // Words that mean several things, or nothing by name, are searched for.
        Err(Stop::Usage(_)) if can_open => Opening::Find(words.join(" ")),
        Err(stop) => return Err(stop),
    };
    match plain.plain {
        true => screens::prompt(invocation, Some(opening), plain),
        false => {
            screens::check(invocation)?;
            screens::open(invocation, Some(opening))
        }
    }
}

fn follow_up(id: FollowUpId) -> Stop {
    Stop::Usage(format!(
        "That is a follow-up. `rounds show {}` tells it.",
        id.short(),
    ))
}

/// Begins a run; opens it, or prints its id alone.
///
/// # Errors
/// When no procedure is meant, the start is refused, or it cannot be saved.
pub fn run(args: &StartArgs, plain: PlainArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let opens = !args.no_open && !args.json && !invocation.no_input;
    let values = values(&args.set)?;
    let procedure = what::procedure(invocation.session()?, &args.what.what)?;
    if opens && !plain.plain {
        // Before anything is begun that nobody could then see.
        screens::check(invocation)?;
    }
    let target = args.on.as_deref().map(TargetName::from);
    let start = Start {
        target,
        values,
        rehearsal: args.rehearse,
        scenario: args.scenario.clone(),
        alert: args.alert.clone(),
        ..Start::of(procedure)
    };
    let run = match try_to_begin(invocation, start.clone())? {
        Ok(run) => run,
        Err(failure) => match beside::choose(failure, args.anyway, opens, invocation)? {
            Choice::Ask(run) => run,
            Choice::Begin => {
                let beside = true;
                begin(invocation, Start { beside, ..start })?
            }
        },
    };
    if opens && plain.plain {
        return screens::prompt(invocation, Some(Opening::Run(run)), plain);
    }
    if opens {
        return screens::open(invocation, Some(Opening::Run(run)));
    }
    answers::begun(&mut invocation.out, Some(run), args.json)?;
    Ok(Exit::WELL)
}

/// Begins a run. What was put off and has no step any more is named: nobody else would.
///
/// # Errors
/// When the start is refused, or it cannot be saved.
pub(super) fn begin(invocation: &mut Invocation, start: Start) -> Result<RunId, Stop> {
    Ok(try_to_begin(invocation, start)??)
}

fn try_to_begin(invocation: &mut Invocation, start: Start) -> Result<Result<RunId, Failure>, Stop> {
    let session = invocation.session()?;
    let runbook = start.procedure.runbook.clone();
    let newest = session.newest(runbook.as_str());
    let receipt = match invocation.try_to(&Request::Start(start))? {
        Ok(receipt) => receipt,
        Err(failure) => return Ok(Err(failure)),
    };
    let run = receipt
        .run
        .ok_or_else(|| Stop::Other("The start was saved without a run.".to_owned()))?;
    if newest.is_some_and(|pin| pin.currency == Currency::LastGood) {
        invocation.out.error(&format!(
            "The file of {runbook} is broken or gone; this run goes by its last good revision.",
        ));
    }
    let pin = invocation.session()?.pin(run);
    if let Some(pin) = pin {
        super::approval::tell(&pin, invocation)?;
    }
    tell_still_open(invocation, run)?;
    tell_deferred(invocation, run)?;
    Ok(Ok(run))
}

/// Says what of the same is in progress from before, and how to go on with it.
fn tell_still_open(invocation: &mut Invocation, run: RunId) -> Result<(), Stop> {
    let clock = invocation.clock.clone();
    let others = still_open(&invocation.session()?.state(), run, &clock);
    for (id, words) in others {
        let short = id.short();
        invocation.out.about(&format!(
            "{words} `rounds open {short}` goes on with it, `rounds run {short} abandon --reason TEXT` gives it up."
        ));
    }
    Ok(())
}

fn tell_deferred(invocation: &mut Invocation, run: RunId) -> Result<(), Stop> {
    let session = invocation.session()?;
    let Some(pin) = session.pin(run) else {
        return Ok(());
    };
    let mut words = Vec::new();
    {
        let state = session.state();
        let known = state.run(run);
        let started = known.and_then(|run| Some(&run.started.as_ref()?.what));
        let Some((known, started)) = known.zip(started).filter(|(_, it)| !it.rehearsal) else {
            return Ok(());
        };
        let title = |id: FollowUpId| {
            let opening = state.follow_up(id).and_then(|it| it.opening());
            opening.map(|it| it.title.clone()).unwrap_or_default()
        };
        for carried in &started.carries {
            words.push(format!(
                "It begins with what was deferred: {}",
                sentence(&title(carried.deferral))
            ));
        }
        let wanted = started.procedure.procedure.as_str();
        if let Some(procedure) = pin.runbook.procedure(wanted) {
            let deferred = state.deferred_on(&started.line(), known.subject());
            for gone in Carrying::of(procedure, &deferred).gone {
                words.push(format!(
                    "Deferred before, and not a step any more: {} `rounds follow-up close {} --reason …` closes it.",
                    sentence(&title(gone)),
                    gone.short(),
                ));
            }
        }
    }
    for words in words {
        invocation.out.about(&words);
    }
    Ok(())
}

/// `NAME=VALUE` pairs, each name once.
pub(super) fn values(pairs: &[String]) -> Result<Values, Stop> {
    let mut values = Values::new();
    for pair in pairs {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Stop::Usage(format!("“{pair}” is not NAME=VALUE.")));
        };
        if values.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(Stop::Usage(format!("{name} is set twice.")));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_an_equals_sign_and_a_name_stands_once() {
        let read =
            |pairs: &[&str]| values(&pairs.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        let good = read(&["A=1", "B=x=y", "C="]).unwrap();
        assert_eq!(
            good.into_iter().collect::<Vec<_>>(),
            [
                ("A".to_owned(), "1".to_owned()),
                ("B".to_owned(), "x=y".to_owned()),
                ("C".to_owned(), String::new()),
            ]
        );
        for wrong in [&["A"][..], &["=1"], &["A=1", "A=2"]] {
            assert_eq!(read(wrong).unwrap_err().status(), 2, "{wrong:?}");
        }
    }
}
