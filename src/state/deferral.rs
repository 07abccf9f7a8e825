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
        let mut placed: Vec<((usize, usize), Carries)> = Vec::new();
        for deferral in deferrals {
            let step_ref = deferral.step_ref();
            let place = step_ref.and_then(|it| Some((place(procedure, &it)?, it.item)));
            let Some((at, item)) = place else {
                carrying.gone.push(deferral.id);
                continue;
            };
            let carries = Carries {
                step: procedure.steps[at.0].id.clone(),
                item,
                deferral: deferral.id,
            };
            // Two deferrals of one box: the older one is carried, the other is done with it.
            let wanted = carries.step_ref();
            if placed.iter().all(|(_, known)| known.step_ref() != wanted) {
                placed.push((at, carries));
            }
        }
        placed.sort_by(|(at, one), (other, two)| (at, &one.item).cmp(&(other, &two.item)));
        carrying.boxes = placed.into_iter().map(|(_, carries)| carries).collect();
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
    let each = &steps[at].each;
    match &step_ref.item {
        None if each.items().is_empty() => Some((at, 0)),
        None => None,
        // What an earlier step gave is known by its text, in whatever order it comes.
        Some(_) if each.feeding().is_some() => Some((at, 0)),
        Some(wanted) => {
            let item = each.items().iter().position(|item| item.id == *wanted)?;
            Some((at, item))
        }
    }
}
