//! What the file says, key by key under the keys' own names: whole for programs, and for
//! people whatever the forms have no words of their own for.
//!
//! What stays true: nothing that stands in a file is lost, because what is left to say is all
//! but what is told elsewhere. A key that is new to the format is told without a line here.

use crate::runbook::format::{self, Shape};
use serde_json::{Map, Value};

/// A file and the `library.toml` beside it, as trees. Days and times are texts there.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub(super) file: Map<String, Value>,
    pub(super) library: Map<String, Value>,
    /// The files themselves; nothing where they are not at hand.
    pub(super) texts: Option<(String, Option<String>)>,
}

impl Written {
    /// The bytes of a file that is whole, and those of its `library.toml`.
    pub fn of(file: &[u8], library: Option<&[u8]>) -> Self {
        Self {
            file: tree(file),
            library: library.map(tree).unwrap_or_default(),
            texts: text(file).map(|file| (file, library.and_then(text))),
        }
    }

    /// A procedure of the file, by its id where one is written, else by its title.
    pub(super) fn procedure(&self, id: &str, title: &str) -> Option<&Map<String, Value>> {
        let known = || tables(self.file.get("procedures"));
        let is =
            |table: &Map<String, Value>, key, value| table.get(key) == Some(&Value::from(value));
        let by_id = known().find(|it| is(it, "id", id));
        by_id.or_else(|| known().find(|it| it.get("id").is_none() && is(it, "title", title)))
    }
}

/// The steps of a procedure in their order, without its sections; a sentence has no keys.
pub(super) fn steps(procedure: &Map<String, Value>) -> impl Iterator<Item = Map<String, Value>> {
    let rows = procedure.get("steps").and_then(Value::as_array);
    let rows = rows.into_iter().flatten();
    let rows = rows.map(|row| row.as_object().cloned().unwrap_or_default());
    rows.filter(|row| !row.contains_key("section"))
}

fn tables(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let rows = value.and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(Value::as_object)
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn tree(bytes: &[u8]) -> Map<String, Value> {
    let text = String::from_utf8_lossy(bytes);
    let table = text.parse::<toml::Table>().unwrap_or_default();
    match value(toml::Value::Table(table)) {
        Value::Object(tree) => tree,
        _ => Map::new(),
    }
}

fn value(written: toml::Value) -> Value {
    match written {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(moment) => Value::from(moment.to_string()),
        toml::Value::Array(all) => all.into_iter().map(value).collect(),
        toml::Value::Table(table) => {
            let pairs = table.into_iter().map(|(key, it)| (key, value(it)));
            Value::Object(pairs.collect())
        }
    }
}

/// A key that no words of a form tell, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
}

/// One thing of a part, such as a dependency, by its name where it has one.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) name: Option<String>,
    pub(super) facts: Vec<Fact>,
}

/// All that a file says under one of its keys.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) things: Vec<Thing>,
}

/// The keys of a runbook that every form has words for.
const TOLD: [&str; 10] = [
    "id",
    "title",
    "summary",
    "timezone",
    "links",
    "owners",
    "contacts",
    "architecture",
    "escalation",
    "procedures",
];

/// The keys of a procedure that every form has words for, and two that are for the program
/// alone: ids of former times, and a rehearsal's script, which would spoil the rehearsal.
pub(super) const TOLD_OF_PROCEDURE: [&str; 13] = [
    "id",
    "title",
    "purpose",
    "schedule",
    "targets",
    "alerts",
    "symptoms",
    "subject",
    "style",
    "estimate",
    "steps",
    "was",
    "rehearsal",
];

/// The keys of a step that every form has words for; `was` is for the program alone.
pub(super) const TOLD_OF_STEP: [&str; 25] = [
    "id",
    "title",
    "detail",
    "caution",
    "reading",
    "ask",
    "choose",
    "name",
    "each",
    "times",
    "run",
    "shell",
    "wait",
    "call",
    "copy",
    "link",
    "when",
    "optional",
    "end",
    "on_fail",
    "sign_off",
    "undo",
    "no_return",
    "expect",
    "was",
];

/// What a table of a step has beyond what the forms tell of it.
pub(super) const TOLD_OF_YIELDS: [&str; 9] = [
    "unit",
    "warn_above",
    "warn_below",
    "alarm_above",
    "alarm_below",
    "name",
    "example",
    "targets",
    "from",
];

/// The parts that a runbook has beside what the forms tell in words of their own: its file's,
/// and those places and closed days that `library.toml` gives.
pub(super) fn parts(written: &Written) -> Vec<Part> {
    let keys = format::FILE.keys.iter().map(|key| key.name);
    let parts = keys.filter(|key| !TOLD.contains(key)).filter_map(|key| {
        let library = written.library.get(key);
        let said = written.file.get(key).into_iter().chain(library);
        let things: Vec<_> = said.flat_map(|value| things(key, value)).collect();
        (!things.is_empty()).then(|| Part {
            heading: words(key, true),
            things,
        })
    });
    parts.collect()
}

fn things(key: &str, value: &Value) -> Vec<Thing> {
    let shape = format::FILE
        .key(key)
        .and_then(|key| key.kind.shapes().first().copied());
    match (value, shape) {
        (Value::Array(_), Some(shape)) => tables(Some(value)).map(|it| thing(it, shape)).collect(),
        (Value::Object(table), Some(shape)) => vec![Thing {
            name: None,
            facts: facts(table, shape, &[]),
        }],
        // Places, by their names.
        (Value::Object(named), None) => named
            .iter()
            .map(|(name, value)| Thing {
                name: Some(name.clone()),
                facts: value.as_object().map(pairs).unwrap_or_default(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A table of a list, called by the first key of its shape.
fn thing(table: &Map<String, Value>, shape: &'static Shape) -> Thing {
    let first = shape.keys.first().map_or("", |key| key.name);
    Thing {
        name: table.get(first).map(said),
        facts: facts(table, shape, &[first]),
    }
}

/// What a table says beyond these keys, in the order of the format.
pub(super) fn facts(table: &Map<String, Value>, shape: &Shape, told: &[&str]) -> Vec<Fact> {
    let keys = shape.keys.iter().map(|key| key.name);
    let left = keys.filter(|key| !told.contains(key));
    let facts = left.filter_map(|key| {
        Some(Fact {
            name: words(key, false),
            value: said(table.get(key)?),
        })
    });
    facts.collect()
}

/// What a step says beyond what the forms have words for.
pub(super) fn left_of_step(step: &Map<String, Value>) -> Vec<Fact> {
    let mut left = facts(step, &format::STEP, &TOLD_OF_STEP);
    let tables = [
        ("reading", &format::READING),
        ("ask", &format::ASK),
        ("each", &format::EACH),
    ];
    for (key, shape) in tables {
        let table = step.get(key).and_then(Value::as_object);
        left.extend(
            table
                .into_iter()
                .flat_map(|it| facts(it, shape, &TOLD_OF_YIELDS)),
        );
    }
    left
}

fn pairs(table: &Map<String, Value>) -> Vec<Fact> {
    let pairs = table.iter().map(|(name, value)| Fact {
        name: name.clone(),
        value: said(value),
    });
    pairs.collect()
}

/// A key as words: `if_down` is "if down".
fn words(key: &str, capital: bool) -> String {
    let words = key.replace('_', " ");
    match words.chars().next().filter(|_| capital) {
        Some(first) => first.to_uppercase().chain(words.chars().skip(1)).collect(),
        None => words,
    }
}

/// A value as people read it.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(table) => {
            let pairs = pairs(table).into_iter();
            let pairs = pairs.map(|it| format!("{}: {}", it.name, it.value));
            pairs.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
