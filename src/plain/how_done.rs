//! How a step is done, as lines: its command whole, its wait, its call.

use crate::app::App;
use crate::app::action::Action;
use crate::app::when;
use crate::runbook::How;
use crate::session::commands::{Offered, Unended};
use crate::session::{RunProgress, Session};
use crate::state::{StepState, StepStatus};
use crate::text::duration_words;
use jiff::Timestamp;

pub(super) fn lines(
    session: &Session,
    app: &App,
    walked: &RunProgress,
    stand: &StepStatus,
) -> Vec<String> {
    let step = walked.step(stand);
    let perform = app.key(Action::Perform);
    let step_state = walked.run.boxes.get(&stand.step_ref);
    let mut lines = match &step.how {
        How::ByHand => Vec::new(),
        How::Command(_) => vec![match walked.started.rehearsal {
            true => format!("By command; {perform} shows it, and only pretends to run it"),
            false => format!("By command; {perform} shows it and asks before it runs"),
        }],
        How::Wait(takes) => {
            let seconds = takes.as_secs().unsigned_abs();
            vec![format!(
                "Waits {}; {perform} begins that",
                duration_words(seconds)
            )]
        }
        How::Call(procedure) => vec![format!("Calls {procedure}; {perform} goes there")],
    };
    if let Some(wait) = step_state.and_then(StepState::wait) {
        lines.push(waits(app, wait.what.until));
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

fn waits(app: &App, until: Timestamp) -> String {
    let left = until.duration_since(app.now).as_secs();
    match u64::try_from(left).ok().filter(|left| *left > 0) {
        Some(left) => format!(
            "The wait is over at {}, in {}; enter looks again",
            when::moment(until, app),
            duration_words(left)
        ),
        None => format!("The wait is over since {}", when::moment(until, app)),
    }
}

/// What stands in the way of a second start, in words.
pub(super) fn unended_words(unended: &Unended) -> String {
    match unended {
        Unended::RunsHere => {
            "The command runs on this machine, in another window: wait for its end, or cancel it there".to_owned()
        }
        Unended::Elsewhere { host } => format!(
            "The command was begun on {host}, and its end is not known here: look there, then answer the step"
        ),
        Unended::Unknown => {
            "The outcome of the command is unknown, its program is gone: look what it did, then answer the step".to_owned()
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
