//! One step: from a sentence, and with a command, a text to copy or a link.

use super::command;
use super::draft::Step;
use super::page::Words;
use super::placeholder;
use super::sentence::{command_in, says_all, sentences, title, without};

/// The longest query that is offered to be copied; what is longer stands in the detail.
const LONGEST_COPY: usize = 2_000;

/// A step of this sentence; all that was said stands in its detail, unless the title says it.
pub(super) fn step_of(line: usize, words: &Words, sentence: &str) -> Step {
    let mut step = Step {
        line,
        title: title(sentence),
        ..Step::default()
    };
    let mut said = sentence.to_owned();
    if let Some(typed) = command_in(words) {
        said = without(sentence, typed);
        step.title = title(&said);
        step.command = Some(command::command(typed, &[]));
    }
    if let [(_, url)] = &words.links[..] {
        let is_plain = url.starts_with("https://") || url.starts_with("http://");
        step.link = is_plain.then(|| url.clone());
        step.page = (!is_plain).then(|| page_of(url)).flatten();
    }
    // Code in it may be a command that the step runs anyway; the rest must not be lost.
    let is_linked = |url: &String| {
        Some(url) == step.link.as_ref() || step.page.is_some() && page_of(url) == step.page
    };
    let is_said =
        says_all(&step.title, &words.text) && words.links.iter().all(|(_, url)| is_linked(url));
    let is_command_alone = step.command.is_some()
        && sentences(&words.text).len() == 1
        && step.title != title(sentence)
        && says_all(&step.title, &said);
    if !is_said && !is_command_alone {
        let source = words.source.trim();
        let source = source
            .strip_prefix("[ ] ")
            .or_else(|| source.strip_prefix("[x] "))
            .unwrap_or(source);
        step.detail.push(source.to_owned());
    }
    step
}

/// The stem of the page beside this one that a link leads to.
fn page_of(url: &str) -> Option<String> {
    let path = url.split(['#', '?']).next()?;
    let file = path.rsplit('/').next()?;
    let stem = file
        .strip_suffix(".md")
        .or_else(|| file.strip_suffix(".markdown"))?;
    (!stem.is_empty() && !url.contains("://")).then(|| stem.to_owned())
}

/// Gives a step its command.
pub(super) fn fill(step: &mut Step, text: &str, prints: &str, attributes: &[(String, String)]) {
    let command = command::command(text, attributes);
    for (name, value) in attributes {
        match name.as_str() {
            "name" => step.id = Some(value.clone()),
            "interactive" => {}
            "cwd" if command.cwd.is_some() => {}
            _ => step.comments.push(format!("{name} = {value}")),
        }
    }
    step.command = Some(command);
    tell_output(step, prints);
}

/// Gives a step that is typed into a session its text to copy.
pub(super) fn fill_copy(step: &mut Step, text: &str, prints: &str) {
    let text = placeholder::in_words(text);
    step.copy = Some(match step.copy.take() {
        Some(before) => format!("{before}\n{text}"),
        None => text,
    });
    tell_output(step, prints);
}

fn tell_output(step: &mut Step, prints: &str) {
    if !prints.is_empty() {
        let told = fenced("", prints);
        step.detail
            .push(format!("It prints something like this:\n\n{told}"));
    }
}

/// A query that the step is about: one key copies it.
pub(super) fn query(info: &str, text: &str) -> Option<String> {
    let language = info.split([' ', '{']).next().unwrap_or_default();
    let is_query = matches!(
        language.to_lowercase().as_str(),
        "promql" | "logql" | "sql" | "kql" | "esql" | "traceql" | "jql"
    );
    let text = text.trim_matches('\n').trim_end();
    (is_query && !text.is_empty() && text.len() <= LONGEST_COPY).then(|| text.to_owned())
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

/// A title for a command that nothing is said about.
pub(super) fn run_title(command: &str) -> String {
    let line = command
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let words = line
        .unwrap_or_default()
        .trim_end_matches('\\')
        .replace("\"$", "$");
    // What becomes of its output is seen where it runs.
    let ends = [" |", " &&", " >", " 2>", ";"];
    let end = ends.iter().filter_map(|end| words.find(end)).min();
    let first = &words[..end.unwrap_or(words.len())];
    let shown: Vec<&str> = first.split_whitespace().take(6).collect();
    title(&format!("Run `{}`", shown.join(" ").replace('`', "'")))
}
