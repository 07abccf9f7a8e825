//! Settling what was found wrong with the record.
//!
//! Another operator than the one whose record it is settles a finding, where the record knows
//! another. What was taken in after a crash only its own operator can vouch for.

use super::{Context, Decision, Refusal, words};
use crate::event::{Confirmed, EntryHash, Fact, Settled, Thread, WriterId};
use crate::state::State;

/// What is to be settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Settle {
    /// Findings by name, each with whether it is of the operator's own record.
    pub findings: Vec<(EntryHash, bool)>,
    /// The writer whose word alone is to make no finding any more.
    pub word_of: Option<WriterId>,
    /// Why.
    pub reason: String,
    /// Whether the record knows another operator.
    pub has_others: bool,
}

/// Settles findings, all in one entry.
///
/// # Errors
/// Why not.
pub fn settle(state: &State, wish: &Settle, context: &Context) -> Result<Decision, Refusal> {
    let reason = words(
        &wish.reason,
        Refusal::NeedsWords {
            what: "why it can be settled",
        },
    )?;
    let mut facts = Vec::new();
    for (name, is_own) in &wish.findings {
        let mut taken_in = state.taken_in();
        let vouch = taken_in.find(|(finding, _)| *finding == name);
        match vouch {
            Some((_, taken_in)) if taken_in.by != context.operator => {
                let by = taken_in.by.clone();
                return Err(Refusal::OnlyTheirs { by });
            }
            None if *is_own && wish.has_others => return Err(Refusal::OwnFinding),
            Some(_) | None => {}
        }
        facts.push(settled(Some(*name), None, &reason));
    }
    let word_of = wish.word_of.clone();
    facts.extend(word_of.map(|writer| settled(None, Some(writer), &reason)));
    if facts.is_empty() {
        return Err(Refusal::NothingToSettle);
    }
    Ok(Decision {
        on: vec![Thread::Journal],
        facts,
    })
}

/// Confirms all entries of the operator's own that prove nothing until then: what was taken in
/// beyond what was saved, and both sides of their records that fork; `forks` are the findings of
/// those. What has no room in one entry is left for another.
///
/// # Errors
/// Why not.
pub fn confirm(
    state: &State,
    forks: &[EntryHash],
    reason: &str,
    context: &Context,
) -> Result<Decision, Refusal> {
    let what = "how they are known to be yours";
    let reason = words(reason, Refusal::NeedsWords { what })?;
    let taken_in = state.taken_in();
    let taken_in = taken_in.filter(|(_, it)| it.by == context.operator);
    let open = forks.iter().filter(|name| !state.is_settled(name));
    let names = taken_in.map(|(name, _)| name).chain(open);
    let mut facts: Vec<Fact> = names
        .take(Confirmed::MOST / 2)
        .map(|name| settled(Some(*name), None, &reason))
        .collect();
    let parted = state.parted().into_iter();
    let parted = parted.filter(|(_, by)| **by == context.operator);
    let entries: Vec<_> = parted
        .map(|(entry, _)| entry.clone())
        .take(Confirmed::MOST)
        .collect();
    if !entries.is_empty() {
        facts.push(Fact::Confirmed(Box::new(Confirmed { entries, reason })));
    }
    if facts.is_empty() {
        return Err(Refusal::NothingToConfirm);
    }
    Ok(Decision {
        on: vec![Thread::Journal],
        facts,
    })
}

fn settled(finding: Option<EntryHash>, word_of: Option<WriterId>, reason: &str) -> Fact {
    Fact::Settled(Box::new(Settled {
        finding,
        word_of,
        reason: reason.to_owned(),
    }))
}
