//! What a page says that can go wrong.

use super::phrase::{Words, one_line};
use super::signs::{is_caution_word, without_signs};
use super::tags::without_tags;

/// The longest text that is a caution of its own; what is longer is read as what it is.
const LONGEST_BYTES: usize = 2_000;

/// What forbids something, where it is all that a paragraph says.
const FORBIDS: &[&str] = &[
    "do not ",
    "don't ",
    "don’t ",
    "never ",
    "under no circumstances",
];
/// The longest sentence that forbids.
const LONGEST_BAN_BYTES: usize = 300;

/// Whether a paragraph only forbids something: `Do not run it twice.`
pub(super) fn forbids(words: &Words) -> bool {
    let lower = words.text.to_lowercase();
    let is_loud = words.text.starts_with("DO NOT") || words.text.starts_with("NEVER ");
    let is_one = super::sentence::sentences(&words.text).len() == 1;
    words.text.len() <= LONGEST_BAN_BYTES
        && words.links.is_empty()
        && (is_loud || is_one)
        && !words.text.ends_with(':')
        && FORBIDS.iter().any(|it| lower.starts_with(it))
        && !["do not forget", "don't forget", "never mind"]
            .iter()
            .any(|it| lower.starts_with(it))
}

/// The caution that words are, without the sign that says so.
pub(super) fn of(words: &Words) -> Option<String> {
    let text = words.text.trim();
    if text.len() > LONGEST_BYTES {
        return None;
    }
    let bare = without_signs(text);
    let has_sign = bare.len() < text.trim_start_matches(['*', '_', '\u{fe0f}']).len();
    let rest = labelled(bare, words.source.trim_start());
    if rest.is_none() && forbids(words) {
        return Some(text.replace('\n', " "));
    }
    let said = rest.or_else(|| has_sign.then_some(bare))?;
    let said = one_line(&without_tags(without_signs(said)));
    (!said.is_empty()).then_some(said)
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
            ("Warning: <p>It is <b>hot</b>.</p>", Some("It is hot.")),
            (":warning: Do not press", Some("Do not press")),
            ("/!\\ Hot surface", Some("Hot surface")),
            ("CAUTION - it is hot", Some("it is hot")),
            ("Do not run it twice.", Some("Do not run it twice.")),
            (
                "DO NOT run it. It is hot.",
                Some("DO NOT run it. It is hot."),
            ),
            ("Do not run it. Open the door.", None),
            ("Never mind the lamp.", None),
            ("**Note** this", None),
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
