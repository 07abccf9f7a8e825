//! One step: what it yields, how it is done, and its texts.

use super::super::format::SECTION;
use super::super::format::{Kind, PROCEDURE};
use super::super::id::StepId;
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::{Template, Values};
use super::super::types::{Ask, Choose, How, Item, Section, Step, Yields};
use super::condition::{self, Before};
use super::ids::{Nameless, name_all, repeats};
use super::tree::{Node, Table, Text, shape_for};
use super::variables::{Answered, Scope, Spot};
use crate::limits::Limits;
use crate::text::nearest;

/// One entry of a procedure's steps.
#[derive(Clone, Debug)]
pub(super) enum Entry<'a> {
    /// A step that is only a sentence.
    Sentence(Text<'a>),
    /// A step with keys.
    Table(Table<'a>),
    /// A heading.
    Section(Table<'a>),
}

impl<'a> Entry<'a> {
    /// The entry, if it is of a type that can be one.
    pub(super) fn of(node: Node<'a>) -> Option<Self> {
        if let Some(text) = Text::of(node) {
            return Some(Self::Sentence(text));
        }
        let Some(Kind::List(Kind::Either(kinds))) = PROCEDURE.key("steps").map(|key| &key.kind)
        else {
            return None;
        };
        let table = Table::of(node, shape_for(kinds, node.get_ref().as_table()?)?)?;
        Some(if std::ptr::eq(table.shape, &SECTION) {
            Self::Section(table)
        } else {
            Self::Table(table)
        })
    }

    /// The sentence or the title.
    fn title(&self) -> Option<Text<'a>> {
        match self {
            Entry::Sentence(text) => Some(*text),
            Entry::Table(table) => table.text("title"),
            Entry::Section(table) => table.text("section"),
        }
    }

    /// What its id is made from.
    pub(super) fn nameless(&self) -> Nameless<'a> {
        Nameless {
            written: match self {
                Entry::Table(table) => table.text("id"),
                Entry::Sentence(_) | Entry::Section(_) => None,
            },
            from: self.title().map_or("", |title| title.value),
        }
    }

    /// Declares the variable that the step yields.
    pub(super) fn declare(&self, sink: &mut Sink<'_>, scope: &mut Scope<'a>, step: usize) {
        let Entry::Table(table) = self else { return };
        if let Some(ask) = table.table("ask")
            && let Some(name) = ask.text("name")
        {
            let pattern = ask.pattern("pattern");
            let answered = Answered {
                step,
                options: None,
                pattern,
            };
            scope.add_answer(sink, name, answered);
        }
        if let Some(name) = table.text("name") {
            let answered = Answered {
                step,
                options: Some(table.texts("choose")),
                pattern: None,
            };
            scope.add_answer(sink, name, answered);
        }
    }
}

/// Reads a heading.
pub(super) fn read_section(sink: &mut Sink<'_>, table: &Table<'_>, before: Before<'_>) -> Section {
    Section {
        title: table.words("section").unwrap_or_default(),
        when: table
            .table("when")
            .and_then(|when| condition::read(sink, &when, before)),
    }
}

/// A step that is only a sentence.
pub(super) fn read_sentence(
    sink: &mut Sink<'_>,
    text: Text<'_>,
    id: StepId,
    section: Option<usize>,
    before: Before<'_>,
) -> Step {
    let at = Spot {
        step: Some(before.steps.len()),
        items: false,
    };
    before.scope.check(sink, text, at);
    Step {
        id,
        title: Template::from(text.value),
        section,
        yields: Yields::Tick,
        how: How::ByHand,
        copy: None,
        link: None,
        detail: None,
        caution: None,
        expect: None,
        when: None,
        each: Vec::new(),
        optional: false,
        end: None,
        on_fail: None,
        sign_off: None,
        undo: None,
        no_return: false,
        estimate: None,
        was: Vec::new(),
        line: sink.line_of(text.span().start),
    }
}

/// Reads a step with keys. Whatever is wrong with it was pushed; what is left of it still
/// stands for later steps that ask about it.
pub(super) fn read_table(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    id: StepId,
    section: Option<usize>,
    before: Before<'_>,
) -> Step {
    let each = items(sink, table);
    let at = Spot {
        step: Some(before.steps.len()),
        items: !each.is_empty(),
    };
    let scope = before.scope;
    let template = |sink: &mut Sink<'_>, key: &str| {
        let text = table.text(key)?;
        scope.check(sink, text, at);
        Some(Template::from(text.value))
    };
    let title = template(sink, "title");
    let (detail, caution) = (template(sink, "detail"), template(sink, "caution"));
    let (expect, copy) = (template(sink, "expect"), template(sink, "copy"));
    let link = template(sink, "link");
    let when = table.table("when");
    Step {
        id,
        title: title.unwrap_or_else(|| Template::from("")),
        section,
        yields: yields(sink, table, scope, at),
        how: How::ByHand,
        copy,
        link,
        detail,
        caution,
        expect,
        when: when.and_then(|when| condition::read(sink, &when, before)),
        each,
        optional: table.flag("optional"),
        end: table.words("end"),
        on_fail: None,
        sign_off: None,
        undo: None,
        no_return: false,
        estimate: table.duration("estimate"),
        // Filled by the procedure, which knows the ids in use.
        was: Vec::new(),
        line: sink.line_of(table.span.start),
    }
}

fn items(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<Item> {
    let texts = table.texts("each");
    if texts.is_empty() && table.entries.contains_key("each") {
        let message = "`each` has no items";
        sink.push(
            Finding::error("empty-list", table.key_span("each"), message)
                .hint("name the items, or take `each` out"),
        );
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
    names
        .into_iter()
        .zip(texts)
        .map(|(named, text)| Item {
            id: named.id.into(),
            text: text.owned(),
        })
        .collect()
}

fn yields(sink: &mut Sink<'_>, table: &Table<'_>, scope: &Scope<'_>, at: Spot) -> Yields {
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
        watch_same: false,
    }
}

fn read_ask(sink: &mut Sink<'_>, table: &Table<'_>, scope: &Scope<'_>, at: Spot) -> Yields {
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
    Yields::Ask(Ask {
        name: table.words("name").unwrap_or_default(),
        pattern,
        example: table.words("example"),
        label: table.words("label"),
        secret: false,
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
