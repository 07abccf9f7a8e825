//! Whom a runbook knows.

use crate::runbook::Runbook;
use std::collections::BTreeSet;

/// The operators that a runbook knows: those who act for one of its roles. Where it lists
/// nobody, anyone may do anything.
pub fn known_operators(runbook: &Runbook) -> BTreeSet<&str> {
    let owners = runbook.owners.values();
    let operators = owners.flat_map(|owner| &owner.operators);
    operators.map(String::as_str).collect()
}
