//! The format as a JSON Schema (draft-07), for editors: completion, descriptions, checking.
//!
//! It is drawn from the same rows that the reader checks against. What stays true: whatever
//! the reader takes, the schema takes; of what is wrong it sees what one value shows by
//! itself, and tells it once, at its place: where a value may be of several kinds, its keywords
//! stand side by side, never as alternatives that all complain. A key that this version does not
//! support is not in it.

mod schedule;

#[cfg(test)]
pub(super) mod tests;

use super::format::{Key, Kind, Shape};
use serde_json::{Map, Value, json};

/// What marks a file that this program wrote, and may write anew.
pub const MARK: &str = "Written by `rounds schema`; rounds may write it anew.";

/// The schema of files of a shape.
pub fn schema(shape: &'static Shape) -> Value {
    let mut drawn = Drawn::default();
    let mut schema = drawn.table(shape);
    if let Value::Object(root) = &mut schema {
        root.insert(
            "$schema".into(),
            "http://json-schema.org/draft-07/schema#".into(),
        );
        root.insert("$comment".into(), MARK.into());
        root.insert("title".into(), shape.name.into());
        root.insert("definitions".into(), Value::Object(drawn.definitions));
    }
    schema
}

/// The tables that were drawn so far; each stands once.
#[derive(Default)]
struct Drawn {
    definitions: Map<String, Value>,
}

impl Drawn {
    fn table(&mut self, shape: &'static Shape) -> Value {
        let mut properties = Map::new();
        for key in shape.keys {
            properties.insert(key.name.to_owned(), self.key(key));
        }
        json!({
            "type": "object",
            "properties": properties,
            "required": required(shape),
            "additionalProperties": false,
        })
    }

    /// A value of one of several kinds. Tables share one list of keys, as editors offer it; the
    /// key by which one is told decides which of them may stand there.
    fn either(&mut self, kinds: &'static [Kind]) -> Value {
        let (mut drawn, mut types) = (Map::new(), Vec::new());
        let mut tables: Vec<&'static Shape> = Vec::new();
        for kind in kinds {
            if let Kind::Table(shape) = kind {
                tables.push(shape);
            } else if let Value::Object(one) = self.kind(kind) {
                drawn.extend(one);
            }
            types.extend(drawn.remove("type"));
        }
        let mut properties = Map::new();
        for key in tables.iter().flat_map(|shape| shape.keys) {
            properties.insert(key.name.to_owned(), self.key(key));
        }
        types.push("object".into());
        drawn.insert("type".into(), types.into());
        drawn.insert("properties".into(), properties.into());
        drawn.insert("additionalProperties".into(), false.into());
        let told = tables.iter().find(|shape| shape.told_by.is_some());
        let other = tables.iter().find(|shape| shape.told_by.is_none());
        if let Some(other) = other {
            drawn.insert("required".into(), required(other).into());
        }
        if let (Some(told), Some(other)) = (told, other) {
            let keys: Vec<_> = told.keys.iter().map(|key| key.name).collect();
            drawn.remove("required");
            drawn.insert("if".into(), json!({ "required": [told.told_by] }));
            drawn.insert("then".into(), json!({ "propertyNames": { "enum": keys } }));
            drawn.insert("else".into(), json!({ "required": required(other) }));
        }
        Value::Object(drawn)
    }

    fn key(&mut self, key: &'static Key) -> Value {
        let mut drawn = self.kind(&key.kind);
        // What stands beside a reference is not read in draft-07.
        if drawn.get("$ref").is_some() {
            drawn = json!({ "allOf": [drawn] });
        }
        if key.filled {
            drawn["minItems"] = 1.into();
        }
        drawn["description"] = key.about.into();
        drawn
    }

    fn kind(&mut self, kind: &'static Kind) -> Value {
        match kind {
            Kind::Text | Kind::Exact | Kind::Pattern | Kind::Search => text(r"\S"),
            // A variable may hold the scheme, or all of it.
            Kind::Address => text(r"^(\$|[A-Za-z][A-Za-z0-9+.\-]*:\S)"),
            Kind::Id => {
                let mut id = text(r"^[^\s/\[\]{}()<>,;:=!?*'\x22`|&$#@\\]+$");
                id["maxLength"] = 64.into();
                id
            }
            // A procedure of this file, or `runbook/procedure`.
            Kind::Reference => text(r"^[^\s/]+(/[^\s/]+)?$"),
            Kind::Variable => text("^[A-Z][A-Z0-9_]*$"),
            Kind::Passed => text("^[A-Za-z_][A-Za-z0-9_]*$"),
            Kind::Zone => with_examples(&["Europe/Berlin", "UTC"]),
            Kind::Schedule => schedule::schema(),
            Kind::Duration => with_examples(&["15m", "2 h", "1h 30m", "90 days"]),
            Kind::Number => json!({ "type": "number" }),
            Kind::Flag => json!({ "type": "boolean" }),
            // A date without quotes; tools for TOML show it to a schema as a text.
            Kind::Day => json!({ "type": "string", "format": "date" }),
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
            Kind::List(of) => json!({ "type": "array", "items": self.kind(of) }),
            Kind::OneOrMore(of) => {
                let mut drawn = self.kind(of);
                drawn["items"] = drawn.clone();
                drawn["type"] = json!([drawn["type"], "array"]);
                // A list is none of the words, and is not to be told so.
                if let Some(words) = drawn.as_object_mut().and_then(|it| it.remove("enum")) {
                    drawn["if"] = json!({ "type": "string" });
                    drawn["then"] = json!({ "enum": words });
                }
                drawn
            }
            Kind::Table(shape) => self.reference(shape),
            Kind::Named(of) => json!({
                "type": "object",
                "additionalProperties": self.kind(of),
                "propertyNames": { "pattern": r"\S" },
            }),
            Kind::Variables => json!({
                "type": "object",
                "additionalProperties": { "type": "string" },
                "propertyNames": { "pattern": "^[A-Z][A-Z0-9_]*$" },
            }),
            Kind::Either(kinds) => self.either(kinds),
            // The value of one may hold a run's variables.
            Kind::Environment => json!({
                "type": "object",
                "additionalProperties": { "type": "string" },
                "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
            }),
        }
    }

    fn reference(&mut self, shape: &'static Shape) -> Value {
        let name = name_of(shape);
        if !self.definitions.contains_key(&name) {
            // Stands there before it is drawn: a table may hold others of its kind.
            self.definitions.insert(name.clone(), Value::Null);
            let table = self.table(shape);
            self.definitions.insert(name.clone(), table);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}

/// "a closed table" becomes "closed-table".
fn name_of(shape: &Shape) -> String {
    let name = shape.name;
    let bare = name.strip_prefix("a ").or(name.strip_prefix("an "));
    bare.unwrap_or(name).replace(' ', "-")
}

fn required(shape: &Shape) -> Vec<&'static str> {
    let required = shape.keys.iter().filter(|key| key.required);
    required.map(|key| key.name).collect()
}

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

fn with_examples(examples: &[&str]) -> Value {
    let mut value = text(r"\S");
    value["examples"] = examples.into();
    value
}
