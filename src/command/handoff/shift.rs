//! A shift: given by one operator, taken over by the next.

use super::super::{Context, Decision, Refusal, optional, readable};
use super::HandoffRefusal as No;
use crate::event::{Fact, HandoverAccepted, HandoverGiven, HandoverId, Thread};
use crate::runbook::Operator;
use crate::state::State;

/// Nobody looks at more than this one by one, and an entry has an end: what is beyond goes
/// with the rest, as a group.
const MOST_ITEMS: usize = 200;

pub(super) fn give(
    state: &State,
    to: Option<&Operator>,
    note: Option<&str>,
    context: &Context,
) -> Result<Decision, Refusal> {
    if to == Some(&context.operator) {
        return Err(No::ToOneself.into());
    }
    let shift = state.shift(state.shift_began(context.now), context.now);
    let id = HandoverId(context.fresh.0);
    let mut items = state.handover_items(&shift);
    let rest = items.split_off(items.len().min(MOST_ITEMS)).len();
    let given = HandoverGiven {
        id,
        salt: None,
        to: to.cloned(),
        since: shift.since,
        items,
        unchanged: u32::try_from(shift.unchanged.len() + rest).unwrap_or(u32::MAX),
        note: optional(note)?,
        heads: state.heads().cloned().collect(),
    };
    Ok(of_handover(id, Fact::HandoverGiven(Box::new(given))))
}

/// Every item is confirmed by its key; what stands as it stood goes with them as a group.
pub(super) fn accept(
    state: &State,
    id: Option<HandoverId>,
    confirmed: &[String],
    note: Option<&str>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let handover = match id {
        Some(id) => state.handover(id),
        None => state.waiting_handover(),
    };
    let handover = handover.ok_or(No::NothingGiven)?;
    let given = handover.given.as_ref().ok_or(No::NothingGiven)?;
    readable(state, &Thread::Handover(handover.id), "")?;
    if let Some(accepted) = handover.accepted.first() {
        let by = accepted.by.clone();
        return Err(No::AlreadyAccepted { by }.into());
    }
    if given.by == context.operator {
        return Err(No::ToOneself.into());
    }
    if let Some(to) = given.what.to.as_ref().filter(|to| **to != context.operator) {
        return Err(No::ForSomeoneElse { to: to.clone() }.into());
    }
    let known = |key: &str| given.what.items.iter().any(|item| item.key == key);
    if let Some(wanted) = confirmed.iter().find(|key| !known(key)) {
        let wanted = wanted.clone();
        return Err(No::NoSuchKey { wanted }.into());
    }
    let items = given.what.items.iter().map(|item| &item.key);
    let missing = items.filter(|key| !confirmed.contains(key));
    let keys: Vec<String> = missing.cloned().collect();
    if !keys.is_empty() {
        return Err(No::NotConfirmed { keys }.into());
    }
    let accepted = HandoverAccepted {
        id: handover.id,
        confirmed: confirmed.to_vec(),
        note: optional(note)?,
    };
    Ok(of_handover(
        handover.id,
        Fact::HandoverAccepted(Box::new(accepted)),
    ))
}

fn of_handover(id: HandoverId, fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::Handover(id), Thread::Shift],
        facts: vec![fact],
    }
}
