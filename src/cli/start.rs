//! `rounds start` and `rounds open`.

use super::args::{StartArgs, WhatArgs};
use super::desk::Desk;
use super::exit::{Exit, Stop};
use super::screens;
use super::what::{self, What};
use crate::event::RunId;
use crate::runbook::{TargetName, Values};
use crate::session::{Currency, Start, Wish};
use crate::tui::Opening;

/// Opens what is meant in the screens; words that name nothing alone are searched for.
///
/// # Errors
/// When there is no terminal, or a runbook that was named cannot be used.
pub fn open(args: &WhatArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    screens::check(desk)?;
    let opening = match what::anything(desk.session()?, &args.what) {
        Ok(What::Runbook(runbook)) => Opening::Runbook(runbook),
        Ok(What::Procedure(procedure)) => Opening::Procedure(procedure),
        Ok(What::Run(run)) => Opening::Run(run),
        // Words that mean several things, or nothing by name, are searched for.
        Err(Stop::Usage(_)) => Opening::Find(args.what.join(" ")),
        Err(stop) => return Err(stop),
    };
    screens::open(desk, Some(opening))
}

/// Begins a run; opens it, or prints its id alone.
///
/// # Errors
/// When no procedure is meant, the start is refused, or it cannot be saved.
pub fn run(args: &StartArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let opens = !args.no_open && !desk.no_input;
    if opens {
        // Before anything is begun that nobody could then see.
        screens::check(desk)?;
    }
    let values = values(&args.set)?;
    let procedure = what::procedure(desk.session()?, &args.what.what)?;
    let target = args.on.as_deref().map(TargetName::from);
    let start = Start {
        target,
        values,
        rehearsal: args.rehearse,
        scenario: args.scenario.clone(),
        ..Start::of(procedure)
    };
    let run = begin(desk, start)?;
    if opens {
        return screens::open(desk, Some(Opening::Run(run)));
    }
    desk.out.say(&run.to_string())?;
    Ok(Exit::WELL)
}

fn begin(desk: &mut Desk, start: Start) -> Result<RunId, Stop> {
    let procedure = start.procedure.clone();
    let session = desk.session()?;
    let currency = session
        .newest(procedure.runbook.as_str())
        .map(|pin| pin.currency);
    let receipt = desk.submit(&Wish::Start(start))?;
    let run = receipt
        .run
        .ok_or_else(|| Stop::Other("The start was saved without a run.".to_owned()))?;
    if currency == Some(Currency::LastGood) {
        desk.out.error(&format!(
            "The file of {} is broken or gone; this run goes by its last good revision.",
            procedure.runbook,
        ));
    }
    Ok(run)
}

/// `NAME=VALUE` pairs, each name once.
fn values(pairs: &[String]) -> Result<Values, Stop> {
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
