//! What is missing on either side: rules that no procedure answers, procedures that wait for an
//! alert that nobody raises, links that lead nowhere.

use super::files::RuleFile;
use super::severity;
use super::written::Written;
use crate::exchange::rules::Rule;
use crate::runbook::{Problem, Procedure, Runbook, Severity, objection};
use crate::text::{anchor, nearest, shown};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a comparison came to.
pub struct Coverage<'a> {
    /// Each problem, with the text of the file that it is in.
    pub problems: Vec<(Problem, Arc<[u8]>)>,
    /// Rules that want an answer.
    pub rules: usize,
    /// Those of them that no procedure answers.
    pub unanswered: Vec<&'a Rule>,
    /// Names that runbooks wait for, and no rule raises.
    pub without_rule: Vec<String>,
}

impl<'a> Coverage<'a> {
    /// The names of the alerts that no procedure answers, each once.
    pub fn names(&self) -> BTreeSet<&'a str> {
        let rules = self.unanswered.iter();
        rules.map(|rule| rule.name.as_str()).collect()
    }
}

/// Holds runbooks (each with its path and text) and rules against each other. A rule whose
/// severity is `none` rings for nobody, and wants no procedure.
pub fn compare<'a>(files: &'a [RuleFile], runbooks: &[Written<'_>]) -> Coverage<'a> {
    let mut coverage = Coverage {
        problems: Vec::new(),
        rules: 0,
        unanswered: Vec::new(),
        without_rule: Vec::new(),
    };
    for file in files {
        let bytes: Arc<[u8]> = file.text.as_bytes().into();
        let unread = file.problems.iter().cloned();
        coverage
            .problems
            .extend(unread.map(|it| (it, bytes.clone())));
        for rule in file.rules.iter().filter(|rule| rings(rule)) {
            coverage.rules += 1;
            let procedure = answering(rule, runbooks);
            if let Some(problem) = link(file, rule, runbooks) {
                coverage.problems.push((problem, bytes.clone()));
            }
            if procedure.is_none() {
                coverage.unanswered.push(rule);
                coverage
                    .problems
                    .push((unanswered(file, rule, runbooks), bytes.clone()));
            }
        }
    }
    without_rule(&mut coverage, files, runbooks);
    for problem in severity::differing(files, runbooks) {
        let file = files.iter().find(|file| *file.path == *problem.path);
        let bytes = file.map(|file| file.text.as_bytes().into());
        coverage.problems.push((problem, bytes.unwrap_or_default()));
    }
    coverage
}

/// Whether it is to reach somebody: what only proves that alerts flow has the severity `none`.
fn rings(rule: &Rule) -> bool {
    rule.severity.as_ref().is_none_or(|it| it.text != "none")
}

fn procedures<'a>(
    runbooks: &'a [Written<'a>],
) -> impl Iterator<Item = (&'a Runbook, &'a Procedure)> {
    let real = runbooks.iter().filter(|it| !it.runbook.sample);
    real.flat_map(|it| {
        let procedures = it.runbook.procedures.iter();
        procedures.map(move |procedure| (it.runbook, procedure))
    })
}

/// The procedure that its link leads to, else the first that names it.
fn answering<'a>(rule: &Rule, runbooks: &'a [Written<'a>]) -> Option<(&'a Runbook, &'a Procedure)> {
    let linked = rule.runbook_url.as_ref().and_then(|it| anchor(&it.text));
    let linked = linked.and_then(|meant| at(&meant, runbooks));
    linked.or_else(|| procedures(runbooks).find(|(_, it)| it.alerts.contains(&rule.name)))
}

fn at<'a>(
    (runbook, procedure): &(String, String),
    runbooks: &'a [Written<'a>],
) -> Option<(&'a Runbook, &'a Procedure)> {
    procedures(runbooks).find(|(of, it)| of.id.as_str() == runbook && it.id.as_str() == procedure)
}

fn unanswered(file: &RuleFile, rule: &Rule, runbooks: &[Written<'_>]) -> Problem {
    let name = shown(&rule.name);
    let answers = |it: &&Written<'_>| {
        let mut procedures = it.runbook.procedures.iter();
        it.runbook.sample && procedures.any(|it| it.alerts.contains(&rule.name))
    };
    let known = procedures(runbooks).flat_map(|(_, it)| it.alerts.iter().map(String::as_str));
    let hint = match runbooks.iter().find(answers) {
        Some(sample) => format!(
            "{} answers it, and is only a sample: finish it, and take `sample` out",
            sample.runbook.id
        ),
        None => match nearest(&rule.name, known) {
            Some(near) => format!("a procedure answers `{}`: is that the one?", shown(near)),
            None => format!(
                "write alerts = [\"{name}\"] into the procedure that answers it; --fix writes one to begin with"
            ),
        },
    };
    objection(
        &file.path,
        &file.text,
        rule.span.clone(),
        "alert-without-procedure",
        format!("no procedure answers the alert `{name}`"),
        Some(hint),
    )
}

fn link(file: &RuleFile, rule: &Rule, runbooks: &[Written<'_>]) -> Option<Problem> {
    let url = rule.runbook_url.as_ref()?;
    let meant = anchor(&url.text)?;
    if at(&meant, runbooks).is_some() {
        return None;
    }
    let message = format!(
        "its runbook_url leads to {}/{}, and there is no such procedure",
        shown(&meant.0),
        shown(&meant.1)
    );
    let named = procedures(runbooks).find(|(_, it)| it.alerts.contains(&rule.name));
    let hint = match named {
        Some((runbook, it)) => format!("{} answers it by name", runbook.reference(it)),
        None => "`rounds list procedures` tells which there are".to_owned(),
    };
    let span = url.span.clone();
    let code = "link-leads-nowhere";
    let hint = Some(hint);
    Some(objection(&file.path, &file.text, span, code, message, hint))
}

/// Names that runbooks wait for: each once a runbook, where it first stands in the file.
fn without_rule(coverage: &mut Coverage<'_>, files: &[RuleFile], runbooks: &[Written<'_>]) {
    // Where a file could not be read, what it raises is not known.
    if files.iter().any(|file| !file.problems.is_empty()) {
        return;
    }
    let rules = files.iter().flat_map(|file| &file.rules);
    let raised: BTreeSet<&str> = rules.map(|rule| rule.name.as_str()).collect();
    for Written {
        runbook,
        path,
        text,
    } in runbooks
    {
        let described = runbook.alerts.iter().map(|alert| &alert.name);
        let answered = runbook.procedures.iter().flat_map(|it| &it.alerts);
        let names: BTreeSet<&String> = described.chain(answered).collect();
        for name in names {
            if raised.contains(name.as_str()) {
                continue;
            }
            let at = text.find(name.as_str()).unwrap_or_default();
            let near = nearest(name, raised.iter().copied());
            let hint = match near {
                Some(near) => format!("a rule raises `{}`: is that the one?", shown(near)),
                None => "take the name out, or name the files that hold its rule, too".to_owned(),
            };
            let message = format!("no rule raises the alert `{}`", shown(name));
            let span = at..at + name.len();
            let code = "procedure-without-alert";
            let problem = Problem {
                severity: Severity::Warning,
                ..objection(path, text, span, code, message, Some(hint))
            };
            coverage.without_rule.push(name.clone());
            coverage.problems.push((problem, text.as_bytes().into()));
        }
    }
}
