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
    let value = serde_json::from_slice::<Value>(bytes)
        .or_else(|error| serde_json::from_slice(&whole_letters(bytes)).map_err(|_| error));
    of_value(&value.map_err(|error| Unreadable::NotJson(error.to_string()))?)
}

/// The same with a sign in the place of each half of a letter that stands alone (`\ud800`): a text
/// that somebody cut there must not take the other alerts with it.
fn whole_letters(bytes: &[u8]) -> Vec<u8> {
    let half = |at: usize| -> Option<u32> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let code = u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
        (0xd800..0xe000).contains(&code).then_some(code)
    };
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let taken: &[u8] = match (half(at), half(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..)) => &bytes[at..at + 12],
            (Some(_), _) => b"\\ufffd",
            // What is escaped is no beginning of the next escape.
            (None, _) if *byte == b'\\' => &bytes[at..bytes.len().min(at + 2)],
            (None, _) => &bytes[at..=at],
        };
        at += taken.len();
        out.extend_from_slice(taken);
    }
    out
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
    // An answer of an API has its one alert inside.
    let inside = || one(table.get("data")?.as_object()?, None);
    match one(table, None).or_else(inside) {
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
