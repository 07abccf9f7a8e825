//! What other programs keep as runbooks: jobs of Rundeck, playbooks of Ansible, cheat sheets of
//! navi, forms for issues. Each becomes the procedures that a page of it would.
//!
//! What stays true: what such a program runs on other machines is copied, never run here; each
//! value of the file is in the result, so that the checker can hold the one against the other.
//! What it does not do: it evaluates no template and no condition.

mod cheat;
mod form;
mod playbook;
mod rundeck;
#[cfg(test)]
mod tests;
mod yaml;

use super::command;
use super::draft::{Procedure, Row, Step};
use super::phrase::one_line;
use super::session::Session;
use super::step::{copy, fenced, fill, warn};
use super::title::{plain, says_all, title};
use crate::exchange::shell::Turn;
use std::fmt;
use yaml::Node;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Rundeck,
    Playbook,
    Issue,
    Cheat,
}

/// What a file is, by its name and by what it says; none where it is something else.
pub(super) fn form(name: &str, text: &str) -> Option<Form> {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".cheat") {
        return (!cheat::entries(text).is_empty()).then_some(Form::Cheat);
    }
    if !(lower.ends_with(".yaml") || lower.ends_with(".yml")) {
        return None;
    }
    let documents = yaml::read(text)?;
    match () {
        () if rundeck::is_one(&documents) => Some(Form::Rundeck),
        () if playbook::is_one(&documents) => Some(Form::Playbook),
        () if form::is_one(&documents) => Some(Form::Issue),
        () => None,
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rundeck => "jobs of Rundeck",
            Self::Playbook => "a playbook of Ansible",
            Self::Issue => "a form for issues",
            Self::Cheat => "a cheat sheet of navi",
        })
    }
}

/// What comes of such a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) procedures: Vec<Procedure>,
    /// What of the file has to be in the result: a line for each value.
    pub(super) said: String,
}

/// Reads a file of this form; `stem` is its name.
pub(super) fn read(form: Form, stem: &str, text: &str) -> Found {
    if form == Form::Cheat {
        return Found {
            procedures: cheat::procedures(text),
            said: cheat::said(text),
        };
    }
    let documents = yaml::read(text).unwrap_or_default();
    let mut said = Vec::new();
    documents.iter().for_each(|it| it.values(&mut said));
    let procedures = match form {
        Form::Rundeck => {
            said = said.iter().map(|it| rundeck::as_variables(it)).collect();
            rundeck::procedures(&documents)
        }
        Form::Playbook => playbook::procedures(stem, &documents),
        Form::Issue | Form::Cheat => form::procedures(&documents),
    };
    Found {
        procedures,
        said: said.join("\n"),
    }
}

/// A step that says this; what its title leaves out stands in its detail.
fn told(text: &str) -> Step {
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

/// Gives a step what is typed: here, or where the words say.
fn typed(step: &mut Step, text: &str, place: Option<&str>) {
    let text = text.trim_end();
    let units = match place {
        // A script is another program's text.
        None if !text.starts_with("#!") => {
            Session::of(vec![text.to_owned()]).units(&[Turn::said(text)])
        }
        _ => Vec::new(),
    };
    match (&units[..], place) {
        ([unit], None) => fill(step, unit, &[]),
        _ => {
            if !copy(step, text) {
                step.detail.push(fenced("sh", text));
            }
            step.detail.extend(place.map(str::to_owned));
        }
    }
    warn(step, text);
    if step.title.is_empty() {
        step.title = super::title::run_title(text);
    }
}

/// A procedure of these steps under a section or none.
fn push(procedure: &mut Procedure, step: Step) {
    procedure.rows.push(Row::Step(Box::new(step)));
}

/// What has no place of its own: `key: value` lines for a comment.
fn comments(node: &Node, known: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, value) in node.pairs() {
        if !known.contains(&key.as_str()) {
            value.lines(key, &mut lines);
        }
    }
    lines.iter().map(|it| one_line(it)).collect()
}

/// The first line of a description as a purpose, and the rest.
fn purpose(text: &str) -> Option<String> {
    let line = one_line(&plain(text));
    (!line.is_empty()).then_some(line)
}

/// What becomes the answer's name: `db-host` as `DB_HOST`.
fn variable(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    super::placeholder::as_name(&name.chars().map(fits).collect::<String>())
}

/// Whether a text can be run as it stands: nothing of a template is left in it.
fn is_plain(text: &str) -> bool {
    !text.contains("{{") && command::command(text, &[]).shell == text
}
