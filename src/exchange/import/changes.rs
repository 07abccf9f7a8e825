//! Lines that only change the shell they are typed into: what they set, and by what.

use super::placeholder;
use crate::exchange::shell::{Effect, Open, effect, is_assignment, open_after};

/// Whether a text does nothing but change the shell it is typed into.
pub(super) fn is_change_alone(text: &str) -> bool {
    let all = crate::exchange::shell::simple_commands(text);
    let is_function = text.contains("() {") || text.starts_with("function ");
    let is_subshell = text.starts_with('(');
    let is_change = |words: &[String]| {
        let line = words.first().map_or("", String::as_str);
        is_assignment(line) && words.iter().all(|it| is_assignment(it))
            || effect(line) == Effect::Changes && !matches!(line, "exec" | "eval" | "read")
    };
    is_function || !is_subshell && all.iter().all(|it| is_change(&it.words))
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
    let is_one = !placeholder::is_reserved(name);
    (is_one
        && open_after(inner) == Open::Nothing
        && effect(inner) == Effect::None
        && !inner.trim().is_empty())
    .then(|| (name.to_owned(), inner.trim()))
}

/// Whether a variable has the name of one that programs look for by themselves.
pub(super) fn is_for_programs(name: &str) -> bool {
    !name.contains(|c: char| c.is_ascii_lowercase())
}
