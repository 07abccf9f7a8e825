//! Who sent it: from bytes to the reader for them.

use super::alert::{Payload, Standing, Unreadable};
use super::value::Table;
use super::{monitor, pager, prometheus};
use serde_json::Value;

/// What is sent may not be longer.
pub(in crate::cli) const MOST_BYTES: u64 = 1 << 20;

/// Reads what was sent.
///
/// # Errors
/// When it is no JSON, or from nobody who is known here.
pub(in crate::cli) fn read(bytes: &[u8]) -> Result<Payload, Unreadable> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Unreadable::TooLong);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Unreadable::NotJson(
            "it is UTF-16; JSON is sent as UTF-8".to_owned(),
        ));
    }
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| Unreadable::NotJson(error.to_string()))?;
    of_value(&value)
}

pub(super) fn of_value(value: &Value) -> Result<Payload, Unreadable> {
    match value {
        Value::Array(list) => Ok(each(list, None)),
        Value::Object(table) => of_table(table),
        _ => Err(Unreadable::Unknown(Vec::new())),
    }
}

fn of_table(table: &Table) -> Result<Payload, Unreadable> {
    if let Some(text) = monitor::within_sns(table)? {
        return read(text.as_bytes());
    }
    if let Some(failed) = prometheus::failed(table) {
        return Err(Unreadable::Failed(failed));
    }
    if let Some((list, around)) = list_in(table) {
        let mut payload = each(list, Some(around));
        payload.cut += prometheus::truncated(table);
        return Ok(payload);
    }
    match one(table, None) {
        Some(Ok(standing)) => {
            let mut payload = Payload::default();
            payload.take(standing);
            Ok(payload)
        }
        Some(Err(why)) => Err(Unreadable::NotAnAlert(format!(
            "The alert cannot be read: {why}."
        ))),
        None => Err(Unreadable::Unknown(table.keys().take(8).cloned().collect())),
    }
}

/// A list of alerts, and the table that says what all of them share.
fn list_in(table: &Table) -> Option<(&Vec<Value>, &Table)> {
    let within = |key: &str| table.get(key).and_then(Value::as_object);
    let list = |of: &'_ Table, key: &str| of.get(key).is_some_and(Value::is_array);
    let data = within("data").filter(|data| list(data, "alerts"));
    let (of, key) = match data {
        Some(data) => (data, "alerts"),
        None => (
            table,
            *["alerts", "messages", "result", "data"]
                .iter()
                .find(|key| list(table, key))?,
        ),
    };
    Some((of.get(key)?.as_array()?, table))
}

/// The alerts of a list. One that cannot be read is told, and hides none of the others.
fn each(list: &[Value], around: Option<&Table>) -> Payload {
    let mut payload = Payload::default();
    for (number, value) in (1..).zip(list) {
        let Some(table) = value.as_object() else {
            payload.pass_over(number, "it is no table of keys and values");
            continue;
        };
        match one(table, around) {
            Some(Ok(standing)) => payload.take(standing),
            Some(Err(why)) => payload.pass_over(number, &why),
            None => payload.pass_over(number, "it has neither a name nor words"),
        }
    }
    payload
}

/// One alert, by whoever knows its shape.
fn one(table: &Table, around: Option<&Table>) -> Option<Result<Standing, String>> {
    prometheus::alert(table, around)
        .or_else(|| pager::alert(table))
        .or_else(|| monitor::alert(table))
}
