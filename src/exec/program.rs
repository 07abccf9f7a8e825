//! [`Program`]: what shall run, as plain data; and why one is refused before it starts.
//!
//! What stays true: a program that passes [`Program::check`] looks like what it is. Neither its
//! words nor the values that it is given hold a character that hides, reorders or commands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::runbook::is_steering;
use crate::text::{Hostile, is_plain, shown};

/// How much of an output is kept where nobody says otherwise.
pub const CAP_BYTES: usize = 1024 * 1024;

/// A shorter secret would be "found" in words that have nothing to do with it.
const SECRET_BYTES_SOUGHT: usize = 4;

/// What runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A program and its arguments, each handed over as it is; no shell reads them.
    Argv(Vec<String>),
    /// A text for `/bin/sh`. Values reach it in its environment, and in no other way.
    Shell(String),
}

/// One command, ready to be checked and started.
///
/// Its `Debug` names variables without their values, some of which may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Program {
    /// What runs, its `$NAME`s filled in where it is argv.
    pub form: Form,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// The run's variables.
    pub variables: BTreeMap<String, String>,
    /// The step's own `env`; it wins over a variable of the same name.
    pub environment: BTreeMap<String, String>,
    /// Names that it may see of our own environment beside those that every command sees.
    pub passed: BTreeSet<String>,
    /// What it reads on its standard input; nothing where that is closed.
    pub input: Option<Vec<u8>>,
    /// Values that must not be seen again: taken out of the output before anything is kept.
    pub secrets: Vec<String>,
    /// After this time it is ended. Not for an interactive program.
    pub timeout: Option<Duration>,
    /// How much of its output is kept.
    pub cap_bytes: usize,
    /// Its output holds a secret: none of it is shown, counted or told by a digest.
    pub hides_output: bool,
    /// It is given the terminal.
    pub is_interactive: bool,
}

impl Program {
    /// A program with its arguments.
    pub fn argv<W: Into<String>>(
        words: impl IntoIterator<Item = W>,
        folder: impl Into<PathBuf>,
    ) -> Self {
        Self::new(
            Form::Argv(words.into_iter().map(Into::into).collect()),
            folder.into(),
        )
    }

    /// A text for the shell.
    pub fn shell(text: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self::new(Form::Shell(text.into()), folder.into())
    }

    fn new(form: Form, folder: PathBuf) -> Self {
        Self {
            form,
            folder,
            variables: BTreeMap::new(),
            environment: BTreeMap::new(),
            passed: BTreeSet::new(),
            input: None,
            secrets: Vec::new(),
            timeout: None,
            cap_bytes: CAP_BYTES,
            hides_output: false,
            is_interactive: false,
        }
    }

    /// Whether it may be started at all; starting asks this itself.
    ///
    /// # Errors
    /// The first thing in it that hides something, or that no process can be given.
    pub fn check(&self) -> Result<(), Refusal> {
        match &self.form {
            Form::Argv(words) => {
                if words
                    .first()
                    .is_none_or(|program| program.trim().is_empty())
                {
                    return Err(Refusal::Nothing);
                }
                for (index, word) in words.iter().enumerate() {
                    self.check_words(word, Some(index + 1))?;
                }
            }
            Form::Shell(text) if text.trim().is_empty() => return Err(Refusal::Nothing),
            Form::Shell(text) => self.check_words(text, None)?,
        }
        for (name, value) in &self.variables {
            if is_steering(name) {
                return Err(Refusal::Steering { name: name.clone() });
            }
            self.check_variable(name, value)?;
        }
        if let Some(name) = self.passed.iter().find(|name| is_steering(name)) {
            return Err(Refusal::Steering { name: name.clone() });
        }
        self.environment
            .iter()
            .try_for_each(|(name, value)| self.check_variable(name, value))
    }

    /// `number` counts the words of argv from 1; a shell's text has none.
    fn check_words(&self, text: &str, number: Option<usize>) -> Result<(), Refusal> {
        is_plain(text).map_err(|hostile| Refusal::Word { number, hostile })?;
        let shows_secret = self
            .secrets
            .iter()
            .any(|secret| secret.len() >= SECRET_BYTES_SOUGHT && text.contains(secret.as_str()));
        if shows_secret {
            return Err(Refusal::SecretInWords { number });
        }
        Ok(())
    }

    fn check_variable(&self, name: &str, value: &str) -> Result<(), Refusal> {
        let mut letters = name.chars();
        let begins = letters
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !begins || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(Refusal::Name { name: name.into() });
        }
        if value.chars().any(char::is_control) {
            return Err(Refusal::Control { name: name.into() });
        }
        // A secret is not shown to anybody: what it looks like does not matter.
        if self.secrets.iter().any(|secret| secret == value) {
            return Ok(());
        }
        is_plain(value).map_err(|hostile| Refusal::Value {
            name: name.into(),
            hostile,
        })
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("form", &self.form)
            .field("folder", &self.folder)
            .field("variables", &self.variables.keys())
            .field("environment", &self.environment.keys())
            .field("passed", &self.passed)
            .field("input_bytes", &self.input.as_ref().map(Vec::len))
            .field("secrets", &self.secrets.len())
            .field("timeout", &self.timeout)
            .field("cap_bytes", &self.cap_bytes)
            .field("hides_output", &self.hides_output)
            .field("is_interactive", &self.is_interactive)
            .finish()
    }
}

/// Why a command is not started. Nothing ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no program to run.
    Nothing,
    /// A word of argv, or the shell's text, is not what it looks like.
    Word {
        /// Which word, from 1; None for a shell's text.
        number: Option<usize>,
        /// What is in it.
        hostile: Hostile,
    },
    /// A word of argv, or the shell's text, holds a secret, which every account could read there.
    SecretInWords {
        /// Which word, from 1; None for a shell's text.
        number: Option<usize>,
    },
    /// No variable can have this name.
    Name {
        /// The name.
        name: String,
    },
    /// A run's variable has a name that decides which program runs.
    Steering {
        /// The name.
        name: String,
    },
    /// A value holds a NUL, a line break or another control character.
    Control {
        /// The variable.
        name: String,
    },
    /// A value is not what it looks like.
    Value {
        /// The variable.
        name: String,
        /// What is in it.
        hostile: Hostile,
    },
    /// A program that wants the terminal was started without it, or the other way round.
    Terminal,
}

fn place(number: Option<usize>) -> String {
    match number {
        Some(number) => format!("Word {number} of the command"),
        None => "The text for the shell".into(),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str(
                "The command is empty: its first word must name a program.",
            ),
            Self::Word { number, hostile } => {
                write!(f, "{} was not run: {hostile}.", place(*number))
            }
            Self::SecretInWords { number } => write!(
                f,
                "{} holds a secret, and every account of this machine could read it there. Let the command read it from its environment.",
                place(*number)
            ),
            Self::Name { name } => write!(
                f,
                "“{}” cannot be a variable's name: use letters, digits and _, and begin with a letter.",
                shown(name)
            ),
            Self::Steering { name } => write!(
                f,
                "A variable of a run may not be called {}: its value would decide which program runs. Give it another name.",
                shown(name)
            ),
            Self::Control { name } => write!(
                f,
                "The value of {} holds a line break or another control character. Type it again without.",
                shown(name)
            ),
            Self::Value { name, hostile } => {
                write!(f, "The value of {} was not used: {hostile}.", shown(name))
            }
            Self::Terminal => f.write_str(
                "The command was started in the wrong way for what it is: only an interactive one is given the terminal.",
            ),
        }
    }
}

impl std::error::Error for Refusal {}
