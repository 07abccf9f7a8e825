//! Occurrences: which one a run fills, excusing, seeing what was missed.

use super::{Context, Decision, Refusal, words};
use crate::event::{Fact, Thread};
use crate::state::{LineId, Occurrence, SlotState, State};
use jiff::Timestamp;

/// The oldest slot that may be worked on now and that no run works on.
pub(super) fn to_fill(state: &State, line: &LineId, now: Timestamp) -> Option<Occurrence> {
    let pressing = state.line_of(line)?.pressing(now);
    pressing.into_iter().find(|occurrence| {
        let wanted = matches!(
            occurrence.state,
            SlotState::Open | SlotState::Due | SlotState::Overdue
        );
        wanted && occurrence.run.is_none()
    })
}

pub(super) fn excuse(
    state: &State,
    line: &LineId,
    slot: Option<Timestamp>,
    reason: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let pressing = state
        .line_of(line)
        .map(|known| known.pressing(context.now))
        .unwrap_or_default();
    let found = pressing.into_iter().find(|occurrence| match slot {
        Some(slot) => occurrence.slot == slot,
        None => occurrence.state != SlotState::Upcoming,
    });
    let slot = found.ok_or(Refusal::NothingToExcuse)?.slot;
    let reason = words(reason, Refusal::NeedsReason { what: "an excuse" })?;
    let LineId { procedure, target } = line.clone();
    let on = vec![Thread::Procedure(procedure.clone())];
    Ok(Decision {
        on,
        facts: vec![Fact::OccurrenceExcused {
            procedure,
            target,
            slot,
            reason,
        }],
    })
}

/// The last missed slot of every line, or of one.
pub(super) fn mark_seen(
    state: &State,
    line: Option<&LineId>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let mut decision = Decision::default();
    for (id, known) in state
        .lines()
        .filter(|(id, _)| line.is_none_or(|line| line == *id))
    {
        let pressing = known.pressing(context.now);
        let missed = pressing
            .iter()
            .filter(|occurrence| occurrence.state == SlotState::Missed);
        let Some(until) = missed.map(|occurrence| occurrence.slot).max() else {
            continue;
        };
        let LineId { procedure, target } = id.clone();
        let thread = Thread::Procedure(procedure.clone());
        if !decision.on.contains(&thread) {
            decision.on.push(thread);
        }
        decision.facts.push(Fact::MissedSeen {
            procedure,
            target,
            until,
        });
    }
    match decision.facts.is_empty() {
        true => Err(Refusal::NothingMissed),
        false => Ok(decision),
    }
}
