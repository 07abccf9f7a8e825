//! A step's command, ready to be shown or run: its words filled, its values checked.
//!
//! What stays true: no value is ever pasted into a shell's text; a value that came from an
//! answer, a label, a target or `--set` fits its pattern; a secret stands in no word of a command and
//! in nothing that is kept.

use super::at_step;
use super::{Blocked, Pinned, Refusal, RunAt, walked};
use crate::runbook::{How, Program, StepCommand, StepRef, Template, Values};
use crate::state::{Run, StepStatus};
use crate::text::is_plain;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What stands for a secret wherever a command is shown.
const SECRET: &str = "••••";

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A program and its words.
    Words(Vec<String>),
    /// A text for the shell, as it stands in the runbook: values reach it in its environment.
    Shell(String),
}

/// A command with the values of its variables. Its `Debug` names variables alone.
#[derive(Clone, PartialEq)]
pub struct Ready {
    /// What is run.
    pub form: Form,
    /// As it is shown and kept; a shell could read it back.
    pub shown: String,
    /// The variables that it uses, with what is shown of their values.
    pub uses: Vec<(String, String)>,
    /// The folder that it runs in.
    pub cwd: Option<String>,
    /// The run's variables, for its environment.
    pub variables: Values,
    /// The step's own variables.
    pub environment: BTreeMap<String, String>,
    /// Names of the operator's environment that it is given besides.
    pub passed: BTreeSet<String>,
    /// After this time it is ended by force.
    pub timeout: SignedDuration,
    /// Whether it wants the terminal.
    pub interactive: bool,
    /// Whether its output is kept as evidence.
    pub keep_output: bool,
    /// Whether its output holds a secret, and nobody sees any of it.
    pub hides_output: bool,
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready")
            .field("shown", &self.shown)
            .field("variables", &self.variables.keys())
            .field("environment", &self.environment.keys())
            .finish_non_exhaustive()
    }
}

/// The command of a box, with the secrets that are in memory.
///
/// # Errors
/// Where the step has none, a value is missing or does not fit, or a secret is gone or would
/// be readable for all.
pub fn command_at(
    pinned: Pinned<'_>,
    run: &Run,
    step_ref: &StepRef,
    secrets: &Values,
) -> Result<Ready, Refusal> {
    let walked = walked(run, Some(pinned))?;
    let stand = at_step::stand(&walked, step_ref)?;
    let command = command_of(&walked, stand)?;
    if let Some(gone) = walked
        .walk
        .withheld
        .iter()
        .find(|name| command.names().contains(name.as_str()) && !secrets.contains_key(*name))
    {
        return Err(Blocked::SecretGone { name: gone.clone() }.into());
    }
    ready(&walked, stand, command, secrets)
}

pub(super) fn command_of<'a>(
    walked: &'a RunAt<'_>,
    stand: &StepStatus,
) -> Result<&'a StepCommand, Refusal> {
    match &walked.procedure.steps[stand.step].how {
        How::Command(command) => Ok(command),
        _ => Err(Blocked::NotACommand.into()),
    }
}

/// The command as it will run. Without `secrets` it lacks their values and is for showing.
pub(super) fn ready(
    walked: &RunAt<'_>,
    stand: &StepStatus,
    command: &StepCommand,
    secrets: &Values,
) -> Result<Ready, Refusal> {
    let values = walked.walk.values_at(stand);
    let used = command.names();
    for name in &used {
        check_value(walked, name, &values)?;
    }
    check_item(walked, stand, &used, &values)?;
    let readable: Vec<&Template> = match &command.program {
        Program::Words(words) => words.iter().chain(&command.cwd).collect(),
        Program::Shell(_) => command.cwd.iter().collect(),
    };
    let mut named = readable.iter().flat_map(|text| text.names());
    if let Some(name) = named.find(|name| walked.walk.withheld.contains(*name)) {
        return Err(Blocked::SecretInWords {
            name: name.to_owned(),
        }
        .into());
    }
    let mut whole = values.clone();
    whole.extend(secrets.clone());
    let environment = command.env.iter();
    let hides_output = walked.procedure.steps[stand.step].makes_secret().is_some();
    let environment = environment.map(|(name, text)| (name.clone(), text.fill(&whole)));
    Ok(Ready {
        form: match &command.program {
            Program::Words(words) => {
                Form::Words(words.iter().map(|word| word.fill(&values)).collect())
            }
            Program::Shell(shell) => Form::Shell(shell.text.clone()),
        },
        shown: shown(walked, stand, command),
        uses: shown_values(walked, &values, &used),
        cwd: command.cwd.as_ref().map(|cwd| cwd.fill(&values)),
        environment: environment.collect(),
        passed: command.pass_env.clone(),
        // What is not plain can be no command's business; those that it uses are plain.
        variables: whole
            .into_iter()
            .filter(|(name, value)| used.contains(name.as_str()) || is_plain_line(value))
            .collect(),
        timeout: command.timeout,
        interactive: command.interactive,
        keep_output: command.keep_output && !hides_output,
        hides_output,
    })
}

fn is_plain_line(value: &str) -> bool {
    is_plain(value).is_ok() && !value.contains(['\n', '\t'])
}

/// A value that a command uses is there, is what it looks like, and fits its pattern. What an
/// item says is the owner's own.
fn check_value(walked: &RunAt<'_>, name: &str, values: &Values) -> Result<(), Refusal> {
    if walked.walk.withheld.contains(name) {
        return Ok(());
    }
    let Some(value) = values.get(name) else {
        return Err(Blocked::MissingValue {
            name: name.to_owned(),
        }
        .into());
    };
    let pattern = walked.procedure.value_pattern(name);
    let fits = pattern.is_none_or(|pattern| pattern.matches(value, values));
    match is_plain_line(value) && fits {
        true => Ok(()),
        false => Err(Blocked::NotForCommands {
            name: name.to_owned(),
        }
        .into()),
    }
}

/// An item that an earlier step gave fits what the step takes, also where the record that holds
/// it was written elsewhere.
fn check_item(
    walked: &RunAt<'_>,
    stand: &StepStatus,
    used: &BTreeSet<&str>,
    values: &Values,
) -> Result<(), Refusal> {
    let each = &walked.procedure.steps[stand.step].each;
    let item = stand.item.as_ref().filter(|_| used.contains("ITEM"));
    match item.is_none_or(|item| each.lets(&item.text, values)) {
        true => Ok(()),
        false => Err(Blocked::NotForCommands {
            name: "ITEM".to_owned(),
        }
        .into()),
    }
}

/// The variables that a command uses, with what may be seen of their values.
fn shown_values(
    walked: &RunAt<'_>,
    values: &Values,
    used: &BTreeSet<&str>,
) -> Vec<(String, String)> {
    let shown = |name: &&str| {
        let value = match walked.walk.withheld.contains(*name) {
            true => SECRET,
            false => values.get(*name)?,
        };
        Some(((*name).to_owned(), value.to_owned()))
    };
    used.iter().filter_map(shown).collect()
}

/// A command as it reads: its words quoted where a shell would need it; the values that a
/// shell's text uses stand before it. What is not known stays a `$NAME`.
pub(super) fn shown(walked: &RunAt<'_>, stand: &StepStatus, command: &StepCommand) -> String {
    let mut values = walked.walk.values_at(stand);
    for name in &walked.walk.withheld {
        values.insert(name.clone(), SECRET.to_owned());
    }
    match &command.program {
        Program::Words(words) => {
            let words: Vec<_> = words
                .iter()
                .map(|word| quoted(&word.fill(&values)))
                .collect();
            words.join(" ")
        }
        Program::Shell(shell) => {
            let names = command.names();
            let known = names
                .iter()
                .filter_map(|name| Some((name, values.get(*name)?)));
            let set: String = known
                .map(|(name, value)| format!("{name}={}; ", quoted(value)))
                .collect();
            format!("{set}{}", shell.text)
        }
    }
}

/// A word as a shell reads it back.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/:@%+,=-•".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
