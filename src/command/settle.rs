//! Settling what was found wrong with the record.
//!
//! Another operator than the one whose record it is settles a finding, where the record knows
//! another. What was taken in after a crash only its own operator can vouch for.

use super::{Context, Decision, Refusal, words};
use crate::event::{Confirmed, EntryHash, EntryRef, Fact, Settled, Thread, WriterId};
use crate::runbook::Operator;
use crate::state::State;
use std::collections::BTreeSet;

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

/// What waits for an operator's word: what was taken in beyond what was saved, and both sides of
/// their records that fork.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToConfirm {
    /// Findings by name: of what was taken in, and of forks.
    pub findings: BTreeSet<EntryHash>,
    /// Entries of records that fork.
    pub entries: BTreeSet<EntryRef>,
}

impl ToConfirm {
    /// All that waits for an operator's word; `forks` are the findings of their records that fork.
    pub fn of(state: &State, forks: &[EntryHash], operator: &Operator) -> Self {
        let taken_in = state.taken_in().filter(|(_, it)| it.by == *operator);
        let open = forks.iter().filter(|name| !state.is_settled(name));
        let parted = state.parted().into_iter();
        let parted = parted.filter(|(_, by)| **by == *operator);
        Self {
            findings: taken_in
                .map(|(name, _)| name)
                .chain(open)
                .copied()
                .collect(),
            entries: parted.map(|(entry, _)| entry.clone()).collect(),
        }
    }

    /// What of it is still open, and nothing that came since.
    fn still(&self, now: &Self) -> Self {
        Self {
            findings: (&self.findings & &now.findings),
            entries: (&self.entries & &now.entries),
        }
    }
}

/// Confirms entries of the operator's own that prove nothing until then: those that were seen to
/// wait, and wait still, of all that waits `now`. What has no room in one entry is left for
/// another.
///
/// # Errors
/// Why not.
pub fn confirm(seen: &ToConfirm, now: &ToConfirm, reason: &str) -> Result<Decision, Refusal> {
    let what = "how they are known to be yours";
    let reason = words(reason, Refusal::NeedsWords { what })?;
    let ToConfirm { findings, entries } = seen.still(now);
    let mut facts: Vec<Fact> = findings
        .into_iter()
        .take(Confirmed::MOST / 2)
        .map(|name| settled(Some(name), None, &reason))
        .collect();
    let entries: Vec<_> = entries.into_iter().take(Confirmed::MOST).collect();
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
