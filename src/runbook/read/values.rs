//! What single values must look like: numbers, days, durations, addresses, names.

use jiff::{SignedDuration, Span, SpanRelativeTo, civil::Date};
use toml::de::DeValue;

/// The longest id that may be written out, in characters.
const LONGEST_ID_CHARS: usize = 64;

/// A finite number; none for anything else.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok()? as f64
        }
        _ => return None,
    };
    f64::is_finite(number).then_some(number)
}

/// A date without a time that exists in the calendar.
pub(super) fn day(value: &DeValue<'_>) -> Option<Date> {
    let datetime = value.as_datetime()?;
    let (Some(date), None) = (datetime.date, datetime.time) else {
        return None;
    };
    let year = i16::try_from(date.year).ok()?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok()
}

/// A length of time that is longer than nothing; a day is 24 hours.
///
/// # Errors
/// What to write instead.
pub(super) fn duration(text: &str) -> Result<SignedDuration, &'static str> {
    const FORMS: &str =
        "write a number and a unit, like \"15m\", \"2 h\", \"1h 30m\" or \"90 days\"";
    let span: Span = text.parse().map_err(|_| FORMS)?;
    let duration = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| "months and years differ in length: write days, like \"90 days\"")?;
    match duration.is_positive() {
        true => Ok(duration),
        false => Err("it must be longer than nothing"),
    }
}

/// Whether a written id can be typed and can stand in `runbook/procedure`.
///
/// # Errors
/// What is wrong with it, to fit behind its name.
pub(super) fn id(text: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() {
        Err("is empty")
    } else if text.chars().count() > LONGEST_ID_CHARS {
        Err("is longer than 64 characters")
    } else if !text.chars().all(fits) {
        Err("has characters other than letters, digits, `-`, `_` and `.`")
    } else if !text.starts_with(char::is_alphanumeric) {
        Err("does not begin with a letter or a digit")
    } else {
        Ok(())
    }
}

/// Whether an address has a scheme that leads somewhere. One that begins with a variable
/// is known only when it is opened.
///
/// # Errors
/// What to write instead.
pub(super) fn address(text: &str) -> Result<(), &'static str> {
    const SCHEMES: &str = "write the whole address with its scheme, like \"https://example.com\"";
    if text.starts_with('$') {
        return Ok(());
    }
    if text.contains(char::is_whitespace) {
        return Err("an address has no blanks in it: write %20 for one");
    }
    let (scheme, rest) = text.split_once(':').ok_or(SCHEMES)?;
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if rest.trim_start_matches('/').is_empty() => Err(SCHEMES),
        "http" | "https" if !rest.starts_with("//") => Err(SCHEMES),
        "javascript" | "data" | "vbscript" | "blob" => {
            Err("addresses of this kind run code or hide what they open")
        }
        // `example.com:8443/path` looks like a scheme, but is a host and its port.
        _ if well_formed && !rest.is_empty() && !scheme.contains('.') => {
            match rest.starts_with(|c: char| c.is_ascii_digit()) && scheme != "tel" {
                true => Err(SCHEMES),
                false => Ok(()),
            }
        }
        _ => Err(SCHEMES),
    }
}
