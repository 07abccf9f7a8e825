//! `rounds alert`: from an alert to the procedures that answer it.
//!
//! An alert is known by its exact name, else by its name in any case, else by its words
//! among alerts, symptoms and titles. The worst severity comes first. A webhook's labels
//! become values only for what a procedure asks for with `label`; one whose text is the name
//! of a target says where.

use super::args::AlertArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Line;
use super::screens;
use super::start::values;
use super::usable::UsableRunbooks;
use super::words::shell_word;
use crate::app::opening::{Alerted, Opening};
use crate::command::{Labelled, Pinned, already_at_it, from_labels};
use crate::order::Order;
use crate::present::Tone;
use crate::runbook::{Kind, Procedure, ProcedureRef, Runbook, Target, TargetName, Values};
use crate::session::Start;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// A webhook's JSON may not be longer.
const MOST_BYTES: u64 = 1 << 20;
/// Nor hold more alerts.
const MOST_ALERTS: usize = 1_000;
/// As many procedures as words alone may lead to.
const MOST_BY_WORDS: usize = 10;

/// A procedure that answers an alert. As JSON: `alert` (as it was asked for), `procedure`
/// (`runbook/procedure`), `title`, `runbook_title`, `by` (`name`, `name-in-any-case`,
/// `words`), `severity`, `means`, `set` (values from the alert's labels), `target` (the one that a label names), `run` (the run that
/// is at the same already), `command` (what begins it, or goes on with that run). Keys that
/// say nothing are null.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Answers {
    alert: String,
    procedure: String,
    title: String,
    runbook_title: String,
    by: &'static str,
    severity: Option<String>,
    means: Option<String>,
    set: Values,
    target: Option<TargetName>,
    run: Option<String>,
    command: String,
    #[serde(skip)]
    reference: ProcedureRef,
}

/// The part of an Alertmanager webhook that matters here; the rest is passed over.
#[derive(Debug, Deserialize)]
struct Webhook {
    alerts: Vec<Firing>,
}

#[derive(Debug, Deserialize)]
struct Firing {
    #[serde(default)]
    status: Option<String>,
    labels: BTreeMap<String, String>,
}

/// An alert as it came in.
struct Alert {
    name: String,
    labels: BTreeMap<String, String>,
}

impl Answers {
    /// Where it is to be walked: what was typed goes before what a label says.
    fn place(&self, on: Option<&str>) -> Option<TargetName> {
        on.map(TargetName::from).or_else(|| self.target.clone())
    }
}

/// Finds the procedures for an alert; at a terminal the screens open at the first.
///
/// # Errors
/// When what was given is no alert, or the library cannot be read.
pub fn run(args: &AlertArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let from_input = args.name == ["-"];
    let alerts = match from_input {
        true => alerts_of(&read_input()?)?,
        false => vec![Alert {
            name: args.name.join(" "),
            labels: values(&args.label)?,
        }],
    };
    if alerts.is_empty() {
        invocation.out.about("No alert fires in what was read.");
    }
    let usable = UsableRunbooks::of(invocation.session()?);
    let mut answers: Vec<Answers> = Vec::new();
    for alert in &alerts {
        let found = answer(&usable, alert, invocation);
        if found.is_empty() {
            invocation.out.about(&format!(
                "No procedure answers {}. `rounds find WORDS` looks through all runbooks.",
                alert.name
            ));
        }
        answers.extend(found);
    }
    answers.order_by(|one, other| rank_of(one).cmp(&rank_of(other)));
    for answer in &mut answers {
        find_run(invocation, answer, args.on.as_deref())?;
    }
    if let Some(first) = answers.first().filter(|_| args.start) {
        return start(invocation, first, args);
    }
    let exit = Exit::no_when(answers.is_empty());
    if args.form.json {
        invocation.out.json(&answers)?;
        return Ok(exit);
    }
    let opens = invocation.has_screen() && !from_input;
    if let Some(first) = answers.first().filter(|_| opens) {
        let values = answers.iter();
        let values = values.map(|it| (it.reference.clone(), it.set.clone()));
        let alerted = Alerted {
            words: first.alert.clone(),
            is_name: first.by != "words",
            target: first.place(args.on.as_deref()),
            run: first.run.as_deref().and_then(|run| run.parse().ok()),
            values: values.collect(),
        };
        return screens::open(invocation, Some(Opening::Alert(alerted)));
    }
    for answer in &answers {
        tell(invocation, answer)?;
    }
    Ok(exit)
}

/// Looks whether a run is at the same already: it is gone on with rather than doubled.
fn find_run(
    invocation: &mut Invocation,
    answer: &mut Answers,
    on: Option<&str>,
) -> Result<(), Stop> {
    let session = invocation.session()?;
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

/// Begins the procedure, or says that a run is at it already; either way prints the run.
fn start(invocation: &mut Invocation, answer: &Answers, args: &AlertArgs) -> Result<Exit, Stop> {
    let run = match &answer.run {
        Some(run) => {
            let words = format!("{} is in progress for this already.", answer.title);
            invocation.out.about(&words);
            run.clone()
        }
        None => {
            let start = Start {
                target: answer.place(args.on.as_deref()),
                values: answer.set.clone(),
                alert: (answer.by != "words").then(|| answer.alert.clone()),
                ..Start::of(answer.reference.clone())
            };
            super::start::begin(invocation, start)?.to_string()
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

/// The worst first: severities go by their text (`sev1` before `sev2`), none comes last.
fn rank_of(answer: &Answers) -> (bool, Option<&str>, &'static str, &str) {
    let severity = answer.severity.as_deref();
    (severity.is_none(), severity, answer.by, &answer.procedure)
}

fn tell(invocation: &mut Invocation, answer: &Answers) -> Result<(), Stop> {
    let mut line = Line::of(Tone::Strong, &answer.title)
        .add(Tone::Plain, &format!("  {}", answer.runbook_title));
    if let Some(severity) = &answer.severity {
        line = line.add(Tone::Bad, &format!("  {severity}"));
    }
    invocation.out.line(&line)?;
    if let Some(means) = &answer.means {
        invocation.out.say(&format!("  {means}"))?;
    }
    if answer.run.is_some() {
        let words = "  in progress for this already";
        invocation.out.line(&Line::of(Tone::Warn, words))?;
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
        .map_err(|error| Stop::Other(format!("Standard input cannot be read: {error}.")))?;
    Ok(bytes)
}

/// The alerts that fire, each name with its labels once.
fn alerts_of(json: &[u8]) -> Result<Vec<Alert>, Stop> {
    if json.len() as u64 > MOST_BYTES {
        return Err(Stop::Usage(
            "The webhook's JSON is longer than 1 MiB.".to_owned(),
        ));
    }
    let webhook: Webhook = serde_json::from_slice(json).map_err(|error| {
        Stop::Usage(format!(
            "That is not an alert webhook's JSON ({error}). It has alerts, each with labels, one of them alertname."
        ))
    })?;
    let mut seen = BTreeSet::new();
    let firing = webhook.alerts.into_iter().take(MOST_ALERTS);
    let firing = firing.filter(|alert| alert.status.as_deref() != Some("resolved"));
    let named = firing.filter_map(|alert| {
        let name = alert.labels.get("alertname")?.clone();
        let labels = alert.labels;
        seen.insert((name.clone(), labels.clone()))
            .then_some(Alert { name, labels })
    });
    Ok(named.collect())
}

fn answer(usable: &UsableRunbooks, alert: &Alert, invocation: &mut Invocation) -> Vec<Answers> {
    let wanted = alert.name.to_lowercase();
    let exact: Vec<_> = named(usable, |name| name == alert.name).collect();
    let (by, found) = match exact.is_empty() {
        false => ("name", exact),
        true => {
            let alike: Vec<_> = named(usable, |name| name.to_lowercase() == wanted).collect();
            match alike.is_empty() {
                false => ("name-in-any-case", alike),
                true => ("words", by_words(usable, &alert.name)),
            }
        }
    };
    let mut answers = Vec::new();
    for (runbook, procedure) in found {
        let Labelled { values, unfit } = from_labels(procedure, &alert.labels);
        for label in unfit {
            invocation.out.about(&format!(
                "The label {label} of {} does not look like what {} asks for; it is left out.",
                alert.name,
                runbook.reference(procedure),
            ));
        }
        answers.push(answers_of(runbook, procedure, alert, by, values));
    }
    answers
}

fn named<'a>(
    usable: &'a UsableRunbooks,
    is_meant: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = (&'a Runbook, &'a Procedure)> {
    usable
        .procedures()
        .filter(move |(_, procedure)| procedure.alerts.iter().any(|name| is_meant(name)))
}

/// Procedures one of whose symptoms or alerts, or whose title, has all the words. Scattered
/// letters lead to none: a wrong procedure is worse than a word that there is none.
fn by_words<'a>(usable: &'a UsableRunbooks, words: &str) -> Vec<(&'a Runbook, &'a Procedure)> {
    let words: Vec<_> = words.split_whitespace().map(str::to_lowercase).collect();
    let has_words = |text: &String| {
        let text = text.to_lowercase();
        !words.is_empty() && words.iter().all(|word| text.contains(word))
    };
    let answers = |procedure: &Procedure| {
        let texts = procedure.symptoms.iter().chain(&procedure.alerts);
        texts.chain([&procedure.title]).any(has_words)
    };
    let exceptions = usable.procedures().filter(|(_, procedure)| {
        procedure.kind() == Kind::Exception || !procedure.symptoms.is_empty()
    });
    exceptions
        .filter(|(_, procedure)| answers(procedure))
        .take(MOST_BY_WORDS)
        .collect()
}

/// The target that the labels name. Where they name two, neither is guessed at.
fn target_named<'a>(
    procedure: &'a Procedure,
    labels: &BTreeMap<String, String>,
) -> Option<&'a TargetName> {
    let is_named = |name: &&TargetName| labels.values().any(|text| text == name.as_str());
    let names = procedure.targets.iter().filter_map(|target| match target {
        Target::Named(name) => Some(name),
        Target::ThisHost => None,
    });
    let mut named = names.filter(is_named);
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

fn answers_of(
    runbook: &Runbook,
    procedure: &Procedure,
    alert: &Alert,
    by: &'static str,
    set: Values,
) -> Answers {
    let wanted = alert.name.to_lowercase();
    // By words, the first alert that the procedure answers says how bad it is.
    let described = runbook
        .alerts
        .iter()
        .find(|known| known.name.to_lowercase() == wanted)
        .or_else(|| {
            runbook
                .alerts
                .iter()
                .find(|known| procedure.alerts.contains(&known.name))
        });
    let reference = runbook.reference(procedure);
    let mut command = format!("rounds start {}", shell_word(&reference.to_string()));
    if by != "words" {
        command.push_str(&format!(" --alert {}", shell_word(&alert.name)));
    }
    for (name, value) in &set {
        command.push_str(&format!(
            " --set {}",
            shell_word(&format!("{name}={value}"))
        ));
    }
    Answers {
        alert: alert.name.clone(),
        procedure: reference.to_string(),
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        by,
        severity: described.and_then(|it| it.severity.clone()),
        means: described.and_then(|it| it.means.clone()),
        set,
        target: target_named(procedure, &alert.labels).cloned(),
        run: None,
        command,
        reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_gives_the_alerts_that_fire_each_once() {
        let json = br#"{"version":"4","alerts":[
            {"status":"firing","labels":{"alertname":"Lag","order":"1"},"annotations":{}},
            {"status":"firing","labels":{"alertname":"Lag","order":"1"}},
            {"status":"resolved","labels":{"alertname":"Old"}},
            {"labels":{"severity":"sev1"}}]}"#;
        let alerts = alerts_of(json).unwrap();
        let names: Vec<_> = alerts.iter().map(|alert| alert.name.as_str()).collect();
        assert_eq!(names, ["Lag"]);
        assert_eq!(alerts[0].labels["order"], "1");
    }

    #[test]
    fn what_is_no_webhook_is_wrong_usage() {
        let huge = vec![b' '; 2 << 20];
        for json in [&b"{}"[..], b"", b"{\"alerts\":[{}]}", &huge] {
            assert_eq!(alerts_of(json).err().map(|stop| stop.status()), Some(2));
        }
    }
}
