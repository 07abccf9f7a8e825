//! Texts made fit for a runbook: nothing hidden in them, and no secret.

use crate::text::{is_plain, looks_secret, private_key_lines, shown};
use std::ops::Range;

/// What stands where something was taken out.
pub(super) const TAKEN_OUT: &str = "[taken out on import: it looked like a secret]";

/// The text, fit for a runbook, and what had to be done to it.
pub(super) fn safe(text: &str) -> (String, Vec<&'static str>) {
    let mut done = Vec::new();
    let mut text = text.to_owned();
    if is_plain(&text).is_err() {
        // Blanks of other widths are meant as blanks; what hides is made visible.
        let spaced: String = text
            .chars()
            .map(|c| {
                if c.is_whitespace() && c != '\n' && c != '\t' {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let lines = spaced
            .split('\n')
            .map(|line| shown(line).as_str().to_owned());
        text = lines.collect::<Vec<_>>().join("\n");
        done.push("characters that cannot be seen were made visible");
    }
    if looks_secret(&text).is_some() {
        text = without_secrets(&text);
        done.push("what looked like a secret was taken out");
    }
    (text, done)
}

/// The lines that are a secret, taken out: of a key all that it takes, of an address or a
/// setting its own line.
fn without_secrets(text: &str) -> String {
    let (text, _) = without_keys(text);
    let mut out: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        if looks_secret(line).is_none() {
            out.push(line);
        } else if out.last().is_none_or(|last| *last != TAKEN_OUT) {
            out.push(TAKEN_OUT);
        }
    }
    let text = out.join("\n");
    match looks_secret(&text) {
        Some(_) => TAKEN_OUT.to_owned(),
        None => text,
    }
}

/// A text with words in the place of each private key, and the lines that those took, from 0.
pub(super) fn without_keys(text: &str) -> (String, Vec<Range<usize>>) {
    let keys = private_key_lines(text);
    if keys.is_empty() {
        return (text.to_owned(), keys);
    }
    let mut out: Vec<String> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let Some(key) = keys.iter().find(|it| it.contains(&at)) else {
            out.push(line.to_owned());
            continue;
        };
        if key.start == at {
            // What stands before it on its line says where on the page it is.
            let before = line.split("--").next().unwrap_or_default();
            let before = before.split("PuTTY-").next().unwrap_or_default();
            out.push(format!("{before}{TAKEN_OUT}"));
        }
    }
    (out.join("\n"), keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_shown_and_what_is_secret_goes() {
        let key = "Use\n-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7abcdefghijklm\n-----END RSA PRIVATE KEY-----\nthen go";
        assert_eq!(safe(key).0, format!("Use\n{TAKEN_OUT}\nthen go"));
        let broken = "Use\n-----BEGIN x\n PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7abcdefghijklm\n-----END PRIVATE KEY-----\nthen go";
        assert_eq!(safe(broken).0, format!("Use\n{TAKEN_OUT}\nthen go"));
        let words = "the block that begins with `-----BEGIN PRIVATE KEY-----`, and\nthe rest";
        assert_eq!(safe(words), (words.to_owned(), Vec::new()));
        assert_eq!(safe("a\u{202e}b\u{a0}c").0, "a<U+202E>b c");
        assert_eq!(
            safe("plain\n\ttext"),
            ("plain\n\ttext".to_owned(), Vec::new())
        );
        let (text, _) = safe("curl -u admin:x\npassword=hunter2Horse99");
        assert!(
            looks_secret(&text).is_none() && text.starts_with("curl"),
            "{text}"
        );
    }
}
