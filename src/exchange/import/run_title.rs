//! A title for a command that nothing is said about.

use super::shorten::{LONGEST, is_balanced};
use super::tags::in_code;
use crate::exchange::shell::{quote_after, without_comment};

/// A title for a command that nothing is said about: its first words.
pub(super) fn run_title(command: &str) -> String {
    let said = || {
        let lines = command.lines().map(str::trim);
        lines.filter(|it| !it.is_empty() && !it.starts_with('#'))
    };
    // Where one is and how the shell behaves is not what is done.
    let is_done = |line: &&str| {
        !["cd ", "set ", "export "]
            .iter()
            .any(|it| line.starts_with(it))
    };
    let line = said().find(is_done).or_else(|| said().next());
    let (line, _) = without_comment(line.unwrap_or_default());
    let mut line = line.trim_end_matches('\\');
    // `cd x && rm y`
    while let Some((first, rest)) = line.split_once(" && ")
        && !is_done(&first.trim())
        && !first.contains(['"', '\''])
    {
        line = rest.trim();
    }
    if let Some(name) = line
        .split_once("=$(")
        .map(|(name, _)| name.trim_start_matches("export "))
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.is_empty()
    {
        return format!(
            "Find {}",
            super::placeholder::in_letters(name).to_lowercase()
        );
    }
    match line.split_whitespace().next() {
        Some("for" | "while" | "until") => return "Run this loop".to_owned(),
        Some("if" | "case" | "(" | "{") => return "Run this script".to_owned(),
        _ => {}
    }
    let first = without_output(line);
    let first = in_code(&first.replace(['`', '|'], " "));
    let mut title = String::from("Run");
    let mut whole = title.clone();
    for word in first.split_whitespace().take(12) {
        if title.chars().count() + 1 + word.chars().count() > LONGEST {
            break;
        }
        title.push(' ');
        title.push_str(word);
        // An option is nothing without what it takes.
        if is_balanced(&title) && !word.starts_with('-') {
            whole.clone_from(&title);
        }
    }
    let is_all = title.split_whitespace().count() == first.split_whitespace().count() + 1;
    if is_all && is_balanced(&title) {
        whole = title;
    }
    let title = whole
        .trim_end_matches([':', '.', ',', '-', '=', '\\'])
        .trim_end();
    match title {
        "Run" => "Run this command".to_owned(),
        title => title.to_owned(),
    }
}

/// A line without what becomes of its output, which is seen where it runs.
fn without_output(line: &str) -> &str {
    let ends = [" |", " &&", " >", " 2>", ";", " <<"];
    let is_free = |at: &usize| quote_after(&line[..*at], None).is_none();
    let found = |end: &&str| line.match_indices(*end).map(|it| it.0).find(is_free);
    let end = ends.iter().filter_map(found).min();
    &line[..end.unwrap_or(line.len())]
}

/// A title without the `$` of what the script itself sets: nobody else gives it a value.
pub(super) fn without_own(title: &str, script: &str) -> String {
    let is_set = |name: &str| {
        let lines = script.lines().map(str::trim_start);
        let mut set = lines.map(|it| it.strip_prefix("export ").unwrap_or(it));
        set.any(|it| it.strip_prefix(name).is_some_and(|it| it.starts_with('=')))
    };
    let mut parts = title.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let inner = part.strip_prefix('{');
        let text = inner.unwrap_or(part);
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        if !name.is_empty() && is_set(name) {
            out.push_str(name);
            out.push_str(inner.and_then(|_| rest.strip_prefix('}')).unwrap_or(rest));
        } else {
            out.push('$');
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_sets_is_a_word_of_its_title() {
        let script = "export POD=$(x)\nID=3\ndrop $POD ${ID} $PODS";
        let title = without_own("Run drop $POD ${ID} $PODS $NS", script);
        assert_eq!(title, "Run drop POD ID $PODS $NS");
    }

    #[test]
    fn a_command_is_told_by_its_first_words() {
        for (text, is) in [
            (
                "toolctl delete -n \"$NS\" pvc \"$PVC\"",
                "Run toolctl delete -n \"$NS\" pvc \"$PVC\"",
            ),
            ("PVC=$(toolctl get -n '$NS' pod)", "Find pvc"),
            ("# only\ncat x | sort", "Run cat x"),
            (
                "#!/bin/sh\nset -e\ncd /srv\nrm -rf cache",
                "Run rm -rf cache",
            ),
            ("cd /srv", "Run cd /srv"),
            ("cd /srv && rm -rf cache", "Run rm -rf cache"),
            ("", "Run this command"),
            ("psql -c 'select 1'", "Run psql -c 'select 1'"),
            ("for x in a b; do y; done", "Run this loop"),
            ("export node_name=$(x)", "Find node name"),
            (
                "curl --silent --show-error 'https://example.org/a/very/long/path/that/goes/on'",
                "Run curl",
            ),
        ] {
            assert_eq!(run_title(text), is, "{text}");
        }
    }
}
