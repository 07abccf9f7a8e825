//! What can be said of one text alone: by its kind, and of any text whatever.

use super::super::environment::{is_inherited, is_steering};
use super::super::format::{Key, Kind};
use super::super::problem::{Finding, SECRET, Sink, quoted};
use super::super::template::{Pattern, Search, is_name};
use super::tree::Text;
use super::values;
use crate::schedule::{Schedule, Zone};
use crate::text::{is_plain, looks_secret, nearest, shown, slug};

const NO_SECRETS: &str =
    "take it out and renew it: a runbook says where a secret is kept, never what it is";

/// Looks at a text of a kind that may have more rules than any text.
pub(super) fn written(sink: &mut Sink<'_>, key: &Key, kind: &Kind, text: Text<'_>) {
    any_text(sink, text, matches!(kind, Kind::Exact | Kind::Address));
    if text.value.trim().is_empty() {
        let message = format!("a text of `{}` is empty", key.name);
        let hint = format!("say it, or take it out: {}", lower_first(key.about));
        sink.push(Finding::error("empty-text", text.span(), message).hint(hint));
        return;
    }
    match kind {
        Kind::Id => id(sink, text),
        Kind::Variable => variable_name(sink, text),
        Kind::Passed => passed_name(sink, text),
        Kind::Zone => zone(sink, text),
        Kind::Schedule => schedule(sink, text),
        Kind::Pattern => pattern(sink, text, Pattern::parse(text.value).err()),
        Kind::Search => pattern(sink, text, Search::parse(text.value).err()),
        Kind::Duration => duration(sink, text),
        Kind::Address => address(sink, text),
        Kind::Word(words) => word(sink, key, words, text),
        _ => {}
    }
}

/// A sentence of the description as it fits into a hint.
pub(super) fn lower_first(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn id(sink: &mut Sink<'_>, text: Text<'_>) {
    if let Err(wrong) = values::id(text.value) {
        let slug = slug(text.value, "x", |_| false);
        let message = format!("{} cannot be an id: it {wrong}", quoted(text.value));
        let finding = Finding::error("bad-id", text.span(), message);
        sink.push(finding.hint(format!("write `{slug}`")));
    }
}

/// Looks at the name of a variable, of a step or of a target.
pub(super) fn variable_name(sink: &mut Sink<'_>, name: Text<'_>) {
    if matches!(name.value, "TARGET" | "ITEM") {
        let message = format!("`{}` is given by the program", name.value);
        sink.push(Finding::error("reserved-name", name.span(), message).hint("take another name"));
    } else if is_steering(name.value) {
        let message = format!(
            "`{}` has a meaning of its own in the environment of every command",
            name.value
        );
        sink.push(
            Finding::error("reserved-name", name.span(), message)
                .hint("take another name: what is answered would change how commands are run"),
        );
    } else if !is_name(name.value) {
        let upper: String = name
            .value
            .to_ascii_uppercase()
            .replace(['-', ' ', '.'], "_");
        let hint = match is_name(&upper) {
            true => format!("write `{upper}`"),
            false => "begin with a capital, then capitals, digits and `_`".to_owned(),
        };
        let message = format!("{} cannot be the name of a variable", quoted(name.value));
        sink.push(Finding::error("bad-name", name.span(), message).hint(hint));
    }
}

/// Looks at a name in the environment of a command: whatever a shell can look up.
pub(super) fn environment_name(sink: &mut Sink<'_>, name: Text<'_>) {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.value.chars().all(fits) || !name.value.starts_with(|c: char| !c.is_ascii_digit()) {
        let message = format!("{} cannot be a name in an environment", quoted(name.value));
        sink.push(
            Finding::error("bad-name", name.span(), message)
                .hint("write letters, digits and `_`, and no digit first, like PGDATABASE"),
        );
    }
}

/// Looks at a name that is let through from outside.
fn passed_name(sink: &mut Sink<'_>, name: Text<'_>) {
    environment_name(sink, name);
    if is_inherited(name.value, false) {
        let message = format!("every command is given `{}` already", name.value);
        sink.push(Finding::warning("no-effect", name.span(), message).hint("take it out"));
    } else if is_steering(name.value) {
        let message = format!(
            "`{}` would decide which program runs, or how it is read",
            name.value
        );
        sink.push(
            Finding::error("reserved-name", name.span(), message)
                .hint("take it out; where it must be so, write its value with `env`"),
        );
    }
}

fn zone(sink: &mut Sink<'_>, text: Text<'_>) {
    if let Err(fault) = Zone::parse(text.value) {
        // The whole name is wrong, wherever the letters differ.
        let finding = Finding::error("bad-timezone", text.span(), fault.message);
        sink.push(finding.hint_if(fault.hint));
    }
}

fn schedule(sink: &mut Sink<'_>, text: Text<'_>) {
    if let Err(fault) = Schedule::parse(text.value) {
        let span = text.within(sink.text(), fault.span);
        sink.push(Finding::error("bad-schedule", span, fault.message).hint_if(fault.hint));
    }
}

fn pattern(sink: &mut Sink<'_>, text: Text<'_>, wrong: Option<String>) {
    if let Some(wrong) = wrong {
        let first = shown(wrong.lines().next().unwrap_or_default());
        let message = format!("the pattern cannot be read: {}", first.as_str());
        sink.push(
            Finding::error("bad-pattern", text.span(), message)
                .hint("a pattern is a regular expression; try it on an example"),
        );
    }
}

fn duration(sink: &mut Sink<'_>, text: Text<'_>) {
    if let Err(hint) = values::duration(text.value) {
        let message = format!("{} is no duration", quoted(text.value));
        sink.push(Finding::error("bad-duration", text.span(), message).hint(hint));
    }
}

fn address(sink: &mut Sink<'_>, text: Text<'_>) {
    if let Err(hint) = values::address(text.value) {
        let message = format!("{} is no address that can be opened", quoted(text.value));
        sink.push(Finding::error("bad-address", text.span(), message).hint(hint));
    }
}

fn word(sink: &mut Sink<'_>, key: &Key, words: &'static [&'static str], text: Text<'_>) {
    if words.contains(&text.value) {
        return;
    }
    let wanted = Kind::Word(words).words();
    let hint = match nearest(text.value, words.iter().copied()) {
        Some(meant) => format!("write \"{meant}\""),
        None => format!("write {wanted}"),
    };
    let message = format!(
        "`{}` takes {wanted}, but this is {}",
        key.name,
        quoted(text.value)
    );
    sink.push(Finding::error("unknown-word", text.span(), message).hint(hint));
}

/// Looks at what no text may hide.
pub(super) fn any_text(sink: &mut Sink<'_>, text: Text<'_>, exact: bool) {
    if let Err(hostile) = is_plain(text.value) {
        let at = hostile.offset_bytes;
        let span = text.within(sink.text(), at..at + hostile.character.len_utf8());
        let (code, character) = ("hidden-character", u32::from(hostile.character));
        let finding = match exact {
            true => {
                let message =
                    format!("U+{character:04X} hides in a text that will be used as it is");
                Finding::error(code, span, message)
            }
            false => Finding::warning(code, span, format!("U+{character:04X} hides in this text")),
        };
        sink.push(finding.hint("type the text again, without characters that cannot be seen"));
    }
    if let Some(secret) = looks_secret(text.value) {
        let message = format!("this looks like {secret}");
        sink.push(Finding::error(SECRET, text.span(), message).hint(NO_SECRETS));
    }
}
