//! Commands: a block of code with what its fence says, and a command as a step has it.
//!
//! What stays true: a command is what the page says, but for what it leaves open (`<pod>`),
//! which becomes a variable, quoted where it stands. Nothing is run.

use super::before::{Place, forbids, place, tells};
use super::case;
use super::draft::Command;
use super::openers;
use super::placeholder;
use super::sentence::says_typed;
use crate::exchange::shell::{self, Turn};

/// What a block of code holds.
#[derive(Debug, PartialEq)]
pub(super) struct Code {
    pub(super) attributes: Vec<(String, String)>,
    pub(super) block: shell::Block,
    /// Where and by whom it is typed, where the words before it say so.
    pub(super) place: Option<Place>,
    /// What the words around it say that holds it back.
    pub(super) held: Option<String>,
    /// As it stands on the page, without its fence.
    pub(super) text: String,
    /// What the fence says that it is.
    pub(super) language: String,
}

/// A block of code, read; these are the words right before it and right behind it.
pub(super) fn of_block(info: &str, text: &str, (before, behind): (&str, &str)) -> Code {
    let (language, attributes) = attributes(info);
    let place = place(before);
    let is_folder = matches!(place, Some(Place::Folder(_)));
    let is_other = attributes
        .iter()
        .any(|(name, value)| name == "interpreter" && !value.contains("sh"));
    Code {
        attributes,
        block: match is_other {
            // What a page warns of is read.
            _ if forbids(before) || tells(before) && !has_prompt(text) => shell::Block::Words,
            true => shell::Block::Copied("another program"),
            false => shell::read(&language, text, says_typed(before)),
        },
        place,
        // A condition is asked about, and a folder is gone to: neither holds anything back besides.
        held: openers::before(before, text)
            .filter(|_| case::lead_to(before).is_none() && !is_folder)
            .or_else(|| openers::behind(behind)),
        text: text.trim_matches('\n').trim_end().to_owned(),
        language,
    }
}

/// Whether a text shows what somebody typed, with what that printed.
fn has_prompt(text: &str) -> bool {
    text.lines().any(|it| it.trim_start().starts_with("$ "))
}

impl Code {
    /// What is typed, where it is something to type.
    pub(super) fn turns(&self) -> Option<&[Turn]> {
        match &self.block {
            shell::Block::Typed(turns, _) => Some(turns),
            _ => None,
        }
    }
}

/// `sh {name=check interactive=false}` as its language and its attributes.
fn attributes(info: &str) -> (String, Vec<(String, String)>) {
    let (before, inside) = match info.split_once('{') {
        Some((before, rest)) => (before, rest.rsplit_once('}').map_or(rest, |(it, _)| it)),
        None => (info, ""),
    };
    let mut language = before
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let mut attributes = notebook(inside);
    if !attributes.is_empty() {
        return (language.to_lowercase(), attributes);
    }
    for word in words(inside).unwrap_or_default() {
        match (word.split_once(['=', ':']), word.strip_prefix('.')) {
            (Some((name, value)), _) => {
                let value = value.trim_matches(['"', '\'', ',']);
                let name = name.trim_matches(['"', '\'', ',']);
                attributes.push((name.to_owned(), value.to_owned()));
            }
            (None, Some(class)) if language.is_empty() => language = class.to_owned(),
            _ => {}
        }
    }
    (language.to_lowercase(), attributes)
}

/// `"name":"check","interactive":false`, as notebooks write attributes.
fn notebook(inside: &str) -> Vec<(String, String)> {
    let object: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_str(&format!("{{{inside}}}"));
    let pairs = object.unwrap_or_default().into_iter();
    let words = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    pairs.map(|(name, value)| (name, words(value))).collect()
}

/// A command for a step, with variables for what it leaves open.
pub(super) fn command(text: &str, attributes: &[(String, String)]) -> Command {
    let said = |name: &str| {
        attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    };
    let plain = placeholder::in_words(text);
    let interactive = match said("interactive") {
        Some(value) => value == "true",
        None => wants_terminal(text),
    };
    Command {
        shell: placeholder::in_shell(text),
        run: argv(&plain),
        interactive,
        is_hidden: false,
        cwd: said("cwd")
            .filter(|cwd| cwd.starts_with('/'))
            .map(str::to_owned),
    }
}

/// The words of one plain command: no shell is needed to read it.
fn argv(text: &str) -> Option<Vec<String>> {
    const BUILT_IN: [&str; 14] = [
        "cd", "export", "source", ".", "alias", "set", "unset", "read", "exit", "ulimit", "type",
        "for", "while", "if",
    ];
    let syntax = |c: char| "|&;<>()`\\*?[]{}~!#\n".contains(c);
    let is_name = |word: &String| {
        let name = word.strip_prefix('$');
        name.is_some_and(crate::runbook::template::is_name)
    };
    if text.contains(syntax) {
        return None;
    }
    let words = words(text)?;
    let first = words.first()?;
    let is_odd = |word: &String| {
        word.is_empty() || word.contains(' ') || word.contains('$') && !has_only_names(word)
    };
    let refused = BUILT_IN.contains(&first.as_str())
        || first.contains(['=', '$'])
        || words.iter().any(is_odd)
        || text.contains('\'') && words.iter().any(is_name);
    (!refused).then_some(words)
}

fn has_only_names(word: &str) -> bool {
    let found = crate::runbook::Template::from(word);
    found.names().count() == word.matches('$').count()
}

/// Cuts at blanks; quotes hold together and fall away. None where one stays open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// Commands that fill the screen, open an editor or go on until they are stopped.
fn wants_terminal(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let first = words.first().copied().unwrap_or_default();
    matches!(
        first,
        "vi" | "vim" | "nano" | "less" | "top" | "htop" | "ssh" | "watch"
    ) || has("-it")
        || (has("kubectl") || has("oc")) && (has("edit") || has("port-forward"))
        || (has("logs") || has("tail") || has("journalctl")) && has("-f")
}

/// Whether code inside a sentence is a command that can be run as it stands: a known program
/// and something for it to do, in a form that asks for no shell of its own.
pub(super) fn is_typed(code: &str) -> bool {
    let mut words = code.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_left_open = code.contains("...") || code.contains('…');
    words.next().is_some()
        && !first.contains(['.', '='])
        && first.starts_with(|c: char| c.is_ascii_lowercase())
        && shell::is_program(first)
        && !is_left_open
        && shell::effect(code) == shell::Effect::None
        && shell::open_after(code) == shell::Open::Nothing
}

/// Whether a text is for another shell than the one that runs commands here.
pub(super) fn needs_bash(text: &str) -> bool {
    let marks = [
        "[[ ",
        "<(",
        ">(",
        "<<<",
        "&>",
        "$'",
        "=(",
        "function ",
        "declare ",
        "shopt ",
        "mapfile ",
        "readarray ",
        "${!",
        "|&",
        "select ",
    ];
    let braces = text.match_indices('{').any(|(at, _)| {
        let inner = text[at + 1..].split('}').next().unwrap_or_default();
        let is_range =
            inner.contains("..") && inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        let is_list = inner.contains(',')
            && inner
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.,/".contains(c));
        (is_range || is_list)
            && !text[..at].ends_with('$')
            && shell::quote_after(&text[..at], None).is_none()
    });
    braces
        || marks.iter().any(|mark| {
            text.match_indices(mark)
                .any(|(at, _)| shell::quote_after(&text[..at], None).is_none())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_fence_says_is_read_in_three_ways() {
        for info in [
            "sh {name=check interactive=false}",
            "sh {\"name\":\"check\",\"interactive\":false}",
            "{.sh name=check interactive=false}",
        ] {
            let mut code = of_block(info, "uptime", ("", ""));
            code.attributes.sort();
            assert!(code.turns().is_some(), "{info}");
            assert_eq!(
                code.attributes,
                [
                    ("interactive".into(), "false".into()),
                    ("name".into(), "check".into()),
                ]
            );
        }
    }

    #[test]
    fn what_only_bash_reads_is_known() {
        for (text, is) in [
            ("diff <(a) <(b)", true),
            ("x &> log", true),
            ("touch {a,b}", true),
            ("echo '<(a)' \"{a,b}\" ${A}", false),
            ("awk '{print $1}'", false),
            ("[ -f x ] && y", false),
        ] {
            assert_eq!(needs_bash(text), is, "{text}");
        }
    }

    #[test]
    fn a_plain_command_is_its_words_and_any_other_is_left_to_a_shell() {
        let run = |text: &str| command(text, &[]).run.map(|words| words.join("|"));
        for (text, words) in [
            ("systemctl status orders", Some("systemctl|status|orders")),
            (
                "kubectl -n <ns> get pod $POD",
                Some("kubectl|-n|$NS|get|pod|$POD"),
            ),
            ("ls *.log", None),
            ("a | b", None),
            ("cd /tmp", None),
            ("X=1 env", None),
            ("echo 'two words'", None),
            ("echo \"open", None),
        ] {
            assert_eq!(run(text).as_deref(), words, "{text}");
        }
    }
}
