//! Words of a command that another program reads again as its own language: a shell behind
//! `ssh`, SQL behind `psql -c`. A variable inside such a word would be read as part of that
//! language, whatever its value is; so it is refused where it stands.
//!
//! In `run`, the shape of a command is enough to refuse, whichever program it is: `-c` may well
//! name a container, and the hint says how to write that. In `shell`, only programs of the table
//! in `interpreter` are refused.

use super::super::problem::{Finding, Sink, quoted};
use super::super::shell::ShellCommand;
use super::super::template::Template;
use super::interpreter::{Language, ReadAgain, read_again};
use super::tree::Text;

/// Refuses in a shell's text the variables of the procedure that another program reads again.
pub(super) fn check_shell(
    sink: &mut Sink<'_>,
    text: Text<'_>,
    commands: &[ShellCommand<'_>],
    is_ours: impl Fn(&str) -> bool,
) {
    let start = text.inner_start(sink.text());
    for command in commands {
        let words: Vec<_> = command
            .words
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        let ReadAgain { words, input, by } = read_again(&words);
        let Some((language, program)) = by else {
            continue;
        };
        let in_words = words.iter().flat_map(|at| &command.words[*at].lookups);
        let in_input = command.input.iter().filter(|_| input);
        for lookup in in_words.chain(in_input).filter(|it| is_ours(it.name)) {
            let name = lookup.name;
            let span = text.piece(start, lookup.place.clone());
            let message = format!("`${name}` would be read again, by `{program}`");
            sink.push(Finding::error("read-again", span, message).hint(instead(language, name)));
        }
    }
}

/// How a value reaches a program as a value.
fn instead(language: Language, name: &str) -> String {
    match language {
        Language::Shell => format!(
            "put the text in single quotes: that shell finds \"${name}\" in its environment"
        ),
        Language::Remote => format!(
            "send the value, not a text with it: printf '%s\\n' \"${name}\" | ssh … 'read -r value; …'"
        ),
        Language::Query => format!(
            "hand it over as a parameter, like psql -v value=\"${name}\" with :'value' in a text on \
             standard input"
        ),
        Language::Script => format!(
            "put the text in single quotes and read {name} from the environment in it, or hand it \
             over as an argument"
        ),
    }
}

/// Options whose value is a text in some language.
const OPTIONS: &[&str] = &["-c", "-e", "--eval", "--command", "--execute"];

/// Programs that take `-c` and `-e` together with other letters, as `bash -lc`.
const INTERPRETERS: &[&str] = &[
    "ash", "bash", "dash", "fish", "ksh", "node", "perl", "php", "python", "python3", "ruby", "sh",
    "zsh",
];

/// Refuses the variables that another interpreter would read again.
pub(super) fn check(sink: &mut Sink<'_>, words: &[Text<'_>]) {
    let mut is_script = false;
    let mut interprets = false;
    let plain: Vec<_> = words.iter().map(|word| word.value).collect();
    let known = read_again(&plain);
    for (index, word) in words.iter().enumerate() {
        let template = Template::from(word.value);
        if let Some((place, name)) = template.places().next() {
            let by = known.by.filter(|_| known.words.contains(&index));
            let found = match by {
                Some((language, program)) if index > 0 => Some((
                    format!("`${name}` would be read again, by `{program}`"),
                    instead_of_words(language, name),
                )),
                _ => finding(word.value, name, index, is_script),
            };
            if let Some((message, hint)) = found {
                let span = word.within(sink.text(), place);
                sink.push(Finding::error("read-again", span, message).hint(hint));
            }
        }
        interprets |= INTERPRETERS.contains(&word.value.rsplit('/').next().unwrap_or_default());
        is_script = OPTIONS.contains(&word.value) || (interprets && is_joined(word.value));
    }
}

const OTHERWISE: &str = "use `shell`, where the value arrives in the environment, or give the variable a word of its own";

/// The same for a command that is written as words.
fn instead_of_words(language: Language, name: &str) -> String {
    match language {
        Language::Shell | Language::Script => OTHERWISE.to_owned(),
        Language::Remote | Language::Query => format!("use `shell`: {}", instead(language, name)),
    }
}

fn finding(word: &str, name: &str, index: usize, is_script: bool) -> Option<(String, String)> {
    if index == 0 {
        let message = format!("`${name}` would choose the program that is run");
        let hint = "write the program out, so that everybody sees and allows it".to_owned();
        return Some((message, hint));
    }
    if is_script || of_option(word).is_some() {
        let option = of_option(word).unwrap_or("the option before it");
        let message = format!("`${name}` would be read again by whatever interprets {option}");
        let hint = format!(
            "{OTHERWISE}; if the option runs nothing, join the two: --option=${name}, with its \
             long name"
        );
        return Some((message, hint));
    }
    word.contains(char::is_whitespace).then(|| {
        let message = format!(
            "`${name}` stands in a sentence that another program may read again: {}",
            quoted(word)
        );
        (message, OTHERWISE.to_owned())
    })
}

/// The option that a word begins with, where its value stands in the same word.
fn of_option(word: &str) -> Option<&'static str> {
    OPTIONS.iter().copied().find(|option| {
        let rest = word.strip_prefix(option);
        rest.is_some_and(|rest| rest.starts_with(['=', '$']))
    })
}

/// Whether several letters stand behind one dash, the last of them `c` or `e`.
fn is_joined(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    letters.ends_with(['c', 'e']) && letters.chars().all(|c| c.is_ascii_alphabetic())
}
