//! A shift: given by one operator, taken over by the next.
//!
//! What stays true: nothing of Today is left out of a handover, and nothing unstable is taken
//! unseen, nor without the receiver's own words.

use super::super::{Context, Decision, Refusal, optional, readable};
use super::HandoffRefusal as No;
use crate::event::{
    Fact, HandedBack, HandoverAccepted, HandoverGiven, HandoverId, HandoverItem, ShiftSeverity,
    Thread,
};
use crate::runbook::Operator;
use crate::state::{State, Whom};

/// Nobody looks at more than this one by one, and an entry has an end: what is beyond goes
/// with the rest, as a group.
const MOST_ITEMS: usize = 200;

/// A shift to give.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GiveShift {
    /// To whom; to whoever comes next where it is left out.
    pub to: Option<Operator>,
    /// The summary.
    pub summary: Option<String>,
    /// What stands on Today, with what the giver says of it.
    pub items: Vec<HandoverItem>,
    /// What may happen, and what to do then.
    pub contingencies: Vec<String>,
}

/// A shift to take over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakeShift {
    /// Which handover; the one that waits where it is left out.
    pub id: Option<HandoverId>,
    /// What was looked at by itself, by key.
    pub confirmed: Vec<String>,
    /// Whether the others, none of them unstable, are taken together.
    pub rest: bool,
    /// What is not taken, and why.
    pub handed_back: Vec<HandedBack>,
    /// What the receiver understood.
    pub read_back: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

pub(super) fn give(
    state: &State,
    give: &GiveShift,
    context: &Context,
) -> Result<Decision, Refusal> {
    if give.to.as_ref() == Some(&context.operator) {
        return Err(No::ToOneself.into());
    }
    let told = |key: &String| give.items.iter().any(|item| item.key == *key);
    let giver = Whom {
        operator: Some(&context.operator),
        runbooks: Vec::new(),
    };
    let rows = state.today_for(context.now, &giver).rows;
    let keys = rows.iter().filter(|row| row.has_to_be_told());
    let missing: Vec<_> = keys.map(|row| row.key()).filter(|key| !told(key)).collect();
    if !missing.is_empty() {
        return Err(No::NotTold { keys: missing }.into());
    }
    let others = state.open_follow_ups();
    let others = others.filter(|it| !told(&Thread::FollowUp(it.id).to_string()));
    let others = others.count();
    let mut items = give.items.clone();
    let is_long = items.len() > MOST_ITEMS;
    if is_long {
        // What is judged worst stays; among equals the order of Today.
        items.sort_by_key(|item| std::cmp::Reverse(item.severity));
    }
    let rest = items.split_off(items.len().min(MOST_ITEMS)).len();
    let contingencies = give.contingencies.iter();
    let contingencies = contingencies.filter_map(|line| optional(Some(line)).transpose());
    let id = HandoverId(context.fresh.0);
    let given = HandoverGiven {
        id,
        salt: None,
        to: give.to.clone(),
        since: state.shift_began(context.now),
        items,
        unchanged: u32::try_from(others + rest).unwrap_or(u32::MAX),
        note: optional(give.summary.as_deref())?,
        contingencies: contingencies.collect::<Result<_, _>>()?,
        heads: state.heads().cloned().collect(),
    };
    Ok(of_handover(id, Fact::HandoverGiven(Box::new(given))))
}

pub(super) fn accept(
    state: &State,
    take: &TakeShift,
    context: &Context,
) -> Result<Decision, Refusal> {
    let handover = match take.id {
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
    let read_back = optional(take.read_back.as_deref())?;
    let handed_back = handed_back(take)?;
    is_seen(&given.what, take, read_back.is_some())?;
    let accepted = HandoverAccepted {
        id: handover.id,
        confirmed: take.confirmed.clone(),
        rest: take.rest,
        handed_back,
        read_back,
        note: optional(take.note.as_deref())?,
    };
    Ok(of_handover(
        handover.id,
        Fact::HandoverAccepted(Box::new(accepted)),
    ))
}

fn handed_back(take: &TakeShift) -> Result<Vec<HandedBack>, Refusal> {
    let all = take.handed_back.iter().map(|it| {
        let words = optional(Some(&it.words))?;
        let words = words.ok_or_else(|| No::HandedBackWhy {
            key: it.key.clone(),
        })?;
        let key = it.key.clone();
        Ok(HandedBack { key, words })
    });
    all.collect()
}

/// What is unstable is looked at one by one and read back; the rest may go together.
fn is_seen(given: &HandoverGiven, take: &TakeShift, is_read_back: bool) -> Result<(), Refusal> {
    let back = take.handed_back.iter().map(|it| &it.key);
    let named: Vec<&String> = take.confirmed.iter().chain(back).collect();
    if let Some(wanted) = named.iter().find(|key| given.item(key).is_none()) {
        let wanted = (*wanted).clone();
        return Err(No::NoSuchKey { wanted }.into());
    }
    let missing = given.items.iter().filter(|item| {
        let together = take.rest && item.severity != ShiftSeverity::Unstable;
        !together && !named.contains(&&item.key)
    });
    let keys: Vec<String> = missing.map(|item| item.key.clone()).collect();
    if !keys.is_empty() {
        return Err(No::NotConfirmed { keys }.into());
    }
    let taken = |item: &HandoverItem| !take.handed_back.iter().any(|it| it.key == item.key);
    let is_unstable = |item: &&HandoverItem| item.severity == ShiftSeverity::Unstable;
    let mut unstable = given.items.iter().filter(is_unstable);
    if !is_read_back && unstable.any(taken) {
        return Err(No::NotReadBack.into());
    }
    Ok(())
}

fn of_handover(id: HandoverId, fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::Handover(id), Thread::Shift],
        facts: vec![fact],
    }
}
