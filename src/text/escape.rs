//! Texts that mean themselves inside another form: Markdown, HTML, a cell of CSV.
//!
//! What stays true: nothing in the text is markup, an attribute's end or a formula any more.

use super::shown;

/// A text of one line whose every character means itself in Markdown.
pub fn markdown_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A text in which nothing is markup. What XML cannot hold becomes U+FFFD.
pub fn html_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The beginning of an HTML page that needs nothing else: what it shows is in it, and whatever
/// comes from outside can load nothing and run nothing. `title` is escaped already.
pub fn html_head(title: &str, style: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n\
         <meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"color-scheme\" content=\"light dark\" />\n\
         <title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
}

/// A cell of CSV, quoted as RFC 4180 wants it. What a spreadsheet would run as a formula (it
/// begins with `=`, `+`, `-`, `@`, also in their full-width forms, a tab or a carriage
/// return, and is no number) gets a `'` before it; what cannot be seen is made visible.
pub fn csv_cell(text: &str) -> String {
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];
    let runs = text.starts_with(FORMULA) && text.parse::<f64>().is_err();
    let lines = text.split('\n').map(|line| shown(line).as_str().to_owned());
    let text = lines.collect::<Vec<_>>().join("\n");
    let guard = if runs { "'" } else { "" };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{guard}{}\"", text.replace('"', "\"\"")),
        false => format!("{guard}{text}"),
    }
}
