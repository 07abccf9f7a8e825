//! What makes one doubt a run, in words.

use crate::runbook::Style;
use crate::state::{Doubt, Implausible, Run, State};

/// What makes one doubt a run in this style, a line each.
pub fn doubts(state: &State, run: &Run, style: Style) -> Vec<String> {
    state.doubts(run, style).iter().map(doubt).collect()
}

/// One doubt in a line: `8 steps answered in 3 s: too fast to be true`.
pub fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Pace(doubt) => doubt.words(),
        Doubt::Value { title, why, .. } => format!("{title}: {}", implausible(why)),
    }
}

/// Why a value is hard to believe: `412, the same 6 times in a row`.
pub fn implausible(why: &Implausible) -> String {
    match why {
        Implausible::NeverMoves { value, times } => {
            format!("{value}, the same {times} times in a row")
        }
        Implausible::Far(it) => format!("{}, {it}", it.value),
    }
}
