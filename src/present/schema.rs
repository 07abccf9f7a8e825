//! The keys of the answers for programs, as a JSON Schema.
//!
//! What stays true: every key that an answer has stands in a table here, with what it says, and
//! a test holds the tables to the answers. A table only grows.

use serde_json::{Map, Value, json};

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A moment in UTC, as RFC 3339 has it.
    Moment,
    /// A number from 0 on.
    Number,
    /// True or false.
    Flag,
    /// Objects with the keys of another table.
    Items(&'static [Key]),
}

/// One key of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it is null where there is nothing to say.
    pub or_null: bool,
    /// What it says.
    pub says: &'static str,
}

const fn key(name: &'static str, holds: Holds, says: &'static str) -> Key {
    Key {
        name,
        holds,
        or_null: false,
        says,
    }
}

const fn maybe(name: &'static str, holds: Holds, says: &'static str) -> Key {
    Key {
        or_null: true,
        ..key(name, holds, says)
    }
}

/// The keys of `rounds due --json`.
pub const DUE: &[Key] = &[
    key("at", Holds::Moment, "the moment of the answer"),
    key(
        "overdue",
        Holds::Number,
        "how many things are past their time",
    ),
    key(
        "items",
        Holds::Items(ITEM),
        "in the order in which they should be read",
    ),
];

/// The keys of one row of Today.
pub const ITEM: &[Key] = &[
    key(
        "standing",
        Holds::Text,
        "what it is: overdue, in-progress, timer, signature (yours is awaited), due, open, later, missed, disputed, escalation, handover, taken-over, rehearse, review, stabilization, question, issue, change, deferral, or override (a silence)",
    ),
    key(
        "procedure",
        Holds::Text,
        "runbook/procedure; the runbook alone for a date; empty where it has none",
    ),
    key("title", Holds::Text, "what people call it"),
    key("runbook_title", Holds::Text, "what people call its runbook"),
    maybe("target", Holds::Text, "where it is done"),
    maybe(
        "slot",
        Holds::Moment,
        "when it is due, the first of several; since when a follow-up or a handover waits",
    ),
    maybe(
        "due_by",
        Holds::Moment,
        "until when it is on time; when a silence ends",
    ),
    maybe(
        "run",
        Holds::Text,
        "the run that goes on, or that it is about",
    ),
    maybe(
        "answered",
        Holds::Number,
        "boxes of that run that are answered",
    ),
    maybe("steps", Holds::Number, "boxes of that run that apply"),
    maybe(
        "failures",
        Holds::Number,
        "answered boxes that are not OK, or in alarm",
    ),
    maybe(
        "gaps",
        Holds::Number,
        "answered boxes at which something is missing",
    ),
    key("rehearsal", Holds::Flag, "whether it only rehearses"),
    maybe(
        "count",
        Holds::Number,
        "rounds that it covers, or how often a step was deferred",
    ),
    maybe("follow_up", Holds::Text, "the follow-up that it is about"),
    maybe("escalation", Holds::Text, "the escalation that it is about"),
    key(
        "late",
        Holds::Flag,
        "whether an escalation, a follow-up, a rehearsal or a date is past its time",
    ),
    key("status", Holds::Text, "how it stands, in words"),
];

/// The keys of a run's progress.
pub const HOW_FAR: &[Key] = &[
    key("answered", Holds::Number, "boxes that are answered"),
    key("wanted", Holds::Number, "boxes that apply"),
    key(
        "failures",
        Holds::Number,
        "answered boxes that are not OK, or in alarm",
    ),
    key(
        "gaps",
        Holds::Number,
        "answered boxes at which something is missing",
    ),
];

/// The schema of the answers: one definition for each.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers of rounds for programs",
        "description": "Keys and words are only ever added. Moments are in UTC.",
        "$defs": {
            "due": object(DUE),
            "item": object(ITEM),
            "progress": object(HOW_FAR),
        },
    })
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    let names: Vec<_> = keys.iter().map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

fn property(key: &Key) -> Value {
    let (kind, more) = match key.holds {
        Holds::Text => ("string", None),
        Holds::Moment => ("string", Some(("format", json!("date-time")))),
        Holds::Number => ("integer", Some(("minimum", json!(0)))),
        Holds::Flag => ("boolean", None),
        Holds::Items(_) => ("array", Some(("items", json!({ "$ref": "#/$defs/item" })))),
    };
    let kind = match key.or_null {
        true => json!([kind, "null"]),
        false => json!(kind),
    };
    let mut property = Map::new();
    property.insert("description".to_owned(), json!(key.says));
    property.insert("type".to_owned(), kind);
    property.extend(more.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(property)
}
