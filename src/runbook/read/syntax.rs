//! From text to tree: all faults of the syntax, in plain words.
//!
//! While the syntax is broken nothing else is said, because whatever follows from a wrong
//! tree is noise. One fault is told a line: the parser goes on behind the first and then
//! often stumbles over what is left of the same line.

use super::super::problem::{Finding, Sink, quoted};
use super::lexical;
use std::collections::BTreeSet;
use toml::{
    Spanned,
    de::{DeTable, Error},
};

/// The tree, and whether it is all that the text says.
pub(in crate::runbook) fn parse<'t>(sink: &mut Sink<'t>) -> (Spanned<DeTable<'t>>, bool) {
    let (tree, errors) = DeTable::parse_recoverable(sink.text());
    let mut errors: Vec<(usize, Finding)> = errors
        .iter()
        .map(|error| finding(sink.text(), error))
        .collect();
    errors.sort_by_key(|(at, _)| *at);
    let whole = errors.is_empty();
    let mut lines = BTreeSet::new();
    for (at, finding) in errors {
        if lines.insert(sink.line_of(at)) {
            sink.push(finding);
        }
    }
    if whole {
        lexical::warn_of_newer_forms(sink);
    }
    (tree, whole)
}

fn finding(text: &str, error: &Error) -> (usize, Finding) {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    let start = span.start;
    if message.starts_with("duplicate key") {
        return (start, duplicate(text, span));
    }
    if message.contains("recurs") {
        let finding = Finding::error("too-deep", span, "this is nested too deeply")
            .hint("nothing in a runbook needs more than a few levels");
        return (start, finding);
    }
    if let Some(hint) = as_toml(line_at(text, start)) {
        let finding = Finding::error("syntax", span, "a key and its value are joined by `=` here");
        return (start, finding.hint(hint));
    }
    let (words, hint) = plain_words(message);
    (start, Finding::error("syntax", span, words).hint_if(hint))
}

/// The line that a byte is in.
fn line_at(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

/// How to write a line that has `key: value`, as YAML and JSON do; none for any other line.
fn as_toml(line: &str) -> Option<String> {
    const LONGEST_CHARACTERS: usize = 60;
    let (key, value) = line.trim().split_once(':')?;
    let key = key.trim().trim_matches('"');
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) || !key.chars().all(is_key) {
        return None;
    }
    let value = value.trim().trim_end_matches(',');
    let is_written = value.starts_with(['"', '\'', '[', '{'])
        || value.parse::<f64>().is_ok()
        || matches!(value, "true" | "false");
    let value = match value {
        "" => "…".to_owned(),
        value if is_written => value.to_owned(),
        value => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    let hint = format!("{key} = {value}");
    let fits = hint.chars().count() <= LONGEST_CHARACTERS;
    let hint = if fits { hint } else { format!("{key} = …") };
    Some(format!("write `{}`", crate::text::shown(&hint).as_str()))
}

/// What is written twice; the first long step invites a list and tables of the same steps.
fn duplicate(text: &str, span: std::ops::Range<usize>) -> Finding {
    let line_start = text
        .get(..span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line = text.get(line_start..).unwrap_or_default();
    let header: String = line
        .chars()
        .take_while(|c| *c != '\n')
        .filter(|c| !c.is_whitespace())
        .collect();
    if header.starts_with("[[procedures.steps]]") {
        let message = "the steps of this procedure stand in a list already: steps = [ … ]";
        return Finding::error("two-step-lists", span, message).hint(
            "write all steps as [[procedures.steps]] tables; `rounds check --fix` turns the \
             list into tables",
        );
    }
    let key = text.get(span.clone()).unwrap_or_default();
    let message = format!("{} is written twice", quoted(key.trim()));
    let hint = match header.starts_with('[') {
        true => "keep one of the two, with the keys of both below it",
        false => "keep one of the two; a key belongs to the header above it",
    };
    Finding::error("duplicate-key", span, message).hint(hint)
}

/// How the parser's messages begin, what to say instead, and what to write.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "a value is missing or has no quotes",
        "put texts in quotes: title = \"Orders sync\"",
    ),
    (
        "unclosed table",
        "the header is not closed",
        "end it with `]`",
    ),
    (
        "unclosed array table",
        "the header is not closed",
        "end it with `]]`",
    ),
    (
        "unclosed array",
        "the list is not closed",
        "end it with `]`",
    ),
    (
        "unclosed inline table",
        "the table in `{ }` is not closed",
        "end it with `}`, in the same line",
    ),
    (
        "missing comma between array elements",
        "a comma is missing between two elements of the list",
        "put a comma behind the first",
    ),
    (
        "missing comma between key-value pairs",
        "a comma is missing between two keys",
        "put a comma between them",
    ),
    (
        "extra assignment between key-value pairs",
        "a comma is missing between two keys",
        "put a comma between them",
    ),
    ("extra comma", "there is a comma too many", "leave one out"),
    ("extra `=`", "there is an `=` too many", "leave one out"),
    (
        "unexpected `=` in array",
        "the list is not closed, or a key stands in it",
        "end it with `]`; what has keys goes into `{ }`",
    ),
    (
        "invalid key-value pair",
        "the line has no key",
        "write `key = value`",
    ),
    (
        "keys cannot be multi-line",
        "a key stands in three quotes",
        "use letters, digits, `-` and `_`, or put the key in one pair of quotes",
    ),
    (
        "key with no value",
        "the key has no value",
        "write `key = value`; a comment begins with `#`",
    ),
    (
        "missing escaped value",
        "the text has a `\\` that begins no known escape",
        "write `\\\\` for a backslash, or put the text in single quotes",
    ),
    (
        "too few unicode value digits",
        "the text has a `\\u` or `\\U` without its digits",
        "write `\\\\` for a backslash, or put the text in single quotes",
    ),
    (
        "invalid boolean",
        "this is not a value that can be read",
        "write true or false in small letters, or put a text in quotes",
    ),
    (
        "invalid date",
        "this is not a date that can be read",
        "write it as 2026-11-29",
    ),
    (
        "invalid time",
        "this is not a time that can be read",
        "write it as 09:00:00, or put a text in quotes",
    ),
    (
        "invalid comment character",
        "the comment holds a character that cannot stand in it",
        "leave control characters out",
    ),
    (
        "carriage return must be followed by newline",
        "a line ends with a bare carriage return",
        "save the file with line feeds, as Unix and Windows editors do",
    ),
    (
        "unexpected key or value",
        "something follows where the line should end",
        "begin a new line for it",
    ),
    (
        "invalid basic string",
        "the text is not closed, or holds a character that must be escaped",
        "end it with the quote that it began with",
    ),
    (
        "invalid multi-line basic string",
        "the text holds a character that must be escaped",
        "write control characters as \\u and four digits, or leave them out",
    ),
    (
        "invalid multi-line literal string",
        "the text holds a character that cannot stand in it",
        "leave control characters out",
    ),
    (
        "invalid literal string",
        "the text is not closed, or holds a character that cannot stand in it",
        "end it with the quote that it began with",
    ),
    (
        "invalid unquoted key",
        "a key has letters that need quotes",
        "use letters, digits, `-` and `_`, or put the key in quotes",
    ),
    (
        "unquoted keys cannot be empty",
        "a key is missing here",
        "write a name, then `=` and its value",
    ),
];

/// How the parser's messages begin about a number.
const NUMBERS: &[&str] = &[
    "`_` may only go between digits",
    "unexpected leading zero",
    "integers with a radix cannot be signed",
    "radix must be lowercase",
    "redundant numeric sign",
    "invalid exponent",
    "invalid fraction",
    "invalid mantissa",
    "invalid float",
    "invalid binary number",
];

/// The parser's message in the words of someone who does not know TOML by heart.
fn plain_words(message: &str) -> (String, Option<String>) {
    if NUMBERS.iter().any(|from| message.starts_with(from)) {
        let hint = "write it as 412, 0.5 or -3, or put a text in quotes";
        return (
            "this is not a number that can be read".to_owned(),
            Some(hint.to_owned()),
        );
    }
    match WORDS.iter().find(|(from, ..)| message.starts_with(from)) {
        Some((_, words, hint)) => ((*words).to_owned(), Some((*hint).to_owned())),
        // The parser's sentence may quote the file.
        None => (
            crate::text::shown(&message.replace('\n', " "))
                .as_str()
                .to_owned(),
            None,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text for each of the parser's sentences that is put into plain words.
    const TEXTS: &[(&str, &str)] = &[
        ("string values must be quoted", "a = b c"),
        ("unclosed table", "[a"),
        ("unclosed array table", "[[a]"),
        ("unclosed array", "a = [1"),
        ("unclosed inline table", "a = { b = 1"),
        ("missing comma between array elements", "a = ['x' 'y']"),
        (
            "missing comma between key-value pairs",
            "a = { b = 'x' c = 2 }",
        ),
        (
            "extra assignment between key-value pairs",
            "a = { b = 1 c = 2 }",
        ),
        ("extra comma", "a = [1,,2]"),
        ("extra comma", "a = { b = 1,, c = 2 }"),
        ("extra `=`", "a == 1"),
        ("unexpected `=` in array", "a = [1,\nb = 2\n"),
        ("invalid key-value pair", "{ a = 1 }"),
        ("keys cannot be multi-line", "'''a''' = 1"),
        ("keys cannot be multi-line", "\"\"\"a\"\"\" = 1"),
        ("key with no value", "a"),
        ("missing escaped value", "a = \"\\q\""),
        ("too few unicode value digits", "a = \"\\u12\""),
        ("invalid boolean", "a = True"),
        ("invalid date", "a = 2026-13-01"),
        ("invalid time", "a = 25:00:00"),
        ("invalid comment character", "a = 1 # \u{1}"),
        (
            "carriage return must be followed by newline",
            "a = 1\rb = 2",
        ),
        ("unexpected key or value", "a = 'x' b = 2"),
        ("invalid basic string", "a = \"b\u{1}\""),
        ("invalid basic string", "a = \"b"),
        ("invalid multi-line basic string", "a = \"\"\"b\u{1}\"\"\""),
        ("invalid multi-line literal string", "a = '''b\u{1}'''"),
        ("invalid literal string", "a = 'b\u{1}'"),
        ("invalid unquoted key", "ä = 1"),
        ("unquoted keys cannot be empty", "= 1"),
        ("`_` may only go between digits", "a = 1__2"),
        ("unexpected leading zero", "a = 01"),
        ("integers with a radix cannot be signed", "a = +0x1"),
        ("radix must be lowercase", "a = 0X1"),
        ("redundant numeric sign", "a = ++1"),
        ("invalid exponent", "a = 1e"),
        ("invalid fraction", "a = 1."),
        ("invalid mantissa", "a = .5"),
        ("invalid float", "a = infinite"),
        ("invalid binary number", "a = 0b2"),
        ("duplicate key", "a = 1\na = 2"),
    ];

    fn messages(text: &str) -> Vec<String> {
        let (_, errors) = DeTable::parse_recoverable(text);
        errors.iter().map(|it| it.message().to_owned()).collect()
    }

    /// What the parser says is no promise of its authors: where a new version says it in other
    /// words, this tells which.
    #[test]
    fn the_parser_still_says_what_is_put_into_plain_words() {
        for (said, text) in TEXTS {
            let messages = messages(text);
            assert!(
                messages.iter().any(|message| message.starts_with(said)),
                "{text:?} is told as {messages:?}, not as {said:?}"
            );
        }
        let known = WORDS.iter().map(|(said, ..)| said).chain(NUMBERS);
        for said in known {
            assert!(
                TEXTS.iter().any(|(tried, _)| tried == said),
                "no text makes the parser say {said:?}"
            );
        }
        let deep = format!("a = {}{}", "[".repeat(200), "]".repeat(200));
        let messages = messages(&deep);
        assert!(
            messages.iter().any(|message| message.contains("recurs")),
            "{messages:?}"
        );
    }

    #[test]
    fn a_line_of_yaml_or_json_is_told_as_toml() {
        let cases = [
            ("title: \"T\"", Some("write `title = \"T\"`")),
            (
                "  timezone: Europe/Berlin",
                Some("write `timezone = \"Europe/Berlin\"`"),
            ),
            ("\"title\": \"T\",", Some("write `title = \"T\"`")),
            ("steps:", Some("write `steps = …`")),
            ("every: 90", Some("write `every = 90`")),
            ("title = \"a: b", None),
            ("# note: this", None),
            ("[a:b]", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(as_toml(line).as_deref(), wanted, "{line}");
        }
    }

    #[test]
    fn what_the_parser_says_is_shown_in_plain_words() {
        for (_, text) in TEXTS {
            for said in messages(text) {
                let (words, hint) = plain_words(&said);
                let is_plain = words != said && hint.is_some();
                assert!(
                    is_plain || said.starts_with("duplicate key"),
                    "{text:?}: {words}"
                );
            }
        }
    }
}
