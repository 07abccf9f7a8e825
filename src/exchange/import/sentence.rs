//! Sentences: which one says what to do, and how it becomes the title of a step.

use super::command::is_typed;
use super::page::{Words, one_line};

/// The longest title of a step; what is longer stands in its detail as well.
const TITLE_CHARACTERS: usize = 90;
/// A title is rather cut at the end of a clause, if that leaves so much of it.
const CLAUSE_CHARACTERS: usize = 40;

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
    "bump",
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
    "prepare",
    "provide",
    "query",
    "raise",
    "read",
    "reboot",
    "rebuild",
    "reconfigure",
    "record",
    "recover",
    "redesign",
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
    "spread",
    "ssh",
    "start",
    "stop",
    "study",
    "switch",
    "take",
    "tell",
    "terminate",
    "test",
    "trigger",
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
const CONDITIONS: &[&str] = &[
    "after",
    "as",
    "before",
    "depending",
    "during",
    "for",
    "if",
    "in",
    "on",
    "once",
    "otherwise",
    "to",
    "unless",
    "when",
    "with",
];

/// Whether a sentence tells someone to do something.
pub(super) fn is_instruction(sentence: &str) -> bool {
    let lower = sentence.trim_start_matches(['*', '_']).to_lowercase();
    if ["note that", "see also", "page is "]
        .iter()
        .any(|it| lower.starts_with(it))
    {
        return false;
    }
    if CONDITIONS.contains(&first_word(&lower).as_str()) {
        let behind = lower
            .split_once(", ")
            .or_else(|| lower.split_once(" then "));
        return behind.is_some_and(|(_, rest)| says_what_to_do(rest.trim_start_matches("then ")));
    }
    says_what_to_do(&lower)
}

fn says_what_to_do(lower: &str) -> bool {
    VERBS.contains(&first_word(lower).as_str())
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

/// Whether a line of running text begins something else to do: `See` this, on the next
/// line `See` that.
pub(super) fn begins_anew(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first.starts_with(char::is_uppercase) && VERBS.contains(&first.to_lowercase().as_str())
}

/// The sentence of a text that says what to do, else none.
pub(super) fn instruction(text: &str) -> Option<&str> {
    sentences(text)
        .into_iter()
        .find(|sentence| is_instruction(sentence))
}

/// A sentence as a title: without its last mark, and no longer than can be read at a glance.
pub(super) fn title(sentence: &str) -> String {
    let line = bare(sentence);
    if line.chars().count() <= TITLE_CHARACTERS {
        return line;
    }
    let end = line
        .char_indices()
        .nth(TITLE_CHARACTERS)
        .map_or(line.len(), |(at, _)| at);
    let begun = &line[..end];
    let clause = [", ", " (", "; ", " - ", ": "]
        .iter()
        .filter_map(|mark| begun.rfind(mark))
        .filter(|at| begun[..*at].chars().count() >= CLAUSE_CHARACTERS)
        .max();
    let cut = clause.or_else(|| begun.rfind(' ')).unwrap_or(end);
    format!("{} …", begun[..cut].trim_end_matches([',', ':', ';', ' ']))
}

/// Whether a title says all of a text.
pub(super) fn says_all(title: &str, text: &str) -> bool {
    bare(text) == title
}

/// A sentence on one line, without what only leads on to what follows.
fn bare(sentence: &str) -> String {
    let line = one_line(sentence);
    let mut line = line.trim_end_matches(['.', ':', ';', ',']).trim();
    for end in [" such as", " like", " e.g", " for example"] {
        line = line.strip_suffix(end).unwrap_or(line).trim_end_matches(',');
    }
    let first = line.split(' ').next().unwrap_or_default();
    match line.chars().next() {
        Some(letter) if VERBS.contains(&first) => {
            letter.to_uppercase().collect::<String>() + &line[letter.len_utf8()..]
        }
        _ => line.to_owned(),
    }
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
            ("If it is quiet, all is well", false),
            ("In the console, select the panel", true),
            ("Note that it may be slow", false),
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
            title(
                "Reduce the number of files that the application opens at once, by its settings or by moving it to another node"
            ),
            "Reduce the number of files that the application opens at once …"
        );
        assert_eq!(title("Check parameters such as:"), "Check parameters");
        assert_eq!(
            without("Check events via `kubectl get x`.", "kubectl get x"),
            "Check events"
        );
        assert_eq!(without("Run `df -h`", "df -h"), "Run `df -h`");
    }
}
