//! What `--json` prints, command by command, as a JSON Schema: `rounds schema json`.
//!
//! What stays true: every command that answers with JSON stands in the table with each of its
//! keys, and a journey holds its real answer to it. The table only grows: a key that is once
//! there keeps its name and its kind.
//!
//! | file | for |
//! |---|---|
//! | `table` | the answers and their keys |
//! | `begun` | the answer of what begins a run, or writes something down |

mod begun;
mod table;

pub use begun::{begun, noted};

use crate::present::schema;
use serde_json::{Map, Value, json};
use table::{ANSWERS, Answer, Form};

/// The version of the answers. It rises when a key goes or means another thing; new keys come
/// without.
const VERSION: u32 = 1;

/// The schema of every answer: under `answers` by command, what they share under `$defs`.
pub fn schema() -> Value {
    let mut schema = schema::schema();
    let answers: Map<String, Value> = ANSWERS
        .iter()
        .map(|answer| (format!("rounds {}", answer.command), of(answer)))
        .collect();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("version".to_owned(), json!(VERSION));
        schema.insert("answers".to_owned(), Value::Object(answers));
    }
    schema
}

fn of(answer: &Answer) -> Value {
    let keys = answer.keys.split_whitespace();
    let keys: Vec<(&str, &str)> = keys.filter_map(|key| key.split_once(':')).collect();
    let properties: Map<String, Value> = keys
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), kind_of(kind)))
        .collect();
    let required: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
    let object = json!({ "type": "object", "properties": properties, "required": required });
    let (says, mut schema) = match answer.form {
        Form::Object => (answer.says.to_owned(), object),
        Form::List => (
            answer.says.to_owned(),
            json!({ "type": "array", "items": object }),
        ),
        Form::Lines => (format!("{} One object a line.", answer.says), object),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(says));
    }
    schema
}

/// The schema of a word of the table: `text`, `text?` (or null), `[text]` (a list).
fn kind_of(word: &str) -> Value {
    if let Some(word) = word.strip_suffix('?') {
        return json!({ "anyOf": [kind_of(word), { "type": "null" }] });
    }
    if let Some(word) = word.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return json!({ "type": "array", "items": kind_of(word) });
    }
    match word {
        "text" => json!({ "type": "string" }),
        "moment" => json!({ "type": "string", "format": "date-time" }),
        "day" => json!({ "type": "string", "format": "date" }),
        "number" => json!({ "type": "number" }),
        "flag" => json!({ "type": "boolean" }),
        "item" => json!({ "$ref": "#/$defs/item" }),
        "progress" => json!({ "$ref": "#/$defs/progress" }),
        _ => json!({ "type": "object" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Typed;
    use clap::{Command, CommandFactory};
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
    fn every_command_that_takes_json_has_its_answer_in_the_table() {
        let mut found = BTreeSet::new();
        answering(&Typed::command(), "", &mut found);
        for command in found {
            let told = ANSWERS.iter().any(|answer| {
                let rest = answer.command.strip_prefix(command.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            });
            assert!(told, "rounds {command} --json is described nowhere");
        }
    }

    #[test]
    fn every_word_of_the_table_is_a_kind() {
        let kinds = [
            "text", "moment", "day", "number", "flag", "item", "progress", "object",
        ];
        for answer in ANSWERS {
            for key in answer.keys.split_whitespace() {
                let (_, kind) = key.split_once(':').unwrap();
                let kind = kind.trim_matches(['[', ']', '?']);
                assert!(kinds.contains(&kind), "{}: {key}", answer.command);
            }
        }
    }
}
