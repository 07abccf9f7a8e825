//! What a step yields: a tick, a reading, a text or a choice.

use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Values;
use super::super::types::{Ask, Choose, Yields};
use super::ids::repeats;
use super::tree::{Table, Text};
use super::variables::{Scope, UsedAt};
use crate::limits::Limits;
use crate::text::nearest;

/// Reads what a step yields. Whatever is wrong with it was pushed.
pub(super) fn yields(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    at: UsedAt,
) -> Yields {
    let present: Vec<&str> = ["reading", "ask", "choose"]
        .into_iter()
        .filter(|key| table.entries.contains_key(*key))
        .collect();
    if let [first, second, ..] = present[..] {
        let message = format!("a step yields one thing, but here stand `{first}` and `{second}`");
        sink.push(
            Finding::error("two-yields", table.key_span(second), message)
                .hint("make two steps of it"),
        );
    }
    if !present.contains(&"choose") {
        without_choose(sink, table);
    }
    match present.first() {
        Some(&"reading") => match table.table("reading") {
            Some(reading) => read_reading(sink, &reading),
            None => Yields::Tick,
        },
        Some(&"ask") => match table.table("ask") {
            Some(ask) => read_ask(sink, &ask, scope, at),
            None => Yields::Tick,
        },
        Some(_) => read_choose(sink, table),
        None => Yields::Tick,
    }
}

fn read_reading(sink: &mut Sink<'_>, table: &Table<'_>) -> Yields {
    let limits = Limits {
        warn_below: table.number("warn_below"),
        warn_above: table.number("warn_above"),
        alarm_below: table.number("alarm_below"),
        alarm_above: table.number("alarm_above"),
    };
    for fault in limits.faults() {
        let span = table.key_span(&fault.key.to_string());
        sink.push(Finding::error("impossible-limit", span, fault.message).hint(fault.hint));
    }
    Yields::Reading {
        unit: table.words("unit"),
        limits,
        watch_same: table.flag("watch_same"),
    }
}

fn read_ask(sink: &mut Sink<'_>, table: &Table<'_>, scope: &Scope<'_>, at: UsedAt) -> Yields {
    if let Some(pattern) = table.text("pattern") {
        scope.check(sink, pattern, at);
    }
    let pattern = table.pattern("pattern");
    if let (Some(pattern), Some(example)) = (&pattern, table.text("example"))
        && pattern.names().next().is_none()
        && !pattern.matches(example.value, &Values::new())
    {
        let message = format!(
            "the example {} does not match the pattern {}",
            quoted(example.value),
            quoted(pattern.source())
        );
        sink.push(
            Finding::error("bad-example", example.span(), message)
                .hint("correct one of them: the pattern must match the whole answer"),
        );
    }
    let secret = table.flag("secret");
    if secret && table.entries.contains_key("label") {
        let message = "a secret cannot come from an alert's label";
        sink.push(
            Finding::error("secret-shown", table.key_span("label"), message)
                .hint("take `label` out: what an alert says has been written down already"),
        );
    }
    Yields::Ask(Ask {
        name: table.words("name").unwrap_or_default(),
        pattern,
        example: table.words("example"),
        label: table.words("label"),
        secret,
    })
}

fn read_choose(sink: &mut Sink<'_>, table: &Table<'_>) -> Yields {
    let options = table.texts("choose");
    let list = table
        .node("choose")
        .and_then(|node| node.get_ref().as_array());
    if list.is_some_and(|list| list.is_empty()) {
        let message = "there is nothing to choose from";
        sink.push(
            Finding::error("empty-list", table.key_span("choose"), message)
                .hint("name the choices: choose = [\"yes\", \"no\"]"),
        );
    }
    repeats(sink, &options, "choose");
    let warn = worrying(sink, table, "warn", &options);
    let alarm = worrying(sink, table, "alarm", &options);
    for text in &alarm {
        if warn.iter().any(|warned| warned.value == text.value) {
            let message = format!("{} is a warning and an alarm", quoted(text.value));
            let finding = Finding::error("repeated", text.span(), message);
            sink.push(finding.hint("keep it in one of the two"));
        }
    }
    let owned = |texts: Vec<Text<'_>>| texts.into_iter().map(Text::owned).collect();
    Yields::Choose(Choose {
        warn: owned(warn),
        alarm: owned(alarm),
        name: table.words("name"),
        options: owned(options),
    })
}

/// The choices under `warn` or `alarm`, which must be among the options.
fn worrying<'a>(
    sink: &mut Sink<'_>,
    table: &Table<'a>,
    key: &str,
    options: &[Text<'_>],
) -> Vec<Text<'a>> {
    let listed = table.texts(key);
    repeats(sink, &listed, key);
    for text in &listed {
        let known = || options.iter().map(|option| option.value);
        if known().any(|option| option == text.value) {
            continue;
        }
        let hint = match nearest(text.value, known()) {
            Some(meant) => format!("write {}", quoted(meant)),
            None => "name one of the choices".to_owned(),
        };
        let message = format!("{} is none of the choices", quoted(text.value));
        sink.push(Finding::error("unknown-option", text.span(), message).hint(hint));
    }
    listed
}

/// Says of the keys that describe a choice that there is none.
fn without_choose(sink: &mut Sink<'_>, table: &Table<'_>) {
    for key in ["name", "warn", "alarm"] {
        if table.entries.contains_key(key) {
            let message = format!("`{key}` says nothing without `choose`");
            let hint = match key {
                "name" => "add `choose`, or take it out; an `ask` has its own: ask = { name = … }",
                _ => "add `choose`, or take it out; a reading has its own: warn_above, alarm_above",
            };
            sink.push(Finding::error("no-choice", table.key_span(key), message).hint(hint));
        }
    }
}
