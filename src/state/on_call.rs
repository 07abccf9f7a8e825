//! Who is on call now: by turns, and by who took a shift over since the turn began.
//!
//! What stays true: a turn that changes puts every handover before it aside; who takes a shift
//! over from whoever is on call is on call, listed or not, and so is one of the rota who takes
//! over from anybody. Nothing is kept: it follows from the rota, the record and the moment.

use super::fold::State;
use crate::runbook::{Operator, Rota, Runbook};
use jiff::Timestamp;

/// Who is on call behind a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct OnCall<'r> {
    /// The turns that they have part in.
    pub rota: &'r Rota,
    /// Who.
    pub operator: Operator,
    /// How to reach them, where that is not the contact's own address.
    pub address: Option<&'r str>,
    /// Since when.
    pub since: Timestamp,
    /// From whom they took it over in this turn.
    pub took_over_from: Option<Operator>,
    /// When the next turn begins.
    pub until: Option<Timestamp>,
    /// Who has the next turn.
    pub next: &'r Operator,
}

/// A shift that was taken over.
struct Accepted<'s> {
    at: Timestamp,
    from: &'s Operator,
    by: &'s Operator,
}

impl State {
    /// Who is on call at a moment, rota by rota. A rota whose first turn is to come has nobody.
    pub fn on_call<'r>(&self, runbook: &'r Runbook, now: Timestamp) -> Vec<OnCall<'r>> {
        let rotas = runbook.package.on_call.iter();
        rotas.filter_map(|rota| self.on_rota(rota, now)).collect()
    }

    /// Who is on call behind one contact of a runbook.
    pub fn on_call_for<'r>(
        &self,
        runbook: &'r Runbook,
        contact: &str,
        now: Timestamp,
    ) -> Option<OnCall<'r>> {
        self.on_rota(runbook.rota(contact)?, now)
    }

    fn on_rota<'r>(&self, rota: &'r Rota, now: Timestamp) -> Option<OnCall<'r>> {
        let turn = rota.turn.turn_at(rota.from, now)?;
        let of_turn = |number: usize| rota.operators.get(number % rota.operators.len().max(1));
        let mut on_call = OnCall {
            rota,
            operator: of_turn(turn.number)?.name.clone(),
            address: None,
            since: turn.since,
            took_over_from: None,
            until: turn.until,
            next: &of_turn(turn.number + 1)?.name,
        };
        for accepted in self.accepted_between(turn.since, now) {
            let is_listed = rota.operators.iter().any(|it| it.name == *accepted.by);
            if is_listed || *accepted.from == on_call.operator {
                on_call.took_over_from = Some(accepted.from.clone());
                on_call.operator = accepted.by.clone();
                on_call.since = accepted.at;
            }
        }
        let own = rota
            .operators
            .iter()
            .find(|it| it.name == on_call.operator && it.contact.is_some());
        on_call.address = own.and_then(|it| it.contact.as_deref());
        Some(on_call)
    }

    /// The shifts that were taken over in a stretch of time, in order.
    fn accepted_between(&self, since: Timestamp, until: Timestamp) -> Vec<Accepted<'_>> {
        let mut found = Vec::new();
        for handover in self.handovers() {
            let Some(given) = &handover.given else {
                continue;
            };
            let accepted = handover.accepted.iter();
            let accepted = accepted.filter(|said| since <= said.at && said.at <= until);
            found.extend(accepted.map(|said| Accepted {
                at: said.at,
                from: &given.by,
                by: &said.by,
            }));
        }
        found.sort_by_key(|accepted| accepted.at);
        found
    }
}
