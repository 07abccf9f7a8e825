//! How a step is done, as lines: its command whole, its wait, its call.

use super::step::Clock;
use crate::runbook::{How, Template};
use crate::session::commands::{Offered, Unended};
use crate::session::{RunProgress, Session};
use crate::state::{StepState, StepStatus};
use crate::text::duration_words;
use jiff::Timestamp;

pub(super) fn lines(
    session: &Session,
    walked: &RunProgress,
    stand: &StepStatus,
    clock: Clock<'_>,
) -> Vec<String> {
    let step = walked.step(stand);
    let step_state = walked.run.boxes.get(&stand.step_ref);
    let mut lines = match &step.how {
        How::ByHand => Vec::new(),
        How::Command(_) => vec![match walked.started.rehearsal {
            true => "By command; r shows it, and only pretends to run it".to_owned(),
            false => "By command; r shows it and asks before it runs".to_owned(),
        }],
        How::Wait(takes) => {
            let seconds = takes.as_secs().unsigned_abs();
            vec![format!("Waits {}; w begins that", duration_words(seconds))]
        }
        How::Call(procedure) => vec![format!("Calls {procedure}; call goes there")],
    };
    if let Some(wait) = step_state.and_then(StepState::wait) {
        lines.push(waits(wait.what.until, clock));
    }
    if let Some(unended) = session.unended_command(walked.run.id, &stand.step_ref) {
        lines.push(unended_words(&unended));
    } else if let Some((_, ended)) = step_state.and_then(StepState::ended_command) {
        let why = ended.what.why.as_ref();
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        lines.push(format!("The command {}{why}", ended.what.status.words()));
    }
    let state = session.state();
    lines.extend(walked.run.children_at(&stand.step_ref).map(|said| {
        let verdict = state.verdict_of(said.what.run);
        let verdict = verdict.map(|verdict| verdict.to_string());
        format!(
            "{}, run {}: {}",
            said.what.title,
            said.what.run.short(),
            verdict.unwrap_or_default()
        )
    }));
    if let Some(role) = &step.sign_off {
        lines.push(format!("Signed by a second person: {role}"));
    }
    lines
}

fn waits(until: Timestamp, clock: Clock<'_>) -> String {
    let left = until.duration_since(Timestamp::now()).as_secs();
    match u64::try_from(left).ok().filter(|left| *left > 0) {
        Some(left) => format!(
            "The wait is over at {}, in {}; enter looks again",
            clock(until),
            duration_words(left)
        ),
        None => format!("The wait is over since {}", clock(until)),
    }
}

/// What stands in the way of a second start, in words.
pub(super) fn unended_words(unended: &Unended) -> String {
    match unended {
        Unended::RunsHere => {
            "The command runs on this machine, in another window: wait for its end, or cancel it there".to_owned()
        }
        Unended::Elsewhere { host } => format!(
            "The command was begun on {host}, and its end is not known here: look there, then say forget"
        ),
        Unended::Unknown => {
            "The outcome of the command is unknown, its program is gone: look what it did, then say forget".to_owned()
        }
    }
}

/// A command whole: as it runs, with its values, its folder and its environment.
pub(super) fn command(offered: &Offered) -> Vec<String> {
    let ready = &offered.ready;
    let mut lines: Vec<_> = ready
        .shown
        .lines()
        .map(|line| format!("  {line}"))
        .collect();
    let uses = ready.uses.iter();
    lines.extend(uses.map(|(name, value)| format!("  with {name} = {value}")));
    lines.extend(
        offered
            .whereabouts
            .iter()
            .map(|line| format!("  where {line}")),
    );
    lines.push(match &ready.cwd {
        Some(cwd) => format!("  in {cwd}"),
        None => "  in the folder that you are in".to_owned(),
    });
    let env = offered.written.text.env.iter();
    lines.extend(env.map(|(name, text)| format!("  env {name} = {text}")));
    if ready.interactive {
        lines.push("  is given the terminal".to_owned());
    }
    lines
}

/// A text with its values.
pub(super) fn filled(text: &Template, walked: &RunProgress, stand: &StepStatus) -> String {
    text.fill(&walked.walk.values_at(walked.procedure(), stand))
}
