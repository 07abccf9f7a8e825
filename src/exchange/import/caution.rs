//! What a page says that can go wrong.

use super::marks::is_caution_word;
use super::phrase::Words;

/// The longest text that is a caution of its own; what is longer is read as what it is.
const LONGEST_BYTES: usize = 2_000;

const SIGNS: &[char] = &[
    '⚠', '🚨', '❗', '‼', '⛔', '🛑', '☠', '💥', '🔥', '\u{fe0f}',
];

/// The caution that words are, without the sign that says so.
pub(super) fn of(words: &Words) -> Option<String> {
    let text = words.text.trim();
    if text.len() > LONGEST_BYTES {
        return None;
    }
    let bare = text.trim_start_matches(SIGNS).trim_start();
    let has_sign = bare.len() < text.len() && text.starts_with(&SIGNS[..SIGNS.len() - 1]);
    let rest = labelled(bare, words.source.trim_start());
    let said = rest.or_else(|| has_sign.then_some(bare))?;
    let said = said.trim_start_matches(SIGNS).trim();
    (!said.is_empty()).then(|| said.replace('\n', " "))
}

/// What stands behind `Warning:`, `[!CAUTION]`, `**Danger!**`.
fn labelled<'a>(text: &'a str, source: &str) -> Option<&'a str> {
    let (inner, is_bracketed) = match text.strip_prefix("[!") {
        Some(inner) => (inner, true),
        None => (text.trim_start_matches(['*', '_']), false),
    };
    let end = inner
        .find(|c: char| !(c.is_alphabetic() || c == '/'))
        .unwrap_or(inner.len());
    let label = inner[..end].to_lowercase();
    if !label.split('/').all(is_caution_word) || label == "alert" && !is_bracketed {
        return None;
    }
    let rest = &inner[end..];
    let source = source.trim_start_matches(['>', ' ']);
    let is_bold = source.starts_with("**")
        && source[2..]
            .to_lowercase()
            .starts_with(&format!("{label}**"));
    let is_label = is_bracketed
        || is_bold
        || rest.starts_with([':', '!', '*'])
        || rest.starts_with(" :")
        || rest.starts_with(" - ")
        || rest.starts_with(" – ");
    is_label.then(|| rest.trim_start_matches([':', '!', '*', '_', ']', '-', '–', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caution_is_told_without_the_sign_of_it() {
        for (text, is) in [
            ("Warning: never do it.", Some("never do it.")),
            ("[!CAUTION] Two feeds.", Some("Two feeds.")),
            ("**WARNING/DANGER**: This deletes.", Some("This deletes.")),
            ("⚠️ Never press.", Some("Never press.")),
            ("⚠️ **Warning:** never.", Some("never.")),
            ("Important: read it", Some("read it")),
            ("Warning the users takes time.", None),
            ("Note: it is slow", None),
            ("Error: no such file", Some("no such file")),
            ("The feed is slow.", None),
        ] {
            let words = Words {
                text: text.to_owned(),
                source: text.to_owned(),
                ..Words::default()
            };
            assert_eq!(of(&words).as_deref(), is, "{text}");
        }
    }
}
