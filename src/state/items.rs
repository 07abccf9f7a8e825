//! The boxes that a step has in one run: one, or one an item. Items that an earlier step gives
//! are those of its answer that stands; where that changes, what was answered stays, and what
//! is open and not among them any more is gone.

use super::run::Run;
use crate::event::Outcome;
use crate::runbook::{Each, Item, Step, StepRef, count};

/// One box of a step.
pub(super) struct ItemBox {
    pub(super) step_ref: StepRef,
    /// Its item; none for a step that is done once, or whose items are not known.
    pub(super) item: Option<Item>,
    /// Whether the step wants it: it is among the items that stand.
    pub(super) wanted: bool,
}

impl ItemBox {
    fn of(step: &Step, item: Option<Item>, wanted: bool) -> Self {
        Self {
            step_ref: StepRef {
                step: step.id.clone(),
                item: item.as_ref().map(|item| item.id.clone()),
            },
            item,
            wanted,
        }
    }
}

impl Run {
    /// The items that an earlier step gives to this one; none as long as it has given none.
    pub fn items_given(&self, step: &Step) -> Option<Vec<Item>> {
        let said = self.outcome(&StepRef::of(step.each.feeding()?.clone()))?;
        let done = Some(&said.what).filter(|done| done.outcome == Outcome::Ok)?;
        match &step.each {
            Each::Times(_) => {
                let times = count(done.value.as_deref()?)?;
                Some((1..=times).map(|at| Item::named(&at.to_string())).collect())
            }
            _ => {
                let texts = done.items.as_ref()?.iter();
                Some(texts.map(|text| Item::named(text)).collect())
            }
        }
    }

    /// The boxes of a step, in order. `waits` says whether the step that its items come from
    /// may still give some.
    pub(super) fn boxes_of(&self, step: &Step, waits: bool) -> Vec<ItemBox> {
        if step.each.feeding().is_none() {
            return match step.each.items() {
                [] => vec![ItemBox::of(step, None, true)],
                items => {
                    let items = items.iter().cloned();
                    items.map(|it| ItemBox::of(step, Some(it), true)).collect()
                }
            };
        }
        let given = self.items_given(step);
        let is_known = given.is_some();
        let items = given.into_iter().flatten();
        let mut boxes: Vec<_> = items
            .map(|item| ItemBox::of(step, Some(item), true))
            .collect();
        if !is_known {
            boxes.push(ItemBox::of(step, None, waits));
        }
        let others: Vec<_> = self
            .answered_at(step)
            .filter(|step_ref| boxes.iter().all(|known| known.step_ref != **step_ref))
            .map(|step_ref| {
                let item = step_ref.item.as_ref();
                ItemBox::of(step, item.map(|id| Item::named(id.as_str())), false)
            })
            .collect();
        boxes.extend(others);
        if boxes.is_empty() {
            boxes.push(ItemBox::of(step, None, false));
        }
        boxes
    }

    /// The boxes of a step that something stands at.
    fn answered_at<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = &'a StepRef> {
        let boxes = self.boxes.range(StepRef::of(step.id.clone())..);
        let own = boxes.take_while(|(step_ref, _)| step_ref.step == step.id);
        own.filter(|(_, step_state)| step_state.outcome().is_some())
            .map(|(step_ref, _)| step_ref)
    }
}
