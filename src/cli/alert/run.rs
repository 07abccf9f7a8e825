//! The command: what is asked for or sent, what is told of it, and the start.

use super::super::args::AlertArgs;
use super::super::beside;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::Line;
use super::super::unread::{self, Unread};
use super::super::usable::UsableRunbooks;
use super::super::words::shell_word;
use super::super::{screens, start};
use super::answer::{Answers, By, Silenced, answer, samples};
use super::payload::{Alert, MOST_BYTES, Payload, read};
use crate::app::opening::{Alerted, Opening};
use crate::command::{Pinned, already_at_it};
use crate::present::{Tone, count};
use crate::session::Start;
use crate::state::State;
use serde::Serialize;
use std::io::Read;

/// What was asked. As JSON: `answers` (the worst first), `unanswered` (alerts that no procedure
/// answers), `only_samples` (procedures of samples that would answer some of those: they are no
/// answer), `not_read` (alerts that cannot be read, a sentence each), `resolved`, `pending` and
/// `cut` (how many are over, do not fire yet, were left out), `unread` (what could not be read
/// of the library and the record).
#[derive(Serialize)]
struct Told<'a> {
    answers: &'a [Answers],
    unanswered: &'a [String],
    only_samples: &'a [String],
    not_read: &'a [String],
    resolved: usize,
    pending: usize,
    cut: usize,
    unread: &'a [Unread],
}

/// Finds the procedures for an alert; at a terminal the screens open at the first.
///
/// # Errors
/// When what was given is no alert, or the library cannot be read.
pub fn run(args: &AlertArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let from_input = args.name == ["-"];
    let payload = match from_input {
        true => read(&read_input()?).map_err(|why| Stop::Usage(why.to_string()))?,
        false => typed(args)?,
    };
    tell_payload(&payload, invocation);
    let Met {
        mut answers,
        unanswered,
        only_samples,
    } = answers(&payload, invocation)?;
    for answer in &mut answers {
        find_run(invocation, answer, args.on.as_deref())?;
    }
    if let Some(first) = answers.first().filter(|_| args.start) {
        return begin(invocation, first, args);
    }
    let unread = unread::look(invocation)?;
    let exit = exit(&payload, &answers, &unanswered, &unread);
    if args.form.json {
        invocation.out.json(&Told {
            answers: &answers,
            unanswered: &unanswered,
            only_samples: &only_samples,
            not_read: &payload.unread,
            resolved: payload.resolved,
            pending: payload.pending,
            cut: payload.cut,
            unread: &unread,
        })?;
        return Ok(exit);
    }
    if !unanswered.is_empty() {
        unread::tell(invocation, &unread);
    }
    let opens = match (from_input, &answers[..]) {
        (false, _) => invocation.has_screen(),
        // What was sent came in place of the keyboard.
        (true, [_]) => invocation.takes_keyboard() && invocation.has_screen(),
        (true, _) => false,
    };
    if let Some(first) = answers.first().filter(|_| opens) {
        return open(invocation, first, &answers, args);
    }
    for answer in &answers {
        tell(invocation, answer)?;
    }
    Ok(exit)
}

/// An alert as it was typed.
fn typed(args: &AlertArgs) -> Result<Payload, Stop> {
    let mut payload = Payload::default();
    payload.alerts.push(Alert {
        name: args.name.join(" "),
        labels: start::values(&args.label)?,
        ..Alert::default()
    });
    Ok(payload)
}

/// "No" where an alert that fires has no procedure, unless one could stand in what was not read.
fn exit(payload: &Payload, answers: &[Answers], unanswered: &[String], unread: &[Unread]) -> Exit {
    let is_unmet = !unanswered.is_empty() || !payload.unread.is_empty() || payload.cut > 0;
    match (is_unmet, unread) {
        (false, _) => Exit::WELL,
        (true, []) => Exit::NO,
        (true, _) if !answers.is_empty() => Exit::NO,
        (true, _) => unread::exit(false, unread),
    }
}

/// What the sender says beside the alerts that fire.
fn tell_payload(payload: &Payload, invocation: &mut Invocation) {
    if payload.alerts.is_empty() {
        invocation.out.hint("No alert fires in what was read.");
    }
    let alerts = |number: usize| count(number, "alert");
    let mut said = Vec::new();
    match payload.resolved {
        0 => {}
        1 => said.push("1 alert is over".to_owned()),
        many => said.push(format!("{many} alerts are over")),
    }
    match payload.pending {
        0 => {}
        1 => said.push("1 alert does not fire yet".to_owned()),
        many => said.push(format!("{many} alerts do not fire yet")),
    }
    if payload.cut > 0 {
        said.push(format!(
            "{} more left out of what was sent",
            alerts(payload.cut)
        ));
    }
    if !said.is_empty() {
        invocation.out.hint(&format!("{}.", said.join(", ")));
    }
    for why in &payload.unread {
        invocation.out.error(why);
    }
}

/// What was found for the alerts that fire.
struct Met {
    answers: Vec<Answers>,
    /// Names of alerts that nothing answers.
    unanswered: Vec<String>,
    /// Procedures of samples, which would answer some of those.
    only_samples: Vec<String>,
}

/// What answers each alert, and the names of those that nothing answers.
fn answers(payload: &Payload, invocation: &mut Invocation) -> Result<Met, Stop> {
    let usable = UsableRunbooks::of(invocation.session()?);
    let mut all: Vec<Answers> = Vec::new();
    let (mut unanswered, mut only_samples) = (Vec::new(), Vec::new());
    for alert in &payload.alerts {
        let (found, notes) = answer(&usable, alert);
        if found.is_empty() {
            let whose = match alert.is_nameless {
                true => format!("the alert without a name (“{}”)", alert.name),
                false => alert.name.clone(),
            };
            let samples = samples(&usable, alert);
            invocation.out.about(&match &samples[..] {
                [] => format!(
                    "No procedure answers {whose}. `rounds find WORDS` looks through all runbooks."
                ),
                [sample, ..] => format!(
                    "Only a sample answers {whose}: {sample}. It can be read and rehearsed, and no live run of it begins."
                ),
            });
            only_samples.extend(samples.iter().map(ToString::to_string));
            unanswered.push(alert.name.clone());
        }
        for note in notes {
            invocation.out.about(&note);
        }
        all.extend(found);
    }
    all.sort_by(|one, other| one.rank().cmp(&other.rank()));
    Ok(Met {
        answers: all,
        unanswered,
        only_samples,
    })
}

/// Opens the screens at the first.
fn open(
    invocation: &mut Invocation,
    first: &Answers,
    answers: &[Answers],
    args: &AlertArgs,
) -> Result<Exit, Stop> {
    let values = answers.iter();
    let values = values.map(|it| (it.reference.clone(), it.set.clone()));
    let alerted = Alerted {
        words: first.name.clone().unwrap_or_else(|| first.alert.clone()),
        is_name: first.name.is_some(),
        procedure: match answers {
            [only] if only.name.is_some() => Some(only.reference.clone()),
            _ => None,
        },
        target: first.place(args.on.as_deref()),
        run: first.run.as_deref().and_then(|run| run.parse().ok()),
        values: values.collect(),
    };
    screens::open(invocation, Some(Opening::Alert(alerted)))
}

/// Looks whether a run is at the same already, which is gone on with rather than doubled, and
/// whether the alert was set aside here.
fn find_run(
    invocation: &mut Invocation,
    answer: &mut Answers,
    on: Option<&str>,
) -> Result<(), Stop> {
    let session = invocation.session()?;
    answer.silenced = silenced(&session.state(), answer);
    let host = session.host().clone();
    let reference = &answer.reference;
    let Some(pin) = session.newest(reference.runbook.as_str()) else {
        return Ok(());
    };
    let Some(procedure) = pin.runbook.procedure(reference.procedure.as_str()) else {
        return Ok(());
    };
    let pinned = Pinned {
        revision: pin.revision,
        runbook: &pin.runbook,
    };
    let target = answer.place(on);
    let target = target.as_ref();
    if let Some(target) = target {
        let on = format!(" --on {}", shell_word(target.as_str()));
        answer.command.push_str(&on);
    }
    let state = session.state();
    let run = already_at_it(&state, pinned, procedure, target, &answer.set, &host);
    if let Some(run) = run {
        answer.run = Some(run.to_string());
        answer.command = format!("rounds open {}", run.short());
    }
    Ok(())
}

/// The silences that are on the alert.
fn silenced(state: &State, answer: &Answers) -> Vec<Silenced> {
    let name = answer.name.as_ref().unwrap_or(&answer.alert);
    let silenced = state.silences_on(name).filter_map(|known| {
        Some(Silenced {
            id: known.id.short(),
            title: known.opening()?.title.clone(),
            until: known.due(),
            reason: known.last_reason().map(str::to_owned),
        })
    });
    silenced.collect()
}

/// Begins the procedure, or says that a run is at it already; either way prints the run.
fn begin(invocation: &mut Invocation, answer: &Answers, args: &AlertArgs) -> Result<Exit, Stop> {
    let run = match &answer.run {
        Some(run) => {
            let words = match claimed(run, invocation)? {
                Some(words) => words,
                None => format!("{} is in progress for this already.", answer.title),
            };
            invocation.out.hint(&words);
            run.clone()
        }
        None => {
            let start = Start {
                target: answer.place(args.on.as_deref()),
                values: answer.set.clone(),
                alert: answer.name.clone(),
                ..Start::of(answer.reference.clone())
            };
            start::begin(invocation, start)?.to_string()
        }
    };
    match args.form.json {
        true => invocation.out.json(&Answers {
            run: Some(run),
            ..answer.clone()
        })?,
        false => invocation.out.say(&run)?,
    }
    Ok(Exit::WELL)
}

/// Who else is at the run, where somebody is.
fn claimed(run: &str, invocation: &mut Invocation) -> Result<Option<String>, Stop> {
    let Ok(run) = run.parse() else {
        return Ok(None);
    };
    let theirs = beside::claim_on(run, invocation)?;
    Ok(theirs.map(|claim| claim.sentence(&invocation.clock)))
}

fn tell(invocation: &mut Invocation, answer: &Answers) -> Result<(), Stop> {
    let mut line = Line::of(Tone::Strong, &answer.title)
        .add(Tone::Plain, &format!("  {}", answer.runbook_title));
    if let Some(severity) = &answer.severity {
        line = line.add(Tone::Bad, &format!("  {severity}"));
    }
    invocation.out.line(&line)?;
    if let Some(means) = answer.means.as_ref().or(answer.summary.as_ref()) {
        invocation.out.say(&format!("  {means}"))?;
    }
    let mut warnings = Vec::new();
    if answer.by == By::Words {
        warnings.push("found by its words: look whether it fits".to_owned());
    }
    if answer.no_data {
        warnings.push("it fires because there is no data".to_owned());
    }
    warnings.extend(answer.muted.map(str::to_owned));
    warnings.extend(answer.silenced.iter().map(|it| match it.until {
        Some(until) => format!(
            "silenced until {}: {}",
            invocation.clock.exact(until),
            it.title
        ),
        None => format!("silenced: {}", it.title),
    }));
    if answer.run.is_some() {
        warnings.push("in progress for this already".to_owned());
    }
    for words in warnings {
        let line = Line::of(Tone::Warn, &format!("  {words}"));
        invocation.out.line(&line)?;
    }
    invocation
        .out
        .line(&Line::of(Tone::Dim, &format!("  {}", answer.command)))
}

fn read_input() -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock();
    input
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(Stop::of_input)?;
    Ok(bytes)
}
