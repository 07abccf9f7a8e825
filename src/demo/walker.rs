//! One run from its start to its end, as an operator would go.

use super::by_command::by_command;
use super::going::{Going, Next};
use super::scribe::{Fault, Scribe, runbook};
use super::values::{Chance, SEEN, SKIPPED, made_up_secret, reading, told};
use crate::command::{Answer, Command, CompleteStep, target_values};
use crate::event::RunId;
use crate::runbook::{How, Procedure, Style, Yields};
use crate::state::{Progress, Standing, StepStatus};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Walks a run, and gives its id.
pub(super) fn walk(
    scribe: &mut Scribe<'_>,
    going: &Going,
    chance: &mut Chance,
) -> Result<RunId, Fault> {
    let command = Command::StartRun(going.start.clone());
    let begun = scribe.act(going.by, going.runbook, &command)?;
    let run = scribe
        .begun(&begun)
        .ok_or_else(|| Fault::NoSuch("run that was begun".to_owned()))?;
    go(scribe, going, run, chance)?;
    Ok(run)
}

/// Goes on with a run that stopped, to its end.
pub(super) fn go_on(
    scribe: &mut Scribe<'_>,
    going: &Going,
    run: RunId,
    chance: &mut Chance,
) -> Result<(), Fault> {
    let to_the_end = Going {
        stops_after: None,
        ..going.clone()
    };
    go(scribe, &to_the_end, run, chance)
}

fn go(
    scribe: &mut Scribe<'_>,
    going: &Going,
    run: RunId,
    chance: &mut Chance,
) -> Result<(), Fault> {
    let mut done = 0;
    let mut read = BTreeSet::new();
    while let Some(next) = next_box(scribe, going, run)? {
        if going.stops_after.is_some_and(|most| done >= most) {
            return Ok(());
        }
        scribe.wait_seconds(chance.between(12, 70));
        if next.step.is_acknowledged_first() && read.insert(next.step.id.clone()) {
            let step = next.step.id.clone();
            let caution = Command::AcknowledgeCaution { run, step };
            scribe.act(going.by, going.runbook, &caution)?;
        }
        answer(scribe, going, run, &next, chance)?;
        done += 1;
        if next.is_end {
            return Ok(());
        }
    }
    scribe.wait_seconds(chance.between(5, 20));
    finish(scribe, going, run)
}

fn next_box(scribe: &Scribe<'_>, going: &Going, run: RunId) -> Result<Option<Next>, Fault> {
    let book = runbook(&scribe.library, going.runbook)?;
    let procedure = procedure(book, going)?;
    let Some((known, walk)) = laid(scribe, going, run)? else {
        return Ok(None);
    };
    let open = walk.stands.iter().find(|stand| wants(stand));
    Ok(open.filter(|_| known).map(|stand| {
        let step = procedure.steps[stand.step].clone();
        Next {
            is_end: step.end.is_some(),
            step_ref: stand.step_ref.clone(),
            values: walk.values_at(stand),
            style: procedure.style,
            step,
        }
    }))
}

fn wants(stand: &StepStatus) -> bool {
    stand.standing == Standing::Open
}

fn procedure<'b>(book: &'b crate::runbook::Runbook, going: &Going) -> Result<&'b Procedure, Fault> {
    let wanted = going.start.procedure.as_str();
    let found = book.procedure(wanted);
    found.ok_or_else(|| Fault::NoSuch(format!("procedure {wanted}")))
}

/// The boxes of a run as they stand, and whether it goes on.
fn laid(scribe: &Scribe<'_>, going: &Going, run: RunId) -> Result<Option<(bool, Progress)>, Fault> {
    let book = runbook(&scribe.library, going.runbook)?;
    let procedure = procedure(book, going)?;
    let Some(run) = scribe.state.run(run) else {
        return Ok(None);
    };
    let Some(started) = run.started.as_ref() else {
        return Ok(None);
    };
    let walk = Progress::of(procedure, run, target_values(book, &started.what));
    Ok(Some((run.first_ending().is_none(), walk)))
}

fn answer(
    scribe: &mut Scribe<'_>,
    going: &Going,
    run: RunId,
    next: &Next,
    chance: &mut Chance,
) -> Result<(), Fault> {
    let (by, step_ref) = (going.by, next.step_ref.clone());
    // A rehearsal waits for nothing.
    if let How::Wait(time) = next.step.how
        && !going.start.rehearsal
    {
        let wait = Command::StartWait {
            run,
            step_ref: step_ref.clone(),
        };
        scribe.act(by, going.runbook, &wait)?;
        scribe.wait_seconds(time.as_secs().unsigned_abs() + chance.between(3, 40));
    }
    let complete = said(going, run, next, scribe.now(), chance);
    let complete = by_scenario(scribe, going, run, next).unwrap_or(complete);
    let holds = next.style == Style::ReadDo && complete.answer == Answer::NotOk;
    // A rehearsal runs nothing.
    let done =
        !going.start.rehearsal && by_command(scribe, going, run, next, &complete.answer, chance)?;
    if !done {
        scribe.act(by, going.runbook, &Command::CompleteStep(complete))?;
    }
    if let Some(role) = &next.step.sign_off {
        scribe.wait_seconds(chance.between(60, 400));
        let (by, played) = match going.start.rehearsal {
            true => (going.by, true),
            false => (signer(role), false),
        };
        let step_ref = step_ref.clone();
        let sign = Command::SignOff {
            run,
            step_ref,
            played,
        };
        scribe.act(by, going.runbook, &sign)?;
    }
    if holds {
        scribe.wait_seconds(chance.between(60, 200));
        let reason = "Seen and written down; what follows does not rest on it".to_owned();
        let carry_on = Command::CarryOn {
            run,
            step_ref,
            reason,
        };
        scribe.act(by, going.runbook, &carry_on)?;
    }
    Ok(())
}

/// What the scenario of a rehearsal has at a box: whoever rehearses here has looked well.
fn by_scenario(
    scribe: &Scribe<'_>,
    going: &Going,
    run: RunId,
    next: &Next,
) -> Option<CompleteStep> {
    let book = runbook(&scribe.library, going.runbook).ok()?;
    let procedure = procedure(book, going).ok()?;
    let word = scribe.state.run(run)?.scripted(procedure, &next.step_ref)?;
    let answer = match (&next.step.yields, Answer::scripted(word)) {
        (Yields::Ask(ask), _) if ask.secret => return None,
        (Yields::Choose(_), Answer::Value(option)) => Answer::Choice(option),
        (_, answer) => answer,
    };
    let note = (answer == Answer::NotOk).then(|| "As the scenario has it".to_owned());
    Some(CompleteStep {
        note,
        ..CompleteStep::first(run, next.step_ref.clone(), answer)
    })
}

/// Who signs for a role, as the shipped runbooks name them; none of them walks rounds.
fn signer(role: &str) -> &'static str {
    match role {
        "operations" => "shift-lead",
        "product" => "product-lead",
        _ => "tech-lead",
    }
}

/// What an operator says of a box.
fn said(
    going: &Going,
    run: RunId,
    next: &Next,
    now: Timestamp,
    chance: &mut Chance,
) -> CompleteStep {
    let step = &next.step;
    let scripted = going
        .scripted
        .iter()
        .find(|(id, _)| *id == step.id.as_str());
    let first = |answer| CompleteStep::first(run, next.step_ref.clone(), answer);
    if let Some((_, words)) = scripted {
        return match *words {
            "ok" => first(Answer::Ok),
            "defer" => CompleteStep {
                reason: Some("The data platform answers tomorrow".to_owned()),
                ..first(Answer::Defer)
            },
            text if text.starts_with("not-ok ") => CompleteStep {
                note: text.strip_prefix("not-ok ").map(str::to_owned),
                ..first(Answer::NotOk)
            },
            text if matches!(step.yields, Yields::Choose(_)) => first(Answer::Choice(text.into())),
            text => first(Answer::Value(text.into())),
        };
    }
    let is_exercise = EXERCISES.contains(&going.start.procedure.as_str());
    let goes_wrong = going.is_round && !is_exercise && step.sign_off.is_none();
    match &step.yields {
        Yields::Reading { limits, .. } => {
            first(Answer::Value(reading(step, limits, going.day, chance)))
        }
        Yields::Ask(ask) if ask.secret => first(Answer::Secret(made_up_secret(chance).into())),
        Yields::Ask(_) => first(Answer::Value(told(step, now, chance).unwrap_or_default())),
        Yields::Choose(_) => first(Answer::Choice(told(step, now, chance).unwrap_or_default())),
        Yields::Tick if step.optional && chance.once_in(4) => first(Answer::Skip),
        Yields::Tick if goes_wrong && chance.once_in(110) => CompleteStep {
            note: Some(chance.pick(&SEEN).to_owned()),
            ..first(Answer::NotOk)
        },
        Yields::Tick if goes_wrong && chance.once_in(160) => CompleteStep {
            reason: Some(chance.pick(&SKIPPED).to_owned()),
            ..first(Answer::Skip)
        },
        Yields::Tick => first(Answer::Ok),
    }
}

/// Rounds on which readiness rests: each is done as it should be.
const EXERCISES: [&str; 2] = ["restore-drill", "access-review"];

/// Finishes a run that no step has ended.
fn finish(scribe: &mut Scribe<'_>, going: &Going, run: RunId) -> Result<(), Fault> {
    if laid(scribe, going, run)?.is_none_or(|(goes_on, _)| !goes_on) {
        return Ok(());
    }
    let finish = Command::Finish { run };
    scribe.act(going.by, going.runbook, &finish).map(drop)
}
