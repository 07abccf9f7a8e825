//! One step: from a sentence, and with a command, a text to copy or a link.

use super::before::forbids;
use super::command::{self, is_typed};
use super::danger::danger;
use super::draft::{Ask, Step};
use super::phrase::{STRIKES, Words};
use super::pieces::without_joints;
use super::placeholder;
use super::run_title::run_title;
use super::sentence::{is_instruction, sentences};
use super::session::{Unit, Way};
use super::title::{says_all, title};
use crate::exchange::shell;

/// The longest text that is offered to be copied; what is longer stands in the detail.
const LONGEST_COPY: usize = 20_000;

/// A step of this sentence; all that was said stands in its detail, unless the title says it.
pub(super) fn step_of(line: usize, words: &Words, sentence: &str) -> Step {
    let mut step = Step {
        line,
        title: match &words.code[..] {
            [code] if sentence == format!("`{code}`") => run_title(code),
            _ if is_bare_command(sentence) => run_title(sentence),
            _ => title(sentence),
        },
        ..Step::default()
    };
    let mut said = sentence.to_owned();
    if let Some(typed) = command_in(words) {
        said = without(sentence, typed);
        // What is said behind it of what it does is no order.
        step.title = match sentence.trim().starts_with(&format!("`{typed}`")) {
            true => run_title(typed),
            false => title(&said),
        };
        step.command = Some(command::command(typed, &[]));
        warn(&mut step, typed);
    }
    if let [(_, url)] = &words.links[..] {
        let is_plain = url.starts_with("https://") || url.starts_with("http://");
        step.link = is_plain.then(|| url.clone());
        let page = (!is_plain).then(|| page_of(url)).flatten();
        step.page = page.map(|stem| (stem, url.clone()));
    }
    // Code in it may be a command that the step runs anyway; the rest must not be lost.
    let is_linked = |url: &String| {
        Some(url) == step.link.as_ref() || step.page.as_ref().is_some_and(|(_, page)| page == url)
    };
    // A sign that is left out of a command makes another one of it.
    let is_shown = |code: &String| {
        let typed = step.command.as_ref().map(|it| &it.shell);
        step.title.contains(code.as_str()) || typed.is_some_and(|it| it == code)
    };
    let is_struck = is_struck_in(&words.source);
    let is_said = says_all(&step.title, &words.text)
        && words.code.iter().all(is_shown)
        && words.links.iter().all(|(_, url)| is_linked(url));
    let is_command_alone = step.command.is_some()
        && sentences(&words.text).len() == 1
        && step.title != title(sentence)
        && says_all(&step.title, &said);
    if is_struck || !is_said && !is_command_alone {
        let source = words.source.trim();
        let source = source.strip_prefix("[ ] ").unwrap_or(source);
        step.detail.push(source.to_owned());
    }
    step
}

/// `pumpctl -a reset`: a command that nothing marks as one.
fn is_bare_command(sentence: &str) -> bool {
    let is_option = |word: &str| {
        let name = word.trim_start_matches('-');
        name.len() < word.len() && name.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let first = sentence.split(' ').next().unwrap_or_default();
    let is_word = first.starts_with(|c: char| c.is_ascii_lowercase());
    let is_shell = matches!(first, "sh" | "bash" | "zsh");
    let is_known = is_shell || shell::is_program(first);
    // A program that is called by more than a word of the language.
    is_word && is_known && (first.contains('-') || sentence.split(' ').any(is_option))
}

/// Whether some of a source is struck out.
fn is_struck_in(source: &str) -> bool {
    source.contains("~~") || STRIKES.iter().any(|it| source.contains(it))
}

/// The stem of the page beside this one that a link leads to.
fn page_of(url: &str) -> Option<String> {
    let path = url.split(['#', '?']).next()?;
    let file = decoded(path.rsplit('/').next()?);
    let stem = file
        .strip_suffix(".md")
        .or_else(|| file.strip_suffix(".markdown"))?;
    (!stem.is_empty() && !url.contains("://")).then(|| stem.to_owned())
}

/// `page%201` as `page 1`.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = (*first == b'%').then(|| more.get(..2)).flatten();
        let code = code.and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Gives a step what was typed. `attributes` are those of its fence.
pub(super) fn fill(step: &mut Step, unit: &Unit, attributes: &[(String, String)]) {
    for (name, value) in attributes {
        match name.as_str() {
            "name" => step.id = Some(value.clone()),
            "interactive" => {}
            "cwd" if value.starts_with('/') => {}
            _ => step.comments.push(format!("{name} = {value}")),
        }
    }
    match &unit.way {
        Way::Run(folder) => {
            let mut command = command::command(&unit.text, attributes);
            command.cwd = command.cwd.or_else(|| folder.clone());
            step.command = Some(command);
        }
        Way::Take(name) => {
            let mut command = command::command(&unit.text, attributes);
            command.interactive = false;
            step.command = Some(command);
            step.take = Some(WHOLE_WORD.to_owned());
            step.ask = Some(Ask {
                label: None,
                ..placeholder::ask(name)
            });
        }
        Way::Copy(why) => {
            step.copy = Some(unit.text.clone());
            step.detail.push(why.clone());
        }
        Way::Ask(name, what) => step.ask = Some(placeholder::ask_for(name, what)),
    }
    let said = unit
        .said
        .iter()
        .filter(|it| !it.is_empty() && **it != step.title);
    let said: Vec<&str> = said.map(String::as_str).collect();
    if !said.is_empty() {
        step.detail.push(said.join("\n"));
    }
    for prints in &unit.prints {
        let told = fenced("", prints);
        step.detail
            .push(format!("It prints something like this:\n\n{told}"));
    }
    warn(step, &unit.own);
}

/// One word is all that the command prints: of several, nobody could say which is meant.
const WHOLE_WORD: &str = r"\A\s*(\S+)\s*\z";

/// Says before a command that takes something away what it does.
pub(super) fn warn(step: &mut Step, text: &str) {
    if let Some(found) = danger(text) {
        step.no_return |= found.is_final;
        if step.caution.is_none() {
            step.caution = Some(found.caution.to_owned());
        }
    }
}

/// Gives a step a text that another program reads. False where the step has no room for it.
pub(super) fn copy(step: &mut Step, text: &str) -> bool {
    let is_free = step.copy.is_none() && step.command.is_none() && text.len() <= LONGEST_COPY;
    if is_free && !text.trim().is_empty() {
        // In markup `<name>` is no blank to fill in.
        let is_markup = text.contains("</") || text.contains("/>");
        step.copy = Some(match is_markup {
            true => text.to_owned(),
            false => placeholder::in_words(text),
        });
        warn(step, text);
        return true;
    }
    false
}

/// A text as a block of code that it cannot end by itself.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let mut longest = 0;
    let mut length = 0;
    for c in text.chars() {
        length = if c == '`' { length + 1 } else { 0 };
        longest = longest.max(length);
    }
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{text}\n{fence}")
}

/// The one command in a sentence, if there is one.
fn command_in(words: &Words) -> Option<&str> {
    let mut typed = words.code.iter().filter(|code| is_typed(code));
    // Where the sentence opens a shell, its command is meant for that one.
    let opens = |code: &String| shell::effect(code) == shell::Effect::Opens;
    if words
        .code
        .iter()
        .any(|code| code.contains(' ') && opens(code))
    {
        return None;
    }
    let first = typed.next()?;
    let code = format!("`{first}`");
    let said = sentences(&words.text)
        .into_iter()
        .find(|it| it.contains(&code))?;
    // `Running it deletes all` and `Never run it` show a command, and nobody is to type it.
    let ends = said.trim_end_matches(['.', ':', '!', ')']).ends_with(&code);
    let past = [" was ", " were ", " has been ", " have been "];
    let is_past = past.iter().any(|it| said.contains(it));
    let is_told = is_instruction(said) || (ends || said.starts_with(&code)) && !is_past;
    (typed.next().is_none() && is_told && !forbids(said)).then_some(first)
}

/// A sentence without the command that the step shows anyway: `Check events via` is
/// `Check events`.
fn without(sentence: &str, command: &str) -> String {
    let code = format!("`{command}`");
    let Some(before) = sentence
        .trim_end_matches(['.', ':'])
        .strip_suffix(code.as_str())
    else {
        return sentence.to_owned();
    };
    let left = without_joints(before.trim_end().trim_end_matches(':'));
    match left.split_whitespace().count() {
        0 | 1 => sentence.to_owned(),
        _ => left.trim_end_matches(',').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_a_command_once() {
        assert_eq!(
            without("Check events via `kubectl get x`.", "kubectl get x"),
            "Check events"
        );
        assert_eq!(without("Run `df -h`", "df -h"), "Run `df -h`");
    }
}
