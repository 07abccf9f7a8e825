//! One step: its texts, and what follows from it; what it yields and how it is done stand in
//! `yields` and `how`.

use super::super::each::Each;
use super::super::id::{ProcedureRef, StepId};
use super::super::problem::{Finding, Sink};
use super::super::template::Template;
use super::super::types::{Section, Step};
use super::around::Around;
use super::condition::{self, Before};
use super::tree::{Table, Text};
use super::variables::{Scope, UsedAt};
use super::{each, how, roles, yields};
use std::collections::BTreeMap;

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
        targets: false,
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
    let targets = match each::goes_through_targets(table) {
        true => around.named_targets(before.targets),
        false => Vec::new(),
    };
    let each = each::read(sink, table, before, &targets);
    let at = UsedAt {
        step: Some(before.steps.len()),
        items: each != Each::Once,
        targets: each::goes_through_targets(table),
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
        with: with(sink, table, scope, at),
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

/// What a called procedure is given; a secret cannot be, because a start is written down.
fn with(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    scope: &Scope<'_>,
    at: UsedAt,
) -> BTreeMap<String, Template> {
    if table.entries.contains_key("with") && !table.entries.contains_key("call") {
        let message = "`with` gives nothing to anybody without `call`";
        sink.push(
            Finding::error("no-call", table.key_span("with"), message)
                .hint("add `call`, or take it out"),
        );
    }
    let mut given = BTreeMap::new();
    for (name, node) in table.named("with") {
        if let Some(text) = Text::of(node) {
            scope.check(sink, text, at);
            given.insert(name.owned(), Template::from(text.value));
        }
    }
    given
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
