//! Sentences: which one says what to do, and how it becomes the title of a step.

use super::command::is_typed;
use super::page::{Words, one_line};

/// The longest title of a step; what is longer stands in its detail as well.
const TITLE_CHARACTERS: usize = 110;

/// Words that a sentence begins with when it tells someone what to do.
const VERBS: &[&str] = &[
    "add",
    "adjust",
    "allow",
    "apply",
    "ask",
    "attach",
    "avoid",
    "backup",
    "block",
    "call",
    "cancel",
    "change",
    "check",
    "clean",
    "clear",
    "click",
    "close",
    "collect",
    "compare",
    "configure",
    "confirm",
    "connect",
    "consider",
    "contact",
    "copy",
    "cordon",
    "correct",
    "create",
    "decrease",
    "delete",
    "deploy",
    "describe",
    "determine",
    "disable",
    "drain",
    "edit",
    "enable",
    "ensure",
    "escalate",
    "examine",
    "execute",
    "expand",
    "extend",
    "find",
    "fix",
    "follow",
    "force",
    "free",
    "get",
    "give",
    "go",
    "identify",
    "if",
    "increase",
    "inspect",
    "install",
    "investigate",
    "isolate",
    "kill",
    "list",
    "locate",
    "log",
    "look",
    "lower",
    "make",
    "migrate",
    "monitor",
    "move",
    "note",
    "notify",
    "open",
    "page",
    "paste",
    "pause",
    "perform",
    "ping",
    "post",
    "provide",
    "query",
    "raise",
    "read",
    "reboot",
    "rebuild",
    "reconfigure",
    "record",
    "recover",
    "reduce",
    "remove",
    "renew",
    "repeat",
    "replace",
    "report",
    "reset",
    "resize",
    "restart",
    "restore",
    "resume",
    "retry",
    "return",
    "review",
    "revert",
    "roll",
    "rollback",
    "rotate",
    "run",
    "scale",
    "search",
    "see",
    "select",
    "send",
    "set",
    "ssh",
    "start",
    "stop",
    "switch",
    "take",
    "tell",
    "terminate",
    "test",
    "try",
    "tune",
    "turn",
    "unblock",
    "update",
    "upgrade",
    "use",
    "validate",
    "verify",
    "view",
    "visit",
    "wait",
    "watch",
    "write",
];

const BEFORE_VERBS: &[&str] = &[
    "please", "first", "then", "next", "finally", "also", "always", "just", "now",
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

/// Whether a sentence tells someone to do something.
pub(super) fn is_instruction(sentence: &str) -> bool {
    let letters = |c: char| !c.is_alphanumeric();
    let mut words = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(letters).to_lowercase());
    let first = words
        .by_ref()
        .find(|word| !BEFORE_VERBS.contains(&word.as_str()));
    let first = first.unwrap_or_default();
    VERBS.contains(&first.as_str())
        || [
            "you can ",
            "you could ",
            "you should ",
            "you must ",
            "you need to ",
            "it may help to ",
        ]
        .iter()
        .any(|it| sentence.to_lowercase().starts_with(it))
}

/// The sentence of a text that says what to do, else none.
pub(super) fn instruction(text: &str) -> Option<&str> {
    sentences(text)
        .into_iter()
        .find(|sentence| is_instruction(sentence))
}

/// A sentence as a title: without its last mark, and no longer than can be read at a glance.
pub(super) fn title(sentence: &str) -> String {
    let line = one_line(sentence);
    let line = line.trim_end_matches(['.', ':', ';', ',']).trim();
    if line.chars().count() <= TITLE_CHARACTERS {
        return line.to_owned();
    }
    let end = line
        .char_indices()
        .nth(TITLE_CHARACTERS)
        .map_or(line.len(), |(at, _)| at);
    let cut = line[..end].rfind(' ').unwrap_or(end);
    format!("{} …", line[..cut].trim_end_matches([',', ':', ';']))
}

/// The one command in a sentence, if there is one.
pub(super) fn command_in(words: &Words) -> Option<&str> {
    let mut typed = words.code.iter().filter(|code| is_typed(code));
    let first = typed.next()?;
    typed.next().is_none().then_some(first)
}

/// A sentence without the command that the step shows anyway: `Check events via` is
/// `Check events`.
pub(super) fn without(sentence: &str, command: &str) -> String {
    let code = format!("`{command}`");
    let Some(before) = sentence
        .trim_end_matches(['.', ':'])
        .strip_suffix(code.as_str())
    else {
        return sentence.to_owned();
    };
    let mut left = before.trim_end().trim_end_matches(':');
    for word in [
        " via",
        " with",
        " using",
        " by running",
        " running",
        " by",
        " run",
        " command",
        " the",
    ] {
        left = left.strip_suffix(word).unwrap_or(left);
    }
    match left.split_whitespace().count() {
        0 | 1 => sentence.to_owned(),
        _ => left.trim_end_matches(',').to_owned(),
    }
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
    fn what_to_do_is_told_from_what_is_so() {
        for (text, is) in [
            ("Check the disk", true),
            ("Then restart it", true),
            ("If the disk is full, delete logs", true),
            ("The disk may be full", false),
            ("**Note** the time", true),
            ("You can look at the log", true),
        ] {
            assert_eq!(is_instruction(text), is, "{text}");
        }
    }

    #[test]
    fn a_title_is_short_and_says_a_command_once() {
        assert_eq!(title("Look at the disk:"), "Look at the disk");
        let long = title(&"word ".repeat(60));
        assert!(long.ends_with(" …") && long.chars().count() <= TITLE_CHARACTERS + 2);
        assert_eq!(
            without("Check events via `kubectl get x`.", "kubectl get x"),
            "Check events"
        );
        assert_eq!(without("Run `df -h`", "df -h"), "Run `df -h`");
    }
}
