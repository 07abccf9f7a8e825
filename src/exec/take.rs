//! A value taken out of output, and whether output is as expected.
//!
//! What stays true: the time is bounded. The engine never goes back, the pattern's size has a
//! limit, and of a longer text only the beginning is looked at.
//!
//! What it does not do: it does not judge the value. Whoever uses it as a variable or a reading
//! holds it against the pattern or the limits that belong to it.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};

/// Of a longer output only so much is looked at; the usual cap and its mark fit in.
const TEXT_BYTES: usize = 2 * 1024 * 1024;

/// A pattern in its prepared form may not be larger.
const PATTERN_BYTES: usize = 256 * 1024;

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFault(String);

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The pattern cannot be used: {}.", self.0)
    }
}

impl std::error::Error for PatternFault {}

/// What the pattern takes out of the output: its first group, or all that it matches where it
/// has none or the group took no part. None where it does not match.
///
/// # Errors
/// When the pattern is malformed or too large.
pub fn first_match(output: &[u8], pattern: &str) -> Result<Option<String>, PatternFault> {
    let text = text_of(output);
    let found = regex(pattern)?.captures(&text).and_then(|captures| {
        let taken = captures.get(1).or_else(|| captures.get(0));
        taken.map(|taken| taken.as_str().to_owned())
    });
    Ok(found)
}

/// Whether the pattern matches anywhere in the output.
///
/// # Errors
/// When the pattern is malformed or too large.
pub fn matches(output: &[u8], pattern: &str) -> Result<bool, PatternFault> {
    Ok(regex(pattern)?.is_match(&text_of(output)))
}

fn regex(pattern: &str) -> Result<Regex, PatternFault> {
    RegexBuilder::new(pattern)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| PatternFault(error.to_string()))
}

fn text_of(output: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&output[..output.len().min(TEXT_BYTES)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(output: &str, pattern: &str) -> Option<String> {
        first_match(output.as_bytes(), pattern).unwrap()
    }

    #[test]
    fn the_first_group_is_taken_else_all_of_it() {
        let output = "shard-1\t412\nshard-2\t7\n";
        assert_eq!(taken(output, r"shard-2\s+(\d+)").as_deref(), Some("7"));
        assert_eq!(taken(output, r"\d{3}").as_deref(), Some("412"));
        assert_eq!(taken(output, r"shard-1|(x)").as_deref(), Some("shard-1"));
        assert_eq!(taken(output, "shard-3"), None);
        assert_eq!(
            first_match(b"\xff\xfe 5", r"\d").unwrap().as_deref(),
            Some("5")
        );
        assert!(matches(b"all green\n", "(?m)green$").unwrap());
        assert!(!matches(b"all red\n", "green").unwrap());
    }

    #[test]
    fn no_pattern_and_no_text_is_too_much() {
        assert!(first_match(b"", "(").is_err());
        assert!(matches(b"", "((a{99}){99}){99}").is_err());
        let fault = matches(b"", "[").unwrap_err().to_string();
        assert!(fault.starts_with("The pattern cannot be used: "), "{fault}");
        let long = vec![b'a'; TEXT_BYTES + 10];
        assert!(!matches(&long, "(a*)*b").unwrap());
        assert_eq!(first_match(&long, "a*").unwrap().unwrap().len(), TEXT_BYTES);
    }
}
