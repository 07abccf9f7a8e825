//! What `--json` prints, command by command, as a JSON Schema: `rounds schema json`.
//!
//! What stays true: every command that answers with JSON stands in `answers.txt` with each of its
//! keys, down to the innermost, and a journey holds its real answer to it. The text only grows: a
//! key that is once there keeps its name and its kind.
//!
//! | file | for |
//! |---|---|
//! | `answers.txt` | the answers, their keys, and the shapes that they share |
//! | `table` | reads that text |
//! | `begun` | the answer of what begins a run, or writes something down |
//! | `told` | one thing that was said |

mod begun;
mod table;
mod told;

pub use begun::{begun, noted, saved};
pub use told::Told;

use serde_json::{Map, Value, json};
use table::{Block, Form, Head, blocks, keys_of};

/// The version of the answers. It rises when a key goes or means another thing; new keys come
/// without.
const VERSION: u32 = 1;

/// The schema of every answer: under `answers` by command, what they share under `$defs`.
pub fn schema() -> Value {
    let blocks = blocks();
    let (mut answers, mut shapes) = (Map::new(), Map::new());
    for block in &blocks {
        let object = object(block, &blocks);
        match block.head {
            Head::Answer {
                command,
                form,
                says,
            } => {
                answers.insert(format!("rounds {command}"), answer(form, says, object));
            }
            Head::Shape(name) => {
                shapes.insert(name.to_owned(), object);
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers of rounds for programs",
        "description": "Keys and words are only ever added. Moments are in UTC.",
        "version": VERSION,
        "answers": answers,
        "$defs": shapes,
    })
}

fn answer(form: Form, says: &str, object: Value) -> Value {
    let says = match form {
        Form::Lines => format!("{says} One object a line."),
        Form::Object | Form::List => says.to_owned(),
    };
    let mut schema = match form {
        Form::List => json!({ "type": "array", "items": object }),
        Form::Object | Form::Lines => object,
    };
    schema["description"] = json!(says);
    schema
}

fn object(block: &Block<'_>, blocks: &[Block<'_>]) -> Value {
    let keys = keys_of(block, blocks);
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut kind = kind_of(key.kind);
            if !key.says.is_empty() {
                kind["description"] = json!(key.says);
            }
            (key.name.to_owned(), kind)
        })
        .collect();
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| !key.may_be_missing)
        .map(|key| key.name)
        .collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The schema of a kind: `text`, `text?` (or null), `[text]` (a list), `{text}` (by name).
fn kind_of(kind: &str) -> Value {
    let inside = |open, close| kind.strip_prefix(open)?.strip_suffix(close);
    if let Some(kind) = kind.strip_suffix('?') {
        return json!({ "anyOf": [kind_of(kind), { "type": "null" }] });
    }
    if let Some(kind) = inside('[', ']') {
        return json!({ "type": "array", "items": kind_of(kind) });
    }
    if let Some(kind) = inside('{', '}') {
        return json!({ "type": "object", "additionalProperties": kind_of(kind) });
    }
    match kind {
        "text" => json!({ "type": "string" }),
        "moment" => json!({ "type": "string", "format": "date-time" }),
        "day" => json!({ "type": "string", "format": "date" }),
        "number" => json!({ "type": "number" }),
        "count" => json!({ "type": "integer", "minimum": 0 }),
        "flag" => json!({ "type": "boolean" }),
        "event" => json!({ "type": "object" }),
        shape => json!({ "$ref": format!("#/$defs/{shape}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Typed;
    use clap::Command;
    use std::collections::BTreeSet;

    fn answering(command: &Command, before: &str, found: &mut BTreeSet<String>) {
        for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            let name = format!("{before} {}", below.get_name()).trim().to_owned();
            if below.get_arguments().any(|arg| arg.get_id() == "json") {
                found.insert(name.clone());
            }
            answering(below, &name, found);
        }
    }

    #[test]
    fn every_command_that_takes_json_has_its_answer_in_the_text() {
        let mut found = BTreeSet::new();
        answering(&Typed::whole(), "", &mut found);
        assert!(found.len() > 20, "{found:?}");
        let blocks = blocks();
        for command in found {
            let told = blocks.iter().any(|block| match block.head {
                Head::Answer { command: told, .. } => told
                    .strip_prefix(command.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')),
                Head::Shape(_) => false,
            });
            assert!(told, "rounds {command} --json is described nowhere");
        }
    }

    /// Every line is read as something, and every kind is known: what a reader passes over would
    /// be described nowhere.
    #[test]
    fn every_line_is_read_and_every_kind_is_known() {
        let blocks = blocks();
        let lines = table::ANSWERS.lines();
        let heads = lines.filter(|line| line.starts_with(|at: char| at.is_alphabetic()));
        assert_eq!(heads.count(), blocks.len());
        let shapes: BTreeSet<&str> = blocks
            .iter()
            .filter_map(|block| match block.head {
                Head::Shape(name) => Some(name),
                Head::Answer { .. } => None,
            })
            .collect();
        let mut named = BTreeSet::new();
        for block in &blocks {
            for word in block.words() {
                let kind = match word.strip_prefix('+') {
                    Some(shape) => shape,
                    None => word.split_once(':').unwrap().1,
                };
                named.insert(kind.trim_matches(['[', ']', '{', '}', '?']));
            }
        }
        let own = ["text", "moment", "day", "number", "count", "flag", "event"];
        let known: BTreeSet<&str> = shapes.iter().copied().chain(own).collect();
        assert_eq!(named, known, "no kind is unknown, and no shape is idle");
    }

    /// The golden file: a script that knows a key goes on working. What is changed here is changed
    /// for everybody's scripts.
    #[test]
    fn rows_of_today_keep_their_keys() {
        let item = serde_json::to_string_pretty(&schema()["$defs"]["item"]).unwrap();
        insta::assert_snapshot!("item", item);
    }
}
