//! `[[procedures.rehearsal]]`: scenarios, what each box answers in them, and surprises.
//!
//! A script may only say what the procedure could hear: steps and items that it has, answers
//! that they can give. It is read once all steps are, since it stands before or behind them.

use super::super::each::{Each, count};
use super::super::id::{ItemId, StepId, StepRef};
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Values;
use super::super::types::{Procedure, Rehearsal, ScriptedAnswer, Step, Surprise, Yields};
use super::ids::repeats;
use super::tree::{Node, Table, Text};
use crate::limits::parse_number;
use crate::text::{nearest, slug};
use toml::de::DeValue;

/// The answer of any step that goes wrong: a command that fails, a call that ends badly.
const NOT_OK: &str = "not-ok";

/// Reads the rehearsals of a procedure, whose steps are known.
pub(super) fn read(
    sink: &mut Sink<'_>,
    tables: &[Table<'_>],
    procedure: &Procedure,
) -> Vec<Rehearsal> {
    let titles: Vec<_> = tables.iter().filter_map(|it| it.text("title")).collect();
    repeats(sink, &titles, "rehearsal");
    let rehearsals = tables.iter().map(|table| Rehearsal {
        title: table.words("title").unwrap_or_default(),
        scenario: table.words("scenario"),
        answers: answers(sink, table, procedure),
        surprises: surprises(sink, table, procedure),
    });
    rehearsals.collect()
}

fn answers(sink: &mut Sink<'_>, table: &Table<'_>, procedure: &Procedure) -> Vec<ScriptedAnswer> {
    let mut answers = Vec::new();
    for (name, node) in table.named("answers") {
        let Some((step, step_ref)) = step_ref(sink, name, procedure) else {
            continue;
        };
        let attempts = texts(node);
        if matches!(node.get_ref(), DeValue::Array(nodes) if nodes.is_empty()) {
            sink.push(
                Finding::error("empty-list", node.span(), "there is no answer in this list")
                    .hint("name one an attempt; the last one repeats"),
            );
        }
        for text in &attempts {
            check(sink, *text, step, procedure);
        }
        let attempts = attempts.into_iter().map(Text::owned).collect();
        answers.push(ScriptedAnswer { step_ref, attempts });
    }
    answers
}

fn texts(node: Node<'_>) -> Vec<Text<'_>> {
    match node.get_ref() {
        DeValue::Array(nodes) => nodes.iter().filter_map(Text::of).collect(),
        _ => Text::of(node).into_iter().collect(),
    }
}

/// The box that a name means: `step`, or `step/item`.
fn step_ref<'p>(
    sink: &mut Sink<'_>,
    name: Text<'_>,
    procedure: &'p Procedure,
) -> Option<(&'p Step, StepRef)> {
    let (id, item) = match name.value.split_once('/') {
        Some((id, item)) => (id, Some(item)),
        None => (name.value, None),
    };
    let step = step(sink, name, id, procedure)?;
    let Some(item) = item else {
        return Some((step, StepRef::of(step.id.clone())));
    };
    let known = || step.each.items().iter().map(|item| item.id.as_str());
    if step.each.item(&item.into()).is_some() {
        return Some((step, StepRef::item(step.id.clone(), ItemId::from(item))));
    }
    let as_slug = slug(item, "", |_| false);
    let meant = known()
        .find(|id| *id == as_slug)
        .or_else(|| nearest(item, known()));
    let hint = match meant {
        Some(meant) => format!("write \"{}/{meant}\"", step.id),
        None if step.each == Each::Once => format!("write \"{}\": it has one box", step.id),
        None => "name one of the items of its `each`, as an id".to_owned(),
    };
    let message = format!("the step {} has no item {}", quoted(id), quoted(item));
    sink.push(Finding::error("unknown-step", name.span(), message).hint(hint));
    None
}

/// The step of an id, wherever it stands.
fn step<'p>(
    sink: &mut Sink<'_>,
    text: Text<'_>,
    id: &str,
    procedure: &'p Procedure,
) -> Option<&'p Step> {
    if let Some(step) = procedure.step(&StepId::from(id)) {
        return Some(step);
    }
    let known = || procedure.steps.iter().map(|step| step.id.as_str());
    let as_slug = slug(id, "", |_| false);
    let meant = known()
        .find(|id| *id == as_slug)
        .or_else(|| nearest(id, known()));
    let hint = match meant {
        Some(meant) => format!("write \"{meant}\""),
        None => "give the step that is meant an `id`, and write it here".to_owned(),
    };
    let message = format!("there is no step {} in this procedure", quoted(id));
    sink.push(Finding::error("unknown-step", text.span(), message).hint(hint));
    None
}

/// Whether a step can give this answer.
fn check(sink: &mut Sink<'_>, text: Text<'_>, step: &Step, procedure: &Procedure) {
    if text.value == NOT_OK || text.value.trim().is_empty() {
        return;
    }
    let wanted = match &step.yields {
        Yields::Tick if text.value == "ok" => return,
        // What its command prints in the scenario.
        Yields::Tick if procedure.fed_by_lines(&step.id).next().is_some() => return,
        Yields::Tick => "ok or not-ok".to_owned(),
        Yields::Reading { .. }
            if procedure.counted_by(&step.id).is_some() && count(text.value).is_none() =>
        {
            "a whole number from 0 to 200, or not-ok".to_owned()
        }
        Yields::Reading { .. } if parse_number(text.value).is_ok() => return,
        Yields::Reading { .. } => "a number, or not-ok".to_owned(),
        Yields::Choose(choose) if choose.options.iter().any(|it| it == text.value) => return,
        Yields::Choose(choose) => {
            let options = choose.options.iter().map(String::as_str);
            match nearest(text.value, options.clone()) {
                Some(meant) => quoted(meant),
                None => options.take(12).map(quoted).collect::<Vec<_>>().join(", "),
            }
        }
        Yields::Ask(ask) => match procedure.value_pattern(&ask.name) {
            // With variables in it, it depends on the run.
            Some(pattern) if pattern.names().next().is_some() => return,
            Some(pattern) if !pattern.matches(text.value, &Values::new()) => {
                format!("what {} matches, or not-ok", quoted(pattern.source()))
            }
            _ => return,
        },
    };
    let message = format!(
        "{} never answers {}",
        quoted(step.id.as_str()),
        quoted(text.value)
    );
    let finding = Finding::error("impossible-answer", text.span(), message);
    sink.push(finding.hint(format!("write {wanted}")));
}

fn surprises(sink: &mut Sink<'_>, table: &Table<'_>, procedure: &Procedure) -> Vec<Surprise> {
    let mut surprises = Vec::new();
    for surprise in table.tables("surprises") {
        let Some(after) = surprise.text("after") else {
            continue;
        };
        let Some(step) = step(sink, after, after.value, procedure) else {
            continue;
        };
        surprises.push(Surprise {
            after: step.id.clone(),
            say: surprise.words("say").unwrap_or_default(),
        });
    }
    surprises
}
