//! The handoff package: who is called when, what the tool needs, how it is kept ready.
//!
//! Every name in it is looked up: contacts and roles among the runbook's and the library's,
//! procedures of the same file among its own. Those of other files are kept with their places
//! and judged once all files are read: `references`.

use super::super::book::Runbook;
use super::super::id::ProcedureRef;
use super::super::package::{
    Backup, ChangeControl, Credential, DataField, Dependency, Escalation, Hop, Package, Proof,
    ReadinessItem, Release, Rollback, Stabilization, Training,
};
use super::super::package_item::ChangePart;
use super::super::problem::{Finding, Sink, quoted};
use super::ids::{self, Nameless, once, repeats};
use super::parsed::LibraryDefaults;
use super::people::{People, reached};
use super::references::Known;
use super::tree::Table;
use super::{on_call, roles, waivers};
use crate::text::nearest;
use jiff::SignedDuration;
use std::cmp::Reverse;
use std::collections::HashSet;

/// Reads the package of a runbook whose head and procedures were read.
pub(super) fn read(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    runbook: &Runbook,
    defaults: &LibraryDefaults,
) -> Package {
    let people = People {
        owners: &runbook.owners,
        contacts: &runbook.contacts,
        are_the_librarys: false,
    };
    let good = runbook.procedures.iter().map(|it| it.id.as_str());
    let broken = runbook.broken.iter().map(|it| it.id.as_str());
    let known = &Known {
        runbook: &runbook.id,
        ids: &good.chain(broken).map(str::to_owned).collect(),
    };
    let package = Package {
        architecture: table.table("architecture").and_then(|it| it.words("text")),
        escalation: escalation(sink, table, &people, Some(defaults)),
        on_call: on_call::of_runbook(sink, table, runbook, defaults),
        dependencies: dependencies(sink, table, &people, known),
        credentials: credentials(sink, table, known),
        data: data(sink, table),
        backup: backup(sink, table, known),
        rollback: rollback(sink, table, known),
        change_control: change_control(sink, table, &people),
        releases: releases(sink, table),
        stabilization: stabilization(sink, table, &people),
        training: training(sink, table),
        readiness: readiness(sink, table, known),
        // Filled below: a waiver may let an item of `[[readiness]]` go.
        waivers: Vec::new(),
    };
    let waivers = waivers::read(sink, table, people.owners, &package.readiness);
    let package = Package { waivers, ..package };
    severities(sink, table, &package.escalation);
    package
}

/// The runbook's severities, then those of the library that it does not replace.
pub(super) fn escalation(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    people: &People<'_>,
    defaults: Option<&LibraryDefaults>,
) -> Vec<Escalation> {
    let tables = table.tables("escalation");
    once(sink, &tables, "severity", "the severity");
    let mut all = Vec::with_capacity(tables.len());
    for table in &tables {
        let (respond, resolve) = ("respond_within", "resolve_within");
        let escalation = Escalation {
            severity: table.words("severity").unwrap_or_default(),
            means: table.words("means"),
            respond_within: table.duration(respond),
            resolve_within: table.duration(resolve),
            path: path(sink, table, people),
        };
        if escalation.resolve_within < escalation.respond_within
            && escalation.resolve_within.is_some()
        {
            let message = "it has to be over before anyone has to have answered";
            let finding = Finding::error("impossible-target", table.key_span(resolve), message);
            sink.push(finding.hint("swap the two, if they were mixed up"));
        }
        all.push(escalation);
    }
    let own: HashSet<String> = all.iter().map(|it| it.severity.clone()).collect();
    let others = defaults.into_iter().flat_map(|it| &it.escalation);
    let others = others.filter(|it| !own.contains(&it.severity));
    let others: Vec<Escalation> = others.cloned().collect();
    for inherited in &others {
        unfilled(sink, inherited, people);
    }
    all.extend(others);
    all
}

/// Says whom the library's path calls and this runbook does not have.
fn unfilled(sink: &mut Sink<'_>, inherited: &Escalation, people: &People<'_>) {
    for hop in &inherited.path {
        if !people.know(&hop.contact) {
            let message = format!(
                "the path of {} in library.toml calls {}, and nobody here is",
                quoted(&inherited.severity),
                quoted(&hop.contact)
            );
            let finding = Finding::warning("role-unfilled", 0..0, message);
            sink.push(finding.hint(format!(
                "give {} an owner in [owners], or this severity a path of its own",
                quoted(&hop.contact)
            )));
        }
    }
}

fn path(sink: &mut Sink<'_>, table: &Table<'_>, people: &People<'_>) -> Vec<Hop> {
    let hops = table.tables("path");
    if hops.is_empty() && table.entries.contains_key("path") {
        let message = "the path of an escalation is empty";
        let finding = Finding::error("empty-list", table.key_span("path"), message);
        sink.push(finding.hint("name who is called first: path = [{ contact = \"…\" }]"));
    }
    let mut path: Vec<Hop> = Vec::with_capacity(hops.len());
    for hop in &hops {
        let after = hop.duration("after").unwrap_or(SignedDuration::ZERO);
        if path.last().is_some_and(|before| after < before.after) {
            let message = "this one would be called before the one who stands in front";
            let finding = Finding::warning("path-backwards", hop.key_span("after"), message);
            sink.push(finding.hint(
                "`after` counts from the opening of the escalation, so it grows along the path",
            ));
        }
        let contact = reached(sink, hop, "contact", people).unwrap_or_default();
        path.push(Hop { contact, after });
    }
    path
}

/// The procedure that a key names; says so where the file has none of that name.
fn procedure(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    key: &str,
    known: &Known<'_>,
) -> Option<ProcedureRef> {
    known.resolve(sink, table.text(key)?)
}

fn dependencies(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    people: &People<'_>,
    known: &Known<'_>,
) -> Vec<Dependency> {
    let tables = table.tables("dependencies");
    once(sink, &tables, "name", "the dependency");
    let read = tables.iter().map(|table| Dependency {
        name: table.words("name").unwrap_or_default(),
        owner: table.words("owner"),
        contact: reached(sink, table, "contact", people),
        if_down: table.words("if_down"),
        check: procedure(sink, table, "check", known),
    });
    read.collect()
}

fn credentials(sink: &mut Sink<'_>, table: &Table<'_>, known: &Known<'_>) -> Vec<Credential> {
    let tables = table.tables("credentials");
    once(sink, &tables, "name", "the credential");
    let mut all = Vec::with_capacity(tables.len());
    for table in &tables {
        unproven(sink, table, "rotate_every", "rotate");
        all.push(Credential {
            name: table.words("name").unwrap_or_default(),
            stored_in: table.words("stored_in"),
            request: table.words("request"),
            access: procedure(sink, table, "access", known),
            rotate: procedure(sink, table, "rotate", known),
            rotate_every: table.duration("rotate_every"),
        });
    }
    all
}

/// An interval that no procedure can ever keep.
fn unproven(sink: &mut Sink<'_>, table: &Table<'_>, every: &str, procedure: &str) {
    let has = |key: &str| table.entries.contains_key(key);
    if has(every) && !has(procedure) {
        let message = format!("`{every}` stands without `{procedure}`, so nothing can show it");
        let finding = Finding::warning("nothing-shows-it", table.key_span(every), message);
        sink.push(finding.hint(format!(
            "add `{procedure} = …`, the procedure whose runs count"
        )));
    }
}

fn data(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<DataField> {
    let tables = table.tables("data");
    once(sink, &tables, "field", "the field");
    let read = tables.iter().map(|table| DataField {
        field: table.words("field").unwrap_or_default(),
        means: table.words("means"),
        example: table.words("example"),
        sensitivity: table.words("sensitivity"),
    });
    read.collect()
}

fn backup(sink: &mut Sink<'_>, table: &Table<'_>, known: &Known<'_>) -> Option<Backup> {
    let table = table.table("backup")?;
    unproven(sink, &table, "exercise_every", "restore");
    Some(Backup {
        what: table.words("what").unwrap_or_default(),
        restore: procedure(sink, &table, "restore", known),
        exercise_every: table.duration("exercise_every"),
    })
}

fn rollback(sink: &mut Sink<'_>, table: &Table<'_>, known: &Known<'_>) -> Option<Rollback> {
    let table = table.table("rollback")?;
    Some(Rollback {
        procedure: procedure(sink, &table, "procedure", known),
        text: table.words("text"),
    })
}

fn change_control(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    people: &People<'_>,
) -> Option<ChangeControl> {
    let table = table.table("change_control")?;
    let asks = table.texts("asks");
    repeats(sink, &asks, "asks");
    Some(ChangeControl {
        asks: asks
            .iter()
            .filter_map(|text| ChangePart::of(text.value))
            .collect(),
        emergency: table.duration("emergency"),
        request: table.words("request"),
        reviewers: roles::listed(sink, &table, "reviewers", people.owners),
        approvers: roles::listed(sink, &table, "approvers", people.owners),
        covers_runbook: table.words("runbook").as_deref() == Some("reviewed"),
        signed: table.flag("signed"),
    })
}

fn releases(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<Release> {
    let tables = table.tables("releases");
    once(sink, &tables, "version", "the release");
    let read = tables.iter().map(|table| Release {
        version: table.words("version").unwrap_or_default(),
        date: table.day("date"),
        notes: table.words("notes"),
    });
    let mut releases: Vec<Release> = read.collect();
    // The latest first, however the file has them; those of one day as the file has them.
    releases.sort_by_key(|release| Reverse(release.date));
    releases
}

fn stabilization(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    people: &People<'_>,
) -> Option<Stabilization> {
    let table = table.table("stabilization")?;
    let support = reached(sink, &table, "support", people);
    let (starts, ends) = (table.day("starts")?, table.day("ends")?);
    if ends < starts {
        let message = "the window ends before it starts";
        let finding = Finding::error("impossible-window", table.key_span("ends"), message);
        sink.push(finding.hint("swap the two days, if they were mixed up"));
    }
    Some(Stabilization {
        starts,
        ends,
        support,
        exit: table.words("exit"),
    })
}

fn training(sink: &mut Sink<'_>, table: &Table<'_>) -> Training {
    const MOST_OPERATORS: f64 = 1_000.0;
    let Some(table) = table.table("training") else {
        return Training::default();
    };
    let number = table.number("operators");
    let whole = number.filter(|it| it.fract() == 0.0 && (1.0..=MOST_OPERATORS).contains(it));
    if number.is_some() && whole.is_none() {
        let message = "`operators` takes a whole number of people, from 1 on";
        let span = table.key_span("operators");
        let finding = Finding::error("impossible-number", span, message);
        sink.push(finding.hint("write how many have to have rehearsed, like 2"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, and between 1 and 1,000"
    )]
    let operators = whole.map(|it| it as usize);
    Training {
        operators,
        within: table.duration("within"),
    }
}

fn readiness(sink: &mut Sink<'_>, table: &Table<'_>, known: &Known<'_>) -> Vec<ReadinessItem> {
    let tables = table.tables("readiness");
    let nameless: Vec<_> = tables
        .iter()
        .map(|table| Nameless {
            written: table.text("id"),
            from: table.text("item").map_or("", |item| item.value),
        })
        .collect();
    let ids = ids::ids_of(sink, &nameless, "item", "readiness items");
    let mut items = Vec::with_capacity(tables.len());
    for (table, id) in tables.iter().zip(ids) {
        let proof = table.text("proof").filter(|text| text.value != "attested");
        let proof = proof.and_then(|text| known.resolve(sink, text));
        items.push(ReadinessItem {
            id,
            item: table.words("item").unwrap_or_default(),
            proof: proof.map_or(Proof::Attested, Proof::Procedure),
            valid_for: table.duration("valid_for"),
        });
    }
    items
}

/// Severities of alerts that no escalation describes, where any is described.
fn severities(sink: &mut Sink<'_>, table: &Table<'_>, escalation: &[Escalation]) {
    if escalation.is_empty() {
        return;
    }
    let known = || escalation.iter().map(|it| it.severity.as_str());
    for alert in table.tables("alerts") {
        let Some(severity) = alert.text("severity") else {
            continue;
        };
        if known().any(|known| known == severity.value) {
            continue;
        }
        let message = format!(
            "no escalation describes the severity {}",
            quoted(severity.value)
        );
        let hint = match nearest(severity.value, known()) {
            Some(meant) => format!("write \"{meant}\", or describe it in [[escalation]]"),
            None => "describe it in [[escalation]], or take one that is described".to_owned(),
        };
        sink.push(Finding::warning("unknown-severity", severity.span(), message).hint(hint));
    }
}
