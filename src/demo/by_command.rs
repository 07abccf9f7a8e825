//! A step that a command does, done by it: what it would have put out is made up, so that the
//! record of the year has what a real one has, and nothing runs.
//!
//! Where no output can be made up that says what the operator is to find, the step is left to
//! the operator's hand.

use super::going::{Going, Next};
use super::scribe::{Fault, Scribe};
use super::values::Chance;
use crate::command::{Answer, Command, CommandResult};
use crate::event::{CommandStatus, EntryHash, RunId};
use crate::runbook::{How, StepCommand, Values};

/// Does a box by its command, where its output can be made up; says whether the box has its
/// answer.
pub(super) fn by_command(
    scribe: &mut Scribe<'_>,
    going: &Going,
    run: RunId,
    next: &Next,
    answer: &Answer,
    chance: &mut Chance,
) -> Result<bool, Fault> {
    let How::Command(command) = &next.step.how else {
        return Ok(false);
    };
    let Some(text) = made_up(command, answer, &next.values) else {
        return Ok(false);
    };
    let step_ref = next.step_ref.clone();
    let start = Command::StartCommand { run, step_ref };
    match scribe.act(going.by, going.runbook, &start) {
        // A value that no command takes is for the hand.
        Err(Fault::Refused(_)) => return Ok(false),
        other => other?,
    };
    let step_state = scribe
        .state
        .run(run)
        .and_then(|it| it.boxes.get(&next.step_ref));
    let started = step_state.and_then(|it| Some(it.commands.current()?.mark.entry.clone()));
    let Some(started) = started else {
        return Ok(false);
    };
    let seconds = chance.between(1, 9);
    scribe.wait_seconds(seconds);
    let code = command.expect_exit.first().copied().unwrap_or_default();
    let result = CommandResult {
        started,
        status: CommandStatus::Exited { code },
        milliseconds: seconds * 1_000,
        bytes: text.len() as u64,
        digest: EntryHash::default(),
        output: None,
        text,
        is_cut: false,
    };
    let end = Command::EndCommand {
        run,
        step_ref: next.step_ref.clone(),
        result: Box::new(result),
    };
    scribe.act(going.by, going.runbook, &end)?;
    let state = scribe.state.run(run);
    Ok(state.is_none_or(|it| it.outcome(&next.step_ref).is_some()))
}

/// An output from which the command's step takes this answer.
fn made_up(command: &StepCommand, answer: &Answer, values: &Values) -> Option<String> {
    let value = match answer {
        Answer::Ok => "",
        Answer::Value(value) | Answer::Choice(value) => value.as_str(),
        _ => return None,
    };
    let item = values.get("ITEM").map_or("", String::as_str);
    let expected = command.expect_output.as_ref();
    let expected = expected.map_or("", |search| search.source());
    let forms = [
        value.to_owned(),
        expected.to_owned(),
        format!("{item} {value}"),
        format!("dead letters {value}"),
        format!("{value} days"),
        format!("{value} orders"),
    ];
    forms.into_iter().find(|text| {
        let is_there = command.expect_output.as_ref();
        let is_there = is_there.is_none_or(|it| it.first_in(text, values).is_some());
        let taken = command
            .take
            .as_ref()
            .map(|take| take.first_in(text, values));
        is_there && taken.is_none_or(|taken| value.is_empty() || taken == Some(value))
    })
}
