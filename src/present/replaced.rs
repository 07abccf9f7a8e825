//! Answers that another writer replaced, in words.

use super::fact::answer;
use crate::state::{Replaced, StepState};

/// By whom an answer was replaced: `replaced by ops-b`, `undone by ops-b`. The same name on
/// another machine is told by its writer.
pub fn replaced(it: &Replaced<'_>) -> String {
    let how = if it.is_undone { "undone" } else { "replaced" };
    match *it.by == it.said.by && it.is_by_another() {
        true => format!("{how} by {}", it.entry.writer),
        false => format!("{how} by {}", it.by),
    }
}

/// The same with what it had been: `not OK by ops-a, replaced by ops-b`.
pub fn replaced_answer(it: &Replaced<'_>) -> String {
    let (was, by) = (answer(&it.said.what), &it.said.by);
    format!("{was} by {by}, {}", replaced(it))
}

/// What a list of steps says of a box: that another writer replaced an answer there, by whom;
/// the last of several.
pub fn replaced_there(step_state: &StepState) -> Option<String> {
    step_state
        .replaced_by_others()
        .next_back()
        .as_ref()
        .map(replaced)
}
