//! The words and signs by which people say that something can go wrong, or that it is a note.

use super::lists::is_one_of;

/// Words that say that something can go wrong.
const CAUTIONS: &str =
    "caution warning danger important attention critical error warn alert failure bug stop";
/// Words that say that a note is one.
const NOTES: &str = "note info tip hint notice success abstract example question quote seealso help summary \
    callout admonition primary secondary information todo";

/// Signs that say that something can go wrong.
const SIGNS: &[char] = &[
    '⚠', '🚨', '❗', '‼', '⛔', '🛑', '☠', '💥', '🔥', '\u{fe0f}',
];

/// The same as people type them.
const TYPED_SIGNS: &[&str] = &[
    ":warning:",
    ":rotating_light:",
    ":exclamation:",
    ":heavy_exclamation_mark:",
    ":bangbang:",
    ":no_entry:",
    ":no_entry_sign:",
    ":stop_sign:",
    ":octagonal_sign:",
    ":skull:",
    ":boom:",
    ":fire:",
    "/!\\",
    "(!)",
];

/// A text without the signs of danger before it.
pub(super) fn without_signs(text: &str) -> &str {
    let mut rest = text.trim_start_matches(['*', '_']);
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(SIGNS).trim_start();
        for sign in TYPED_SIGNS {
            rest = rest.strip_prefix(sign).unwrap_or(rest).trim_start();
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Whether a word says that something can go wrong.
pub(super) fn is_caution_word(word: &str) -> bool {
    is_one_of(CAUTIONS, word)
}

/// Whether a word says that something is a note.
pub(super) fn is_note_word(word: &str) -> bool {
    is_one_of(NOTES, word)
}
