//! Letters as they are compared: without accents, and without case unless it was asked for.
//!
//! What must stay true: every letter folds to exactly one, or (a combining mark) to none, so
//! that a place in folded text leads back to its place in the text.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Whether capitals count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Kept,
    Folded,
}

/// What a letter is compared as; nothing for a mark.
pub(super) fn fold(letter: char, case: Case) -> Option<char> {
    let lower = |c: char| match case {
        Case::Kept => c,
        Case::Folded if c.is_ascii() => c.to_ascii_lowercase(),
        Case::Folded => c.to_lowercase().next().unwrap_or(c),
    };
    if letter.is_ascii() {
        return Some(lower(letter));
    }
    if is_combining_mark(letter) {
        return None;
    }
    let mut bare = None;
    decompose_canonical(letter, |part| bare = bare.or(Some(part)));
    // Letters with a stroke do not decompose.
    Some(lower(match bare.unwrap_or(letter) {
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ı' => 'i',
        'ß' => 's',
        other => other,
    }))
}

/// Folds the first `longest` characters of a text into `letters`, which are cleared before.
///
/// They are the caller's, so that one allocation serves all candidates.
pub(super) fn fold_into(text: &str, case: Case, longest: usize, letters: &mut Vec<char>) {
    letters.clear();
    if text.is_ascii() {
        let bytes = &text.as_bytes()[..text.len().min(longest)];
        letters.extend(bytes.iter().map(|&byte| match case {
            Case::Kept => char::from(byte),
            Case::Folded => char::from(byte.to_ascii_lowercase()),
        }));
    } else {
        letters.extend(
            text.chars()
                .take(longest)
                .filter_map(|letter| fold(letter, case)),
        );
    }
}

/// For each folded letter the index of its character in the text.
pub(super) fn places_of(text: &str, case: Case, longest: usize) -> Vec<usize> {
    let characters = text.chars().take(longest).enumerate();
    let folded = characters.filter(|&(_, letter)| fold(letter, case).is_some());
    folded.map(|(place, _)| place).collect()
}

/// A set of letters in 64 bits. What lacks a bit of the query cannot match it.
pub(super) fn letter_set(letters: &[char]) -> u64 {
    letters
        .iter()
        .fold(0, |set, &letter| set | 1 << (u32::from(letter) % 64))
}
