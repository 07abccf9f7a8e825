//! What programs get keeps its names.

use super::{every_kind, rows};
use crate::present::json::Item;
use crate::present::schema::{DUE, HOW_FAR, Holds, ITEM, Key, schema};
use crate::present::{HowFar, Today, json};
use serde_json::Value;

/// Every key of an answer stands in its table and no other does, and holds what it says.
fn assert_as_told(answer: &Value, keys: &[Key]) {
    let object = answer.as_object().unwrap();
    let mut told: Vec<_> = keys.iter().map(|key| key.name).collect();
    let mut known: Vec<_> = object.keys().map(String::as_str).collect();
    told.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, told);
    for key in keys {
        let value = &object[key.name];
        let fits = match key.holds {
            _ if value.is_null() => key.or_null,
            Holds::Text => value.is_string(),
            Holds::Moment => value
                .as_str()
                .is_some_and(|at| at.ends_with('Z') && at.parse::<jiff::Timestamp>().is_ok()),
            Holds::Number => value.is_u64(),
            Holds::Flag => value.is_boolean(),
            Holds::Items(keys) => {
                let items = value.as_array().unwrap();
                items.iter().for_each(|item| assert_as_told(item, keys));
                true
            }
        };
        assert!(fits, "{}: {value}", key.name);
    }
}

#[test]
fn every_answer_has_the_keys_of_its_table() {
    let today = Today {
        rows: rows(every_kind()),
    };
    let answer = serde_json::to_value(json::Today::of(&today, super::now())).unwrap();
    assert_as_told(&answer, DUE);
    for row in &today.rows {
        assert_as_told(&serde_json::to_value(Item::from(row)).unwrap(), ITEM);
    }
    assert_as_told(&serde_json::to_value(HowFar::default()).unwrap(), HOW_FAR);
}

/// The golden file: a script that knows a key or a word of it goes on working. What is changed
/// here is changed for everybody's scripts.
#[test]
fn names_and_words_stay_as_they_were() {
    let items = rows(every_kind());
    let items: Vec<_> = items.iter().map(Item::from).collect();
    let items = serde_json::to_string_pretty(&items).unwrap();
    insta::assert_snapshot!("items", items);
    let schema = serde_json::to_string_pretty(&schema()).unwrap();
    insta::assert_snapshot!("schema", schema);
}
