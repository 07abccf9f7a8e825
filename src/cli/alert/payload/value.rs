//! Texts, labels and moments out of JSON that somebody else wrote.

use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A JSON table.
pub(super) type Table = Map<String, Value>;

/// A value as text: numbers and flags are texts, too. Nothing where it is empty or no one value.
pub(super) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The text under the first of these keys that has one.
pub(super) fn text(table: &Table, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text_of(table.get(*key)?))
}

/// The text behind several keys, each inside the one before.
pub(super) fn inner(table: &Table, path: &[&str]) -> Option<String> {
    let (last, tables) = path.split_last()?;
    let mut here = table;
    for key in tables {
        here = here.get(*key)?.as_object()?;
    }
    text(here, &[last])
}

/// The table under a key; an empty one where there is none.
pub(super) fn table<'v>(of: &'v Table, key: &str) -> Option<&'v Table> {
    of.get(key)?.as_object()
}

/// Every single value of a table, as text.
pub(super) fn labels(table: Option<&Table>) -> BTreeMap<String, String> {
    let entries = table.into_iter().flatten();
    entries
        .filter_map(|(name, value)| Some((name.clone(), text_of(value)?)))
        .collect()
}

/// Tags as pagers write them: a list or a line of `name:value`, or a list of tables with a
/// name and a value. A tag without a value says nothing that could fill anything.
pub(super) fn tags(value: Option<&Value>) -> BTreeMap<String, String> {
    let pair = |tag: &str| {
        let (name, value) = tag.split_once([':', '='])?;
        let (name, value) = (name.trim(), value.trim());
        (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
    };
    let of_list = |value: &Value| match value {
        Value::String(tag) => pair(tag),
        Value::Object(tag) => Some((text(tag, &["tag", "name", "key"])?, text(tag, &["value"])?)),
        _ => None,
    };
    match value {
        Some(Value::String(line)) => line.split(',').filter_map(pair).collect(),
        Some(Value::Array(list)) => list.iter().filter_map(of_list).collect(),
        Some(Value::Object(table)) => labels(Some(table)),
        _ => BTreeMap::new(),
    }
}

/// A moment, as RFC 3339 or as seconds or milliseconds since 1970; none for the year 1, by
/// which some say that they know none.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let moment = match text.parse::<i64>() {
        Ok(number) if number > 100_000_000_000 => Timestamp::from_millisecond(number).ok()?,
        Ok(number) => Timestamp::from_second(number).ok()?,
        Err(_) => text.parse().ok()?,
    };
    (moment > Timestamp::UNIX_EPOCH).then_some(moment)
}
