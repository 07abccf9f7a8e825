//! The lines of a list of keys: `allowed_signers` as OpenSSH has it, where the principals are
//! operators.
//!
//! What stays true: a line that is not understood gives no key, and says why. A line for another
//! namespace is somebody else's business, and left out without a word.

use super::armor::key_blob;
use crate::runbook::Operator;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The namespace of every signature over a journal.
const NAMESPACE: &str = "rounds-journal";

/// One line of a list: a key, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// Whose it is.
    pub operators: Vec<Operator>,
    /// The key, in the form of the wire.
    pub key: Vec<u8>,
    /// From when it counts.
    pub from: Option<Timestamp>,
    /// Until when it counts.
    pub until: Option<Timestamp>,
    /// The line, without its comment.
    pub text: String,
}

/// What is wrong with a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyProblem {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it, in words.
    pub why: String,
}

/// Reads the lines of a list.
pub fn read_keys<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Vec<KeyLine>, Vec<KeyProblem>) {
    let (mut keys, mut problems) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(lines) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match key_line(text) {
            Ok(Some(key)) => keys.push(key),
            Ok(None) => {}
            Err(why) => problems.push(KeyProblem { line, why }),
        }
    }
    (keys, problems)
}

impl KeyLine {
    /// Whether it counts at a moment.
    pub(super) fn counts_at(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether both give the same key for the same time.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.key, self.from, self.until) == (&other.key, other.from, other.until)
    }
}

fn key_line(text: &str) -> Result<Option<KeyLine>, String> {
    let (principals, rest) = word(text);
    let operators = operators(principals)?;
    let (second, after) = word(rest);
    let (options, kind, rest) = match is_kind(second) {
        true => ("", second, after),
        false => {
            let (kind, rest) = word(after);
            (second, kind, rest)
        }
    };
    if !is_kind(kind) {
        return Err("no key stands in it: OPERATOR KIND KEY is what a line says".to_owned());
    }
    let (digits, _comment) = word(rest);
    let key = key_blob(kind, digits);
    let key = key.ok_or_else(|| format!("its key is damaged: it is no {kind} key"))?;
    let mut line = KeyLine {
        operators,
        key,
        from: None,
        until: None,
        text: [principals, options, kind, digits]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    };
    for option in split(options, ',').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches('"');
        match name.to_ascii_lowercase().as_str() {
            "namespaces" if value.split(',').any(|it| it == NAMESPACE) => {}
            "namespaces" => return Ok(None),
            "valid-after" => line.from = Some(moment(value)?),
            "valid-before" => line.until = Some(moment(value)?),
            "cert-authority" => {
                return Err(
                    "authorities are not taken here: list each operator's own key".to_owned(),
                );
            }
            _ => return Err(format!("nothing is known of the option “{name}”")),
        }
    }
    Ok(Some(line))
}

fn operators(principals: &str) -> Result<Vec<Operator>, String> {
    let names: Vec<&str> = principals.split(',').collect();
    if let Some(name) = names
        .iter()
        .find(|name| name.is_empty() || name.contains(['*', '?', '!', '"']))
    {
        return Err(format!(
            "“{name}” names no operator: patterns are not taken, each operator is named"
        ));
    }
    Ok(names.into_iter().map(Operator::from).collect())
}

fn is_kind(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-"]
        .iter()
        .any(|kind| word.starts_with(kind))
}

/// The first word, and what comes behind it; what stands between quotes is one.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let mut is_quoted = false;
    let end = text.find(|letter: char| {
        is_quoted ^= letter == '"';
        letter.is_whitespace() && !is_quoted
    });
    text.split_at(end.unwrap_or(text.len()))
}

/// The parts between separators that stand outside of quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |letter: char| {
        is_quoted ^= letter == '"';
        letter == separator && !is_quoted
    })
}

/// `20261130`, `202611300930`, `20261130093000`, each with or without Z: in UTC everywhere, so
/// that every machine reads the same.
fn moment(text: &str) -> Result<Timestamp, String> {
    let wrong = || format!("“{text}” is no moment: write it as 20261130 or 202611300930Z");
    let digits = text.strip_suffix('Z').unwrap_or(text);
    let whole = match digits.len() {
        8 => format!("{digits}000000"),
        12 => format!("{digits}00"),
        _ => digits.to_owned(),
    };
    let read = DateTime::strptime("%Y%m%d%H%M%S", &whole).map_err(|_| wrong())?;
    let zoned = read.to_zoned(TimeZone::UTC).map_err(|_| wrong())?;
    Ok(zoned.timestamp())
}
