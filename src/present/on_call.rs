//! Who is called, in words: a contact's name, who is on call behind it now, the address, and
//! whether the hours are those in which they can be reached.

use super::clock::Clock;
use crate::runbook::Runbook;
use crate::state::{OnCall, State};
use std::collections::BTreeSet;

/// Someone to call, as they are told at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The contact, and who is on call behind it: `Orders on-call: ops-a`.
    pub name: String,
    /// Who is on call behind it.
    pub operator: Option<String>,
    /// How to reach them: their own address, else the contact's.
    pub address: Option<String>,
    /// When they can be reached, with a word where that is not now.
    pub hours: Option<String>,
    /// Whether it is outside these hours; none where nothing is known of them.
    pub is_away: Option<bool>,
    /// What a role answers for.
    pub responsible_for: Vec<String>,
}

impl Reached {
    /// Whom a contact's id or an owner's role stands for at a moment.
    pub fn of(state: &State, runbook: &Runbook, contact: &str, clock: &Clock) -> Option<Self> {
        let reach = runbook.reach(contact)?;
        let on_call = state.on_call_for(runbook, contact, clock.now);
        let own = on_call.as_ref().and_then(|it| it.address);
        let operator = on_call.map(|it| it.operator.to_string());
        let is_away = runbook.is_away(contact, clock.now);
        let hours = reach.hours.map(|hours| match is_away {
            Some(true) => format!("outside hours: {hours}"),
            _ => hours.to_owned(),
        });
        Some(Self {
            name: match &operator {
                Some(operator) => format!("{}: {operator}", reach.name),
                None => reach.name.to_owned(),
            },
            operator,
            address: own.or(reach.address).map(str::to_owned),
            hours,
            is_away,
            responsible_for: responsibilities(runbook, contact),
        })
    }

    /// One of whom the runbook knows no more than the name that was written down.
    pub fn unknown(name: String) -> Self {
        Self {
            name,
            operator: None,
            address: None,
            hours: None,
            is_away: None,
            responsible_for: Vec::new(),
        }
    }

    /// All of it: `Orders on-call: ops-a, +49 30 5550101 (24/7)`.
    pub fn words(&self) -> String {
        let address = self.address.as_deref().unwrap_or("no address");
        let hours = self.hours.as_deref().map(|hours| format!(" ({hours})"));
        format!("{}, {address}{}", self.name, hours.unwrap_or_default())
    }
}

/// What a role answers for; a contact answers for nothing.
fn responsibilities(runbook: &Runbook, contact: &str) -> Vec<String> {
    let is_contact = runbook.contacts.iter().any(|known| known.id == contact);
    let owner = runbook.owners.get(contact).filter(|_| !is_contact);
    owner
        .map(|owner| owner.responsible_for.clone())
        .unwrap_or_default()
}

/// Who is on call: `ops-a until Mon 09:00, then ops-b`.
pub fn on_call(it: &OnCall<'_>, clock: &Clock) -> String {
    let mut words = it.operator.to_string();
    if let Some(from) = &it.took_over_from {
        let at = clock.moment(it.since);
        words.push_str(&format!(", who took the shift from {from} at {at},"));
    }
    if let Some(until) = it.until {
        words.push_str(&format!(" until {}", clock.moment(until)));
    }
    if *it.next != it.operator {
        words.push_str(&format!(", then {}", it.next));
    }
    words
}

/// Who is on call of a runbook, a line a contact: what people call it, and who.
pub fn all_on_call(state: &State, runbook: &Runbook, clock: &Clock) -> Vec<(String, String)> {
    let on_call_now = state.on_call(runbook, clock.now).into_iter();
    let line = on_call_now.map(|it| {
        let reach = runbook.reach(&it.rota.contact);
        let name = reach.map_or(it.rota.contact.as_str(), |reach| reach.name);
        let address = it.address.or(reach.and_then(|reach| reach.address));
        let address = address.map(|it| format!("; {it}")).unwrap_or_default();
        (name.to_owned(), format!("{}{address}", on_call(&it, clock)))
    });
    line.collect()
}

/// Who is on call of all runbooks that are in use, each once: `Orders on-call, ops-a until …`.
pub fn everybody_on_call<'r>(
    state: &State,
    runbooks: impl Iterator<Item = &'r Runbook>,
    clock: &Clock,
) -> BTreeSet<String> {
    let in_use = runbooks.filter(|runbook| !runbook.sample);
    let all = in_use.flat_map(|runbook| all_on_call(state, runbook, clock));
    all.map(|(name, words)| format!("{name}, {words}"))
        .collect()
}
