//! What a tool does without: `[[waive]]`.
//!
//! Whether a waiver counts is the record's to say. Here only what can be meant is looked at:
//! an item that is asked for and may be let go, by a role that somebody acts for.

use super::super::package::ReadinessItem;
use super::super::package_item::{PackageItem, Waiver};
use super::super::problem::{Finding, Sink, quoted};
use super::super::types::Owner;
use super::ids::once;
use super::roles;
use super::tree::{Table, Text};
use crate::text::nearest;
use std::collections::BTreeMap;

pub(super) fn read(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    owners: &BTreeMap<String, Owner>,
    own: &[ReadinessItem],
) -> Vec<Waiver> {
    let tables = table.tables("waive");
    once(sink, &tables, "item", "the waiver of");
    let mut waivers = Vec::with_capacity(tables.len());
    for table in &tables {
        let by = roles::acting(sink, table, "by", owners);
        let may_be_waived = table
            .text("item")
            .is_some_and(|item| match objection(item, own) {
                Some(finding) => {
                    sink.push(finding.breaks_nothing());
                    false
                }
                None => true,
            });
        // What lacks a key was told already, and the runbook cannot be used.
        if let (true, Some(by), Some(until)) = (may_be_waived, by, table.day("until")) {
            waivers.push(Waiver {
                item: table.words("item").unwrap_or_default(),
                by,
                reason: table.words("reason").unwrap_or_default(),
                until,
            });
        }
    }
    waivers
}

/// Why an item cannot be waived, where it cannot.
fn objection(item: Text<'_>, own: &[ReadinessItem]) -> Option<Finding> {
    if own.iter().any(|it| it.id == item.value) {
        return None;
    }
    match PackageItem::of(item.value) {
        Some(known) if known.can_be_waived() => None,
        Some(_) => {
            let message = format!("{} cannot be waived", quoted(item.value));
            Some(Finding::error("not-waivable", item.span(), message).hint(
                "owners, contacts, change control, review and training are wanted of every \
                 tool: fill them in, and take this out",
            ))
        }
        None => {
            let known = PackageItem::ALL.into_iter().filter(|it| it.can_be_waived());
            let mut words: Vec<&str> = known.map(PackageItem::word).collect();
            words.extend(own.iter().map(|it| it.id.as_str()));
            let hint = match nearest(item.value, words.iter().copied()) {
                Some(meant) => format!("write \"{meant}\""),
                None => format!("write one of {}", words.join(", ")),
            };
            let message = format!("no readiness item is called {}", quoted(item.value));
            Some(Finding::error("unknown-item", item.span(), message).hint(hint))
        }
    }
}
