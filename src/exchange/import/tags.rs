//! Tags of HTML in words, and what is filled in that looks like one: `<pod>`.
//!
//! What stays true: in code a name in angles is something to fill in, whatever it is called; in
//! words it is where HTML knows no such tag. Nobody is shown a tag.

use super::lists::is_one_of;

/// A text without the tags of HTML; `<pod>`, which one fills in, stays as `pod`. What stands
/// between backticks is code.
pub(super) fn without_tags(text: &str) -> String {
    let mut parts = text.split('`').enumerate();
    // A tag that is never closed is none, but for those that need not be.
    let is_open = |inner: &str| {
        let is_closed = || {
            text.to_lowercase()
                .contains(&format!("</{}", inner.to_lowercase()))
        };
        is_placeholder(inner)
            || is_name(inner) && !is_one_of(ALONE, &inner.to_lowercase()) && !is_closed()
    };
    let part = |(at, part): (usize, &str)| match at.is_multiple_of(2) {
        true => cleaned(part, is_open),
        false => in_code(part),
    };
    let first = parts.next().map(part).unwrap_or_default();
    parts.map(part).fold(first, |text, it| text + "`" + &it)
}

/// The same of code.
pub(super) fn in_code(code: &str) -> String {
    // What is closed is markup.
    let is_markup = code.contains("</") || code.contains("/>");
    let is_open = |inner: &str| is_name(inner) && (!is_markup || is_placeholder(inner));
    cleaned(code, is_open)
}

fn cleaned(text: &str, is_placeholder: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let comment = inside
            .strip_prefix("!--")
            .map(|it| it.find("-->").map_or(it.len(), |at| at + 3) + 3);
        let end = comment.or_else(|| inside.find('>').map(|at| at + 1));
        let is_tag = inside.starts_with(|c: char| c.is_alphabetic() || c == '/' || c == '!');
        if let Some((template, behind)) =
            inside.strip_prefix('%').and_then(|it| it.split_once("%>"))
        {
            out.push_str(template.trim_matches(['=', '-', ' ']));
            rest = behind;
            continue;
        }
        match end.filter(|_| is_tag) {
            Some(end) => {
                let inner = inside[..end].trim_end_matches('>');
                rest = &inside[end..];
                if is_placeholder(inner) {
                    out.push_str(inner);
                } else if !rest.starts_with(['.', ',', ';', ':', '!', '?', ')', '"', '\'']) {
                    out.push(' ');
                }
            }
            None => {
                // What it stood between are two words.
                if !out.ends_with(' ') && !inside.starts_with(' ') {
                    out.push(' ');
                }
                rest = inside;
            }
        }
    }
    out + rest
}

/// Tags that may stand without one that closes them.
const ALONE: &str = "br br/ dd dt hr img input li p td th tr";

/// Whether what stands in angles has the form of a name.
fn is_name(inner: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || " _-.".contains(c);
    inner.chars().all(fits) && !inner.is_empty()
}

fn is_placeholder(inner: &str) -> bool {
    const TAGS: &str = "a abbr b big br br/ center code dd del details div dl dt em font hr i img input ins kbd \
        li mark ol p pre s small span strong sub summary sup table tbody td th thead tr u ul";
    is_name(inner) && !is_one_of(TAGS, &inner.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_told_from_a_tag() {
        for (text, is) in [
            ("Drop `x <table>` <b>now</b>.", "Drop `x table`  now."),
            ("Delete <pod> <table> it", "Delete pod table it"),
            ("Delete <i>all</i> <br> of it", "Delete  all    of it"),
            ("`<b>x</b> <pod>`", "` x  pod`"),
            ("a < b", "a  b"),
            ("aaaa(<aaaa", "aaaa( aaaa"),
        ] {
            assert_eq!(without_tags(text), is, "{text}");
        }
        assert_eq!(in_code("drop \"<table>\""), "drop \"table\"");
    }
}
