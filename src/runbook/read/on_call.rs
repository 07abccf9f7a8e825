//! Who is on call: `[on_call]`, of a runbook or of its library.
//!
//! What the library says holds for a runbook that says nothing itself; nothing is mixed.

use super::super::book::Runbook;
use super::super::id::Operator;
use super::super::package::{Rota, RotaOperator};
use super::super::problem::{Finding, Sink, quoted};
use super::LibraryDefaults;
use super::people::{People, reached};
use super::tree::{Node, Table, Text};
use crate::runbook::format::ROTA_OPERATOR;
use crate::schedule::{Timing, Zone};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashSet};

/// By which clock turns change.
pub(super) struct Turns<'t> {
    pub(super) zone: Option<&'t Zone>,
    pub(super) closed: &'t BTreeSet<Date>,
}

/// The rotas of a runbook: its own, else the library's.
pub(super) fn of_runbook(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    runbook: &Runbook,
    defaults: &LibraryDefaults,
) -> Vec<Rota> {
    if !table.entries.contains_key("on_call") {
        return defaults.on_call.clone();
    }
    let people = People {
        owners: &runbook.owners,
        contacts: &runbook.contacts,
        are_the_librarys: false,
    };
    let turns = Turns {
        zone: Some(&runbook.zone),
        closed: &runbook.closed,
    };
    read(sink, table, &people, &turns)
}

/// The rotas that a file writes.
pub(super) fn read(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    people: &People<'_>,
    turns: &Turns<'_>,
) -> Vec<Rota> {
    let Some(on_call) = table.table("on_call") else {
        return Vec::new();
    };
    let Some(zone) = turns.zone else {
        let message = "turns change by a clock, and library.toml names no time zone";
        let span = table.key_span("on_call");
        let finding = Finding::error("missing-timezone", span, message);
        sink.push(finding.hint("add `timezone = \"Europe/Berlin\"` to the top of library.toml"));
        return Vec::new();
    };
    let tables = on_call.tables("rota");
    super::ids::once(sink, &tables, "contact", "the rota of");
    let mut rotas = Vec::with_capacity(tables.len());
    for table in &tables {
        let contact = reached(sink, table, "contact", people).unwrap_or_default();
        let operators = operators(sink, table);
        // What is wrong with either was told as it was read.
        let turn = table.schedule("turn").and_then(Result::ok);
        if let (Some(schedule), Some(from), false) = (turn, table.day("from"), operators.is_empty())
        {
            let mut turn = Timing::new(schedule, zone.clone());
            turn.closed = turns.closed.clone();
            rotas.push(Rota {
                contact,
                operators,
                turn,
                from,
            });
        }
    }
    rotas
}

/// Those who take turns; one may stand there more than once.
fn operators(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<RotaOperator> {
    let nodes = table.node("operators");
    let nodes = nodes.and_then(|node| node.get_ref().as_array());
    let Some(nodes) = nodes else {
        return Vec::new();
    };
    let operators: Vec<RotaOperator> = nodes.iter().filter_map(operator).collect();
    if operators.is_empty() {
        let message = "nobody takes turns here";
        let finding = Finding::error("empty-list", table.key_span("operators"), message);
        sink.push(finding.hint("name those who do, in order: operators = [\"ops-a\", \"ops-b\"]"));
    }
    ways_apart(sink, table, &operators);
    operators
}

fn operator(node: Node<'_>) -> Option<RotaOperator> {
    if let Some(name) = Text::of(node) {
        let name = Operator::from(name.value);
        return Some(RotaOperator {
            name,
            contact: None,
        });
    }
    let table = Table::of(node, &ROTA_OPERATOR)?;
    Some(RotaOperator {
        name: Operator::from(table.text("name")?.value),
        contact: table.words("contact"),
    })
}

/// One who is listed twice is reached in one way.
fn ways_apart(sink: &mut Sink<'_>, table: &Table<'_>, operators: &[RotaOperator]) {
    let mut seen: HashSet<&Operator> = HashSet::new();
    for operator in operators {
        let others = operators.iter().filter(|other| other.name == operator.name);
        let contacts: HashSet<_> = others.filter_map(|other| other.contact.as_ref()).collect();
        if seen.insert(&operator.name) && contacts.len() > 1 {
            let name = quoted(operator.name.as_str());
            let message = format!("{name} has two addresses in one rota");
            let finding = Finding::warning("two-addresses", table.key_span("operators"), message);
            sink.push(finding.hint("write the same `contact` each time"));
        }
    }
}
