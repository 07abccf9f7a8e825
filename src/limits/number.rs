//! Numbers as an operator types them, and as a command prints them.
//!
//! Strict, because a misread number is worse than one that is asked for again: a comma means
//! different things to different people, so it is refused with the form to write. What is
//! read is always finite. Values stay as typed in the record; this only gives their meaning.

/// Longer texts are not numbers that anyone reads off a screen.
const LONGEST_BYTES: usize = 64;

/// Why a text was not taken as a number, as a sentence that says what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotANumber(String);

/// Reads a plain decimal: an optional sign, digits, perhaps a dot and more digits. Digits
/// before the dot may be grouped in threes by `_` or spaces. White space around is ignored.
///
/// # Errors
/// A sentence that shows what to write instead.
pub fn parse_number(text: &str) -> Result<f64, NotANumber> {
    let typed = text.trim();
    if typed.is_empty() {
        return Err(refusal(
            "Nothing was typed. Write a number, such as 412 or 3.5.",
        ));
    }
    if typed.len() > LONGEST_BYTES {
        return Err(refusal(
            "That is too long for a number. Write one such as 412 or 3.5.",
        ));
    }
    if typed.contains(',') {
        return Err(comma(typed));
    }
    let (negative, digits) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, typed.strip_prefix('+').unwrap_or(typed)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = ungrouped(whole).ok_or_else(|| not_plain(typed))?;
    let plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (whole.is_empty() && fraction.is_empty()) {
        return Err(not_plain(typed));
    }
    let size: f64 = format!("{whole}.{fraction}0")
        .parse()
        .map_err(|_| not_plain(typed))?;
    // Minus nothing is nothing; a sign on zero would only confuse a trend.
    Ok(if negative && size != 0.0 { -size } else { size })
}

/// Reads a number that may be followed by the unit that is expected (`412 messages`, `93%`).
///
/// # Errors
/// As [`parse_number`]; another unit is refused, never converted.
pub fn parse_reading(text: &str, unit: &str) -> Result<f64, NotANumber> {
    let refused = match parse_number(text) {
        Ok(value) => return Ok(value),
        Err(refused) => refused,
    };
    let typed = text.trim();
    let is_number_end = |c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace();
    if let Some(number) = typed.strip_suffix(unit.trim())
        && number.ends_with(is_number_end)
        && !unit.trim().is_empty()
    {
        return parse_number(number);
    }
    let number = typed.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
    let other = typed[number.len()..].trim();
    match parse_number(number) {
        Ok(_) if !other.is_empty() && unit.trim().is_empty() => Err(refusal(format!(
            "This reading has no unit, and {} was typed. Write {number} alone.",
            quoted(other)
        ))),
        Ok(_) if !other.is_empty() => Err(refusal(format!(
            "This reading is in {}, and {} was typed. Write the number in {}.",
            unit.trim(),
            quoted(other),
            unit.trim(),
        ))),
        _ => Err(refused),
    }
}

/// The digits without their group signs; none when they are not digits or not in threes.
fn ungrouped(whole: &str) -> Option<String> {
    let is_sign = |c: char| matches!(c, '_' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let groups: Vec<&str> = whole.split(is_sign).collect();
    let digits = groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let in_threes = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        [] => false,
    };
    (digits && in_threes).then(|| groups.concat())
}

/// A comma is a decimal point to some and a group sign to others: show both readings where
/// both are possible.
fn comma(typed: &str) -> NotANumber {
    let without = typed.replace(',', "");
    let dotted = typed.replace(',', ".");
    let commas = typed.matches(',').count();
    let ends_in_group = typed.rsplit(',').next().is_some_and(|last| last.len() == 3);
    let last_is_comma = typed.rfind(',') > typed.rfind('.');
    let meant: Vec<String> = match (commas, typed.contains('.')) {
        (1, false) if ends_in_group => vec![dotted, without],
        (1, false) => vec![dotted],
        (1, true) if last_is_comma => vec![typed.replace('.', "").replace(',', ".")],
        _ => vec![without],
    };
    let meant: Vec<String> = meant
        .into_iter()
        .filter(|text| parse_number(text).is_ok())
        .collect();
    if meant.is_empty() {
        return not_plain(typed);
    }
    refusal(format!(
        "A comma can mean two things in a number. Write {}.",
        meant.join(" or ")
    ))
}

fn not_plain(typed: &str) -> NotANumber {
    let digits = typed.bytes().filter(u8::is_ascii_digit).count();
    let scientific = typed.to_ascii_lowercase().contains('e') && digits > 0;
    match typed.parse::<f64>() {
        Ok(value) if scientific && value.is_finite() && value.abs() < 1e15 => refusal(format!(
            "{} is not a plain number. Write {value}.",
            quoted(typed)
        )),
        _ if typed.matches('.').count() > 1 => refusal(format!(
            "{} has more than one dot. Write one before the decimals only, such as 1234.5.",
            quoted(typed)
        )),
        _ => refusal(format!(
            "{} is not a number. Write one such as 412 or 3.5.",
            quoted(typed)
        )),
    }
}

fn refusal(sentence: impl Into<String>) -> NotANumber {
    NotANumber(sentence.into())
}

/// What was typed, safe and short enough for a sentence.
fn quoted(typed: &str) -> String {
    const LONGEST_CHARS: usize = 24;
    let visible = |c: char| c.is_ascii_graphic() || c.is_alphanumeric() || c == ' ';
    let mut shown = String::new();
    for c in typed.chars().take(LONGEST_CHARS) {
        if visible(c) {
            shown.push(c)
        } else {
            shown.extend(c.escape_default())
        }
    }
    if typed.chars().nth(LONGEST_CHARS).is_some() {
        shown.push('…');
    }
    format!("\u{201c}{shown}\u{201d}")
}
