//! Which deferred boxes a run begins with, and which its procedure does not have any more.
//!
//! Pure. A step that was renamed with `was` is found under its new name; one that is gone is
//! named, so that someone closes its deferral with a reason.

use super::follow_up::FollowUp;
use crate::event::{Carries, FollowUpId};
use crate::runbook::{Procedure, Step, StepRef};

/// Deferrals laid beside a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carrying {
    /// The boxes that a run begins with, each once, in the order of the procedure.
    pub boxes: Vec<Carries>,
    /// Deferrals of boxes that the procedure does not have any more.
    pub gone: Vec<FollowUpId>,
}

impl Carrying {
    /// Lays deferrals beside a procedure.
    pub fn of(procedure: &Procedure, deferrals: &[&FollowUp]) -> Self {
        let mut carrying = Self::default();
        let mut placed: Vec<(usize, usize, Carries)> = Vec::new();
        for deferral in deferrals {
            let place = deferral
                .step_ref()
                .and_then(|step_ref| place(procedure, &step_ref));
            let Some((step, item)) = place else {
                carrying.gone.push(deferral.id);
                continue;
            };
            // Two deferrals of one box: the older one is carried, the other is done with it.
            if placed.iter().any(|(s, i, _)| (*s, *i) == (step, item)) {
                continue;
            }
            let known = &procedure.steps[step];
            let carries = Carries {
                step: known.id.clone(),
                item: known.each.get(item).map(|item| item.id.clone()),
                deferral: deferral.id,
            };
            placed.push((step, item, carries));
        }
        placed.sort_by_key(|(step, item, _)| (*step, *item));
        carrying.boxes = placed.into_iter().map(|(_, _, carries)| carries).collect();
        carrying
    }
}

/// Where a box stands in a procedure, by step and item.
fn place(procedure: &Procedure, step_ref: &StepRef) -> Option<(usize, usize)> {
    let by_id = |step: &Step| step.id == step_ref.step;
    let by_was = |step: &Step| step.was.contains(&step_ref.step);
    let steps = &procedure.steps;
    let at = steps.iter().position(by_id);
    let at = at.or_else(|| steps.iter().position(by_was))?;
    let items = &steps[at].each;
    match &step_ref.item {
        None if items.is_empty() => Some((at, 0)),
        None => None,
        Some(wanted) => {
            let item = items.iter().position(|item| item.id == *wanted)?;
            Some((at, item))
        }
    }
}
