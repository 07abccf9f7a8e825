//! Occurrences: which one a run fills, excusing, seeing what was missed.

use super::{Context, Decision, Refusal, readable, words};
use crate::event::{Fact, Thread};
use crate::state::{Occurrence, Series, SeriesId, SlotState, State};
use jiff::{SignedDuration, Timestamp};

/// The oldest slot that may be worked on now and that no run works on.
pub(super) fn to_fill(state: &State, line: &SeriesId, now: Timestamp) -> Option<Occurrence> {
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
    line: &SeriesId,
    slot: Option<Timestamp>,
    reason: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let SeriesId { procedure, target } = line.clone();
    let thread = Thread::Procedure(procedure.clone());
    readable(state, &thread, "occurrence-excused")?;
    let known = state.line_of(line).ok_or(Refusal::NothingToExcuse)?;
    let slot = match slot {
        Some(slot) => one_to_excuse(known, slot, context.now),
        None => oldest_to_excuse(known, context.now),
    };
    let slot = slot.ok_or(Refusal::NothingToExcuse)?;
    let reason = words(
        reason,
        Refusal::NeedsReason {
            what: "a waived round",
        },
    )?;
    Ok(Decision {
        on: vec![thread],
        facts: vec![Fact::OccurrenceExcused {
            procedure,
            target,
            slot,
            reason,
        }],
    })
}

/// Any slot that is not done and not excused, also one that is long past or yet to come.
fn one_to_excuse(line: &Series, slot: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let just_after = slot.saturating_add(SignedDuration::from_nanos(1)).ok()?;
    let found = line.occurrences(slot, just_after, now);
    let done = [SlotState::Done, SlotState::DoneLate, SlotState::Excused];
    let wants = |occurrence: &&Occurrence| !done.contains(&occurrence.state);
    found.iter().find(wants).map(|occurrence| occurrence.slot)
}

/// The oldest that wants doing and that nobody is at.
fn oldest_to_excuse(line: &Series, now: Timestamp) -> Option<Timestamp> {
    let wants = |occurrence: &Occurrence| {
        occurrence.state != SlotState::Upcoming && occurrence.run.is_none()
    };
    let found = line.pressing(now).into_iter().find(wants);
    found.map(|occurrence| occurrence.slot)
}

/// As many lines as surely fit in one entry. Where more were missed, the rest still stands
/// on Today after it.
const LINES_AN_ENTRY: usize = 100;

/// The last missed slot of every line, or of one.
pub(super) fn mark_seen(
    state: &State,
    line: Option<&SeriesId>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let mut decision = Decision::default();
    for (id, known) in state
        .lines()
        .filter(|(id, _)| line.is_none_or(|line| line == *id))
    {
        if decision.facts.len() == LINES_AN_ENTRY {
            break;
        }
        let SeriesId { procedure, target } = id.clone();
        let thread = Thread::Procedure(procedure.clone());
        if state.closed_by(&thread, "missed-seen").is_some() {
            continue;
        }
        let pressing = known.pressing(context.now);
        let missed = pressing
            .iter()
            .filter(|occurrence| occurrence.state == SlotState::Missed);
        let Some(until) = missed.map(|occurrence| occurrence.slot).max() else {
            continue;
        };
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
