//! The boxes of a run laid down in order: which are wanted, and which hold what follows.
//!
//! In read-do a box that is not done holds the boxes of later steps. Where two steps go through
//! the same items, each item goes its own way: it is held by what became of it, never by what
//! became of the others.

use super::items::ItemBox;
use super::run::Run;
use super::step_state::StepState;
use super::step_status::{Standing, StepStatus};
use crate::event::{Carries, FollowUpId, Outcome};
use crate::runbook::{Condition, Item, Procedure, Step, StepId, StepRef, Style};
use std::collections::BTreeMap;
use std::ops::Range;

/// A walk while its boxes are laid down.
pub(super) struct Laying<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) run: &'a Run,
    pub(super) stands: Vec<StepStatus>,
    /// The boxes that hold what follows them.
    pub(super) holding: Vec<usize>,
    holders: Vec<Holder>,
}

/// The boxes of one step that hold later ones.
struct Holder {
    step: usize,
    /// The first of them.
    first: usize,
    /// Every item of the step, with the box that holds it.
    items: BTreeMap<String, Option<usize>>,
    /// Whether items that are not among these are free.
    is_lone: bool,
}

impl Holder {
    /// The box of these that holds a box with this item.
    fn holds(&self, item: Option<&Item>) -> Option<usize> {
        match item.map(|item| self.items.get(&item.text)) {
            Some(Some(own)) => *own,
            Some(None) if self.is_lone => None,
            _ => Some(self.first),
        }
    }
}

impl<'a> Laying<'a> {
    pub(super) fn new(procedure: &'a Procedure, run: &'a Run) -> Self {
        Self {
            procedure,
            run,
            stands: Vec::new(),
            holding: Vec::new(),
            holders: Vec::new(),
        }
    }

    /// A box that an earlier run put off: it comes first, and is wanted whatever its `when`
    /// says, because it was wanted then. One that the procedure does not have is passed over.
    pub(super) fn carry(&mut self, carries: &Carries) {
        let steps = &self.procedure.steps;
        let Some(index) = steps.iter().position(|step| step.id == carries.step) else {
            return;
        };
        let step_ref = carries.step_ref();
        let each = &steps[index].each;
        let item = match &step_ref.item {
            Some(id) => each.item(id).map(Some),
            None => each.items().is_empty().then_some(None),
        };
        let is_there = self.stands.iter().any(|stand| stand.step_ref == step_ref);
        if let Some(item) = item.filter(|_| !is_there) {
            let begin = self.stands.len();
            let known = ItemBox {
                step_ref,
                item,
                wanted: true,
            };
            self.put(index, known, Some(carries.deferral));
            self.hold(index, begin..self.stands.len(), true);
        }
    }

    /// A step's boxes, but for those that stand among the first `carried`. `wanted` is asked
    /// for each item.
    pub(super) fn lay(
        &mut self,
        index: usize,
        carried: usize,
        wanted: impl Fn(Option<&Item>) -> bool,
    ) {
        let begin = self.stands.len();
        let step = &self.procedure.steps[index];
        let waits = step.each.feeding().is_none_or(|from| self.may_give(from));
        for known in self.run.boxes_of(step, waits) {
            let first = &self.stands[..carried];
            if !first.iter().any(|stand| stand.step_ref == known.step_ref) {
                let wanted = known.wanted && wanted(known.item.as_ref());
                self.put(index, ItemBox { wanted, ..known }, None);
            }
        }
        self.hold(index, begin..self.stands.len(), false);
    }

    /// Whether a step that gives items is wanted, or was answered.
    fn may_give(&self, from: &StepId) -> bool {
        let stand = self.stands.iter().find(|it| it.step_ref.step == *from);
        stand.is_some_and(|stand| stand.standing != Standing::Inactive)
    }

    fn put(&mut self, step: usize, known: ItemBox, carried: Option<FollowUpId>) {
        let ItemBox {
            step_ref,
            item,
            wanted,
        } = known;
        let step_state = self.run.boxes.get(&step_ref);
        let standing = standing(step_state, wanted);
        let read_do = self.procedure.style == Style::ReadDo;
        let unsigned = wants_signature(&self.procedure.steps[step], standing, step_state);
        if read_do && wanted && holds(&self.procedure.steps[step], standing, unsigned, step_state) {
            self.holding.push(self.stands.len());
        }
        self.stands.push(StepStatus {
            step_ref,
            step,
            held_by: self.holder(step, item.as_ref()),
            item,
            number: step + 1,
            standing,
            wanted,
            unsigned,
            carried,
        });
    }

    /// Notes what of a step's boxes holds later ones, once all of them are laid.
    fn hold(&mut self, step: usize, boxes: Range<usize>, is_lone: bool) {
        let from = self.holding.partition_point(|held| *held < boxes.start);
        let own = &self.holding[from..];
        let Some(first) = own.first().copied() else {
            return;
        };
        let items = boxes.filter_map(|at| {
            let text = self.stands[at].item.as_ref()?.text.clone();
            Some((text, own.binary_search(&at).is_ok().then_some(at)))
        });
        let items = items.collect();
        self.holders.push(Holder {
            step,
            first,
            items,
            is_lone,
        });
    }

    /// The first of the holding boxes that holds one. A step that is wanted because of what
    /// another one came to is not held by that one: it is how it gets dealt with.
    fn holder(&self, held: usize, item: Option<&Item>) -> Option<usize> {
        let step = &self.procedure.steps[held];
        let section = step
            .section
            .and_then(|section| self.procedure.sections.get(section)?.when.as_ref());
        let conditions = || step.when.iter().chain(section);
        self.holders.iter().find_map(|holder| {
            let by = &self.procedure.steps[holder.step].id;
            let free = holder.step == held || conditions().any(|when| asks_about(when, by));
            holder.holds(item).filter(|_| !free)
        })
    }
}

/// What was done stays done, also when its step is not wanted any more.
fn standing(step_state: Option<&StepState>, wanted: bool) -> Standing {
    match step_state.and_then(StepState::outcome) {
        Some(_) if step_state.is_some_and(StepState::is_disputed) => Standing::Disputed,
        Some(said) => Standing::Answered(said.what.outcome),
        None if wanted => Standing::Open,
        None => Standing::Inactive,
    }
}

/// Whether a box was done and waits for its second person. What was skipped or put off was
/// not done, so there is nothing to sign.
fn wants_signature(step: &Step, standing: Standing, step_state: Option<&StepState>) -> bool {
    let done = matches!(standing, Standing::Answered(Outcome::Ok | Outcome::NotOk));
    let signed = step_state.is_some_and(|step_state| step_state.signature().is_some());
    step.sign_off.is_some() && done && !signed
}

/// Whether a box holds what follows, in read-do.
fn holds(step: &Step, standing: Standing, unsigned: bool, step_state: Option<&StepState>) -> bool {
    let holds = match standing {
        Standing::Open => !step.optional,
        Standing::Answered(outcome) => outcome == Outcome::NotOk,
        Standing::Disputed => true,
        Standing::Inactive => false,
    };
    let carried = step_state.is_some_and(|step_state| step_state.carried_on().is_some());
    (holds || unsigned) && !carried
}

fn asks_about(when: &Condition, about: &StepId) -> bool {
    match when {
        Condition::Step { step, .. } | Condition::Reading { step, .. } => step == about,
        Condition::Ask { .. } | Condition::Target(_) => false,
    }
}

/// The box of a step that is about an item: the item's own, where the step has it.
pub(super) fn of_item<'b>(boxes: &'b [ItemBox], item: Option<&Item>) -> Option<&'b StepRef> {
    let text = &item?.text;
    let own = |known: &&ItemBox| known.item.as_ref().is_some_and(|it| it.text == *text);
    boxes.iter().find(own).map(|known| &known.step_ref)
}
