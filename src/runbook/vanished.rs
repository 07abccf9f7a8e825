//! Ids that the journal knows and a runbook no longer has.
//!
//! Trends, deferrals and questions hang on ids. When one vanishes, they would be orphaned
//! unless the file says with `was` what the thing is called now. Only what is certain is
//! told: of a broken procedure nobody knows which steps it still has.

use super::book::Runbook;
use super::id::{ProcedureId, StepId};
use super::types::Procedure;
use crate::text::{nearest, shown};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What the journal knows of one runbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownIds {
    /// Its procedures, with the steps that have been done in them.
    pub procedures: BTreeMap<ProcedureId, BTreeSet<StepId>>,
}

/// An id that the journal knows and the runbook no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vanished {
    /// The procedure; one that the runbook still has, where a step of it has vanished.
    pub procedure: ProcedureId,
    /// The step, where it is a step.
    pub step: Option<StepId>,
    /// The id now that is most like it and that the journal does not know.
    pub nearest: Option<String>,
}

impl Vanished {
    /// What would be lost, as a sentence without its full stop; safe to print.
    pub fn message(&self) -> String {
        let procedure = shown(self.procedure.as_str());
        let procedure = procedure.as_str();
        match &self.step {
            Some(step) => format!(
                "the journal knows the step `{}` of `{procedure}`, which is gone: its trend, \
                 deferrals and questions would be orphaned",
                shown(step.as_str()).as_str()
            ),
            None => format!(
                "the journal knows the procedure `{procedure}`, which is gone: its runs, \
                 trends, deferrals and questions would be orphaned"
            ),
        }
    }

    /// What to write where the thing has only a new name; safe to print.
    pub fn hint(&self) -> String {
        let old = self
            .step
            .as_ref()
            .map_or(self.procedure.as_str(), StepId::as_str);
        let old = shown(old);
        let old = old.as_str();
        match &self.nearest {
            Some(now) => format!(
                "if `{}` is its new name, add was = [\"{old}\"] there",
                shown(now).as_str()
            ),
            None => format!("if it has a new name, add was = [\"{old}\"] there"),
        }
    }
}

/// What has vanished from a runbook, in the order of the ids.
pub fn vanished(runbook: &Runbook, known: &KnownIds) -> Vec<Vanished> {
    let mut present: HashSet<&str> = HashSet::new();
    for procedure in &runbook.procedures {
        present.insert(procedure.id.as_str());
        present.extend(procedure.was.iter().map(ProcedureId::as_str));
    }
    present.extend(runbook.broken.iter().map(|broken| broken.id.as_str()));
    let mut gone = Vec::new();
    for (id, steps) in &known.procedures {
        if !present.contains(id.as_str()) {
            let fresh = runbook
                .procedures
                .iter()
                .map(|procedure| procedure.id.as_str());
            let fresh = fresh.filter(|id| !known.procedures.contains_key(*id));
            gone.push(Vanished {
                procedure: id.clone(),
                step: None,
                nearest: nearest(id.as_str(), fresh).map(str::to_owned),
            });
        } else if let Some(procedure) = now(runbook, id) {
            gone.extend(vanished_steps(procedure, steps));
        }
    }
    gone
}

/// The procedure that an id means now.
fn now<'r>(runbook: &'r Runbook, id: &ProcedureId) -> Option<&'r Procedure> {
    let mut procedures = runbook.procedures.iter();
    procedures.find(|procedure| procedure.id == *id || procedure.was.contains(id))
}

fn vanished_steps<'r>(
    procedure: &'r Procedure,
    known: &'r BTreeSet<StepId>,
) -> impl Iterator<Item = Vanished> + 'r {
    let mut present: HashSet<&str> = HashSet::new();
    for step in &procedure.steps {
        present.insert(step.id.as_str());
        present.extend(step.was.iter().map(StepId::as_str));
    }
    let gone = known
        .iter()
        .filter(move |id| !present.contains(id.as_str()));
    gone.map(move |id| {
        let fresh = procedure.steps.iter().map(|step| step.id.as_str());
        let fresh = fresh.filter(|id| !known.contains(*id));
        Vanished {
            procedure: procedure.id.clone(),
            step: Some(id.clone()),
            nearest: nearest(id.as_str(), fresh).map(str::to_owned),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::{LibraryDefaults, parse_bytes};

    const FILE: &str = r#"
title = "Sync"
timezone = "UTC"
[[procedures]]
title = "Check"
was = ["old-check"]
steps = ["Queue depth", { title = "Lag", was = ["delay"] }, "Errors"]
[[procedures]]
title = "Broken"
steps = []
"#;

    fn gone(known: &[(&str, &[&str])]) -> Vec<String> {
        let parsed = parse_bytes(
            "sync.toml",
            "sync",
            FILE.as_bytes(),
            &LibraryDefaults::default(),
        );
        let known = known.iter().map(|(procedure, steps)| {
            let steps = steps.iter().map(|step| StepId::from(*step)).collect();
            (ProcedureId::from(*procedure), steps)
        });
        let known = KnownIds {
            procedures: known.collect(),
        };
        let gone = vanished(&parsed.runbook.unwrap(), &known);
        gone.iter()
            .map(|one| format!("{}; {}", one.message(), one.hint()))
            .collect()
    }

    #[test]
    fn what_is_there_or_was_has_not_vanished() {
        assert_eq!(gone(&[]), [""; 0]);
        assert_eq!(
            gone(&[("check", &["queue-depth", "lag", "delay"])]),
            [""; 0]
        );
        assert_eq!(
            gone(&[("old-check", &["lag"]), ("broken", &["x"])]),
            [""; 0]
        );
    }

    #[test]
    fn what_is_gone_is_told_with_what_is_most_like_it() {
        insta::assert_snapshot!(
            gone(&[
                ("check", &["queue-dept", "lag"]),
                ("chekc", &["lag"]),
                ("long-gone\u{1b}", &[]),
            ])
            .join("\n"), @r#"
the journal knows the step `queue-dept` of `check`, which is gone: its trend, deferrals and questions would be orphaned; if `queue-depth` is its new name, add was = ["queue-dept"] there
the journal knows the procedure `chekc`, which is gone: its runs, trends, deferrals and questions would be orphaned; if it has a new name, add was = ["chekc"] there
the journal knows the procedure `long-gone<U+001B>`, which is gone: its runs, trends, deferrals and questions would be orphaned; if it has a new name, add was = ["long-gone<U+001B>"] there
"#);
    }
}
