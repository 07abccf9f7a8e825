//! Which later steps of a procedure are done for what an earlier one gives, and that in words.

use super::each::{Each, Item};
use super::id::StepId;
use super::types::{Procedure, Step};

impl Procedure {
    /// The later steps that are done for each line of what this one gives.
    pub fn fed_by_lines<'p>(&'p self, step: &'p StepId) -> impl Iterator<Item = (usize, &'p Step)> {
        let steps = (1..).zip(&self.steps);
        steps.filter(
            move |(_, later)| matches!(&later.each, Each::Lines { from, .. } if from == step),
        )
    }

    /// The first later step that is done as often as this one says, by its number.
    pub fn counted_by(&self, step: &StepId) -> Option<usize> {
        let counts = |later: &Step| matches!(&later.each, Each::Times(from) if from == step);
        Some(self.steps.iter().position(counts)? + 1)
    }

    /// What a step is done for, in words that follow its title: `for each of a, b`.
    pub fn each_words(&self, step: &Step) -> Option<String> {
        let number = |id: &StepId| {
            let at = self.steps.iter().position(|step| step.id == *id);
            at.map_or_else(|| format!("step {id}"), |at| format!("step {}", at + 1))
        };
        let texts = |items: &[Item]| {
            let texts: Vec<_> = items.iter().map(|item| item.text.as_str()).collect();
            texts.join(", ")
        };
        Some(match &step.each {
            Each::Once => return None,
            Each::Items(items) => format!("for each of {}", texts(items)),
            Each::Targets(items) => format!("in each target: {}", texts(items)),
            Each::Lines { from, .. } => format!("for each line that {} gives", number(from)),
            Each::Times(from) => format!("as often as {} says", number(from)),
        })
    }
}
