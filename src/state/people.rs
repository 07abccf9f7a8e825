//! Whom a runbook knows.

use crate::runbook::Runbook;
use std::collections::BTreeSet;

/// The operators that a runbook knows: those who act for one of its roles, and those of its
/// rota. Where it lists
/// nobody, anyone may do anything.
pub fn known_operators(runbook: &Runbook) -> BTreeSet<&str> {
    let owners = runbook.owners.values();
    let operators = owners.flat_map(|owner| &owner.operators);
    let operators = operators.map(String::as_str);
    operators.chain(on_rota(runbook)).collect()
}

/// Those whom the operations of a runbook rest on: the operators of its operations role, and
/// those of its rota. Where it lists nobody, that may be anyone.
pub fn operating(runbook: &Runbook) -> BTreeSet<&str> {
    let owner = runbook.owners.get("operations");
    let operators = owner.into_iter().flat_map(|owner| &owner.operators);
    let operators = operators.map(String::as_str);
    operators.chain(on_rota(runbook)).collect()
}

fn on_rota(runbook: &Runbook) -> impl Iterator<Item = &str> {
    let rotas = runbook.package.on_call.iter();
    let operators = rotas.flat_map(|rota| &rota.operators);
    operators.map(|operator| operator.name.as_str())
}
