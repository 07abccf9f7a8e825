//! Whose hand stands behind a word: operator, account and machine; and what one hand did that
//! was meant for two.
//!
//! A word carries its operator. Account and machine are its writer's, and stand in the record
//! once a segment. What stays true: nothing is forbidden here. A small team has one person in
//! several roles, and says so wherever the matter is shown.

use super::fold::State;
use super::follow_up::FollowUp;
use super::handoff::Handover;
use super::register::Stamped;
use super::writer_host::WriterHost;
use crate::event::{FollowUpKind, FollowUpState};
use crate::runbook::Operator;
use std::collections::BTreeMap;
use std::fmt;

/// Who said something, and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand<'a> {
    /// The operator, as they named themselves.
    pub operator: &'a Operator,
    /// The account and the machine of the program that wrote it down; absent while the entry
    /// that tells it has not arrived.
    pub host: Option<&'a WriterHost>,
}

impl fmt::Display for Hand<'_> {
    /// `ops-a (root on db-1)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operator)?;
        match self.host {
            Some(it) => write!(f, " ({} on {})", it.account, it.host),
            None => Ok(()),
        }
    }
}

/// Several parts of one matter that came from one hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SameHand {
    /// One operator played them.
    Operator {
        /// Who.
        operator: Operator,
        /// What they did, in order.
        parts: Vec<&'static str>,
    },
    /// Several operators played them, all from one account of one machine.
    Account {
        /// The machine.
        host: String,
        /// The account.
        account: String,
        /// What each did, in order.
        parts: Vec<(&'static str, Operator)>,
    },
}

impl fmt::Display for SameHand {
    /// `ops-b reviewed and approved it`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator { operator, parts } => {
                write!(f, "{operator} {} it", parts.join(" and "))
            }
            Self::Account {
                host,
                account,
                parts,
            } => {
                let parts: Vec<_> = parts
                    .iter()
                    .map(|(part, operator)| format!("{part} by {operator}"))
                    .collect();
                let parts = parts.join(", ");
                write!(f, "one account, {account} on {host}: {parts}")
            }
        }
    }
}

impl State {
    /// Whose hand wrote something down.
    pub fn hand<'a, T>(&'a self, said: &'a Stamped<T>) -> Hand<'a> {
        Hand {
            operator: &said.by,
            host: self.writer_host(&said.mark.entry.writer),
        }
    }

    /// The parts of a change that came from one hand; of another follow-up nothing.
    pub fn same_hands_of_change(&self, known: &FollowUp) -> Vec<SameHand> {
        if known.kind() != Some(FollowUpKind::Change) {
            return Vec::new();
        }
        let mut parts = Vec::new();
        if let Some(said) = &known.opened {
            parts.push(("requested", self.hand(said)));
        }
        for (state, part) in [
            (FollowUpState::Reviewed, "reviewed"),
            (FollowUpState::Approved, "approved"),
            (FollowUpState::Released, "released"),
        ] {
            let mut story = known.moves.story();
            if let Some(said) = story.rfind(|said| said.what.state == state) {
                parts.push((part, self.hand(said)));
            }
        }
        same_hands(&parts)
    }

    /// Whether a shift was given and accepted by one hand.
    pub fn same_hands_of_handover(&self, known: &Handover) -> Vec<SameHand> {
        let given = known.given.iter().map(|said| ("given", self.hand(said)));
        let accepted = known.accepted.first();
        let accepted = accepted.map(|said| ("accepted", self.hand(said)));
        let parts: Vec<_> = given.chain(accepted).collect();
        same_hands(&parts)
    }
}

fn same_hands(parts: &[(&'static str, Hand<'_>)]) -> Vec<SameHand> {
    let mut by_operator: BTreeMap<&Operator, Vec<&'static str>> = BTreeMap::new();
    let mut by_account: BTreeMap<(&str, &str), Vec<(&'static str, &Operator)>> = BTreeMap::new();
    for (part, hand) in parts {
        by_operator.entry(hand.operator).or_default().push(part);
        if let Some(it) = hand.host {
            let known = by_account.entry((&it.host, &it.account)).or_default();
            known.push((part, hand.operator));
        }
    }
    by_operator.retain(|_, parts| parts.len() > 1);
    // What one operator did twice from one account is told of the operator.
    by_account.retain(|_, parts| parts.iter().any(|(_, operator)| *operator != parts[0].1));
    let of_operators = by_operator.into_iter().map(|(operator, parts)| {
        let operator = operator.clone();
        SameHand::Operator { operator, parts }
    });
    let of_accounts = by_account
        .into_iter()
        .map(|((host, account), parts)| SameHand::Account {
            host: host.to_owned(),
            account: account.to_owned(),
            parts: parts
                .into_iter()
                .map(|(part, operator)| (part, operator.clone()))
                .collect(),
        });
    of_operators.chain(of_accounts).collect()
}
