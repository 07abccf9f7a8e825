//! Which of these a file is, and what comes of it.

use super::super::draft::Procedure;
use super::{cheat, issue, playbook, rundeck, yaml};
use std::fmt;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) enum Form {
    Rundeck,
    Playbook,
    Issue,
    Cheat,
}

/// What a file is, by its name and by what it says; none where it is something else.
pub(in crate::exchange::import) fn form(name: &str, text: &str) -> Option<Form> {
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
        () if issue::is_one(&documents) => Some(Form::Issue),
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
pub(in crate::exchange::import) struct Found {
    pub(in crate::exchange::import) procedures: Vec<Procedure>,
    /// What of the file has to be in the result: a line for each value.
    pub(in crate::exchange::import) said: String,
}

/// Reads a file of this form; `stem` is its name.
pub(in crate::exchange::import) fn read(form: Form, stem: &str, text: &str) -> Found {
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
        Form::Issue | Form::Cheat => issue::procedures(&documents),
    };
    Found {
        procedures,
        said: said.join("\n"),
    }
}
