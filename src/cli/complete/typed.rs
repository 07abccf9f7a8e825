//! A line that is being typed, as far as it can be understood, and what can follow it.

use crate::cli::args::{Common, Typed};
use clap::{Arg, Command};

/// One thing that can follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// What is typed.
    pub text: String,
    /// What it is, in a few words; may be empty.
    pub about: String,
}

impl Candidate {
    pub fn new(text: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            about: about.into(),
        }
    }
}

/// The finished words of a line, as far as they can be understood.
pub(super) struct TypedLine {
    /// The command that they lead to.
    pub command: Command,
    /// The path of its names.
    pub path: Vec<String>,
    /// The words that are neither names of commands nor options.
    pub positionals: Vec<String>,
    /// The option whose value comes next.
    pub pending: Option<Arg>,
    /// Where the library and the record are, if the line says so.
    pub common: Common,
}

impl TypedLine {
    pub fn of(words: &[String]) -> Self {
        let root = Typed::whole();
        let mut line = Self {
            command: root,
            path: Vec::new(),
            positionals: Vec::new(),
            pending: None,
            common: Common::default(),
        };
        for word in words {
            line.take(word);
        }
        line
    }

    fn take(&mut self, word: &str) {
        if let Some(option) = self.pending.take() {
            self.note(option.get_id().as_str(), word);
            return;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            let option = self.option(|arg| arg.get_long() == Some(name));
            return self.take_option(option, value);
        }
        if let Some(short) = word.strip_prefix('-').and_then(|rest| rest.chars().next()) {
            let option = self.option(|arg| arg.get_short() == Some(short));
            let value = word.get(1 + short.len_utf8()..);
            return self.take_option(option, value.filter(|value| !value.is_empty()));
        }
        let below = self.command.find_subcommand(word).cloned();
        match below {
            Some(below) if self.positionals.is_empty() => {
                self.path.push(below.get_name().to_owned());
                self.command = below;
            }
            _ => self.positionals.push(word.to_owned()),
        }
    }

    fn option(&self, is: impl Fn(&Arg) -> bool) -> Option<Arg> {
        self.command.get_arguments().find(|arg| is(arg)).cloned()
    }

    fn take_option(&mut self, option: Option<Arg>, value: Option<&str>) {
        let Some(option) = option.filter(|option| option.get_action().takes_values()) else {
            return;
        };
        match value {
            Some(value) => self.note(option.get_id().as_str(), value),
            None => self.pending = Some(option),
        }
    }

    /// Keeps what says where to look.
    fn note(&mut self, id: &str, value: &str) {
        match id {
            "runbooks" => self.common.runbooks.push(value.into()),
            "journal" => self.common.journal = Some(value.into()),
            _ => {}
        }
    }
}
