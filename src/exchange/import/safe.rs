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

fn without_secrets(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut in_key = false;
    for line in text.split('\n') {
        let begins = line.contains("-----BEGIN ") && line.contains("PRIVATE KEY");
        let is_secret = in_key || begins || looks_secret(line).is_some();
        in_key = (in_key || begins) && !line.contains("-----END ");
        if !is_secret {
            lines.push(line.to_owned());
        } else if lines.last().is_none_or(|last| last != TAKEN_OUT) {
            lines.push(TAKEN_OUT.to_owned());
        }
    }
    let text = lines.join("\n");
    match looks_secret(&text) {
        Some(_) => TAKEN_OUT.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_shown_and_what_is_secret_goes() {
        let key =
            "Use\n-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nthen go";
        assert_eq!(safe(key).0, format!("Use\n{TAKEN_OUT}\nthen go"));
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
