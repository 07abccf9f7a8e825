//! What is different between two revisions of a whole runbook: each procedure step by step, the
//! rest by its parts.

use super::book::Runbook;
use super::difference::difference;
use super::types::Procedure;

/// What differs in one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChanges {
    /// The procedure's title, or the runbook's.
    pub part: String,
    /// The differences, in words.
    pub changes: Vec<String>,
}

/// What the newer revision says in another way; nothing where they say the same.
pub fn differences(older: &Runbook, newer: &Runbook) -> Vec<PartChanges> {
    let whole = of_runbook(older, newer);
    let mut parts: Vec<PartChanges> = Vec::new();
    if !whole.is_empty() {
        parts.push(PartChanges {
            part: newer.title.clone(),
            changes: whole,
        });
    }
    let before = |now: &Procedure| {
        let same = older.procedures.iter().find(|it| it.id == now.id);
        same.or_else(|| older.procedures.iter().find(|it| now.was.contains(&it.id)))
    };
    for now in &newer.procedures {
        let changes: Vec<String> = match before(now) {
            None => vec!["new".to_owned()],
            Some(before) => {
                let changes = difference(before, now).into_iter();
                changes.map(|change| change.to_string()).collect()
            }
        };
        if !changes.is_empty() {
            let part = now.title.clone();
            parts.push(PartChanges { part, changes });
        }
    }
    let known = |gone: &Procedure| {
        let mut kept = newer.procedures.iter().filter_map(before);
        kept.any(|kept| kept.id == gone.id)
    };
    for gone in older.procedures.iter().filter(|it| !known(it)) {
        parts.push(PartChanges {
            part: gone.title.clone(),
            changes: vec!["gone".to_owned()],
        });
    }
    parts
}

fn of_runbook(older: &Runbook, newer: &Runbook) -> Vec<String> {
    let (before, now) = (&older.package, &newer.package);
    let parts = [
        (older.title != newer.title, "title"),
        (older.summary != newer.summary, "summary"),
        (older.zone != newer.zone, "time zone"),
        (older.links != newer.links, "links"),
        (older.review != newer.review, "review"),
        (older.owners != newer.owners, "owners"),
        (older.contacts != newer.contacts, "contacts"),
        (older.alerts != newer.alerts, "alerts"),
        (older.targets != newer.targets, "targets"),
        (before.architecture != now.architecture, "architecture"),
        (before.escalation != now.escalation, "escalation"),
        (before.dependencies != now.dependencies, "dependencies"),
        (before.credentials != now.credentials, "credentials"),
        (before.data != now.data, "data"),
        (before.backup != now.backup, "backup"),
        (before.rollback != now.rollback, "rollback"),
        (
            before.change_control != now.change_control,
            "change control",
        ),
        (before.releases != now.releases, "releases"),
        (before.stabilization != now.stabilization, "stabilization"),
        (before.training != now.training, "training"),
        (before.readiness != now.readiness, "readiness"),
        (before.waivers != now.waivers, "waivers"),
    ];
    let parts = parts.into_iter().filter(|(differs, _)| *differs);
    parts.map(|(_, what)| format!("changed: {what}")).collect()
}
