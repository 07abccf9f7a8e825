//! Words of a command that another program reads again as its own language: a shell behind
//! `ssh`, SQL behind `psql -c`. A variable inside such a word would be read as part of that
//! language, whatever its value is; so it is refused where it stands.
//!
//! Only the shape of a command is known here, not each program: `-c` may well name a
//! container. The hint says how to write that.

use super::super::problem::{Finding, Sink, quoted};
use super::super::template::Template;
use super::tree::Text;

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
    for (index, word) in words.iter().enumerate() {
        let template = Template::from(word.value);
        if let Some((place, name)) = template.places().next()
            && let Some((message, hint)) = finding(word.value, name, index, is_script)
        {
            let span = word.within(sink.text(), place);
            sink.push(Finding::error("read-again", span, message).hint(hint));
        }
        interprets |= INTERPRETERS.contains(&word.value.rsplit('/').next().unwrap_or_default());
        is_script = OPTIONS.contains(&word.value) || (interprets && is_joined(word.value));
    }
}

fn finding(word: &str, name: &str, index: usize, is_script: bool) -> Option<(String, String)> {
    const OTHERWISE: &str = "use `shell`, where the value arrives in the environment, or give the \
                             variable a word of its own";
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
