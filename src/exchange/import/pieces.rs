//! A line of a page as the words that have to be found of it.
//!
//! What stays true: what is taken off a line only says how the rest is shown, or is the key
//! under which the rest stands.

use super::signs::{is_caution_word, without_signs};

/// The words of a text: letters and digits, small, a blank before and behind each.
pub(super) fn tokens(text: &str) -> String {
    let mut out = String::from(" ");
    let mut in_word = false;
    for c in text.chars() {
        // What joins letters is no end of a word.
        if matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}') {
            continue;
        }
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
            in_word = true;
        } else if in_word {
            out.push(' ');
            in_word = false;
        }
    }
    if in_word {
        out.push(' ');
    }
    out
}

/// A line without what only says how it is shown: signs of lists, quotes, headings, boxes.
pub(super) fn bare(line: &str) -> &str {
    let mut rest = line.trim();
    loop {
        let before = rest;
        rest = rest.trim_start_matches(['>', '#', '*', '+', '-', '=', ' ', '\t', '|']);
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < rest.len() && rest.len() - digits.len() <= 9 {
            rest = digits
                .strip_prefix(['.', ')'])
                .filter(|it| it.is_empty() || it.starts_with(' '))
                .unwrap_or(rest);
        }
        for sign in ["[ ]", "[x]", "[X]"] {
            rest = rest.strip_prefix(sign).unwrap_or(rest);
        }
        if rest.len() == before.len() {
            return rest.trim();
        }
    }
}

/// What leads on to a command that stands apart.
const JOINTS: &[&str] = &[
    " via",
    " with",
    " using",
    " by running",
    " running",
    " by",
    " run",
    " command",
    " the",
];

/// A text without the words at its end that lead on to a command.
pub(super) fn without_joints(text: &str) -> &str {
    let cut = |rest, joint: &&str| str::strip_suffix(rest, joint).unwrap_or(rest);
    JOINTS.iter().fold(text, cut)
}

/// `check it via` before a command that stands in its own key.
pub(super) fn without_joint(tokens: &str) -> &str {
    let rest = without_joints(tokens.trim_end());
    &tokens[..(rest.len() + 1).min(tokens.len())]
}

/// What entities and tags stand for.
pub(super) fn unescaped(line: &str) -> String {
    let mut text = line.to_owned();
    for (entity, is) in [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&rarr;", "→"),
        ("&larr;", "←"),
        ("&hellip;", "…"),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
    ] {
        if text.contains('&') {
            text = text.replace(entity, is);
        }
    }
    text
}

/// `Warning:`, `[!CAUTION]` and their like become the key under which the rest stands.
pub(super) fn without_label(line: &str) -> &str {
    let line = without_signs(line);
    let rest = line.trim_start_matches(['*', '_', '[', '!', ' ']);
    let end = rest
        .find(|c: char| !(c.is_alphabetic() || c == '/'))
        .unwrap_or(rest.len());
    let is_label = rest[..end].to_lowercase().split('/').all(is_caution_word);
    let is_ended = rest[end..].starts_with([':', ']', '!', '*', '_'])
        || rest[end..].starts_with(" - ")
        || rest[end..].starts_with(" – ");
    match is_label && end > 0 && is_ended {
        true => &rest[end..],
        false => line,
    }
}

/// A line in the pieces that may stand apart: sentences, cells, links, what is filled in.
pub(super) fn pieces(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let next = &rest[c.len_utf8()..];
        let is_stop = matches!(c, '.' | '!' | '?' | ':' | ';')
            && (next.starts_with([' ', '*', '_', ')', '`', '"', '<']) || next.is_empty());
        let blank = (c == '<')
            .then(|| next.find('>'))
            .flatten()
            .filter(|end| *end <= 80);
        if let Some(end) = blank {
            pieces.push(of_blank(&next[..end]));
            pieces.push(String::new());
            rest = &next[end + 1..];
            continue;
        }
        if let Some(label) = rest.strip_prefix("][") {
            // Where the link leads is written out in its place.
            rest = label.split_once(']').map_or("", |(_, rest)| rest);
            pieces.push(String::new());
            continue;
        }
        if rest.starts_with("](")
            && let Some(last) = pieces.last_mut()
            && last
                .rsplit('[')
                .next()
                .is_some_and(|name| name.chars().all(|c| c.is_ascii_digit()))
        {
            // A number is no name for a link: its address gives it one.
            last.truncate(last.rfind('[').unwrap_or(0));
        }
        // A comment may have been parted from the command before it.
        let is_comment = c == '#' && pieces.last().is_some_and(|it| it.ends_with(' '));
        if is_stop
            || is_comment
            || matches!(c, '|' | '→')
            || rest.starts_with("](")
            || c == '\u{a0}'
        {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
        rest = next;
    }
    pieces
}

/// What has to be found of `<my-pod>`, which becomes a variable, and of `<b>`, which only says
/// how the rest is shown.
fn of_blank(inner: &str) -> String {
    let is_address = inner.contains("://") || inner.contains('=') || inner.contains('@');
    let last = || {
        inner
            .split(|c: char| !c.is_alphanumeric())
            .rfind(|it| !it.is_empty())
    };
    match is_address {
        true => {
            inner
                .trim_start_matches(|c: char| c.is_alphanumeric())
                .to_owned()
                + " "
        }
        false if inner.len() <= 3 || is_tag(inner) => String::new(),
        false => last().unwrap_or_default().to_owned(),
    }
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_matches(['/', ' ']).to_lowercase();
    matches!(
        name.as_str(),
        "strong"
            | "code"
            | "small"
            | "span"
            | "details"
            | "summary"
            | "table"
            | "thead"
            | "tbody"
            | "center"
            | "kbd"
            | "sup"
            | "sub"
            | "pre"
            | "div"
            | "font"
            | "mark"
    )
}
