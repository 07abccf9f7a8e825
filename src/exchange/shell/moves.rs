//! What a text does to its shell that the next command depends on, wherever in it that stands.

use super::whole::is_assignment;
use super::words::simple_commands;

/// A text in which what it leaves open is a word: `<pod>` and `{{ host }}` are no redirection and
/// no two words.
pub(super) fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_here = rest.starts_with("<<") || out.ends_with(['<', '$']);
        let (open, close) = match rest.starts_with('<') {
            true => ("<", ">"),
            false => ("{{", "}}"),
        };
        let inner = rest.strip_prefix(open).and_then(|it| it.split_once(close));
        let is_blank = inner.is_some_and(|(inner, _)| {
            inner.trim_start().starts_with(char::is_alphabetic)
                && !inner.contains(['\n', '<', '|', '&', ';', '$', '"'])
                && (open == "{{" || !inner.starts_with(' ') && !inner.ends_with(' '))
        });
        match inner.filter(|_| is_blank && !is_here) {
            Some((_, behind)) => {
                out.push('X');
                rest = behind;
            }
            None => {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..first]);
                rest = &rest[first..];
            }
        }
    }
    out + rest
}

/// What a text does to its shell elsewhere than in front of all else: what is typed after it
/// depends on what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Moves {
    /// Nothing.
    #[default]
    Nothing,
    /// It goes to another folder.
    Folder,
    /// It changes more than that.
    All,
}

/// What a text does to its shell. What stands in a subshell stays there.
pub(in crate::exchange) fn moves_shell(text: &str) -> Moves {
    let all = simple_commands(&without_subshells(text));
    all.iter()
        .map(|it| of_words(&it.words))
        .max()
        .unwrap_or_default()
}

fn of_words(words: &[String]) -> Moves {
    const SETS: &[&str] = &[
        ".", "bg", "disown", "eval", "export", "fg", "jobs", "popd", "pushd", "set", "source",
        "trap", "unset", "wait",
    ];
    const BEFORE: &[&str] = &[
        "!", "builtin", "command", "do", "elif", "else", "if", "then", "time", "until", "while",
        "{",
    ];
    let mut words = words.iter().map(String::as_str);
    let first = words.find(|word| !BEFORE.contains(word) && !is_assignment(word));
    match first {
        Some("cd" | "chdir") => Moves::Folder,
        Some(first) if SETS.contains(&first) => Moves::All,
        // With no program behind it, it changes where the shell writes to.
        Some("exec") if words.next().is_none() => Moves::All,
        Some("kill") if words.any(|it| it.starts_with('%')) => Moves::All,
        _ => Moves::Nothing,
    }
}

fn without_subshells(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let begins = before.is_empty() || before.ends_with(['\n', ';', '&', '|', '(']);
        match c {
            '(' if depth > 0 || begins && !before.ends_with("$(") => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // One that is never closed hides nothing.
    match depth {
        0 => out,
        _ => text.to_owned(),
    }
}
