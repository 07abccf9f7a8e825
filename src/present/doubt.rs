//! What makes one doubt a run, and what of it was written up later, in words.

use super::clock::Clock;
use super::words::{capitalized, count};
use crate::runbook::{Operator, Procedure, StepRef};
use crate::state::{Doubt, Implausible, RemarkKind, Run, State, Summary, WrittenUp};
use crate::text::titled;

/// What makes one doubt a run, a line each. `walked` is the procedure by which it is walked, where
/// that is at hand.
pub fn doubts(state: &State, run: &Run, walked: Option<&Procedure>) -> Vec<String> {
    state.doubts(run, walked).iter().map(doubt).collect()
}

/// The same of a run that has ended.
pub fn doubts_of(state: &State, summary: &Summary, walked: Option<&Procedure>) -> Vec<String> {
    state.doubts_of(summary, walked).iter().map(doubt).collect()
}

/// What there is to know of a run before it is believed, a sentence each: what makes one doubt it,
/// and what of it was written up later.
pub fn to_know(state: &State, run: &Run, walked: Option<&Procedure>, clock: &Clock) -> Vec<String> {
    let doubts = doubts(state, run, walked).into_iter();
    let doubts = doubts.map(|doubt| format!("In doubt: {doubt}."));
    let late = run.written_up().map(|it| written_up(&it, clock));
    let late = late.map(|words| format!("{}.", capitalized(&words)));
    doubts.chain(late).collect()
}

/// What makes one doubt what stands at one box, a line each: said once it is answered. A value far
/// from the last was asked about before it was.
pub fn doubts_at(state: &State, run: &Run, walked: &Procedure, at: &StepRef) -> Vec<String> {
    let all = state.doubts(run, Some(walked)).into_iter();
    let values = all.filter(|it| match it {
        Doubt::Value { step_ref, why, .. } => {
            step_ref == at && matches!(why, Implausible::NeverMoves { .. })
        }
        _ => false,
    });
    let values: Vec<_> = values.map(|it| doubt(&it)).collect();
    let remarks = run.remarks().into_iter();
    let times = remarks.filter(|it| it.step_ref == *at && it.what.is_impossible_time());
    let times = times.map(|it| titled(&it.title, it.what.words()));
    values.into_iter().chain(times).collect()
}

/// One doubt in a line: `8 steps answered in 3 s: too fast to be true`.
pub fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Pace(doubt) => doubt.words(),
        Doubt::Times { boxes, what } => {
            let steps = count(*boxes, "step");
            let when = match what {
                RemarkKind::BeforeRun => "a time before the run",
                _ => "a time that had not come yet",
            };
            format!("{steps} written up for {when}")
        }
        Doubt::Value { title, why, .. } => format!("{title}: {}", implausible(why)),
    }
}

/// Why a value is hard to believe: `412, the same 6 times in a row`.
fn implausible(why: &Implausible) -> String {
    match why {
        Implausible::NeverMoves { value, times } => {
            format!("{value}, the same {times} times in a row")
        }
        Implausible::Far(it) => format!("{}, {it}", it.value),
    }
}

/// How much of a run was written up later, by whom and when:
/// `2 of 8 steps written up later by ops-a, Sun 09:04`.
pub fn written_up(it: &WrittenUp, clock: &Clock) -> String {
    let by: Vec<_> = it.by.iter().map(Operator::to_string).collect();
    let by = by.join(" and ");
    let steps = match it.boxes == it.of {
        true if it.of > 1 => format!("all {} steps", it.of),
        true => "1 step".to_owned(),
        false => format!("{} of {} steps", it.boxes, it.of),
    };
    format!("{steps} written up later by {by}, {}", clock.exact(it.last))
}
