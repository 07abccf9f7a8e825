//! Words that no on-call engineer uses are shown nowhere: not on screens, in answers, refusals,
//! problems, help, the lesson or the shipped runbooks.
//!
//! Whatever is shown stands somewhere as a text in the sources, so the texts are read. What people
//! may type, and what programs get, keeps its words: those places are named here, each with why.

use crate::sources;
use std::fs;
use std::path::Path;

/// Words and turns of phrase that may not appear, in small letters.
const BANNED: &[&str] = &[
    "excuse",
    "excused",
    "excuses",
    "set aside",
    "sets aside",
    "in time",
    "want",
    "wants",
    "comes of",
    "came of",
    "acts",
    "stand for",
    "stands for",
    "give up",
    "gives up",
    "given up",
    "gave up",
    "mend",
    "mends",
    "mended",
    "mending",
    "override",
    "overrides",
    "put off",
    "puts off",
    "take over",
    "takes over",
    "taken over",
    "took over",
    "take back",
    "takes back",
    "taken back",
    "whom to call",
    "back out",
    "backed out",
    "its story",
    "whole story",
    "as it comes",
    "not to be had",
];

/// Files whose texts are not shown, or are words of other people.
const APART: &[(&str, &str)] = &[
    ("app/synonyms.rs", "what people type"),
    ("exchange/import/", "words of the pages that are read"),
    ("demo/", "what made-up people write"),
];

/// Texts that keep a word: names that programs or old habits know.
const KEPT: &[(&str, &str)] = &[
    (
        "cli/mod.rs",
        "verbs of 0.1.0, which are told their new names",
    ),
    (
        "present/schema.rs",
        "the word that programs get for a silence",
    ),
];

fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

/// The banned words of a text.
fn banned(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.to_lowercase();
    BANNED.iter().copied().filter(move |word| {
        text.match_indices(word).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            // `mend:[text]` names a key that programs get.
            let is_key = text[at + found.len()..].starts_with(":[");
            !is_word(before) && !is_word(after) && !is_key
        })
    })
}

/// The texts in quotes of a line of code; what stands in a comment is not one.
fn texts(line: &str) -> Vec<&str> {
    let code = line.trim_start();
    if code.starts_with("//") {
        return Vec::new();
    }
    let parts: Vec<&str> = code.split('"').collect();
    // A single word is a name for programs, not something that is said.
    let texts = parts.into_iter().skip(1).step_by(2);
    texts.filter(|text| text.contains(' ')).collect()
}

#[test]
fn no_word_is_shown_that_no_operator_uses() {
    let (mut found, mut read) = (Vec::new(), 0);
    for source in sources() {
        let path = &source.path;
        let is_apart = APART
            .iter()
            .chain(KEPT)
            .any(|(apart, _)| path.starts_with(apart));
        let lines = source
            .text
            .lines()
            .take(source.tests_from_line.saturating_sub(1));
        for (index, line) in lines.enumerate().filter(|_| !is_apart) {
            for text in texts(line) {
                read += 1;
                found.extend(
                    banned(text)
                        .map(|word| format!("src/{path}:{}: “{word}” in: {text}", index + 1)),
                );
            }
        }
    }
    for file in shown_files() {
        let text = fs::read_to_string(&file).unwrap();
        for (index, line) in text.lines().enumerate() {
            let line = line.split(" # ").next().unwrap_or_default();
            let is_comment = line.trim_start().starts_with('#') && file.ends_with("toml");
            let words = banned(line).filter(|_| !is_comment);
            found.extend(words.map(|word| format!("{file}:{}: “{word}” in: {line}", index + 1)));
        }
    }
    assert!(read > 3000, "only {read} texts were read");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Help, the lesson and the shipped runbooks.
fn shown_files() -> Vec<String> {
    let mut files = vec!["src/cli/tutor.toml".to_owned()];
    for (folder, end) in [("src/cli/help", "md"), ("runbooks", "toml")] {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let ends =
            |path: &std::path::PathBuf| Path::new(path).extension().is_some_and(|it| it == end);
        files.extend(entries.filter(ends).map(|path| path.display().to_string()));
    }
    files.sort();
    files
}

#[test]
fn a_banned_word_is_found_as_a_word_alone() {
    assert_eq!(banned("It wants a reading").collect::<Vec<_>>(), ["wants"]);
    assert_eq!(banned("Facts, contacts and unwanted").count(), 0);
    assert_eq!(texts("say(\"Put it off\", \"one\");"), ["Put it off"]);
    assert!(texts("// \"mend it\"").is_empty());
}
