//! Which procedures answer an alert, and how bad it is.
//!
//! An alert is known by the address of its runbook where that is an anchor of ours, and by its
//! exact name; else by its name in any case, else by a name that stands among its words, else
//! by its words among symptoms, alerts and titles. Its severity is its own: what the runbook
//! says of this alert, else what its sender says; never that of another one.

use super::super::usable::UsableRunbooks;
use super::super::words::shell_word;
use super::payload::Alert;
use crate::command::{Labelled, from_labels};
use crate::runbook::{Kind, Procedure, ProcedureRef, Runbook, Target, TargetName, Values};
use crate::text::anchor;
use serde::Serialize;
use std::collections::BTreeMap;

/// As many procedures as words alone may lead to.
const MOST_BY_WORDS: usize = 10;

/// How a procedure was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum By {
    /// By the address that the alert carries.
    RunbookUrl,
    /// By its exact name.
    Name,
    /// By its name, but for capitals.
    NameInAnyCase,
    /// By a name that stands among its words.
    NameInWords,
    /// By words alone.
    Words,
}

/// A procedure that answers an alert. As JSON: `alert` (as it was asked for), `procedure`
/// (`runbook/procedure`), `title`, `runbook_title`, `by` (`runbook-url`, `name`,
/// `name-in-any-case`, `name-in-words`, `words`), `severity` (the alert's own, by the runbook,
/// else by its sender), `sent_severity` (as its sender says it), `means`, `summary` (what its
/// sender says), `since`, `muted` (why its sender tells nobody), `no_data`, `silenced` (what was
/// set aside here that names it: `id`, `title`, `until`, `reason`), `set` (values from its
/// labels), `target` (the one that a label names), `run` (the run that is at the same already),
/// `command` (what begins it, or goes on with that run). Keys that say nothing are null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Answers {
    pub(super) alert: String,
    pub(super) procedure: String,
    pub(super) title: String,
    pub(super) runbook_title: String,
    pub(super) by: By,
    pub(super) severity: Option<String>,
    pub(super) sent_severity: Option<String>,
    pub(super) means: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) since: Option<jiff::Timestamp>,
    pub(super) muted: Option<&'static str>,
    pub(super) no_data: bool,
    pub(super) silenced: Vec<Silenced>,
    pub(super) set: Values,
    pub(super) target: Option<TargetName>,
    pub(super) run: Option<String>,
    pub(super) command: String,
    /// Which of the alerts that came in it answers.
    #[serde(skip)]
    pub(super) number: usize,
    #[serde(skip)]
    pub(super) reference: ProcedureRef,
    /// Where it can be done; none where it is done in one place that has no name.
    #[serde(skip)]
    pub(super) targets: Vec<Target>,
    /// The name of the alert: as the runbook has it, else its own where its link leads here.
    #[serde(skip)]
    pub(super) name: Option<String>,
}

/// Something that was set aside here, and that names the alert.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Silenced {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) until: Option<jiff::Timestamp>,
    pub(super) reason: Option<String>,
}

impl Answers {
    /// Where it is to be walked: what was typed goes before what a label says, where it is a place
    /// of this procedure.
    pub(super) fn place(&self, on: Option<&str>, host: &TargetName) -> Option<TargetName> {
        let on = on
            .map(TargetName::from)
            .filter(|on| self.is_done_at(on, host));
        on.or_else(|| self.target.clone())
    }

    /// Whether it can be done there.
    pub(super) fn is_done_at(&self, on: &TargetName, host: &TargetName) -> bool {
        self.targets.iter().any(|target| match target {
            Target::Named(name) => name == on,
            Target::ThisHost => host == on,
        })
    }

    /// What it is about, in words: the alert, and what its labels say.
    pub(super) fn about(&self) -> String {
        let set = self.set.iter();
        let set = set.map(|(name, value)| format!(" {name}={value}"));
        let name = self.name.as_ref().unwrap_or(&self.alert);
        [name.clone()].into_iter().chain(set).collect()
    }

    /// The worst first: severities go by their text (`sev1` before `sev2`), none comes last.
    pub(super) fn rank(&self) -> (bool, Option<&str>, By, &str) {
        let severity = self.severity.as_deref();
        (severity.is_none(), severity, self.by, &self.procedure)
    }
}

/// The procedures of samples that would answer an alert. They are no answer: no live run of
/// them begins.
pub(super) fn samples(usable: &UsableRunbooks, alert: &Alert) -> Vec<ProcedureRef> {
    let found = found(usable, alert, true).into_iter();
    found.map(|it| it.runbook.reference(it.procedure)).collect()
}

/// What answers one alert, and what there is to say of it: a link that leads nowhere, labels that
/// would not do.
pub(super) fn answer(usable: &UsableRunbooks, alert: &Alert) -> (Vec<Answers>, Vec<String>) {
    let mut notes = Vec::new();
    let mut answers = Vec::new();
    let found = found(usable, alert, false);
    if let Some((runbook, procedure)) = alert.runbook_url.as_deref().and_then(anchor)
        && !found.iter().any(|it| it.by == By::RunbookUrl)
    {
        let whose = match alert.is_address() {
            true => "It".to_owned(),
            false => format!("The link of {}", alert.called()),
        };
        notes.push(format!(
            "{whose} leads to {runbook}/{procedure}, and there is no such procedure here.",
        ));
    }
    for it in found {
        let (runbook, procedure) = (it.runbook, it.procedure);
        let Labelled { values, unfit } = from_labels(procedure, &alert.labels);
        notes.extend(unfit.iter().map(|label| {
            format!(
                "The label {label} of {} does not look like what {} asks for; it is left out.",
                alert.name,
                runbook.reference(procedure),
            )
        }));
        answers.push(answers_of(&it, alert, values));
    }
    (answers, notes)
}

/// A procedure that an alert means.
struct Found<'a> {
    by: By,
    runbook: &'a Runbook,
    procedure: &'a Procedure,
    /// The name of the alert there, where it has one there.
    name: Option<&'a str>,
}

/// A way of knowing an alert by a name.
type Way<'w> = (By, &'w dyn Fn(&str) -> bool);

/// The procedures that an alert means; among samples, or among what is in use.
fn found<'a>(usable: &'a UsableRunbooks, alert: &Alert, samples: bool) -> Vec<Found<'a>> {
    let procedures = || usable.procedures().filter(move |it| it.0.sample == samples);
    let meant = alert.runbook_url.as_deref().and_then(anchor);
    if let Some((runbook, procedure)) = meant {
        let named = |it: &(&Runbook, &Procedure)| {
            it.0.id.as_str() == runbook && it.1.id.as_str() == procedure
        };
        if let Some((runbook, procedure)) = procedures().find(named) {
            let name = procedure.alerts.iter().find(|name| **name == alert.name);
            let linked = Found {
                by: By::RunbookUrl,
                runbook,
                procedure,
                name: name.map(String::as_str),
            };
            // A link hides no procedure that names the alert.
            let others = named_by(procedures(), By::Name, &|name| name == alert.name);
            let is_other = |it: &Found<'_>| !std::ptr::eq(it.procedure, procedure);
            let others = others.into_iter().filter(is_other);
            return [linked].into_iter().chain(others).collect();
        }
    }
    let wanted = alert.name.to_lowercase();
    let ways: [Way<'_>; 3] = [
        (By::Name, &|name| name == alert.name),
        (By::NameInAnyCase, &|name| name.to_lowercase() == wanted),
        (By::NameInWords, &|name| {
            stands_in(&name.to_lowercase(), &wanted)
        }),
    ];
    for (by, is_meant) in ways {
        let named = named_by(procedures(), by, is_meant);
        if !named.is_empty() {
            return named;
        }
    }
    let by_words = by_words(procedures(), &alert.name).into_iter();
    let found = by_words.map(|(runbook, procedure)| Found {
        by: By::Words,
        runbook,
        procedure,
        name: None,
    });
    found.collect()
}

fn named_by<'a>(
    procedures: impl Iterator<Item = (&'a Runbook, &'a Procedure)>,
    by: By,
    is_meant: &dyn Fn(&str) -> bool,
) -> Vec<Found<'a>> {
    let named = procedures.filter_map(|(runbook, procedure)| {
        let name = procedure.alerts.iter().find(|name| is_meant(name))?;
        Some(Found {
            by,
            runbook,
            procedure,
            name: Some(name.as_str()),
        })
    });
    named.collect()
}

/// Whether a name stands in words as a word of its own: "Lag" is not in "Lagging".
fn stands_in(name: &str, words: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    words.match_indices(name).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        let behind = words[at + name.len()..].chars().next();
        !name.is_empty() && !before.is_some_and(is_part) && !behind.is_some_and(is_part)
    })
}

/// Procedures one of whose symptoms or alerts, or whose title, has all the words. Scattered
/// letters lead to none: a wrong procedure is worse than a word that there is none.
fn by_words<'a>(
    procedures: impl Iterator<Item = (&'a Runbook, &'a Procedure)>,
    words: &str,
) -> Vec<(&'a Runbook, &'a Procedure)> {
    let words: Vec<_> = words.split_whitespace().map(str::to_lowercase).collect();
    let has_words = |text: &String| {
        let text = text.to_lowercase();
        !words.is_empty() && words.iter().all(|word| text.contains(word))
    };
    let answers = |procedure: &Procedure| {
        let texts = procedure.symptoms.iter().chain(&procedure.alerts);
        texts.chain([&procedure.title]).any(has_words)
    };
    let exceptions = procedures.filter(|(_, procedure)| {
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

fn answers_of(found: &Found<'_>, alert: &Alert, set: Values) -> Answers {
    let (runbook, procedure) = (found.runbook, found.procedure);
    // Where its link leads, the alert keeps its own name.
    let own = Some(&*alert.name).filter(|_| found.by == By::RunbookUrl && !alert.is_nameless);
    let name = found.name.or(own);
    let described = name.and_then(|name| {
        let mut known = runbook.alerts.iter();
        known.find(|known| known.name == name)
    });
    let reference = runbook.reference(procedure);
    Answers {
        alert: alert.name.clone(),
        procedure: reference.to_string(),
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        by: found.by,
        severity: described
            .and_then(|it| it.severity.clone())
            .or_else(|| alert.severity.clone()),
        sent_severity: alert.severity.clone(),
        means: described.and_then(|it| it.means.clone()),
        summary: alert.summary.clone(),
        since: alert.since,
        muted: alert.muted,
        no_data: alert.no_data,
        silenced: Vec::new(),
        target: target_named(procedure, &alert.labels).cloned(),
        targets: procedure.targets.clone(),
        number: 0,
        run: None,
        command: start_command(&reference, name, &set),
        name: name.map(str::to_owned),
        set,
        reference,
    }
}

/// What begins it on a command line.
fn start_command(reference: &ProcedureRef, name: Option<&str>, set: &Values) -> String {
    let mut command = format!("rounds start {}", shell_word(&reference.to_string()));
    if let Some(name) = name {
        command.push_str(&format!(" --alert {}", shell_word(name)));
    }
    for (name, value) in set {
        let pair = format!("{name}={value}");
        command.push_str(&format!(" --set {}", shell_word(&pair)));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_among_words_only_as_a_word() {
        for (name, words, stands) in [
            ("lag", "lag", true),
            ("lag", "[firing:1] lag (app1)", true),
            ("lag", "lagging", false),
            ("lag", "orders-lag", false),
            ("lag", "the lag.", true),
            ("", "x", false),
        ] {
            assert_eq!(stands_in(name, words), stands, "{name} in {words}");
        }
    }
}
