//! The command: what is asked for or sent, and what is told of it.

use super::super::args::AlertArgs;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::Line;
use super::super::unread;
use super::super::usable::UsableRunbooks;
use super::super::words::shell_word;
use super::super::{screens, start, what};
use super::answer::{Answers, By, Silenced, answer, samples};
use super::begin::begin;
use super::meet::{already, place};
use super::payload::{Alert, MOST_BYTES, Payload, read};
use super::told::{self, Rest};
use crate::app::opening::{Alerted, Opening};
use crate::present::Tone;
use crate::state::State;
use crate::text::address;
use serde::Serialize;
use std::io::Read;

/// What was asked. As JSON: `answers` (the worst first), and what was not met.
#[derive(Serialize)]
struct Told<'a> {
    answers: &'a [Answers],
    #[serde(flatten)]
    rest: &'a Rest<'a>,
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
    told::tell(&payload, invocation);
    let Met {
        mut answers,
        unanswered,
        only_samples,
    } = answers(&payload, invocation)?;
    check_place(invocation, &answers, args.on.as_deref())?;
    for answer in &mut answers {
        find_run(invocation, answer, args.on.as_deref())?;
    }
    let unread = unread::look(invocation)?;
    let rest = Rest {
        unanswered: &unanswered,
        only_samples: &only_samples,
        not_read: &payload.unread,
        resolved: payload.resolved,
        pending: payload.pending,
        cut: payload.cut,
        unread: &unread,
    };
    let exit = rest.exit(&answers);
    if args.start {
        return begin(invocation, &answers, args, (&rest, exit));
    }
    if args.form.json {
        let answers = &answers;
        let rest = &rest;
        invocation.out.json(&Told { answers, rest })?;
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

/// An alert as it was typed: its name or words, or the address of its procedure.
fn typed(args: &AlertArgs) -> Result<Payload, Stop> {
    let name = args.name.join(" ").trim().to_owned();
    if name.is_empty() || args.name.iter().any(|it| it == "-") {
        return Err(Stop::Usage(
            "Say which alert: its name, words of what is wrong, the address of its procedure, or - alone for what a pager sends."
                .to_owned(),
        ));
    }
    let is_address = address(&name).is_some();
    let mut payload = Payload::default();
    payload.alerts.push(Alert {
        runbook_url: is_address.then(|| name.clone()),
        is_nameless: is_address,
        labels: start::values(&args.label)?,
        name,
        ..Alert::default()
    });
    Ok(payload)
}

/// Refuses a place where none of what answers is done: what would be printed could not begin.
fn check_place(
    invocation: &mut Invocation,
    answers: &[Answers],
    on: Option<&str>,
) -> Result<(), Stop> {
    let Some(on) = on else {
        return Ok(());
    };
    let session = invocation.session()?;
    let (host, place) = (session.host().clone(), on.into());
    match answers.is_empty() || answers.iter().any(|it| it.is_done_at(&place, &host)) {
        true => Ok(()),
        false => Err(what::no_place(session, on)),
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
    for (number, alert) in payload.alerts.iter().enumerate() {
        let (mut found, notes) = answer(&usable, alert);
        if found.is_empty() {
            let whose = alert.called();
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
        found.iter_mut().for_each(|it| it.number = number);
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
    let target = place(invocation, first, args.on.as_deref())?;
    let values = answers.iter();
    let values = values.map(|it| (it.reference.clone(), it.set.clone()));
    let alerted = Alerted {
        words: first.name.clone().unwrap_or_else(|| first.alert.clone()),
        is_name: first.name.is_some(),
        procedure: match answers {
            [only] if only.name.is_some() => Some(only.reference.clone()),
            _ => None,
        },
        target,
        run: first.run.as_deref().and_then(|run| run.parse().ok()),
        values: values.collect(),
    };
    screens::open(invocation, Some(Opening::Alert(alerted)))
}

/// Looks whether a run is at the same already, and whether the alert was set aside here; says
/// what is typed to go on.
fn find_run(
    invocation: &mut Invocation,
    answer: &mut Answers,
    on: Option<&str>,
) -> Result<(), Stop> {
    answer.silenced = silenced(&invocation.session()?.state(), answer);
    if let Some(target) = place(invocation, answer, on)? {
        let on = format!(" --on {}", shell_word(target.as_str()));
        answer.command.push_str(&on);
    }
    if let Some(run) = already(invocation, answer, on)? {
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
