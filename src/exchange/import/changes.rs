//! Lines that only change the shell they are typed into: what they set, and by what.

use super::placeholder;
use crate::exchange::shell::{
    Effect, Moves, Open, effect, is_assignment, moves_shell, open_after, simple_commands,
};

/// Whether a text does nothing but change the shell it is typed into, in a way that is the same
/// each time that it is done again.
pub(super) fn is_change_alone(text: &str) -> bool {
    let all = simple_commands(text);
    let is_function = text.contains("() {") || text.starts_with("function ");
    if is_function {
        // What it does to the shell, it does where it is called.
        return text.trim_end().ends_with('}') && moves_shell(text) == Moves::Nothing;
    }
    let is_other = |line: &str| {
        matches!(
            line,
            "exec" | "eval" | "read" | "trap" | "pushd" | "popd" | "unset" | "shift"
        )
    };
    let is_change = |words: &[String]| {
        let line = words.first().map_or("", String::as_str);
        is_assignment(line) && words.iter().all(|it| is_assignment(it))
            || effect(line) == Effect::Changes && !is_other(line)
    };
    !text.starts_with('(') && all.iter().all(|it| is_change(&it.words))
}

/// What stands in front of a text that changes the shell, part by part, and what follows it.
pub(super) fn front(text: &str) -> (Vec<&str>, &str) {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let ends = [
            rest.find("&&").map(|at| (at, 2)),
            rest.find(';').map(|at| (at, 1)),
        ];
        let Some((at, length)) = ends.into_iter().flatten().min() else {
            return (parts, rest);
        };
        let first = rest[..at].trim();
        let is_odd = first.contains(['"', '\'', '(', '{', '|', '\n', '`', '&']);
        if is_odd || effect(first) != Effect::Changes || !is_change_alone(first) {
            return (parts, rest);
        }
        parts.push(first);
        rest = &rest[at + length..];
    }
}

/// Whether a text speaks of what runs beside the shell that began it.
pub(super) fn has_jobs(text: &str) -> bool {
    let mut commands = simple_commands(text).into_iter();
    let is_of_jobs = |it: &String| matches!(it.as_str(), "fg" | "bg" | "wait" | "disown");
    text.contains("$!")
        || commands.any(|it| {
            let first = it.words.first();
            first.is_some_and(is_of_jobs) || it.words.iter().any(|it| it.starts_with("%1"))
        })
}

/// Whether something is run to find what a line gives its variable.
pub(super) fn runs(line: &str) -> bool {
    line.replace("$((", "").contains("$(") || line.contains('`')
}

/// Whether a line goes through what a variable holds, one by one.
pub(super) fn is_list_in(line: &str, name: &str) -> bool {
    line.split_once(" in ").is_some_and(|(head, rest)| {
        head.trim_start().starts_with("for ") && placeholder::mentions(rest, name)
    })
}

/// The variable that a line gives a value, where it does nothing else: `export name=…`.
pub(super) fn assigned(text: &str) -> Option<String> {
    let line = text.strip_prefix("export ").unwrap_or(text).trim();
    let (name, _) = line.split_once('=').filter(|_| is_assignment(line))?;
    let [only] = &crate::exchange::shell::simple_commands(line)[..] else {
        return None;
    };
    (only.words.len() == 1).then(|| name.to_owned())
}

/// `NAME=$(command)`, and nothing else: the name and the command.
pub(super) fn found_by(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix("export ").unwrap_or(text).trim_start();
    let (name, value) = text.split_once('=').filter(|_| is_assignment(text))?;
    let value = value.trim();
    let value = value
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'))
        .unwrap_or(value);
    let ticks = value
        .strip_prefix('`')
        .and_then(|it| it.strip_suffix('`'))
        .filter(|it| !it.contains('`'));
    let inner = ticks.or_else(|| value.strip_prefix("$(")?.strip_suffix(')'))?;
    (!inner.starts_with('(')
        && open_after(inner) == Open::Nothing
        && effect(inner) == Effect::None
        && !inner.trim().is_empty())
    .then(|| (name.to_owned(), inner.trim()))
}

/// Whether a variable has the name of one that programs look for by themselves.
pub(super) fn is_for_programs(name: &str) -> bool {
    !name.contains(|c: char| c.is_ascii_lowercase())
}
