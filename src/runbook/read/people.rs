//! Those whom a path, a rota or a page may name: contacts and roles.

use super::super::package_item::ROLES;
use super::super::problem::{Finding, Sink, quoted};
use super::super::types::{Contact, Owner};
use super::tree::Table;
use crate::text::nearest;
use std::collections::BTreeMap;

/// Those whom a path may name.
pub(super) struct People<'p> {
    pub(super) owners: &'p BTreeMap<String, Owner>,
    pub(super) contacts: &'p [Contact],
    /// Whether they are those of `library.toml`, whose paths may name a role that each runbook
    /// fills.
    pub(super) are_the_librarys: bool,
}

impl People<'_> {
    /// Whether somebody has this id or role.
    pub(super) fn know(&self, contact: &str) -> bool {
        self.owners.contains_key(contact) || self.contacts.iter().any(|it| it.id == contact)
    }
}

/// The contact or the role that a key names; says so where there is none.
pub(super) fn reached(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    key: &str,
    people: &People<'_>,
) -> Option<String> {
    let text = table
        .text(key)
        .filter(|text| !text.value.trim().is_empty())?;
    let ids = people.contacts.iter().map(|contact| contact.id.as_str());
    let known = || ids.clone().chain(people.owners.keys().map(String::as_str));
    let is_each_runbooks = people.are_the_librarys && ROLES.contains(&text.value);
    if !people.know(text.value) && !is_each_runbooks {
        let message = format!("{} is no contact and no role here", quoted(text.value));
        let hint = match nearest(text.value, known()) {
            Some(meant) => format!("write \"{meant}\""),
            None => "write the id of one of [[contacts]], or a role of [owners]".to_owned(),
        };
        sink.push(Finding::error("unknown-contact", text.span(), message).hint(hint));
    }
    Some(text.owned())
}
