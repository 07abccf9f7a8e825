//! One procedure: when, where, and its steps in order.

use super::super::id::{StepId, TargetName};
use super::super::package_item::Serves;
use super::super::problem::{Finding, Sink, quoted};
use super::super::template::{Template, Values};
use super::super::types::{Procedure, Section, Step, Style, Target};
use super::around::Around;
use super::condition::{self, Before};
use super::each;
use super::entry::Entry;
use super::ids::{self, old_ids, repeats};
use super::parsed::THIS_HOST;
use super::rehearsal;
use super::roles;
use super::step;
use super::tree::{Table, Text};
use super::variables::{Scope, UsedAt};
use crate::schedule::{IfMissed, Timing, default_grace, default_if_missed};
use crate::text::nearest;
use jiff::SignedDuration;
use std::collections::HashSet;

/// More steps than this are no procedure.
const MOST_STEPS: usize = 2_000;

/// Reads a procedure. The value is only good if no error was pushed meanwhile.
pub(super) fn read(sink: &mut Sink<'_>, table: &Table<'_>, around: &Around<'_>) -> Procedure {
    let timing = timing(sink, table, around);
    let targets = targets(sink, table, around);
    let steps_list = table
        .node("steps")
        .and_then(|node| node.get_ref().as_array());
    let entries: Vec<Entry<'_>> = steps_list
        .map(|nodes| nodes.iter().filter_map(Entry::of).collect())
        .unwrap_or_default();
    let scope = variables(sink, &entries, &targets, around);
    let (sections, mut steps) = match within_bounds(sink, table, &entries) {
        true => steps(sink, &entries, &scope, &targets, around),
        false => (Vec::new(), Vec::new()),
    };
    // Libraries are held whole, and are large.
    steps.shrink_to_fit();
    if let Some(subject) = table.text("subject") {
        let anywhere = UsedAt {
            step: None,
            items: false,
            targets: false,
            command: false,
        };
        scope.check(sink, subject, anywhere);
    }
    let style = match table.text("style").map(|style| style.value) {
        Some("read-do") => Style::ReadDo,
        Some(_) => Style::DoConfirm,
        None if timing.is_some() => Style::DoConfirm,
        None => Style::ReadDo,
    };
    let owned = |texts: Vec<Text<'_>>| texts.into_iter().map(Text::owned).collect();
    let mut procedure = Procedure {
        id: around.id.clone(),
        title: table.words("title").unwrap_or_default(),
        purpose: table.words("purpose"),
        timing,
        alerts: owned(table.texts("alerts")),
        symptoms: owned(table.texts("symptoms")),
        targets,
        subject: table.text("subject").map(|text| Template::from(text.value)),
        serves: serves(sink, table),
        by: roles::acting(sink, table, "by", around.owners),
        style,
        estimate: table.duration("estimate"),
        sections,
        steps: steps.into(),
        rehearse_every: table.duration("rehearse_every"),
        // Filled below: what a step can answer is known once all are read.
        rehearsals: Vec::new(),
        // Filled by the file, which knows the ids in use.
        was: Vec::new(),
    };
    strict_examples(sink, &entries, &procedure);
    scope.check_of_targets(sink, &procedure, table.key_span("targets"));
    procedure.rehearsals = rehearsal::read(sink, &table.tables("rehearsal"), &procedure);
    procedure
}

fn serves(sink: &mut Sink<'_>, table: &Table<'_>) -> Vec<Serves> {
    let texts = table.texts("serves");
    repeats(sink, &texts, "serves");
    let known = texts.iter().filter_map(|text| Serves::of(text.value));
    known.collect()
}

/// An example that the strict pattern refuses: it counts once a command uses the answer.
fn strict_examples(sink: &mut Sink<'_>, entries: &[Entry<'_>], procedure: &Procedure) {
    let tables = entries.iter().filter_map(|entry| match entry {
        Entry::Table(table) => table.table("ask"),
        Entry::Sentence(_) | Entry::Section(_) => None,
    });
    for ask in tables {
        let (Some(name), Some(example)) = (ask.text("name"), ask.text("example")) else {
            continue;
        };
        if ask.entries.contains_key("pattern") {
            continue;
        }
        let pattern = procedure.value_pattern(name.value);
        if pattern.is_some_and(|pattern| !pattern.matches(example.value, &Values::new())) {
            let message = format!(
                "the example {} is refused, because a command uses {}",
                quoted(example.value),
                quoted(name.value)
            );
            sink.push(Finding::error("bad-example", example.span(), message).hint(
                "an answer without a `pattern` may have letters, digits and ._/:@%+,=- in a \
                 command, and no - first: write the `pattern` that it needs",
            ));
        }
    }
}

fn timing(sink: &mut Sink<'_>, table: &Table<'_>, around: &Around<'_>) -> Option<Timing> {
    let Some(schedule) = table.schedule("schedule") else {
        for key in ["grace", "early", "if_missed"] {
            if !table.entries.contains_key("schedule") && table.entries.contains_key(key) {
                let message = format!("`{key}` does nothing without a `schedule`");
                sink.push(
                    Finding::warning("no-effect", table.key_span(key), message)
                        .hint("add a schedule, or take it out"),
                );
            }
        }
        return None;
    };
    let schedule = schedule.ok()?;
    // Defaults are only worked out where they are wanted: some walk two years of days.
    let grace = table.duration("grace");
    let if_missed = match table.text("if_missed").map(|text| text.value) {
        Some("skip") => IfMissed::Skip,
        Some(_) => IfMissed::Carry,
        None => default_if_missed(&schedule),
    };
    Some(Timing {
        zone: around.zone.clone(),
        closed: around.closed.clone(),
        grace: grace.unwrap_or_else(|| default_grace(&schedule)),
        early: table.duration("early").unwrap_or(SignedDuration::ZERO),
        if_missed,
        schedule,
    })
}

fn targets(sink: &mut Sink<'_>, table: &Table<'_>, around: &Around<'_>) -> Vec<Target> {
    let texts = table.texts("targets");
    repeats(sink, &texts, "targets");
    let mut targets = Vec::with_capacity(texts.len());
    for text in texts {
        if text.value == THIS_HOST {
            targets.push(Target::ThisHost);
        } else if let Some((name, _)) = around.targets.get_key_value(text.value) {
            targets.push(Target::Named(name.clone()));
        } else {
            let known = around.targets.keys().map(TargetName::as_str);
            let hint = match nearest(text.value, known.chain([THIS_HOST])) {
                Some(meant) => format!("write \"{meant}\""),
                None => {
                    let name = quoted(text.value);
                    format!("define {name} under [targets], or write \"this host\"")
                }
            };
            let message = format!("there is no target {}", quoted(text.value));
            sink.push(Finding::error("unknown-target", text.span(), message).hint(hint));
        }
    }
    targets
}

/// The variables of the procedure. Those of all steps: a text may name one that only a
/// later step yields, and is told so.
fn variables<'a>(
    sink: &mut Sink<'_>,
    entries: &[Entry<'a>],
    targets: &[Target],
    around: &Around<'_>,
) -> Scope<'a> {
    let mut scope = Scope::default();
    let named: Vec<_> = around.of_procedure(targets).collect();
    scope.add_targets(&named, targets.contains(&Target::ThisHost));
    let goes_through = |entry: &Entry<'_>| match entry {
        Entry::Table(table) => each::goes_through_targets(table),
        Entry::Sentence(_) | Entry::Section(_) => false,
    };
    if entries.iter().any(goes_through) {
        scope.add_each_target(&around.named_targets(targets));
    }
    let steps = entries.iter().filter(|entry| !is_section(entry));
    for (index, entry) in steps.enumerate() {
        entry.declare(sink, &mut scope, index);
    }
    scope
}

fn is_section(entry: &Entry<'_>) -> bool {
    matches!(entry, Entry::Section(_))
}

fn within_bounds(sink: &mut Sink<'_>, table: &Table<'_>, entries: &[Entry<'_>]) -> bool {
    let steps = entries.iter().filter(|entry| !is_section(entry)).count();
    if steps > MOST_STEPS {
        let message = format!("{steps} steps are more than a procedure can have");
        sink.push(
            Finding::error("too-many-steps", table.span.clone(), message).hint(format!(
                "at most {MOST_STEPS}: make several procedures of it"
            )),
        );
        return false;
    }
    let list = table
        .node("steps")
        .and_then(|node| node.get_ref().as_array());
    // Elements that are no entries were told already.
    if steps == 0 && list.is_some_and(|list| list.len() == entries.len()) {
        sink.push(
            Finding::error(
                "no-steps",
                table.key_span("steps"),
                "the procedure has no steps",
            )
            .hint("add a step: a sentence that says what to do"),
        );
    }
    true
}

fn steps(
    sink: &mut Sink<'_>,
    entries: &[Entry<'_>],
    scope: &Scope<'_>,
    targets: &[Target],
    around: &Around<'_>,
) -> (Vec<Section>, Vec<Step>) {
    let real: Vec<_> = entries.iter().filter(|entry| !is_section(entry)).collect();
    let nameless: Vec<_> = real.iter().map(|entry| entry.nameless()).collect();
    let step_ids = ids::ids_of(sink, &nameless, "step", "steps of this procedure");
    let step_ids: Vec<StepId> = step_ids.into_iter().map(StepId::from).collect();
    let indices = condition::indices(&step_ids);
    let mut ids = step_ids.into_iter();
    let (mut sections, mut steps): (Vec<Section>, Vec<Step>) = (Vec::new(), Vec::new());
    let mut claimed = HashSet::new();
    for entry in entries {
        let before = Before {
            steps: &steps,
            indices: &indices,
            scope,
            targets,
        };
        let section = sections.len().checked_sub(1);
        match entry {
            Entry::Section(table) => sections.push(step::read_section(sink, table, before)),
            Entry::Sentence(text) => {
                let Some(id) = ids.next() else { break };
                steps.push(step::read_sentence(sink, *text, id, section, before));
            }
            Entry::Table(table) => {
                let Some(id) = ids.next() else { break };
                let mut step = step::read_table(sink, table, id, section, before, around);
                let was = table.texts("was");
                step.was = old_ids(sink, &was, &|old| indices.contains_key(old), &mut claimed);
                steps.push(step);
            }
        }
    }
    (sections, steps)
}
