//! Who answers for the tool, whom to call, who looks at a change, who has practised.

use super::look::{Found, Look};
use crate::runbook::{Kind, Operator, Procedure, ROLES};
use crate::state::people::operating;
use crate::state::review::{day_after, day_of};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many have to have practised where the file does not say who operates the tool: one
/// alone is on holiday when it matters.
const FEWEST_TRAINED: usize = 2;

pub(super) fn owners(look: &Look<'_>) -> Found {
    let mut found = Found::default();
    for role in ROLES {
        let Some(owner) = look.runbook.owners.get(role) else {
            found.lacks(format!("no {role} owner stands in [owners]"));
            continue;
        };
        let name = &owner.name;
        if owner.contact.is_none() {
            found.lacks(format!("the {role} owner, {name}, has no contact"));
        }
        match owner.responsible_for.is_empty() {
            true => found.lacks(format!(
                "[owners] does not say what the {role} owner is `responsible_for`"
            )),
            false => found.shows(format!(
                "{role}: {name}, for {}",
                owner.responsible_for.join(", ")
            )),
        }
    }
    found
}

pub(super) fn contacts(look: &Look<'_>) -> Found {
    let contacts = &look.runbook.contacts;
    if contacts.is_empty() {
        return Found::lacking("[[contacts]] is empty");
    }
    let mut found = Found::default();
    for contact in contacts {
        match (&contact.contact, &contact.hours) {
            (None, _) => found.lacks(format!("{} has no address", contact.name)),
            (_, None) => found.lacks(format!("{} says no hours", contact.name)),
            (Some(_), Some(hours)) => found.shows(format!("{}, {hours}", contact.name)),
        }
    }
    found
}

pub(super) fn escalation(look: &Look<'_>) -> Found {
    let escalation = &look.runbook.package.escalation;
    if escalation.is_empty() {
        return Found::lacking("no [[escalation]] says who is called, and by when");
    }
    let mut found = Found::default();
    for it in escalation {
        let severity = &it.severity;
        let nobody = it
            .path
            .iter()
            .find(|hop| look.runbook.reach(&hop.contact).is_none());
        if let Some(hop) = nobody {
            found.lacks(format!("{severity}: nobody here is {}", hop.contact));
        }
        match it.respond_within {
            None => found.lacks(format!("{severity} has no `respond_within`")),
            Some(_) => found.shows(format!("{severity}: {} to call", it.path.len())),
        }
    }
    found
}

pub(super) fn change_control(look: &Look<'_>) -> Found {
    let Some(control) = &look.runbook.package.change_control else {
        return Found::lacking("no [change_control] says who looks at a change");
    };
    let mut found = Found::default();
    if control.request.is_none() {
        found.lacks("[change_control] does not say how a change is requested");
    }
    if !control.covers_runbook {
        found.shows("a revision of this file needs no approval: `runbook` is not \"reviewed\"");
    }
    for (what, roles) in [
        ("reviewers", &control.reviewers),
        ("approvers", &control.approvers),
    ] {
        if roles.is_empty() {
            found.lacks(format!("[change_control] names no {what}"));
        }
        for role in roles {
            let owner = look.runbook.owners.get(role);
            let operators = owner.map_or(0, |owner| owner.operators.len());
            match operators {
                0 => found.lacks(format!(
                    "no operator has the role {role}, one of the {what}"
                )),
                _ => found.shows(format!("{what}: {role}")),
            }
        }
    }
    found
}

/// Who has practised: each operator of the operations role, or as many as the file says, has
/// rehearsed a normal task and an exception.
pub(super) fn training(look: &Look<'_>) -> Found {
    let runbook = look.runbook;
    let listed: Vec<Operator> = operating(runbook).into_iter().map(Operator::from).collect();
    let practised = Practised::of(look);
    let mut trained: Vec<(Operator, Date, Option<Date>)> = practised
        .complete()
        .filter(|(operator, ..)| listed.is_empty() || listed.contains(operator))
        .collect();
    // Those whose rehearsals count longest say until when enough are trained.
    trained.sort_by_key(|(_, _, until)| Reverse(until.unwrap_or(Date::MAX)));
    let all = match listed.is_empty() {
        true => FEWEST_TRAINED,
        false => listed.len(),
    };
    let wanted = runbook.package.training.operators.unwrap_or(all);
    let mut found = Found::default();
    if listed.is_empty() {
        found.shows("neither the operations role nor a rota lists operators, so anyone counts");
    }
    if trained.len() < wanted {
        for operator in &listed {
            if let Some(lacks) = practised.lacks(operator) {
                found.lacks(lacks);
            }
        }
        if !listed.is_empty() && !found.missing.is_empty() && wanted == listed.len() {
            return found;
        }
        let count = trained.len();
        found.lacks(format!(
            "{wanted} operators have to have rehearsed, {count} did"
        ));
        return found;
    }
    for (operator, day, until) in trained.into_iter().take(wanted) {
        found.shows(format!("{operator} rehearsed on {day}"));
        found.until(until);
    }
    found
}

/// The day of a rehearsal, and until when it counts.
type Rehearsed = (Date, Option<Date>);

/// When each operator last rehearsed a normal task, and an exception, as far as it counts.
struct Practised {
    /// Per kind of task: what it is called, and who rehearsed it on which day.
    kinds: Vec<(&'static str, BTreeMap<Operator, Rehearsed>)>,
}

impl Practised {
    fn of(look: &Look<'_>) -> Self {
        let runbook = look.runbook;
        let within = runbook.package.training.within;
        let mut kinds = Vec::new();
        for (words, is_exception) in [("normal task", false), ("exception", true)] {
            let of_kind = runbook.procedures.iter();
            let of_kind = of_kind.filter(|it| (it.kind() == Kind::Exception) == is_exception);
            let of_kind: Vec<&Procedure> = of_kind.collect();
            // What the tool does not have cannot be practised.
            if of_kind.is_empty() {
                continue;
            }
            let mut counting = BTreeMap::new();
            for (operator, at) in look.state.trained(runbook, of_kind) {
                let day = day_of(runbook, at);
                let until = within.map(|within| day_after(day, within));
                if until.is_none_or(|until| until >= look.today) {
                    counting.insert(operator, (day, until));
                }
            }
            kinds.push((words, counting));
        }
        Self { kinds }
    }

    /// Those who rehearsed all that there is, with the last day and until when all of it
    /// counts.
    fn complete(&self) -> impl Iterator<Item = (Operator, Date, Option<Date>)> {
        let first = self.kinds.first().map(|(_, known)| known);
        first.into_iter().flatten().filter_map(|(operator, _)| {
            let of_kinds = self.kinds.iter().map(|(_, known)| known.get(operator));
            let all: Vec<_> = of_kinds.collect::<Option<_>>()?;
            let day = all.iter().map(|(day, _)| *day).max()?;
            let until = all.iter().filter_map(|(_, until)| *until).min();
            Some((operator.clone(), day, until))
        })
    }

    /// What an operator has not rehearsed.
    fn lacks(&self, operator: &Operator) -> Option<String> {
        let missing = self.kinds.iter();
        let missing = missing.filter(|(_, known)| !known.contains_key(operator));
        let missing: Vec<_> = missing.map(|(words, _)| *words).collect();
        match missing.is_empty() {
            true => None,
            false => Some(format!(
                "{operator} has rehearsed no {}",
                missing.join(" and no ")
            )),
        }
    }
}
