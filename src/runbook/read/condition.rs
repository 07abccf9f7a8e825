//! `when`: a question about what came before, which must have a possible answer.

use super::super::format::WHEN;
use super::super::id::{StepId, TargetName};
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Values;
use super::super::types::{Answer, Condition, Step, Target, Yields};
use super::tree::{Table, Text};
use super::variables::Scope;
use crate::text::{nearest, slug};
use std::collections::HashMap;

const ANSWERS: &[(&str, Answer)] = &[
    ("ok", Answer::Ok),
    ("not-ok", Answer::NotOk),
    ("skipped", Answer::Skipped),
    ("deferred", Answer::Deferred),
];

/// What a condition may ask about.
#[derive(Clone, Copy)]
pub(super) struct Before<'b> {
    /// The steps that stand earlier.
    pub(super) steps: &'b [Step],
    /// Every step's index by its id, the later ones too.
    pub(super) indices: &'b HashMap<String, usize>,
    /// The procedure's variables.
    pub(super) scope: &'b Scope<'b>,
    /// The procedure's targets.
    pub(super) targets: &'b [Target],
}

/// Reads the `when` of a step or a section.
pub(super) fn read(
    sink: &mut Sink<'_>,
    table: &Table<'_>,
    before: Before<'_>,
) -> Option<Condition> {
    debug_assert!(std::ptr::eq(table.shape, &WHEN));
    let asks: Vec<&str> = ["step", "ask", "target"]
        .into_iter()
        .filter(|key| table.entries.contains_key(*key))
        .collect();
    for key in ["is", "target"] {
        let list = table.node(key).and_then(|node| node.get_ref().as_array());
        if list.is_some_and(|list| list.is_empty()) {
            // Nothing would ever wake the step, or everything: neither can be meant.
            refuse(
                sink,
                table,
                key,
                &format!("`{key}` names nothing"),
                "name what is wanted",
            );
            return None;
        }
    }
    match asks[..] {
        ["step"] => of_step(sink, table, before),
        ["ask"] => of_variable(sink, table, before),
        ["target"] => of_target(sink, table, before),
        [] => {
            let message = "this condition asks about nothing";
            sink.push(
                Finding::error("bad-condition", table.span.clone(), message).hint(
                    "name a `step`, an `ask` or a `target`, like { step = \"…\", is = \"ok\" }",
                ),
            );
            None
        }
        _ => {
            let message = "this condition asks about more than one thing";
            sink.push(
                Finding::error("bad-condition", table.span.clone(), message).hint(
                    "keep one of `step`, `ask` and `target`; a section's condition comes on top",
                ),
            );
            None
        }
    }
}

fn of_step(sink: &mut Sink<'_>, table: &Table<'_>, before: Before<'_>) -> Option<Condition> {
    let id = table.text("step")?;
    let step = earlier_step(sink, id, before)?;
    let (above, below) = (table.number("above"), table.number("below"));
    let has = |key: &str| table.entries.contains_key(key);
    match (has("is"), has("above") || has("below")) {
        (true, true) => {
            refuse(
                sink,
                table,
                "is",
                "`is` stands beside `above` or `below`",
                "keep one of them",
            );
            None
        }
        (false, false) => {
            refuse(
                sink,
                table,
                "step",
                "this condition does not say which answer it needs",
                "add `is`, or for a reading `above` or `below`",
            );
            None
        }
        (true, false) => Some(Condition::Step {
            step: step.id.clone(),
            is: answers(sink, &table.texts("is"), step)?,
        }),
        (false, true) if matches!(step.yields, Yields::Reading { .. }) => {
            Some(Condition::Reading {
                step: step.id.clone(),
                above,
                below,
            })
        }
        (false, true) => {
            let key = if has("above") { "above" } else { "below" };
            let message = format!("the step {} yields no reading", quoted(id.value));
            refuse(
                sink,
                table,
                key,
                &message,
                "write `is` and an answer that it can have",
            );
            None
        }
    }
}

fn refuse(sink: &mut Sink<'_>, table: &Table<'_>, key: &str, message: &str, hint: &str) {
    sink.push(Finding::error("bad-condition", table.key_span(key), message).hint(hint));
}

/// The step of an id, which must stand earlier.
pub(super) fn earlier_step<'b>(
    sink: &mut Sink<'_>,
    id: Text<'_>,
    before: Before<'b>,
) -> Option<&'b Step> {
    let quoted_id = quoted(id.value);
    match before.indices.get(id.value) {
        Some(index) if *index < before.steps.len() => before.steps.get(*index),
        Some(_) => {
            let message = format!("the step {quoted_id} does not stand earlier");
            sink.push(
                Finding::error("not-earlier", id.span(), message)
                    .hint("a condition asks about a step that comes before it; move one of them"),
            );
            None
        }
        None => {
            let known = || before.steps.iter().map(|step| step.id.as_str());
            let as_slug = slug(id.value, "", |_| false);
            let meant = known()
                .find(|id| *id == as_slug)
                .or_else(|| nearest(id.value, known()));
            let hint = match meant {
                Some(meant) => format!("write \"{meant}\""),
                None => "give the step that is meant an `id`, and write it here".to_owned(),
            };
            let message = format!("there is no step {quoted_id} before this one");
            sink.push(Finding::error("unknown-step", id.span(), message).hint(hint));
            None
        }
    }
}

/// The answers that a step can have; none where one of them is impossible.
fn answers(sink: &mut Sink<'_>, texts: &[Text<'_>], step: &Step) -> Option<Vec<Answer>> {
    let options: &[String] = match &step.yields {
        Yields::Choose(choose) => &choose.options,
        _ => &[],
    };
    let mut answers = Vec::with_capacity(texts.len());
    let mut possible = true;
    for text in texts {
        if options.iter().any(|option| option == text.value) {
            answers.push(Answer::Choice(text.value.to_owned()));
        } else if let Some((_, answer)) = ANSWERS.iter().find(|(word, _)| *word == text.value) {
            answers.push(answer.clone());
        } else {
            possible = false;
            let words = ANSWERS.iter().map(|(word, _)| *word);
            let known = || options.iter().map(String::as_str).chain(words.clone());
            impossible(sink, *text, step.id.as_str(), known());
        }
    }
    if texts.is_empty() {
        return None;
    }
    possible.then_some(answers)
}

fn impossible<'k>(
    sink: &mut Sink<'_>,
    text: Text<'_>,
    of: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    let hint = match nearest(text.value, known.clone()) {
        Some(meant) => format!("write {}", quoted(meant)),
        None => {
            let known: Vec<String> = known.take(12).map(quoted).collect();
            format!("it can be {}", known.join(", "))
        }
    };
    let message = format!("{} never answers {}", quoted(of), quoted(text.value));
    sink.push(Finding::error("impossible-answer", text.span(), message).hint(hint));
}

fn of_variable(sink: &mut Sink<'_>, table: &Table<'_>, before: Before<'_>) -> Option<Condition> {
    let name = table.text("ask")?;
    only_is(sink, table)?;
    let Some(answered) = before.scope.answers.get(name.value) else {
        let hint = match nearest(name.value, before.scope.answers.keys().copied()) {
            Some(meant) => format!("write \"{meant}\""),
            None => "name what an earlier `ask` or `choose` declares".to_owned(),
        };
        let message = format!("no step asks for {}", quoted(name.value));
        sink.push(Finding::error("unknown-variable", name.span(), message).hint(hint));
        return None;
    };
    if answered.secret {
        let message = format!(
            "{} is a secret: its value cannot stand here",
            quoted(name.value)
        );
        sink.push(
            Finding::error("secret-shown", name.span(), message)
                .hint("ask what is to be done with a `choose`, and decide by that"),
        );
        return None;
    }
    if answered.step >= before.steps.len() {
        let message = format!("{} is not asked for earlier", quoted(name.value));
        sink.push(
            Finding::error("not-earlier", name.span(), message)
                .hint("a condition asks about a step that comes before it; move one of them"),
        );
        return None;
    }
    let wanted = table.texts("is");
    let mut possible = !wanted.is_empty();
    for text in &wanted {
        if let Some(options) = &answered.options
            && !options.iter().any(|option| option.value == text.value)
        {
            possible = false;
            let known = options.iter().map(|option| option.value);
            impossible(sink, *text, name.value, known);
        } else if let Some(pattern) = &answered.pattern
            && pattern.names().next().is_none()
            && !pattern.matches(text.value, &Values::new())
        {
            possible = false;
            let message = format!(
                "{} never answers {}: its pattern is {}",
                quoted(name.value),
                quoted(text.value),
                quoted(pattern.source())
            );
            sink.push(
                Finding::error("impossible-answer", text.span(), message)
                    .hint("write an answer that the pattern lets through"),
            );
        }
    }
    possible.then(|| Condition::Ask {
        name: name.owned(),
        is: wanted.into_iter().map(Text::owned).collect(),
    })
}

/// Whether `is` stands there, and neither bound.
fn only_is(sink: &mut Sink<'_>, table: &Table<'_>) -> Option<()> {
    for bound in ["above", "below"] {
        if table.entries.contains_key(bound) {
            let message = format!("`{bound}` is for the reading of a step");
            refuse(
                sink,
                table,
                bound,
                &message,
                "write `is` and the answer that is wanted",
            );
            return None;
        }
    }
    if !table.entries.contains_key("is") {
        let message = "this condition does not say which answer it needs";
        refuse(sink, table, "ask", message, "add `is` and the answer");
        return None;
    }
    Some(())
}

fn of_target(sink: &mut Sink<'_>, table: &Table<'_>, before: Before<'_>) -> Option<Condition> {
    for key in ["is", "above", "below"] {
        if table.entries.contains_key(key) {
            let message = format!("`{key}` says nothing about a target");
            refuse(sink, table, key, &message, "take it out");
            return None;
        }
    }
    let wanted = table.texts("target");
    let known = || {
        before.targets.iter().filter_map(|target| match target {
            Target::Named(name) => Some(name.as_str()),
            Target::ThisHost => None,
        })
    };
    let mut possible = !wanted.is_empty();
    for text in &wanted {
        if known().any(|name| name == text.value) {
            continue;
        }
        possible = false;
        let hint = match nearest(text.value, known()) {
            Some(meant) => format!("write \"{meant}\""),
            None => "name one of the procedure's `targets`".to_owned(),
        };
        let message = format!("the procedure is never done in {}", quoted(text.value));
        sink.push(Finding::error("unknown-target", text.span(), message).hint(hint));
    }
    possible.then(|| {
        Condition::Target(
            wanted
                .iter()
                .map(|text| TargetName::from(text.value))
                .collect(),
        )
    })
}

/// Every step's index by its id.
pub(super) fn indices(ids: &[StepId]) -> HashMap<String, usize> {
    let ids = ids.iter().enumerate();
    ids.map(|(index, id)| (id.as_str().to_owned(), index))
        .collect()
}
