//! The way back: a procedure made of the `undo` sentences of what was done.
//!
//! What stays true: the order is the one that was asked for, and a box keeps its name. A
//! step without items, or whose items stand together, has the id that it had; its items keep
//! theirs. So the box of an undo plan is the box that it takes back, but for items of one
//! step that stand apart: only those get a second step, with a number behind the id. Which
//! boxes were really done, and in which order, is for the caller to know.

use super::each::{Each, Item};
use super::id::{ItemId, StepId, StepRef};
use super::types::{Procedure, Step, Style};
use std::collections::HashSet;

impl Procedure {
    /// A read-do procedure that takes these boxes back, in this order. Boxes whose step has
    /// no `undo` are left out, and so are boxes that it does not have.
    pub fn undo_plan(&self, step_refs: &[StepRef]) -> Self {
        let mut taken: HashSet<StepId> = self.steps.iter().map(|step| step.id.clone()).collect();
        let mut steps: Vec<Step> = Vec::new();
        let mut begun: HashSet<&StepId> = HashSet::new();
        let mut before: Option<&StepId> = None;
        for step_ref in step_refs {
            let Some(step) = self.step(&step_ref.step) else {
                continue;
            };
            let Some(item) = item_of(step, step_ref.item.as_ref()) else {
                continue;
            };
            if before == Some(&step.id)
                && let (Some(last), Some(item)) = (steps.last_mut(), &item)
                && let Each::Items(items) = &mut last.each
            {
                items.push(item.clone());
                continue;
            }
            let Some(mut back) = taken_back(step, item) else {
                continue;
            };
            if !begun.insert(&step.id) {
                back.id = free_id(&step.id, &taken);
                taken.insert(back.id.clone());
            }
            before = Some(&step.id);
            steps.push(back);
        }
        Self {
            id: self.id.clone(),
            title: format!("Undo: {}", self.title),
            purpose: None,
            timing: None,
            alerts: Vec::new(),
            symptoms: Vec::new(),
            targets: self.targets.clone(),
            subject: self.subject.clone(),
            serves: Vec::new(),
            by: None,
            style: Style::ReadDo,
            estimate: None,
            sections: Vec::new(),
            steps: steps.into(),
            rehearse_every: None,
            rehearsals: Vec::new(),
            was: Vec::new(),
        }
    }
}

/// The item of a box; none where the step has no such box.
fn item_of(step: &Step, id: Option<&ItemId>) -> Option<Option<Item>> {
    match id {
        // A step whose items were never known was answered as one box.
        None => step.each.items().is_empty().then_some(None),
        Some(id) => step.each.item(id).map(Some),
    }
}

/// The step that takes a step back, if it says how.
fn taken_back(step: &Step, item: Option<Item>) -> Option<Step> {
    Some(Step {
        each: item.map_or(Each::Once, |item| Each::Items(vec![item])),
        line: step.line,
        ..Step::ticked(step.id.clone(), step.undo.clone()?)
    })
}

fn free_id(id: &StepId, taken: &HashSet<StepId>) -> StepId {
    let mut numbered = (2..).map(|number| StepId::from(format!("{id}-{number}")));
    numbered
        .find(|id| !taken.contains(id))
        .unwrap_or_else(|| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::{LibraryDefaults, Values, parse_bytes};

    const FILE: &str = r#"
title = "T"
timezone = "UTC"
[[procedures]]
title = "Move"
schedule = "daily 09:00"
[[procedures.steps]]
id = "ask"
title = "Where?"
ask = { name = "PLACE" }
[[procedures.steps]]
id = "stop"
title = "Stop $ITEM"
each = ["a", "b", "$PLACE"]
undo = "Start $ITEM in $PLACE"
[[procedures.steps]]
id = "move"
title = "Move"
undo = "Move it back"
"#;

    fn plan(step_refs: &[StepRef]) -> Vec<String> {
        let parsed = parse_bytes("t.toml", "t", FILE.as_bytes(), &LibraryDefaults::default());
        let runbook = parsed
            .runbook
            .unwrap_or_else(|| panic!("{:?}", parsed.problems));
        let plan = runbook.procedures[0].undo_plan(step_refs);
        assert_eq!((plan.style, plan.timing), (Style::ReadDo, None));
        let boxes = plan.steps.iter().flat_map(|step| {
            let items = step.each.items().iter().map(|item| Some(item.text.clone()));
            let items = if step.each == Each::Once {
                vec![None]
            } else {
                items.collect()
            };
            items.into_iter().map(|item| {
                let mut values = Values::from([("PLACE".to_owned(), "x".to_owned())]);
                values.extend(item.map(|item| ("ITEM".to_owned(), item)));
                format!("{}: {}", step.id, step.title.fill(&values))
            })
        });
        boxes.collect()
    }

    #[test]
    fn what_was_done_is_taken_back_in_the_order_that_is_asked_for() {
        let step_refs = [
            StepRef::of("move"),
            StepRef::item("stop", "b"),
            StepRef::item("stop", "place"),
            StepRef::of("ask"),
            StepRef::of("gone"),
            StepRef::of("stop"),
        ];
        assert_eq!(
            plan(&step_refs),
            [
                "move: Move it back",
                "stop: Start b in x",
                "stop: Start $PLACE in x"
            ]
        );
        assert!(plan(&[StepRef::of("ask")]).is_empty());
    }

    #[test]
    fn items_that_stand_apart_keep_their_order() {
        let step_refs = [
            StepRef::item("stop", "b"),
            StepRef::of("move"),
            StepRef::item("stop", "a"),
        ];
        assert_eq!(
            plan(&step_refs),
            [
                "stop: Start b in x",
                "move: Move it back",
                "stop-2: Start a in x"
            ]
        );
    }
}
