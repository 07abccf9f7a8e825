//! Procedures that name other procedures: `call` and `on_fail`.
//!
//! Within a file a reference must lead somewhere, and calls must end. What leads into other
//! files is kept with its place, and judged once all files are read: `check_references`.

use super::super::format::PROCEDURE;
use super::super::id::{ProcedureId, ProcedureRef, RunbookId};
use super::super::problem::{Finding, Problem, Sink, quoted};
use super::entry::Entry;
use super::ids::Named;
use super::parsed::{Parsed, Place, Reference};
use super::tree::{Table, Text};
use super::values;
use crate::text::{nearest, shown, slug};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Every procedure of a file, broken ones too.
pub(super) struct Known<'k> {
    /// The runbook that they stand in.
    pub(super) runbook: &'k RunbookId,
    /// Their ids.
    pub(super) ids: &'k HashSet<String>,
}

impl Known<'_> {
    /// The procedure that is meant; says so where there is none.
    pub(super) fn resolve(&self, sink: &mut Sink<'_>, text: Text<'_>) -> Option<ProcedureRef> {
        if text.value.trim().is_empty() {
            return None;
        }
        let Some(reference) = read(text.value, self.runbook) else {
            let message = format!("{} names no procedure", quoted(text.value));
            sink.push(
                Finding::error("bad-reference", text.span(), message)
                    .hint("write the id of a procedure of this file, or runbook/procedure"),
            );
            return None;
        };
        let wanted = reference.procedure.as_str();
        if reference.runbook != *self.runbook || self.ids.contains(wanted) {
            return Some(reference);
        }
        let known = || self.ids.iter().map(String::as_str);
        let as_slug = slug(wanted, "", |_| false);
        let meant = known()
            .find(|id| *id == as_slug)
            .or_else(|| nearest(wanted, known()));
        let hint = match meant {
            Some(meant) => format!("write \"{meant}\""),
            None => "write the id of one, or runbook/procedure for one of another file".to_owned(),
        };
        let message = format!("there is no procedure {} in this file", quoted(wanted));
        sink.push(Finding::error("unknown-procedure", text.span(), message).hint(hint));
        None
    }

    /// Whether a reference means this procedure of the file.
    pub(super) fn is(&self, reference: &ProcedureRef, id: &ProcedureId) -> bool {
        reference.runbook == *self.runbook && reference.procedure == *id
    }
}

/// What a text refers to; none where it can be no reference. Titles are told by what is
/// missing, so blanks pass where there is no slash.
fn read(text: &str, own: &RunbookId) -> Option<ProcedureRef> {
    match text.contains('/') {
        false => Some(ProcedureRef {
            runbook: own.clone(),
            procedure: text.into(),
        }),
        true => {
            let reference: ProcedureRef = text.parse().ok()?;
            let good = |id: &str| values::id(id).is_ok();
            let fits = good(reference.runbook.as_str()) && good(reference.procedure.as_str());
            fits.then_some(reference)
        }
    }
}

/// All references of a file's procedures, in the order of the file.
pub(super) fn all(
    sink: &Sink<'_>,
    own: &RunbookId,
    procedures: &[Table<'_>],
    names: &[Named],
) -> Vec<Reference> {
    let mut written = Vec::new();
    for (index, table) in procedures.iter().enumerate() {
        debug_assert!(std::ptr::eq(table.shape, &PROCEDURE));
        let steps = table
            .node("steps")
            .and_then(|node| node.get_ref().as_array());
        for entry in steps.into_iter().flatten().filter_map(Entry::of) {
            let Entry::Table(step) = entry else { continue };
            let texts = ["call", "on_fail"].map(|key| (key == "call", step.text(key)));
            let texts = texts.into_iter();
            written.extend(texts.filter_map(|(is_call, text)| Some((index, is_call, text?))));
        }
    }
    written.sort_by_key(|(_, _, text)| text.span().start);
    let mut places = sink.places();
    let references = written.into_iter().filter_map(|(index, is_call, text)| {
        Some(Reference {
            index,
            from: names.get(index)?.id.as_str().into(),
            to: read(text.value, own)?,
            is_call,
            place: Place::of(&mut places, text.span()),
        })
    });
    references.collect()
}

/// The references of a file's package: what checks, renews, restores, proves.
pub(super) fn of_package(sink: &Sink<'_>, own: &RunbookId, file: &Table<'_>) -> Vec<Reference> {
    let lists = [
        ("dependencies", &["check"][..]),
        ("credentials", &["access", "rotate"]),
        ("readiness", &["proof"]),
    ];
    let single = [("backup", "restore"), ("rollback", "procedure")];
    let mut written = Vec::new();
    for (list, keys) in lists {
        let tables = file.tables(list);
        let texts = tables
            .iter()
            .flat_map(|table| keys.iter().map(|key| table.text(key)));
        written.extend(texts.flatten());
    }
    for (name, key) in single {
        written.extend(file.table(name).and_then(|table| table.text(key)));
    }
    written.retain(|text| text.value.contains('/'));
    written.sort_by_key(|text| text.span().start);
    let mut places = sink.places();
    let references = written.into_iter().filter_map(|text| {
        Some(Reference {
            // It stands in no procedure, and is no call: neither is ever looked at.
            index: usize::MAX,
            from: own.as_str().into(),
            to: read(text.value, own)?,
            is_call: false,
            place: Place::of(&mut places, text.span()),
        })
    });
    references.collect()
}

/// Calls of one file that never end, with the index of the procedure that each stands in.
pub(super) fn loops(own: &RunbookId, references: &[Reference]) -> Vec<(usize, Finding)> {
    let calls: Vec<&Reference> = references
        .iter()
        .filter(|it| it.is_call && it.to.runbook == *own)
        .collect();
    let ends = calls
        .iter()
        .map(|it| (it.from.as_str(), it.to.procedure.as_str()));
    let on_loop = on_loops(ends);
    calls
        .into_iter()
        .zip(on_loop)
        .filter(|(_, on_loop)| *on_loop)
        .map(|(call, _)| {
            let finding = Finding::error("call-loop", call.place.span.clone(), loop_words(call));
            (call.index, finding.hint(NO_LOOPS))
        })
        .collect()
}

const NO_LOOPS: &str = "a procedure that calls itself, however far around, has no end: let one of \
                        them say in a sentence what to start instead";

fn loop_words(call: &Reference) -> String {
    format!("this call leads back to {}", quoted(call.from.as_str()))
}

/// What is wrong between files: references into runbooks that lack what they name, and calls
/// that never end. With the index of the file. A runbook that is broken is not judged, and
/// neither is one that is not there unless the library is `whole`.
pub fn check_references(files: &[&Parsed], whole: bool) -> Vec<(usize, Problem)> {
    let by_id: HashMap<&RunbookId, &Parsed> = files.iter().map(|file| (&file.id, *file)).collect();
    let mut problems = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let outside = file.references.iter().filter(|it| it.to.runbook != file.id);
        for reference in outside {
            let wrong = match by_id.get(&reference.to.runbook) {
                Some(other) => no_procedure(other, &reference.to),
                None if whole => Some(no_runbook(&by_id, &reference.to)),
                None => None,
            };
            if let Some((message, hint)) = wrong {
                let problem =
                    reference
                        .place
                        .problem(&file.path, "unknown-procedure", message, hint);
                problems.push((index, problem));
            }
        }
    }
    problems.extend(loops_between(files));
    problems
}

fn no_procedure(other: &Parsed, wanted: &ProcedureRef) -> Option<(String, String)> {
    let runbook = other.runbook.as_ref()?;
    let good = runbook.procedures.iter().map(|it| it.id.as_str());
    let known = || {
        good.clone()
            .chain(runbook.broken.iter().map(|it| it.id.as_str()))
    };
    if known().any(|id| id == wanted.procedure.as_str()) {
        return None;
    }
    let message = format!(
        "the runbook {} has no procedure {}",
        quoted(wanted.runbook.as_str()),
        quoted(wanted.procedure.as_str())
    );
    let hint = match nearest(wanted.procedure.as_str(), known()) {
        Some(meant) => format!("write \"{}/{meant}\"", wanted.runbook),
        None => "name one that it has, or take the key out".to_owned(),
    };
    Some((message, hint))
}

fn no_runbook(by_id: &HashMap<&RunbookId, &Parsed>, wanted: &ProcedureRef) -> (String, String) {
    let message = format!(
        "there is no runbook {} here",
        quoted(wanted.runbook.as_str())
    );
    // Sorted, so that of two that are as near always the same is named.
    let known: BTreeMap<&str, ()> = by_id.keys().map(|id| (id.as_str(), ())).collect();
    let hint = match nearest(wanted.runbook.as_str(), known.keys().copied()) {
        Some(meant) => format!("write \"{}/{}\"", shown(meant).as_str(), wanted.procedure),
        None => "add that runbook to the library, or take the key out".to_owned(),
    };
    (message, hint)
}

/// Calls between files that never end. Those within one file were told with it.
fn loops_between(files: &[&Parsed]) -> Vec<(usize, Problem)> {
    let calls = || {
        let files = files.iter().enumerate();
        files.flat_map(|(index, file)| {
            let calls = file.references.iter().filter(|it| it.is_call);
            calls.map(move |call| (index, *file, call))
        })
    };
    let ends = calls().map(|(_, file, call)| {
        let to = (call.to.runbook.as_str(), call.to.procedure.as_str());
        ((file.id.as_str(), call.from.as_str()), to)
    });
    let on_loop = on_loops(ends);
    calls()
        .zip(on_loop)
        .filter(|((_, file, call), on_loop)| *on_loop && call.to.runbook != file.id)
        .map(|((index, file, call), _)| {
            let hint = NO_LOOPS.to_owned();
            let words = loop_words(call);
            (
                index,
                call.place.problem(&file.path, "call-loop", words, hint),
            )
        })
        .collect()
}

/// Which of these arrows lie on a loop, in their order.
fn on_loops<T: Copy + Eq + std::hash::Hash>(arrows: impl Iterator<Item = (T, T)>) -> Vec<bool> {
    let mut numbers: HashMap<T, usize> = HashMap::new();
    let mut number = |node: T| {
        let next = numbers.len();
        *numbers.entry(node).or_insert(next)
    };
    let arrows: Vec<(usize, usize)> = arrows
        .map(|(from, to)| (number(from), number(to)))
        .collect();
    let mut onward = vec![Vec::new(); numbers.len()];
    let mut back = vec![Vec::new(); numbers.len()];
    for (from, to) in &arrows {
        onward[*from].push(*to);
        back[*to].push(*from);
    }
    // Kosaraju: a node's component is what reaches it among those that were left later.
    let mut left = Vec::with_capacity(onward.len());
    let mut seen = vec![false; onward.len()];
    for node in 0..onward.len() {
        walk(node, &onward, &mut seen, &mut left);
    }
    let mut component = vec![0; onward.len()];
    let mut seen = vec![false; onward.len()];
    for node in left.into_iter().rev() {
        let mut members = Vec::new();
        walk(node, &back, &mut seen, &mut members);
        for member in members {
            component[member] = node;
        }
    }
    let same = |(from, to): &(usize, usize)| component[*from] == component[*to];
    arrows.iter().map(same).collect()
}

/// Adds what can be reached and was not seen, each behind all that it reaches. Not by
/// recursion: a file can hold twenty thousand procedures in one chain.
fn walk(start: usize, onward: &[Vec<usize>], seen: &mut [bool], left: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        match onward[*node].get(*next) {
            Some(to) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*to], true) {
                    path.push((*to, 0));
                }
            }
            None => {
                left.push(*node);
                path.pop();
            }
        }
    }
}
