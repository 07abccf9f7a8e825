//! From an alert's labels to a start: what they fill, and the run that is at it already.
//!
//! Labels come from outside. They fill nothing but what a procedure asks for by `label`, and
//! only with a text that the step itself would take; secrets are never taken from them.

use super::Pinned;
use super::start::{targets, values_of};
use super::subject::Subject;
use crate::event::RunId;
use crate::runbook::{Procedure, TargetName, Values};
use crate::state::{SeriesId, State};
use std::collections::BTreeMap;

/// What an alert's labels say of what a procedure asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labelled {
    /// Values for what it asks for.
    pub values: Values,
    /// Labels whose text is not what is asked for: left for the operator to type.
    pub unfit: Vec<String>,
}

/// Fills what a procedure asks for from an alert's labels.
pub fn from_labels(procedure: &Procedure, labels: &BTreeMap<String, String>) -> Labelled {
    let mut filled = Labelled::default();
    for ask in procedure.labelled() {
        let label = ask.label.as_ref();
        let Some((label, text)) = label.and_then(|label| labels.get_key_value(label)) else {
            continue;
        };
        match super::step::check_ask(procedure, ask, &filled.values, text) {
            Ok(value) => {
                filled.values.insert(ask.name.clone(), value);
            }
            Err(_) => filled.unfit.push(label.clone()),
        }
    }
    filled
}

/// The live run that goes on with the same procedure, target and subject, which a start with
/// these values would double. None while a name of the subject waits for its value, or the
/// place is not known.
pub fn already_at_it(
    state: &State,
    pinned: Pinned<'_>,
    procedure: &Procedure,
    target: Option<&TargetName>,
    values: &Values,
    host: &TargetName,
) -> Option<RunId> {
    let known = targets(procedure, host);
    let target = match (target, &known[..]) {
        (Some(target), _) => Some(target.clone()),
        (None, []) => None,
        (None, [only]) => Some(only.clone()),
        (None, _) => return None,
    };
    let mut named = values_of(pinned, target.as_ref());
    named.extend(values.clone());
    let subject = Subject::of(procedure, &named);
    let line = SeriesId {
        procedure: pinned.runbook.reference(procedure),
        target,
    };
    super::subject::twin(state, &line, subject.as_ref(), false, None).map(|run| run.id)
}
