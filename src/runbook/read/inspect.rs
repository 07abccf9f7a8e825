//! Walks the tree beside the description of the format and reports all that can be said of
//! one value alone: unknown and missing keys, wrong types, texts that hide something, values
//! that do not parse.
//!
//! What one value has to do with another is for the modules that read it.

use super::super::format::{Key, Kind, PROCEDURE, SECTION, STEP, Shape};
use super::super::problem::{Finding, Sink, quoted};
use super::tree::{Node, Table, Text, in_order, shape_for};
use super::values;
use super::written::{any_text, environment_name, lower_first, variable_name, written};
use crate::text::nearest;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

/// The tables around the one that is looked at: keys that belong there are told so.
#[derive(Clone, Copy)]
pub(super) struct Outer<'o> {
    /// What the surrounding table may have.
    pub(super) shape: &'static Shape,
    /// What is around it.
    pub(super) outer: Option<&'o Outer<'o>>,
}

/// Reports what is wrong with a table and all in it; procedures of a file are left to
/// [`inspect`] on each of them, so that their errors stay theirs.
pub(super) fn inspect(sink: &mut Sink<'_>, table: &Table<'_>, outer: Option<&Outer<'_>>) {
    let shape = table.shape;
    let here = Outer { shape, outer };
    for (key, node) in in_order(table.entries) {
        match shape.key(key.value) {
            Some(known) => inspect_value(sink, known, &known.kind, node, &here),
            None => {
                unknown(sink, key, &here);
                inspect_unknown(sink, node);
            }
        }
    }
    for key in shape.keys {
        if key.required && !table.entries.contains_key(key.name) {
            let message = format!("{} needs `{}`", shape.name, key.name);
            sink.push(
                Finding::error("missing-key", table.span.clone(), message).hint(format!(
                    "add `{} = …`: {}",
                    key.name,
                    lower_first(key.about)
                )),
            );
        }
    }
}

/// A key that the table does not have: it belongs to a table around it, or is misspelt.
fn unknown(sink: &mut Sink<'_>, key: Text<'_>, here: &Outer<'_>) {
    any_text(sink, key, false);
    if let Some(home) = inner_home(here.shape, key.value) {
        let message = format!("{} belongs to {}", quoted(key.value), home.header);
        let hint = format!(
            "{} has it, not {}: move it there",
            home.name, here.shape.name
        );
        sink.push(Finding::error("misplaced-key", key.span(), message).hint(hint));
        return;
    }
    if std::ptr::eq(here.shape, &SECTION) && STEP.key(key.value).is_some() {
        let message = format!("{} belongs to a step, not to a section", quoted(key.value));
        sink.push(
            Finding::error("misplaced-key", key.span(), message)
                .hint("a section is only a heading: put the key into a step of its own below it"),
        );
        return;
    }
    let mut around = here.outer;
    while let Some(outer) = around {
        if outer.shape.key(key.value).is_some() {
            return misplaced(sink, key, here.shape, outer.shape);
        }
        around = outer.outer;
    }
    let name = here.shape.name;
    let message = format!("{} is not a key of {name}", quoted(key.value));
    let known = || here.shape.keys.iter();
    let hint = match nearest(key.value, known().map(|key| key.name)) {
        Some(meant) => format!("write `{meant}`"),
        None => {
            let keys: Vec<_> = known().map(|key| key.name).collect();
            format!("{name} has {}", keys.join(", "))
        }
    };
    sink.push(Finding::error("unknown-key", key.span(), message).hint(hint));
}

/// The table inside this one that has the key: `warn_above` in a step belongs to `reading`.
fn inner_home(shape: &Shape, name: &str) -> Option<&'static Shape> {
    let inner = shape.keys.iter().flat_map(|key| key.kind.shapes());
    inner.into_iter().find(|inner| {
        inner.key(name).is_some() && !std::ptr::eq(*inner, &SECTION) && !std::ptr::eq(*inner, shape)
    })
}

fn misplaced(sink: &mut Sink<'_>, key: Text<'_>, here: &Shape, home: &Shape) {
    let message = format!(
        "{} belongs to {}, but stands in {}",
        quoted(key.value),
        home.header,
        here.header
    );
    let hint = match home.header {
        "the top of the file" => {
            "move it above the first line that begins with `[`: a table takes every key below \
             its header"
        }
        "[[procedures]]" => {
            "move it above the procedure's first [[procedures.steps]]: a table takes every key \
             below its header"
        }
        _ => "move it there: a table takes every key below its header",
    };
    sink.push(Finding::error("misplaced-key", key.span(), message).hint(hint));
}

/// Looks only at what no value may be, known or not.
fn inspect_unknown(sink: &mut Sink<'_>, node: Node<'_>) {
    match node.get_ref() {
        DeValue::String(_) => {
            if let Some(text) = Text::of(node) {
                any_text(sink, text, false);
            }
        }
        DeValue::Array(nodes) => nodes.iter().for_each(|node| inspect_unknown(sink, node)),
        DeValue::Table(entries) => {
            for (key, node) in in_order(entries) {
                any_text(sink, key, false);
                inspect_unknown(sink, node);
            }
        }
        _ => {}
    }
}

fn inspect_value(
    sink: &mut Sink<'_>,
    key: &'static Key,
    kind: &'static Kind,
    node: Node<'_>,
    here: &Outer<'_>,
) {
    match (kind, node.get_ref()) {
        (Kind::Table(shape), DeValue::Table(_)) if std::ptr::eq(*shape, &PROCEDURE) => {}
        (Kind::Table(shape), DeValue::Table(_)) => {
            if let Some(table) = Table::of(node, shape) {
                inspect(sink, &table, Some(here));
            }
        }
        (Kind::List(of) | Kind::OneOrMore(of), DeValue::Array(nodes)) => {
            for node in nodes {
                inspect_value(sink, key, of, node, here);
            }
        }
        (Kind::OneOrMore(of), _) => inspect_value(sink, key, of, node, here),
        (Kind::Named(of), DeValue::Table(entries)) => {
            inspect_named(sink, key, of, entries, here);
        }
        (Kind::Variables, DeValue::Table(entries)) => {
            inspect_variables(sink, entries, variable_name, false);
        }
        (Kind::Environment, DeValue::Table(entries)) => {
            inspect_variables(sink, entries, environment_name, true);
        }
        (Kind::Either(kinds), value) => match either(kinds, value) {
            Some(kind) => inspect_value(sink, key, kind, node, here),
            None => wrong_type(sink, key, kind, node),
        },
        (Kind::Flag, DeValue::Boolean(_)) => inspect_unknown(sink, node),
        (Kind::Number, DeValue::Integer(_) | DeValue::Float(_)) => {
            if values::number(node.get_ref()).is_none() {
                let message = format!("`{}` takes a number that can be compared", key.name);
                sink.push(
                    Finding::error("impossible-number", node.span(), message)
                        .hint("write a plain number, like 5000 or 0.5"),
                );
            }
        }
        (Kind::Day, DeValue::Datetime(_)) => {
            if values::day(node.get_ref()).is_none() {
                let message = format!("`{}` takes a day that is in the calendar", key.name);
                sink.push(
                    Finding::error("impossible-day", node.span(), message)
                        .hint("write the day alone, like 2026-12-25"),
                );
            }
        }
        (kind, DeValue::String(_)) if kind.is_written_as_text() => {
            if let Some(text) = Text::of(node) {
                written(sink, key, kind, text);
            }
        }
        _ => wrong_type(sink, key, kind, node),
    }
}

/// The kind that fits the type of a value.
fn either(kinds: &'static [Kind], value: &DeValue<'_>) -> Option<&'static Kind> {
    let table = value.as_table().map(|table| shape_for(kinds, table));
    kinds.iter().find(|kind| match (kind, value) {
        (Kind::Table(shape), DeValue::Table(_)) => table
            .flatten()
            .is_some_and(|told| std::ptr::eq(told, *shape)),
        (Kind::List(_), DeValue::Array(_)) => true,
        (kind, DeValue::String(_)) => kind.is_written_as_text(),
        _ => false,
    })
}

fn inspect_named(
    sink: &mut Sink<'_>,
    key: &'static Key,
    of: &'static Kind,
    entries: &DeTable<'_>,
    here: &Outer<'_>,
) {
    for (name, node) in in_order(entries) {
        let home = top(here);
        if !node.get_ref().is_table()
            && !matches!(of, Kind::Address | Kind::OneOrMore(_))
            && home.key(name.value).is_some()
        {
            let message = format!(
                "{} belongs to {}, but stands in [{}]",
                quoted(name.value),
                home.header,
                key.name
            );
            sink.push(Finding::error("misplaced-key", name.span(), message).hint(
                "move it above the first line that begins with `[`: a table takes every key \
                 below its header",
            ));
            continue;
        }
        any_text(sink, name, false);
        if name.value.trim().is_empty() {
            let message = format!("a name in `{}` is empty", key.name);
            sink.push(Finding::error("empty-text", name.span(), message).hint("give it a name"));
        }
        inspect_value(sink, key, of, node, here);
    }
}

/// The shape of the file around.
fn top(here: &Outer<'_>) -> &'static Shape {
    let mut around = *here;
    while let Some(outer) = around.outer {
        around = *outer;
    }
    around.shape
}

/// Names with texts; `exact` where a command gets the texts as they are.
fn inspect_variables(
    sink: &mut Sink<'_>,
    entries: &DeTable<'_>,
    look_at_name: fn(&mut Sink<'_>, Text<'_>),
    exact: bool,
) {
    for (name, node) in in_order(entries) {
        look_at_name(sink, name);
        match Text::of(node) {
            Some(text) => any_text(sink, text, exact),
            None => {
                let message = format!(
                    "{} takes a text in quotes, but this is {}",
                    quoted(name.value),
                    type_words(node.get_ref())
                );
                sink.push(
                    Finding::error("wrong-type", node.span(), message)
                        .hint("put the value in quotes"),
                );
            }
        }
    }
}

fn wrong_type(sink: &mut Sink<'_>, key: &Key, kind: &Kind, node: Node<'_>) {
    inspect_unknown(sink, node);
    let message = format!(
        "`{}` takes {}, but this is {}",
        key.name,
        kind.words(),
        type_words(node.get_ref())
    );
    let hint = match (kind, node.get_ref()) {
        (
            kind,
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_),
        ) if kind.is_written_as_text() => Some("put it in quotes".to_owned()),
        (Kind::List(Kind::Table(shape)), DeValue::String(_)) => Some(format!(
            "write each as a table, below a header: {}",
            shape.header
        )),
        (Kind::List(Kind::Day), DeValue::String(_)) => {
            Some(format!("put it in brackets: {} = [2026-12-25]", key.name))
        }
        (Kind::List(_), DeValue::String(_)) => {
            Some(format!("put it in brackets: {} = [\"…\"]", key.name))
        }
        (Kind::List(Kind::Table(shape)), DeValue::Table(_)) => Some(format!(
            "write the header with two brackets: {}",
            shape.header
        )),
        (Kind::Number | Kind::Flag | Kind::Day, DeValue::String(_)) => {
            Some("write it without the quotes".to_owned())
        }
        _ => None,
    };
    let finding = Finding::error("wrong-type", node.span(), message).hint_if(hint);
    sink.push(match unquoted(kind, node) {
        Some(value) => finding.fix(node.span(), value),
        None => finding,
    });
}

/// What stands in quotes that should not be there, where it is certainly right without.
fn unquoted<'a>(kind: &Kind, node: Node<'a>) -> Option<&'a str> {
    let text = node.get_ref().as_str()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let right = match kind {
        Kind::Day => text.parse().is_ok_and(|day: Date| day.to_string() == text),
        Kind::Flag => matches!(text, "true" | "false"),
        Kind::Number => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let plain = !whole.starts_with('0') || whole == "0";
            plain && whole.len() < 16 && digits(whole) && digits(fraction)
        }
        _ => false,
    };
    right.then_some(text)
}

fn type_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
