//! Sentences: where they end, and which one says what to do.

use super::lists::is_one_of;
use super::verbs::{is_verb, without_number};

const BEFORE_VERBS: &[&str] = &[
    "please",
    "first",
    "then",
    "next",
    "finally",
    "also",
    "always",
    "just",
    "now",
    "and",
    "afterwards",
    "afterward",
    "subsequently",
    "lastly",
];

/// What a sentence begins with that goes on from the one before it.
pub(super) const NEXT: &[&str] = &[
    "then",
    "and then",
    "and",
    "after that",
    "after this",
    "after which",
    "afterwards",
    "afterward",
    "next",
    "subsequently",
    "finally",
    "lastly",
    "once done",
    "once that is done",
    "once this is done",
    "once it is done",
    "when done",
    "when that is done",
    "when this is done",
];

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    for (at, c) in text.char_indices() {
        in_code ^= c == '`';
        let rest = &text[at + c.len_utf8()..];
        let stops =
            matches!(c, '.' | '!' | '?') && !in_code && (rest.starts_with(' ') || rest.is_empty());
        let so_far = &text[start..at];
        if c == '\n' {
            found.push(so_far.trim());
            start = at + 1;
            continue;
        }
        let is_short = ["e.g", "i.e", "etc", " vs", "ca", "approx"];
        if stops && !is_short.iter().any(|it| so_far.ends_with(it)) {
            found.push(text[start..at + c.len_utf8()].trim());
            start = at + c.len_utf8();
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Words that a condition begins with; what is to be done stands behind it.
const CONDITIONS: &str = "after alternatively as before depending during for if in on once otherwise to unless when with";

/// Whether a sentence tells someone to do something.
pub(super) fn is_instruction(sentence: &str) -> bool {
    let lower = sentence.trim_start_matches(['*', '_']).to_lowercase();
    let lower = without_number(&lower);
    if ["note that", "see also", "page is "]
        .iter()
        .any(|it| lower.starts_with(it))
    {
        return false;
    }
    if is_one_of(CONDITIONS, &first_word(lower)) {
        // `For each of web-1, web-2 and web-3, restart it`
        let ends = lower.match_indices(", ").map(|(at, _)| &lower[at + 2..]);
        let mut behind = ends.chain(lower.split_once(" then ").map(|it| it.1));
        return behind.any(|rest| says_what_to_do(rest.trim_start_matches("then ")));
    }
    says_what_to_do(lower)
}

fn says_what_to_do(lower: &str) -> bool {
    is_verb(&first_word(lower))
        || [
            "you can ",
            "you could ",
            "you should ",
            "you must ",
            "you may ",
            "you need to ",
            "it may help to ",
        ]
        .iter()
        .any(|it| lower.starts_with(it))
}

/// The first word that is more than a `then`.
fn first_word(lower: &str) -> String {
    let mark = |c: char| !c.is_alphanumeric();
    let mut words = lower.split_whitespace().map(|word| word.trim_matches(mark));
    let first = words.find(|word| !BEFORE_VERBS.contains(word));
    first.unwrap_or_default().to_owned()
}

/// Whether the words before a block of code say that it is typed: `Run this:`, `Restart it:`.
pub(super) fn says_typed(text: &str) -> bool {
    const SHOWN: &str = "output prints returns shows like similar error errors log logs message messages response \
        result results file config configuration query yaml manifest content contents lines line \
        add paste contain contains";
    const TYPED: &str =
        "run running runs execute executing command commands invoke issue cli shell terminal";
    const DONE: &str = "clear delete deploy disable drain enable fail flush get kill list pause promote purge \
        reload remove renew reset restart restore resume rollback rotate scale show start stop \
        trigger upgrade";
    let lower = text.to_lowercase();
    let all = sentences(&lower);
    let Some(last) = all.last().filter(|it| it.ends_with([':', '.', '`'])) else {
        return false;
    };
    let mut words = last
        .split(|c: char| !c.is_alphanumeric())
        .filter(|it| !it.is_empty());
    let is_shown = words.clone().any(|word| is_one_of(SHOWN, word));
    !is_shown
        && (words.clone().any(|word| is_one_of(TYPED, word))
            || last.ends_with(':') && is_one_of(DONE, &first_word(last))
            || words.any(|word| word == "via" || word == "using") && last.ends_with(':'))
}

/// Whether a line of running text begins something else to do: `See` this, on the next
/// line `See` that.
pub(super) fn begins_anew(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first.starts_with(char::is_uppercase) && is_verb(&first.to_lowercase())
}

/// The sentence of a text that says what to do, else none.
///
/// A question before it is a part of it: `Still red? Press stop.`
pub(super) fn instruction(text: &str) -> Option<&str> {
    let all = sentences(text);
    let at = all.iter().position(|it| is_instruction(it))?;
    let asked = at
        .checked_sub(1)
        .map(|it| all[it])
        .filter(|it| it.ends_with('?'));
    let Some(from) = asked.and_then(|it| text.find(it)) else {
        return Some(all[at]);
    };
    let to = text[from..].find(all[at])? + from + all[at].len();
    text.get(from..to)
}

/// Whether a text only says that nothing has been written yet.
pub(super) fn is_unwritten(text: &str) -> bool {
    let lower = text.to_lowercase();
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        lower,
        "todo" | "tbd" | "tba" | "to be added" | "to be done" | "to be defined" | "n/a" | "wip"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_a_reader_ends_it() {
        assert_eq!(
            sentences("Look at `a. b` first. Use e.g. top. Done"),
            ["Look at `a. b` first.", "Use e.g. top.", "Done"]
        );
    }

    #[test]
    fn a_block_is_typed_where_the_words_before_it_say_so() {
        for (text, is) in [
            ("Run the following command:", true),
            ("The disk is full. Restart it:", true),
            ("Execute this as root.", true),
            ("It prints something like this:", false),
            ("Run it; the output looks like this:", false),
            ("Add these lines to the file:", false),
            ("The disk is full:", false),
            ("", false),
        ] {
            assert_eq!(says_typed(text), is, "{text}");
        }
    }

    #[test]
    fn what_to_do_is_told_from_what_is_so() {
        for (text, is) in [
            ("Check the disk", true),
            ("Then restart it", true),
            ("If the disk is full, delete logs", true),
            ("The disk may be full", false),
            ("**Note** the time", true),
            ("You can look at the log", true),
            ("If it is quiet, all is well", false),
            ("For each of web-1, web-2 and web-3, restart it", true),
            ("If it is red, green or blue, stop it", true),
            ("In the console, select the panel", true),
            ("Note that it may be slow", false),
            ("Alternatively, delete it", true),
        ] {
            assert_eq!(is_instruction(text), is, "{text}");
        }
    }
}
