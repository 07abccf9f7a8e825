//! Texts made fit for a runbook: nothing hidden in them, and no secret.

use crate::text::{is_plain, looks_secret, shown};

/// What stands where something was taken out.
const TAKEN_OUT: &str = "[taken out on import: it looked like a secret]";

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

/// The lines that are a secret, taken out: of a key those between its ends, of an address or
/// a setting its own line.
fn without_secrets(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out: Vec<String> = Vec::new();
    let mut key_ends = 0;
    for (at, line) in lines.iter().enumerate() {
        if begins_key(&lines[at..])
            && looks_secret(&lines[at..].join("\n")) == Some("a private key")
        {
            let end = lines[at..].iter().position(|it| it.contains("-----END "));
            key_ends = at + end.unwrap_or(lines.len() - at - 1) + 1;
        }
        if at >= key_ends && looks_secret(line).is_none() {
            out.push((*line).to_owned());
        } else if out.last().is_none_or(|last| last != TAKEN_OUT) {
            out.push(TAKEN_OUT.to_owned());
        }
    }
    let text = out.join("\n");
    match looks_secret(&text) {
        Some(_) => TAKEN_OUT.to_owned(),
        None => text,
    }
}

/// Whether a key begins on the first of these lines; a break in what it begins with hides none.
pub(super) fn begins_key(lines: &[&str]) -> bool {
    let mut two = lines.iter().take(2);
    lines.first().is_some_and(|it| it.contains("-----BEGIN "))
        && two.any(|it| it.contains("PRIVATE KEY"))
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
