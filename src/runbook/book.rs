//! The runbook as a whole, and whom and what it names.
//!
//! Like all checked values it comes from `runbook::read` alone. Roles, contacts and waivers
//! are looked up here, so that every room asks in one way who acts for a role.

use super::id::{Operator, ProcedureId, ProcedureRef, RunbookId, TargetName};
use super::package::{Escalation, Package, Rota};
use super::package_item::Waiver;
use super::template::Values;
use super::types::{Alert, Contact, Link, Owner, Procedure, Review};
use crate::schedule::{Hours, Zone};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One internal tool or system, as its owner describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Runbook {
    /// Its id in the library.
    pub id: RunbookId,
    /// What people call it.
    pub title: String,
    /// One or two sentences on what the tool does.
    pub summary: Option<String>,
    /// Whether it is only an example: it is read, found, rehearsed and exported, never due, and
    /// no live run of it begins.
    pub sample: bool,
    /// The zone that its wall-clock times are in.
    pub zone: Zone,
    /// Named addresses: dashboards, repositories, documents.
    pub links: Vec<Link>,
    /// How often the runbook is to be reviewed, and when it last was.
    pub review: Review,
    /// Who answers for it, by role; `product`, `technical` and `operations` are expected.
    pub owners: BTreeMap<String, Owner>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// What its alerts mean.
    pub alerts: Vec<Alert>,
    /// Days on which nobody works.
    pub closed: BTreeSet<Date>,
    /// The places that its procedures are done in, with their variables.
    pub targets: BTreeMap<TargetName, Values>,
    /// What else a handoff needs: from its architecture to its readiness.
    pub package: Package,
    /// What can be done with it, in the order of the file; only those without errors.
    pub procedures: Vec<Procedure>,
    /// Procedures that an error keeps from being used.
    pub broken: Vec<BrokenProcedure>,
}

/// A procedure that an error keeps from being used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokenProcedure {
    /// Its id, where one could be made out.
    pub id: ProcedureId,
    /// Its title, or its id where the title is what is broken.
    pub title: String,
}

/// Someone who can be reached, as the runbook describes them today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach<'a> {
    /// Who it is.
    pub name: &'a str,
    /// How to reach them.
    pub address: Option<&'a str>,
    /// When they can be reached, in words.
    pub hours: Option<&'a str>,
}

impl Runbook {
    /// The procedure of this id.
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.procedures
            .iter()
            .find(|procedure| procedure.id.as_str() == id)
    }

    /// How other rooms name one of its procedures.
    pub fn reference(&self, procedure: &Procedure) -> ProcedureRef {
        ProcedureRef {
            runbook: self.id.clone(),
            procedure: procedure.id.clone(),
        }
    }

    /// Who a contact's id or an owner's role stands for today. A contact goes first where
    /// both have the name.
    pub fn reach(&self, contact: &str) -> Option<Reach<'_>> {
        let known = self.contacts.iter().find(|known| known.id == contact);
        let known = known.map(|contact| Reach {
            name: &contact.name,
            address: contact.contact.as_deref(),
            hours: contact.hours.as_deref(),
        });
        known.or_else(|| {
            let owner = self.owners.get(contact)?;
            Some(Reach {
                name: &owner.name,
                address: owner.contact.as_deref(),
                hours: None,
            })
        })
    }

    /// Whether a contact is outside their hours; none where nothing is said of their hours, or
    /// nothing that can be understood.
    pub fn is_away(&self, contact: &str, at: Timestamp) -> Option<bool> {
        let known = self.contacts.iter().find(|known| known.id == contact);
        let hours = Hours::parse(known?.hours.as_deref()?).ok()?;
        Some(!hours.include(at, &self.zone, &self.closed))
    }

    /// Who takes turns behind a contact, where anybody does.
    pub fn rota(&self, contact: &str) -> Option<&Rota> {
        let mut rotas = self.package.on_call.iter();
        rotas.find(|rota| rota.contact == contact)
    }

    /// What a severity asks for.
    pub fn escalation(&self, severity: &str) -> Option<&Escalation> {
        let mut known = self.package.escalation.iter();
        known.find(|escalation| escalation.severity == severity)
    }

    /// Whether an operator acts for a role.
    pub fn acts_for(&self, operator: &Operator, role: &str) -> bool {
        let owner = self.owners.get(role);
        owner.is_some_and(|owner| owner.operators.iter().any(|it| it == operator.as_str()))
    }

    /// Whether any of its roles says who acts for it.
    pub fn lists_operators(&self) -> bool {
        self.owners
            .values()
            .any(|owner| !owner.operators.is_empty())
    }

    /// Whether an operator may speak for the runbook as a whole: they act for one of its roles, or
    /// no role says who does.
    pub fn may_speak(&self, operator: &Operator) -> bool {
        let mut roles = self.owners.keys();
        !self.lists_operators() || roles.any(|role| self.acts_for(operator, role))
    }

    /// Who acts for these roles: `technical (tl-1, tl-2)`, a text a role.
    pub fn acting<'a>(&self, roles: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        let acting = |role: &'a String| {
            let owner = self.owners.get(role);
            let operators = owner.map(|owner| owner.operators.join(", "));
            match operators.filter(|names| !names.is_empty()) {
                Some(names) => format!("{role} ({names})"),
                None => format!("{role} (who lists no operators)"),
            }
        };
        roles.into_iter().map(acting).collect()
    }

    /// The waiver that the file proposes for an item of its package.
    pub fn waiver(&self, item: &str) -> Option<&Waiver> {
        let mut waivers = self.package.waivers.iter();
        waivers.find(|waiver| waiver.item == item)
    }

    /// The severity that has to be answered first; of several the one that is named first.
    pub fn highest_severity(&self) -> Option<&str> {
        let all = self.package.escalation.iter();
        let soonest = |it: &&Escalation| it.respond_within.unwrap_or(SignedDuration::MAX);
        all.min_by_key(soonest).map(|it| it.severity.as_str())
    }
}
