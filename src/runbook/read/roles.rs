//! Roles that a file names, each one of the owners'.
//!
//! A role that signs, proves or waives something needs operators: without any, nobody in
//! particular could, and anybody would.

use super::super::problem::{Finding, Sink, quoted};
use super::super::types::Owner;
use super::ids;
use super::tree::{Table, Text};
use crate::text::nearest;
use std::collections::BTreeMap;

type Owners = BTreeMap<String, Owner>;

/// The roles that a key lists.
pub(super) fn listed(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    key: &str,
    owners: &Owners,
) -> Vec<String> {
    let texts = table.texts(key);
    ids::repeats(sink, &texts, key);
    for text in &texts {
        if let Err(unknown) = known(*text, owners) {
            sink.push(*unknown);
        }
    }
    texts.into_iter().map(Text::owned).collect()
}

/// The role of a key whose operators are wanted. What names it stays usable without them.
pub(super) fn acting(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    key: &str,
    owners: &Owners,
) -> Option<String> {
    let role = table.text(key)?;
    if role.value.trim().is_empty() {
        return Some(role.owned());
    }
    match known(role, owners) {
        Ok(owner) if owner.operators.is_empty() => {
            let message = format!("no operator has the role {}", quoted(role.value));
            let finding = Finding::error("role-without-operators", role.span(), message);
            sink.push(finding.breaks_nothing().hint(format!(
                "give {} its `operators` in [owners]: the names that the journal has of them",
                quoted(role.value)
            )));
        }
        Ok(_) => {}
        Err(unknown) => sink.push(unknown.breaks_nothing()),
    }
    Some(role.owned())
}

/// The owner of a role; what to say where there is none.
fn known<'o>(role: Text<'_>, owners: &'o Owners) -> Result<&'o Owner, Box<Finding>> {
    owners.get(role.value).ok_or_else(|| {
        let message = format!("no owner has the role {}", quoted(role.value));
        let hint = match nearest(role.value, owners.keys().map(String::as_str)) {
            Some(meant) => format!("write \"{meant}\""),
            None => format!(
                "add {} to [owners], with the operators who act for it",
                quoted(role.value)
            ),
        };
        Box::new(Finding::error("unknown-role", role.span(), message).hint(hint))
    })
}
