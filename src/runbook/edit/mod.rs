//! Proposed edits of a runbook's file: a wish and the text as it is give the text as it would
//! be, or say why not. Reviews, redlines and releases grow the file by them.
//!
//! What stays true: only the places that a wish names are replaced, byte for byte; comments,
//! order, layout and line ends of all else stay. What comes out reads without a problem that
//! the text did not have before, and says what was wished for. Nothing is written here, and
//! nobody is asked: a person looks at the difference first.

mod place;
mod refusal;
#[cfg(test)]
mod tests;

pub use refusal::EditRefusal;

use super::Problem;
use super::book::Runbook;
use super::fix::apply;
use super::format::FILE;
use super::id::{ProcedureId, StepId};
use super::problem::{Edit, Sink};
use super::read::{LibraryDefaults, Source, Table, parse, syntax_tree};
use super::types::Yields;
use jiff::civil::Date;
use place::{Value, set, table_before, table_first};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::de::DeValue;

/// What a file is to say.
#[derive(Clone, Debug, PartialEq)]
pub enum EditWish {
    /// When it was reviewed.
    Review {
        /// The day.
        last: Date,
        /// The longest time until the next one, where that is to change.
        every: Option<String>,
    },
    /// Something of one step.
    Step {
        /// In which procedure.
        procedure: ProcedureId,
        /// Which step.
        step: StepId,
        /// What of it.
        key: StepKey,
        /// What it is to say; a number for a limit.
        value: String,
    },
    /// One more release.
    Release {
        /// Its version.
        version: String,
        /// Its day.
        date: Date,
        /// What is in it.
        notes: String,
    },
    /// What it said before a change, and that this was rolled back.
    Restore {
        /// The file's text before the change.
        before: String,
        /// The release whose notes say so.
        release: Box<EditWish>,
    },
}

/// What of a step an edit can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKey {
    /// What to do.
    Title,
    /// What OK looks like.
    Expect,
    /// More words.
    Detail,
    /// What can go wrong.
    Caution,
    /// A reading below this is a warning.
    WarnBelow,
    /// A reading above this is a warning.
    WarnAbove,
    /// A reading below this is an alarm.
    AlarmBelow,
    /// A reading above this is an alarm.
    AlarmAbove,
}

impl StepKey {
    /// Every key, in the order in which people are told of them.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Expect,
        Self::Detail,
        Self::Caution,
        Self::WarnBelow,
        Self::WarnAbove,
        Self::AlarmBelow,
        Self::AlarmAbove,
    ];

    /// The key as it stands in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Expect => "expect",
            Self::Detail => "detail",
            Self::Caution => "caution",
            Self::WarnBelow => "warn_below",
            Self::WarnAbove => "warn_above",
            Self::AlarmBelow => "alarm_below",
            Self::AlarmAbove => "alarm_above",
        }
    }

    /// Whether it is a limit of the step's reading.
    pub fn is_limit(self) -> bool {
        !matches!(
            self,
            Self::Title | Self::Expect | Self::Detail | Self::Caution
        )
    }
}

/// The version of a new release, with a number where one of that name stands there already.
pub fn release_version(runbook: &Runbook, version: &str) -> String {
    let known = |wanted: &str| {
        let mut releases = runbook.package.releases.iter();
        releases.any(|it| it.version == wanted)
    };
    let numbered = (2..).map(|number| format!("{version}.{number}"));
    let mut all = std::iter::once(version.to_owned()).chain(numbered);
    all.find(|wanted| !known(wanted)).unwrap_or_default()
}

/// The file's text as it would be.
///
/// # Errors
/// When the file has errors, has no such place, says so already, or would have a new fault.
pub fn propose(
    source: &Source<'_>,
    defaults: &LibraryDefaults,
    request: &EditWish,
) -> Result<String, EditRefusal> {
    if let EditWish::Restore { before, release } = request {
        let earlier = Source {
            path: source.path.clone(),
            stem: source.stem.clone(),
            text: before,
        };
        return propose(&earlier, defaults, release);
    }
    let before = parse(source, defaults);
    let broken = before.problems.iter().any(Problem::is_error);
    let runbook = before.runbook.filter(|_| !broken);
    let runbook = runbook.ok_or(EditRefusal::Broken)?;
    let is_limit = matches!(request, EditWish::Step { key, .. } if key.is_limit());
    if !is_limit && !matches!(request, EditWish::Review { .. }) && says(&runbook, request) {
        return Err(EditRefusal::Nothing);
    }
    let mut sink = Sink::new("".into(), source.text);
    let (tree, whole) = syntax_tree(&mut sink);
    if !whole {
        return Err(EditRefusal::Broken);
    }
    let file = Table {
        entries: tree.get_ref(),
        span: 0..0,
        shape: &FILE,
    };
    let mut edits = match request {
        EditWish::Review { last, every } => review(source.text, &file, *last, every.as_deref())?,
        EditWish::Step {
            procedure,
            step,
            key,
            value,
        } => {
            let place = (procedure, step);
            edit_step(source.text, &file, &runbook, place, *key, value)?
        }
        EditWish::Release {
            version,
            date,
            notes,
        } => vec![release(source.text, &file, version, *date, notes)?],
        // It is a release of the text before.
        EditWish::Restore { .. } => Vec::new(),
    };
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let text = apply(source.text, &edits);
    if text == source.text {
        return Err(EditRefusal::Nothing);
    }
    let edited = Source {
        path: source.path.clone(),
        stem: source.stem.clone(),
        text: &text,
    };
    let after = parse(&edited, defaults);
    refuse_new(&before.problems, &after.problems)?;
    match after.runbook {
        Some(after) if says(&after, request) => Ok(text),
        _ => Err(EditRefusal::ByHand),
    }
}

/// An edit brings no fault that was not there before.
fn refuse_new(before: &[Problem], after: &[Problem]) -> Result<(), EditRefusal> {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for problem in before {
        *known.entry((problem.code, &problem.message)).or_default() += 1;
    }
    for problem in after {
        match known.get_mut(&(problem.code, problem.message.as_str())) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let message = problem.message.clone();
                return Err(EditRefusal::NewProblem { message });
            }
        }
    }
    Ok(())
}

/// Whether a runbook says what was wished for.
fn says(runbook: &Runbook, request: &EditWish) -> bool {
    match request {
        EditWish::Review { last, .. } => runbook.review.last == Some(*last),
        EditWish::Restore { release, .. } => says(runbook, release),
        EditWish::Release { version, date, .. } => {
            let mut releases = runbook.package.releases.iter();
            releases.any(|it| it.version == *version && it.date == Some(*date))
        }
        EditWish::Step {
            procedure,
            step,
            key,
            value,
        } => {
            let procedure = runbook.procedure(procedure.as_str());
            let said = procedure.and_then(|it| it.step(step)).map(|step| {
                let text = match key {
                    StepKey::Title => Some(&step.title),
                    StepKey::Expect => step.expect.as_ref(),
                    StepKey::Detail => step.detail.as_ref(),
                    StepKey::Caution => step.caution.as_ref(),
                    _ => return true,
                };
                text.is_some_and(|text| text.source().trim() == value.trim())
            });
            said.unwrap_or(false)
        }
    }
}

fn review(
    text: &str,
    file: &Table<'_>,
    last: Date,
    every: Option<&str>,
) -> Result<Vec<Edit>, EditRefusal> {
    let mut pairs = vec![("last", Value::Bare(last.to_string()))];
    if let Some(every) = every {
        pairs.insert(0, ("every", Value::Text(every.to_owned())));
    }
    match file.node("review") {
        Some(node) => set(text, "review", node, &pairs),
        None => Ok(vec![table_before(text, file, "[review]", &pairs, None)]),
    }
}

fn release(
    text: &str,
    file: &Table<'_>,
    version: &str,
    date: Date,
    notes: &str,
) -> Result<Edit, EditRefusal> {
    if version.trim().is_empty() || notes.trim().is_empty() {
        return Err(EditRefusal::Empty);
    }
    let pairs = [
        ("version", Value::Text(version.trim().to_owned())),
        ("date", Value::Bare(date.to_string())),
        ("notes", Value::Text(notes.trim().to_owned())),
    ];
    match file.node("releases") {
        Some(node) => table_first(text, node, "[[releases]]", &pairs),
        None => {
            let before = Some("procedures");
            Ok(table_before(text, file, "[[releases]]", &pairs, before))
        }
    }
}

fn edit_step(
    text: &str,
    file: &Table<'_>,
    runbook: &Runbook,
    (procedure, step): (&ProcedureId, &StepId),
    key: StepKey,
    value: &str,
) -> Result<Vec<Edit>, EditRefusal> {
    let missing = || EditRefusal::NoSuchStep {
        wanted: format!("{procedure}/{step}"),
    };
    let mut procedures = runbook.procedures.iter();
    let number = procedures.position(|it| it.id == *procedure);
    let number = number.ok_or_else(missing)?;
    let known = &runbook.procedures[number];
    let place = known.steps.iter().position(|it| it.id == *step);
    let place = place.ok_or_else(missing)?;
    let tables = file.tables("procedures");
    let steps = tables.get(number).and_then(|table| table.node("steps"));
    let steps = steps.and_then(|steps| steps.get_ref().as_array());
    // Headings stand among the steps, and are none.
    let is_step = |node: &&toml::Spanned<DeValue<'_>>| {
        let table = node.get_ref().as_table();
        table.is_none_or(|table| !table.contains_key("section"))
    };
    let node = steps.and_then(|steps| steps.iter().filter(is_step).nth(place));
    let node = node.ok_or(EditRefusal::ByHand)?;
    let value = value.trim();
    if value.is_empty() {
        return Err(EditRefusal::Empty);
    }
    let mut pairs = Vec::new();
    if key.is_limit() {
        if !matches!(known.steps[place].yields, Yields::Reading { .. }) {
            return Err(EditRefusal::NoReading);
        }
        let reading = node.get_ref().as_table().and_then(|it| it.get("reading"));
        let reading = reading.ok_or(EditRefusal::ByHand)?;
        let pair = [(key.word(), Value::Bare(number_of(value)?))];
        return set(text, "reading", reading, &pair);
    }
    // What the journal says of a step it says by its id: a new title must not give it another.
    let written = node
        .get_ref()
        .as_table()
        .is_some_and(|it| it.contains_key("id"));
    if key == StepKey::Title && !written {
        pairs.push(("id", Value::Text(step.to_string())));
    }
    pairs.push((key.word(), Value::Text(value.to_owned())));
    match node.get_ref() {
        DeValue::String(_) => place::string_to_table(text, node, &pairs),
        _ => set(text, "", node, &pairs),
    }
}

fn number_of(value: &str) -> Result<String, EditRefusal> {
    let wrong = || EditRefusal::NotANumber {
        value: value.to_owned(),
    };
    let number: f64 = value.parse().map_err(|_| wrong())?;
    match (number.is_finite(), value.parse::<i64>()) {
        (false, _) => Err(wrong()),
        (true, Ok(whole)) => Ok(whole.to_string()),
        (true, Err(_)) => Ok(format!("{number:?}")),
    }
}
