//! What is allowed: a command as its owner wrote it, with the values that the library gives it.
//!
//! What stays true: two commands have one fingerprint only when they are the same in all that
//! decides what runs. The canonical bytes name and measure each part, so that no part can be
//! read as another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The first part of the canonical bytes. Another rule would have another number, and whatever
/// was allowed under this one would be asked for again.
const RULE: &str = "rounds command 1";

/// What runs, as it is written: its `$NAME`s are not filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextForm {
    /// A program and its arguments.
    Argv(Vec<String>),
    /// A text for the shell.
    Shell(String),
}

/// A step's command as its owner wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandText {
    /// What runs.
    pub form: TextForm,
    /// `cwd`, where one is written.
    pub cwd: Option<String>,
    /// `env`.
    pub env: BTreeMap<String, String>,
    /// Whether it is given the terminal.
    pub is_interactive: bool,
    /// Names that it may see of the operator's environment.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub passed: BTreeSet<String>,
    /// Every value that the library gives to a variable in it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub given: BTreeSet<GivenValue>,
}

/// A value that the library gives to a variable of a command. Changed there, another command
/// would run, so it is part of what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenValue {
    /// The variable.
    pub name: String,
    /// On which target, where it is a target that gives it.
    pub on: Option<String>,
    /// The value.
    pub value: String,
}

/// The SHA-256 of a command's canonical bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl CommandText {
    /// The command with all that decides what runs, one part a line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = match &self.form {
            // As JSON: where one word ends and the next begins is plain to see.
            TextForm::Argv(words) => vec![format!(
                "run {}",
                serde_json::to_string(words).unwrap_or_default()
            )],
            TextForm::Shell(text) => text.lines().map(|line| format!("shell {line}")).collect(),
        };
        lines.extend(self.cwd.iter().map(|cwd| format!("in {cwd}")));
        let env = self.env.iter();
        lines.extend(env.map(|(name, value)| format!("env {name} = {value}")));
        lines.extend(self.surroundings());
        if self.is_interactive {
            lines.push("is given the terminal".to_owned());
        }
        lines
    }

    /// What it is given beside its own words, one thing a line.
    pub fn surroundings(&self) -> impl Iterator<Item = String> {
        let given = self.given.iter().map(|given| match &given.on {
            Some(target) => format!("with {} = {} on {target}", given.name, given.value),
            None => format!("with {} = {}", given.name, given.value),
        });
        let passed = self.passed.iter();
        given.chain(passed.map(|name| format!("sees {name} of the operator's environment")))
    }

    /// The bytes that stand for the command: each part as its name, its length and itself.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut part = |name: &str, text: &str| {
            bytes.extend_from_slice(format!("{name} {}\n{text}\n", text.len()).as_bytes());
        };
        part("rule", RULE);
        match &self.form {
            TextForm::Argv(words) => words.iter().for_each(|word| part("word", word)),
            TextForm::Shell(text) => part("shell", text),
        }
        if let Some(cwd) = &self.cwd {
            part("cwd", cwd);
        }
        for (name, value) in &self.env {
            part("name", name);
            part("value", value);
        }
        if self.is_interactive {
            part("interactive", "");
        }
        // Only where there are any: a command without them is the one that it always was.
        for name in &self.passed {
            part("passed", name);
        }
        for given in &self.given {
            part("given", &given.name);
            part("as", &given.value);
            if let Some(target) = &given.on {
                part("on", target);
            }
        }
        bytes
    }

    /// What tells it from every other.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Sha256::digest(self.canonical_bytes()).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
