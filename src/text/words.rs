//! Words for ids, for guesses and for durations.
//!
//! What must stay true: a slug is never empty, never longer than [`SLUG_CHARACTERS`], and the
//! slug of a slug is itself. The journal speaks in these ids, so their rule does not change.

use unicode_normalization::UnicodeNormalization as _;

use super::hostile::fault_of;

/// The longest slug, in characters.
pub const SLUG_CHARACTERS: usize = 40;

/// Longer words are not guessed at: nobody types them by mistake.
const GUESS_CHARACTERS: usize = 64;

/// A text as a sentence: with a full stop, unless it ends as sentences do already.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    match text.ends_with(['.', '?', '!', '…', '。', '？', '！']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// A title, and what is said of it: a question keeps its own mark.
pub fn titled(title: &str, what: &str) -> String {
    let title = title.trim_end();
    match title.ends_with(['.', '?', '!', ':', '…', '。', '？', '！']) {
        true => format!("{title} {what}"),
        false => format!("{title}: {what}"),
    }
}

/// A line that tells one thing from others of its kind: nothing while dots alone stand in it for
/// what is still to be answered.
pub fn telling(subject: &str) -> Option<&str> {
    let says = !subject.contains('…') || subject.chars().any(char::is_alphanumeric);
    Some(subject).filter(|_| says)
}

/// The id that a text gets when none was written.
///
/// NFC; Unicode letters and digits are kept in lower case, every run of anything else becomes
/// one `-`. Where nothing remains, `fallback` is used; where `taken` says yes, `-2`, `-3`, … is
/// added.
pub fn slug(text: &str, fallback: &str, taken: impl Fn(&str) -> bool) -> String {
    let whole = [text, fallback]
        .into_iter()
        .map(slug_of)
        .find(|slug| !slug.is_empty());
    let whole = whole.unwrap_or_else(|| "x".to_owned());
    if !taken(&whole) {
        return whole;
    }
    let mut number: u64 = 2;
    loop {
        let suffix = format!("-{number}");
        let room = SLUG_CHARACTERS - suffix.len();
        let numbered = format!("{}{suffix}", cut(&whole, room));
        if !taken(&numbered) || number == u64::MAX {
            return numbered;
        }
        number += 1;
    }
}

fn slug_of(text: &str) -> String {
    let mut slug = String::new();
    for character in text.nfc() {
        if !is_kept(character) {
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            continue;
        }
        // The lower case of `İ` is an `i` and a mark; only the letter is kept.
        slug.extend(character.to_lowercase().filter(|&lower| is_kept(lower)));
    }
    let slug: String = slug.nfc().collect();
    cut(&slug, SLUG_CHARACTERS).to_owned()
}

fn is_kept(character: char) -> bool {
    character.is_alphanumeric() && fault_of(character).is_none()
}

fn cut(slug: &str, characters: usize) -> &str {
    let end = slug
        .char_indices()
        .nth(characters)
        .map_or(slug.len(), |(at, _)| at);
    slug[..end].trim_end_matches('-')
}

/// The known word that was probably meant, for "did you mean".
///
/// Counts insertions, deletions, replacements and swaps of neighbours, without regard to case,
/// and allows one for every three letters of the word, three at most. Failing that, the first
/// known word that begins with the word (from three letters on).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    if letters == 0 || letters > GUESS_CHARACTERS {
        return None;
    }
    let bound = (letters / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    let mut begins: Option<&str> = None;
    for candidate in known {
        let other = candidate.to_lowercase();
        if begins.is_none() && letters >= 3 && other.starts_with(&word) {
            begins = Some(candidate);
        }
        let others = other.chars().count();
        if others.abs_diff(letters) > bound {
            continue;
        }
        let distance = strsim::osa_distance(&word, &other);
        // Of a word of one or two letters nothing would be left.
        let something_left = distance < letters.max(others);
        if distance <= bound && something_left && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate).or(begins)
}

/// A duration in words: `45 s`, `10 min`, `2 h 5 min`, `1 d 4 h`, `3 d`. Rounded down.
pub fn duration_words(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let (hours_left, minutes_left) = (hours % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) if minutes_left == 0 => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {minutes_left} min"),
        (1, _, _) if hours_left > 0 => format!("1 d {hours_left} h"),
        _ => format!("{days} d"),
    }
}
