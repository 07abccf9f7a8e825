//! Lists of words, written as one text.

/// Whether a list of words, with blanks between them, has this one.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|it| it == word)
}
