//! `each` and `times`: for what a step is done, and whether that can be known by then.
//!
//! An earlier step that gives the items must stand before, be one box, and give something that
//! may be written down: what a command prints or somebody types, never a secret.

use super::super::each::{Each, Item};
use super::super::id::StepId;
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Values;
use super::super::types::{How, Step, Yields};
use super::condition::{Before, earlier_step};
use super::ids::{Nameless, name_all, repeats};
use super::tree::{Table, Text};

/// Whether a step goes through the targets: asked before its texts are looked at.
pub(super) fn goes_through_targets(table: &Table<'_>) -> bool {
    let each = table.table("each");
    each.is_some_and(|each| each.flag("targets"))
}

/// Reads for what a step is done. Whatever is wrong with it was pushed.
pub(super) fn read(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    before: Before<'_>,
    targets: &[(&str, &Values)],
) -> Each {
    if let Some(from) = table.text("times") {
        if table.entries.contains_key("each") {
            let message = "`times` stands beside `each`";
            sink.push(
                Finding::error("two-lists", table.key_span("times"), message)
                    .hint("keep one of them: how often, or for what"),
            );
        }
        return times(sink, from, before).unwrap_or_default();
    }
    match table.table("each") {
        Some(each) => of_table(sink, &each, before, targets).unwrap_or_default(),
        None => listed(sink, table),
    }
}

fn listed(sink: &mut Sink<'_>, table: &Table<'_>) -> Each {
    let texts = table.texts("each");
    if !table.entries.contains_key("each") {
        return Each::Once;
    }
    if texts.is_empty() {
        let message = "`each` has no items";
        sink.push(
            Finding::error("empty-list", table.key_span("each"), message)
                .hint("name the items, or take `each` out"),
        );
        return Each::Once;
    }
    repeats(sink, &texts, "each");
    let nameless: Vec<_> = texts
        .iter()
        .map(|text| Nameless {
            written: None,
            from: text.value,
        })
        .collect();
    let names = name_all(&nameless, "item");
    let items = names.into_iter().zip(texts).map(|(named, text)| Item {
        id: named.id.into(),
        ..Item::named(text.value)
    });
    Each::Items(items.collect())
}

fn of_table(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    before: Before<'_>,
    targets: &[(&str, &Values)],
) -> Option<Each> {
    let has = |key: &str| table.entries.contains_key(key);
    let known = ["targets", "from", "pattern"];
    if !table.entries.is_empty() && !known.into_iter().any(has) {
        // What it has instead was told already.
        return None;
    }
    if has("targets") == has("from") {
        let message = "`each` names neither a list, nor the targets, nor an earlier step";
        let message = match has("from") {
            true => "`each` names the targets and an earlier step",
            false => message,
        };
        sink.push(
            Finding::error("bad-each", table.span.clone(), message)
                .hint("write [\"a\", \"b\"], { targets = true } or { from = \"STEP\" }"),
        );
        return None;
    }
    if has("pattern") && !has("from") {
        let message = "`pattern` is for the lines of an earlier step";
        sink.push(
            Finding::error("bad-each", table.key_span("pattern"), message).hint("take it out"),
        );
    }
    match table.text("from") {
        Some(from) => Some(Each::Lines {
            from: lines(sink, from, before)?,
            pattern: table.pattern("pattern"),
        }),
        None => of_targets(sink, table, targets),
    }
}

/// The targets of the procedure where it has some, else all that are known.
fn of_targets(sink: &mut Sink<'_>, table: &Table<'_>, targets: &[(&str, &Values)]) -> Option<Each> {
    if table.is_off("targets") {
        let message = "`targets = false` names nothing";
        sink.push(
            Finding::error("bad-each", table.key_span("targets"), message)
                .hint("take `each` out, or write targets = true"),
        );
        return None;
    }
    let items = targets.iter().map(|(name, values)| {
        let mut values = (*values).clone();
        values.insert("TARGET".to_owned(), (*name).to_owned());
        Item {
            values,
            ..Item::named(name)
        }
    });
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        let message = "there are no targets to go through";
        sink.push(
            Finding::error("bad-each", table.key_span("targets"), message)
                .hint("define some: [targets.prod-eu]"),
        );
        return None;
    }
    Some(Each::Targets(items))
}

fn lines(sink: &mut Sink<'_>, from: Text<'_>, before: Before<'_>) -> Option<StepId> {
    let step = one_box(sink, from, before)?;
    let by_command = matches!(&step.how, How::Command(command) if !command.interactive);
    let (message, hint) = match &step.yields {
        Yields::Ask(ask) if ask.secret => (
            format!(
                "{} gives a secret, which is never written down",
                quoted(from.value)
            ),
            "take the items from a step that may be seen",
        ),
        Yields::Ask(_) => return Some(step.id.clone()),
        _ if by_command => return Some(step.id.clone()),
        _ => (
            format!("{} gives no lines", quoted(from.value)),
            "name a step with a command that is not interactive, or one with `ask`",
        ),
    };
    sink.push(Finding::error("bad-each", from.span(), message).hint(hint));
    None
}

fn times(sink: &mut Sink<'_>, from: Text<'_>, before: Before<'_>) -> Option<Each> {
    let step = one_box(sink, from, before)?;
    if matches!(step.yields, Yields::Reading { .. }) {
        return Some(Each::Times(step.id.clone()));
    }
    let message = format!("{} yields no reading", quoted(from.value));
    sink.push(
        Finding::error("bad-each", from.span(), message)
            .hint("name a step with `reading`: a whole number from 0 to 200"),
    );
    None
}

/// An earlier step that is done once: of several boxes nobody could say which one counts.
fn one_box<'b>(sink: &mut Sink<'_>, from: Text<'_>, before: Before<'b>) -> Option<&'b Step> {
    let step = earlier_step(sink, from, before)?;
    if step.each == Each::Once {
        return Some(step);
    }
    let message = format!("{} has items of its own", quoted(from.value));
    sink.push(
        Finding::error("bad-each", from.span(), message).hint("name a step that is done once"),
    );
    None
}
