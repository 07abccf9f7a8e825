//! The head of a runbook, which `library.toml` shares: who, where, and in which zone.

use super::super::id::TargetName;
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Values;
use super::super::types::{Alert, Contact, Link, Owner, Review};
use super::ids::{self, Nameless, once};
use super::parsed::{LibraryDefaults, THIS_HOST};
use super::tree::{Table, Text};
use super::values;
use crate::schedule::{Hours, Zone};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The zone of the runbook, else the library's.
pub(super) fn zone(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    defaults: &LibraryDefaults,
) -> Option<Zone> {
    if !table.entries.contains_key("timezone") && defaults.zone.is_none() {
        sink.push(
            Finding::error("missing-timezone", 0..0, "the runbook has no time zone").hint(
                "add `timezone = \"Europe/Berlin\"` to the top of this file, or to library.toml \
                 for all files",
            ),
        );
    }
    table.zone("timezone").or_else(|| defaults.zone.clone())
}

pub(super) fn links(table: &Table<'_>) -> Vec<Link> {
    let entries = table.named("links").into_iter();
    entries
        .filter_map(|(name, node)| {
            Some(Link {
                name: name.owned(),
                url: Text::of(node)?.owned(),
            })
        })
        .collect()
}

pub(super) fn review(table: &Table<'_>) -> Review {
    match table.table("review") {
        Some(review) => Review {
            every: review.duration("every"),
            last: review.day("last"),
        },
        None => Review::default(),
    }
}

/// The owners by role; what the runbook says of a role wins.
pub(super) fn owners(table: &Table<'_>, defaults: &LibraryDefaults) -> BTreeMap<String, Owner> {
    let mut owners = defaults.owners.clone();
    for (role, node) in table.named("owners") {
        if let Some(owner) = Table::of(node, &super::super::format::OWNER) {
            let owned = |key| owner.texts(key).into_iter().map(Text::owned).collect();
            let owner = Owner {
                name: owner.words("name").unwrap_or_default(),
                contact: owner.words("contact"),
                operators: owned("operators"),
                responsible_for: owned("responsible_for"),
            };
            owners.insert(role.owned(), owner);
        }
    }
    owners
}

/// The runbook's contacts, then those of the library that it does not replace.
pub(super) fn contacts(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    defaults: &LibraryDefaults,
) -> Vec<Contact> {
    let tables = table.tables("contacts");
    let name = |table: &Table<'_>| table.words("name").unwrap_or_default();
    let nameless: Vec<_> = tables
        .iter()
        .map(|table| Nameless {
            written: table.text("id"),
            from: table.text("name").map_or("", |name| name.value),
        })
        .collect();
    let ids = ids::ids_of(sink, &nameless, "contact", "contacts");
    for table in &tables {
        hours(sink, table);
    }
    let own = ids.into_iter().zip(&tables).map(|(id, table)| Contact {
        id,
        name: name(table),
        contact: table.words("contact"),
        hours: table.words("hours"),
    });
    let mut contacts: Vec<Contact> = own.collect();
    let own: HashSet<String> = contacts.iter().map(|contact| contact.id.clone()).collect();
    let others = defaults.contacts.iter();
    contacts.extend(others.filter(|contact| !own.contains(&contact.id)).cloned());
    contacts
}

/// Hours that the program cannot read can be read by people all the same: they are shown, and
/// nobody is marked by them.
fn hours(sink: &mut Sink<'_>, table: &Table<'_>) {
    let Some(text) = table.text("hours").filter(|it| !it.value.trim().is_empty()) else {
        return;
    };
    if let Err(fault) = Hours::parse(text.value) {
        let span = text.within(sink.text(), fault.span);
        sink.push(Finding::warning("unclear-hours", span, fault.message).hint_if(fault.hint));
    }
}

pub(super) fn alerts(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<Alert> {
    let tables = table.tables("alerts");
    once(sink, &tables, "name", "the alert");
    let named = tables.iter().filter(|table| table.text("name").is_some());
    let read = named.map(|table| Alert {
        name: table.words("name").unwrap_or_default(),
        severity: table.words("severity"),
        means: table.words("means"),
    });
    read.collect()
}

/// The targets by name; what the runbook says of one replaces it whole.
pub(super) fn targets(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    defaults: &LibraryDefaults,
) -> BTreeMap<TargetName, Values> {
    let mut targets = defaults.targets.clone();
    for (name, node) in table.named("targets") {
        if name.value == THIS_HOST {
            let message = "`this host` is the machine that the program runs on";
            sink.push(
                Finding::error("reserved-name", name.span(), message).hint("take another name"),
            );
            continue;
        }
        if let Err(wrong) = values::id(name.value) {
            let message = format!("{} cannot name a target: it {wrong}", quoted(name.value));
            let slug = crate::text::slug(name.value, "target", |_| false);
            sink.push(
                Finding::error("bad-id", name.span(), message).hint(format!("write `{slug}`")),
            );
        }
        let values = node.get_ref().as_table().map(super::tree::in_order);
        let values: Values = values
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, node)| Some((name.owned(), Text::of(node)?.owned())))
            .collect();
        targets.insert(name.value.into(), values);
    }
    targets
}

/// The closed days of both.
pub(super) fn closed(table: &Table<'_>, defaults: &LibraryDefaults) -> BTreeSet<Date> {
    let mut closed = defaults.closed.clone();
    if let Some(table) = table.table("closed") {
        closed.extend(table.days("days"));
    }
    closed
}

/// The names that every command is given: those of both.
pub(super) fn pass_env(table: &Table<'_>, defaults: &LibraryDefaults) -> BTreeSet<String> {
    let own = table.texts("pass_env").into_iter().map(Text::owned);
    defaults.pass_env.iter().cloned().chain(own).collect()
}
