//! One step: its texts, and what follows from it; what it yields and how it is done stand in
//! `yields` and `how`.

use super::super::id::{ProcedureRef, StepId};
use super::super::problem::{Finding, Sink};
use super::super::template::Template;
use super::super::types::{Item, Section, Step};
use super::around::Around;
use super::condition::{self, Before};
use super::ids::{Nameless, name_all, repeats};
use super::tree::{Table, Text};
use super::variables::UsedAt;
use super::{how, roles, yields};

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
    let at = UsedAt {
        step: Some(before.steps.len()),
        items: false,
        command: false,
    };
    before.scope.check(sink, text, at);
    Step {
        section,
        line: sink.line_of(text.span().start),
        ..Step::ticked(id, Template::from(text.value))
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
    around: &Around<'_>,
) -> Step {
    let each = items(sink, table);
    let at = UsedAt {
        step: Some(before.steps.len()),
        items: !each.is_empty(),
        command: false,
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
    let (link, undo) = (template(sink, "link"), template(sink, "undo"));
    let when = table.table("when");
    Step {
        id,
        title: title.unwrap_or_else(|| Template::from("")),
        section,
        yields: yields::yields(sink, table, scope, at),
        how: how::how(sink, table, scope, at, around),
        copy,
        link,
        detail,
        caution,
        expect,
        when: when.and_then(|when| condition::read(sink, &when, before)),
        each,
        optional: table.flag("optional"),
        end: table.words("end"),
        on_fail: on_fail(sink, table, around),
        sign_off: roles::acting(sink, table, "sign_off", around.owners),
        undo,
        no_return: table.flag("no_return"),
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

/// The procedure for a step that is not OK. One that leads back here is no loop: each round
/// of it wants a new failure and a key; only a procedure that offers itself is told.
fn on_fail(sink: &mut Sink<'_>, table: &Table<'_>, around: &Around<'_>) -> Option<ProcedureRef> {
    let text = table.text("on_fail")?;
    let reference = around.procedures.resolve(sink, text)?;
    if around.procedures.is(&reference, around.id) {
        let message = "a failure in this procedure offers the same procedure again";
        sink.push(
            Finding::warning("own-on-fail", text.span(), message)
                .hint("name the procedure that helps, or take `on_fail` out"),
        );
    }
    Some(reference)
}
