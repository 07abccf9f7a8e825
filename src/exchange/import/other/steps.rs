//! Steps of what another program keeps.

use super::super::command;
use super::super::draft::{Procedure, Row, Step};
use super::super::phrase::one_line;
use super::super::placeholder;
use super::super::run_title::run_title;
use super::super::session::Session;
use super::super::step::{copy, fenced, fill, warn};
use super::super::title::{plain, says_all, title};
use super::yaml::Node;
use crate::exchange::shell::Turn;

/// A step that says this; what its title leaves out stands in its detail.
pub(super) fn told(text: &str) -> Step {
    let text = text.trim();
    let first = text.lines().next().unwrap_or_default();
    let mut step = Step {
        title: title(first),
        ..Step::default()
    };
    if !says_all(&step.title, text) {
        step.detail.push(text.to_owned());
    }
    step
}

/// Gives a step what is typed here.
pub(super) fn typed(step: &mut Step, text: &str) {
    let text = text.trim_end();
    let units = match text.starts_with("#!") {
        // A script is another program's text.
        true => Vec::new(),
        false => Session::of(vec![text.to_owned()]).units(&[Turn::said(text)]),
    };
    match &units[..] {
        [unit] => {
            fill(step, unit, &[]);
            named(step, text);
        }
        _ => copied(step, text),
    }
}

/// Gives a step a text that is typed elsewhere.
pub(super) fn copied(step: &mut Step, text: &str) {
    let text = text.trim_end();
    if !copy(step, text) {
        step.detail.push(fenced("sh", text));
    }
    named(step, text);
}

/// Says what this text takes away; it is the title of a step that has none.
pub(super) fn named(step: &mut Step, text: &str) {
    warn(step, text);
    if step.title.is_empty() {
        step.title = run_title(text);
    }
}

/// A procedure of these steps under a section or none.
pub(super) fn push(procedure: &mut Procedure, step: Step) {
    procedure.rows.push(Row::Step(Box::new(step)));
}

/// What has no place of its own: `key: value` lines for a comment.
pub(super) fn comments(node: &Node, known: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, value) in node.pairs() {
        if !known.contains(&key.as_str()) {
            value.lines(key, &mut lines);
        }
    }
    lines.iter().map(|it| one_line(it)).collect()
}

/// The first line of a description as a purpose, and the rest.
pub(super) fn purpose(text: &str) -> Option<String> {
    let line = one_line(&plain(text));
    (!line.is_empty()).then_some(line)
}

/// What becomes the answer's name: `db-host` as `DB_HOST`.
pub(super) fn variable(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    placeholder::as_name(&name.chars().map(fits).collect::<String>())
}

/// Whether a text can be run as it stands: nothing of a template is left in it.
pub(super) fn is_plain(text: &str) -> bool {
    !text.contains("{{") && command::command(text, &[]).shell == text
}
